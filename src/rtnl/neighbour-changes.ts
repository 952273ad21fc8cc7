/** What `ip neigh` and `bridge fdb` change, as requests. */
import { EncodeError } from '../netlink/codec/errors.ts'
import type { Asker } from './asker.ts'
import type { Change } from './change.ts'
import { makeChange, VERBS } from './change.ts'
import { deviceIndex } from './devices.ts'
import { neighbourKind } from './neighbours.ts'
import { parsePrefix } from './prefix.ts'
import type { Neighbour } from './shapes.ts'

type Settable = Partial<Omit<Neighbour, 'dev' | 'index' | 'state' | 'flags' | 'dst' | 'cacheinfo'>>

export interface NewNeighbour extends Settable {
  /** Link: name or index. */
  readonly dev: string | number
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
  private readonly asker: Asker

  constructor(asker: Asker) {
    this.asker = asker
  }

  add(neighbour: NewNeighbour): Promise<Change> {
    return this.put(neighbour, VERBS.add)
  }

  replace(neighbour: NewNeighbour): Promise<Change> {
    return this.put(neighbour, VERBS.replace)
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
    return makeChange(this.asker, neighbourKind, 'RTM_DELNEIGH', VERBS.delete, input, targetOf(neighbour))
  }

  private async put(neighbour: NewNeighbour, flags: number): Promise<Change> {
    const input = await this.input(neighbour)
    const state = neighbour.proxy === true ? undefined : (neighbour.state ?? ['permanent'])
    return makeChange(this.asker, neighbourKind, 'RTM_NEWNEIGH', flags, { ...input, state }, targetOf(neighbour))
  }

  private async input({ proxy, ...neighbour }: NewNeighbour): Promise<object> {
    const { dev, state: _, flags = [], dst, lladdr, ...rest } = neighbour
    const forwarding = isForwarding(neighbour)
    if (forwarding && lladdr === undefined) throw new EncodeError('lladdr', 'the hardware address of the entry')
    if (!forwarding && dst === undefined) throw new EncodeError('dst', 'the address of the neighbour')
    const family = forwarding || dst === undefined ? 'bridge' : parsePrefix(dst, 'dst').family
    if (rest.family !== undefined && rest.family !== 'unspec' && rest.family !== family)
      throw new EncodeError('dst', `an address of family ${rest.family}`, dst)
    // An entry of a bridge is read with the bridge's index; all others are the link's own.
    const keeper = rest.master === undefined ? 'self' : 'master'
    const side = forwarding && !flags.includes('self') && !flags.includes('master') ? [keeper] : []
    const words = [...flags, ...side, ...(proxy === true ? ['proxy'] : [])]
    return { ...rest, family, dst, lladdr, flags: words, index: await deviceIndex(this.asker, dev) }
  }
}

const targetOf = ({ dst, lladdr, dev }: NewNeighbour): string => `${dst ?? lladdr} dev ${dev}`
