/** One client of a relay: reads its messages and gives them to its sockets. A client that breaks the rules is cut off. */
import type { Readable, Writable } from 'node:stream'
import { hostOrder } from '../netlink/codec/order.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import { loadNative } from '../netlink/transport/native.ts'
import type { Credentials } from '../netlink/transport/relay/datagram/native.ts'
import { FrameReader } from '../netlink/transport/relay/frames.ts'
import type { Open } from '../netlink/transport/relay/messages.ts'
import {
  bodyOf,
  hello,
  MESSAGE,
  namespace,
  open,
  opened,
  readBody,
  refusal,
  VERSION,
} from '../netlink/transport/relay/messages.ts'
import type { RemoteNamespace } from '../netlink/transport/transport.ts'
import type { Gate, Objection, Place, Wanted } from './gate.ts'
import type { Limits } from './limits.ts'
import { Namespace, openRef } from './namespace.ts'
import { Output } from './output.ts'
import { RelayedSocket } from './socket.ts'

/** Netlink protocols there can be (MAX_LINKS). */
const MAX_LINKS = 32
/** Bytes of the longest control message. */
const CONTROL = 65_536

export interface SessionOptions {
  readonly input: Readable
  readonly output: Writable
  readonly gate: Gate
  readonly limits: Limits
  /** Why the client may have no more descriptors, for limits that several clients share. Absent: there are none. */
  readonly room?: () => Objection
  /** The process of the client. Absent: it is not known. */
  readonly client?: Credentials
}

/** Why a client is cut off. */
class Violation extends Error {}

const violated = (problem: string): never => {
  throw new Violation(problem)
}

export class Session {
  /** Resolves when the client is gone: with why it was cut off, or undefined if it left. */
  readonly done: Promise<string | undefined>
  private readonly input: Readable
  private readonly output: Output
  private readonly gate: Gate
  private readonly limits: Limits
  private readonly room: () => Objection
  private readonly client: Credentials | undefined
  private readonly reader: FrameReader
  private readonly sockets = new Map<number, RelayedSocket>()
  private readonly namespaces = new Map<number, { readonly file: NativeFile; readonly where: RemoteNamespace }>()
  /** The names of the namespaces that are open, by descriptor. */
  private readonly held = new Map<number, RemoteNamespace>()
  /** Resolves when the sockets that were opened are open, and the groups joined. */
  private joining: Promise<void> | undefined
  private greeted = false
  /** The number of the last socket or namespace. Numbers ascend, so that none is used twice. */
  private last = 0
  private over = false
  private finish!: (reason: string | undefined) => void

  constructor({ input, output, gate, limits, room = () => undefined, client }: SessionOptions) {
    this.input = input
    this.output = new Output(output)
    this.gate = gate
    this.limits = limits
    this.room = room
    this.client = client
    this.reader = new FrameReader((...frame) => this.frame(...frame), limits.datagram + CONTROL)
    this.done = new Promise((resolve) => {
      this.finish = resolve
    })
    input.on('data', (chunk: Uint8Array) => this.receive(chunk))
    output.on('drain', () => this.flow())
    for (const event of ['end', 'close', 'error']) input.once(event, () => this.end(undefined))
    for (const event of ['close', 'error']) output.once(event, () => this.end(undefined))
    // an error after the first is about the same
    input.on('error', () => undefined)
    output.on('error', () => undefined)
  }

  /** Sockets and namespaces that are open. */
  get size(): number {
    return this.sockets.size + this.namespaces.size
  }

  /** Cuts the client off, or forgets one that has left. What it has sent is carried out. */
  end(reason: string | undefined): void {
    if (this.over) return
    this.over = true
    this.output.end(() => this.input.destroy())
    const sockets = [...this.sockets.values()]
    for (const socket of sockets) socket.close()
    const files = [...this.namespaces.values()]
    Promise.all(sockets.map((one) => one.reached())).then(() => {
      for (const { file } of files) file.close()
    })
    this.finish(reason)
  }

  private receive(chunk: Uint8Array): void {
    if (this.over) return
    try {
      if (!this.reader.push(chunk)) violated('a message is too long')
    } catch (error) {
      // whatever it is, it ends this client only
      this.end((error as Error).message)
    }
    this.flow()
  }

  /** Stops reading while the client reads too slowly, or has too much to do. */
  private flow(): void {
    const busy = [...this.sockets.values()].some(({ queued }) => queued > this.limits.queue)
    if (this.output.full || busy) this.input.pause()
    else if (this.input.isPaused()) this.input.resume()
  }

  private frame(type: number, number: number, bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const words = (count: number): number[] => {
      if (end - start !== 4 * count) violated(`message ${type} has ${end - start} bytes`)
      return Array.from({ length: count }, (_, index) => view.getUint32(start + 4 * index))
    }
    const word = (): number => words(1)[0] as number
    const body = bytes.subarray(start, end)
    if (!this.greeted) return this.greet(type, body)
    const socket = this.sockets.get(number)
    switch (type) {
      case MESSAGE.open:
        return this.open(number, readBody(open, body) ?? violated('a malformed request to open a socket'))
      case MESSAGE.namespace:
        return this.hold(number, readBody(namespace, body) ?? violated('a malformed request to open a namespace'))
      case MESSAGE.close:
        words(0)
        return this.close(number, socket)
      case MESSAGE.send:
        if (body.length < SEND_HEADER) violated('a datagram without its header')
        if (this.joining !== undefined) socket?.after(this.joining)
        // the chunk is not reused, so the datagram may wait in it
        return socket?.send(view.getUint32(start), view.getUint32(start + 4) === 1, body.subarray(SEND_HEADER))
      case MESSAGE.conclude:
        return socket?.conclude(word())
      case MESSAGE.join:
        return this.join(socket, word())
      case MESSAGE.leave:
        return socket?.leave(word())
      case MESSAGE.credit:
        return socket?.grant(word())
      case MESSAGE.ping:
        words(0)
        return this.output.send(MESSAGE.pong, 0)
      default:
        violated(`there is no message of type ${type}`)
    }
  }

  private greet(type: number, body: Uint8Array): void {
    const value = type === MESSAGE.hello ? readBody(hello, body) : undefined
    if (value?.version === undefined) return violated('the client did not begin with its version')
    // also sent to a client of another version, so that it can say what is wrong
    this.output.send(MESSAGE.hello, 0, [], [bodyOf(hello, { version: VERSION, order: hostOrder })])
    this.greeted = true
    if (value.version !== VERSION) violated(`the client speaks version ${value.version}`)
  }

  private open(number: number, { protocol = 0, netns, netnsPid, listenAllNsid, receiveBuffer }: Open): void {
    this.claim(number)
    const where = whereOf(netns, netnsPid)
    const wanted: Wanted = { protocol, where, listenAllNsid: listenAllNsid === true, client: this.client }
    const objection = this.objection(protocol, this.sockets.size, 'sockets', () => this.gate.open(wanted))
    if (objection !== undefined) return this.refuse(number, objection)
    const socket = new RelayedSocket(number, protocol, this.output, {
      idle: () => this.flow(),
      closed: () => void this.sockets.delete(number),
    })
    this.sockets.set(number, socket)
    const options = {
      protocol,
      listenAllNsid: listenAllNsid === true,
      receiveBuffer: receiveBuffer === undefined ? undefined : Math.min(receiveBuffer, this.limits.receiveBuffer),
    }
    const sockets = new Namespace(where, (where, file) => this.examine(where, file))
    const placeOf = (port: number): Place => ({
      wanted,
      port,
      another: (protocol) => sockets.open({ protocol }),
      held: this.held,
    })
    socket.open(
      () => sockets.open(options),
      ({ port }) => this.gate.warden(placeOf(port)),
    )
  }

  private join(socket: RelayedSocket | undefined, group: number): void {
    if (socket === undefined) return
    const objection = this.gate.join(socket.protocol)
    if (objection !== undefined) return socket.refuse(MESSAGE.broken, new Error(objection))
    socket.join(group)
    this.await(socket)
  }

  /** What the client sends on any socket from now on is carried out after what it has sent on this one. */
  private await(socket: RelayedSocket): void {
    if (!socket.busy) return
    const joining = Promise.all([this.joining, socket.reached()]).then(() => {
      if (this.joining === joining) this.joining = undefined
    })
    this.joining = joining
  }

  private hold(
    number: number,
    { netns, pid }: { readonly netns?: string | undefined; readonly pid?: number | undefined },
  ): void {
    this.claim(number)
    const where = whereOf(netns, pid) ?? violated('a namespace without a name')
    const objection = this.objection(0, this.namespaces.size, 'namespaces', () =>
      this.gate.namespace(where, this.client),
    )
    if (objection !== undefined) return this.refuse(number, objection)
    try {
      const file = openRef(where, (file) => this.examine(where, file))
      this.namespaces.set(number, { file, where })
      this.held.set(file.fd, where)
      this.output.send(MESSAGE.opened, number, [], [bodyOf(opened, { port: file.fd })])
    } catch (error) {
      this.refuse(number, (error as Error).message)
    }
  }

  private close(number: number, socket: RelayedSocket | undefined): void {
    this.sockets.delete(number)
    socket?.close()
    const file = this.namespaces.get(number)?.file
    if (file === undefined) return
    this.namespaces.delete(number)
    this.held.delete(file.fd)
    // Requests that were checked may refer to its descriptor, whose number could soon be that of another file.
    Promise.all([...this.sockets.values()].map((one) => one.reached())).then(() => file.close())
  }

  /** Whether the client may use a namespace that was opened for it. */
  private examine(where: RemoteNamespace, { fd }: NativeFile): Objection {
    return this.gate.opened(where, this.client, () => loadNative().namespaceOwner(fd))
  }

  /** Numbers ascend. */
  private claim(number: number): void {
    if (number <= this.last) violated(`the number ${number} was used before`)
    this.last = number
  }

  private objection(protocol: number, count: number, what: 'sockets' | 'namespaces', ask: () => Objection): Objection {
    if (protocol >= MAX_LINKS) return `there is no netlink protocol ${protocol}`
    if (count >= this.limits[what]) return `more than ${this.limits[what]} ${what} are open`
    return this.room() ?? ask()
  }

  private refuse(number: number, message: string): void {
    this.output.send(MESSAGE.refused, number, [], [bodyOf(refusal, { message })])
  }
}

/** Bytes before the datagram in a message `send`. */
const SEND_HEADER = 8

const whereOf = (netns: string | undefined, netnsPid: number | undefined): RemoteNamespace | undefined => {
  if (netns !== undefined && netnsPid !== undefined) violated('two namespaces for one socket')
  if (netns !== undefined) return { netns }
  return netnsPid === undefined ? undefined : { netnsPid }
}
