/** The options of sockets, and their checks. */
import type { ByteOrder } from '../codec/order.ts'
import type { Family } from '../protocol/family.ts'
import type { OpenTransport, Transport } from '../transport/transport.ts'
import { checkOption, checkOptions, integerFrom } from './options.ts'
import type { Warning } from './requests.ts'

/** Options of a {@link NetlinkSocket}. Without any, it is a socket of NETLINK_ROUTE in the namespace of this thread. */
export interface SocketOptions {
  /** NETLINK_ROUTE (0) and so on. Default 0, or that of `family`. */
  readonly protocol?: number | undefined
  /** Names the messages and fields of errors: `defineFamily` makes one. Its protocol is the default of `protocol`. */
  readonly family?: Family | undefined
  /** Multicast groups to join from the start. */
  readonly groups?: readonly number[] | undefined
  /**
   * `thread` (default): an I/O thread sends and receives, and the event loop never waits for the kernel. `inline`: calls do so
   * themselves, with less latency, and wait for the kernel's locks.
   */
  readonly io?: 'thread' | 'inline' | undefined
  /** Descriptor of an open AF_NETLINK socket to take over, such as one of another namespace. `close` closes it. */
  readonly fd?: number | undefined
  /** Size of the receive buffer in bytes, as asked of the kernel. */
  readonly receiveBuffer?: number | undefined
  /** Also receives notifications of all other namespaces that have an id in this one (NETLINK_LISTEN_ALL_NSID). */
  readonly listenAllNsid?: boolean | undefined
  /** Microseconds to wait for more notifications before waking the event loop. */
  readonly coalesce?: number | undefined
  /**
   * Called with the kernel's warnings about requests that it has carried out. Changes then request an ACK, which makes them
   * a third slower.
   */
  readonly onWarning?: ((warning: Warning) => void) | undefined
  /** Replaces the kernel: a fake for tests, or a relay. A function is called with the other options. */
  readonly transport?: Transport | OpenTransport | undefined
  /** Byte order of the machine at the other end; default this machine's. */
  readonly order?: ByteOrder | undefined
}

const KEYS: readonly (keyof SocketOptions)[] = [
  'protocol',
  'family',
  'groups',
  'io',
  'fd',
  'receiveBuffer',
  'listenAllNsid',
  'coalesce',
  'transport',
  'order',
  'onWarning',
]

/** The number of netlink protocols (MAX_LINKS). */
const MAX_LINKS = 32
const MAX_INT = 0x7fffffff

const isGroup = integerFrom(1, MAX_INT)
const isBoolean = (value: unknown): boolean => typeof value === 'boolean'

/** Throws OptionError for an unknown option or an invalid value. */
export const checkSocketOptions = (options: SocketOptions): void => {
  const where = 'NetlinkSocket'
  checkOptions(where, options, KEYS)
  checkOption(where, options, 'coalesce', integerFrom(0, MAX_INT), 'microseconds, an integer')
  checkOpening(where, options)
}

/** Checks the options of opening a socket. Throws OptionError. */
export const checkOpening = (
  where: string,
  options: Pick<
    SocketOptions,
    'protocol' | 'groups' | 'listenAllNsid' | 'io' | 'fd' | 'receiveBuffer' | 'order' | 'onWarning'
  >,
): void => {
  checkOption(where, options, 'protocol', integerFrom(0, MAX_LINKS - 1), `an integer from 0 to ${MAX_LINKS - 1}`)
  checkOption(where, options, 'groups', (groups) => Array.isArray(groups) && groups.every(isGroup), 'numbers of groups')
  checkOption(where, options, 'listenAllNsid', isBoolean, 'true or false')
  checkKernelOptions(where, options)
}

/** The options that clients have as well. */
export const checkKernelOptions = (
  where: string,
  options: Pick<SocketOptions, 'io' | 'fd' | 'receiveBuffer' | 'order' | 'onWarning'>,
): void => {
  checkOption(where, options, 'onWarning', (call) => typeof call === 'function', 'a function')
  checkOption(where, options, 'io', (io) => io === 'thread' || io === 'inline', '"thread" or "inline"')
  checkOption(where, options, 'fd', integerFrom(0, MAX_INT), 'a file descriptor')
  checkOption(where, options, 'receiveBuffer', integerFrom(1, MAX_INT), 'bytes, an integer above 0')
  checkOption(where, options, 'order', (order) => order === 'le' || order === 'be', '"le" or "be"')
}
