/** Formats bytes as text: addresses, names. Every bulk read does this, so it uses tables and small caches. */
import { decodeUtf8 } from './utf8.ts'

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** `172.16.` and `1.254` by 16 bits, filled on first use: formatting an address is then one concatenation. */
const HEADS: string[] = new Array(65536)
const TAILS: string[] = new Array(65536)

const halfText = (table: string[], half: number, end: string): string => {
  const text = `${half >>> 8}.${half & 255}${end}`
  table[half] = text
  return text
}

/** The last addresses by their last byte, and their texts: gateways repeat. */
const SEEN_NUMBERS = new Int32Array(256)
const SEEN_TEXTS: string[] = new Array(256).fill('0.0.0.0')

export const formatIpv4 = (bytes: Uint8Array, at: number): string => {
  const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
  const low = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
  const number = (high << 16) | low
  const place = low & 255
  if (SEEN_NUMBERS[place] === number) return SEEN_TEXTS[place] as string
  const text = (HEADS[high] ?? halfText(HEADS, high, '.')) + (TAILS[low] ?? halfText(TAILS, low, ''))
  SEEN_NUMBERS[place] = number
  SEEN_TEXTS[place] = text
  return text
}

/** The last second halves of prefixes, such as `5.0/24`, by a hash: most networks of a table have the same length. */
const SEEN_ENDS = new Int32Array(4096).fill(-1)
const SEEN_TAILS: string[] = new Array(4096).fill('')

/** An address followed by the length of its prefix. */
export const formatIpv4Prefix = (bytes: Uint8Array, at: number, length: number): string => {
  const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
  const low = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
  const end = (length << 16) | low
  const slot = (low ^ (low >>> 4) ^ length) & 4095
  if (SEEN_ENDS[slot] !== end) {
    SEEN_ENDS[slot] = end
    SEEN_TAILS[slot] = `${TAILS[low] ?? halfText(TAILS, low, '')}/${length}`
  }
  return (HEADS[high] ?? halfText(HEADS, high, '.')) + SEEN_TAILS[slot]
}

/** RFC 5952, with a dotted quad where inet_ntop(3) writes one: `::ffff:1.2.3.4` and `::1.2.3.4`. */
export const formatIpv6 = (bytes: Uint8Array, at: number): string => {
  let bestStart = -1
  let bestLength = 1
  let start = -1
  for (let group = 0; group <= 8; group++) {
    const zero = group < 8 && bytes[at + 2 * group] === 0 && bytes[at + 2 * group + 1] === 0
    if (zero) {
      if (start < 0) start = group
    } else if (start >= 0) {
      if (group - start > bestLength) {
        bestStart = start
        bestLength = group - start
      }
      start = -1
    }
  }
  const mapped = bestStart === 0 && bestLength === 5 && bytes[at + 10] === 255 && bytes[at + 11] === 255
  if (mapped) return `::ffff:${formatIpv4(bytes, at + 12)}`
  if (bestStart === 0 && bestLength === 6) return `::${formatIpv4(bytes, at + 12)}`
  let text = ''
  for (let group = 0; group < 8; group++) {
    if (group === bestStart) {
      text += '::'
      group += bestLength - 1
      continue
    }
    if (text !== '' && group !== bestStart + bestLength) text += ':'
    text += (((bytes[at + 2 * group] as number) << 8) | (bytes[at + 2 * group + 1] as number)).toString(16)
  }
  return text
}

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

const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
const COLON = 0x3a

/** One string of 17 letters: joined pieces would take twice the memory and three times the time. */
const ethernetText = (bytes: Uint8Array, at: number): string => {
  const upper = (index: number): number => DIGITS[(bytes[at + index] as number) >>> 4] as number
  const lower = (index: number): number => DIGITS[(bytes[at + index] as number) & 15] as number
  // biome-ignore format: one byte a line
  return String.fromCharCode(
    upper(0), lower(0), COLON,
    upper(1), lower(1), COLON,
    upper(2), lower(2), COLON,
    upper(3), lower(3), COLON,
    upper(4), lower(4), COLON,
    upper(5), lower(5),
  )
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

const formatOctets = (bytes: Uint8Array, start: number, end: number): string => {
  if (start === end) return ''
  let text = HEX[bytes[start] as number] as string
  for (let at = start + 1; at < end; at++) text += `:${HEX[bytes[at] as number]}`
  return text
}

/** Bytes as hexadecimal digits without separators. */
export const formatHex = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += HEX[byte]
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
