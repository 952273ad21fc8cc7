/** One direction of a connection: as programs see it, and as the kernel's tuple. */
import { suggest } from '../../netlink/codec/encode/checks.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Plain } from '../../netlink/codec/shape.ts'
import type { protocolWords } from '../tables/protocol.ts'
import { protocol } from '../tables/protocol.ts'
import type { Tuple } from './tables/conntrack.ts'

/** IPv4 or IPv6, in nft's words. */
export type IpFamily = 'ip' | 'ip6'
/** IPPROTO_* by nft's words; a number for a protocol without a word. */
export type Protocol = keyof typeof protocolWords | number

/**
 * Addresses and ports of the packets in one direction. ICMP has a type, a code and an ID instead of ports. Fields that the
 * protocol does not have are absent.
 */
export interface Direction {
  /** Source address. */
  readonly src: string
  /** Destination address. */
  readonly dst: string
  /** Source port; the key of GRE. */
  readonly sport?: number
  /** The port that packets are sent to; of GRE the key. */
  readonly dport?: number
  /** ICMP type of the packets: 8 for an echo request. */
  readonly icmpType?: number
  /** ICMP code of the packets. */
  readonly icmpCode?: number
  /** Identifier of ICMP queries. */
  readonly icmpId?: number
  /** The zone, if it applies to this direction only. */
  readonly zone?: number
}

/** A direction with its protocol, which identifies a connection in its zone. */
export interface ConnectionTuple extends Direction {
  /** Transport protocol; `icmpv6` for ICMP of IPv6. */
  readonly protocol: Protocol | 'icmpv6'
}

type Value = { readonly [key: string]: unknown }

/**
 * Protocols whose connections have ports in every kernel. Those in `MAY_HAVE_PORTS` have them or not, depending on the
 * kernel: Linux 6.18 tracks DCCP without ports.
 */
const PORTS: ReadonlySet<unknown> = new Set(['tcp', 'udp', 'sctp', 'gre'])
const MAY_HAVE_PORTS: ReadonlySet<unknown> = new Set([...PORTS, 'udplite', 'dccp'])
const ICMP = ['icmpType', 'icmpCode', 'icmpId'] as const

/** The attributes of a tuple by the names of this library. */
const FIELDS = {
  src: ['v4Src', 'v6Src'],
  dst: ['v4Dst', 'v6Dst'],
  protocol: ['num'],
  sport: ['srcPort'],
  dport: ['dstPort'],
  icmpType: ['icmpType', 'icmpv6Type'],
  icmpCode: ['icmpCode', 'icmpv6Code'],
  icmpId: ['icmpId', 'icmpv6Id'],
} as const

const given = (value: Value): Value => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined))

/** The family of an address, by its notation. */
export const familyOf = (src: unknown): IpFamily => (String(src).includes(':') ? 'ip6' : 'ip')

/** @throws {EncodeError} for a field that does not exist, with a suggestion, and for anything but an object. */
export const refuseUnknown = (input: object, known: readonly string[], path = ''): void => {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new EncodeError(path.slice(0, -1), 'an object', input)
  for (const name of Object.keys(input))
    if (!known.includes(name))
      throw new EncodeError(path + name, 'a field that exists', undefined, suggest(name, [...known]))
}

/** The library's word for a protocol, which callers may also give as a number or as `icmpv6`. */
export const protocolOf = (given: unknown): unknown => {
  if (given === 'icmpv6') return 'ipv6-icmp'
  return typeof given === 'number' ? (protocol.words.get(given) ?? given) : given
}

const missing = (path: string, protocol: unknown): EncodeError =>
  new EncodeError(path, `a number, since connections of ${String(protocol)} have one`)

/**
 * The kernel's tuple of a direction that a program gives.
 *
 * @throws {EncodeError} for a field that the protocol requires and that is missing.
 */
export const writeTuple = (input: Direction, named: unknown, family: IpFamily, path = ''): Tuple => {
  const protocol = protocolOf(named)
  const { sport, dport } = input
  const icmp = protocol === 'icmp' || protocol === 'ipv6-icmp'
  const both = MAY_HAVE_PORTS.has(protocol) && (sport !== undefined || dport !== undefined)
  const wanted = icmp ? ICMP : PORTS.has(protocol) || both ? (['sport', 'dport'] as const) : []
  for (const field of wanted) if (input[field] === undefined) throw missing(path + field, protocol)
  return writeListedTuple(input, named, family, path)
}

/**
 * The kernel's tuple of a direction that was listed. No field is required but the addresses.
 *
 * @throws {EncodeError} for an address of another family.
 */
export const writeListedTuple = (input: Direction, named: unknown, family: IpFamily, path = ''): Tuple => {
  const protocol = protocolOf(named)
  const { src, dst, sport, dport, zone } = input
  for (const [field, address] of Object.entries({ src, dst }))
    if (typeof address !== 'string' || familyOf(address) !== family)
      throw new EncodeError(path + field, `an ${family === 'ip' ? 'IPv4' : 'IPv6'} address`, address)
  const { icmpType, icmpCode, icmpId } = input
  const six = protocol === 'ipv6-icmp'
  const ip = family === 'ip' ? { v4Src: src, v4Dst: dst } : { v6Src: src, v6Dst: dst }
  const ports = { srcPort: sport, dstPort: dport }
  const control = six
    ? { icmpv6Type: icmpType, icmpv6Code: icmpCode, icmpv6Id: icmpId }
    : { icmpType, icmpCode, icmpId }
  return given({ ip, proto: given({ num: protocol, ...ports, ...control }), zone }) as Tuple
}

/** The library's name of an attribute of a tuple: `sport` for `srcPort`. */
export const fieldOf = (key: string): string => {
  for (const [name, keys] of Object.entries(FIELDS)) if ((keys as readonly string[]).includes(key)) return name
  return key
}

/** The type of ICMP message that answers each type. */
const ANSWERS: { readonly [protocol: string]: { readonly [type: number]: number } } = {
  icmp: { 8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17 },
  'ipv6-icmp': { 128: 129, 129: 128, 139: 140, 140: 139 },
}

/** The direction of replies without NAT. */
export const inverted = (direction: Direction, named: unknown): Direction => {
  const protocol = String(protocolOf(named))
  const { src, dst, sport, dport, icmpType, icmpCode, icmpId } = direction
  const type = icmpType === undefined ? undefined : (ANSWERS[protocol]?.[icmpType] ?? icmpType)
  return given({
    src: dst,
    dst: src,
    sport: dport,
    dport: sport,
    icmpType: type,
    icmpCode,
    icmpId,
  }) as unknown as Direction
}

/** A direction from the kernel's tuple. */
export const readTuple = ({ ip = {}, proto = {}, zone }: Plain<Tuple> = {}): Direction =>
  given({
    src: ip.v4Src ?? ip.v6Src ?? '',
    dst: ip.v4Dst ?? ip.v6Dst ?? '',
    sport: proto.srcPort,
    dport: proto.dstPort,
    icmpType: proto.icmpType ?? proto.icmpv6Type,
    icmpCode: proto.icmpCode ?? proto.icmpv6Code,
    icmpId: proto.icmpId ?? proto.icmpv6Id,
    zone,
  }) as unknown as Direction

const end = (address: string, port: number | undefined): string => {
  if (port === undefined) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** A connection in error messages: `tcp 192.0.2.1:1024 > 198.51.100.7:80`. */
export const describeTuple = (protocol: unknown, { src, dst, sport, dport }: Direction): string =>
  `${protocol} ${end(src, sport)} > ${end(dst, dport)}`
