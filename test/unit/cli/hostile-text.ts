/** Text that must not reach a terminal. */
import type { Arbitrary } from 'fast-check'
import fc from 'fast-check'

/**
 * Escape sequences, controls, characters that reverse or hide text, newlines of all kinds, bytes that are not UTF-8.
 */
const PIECES = [
  ...['\u001b[35m', '\u001b]0;title\u0007', '\u009b35m', '\u001bc', '\u0007', '\b', '\u007f', '\u0085', '\u009d'],
  ...['\n', '\r', '\t', '\v', '\f', '\u2028', '\u2029', '\u0000'],
  ...['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069', '\u200e', '\u200f'],
  ...['\u061c', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u{e0041}', '\u3164', '\ufe0f'],
  ...['\udc80', '\udcff', '\ud800', '\u00e9', '\u732b', '"', '\\', "'", 'a', 'b ', '7'],
]

export const hostileText: Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 2 })), { maxLength: 10 })
  .map((pieces) => pieces.join(''))

const BYTE = /[\udc80-\udcff]/

/** Hostile text that a field of the kernel can contain: no NUL, and only lone surrogates that represent a byte. */
const kernelText = (maxLength: number): Arbitrary<string> =>
  hostileText.map((text) =>
    Array.from(text)
      .filter((character) => character !== '\0' && (!/^[\ud800-\udfff]$/.test(character) || BYTE.test(character)))
      .slice(0, maxLength)
      .join(''),
  )

/** fast-check with hostile strings, for values generated from tables. */
export const hostile = {
  ...fc,
  string: ({ maxLength = 10 }: { maxLength?: number } = {}) => kernelText(maxLength),
} as typeof fc

/**
 * Characters that a terminal interprets or does not show, by their numbers. Newlines and tabs are the program's own.
 */
const DANGEROUS: readonly (readonly [from: number, to: number])[] = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x3164, 0x3164],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xe0000, 0xe0fff],
]

/** The colours that the program uses; hostile text contains others. */
const OWN_COLOURS = new RegExp(`${String.fromCharCode(0x1b)}\\[(1|2|22|31|32|33|36|39)m`, 'g')

/** The first dangerous character of an output, as text; undefined if there is none. */
export const dangerIn = (output: string, coloured = false): string | undefined => {
  for (const character of coloured ? output.replace(OWN_COLOURS, '') : output) {
    const code = character.codePointAt(0) as number
    if (DANGEROUS.some(([from, to]) => code >= from && code <= to)) return `U+${code.toString(16)}`
  }
  return undefined
}

/** The same value with harmless strings. */
export const harmless = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(/[^ -~]/gu, 'x')
  if (Array.isArray(value)) return value.map(harmless)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, harmless(inner)]))
}
