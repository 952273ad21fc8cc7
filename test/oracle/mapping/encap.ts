/**
 * Light-weight tunnels: `ip -details -json route` writes their fields among those of the route. If both have the same
 * key, the last one remains: of an mpls route the labels instead of `dst`, of `seg6local` the route's own `table`.
 */
import type { Mapping } from '../compare.ts'

/** A route or one of its nexthops, with the fields of its tunnel. */
export interface Encapsulated {
  readonly encapType?: string | number | undefined
  readonly encap?: unknown
}

interface Segments {
  readonly mode?: string | number
  readonly segments?: readonly string[]
}
interface Encap {
  readonly [key: string]: unknown
  readonly srh?: Segments
}

export const encapOf = ({ encap }: Encapsulated): Encap | undefined => encap as Encap | undefined

const field = (key: string) => (value: Encapsulated) => encapOf(value)?.[key]
/** The last segment to be visited is first on the wire. */
const segments = (srh: Segments | undefined): string[] | undefined => srh?.segments && [...srh.segments].reverse()

/** Labels that a route to an IP prefix pushes. */
export const labels = (value: Encapsulated): unknown =>
  value.encapType === 'mpls' ? encapOf(value)?.['dst'] : undefined

export const encaps: Mapping<Encapsulated> = {
  encap: 'encapType',
  dst: labels,
  ttl: field('ttl'),
  mode: (value) => encapOf(value)?.srh?.mode,
  segs: (value) => segments(encapOf(value)?.srh),
  action: field('action'),
  nh4: field('nh4'),
  nh6: field('nh6'),
  vrftable: field('vrftable'),
  iif: (value, { name }) => name(encapOf(value)?.['iif'] as number | undefined),
  oif: (value, { name }) => name(encapOf(value)?.['oif'] as number | undefined),
  srh: {
    pick: (value) => encapOf(value)?.srh,
    mapping: () => ({ segs: (srh: Segments) => segments(srh) }) as Mapping<never>,
  },
}
