/** What programs ask most often: the way out, the interface that leads there, its hardware address. */
import type { Links } from './links.ts'
import type { Routes } from './routes.ts'
import type { Link, Route } from './shapes.ts'

export interface Gateway {
  readonly family: 'inet' | 'inet6'
  /** Address of the next hop; absent where the link itself leads out (point-to-point). */
  readonly gateway?: string | undefined
  readonly index: number
  /** Name of the link. */
  readonly dev: string
  readonly metric: number
  /** Source address that the route prefers. */
  readonly source?: string | undefined
}

/** The nexthop that counts most of a route with several, or the route's own. */
const nexthop = (route: Route): { gateway: string | undefined; index: number } | undefined => {
  if (route.oif !== undefined) return { gateway: route.gateway ?? route.via?.address, index: route.oif }
  const [best] = [...(route.multipath ?? [])].sort((a, b) => b.header.hops - a.header.hops)
  if (best === undefined) return undefined
  return { gateway: best.gateway ?? best.via?.address, index: best.header.ifindex }
}

/** The default route of the main table with the least metric; undefined where there is none. */
export const defaultGateway = async (
  routes: Routes,
  links: Links,
  family: 'inet' | 'inet6',
): Promise<Gateway | undefined> => {
  const found = await routes.list({ family, table: 'main', dst: 'default', type: 'unicast' })
  const [route] = found.sort((a, b) => (a.metric ?? 0) - (b.metric ?? 0))
  const hop = route === undefined ? undefined : nexthop(route)
  if (route === undefined || hop === undefined) return undefined
  const { name } = await links.get(hop.index)
  return { family, gateway: hop.gateway, index: hop.index, dev: name, metric: route.metric ?? 0, source: route.prefsrc }
}

/** The link that packets to the world leave by, IPv4 asked first; undefined where there is no way out. */
export const primaryInterface = async (routes: Routes, links: Links): Promise<Link | undefined> => {
  const gateway = (await defaultGateway(routes, links, 'inet')) ?? (await defaultGateway(routes, links, 'inet6'))
  return gateway === undefined ? undefined : links.get(gateway.index)
}
