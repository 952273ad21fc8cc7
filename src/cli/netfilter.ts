/** Adds likely reasons to refusals of nf_tables and of connection tracking, whose errno alone is not enough. */
import { isKernelError, isNetlinkError } from '../netlink/protocol/errors.ts'

const reasonOf = (error: unknown, what: string): string | undefined => {
  if (!isNetlinkError(error)) return undefined
  // the message of a KernelError contains it already
  if (error.code === 'EPERM' && !isKernelError(error)) return 'it takes CAP_NET_ADMIN in that namespace'
  return isKernelError(error) && error.code === 'EINVAL' ? `perhaps this kernel has no ${what}` : undefined
}

/** Calls `call`, and adds the reason to the error if the kernel refuses. */
export const withReason = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    const reason = reasonOf(error, what)
    if (reason === undefined) throw error
    throw new Error(`${(error as Error).message} (${reason})`, { cause: error })
  }
}
