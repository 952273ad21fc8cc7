/** A ruleset on a fake kernel: dumps list it, and requests are recorded. */

import type { NetfilterMessageName } from '../../../../src/netfilter/tables/index.ts'
import { messageTypes } from '../../../../src/netfilter/tables/index.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../../../src/netlink/codec/encode/encode.ts'
import type { Typed } from '../../../../src/netlink/codec/node.ts'
import type { ByteOrder } from '../../../../src/netlink/codec/order.ts'
import { NLM_F_ACK, NLM_F_DUMP } from '../../../../src/netlink/protocol/header.ts'
import type { Answer, FakeRequest } from '../../../../src/netlink/transport/fake.ts'
import { netfilterMessages as messages } from '../../../registry.ts'
import { FakeSockets } from '../../fake-sockets.ts'

export type Value = { readonly [key: string]: unknown }
/** The objects that a dump lists, by the type of the request, or a function that replies. */
export type Listing = readonly Value[] | ((answer: Answer, request: Value) => void)
export type Listings = { [K in NetfilterMessageName]?: Listing }

export const ENOENT = 2
export const EPERM = 1

export class FakeNetfilter extends FakeSockets {
  generation = 1
  readonly listings: Listings
  /** The names of the requests received. */
  readonly asked: string[] = []

  constructor(listings: Listings = {}, order?: ByteOrder) {
    super(order)
    this.listings = listings
  }

  bytes(name: NetfilterMessageName, value: Value): Uint8Array {
    const whole = { header: { family: 'inet' }, ...value }
    return encode(messageTypes[name].node as unknown as Typed<unknown>, whole, { order: this.order })
  }

  notify(name: NetfilterMessageName, value: Value, flags = 0): void {
    this.kernel.notify(messageTypes[name].type, this.bytes(name, value), { flags })
  }

  protected answer({ type, flags, payload }: FakeRequest, answer: Answer): void {
    const { name, node } = messages.get(type) as { name: NetfilterMessageName; node: Typed<unknown> }
    this.asked.push(name)
    const request = decode(node, payload, { order: this.order, strict: true }) as Value
    const listing = this.listings[name] ?? []
    if (typeof listing === 'function') return listing(answer, request)
    if (name === 'NFT_MSG_GETGEN') return this.tell(answer, 'NFT_MSG_NEWGEN', { id: this.generation })
    const tells = name.replace(/GET(_CTRZERO)?$|GET/, 'NEW') as NetfilterMessageName
    for (const value of listing) this.tell(answer, tells in messageTypes ? tells : name, value)
    if ((flags & NLM_F_DUMP) === NLM_F_DUMP) answer.done()
    else if ((flags & NLM_F_ACK) !== 0) answer.ack()
  }

  private tell(answer: Answer, name: NetfilterMessageName, value: Value): void {
    answer.message(messageTypes[name].type, this.bytes(name, value))
  }
}

/** The next events of a monitor. */
export const next = async <T>(events: AsyncIterator<T>, count: number): Promise<T[]> => {
  const found: T[] = []
  while (found.length < count) {
    const { value, done } = await events.next()
    if (done === true) break
    found.push(value)
  }
  return found
}
