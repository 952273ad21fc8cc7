/** Abort and timeout of calls with several steps, as one signal. */

import { TimeoutError } from '../netlink/protocol/errors.ts'
import { onAbort } from '../netlink/socket/abort.ts'
import type { WaitOptions } from './options.ts'

/**
 * Runs `work` with one signal for both limits: it aborts with the reason of `signal`, or with TimeoutError. `work` has to
 * pass it to each of its steps. `what` names the call, e.g. `netns create blue`.
 */
export const limited = async <T>(
  what: string,
  { signal, timeout }: WaitOptions = {},
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> => {
  signal?.throwIfAborted()
  if (timeout === undefined || timeout === Number.POSITIVE_INFINITY) return work(signal)
  const controller = new AbortController()
  const disarm = signal === undefined ? undefined : onAbort(signal, () => controller.abort(signal.reason))
  const timer = setTimeout(() => controller.abort(new TimeoutError(what, timeout)), timeout)
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
    disarm?.()
  }
}

/**
 * Waits for the promise of `begin`, or for the signal. A value that arrives after the signal is passed to `dispose`.
 */
export const unlessAborted = async <T>(
  signal: AbortSignal | undefined,
  begin: () => Promise<T>,
  dispose: (late: T) => void,
): Promise<T> => {
  signal?.throwIfAborted()
  if (signal === undefined) return begin()
  return new Promise((resolve, reject) => {
    let aborted = false
    const disarm = onAbort(signal, () => {
      aborted = true
      reject(signal.reason)
    })
    begin()
      .then((value) => (aborted ? dispose(value) : resolve(value)), reject)
      .finally(disarm)
  })
}
