/** Checks of the limits that calls about namespaces take. */
import { checkOptions, checkSignal, checkTimeout } from '../netlink/options.ts'
import { LIMITS, type Limits } from '../setns/limits.ts'

/** Throws OptionError for a signal that is none, or a timeout that no timer can wait for. */
export const checkLimits = (where: string, { signal, timeout }: Limits): void => {
  checkSignal(where, signal)
  checkTimeout(where, timeout)
}

/** The options of a call that takes limits alone. */
export const onlyLimits = (where: string, options: Limits | undefined): Limits => {
  checkOptions(where, options, LIMITS)
  checkLimits(where, options ?? {})
  return options ?? {}
}
