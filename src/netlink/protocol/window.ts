/**
 * How many requests may be in flight. The kernel drops replies that do not fit the receive buffer (netlink_overrun), so
 * each request claims the space that its reply may take. The unit is one ACK.
 */
import type { Exchange } from './exchange.ts'

/** Bytes of the receive buffer that an ACK may take: see SAFE_ACKS in kernel.ts. */
const ACK_BYTES = 3328
/** The expected size of a reply before any was received: that of a link with its statistics. */
const USUAL_ANSWER = 4096

/** The space that a reply and its ACK take. The kernel allocates up to twice the length of a message. */
const weightOfAnswer = (length: number): number => 1 + Math.ceil((2 * length) / ACK_BYTES)

export class ReceiveWindow {
  /** ACKs that fit the receive buffer. */
  size = 64
  /** What the requests in flight claim. */
  claimed = 0
  /** Size of the longest reply so far, and what it claims of the window. */
  private longest = USUAL_ANSWER
  private answerWeight = weightOfAnswer(USUAL_ANSWER)

  /** Nothing may be sent before something is answered. */
  get full(): boolean {
    return this.claimed >= this.size
  }

  /** The space that a request of this kind claims. The kernel itself holds back a dump that does not fit. */
  weightOf(kind: Exchange['kind']): number {
    if (kind === 'change' || kind === 'atomic') return 1
    return kind === 'dump' ? 0 : this.answerWeight
  }

  /** A reply of this many bytes was received. */
  observe(length: number): void {
    if (length <= this.longest) return
    this.longest = length
    this.answerWeight = weightOfAnswer(length)
  }
}
