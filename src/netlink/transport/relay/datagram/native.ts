/** Unix datagram sockets of the addon. */
import { hostOrder } from '../../../codec/order.ts'
import { SocketError } from '../../../protocol/errors.ts'
import type { NativeSocket } from '../../native.ts'
import { loadNative } from '../../native.ts'
import { RECORD_HEADER } from '../../records.ts'
import type { ClientPort, PortEvents } from './port.ts'
import { wakefulness } from './wakefulness.ts'

const little = hostOrder === 'le'
const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOL_SOCKET = 1
const SCM_CREDENTIALS = 2
/** <asm/socket.h>, where architectures differ. */
/* c8 ignore next -- one branch is for this machine */
const SO_PASSCRED = process.arch === 'ppc64' ? 20 : process.arch.startsWith('mips') ? 17 : 16
/* c8 ignore start -- one branch is for this machine */
const SO_DOMAIN = process.arch.startsWith('mips') ? 0x1029 : 39
const SO_TYPE = process.arch.startsWith('mips') ? 0x1008 : 3
/* c8 ignore stop */
const EAGAIN = 11
const ENOBUFS = 105
/** Errors of `connect` that tell what is at a path. */
export const EPROTOTYPE = 91
export const ECONNREFUSED = 111

/** Bytes of a datagram that are received: more than either end sends. */
const WINDOW = 65_536
const SLAB = 16 * (WINDOW + 1024)
/** Bytes of datagrams that may be on the way; the kernel's default has space for three. */
const SEND_BUFFER = 1 << 20
/** Milliseconds between attempts to send to a socket whose queue is full: at first, and at most. */
const SOON = 1
const LATE = 32

/** The process that has sent a datagram, as the kernel states it. */
export interface Credentials {
  readonly pid: number
  readonly uid: number
}

/** `sender`: undefined if the socket does not ask for credentials. */
export type Receive = (bytes: Uint8Array, sender: Credentials | undefined) => void

const check = (syscall: string, result: number): number => {
  if (result < 0) throw new SocketError(syscall, -result)
  return result
}

/** struct sockaddr_un of a path. */
const addressOf = (path: string): Uint8Array => {
  const text = new TextEncoder().encode(`${path}\0`)
  const bytes = new Uint8Array(2 + text.length)
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, little)
  bytes.set(text, 2)
  return bytes
}

/** Empty for an abstract name, which starts with a NUL. */
const pathOf = (address: Uint8Array): string => Buffer.from(address.subarray(2)).toString().replace(/\0.*$/s, '')

/** All sockets receive into the same memory; datagrams are copied before they are reported. */
let slab: Uint8Array | undefined

/** The credentials in the control messages of a record. The kernel puts them before descriptors. */
const credentialsOf = (view: DataView, start: number, length: number): Credentials | undefined => {
  // struct cmsghdr and struct ucred
  const known =
    length >= 28 &&
    view.getInt32(start + 8, little) === SOL_SOCKET &&
    view.getInt32(start + 12, little) === SCM_CREDENTIALS
  return known ? { pid: view.getInt32(start + 16, little), uid: view.getUint32(start + 20, little) } : undefined
}

/** A socket that receives datagrams with the credentials of their senders. */
export class NativeDatagrams {
  readonly socket: NativeSocket
  private polling = false

  /** Without `fd`: a new socket. An open one is closed by `close`. @throws {SocketError} */
  constructor(fd?: number) {
    const native = loadNative()
    const socket = fd === undefined ? native.open(AF_UNIX, SOCK_DGRAM, 0) : native.adopt(fd)
    if (typeof socket === 'number') throw new SocketError('socket', -socket)
    this.socket = socket
  }

  /** Asks the kernel for the credentials of senders. @throws {SocketError} */
  requestCredentials(): void {
    check('setsockopt', this.socket.setsockopt(SOL_SOCKET, SO_PASSCRED, ONE))
  }

  /** @throws {SocketError} */
  bind(path: string): void {
    check('bind', this.socket.bind(addressOf(path)))
  }

  /** @throws {SocketError} */
  connect(path: string): void {
    check('connect', this.socket.connect(addressOf(path)))
    const { SO_SNDBUF = 0 } = loadNative().constants
    check('setsockopt', this.socket.setsockopt(SOL_SOCKET, SO_SNDBUF, int(SEND_BUFFER)))
  }

  /** The path that the socket is bound to. Empty for another address. @throws {SocketError} */
  path(): string {
    const address = new Uint8Array(128)
    return pathOf(address.subarray(0, check('getsockname', this.socket.getsockname(address))))
  }

  /** Whether an open descriptor is such a socket. @throws {SocketError} */
  isUnixDatagram(): boolean {
    const [domain, type] = [SO_DOMAIN, SO_TYPE].map((name) => {
      const value = new Int32Array(1)
      check('getsockopt', this.socket.getsockopt(SOL_SOCKET, name, new Uint8Array(value.buffer)))
      return value[0]
    })
    return domain === AF_UNIX && type === SOCK_DGRAM
  }

  /** False if there is no space. @throws {SocketError} */
  send(buffers: readonly Uint8Array[]): boolean {
    const result = this.socket.send(buffers)
    if (result === -EAGAIN || result === -ENOBUFS) return false
    check('sendmsg', result)
    return true
  }

  /** Calls `receive` with every datagram from now on. `failed`: receiving failed. @throws {SocketError} */
  poll(receive: Receive, failed: (error: Error) => void): void {
    if (this.polling) return
    this.polling = true
    check(
      'poll',
      this.socket.poll(() => this.drain(receive, failed)),
    )
  }

  stopPolling(): void {
    this.polling = false
    this.socket.stopPolling()
  }

  close(): void {
    this.socket.close()
  }

  private drain(receive: Receive, failed: (error: Error) => void): void {
    slab ??= new Uint8Array(SLAB)
    const used = this.socket.receive(slab, WINDOW)
    const view = new DataView(slab.buffer)
    const received: (() => void)[] = []
    for (let at = 0; at < used; at += view.getUint32(at, little)) {
      const flags = view.getUint32(at + 8, little)
      if (flags >>> 31 === 1) {
        received.push(() => failed(new SocketError('recvmsg', flags & 0xffff)))
        continue
      }
      const control = view.getUint16(at + 14, little)
      const sender = credentialsOf(view, at + RECORD_HEADER, control)
      const start = at + RECORD_HEADER + ((control + 7) & ~7)
      const bytes = slab.slice(start, start + Math.min(view.getUint32(at + 4, little), WINDOW))
      received.push(() => receive(bytes, sender))
    }
    // each of them may receive on another socket, or close this one
    for (const report of received) report()
  }
}

const int = (value: number): Uint8Array => new Uint8Array(new Int32Array([value]).buffer)
const ONE = int(1)

/** A connected socket. With `owner`, a datagram of any other process ends the connection. */
export class NativePort implements ClientPort {
  private readonly datagrams: NativeDatagrams
  private readonly owner: Credentials | undefined
  private events: PortEvents | undefined
  private timer: NodeJS.Timeout | undefined
  private delay = SOON
  private closed = false

  constructor(datagrams: NativeDatagrams, owner?: Credentials) {
    this.datagrams = datagrams
    this.owner = owner
  }

  start(events: PortEvents): void {
    this.events = events
    this.resume()
  }

  bind(path: string): void {
    this.datagrams.bind(path)
  }

  connect(path: string): void {
    this.datagrams.connect(path)
  }

  sendTo(path: string, datagram: Uint8Array): boolean {
    // the socket that receives the answer must not be connected to this path
    const other = new NativeDatagrams()
    try {
      other.connect(path)
      return other.send([datagram])
    } finally {
      other.close()
    }
  }

  send(buffers: readonly Uint8Array[]): boolean {
    if (this.datagrams.send(buffers)) {
      this.delay = SOON
      wakefulness.sent()
      return true
    }
    this.timer ??= setTimeout(() => this.retry(), this.delay)
    this.delay = Math.min(2 * this.delay, LATE)
    return false
  }

  hold(): void {
    this.datagrams.stopPolling()
  }

  resume(): void {
    if (this.closed) return
    this.datagrams.poll(
      (bytes, sender) => this.receive(bytes, sender),
      (error) => this.events?.failed(error),
    )
  }

  keepAlive(yes: boolean): void {
    if (yes) this.datagrams.socket.ref()
    else this.datagrams.socket.unref()
  }

  close(): void {
    this.closed = true
    this.events = undefined
    clearTimeout(this.timer)
    this.datagrams.close()
  }

  private receive(bytes: Uint8Array, sender: Credentials | undefined): void {
    wakefulness.received()
    const { owner } = this
    if (owner === undefined || (sender?.pid === owner.pid && sender.uid === owner.uid)) this.events?.datagram(bytes)
    else this.events?.failed(new Error(`process ${sender?.pid} has sent on the socket of process ${owner.pid}`))
  }

  private retry(): void {
    this.timer = undefined
    this.events?.writable()
  }
}
