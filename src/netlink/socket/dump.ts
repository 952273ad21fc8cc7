/** Dumps that are repeated if the table has changed meanwhile, or if there was no space for the reply. */
import { performance } from 'node:perf_hooks'
import { ENOBUFS } from '../protocol/errno.ts'
import { DumpInterruptedError, KernelError, TimeoutError } from '../protocol/errors.ts'
import type { RequestOptions, VisitRequest } from './requests.ts'

/** How often an interrupted dump is started before DumpInterruptedError. */
const DUMP_ATTEMPTS = 10

/** netlink_dump() refuses with ENOBUFS while the receive buffer is full, as it may be of notifications. */
const mayRepeat = (error: unknown): boolean =>
  error instanceof DumpInterruptedError || (error instanceof KernelError && error.errno === ENOBUFS)

/**
 * Starts a dump until one is not interrupted. `timeout` is that of all attempts together. `restart` is called before
 * each repetition.
 */
export const repeatDump = async (
  start: (options: RequestOptions) => VisitRequest,
  restart: () => void,
  options: RequestOptions,
): Promise<void> => {
  const { timeout } = options
  const since = performance.now()
  const once = async (attempt: number): Promise<boolean> => {
    const left = timeout === undefined ? undefined : Math.max(0, timeout - (performance.now() - since))
    const dump = start({ ...options, timeout: left })
    try {
      await dump.promise
      return true
    } catch (error) {
      if (error instanceof TimeoutError) throw new TimeoutError(dump.operation, timeout as number)
      if (!mayRepeat(error) || attempt === DUMP_ATTEMPTS) throw error
      return false
    }
  }
  for (let attempt = 1; !(await once(attempt)); attempt++) restart()
}
