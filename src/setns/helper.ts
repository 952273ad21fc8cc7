/**
 * The queue of requests to the helper. Starts the helper on demand, sends requests in order, and replaces a helper that
 * ended.
 */
import { closeSync } from 'node:fs'
import { SocketError } from '../netlink/protocol/errors.ts'
import { loadNative } from '../netlink/transport/native.ts'
import { HelperError, LeftBehindError, NetnsError } from './errors.ts'
import { askAlone, nap } from './immediate.ts'
import { sweep } from './leftovers.ts'
import type { Reply } from './messages.ts'
import type { WaitOptions } from './options.ts'
import type { HelperAnswer, HelperRequest, Settled } from './pending.ts'
import { answerOf, notSent, PendingRequest, refusal } from './pending.ts'
import { HelperProcess } from './process.ts'
import { Restarts } from './restarts.ts'

export type { HelperAnswer, HelperRequest } from './pending.ts'

const ENOENT = 2
const EAGAIN = 11
const EPIPE = 32
const ECONNRESET = 104
/** Requests in flight. The kernel queues 10 datagrams per socket (net.unix.max_dgram_qlen). */
const IN_FLIGHT = 8
/** Milliseconds after which a helper that has not finished an abandoned request is killed. */
const GRACE = 1000
/** Milliseconds that a synchronous request waits for this helper before another helper is started for it. */
const PROMPT = 500

class Helper {
  private process: HelperProcess | undefined
  /** Requests that were sent to the process, in order. A settled one stays until its reply arrives. */
  private inFlight: PendingRequest[] = []
  /** Requests that were not sent. */
  private queue: PendingRequest[] = []
  private readonly restarts = new Restarts()
  private restart: NodeJS.Timeout | undefined
  private grace: NodeJS.Timeout | undefined
  private number = 0
  /** Whether this process has replied to a request. */
  private replied = false
  /** Whether this process has sent its last reply. */
  private leaving = false

  ask(request: HelperRequest, options: WaitOptions): Promise<HelperAnswer> {
    return new Promise((resolve, reject) => {
      const pending = new PendingRequest(request, (error, answer) => {
        if (answer === undefined) reject(error)
        else resolve(answer)
      })
      pending.arm(options, () => this.abandoned(pending))
      if (pending.over) return
      this.queue.push(pending)
      this.flush()
    })
  }

  /**
   * Waits for the reply synchronously. Undefined if the helper is busy, or does not reply in time: the request is then
   * abandoned.
   */
  askNow(request: HelperRequest): HelperAnswer | undefined {
    if (this.inFlight.length + this.queue.length > 0 || this.leaving || this.restarts.pause > 0) return undefined
    const outcome: { over: boolean; error?: unknown; answer?: HelperAnswer | undefined } = { over: false }
    const pending = new PendingRequest(request, (error, answer) =>
      Object.assign(outcome, { over: true, error, answer }),
    )
    this.queue.push(pending)
    this.flush()
    const end = performance.now() + PROMPT
    while (!outcome.over && this.process?.over === false && !this.leaving && performance.now() < end) {
      nap()
      this.process.receive()
    }
    const { error, answer } = outcome
    if (answer !== undefined) return answer
    if (pending.over) throw error
    pending.settle(undefined)
    this.abandoned(pending)
    return undefined
  }

  private start(): HelperProcess {
    return new HelperProcess({
      reply: (reply, fds) => this.reply(reply, fds),
      ended: (how, noted, cause) => this.ended(how, noted, cause),
    })
  }

  private flush(): void {
    if (this.process === undefined && this.queue.length > 0 && !this.tryStart()) return
    // if the process has ended, `ended` is called soon and starts another one
    while (this.process?.over === false && !this.leaving && this.inFlight.length < IN_FLIGHT) {
      const [next] = this.queue
      if (next === undefined) break
      next.number = ++this.number
      const sent = this.process.send(next)
      // the process has ended, which `ended` will report, or its queue is full, which implies requests in flight
      if (sent === -EPIPE || sent === -ECONNRESET || sent === -EAGAIN) break
      this.queue.shift()
      if (sent < 0) next.settle(notSent(next, -sent))
      else this.inFlight.push(next)
    }
    this.process?.keepAlive(this.inFlight.length + this.queue.length > 0)
  }

  /** Starts the process. False if that failed, or must wait. */
  private tryStart(): boolean {
    const { pause } = this.restarts
    if (pause > 0) {
      this.restart ??= setTimeout(() => {
        this.restart = undefined
        this.flush()
      }, pause)
      return false
    }
    try {
      this.process = this.start()
      return true
    } catch (error) {
      for (const one of this.queue.splice(0)) one.settle(error)
      return false
    }
  }

  /** A request was aborted or timed out. If it was not sent, it never is. */
  private abandoned(pending: PendingRequest): void {
    this.queue = this.queue.filter((one) => one !== pending)
    this.watchOldest()
    this.process?.keepAlive(this.inFlight.length + this.queue.length > 0)
  }

  /** Kills a helper that does not finish an abandoned request: it is stuck, and other requests wait for it. */
  private watchOldest(): void {
    const [first] = this.inFlight
    clearTimeout(this.grace)
    if (first?.over !== true) return
    this.grace = setTimeout(() => {
      this.process?.receive()
      if (this.inFlight[0] === first) this.process?.kill()
    }, GRACE)
  }

  private reply(reply: Reply, fds: readonly number[]): boolean {
    // the helper did nothing; the next one, with the current privileges of this process, takes over
    if (reply.stale) {
      this.leaving = true
      return false
    }
    const first = this.inFlight.shift() as PendingRequest
    this.replied = true
    this.leaving = reply.leaving
    this.conclude(first, reply, fds)
    this.watchOldest()
    this.flush()
    return this.inFlight.length > 0
  }

  private conclude(one: PendingRequest, reply: Reply, fds: readonly number[]): void {
    const error = refusal(one, reply, fds[0])
    if (error instanceof SocketError && one.makesName) this.undo(one, error)
    else if (error !== undefined) one.settle(error)
    else if (!one.settle(undefined, answerOf(reply, fds))) {
      // it was abandoned
      for (const fd of fds) closeSync(fd)
      if (one.makesName) this.undo(one, undefined)
    }
  }

  /** The process has ended. Requests that it had not begun are sent to the next one. */
  private ended(how: string, noted: number | undefined, cause: Error | undefined): void {
    const unanswered = this.inFlight.splice(0)
    const begun = this.leaving ? undefined : unanswered.shift()
    const tooMany = cause === undefined ? this.restarts.ended(this.replied) : undefined
    clearTimeout(this.grace)
    this.process = undefined
    this.leaving = false
    this.replied = false
    this.queue.unshift(...unanswered.filter((one) => !one.over))
    if (begun !== undefined) this.settleInterrupted(begun, begun.number === noted, how)
    if (cause !== undefined || tooMany !== undefined) {
      for (const one of this.queue.splice(0)) one.settle(cause ?? notBegun(one, tooMany as number, how))
    }
    this.flush()
  }

  /** Undoes and settles the request that the helper was processing when it ended. `named`: it had created the name. */
  private settleInterrupted(one: PendingRequest, named: boolean, how: string): void {
    const { operation, target } = one.request
    const error = new HelperError(operation, target, `the helper ended (${how}) before it answered`)
    if (operation === 'delete' && !one.undoing) this.deleteAgain(one, error)
    else if (named) this.undo(one, error)
    else this.settleUndone(one, error, one.makesName ? sweep(one) : undefined)
  }

  /** Deletes a name before the queued requests are sent. */
  private deleteFirst({ request: { target, text } }: PendingRequest, deleted: Settled): void {
    this.queue.unshift(new PendingRequest({ operation: 'delete', target, text }, deleted, true))
  }

  /**
   * Repeats a deletion once. If the name does not exist then, or another helper ends, it is unknown whether the first
   * attempt deleted it.
   */
  private deleteAgain(one: PendingRequest, error: HelperError): void {
    this.deleteFirst(one, (failure, answer) => {
      const unknown = isGone(failure) || failure instanceof HelperError
      one.settle(unknown ? error : failure, answer)
    })
  }

  /** Deletes the name that a request created, then settles the request. */
  private undo(one: PendingRequest, error: Error | undefined): void {
    this.deleteFirst(one, (failure) => this.settleUndone(one, error, isGone(failure) ? undefined : failure))
  }

  /** `left`: why the name could not be deleted; undefined if nothing is left behind. */
  private settleUndone(one: PendingRequest, error: Error | undefined, left: unknown): void {
    const { operation, target } = one.request
    const failure =
      left === undefined ? error : new LeftBehindError(operation, target, left, one.over ? undefined : error)
    if (!one.over) one.settle(failure)
    else if (failure instanceof LeftBehindError)
      process.emitWarning(failure.message, { type: 'RtnlWarning', code: 'RTNL_NETNS_LEFT_BEHIND' })
  }
}

const isGone = (failure: unknown): boolean => failure instanceof NetnsError && failure.errno === ENOENT

const notBegun = ({ request: { operation, target } }: PendingRequest, count: number, how: string): HelperError =>
  new HelperError(operation, target, `not begun: ${count} helpers in a row ended without an answer (${how})`)

const helper = new Helper()

/**
 * Sends a request to the helper of this thread and waits for the reply synchronously, which blocks the event loop for a
 * few seconds at most. For quick requests in synchronous calls.
 *
 * @throws {NetnsError | HelperError | SocketError | UnsupportedError}
 */
export const askHelperNow = (request: HelperRequest): HelperAnswer => helper.askNow(request) ?? askAlone(request)

/**
 * Sends a request to the helper of this thread. Rejects with NetnsError, HelperError, SocketError, UnsupportedError,
 * TimeoutError.
 */
export const askHelper = async (request: HelperRequest, options: WaitOptions = {}): Promise<HelperAnswer> => {
  // throws UnsupportedError on systems without namespaces
  loadNative()
  return helper.ask(request, options)
}
