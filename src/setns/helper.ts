/** The queue before the helper: it is started on demand, asked one thing after the other, and followed by another one if it dies. */
import { closeSync, lstatSync, statfsSync, unlinkSync } from 'node:fs'
import { ClosedError, SocketError } from '../netlink/errors.ts'
import type { NativeFile } from '../netlink/native.ts'
import { loadNative } from '../netlink/native.ts'
import { HelperError, NetnsError } from './errors.ts'
import { limited, unlessAborted } from './limits.ts'
import type { Operation, Reply, SocketNumbers } from './messages.ts'
import { encodeRequest } from './messages.ts'
import { namespacePath } from './names.ts'
import type { WaitOptions } from './options.ts'
import { HelperProcess } from './process.ts'

export interface HelperRequest {
  readonly operation: Operation
  /** For error messages. */
  readonly target: string
  /** What the operation is about: name, address, sysctl. */
  readonly text: Uint8Array
  readonly socket?: SocketNumbers | undefined
  /** The namespace, where it is about an open one. */
  readonly namespace?: NativeFile | undefined
}

export interface HelperAnswer {
  readonly text: Uint8Array
  /** The caller's to close. */
  readonly fd: number | undefined
}

interface Pending extends HelperRequest {
  readonly since: number
  settle(error: unknown, answer?: HelperAnswer): void
}

const EBADF = 9
const EAGAIN = 11
const EMFILE = 24
const ENOENT = 2
/** The kernel keeps 10 datagrams for who does not read, net.unix.max_dgram_qlen. */
const IN_FLIGHT = 8

/** Nobody changes it: waiting for that is a way to sleep, for so many milliseconds. */
const NEVER = new Int32Array(new SharedArrayBuffer(4))
const NAP = 0.05

const makesName = ({ operation, text }: HelperRequest): boolean =>
  text.length > 0 && (operation === 'create' || operation === 'attach')

class Helper {
  private process: HelperProcess | undefined
  /** Asked of the process, in order. */
  private asked: Pending[] = []
  /** Not yet. */
  private waiting: Pending[] = []
  private leaving = false

  ask(request: HelperRequest): Promise<HelperAnswer> {
    return new Promise((resolve, reject) => {
      const settle: Pending['settle'] = (error, answer) => {
        if (answer === undefined) reject(error)
        else resolve(answer)
      }
      this.waiting.push({ ...request, since: Date.now(), settle })
      this.feed()
    })
  }

  /** Waits for the answer in place. */
  askNow(request: HelperRequest): HelperAnswer {
    const { operation, target } = request
    const outcome: { over: boolean; error: unknown; answer: HelperAnswer | undefined } = {
      over: false,
      error: undefined,
      answer: undefined,
    }
    const settle: Pending['settle'] = (error, answer) => Object.assign(outcome, { over: true, error, answer })
    this.waiting.push({ ...request, since: Date.now(), settle })
    this.feed()
    while (!outcome.over) {
      if (this.process?.over !== false) throw new HelperError(operation, target, 'it is gone')
      Atomics.wait(NEVER, 0, 0, NAP)
      this.process.receive()
    }
    if (outcome.answer === undefined) throw outcome.error
    return outcome.answer
  }

  private start(): HelperProcess {
    return new HelperProcess({
      reply: (reply, fd) => this.reply(reply, fd),
      ended: (how, named, cause) => this.ended(how, named, cause),
    })
  }

  private feed(): void {
    try {
      if (this.waiting.length > 0) this.process ??= this.start()
    } catch (error) {
      for (const one of this.waiting.splice(0)) one.settle(error)
    }
    // one that has ended is told of in a moment, and another one started then
    while (this.process?.over === false && !this.leaving && this.asked.length < IN_FLIGHT) {
      const [next] = this.waiting
      if (next === undefined) break
      const sent = this.send(this.process, next)
      // gone, which is told in a moment; or full, which it is only while something is under way
      if (sent === -EPIPE || sent === -ECONNRESET || sent === -EAGAIN) break
      this.waiting.shift()
      if (sent === -EBADF) next.settle(new ClosedError(`netns ${next.operation} ${next.target}`))
      else if (sent < 0) next.settle(new SocketError('sendmsg', -sent))
      else this.asked.push(next)
    }
    this.process?.keepAlive(this.asked.length + this.waiting.length > 0)
  }

  /** A namespace that was closed meanwhile is no number of a descriptor any more, or worse, that of another. */
  private send(process: HelperProcess, { operation, text, socket, namespace }: Pending): number {
    if (namespace !== undefined && namespace.fd < 0) return -EBADF
    return process.send(encodeRequest(operation, text, socket), namespace?.fd)
  }

  private reply(reply: Reply, fd: number | undefined): boolean {
    const first = this.asked.shift() as Pending
    this.leaving = reply.leaving
    const { operation, target } = first
    if (reply.errno !== 0) {
      const syscall = new TextDecoder().decode(reply.text)
      first.settle(new NetnsError({ errno: reply.errno, operation, target, syscall }))
    } else if (fd === undefined && (operation === 'create' || operation === 'socket')) {
      // the table of descriptors is full: the kernel dropped the one that came along
      const error = new SocketError('recvmsg', EMFILE)
      if (makesName(first)) this.undo(first, error)
      else first.settle(error)
    } else first.settle(undefined, { text: reply.text, fd })
    this.feed()
    return this.asked.length > 0
  }

  /** What the helper had not begun is asked of the next one. */
  private ended(how: string, named: boolean, cause: Error | undefined): void {
    const asked = this.asked.splice(0)
    const left = this.leaving
    this.process = undefined
    this.leaving = false
    if (cause !== undefined) {
      for (const one of [...asked, ...this.waiting.splice(0)]) one.settle(cause)
      return
    }
    const begun = left ? undefined : asked.shift()
    this.waiting.unshift(...asked)
    if (begun !== undefined) this.bury(begun, named, how)
    this.feed()
  }

  /** A request whose helper died in the middle of it: nothing stays half made. */
  private bury(one: Pending, named: boolean, how: string): void {
    const error = new HelperError(one.operation, one.target, how)
    if (named || one.operation === 'delete') return this.undo(one, error)
    if (makesName(one)) sweep(one)
    one.settle(error)
  }

  /** Deletes what was made, before anything else, and rejects then. */
  private undo(one: Pending, error: Error): void {
    const settle: Pending['settle'] = (failure) => {
      const left = failure !== undefined && !(failure instanceof NetnsError && failure.errno === ENOENT)
      one.settle(left ? new AggregateError([error, failure], error.message) : error)
    }
    this.waiting.unshift({ operation: 'delete', target: one.target, text: one.text, since: 0, settle })
  }
}

const EPIPE = 32
const ECONNRESET = 104
const NSFS_MAGIC = 0x6e736673
/** How far the times of files may be behind the clock: a tick of the slowest kernels. */
const TICK = 20

/**
 * Between making the file and saying so the helper can die as well. What has the name, is empty and locked up as such files
 * are, has no namespace mounted on it and is no older than the request, it left behind.
 */
const sweep = ({ text, since }: Pending): void => {
  const path = namespacePath(new TextDecoder().decode(text))
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined || !found.isFile() || found.size !== 0 || (found.mode & 0o7777) !== 0) return
  if (found.ctimeMs >= since - TICK && statfsSync(path).type !== NSFS_MAGIC) unlinkSync(path)
}

const helper = new Helper()

/** Like `askHelper`, but waits for the answer, and the event loop with it; for what takes no time and has to be there at once. */
export const askHelperNow = (request: HelperRequest): HelperAnswer => helper.askNow(request)

/** What was asked for and comes when nobody waits for it any more: descriptors are closed, names deleted. */
const takeBack = (request: HelperRequest, { fd }: HelperAnswer): void => {
  if (fd !== undefined) closeSync(fd)
  if (!makesName(request)) return
  const { target, text } = request
  helper.ask({ operation: 'delete', target, text }).catch((error: Error) => {
    if (error instanceof NetnsError && error.errno === ENOENT) return
    process.emitWarning(`netns create ${target}: given up, but the name may be left behind: ${error}`, {
      type: 'RtnlWarning',
      code: 'RTNL_NETNS_LEFT_BEHIND',
    })
  })
}

/** Asks the helper of this thread. Rejects with NetnsError, HelperError, SocketError, UnsupportedError, TimeoutError. */
export const askHelper = async (request: HelperRequest, options: WaitOptions = {}): Promise<HelperAnswer> => {
  // says why on systems without namespaces
  loadNative()
  const { operation, target } = request
  return limited(`netns ${operation} ${target}`, options, (signal) =>
    unlessAborted(
      signal,
      () => helper.ask(request),
      (late) => takeBack(request, late),
    ),
  )
}
