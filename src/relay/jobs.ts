/** Work that is done in order, one piece after the other. A piece that is done at once delays nothing. */

export type Job = () => void | Promise<void>

export class Jobs {
  /** Called when nothing is left to do. */
  private readonly idle: () => void
  /** Called with what a piece of work throws; the rest is done all the same. */
  private readonly failed: (error: unknown) => void
  private readonly queue: Job[] = []
  private running = false

  constructor(idle: () => void, failed: (error: unknown) => void) {
    this.idle = idle
    this.failed = failed
  }

  /** Pieces that were not begun. */
  get length(): number {
    return this.queue.length
  }

  get busy(): boolean {
    return this.running
  }

  add(job: Job): void {
    this.queue.push(job)
    if (!this.running) this.run()
  }

  private run(): void {
    this.running = true
    for (let job = this.queue.shift(); job !== undefined; job = this.queue.shift()) {
      try {
        const done = job()
        if (done !== undefined) return this.wait(done)
      } catch (error) {
        this.failed(error)
      }
    }
    this.running = false
    this.idle()
  }

  private wait(done: Promise<void>): void {
    done.catch((error: unknown) => this.failed(error)).then(() => this.run())
  }
}
