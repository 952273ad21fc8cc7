/** Prefixes with their address family, in iproute2's words. */
import type { Prefix as AnyPrefix } from '../netlink/codec/text/prefix.ts'
import { parsePrefix as parse } from '../netlink/codec/text/prefix.ts'

export interface Prefix extends AnyPrefix {
  readonly family: 'inet' | 'inet6'
}

/** Parses an address or a prefix. Throws EncodeError, with `path` as the field at fault. */
export const parsePrefix = (text: string, path: string): Prefix => {
  const { address, bytes, length } = parse(text, path)
  return { family: bytes.length === 4 ? 'inet' : 'inet6', address, bytes, length }
}

const DOT = 0x2e
const COLON = 0x3a
/** The first separator of an address comes after at most four characters. */
const GROUP = 5

/** The family of an address or a prefix, by its first separator. Invalid text is left to the encoder. */
export const familyOfText = (text: string, path: string): Prefix['family'] => {
  if (typeof text !== 'string') return parsePrefix(text, path).family
  for (let at = 0; at < GROUP; at++) {
    const code = text.charCodeAt(at)
    if (code === COLON) return 'inet6'
    if (code === DOT) return 'inet'
  }
  return parsePrefix(text, path).family
}
