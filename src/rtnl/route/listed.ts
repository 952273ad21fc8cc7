/** Conversion of routes that were read to requests. */
import { isDeepStrictEqual } from 'node:util'
import { Collection } from '../../client/collection.ts'
import { settable, wasRead } from '../../client/read-only.ts'
import type { Requester } from '../../client/requester.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { KernelError } from '../../netlink/protocol/errors.ts'
import { multicastRouteReadOnly, routeReadOnly } from '../read-only-fields.ts'
import type { Route } from '../shapes.ts'
import type { NewRoute } from './input.ts'
import { routeKind } from './reading.ts'

/** Types of routes that have no next hop. */
export const WITHOUT_NEXT_HOP: ReadonlySet<unknown> = new Set(['blackhole', 'unreachable', 'prohibit', 'throw'])

/** Fields of the nexthop object (`nhId`). The kernel reports them with the route, and refuses them beside `nhId`. */
const OF_OBJECT = ['gateway', 'via', 'oif', 'dev', 'multipath', 'encap', 'encapType', 'flow', 'onlink'] as const

const byObject = (route: NewRoute): NewRoute => ({
  ...route,
  ...Object.fromEntries(OF_OBJECT.map((name) => [name, undefined])),
  flags: [],
  // The reported type is that of the object as well.
  ...(WITHOUT_NEXT_HOP.has(route.type) ? { type: 'unicast' } : {}),
})

/**
 * The fields of a request. A route that was read has the fields of the nexthop object beside `nhId`. Throws EncodeError for read-only fields of a route that was not read.
 */
export const asWritten = (route: NewRoute, family: string): NewRoute => {
  if (family === 'ipmr' || family === 'ip6mr') return settable(route, multicastRouteReadOnly)
  const written = settable(route, routeReadOnly)
  if (!wasRead(route, routeReadOnly)) return written
  // The kernel refuses a lifetime of an IPv4 route, and reports one in the reply to a lookup.
  const expires = family === 'inet6' ? written.expires : undefined
  const { nhId = 0 } = written
  return { ...(nhId === 0 ? written : byObject(written)), expires }
}

/**
 * Throws EncodeError for an IPv6 route with the metric 0. The kernel makes such routes for addresses, but takes 0 in a
 * request for 1024 (ip6_route_info_create), so writing it back would make another route.
 */
export const checkWritable = (route: NewRoute, family: string): void => {
  if (family === 'inet6' && route.metric === 0 && wasRead(route, routeReadOnly))
    throw new EncodeError(
      'metric',
      'a number above 0: the kernel alone makes routes of IPv6 that have none, for addresses',
      0,
    )
}

const EEXIST = 17

/**
 * Whether a refusal to replace a route that was read means that it exists unchanged. Of several IPv4 routes with the same
 * destination and metric the kernel replaces the first, and refuses a route that equals one of the others (EEXIST).
 */
export const isThere = (route: NewRoute, error: unknown): boolean =>
  error instanceof KernelError && error.errno === EEXIST && wasRead(route, routeReadOnly)

/** A route without its timers. */
const withoutTimers = ({ cacheinfo: _, expires: __, ...route }: Route): object => route

/** Whether a route has only a link. Of several such IPv6 routes the kernel replaces the first, even if it has another link. */
const isByLink = ({ gateway, multipath, nhId }: Pick<NewRoute, 'gateway' | 'multipath' | 'nhId'>): boolean =>
  gateway === undefined && multipath === undefined && nhId === undefined

/** Whether the kernel might replace another route instead of this one. */
export const isAmbiguous = (route: NewRoute, family: string): boolean =>
  family === 'inet6' && isByLink(route) && wasRead(route, routeReadOnly)

/**
 * Decides how to replace an IPv6 route that has only a link. `unchanged`: it exists already. `replace`: the kernel replaces the
 * right route, or adds the only one. `append`: others exist, but none with this link, so the route is added to them.
 */
export const howToReplace = async (
  requester: Requester,
  route: NewRoute,
): Promise<'unchanged' | 'replace' | 'append'> => {
  const { dst, table, metric, oif } = route as Route
  const all = await new Collection(requester, routeKind).list({ family: 'inet6', dst, table })
  const alike = all.filter((one) => one.metric === metric && one.src === route.src && isByLink(one))
  const isSame = (one: Route): boolean => isDeepStrictEqual(withoutTimers(one), withoutTimers(route as Route))
  // No request can make a route with the metric 0, so it can't be replaced.
  if (metric === 0 && alike.some(isSame)) return 'unchanged'
  const [first, ...others] = alike
  if (first === undefined || others.length === 0 || (first.oif === oif && first.dev === route.dev)) return 'replace'
  if (others.some(isSame)) return 'unchanged'
  if (alike.every((one) => one.oif !== oif || one.dev !== route.dev)) return 'append'
  throw new EncodeError('dev', `${first.dev}: of the routes to ${dst} the kernel replaces the first`, route.dev)
}
