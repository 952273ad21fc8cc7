/** Changes as values: a request that is ready to be sent, alone or in a batch. */

import { encodeInput } from '../netlink/codec/encode/direct.ts'
import type { Payload } from '../netlink/codec/fast/pool.ts'
import { BatchError, NetlinkError } from '../netlink/protocol/errors.ts'
import * as header from '../netlink/protocol/header.ts'
import type { BatchRequest } from '../netlink/socket/batch.ts'
import type { Reader, RequestOptions } from '../netlink/socket/exchange.ts'
import { checkRequestOptions, OptionError } from '../netlink/socket/options.ts'
import type { About } from './about.ts'
import type { Kind } from './collection.ts'
import { readNames } from './devices.ts'
import type { Requester } from './requester.ts'
import type { MessageName } from './tables/index.ts'
import { messageTypes } from './tables/index.ts'

export class Change implements BatchRequest {
  readonly type: number
  readonly flags: number
  readonly payload: Uint8Array | Payload
  readonly about: About
  /** Lets go of what was opened for it; to be called once it is settled. */
  readonly release: (() => void) | undefined

  constructor(type: number, flags: number, payload: Uint8Array | Payload, about: About, release?: () => void) {
    this.type = type
    this.flags = flags
    this.payload = payload
    this.about = about
    this.release = release
  }

  get target(): string {
    return this.about.target
  }

  /** The same, for which something was opened. */
  releasing(release: () => void): Change {
    return new Change(this.type, this.flags, this.payload, this.about, release)
  }
}

/** A change, or the promise of one that has to ask for a link's index first. */
export type Changing = Change | Promise<Change>

/** Verbs and the flags that say them to the kernel. */
export const VERBS = {
  /** Refused where it exists. */
  add: header.NLM_F_CREATE | header.NLM_F_EXCL,
  /** Made, or put in the place of what exists. */
  replace: header.NLM_F_CREATE | header.NLM_F_REPLACE,
  /** Made beside what exists. */
  append: header.NLM_F_CREATE | header.NLM_F_APPEND,
  /** Refused where it does not exist. */
  change: header.NLM_F_REPLACE,
  /** Settings of what exists. */
  set: 0,
  delete: 0,
} as const

/** What verbs that can answer take beside the options of every request. */
export const ECHO = ['echo']

/** Throws OptionError for an `echo` that is neither true nor false, which would be taken for false. */
export const wantsEcho = (where: string, options: ChangeOptions | undefined): boolean => {
  const { echo = false } = options ?? {}
  if (typeof echo !== 'boolean') throw new OptionError(where, 'echo', 'expected true or false')
  return echo
}

/** Options of a verb that can answer with the object as the kernel has stored it. */
export interface ChangeOptions extends RequestOptions {
  readonly echo?: boolean | undefined
}

export interface Echo extends ChangeOptions {
  readonly echo: true
}

// biome-ignore lint/suspicious/noExplicitAny: what is read does not matter here.
type AnyKind = Kind<any, any>

/** Encodes a change. `input` has the names of the shape. */
export const makeChange = (
  requester: Requester,
  { node, shape }: Pick<AnyKind, 'node' | 'shape'>,
  name: MessageName,
  flags: number,
  input: object,
  target: string | About,
): Change => {
  const payload = encodeInput(node, shape, input as { [key: string]: unknown }, requester.order)
  return new Change(messageTypes[name].type, flags, payload, typeof target === 'string' ? { target } : target)
}

/** For what is as it is asked for: the kernel only acknowledges it. */
export const noChange = (about: About): Change => new Change(header.NLMSG_NOOP, 0, new Uint8Array(0), about)

/**
 * Sends one change; rejects where it can't be made. `where` names the call in errors about its options. Without `async`,
 * which would cost two promises more for each.
 */
export const send = (
  requester: Requester,
  make: () => Changing,
  options?: RequestOptions,
  where = 'request',
  more: readonly string[] = [],
): Promise<void> => {
  try {
    if (options !== undefined) checkRequestOptions(where, options, more)
    const changing = make()
    if (changing instanceof Promise) return changing.then((change) => sendMade(requester, change, options))
    return sendMade(requester, changing, options)
  } catch (error) {
    return Promise.reject(error)
  }
}

const sendMade = (requester: Requester, change: Change, options: RequestOptions | undefined): Promise<void> => {
  const request = requester.request(change.type, change.flags, change.payload, about(change, options))
  return change.release === undefined ? request : request.finally(change.release)
}

const about = (change: Change, options: RequestOptions | undefined): RequestOptions =>
  options === undefined ? change.about : { signal: options.signal, timeout: options.timeout, target: change.target }

/** How one object is read again that was made. */
export interface ReadBack<T> {
  readonly reader: Reader<T>
  readonly find: () => Promise<T | undefined>
}

/**
 * Sends one change and returns the object as the kernel has stored it: as it echoes it, or read back where this kernel
 * does not echo the kind.
 */
export const make = async <T, F>(
  requester: Requester,
  { finish }: Kind<T, F>,
  making: () => Changing,
  { reader, find }: ReadBack<T>,
  options: RequestOptions,
  where = 'request',
): Promise<T> => {
  checkRequestOptions(where, options, ECHO)
  const change = await making()
  const echo = requester.echo(change.type, change.flags, change.payload, reader, about(change, options))
  const [echoed] = await echo.finally(change.release)
  const finished = echoed === undefined || finish === undefined ? echoed : finish(echoed, await readNames(requester))
  const made = finished ?? (await find())
  if (made === undefined)
    throw new NetlinkError('ERR_NO_ANSWER', `${change.target}: made, but not to be found any more`)
  return made
}

/** Sends one change, and answers with the object if that is wanted. */
export const put = <T, F>(
  requester: Requester,
  kind: Kind<T, F>,
  making: () => Changing,
  back: () => ReadBack<T>,
  options: ChangeOptions | undefined,
  where: string,
): Promise<unknown> => {
  try {
    if (options === undefined || !wantsEcho(where, options)) return send(requester, making, options, where, ECHO)
    return make(requester, kind, making, back(), options, where)
  } catch (error) {
    return Promise.reject(error)
  }
}

/**
 * Deletes objects that were listed, all that can be. `isGone` tells refusals of what was gone by then from others.
 * Resolves with the places of those that were gone; rejects with BatchError if any other was refused.
 */
export const deleteListed = async (
  deletions: readonly Promise<void>[],
  isGone: (reason: unknown) => boolean,
): Promise<number[]> => {
  const failures = new Map<number, unknown>()
  const gone: number[] = []
  for (const [place, one] of (await Promise.allSettled(deletions)).entries()) {
    if (one.status === 'fulfilled') continue
    if (isGone(one.reason)) gone.push(place)
    else failures.set(place, one.reason)
  }
  if (failures.size > 0) throw new BatchError(failures, deletions.length)
  return gone
}
