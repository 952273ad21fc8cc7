/**
 * How long requests have occupied the current turn of the event loop. Inline replies are received in the call itself, so
 * a loop of awaits would run without ever returning to the event loop; after some milliseconds it has to.
 */
import { performance } from 'node:perf_hooks'

/** Milliseconds after which the event loop gets a turn. */
const INLINE_TURN_MS = 8
/** While the last requests were this quick, skip the clock for the next `UNSEEN` ones. */
const QUICK_MS = 0.5
const UNSEEN = 7

export class Turns {
  /** When the first request of this turn was made; 0 before it. */
  private turn = 0
  /** Milliseconds since then, when the clock was last read. */
  private spent = 0
  /** How many requests will skip the clock. */
  private unseen = 0

  /** Whether the event loop should get a turn now. */
  get overdue(): boolean {
    return this.elapsed() > INLINE_TURN_MS
  }

  private elapsed(): number {
    if (this.unseen > 0) {
      this.unseen--
      return this.spent
    }
    const now = performance.now()
    if (this.turn === 0) {
      this.turn = now
      this.spent = 0
      setImmediate(() => {
        this.turn = 0
        this.unseen = 0
      })
    }
    const before = this.spent
    this.spent = now - this.turn
    if (this.spent - before < QUICK_MS) this.unseen = UNSEEN
    return this.spent
  }
}
