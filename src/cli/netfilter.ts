/** Refusals of nf_tables and of connection tracking: what their errno alone does not say. */
import { isKernelError } from '../netlink/errors.ts'

const reasonOf = (code: string, what: string): string | undefined => {
  if (code === 'EPERM') return 'it takes CAP_NET_ADMIN in that namespace'
  return code === 'EINVAL' || code === 'EOPNOTSUPP' ? `perhaps this kernel has no ${what}` : undefined
}

/** Calls, and adds the reason where the kernel refuses. */
export const withReason = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    const reason = isKernelError(error) ? reasonOf(error.code, what) : undefined
    if (reason === undefined) throw error
    throw new Error(`${(error as Error).message} (${reason})`, { cause: error })
  }
}
