/**
 * A small network on a fake kernel: requests are recorded as decoded by the tables, and replies are encoded by them.
 */

import { decode } from '../../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../../src/netlink/codec/encode/encode.ts'
import type { Typed } from '../../../src/netlink/codec/node.ts'
import type { ByteOrder } from '../../../src/netlink/codec/order.ts'
import { NLMSG_NOOP } from '../../../src/netlink/protocol/header.ts'
import type { Answer, FakeRequest } from '../../../src/netlink/transport/fake.ts'
import type { RtnlOptions } from '../../../src/rtnl/rtnl.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import type { MessageName } from '../../../src/rtnl/tables/index.ts'
import { messageTypes } from '../../../src/rtnl/tables/index.ts'
import { routeMessages as messages } from '../../registry.ts'
import { FakeSockets } from '../fake-sockets.ts'

export type Value = { readonly [key: string]: unknown }

export const ENOENT = 2
export const ENODEV = 19
const NLM_F_DUMP = 0x300

/** The objects that a dump of a type lists, or a function that replies. */
export type Listing = readonly Value[] | ((answer: Answer, request: Value) => void)

export interface World {
  readonly order?: ByteOrder
  /** Replies to dumps, by the type of the request. */
  readonly dumps?: { [K in MessageName]?: Listing }
  /** Replies to requests for one object, by the type of the request; those for links are built in. */
  readonly answers?: { readonly [K in MessageName]?: Value | number }
  /** Replies to route lookups, or an errno. */
  readonly lookup?: (request: Value) => Value | number
}

/** One request: `RTM_GETLINK`, with ` dump` after it for dumps, and its value without the zeros of its header. */
export type Asked = readonly [string, Value]

const isFilled = (value: unknown): boolean =>
  value !== 0 && value !== 'unspec' && value !== 'none' && value !== 'netrom' && value !== 'global' && !isEmpty(value)
const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

const brief = ({ header, ...attributes }: Value): Value => {
  const filled = Object.entries(header as Value).filter(([, value]) => isFilled(value))
  return filled.length === 0 ? attributes : { header: Object.fromEntries(filled), ...attributes }
}

export class Network extends FakeSockets {
  readonly world: World

  constructor(world: World = {}) {
    super(world.order)
    this.world = world
  }

  open(options: RtnlOptions = {}): Promise<Rtnl> {
    return Rtnl.open({ transport: this.socket, order: this.order, ...options })
  }

  /** The requests of all sockets since the last call. */
  asked(): Asked[] {
    return this.kernels.flatMap((kernel) => kernel.requests.splice(0).map((request) => this.asking(request)))
  }

  bytes(name: MessageName, value: Value): Uint8Array {
    return encode(messageTypes[name].node as Typed<unknown>, value, { order: this.order })
  }

  notify(name: MessageName, value: Value, how: { readonly nsid?: number; readonly flags?: number } = {}): void {
    this.kernel.notify(messageTypes[name].type, this.bytes(name, value), how)
  }

  protected asking({ type, flags, payload }: FakeRequest): Asked {
    if (type === NLMSG_NOOP) return ['NOOP', {}]
    const { name, node } = messages.get(type) as { name: string; node: Typed<unknown> }
    const value = decode(node, payload, { order: this.order, strict: true }) as Value
    return [(flags & NLM_F_DUMP) === NLM_F_DUMP ? `${name} dump` : name, brief(value)]
  }

  protected answer({ type, flags, payload }: FakeRequest, answer: Answer): void {
    const { name, node } = messages.get(type) as { name: MessageName; node: Typed<unknown> }
    const request = decode(node, payload, { order: this.order, strict: true }) as Value
    const made = name.replace('GET', 'NEW') as MessageName
    if ((flags & NLM_F_DUMP) === NLM_F_DUMP) {
      const listing = this.world.dumps?.[name] ?? []
      if (typeof listing === 'function') return listing(answer, request)
      // every kernel has IPv4 and lists it alone; for a family that it lacks it lists all families
      const { family } = request['header'] as Value
      const listed = listing.filter(({ header }) => family !== 'inet' || (header as Value)['family'] === 'inet')
      for (const value of listed) answer.message(type - 2, this.bytes(made, value))
      return answer.done()
    }
    const route = name === 'RTM_GETROUTE' ? this.world.lookup?.(request) : undefined
    const found = route ?? this.world.answers?.[name] ?? (name === 'RTM_GETLINK' ? this.link(request) : ENOENT)
    if (typeof found === 'number') answer.refuse(found)
    else answer.message(type - 2, this.bytes(made, found))
  }

  private link({ header, ifname, altIfname }: Value): Value | number {
    const { index } = header as { index: number }
    const links = this.world.dumps?.RTM_GETLINK
    const found = Array.isArray(links)
      ? (links as Value[]).find(
          (link) =>
            (link['header'] as Value)['index'] === index ||
            (ifname !== undefined && link['ifname'] === ifname) ||
            (altIfname !== undefined && (link['propList'] as Value[] | undefined)?.some((name) => name === altIfname)),
        )
      : undefined
    return found ?? ENODEV
  }
}

export const link = (index: number, ifname: string, more: Value = {}): Value => ({
  header: { index, flags: ['up'] },
  ifname,
  ...more,
})

export const collect = async <T>(values: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const value of values) list.push(value)
  return list
}
