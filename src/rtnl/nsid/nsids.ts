/** Ids of other namespaces that can be given (`ip netns set`). */
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { NamespaceRef } from '../../setns/reference.ts'
import { send } from '../change.ts'
import type { Requester } from '../requester.ts'
import { NsidChanges } from './changes.ts'
import { Nsids } from './reading.ts'

export class EditableNsids extends Nsids {
  private readonly changes: NsidChanges

  constructor(requester: Requester) {
    super(requester)
    this.changes = new NsidChanges(requester)
  }

  /** Gives a namespace an id here, `auto` one of the kernel's choice. Rejects with KernelError EEXIST where it has one. */
  set(namespace: NamespaceRef, nsid: number | 'auto', options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.set(namespace, nsid), options, 'nsids.set')
  }
}
