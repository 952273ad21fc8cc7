/** Batches of NETLINK_ROUTE changes. */
import type { Makers, Recorded } from '../client/batch.ts'
import type { Requester } from '../client/requester.ts'
import type { LinkSettings, NewLink } from './link/input.ts'
import type { AnyKind, PortDataOf } from './link/kinds.ts'
import type { Member, Objects } from './objects.ts'
import { objects } from './objects.ts'

/** The class that makes the changes of an object, by the member of the client. */
type ChangesOf<M extends Member> = Objects[M]['changes'] extends new (requester: Requester) => infer C ? C : never

/** The members whose objects can be changed. */
type Changeable = { [M in Member]: Objects[M]['changes'] extends undefined ? never : M }[Member]

/** The verbs of links. `data` has the options of the kind, as in `links.add`. */
export interface LinkBatch extends Omit<Recorded<ChangesOf<'links'>>, 'add' | 'change' | 'changePort'> {
  /** Creates a link. Without a name, the kernel chooses one. */
  readonly add: <K extends AnyKind, P extends string>(link: NewLink<K, P>) => void
  /** Changes settings of an existing link. Absent settings are not changed. */
  readonly change: <K extends AnyKind, P extends string>(dev: string | number, settings: LinkSettings<K, P>) => void
  /** Changes settings of a bridge port. `self`: in the driver of the link instead of the bridge. Default: false. */
  readonly changePort: (dev: string | number, port: PortDataOf<'bridge'>, how?: { readonly self?: boolean }) => void
}

/** Records changes: the verbs of each object that can be changed. */
export type Batch = { readonly [M in Changeable]: M extends 'links' ? LinkBatch : Recorded<ChangesOf<M>> }

/**
 * A synchronous function that calls the verbs of a batch. One that returns a promise is refused: changes that it records
 * after its first `await` would never be sent.
 */
export type Fill<R> = (changes: Batch) => R & (R extends PromiseLike<unknown> ? never : R)

export const makers: Makers = Object.fromEntries(
  Object.entries(objects).map(([member, { changes }]) => [member, changes]),
)
