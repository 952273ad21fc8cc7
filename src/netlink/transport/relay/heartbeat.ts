/** Detects a relay that has stopped answering, such as one on a machine that has lost its network. */

export interface HeartbeatEvents {
  /** Nothing was heard for a while: asks the other end. */
  ask(): void
  /** It has not answered. */
  silent(): void
}

export class Heartbeat {
  private readonly silence: number
  private readonly events: HeartbeatEvents
  private timer: NodeJS.Timeout | undefined
  private asked = false
  private quiet = true

  /** `silence`: milliseconds. */
  constructor(silence: number, events: HeartbeatEvents) {
    this.silence = silence
    this.events = events
  }

  start(): void {
    this.asked = false
    this.quiet = true
    this.timer ??= setInterval(() => this.check(), this.silence).unref()
  }

  stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }

  /** Something was received. */
  heard(): void {
    this.asked = false
    this.quiet = false
  }

  private check(): void {
    // After a call that blocked the event loop, timers run before what has arrived is read. It is read before this.
    if (this.asked) return void setImmediate(() => this.decide())
    if (this.quiet) {
      this.asked = true
      this.events.ask()
    }
    this.quiet = true
  }

  private decide(): void {
    if (this.asked && this.timer !== undefined) this.events.silent()
  }
}
