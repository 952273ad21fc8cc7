/** What can go wrong between a program and the kernel. */
import { NetlinkError } from '../codec/errors.ts'
import { EPERM, errnoName, errnoText } from './errno.ts'
import type { Extack } from './extack.ts'

export { DecodeError, EncodeError, isNetlinkError, NetlinkError } from '../codec/errors.ts'

/** What a {@link KernelError} is made of. */
export interface KernelErrorDetails {
  /** Linux's number of the error, positive: 17 for EEXIST. */
  readonly errno: number
  /** The request: `RTM_NEWLINK`. */
  readonly operation: string
  /** What it was about: `vlan5`. Absent if it has no name. */
  readonly target?: string | undefined
  /** What the kernel explained. Absent if it explained nothing. */
  readonly extack?: Extack | undefined
  /** The whole request as it was sent. */
  readonly request: Uint8Array
}

/** Added where the kernel explains nothing: nearly every EPERM of netlink is ns_capable(net->user_ns, CAP_NET_ADMIN). */
const PRIVILEGE = 'it takes CAP_NET_ADMIN in that namespace'

const describeRefusal = ({ errno, operation, target, extack }: KernelErrorDetails): string => {
  const what = target === undefined ? operation : `${operation} ${target}`
  const field = extack?.missing === undefined ? extack?.path : `missing ${extack.missing}`
  const words = extack?.message ?? (errno === EPERM ? `${errnoText(errno)} (${PRIVILEGE})` : errnoText(errno))
  return `${what}: ${errnoName(errno)}: ${words}${field === undefined ? '' : ` (${field})`}`
}

/** The kernel refused: `RTM_NEWLINK vlan5: ERANGE: Invalid VLAN id (linkinfo.data.id)`. */
export class KernelError extends NetlinkError {
  override name = 'KernelError'
  /** Linux's number for `code`. */
  readonly errno: number
  /** The request: `RTM_NEWLINK`. */
  readonly operation: string
  /** The object of the request: `vlan5`. Undefined if it has no name. */
  readonly target: string | undefined
  /** What the kernel explained. Undefined if it explained nothing. */
  readonly extack: Extack | undefined
  /** The request as it was sent; not enumerable, so that logs stay short. */
  declare readonly request: Uint8Array

  constructor(details: KernelErrorDetails) {
    super(errnoName(details.errno), describeRefusal(details))
    this.errno = details.errno
    this.operation = details.operation
    this.target = details.target
    this.extack = details.extack
    Object.defineProperty(this, 'request', { value: details.request })
  }
}

/** A list that was read has no object like the one that `get` was called for. */
export class NotFoundError extends NetlinkError {
  override name = 'NotFoundError'
  /** What there is none of: `address 10.0.0.1`. */
  readonly target: string

  constructor(operation: string, target: string) {
    super('ERR_NOT_FOUND', `${operation}: there is no ${target}`)
    this.target = target
  }
}

/** The socket itself failed, not the request. */
export class SocketError extends NetlinkError {
  override name = 'SocketError'
  /** Linux's number for `code`. */
  readonly errno: number
  /** The call that failed: `bind`, `sendmsg`, ... */
  readonly syscall: string

  constructor(syscall: string, errno: number) {
    super(errnoName(errno), `${syscall}: ${errnoName(errno)}: ${errnoText(errno)}`)
    this.errno = errno
    this.syscall = syscall
  }
}

/** What was dumped changed meanwhile (NLM_F_DUMP_INTR): the answer may lack or repeat entries and is not given out. */
export class DumpInterruptedError extends NetlinkError {
  override name = 'DumpInterruptedError'
  constructor(operation: string) {
    super('ERR_DUMP_INTERRUPTED', `${operation}: the kernel's table changed while it was read`)
  }
}

/** The receive buffer overflowed and the kernel dropped the answer: the request may have been carried out or not. */
export class OverrunError extends NetlinkError {
  override name = 'OverrunError'
  constructor(operation: string) {
    super(
      'ERR_OVERRUN',
      `${operation}: its answer was lost, since the receive buffer overflowed; it may have been carried out`,
    )
  }
}

/** The kernel sent no answer to a request, nor a refusal. */
export class NoAnswerError extends NetlinkError {
  override name = 'NoAnswerError'
  constructor(operation: string, reason = 'the kernel neither answered nor refused it') {
    super('ERR_NO_ANSWER', `${operation}: ${reason}`)
  }
}

/** A message was larger than the buffer it was received into. */
export class TruncatedError extends NetlinkError {
  override name = 'TruncatedError'
  constructor(operation: string, length: number) {
    super('ERR_TRUNCATED', `${operation}: an answer of ${length} bytes did not fit the receive buffer`)
  }
}

/** Some requests of a batch failed. */
export class BatchError extends NetlinkError {
  override name = 'BatchError'
  /** What failed, by its place in the batch. */
  readonly failures: ReadonlyMap<number, unknown>
  constructor(failures: ReadonlyMap<number, unknown>, total: number) {
    const [first] = failures
    const words =
      first === undefined
        ? ''
        : `; first, number ${first[0]}: ${first[1] instanceof Error ? first[1].message : String(first[1])}`
    super('ERR_BATCH', `${failures.size} of ${total} requests failed${words}`, { cause: first?.[1] })
    this.failures = failures
  }
}

/** The socket is closed, or was closed before the answer came. */
export class ClosedError extends NetlinkError {
  override name = 'ClosedError'
  constructor(operation: string) {
    super('ERR_CLOSED', `${operation}: the socket is closed`)
  }
}

/** No answer in the time that the caller gave. */
export class TimeoutError extends NetlinkError {
  override name = 'TimeoutError'
  constructor(operation: string, milliseconds: number) {
    super('ERR_TIMEOUT', `${operation}: no answer within ${milliseconds} ms`)
  }
}

/** This platform or kernel can't do it. */
export class UnsupportedError extends NetlinkError {
  override name = 'UnsupportedError'
  /** What is not supported. */
  readonly feature: string
  /** The first kernel that can, where that is the reason. */
  readonly minimumKernel: string | undefined
  constructor(feature: string, reason: string, options: { minimumKernel?: string; cause?: unknown } = {}) {
    super(
      'ERR_UNSUPPORTED',
      `${feature}: ${reason}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.feature = feature
    this.minimumKernel = options.minimumKernel
  }
}

const named =
  <T extends NetlinkError>(name: string) =>
  (error: unknown): error is T =>
    typeof error === 'object' &&
    error !== null &&
    (error as Error).name === name &&
    Symbol.for('rtnl.NetlinkError') in error

/** Works across the ESM and the CJS build, where `instanceof` does not. */
export const isKernelError = named<KernelError>('KernelError')
