/** Elements of sets and maps as programs see them, from the kernel's messages. */
import type { ByteOrder } from '../../netlink/codec/order.ts'
import type { SetValue } from './set-contents.ts'
import { contentsOf } from './set-contents.ts'
import type { Scalar } from './statements/datatypes.ts'
import { statementsOf } from './statements/plain.ts'
import { ElementReader } from './statements/read-elements.ts'
import type { Statement, Verdict } from './statements/types.ts'
import type { Part } from './statements/values.ts'
import { formatKey, keyNumbers, lengthOf } from './statements/values.ts'
import { OPEN_NOTE } from './statements/write-elements.ts'
import type { Element as ElementMessage } from './tables/element.ts'
import type { Note } from './userdata.ts'
import { readNoted } from './userdata.ts'

/** An element of a set or a map. Fields that it does not have are absent. */
export interface SetElement {
  /** `10.9.0.0/24`, `10.9.0.1 . 80`; `*` matches every key that no other element matches. */
  readonly key: Scalar
  /** In a map: a value, a verdict or the name of an object. */
  readonly value?: Scalar | Verdict | undefined
  /**
   * Milliseconds, rounded to a whole number. 0: it never expires, even if the set has a timeout. Absent if it is the timeout
   * of the set.
   */
  readonly timeout?: number | undefined
  /** Milliseconds until it is removed, rounded to a whole number. Absent: all of its timeout, or it does not expire. */
  readonly expires?: number | undefined
  /** Statements of the element, such as a counter. */
  readonly statements?: readonly Statement[] | undefined
  /** The comment that nft shows. */
  readonly comment?: string | undefined
  /** Other user data of the element, in hexadecimal. */
  readonly userdata?: string | undefined
}

const valueIn = (
  { data, objref }: ElementMessage,
  parts: readonly Part[] | undefined,
  order: ByteOrder,
): Scalar | Verdict | undefined => {
  if (objref !== undefined) return objref
  if (data?.verdict !== undefined) {
    const { code, chain } = data.verdict
    return (chain === undefined ? { verdict: String(code) } : { verdict: String(code), chain }) as Verdict
  }
  if (data?.value === undefined || parts === undefined) return undefined
  const length = lengthOf(parts)
  const first = keyNumbers(parts, data.value, order)
  // in a map to ranges, the upper end follows the lower end
  const last = data.value.length < 2 * length ? first : keyNumbers(parts, data.value.subarray(length), order)
  const ranges = first.map((from, at) => ({ from, to: last[at] as bigint }))
  return formatKey(parts, ranges, order)
}

/** Whether the note marks an interval without an end, which the key already shows. */
const isOpenNote = ({ type, value }: Note): boolean =>
  type === OPEN_NOTE && value.length === 4 && value.reduce((sum, byte) => sum + byte, 0) === 1

const elementOf = (
  key: Scalar,
  element: ElementMessage,
  data: readonly Part[] | undefined,
  order: ByteOrder,
): SetElement => {
  const { timeout, expiration, expr, expressions, userdata } = element
  const read: { -readonly [K in keyof SetElement]: SetElement[K] } = { key }
  const value = valueIn(element, data, order)
  const statements = statementsOf(expr, expressions)
  const noted = readNoted(userdata, isOpenNote)
  if (value !== undefined) read.value = value
  if (timeout !== undefined) read.timeout = Number(timeout)
  if (expiration !== undefined) read.expires = Number(expiration)
  if (statements !== undefined) read.statements = statements
  if (noted.comment !== undefined) read.comment = noted.comment
  if (noted.userdata !== undefined) read.userdata = noted.userdata
  return read
}

/** Reads the elements of a set, message by message. */
export const elementReader = (value: SetValue, order: ByteOrder): ElementReader<SetElement> => {
  const { key, data } = contentsOf(value, order)
  const interval = value.flags?.includes('interval') === true
  return new ElementReader(key.parts, interval, order, (text, element) => elementOf(text, element, data?.parts, order))
}

/** Reads all elements of a set at once. */
export const readElementsOfSet = (
  value: SetValue,
  elements: readonly ElementMessage[],
  order: ByteOrder,
): SetElement[] => {
  const reader = elementReader(value, order)
  return reader.whole([reader.message(elements)]).all
}
