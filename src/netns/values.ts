/** Checks options and values before they are passed to the helper, to the kernel or to node:child_process. */
import { EncodeError } from '../netlink/codec/errors.ts'
import { checkOptions, checkSignal, checkTimeout } from '../netlink/socket/options.ts'
import { WAIT_OPTIONS, type WaitOptions } from '../setns/options.ts'

/** Text for C functions, which would ignore everything after a NUL. */
export const checkText = (value: unknown, path: string, expected = 'text without NUL'): string => {
  if (typeof value === 'string' && !value.includes('\0')) return value
  throw new EncodeError(path, expected, value)
}

export const checkBoolean = (value: unknown, path: string): void => {
  if (value !== undefined && typeof value !== 'boolean') throw new EncodeError(path, 'true or false', value)
}

/** An integer from 0 to 2,147,483,647, the range of C's `int`. */
export const checkInteger = (value: unknown, path: string): number => {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0x7fffffff) return value as number
  throw new EncodeError(path, 'an integer from 0 to 2147483647', value)
}

/** Refuses options that have no effect together with `chosen`, such as a port with a path. */
export const checkAlone = (options: object, chosen: string, others: readonly string[]): void => {
  for (const key of others)
    if ((options as { readonly [key: string]: unknown })[key] !== undefined)
      throw new EncodeError(key, `nothing, since \`${chosen}\` is given`)
}

/** Checks the options of a call: WaitOptions, and the keys `more`. @throws {OptionError} */
export const checkCall = (where: string, options: WaitOptions, more: readonly string[]): void => {
  checkOptions(where, options, [...WAIT_OPTIONS, ...more])
  checkSignal(where, options.signal)
  checkTimeout(where, options.timeout)
}
