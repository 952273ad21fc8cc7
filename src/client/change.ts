/** Changes as values: a change is a request that is ready to be sent, alone or in a batch. */

import { encodeInput } from '../netlink/codec/encode/direct.ts'
import { BatchError } from '../netlink/protocol/errors.ts'
import type { RequestPayload } from '../netlink/protocol/header.ts'
import * as header from '../netlink/protocol/header.ts'
import type { BatchRequest } from '../netlink/socket/batch.ts'
import { checkRequestOptions } from '../netlink/socket/options.ts'
import type { RequestOptions } from '../netlink/socket/requests.ts'
import type { AnyKind } from './collection.ts'
import type { Requester } from './requester.ts'

/** The object that a request concerns, for error messages. `target` may be a getter, since only errors need the text. */
export interface About {
  readonly target: string
}

export class Change implements BatchRequest {
  readonly type: number
  readonly flags: number
  readonly payload: RequestPayload
  readonly about: About
  /** Closes the files that were opened for the change. Called by the sender of the change when it has settled. */
  readonly release: (() => void) | undefined

  constructor(type: number, flags: number, payload: RequestPayload, about: About, release?: () => void) {
    this.type = type
    this.flags = flags
    this.payload = payload
    this.about = about
    this.release = release
  }

  get target(): string {
    return this.about.target
  }

  /** The same change with a `release` function. */
  releasing(release: () => void): Change {
    return new Change(this.type, this.flags, this.payload, this.about, release)
  }
}

/** A change, or the promise of one for which the index of a link must be looked up first. */
export type Changing = Change | Promise<Change>

/** The netlink flags of each verb's request. */
export const VERBS = {
  /** Makes an object; refused if it exists. */
  add: header.NLM_F_CREATE | header.NLM_F_EXCL,
  /** Makes an object, or replaces the one that exists. */
  replace: header.NLM_F_CREATE | header.NLM_F_REPLACE,
  /** Makes an object, ordered after the existing ones. */
  append: header.NLM_F_CREATE | header.NLM_F_APPEND,
  /** Changes an object; refused if it does not exist. */
  change: header.NLM_F_REPLACE,
  /** Changes the given settings of an object that exists. */
  set: 0,
  delete: 0,
} as const

/** Encodes a change. The fields of `input` are those of the shape. Throws EncodeError. */
export const encodeChange = (
  requester: Pick<Requester, 'order'>,
  { node, shape }: Pick<AnyKind, 'node' | 'shape'>,
  type: number,
  flags: number,
  input: object,
  target: string | About,
): Change => {
  const payload = encodeInput(node, shape, input as { [key: string]: unknown }, requester.order)
  return new Change(type, flags, payload, typeof target === 'string' ? { target } : target)
}

/** A change without effect, for an object that is already as requested: the kernel only acknowledges it. */
export const noChange = (about: About): Change => new Change(header.NLMSG_NOOP, 0, new Uint8Array(0), about)

/**
 * Sends one change. Rejects if it can't be encoded. `where` names the call in errors about its options, `more` lists
 * the options that the call has in addition to those of every request. Not an `async` function, which would cost two more
 * promises per call.
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
  const request = requester.request(change.type, change.flags, change.payload, optionsFor(change, options))
  return change.release === undefined ? request : request.finally(change.release)
}

/** The options of the request that sends `change`. */
export const optionsFor = (change: Change, options: RequestOptions | undefined): RequestOptions =>
  options === undefined ? change.about : { signal: options.signal, timeout: options.timeout, target: change.target }

/**
 * Waits for the deletions of listed objects. `isGone` decides which refusals mean that the object no longer exists.
 * Resolves with the indexes of those; rejects with BatchError if any other deletion failed.
 */
export const deleteListed = async (
  deletions: readonly Promise<void>[],
  isGone: (reason: unknown) => boolean,
): Promise<number[]> => {
  const failures = new Map<number, unknown>()
  const gone: number[] = []
  for (const [index, outcome] of (await Promise.allSettled(deletions)).entries()) {
    if (outcome.status === 'fulfilled') continue
    if (isGone(outcome.reason)) gone.push(index)
    else failures.set(index, outcome.reason)
  }
  if (failures.size > 0) throw new BatchError(failures, deletions.length)
  return gone
}
