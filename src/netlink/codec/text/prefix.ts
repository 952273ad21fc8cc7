/** Parses prefixes: `10.0.0.0/8`, `2001:db8::1`. */
import { EncodeError } from '../errors.ts'
import { parseAddress } from './parse.ts'

export interface Prefix {
  /** As given. */
  readonly address: string
  readonly bytes: Uint8Array
  /** In bits. */
  readonly length: number
}

/** Throws EncodeError with the given path. */
export const parsePrefix = (text: string, path: string): Prefix => {
  const slash = typeof text === 'string' ? text.indexOf('/') : -1
  const address = slash < 0 ? text : text.slice(0, slash)
  const bytes = typeof address === 'string' ? parseAddress(address) : undefined
  const bits = bytes === undefined ? 0 : bytes.length * 8
  const length = slash < 0 ? bits : lengthOf(text.slice(slash + 1))
  if (bytes === undefined || length === undefined || length > bits)
    throw new EncodeError(path, 'an address, with or without the length of its prefix, such as 10.0.0.0/8', text)
  return { address, bytes, length }
}

const lengthOf = (text: string): number | undefined => (/^\d{1,3}$/.test(text) ? Number(text) : undefined)

/** Whether the prefix contains an address. False for addresses of the other family. */
export const isWithin = ({ bytes, length }: Prefix, address: string): boolean => {
  const other = parseAddress(address)
  if (other?.length !== bytes.length) return false
  const whole = length >> 3
  for (let at = 0; at < whole; at++) if (other[at] !== bytes[at]) return false
  const rest = 8 - (length & 7)
  return rest === 8 || (other[whole] as number) >> rest === (bytes[whole] as number) >> rest
}
