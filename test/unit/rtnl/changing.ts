/** Changes of the small network: the requests that were sent, and the kernel's replies. */

import type { Test } from 'tap'
import { decode } from '../../../src/netlink/codec/decode/decode.ts'
import { EncodeError } from '../../../src/netlink/codec/errors.ts'
import type { Typed } from '../../../src/netlink/codec/node.ts'
import type { Answer, FakeRequest } from '../../../src/netlink/transport/fake.ts'
import type { Rtnl } from '../../../src/rtnl/rtnl.ts'
import type { MessageName } from '../../../src/rtnl/tables/index.ts'
import { messageTypes } from '../../../src/rtnl/tables/index.ts'
import { routeMessages as messages } from '../../registry.ts'
import type { Asked, Value, World } from './network.ts'
import { link, Network } from './network.ts'

/** The reply to a change: an errno (0: success), or the objects to echo before the ACK. */
export type Verdict = number | readonly Value[]

/** Without `ack`: which changes request an ACK depends on what is sent with them. */
const WORDS = [
  ['request', 0x1],
  ['echo', 0x8],
  ['replace', 0x100],
  ['excl', 0x200],
  ['create', 0x400],
  ['append', 0x800],
] as const

const isQuestion = (name: string): boolean => name.startsWith('RTM_GET')

export class Changing extends Network {
  private readonly verdict: (name: MessageName, request: Value) => Verdict

  constructor(world: World = {}, verdict: (name: MessageName, request: Value) => Verdict = () => 0) {
    super(world)
    this.verdict = verdict
  }

  /** Changes have the names of their flags after their name. */
  protected override asking(request: FakeRequest): Asked {
    const [name, value] = super.asking(request)
    if (isQuestion(name)) return [name, value]
    const words = WORDS.filter(([, bit]) => (request.flags & bit) === bit).map(([word]) => word)
    return [`${name} ${words.join(' ')}`, value]
  }

  protected override answer(request: FakeRequest, answer: Answer): void {
    const { name, node } = messages.get(request.type) as { name: MessageName; node: Typed<unknown> }
    if (isQuestion(name)) return super.answer(request, answer)
    const verdict = this.verdict(name, decode(node, request.payload, { order: this.order, strict: true }) as Value)
    if (typeof verdict === 'number') return verdict === 0 ? answer.ack() : answer.refuse(verdict)
    for (const value of verdict) answer.message(messageTypes[name].type, this.bytes(name, value))
    answer.ack()
  }
}

/** A network of three links. */
export const LINKS = [link(1, 'lo'), link(3, 'eth0', { group: 0 }), link(7, 'br0')]

export const lookup = (ifname: string): Asked => ['RTM_GETLINK', { ifname, extMask: ['skip_stats'] }]

export type Refusal = readonly [path: string, attempt: (rtnl: Rtnl) => Promise<unknown>]

/** Each of the calls rejects with an EncodeError for its field, and no change is sent. */
export const refused = async (t: Test, refusals: readonly Refusal[]): Promise<void> => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  for (const [path, attempt] of refusals) {
    const error = await attempt(rtnl).catch((error: unknown) => error)
    t.ok(error instanceof EncodeError, `${path}: ${error}`)
    t.equal((error as EncodeError).path, path, `${error}`)
    t.match((error as EncodeError).message, `${path}: expected `)
    t.strictSame(
      network.asked().filter(([name]) => !isQuestion(name)),
      [],
    )
  }
  rtnl.close()
}
