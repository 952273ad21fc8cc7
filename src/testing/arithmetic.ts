/** Arithmetic of addresses and prefixes. Addresses are text, as the tables decode them. */
import { formatIpv4, formatIpv6 } from '../netlink/codec/text/format.ts'
import { parseAddress } from '../netlink/codec/text/parse.ts'
import { isWithin } from '../netlink/codec/text/prefix.ts'

/** The families whose addresses and routes are modelled. */
export type IpFamily = 'inet' | 'inet6'

export const BITS: { readonly [F in IpFamily]: number } = { inet: 32, inet6: 128 }

/** The address of which all bits are 0. */
export const ANY: { readonly [F in IpFamily]: string } = { inet: '0.0.0.0', inet6: '::' }

/** The bytes of an address that a table has decoded. */
const bytesOf = (address: string): Uint8Array => parseAddress(address) as Uint8Array

const format = (bytes: Uint8Array): string => (bytes.length === 4 ? formatIpv4(bytes, 0) : formatIpv6(bytes, 0))

/** An address with its bits after the prefix set to 0 or to 1. */
const filled = (address: string, length: number, bit: 0 | 1): string =>
  format(
    bytesOf(address).map((byte, at) => {
      const host = 0xff >> Math.min(8, Math.max(0, length - 8 * at))
      return bit === 0 ? byte & ~host : byte | host
    }),
  )

/** The first address of the prefix that contains the address. */
export const networkOf = (address: string, length: number): string => filled(address, length, 0)

/** The last address of the prefix: of IPv4, its broadcast address. */
export const lastOf = (address: string, length: number): string => filled(address, length, 1)

/** Whether the prefix of this length that contains `address` contains `other`, an address of the same family. */
export const contains = (address: string, length: number, other: string): boolean =>
  isWithin({ address, bytes: bytesOf(address), length }, other)

/** Compares addresses of one family as numbers. */
export const compareAddresses = (one: string, other: string): number => Buffer.compare(bytesOf(one), bytesOf(other))

/** Whether the first byte of an address has these bits. */
const startsWith = (address: string, bits: number, mask: number): boolean =>
  ((bytesOf(address)[0] as number) & mask) === bits

/** 224.0.0.0/4 or ff00::/8. */
export const isMulticast = (address: string): boolean =>
  address.includes(':') ? startsWith(address, 0xff, 0xff) : startsWith(address, 0xe0, 0xf0)

/** 0.0.0.0/8 */
export const isZeroNetwork = (address: string): boolean => startsWith(address, 0, 0xff)

/** fe80::/10 */
export const isLinkLocal = (address: string): boolean => contains('fe80::', 10, address)

/** The link-local address that follows from a hardware address (modified EUI-64, RFC 4291). */
export const linkLocalOf = (hardware: string): string => {
  const [first = 0, ...rest] = hardware.split(':').map((byte) => Number.parseInt(byte, 16))
  const bytes = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, first ^ 2, ...rest.slice(0, 2), 0xff, 0xfe, ...rest.slice(2)]
  return format(Uint8Array.from(bytes))
}
