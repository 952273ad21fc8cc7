/** Batches: verbs record their changes instead of sending them, and the changes are then sent together in few datagrams. */
import { EncodeError } from '../netlink/codec/errors.ts'
import { checkRequestOptions } from '../netlink/socket/options.ts'
import type { RequestOptions } from '../netlink/socket/requests.ts'
import type { Change, Changing } from './change.ts'
import type { Requester } from './requester.ts'

/** The verbs of a class that makes changes, recorded instead of sent. */
export type Recorded<C> = {
  readonly [K in keyof C as C[K] extends (...args: never) => Changing ? K : never]: C[K] extends (
    ...args: infer A
  ) => Changing
    ? (...args: A) => void
    : never
}

/** Classes that make changes, by the name of their member in a batch. */
export type Makers = { readonly [member: string]: (new (requester: Requester) => object) | undefined }

/** A change, the promise of one, or the reason why it can't be made. */
type Step = Changing | { readonly reason: unknown }

type Verb = (...args: unknown[]) => Changing

/** An object with recording functions. Not a Proxy, which would look up the verb again for each of very many changes. */
const record = <C extends object>(changes: C, steps: Step[]): Recorded<C> => {
  const recording =
    (verb: Verb): ((...args: unknown[]) => void) =>
    (...args) => {
      try {
        steps.push(verb.apply(changes, args))
      } catch (reason) {
        steps.push({ reason })
      }
    }
  const { constructor: _, ...verbs } = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(changes))
  return Object.fromEntries(
    Object.entries(verbs).map(([name, { value }]) => [name, recording(value as Verb)]),
  ) as Recorded<C>
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

const NOT_ASYNC = 'a synchronous function: read everything that it needs before the batch'

const refuseAsync = (returned: unknown): void => {
  if (!isThenable(returned)) return
  // The call rejects with NOT_ASYNC; a later failure of the function must not become an unhandled rejection.
  returned.then(undefined, () => undefined)
  throw new EncodeError('fill', NOT_ASYNC)
}

const recorders = <B>(requester: Requester, makers: Makers, steps: Step[]): B => {
  const all: { [member: string]: object } = {}
  for (const [member, Changes] of Object.entries(makers))
    if (Changes !== undefined) all[member] = record(new Changes(requester), steps)
  return all as B
}

const write = <B>(requester: Requester, makers: Makers, fill: (batch: B) => unknown): Step[] => {
  if (typeof fill !== 'function') throw new EncodeError('fill', NOT_ASYNC, fill)
  const steps: Step[] = []
  try {
    const returned = fill(recorders(requester, makers, steps))
    refuseAsync(returned)
  } catch (error) {
    // Lookups of link indexes may still be running. Their results are dropped, and files opened for changes are closed.
    void Promise.all(steps.map(settled)).then(releaseAll)
    throw error
  }
  return steps
}

type Made = Exclude<Step, Promise<unknown>>

/** Closes the files that were opened for changes. */
const releaseAll = (made: readonly Made[]): void => {
  for (const one of made) if (!('reason' in one)) one.release?.()
}

const settled = async (step: Step): Promise<Made> => {
  try {
    return await step
  } catch (reason) {
    return { reason }
  }
}

/**
 * Calls `fill`, waits until all recorded changes are encoded, then sends them together in order. Resolves with an outcome
 * for each change. A change that can't be encoded has a rejected outcome; the others are sent. `makers` are the classes
 * whose verbs `fill` may call.
 */
export const runBatch = async <B>(
  requester: Requester,
  makers: Makers,
  fill: (batch: B) => unknown,
  options: RequestOptions = {},
): Promise<PromiseSettledResult<void>[]> => {
  checkRequestOptions('batch', options)
  const steps = write(requester, makers, fill)
  const waits = steps.some((step) => step instanceof Promise)
  const made = waits ? await Promise.all(steps.map(settled)) : (steps as Made[])
  const changes = made.filter((step): step is Change => !('reason' in step))
  const outcomes = await requester.batch(changes, options)
  releaseAll(changes)
  let sent = 0
  return made.map((step) =>
    'reason' in step ? { status: 'rejected', reason: step.reason } : (outcomes[sent++] as PromiseSettledResult<void>),
  )
}
