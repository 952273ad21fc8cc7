/** Formats bytes as text: addresses, names. Every bulk read does this, so it keeps small caches. */
import { digit, LETTERS, putDecimal, putHex, textOf } from './letters.ts'
import { decodeUtf8 } from './utf8.ts'

const DOT = 0x2e
const SLASH = 0x2f
const COLON = 0x3a

/** The last addresses by their last byte, and their texts: gateways repeat. */
const SEEN_NUMBERS = new Int32Array(256)
const SEEN_TEXTS: string[] = new Array(256).fill('0.0.0.0')

/** Puts a dotted quad into the letters. Returns the end. */
const putQuad = (at: number, bytes: Uint8Array, from: number): number => {
  let end = putDecimal(at, bytes[from] as number)
  for (let byte = from + 1; byte < from + 4; byte++) {
    LETTERS[end] = DOT
    end = putDecimal(end + 1, bytes[byte] as number)
  }
  return end
}

const putLength = (at: number, length: number): number => {
  LETTERS[at] = SLASH
  return putDecimal(at + 1, length)
}

export const formatIpv4 = (bytes: Uint8Array, at: number): string => {
  const place = bytes[at + 3] as number
  const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
  const number = (high << 16) | ((bytes[at + 2] as number) << 8) | place
  if (SEEN_NUMBERS[place] === number) return SEEN_TEXTS[place] as string
  const text = textOf(putQuad(0, bytes, at))
  SEEN_NUMBERS[place] = number
  SEEN_TEXTS[place] = text
  return text
}

/** An address followed by the length of its prefix. */
export const formatIpv4Prefix = (bytes: Uint8Array, at: number, length: number): string =>
  textOf(putLength(putQuad(0, bytes, at), length))

/** Finds the longest run of groups that are zero, the first of equal ones: where it starts, and its length. */
const longestZeros = (bytes: Uint8Array, at: number): readonly [start: number, length: number] => {
  let best = -1
  let length = 1
  let start = -1
  for (let group = 0; group <= 8; group++) {
    const zero = group < 8 && bytes[at + 2 * group] === 0 && bytes[at + 2 * group + 1] === 0
    if (zero) {
      if (start < 0) start = group
    } else if (start >= 0) {
      if (group - start > length) {
        best = start
        length = group - start
      }
      start = -1
    }
  }
  return [best, length]
}

/** RFC 5952, with a dotted quad where inet_ntop(3) writes one: `::ffff:1.2.3.4` and `::1.2.3.4`. Returns the end. */
const putIpv6 = (bytes: Uint8Array, at: number): number => {
  const [zeros, length] = longestZeros(bytes, at)
  const mapped = zeros === 0 && length === 5 && bytes[at + 10] === 255 && bytes[at + 11] === 255
  const groups = mapped || (zeros === 0 && length === 6) ? 6 : 8
  let end = 0
  for (let group = 0; group < groups; group++) {
    if (group === zeros) {
      LETTERS[end++] = COLON
      LETTERS[end++] = COLON
      group += length - 1
      continue
    }
    if (end > 0 && group !== zeros + length) LETTERS[end++] = COLON
    end = putHex(end, ((bytes[at + 2 * group] as number) << 8) | (bytes[at + 2 * group + 1] as number))
  }
  if (groups === 8) return end
  if (mapped) LETTERS[end++] = COLON
  return putQuad(end, bytes, at + 12)
}

/** The last IPv6 addresses by a hash, and their texts. */
const SEEN_BYTES = new Uint8Array(256 * 16)
const SEEN_IPV6: string[] = new Array(256).fill('::')

export const formatIpv6 = (bytes: Uint8Array, at: number): string => {
  const slot = (31 * (bytes[at + 14] as number) + (bytes[at + 15] as number) + (bytes[at + 7] as number)) & 255
  const place = 16 * slot
  let same = 0
  while (same < 16 && SEEN_BYTES[place + same] === bytes[at + same]) same++
  if (same === 16) return SEEN_IPV6[slot] as string
  const text = textOf(putIpv6(bytes, at))
  for (let index = same; index < 16; index++) SEEN_BYTES[place + index] = bytes[at + index] as number
  SEEN_IPV6[slot] = text
  return text
}

/** An address followed by the length of its prefix. */
export const formatIpv6Prefix = (bytes: Uint8Array, at: number, length: number): string =>
  textOf(putLength(putIpv6(bytes, at), length))

/** The last Ethernet addresses, in halves, and their texts: broadcast addresses repeat. */
const SEEN_HIGH = new Int32Array(256)
const SEEN_LOW = new Int32Array(256)
const SEEN_LINKS: string[] = new Array(256).fill('00:00:00:00:00:00')

const formatEthernet = (bytes: Uint8Array, at: number): string => {
  const high = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)
  const low = ((bytes[at + 3] as number) << 16) | ((bytes[at + 4] as number) << 8) | (bytes[at + 5] as number)
  const slot = (3 * high + low) & 255
  if (SEEN_HIGH[slot] === high && SEEN_LOW[slot] === low) return SEEN_LINKS[slot] as string
  const text = ethernetText(bytes, at)
  SEEN_HIGH[slot] = high
  SEEN_LOW[slot] = low
  SEEN_LINKS[slot] = text
  return text
}

const ethernetText = (bytes: Uint8Array, at: number): string => {
  let end = 0
  for (let index = 0; index < 6; index++) {
    const byte = bytes[at + index] as number
    if (end > 0) LETTERS[end++] = COLON
    LETTERS[end++] = digit(byte >>> 4)
    LETTERS[end++] = digit(byte & 15)
  }
  return textOf(end)
}

/** `02:42:ac:11:00:02`; empty for no bytes. */
export const formatLinkAddress = (bytes: Uint8Array, start: number, end: number): string =>
  end - start === 6 ? formatEthernet(bytes, start) : formatOctets(bytes, start, end)

/** Where a link-layer address ends in a larger field: after `least` bytes, or after the last byte that is not zero. */
export const addressEnd = (least: number, bytes: Uint8Array, start: number, end: number): number => {
  let until = end
  while (until > start + least && bytes[until - 1] === 0) until--
  return until
}

/** A byte as two digits. */
const hex = (byte: number): string => (byte < 16 ? '0' : '') + byte.toString(16)

const formatOctets = (bytes: Uint8Array, start: number, end: number): string => {
  if (start === end) return ''
  let text = hex(bytes[start] as number)
  for (let at = start + 1; at < end; at++) text += `:${hex(bytes[at] as number)}`
  return text
}

/** Bytes as hexadecimal digits without separators. */
export const formatHex = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += hex(byte)
  return text
}

/** Labels of an MPLS stack: `100/200`. The entry with the bottom-of-stack bit must be the last. */
export const formatMpls = (bytes: Uint8Array, start: number, end: number): string | undefined => {
  const labels: number[] = []
  for (let at = start; at + 4 <= end; at += 4) {
    labels.push(((bytes[at] as number) << 12) | ((bytes[at + 1] as number) << 4) | ((bytes[at + 2] as number) >>> 4))
    const rest = ((bytes[at + 2] as number) & 15) | (bytes[at + 3] as number)
    const last = at + 4 === end
    if (rest !== (last ? 1 : 0)) return undefined
  }
  return labels.join('/')
}

/** Recent names: a dump repeats a few. Found by a hash of the bytes, then compared in full. */
const SEEN: (string | undefined)[] = new Array(1024)

/** Text. Bytes that are not UTF-8 become lone surrogates (`utf8.ts`). */
export const formatString = (bytes: Uint8Array, start: number, end: number): string => {
  let hash = end - start
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0
  const slot = hash & 1023
  const seen = SEEN[slot]
  if (seen !== undefined && equals(seen, bytes, start, end)) return seen
  const text = decodeUtf8(bytes.subarray(start, end))
  if (text.length === end - start && text.length <= 64) SEEN[slot] = text
  return text
}

const equals = (text: string, bytes: Uint8Array, start: number, end: number): boolean => {
  if (text.length !== end - start) return false
  for (let at = start, i = 0; at < end; at++, i++) if (text.charCodeAt(i) !== bytes[at]) return false
  return true
}
