/** The types of links by kind: what `data` contains. */
import type { Infer } from '../../netlink/codec/node.ts'
import type { Plain } from '../../netlink/codec/shape.ts'
import type { Link } from '../shapes.ts'
import type { portKinds } from './tables/kinds/index.ts'
import type { linkKinds } from './tables/link.ts'

/** The tables of the options by kind. */
type Kinds = typeof linkKinds

/** Kinds of links whose options have a table: `veth`, `bridge`, `vxlan`, ... */
export type LinkKind = keyof Kinds

/** Options of which each may be absent. */
type Options<T> = { readonly [P in keyof T]?: T[P] | undefined }

/** The options of a kind of link (`data`); any object for a kind without a table. */
export type LinkDataOf<K extends string> = K extends LinkKind ? Options<Plain<Infer<Kinds[K]>>> : object

/** The tables of the options of ports, by the kind of their master. */
type PortKinds = typeof portKinds

/** The options of a port of a master of kind `P` (`slaveData`); any object for a kind without a table. */
export type PortDataOf<P extends string> = P extends keyof PortKinds ? Options<Plain<Infer<PortKinds[P]>>> : object

/** The kinds of links that have a table, for completion, and any other kind. */
export type AnyKind = LinkKind | (string & Record<never, never>)

/** A link of kind `K`. */
interface LinkOfKind<K extends LinkKind> extends Omit<Link, 'kind' | 'data'> {
  /** Its kind. */
  readonly kind: K
  /** The options of its kind. Absent if the kernel reports none. */
  readonly data?: LinkDataOf<K> | undefined
}

/** A link with the options of its kind (`data`); `Link` for a kind without a table. */
export type LinkOf<K extends string> = K extends LinkKind ? LinkOfKind<K> : Link

/** Whether a link is of this kind. In TypeScript, `data` then has the options of the kind. */
export const isLinkOfKind = <K extends LinkKind>(link: Link, kind: K): link is Link & LinkOf<K> => link.kind === kind
