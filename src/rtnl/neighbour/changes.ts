/** What `ip neigh` and `bridge fdb` change, as requests. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { OnLink } from '../address/changes.ts'
import { linkOf } from '../address/changes.ts'
import type { Change } from '../change.ts'
import { makeChange, VERBS } from '../change.ts'
import { deviceIndex } from '../devices.ts'
import { Links } from '../link/reading.ts'
import { parsePrefix } from '../prefix.ts'
import { settable, wasRead } from '../read-only.ts'
import { neighbourReadOnly } from '../read-only-fields.ts'
import type { Requester } from '../requester.ts'
import type { Neighbour } from '../shapes.ts'
import { neighbourKind } from './reading.ts'

type Settable = Partial<
  Omit<Neighbour, keyof typeof neighbourReadOnly.fields | 'dev' | 'index' | 'state' | 'flags' | 'dst'>
>

export type NewNeighbour = NeighbourSettings & OnLink

export interface NeighbourSettings extends Settable {
  /** Address of the neighbour; of a forwarding entry of vxlan, the tunnel's other end. */
  readonly dst?: string | undefined
  /** Default `permanent`. What `bridge fdb` calls static is `['reachable', 'noarp']`, and dynamic `['reachable']`. */
  readonly state?: Neighbour['state'] | undefined
  readonly flags?: Neighbour['flags'] | undefined
  /** Answer for this address on the link instead of knowing where it is. */
  readonly proxy?: boolean | undefined
}

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

  /** One more destination for a hardware address: of vxlan. */
  append(neighbour: NewNeighbour): Promise<Change> {
    return this.put(neighbour, VERBS.append)
  }

  change(neighbour: NewNeighbour): Promise<Change> {
    return this.put(neighbour, VERBS.change)
  }

  async delete(neighbour: NewNeighbour): Promise<Change> {
    // The kernel deletes no forwarding entry of a link's own (`self`) unless it is told that it is a permanent one.
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
    if (isOfLink(neighbour)) await this.checkKeeper(index)
    // An entry of a bridge is read with the bridge's index, also that of the bridge itself; all others are the link's own.
    const keeper = rest.master === undefined || rest.master === index ? 'self' : 'master'
    const side = forwarding && !flags.includes('self') && !flags.includes('master') ? [keeper] : []
    const words = [...flags, ...side, ...(proxy === true ? ['proxy'] : [])]
    return { ...rest, family, dst, lladdr, flags: words, index }
  }

  /** Of a bridge the same request is about its forwarding entries: what it listens to itself can't be said. */
  private async checkKeeper(index: number): Promise<void> {
    const { kind, name } = await new Links(this.requester).get(index)
    if (kind === 'bridge')
      throw new EncodeError(
        'lladdr',
        `nothing: the bridge ${name} listens to the address itself, which no request changes`,
      )
  }
}

/** Whether it was read as an address that a link listens to itself, for which `bridge fdb` shows it. */
const isOfLink = (neighbour: NewNeighbour): boolean =>
  isForwarding(neighbour) &&
  wasRead(neighbour, neighbourReadOnly) &&
  neighbour.flags?.includes('self') === true &&
  neighbour.master === undefined &&
  neighbour.dst === undefined

/** A bridge takes no entry that is stale, which is how it reports one that was not used for long. */
const stateOf = (neighbour: NewNeighbour): Neighbour['state'] => {
  const { state = ['permanent'] } = neighbour
  const aged = isForwarding(neighbour) && wasRead(neighbour, neighbourReadOnly) && state.includes('stale')
  return aged ? ['reachable'] : state
}

/**
 * Whether it was read as one of the destinations that a vxlan sends groups to: each is read as an entry of its own, and
 * the kernel replaces none of them.
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
