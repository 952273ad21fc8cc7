/**
 * Limits of a call that the helper works for: an AbortSignal and a timeout. The helper can't be interrupted; a call that is
 * given up rejects at once, and what the helper answers later is disposed of.
 */
import { onAbort } from '../netlink/abort.ts'
import { TimeoutError } from '../netlink/errors.ts'

export interface Limits {
  /** Gives up when it aborts, with its reason. What the helper has begun by then may be carried out all the same. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which to give up, with TimeoutError. */
  readonly timeout?: number | undefined
}

/** The keys of {@link Limits}, for `checkOptions`. */
export const LIMITS = ['signal', 'timeout'] as const

/**
 * Runs `work` with one signal for both limits: it aborts with the reason of `signal`, or with TimeoutError. `work` has to
 * pass it to each of its steps. `what` names the call, e.g. `netns create blue`.
 */
export const limited = async <T>(
  what: string,
  { signal, timeout }: Limits,
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

/** Waits for what `begin` starts, or for the signal. A value that comes after the signal is handed to `dispose`. */
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
