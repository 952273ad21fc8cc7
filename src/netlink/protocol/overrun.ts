/**
 * What an overrun leaves in doubt, and how to find out. The kernel says ENOBUFS once; from then on it drops every answer
 * without another word until its queue has been read empty (netlink_overrun and netlink_rcv_wake in
 * net/netlink/af_netlink.c). A message that does nothing, a barrier, is sent behind the requests: answers keep their
 * order, so when its own comes, what was sent before it and has none has lost it. The barrier's may be dropped like any
 * other, but only while there is more to read: so another one goes out whenever something came and none is answered.
 */
export class OverrunRecovery {
  private raised = false
  private asking = false
  /** Barriers without an answer: sequence number and ticket. */
  private readonly barriers = new Map<number, number>()
  /** The barrier that would end the doubt; 0 before it is sent. */
  private latest = 0

  get none(): boolean {
    return !this.raised
  }

  /** Time for a barrier, if anything waits for an answer. */
  get due(): boolean {
    return this.asking
  }

  /** Answers may have been lost. */
  raise(): void {
    this.raised = true
    this.asking = true
    this.latest = 0
  }

  /** Something was received. */
  heard(): void {
    this.asking = this.raised
  }

  sent(seq: number, ticket: number): void {
    this.barriers.set(seq, ticket)
    this.latest = seq
    this.asking = false
  }

  /** True: that was a barrier, and what was sent before it is decided. */
  answered(seq: number): boolean {
    if (!this.barriers.has(seq)) return false
    for (const one of this.barriers.keys()) if (one === seq || precedes(one, seq)) this.barriers.delete(one)
    if (seq === this.latest) {
      this.raised = false
      this.asking = false
    }
    return true
  }

  /** The latest barrier, if its send was concluded and nothing has come since: no answer of it is under way. */
  unanswered(ticket: number): number | undefined {
    const sent = this.barriers.get(this.latest)
    return this.asking || sent === undefined || precedes(ticket, sent) ? undefined : this.latest
  }

  /** The barrier that travelled with this send. */
  barrierOf(ticket: number): number | undefined {
    for (const [seq, one] of this.barriers) if (one === ticket) return seq
    return undefined
  }
}

/** Whether sequence number `a` was given out before `b`; they wrap around. */
export const precedes = (a: number, b: number): boolean => a !== b && (b - a) >>> 0 < 0x80000000
