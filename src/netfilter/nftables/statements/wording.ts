/** Values, sets and maps in nft's words. */
import { duration } from '../text/duration.ts'
import type { Datatype, Scalar } from './datatypes.ts'
import { datatypes as types } from './datatypes.ts'
import { nftText, operandsOf } from './keys.ts'
import { remember } from './operands.ts'
import { describePlain } from './plain.ts'
import { quote } from './quote.ts'
import type { Entries, Right, SetItem, Source, Verdict } from './types.ts'

/** How flags stand beside an operator or in a set, where commas would make a list. */
const BAR = ' | '
/** Words for these may be words of nft's language, which it does not take everywhere. */
const NUMBERED = new Set<string>(['inet_proto', 'ether_type'])

/** Times, of which nft wants to know the unit. */
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

/** A value of these types; `*` stands for all other keys. */
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

/** A value as nft writes it beside what it is compared with. */
export const scalar = (value: Scalar, key: string): string => typedText(value, typesOf(key))

/** Where words of nft's language are no values: as a number. */
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

export const entriesText = <V>(to: Entries<V>, key: string, value: (leads: V) => string): string => {
  if (typeof to === 'string') return to
  const parts = typesOf(key)
  const texts = to.map((entry) => {
    const [item, leads] = 'key' in entry ? [entry, entry.value] : [entry[0], entry[1]]
    return `${itemText(item, parts)} : ${value(leads)}`
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
