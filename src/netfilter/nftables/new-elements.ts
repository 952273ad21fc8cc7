/** Elements of sets and maps in requests to add or delete them, split into messages that are not too long. */

import { EncodeError } from '../../netlink/codec/errors.ts'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import type { KnownContents } from './new-set.ts'
import type { SetElement } from './set-elements.ts'
import type { MapData } from './statements/context.ts'
import { milliseconds } from './statements/milliseconds.ts'
import { expressionsOf } from './statements/plain.ts'
import { dataBytes, verdictData } from './statements/sets.ts'
import type { Keyed } from './statements/write-elements.ts'
import { buildElements, KEY_ONLY } from './statements/write-elements.ts'
import type { Element } from './tables/element.ts'
import { writeNoted } from './userdata.ts'

/** Bytes of elements in one message: an attribute has at most 64 KiB. */
const MAX_BYTES = 60000
const ELEMENT_OVERHEAD = 24
/** Elements that are built at a time, so that temporary objects are collected early. */
const PORTION = 1024

const writeValue = (
  value: NonNullable<SetElement['value']>,
  { kind, parts }: MapData,
  order: ByteOrder,
  path: string,
): Pick<Element, 'data' | 'objref'> => {
  const isVerdict = typeof value === 'object'
  if (kind === 'verdicts') {
    if (!isVerdict) throw new EncodeError(path, 'a verdict', value)
    return { data: verdictData(value, path) }
  }
  if (isVerdict) throw new EncodeError(path, kind === 'objects' ? 'the name of an object' : 'a value', value)
  return kind === 'objects'
    ? { objref: String(value) }
    : { data: { value: dataBytes(parts, value, order, path, kind === 'ranges') } }
}

const keyed = (element: SetElement, { mapData }: KnownContents, order: ByteOrder, index: number): Keyed => {
  const { key, value, timeout, expires, statements, comment, userdata } = element
  const alone = statements === undefined && comment === undefined && userdata === undefined && timeout === undefined
  if (alone && value === undefined && expires === undefined && mapData === undefined) return { key, rest: KEY_ONLY }
  const path = `elements[${index}]`
  if (mapData === undefined && value !== undefined) throw new EncodeError(`${path}.value`, 'no value, in a set', value)
  if (mapData !== undefined && value === undefined)
    throw new EncodeError(`${path}.value`, 'the value of the key, in a map', value)
  return {
    key,
    rest: {
      ...(value === undefined ? {} : writeValue(value, mapData as MapData, order, `${path}.value`)),
      ...(timeout === undefined ? {} : { timeout: milliseconds(timeout, `${path}.timeout`) }),
      ...(expires === undefined ? {} : { expiration: milliseconds(expires, `${path}.expires`) }),
      ...expressionsOf(statements, `${path}.statements`),
      ...writeNoted(element),
    },
  }
}

/** Portions of at most `most` elements, each with the index of its first. */
const portionsOf = function* (
  elements: readonly SetElement[],
  most: number,
): Generator<readonly [SetElement[], number]> {
  for (let first = 0; first < elements.length; first += most) yield [elements.slice(first, first + most), first]
}

/** The elements in portions, one for each message. `whole`: with values, timeouts and statements, which deleting ignores. */
export const newElements = function* (
  elements: readonly SetElement[],
  set: KnownContents,
  order: ByteOrder,
  whole: boolean,
): Generator<readonly Element[]> {
  // intervals are sorted, so they are built all at once
  for (const [portion, first] of portionsOf(elements, set.interval ? Math.max(elements.length, 1) : PORTION)) {
    const all = portion.map(
      (element, at): Keyed => (whole ? keyed(element, set, order, first + at) : { key: element.key, rest: KEY_ONLY }),
    )
    yield* messagesOf(buildElements(set.parts, all, order, 'elements', set.interval, first, set.joined).elements)
  }
}

/** Splits elements into portions that fit a message. */
export const messagesOf = function* (elements: readonly Element[]): Generator<readonly Element[]> {
  let portion: Element[] = []
  let bytes = 0
  for (const element of elements) {
    const size = sizeOf(element)
    if (bytes + size > MAX_BYTES && portion.length > 0) {
      yield portion
      portion = []
      bytes = 0
    }
    portion.push(element)
    bytes += size
  }
  if (portion.length > 0) yield portion
}

/** Size of an attribute with these bytes. */
const attributeSize = (bytes: Uint8Array | undefined): number => (bytes === undefined ? 0 : bytes.length + 12)

/** Upper bound of the size of an element in a message, in bytes. */
const sizeOf = ({ key, keyEnd, data, objref, userdata, expr, expressions }: Element): number => {
  const statements = (expr === undefined ? 0 : 1) + (expressions?.length ?? 0)
  const more =
    (data?.verdict === undefined ? 0 : 300) + statements * 100 + (objref === undefined ? 0 : 4 * objref.length + 8)
  return (
    ELEMENT_OVERHEAD +
    more +
    attributeSize(key?.value) +
    attributeSize(keyEnd?.value) +
    attributeSize(data?.value) +
    attributeSize(userdata)
  )
}
