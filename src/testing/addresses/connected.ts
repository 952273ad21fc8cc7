/** The IPv4 routes that follow from the addresses of a link (fib_add_ifaddr). */
import { isDeepStrictEqual } from 'node:util'
import { NLM_F_APPEND, NLM_F_CREATE } from '../../netlink/protocol/header.ts'
import type { AddressMessage } from '../../rtnl/address/tables/address.ts'
import { isZeroNetwork, lastOf, networkOf } from '../arithmetic.ts'
import { putInet } from '../routes/inet.ts'
import { isLocal } from '../routes/lookup.ts'
import { routeChange } from '../routes/route.ts'
import type { LinkState, RouteState, World } from '../world.ts'
import { removeFrom } from '../world.ts'

const isInet = (link: LinkState) => (one: AddressMessage) =>
  one.header.family === 'inet' && one.header.index === link.index

/** The IPv4 addresses of a link, primary ones first. */
export const inetAddresses = (world: World, link: LinkState): AddressMessage[] => world.addresses.filter(isInet(link))

const networkOfAddress = ({ header, address }: AddressMessage): string => networkOf(`${address}`, header.prefixlen)

/** Whether two addresses have the same prefix. */
export const isSamePrefix = (one: AddressMessage, other: AddressMessage): boolean =>
  one.header.prefixlen === other.header.prefixlen && networkOfAddress(one) === networkOfAddress(other)

export const isSecondary = ({ flags }: AddressMessage): boolean => flags?.includes('secondary') === true

/** From 31 bits on, a prefix has no broadcast address (RFC 3021). */
const POINT_TO_POINT = 31
const BITS = 32

/** The routes of an address. `all`: the addresses of its link. */
const routesOf = (link: LinkState, address: AddressMessage, all: readonly AddressMessage[]): RouteState[] => {
  const { local, header, broadcast, flags = [], rtPriority = 0 } = address
  const { prefixlen } = header
  const prefix = networkOfAddress(address)
  const primary = all.find((other) => !isSecondary(other) && isSamePrefix(other, address))
  const route = (type: RouteState['type'], dst: string, length: number, priority = 0): RouteState => ({
    family: 'inet',
    table: type === 'unicast' ? 'main' : 'local',
    ...{ dst, length, tos: 0, priority, type, protocol: 'kernel', metrics: undefined },
    scope: type === 'local' ? 'host' : 'link',
    prefsrc: primary?.local,
    hops: [{ oif: link.index, gateway: undefined, hops: 0, onlink: false }],
  })
  const own = [route('local', `${local}`, BITS)]
  if (!link.flags.has('up')) return own
  if (broadcast !== undefined && broadcast !== '255.255.255.255') own.push(route('broadcast', broadcast, BITS))
  if (isZeroNetwork(prefix) || isSecondary(address) || (prefix === local && prefixlen === BITS)) return own
  const type = link.type === 'loopback' ? 'local' : 'unicast'
  if (!flags.includes('noprefixroute')) own.push(route(type, prefix, prefixlen, rtPriority))
  if (prefixlen < POINT_TO_POINT) own.push(route('broadcast', lastOf(prefix, prefixlen), BITS))
  return own
}

/** The routes of all addresses of a link, each once. */
export const connectedRoutes = (world: World, link: LinkState): RouteState[] => {
  const all = inetAddresses(world, link)
  const routes: RouteState[] = []
  for (const route of all.flatMap((address) => routesOf(link, address, all)))
    if (!routes.some((other) => isDeepStrictEqual(other, route))) routes.push(route)
  return routes
}

const has = (routes: readonly RouteState[], route: RouteState): boolean =>
  routes.some((other) => isDeepStrictEqual(other, route))

/** Adds the routes that follow from the addresses of a link and are missing. */
export const connect = (world: World, link: LinkState): void => {
  for (const route of connectedRoutes(world, link))
    if (!has(world.routes, route)) putInet(world, route, NLM_F_CREATE | NLM_F_APPEND)
}

/**
 * Removes the routes that no longer follow from the addresses of a link. `before`: those that followed from them. Routes
 * with a source address that is gone are removed as well (fib_sync_down_addr).
 */
export const disconnect = (world: World, link: LinkState, before: readonly RouteState[]): void => {
  const after = connectedRoutes(world, link)
  for (const route of before.filter((route) => !has(after, route)))
    for (const removed of removeFrom(world.routes, (other) => isDeepStrictEqual(other, route)))
      world.report(routeChange(world, 'RTM_DELROUTE', removed))
  const gone = new Set(before.filter(({ type }) => type === 'local').map(({ dst }) => dst))
  for (const address of gone) if (isLocal(world, address)) gone.delete(address)
  const lost = removeFrom(
    world.routes,
    ({ family, table, prefsrc }) => family === 'inet' && table === 'main' && prefsrc !== undefined && gone.has(prefsrc),
  )
  for (const route of lost) world.report(routeChange(world, 'RTM_DELROUTE', route))
}
