/** The descriptor of one kind of object, such as links. Clients, monitors, batches and `rtnl-dump` derive from it. */
import type { AnyKind } from './collection.ts'
import type { Requester } from './requester.ts'

/** The families to list for a snapshot of everything that a group reports. Undefined: one list of all families. */
export type Families = readonly (string | undefined)[]

/** A class that makes requests. */
type Maker = new (requester: Requester) => object

/** A field of a filter, for programs that derive options from it. */
export interface Filter {
  readonly type: 'device' | 'number' | 'text'
  /** One line: what the filter selects. */
  readonly help: string
}

/** `N` is the name, `K` the kind, `C` the collection, `W` the class that makes changes, `G` the names of groups. */
export interface ObjectDescription<
  N extends string,
  K extends AnyKind,
  C extends object,
  W extends Maker | undefined,
  G extends string,
> {
  /** The name in events: `link`. */
  readonly name: N
  /** One line: what the objects are. */
  readonly summary: string
  /** Fields of its filter, for a command line that is derived from them. */
  readonly filters?: { readonly [field: string]: Filter }
  /** How it is read; `kind.name` is the member of the client. */
  readonly kind: K
  /** The multicast groups that report it. An object without groups can be listed, but not watched. */
  readonly groups: { readonly [group in G]?: Families }
  /** Lists and changes it. */
  readonly collection: new (
    requester: Requester,
  ) => C
  /** Makes its requests for a batch. Absent for an object that can't be changed. */
  readonly changes: W
}

/** A descriptor, with the types of the messages that report the object to multicast groups. */
export interface NetlinkObject<
  N extends string,
  K extends AnyKind,
  C extends object,
  W extends Maker | undefined,
  G extends string,
> extends Omit<ObjectDescription<N, K, C, W, G>, 'filters'> {
  readonly filters: { readonly [field: string]: Filter }
  readonly types: { readonly new: number; readonly delete: number }
}

/** Makes a descriptor. The object becomes a member of the client by an entry in the family's list of objects. */
export const describeObject = <
  N extends string,
  K extends AnyKind,
  C extends object,
  W extends Maker | undefined,
  G extends string,
>(
  description: ObjectDescription<N, K, C, W, G>,
  types: { readonly new: number; readonly delete: number },
): NetlinkObject<N, K, C, W, G> => ({ filters: {}, ...description, types })
