/** When the next helper may be started after one that ended. */

/** Consecutive helpers without a reply after which the queued requests are rejected. */
const LIMIT = 3
/** Milliseconds between the first helper without a reply and the next start. Ten times as many after each further one. */
const PAUSE = 10
const LONGEST_PAUSE = 1000

export class Restarts {
  private failures = 0
  private notBefore = 0

  /** Milliseconds until the next start. */
  get pause(): number {
    return Math.max(0, this.notBefore - performance.now())
  }

  /** A helper has ended. Returns the number of consecutive helpers without a reply, if it has reached the limit. */
  ended(replied: boolean): number | undefined {
    if (replied) {
      this.failures = 0
      return undefined
    }
    this.failures++
    this.notBefore = performance.now() + Math.min(PAUSE * 10 ** (this.failures - 1), LONGEST_PAUSE)
    return this.failures >= LIMIT ? this.failures : undefined
  }
}
