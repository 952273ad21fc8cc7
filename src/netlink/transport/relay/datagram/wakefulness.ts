/**
 * Keeps the event loop from sleeping for some microseconds after a datagram was sent or received: the next one usually comes
 * sooner than a processor that sleeps is woken.
 */
import { availableParallelism } from 'node:os'

/** Milliseconds. A round trip takes about a third of that when nobody sleeps. */
/* c8 ignore next -- with one processor the other process could not run meanwhile */
const LINGER = availableParallelism() > 1 ? 0.1 : 0
/** Each time nothing comes, twice as many datagrams are skipped the next time; at most 2 ** MOST_MISSES. */
const MOST_MISSES = 4

export class Wakefulness {
  private until = 0
  private turning = false
  /** Whether something was received while the loop was kept awake. */
  private worthIt = false
  /** The number of datagrams that do not keep the loop awake, because nothing came the last times. */
  private skips = 0
  private misses = 0

  /** Whether the loop is kept awake. */
  get awake(): boolean {
    return this.turning
  }

  readonly sent = (): void => this.begin()

  readonly received = (): void => {
    if (this.turning) this.worthIt = true
    this.begin()
  }

  private begin(): void {
    if (!this.turning && this.skips > 0) {
      this.skips--
      return
    }
    this.until = performance.now() + LINGER
    if (this.turning) return
    this.turning = true
    setImmediate(this.turn)
  }

  private readonly turn = (): void => {
    if (performance.now() < this.until) {
      setImmediate(this.turn)
      return
    }
    this.turning = false
    this.misses = this.worthIt ? 0 : Math.min(this.misses + 1, MOST_MISSES)
    this.skips = this.worthIt ? 0 : 2 ** this.misses
    this.worthIt = false
  }
}

/** That of the event loop of this thread. */
export const wakefulness = new Wakefulness()
