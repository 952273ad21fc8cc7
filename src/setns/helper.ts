/** The queue before the helper: it is started on demand, sent requests in order, and followed by another one if it ends. */
import { closeSync } from 'node:fs'
import { SocketError } from '../netlink/protocol/errors.ts'
import { loadNative } from '../netlink/transport/native.ts'
import { HelperError, LeftBehindError, NetnsError } from './errors.ts'
import { askAlone, nap } from './immediate.ts'
import { sweep } from './leftovers.ts'
import type { Reply } from './messages.ts'
import type { WaitOptions } from './options.ts'
import type { HelperAnswer, HelperRequest, Settled } from './pending.ts'
import { notSent, PendingRequest, refusal } from './pending.ts'
import { HelperProcess } from './process.ts'
import { Restarts } from './restarts.ts'

export type { HelperAnswer, HelperRequest } from './pending.ts'

const ENOENT = 2
const EAGAIN = 11
const EPIPE = 32
const ECONNRESET = 104
/** The kernel keeps 10 datagrams for a socket that nobody reads, net.unix.max_dgram_qlen. */
const IN_FLIGHT = 8
/** Milliseconds that the helper has to finish a request that was given up, before it is killed. */
const GRACE = 1000
/** Milliseconds that the helper has for a request that the event loop waits for, before another one is asked. */
const PROMPT = 500

class Helper {
  private process: HelperProcess | undefined
  /** Sent to the process, in order. Those that are over stay until they are answered. */
  private asked: PendingRequest[] = []
  /** Not yet sent. */
  private waiting: PendingRequest[] = []
  private readonly restarts = new Restarts()
  private restart: NodeJS.Timeout | undefined
  private grace: NodeJS.Timeout | undefined
  private number = 0
  /** This process has replied. */
  private replied = false
  /** This process has sent its last reply. */
  private leaving = false

  ask(request: HelperRequest, options: WaitOptions): Promise<HelperAnswer> {
    return new Promise((resolve, reject) => {
      const pending = new PendingRequest(request, (error, answer) => {
        if (answer === undefined) reject(error)
        else resolve(answer)
      })
      pending.arm(options, () => this.gaveUp(pending))
      if (pending.over) return
      this.waiting.push(pending)
      this.feed()
    })
  }

  /** Waits for the answer in place; undefined where there is none, and the request is given up. */
  askNow(request: HelperRequest): HelperAnswer | undefined {
    if (this.asked.length + this.waiting.length > 0 || this.leaving || this.restarts.pause > 0) return undefined
    const outcome: { over: boolean; error?: unknown; answer?: HelperAnswer | undefined } = { over: false }
    const pending = new PendingRequest(request, (error, answer) =>
      Object.assign(outcome, { over: true, error, answer }),
    )
    this.waiting.push(pending)
    this.feed()
    const end = performance.now() + PROMPT
    while (!outcome.over && this.process?.over === false && !this.leaving && performance.now() < end) {
      nap()
      this.process.receive()
    }
    const { error, answer } = outcome
    if (answer !== undefined) return answer
    if (pending.over) throw error
    pending.settle(undefined)
    this.gaveUp(pending)
    return undefined
  }

  private start(): HelperProcess {
    return new HelperProcess({
      reply: (reply, fd) => this.reply(reply, fd),
      ended: (how, noted, cause) => this.ended(how, noted, cause),
    })
  }

  private feed(): void {
    if (this.process === undefined && this.waiting.length > 0 && !this.startInTime()) return
    // one that has ended is told of in a moment, and another one started then
    while (this.process?.over === false && !this.leaving && this.asked.length < IN_FLIGHT) {
      const [next] = this.waiting
      if (next === undefined) break
      next.number = ++this.number
      const sent = this.process.send(next)
      // gone, which is told in a moment; or full, which it is only while something is in flight
      if (sent === -EPIPE || sent === -ECONNRESET || sent === -EAGAIN) break
      this.waiting.shift()
      if (sent < 0) next.settle(notSent(next, -sent))
      else this.asked.push(next)
    }
    this.process?.keepAlive(this.asked.length + this.waiting.length > 0)
  }

  /** False: it can't be started, or not yet. */
  private startInTime(): boolean {
    const { pause } = this.restarts
    if (pause > 0) {
      this.restart ??= setTimeout(() => {
        this.restart = undefined
        this.feed()
      }, pause)
      return false
    }
    try {
      this.process = this.start()
      return true
    } catch (error) {
      for (const one of this.waiting.splice(0)) one.settle(error)
      return false
    }
  }

  /** A request settled before its answer. If it was not sent, it never is. */
  private gaveUp(pending: PendingRequest): void {
    this.waiting = this.waiting.filter((one) => one !== pending)
    this.watchFirst()
    this.process?.keepAlive(this.asked.length + this.waiting.length > 0)
  }

  /** A helper that does not finish a request which was given up is stuck, and is killed: the others must not wait for it. */
  private watchFirst(): void {
    const [first] = this.asked
    clearTimeout(this.grace)
    if (first?.over !== true) return
    this.grace = setTimeout(() => {
      this.process?.receive()
      if (this.asked[0] === first) this.process?.kill()
    }, GRACE)
  }

  private reply(reply: Reply, fd: number | undefined): boolean {
    // nothing was done: the next one is asked, which has the privileges that the process has now
    if (reply.stale) {
      this.leaving = true
      return false
    }
    const first = this.asked.shift() as PendingRequest
    this.replied = true
    this.leaving = reply.leaving
    this.conclude(first, reply, fd)
    this.watchFirst()
    this.feed()
    return this.asked.length > 0
  }

  private conclude(one: PendingRequest, reply: Reply, fd: number | undefined): void {
    const error = refusal(one, reply, fd)
    if (error instanceof SocketError && one.makesName) this.undo(one, error)
    else if (error !== undefined) one.settle(error)
    else if (!one.settle(undefined, { text: reply.text, fd })) {
      // it was given up
      if (fd !== undefined) closeSync(fd)
      if (one.makesName) this.undo(one, undefined)
    }
  }

  /** Requests that the helper had not begun go to the next one. */
  private ended(how: string, noted: number | undefined, cause: Error | undefined): void {
    const asked = this.asked.splice(0)
    const begun = this.leaving ? undefined : asked.shift()
    const tooMany = cause === undefined ? this.restarts.ended(this.replied) : undefined
    clearTimeout(this.grace)
    this.process = undefined
    this.leaving = false
    this.replied = false
    this.waiting.unshift(...asked.filter((one) => !one.over))
    if (begun !== undefined) this.bury(begun, begun.number === noted, how)
    if (cause !== undefined || tooMany !== undefined) {
      for (const one of this.waiting.splice(0)) one.settle(cause ?? notBegun(one, tooMany as number, how))
    }
    this.feed()
  }

  /** A request whose helper died in the middle of it: nothing stays half made. */
  private bury(one: PendingRequest, named: boolean, how: string): void {
    const { operation, target } = one.request
    const error = new HelperError(operation, target, `the helper ended (${how}) before it answered`)
    if (operation === 'delete' && !one.undoing) this.deleteAgain(one, error)
    else if (named) this.undo(one, error)
    else this.settleUndone(one, error, one.makesName ? sweep(one) : undefined)
  }

  /** Deletes a name before anything else is done. */
  private deleteFirst({ request: { target, text } }: PendingRequest, deleted: Settled): void {
    this.waiting.unshift(new PendingRequest({ operation: 'delete', target, text }, deleted, true))
  }

  /**
   * Once more, and not more often. Where the name is not there then, or another helper has died, nobody knows whether the
   * first attempt has deleted it.
   */
  private deleteAgain(one: PendingRequest, error: HelperError): void {
    this.deleteFirst(one, (failure, answer) => {
      const unknown = isGone(failure) || failure instanceof HelperError
      one.settle(unknown ? error : failure, answer)
    })
  }

  /** Deletes the name of a request, and settles the request then. */
  private undo(one: PendingRequest, error: Error | undefined): void {
    this.deleteFirst(one, (failure) => this.settleUndone(one, error, isGone(failure) ? undefined : failure))
  }

  /** `left`: why something is left behind, if anything is. */
  private settleUndone(one: PendingRequest, error: Error | undefined, left: unknown): void {
    const { operation, target } = one.request
    const told = left === undefined ? error : new LeftBehindError(operation, target, left, one.over ? undefined : error)
    if (!one.over) one.settle(told)
    else if (told instanceof LeftBehindError)
      process.emitWarning(told.message, { type: 'RtnlWarning', code: 'RTNL_NETNS_LEFT_BEHIND' })
  }
}

const isGone = (failure: unknown): boolean => failure instanceof NetnsError && failure.errno === ENOENT

const notBegun = ({ request: { operation, target } }: PendingRequest, count: number, how: string): HelperError =>
  new HelperError(operation, target, `not begun: ${count} helpers in a row ended without an answer (${how})`)

const helper = new Helper()

/**
 * Asks the helper of this thread, and waits for its answer in place: the event loop waits as well, a few seconds at most.
 * For requests that take no time and have to be answered at once.
 *
 * @throws {NetnsError | HelperError | SocketError | UnsupportedError}
 */
export const askHelperNow = (request: HelperRequest): HelperAnswer => helper.askNow(request) ?? askAlone(request)

/** Asks the helper of this thread. Rejects with NetnsError, HelperError, SocketError, UnsupportedError, TimeoutError. */
export const askHelper = async (request: HelperRequest, options: WaitOptions = {}): Promise<HelperAnswer> => {
  // says why on systems without namespaces
  loadNative()
  return helper.ask(request, options)
}
