/** Reads string literals that contain bytes, as written by C, Python, Rust, Go and strace: `"(\0\0\0\20\x05eth0"`. */
import type { ByteBuffer } from './byte-buffer.ts'
import { BACKSLASH, hexDigit, LETTER_X } from './digits.ts'
import { lineError } from './input-error.ts'

export interface Literal {
  /** The position of the closing quotation mark. */
  readonly end: number
  /** Whether it contains a backslash. */
  readonly escaped: boolean
}

/** The literal whose opening quotation mark is at `at`; undefined if it is not closed on this line. */
export const findLiteral = (line: string, at: number): Literal | undefined => {
  const quote = line.charCodeAt(at)
  let escaped = false
  for (let end = at + 1; end < line.length; end++) {
    const code = line.charCodeAt(end)
    if (code === quote) return { end, escaped }
    if (code !== BACKSLASH) continue
    escaped = true
    end++
  }
  return undefined
}

/** Single-character escapes. */
const LETTERS = new Map(
  Object.entries({ a: 7, b: 8, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, "'": 39, '"': 34, '?': 63 }),
)

const octalDigit = (code: number): number => (code >= 0x30 && code <= 0x37 ? code - 0x30 : -1)

/** Reads a number of at most `most` digits; undefined if there is none. */
const readNumber = (line: string, from: number, most: number, base: number, digit: (code: number) => number) => {
  let value = 0
  let at = from
  for (; at < from + most; at++) {
    const next = digit(line.charCodeAt(at))
    if (next < 0) break
    value = value * base + next
  }
  return at === from ? undefined : { value, end: at }
}

const readEscape = (line: string, at: number): { readonly value: number; readonly end: number } | undefined => {
  if ((line.charCodeAt(at) | 0x20) === LETTER_X) return readNumber(line, at + 1, 2, 16, hexDigit)
  const octal = readNumber(line, at, 3, 8, octalDigit)
  if (octal !== undefined) return octal
  const value = LETTERS.get(line.charAt(at))
  return value === undefined ? undefined : { value, end: at + 1 }
}

/** Appends the bytes between the quotation marks at `start` and `end`. `number` is the line number, for errors. */
export const readLiteral = (bytes: ByteBuffer, line: string, start: number, end: number, number: number): void => {
  for (let at = start + 1; at < end; ) {
    const code = line.charCodeAt(at)
    if (code !== BACKSLASH) {
      if (code > 0x7f) throw lineError(number, 'holds a character that is no byte', line.slice(at))
      bytes.push(code)
      at++
      continue
    }
    const found = readEscape(line, at + 1)
    if (found === undefined || found.value > 0xff || found.end > end)
      throw lineError(number, 'holds an escape that is no byte', line.slice(at))
    bytes.push(found.value)
    at = found.end
  }
}
