/** What nft notes beside every set, in numbers: a type, a length (a byte each) and four bytes in host order. */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import { toBytes } from './datatypes.ts'
import type { Part } from './values.ts'

/** Types of notes beside sets, as nft numbers them. */
export const NOTES = { keyOrder: 0, dataOrder: 1, merges: 2, dataInterval: 6, comment: 7 } as const

/** nft's number for verdicts among types of data. */
export const VERDICT = 0xffffff00

export const numberNote = (type: number, value: number, order: ByteOrder): readonly number[] => [
  type,
  4,
  ...toBytes(BigInt(value), 4, order === 'le'),
]

/** nft's numbers for byte orders: a concatenation has none, nor has a verdict. */
const [NO_ORDER, HOST, NETWORK] = [0, 1, 2]
const orderOf = ([part, ...more]: readonly Part[]): number => {
  if (part === undefined || more.length > 0) return NO_ORDER
  return part.type.order === 'host' ? HOST : NETWORK
}

/** `data`: what a map leads to; nothing for verdicts, undefined for sets and for maps to objects. */
export const orderNotes = (
  key: readonly Part[],
  data: readonly Part[] | undefined,
  order: ByteOrder,
): readonly number[] => [
  ...numberNote(NOTES.keyOrder, orderOf(key), order),
  ...(data === undefined ? [] : numberNote(NOTES.dataOrder, orderOf(data), order)),
]

/** Whether a map leads to ranges. */
export const rangesNote = (ranges: boolean, order: ByteOrder): readonly number[] =>
  numberNote(NOTES.dataInterval, Number(ranges), order)
