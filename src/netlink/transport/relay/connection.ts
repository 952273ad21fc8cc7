/** A client's connection to a relay, which carries any number of sockets. It ends when the last of them is closed. */
import type { ByteOrder } from '../../codec/order.ts'
import type { NetlinkError } from '../../protocol/errors.ts'
import { ClosedError, SocketError } from '../../protocol/errors.ts'
import type { KernelOptions } from '../kernel-options.ts'
import type { HeldNamespace, RemoteNamespace, RemoteNamespaces } from '../transport.ts'
import { RelayError } from './error.ts'
import { FrameReader, frameOf } from './frames.ts'
import { Heartbeat } from './heartbeat.ts'
import type { Hello, Namespace, Open, Opened, Refusal } from './messages.ts'
import { bodyOf, hello, MESSAGE, namespace, open, opened, readBody, refusal, VERSION } from './messages.ts'
import { RelayTransport } from './transport.ts'
import type { Wire } from './wire.ts'

/** Which socket to open: as a kernel socket, and where. */
export type RelayOptions = Pick<KernelOptions, 'protocol' | 'receiveBuffer' | 'listenAllNsid' | 'coalesce'>

interface Waiter<T> {
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

/** Milliseconds without anything from the relay after which it is asked whether it is alive. */
export const SILENCE = 15_000

export class RelayConnection implements RemoteNamespaces {
  /** Resolves with the byte order of the relay's machine when the relay has answered. */
  readonly ready: Promise<ByteOrder>
  private readonly wire: Wire
  private readonly reader: FrameReader
  private readonly heartbeat: Heartbeat
  private greeting: Waiter<ByteOrder> | undefined
  private readonly sockets = new Map<number, RelayTransport>()
  /** Sockets and namespaces of which the relay has not said whether they are open. */
  private readonly opening = new Map<number, Waiter<Opened>>()
  /** Sockets that received something of the chunk that is being read. */
  private readonly touched = new Set<RelayTransport>()
  private numbers = 0
  /** Sockets, openings and namespaces that keep the process alive. */
  private alive = 0
  /** Namespaces that are open. */
  private namespaces = 0
  private ended: unknown

  constructor(wire: Wire, silence: number = SILENCE) {
    this.wire = wire
    this.reader = new FrameReader((...frame) => this.frame(...frame))
    this.heartbeat = new Heartbeat(silence, {
      ask: () => this.write(MESSAGE.ping, 0),
      silent: () => this.fail(new RelayError('ERR_RELAY_SILENT', `nothing was received for ${2 * silence} ms`)),
    })
    this.ready = new Promise<ByteOrder>((resolve, reject) => {
      this.greeting = { resolve, reject }
    }).finally(() => this.keepAlive(false))
    this.keepAlive(true)
    this.wire.start({ data: (chunk) => this.receive(chunk), ended: (error) => this.fail(error) })
    this.write(MESSAGE.hello, 0, [], [bodyOf(hello, { version: VERSION })])
  }

  /** Opens a socket. Rejects if the relay refuses. */
  async open(options: RelayOptions, where?: RemoteNamespace): Promise<RelayTransport> {
    const [transport, answered] = this.begin(options, where)
    try {
      await answered
      return transport
    } catch (error) {
      transport.close()
      throw error
    }
  }

  openSocket(options: RelayOptions, where: RemoteNamespace): Promise<RelayTransport> {
    return this.open(options, where)
  }

  /** Opens a socket without waiting for the relay: if it refuses, the socket breaks. */
  openNow(options: RelayOptions, where?: RemoteNamespace): RelayTransport {
    const [transport, answered] = this.begin(options, where)
    answered.catch((error) => transport.fail(error))
    return transport
  }

  /** Opens a namespace, so that requests can refer to it. */
  async openNamespace(where: RemoteNamespace): Promise<HeldNamespace> {
    const number = ++this.numbers
    const body: Namespace = 'netns' in where ? { netns: where.netns } : { pid: where.netnsPid }
    this.namespaces++
    try {
      const { port = -1 } = await this.ask(number, MESSAGE.namespace, bodyOf(namespace, body))
      return { fd: port, close: () => this.closeNamespace(number) }
    } catch (error) {
      this.forget(() => this.namespaces--)
      throw error
    }
  }

  /** Ends the connection. Everything that is pending fails with `reason`. */
  fail(reason: unknown): void {
    if (this.ended !== undefined) return
    this.ended = reason
    this.heartbeat.stop()
    this.wire.close()
    this.greeting?.reject(reason)
    for (const { reject } of this.opening.values()) reject(reason)
    this.opening.clear()
    for (const transport of [...this.sockets.values()]) transport.fail(reason as NetlinkError)
  }

  /** Ends the connection when no socket is open. */
  close(): void {
    this.fail(new ClosedError('relay'))
  }

  private begin(options: RelayOptions, where: RemoteNamespace | undefined): [RelayTransport, Promise<Opened>] {
    const number = ++this.numbers
    let alive = false
    const keepAlive = (yes: boolean): void => {
      if (yes !== alive) this.keepAlive(yes)
      alive = yes
    }
    const transport = new RelayTransport(
      {
        send: (type, words, data) => this.write(type, number, words, data),
        keepAlive,
        closed: () => {
          keepAlive(false)
          this.forget(() => this.sockets.delete(number))
        },
      },
      options,
      this,
    )
    this.sockets.set(number, transport)
    const { protocol, receiveBuffer, listenAllNsid, coalesce } = options
    const body: Open = {
      protocol,
      receiveBuffer,
      coalesce,
      listenAllNsid: listenAllNsid === true ? true : undefined,
      ...where,
    }
    return [transport, this.ask(number, MESSAGE.open, bodyOf(open, body))]
  }

  /** Sends a message that the relay answers with `opened` or `refused`. */
  private ask(number: number, type: number, body: Uint8Array): Promise<Opened> {
    if (this.ended !== undefined) return Promise.reject(this.ended)
    this.keepAlive(true)
    return new Promise<Opened>((resolve, reject) => {
      this.opening.set(number, { resolve, reject })
      this.write(type, number, [], [body])
    }).finally(() => this.keepAlive(false))
  }

  private closeNamespace(number: number): void {
    this.write(MESSAGE.close, number)
    this.forget(() => this.namespaces--)
  }

  /** Removes a socket or namespace, and ends the connection if it was the last one. */
  private forget(remove: () => void): void {
    remove()
    if (this.sockets.size === 0 && this.namespaces === 0) this.close()
  }

  private keepAlive(yes: boolean): void {
    this.alive += yes ? 1 : -1
    const changed = this.alive === (yes ? 1 : 0)
    if (!changed || this.ended !== undefined) return
    this.wire.keepAlive(yes)
    // before the relay has answered, it may wait for a password; `timeout` limits that
    if (yes && this.greeting === undefined) this.heartbeat.start()
    else this.heartbeat.stop()
  }

  private write(type: number, socket: number, words?: readonly number[], data?: readonly Uint8Array[]): void {
    if (this.ended === undefined) this.wire.write(frameOf(type, socket, words, data))
  }

  private receive(chunk: Uint8Array): void {
    this.heartbeat.heard()
    const whole = this.reader.push(chunk)
    for (const transport of this.touched) transport.drained()
    this.touched.clear()
    if (!whole || (this.greeting !== undefined && !mayGreet(this.reader.rest))) this.unexpected(this.reader.rest)
  }

  private unexpected(bytes: Uint8Array): void {
    const text = JSON.stringify(Buffer.from(bytes.subarray(0, 60)).toString('latin1'))
    const what =
      this.greeting === undefined ? 'sent an invalid message' : `did not answer as a relay does, but with ${text}`
    this.fail(new RelayError('ERR_RELAY_PROTOCOL', `the other end ${what}`))
  }

  private frame(type: number, socket: number, bytes: Uint8Array, view: DataView, start: number, end: number): void {
    if (this.ended !== undefined) return
    const body = bytes.subarray(start, end)
    if (this.greeting !== undefined) this.greet(type, body)
    else if (type === MESSAGE.datagram) this.datagram(socket, bytes, view, start, end)
    else if (!this.handled(type, socket, body, new Words(view, start, end))) this.unexpected(body)
  }

  /** The first message. */
  private greet(type: number, body: Uint8Array): void {
    const value: Hello | undefined = type === MESSAGE.hello ? readBody(hello, body) : undefined
    if (value?.version === undefined) return this.unexpected(body)
    const { version, order } = value
    if (version !== VERSION) {
      const problem = `the relay speaks version ${version} of the protocol, this library version ${VERSION}`
      return this.fail(new RelayError('ERR_RELAY_VERSION', problem))
    }
    if (order !== 'le' && order !== 'be') return this.unexpected(body)
    this.greeting?.resolve(order)
    this.greeting = undefined
  }

  private datagram(socket: number, bytes: Uint8Array, view: DataView, start: number, end: number): void {
    if (end - start < DATAGRAM_HEADER) return this.unexpected(bytes.subarray(start, end))
    const transport = this.sockets.get(socket)
    // it was closed while the datagram was on its way
    if (transport === undefined) return
    this.touched.add(transport)
    const length = view.getUint32(start)
    const nsid = view.getUint32(start + 4) === 1 ? view.getInt32(start + 8) : undefined
    if (!transport.datagram(bytes, view, start + DATAGRAM_HEADER, end, length, nsid))
      this.fail(new RelayError('ERR_RELAY_PROTOCOL', 'the relay has sent more than it was granted'))
  }

  /** False if the message is malformed or of an unknown type. */
  private handled(type: number, socket: number, body: Uint8Array, words: Words): boolean {
    switch (type) {
      case MESSAGE.pong:
        return true
      case MESSAGE.opened:
        return this.answered(socket, readBody(opened, body), ({ resolve }, value) => {
          // at once: the next message may be a reply to this port
          this.sockets.get(socket)?.opened(value)
          resolve(value)
        })
      case MESSAGE.refused:
      case MESSAGE.broken:
        return this.refused(socket, readBody(refusal, body))
      case MESSAGE.overrun:
        return words.count === 0 && this.mark(socket, (events) => events.overrun())
      case MESSAGE.concluded: {
        const ticket = words.at(0)
        return words.count === 1 && this.mark(socket, (events) => events.concluded(ticket))
      }
      case MESSAGE.sendFailed: {
        const [ticket, errno] = [words.at(0), words.at(1)]
        const error = new SocketError('sendmsg', errno)
        return words.count === 2 && this.mark(socket, (events) => events.sendFailed(ticket, error))
      }
      default:
        return false
    }
  }

  private mark(socket: number, report: Parameters<RelayTransport['mark']>[0]): boolean {
    const transport = this.sockets.get(socket)
    if (transport === undefined) return true
    this.touched.add(transport)
    transport.mark(report)
    return true
  }

  private answered<T>(
    socket: number,
    value: T | undefined,
    settle: (waiter: Waiter<Opened>, value: T) => void,
  ): boolean {
    if (value === undefined) return false
    const waiter = this.opening.get(socket)
    this.opening.delete(socket)
    if (waiter !== undefined) settle(waiter, value)
    return true
  }

  /** An opening that was refused, or a group that cannot be joined, or a socket that broke. */
  private refused(socket: number, value: Refusal | undefined): boolean {
    if (!this.opening.has(socket)) {
      if (value !== undefined) this.sockets.get(socket)?.refused(value)
      return value !== undefined
    }
    return this.answered(socket, value, ({ reject }, { syscall, errno, message }) => {
      if (syscall !== undefined && errno !== undefined) reject(new SocketError(syscall, errno))
      else reject(new RelayError('ERR_RELAY_REFUSED', message ?? 'it was refused'))
    })
  }
}

/** Bytes before the datagram in a message `datagram`. */
const DATAGRAM_HEADER = 12

/** The body of a message that consists of 32-bit integers. */
class Words {
  private readonly view: DataView
  private readonly start: number
  readonly count: number

  constructor(view: DataView, start: number, end: number) {
    this.view = view
    this.start = start
    this.count = (end - start) / 4
  }

  /** 0 if there are fewer. */
  at(index: number): number {
    return index < this.count ? this.view.getUint32(this.start + 4 * index) : 0
  }
}

/** Whether these bytes may be the start of a `hello`: a relay that cannot be started prints text instead. */
const mayGreet = (bytes: Uint8Array): boolean => bytes.subarray(0, 2).every((byte) => byte === 0)
