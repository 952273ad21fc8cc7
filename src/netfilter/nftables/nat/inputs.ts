/** The inputs of NAT: checked before any request, and normalized, since their text identifies the rules. */
import { EncodeError } from '../../../netlink/codec/errors.ts'
import { formatIpv4, formatIpv6 } from '../../../netlink/codec/text/format.ts'
import { parseAddress } from '../../../netlink/codec/text/parse.ts'
import { parsePrefix } from '../../../netlink/codec/text/prefix.ts'
import { encodeUtf8 } from '../../../netlink/codec/text/utf8.ts'
import { checkOptions, checkRequestOptions } from '../../../netlink/socket/options.ts'
import type { RequestOptions } from '../../../netlink/socket/requests.ts'

/** Which packets get the address of the link that they leave through. */
export interface Masquerade {
  /** Source prefix of the packets: `172.16.0.0/16`. */
  readonly source: string
  /** Only packets that leave through this link. */
  readonly out?: string | undefined
  /** Only packets that do not leave through this link. */
  readonly notOut?: string | undefined
}

/** A port of this machine that is forwarded to another address. */
export interface PublishedPort {
  /** The transport protocol of the port. */
  readonly protocol: 'tcp' | 'udp' | 'sctp'
  /** 1 to 65535. */
  readonly port: number
  /** `10.9.0.2:80`, `[2001:db8::2]:80`; without a port, the published port is kept. */
  readonly to: string
}

const printed = (bytes: Uint8Array): string => (bytes.length === 4 ? formatIpv4(bytes, 0) : formatIpv6(bytes, 0))

/** A prefix without host bits; a whole address without its length. */
const sourceOf = (given: unknown): string => {
  const { bytes, length } = parsePrefix(given as string, 'source')
  const masked = bytes.map((byte, at) => byte & (0xff << Math.max(0, 8 - Math.max(0, length - at * 8))))
  return length === bytes.length * 8 ? printed(bytes) : `${printed(masked)}/${length}`
}

/** IFNAMSIZ, without the NUL. */
const MAX_NAME = 15

const checkLink = (name: unknown, path: string): void => {
  if (name === undefined) return
  const length = typeof name === 'string' && !/[/\s\0]/.test(name) ? (encodeUtf8(name)?.length ?? 0) : 0
  if (length === 0 || length > MAX_NAME)
    throw new EncodeError(path, `the name of a link (1 to ${MAX_NAME} bytes, no slash, no space)`, name)
}

/**
 * Checks the input and its options.
 *
 * @throws {EncodeError | OptionError}
 */
export const readMasquerade = (where: string, how: Masquerade, options?: RequestOptions): Masquerade => {
  checkRequestOptions(where, options)
  checkOptions(where, how ?? null, ['source', 'out', 'notOut'])
  const { out, notOut } = how
  checkLink(out, 'out')
  checkLink(notOut, 'notOut')
  if (out !== undefined && notOut !== undefined)
    throw new EncodeError('notOut', 'only one of `out` and `notOut`', notOut)
  return { source: sourceOf(how.source), out, notOut }
}

const PROTOCOLS = ['tcp', 'udp', 'sctp']
const TARGET = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/
const TARGET_WORDS = 'an address, with or without a port, such as 10.9.0.2:80 or [2001:db8::2]:80'

const isPort = (port: unknown): boolean => Number.isInteger(port) && (port as number) > 0 && (port as number) < 0x10000

const targetOf = (given: unknown): string => {
  const [, six, four, port] = (typeof given === 'string' ? TARGET.exec(given) : undefined) ?? []
  if (port !== undefined && !isPort(Number(port))) throw new EncodeError('to', 'a port from 1 to 65535', given)
  // an IPv6 address without a port needs no brackets
  const address = six ?? four ?? String(given)
  const bytes = parseAddress(address)
  if (bytes === undefined) throw new EncodeError('to', TARGET_WORDS, given)
  if (bytes.every((byte) => byte === 0)) throw new EncodeError('to', 'the address of a host', given)
  const host = printed(bytes)
  if (port === undefined) return host
  return `${bytes.length === 4 ? host : `[${host}]`}:${Number(port)}`
}

/**
 * Checks the input and its options.
 *
 * @throws {EncodeError | OptionError}
 */
export const readPublished = (where: string, how: PublishedPort, options?: RequestOptions): PublishedPort => {
  checkRequestOptions(where, options)
  checkOptions(where, how ?? null, ['protocol', 'port', 'to'])
  const { protocol, port, to } = how
  if (!PROTOCOLS.includes(protocol)) throw new EncodeError('protocol', `one of ${PROTOCOLS.join(', ')}`, protocol)
  if (!isPort(port)) throw new EncodeError('port', 'a port from 1 to 65535', port)
  return { protocol, port, to: targetOf(to) }
}
