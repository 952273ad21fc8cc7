/** Whether addresses are in a prefix. */
import { parseAddress } from '../../netlink/codec/text/parse.ts'

/** The first bits of an address as a number. */
const bitsOf = (bytes: Uint8Array, length: number): bigint => {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return value >> BigInt(8 * bytes.length - length)
}

/**
 * A function that returns whether an address, with or without a length, is in the prefix. Undefined if `text` is no prefix:
 * the name of a set, a range.
 */
export const parsePrefix = (text: string): ((address: string) => boolean) | undefined => {
  const [first = '', length] = text.split('/')
  const bytes = parseAddress(first)
  if (bytes === undefined) return undefined
  const bits = length === undefined ? 8 * bytes.length : Number(length)
  return (address) => {
    const other = parseAddress(address.replace(/[/ ].*/, ''))
    return other?.length === bytes.length && bitsOf(other, bits) === bitsOf(bytes, bits)
  }
}
