/** The common part of both kernel transports: opens an AF_NETLINK socket, sets its options, joins multicast groups. */
import { hostOrder } from '../codec/order.ts'
import { ClosedError, SocketError, UnsupportedError } from '../protocol/errors.ts'
import type { Outgoing } from '../protocol/outgoing.ts'
import { NETLINK_ROUTE } from '../protocol/protocols.ts'
import { letGo, watchOver } from './forgotten.ts'
import type { KernelOptions } from './kernel-options.ts'
import type { Native, NativeSocket } from './native.ts'
import { loadNative } from './native.ts'
import { borrow, giveBack } from './slabs.ts'
import type { Transport, TransportEvents } from './transport.ts'

const AF_NETLINK = 16
/** sizeof(struct sockaddr_nl). With all bytes 0 the family is AF_UNSPEC, and connect(2) ends a connection. */
const SOCKADDR_NL = 12
const SOCK_RAW = 3
const SOL_SOCKET = 1
const SO_RCVBUF = 8
const SO_SNDBUF = 7
const SO_SNDBUFFORCE = 32
const SO_RCVBUFFORCE = 33
const SO_DETACH_FILTER = 27
const SO_PROTOCOL = 38
const SOL_NETLINK = 270
const NETLINK_ADD_MEMBERSHIP = 1
const NETLINK_DROP_MEMBERSHIP = 2
const NETLINK_NO_ENOBUFS = 5
const NETLINK_LISTEN_ALL_NSID = 8
const NETLINK_CAP_ACK = 10
const NETLINK_EXT_ACK = 11
const NETLINK_GET_STRICT_CHK = 12
const ENOENT = 2
const ENOPROTOOPT = 92
const EPERM = 1

/** Bytes received per datagram. A datagram of a dump has at most 32,436 bytes, so none is truncated. */
export const WINDOW = 65536
/** The kernel's default receive buffer (net.core.rmem_default), for which 64 ACKs in flight are safe. */
const DEFAULT_BUFFER = 212992
const SAFE_ACKS = 64
/** Bytes of the send buffer that the kernel needs besides the data. */
const SEND_OVERHEAD = 4096
/** Send buffer of any system. The batches of the engine fit; a single message may be larger. */
const LEAST_BUFFER = 65536 + SEND_OVERHEAD
/**
 * Space for the ACKs of several sends: the kernel processes the next one while this process reads the ACKs of the last.
 */
const RECEIVE_BUFFER = 1 << 20

const LEFT_OPEN =
  'A netlink socket was garbage-collected: call `close` of its client, or declare the client with `await using`'

export const little = hostOrder === 'le'

const int = (value: number): Uint8Array => new Uint8Array(new Int32Array([value]).buffer)

/** Throws for a negative errno. */
export const check = (syscall: string, result: number): number => {
  if (result < 0) throw new SocketError(syscall, -result)
  return result
}

/** A socket of the addon, new or adopted. @throws {SocketError} */
export const openSocket = ({ protocol = NETLINK_ROUTE, fd }: KernelOptions): NativeSocket => {
  const native: Native = loadNative()
  const socket = fd === undefined ? native.open(AF_NETLINK, SOCK_RAW, protocol) : native.adopt(fd)
  if (typeof socket === 'number') throw new SocketError(fd === undefined ? 'socket' : 'adopt', -socket)
  return socket
}

/** Sets an option unless the kernel lacks it. Without these options its replies are less detailed, not wrong. */
const setWhereKnown = (socket: NativeSocket, option: number, value = 1): void => {
  const result = socket.setsockopt(SOL_NETLINK, option, int(value))
  if (result !== -ENOPROTOOPT) check('setsockopt', result)
}

const setBuffer = (socket: NativeSocket, force: number, ask: number, size: number): void => {
  const forced = socket.setsockopt(SOL_SOCKET, force, int(size))
  if (forced === -EPERM) check('setsockopt', socket.setsockopt(SOL_SOCKET, ask, int(size)))
  else check('setsockopt', forced)
}

const numberOf = (socket: NativeSocket, option: number): number => {
  const value = new Int32Array(1)
  check('getsockopt', socket.getsockopt(SOL_SOCKET, option, new Uint8Array(value.buffer)))
  return value[0] as number
}

/** Binds to a port that the kernel chooses, and returns it. An adopted socket that has a port keeps it. */
const bindToPort = (socket: NativeSocket): number => {
  const address = new Uint8Array(SOCKADDR_NL)
  const view = new DataView(address.buffer)
  const port = (): number => {
    check('getsockname', socket.getsockname(address))
    if (view.getUint16(0, little) !== AF_NETLINK)
      throw new UnsupportedError('netlink', 'the file descriptor is not an AF_NETLINK socket')
    return view.getUint32(4, little)
  }
  const before = port()
  if (before !== 0) return before
  address.fill(0)
  view.setUint16(0, AF_NETLINK, little)
  check('bind', socket.bind(address))
  return port()
}

const configure = (socket: NativeSocket, options: KernelOptions): number => {
  const port = bindToPort(socket)
  for (const option of [NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK]) setWhereKnown(socket, option)
  if (options.listenAllNsid === true)
    check('setsockopt', socket.setsockopt(SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, int(1)))
  setBuffer(socket, SO_RCVBUFFORCE, SO_RCVBUF, options.receiveBuffer ?? RECEIVE_BUFFER)
  return port
}

/** The netlink protocol of the socket. @throws {UnsupportedError} if the options require another one. */
const protocolOf = (socket: NativeSocket, { fd, protocol }: KernelOptions): number => {
  if (fd === undefined) return protocol ?? NETLINK_ROUTE
  const actual = numberOf(socket, SO_PROTOCOL)
  if (protocol === undefined || protocol === actual) return actual
  throw new UnsupportedError('netlink', `the file descriptor is a socket of protocol ${actual}, not ${protocol}`)
}

/**
 * Resets what the former owner of an adopted socket may have set: a peer other than the kernel, a filter that drops
 * replies, NETLINK_NO_ENOBUFS, notifications of other namespaces. Drops the queued datagrams, which are replies to
 * requests of other code.
 */
const takeOver = (socket: NativeSocket, { listenAllNsid = false }: KernelOptions): void => {
  check('connect', socket.connect(new Uint8Array(SOCKADDR_NL)))
  const detached = socket.setsockopt(SOL_SOCKET, SO_DETACH_FILTER, int(0))
  if (detached !== -ENOENT) check('setsockopt', detached)
  check('setsockopt', socket.setsockopt(SOL_NETLINK, NETLINK_NO_ENOBUFS, int(0)))
  if (!listenAllNsid) setWhereKnown(socket, NETLINK_LISTEN_ALL_NSID, 0)
  const slab = borrow()
  try {
    // what follows a full buffer was received later
    let left = numberOf(socket, SO_RCVBUF)
    for (let used = 1; used > 0 && left > 0; left -= used) used = check('recvmsg', socket.receive(slab.bytes, WINDOW))
  } finally {
    giveBack(slab)
  }
}

/** A kernel socket. The subclasses differ in how they wait for it. */
export abstract class KernelTransport implements Transport {
  readonly port: number
  readonly window: number
  /**
   * netlink_sendmsg returns after the kernel has processed the messages and queued its replies, unless a signal
   * interrupts it. The I/O thread blocks all signals.
   */
  readonly conclusive = true
  readonly protocol: number
  readonly adopted: boolean
  protected readonly socket: NativeSocket
  protected events!: TransportEvents
  protected closed = false
  private sendBuffer = LEAST_BUFFER

  /** `opened`: a socket of `protocol` that no other code has used. Absent: a new one, or that of `fd`. */
  constructor(options: KernelOptions, opened?: NativeSocket) {
    this.socket = opened ?? openSocket(options)
    this.adopted = options.fd !== undefined
    try {
      this.port = configure(this.socket, options)
      this.protocol = protocolOf(this.socket, options)
      if (this.adopted) takeOver(this.socket, options)
      this.window = Math.max(1, Math.floor((SAFE_ACKS * numberOf(this.socket, SO_RCVBUF)) / DEFAULT_BUFFER))
    } catch (error) {
      this.socket.close()
      throw error
    }
    watchOver(this, LEFT_OPEN)
  }

  abstract readonly immediate: boolean
  abstract start(events: TransportEvents): void
  abstract send(outgoing: Outgoing): void
  abstract hold(): void
  abstract resume(): void

  join(group: number): void {
    this.open()
    check('setsockopt', this.socket.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, int(group)))
  }

  leave(group: number): void {
    this.open()
    check('setsockopt', this.socket.setsockopt(SOL_NETLINK, NETLINK_DROP_MEMBERSHIP, int(group)))
  }

  keepAlive(yes: boolean): void {
    if (yes) this.socket.ref()
    else this.socket.unref()
  }

  close(): void {
    this.closed = true
    letGo(this)
    this.socket.close()
  }

  /** Grows the send buffer if a datagram of this length does not fit: the kernel would refuse it (EMSGSIZE). */
  protected ensureSendBuffer(length: number): void {
    const needed = length + SEND_OVERHEAD
    if (needed <= this.sendBuffer) return
    setBuffer(this.socket, SO_SNDBUFFORCE, SO_SNDBUF, needed)
    this.sendBuffer = numberOf(this.socket, SO_SNDBUF)
  }

  private open(): void {
    if (this.closed) throw new ClosedError('membership')
  }
}
