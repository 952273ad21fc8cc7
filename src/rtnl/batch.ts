/** Many changes, few sends. */
import { EncodeError } from '../netlink/codec/errors.ts'
import { checkRequestOptions } from '../netlink/socket/options.ts'
import type { RequestOptions } from '../netlink/socket/requests.ts'
import type { Change, Changing } from './change.ts'
import type { Member, Objects } from './objects.ts'
import { objects } from './objects.ts'
import type { Requester } from './requester.ts'

/** The same verbs, written down instead of sent. */
type Recorded<C> = {
  readonly [K in keyof C as C[K] extends (...args: never) => Changing ? K : never]: C[K] extends (
    ...args: infer A
  ) => Changing
    ? (...args: A) => void
    : never
}

/** The verbs of each object that can be changed, by the member of the client. */
type ChangesOf<M extends Member> = Objects[M]['changes'] extends new (requester: Requester) => infer C ? C : never

/** Members whose objects can be changed. */
type Changeable = { [M in Member]: Objects[M]['changes'] extends undefined ? never : M }[Member]

export type Batch = { readonly [M in Changeable]: Recorded<ChangesOf<M>> }

/** A change, the promise of one, or why it can't be made. */
type Step = Changing | { readonly reason: unknown }

type Verb = (...args: unknown[]) => Changing

/** Functions of an object: a proxy would be asked for its verb by every request of very many. */
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

/**
 * A function that writes down changes at once. One that returns a promise is refused: what it wrote down after its first
 * `await` would never be sent.
 */
export type Fill<R> = (changes: Batch) => R & (R extends PromiseLike<unknown> ? never : R)

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

const NOT_ASYNC = 'a function that returns before anything is awaited: read first, then write down the changes'

const refuseAsync = (returned: unknown): void => {
  if (!isThenable(returned)) return
  // The refusal says what is wrong; what the function does later is nobody's.
  returned.then(undefined, () => undefined)
  throw new EncodeError('fill', NOT_ASYNC)
}

const recorders = (requester: Requester, steps: Step[]): Batch => {
  const all: { [member: string]: object } = {}
  for (const [member, { changes: Changes }] of Object.entries(objects))
    if (Changes !== undefined) all[member] = record(new Changes(requester), steps)
  return all as unknown as Batch
}

const write = (requester: Requester, fill: (batch: Batch) => unknown): Step[] => {
  if (typeof fill !== 'function') throw new EncodeError('fill', NOT_ASYNC, fill)
  const steps: Step[] = []
  try {
    const returned = fill(recorders(requester, steps))
    refuseAsync(returned)
  } catch (error) {
    // What is being looked up for it is of no interest any more.
    void Promise.all(steps.map(settled)).then(letGo)
    throw error
  }
  return steps
}

type Made = Exclude<Step, Promise<unknown>>

/** Lets go of what was opened for changes. */
const letGo = (made: readonly Made[]): void => {
  for (const one of made) if (!('reason' in one)) one.release?.()
}

const settled = async (step: Step): Promise<Made> => {
  try {
    return await step
  } catch (reason) {
    return { reason }
  }
}

/** Makes all requests first, so that they can be sent together and in their order; one that can't be made rejects alone. */
export const runBatch = async (
  requester: Requester,
  fill: (batch: Batch) => unknown,
  options: RequestOptions = {},
): Promise<PromiseSettledResult<void>[]> => {
  checkRequestOptions('batch', options)
  const steps = write(requester, fill)
  const waits = steps.some((step) => step instanceof Promise)
  const made = waits ? await Promise.all(steps.map(settled)) : (steps as Made[])
  const changes = made.filter((step): step is Change => !('reason' in step))
  const outcomes = await requester.batch(changes, options)
  letGo(changes)
  let place = 0
  return made.map((step) =>
    'reason' in step ? { status: 'rejected', reason: step.reason } : (outcomes[place++] as PromiseSettledResult<void>),
  )
}
