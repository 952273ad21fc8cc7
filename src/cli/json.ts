/** Values as JSON: bytes are hexadecimal text, integers beyond 2^53 are decimal text. */
import { formatHex } from '../netlink/codec/text.ts'

const replace = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString()
  return value instanceof Uint8Array ? formatHex(value) : value
}

/** One line without the line's end. */
export const toJson = (value: unknown): string => JSON.stringify(value, replace)

/** The parts of one document that is an array: an element a line. */
export const arrayParts = {
  before: (index: number): string => (index === 0 ? '[\n' : ',\n'),
  end: (count: number): string => (count === 0 ? '[]\n' : '\n]\n'),
}
