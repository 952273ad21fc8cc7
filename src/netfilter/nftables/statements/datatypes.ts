/** nft's data types: how values in registers and sets are encoded, and how they are written as text. */

import { address, chars, ipv4, ipv6, mac } from '../../../netlink/codec/builders.ts'
import { EncodeError } from '../../../netlink/codec/errors.ts'
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import { formatIpv4, formatIpv6, formatLinkAddress, formatString } from '../../../netlink/codec/text/format.ts'
import { parseText } from '../../../netlink/codec/text/parse.ts'
import { stateWords, statusWords } from '../../tables/ct-words.ts'
import { familyWords } from '../../tables/nfgenmsg.ts'
import { protocolWords } from '../../tables/protocol.ts'
import * as words from './words.ts'

/** A value as programs write it. */
export type Scalar = string | number

export interface Datatype {
  readonly name: string
  /** nft's number of the type, which is stored with sets of this type. */
  readonly id: number
  /** In bytes. Undefined if the field determines it. */
  readonly size: number | undefined
  /** Byte order: network order for fields of packets, host order for most values of the kernel. */
  readonly order: 'be' | 'host'
  readonly format: 'integer' | 'hex' | 'ipv4' | 'ipv6' | 'ether' | 'string' | 'bits' | 'class'
  /** Numbers by nft's words. In the format `bits`, each word is a bit. */
  readonly words: ReadonlyMap<string, bigint>
  /** Words by number. Of two words for a number, the first. */
  readonly names: ReadonlyMap<bigint, string>
}

type Words = { readonly [word: string]: number | bigint | readonly [number, ...unknown[]] }

const numbers = (given: Words): Map<string, bigint> =>
  new Map(Object.entries(given).map(([word, value]) => [word, BigInt(typeof value === 'object' ? value[0] : value)]))

const type = (
  name: string,
  id: number,
  size: number | undefined,
  order: Datatype['order'] = 'be',
  format: Datatype['format'] = 'integer',
  given: Words = {},
): Datatype => {
  const all = numbers(given)
  const names = new Map([...all].reverse().map(([word, number]) => [number, word]))
  return { name, id, size, order, format, words: all, names }
}

const { icmp, tcp, udp, ...others } = protocolWords

/** The data types by nft's names. */
export const datatypes = {
  verdict: type('verdict', 1, 16, 'host', 'string'),
  nf_proto: type('nf_proto', 2, 1, 'host', 'integer', { ipv4: familyWords.ip[0], ipv6: familyWords.ip6[0] }),
  integer: type('integer', 4, undefined),
  host_integer: type('integer', 4, 4, 'host'),
  string: type('string', 5, undefined, 'host', 'string'),
  ipv4_addr: type('ipv4_addr', 7, 4, 'be', 'ipv4'),
  ipv6_addr: type('ipv6_addr', 8, 16, 'be', 'ipv6'),
  ether_addr: type('ether_addr', 9, 6, 'be', 'ether'),
  ether_type: type('ether_type', 10, 2, 'be', 'hex', words.etherTypes),
  arp_op: type('arp_op', 11, 2, 'be', 'integer', words.arpOperations),
  inet_proto: type('inet_proto', 12, 1, 'be', 'integer', { tcp, udp, icmp, ...others }),
  inet_service: type('inet_service', 13, 2),
  icmp_type: type('icmp_type', 14, 1, 'be', 'integer', words.icmpTypes),
  tcp_flag: type('tcp_flag', 15, 1, 'be', 'bits', words.tcpFlags),
  dccp_pkttype: type('dccp_pkttype', 16, 1, 'be', 'integer', words.dccpTypes),
  mh_type: type('mh_type', 17, 1),
  time: type('time', 18, 4, 'host'),
  mark: type('mark', 19, 4, 'host', 'hex'),
  iface_index: type('iface_index', 20, 4, 'host'),
  iface_type: type('iface_type', 21, 2, 'host', 'integer', words.ifaceTypes),
  realm: type('realm', 22, 4, 'host'),
  classid: type('classid', 23, 4, 'host', 'class'),
  uid: type('uid', 24, 4, 'host'),
  gid: type('gid', 25, 4, 'host'),
  ct_state: type('ct_state', 26, 4, 'host', 'bits', stateWords),
  ct_dir: type('ct_dir', 27, 1, 'host', 'integer', { original: 0, reply: 1 }),
  ct_status: type('ct_status', 28, 4, 'host', 'bits', statusWords),
  icmpv6_type: type('icmpv6_type', 29, 1, 'be', 'integer', words.icmpv6Types),
  pkt_type: type('pkt_type', 31, 1, 'host', 'integer', words.packetTypes),
  ct_label: type('ct_label', 30, 16, 'host', 'bits', words.ctLabels),
  icmp_code: type('icmp_code', 32, 1),
  icmpv6_code: type('icmpv6_code', 33, 1),
  devgroup: type('devgroup', 35, 4, 'host'),
  dscp: type('dscp', 36, 1, 'be', 'hex', words.dscpClasses),
  ecn: type('ecn', 37, 1, 'be', 'integer', words.ecnCodes),
  fib_addrtype: type('fib_addrtype', 38, 4, 'host', 'integer', words.addressTypes),
  boolean: type('boolean', 39, 1, 'host', 'integer', { missing: 0, exists: 1 }),
  ct_event: type('ct_event', 40, 4, 'host', 'bits', words.ctEvents),
  ifname: type('ifname', 41, 16, 'host', 'string'),
  igmp_type: type('igmp_type', 42, 1, 'be', 'integer', words.igmpTypes),
  time_ns: type('time', 43, 8, 'host'),
  hour: type('hour', 44, 4, 'host'),
  day: type('day', 45, 1, 'host', 'integer', words.days),
} as const satisfies { readonly [name: string]: Datatype }

/** The words for data types of keys and values. */
export type DatatypeName = Exclude<keyof typeof datatypes, 'verdict' | 'host_integer' | 'time_ns'>

/** The data type with this number in nft. */
export const datatypeOf = (id: number): Datatype | undefined =>
  Object.values(datatypes).find((one: Datatype) => one.id === id)

/** The types of a concatenation, from nft's number for it: six bits for each type, the last type lowest. */
export const partsOf = (id: number): (Datatype | undefined)[] => {
  const parts: (Datatype | undefined)[] = []
  for (let rest = id; rest > 0; rest = Math.floor(rest / 64)) parts.unshift(datatypeOf(rest % 64))
  return parts
}
export const idOf = (parts: readonly Datatype[]): number => parts.reduce((id, part) => id * 64 + part.id, 0)

/** Largest size in bytes of integers that a double represents exactly. */
const EXACT = 6

export const toNumber = (bytes: Uint8Array, little: boolean): bigint => {
  const { length } = bytes
  let number = 0
  if (length <= EXACT) {
    for (let at = 0; at < length; at++) number = number * 256 + (bytes[little ? length - 1 - at : at] as number)
    return BigInt(number)
  }
  const head = little ? bytes.subarray(4) : bytes.subarray(0, -4)
  const tail = little ? bytes.subarray(0, 4) : bytes.subarray(-4)
  return (toNumber(head, little) << 32n) | toNumber(tail, little)
}

export const toBytes = (number: bigint, size: number, little: boolean): Uint8Array => {
  const bytes = new Uint8Array(size)
  for (let left = size, rest = number; left > 0; left -= 4, rest >>= 32n) {
    let low = Number(BigInt.asUintN(32, rest))
    for (let at = left - 1; at >= 0 && at >= left - 4; at--, low >>>= 8) bytes[little ? size - 1 - at : at] = low
  }
  return bytes
}

/** Whether values are little-endian. Strings never are: as big-endian numbers they sort by their first letter. */
export const isLittle = ({ order: own, format }: Datatype, order: ByteOrder): boolean =>
  own === 'host' && format !== 'string' && order === 'le'

const TEXTS = { ipv4, ipv6, ether: mac }

const fault = (datatype: Datatype, path: string, value: unknown): EncodeError => {
  const known = [...datatype.words.keys()]
  const example = { ipv4: 'an IPv4 address', ipv6: 'an IPv6 address', ether: 'an address such as 02:42:ac:11:00:02' }
  const wanted = example[datatype.format as keyof typeof example] ?? `a number of ${datatype.name}`
  return new EncodeError(path, known.length === 0 ? wanted : `${wanted} or one of ${known.join(', ')}`, value)
}

const integerOf = (datatype: Datatype, value: Scalar, path: string): bigint => {
  const text = String(value)
  const word = datatype.words.get(text)
  if (word !== undefined) return word
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
  if (datatype.format === 'class' && /^[0-9a-f]{1,4}:[0-9a-f]{1,4}$/i.test(text)) {
    const [major = '', minor = ''] = text.split(':')
    return BigInt(Number.parseInt(major, 16) * 65536 + Number.parseInt(minor, 16))
  }
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(text)) throw fault(datatype, path, value)
  return BigInt(text)
}

/**
 * The number of a value. Addresses and names have one as well, so that ranges can be compared.
 *
 * @throws {EncodeError} for a value that the type or its size cannot represent.
 */
export const parseNumber = (
  datatype: Datatype,
  value: Scalar,
  size: number,
  order: ByteOrder,
  path: string,
): bigint => {
  const { format } = datatype
  if (format === 'ipv4' || format === 'ipv6' || format === 'ether')
    return toNumber(parseText(TEXTS[format], value, path), false)
  if (format === 'string') {
    const bytes = parseText(chars(size), value, path)
    const padded = new Uint8Array(size)
    padded.set(bytes)
    return numberOfBytes(datatype, padded, order)
  }
  const number = format === 'bits' ? bitsOf(datatype, String(value), path) : integerOf(datatype, trimmed(value), path)
  if (number >= 1n << BigInt(size * 8)) throw fault(datatype, path, value)
  return number
}

const trimmed = (value: Scalar): Scalar => (typeof value === 'string' ? value.trim() : value)

const bitsOf = (datatype: Datatype, text: string, path: string): bigint =>
  text.split(/[,|]/).reduce((all, word) => all | integerOf(datatype, word.trim(), path), 0n)

/** A number as the bytes of a register. */
export const bytesOfNumber = (datatype: Datatype, number: bigint, size: number, order: ByteOrder): Uint8Array =>
  toBytes(number, size, isLittle(datatype, order))

export const numberOfBytes = (datatype: Datatype, bytes: Uint8Array, order: ByteOrder): bigint =>
  toNumber(bytes, isLittle(datatype, order))

const formatBits = (datatype: Datatype, number: bigint): string => {
  const found: string[] = []
  let rest = number
  for (const [word, bits] of datatype.words)
    if (bits !== 0n && (rest & bits) === bits) {
      found.push(word)
      rest &= ~bits
    }
  if (rest !== 0n || found.length === 0) found.push(`0x${rest.toString(16)}`)
  return found.join(',')
}

/** The text of a number in nft's notation. A number without a word stays a number, if a double represents it exactly. */
export const formatNumber = (datatype: Datatype, number: bigint, size: number, order: ByteOrder): Scalar => {
  switch (datatype.format) {
    case 'ipv4':
      return formatIpv4(toBytes(number, size, false), 0)
    case 'ipv6':
      return formatIpv6(toBytes(number, size, false), 0)
    case 'ether':
      return formatLinkAddress(toBytes(number, size, false), 0, size)
    case 'string': {
      const text = bytesOfNumber(datatype, number, size, order)
      const end = text.indexOf(0)
      return formatString(text, 0, end < 0 ? text.length : end)
    }
    case 'bits':
      return formatBits(datatype, number)
    case 'class':
      return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`
  }
  const word = datatype.names.get(number)
  if (word !== undefined) return word
  if (datatype.format === 'hex') return `0x${number.toString(16).padStart((datatype.size as number) * 2, '0')}`
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : number.toString()
}

/**
 * The family of an address.
 *
 * @throws {EncodeError} for text that is no address.
 */
export const familyOfAddress = (text: string, path = 'address'): 'ip' | 'ip6' =>
  parseText(address, text, path).length === 4 ? 'ip' : 'ip6'
