/** The input of the verbs that add, change or delete a neighbour or a forwarding entry. */
import type { OnLink } from '../address/input.ts'
import type { neighbourReadOnly } from '../read-only-fields.ts'
import type { Neighbour } from '../shapes.ts'

/** The fields of a neighbour that a request may contain as they are read. */
type Settable = Partial<
  Omit<Neighbour, keyof typeof neighbourReadOnly.fields | 'dev' | 'index' | 'state' | 'flags' | 'dst'>
>

/** A neighbour or forwarding entry to add, change or delete, and its link. */
export type NewNeighbour = NeighbourSettings & OnLink

/** A neighbour or forwarding entry and what can be set of it. Settings that are left out have the kernel's defaults. */
export interface NeighbourSettings extends Settable {
  /** Address of the neighbour; for a forwarding entry of a vxlan, the remote end of the tunnel. */
  readonly dst?: string | undefined
  /** Default: `['permanent']`. `bridge fdb` calls `['reachable', 'noarp']` static and `['reachable']` dynamic. */
  readonly state?: Neighbour['state'] | undefined
  /** `router`, `master`, `self`, `sticky`, ... */
  readonly flags?: Neighbour['flags'] | undefined
  /** The entry is a proxy entry: the kernel answers requests for this address on the link (proxy ARP, proxy NDP). */
  readonly proxy?: boolean | undefined
}
