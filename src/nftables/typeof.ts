/** What a set was declared by (`typeof ip saddr . tcp dport`), as nft notes it beside the set: in its own numbers. */
import type { ByteOrder } from '../netlink/codec/decode.ts'
import { toBytes, toNumber } from './statements/datatypes.ts'
import { fields } from './statements/fields.ts'
import { operandsOf } from './statements/keys.ts'
import type { Operand } from './statements/operand.ts'
import { ctWords, metaWords } from './tables/expressions/packet.ts'
import { noteAt } from './userdata.ts'

/** Of sets. */
export const KEY_TYPEOF = 3
export const DATA_TYPEOF = 4
/** Of each of them. */
const KIND = 0
const DATA = 1

/** nft's numbers for protocols, and their fields in its order, from 1. A dot: no name here. */
const PROTOCOLS: { readonly [number: number]: readonly [name: string, fields: readonly string[]] } = {
  1: ['ah', ['nexthdr', 'hdrlength', 'reserved', 'spi', 'sequence']],
  2: ['esp', ['spi', 'sequence']],
  3: ['comp', ['nexthdr', 'flags', 'cpi']],
  4: ['icmp', ['type', 'code', 'checksum', 'id', 'sequence', 'gateway', 'mtu']],
  5: ['igmp', ['type', 'checksum', 'mrt', 'group']],
  6: ['udp', ['sport', 'dport', 'length', 'checksum']],
  7: ['udplite', ['sport', 'dport', 'csumcov', 'checksum']],
  8: ['tcp', ['sport', 'dport', 'sequence', 'ackseq', 'doff', 'reserved', 'flags', 'window', 'checksum', 'urgptr']],
  9: ['dccp', ['sport', 'dport', 'type']],
  10: ['sctp', ['sport', 'dport', 'vtag', 'checksum']],
  11: ['th', ['sport', 'dport']],
  12: [
    'ip',
    [
      ...['version', 'hdrlength', 'dscp', 'ecn', 'length', 'id', 'frag-off', 'ttl', 'protocol', 'checksum'],
      ...['saddr', 'daddr'],
    ],
  ],
  13: ['ip6', ['version', 'dscp', 'ecn', 'flowlabel', 'length', 'nexthdr', 'hoplimit', 'saddr', 'daddr']],
  14: [
    'icmpv6',
    ['type', 'code', 'checksum', 'parameter-problem', 'mtu', 'id', 'sequence', 'max-delay', 'taddr', 'daddr'],
  ],
  15: ['arp', ['htype', 'ptype', 'hlen', 'plen', 'operation', 'saddr ether', 'saddr ip', 'daddr ether', 'daddr ip']],
  16: ['vlan', ['pcp', 'dei', '.', 'id', 'type']],
  17: ['ether', ['daddr', 'saddr', 'type']],
}

const ROUTE = ['classid', 'ip nexthop', 'ip6 nexthop', 'mtu', 'ipsec']
const SOCKET = ['transparent', 'mark', 'wildcard']
const DIRECTIONS = ['original ', 'reply ']

type Words = { readonly [word: string]: number | readonly [number, ...unknown[]] }
const wordOf = (words: Words, number: number): string =>
  Object.entries(words).find(([, one]) => (typeof one === 'number' ? one : one[0]) === number)?.[0] ?? ''

/** A number of a note; -1 where it has none. */
type Numbers = (type: number) => number

/** By nft's number for kinds of expressions. */
const KINDS: { readonly [kind: number]: (number: Numbers) => string } = {
  7: (number) => {
    const [name, of] = PROTOCOLS[number(0)] ?? ['', []]
    return `${name} ${of[number(1) - 1]}`
  },
  9: (number) => `meta ${wordOf(metaWords, number(0))}`,
  10: (number) => `socket ${SOCKET[number(0)]}`,
  11: () => 'osf name',
  12: (number) => `ct ${DIRECTIONS[number(1)] ?? ''}${wordOf(ctWords, number(0))}`,
  25: (number) => `rt ${ROUTE[number(0)]}`,
}
const NUMGEN = 23
const CONCATENATION = 13
const VERDICT = 1
const numgen = (number: Numbers): string =>
  `numgen ${number(0) === 1 ? 'random' : 'inc'} mod ${number(1)}${number(2) > 0 ? ` offset ${number(2)}` : ''}`

/** Undefined for what has no words here. */
const readTypeof = (note: Uint8Array, order: ByteOrder): string | undefined => {
  const numberIn =
    (bytes: Uint8Array | undefined): Numbers =>
    (type) => {
      const found = noteAt(bytes, type)
      return found === undefined ? -1 : Number(toNumber(found, order === 'le'))
    }
  const kind = numberIn(note)(KIND)
  const data = noteAt(note, DATA)
  if (kind === CONCATENATION) {
    const parts: (string | undefined)[] = []
    for (let at = 0, part = noteAt(data, at); part !== undefined; part = noteAt(data, ++at))
      parts.push(readTypeof(part, order))
    return parts.length < 2 || parts.includes(undefined) ? undefined : parts.join(' . ')
  }
  if (kind === NUMGEN) return numgen(numberIn(data))
  const text = KINDS[kind]?.(numberIn(data)) ?? ''
  return fields.has(text) ? text : undefined
}

export interface Typeof {
  readonly key: string | undefined
  readonly data: string | undefined
}

/** What the keys of a set are, and what those of a map lead to. */
export const typeofs = (userdata: Uint8Array | undefined, order: ByteOrder): Typeof => {
  const said = (type: number): string | undefined => {
    const note = noteAt(userdata, type)
    return note === undefined ? undefined : readTypeof(note, order)
  }
  return { key: said(KEY_TYPEOF), data: said(DATA_TYPEOF) }
}

/** nft's numbers for the headers that raw bytes count from. */
const BASES = ['', 'll', 'nh', 'th', 'ih']

type Numbered = readonly (readonly [type: number, value: number])[]

/** The numbers of one expression, and of its kind; undefined for what has none here. */
const numbersOf = ({ name, type, size, mask }: Operand): readonly [kind: number, numbers: Numbered] | undefined => {
  const bits = mask === undefined ? size * 8 : mask.toString(2).replaceAll('0', '').length
  const [, base = '', offset, length] = /^@(\w+),(\d+),(\d+)$/.exec(name) ?? []
  if (offset !== undefined) {
    const raw = [[2, BASES.indexOf(base)] as const, [3, Number(offset)] as const, [4, Number(length)] as const]
    return [7, [[0, 0], [1, 0], ...raw]]
  }
  for (const [number, [protocol, named]] of Object.entries(PROTOCOLS)) {
    const field = named.findIndex((one) => name === `${protocol} ${one}`)
    if (field >= 0)
      return [7, [[0, Number(number)], [1, field + 1], ...(type.name === 'integer' ? [[4, bits] as const] : [])]]
  }
  const word = /^meta (.+)$/.exec(name)?.[1]
  const key = Object.entries(metaWords as Words).find(([one]) => one === word)?.[1]
  return key === undefined ? undefined : [9, [[0, typeof key === 'number' ? key : key[0]]]]
}

const note = (type: number, value: readonly number[]): number[] => [type, value.length, ...value]

/** What nft notes of a map to verdicts whose keys were declared by something. */
export const verdicts = (order: ByteOrder): Uint8Array =>
  Uint8Array.from(
    note(DATA_TYPEOF, [...note(KIND, [...toBytes(BigInt(VERDICT), 4, order === 'le')]), ...note(DATA, [])]),
  )

/** The note of type `type` for what keys were declared by; undefined for text that nft has no numbers for. */
export const writeTypeof = (type: number, text: string, order: ByteOrder): Uint8Array | undefined => {
  const number = (of: number, value: number): number[] => note(of, [...toBytes(BigInt(value), 4, order === 'le')])
  const parts = (text === '' ? [] : operandsOf(text)).map((operand) => {
    const [kind, numbers] = numbersOf(operand) ?? []
    return kind === undefined || numbers === undefined
      ? undefined
      : [
          ...number(KIND, kind),
          ...note(
            DATA,
            numbers.flatMap(([of, value]) => number(of, value)),
          ),
        ]
  })
  if (parts.length === 0 || parts.includes(undefined)) return undefined
  if (parts.length === 1) return Uint8Array.from(note(type, parts[0] as number[]))
  const all = (parts as number[][]).flatMap((part, at) => note(at, part))
  return Uint8Array.from(note(type, [...number(KIND, CONCATENATION), ...note(DATA, all)]))
}
