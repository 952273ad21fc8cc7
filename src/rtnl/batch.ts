/** Batches of NETLINK_ROUTE: the verbs of each object that can be changed. */
import type { Makers, Recorded } from '../client/batch.ts'
import type { Requester } from '../client/requester.ts'
import type { Member, Objects } from './objects.ts'
import { objects } from './objects.ts'

/** The verbs of each object that can be changed, by the member of the client. */
type ChangesOf<M extends Member> = Objects[M]['changes'] extends new (requester: Requester) => infer C ? C : never

/** Members whose objects can be changed. */
type Changeable = { [M in Member]: Objects[M]['changes'] extends undefined ? never : M }[Member]

/** The verbs of a batch, by object: `batch.links.add(...)`. Each call adds a change. */
export type Batch = { readonly [M in Changeable]: Recorded<ChangesOf<M>> }

/**
 * A function that writes down changes at once. One that returns a promise is refused: what it wrote down after its first
 * `await` would never be sent.
 */
export type Fill<R> = (changes: Batch) => R & (R extends PromiseLike<unknown> ? never : R)

export const makers: Makers = Object.fromEntries(
  Object.entries(objects).map(([member, { changes }]) => [member, changes]),
)
