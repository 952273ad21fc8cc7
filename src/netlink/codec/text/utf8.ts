/**
 * The kernel's text as JavaScript strings, without loss. Names, aliases and comments are bytes to the kernel and need not be
 * UTF-8. A byte that is not part of well-formed UTF-8 decodes to a lone surrogate, U+DC80 for 0x80 to U+DCFF for 0xff (Python's
 * `surrogateescape`, PEP 383), which encodes to that byte again.
 */

const ESCAPE = 0xdc00
/** Well-formed UTF-8 contains no surrogates, so a lone one is always an escaped byte. */
const LONE_SURROGATE = /\p{Surrogate}/u
const ESCAPED = /[\udc80-\udcff]/u

// Without ignoreBOM the decoder would drop a U+FEFF at the start of a name.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

export const decodeUtf8 = (bytes: Uint8Array): string => {
  try {
    return strict.decode(bytes)
  } catch {
    return decodeEscaping(bytes)
  }
}

/** The bytes of a text; undefined if it contains a lone surrogate that is no escaped byte. */
export const encodeUtf8 = (text: string): Uint8Array | undefined =>
  text.isWellFormed() ? encoder.encode(text) : encodeEscaped(text)

const decodeEscaping = (bytes: Uint8Array): string => {
  let text = ''
  // Start of the well-formed text that is not decoded yet.
  let from = 0
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length === 0) {
      text += strict.decode(bytes.subarray(from, at)) + String.fromCharCode(ESCAPE + (bytes[at] as number))
      from = at + 1
    }
    at += Math.max(length, 1)
  }
  return text + strict.decode(bytes.subarray(from))
}

/** Length of the well-formed sequence that starts here (table 3-7 of the Unicode standard); 0 if there is none. */
const sequenceLength = (bytes: Uint8Array, at: number): number => {
  const first = bytes[at] as number
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return 0
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  const second = bytes[at + 1] ?? 0
  if (second < low || second > high) return 0
  for (let index = 2; index < length; index++) if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}

const encodeEscaped = (text: string): Uint8Array | undefined => {
  const bytes: number[] = []
  for (const letter of text) {
    if (!LONE_SURROGATE.test(letter)) {
      for (const byte of encoder.encode(letter)) bytes.push(byte)
    } else if (ESCAPED.test(letter)) bytes.push(letter.charCodeAt(0) - ESCAPE)
    else return undefined
  }
  return new Uint8Array(bytes)
}
