/** How routes are read. */

import type { Kind, NamesByIndex } from '../../client/collection.ts'
import type { Fields } from '../../client/fields.ts'
import { ipAddress, prefix, readFields, word } from '../../client/fields.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Plain } from '../../netlink/codec/shape.ts'
import { indexIn, readNames } from '../devices.ts'
import { device } from '../fields.ts'
import { parsePrefix } from '../prefix.ts'
import type { Route } from '../shapes.ts'
import { routeShape } from '../shapes.ts'
import { family } from '../tables/family.ts'
import { messageTypes } from '../tables/index.ts'
import { routeProtocol, routeScope, routeTable, routeType } from '../tables/route-words.ts'
import type { Nexthop } from './nexthop.ts'
import { readNexthop, withGateway } from './nexthop.ts'
import type { RouteNexthop } from './tables/route.ts'
import { route } from './tables/route.ts'

/** Which routes are listed: those that match every given field. */
export interface RouteFilter {
  /** `inet`, `inet6` or `mpls`; the kernel filters by it, as by the table, the link, the protocol and the type. */
  readonly family?: Extract<Route['family'], string> | undefined
  /** `main`, `local`, `default` or a number. */
  readonly table?: Route['table'] | undefined
  /** Routes through this link (name or index): that of the route, or of at least one of its next hops. */
  readonly dev?: string | number | undefined
  /** `kernel`, `static`, `boot`, ... */
  readonly protocol?: Route['protocol'] | undefined
  /** `unicast`, `local`, `blackhole`, ... */
  readonly type?: Route['type'] | undefined
  /** A prefix, or `default`. */
  readonly dst?: string | undefined
  /** Routes through this gateway: that of the route, or of at least one of its next hops. */
  readonly gateway?: string | undefined
  /** `global`, `link`, `host`, ... */
  readonly scope?: Route['scope'] | undefined
}

/** RTM_F_CLONED marks the reply to a lookup; in it, the bit of `rt_offload_failed` is RTCF_MULTICAST for IPv4. */
const flagsOf = ({ family, flags }: RouteValue): Route['flags'] =>
  family === 'inet' && flags.includes('cloned')
    ? flags.map((word) => (word === 'rt_offload_failed' ? 'mc' : word))
    : flags

/** A route as the shape decodes it, before `finish`. */
export interface RouteValue extends Omit<Route, 'multipath'> {
  /** RTA_MULTIPATH as the table decodes it. Absent for a route with one next hop. */
  readonly multipath?: readonly Plain<RouteNexthop>[] | undefined
}

/** Hundredths of a second as seconds: at least 1, also of a lifetime that has ended, since 0 in a request means forever. */
const seconds = (hundredths: number): number => Math.max(1, Math.ceil(hundredths / 100))

/**
 * Adds names of links, and writes gateways, lifetimes and next hops as requests have them. Changes the object itself, since a
 * list may have millions of routes.
 */
export const finishRoute = (value: RouteValue, names: NamesByIndex): Route => {
  const { oif, multipath, via, cacheinfo, family } = value
  const changed = value as { -readonly [K in keyof Route]: Route[K] }
  const dev = oif === undefined ? undefined : names.get(oif)
  if (dev !== undefined) changed.dev = dev
  if (value.flags.length > 1) changed.flags = flagsOf(value)
  if (multipath !== undefined) changed.multipath = multipath.map((hop) => readNexthop(hop, family, names))
  if (cacheinfo !== undefined && cacheinfo.expires !== 0) changed.expires ??= seconds(cacheinfo.expires)
  return via === undefined ? changed : withGateway(changed)
}

/** Whether the route or one of its next hops has the given link and gateway. Undefined: any. */
const leavesBy = (route: Route, oif: number | undefined, gateway: string | undefined): boolean => {
  const fits = (hop: Pick<Nexthop, 'oif' | 'gateway'>): boolean =>
    (oif === undefined || hop.oif === oif) && (gateway === undefined || hop.gateway === gateway)
  return fits(route) || (route.multipath ?? []).some(fits)
}

const LABELS = /^\d+(\/\d+)*$/

const FILTER: Fields<RouteFilter> = {
  family: word(family),
  table: word(routeTable),
  dev: device,
  protocol: word(routeProtocol),
  type: word(routeType),
  // MPLS labels are not a prefix.
  dst: (value, path) => (typeof value === 'string' && LABELS.test(value) ? value : prefix(value, path)),
  gateway: ipAddress,
  scope: word(routeScope),
}

/** The family to request: that of the filter's destination or, without one or for `default`, the given family. */
const familyOfFilter = (given: string | undefined, dst: string | undefined): string | undefined => {
  if (dst === undefined || dst === 'default') return given
  const own = LABELS.test(dst) ? 'mpls' : parsePrefix(dst, 'dst').family
  if (given === undefined || given === own) return own
  throw new EncodeError('dst', `a destination of family ${given}`, dst)
}

/** The kernel's reply for an IPv4 table that never had a route (inet_dump_fib). */
const ENOENT = 2

export const routeKind: Kind<Route, RouteFilter, RouteValue> = {
  name: 'routes',
  node: route,
  shape: routeShape,
  type: messageTypes.RTM_GETROUTE.type,
  names: readNames,
  finish: finishRoute,
  derived: {
    made: ['dev', 'flags', 'multipath', 'expires', 'gateway', 'via'],
    from: ['family', 'flags', 'oif', 'multipath', 'via', 'gateway', 'cacheinfo', 'expires'],
    named: ['dev', 'multipath'],
    removed: [],
  },
  compared: { dev: ['oif', 'multipath'], gateway: ['gateway', 'multipath'] },
  nothing: ENOENT,
  query: async (filter, context) => {
    const { dev, gateway, family: given, ...fields } = readFields(filter, FILTER)
    const asked = familyOfFilter(given, filter.dst)
    const { table, protocol, type } = fields
    const oif = dev === undefined ? undefined : await indexIn(context, dev)
    const wanted = Object.entries(fields)
    const all = wanted.length === 0 && oif === undefined && gateway === undefined
    const matches = (found: Route): boolean =>
      wanted.every(([key, value]) => found[key as keyof Route] === value) &&
      ((oif === undefined && gateway === undefined) || leavesBy(found, oif, gateway))
    const header = { family: asked ?? 'unspec', protocol: protocol ?? 0, type: type ?? 0 }
    const wire = asked === undefined ? undefined : (family.numbers[asked] ?? Number(asked))
    return { request: { header, table, oif }, matches: all ? undefined : matches, family: wire }
  },
}
