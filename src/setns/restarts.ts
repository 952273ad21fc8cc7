/** When the next helper may be started after one that ended. */

/** Helpers that end in a row without a reply before what waits for the next one is rejected. */
const LIMIT = 3
/** Milliseconds before the next start, after the first of them; ten times as many after each further one. */
const PAUSE = 10
const LONGEST_PAUSE = 1000

export class Restarts {
  private failures = 0
  private notBefore = 0

  /** Milliseconds until the next start. */
  get pause(): number {
    return Math.max(0, this.notBefore - performance.now())
  }

  /** Helpers that ended in a row without a reply, where those are too many. */
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
