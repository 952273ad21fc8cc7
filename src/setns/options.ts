/** Abort and timeout of requests to the helper. */
import { checkOptions, checkSignal, checkTimeout } from '../netlink/socket/options.ts'

/** Limits of calls about namespaces. Without them a call waits until it is done. */
export interface WaitOptions {
  /**
   * Aborts the call, which rejects with the signal's reason. A request that the helper has begun is completed, and then
   * undone: the name that it creates is deleted, the socket that it opens is closed.
   */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which the call is aborted the same way, and rejects with TimeoutError. Absent: no limit. */
  readonly timeout?: number | undefined
}

export const WAIT_OPTIONS = ['signal', 'timeout'] as const

/** @throws {OptionError} for an option that does not exist or has an invalid value. */
export const checkWaitOptions = (where: string, options: unknown): void => {
  if (options === undefined) return
  checkOptions(where, options, WAIT_OPTIONS)
  const { signal, timeout } = options as { readonly signal?: unknown; readonly timeout?: unknown }
  checkSignal(where, signal)
  checkTimeout(where, timeout)
}
