/**
 * Light-weight tunnels: `ip -details -json route` writes their fields among those of the route itself. The table of a
 * `seg6local` route is lost there: the route's own has the same key.
 */
import type { Mapping } from '../compare.ts'

/** A route or one of its nexthops, as far as its tunnel goes. */
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
/** The wire has the last to be visited first. */
const segments = (srh: Segments | undefined): string[] | undefined => srh?.segments && [...srh.segments].reverse()

export const encaps: Mapping<Encapsulated> = {
  encap: 'encapType',
  /** Of mpls, whose route says where the packet was going in `dst`. */
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
