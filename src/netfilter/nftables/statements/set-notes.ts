/** The user data that nft stores with every set. A number is a type and a length (a byte each) and four bytes in host order. */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import { toBytes } from './datatypes.ts'
import type { Part } from './values.ts'

/** NFTNL_UDATA_SET_* of libnftnl: types of the user data of sets. */
export const NOTES = { keyOrder: 0, dataOrder: 1, merges: 2, dataInterval: 6, comment: 7 } as const

/** NFT_DATA_VERDICT: the data type of verdict maps. */
export const VERDICT = 0xffffff00

export const numberNote = (type: number, value: number, order: ByteOrder): readonly number[] => [
  type,
  4,
  ...toBytes(BigInt(value), 4, order === 'le'),
]

/** nft's numbers for byte orders (BYTEORDER_*). Concatenations and verdicts have none. */
const [NO_ORDER, HOST, NETWORK] = [0, 1, 2]
const orderOf = ([part, ...more]: readonly Part[]): number => {
  if (part === undefined || more.length > 0) return NO_ORDER
  return part.type.order === 'host' ? HOST : NETWORK
}

/** The byte orders of keys and data. `data`: types of the data; empty for verdicts, undefined for sets and object maps. */
export const orderNotes = (
  key: readonly Part[],
  data: readonly Part[] | undefined,
  order: ByteOrder,
): readonly number[] => [
  ...numberNote(NOTES.keyOrder, orderOf(key), order),
  ...(data === undefined ? [] : numberNote(NOTES.dataOrder, orderOf(data), order)),
]

/** Whether a map's data are ranges. */
export const rangesNote = (ranges: boolean, order: ByteOrder): readonly number[] =>
  numberNote(NOTES.dataInterval, Number(ranges), order)
