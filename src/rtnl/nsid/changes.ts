/** The requests of `ip netns set`. */

import type { Change } from '../../client/change.ts'
import { VERBS } from '../../client/change.ts'
import type { Requester } from '../../client/requester.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { NamespaceRef } from '../../setns/reference.ts'
import { NamespaceNumbers } from '../../setns/reference.ts'
import { makeChange } from '../change.ts'
import { nsidKind } from './reading.ts'

/** NETNSA_NSID_NOT_ASSIGNED: the kernel chooses an id. */
const CHOOSE = -1

/** Requests about the ids of other namespaces. */
export class NsidChanges {
  private readonly requester: Requester

  constructor(requester: Requester) {
    this.requester = requester
  }

  /** Assigns an id to a namespace, until the namespace is deleted. `auto`: the kernel chooses the id. */
  async set(namespace: NamespaceRef, nsid: number | 'auto'): Promise<Change> {
    if (nsid !== 'auto' && (!Number.isInteger(nsid) || nsid < 0))
      throw new EncodeError('nsid', "a number from 0, or 'auto'", nsid)
    const numbers = new NamespaceNumbers(this.requester.remote)
    try {
      const input = { ...(await numbers.of(namespace, 'namespace')), nsid: nsid === 'auto' ? CHOOSE : nsid }
      const change = makeChange(this.requester, nsidKind, 'RTM_NEWNSID', VERBS.set, input, `nsid ${nsid}`)
      return change.releasing(numbers.close)
    } catch (error) {
      numbers.close()
      throw error
    }
  }
}
