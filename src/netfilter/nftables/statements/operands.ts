/** Finds operands by text and by expression: fields, and operands with parameters (`fib saddr type`, `numgen inc mod 2`). */
import { suggest } from '../../../netlink/codec/encode/checks.ts'
import { EncodeError } from '../../../netlink/codec/errors.ts'
import type { Datatype } from './datatypes.ts'
import { datatypes as types } from './datatypes.ts'
import { fields, loadKey, meanings } from './fields.ts'
import { present } from './headers.ts'
import type { Load, Operand } from './operand.ts'
import { bytesOf, NO_NEEDS } from './operand.ts'
import { tunnelOperand } from './tunnels.ts'

const numberOf = (text: string | undefined): number => (text === undefined ? 0 : Number(text))

/** The types of the results of `fib`. `check`: whether a route exists. */
const FIB_RESULTS: { readonly [result: string]: Datatype } = {
  oif: types.iface_index,
  oifname: types.ifname,
  type: types.fib_addrtype,
  check: types.boolean,
}
const WIDE_BOOLEAN: Datatype = { ...types.boolean, size: 4 }
const IPSEC_KEYS: { readonly [key: string]: Datatype } = {
  reqid: types.host_integer,
  spi: { ...types.integer, size: 4 },
  'ip saddr': types.ipv4_addr,
  'ip daddr': types.ipv4_addr,
  'ip6 saddr': types.ipv6_addr,
  'ip6 daddr': types.ipv6_addr,
}
const BASES = { ll: 'link', nh: 'network', th: 'transport', ih: 'inner' }

type Words = { readonly [group: string]: string | undefined }

/** A kind of operand with parameters in its text. */
interface Form {
  readonly text: RegExp
  /** The operand of a text. */
  readonly read: (words: Words, text: string) => Operand
  readonly expression: string
  /** The text of the data of an expression; undefined if it is not of this kind. `of`: the key of a hash, as text. */
  readonly write: (data: { readonly [key: string]: unknown }, of: string) => string | undefined
}

const plus = (word: string, value: unknown): string => (Number(value ?? 0) === 0 ? '' : ` ${word} ${value}`)

const number = (text: string, load: Load, more: Partial<Operand> = {}): Operand => ({
  name: text,
  type: types.host_integer,
  size: 4,
  load,
  needs: NO_NEEDS,
  ...more,
})

/** NF_OSF_TTL_*: how `osf` compares the TTL. */
const TTL: { readonly [word: string]: number } = { loose: 1, skip: 2 }

const rawOperand = ({ base = '', bit, bits }: Words, text: string): Operand => {
  const { offset, size, ...part } = bytesOf([numberOf(bit), numberOf(bits)])
  const data = { base: BASES[base as keyof typeof BASES], offset, len: size }
  return { name: text, type: types.integer, size, load: { name: 'payload', data }, needs: NO_NEEDS, ...part }
}

const FORMS: readonly Form[] = [
  {
    text: /^fib (?!.* \. present oif$)(?<flags>.+) (?<result>oif|oifname|type|check)$/,
    read: ({ flags = '', result = '' }, text) => {
      const type = FIB_RESULTS[result] as Datatype
      const check = result === 'check'
      const all = [...flags.split(' . '), ...(check ? ['present'] : [])]
      const load = { name: 'fib', data: { flags: all, result: check ? 'oif' : result } }
      return { name: text, type, size: type.size as number, load, needs: NO_NEEDS }
    },
    expression: 'fib',
    write: ({ flags, result }) => {
      const all = flags as readonly string[]
      const word = all.includes('present') ? 'check' : result
      return `fib ${all.filter((flag) => flag !== 'present').join(' . ')} ${word}`
    },
  },
  {
    // `check` as nft 1.0 compares it, in four bytes
    text: /^fib (?<flags>.+) \. present oif$/,
    read: ({ flags = '' }, text) => {
      const load = { name: 'fib', data: { flags: [...flags.split(' . '), 'present'], result: 'oif' } }
      return { name: text, type: WIDE_BOOLEAN, size: 4, load, needs: NO_NEEDS }
    },
    expression: 'fib',
    write: ({ flags, result }) => {
      const all = flags as readonly string[]
      if (result !== 'oif' || !all.includes('present')) return undefined
      return `fib ${all.filter((flag) => flag !== 'present').join(' . ')} . present oif`
    },
  },
  {
    text: /^numgen (?<type>inc|random) mod (?<modulus>\d+)(?: offset (?<offset>\d+))?$/,
    read: ({ type, modulus, offset }, text) =>
      number(text, { name: 'numgen', data: { type, modulus: Number(modulus), offset: numberOf(offset) } }),
    expression: 'numgen',
    write: ({ type, modulus, offset }) => `numgen ${type} mod ${modulus}${plus('offset', offset)}`,
  },
  {
    text: /^symhash mod (?<modulus>\d+)(?: offset (?<offset>\d+))?$/,
    read: ({ modulus, offset }, text) =>
      number(text, { name: 'hash', data: { type: 'symhash', modulus: Number(modulus), offset: numberOf(offset) } }),
    expression: 'hash',
    write: ({ type, modulus, offset }) =>
      type === 'symhash' ? `symhash mod ${modulus}${plus('offset', offset)}` : undefined,
  },
  {
    text: /^jhash (?<of>.+) mod (?<modulus>\d+)(?: seed (?<seed>\w+))?(?: offset (?<offset>\d+))?$/,
    read: ({ of = '', modulus, seed, offset }, text) => {
      const seeded = seed === undefined ? {} : { seed: numberOf(seed) }
      const data = { type: 'jhash', modulus: Number(modulus), ...seeded, offset: numberOf(offset) }
      return number(text, { name: 'hash', data }, { of })
    },
    expression: 'hash',
    write: ({ type, modulus, seed, offset }, of) => {
      if (type !== 'jhash') return undefined
      const seeded = seed === undefined ? '' : ` seed 0x${Number(seed).toString(16)}`
      return `jhash ${of} mod ${modulus}${seeded}${plus('offset', offset)}`
    },
  },
  {
    text: /^osf (?:ttl (?<ttl>loose|skip) )?(?<what>name|version)$/,
    read: ({ ttl, what }, text) => {
      const data = {
        ...(ttl === undefined ? {} : { ttl: TTL[ttl] }),
        ...(what === 'name' ? {} : { flags: ['version'] }),
      }
      return { name: text, type: types.string, size: 16, load: { name: 'osf', data }, needs: NO_NEEDS }
    },
    expression: 'osf',
    write: ({ ttl, flags }) => {
      const how = Object.keys(TTL).find((word) => TTL[word] === ttl)
      const version = (flags as readonly string[] | undefined)?.includes('version') === true
      return `osf ${how === undefined ? '' : `ttl ${how} `}${version ? 'version' : 'name'}`
    },
  },
  {
    text: /^tcp option (?<type>\d+)$/,
    read: ({ type }, text) => present(text, 'tcp option', Number(type), NO_NEEDS),
    expression: 'exthdr',
    write: ({ op, type, flags }) =>
      op === 'tcp option' && (flags as readonly string[] | undefined)?.includes('present') === true
        ? `tcp option ${type}`
        : undefined,
  },
  {
    text: /^tcp option @(?<type>\d+),(?<bit>\d+),(?<bits>\d+)$/,
    read: ({ type, ...place }, text) => {
      const { offset, size, ...part } = bytesOf([numberOf(place['bit']), numberOf(place['bits'])])
      const data = { op: 'tcp option', type: Number(type), offset, len: size }
      return { name: text, type: types.integer, size, load: { name: 'exthdr', data }, needs: NO_NEEDS, ...part }
    },
    expression: 'exthdr',
    write: ({ op, type, offset, len, flags }) =>
      op === 'tcp option' && (flags === undefined || (flags as readonly string[]).length === 0)
        ? `tcp option @${type ?? 0},${Number(offset ?? 0) * 8},${Number(len) * 8}`
        : undefined,
  },
  {
    text: /^ipsec (?<way>in|out) (?:spnum (?<spnum>\d+) )?(?<key>reqid|spi|ip6? [sd]addr)$/,
    read: ({ way, spnum, key = '' }, text) => {
      const type = IPSEC_KEYS[key] as Datatype
      const data = { key, dir: way === 'in' ? 0 : 1, spnum: numberOf(spnum) }
      return { name: text, type, size: type.size as number, load: { name: 'xfrm', data }, needs: NO_NEEDS }
    },
    expression: 'xfrm',
    write: ({ key, dir, spnum }) => `ipsec ${dir === 1 ? 'out' : 'in'}${plus('spnum', spnum)} ${key}`,
  },
  {
    text: /^@(?<base>ll|nh|th|ih),(?<bit>\d+),(?<bits>\d+)$/,
    read: rawOperand,
    expression: 'payload',
    write: ({ base, offset, len }) => {
      const word = Object.entries(BASES).find(([, name]) => name === base)?.[0]
      return word === undefined ? undefined : `@${word},${Number(offset) * 8},${Number(len) * 8}`
    },
  },
]

/**
 * The operand that a text names.
 *
 * @throws {EncodeError} for text that names none, with a suggestion.
 */
export const operandOf = (text: string, path = 'match'): Operand => {
  const field = fields.get(text) ?? tunnelOperand(text)
  if (field !== undefined) return field
  for (const { text: pattern, read } of FORMS) {
    const found = pattern.exec(text)
    if (found !== null) return read(found.groups as Words, text)
  }
  throw new EncodeError(path, 'a field such as ip saddr or meta mark', text, suggest(text, [...fields.keys()]))
}

/** Maximum number of entries of each cache of texts and expressions: hostile rules could contain any number of them. */
const MAX_ENTRIES = 4096
/** Caches a value, unless the cache is full. Returns the value. */
export const remember = <V>(all: Map<string, V>, key: string, value: V): V => {
  if (all.size < MAX_ENTRIES) all.set(key, value)
  return value
}

const findOperands = (load: Load, of: string): readonly Operand[] => {
  const listed = meanings(load)
  if (listed.length > 0 && load.name !== 'payload') return listed
  const named = FORMS.flatMap(({ expression, write }) => {
    const text = expression === load.name ? write(load.data, of) : undefined
    return text === undefined ? [] : [operandOf(text)]
  })
  return [...listed, ...named.filter((operand) => loadKey(operand.load) === loadKey(load))]
}

const byExpression = new Map<string, readonly Operand[]>()

/** An expression as text, to find it in the cache. Undefined if it has values other than texts, numbers and lists of texts. */
const cacheKey = ({ name, data }: Load): string | undefined => {
  let text = name
  for (const key in data) {
    const value = data[key]
    if (key === 'dreg') continue
    if (typeof value === 'string') text += `\0${key}=${value}`
    else if (typeof value === 'number') text += `\0${key}:${value}`
    else if (Array.isArray(value) && value.every((one) => typeof one === 'string')) text += `\0${key}[${value}`
    else return undefined
  }
  return text
}

/**
 * The operands that an expression may load, in nft's order, including raw bytes of packets (`@th,0,16`). `of`: the key of
 * a hash, as text.
 */
export const operandsFor = (load: Load, of = ''): readonly Operand[] => {
  const name = of !== '' ? undefined : cacheKey(load)
  return name === undefined
    ? findOperands(load, of)
    : (byExpression.get(name) ?? remember(byExpression, name, findOperands(load, of)))
}
