/** AF_NETLINK over the addon: opening, options, membership, and the two ways to wait for the kernel. */
import { hostOrder } from './codec/decode.ts'
import type { Outgoing } from './engine.ts'
import { EINTR } from './errno.ts'
import { ClosedError, SocketError, UnsupportedError } from './errors.ts'
import type { Native, NativeSocket } from './native.ts'
import { loadNative } from './native.ts'
import type { Slab } from './records.ts'
import { readRecords, slabOf } from './records.ts'
import type { Transport, TransportEvents } from './transport.ts'

const AF_NETLINK = 16
const SOCK_RAW = 3
const SOL_SOCKET = 1
const SO_RCVBUF = 8
const SO_RCVBUFFORCE = 33
const SOL_NETLINK = 270
const NETLINK_ADD_MEMBERSHIP = 1
const NETLINK_DROP_MEMBERSHIP = 2
const NETLINK_LISTEN_ALL_NSID = 8
const NETLINK_CAP_ACK = 10
const NETLINK_EXT_ACK = 11
const NETLINK_GET_STRICT_CHK = 12
const ENOPROTOOPT = 92
const EPERM = 1

/** A dump's datagram has at most 32,436 bytes; this window never cuts one off. */
const WINDOW = 65536
const SLAB = 262144
const SLABS = 4
/** How long the thread looks out for more before it sleeps: a wake-up costs about 5 us at either end. */
const LINGER_US = 40
/** The kernel's default receive buffer (net.core.rmem_default), for which 64 ACKs in flight are safe. */
const DEFAULT_BUFFER = 212992
const SAFE_ACKS = 64

const little = hostOrder === 'le'

export interface KernelOptions {
  /** NETLINK_ROUTE (0) and so on. */
  readonly protocol: number
  /** `thread` (default): an I/O thread of the socket's own; `inline`: on the caller's thread, which then waits for the kernel. */
  readonly io?: 'thread' | 'inline' | undefined
  /** An AF_NETLINK socket to take over instead of opening one; closed with the transport. */
  readonly fd?: number | undefined
  /** Bytes asked for the receive buffer; above net.core.rmem_max only with CAP_NET_ADMIN. */
  readonly receiveBuffer?: number | undefined
  /** Receive notifications of all namespaces that have an id here. */
  readonly listenAllNsid?: boolean | undefined
  /** Microseconds the thread waits for more before it wakes the event loop; for monitors. */
  readonly coalesce?: number | undefined
}

const int = (value: number): Uint8Array => new Uint8Array(new Int32Array([value]).buffer)

const check = (syscall: string, result: number): number => {
  if (result < 0) throw new SocketError(syscall, -result)
  return result
}

const openSocket = ({ protocol, fd }: KernelOptions): NativeSocket => {
  const native: Native = loadNative()
  const socket = fd === undefined ? native.open(AF_NETLINK, SOCK_RAW, protocol) : native.adopt(fd)
  if (typeof socket === 'number') throw new SocketError(fd === undefined ? 'socket' : 'adopt', -socket)
  return socket
}

/** Options that older kernels lack are left out: answers are then less detailed, not wrong. */
const setWhereKnown = (socket: NativeSocket, option: number): void => {
  const result = socket.setsockopt(SOL_NETLINK, option, int(1))
  if (result < 0 && result !== -ENOPROTOOPT) throw new SocketError('setsockopt', -result)
}

const setReceiveBuffer = (socket: NativeSocket, size: number): void => {
  const forced = socket.setsockopt(SOL_SOCKET, SO_RCVBUFFORCE, int(size))
  if (forced === -EPERM) check('setsockopt', socket.setsockopt(SOL_SOCKET, SO_RCVBUF, int(size)))
  else check('setsockopt', forced)
}

const receiveBufferOf = (socket: NativeSocket): number => {
  const value = new Int32Array(1)
  check('getsockopt', socket.getsockopt(SOL_SOCKET, SO_RCVBUF, new Uint8Array(value.buffer)))
  return value[0] as number
}

/** Binds to a port of the kernel's choice and returns it. An adopted socket that has a port keeps it. */
const bindToPort = (socket: NativeSocket): number => {
  const address = new Uint8Array(12)
  const view = new DataView(address.buffer)
  const port = (): number => {
    check('getsockname', socket.getsockname(address))
    if (view.getUint16(0, little) !== AF_NETLINK)
      throw new UnsupportedError('netlink', 'the file descriptor is no AF_NETLINK socket')
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
  if (options.receiveBuffer !== undefined) setReceiveBuffer(socket, options.receiveBuffer)
  return port
}

/** What both ways of waiting share. */
abstract class KernelTransport implements Transport {
  readonly port: number
  readonly window: number
  protected readonly socket: NativeSocket
  protected events!: TransportEvents
  protected closed = false

  constructor(options: KernelOptions) {
    this.socket = openSocket(options)
    try {
      this.port = configure(this.socket, options)
      this.window = Math.max(1, Math.floor((SAFE_ACKS * receiveBufferOf(this.socket)) / DEFAULT_BUFFER))
    } catch (error) {
      this.socket.close()
      throw error
    }
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
    if (this.closed) return
    if (yes) this.socket.ref()
    else this.socket.unref()
  }

  close(): void {
    this.closed = true
    this.socket.close()
  }

  private open(): void {
    if (this.closed) throw new ClosedError('membership')
  }
}

/** Sends and receives on the caller's thread: the fastest answer, but the caller waits for the kernel's locks. */
export class InlineTransport extends KernelTransport {
  readonly immediate = true
  private readonly slab: Slab = slabOf(new ArrayBuffer(SLAB))
  private held = false
  private again: NodeJS.Immediate | undefined

  start(events: TransportEvents): void {
    this.events = events
    check(
      'poll',
      this.socket.poll(() => this.read()),
    )
  }

  send({ ticket, frames, answers }: Outgoing): void {
    const data = frames.length === 1 ? (frames[0] as Uint8Array) : frames
    const used = this.socket.exchange(data, this.slab.bytes, WINDOW, answers)
    if (used < 0) this.events.sendFailed(ticket, new SocketError('sendmsg', -used))
    else this.take(used)
  }

  hold(): void {
    if (this.held) return
    this.held = true
    this.socket.stopPolling()
    if (this.again !== undefined) clearImmediate(this.again)
    this.again = undefined
  }

  resume(): void {
    if (!this.held || this.closed) return
    this.held = false
    check(
      'poll',
      this.socket.poll(() => this.read()),
    )
    this.soon()
  }

  private read(): void {
    this.again = undefined
    if (this.closed || this.held) return
    const used = this.socket.receive(this.slab.bytes, WINDOW)
    if (used === -EINTR) return this.soon()
    if (used < 0) return this.events.broken(new SocketError('recvmsg', -used))
    this.take(used)
  }

  private take(used: number): void {
    if (used === 0) return
    readRecords(this.slab, used, little, this.events)
    this.events.drained()
    // A slab that is nearly full ended for want of room: there is more. Other work of the loop goes first.
    if (used > SLAB / 4 && !this.closed && !this.held) this.soon()
  }

  private soon(): void {
    this.again ??= setImmediate(() => this.read())
  }
}

/** Sends and receives on a thread of the socket's own: the event loop never waits for the kernel. */
export class ThreadTransport extends KernelTransport {
  readonly immediate = false
  private readonly slabs: readonly Slab[]
  private readonly coalesce: number
  private readonly backlog: { readonly index: number; readonly used: number }[] = []
  private held = false

  constructor(options: KernelOptions) {
    super(options)
    this.slabs = Array.from({ length: SLABS }, () => slabOf(new ArrayBuffer(SLAB)))
    this.coalesce = options.coalesce ?? 0
  }

  start(events: TransportEvents): void {
    this.events = events
    const buffers = this.slabs.map((slab) => slab.bytes.buffer as ArrayBuffer)
    const onSlab = (index: number, used: number): void => this.take(index, used)
    check('thread', this.socket.startThread(buffers, WINDOW, LINGER_US, onSlab, this.coalesce))
  }

  send({ ticket, frames }: Outgoing): void {
    const result = this.socket.post(ticket, frames)
    if (result < 0) this.events.sendFailed(ticket, new SocketError('sendmsg', -result))
  }

  hold(): void {
    this.held = true
  }

  resume(): void {
    if (!this.held) return
    this.held = false
    setImmediate(() => this.catchUp())
  }

  private take(index: number, used: number): void {
    if (this.held || this.backlog.length > 0) {
      this.backlog.push({ index, used })
      return
    }
    this.read(index, used)
  }

  private read(index: number, used: number): void {
    if (this.closed) return
    readRecords(this.slabs[index] as Slab, used, little, this.events)
    if (this.closed) return
    this.socket.release(index)
    this.events.drained()
  }

  /** One slab a turn, as if they came now. */
  private catchUp(): void {
    if (this.held) return
    const next = this.backlog.shift()
    if (next === undefined) return
    this.read(next.index, next.used)
    if (this.backlog.length > 0) setImmediate(() => this.catchUp())
  }
}

export const openKernel = (options: KernelOptions): Transport =>
  options.io === 'inline' ? new InlineTransport(options) : new ThreadTransport(options)
