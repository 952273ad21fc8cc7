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
