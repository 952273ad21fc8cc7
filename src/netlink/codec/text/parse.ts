/** Parses text into the kernel's bytes: addresses, names, label stacks. */
import ipaddr from 'ipaddr.js'
import { EncodeError } from '../errors.ts'
import type { Text } from '../node.ts'
import { encodeUtf8 } from './utf8.ts'

const EXPECTED: { readonly [format in Text['format']]: string } = {
  string: 'text',
  address: 'an IPv4 or IPv6 address',
  ipv4: 'an IPv4 address such as 192.0.2.1',
  ipv6: 'an IPv6 address such as 2001:db8::1',
  lladdr: 'a link-layer address such as 02:42:ac:11:00:02',
  mpls: 'MPLS labels such as 100/200',
}

const DOT = 0x2e - 0x30

/**
 * The IPv4 address before `end` as a number; -1 if it is none. Four decimal parts, none above 255 or with a leading zero.
 * Written by hand for speed: every route that is added has several.
 */
export const parseQuad = (text: string, end = text.length): number => {
  let dots = 0
  let value = -1
  let number = 0
  for (let at = 0; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit === DOT) {
      if (value < 0) return -1
      number = number * 256 + value
      dots++
      value = -1
    } else {
      if (digit < 0 || digit > 9 || value === 0) return -1
      value = value < 0 ? digit : value * 10 + digit
      if (value > 255) return -1
    }
  }
  return dots !== 3 || value < 0 ? -1 : number * 256 + value
}

const parseIpv4 = (text: string): Uint8Array | undefined => {
  const number = parseQuad(text)
  return number < 0 ? undefined : Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number)
}

const COLON = 0x3a
const GROUPS = 8

const digitOf = (code: number): number => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** Parses groups of up to four hexadecimal digits with at most one `::`; undefined for any other notation. */
const parseGroups = (text: string): Uint8Array | undefined => {
  const bytes = new Uint8Array(2 * GROUPS)
  let group = 0
  /** Number of groups before `::`; -1 if there is none. */
  let gap = -1
  for (let at = 0; at < text.length; ) {
    if (text.charCodeAt(at) === COLON) {
      const doubled = text.charCodeAt(at + 1) === COLON
      // One colon is only valid between groups, two anywhere, but once.
      if (doubled ? gap >= 0 : at === 0 || at + 1 === text.length) return undefined
      if (doubled) gap = group
      at += doubled ? 2 : 1
      if (text.charCodeAt(at) === COLON) return undefined
    }
    if (at === text.length) break
    let value = 0
    const start = at
    for (; at < text.length; at++) {
      const digit = digitOf(text.charCodeAt(at))
      if (digit < 0) break
      value = value * 16 + digit
    }
    if (at === start || at - start > 4 || group === GROUPS) return undefined
    if (at < text.length && text.charCodeAt(at) !== COLON) return undefined
    bytes[2 * group] = value >>> 8
    bytes[2 * group + 1] = value
    group++
  }
  if (gap < 0) return group === GROUPS ? bytes : undefined
  if (group === GROUPS) return undefined
  bytes.copyWithin(2 * (GROUPS - group + gap), 2 * gap, 2 * group)
  bytes.fill(0, 2 * gap, 2 * (GROUPS - group + gap))
  return bytes
}

/** The bytes of an IPv4 (four decimal parts) or IPv6 address; undefined for anything else. */
export const parseAddress = (text: string): Uint8Array | undefined => {
  if (!text.includes(':')) return parseIpv4(text)
  const plain = parseGroups(text)
  if (plain !== undefined) return plain
  const groups = withoutQuad(text)
  if (groups === undefined || text.includes('%') || !ipaddr.IPv6.isValid(groups)) return undefined
  return Uint8Array.from(ipaddr.IPv6.parse(groups).toByteArray())
}

/**
 * Rewrites an IPv6 address that ends in an IPv4 address as groups: ipaddr.js accepts octal and hexadecimal parts there and
 * reads `::192.0.2.1` as `::ffff:192.0.2.1`. Undefined if the end is no IPv4 address.
 */
const withoutQuad = (text: string): string | undefined => {
  if (!text.includes('.')) return text
  const quad = text.lastIndexOf(':') + 1
  const number = parseQuad(text.slice(quad))
  return number < 0
    ? undefined
    : `${text.slice(0, quad)}${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`
}

export const parseLinkAddress = (text: string): Uint8Array | undefined => {
  if (text === '') return new Uint8Array(0)
  if (!/^[0-9a-f]{2}([:-][0-9a-f]{2})*$/i.test(text)) return undefined
  return Uint8Array.from(text.split(/[:-]/), (byte) => Number.parseInt(byte, 16))
}

const parseMpls = (text: string): Uint8Array | undefined => {
  const labels = text.split('/')
  const bytes = new Uint8Array(labels.length * 4)
  for (const [index, label] of labels.entries()) {
    if (!/^\d{1,7}$/.test(label) || Number(label) >= 1 << 20) return undefined
    const last = index === labels.length - 1
    new DataView(bytes.buffer).setUint32(index * 4, Number(label) * 4096 + (last ? 256 : 0))
  }
  return bytes
}

/** Up to this length a loop over the characters costs less than a TextEncoder. */
const SHORT = 64

/** Short ASCII text, which most names are. */
const parseAscii = (text: string): Uint8Array | undefined => {
  if (text.length > SHORT) return undefined
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0 || code > 127) return undefined
    bytes[at] = code
  }
  return bytes
}

const parseString = (text: string): Uint8Array | undefined =>
  parseAscii(text) ?? (text.includes('\0') ? undefined : encodeUtf8(text))

const parse = (format: Text['format'], text: string): Uint8Array | undefined => {
  switch (format) {
    case 'string':
      return parseString(text)
    case 'lladdr':
      return parseLinkAddress(text)
    case 'mpls':
      return parseMpls(text)
    default:
      return parseAddress(text)
  }
}

/** The bytes of an address of fixed size; undefined if the text is none. */
export const readText = ({ format, size }: Text, text: string): Uint8Array | undefined => {
  const bytes = parse(format, text)
  return bytes?.length === size ? bytes : undefined
}

/** Throws EncodeError if the text does not have the node's format. Text in a field of fixed size keeps a byte for the NUL. */
export const parseText = (node: Text, value: unknown, path: string): Uint8Array => {
  const bytes = typeof value === 'string' ? parse(node.format, value) : undefined
  if (bytes === undefined) throw new EncodeError(path, EXPECTED[node.format], value)
  if (node.size === undefined) return bytes
  if (node.format === 'string') {
    if (bytes.length >= node.size) throw new EncodeError(path, `text of at most ${node.size - 1} bytes`, value)
  } else if (node.least === undefined ? bytes.length !== node.size : bytes.length > node.size) {
    throw new EncodeError(path, EXPECTED[node.format], value)
  }
  return bytes
}
