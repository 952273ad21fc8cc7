/**
 * Option objects of the public API. An option that does not exist is refused like a field that does not exist, so that a
 * misspelt one never changes what a call does.
 */
import { suggest } from '../codec/encode/checks.ts'
import { NetlinkError } from '../codec/errors.ts'
import type { RequestOptions } from './requests.ts'

/** An option that does not exist, or whose value can't be used. Nothing was sent. */
export class OptionError extends NetlinkError {
  override name = 'OptionError'
  /** The option at fault, e.g. `timeout`. */
  readonly option: string

  constructor(where: string, option: string, problem: string) {
    super('ERR_OPTION', `${where}: ${option}: ${problem}`)
    this.option = option
  }
}

/** What a value is, for error messages. */
const describe = (value: unknown): string => {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return JSON.stringify(value)
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/**
 * Checks that `options` is an object with no other keys than `known`; undefined passes. `where` names the call, e.g.
 * `links.list`.
 *
 * @throws {OptionError} for anything else, with a suggestion where a known option is spelt alike.
 */
export const checkOptions = (where: string, options: unknown, known: readonly string[]): void => {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new OptionError(where, 'options', `expected an object, got ${describe(options)}`)
  // Inherited keys as well: reading an option finds them too.
  for (const key in options) {
    if (known.includes(key)) continue
    const suggestion = suggest(key, known)
    throw new OptionError(
      where,
      key,
      `no such option${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
    )
  }
}

/**
 * Checks the value of one option; undefined passes. `expected` says what it has to be.
 *
 * @throws {OptionError}
 */
export const checkOption = <O extends object>(
  where: string,
  options: O,
  option: keyof O & string,
  fits: (value: unknown) => boolean,
  expected: string,
): void => {
  const value = options[option]
  if (value === undefined || fits(value)) return
  throw new OptionError(where, option, `expected ${expected}, got ${describe(value)}`)
}

export const integerFrom =
  (low: number, high: number) =>
  (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= low && (value as number) <= high

/** The options of every request. */
export const REQUEST_OPTIONS = ['signal', 'timeout', 'target'] as const

/** The options of a call that its requests have as well. */
export const requestOptionsOf = ({ signal, timeout, target }: RequestOptions): RequestOptions => ({
  signal,
  timeout,
  target,
})

/** The longest time that a timer of Node.js can wait, in milliseconds: 24.8 days. */
const MAX_TIMEOUT = 0x7fffffff

/**
 * Checks the options of a request: no other keys than {@link REQUEST_OPTIONS} and `more`, a `signal` that is an
 * AbortSignal, and a `timeout` in milliseconds, from 0 to 2,147,483,647 or Infinity.
 *
 * @throws {OptionError}
 */
export const checkRequestOptions = (where: string, options: unknown, more: readonly string[] = []): void => {
  if (options === undefined) return
  checkOptions(where, options, [...REQUEST_OPTIONS, ...more])
  const { signal, timeout } = options as { readonly signal?: unknown; readonly timeout?: unknown }
  checkSignal(where, signal)
  checkTimeout(where, timeout)
}

export const checkSignal = (where: string, signal: unknown): void => {
  if (signal === undefined || isSignal(signal)) return
  throw new OptionError(where, 'signal', `expected an AbortSignal, got ${describe(signal)}`)
}

export const checkTimeout = (where: string, timeout: unknown): void => {
  if (timeout === undefined || timeout === Number.POSITIVE_INFINITY) return
  if (typeof timeout === 'number' && timeout >= 0 && timeout <= MAX_TIMEOUT) return
  throw new OptionError(
    where,
    'timeout',
    `expected milliseconds from 0 to ${MAX_TIMEOUT}, or Infinity, got ${describe(timeout)}`,
  )
}

/** Signals of other realms and polyfills pass as well. */
const isSignal = (signal: unknown): signal is AbortSignal =>
  typeof signal === 'object' &&
  signal !== null &&
  typeof (signal as AbortSignal).aborted === 'boolean' &&
  typeof (signal as AbortSignal).addEventListener === 'function' &&
  typeof (signal as AbortSignal).removeEventListener === 'function'
