/** Writes values as JSON: bytes as hexadecimal text, bigints as decimal text. */
import { formatHex } from '../netlink/codec/text/format.ts'
import { visibleJson } from './terminal.ts'

const replace = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Error)
    return { name: value.name, code: (value as NodeJS.ErrnoException).code, message: value.message }
  return value instanceof Uint8Array ? formatHex(value) : value
}

/** One line without a newline, safe for terminals. */
export const toJson = (value: unknown): string => visibleJson(JSON.stringify(value, replace))

/** The text around the elements of a JSON array with one element per line. */
export const arrayParts = {
  before: (index: number): string => (index === 0 ? '[\n' : ',\n'),
  end: (count: number): string => (count === 0 ? '[]\n' : '\n]\n'),
}
