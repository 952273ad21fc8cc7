/** The default gateway and its link, found by route lookups in the kernel. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import { KernelError } from '../../netlink/protocol/errors.ts'
import { checkRequestOptions } from '../../netlink/socket/options.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import type { Links } from '../link/links.ts'
import type { Link, Route } from '../shapes.ts'
import type { Routes } from './routes.ts'

/** IPv4 or IPv6. */
type IpFamily = 'inet' | 'inet6'

/** The default gateway: the next hop of destinations without a more specific route. */
export interface Gateway {
  /** The family of the destinations. */
  readonly family: IpFamily
  /** Address of the next hop. Absent if the route has only a link (point-to-point). */
  readonly gateway?: string | undefined
  /** Index of the link. */
  readonly index: number
  /** Name of the link. */
  readonly dev: string
  /** Metric of the route; lower is preferred. 0 if it has none. */
  readonly metric: number
  /** Preferred source address of the route. Absent if the route has none. */
  readonly source?: string | undefined
}

/**
 * Destinations that are looked up; no packet is sent to them. The first that is reached by a default route is used. Reserved
 * and documentation addresses come first. Public ones follow, since bogon filters have routes to the former.
 */
const PROBES: { readonly [F in IpFamily]: readonly string[] } = {
  inet: ['240.0.0.9', '198.51.100.9', '203.0.113.9', '192.0.2.9', '9.9.9.9', '1.1.1.1', '193.0.14.129', '128.63.2.53'],
  inet6: ['3fff::9', '2001:db8:ffff::9', '2620:fe::9', '2606:4700:4700::1111', '2001:500:2::c', '2a00:1450:4001::9'],
}

/** The longest prefix of a default route: some tunnels add 0.0.0.0/1 and 128.0.0.0/1, or 2000::/3, instead of `default`. */
const LONGEST: { readonly [F in IpFamily]: number } = { inet: 1, inet6: 3 }

/** The kernel's errors if no route leads to the destination (fib_props), or if it does not support the family. */
const UNREACHABLE = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EACCES', 'EINVAL', 'EAFNOSUPPORT', 'EOPNOTSUPP'])

const unlessUnreachable = <T>(lookup: Promise<T>): Promise<T | undefined> =>
  lookup.catch((error: unknown) => {
    if (error instanceof KernelError && UNREACHABLE.has(error.code)) return undefined
    throw error
  })

/** The fields of a route that are needed to tell a default route. */
const FOUND = ['type', 'dst', 'metric', 'prefsrc'] as const

const isDefaultRoute = ({ type, dst }: Pick<Route, 'type' | 'dst'>, family: IpFamily): boolean =>
  type === 'unicast' && (dst === 'default' || Number(dst?.split('/')[1]) <= LONGEST[family])

/**
 * The gateway that the kernel uses for destinations without a route of their own, by its rules, tables, metrics and next
 * hops. Undefined if there is none, or if they are unreachable, prohibited or dropped.
 */
export const defaultGateway = async (
  routes: Routes,
  links: Links,
  family: IpFamily,
  options?: RequestOptions,
): Promise<Gateway | undefined> => {
  checkRequestOptions('defaultGateway', options)
  if (!Object.hasOwn(PROBES, family)) throw new EncodeError('family', 'inet or inet6', family)
  const lookups = PROBES[family].map(async (destination) => {
    const route = await unlessUnreachable(routes.get(destination, { fibMatch: true }, { ...options, only: FOUND }))
    return route !== undefined && isDefaultRoute(route, family) ? { destination, route } : undefined
  })
  const found = (await Promise.all(lookups)).find((one) => one !== undefined)
  if (found === undefined) return undefined
  // The lookup of one packet resolves several next hops, or a nexthop object, to one next hop.
  const resolved = await unlessUnreachable(
    routes.get(found.destination, {}, { ...options, only: ['oif', 'gateway', 'metric'] }),
  )
  if (resolved?.oif === undefined) return undefined
  const { name } = await links.get(resolved.oif, { ...options, only: ['name'] })
  const metric = resolved.metric ?? found.route.metric ?? 0
  return { family, gateway: resolved.gateway, index: resolved.oif, dev: name, metric, source: found.route.prefsrc }
}

/** The link of the default gateway, of IPv4 or else of IPv6. Undefined if there is none. */
export const primaryInterface = async (
  routes: Routes,
  links: Links,
  options?: RequestOptions,
): Promise<Link | undefined> => {
  const gateway =
    (await defaultGateway(routes, links, 'inet', options)) ?? (await defaultGateway(routes, links, 'inet6', options))
  return gateway === undefined ? undefined : links.get(gateway.index, options)
}
