/** One request to the helper: it settles once, with an answer, an error, an abort or a timeout, whichever comes first. */

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
  /** What the operation is about: name, address, sysctl. */
  readonly text: Uint8Array
  readonly socket?: SocketNumbers | undefined
  /** The namespace, where it is about an open one. */
  readonly namespace?: NativeFile | undefined
}

export interface HelperAnswer {
  readonly text: Uint8Array
  /** The caller's to close. */
  readonly fd: number | undefined
}

/** Called once; the error counts where there is no answer. */
export type Settled = (error: unknown, answer?: HelperAnswer) => void

export class PendingRequest {
  readonly request: HelperRequest
  /** When it was made, in milliseconds of the system's clock. */
  readonly since = Date.now()
  /** Deletes what an earlier request has left behind. */
  readonly undoing: boolean
  /** Among all that one thread sends; 0 before it is sent. */
  number = 0
  private settled: Settled | undefined
  private disarm: (() => void) | undefined

  constructor(request: HelperRequest, settled: Settled, undoing = false) {
    this.request = request
    this.settled = settled
    this.undoing = undoing
  }

  /** It has settled; if it was sent, a reply is still to come. */
  get over(): boolean {
    return this.settled === undefined
  }

  /** It gives a name to a namespace. */
  get makesName(): boolean {
    const { operation, text } = this.request
    return text.length > 0 && (operation === 'create' || operation === 'attach')
  }

  /** False where it was over before. */
  settle(error: unknown, answer?: HelperAnswer): boolean {
    const { settled } = this
    if (settled === undefined) return false
    this.settled = undefined
    this.disarm?.()
    settled(error, answer)
    return true
  }

  /** Settles it when the signal aborts or the time is over, and then calls `gaveUp`. */
  arm({ signal, timeout }: WaitOptions, gaveUp: () => void): void {
    const giveUp = (reason: unknown): void => {
      if (this.settle(reason)) gaveUp()
    }
    if (signal?.aborted === true) return giveUp(signal.reason)
    const { operation, target } = this.request
    const late = (): void => giveUp(new TimeoutError(`netns ${operation} ${target}`, timeout as number))
    const timer = timeout === undefined || timeout === Number.POSITIVE_INFINITY ? undefined : setTimeout(late, timeout)
    const forget = signal === undefined ? undefined : onAbort(signal, () => giveUp(signal.reason))
    this.disarm = () => {
      clearTimeout(timer)
      forget?.()
    }
  }
}

const EBADF = 9
const EMFILE = 24

/** Why a request could not be sent. */
export const notSent = ({ request: { operation, target } }: PendingRequest, errno: number): Error =>
  errno === EBADF ? new ClosedError(`netns ${operation} ${target}`) : new SocketError('sendmsg', errno)

/** What went wrong according to a reply: NetnsError where the kernel refused, SocketError where the descriptor did not arrive. */
export const refusal = ({ request }: PendingRequest, reply: Reply, fd: number | undefined): Error | undefined => {
  const { operation, target } = request
  const { errno, text } = reply
  if (errno !== 0) return new NetnsError({ errno, operation, target, syscall: new TextDecoder().decode(text) })
  const wanted = operation === 'create' || operation === 'socket'
  // the table of descriptors is full: the kernel has dropped the one that came along
  return wanted && fd === undefined ? new SocketError('recvmsg', EMFILE) : undefined
}
