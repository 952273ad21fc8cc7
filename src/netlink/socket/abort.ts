/** Aborts of many requests by one signal. */

/** One listener per signal, however many requests share it: Node.js warns of a leak if there are more than ten. */
const watched = new WeakMap<AbortSignal, Set<() => void>>()

/** Calls when the signal aborts, unless the returned function was called before. */
export const onAbort = (signal: AbortSignal, call: () => void): (() => void) => {
  const calls = watched.get(signal) ?? watch(signal)
  calls.add(call)
  return () => {
    calls.delete(call)
    if (calls.size === 0) forget(signal)
  }
}

const watch = (signal: AbortSignal): Set<() => void> => {
  const calls = new Set<() => void>()
  watched.set(signal, calls)
  signal.addEventListener('abort', onEvent, { once: true })
  return calls
}

const forget = (signal: AbortSignal): void => {
  watched.delete(signal)
  signal.removeEventListener('abort', onEvent)
}

const onEvent = ({ target }: Event): void => {
  for (const call of watched.get(target as AbortSignal) as Set<() => void>) call()
}
