/** One helper process: started, sent requests, and gone one day. */
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
/* c8 ignore next -- one arm is for this machine */
const SO_PASSCRED = process.arch === 'ppc64' ? 20 : process.arch.startsWith('mips') ? 17 : 16

export interface HelperEvents {
  /** Returns whether more replies are expected. */
  reply(reply: Reply, fd: number | undefined): boolean
  /** No more replies. `noted`: the latest request that is known to have made a name. `cause`: it could not be started. */
  ended(how: string, noted: number | undefined, cause: Error | undefined): void
}

/** Why it could not be started, in words that help. */
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

/** One for requests and replies, one for notes. */
const openPairs = (): readonly [requests: Pair, notes: Pair] => {
  const requests = openPair()
  try {
    // before the first request is sent, which may be sooner than the helper runs: the kernel adds our credentials to each
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

  /** Throws UnsupportedError where there is no helper, SocketError where no more descriptors can be opened. */
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

  /** When a worker ends, Node waits for none of its children: they would be zombies as long as the process lives. */
  private reapWithWorker(): void {
    const { pid } = this.child
    if (isMainThread || pid === undefined) return
    loadNative().keepChild(pid)
    this.child.once('exit', () => void loadNative().forgetChild(pid))
  }

  /** Numbers below zero are negative errnos. A namespace that was closed meanwhile is -EBADF. */
  send({ number, request: { operation, text, socket, namespace } }: PendingRequest): number {
    // its number is no descriptor any more, or that of another file
    if (namespace !== undefined && namespace.fd < 0) return -EBADF
    const { geteuid, getegid } = process as unknown as Ids
    const bytes = encodeRequest(operation, { number, uid: geteuid(), gid: getegid() }, text, socket)
    return this.socket.sendFds(bytes, namespace === undefined ? [] : [namespace.fd])
  }

  /** No reply will come, though it may not be known yet why. */
  get over(): boolean {
    return this.closed || this.child.pid === undefined
  }

  /** Whether the process waits for replies. */
  keepAlive(yes: boolean): void {
    if (yes) this.socket.ref()
    else this.socket.unref()
  }

  /** Takes the replies there are. */
  receive(): void {
    while (!this.closed) {
      const got = this.socket.receiveFds(this.buffer, 1)
      if (typeof got !== 'number' && got.length > 0) {
        const reply = decodeReply(this.buffer, got.length)
        // the kernel keeps a few notes, so they are read as they become useless
        if (reply.naming) this.takeNotes()
        if (!this.events.reply(reply, got.fds[0])) return
      } else if (got === -EAGAIN) return
      // it ended with requests unread, which is reported before the replies that are still queued
      else if (got === -ECONNRESET) continue
      else return this.leave()
    }
  }

  /** Ends it in the middle of what it does, even where it is stopped. Where that is not permitted it is left to itself. */
  kill(): void {
    try {
      process.kill(this.child.pid as number, 'SIGKILL')
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      // ESRCH: it has just ended
      if (code !== 'ESRCH') this.end(message, undefined)
    }
  }

  /** Lets it end after what it does now; nothing is reported any more. */
  dismiss(): void {
    this.closed = true
    this.child.unref()
    this.close()
  }

  private leave(): void {
    this.closed = true
    this.socket.close()
    // how it ended is known in a moment; whoever waits for an answer waits for that as well
    this.child.ref()
    this.conclude()
  }

  /** Which of the two comes first, the end of the socket or that of the process, differs. */
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
