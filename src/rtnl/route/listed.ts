/** Routes as they are read, as a request wants them. */
import { isDeepStrictEqual } from 'node:util'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { KernelError } from '../../netlink/protocol/errors.ts'
import { settable, wasRead } from '../read-only.ts'
import { multicastRouteReadOnly, routeReadOnly } from '../read-only-fields.ts'
import type { Requester } from '../requester.ts'
import type { Route } from '../shapes.ts'
import type { NewNexthop, NewRoute } from './changes.ts'
import { Routes } from './reading.ts'

/** Types without a way out. */
export const NOWHERE: ReadonlySet<unknown> = new Set(['blackhole', 'unreachable', 'prohibit', 'throw'])

/** What the kernel reports of the nexthop object that `nhId` names, and refuses beside it in a request. */
const OF_OBJECT = ['gateway', 'via', 'oif', 'dev', 'multipath', 'encap', 'encapType', 'flow', 'onlink'] as const

/** Hundredths of a second that are left, as the seconds of a request: one that has just run out has one more. */
const lifetime = (hundredths: number): number | undefined =>
  hundredths === 0 ? undefined : Math.max(1, Math.ceil(hundredths / 100))

const byObject = (route: NewRoute): NewRoute => ({
  ...route,
  ...Object.fromEntries(OF_OBJECT.map((name) => [name, undefined])),
  flags: [],
  // the type is that of the object as well
  ...(NOWHERE.has(route.type) ? { type: 'unicast' } : {}),
})

/**
 * A route as a request says it. One that was read has its lifetime under `cacheinfo`, and beside `nhId` what stands
 * behind that. Throws EncodeError for what the kernel alone sets in a route that was not read.
 */
export const asWritten = (route: NewRoute, family: string): NewRoute => {
  if (family === 'ipmr' || family === 'ip6mr') return settable(route, multicastRouteReadOnly)
  const written = settable(route, routeReadOnly)
  if (!wasRead(route, routeReadOnly)) return written
  const { cacheinfo } = route as { readonly cacheinfo?: { readonly expires: number } }
  const expires = written.expires ?? (family === 'inet6' ? lifetime(cacheinfo?.expires ?? 0) : undefined)
  const { nhId = 0 } = written
  return { ...(nhId === 0 ? written : byObject(written)), expires }
}

/**
 * Throws EncodeError for a route that the kernel has made and would make another of: it makes routes without a metric for
 * addresses, and takes 0 in a request for 1024 (ip6_route_info_create).
 */
export const checkWritable = (route: NewRoute, family: string): void => {
  if (family === 'inet6' && route.metric === 0 && wasRead(route, routeReadOnly))
    throw new EncodeError(
      'metric',
      'a number above 0: the kernel alone makes routes of IPv6 that have none, for addresses',
      0,
    )
}

/** What a nexthop is read with; the header holds what programs write as `dev`, `weight` and `onlink`. */
export const hopAsWritten = (hop: NewNexthop): Omit<NewNexthop, 'header'> => {
  const { header, ...rest } = hop
  if (header === undefined) return hop
  const { hops, ifindex, flags } = header
  const read = { dev: ifindex === 0 ? undefined : ifindex, weight: hops + 1, onlink: flags.includes('onlink') }
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  return { ...read, ...given }
}

const EEXIST = 17

/**
 * Whether the kernel says of a route that was to be put in its own place that it is there already. Of several IPv4 routes
 * to a destination, with the same metric, it replaces the first, unless the new one stands among the others.
 */
export const isThere = (route: NewRoute, error: unknown): boolean =>
  error instanceof KernelError && error.errno === EEXIST && wasRead(route, routeReadOnly)

/** What a route says, but for its clocks. */
const saying = ({ cacheinfo: _, ...route }: Route): object => route

/** A route of IPv6 by a link alone: of several to a destination the kernel replaces the first, be it of another link. */
const isByLink = ({ gateway, multipath, nhId }: Pick<NewRoute, 'gateway' | 'multipath' | 'nhId'>): boolean =>
  gateway === undefined && multipath === undefined && nhId === undefined

export const isAmbiguous = (route: NewRoute, family: string): boolean =>
  family === 'inet6' && isByLink(route) && wasRead(route, routeReadOnly)

/** How a route is put in its place: it is there already, it takes the place of the first, or it stands beside others. */
export const placeOf = async (requester: Requester, route: NewRoute): Promise<'there' | 'first' | 'beside'> => {
  const { dst, table, metric, oif } = route as Route
  const all = await new Routes(requester).list({ family: 'inet6', dst, table })
  const alike = all.filter((one) => one.metric === metric && one.src === route.src && isByLink(one))
  const isSame = (one: Route): boolean => isDeepStrictEqual(saying(one), saying(route as Route))
  // no request makes one, so there is none to take its place
  if (metric === 0 && alike.some(isSame)) return 'there'
  const [first, ...others] = alike
  if (first === undefined || others.length === 0 || (first.oif === oif && first.dev === route.dev)) return 'first'
  if (others.some(isSame)) return 'there'
  if (alike.every((one) => one.oif !== oif || one.dev !== route.dev)) return 'beside'
  throw new EncodeError('dev', `${first.dev}: of the routes to ${dst} the kernel replaces the first`, route.dev)
}
