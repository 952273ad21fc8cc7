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

/** Fields of the Ethernet header (`ether saddr`): `ether.saddr('02:42:ac:11:00:02')`. */
export const ether = fieldsOf('ether', protocols.ether.fields)
/** Fields of the VLAN header: `vlan.id(5)`. */
export const vlan = fieldsOf('vlan', protocols.vlan.fields)
/** Fields of the ARP header: `arp.operation('request')`. */
export const arp = fieldsOf('arp', protocols.arp.fields)
/** Fields of the IPv4 header: `ip.saddr('10.9.0.0/24')`. */
export const ip = fieldsOf('ip', protocols.ip.fields)
/** Fields of the IPv6 header: `ip6.daddr('2001:db8::/32')`. */
export const ip6 = fieldsOf('ip6', protocols.ip6.fields)
/** Fields of the ICMP header: `icmp.type('echo-request')`. */
export const icmp = fieldsOf('icmp', protocols.icmp.fields)
/** Fields of the ICMPv6 header: `icmpv6.type('nd-neighbor-solicit')`. */
export const icmpv6 = fieldsOf('icmpv6', protocols.icmpv6.fields)
/** Fields of the TCP header: `tcp.dport([80, 443])`. */
export const tcp = fieldsOf('tcp', protocols.tcp.fields)
/** Fields of the UDP header: `udp.dport(53)`. */
export const udp = fieldsOf('udp', protocols.udp.fields)
/** Fields of the SCTP header: `sctp.dport(5060)`. */
export const sctp = fieldsOf('sctp', protocols.sctp.fields)
/** The ports of any transport protocol that has them. */
export const th = fieldsOf('th', protocols.th.fields)
/** What the kernel knows about a packet: `meta.iifname('eth0')`, `meta.mark.set(1)`. */
export const meta = fieldsOf('meta', metaTypes)
/** The connection of a packet: `ct.state('established,related')`. */
export const ct = fieldsOf('ct', ctTypes)

/** Accepts the packet in this chain. Chains with a higher priority number at the hook still see it. */
export const accept = (): Verdict => ({ verdict: 'accept' })
/** Drops the packet. */
export const drop = (): Verdict => ({ verdict: 'drop' })
/** The verdict `return`: continues in the chain that jumped to this one. */
export const leave = (): Verdict => ({ verdict: 'return' })
/** Continues in another chain of the table; after its last rule, here. */
export const jump = (chain: string): Verdict => ({ verdict: 'jump', chain })
/** Continues in another chain of the table and does not come back to this one. */
export const goto = (chain: string): Verdict => ({ verdict: 'goto', chain })

/** Counts packets and bytes, from these numbers on. */
export const counter = (packets = 0, bytes = 0): CounterStatement => ({ counter: { packets, bytes } })
/**
 * Matches while packets arrive no faster than `rate` in each `per`; `more` may change the unit to bytes, add a burst,
 * or invert it.
 */
export const limit = (
  rate: number,
  per: LimitStatement['limit']['per'],
  more: Partial<LimitStatement['limit']> = {},
): LimitStatement => ({ limit: { rate, unit: 'packets', per, ...more } })
/** Logs the packet, to the kernel's log unless `group` is given. */
export const log = (how: LogStatement['log'] = {}): LogStatement => ({ log: how })
/** Rejects packets; by default with ICMP or ICMPv6 port unreachable. */
export const reject = (how: RejectStatement['reject'] = { type: 'icmpx', code: 1 }): RejectStatement => ({
  reject: how,
})
/** Exempts the packet from connection tracking, in a chain before it (priority `raw`). */
export const notrack = (): NotrackStatement => ({ notrack: true })

/** How ports are translated. */
interface PortOptions {
  /** A port, or a range (`1000-2000`). Absent: the kernel chooses or keeps the port. */
  readonly port?: Scalar
  /** How ports are chosen. Absent: the kernel keeps the port if it is free. */
  readonly flags?: readonly NatFlag[]
}
/** Replaces the source address by that of the link that the packet leaves through. */
export const masquerade = (how: PortOptions = {}): MasqueradeStatement => ({ masquerade: how })
/** Redirects the packet to this machine, to `port` if given. */
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
/** Replaces the source address: `snat('192.0.2.1')`, `snat('192.0.2.1-192.0.2.9:1000-2000')`. */
export const snat = (to: string, ...flags: readonly NatFlag[]): NatStatement => nat('snat', to, flags)
/** Replaces the destination address: `dnat('10.9.0.2:80')`, `dnat('[2001:db8::1]:80')`. */
export const dnat = (to: string, ...flags: readonly NatFlag[]): NatStatement => nat('dnat', to, flags)
