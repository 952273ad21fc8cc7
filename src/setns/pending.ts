/** One request to the helper. It settles once, by a reply, an error, an abort or a timeout, whichever comes first. */

import { ClosedError, SocketError, TimeoutError } from '../netlink/protocol/errors.ts'
import { onAbort } from '../netlink/socket/abort.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import { NetnsError } from './errors.ts'
import type { Operation, Reply, SocketNumbers } from './messages.ts'
import type { WaitOptions } from './options.ts'

export interface HelperRequest {
  readonly operation: Operation
  /** For error messages. */
  readonly target: string
  /** The argument of the operation: a name, an address, a sysctl. */
  readonly text: Uint8Array
  readonly socket?: SocketNumbers | undefined
  /** The open namespace that the operation applies to, if any. */
  readonly namespace?: NativeFile | undefined
}

export interface HelperAnswer {
  readonly text: Uint8Array
  /** The caller owns it. */
  readonly fd: number | undefined
  /** For a new namespace: a socket of NETLINK_ROUTE in it. The caller owns it. Absent if the helper could not open it. */
  readonly socket: number | undefined
}

export const answerOf = ({ text }: Reply, [fd, socket]: readonly number[]): HelperAnswer => ({ text, fd, socket })

/** Called once, with an answer or an error. */
export type Settled = (error: unknown, answer?: HelperAnswer) => void

export class PendingRequest {
  readonly request: HelperRequest
  /** Time of its creation, in milliseconds of the system clock. */
  readonly since = Date.now()
  /** Whether it deletes a name on behalf of an earlier request. */
  readonly undoing: boolean
  /** Its number among the requests of this thread; 0 before it is sent. */
  number = 0
  private settled: Settled | undefined
  private disarm: (() => void) | undefined

  constructor(request: HelperRequest, settled: Settled, undoing = false) {
    this.request = request
    this.settled = settled
    this.undoing = undoing
  }

  /** Whether it has settled. Its reply may still be pending. */
  get over(): boolean {
    return this.settled === undefined
  }

  /** Whether it creates a name. */
  get makesName(): boolean {
    const { operation, text } = this.request
    return text.length > 0 && (operation === 'create' || operation === 'attach')
  }

  /** Settles it. False if it was settled before. */
  settle(error: unknown, answer?: HelperAnswer): boolean {
    const { settled } = this
    if (settled === undefined) return false
    this.settled = undefined
    this.disarm?.()
    settled(error, answer)
    return true
  }

  /** Settles it when the signal aborts or the timeout expires, then calls `abandoned`. */
  arm({ signal, timeout }: WaitOptions, abandoned: () => void): void {
    const abandon = (reason: unknown): void => {
      if (this.settle(reason)) abandoned()
    }
    if (signal?.aborted === true) return abandon(signal.reason)
    const { operation, target } = this.request
    const late = (): void => abandon(new TimeoutError(`netns ${operation} ${target}`, timeout as number))
    const timer = timeout === undefined || timeout === Number.POSITIVE_INFINITY ? undefined : setTimeout(late, timeout)
    const forget = signal === undefined ? undefined : onAbort(signal, () => abandon(signal.reason))
    this.disarm = () => {
      clearTimeout(timer)
      forget?.()
    }
  }
}

const EBADF = 9
const EMFILE = 24

/** The error of a request that could not be sent. */
export const notSent = ({ request: { operation, target } }: PendingRequest, errno: number): Error =>
  errno === EBADF ? new ClosedError(`netns ${operation} ${target}`) : new SocketError('sendmsg', errno)

/**
 * The error of a reply: NetnsError if the kernel refused, SocketError if the descriptor was lost. Undefined for
 * success.
 */
export const refusal = ({ request }: PendingRequest, reply: Reply, fd: number | undefined): Error | undefined => {
  const { operation, target } = request
  const { errno, text } = reply
  if (errno !== 0) return new NetnsError({ errno, operation, target, syscall: new TextDecoder().decode(text) })
  const wanted = operation === 'create' || operation === 'socket'
  // the descriptor table of this process is full, so the kernel dropped the descriptor of the reply
  return wanted && fd === undefined ? new SocketError('recvmsg', EMFILE) : undefined
}
