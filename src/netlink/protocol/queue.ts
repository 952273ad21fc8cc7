/** Requests that were submitted and not sent, in order. Dumps have a queue of their own, since one runs at a time. */
import type { Exchange } from './exchange.ts'

export class RequestQueue {
  /** Withdrawn requests are undefined. */
  private list: (Exchange | undefined)[] = []
  /** Index of the first request that was not sent. */
  private head = 0
  /** How many were withdrawn, and the index of the last of them. */
  private holes = 0
  private lastHole = 0

  get length(): number {
    return this.list.length - this.head - this.holes
  }

  /** The next request to send. Call `closeUp` first. */
  get first(): Exchange | undefined {
    return this.list[this.head]
  }

  push(exchange: Exchange): void {
    this.list.push(exchange)
  }

  /** Removes the first request. */
  shift(): Exchange {
    const first = this.list[this.head] as Exchange
    this.head++
    return first
  }

  /** Removes the first `count` requests. */
  shiftMany(count: number): Exchange[] {
    const start = this.head
    this.head += count
    return this.list.slice(start, this.head) as Exchange[]
  }

  /** How many adjacent changes the queue starts with, within the limits of messages and bytes; at least 1. */
  countChanges(most: number, bytes: number): number {
    const limit = Math.min(this.head + most, this.list.length)
    let at = this.head
    for (let left = bytes; at < limit; at++) {
      const { kind, start, end } = this.list[at] as Exchange
      left -= end - start
      if (kind !== 'change' || left < 0) break
    }
    return Math.max(at - this.head, 1)
  }

  /** What was not sent and not withdrawn. */
  waiting(): Exchange[] {
    return this.list.slice(this.head).filter((exchange) => exchange !== undefined)
  }

  /**
   * Withdraws a request. False: it is not in the queue. Many requests may be withdrawn at once, in the order of the
   * queue, so the search continues after the last one, and the queue is closed up once for all of them.
   */
  withdraw(exchange: Exchange): boolean {
    let index = this.list.indexOf(exchange, Math.max(this.head, this.lastHole))
    if (index < 0) index = this.list.indexOf(exchange, this.head)
    if (index < 0) return false
    this.list[index] = undefined
    this.lastHole = index
    this.holes++
    return true
  }

  /** Withdraws all that match, and returns them. */
  recall(matches: (exchange: Exchange) => boolean): Exchange[] {
    const waiting = this.waiting()
    this.replace(waiting.filter((exchange) => !matches(exchange)))
    return waiting.filter(matches)
  }

  /** Removes the gaps that withdrawn requests have left. */
  closeUp(): void {
    if (this.holes > 0) this.replace(this.waiting())
  }

  /** Releases the memory of requests that were sent, if none is left. */
  trim(): void {
    if (this.head === this.list.length) this.replace([])
  }

  /** Puts requests before all others. */
  unshift(exchanges: Exchange[]): void {
    this.replace(exchanges.concat(this.waiting()))
  }

  clear(): void {
    this.replace([])
  }

  private replace(list: Exchange[]): void {
    this.list = list
    this.head = 0
    this.holes = 0
    this.lastHole = 0
  }
}
