/** Functions that build statements: `ip.saddr('10.9.0.0/24')`, `tcp.dport([80, 443])`, `jump('x')`. */
import { EncodeError } from '../../../netlink/codec/errors.ts'
import type { Scalar } from './datatypes.ts'
import { familyOfAddress } from './datatypes.ts'
import { ctTypes, metaTypes } from './fields.ts'
import { keyOf } from './keys.ts'
import { protocols } from './protocols.ts'
import type {
  Assign,
  CounterStatement,
  Entries,
  LimitStatement,
  LogStatement,
  MasqueradeStatement,
  Match,
  NatFlag,
  NatStatement,
  NotrackStatement,
  Operator,
  RedirectStatement,
  RejectStatement,
  Right,
  Source,
  Verdict,
  VerdictMap,
} from './types.ts'

/** A field such as `ip saddr`, as a function that builds statements. */
export interface Field {
  /** Matches packets whose field equals `right` or is in it (a list, range, prefix or set). Flags match if any is set. */
  (right: Right): Match
  /** Matches packets by an operator, such as `!=`. */
  (op: Operator, right: Right): Match
  /** Assigns a value to the field. */
  set(to: Source): Assign
  /** Looks up the verdict in a verdict map. */
  vmap(to: Entries<Verdict>): VerdictMap
}

/**
 * The field with this name in nft, or a concatenation of fields: `field('ip saddr . tcp dport')('@pairs')`.
 *
 * @throws {EncodeError} for a name that does not exist, with a suggestion.
 */
export const field = (name: string): Field => {
  keyOf(name)
  const match = (...given: readonly [Right] | readonly [Operator, Right]): Match =>
    given.length === 1 ? { match: name, right: given[0] } : { match: name, op: given[0], right: given[1] }
  return Object.assign(match, {
    set: (to: Source): Assign => ({ set: name, to }),
    vmap: (to: Entries<Verdict>): VerdictMap => ({ vmap: name, to }),
  })
}

type Camel<S extends string> = S extends `${infer A}${'-' | ' '}${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S
const camel = (name: string): string => name.replace(/[- ](.)/g, (_, letter: string) => letter.toUpperCase())

const fieldsOf = <K extends string>(prefix: string, names: { readonly [key in K]: unknown }) =>
  Object.fromEntries(Object.keys(names).map((name) => [camel(name), field(`${prefix} ${name}`)])) as unknown as {
    readonly [key in K as Camel<key>]: Field
  }

export const ether = fieldsOf('ether', protocols.ether.fields)
export const vlan = fieldsOf('vlan', protocols.vlan.fields)
export const arp = fieldsOf('arp', protocols.arp.fields)
export const ip = fieldsOf('ip', protocols.ip.fields)
export const ip6 = fieldsOf('ip6', protocols.ip6.fields)
export const icmp = fieldsOf('icmp', protocols.icmp.fields)
export const icmpv6 = fieldsOf('icmpv6', protocols.icmpv6.fields)
export const tcp = fieldsOf('tcp', protocols.tcp.fields)
export const udp = fieldsOf('udp', protocols.udp.fields)
export const sctp = fieldsOf('sctp', protocols.sctp.fields)
/** The ports of any transport protocol that has them. */
export const th = fieldsOf('th', protocols.th.fields)
export const meta = fieldsOf('meta', metaTypes)
export const ct = fieldsOf('ct', ctTypes)

export const accept = (): Verdict => ({ verdict: 'accept' })
export const drop = (): Verdict => ({ verdict: 'drop' })
/** The verdict `return`: continues in the chain that jumped to this one. */
export const leave = (): Verdict => ({ verdict: 'return' })
export const jump = (chain: string): Verdict => ({ verdict: 'jump', chain })
export const goto = (chain: string): Verdict => ({ verdict: 'goto', chain })

export const counter = (packets = 0, bytes = 0): CounterStatement => ({ counter: { packets, bytes } })
export const limit = (
  rate: number,
  per: LimitStatement['limit']['per'],
  more: Partial<LimitStatement['limit']> = {},
): LimitStatement => ({ limit: { rate, unit: 'packets', per, ...more } })
export const log = (how: LogStatement['log'] = {}): LogStatement => ({ log: how })
/** Rejects packets; by default with ICMP or ICMPv6 port unreachable. */
export const reject = (how: RejectStatement['reject'] = { type: 'icmpx', code: 1 }): RejectStatement => ({
  reject: how,
})
export const notrack = (): NotrackStatement => ({ notrack: true })

interface PortOptions {
  readonly port?: Scalar
  readonly flags?: readonly NatFlag[]
}
export const masquerade = (how: PortOptions = {}): MasqueradeStatement => ({ masquerade: how })
export const redirect = (how: PortOptions = {}): RedirectStatement => ({ redirect: how })

/** Parses `10.9.0.2`, `10.9.0.2:80`, `10.9.0.2-10.9.0.9:1000-2000`, `[2001:db8::1]:80`. */
const target = (text: string): { readonly address: string; readonly port?: Scalar } => {
  const [, bracketed, six] = /^\[([^\]]+)\](?::(.+))?$/.exec(text) ?? []
  const [, plain, four] = /^([^:]+)(?::([^:]+))?$/.exec(text) ?? []
  const address = bracketed ?? plain ?? text
  const port = six ?? four
  if (port === undefined) return { address }
  if (!/^\d+(-\d+)?$/.test(port)) throw new EncodeError('to', 'an address and a port, such as 10.9.0.2:80', text)
  return { address, port: port.includes('-') ? port : Number(port) }
}

const nat = (type: 'snat' | 'dnat', to: string, flags: readonly NatFlag[]): NatStatement => {
  const { address, port } = target(to)
  const family = familyOfAddress(address.split('-')[0] as string)
  return {
    nat: { type, family, address, ...(port === undefined ? {} : { port }), ...(flags.length === 0 ? {} : { flags }) },
  }
}
export const snat = (to: string, ...flags: readonly NatFlag[]): NatStatement => nat('snat', to, flags)
export const dnat = (to: string, ...flags: readonly NatFlag[]): NatStatement => nat('dnat', to, flags)
