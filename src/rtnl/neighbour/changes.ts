/** The requests of `ip neigh` and `bridge fdb`. */

import type { Change } from '../../client/change.ts'
import { VERBS } from '../../client/change.ts'
import { settable, wasRead } from '../../client/read-only.ts'
import type { Requester } from '../../client/requester.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { linkOf } from '../address/input.ts'
import { makeChange } from '../change.ts'
import { deviceIndex } from '../devices.ts'
import { readLink } from '../link/reading.ts'
import { parsePrefix } from '../prefix.ts'
import { neighbourReadOnly } from '../read-only-fields.ts'
import type { Neighbour } from '../shapes.ts'
import type { NewNeighbour } from './input.ts'
import { neighbourKind } from './reading.ts'

const isForwarding = ({ family }: Pick<NewNeighbour, 'family'>): boolean => family === 'bridge'

/** Requests about neighbours and, of family `bridge`, about forwarding entries. */
export class NeighbourChanges {
  private readonly requester: Requester

  constructor(requester: Requester) {
    this.requester = requester
  }

  add(neighbour: NewNeighbour): Promise<Change> {
    return this.put(neighbour, VERBS.add)
  }

  replace(neighbour: NewNeighbour): Promise<Change> {
    return this.put(neighbour, isOneOfMany(neighbour) ? VERBS.append : VERBS.replace)
  }

  /** Adds another destination for a hardware address (vxlan). */
  append(neighbour: NewNeighbour): Promise<Change> {
    return this.put(neighbour, VERBS.append)
  }

  change(neighbour: NewNeighbour): Promise<Change> {
    return this.put(neighbour, VERBS.change)
  }

  async delete(neighbour: NewNeighbour): Promise<Change> {
    // The kernel deletes an entry of the link itself (`self`) only if the request has the state `permanent` (ndo_dflt_fdb_del).
    const state = isForwarding(neighbour) ? (neighbour.state ?? ['permanent']) : undefined
    const input = { ...(await this.input(neighbour)), state }
    return makeChange(this.requester, neighbourKind, 'RTM_DELNEIGH', VERBS.delete, input, targetOf(neighbour))
  }

  private async put(neighbour: NewNeighbour, flags: number): Promise<Change> {
    const input = await this.input(neighbour)
    const state = neighbour.proxy === true ? undefined : stateOf(neighbour)
    return makeChange(this.requester, neighbourKind, 'RTM_NEWNEIGH', flags, { ...input, state }, targetOf(neighbour))
  }

  private async input(neighbour: NewNeighbour): Promise<object> {
    const { proxy, dev: _, state: __, flags = [], dst, lladdr, ...rest } = settable(neighbour, neighbourReadOnly)
    const forwarding = isForwarding(neighbour)
    if (forwarding && lladdr === undefined) throw new EncodeError('lladdr', 'the hardware address of the entry')
    if (!forwarding && dst === undefined) throw new EncodeError('dst', 'the address of the neighbour')
    const family = forwarding || dst === undefined ? 'bridge' : parsePrefix(dst, 'dst').family
    if (rest.family !== undefined && rest.family !== 'unspec' && rest.family !== family)
      throw new EncodeError('dst', `an address of family ${rest.family}`, dst)
    const index = await deviceIndex(this.requester, linkOf(neighbour))
    if (isOfLink(neighbour)) await this.refuseBridge(index)
    // The kernel reports the entries of a bridge with the index of the bridge in `master`, even those of the bridge itself.
    // An entry without `master` is one of the link itself.
    const owner = rest.master === undefined || rest.master === index ? 'self' : 'master'
    const side = forwarding && !flags.includes('self') && !flags.includes('master') ? [owner] : []
    const words = [...flags, ...side, ...(proxy === true ? ['proxy'] : [])]
    return { ...rest, family, dst, lladdr, flags: words, index }
  }

  /**
   * Throws EncodeError if the link is a bridge: there the request would change forwarding entries, not the addresses on which
   * the bridge itself receives.
   */
  private async refuseBridge(index: number): Promise<void> {
    const { kind, name } = await readLink(this.requester, index)
    if (kind === 'bridge')
      throw new EncodeError(
        'lladdr',
        `nothing: the bridge ${name} listens to the address itself, which no request changes`,
      )
  }
}

/** Whether the entry was read as an address on which the link itself receives (`bridge fdb` lists those as well). */
const isOfLink = (neighbour: NewNeighbour): boolean =>
  isForwarding(neighbour) &&
  wasRead(neighbour, neighbourReadOnly) &&
  neighbour.flags?.includes('self') === true &&
  neighbour.master === undefined &&
  neighbour.dst === undefined

/** The state to request. A bridge reports an entry that was not used recently as `stale`, and refuses that state. */
const stateOf = (neighbour: NewNeighbour): Neighbour['state'] => {
  const { state = ['permanent'] } = neighbour
  const aged = isForwarding(neighbour) && wasRead(neighbour, neighbourReadOnly) && state.includes('stale')
  return aged ? ['reachable'] : state
}

/**
 * Whether the entry was read as a destination of a multicast or all-zero address of a vxlan. There may be several of those,
 * and the kernel refuses to replace them.
 */
const isOneOfMany = (neighbour: NewNeighbour): boolean =>
  isForwarding(neighbour) &&
  neighbour.flags?.includes('self') === true &&
  wasRead(neighbour, neighbourReadOnly) &&
  /^(00(:00)*$|.[13579bdf])/i.test(neighbour.lladdr ?? '')

const targetOf = (neighbour: NewNeighbour): string => {
  const { dst, lladdr } = neighbour
  return `${dst ?? lladdr} dev ${linkOf(neighbour)}`
}
