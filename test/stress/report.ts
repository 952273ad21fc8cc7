/** The counts and faults of a run. */

/** Milliseconds after which a promise counts as never settling. */
const PATIENCE = 60_000

export class Report {
  readonly counts: { [what: string]: number } = {}
  readonly faults: string[] = []

  count(what: string, more = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + more
  }

  fault(what: string): void {
    this.count('faults')
    // the first ones are enough to find the cause
    if (this.faults.length < 50) this.faults.push(what)
  }

  /** The outcome of a promise: `ok`, or the code of the error. A promise that does not settle is a fault. */
  async outcome(what: string, promise: Promise<unknown>): Promise<string> {
    this.count('promises')
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => {
        this.fault(`${what}: not settled in ${PATIENCE / 1000} s`)
        resolve('unsettled')
      }, PATIENCE)
    })
    const ended = promise.then(
      () => 'ok',
      (error: { code?: string; message?: string }) => {
        if (error?.code === undefined) this.fault(`${what}: ${String(error?.message ?? error)}`)
        return String(error?.code)
      },
    )
    const outcome = await Promise.race([ended, late])
    clearTimeout(timer)
    this.count(outcome === 'ok' ? 'resolved' : 'rejected')
    return outcome
  }
}
