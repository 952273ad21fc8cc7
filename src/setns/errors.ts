/** The errors of calls about namespaces. */
import { errnoName, errnoText } from '../netlink/protocol/errno.ts'
import { NetlinkError } from '../netlink/protocol/errors.ts'

const EPERM = 1
const EACCES = 13

/** The privilege that a system call needs, for EPERM and EACCES. */
const NEEDS: { readonly [syscall: string]: string } = {
  unshare: 'CAP_SYS_ADMIN',
  setns: 'CAP_SYS_ADMIN in the namespace and here',
  mount: 'CAP_SYS_ADMIN',
  umount2: 'CAP_SYS_ADMIN',
  mkdir: 'CAP_SYS_ADMIN, and write access to /run',
  unlink: 'CAP_SYS_ADMIN, and write access to /run/netns',
  socket: 'CAP_NET_RAW in the namespace',
  bind: 'CAP_NET_BIND_SERVICE in the namespace',
}

/** The privilege by operation, for system calls that `NEEDS` does not contain. */
const NEEDS_OF_OPERATION: { readonly [operation: string]: string } = {
  create: 'CAP_SYS_ADMIN, and write access to /run/netns',
  attach: 'CAP_SYS_ADMIN, and write access to /run/netns',
  'set sysctl': 'CAP_NET_ADMIN in the namespace, and a sysctl that can be written',
}

/** What a {@link NetnsError} is made of. */
export interface NetnsErrorDetails {
  /** Linux's number of the error, positive. */
  readonly errno: number
  /** The operation that was requested: `create`, `delete`, `open`, ... */
  readonly operation: string
  /** The object of the operation, usually a name. */
  readonly target: string
  /** The system call that failed: `unshare`, `mount`, ... */
  readonly syscall: string
  /** What was missing, if it is not a privilege. */
  readonly needs?: string | undefined
}

/**
 * The kernel refused an operation on a namespace: `netns create blue: unshare: EPERM: Operation not permitted (it needs
 * CAP_SYS_ADMIN)`.
 */
export class NetnsError extends NetlinkError {
  override name = 'NetnsError'
  /** The number of `code` on Linux. */
  readonly errno: number
  /** The operation that was requested: `create`, `delete`, `open`, ... */
  readonly operation: string
  /** The object of the operation, usually a name. */
  readonly target: string
  /** The system call that failed: `unshare`, `mount`, ... */
  readonly syscall: string
  /** The privilege or the file system that was missing. Absent if that is not the reason. */
  readonly needs: string | undefined

  constructor({ errno, operation, target, syscall, needs: missing }: NetnsErrorDetails) {
    const refused = errno === EPERM || errno === EACCES
    const needs = missing ?? (refused ? (NEEDS[syscall] ?? NEEDS_OF_OPERATION[operation]) : undefined)
    const hint = needs === undefined ? '' : ` (it needs ${needs})`
    super(errnoName(errno), `netns ${operation} ${target}: ${syscall}: ${errnoName(errno)}: ${errnoText(errno)}${hint}`)
    this.errno = errno
    this.operation = operation
    this.target = target
    this.syscall = syscall
    this.needs = needs
  }
}

/**
 * The helper ended, or did not reply in time. What it had begun was undone, unless the message says otherwise. The next
 * request starts another helper.
 */
export class HelperError extends NetlinkError {
  override name = 'HelperError'
  /** The operation that was requested. */
  readonly operation: string
  /** The object of the operation, usually a name. */
  readonly target: string

  constructor(operation: string, target: string, problem: string) {
    super('ERR_HELPER', `netns ${operation} ${target}: ${problem}`)
    this.operation = operation
    this.target = target
  }
}

/**
 * A request failed, and undoing it failed too: the name that it created may still exist. `cause`: why the request
 * failed.
 */
export class LeftBehindError extends NetlinkError {
  override name = 'LeftBehindError'
  /** The operation that failed. */
  readonly operation: string
  /** The name. */
  readonly target: string
  /** Why the name could not be deleted. */
  readonly left: unknown

  constructor(operation: string, target: string, left: unknown, cause: Error | undefined) {
    const why = left instanceof Error ? left.message : String(left)
    const failed = cause?.message ?? `netns ${operation} ${target}: given up`
    super('ERR_LEFT_BEHIND', `${failed}; the name may be left behind: ${why}`, { cause })
    this.operation = operation
    this.target = target
    this.left = left
  }
}
