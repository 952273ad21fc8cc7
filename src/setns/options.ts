/** What requests to the helper take: ways to give up. */
import { checkOptions, checkSignal, checkTimeout } from '../netlink/socket/options.ts'

export interface WaitOptions {
  /**
   * Gives up when it aborts, and rejects with its reason. A request that the helper has begun is finished all the same, but
   * leaves nothing behind: a name that it makes is deleted, a socket that it opens is closed.
   */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which to give up, in the same way: rejects with TimeoutError. Absent: no limit. */
  readonly timeout?: number | undefined
}

export const WAIT_OPTIONS = ['signal', 'timeout'] as const

/** @throws {OptionError} for an option that does not exist or can't be used. */
export const checkWaitOptions = (where: string, options: unknown): void => {
  if (options === undefined) return
  checkOptions(where, options, WAIT_OPTIONS)
  const { signal, timeout } = options as { readonly signal?: unknown; readonly timeout?: unknown }
  checkSignal(where, signal)
  checkTimeout(where, timeout)
}
