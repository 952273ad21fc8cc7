/** One run of the helper: started, fed with requests, and gone one day. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { SocketError, UnsupportedError } from '../netlink/errors.ts'
import type { NativeSocket } from '../netlink/native.ts'
import { helperPath, loadNative } from '../netlink/native.ts'
import type { Reply } from './messages.ts'
import { decodeReply, REPLY_ROOM } from './messages.ts'

const AF_UNIX = 1
const SOCK_SEQPACKET = 5

export interface HelperEvents {
  /** Returns whether more replies are expected. */
  reply(reply: Reply, fd: number | undefined): boolean
  /** No more replies. `named`: a name was made that no reply tells of. `cause`: it could not be started. */
  ended(how: string, named: boolean, cause: Error | undefined): void
}

/** Why it could not be started, in words that help. */
const notStarted = (path: string, cause: NodeJS.ErrnoException): Error => {
  if (cause.code === 'EACCES')
    return new UnsupportedError('network namespaces', `${path} may not be executed; \`chmod +x\` it`, { cause })
  if (cause.errno !== undefined && cause.code !== 'ENOENT' && cause.code !== 'ENOEXEC')
    return new SocketError('spawn', -cause.errno)
  return new UnsupportedError('network namespaces', `${path} could not be started: ${cause.message}`, { cause })
}

type Pair = readonly [NativeSocket, NativeSocket]

const openPair = (): Pair => {
  const pair = loadNative().socketpair(AF_UNIX, SOCK_SEQPACKET, 0)
  if (typeof pair === 'number') throw new SocketError('socketpair', -pair)
  return pair
}

/** One for requests and answers, one for notes. */
const openPairs = (): readonly [Pair, Pair] => {
  const first = openPair()
  try {
    return [first, openPair()]
  } catch (error) {
    for (const end of first) end.close()
    throw error
  }
}

export class HelperProcess {
  private readonly socket: NativeSocket
  private readonly notes: NativeSocket
  private readonly child: ChildProcess
  private readonly events: HelperEvents
  private readonly buffer = new Uint8Array(REPLY_ROOM)
  private ended = false
  private how: string | undefined

  /** Throws UnsupportedError where there is no helper, SocketError where there is no room for more descriptors. */
  constructor(events: HelperEvents) {
    this.events = events
    const path = helperPath()
    const [requests, notes] = openPairs()
    this.socket = requests[0]
    this.notes = notes[0]
    try {
      this.child = spawn(path, ['serve'], { stdio: [requests[1].fd, notes[1].fd, 'ignore'] })
    } catch (error) {
      this.close()
      throw notStarted(path, error as NodeJS.ErrnoException)
    } finally {
      requests[1].close()
      notes[1].close()
    }
    this.child.unref()
    this.child.once('exit', (code, signal) => {
      this.how = signal ?? `exit code ${code}`
      this.conclude()
    })
    this.child.once('error', (error) => this.end(error.message, notStarted(path, error)))
    if (this.child.pid !== undefined) this.socket.poll(() => this.receive())
  }

  /** Numbers below zero are negative errnos. */
  send(bytes: Uint8Array, fd: number | undefined): number {
    return this.socket.sendFds(bytes, fd === undefined ? [] : [fd])
  }

  /** No answer will come, though it may not be known yet why. */
  get over(): boolean {
    return this.ended || this.child.pid === undefined
  }

  /** Whether the process waits for answers. */
  keepAlive(yes: boolean): void {
    if (yes) this.socket.ref()
    else this.socket.unref()
  }

  /** Takes what has been answered. */
  receive(): void {
    while (!this.ended) {
      const got = this.socket.receiveFds(this.buffer, 1)
      if (typeof got !== 'number' && got.length > 0) {
        const reply = decodeReply(this.buffer, got.length)
        // with its answer a note has served its purpose
        if (reply.naming) this.takeNote()
        if (!this.events.reply(reply, got.fds[0])) return
      } else if (got === -EAGAIN) return
      // it went with requests unread, which is told before the answers that still lie here
      else if (got === -ECONNRESET) continue
      else return this.leave()
    }
  }

  private leave(): void {
    this.ended = true
    this.socket.close()
    // how it ended is known in a moment; whoever waits for an answer waits for that as well
    this.child.ref()
    this.conclude()
  }

  /** Which of the two comes first, the end of the socket or that of the process, differs. */
  private conclude(): void {
    if (this.ended && this.how !== undefined) this.end(this.how, undefined)
  }

  private end(how: string, cause: Error | undefined): void {
    this.ended = true
    this.events.ended(how, this.takeNote(), cause)
    this.close()
  }

  /** Whether a name was made since it was asked last. */
  private takeNote(): boolean {
    const got = this.notes.receiveFds(this.buffer, 0)
    return typeof got !== 'number' && got.length > 0
  }

  private close(): void {
    this.socket.close()
    this.notes.close()
  }
}

const EAGAIN = 11
const ECONNRESET = 104
