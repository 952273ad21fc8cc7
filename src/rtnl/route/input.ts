/** The input of the verbs that add, change or delete a route. */
import type { routeReadOnly } from '../read-only-fields.ts'
import type { Route } from '../shapes.ts'
import type { NewNexthop } from './nexthop.ts'

/** The fields of a route that a request may contain as they are read. */
type Settable = Omit<
  Partial<Route>,
  | keyof typeof routeReadOnly.fields
  | ('dst' | 'gateway' | 'via' | 'dev' | 'oif' | 'multipath' | 'metrics' | 'encap' | 'flags')
>

/**
 * A route to add, change or delete. Fields that are left out have the kernel's defaults; `delete` compares only the given
 * ones.
 */
export interface NewRoute extends Settable {
  /** A prefix, `default`, or for MPLS a label. */
  readonly dst: string
  /** Address of the next hop; its family may differ from the route's. */
  readonly gateway?: string | undefined
  /** Link: name or index. */
  readonly dev?: string | number | undefined
  /** The gateway is on the link, although no prefix of the link covers it. */
  readonly onlink?: boolean | undefined
  /** Flags of the route (RTNH_F_*). Default: none. */
  readonly flags?: Route['flags'] | undefined
  /** `mtu`, `advmss`, `window`, ... */
  readonly metrics?: Route['metrics']
  /** Encapsulation of type `encapType`. The fields are named as they are read. */
  readonly encap?: object | undefined
  /** Several next hops, instead of `gateway` and `dev`. */
  readonly multipath?: readonly NewNexthop[] | undefined
}
