/** Prefixes as people write them: `10.0.0.0/8`, `2001:db8::1`. */
import { EncodeError } from '../netlink/codec/errors.ts'
import { parseAddress } from '../netlink/codec/parse.ts'

export interface Prefix {
  readonly family: 'inet' | 'inet6'
  /** As it was written. */
  readonly address: string
  readonly bytes: Uint8Array
  /** In bits. */
  readonly length: number
}

/** Throws EncodeError, with `path` as the field at fault. */
export const parsePrefix = (text: string, path: string): Prefix => {
  const [address = '', length, ...more] = typeof text === 'string' ? text.split('/') : []
  const bytes = parseAddress(address)
  const bits = bytes === undefined ? 0 : bytes.length * 8
  const wrong = more.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length)) || Number(length ?? bits) > bits
  if (bytes === undefined || wrong)
    throw new EncodeError(path, 'an address, with or without the length of its prefix, such as 10.0.0.0/8', text)
  const family = bits === 32 ? 'inet' : 'inet6'
  return { family, address, bytes, length: length === undefined ? bits : Number(length) }
}
