/** Ids of other namespaces that can be given (`ip netns set`). */
import type { RequestOptions } from '../netlink/exchange.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import type { Asker } from './asker.ts'
import { send } from './change.ts'
import { NsidChanges } from './nsid-changes.ts'
import { Nsids } from './nsids.ts'

export class EditableNsids extends Nsids {
  private readonly changes: NsidChanges

  constructor(asker: Asker) {
    super(asker)
    this.changes = new NsidChanges(asker)
  }

  /** Gives a namespace an id here, `auto` one of the kernel's choice. Rejects with KernelError EEXIST where it has one. */
  set(namespace: NamespaceRef, nsid: number | 'auto', options?: RequestOptions): Promise<void> {
    return send(this.asker, () => this.changes.set(namespace, nsid), options, 'nsids.set')
  }
}
