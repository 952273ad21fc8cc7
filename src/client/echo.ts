/** Verbs that make an object and can resolve with it, as the kernel has stored it. */

import { NetlinkError } from '../netlink/protocol/errors.ts'
import { checkRequestOptions, OptionError } from '../netlink/socket/options.ts'
import type { Reader, RequestOptions } from '../netlink/socket/requests.ts'
import type { Changing } from './change.ts'
import { optionsFor, send } from './change.ts'
import type { Kind } from './collection.ts'
import { finished, namesFor } from './collection.ts'
import type { Requester } from './requester.ts'

/** Options of a verb that makes an object. */
export interface ChangeOptions extends RequestOptions {
  /** Resolve with the object as the kernel has stored it. Default: false. */
  readonly echo?: boolean | undefined
}

/** Options with which a verb resolves with the object. */
export interface Echo extends ChangeOptions {
  readonly echo: true
}

/** A verb that makes an object from `A`. With `echo` it resolves with the object (`T`) as the kernel has stored it. */
export interface EchoVerb<A extends readonly unknown[], T> {
  (...args: [...A, options: Echo]): Promise<T>
  (...args: [...A, options?: ChangeOptions]): Promise<void>
}

/** The options that these verbs have in addition to those of every request. */
export const ECHO: readonly string[] = ['echo']

/** Whether `options` request an echo. Throws OptionError for an `echo` that is not a boolean. */
export const wantsEcho = (where: string, options: ChangeOptions | undefined): boolean => {
  const { echo = false } = options ?? {}
  if (typeof echo !== 'boolean') throw new OptionError(where, 'echo', 'expected true or false')
  return echo
}

/** How a new object is read: from the kernel's echo by `reader`, or by `find` if the kernel does not echo its kind. */
export interface ReadBack<T, V> {
  readonly reader: Reader<V>
  readonly find: () => Promise<T | undefined>
}

/** Sends one change and resolves with the object as the kernel has stored it. */
export const makeEchoed = async <T, F, V>(
  requester: Requester,
  kind: Kind<T, F, V>,
  making: () => Changing,
  { reader, find }: ReadBack<T, V>,
  options: RequestOptions,
  where: string,
): Promise<T> => {
  checkRequestOptions(where, options, ECHO)
  const change = await making()
  const echo = requester.echo(change.type, change.flags, change.payload, reader, optionsFor(change, options))
  const [echoed] = await echo.finally(change.release)
  const seen =
    echoed === undefined ? undefined : finished(kind, echoed, await namesFor(kind, requester), requester.order)
  const made = seen ?? (await find())
  if (made === undefined) throw new NetlinkError('ERR_NO_ANSWER', `${change.target}: created, but no longer found`)
  return made
}

/** Types `run` as a verb that resolves with its object if `options.echo` is true, and with nothing otherwise. */
export const echoVerb = <A extends readonly unknown[], T>(
  run: (...args: [...A, options?: ChangeOptions]) => Promise<unknown>,
): EchoVerb<A, T> => run as EchoVerb<A, T>

/** Defines a verb. `isDone` decides which refusals mean that the object is already as requested. */
export type DefineVerb<N, T> = (
  verb: string,
  making: (input: N) => Changing,
  isDone?: (input: N, error: unknown) => boolean,
) => EchoVerb<[input: N], T>

/** Defines the verbs of one collection, whose inputs are of type `N`. */
export const echoVerbs =
  <T, F, N, V>(
    requester: Requester,
    kind: Kind<T, F, V>,
    reader: Reader<V>,
    find: (input: N) => Promise<T | undefined>,
  ): DefineVerb<N, T> =>
  (verb, making, isDone) => {
    const where = `${kind.name}.${verb}`
    const run = (input: N, options?: ChangeOptions): Promise<unknown> => {
      try {
        const make = (): Changing => making(input)
        if (options === undefined || !wantsEcho(where, options)) return send(requester, make, options, where, ECHO)
        return makeEchoed(requester, kind, make, { reader, find: () => find(input) }, options, where)
      } catch (error) {
        return Promise.reject(error)
      }
    }
    if (isDone === undefined) return echoVerb(run)
    return echoVerb((input, options) =>
      run(input, options).catch((error: unknown) => {
        if (!isDone(input, error)) throw error
        return options?.echo === true ? find(input) : undefined
      }),
    )
  }
