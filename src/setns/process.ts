/** One helper process: starts it, exchanges requests and replies with it, and reports its end. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { isMainThread } from 'node:worker_threads'
import { SocketError, UnsupportedError } from '../netlink/protocol/errors.ts'
import type { NativeSocket } from '../netlink/transport/native.ts'
import { helperPath, loadNative } from '../netlink/transport/native.ts'
import type { Reply } from './messages.ts'
import { decodeNote, decodeReply, encodeRequest, REPLY_MAXIMUM } from './messages.ts'
import type { PendingRequest } from './pending.ts'

const AF_UNIX = 1
const SOCK_SEQPACKET = 5
const SOL_SOCKET = 1
/** <asm/socket.h>, where architectures differ. */
/* c8 ignore next -- one branch is for this machine */
const SO_PASSCRED = process.arch === 'ppc64' ? 20 : process.arch.startsWith('mips') ? 17 : 16

export interface HelperEvents {
  /** Returns whether more replies are expected. */
  reply(reply: Reply, fds: readonly number[]): boolean
  /**
   * The process has ended. `how`: its exit code or signal. `noted`: the number of the last request that has created a
   * name. `cause`: why it could not be started, if that failed.
   */
  ended(how: string, noted: number | undefined, cause: Error | undefined): void
}

/** The error of a helper that could not be started. */
const notStarted = (path: string, cause: NodeJS.ErrnoException): Error => {
  if (cause.code === 'EACCES')
    return new UnsupportedError('network namespaces', `${path} may not be executed; \`chmod +x\` it`, { cause })
  if (cause.errno !== undefined && cause.code !== 'ENOENT' && cause.code !== 'ENOEXEC')
    return new SocketError('spawn', -cause.errno)
  return new UnsupportedError('network namespaces', `${path} could not be started: ${cause.message}`, { cause })
}

type Pair = readonly [ours: NativeSocket, theirs: NativeSocket]

const openPair = (): Pair => {
  const pair = loadNative().socketpair(AF_UNIX, SOCK_SEQPACKET, 0)
  if (typeof pair === 'number') throw new SocketError('socketpair', -pair)
  return pair
}

/** Opens one socketpair for requests and replies, and one for notes. */
const openPairs = (): readonly [requests: Pair, notes: Pair] => {
  const requests = openPair()
  try {
    // the kernel adds our credentials to each request; set here, since the first may be sent before the helper runs
    const set = requests[1].setsockopt(SOL_SOCKET, SO_PASSCRED, new Uint8Array(new Int32Array([1]).buffer))
    if (set < 0) throw new SocketError('setsockopt', -set)
    return [requests, openPair()]
  } catch (error) {
    for (const end of requests) end.close()
    throw error
  }
}

type Ids = { geteuid(): number; getegid(): number }

export class HelperProcess {
  private readonly socket: NativeSocket
  private readonly notes: NativeSocket
  private readonly child: ChildProcess
  private readonly events: HelperEvents
  private readonly buffer = new Uint8Array(REPLY_MAXIMUM)
  private noted: number | undefined
  private closed = false
  private ended = false
  private how: string | undefined

  /** Starts a helper. @throws {UnsupportedError} if there is none; {SocketError} if no descriptor can be opened. */
  constructor(events: HelperEvents) {
    this.events = events
    const path = helperPath()
    const [requests, notes] = openPairs()
    this.socket = requests[0]
    this.notes = notes[0]
    try {
      this.child = spawn(path, ['serve'], { stdio: [requests[1].fd, notes[1].fd, 'ignore'], env: {} })
    } catch (error) {
      this.close()
      throw notStarted(path, error as NodeJS.ErrnoException)
    } finally {
      requests[1].close()
      notes[1].close()
    }
    this.child.unref()
    this.reapWithWorker()
    this.child.once('exit', (code, signal) => {
      this.how = signal ?? `exit code ${code}`
      this.conclude()
    })
    this.child.once('error', (error) => this.end(error.message, notStarted(path, error)))
    if (this.child.pid !== undefined) this.socket.poll(() => this.receive())
  }

  /** Node does not reap the children of a worker that ends; without this they would remain zombies. */
  private reapWithWorker(): void {
    const { pid } = this.child
    if (isMainThread || pid === undefined) return
    loadNative().keepChild(pid)
    this.child.once('exit', () => void loadNative().forgetChild(pid))
  }

  /** Sends a request. A negative result is a negated errno; -EBADF: the namespace was closed meanwhile. */
  send({ number, request: { operation, text, socket, namespace } }: PendingRequest): number {
    // after that its old number may refer to another file
    if (namespace !== undefined && namespace.fd < 0) return -EBADF
    const { geteuid, getegid } = process as unknown as Ids
    const bytes = encodeRequest(operation, { number, uid: geteuid(), gid: getegid() }, text, socket)
    return this.socket.sendFds(bytes, namespace === undefined ? [] : [namespace.fd])
  }

  /** No reply will arrive; why may not be known yet. */
  get over(): boolean {
    return this.closed || this.child.pid === undefined
  }

  /** Whether the helper keeps this process alive. */
  keepAlive(yes: boolean): void {
    if (yes) this.socket.ref()
    else this.socket.unref()
  }

  /** Receives the replies that are queued. */
  receive(): void {
    while (!this.closed) {
      const got = this.socket.receiveFds(this.buffer, 2)
      if (typeof got !== 'number' && got.length > 0) {
        const reply = decodeReply(this.buffer, got.length)
        // the kernel queues only a few notes, so obsolete ones are read here
        if (reply.naming) this.takeNotes()
        if (!this.events.reply(reply, got.fds)) return
      } else if (got === -EAGAIN) return
      // ended with unread requests: the kernel reports that once, before the replies that are still queued
      else if (got === -ECONNRESET) continue
      else return this.leave()
    }
  }

  /** Kills the process, even if it is stopped. If that is not permitted, the process is abandoned. */
  kill(): void {
    try {
      process.kill(this.child.pid as number, 'SIGKILL')
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      // ESRCH: it has just ended
      if (code !== 'ESRCH') this.end(message, undefined)
    }
  }

  /** Lets the process end after its current request. Reports nothing from now on. */
  dismiss(): void {
    this.closed = true
    this.child.unref()
    this.close()
  }

  private leave(): void {
    this.closed = true
    this.socket.close()
    // the exit code is known soon; pending requests keep this process alive until then
    this.child.ref()
    this.conclude()
  }

  /** Called at the end of the socket and at that of the process, which come in any order. */
  private conclude(): void {
    if (this.closed && this.how !== undefined) this.end(this.how, undefined)
  }

  private end(how: string, cause: Error | undefined): void {
    if (this.ended) return
    this.ended = true
    this.closed = true
    this.takeNotes()
    this.events.ended(how, this.noted, cause)
    this.close()
  }

  private takeNotes(): void {
    const note = new Uint8Array(4)
    for (;;) {
      const got = this.notes.receiveFds(note, 0)
      if (typeof got === 'number' || got.length !== note.length) return
      this.noted = decodeNote(note)
    }
  }

  private close(): void {
    this.socket.close()
    this.notes.close()
  }
}

const EBADF = 9
const EAGAIN = 11
const ECONNRESET = 104
