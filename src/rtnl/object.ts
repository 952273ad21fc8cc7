/** Objects of NETLINK_ROUTE: what one is, in one descriptor. Clients, monitors, batches and `rtnl-dump` derive from it. */
import type { AnyKind } from '../client/collection.ts'
import type { Requester } from '../client/requester.ts'
import type { Group } from './tables/groups.ts'
import type { MessageName } from './tables/index.ts'
import { messageTypes } from './tables/index.ts'

/** The families that have to be listed to read all that a group reports; undefined lists every family at once. */
export type Families = readonly (string | undefined)[]

/** Makes requests. */
type Maker = new (requester: Requester) => object

/** A field of a filter, for programs that derive options from it. */
export interface Filter {
  readonly type: 'device' | 'number' | 'text'
  /** One line: what is left out. */
  readonly help: string
}

export interface Definition<N extends string, K extends AnyKind, C extends object, W extends Maker | undefined> {
  /** What events call it: `link`. */
  readonly name: N
  /** One line: what the objects are. */
  readonly summary: string
  /** Fields of its filter, for a command line that is derived from them. */
  readonly filters?: { readonly [field: string]: Filter }
  /** How it is read; `kind.name` is the member of the client. */
  readonly kind: K
  /** RTM_NEW* and RTM_DEL*, as the kernel sends them to multicast groups. */
  readonly messages: { readonly new: MessageName; readonly delete: MessageName }
  /** The multicast groups that report it. Without any, it can only be listed. */
  readonly groups: { readonly [G in Group]?: Families }
  /** Lists and changes it. */
  readonly collection: new (
    requester: Requester,
  ) => C
  /** Makes its requests for a batch. Absent for an object that can't be changed. */
  readonly changes: W
}

/** A descriptor, with the numbers of its messages. */
export interface RtnlObject<N extends string, K extends AnyKind, C extends object, W extends Maker | undefined>
  extends Omit<Definition<N, K, C, W>, 'messages' | 'filters'> {
  readonly filters: { readonly [field: string]: Filter }
  readonly types: { readonly new: number; readonly delete: number }
}

/** Registers an object. Its place in `objects.ts` makes it a member of the client. */
export const defineObject = <N extends string, K extends AnyKind, C extends object, W extends Maker | undefined>({
  messages,
  ...definition
}: Definition<N, K, C, W>): RtnlObject<N, K, C, W> => ({
  filters: {},
  ...definition,
  types: { new: messageTypes[messages.new].type, delete: messageTypes[messages.delete].type },
})
