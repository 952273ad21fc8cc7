/** Character codes and digits of text input. */

export const TAB = 0x09
export const SPACE = 0x20
export const DOUBLE_QUOTE = 0x22
export const SINGLE_QUOTE = 0x27
export const BACKSLASH = 0x5c
export const LETTER_X = 0x78

const ZERO = 0x30
const NINE = 0x39
const LETTER_A = 0x61
const LETTER_Z = 0x7a
const LOWER_CASE = 0x20

/** The values of hexadecimal digits by their code: faster than comparing, since digits are random. */
const HEX_DIGITS = new Int8Array(256).fill(-1)
for (const digits of ['0123456789abcdef', '0123456789ABCDEF'])
  for (let value = 0; value < digits.length; value++) HEX_DIGITS[digits.charCodeAt(value)] = value

/** The value of a hexadecimal digit, or -1, also for the NaN after the end of a text. */
export const hexDigit = (code: number): number => (code < 256 ? (HEX_DIGITS[code] as number) : -1)

/** The value of a decimal digit, or -1. */
export const decimalDigit = (code: number): number => (code >= ZERO && code <= NINE ? code - ZERO : -1)

export const isLetter = (code: number): boolean => {
  const lower = code | LOWER_CASE
  return lower >= LETTER_A && lower <= LETTER_Z
}

export const isBlank = (code: number): boolean => code === SPACE || code === TAB

/** The end of the blanks at `at`. */
export const skipBlanks = (text: string, at: number): number => {
  let end = at
  while (isBlank(text.charCodeAt(end))) end++
  return end
}

/** The end of the hexadecimal digits at `at`. */
export const skipHex = (text: string, at: number): number => {
  let end = at
  while (hexDigit(text.charCodeAt(end)) >= 0) end++
  return end
}
