/** The default gateway and its link, as the kernel decides. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import { KernelError } from '../../netlink/protocol/errors.ts'
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
  /** Address of the next hop. Absent if the route has a link only (point-to-point). */
  readonly gateway?: string | undefined
  /** Index of the link. */
  readonly index: number
  /** Name of the link. */
  readonly dev: string
  /** Metric of the route; lower is preferred. 0 if it has none. */
  readonly metric: number
  /** Preferred source address of the route. */
  readonly source?: string | undefined
}

/**
 * Destinations that are looked up; no packet is sent to them. The first without a route of its own is used. Reserved and
 * documentation addresses come first; public ones follow, since bogon filters have routes to the former.
 */
const WORLD: { readonly [F in IpFamily]: readonly string[] } = {
  inet: ['240.0.0.9', '198.51.100.9', '203.0.113.9', '192.0.2.9', '9.9.9.9', '1.1.1.1', '193.0.14.129', '128.63.2.53'],
  inet6: ['3fff::9', '2001:db8:ffff::9', '2620:fe::9', '2606:4700:4700::1111', '2001:500:2::c', '2a00:1450:4001::9'],
}

/** The longest prefix that counts as a default route: tunnels add 0.0.0.0/1 and 128.0.0.0/1, or 2000::/3. */
const WIDEST: { readonly [F in IpFamily]: number } = { inet: 1, inet6: 3 }

/** The kernel's errors if there is no route (fib_props), or no support for the family. */
const NO_WAY = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EACCES', 'EINVAL', 'EAFNOSUPPORT', 'EOPNOTSUPP'])

const unlessNoWay = (lookup: Promise<Route>): Promise<Route | undefined> =>
  lookup.catch((error: unknown) => {
    if (error instanceof KernelError && NO_WAY.has(error.code)) return undefined
    throw error
  })

const leadsToTheWorld = ({ type, dst }: Route, family: IpFamily): boolean =>
  type === 'unicast' && (dst === 'default' || Number(dst?.split('/')[1]) <= WIDEST[family])

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
  if (!Object.hasOwn(WORLD, family)) throw new EncodeError('family', 'inet or inet6', family)
  const lookups = WORLD[family].map(async (destination) => {
    const route = await unlessNoWay(routes.get(destination, { fibMatch: true }, options))
    return route !== undefined && leadsToTheWorld(route, family) ? { destination, route } : undefined
  })
  const found = (await Promise.all(lookups)).find((one) => one !== undefined)
  if (found === undefined) return undefined
  // The lookup of one packet resolves several next hops, or a nexthop object, to one next hop.
  const way = await unlessNoWay(routes.get(found.destination, {}, options))
  if (way?.oif === undefined) return undefined
  const { name } = await links.get(way.oif, options)
  const metric = way.metric ?? found.route.metric ?? 0
  const gateway = way.gateway ?? way.via?.address
  return { family, gateway, index: way.oif, dev: name, metric, source: found.route.prefsrc }
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
