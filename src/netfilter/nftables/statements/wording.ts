/** Values, sets and maps in nft's syntax. */
import { duration } from '../text/duration.ts'
import type { Datatype, Scalar } from './datatypes.ts'
import { datatypes as types } from './datatypes.ts'
import { nftText, operandsOf } from './keys.ts'
import { remember } from './operands.ts'
import { describePlain } from './plain.ts'
import { quote } from './quote.ts'
import type { Entries, Right, SetItem, Source, Verdict } from './types.ts'

/** The separator of flags after an operator and in a set, where nft reads commas as a list. */
const BAR = ' | '
/** Types whose words may also be keywords of nft, which it does not accept everywhere. */
const NUMBERED = new Set<string>(['inet_proto', 'ether_type'])

/** Times with nft's units: durations such as `1h30m`, and times since 1970 in seconds. */
const time = (type: Datatype, text: string): string => {
  if (type === types.time)
    return text
      .split('-')
      .map((one) => duration(Number(one)))
      .join('-')
  return type === types.time_ns
    ? text
        .split('-')
        .map((one) => String(BigInt(one) / 1000000000n))
        .join('-')
    : text
}

const one = (type: Datatype, text: string, bar: string): string => {
  if (type.format === 'string') return quote(text)
  return type.format === 'bits' ? text.replaceAll(',', bar) : time(type, text)
}

/** A value of these types. `*` is the catch-all key. */
export const typedText = (value: Scalar, parts: readonly Datatype[], bar = BAR): string => {
  if (value === '*') return value
  if (parts.length === 1) return one(parts[0] as Datatype, String(value), bar)
  const pieces = String(value).split(' . ')
  return pieces.map((piece, at) => (parts[at] === undefined ? piece : one(parts[at], piece, bar))).join(' . ')
}

const byKey = new Map<string, readonly Datatype[]>()

const typesOf = (key: string): readonly Datatype[] =>
  byKey.get(key) ??
  remember(
    byKey,
    key,
    operandsOf(key).map(({ type }) => type),
  )

/** A value in nft's syntax, by the types of the key that it is compared with. */
export const scalar = (value: Scalar, key: string): string => typedText(value, typesOf(key))

/** Like `scalar`, but with numbers for words that may be keywords of nft. */
export const numbered = (value: Scalar, key: string): string => {
  const [type] = typesOf(key)
  const word = type !== undefined && NUMBERED.has(type.name) ? type.words.get(String(value)) : undefined
  return word === undefined ? scalar(value, key) : String(word)
}

const itemText = (item: SetItem, parts: readonly Datatype[]): string => {
  if (typeof item !== 'object') return typedText(item, parts)
  return [typedText(item.key, parts), ...(item.statements ?? []).map(describePlain)].join(' ')
}

export const rightText = (value: Right, key: string, bar: string): string => {
  const parts = typesOf(key)
  if (typeof value === 'object') return `{ ${value.map((item) => itemText(item, parts)).join(', ')} }`
  return /^@\w/.test(String(value)) ? String(value) : typedText(value, parts, bar)
}

export const entriesText = <V>(to: Entries<V>, key: string, value: (data: V) => string): string => {
  if (typeof to === 'string') return to
  const parts = typesOf(key)
  const texts = to.map((entry) => {
    const [item, data] = 'key' in entry ? [entry, entry.value] : [entry[0], entry[1]]
    return `${itemText(item, parts)} : ${value(data)}`
  })
  return `{ ${texts.join(', ')} }`
}

export const sourceText = (to: Source, value: (one: Scalar) => string): string => {
  if (typeof to !== 'object') return value(to)
  if ('from' in to) return nftText(to.from)
  return `${nftText(to.map, true)} map ${entriesText(to.to, to.map, value)}`
}

export const verdictText = ({ verdict: word, chain }: Verdict): string =>
  chain === undefined ? word : `${word} ${chain}`
