/**
 * The kinds of expressions that nft declares sets by, and its numbers for them. A row reads and writes the declarations of
 * one kind, as numbers by the type of their note.
 */
import type { Operand } from './statements/operand.ts'
import { ctWords, metaWords } from './tables/expressions/packet.ts'
import type { Fields } from './typeof-headers.ts'
import { FAMILIES } from './typeof-headers.ts'

/** nft's numbers for protocols, and their fields in its order, from 1. A dot is a field without a name here. */
const PROTOCOLS: { readonly [number: number]: Fields } = {
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
/** nft's number for a key that has no direction. */
const BOTH_WAYS = 0xffffffff
const IPSEC = ['unspec', 'ip daddr', 'ip6 daddr', 'ip saddr', 'ip6 saddr', 'reqid', 'spi']
/** NFT_HASH_SYM. */
const SYMHASH = 1
const FIB_RESULTS = ['unspec', 'oif', 'oifname', 'type']
const FIB_FLAGS = ['saddr', 'daddr', 'mark', 'iif', 'oif']
/** The headers that offsets of raw bytes start from, by nft's numbers. */
const BASES = ['', 'll', 'nh', 'th', 'ih']

type Words = { readonly [word: string]: number | readonly [number, ...unknown[]] }
const wordOf = (words: Words, number: number): string | undefined =>
  Object.entries(words).find(([, one]) => (typeof one === 'number' ? one : one[0]) === number)?.[0]
const numberOf = (words: Words, word: string): number | undefined => {
  const found = Object.hasOwn(words, word) ? words[word] : undefined
  return typeof found === 'object' ? found[0] : found
}

/** The number in the note of a type; undefined if there is no such note. */
export type Numbers = (type: number) => number | undefined
type Written = readonly (readonly [type: number, value: number])[]

export interface TypeofKind {
  /** nft's number for it. */
  readonly kind: number
  readonly read: (number: Numbers) => string | undefined
  /** The numbers of a text; undefined if it is of another kind. */
  readonly write: (text: string, operand: Operand | undefined) => Written | undefined
}

/** The text after a word; undefined if the text does not begin with it. */
const textAfter = (word: string, text: string): string | undefined =>
  text.startsWith(`${word} `) ? text.slice(word.length + 1) : undefined

/** `udp length`. */
const fieldText = (row: Fields | undefined, field: number): string | undefined => {
  const name = row?.[1][field]
  return row === undefined || name === undefined || name === '.' ? undefined : `${row[0]} ${name}`
}

const findField = (
  table: { readonly [number: number]: Fields },
  text: string,
): { readonly number: number; readonly field: number } | undefined => {
  for (const [number, [name, fields]] of Object.entries(table)) {
    const field = fields.indexOf(textAfter(name, text) ?? '.')
    if (field >= 0 && fields[field] !== '.') return { number: Number(number), field }
  }
  return undefined
}

/** Width of a field in bits. A field need not fill its bytes. */
export const bitsOf = ({ mask, size }: Operand): number =>
  mask === undefined ? size * 8 : mask.toString(2).replaceAll('0', '').length

const listed = (word: string, words: readonly string[], kind: number): TypeofKind => ({
  kind,
  read: (number) => {
    const name = words[number(0) ?? -1]
    return name === undefined ? undefined : `${word} ${name}`
  },
  write: (text) => {
    const at = words.indexOf(textAfter(word, text) ?? '')
    return at < 0 ? undefined : [[0, at]]
  },
})

const fibFlags = (bits: number): string | undefined =>
  bits < 1 << FIB_FLAGS.length ? FIB_FLAGS.filter((_, at) => ((bits >> at) & 1) === 1).join(' . ') : undefined

export const KINDS: readonly TypeofKind[] = [
  {
    kind: 7,
    read: (number) => {
      const protocol = number(0)
      if (protocol !== 0) return fieldText(PROTOCOLS[protocol ?? -1], (number(1) ?? 0) - 1)
      const base = BASES[number(2) ?? 0] ?? ''
      const [offset, bits] = [number(3), number(4)]
      return base === '' || offset === undefined || bits === undefined ? undefined : `@${base},${offset},${bits}`
    },
    write: (text, operand) => {
      const [, base = '', offset, bits] = /^@(\w+),(\d+),(\d+)$/.exec(text) ?? []
      if (offset !== undefined)
        return [
          ...([0, 1] as const).map((type) => [type, 0] as const),
          [2, BASES.indexOf(base)],
          [3, Number(offset)],
          [4, Number(bits)],
        ]
      const found = findField(PROTOCOLS, text)
      if (found === undefined) return undefined
      const length = operand?.type.name === 'integer' ? [[4, bitsOf(operand)] as const] : []
      return [[0, found.number], [1, found.field + 1], ...length]
    },
  },
  {
    kind: 8,
    read: (number) => {
      const [header = -1, field = -1] = [number(0), number(1)]
      const family = FAMILIES.find(({ op }) => op === number(2))
      const text = fieldText(family?.kinds[header], field - (family?.first ?? 0))
      return family === undefined || text === undefined ? undefined : `${family.before}${text}`
    },
    write: (text) => {
      for (const { op, before, first, kinds } of FAMILIES) {
        const found = text.startsWith(before) ? findField(kinds, text.slice(before.length)) : undefined
        if (found !== undefined)
          return [[1, found.field + first], ...(op === undefined ? [] : [[2, op] as const]), [0, found.number]]
      }
      return undefined
    },
  },
  {
    kind: 9,
    read: (number) => {
      const word = wordOf(metaWords, number(0) ?? -1)
      return word === undefined ? undefined : `meta ${word}`
    },
    write: (text) => {
      const number = numberOf(metaWords, textAfter('meta', text) ?? '')
      return number === undefined ? undefined : [[0, number]]
    },
  },
  listed('socket', SOCKET, 10),
  {
    kind: 11,
    read: () => 'osf name',
    write: (text) => (text === 'osf name' ? [] : undefined),
  },
  {
    kind: 12,
    read: (number) => {
      const word = wordOf(ctWords, number(0) ?? -1)
      return word === undefined ? undefined : `ct ${DIRECTIONS[number(1) ?? -1] ?? ''}${word}`
    },
    write: (text) => {
      const key = textAfter('ct', text)
      if (key === undefined) return undefined
      const direction = DIRECTIONS.findIndex((one) => key.startsWith(one))
      const number = numberOf(ctWords, direction < 0 ? key : key.slice((DIRECTIONS[direction] as string).length))
      return number === undefined
        ? undefined
        : [
            [0, number],
            [1, direction < 0 ? BOTH_WAYS : direction],
          ]
    },
  },
  {
    kind: 23,
    read: (number) => {
      const [type = 0, modulus, offset = 0] = [number(0), number(1), number(2)]
      if (modulus === undefined) return undefined
      return `numgen ${type === 1 ? 'random' : 'inc'} mod ${modulus}${offset > 0 ? ` offset ${offset}` : ''}`
    },
    write: (text) => {
      const [, type, modulus, offset = '0'] = /^numgen (inc|random) mod (\d+)(?: offset (\d+))?$/.exec(text) ?? []
      return modulus === undefined
        ? undefined
        : [
            [0, type === 'random' ? 1 : 0],
            [1, Number(modulus)],
            [2, Number(offset)],
          ]
    },
  },
  {
    kind: 24,
    read: (number) => {
      const [type, offset = 0, modulus] = [number(0), number(1), number(2)]
      if (type !== SYMHASH || modulus === undefined) return undefined
      return `symhash mod ${modulus}${offset > 0 ? ` offset ${offset}` : ''}`
    },
    write: (text) => {
      const [, modulus, offset = '0'] = /^symhash mod (\d+)(?: offset (\d+))?$/.exec(text) ?? []
      return modulus === undefined
        ? undefined
        : [
            [0, SYMHASH],
            [1, Number(offset)],
            [2, Number(modulus)],
            [3, 0],
            [4, 0],
          ]
    },
  },
  listed('rt', ROUTE, 25),
  {
    kind: 26,
    read: (number) => {
      const result = FIB_RESULTS[number(0) ?? 0]
      const flags = fibFlags(number(1) ?? 0)
      return result === undefined || result === 'unspec' || !flags ? undefined : `fib ${flags} ${result}`
    },
    write: (text) => {
      const [, flags = '', result = ''] = /^fib (.+) (oif|oifname|type)$/.exec(text) ?? []
      const bits = flags.split(' . ').map((flag) => FIB_FLAGS.indexOf(flag))
      return bits.includes(-1)
        ? undefined
        : [
            [0, FIB_RESULTS.indexOf(result)],
            [1, bits.reduce((all, bit) => all | (1 << bit), 0)],
          ]
    },
  },
  {
    kind: 27,
    read: (number) => {
      const [key = '', spnum = 0] = [IPSEC[number(0) ?? 0], number(1)]
      if (key === '' || key === 'unspec') return undefined
      return `ipsec ${number(2) === 1 ? 'out' : 'in'} ${spnum === 0 ? '' : `spnum ${spnum} `}${key}`
    },
    write: (text) => {
      const [, way, spnum = '0', key = ''] = /^ipsec (in|out) (?:spnum (\d+) )?(.+)$/.exec(text) ?? []
      const number = IPSEC.indexOf(key)
      return number < 1
        ? undefined
        : [
            [0, number],
            [1, Number(spnum)],
            [2, way === 'out' ? 1 : 0],
          ]
    },
  },
]

const [FIB, IPSEC_KIND] = [26, 27]

/**
 * The kind with nft's number. nft 1.1 numbers `fib` and `ipsec` one higher than nft 1.0. Only `ipsec` has a
 * third number, which distinguishes the two.
 */
export const kindOf = (number: number, numbers: Numbers): TypeofKind | undefined => {
  const isIpsec = numbers(2) !== undefined
  const shifted = number === FIB + 1 || number === IPSEC_KIND + 1
  const own = shifted ? (isIpsec ? IPSEC_KIND : FIB) : number
  return KINDS.find(({ kind }) => kind === own)
}
