/**
 * Sockets of the package unix-dgram, for programs that cannot load the addon. Its faults are kept from programs here: closing
 * twice aborts the process, longer paths and datagrams are cut without an error.
 */
import { SocketError } from '../../../protocol/errors.ts'
import type { ClientPort, PortEvents } from './port.ts'

type Callback = (error?: (Error & { readonly errno?: unknown }) | null) => void

/** What is used of a socket of unix-dgram. */
interface Socket {
  on(event: 'message', listener: (bytes: Uint8Array) => void): this
  on(event: 'writable', listener: () => void): this
  on(event: 'error', listener: (error: { readonly errno?: number }) => void): this
  bind(path: string): void
  connect(path: string): void
  send(bytes: Uint8Array, callback: Callback): void
  send(bytes: Uint8Array, offset: number, length: number, path: string, callback: Callback): void
  close(): void
}

export interface UnixDgram {
  createSocket(type: 'unix_dgram'): Socket
}

const EAGAIN = 11
const ENOBUFS = 105

/* c8 ignore start -- test/labs/relayed.ts tests it with the package, in a bundle */
const importPackage = async (): Promise<UnixDgram> => {
  // not a literal, so that neither compilers nor bundlers need the package
  const name: string = 'unix-dgram'
  return (await import(/* webpackIgnore: true */ name)).default as UnixDgram
}
/* c8 ignore stop */

/**
 * Loads the package. Undefined if it is not installed.
 *
 * @throws {Error} if it is installed and cannot be loaded: it can be only in one thread of a process.
 */
export const loadUnixDgram = async (load = importPackage): Promise<UnixDgram | undefined> => {
  try {
    return await load()
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND') return undefined
    const reason = `unix-dgram cannot be loaded, which only one thread of a process can: ${(cause as Error).message}`
    throw new Error(reason, { cause })
  }
}

export class UnixDgramPort implements ClientPort {
  private readonly socket: Socket
  private events: PortEvents | undefined
  private failure: SocketError | undefined
  private syscall = 'socket'
  private closed = false

  constructor({ createSocket }: UnixDgram) {
    this.socket = createSocket('unix_dgram')
    this.socket.on('message', (bytes) => this.events?.datagram(bytes))
    this.socket.on('writable', () => this.events?.writable())
    this.socket.on('error', ({ errno = 0 }) => {
      this.failure = new SocketError(this.syscall, -errno)
    })
  }

  start(events: PortEvents): void {
    this.events = events
  }

  bind(path: string): void {
    this.carryOut('bind', () => this.socket.bind(path))
  }

  connect(path: string): void {
    this.carryOut('connect', () => this.socket.connect(path))
  }

  sendTo(path: string, datagram: Uint8Array): boolean {
    return this.sent((callback) => this.socket.send(datagram, 0, datagram.length, path, callback))
  }

  send(buffers: readonly Uint8Array[]): boolean {
    return this.sent((callback) => this.socket.send(Buffer.concat(buffers), callback))
  }

  hold(): void {
    // it cannot stop: what arrives is kept by the stream, and limited by what the relay is granted
  }

  resume(): void {
    // it always receives
  }

  keepAlive(): void {
    // it always keeps the process alive
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.events = undefined
    this.socket.close()
  }

  /** Its errors are events that are emitted in the call. */
  private carryOut(syscall: string, call: () => void): void {
    this.syscall = syscall
    this.failure = undefined
    call()
    if (this.failure !== undefined) throw this.failure
  }

  /** Its callbacks are called in the call: with 1 if there is no space on a connected socket, else with an errno. */
  private sent(call: (callback: Callback) => void): boolean {
    if (this.closed) return false
    let result = 0
    call((error) => {
      result = error === undefined || error === null ? 0 : Number((error as { code?: unknown }).code)
    })
    if (result === 1 || result === -EAGAIN || result === -ENOBUFS) return false
    if (result < 0) throw new SocketError('sendmsg', -result)
    return true
  }
}
