/** Anonymous sets and maps, which a rule contains: `{ 22, 80-90 }`. */

import { EncodeError } from '../../../netlink/codec/errors.ts'
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Data } from '../tables/data.ts'
import type { SetAttributes } from '../tables/set.ts'
import { checkItem, checkVerdict } from './check.ts'
import type { KnownSet, NewSet, WriteContext } from './context.ts'
import type { Datatype, Scalar } from './datatypes.ts'
import { idOf, datatypes as types } from './datatypes.ts'
import { fields } from './fields.ts'
import type { Key } from './keys.ts'
import { valueParts } from './keys.ts'
import { expressionsOf } from './plain.ts'
import { orderNotes, rangesNote, VERDICT } from './set-notes.ts'
import type { Entries, Entry, SetItem, Verdict } from './types.ts'
import type { Part } from './values.ts'
import { keyBytes, lengthOf, parseRange, splitKey } from './values.ts'
import type { Keyed } from './write-elements.ts'
import { buildElements, KEY_ONLY } from './write-elements.ts'

export const verdictData = (verdict: Verdict, path: string): Data => {
  checkVerdict(verdict, path)
  const { verdict: code, chain } = verdict
  return { verdict: chain === undefined ? { code } : { code, chain } }
}

type SetFlags = NonNullable<SetAttributes['flags']>

const describe = (parts: readonly Part[], flags: SetFlags, size: number): Omit<NewSet['attributes'], 'userdata'> => ({
  flags: [...flags, ...(parts.length > 1 && flags.includes('interval') ? (['concat'] as const) : [])],
  keyType: idOf(parts.map(({ type }) => type)),
  keyLen: lengthOf(parts),
  desc: {
    ...(size === 0 ? {} : { size }),
    ...(parts.length > 1 && flags.includes('interval') ? { concat: parts.map((part) => ({ len: part.size })) } : {}),
  },
})

const OWN: SetFlags = ['anonymous', 'constant']

const keyedOf = (item: SetItem, path: string): Keyed => {
  if (typeof item !== 'object') return { key: item, rest: KEY_ONLY }
  checkItem(item, path)
  return { key: item.key, rest: expressionsOf(item.statements, `${path}.statements`) }
}

/** The declaration of a concatenation with integers, whose type does not determine their length; undefined for other keys. */
const declarationOf = (key: Key): string | undefined =>
  key.parts.length > 1 && key.parts.some(({ operand }) => operand.type.id === types.integer.id)
    ? key.parts.map(({ operand }) => operand.name).join(' . ')
    : undefined

/** A declaration of data: a field of each type. */
const declaredBy = (parts: readonly Part[]): string =>
  parts
    .map(({ type, size }) => [...fields.values()].find((one) => one.type === type && one.size === size)?.name)
    .join(' . ')

export const anonymousSet = (context: WriteContext, key: Key, values: readonly SetItem[], path: string): KnownSet => {
  const parts = valueParts(key)
  const keyed = values.map((item, at) => keyedOf(item, `${path}.right[${at}]`))
  const { elements, interval } = buildElements(parts, keyed, context.order, `${path}.right`)
  const attributes = describe(parts, interval ? [...OWN, 'interval'] : OWN, elements.length)
  const userdata = Uint8Array.from(orderNotes(parts, undefined, context.order))
  return context.anonymous({ typeof: declarationOf(key), attributes: { ...attributes, userdata }, elements })
}

/** The bytes of a value of a map; with `ranges`, of both ends of a range. */
export const dataBytes = (
  parts: readonly Part[],
  value: Scalar,
  order: ByteOrder,
  path: string,
  ranges = false,
): Uint8Array => {
  const pieces = splitKey(parts, value, path)
  const found = parts.map((part, at) => parseRange(part, pieces[at] as Scalar, order, path))
  const end = (which: 'from' | 'to'): Uint8Array =>
    keyBytes(
      parts,
      found.map((range) => range[which]),
      order,
    )
  if (ranges) return Uint8Array.from([...end('from'), ...end('to')])
  if (found.some(({ from, to }) => from !== to)) throw new EncodeError(path, 'a single value', value)
  return end('from')
}

/** The data of an element of a map: a value or a verdict. */
const dataOf = (
  data: readonly Part[] | Datatype,
  value: Scalar | Verdict,
  order: ByteOrder,
  path: string,
  ranges: boolean,
): Data =>
  Array.isArray(data)
    ? { value: dataBytes(data as readonly Part[], value as Scalar, order, path, ranges) }
    : verdictData(value as Verdict, path)

type Pair = readonly [SetItem, Scalar | Verdict]
const isPair = (entry: Entry<Scalar | Verdict>): entry is readonly [Scalar, Scalar | Verdict] => Array.isArray(entry)

const pairOf = (entry: Entry<Scalar | Verdict>, path: string): Pair => {
  if (isPair(entry)) return entry
  checkItem(entry, path)
  return [entry, entry.value]
}

export const mapEntries = (
  entries: readonly Entry<Scalar | Verdict>[],
  data: readonly Part[] | Datatype,
  order: ByteOrder,
  path: string,
  both = false,
): Keyed[] =>
  entries.map((entry, index) => {
    const inner = `${path}[${index}]`
    const [item, value] = pairOf(entry, inner)
    const { key, rest } = keyedOf(item, inner)
    return { key, rest: { ...rest, data: dataOf(data, value, order, inner, both) } }
  })

export const anonymousMap = (
  context: WriteContext,
  key: Key,
  entries: Exclude<Entries<Scalar | Verdict>, string>,
  data: readonly Part[] | Datatype,
  path: string,
  both = false,
): KnownSet => {
  const parts = valueParts(key)
  const keyed = mapEntries(entries, data, context.order, `${path}.to`, both)
  const { elements, interval } = buildElements(parts, keyed, context.order, path)
  const attributes = describe(parts, [...OWN, ...(interval ? (['interval'] as const) : []), 'map'], elements.length)
  const values = Array.isArray(data) ? (data as readonly Part[]) : undefined
  const dataAttributes =
    values === undefined
      ? { dataType: VERDICT, dataLen: types.verdict.size }
      : { dataType: idOf(values.map(({ type }) => type)), dataLen: lengthOf(values) * (both ? 2 : 1) }
  const userdata = Uint8Array.from([
    ...orderNotes(parts, values ?? [], context.order),
    ...rangesNote(both, context.order),
  ])
  return context.anonymous({
    typeof: declarationOf(key),
    dataTypeof: values === undefined ? 'verdict' : declaredBy(values),
    attributes: { ...attributes, ...dataAttributes, userdata },
    elements,
  })
}

/** An anonymous map to names of objects of one kind. */
export const anonymousObjectMap = (
  context: WriteContext,
  key: Key,
  entries: Exclude<Entries<string>, string>,
  kind: string,
  path: string,
): KnownSet => {
  const parts = valueParts(key)
  const keyed = entries.map((entry, index): Keyed => {
    const [item, objref] = 'key' in entry ? [entry, entry.value] : entry
    const one = keyedOf(item, `${path}.to[${index}]`)
    return { key: one.key, rest: { ...one.rest, objref } }
  })
  const { elements, interval } = buildElements(parts, keyed, context.order, path)
  const flags: SetFlags = [...OWN, ...(interval ? (['interval'] as const) : []), 'object']
  const attributes = { ...describe(parts, flags, elements.length), objType: kind as never }
  const userdata = Uint8Array.from(orderNotes(parts, undefined, context.order))
  return context.anonymous({ typeof: declarationOf(key), attributes: { ...attributes, userdata }, elements })
}
