/** IPv6 routes: adding and deleting, as fib6_add_rt2node and ip6_route_del do. */
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../../netlink/protocol/header.ts'
import { isLinkLocal, isMulticast, networkOf } from '../arithmetic.ts'
import { notModelled, Refusal, refusalOf } from '../refusal.ts'
import type { Hop, RouteState, World } from '../world.ts'
import type { RouteConfig } from './config.ts'
import type { Match } from './lookup.ts'
import { lookup, lookupIn } from './lookup.ts'
import { insert, isSameDestination, NOWHERE, routeChange } from './route.ts'

const LOOPBACK = 1
/** IP6_RT_PRIO_USER: the metric of a route that is requested without one. */
const USER_METRIC = 1024

const invalid = (text: string): Refusal => new Refusal('EINVAL', text)

/** Whether a link has the address. */
const hasAddress = ({ addresses }: World, address: string, index?: number): boolean =>
  addresses.some(
    (one) =>
      one.address === address && one.header.family === 'inet6' && (index ?? one.header.index) === one.header.index,
  )

/** The result of a lookup; undefined if there is no route, or one that leads nowhere. */
const unlessRefused = (find: () => Match | undefined): Match | undefined => {
  try {
    return find()
  } catch (error) {
    refusalOf(error)
    return undefined
  }
}

/** The link that reaches a gateway directly (ip6_route_check_nh). */
const linkTo = (world: World, gateway: string, table: RouteState['table'], oif: number): number => {
  const flow = { dst: gateway, oif }
  // a route to another prefix through the loopback leads nowhere (fib6_is_reject)
  const isDirect = (match: Match | undefined): match is Match =>
    match !== undefined &&
    match.hop.gateway === undefined &&
    (match.hop.oif !== LOOPBACK || match.route.type === 'local')
  const own = unlessRefused(() => lookupIn(world, 'inet6', table, flow))
  if (isDirect(own)) return own.hop.oif
  const any = unlessRefused(() => lookup(world, 'inet6', flow))
  if (isDirect(any)) return any.hop.oif
  throw new Refusal('EHOSTUNREACH')
}

/** Refuses a gateway on the link that a route, except a default route, leads to elsewhere (ip6_route_check_nh_onlink). */
const checkOnlink = (world: World, gateway: string, table: RouteState['table'], oif: number): void => {
  const any = unlessRefused(() => lookupIn(world, 'inet6', table, { dst: gateway }))
  if (any === undefined || any.route.dst === '::') return
  const own = unlessRefused(() => lookupIn(world, 'inet6', table, { dst: gateway, oif }))
  if (own?.route.length !== any.route.length || own.route.type !== 'unicast')
    throw invalid('Nexthop has invalid gateway or device mismatch')
}

/** Finds the link of a gateway (ip6_validate_gw). */
const checkGateway = (world: World, { oif, onlink }: Hop, gateway: string, table: RouteState['table']): number => {
  const linkLocal = isLinkLocal(gateway)
  // a link-local address is local on its own link only
  const isOwn = (link: number): boolean => hasAddress(world, gateway, linkLocal ? link : undefined)
  if (oif !== 0 && isOwn(oif)) throw invalid(LOCAL)
  if (isMulticast(gateway)) throw invalid('Invalid gateway address')
  if (onlink && !linkLocal) checkOnlink(world, gateway, table, oif)
  const found = linkLocal || onlink ? oif : linkTo(world, gateway, table, oif)
  if (found === 0) throw invalid('Egress device not specified')
  if (found === LOOPBACK) throw invalid('Egress device can not be loopback device for this route')
  if (isOwn(found)) throw invalid(LOCAL)
  return found
}

const LOCAL = 'Gateway can not be a local address'

/** Checks the next hop and finds its link (fib6_nh_init). */
const checkHop = (world: World, hop: Hop, table: RouteState['table']): Hop => {
  const { gateway, onlink } = hop
  if (hop.oif !== 0) world.link(hop.oif)
  if (onlink && hop.oif === 0) throw new Refusal('ENODEV', 'Nexthop device required for onlink')
  if (onlink) checkUp(world, hop.oif)
  const oif = gateway === undefined ? hop.oif : checkGateway(world, hop, gateway, table)
  if (oif === LOOPBACK) throw notModelled('IPv6 routes through the loopback', 'oif')
  checkUp(world, oif)
  return { ...hop, oif }
}

const checkUp = (world: World, oif: number): void => {
  if (!world.link(oif).flags.has('up')) throw new Refusal('ENETDOWN', 'Nexthop device is not up')
}

/** Checks a route and finds the link of its next hop (ip6_route_info_create). */
export const resolveInet6 = (world: World, config: RouteConfig): RouteState => {
  const { single, ...route } = config
  const { dst, length, hops, table, prefsrc } = route
  if (!single) throw notModelled('IPv6 routes that are added with several next hops', 'multipath')
  const type = route.type === 'none' ? 'unicast' : route.type
  const [hop] = hops as [Hop]
  const nowhere = NOWHERE.has(type)
  if (nowhere && (hop.oif !== 0 || hop.gateway !== undefined))
    throw notModelled('IPv6 routes that lead nowhere and have a next hop')
  const resolved = nowhere ? { ...hop, oif: LOOPBACK } : checkHop(world, hop, table)
  const isSource = world.addresses.some(
    ({ address, flags = [] }) => address === prefsrc && !flags.includes('tentative'),
  )
  if (prefsrc !== undefined && !isSource) throw invalid('Invalid source address')
  const priority = route.priority === 0 ? USER_METRIC : route.priority
  return { ...route, dst: networkOf(dst, length), type, scope: 'global', priority, hops: [resolved] }
}

/** Whether routes can share a destination as next hops of one route (rt6_qualify_for_ecmp). */
const isSharing = ({ hops }: RouteState): boolean => hops[0]?.gateway !== undefined

const hasHop = ({ hops }: RouteState, { oif, gateway }: Hop): boolean =>
  hops.some((hop) => hop.oif === oif && hop.gateway === gateway)

const replaceRoute = (world: World, old: RouteState, route: RouteState): void => {
  world.routes[world.routes.indexOf(old)] = route
  world.report(routeChange(world, 'RTM_NEWROUTE', route, { flags: NLM_F_REPLACE, own: true }))
}

/** Adds or replaces a route by NLM_F_*. `own`: it is the request's, not a consequence of another change. */
export const putInet6 = (world: World, route: RouteState, flags: number, own = false): void => {
  const there = world.routes.filter((other) => isSameDestination(other, route))
  const alike = there.filter(({ priority }) => priority === route.priority)
  const replacing = (flags & NLM_F_REPLACE) !== 0
  if (alike.length > 0 && (flags & NLM_F_EXCL) !== 0) throw new Refusal('EEXIST')
  if (replacing) {
    const old = alike.find((other) => isSharing(other) === isSharing(route)) ?? alike[0]
    if (old !== undefined) return replaceRoute(world, old, route)
    // the root of the tree, which is the node of the default route, always exists
    const node = there.length > 0 || route.length === 0
    if ((flags & NLM_F_CREATE) === 0)
      throw new Refusal('ENOENT', node ? undefined : 'Can not replace route - no match found')
  }
  const [hop] = route.hops as [Hop]
  if (alike.some((other) => hasHop(other, hop))) throw new Refusal('EEXIST')
  const append = flags & NLM_F_APPEND
  const how = NLM_F_CREATE | append | (alike.length === 0 ? NLM_F_EXCL : 0)
  const sibling = isSharing(route) ? alike.find(isSharing) : undefined
  if (sibling === undefined) insert(world, route, 'after')
  else sibling.hops = [...sibling.hops, hop]
  world.report(routeChange(world, 'RTM_NEWROUTE', sibling ?? route, { flags: how, own }))
}

/** Removes a route, or one of its next hops. */
const remove = (world: World, route: RouteState, removed: readonly Hop[], own: boolean): void => {
  const kept = route.hops.filter((hop) => !removed.includes(hop))
  if (kept.length === 0) world.routes.splice(world.routes.indexOf(route), 1)
  const gone = { ...route, hops: removed }
  if (kept.length > 0) route.hops = kept
  world.report(routeChange(world, 'RTM_DELROUTE', gone, { own }))
}

/** A table without a default route has an entry in its place, which only the kernel deletes (fib6_null_entry). */
const meansNone = ({ routes }: World, config: RouteConfig): boolean => {
  const [{ oif, gateway }] = config.hops as [Hop]
  const given = oif !== 0 || gateway !== undefined || config.priority !== 0 || config.protocol !== 'unspec'
  return config.length === 0 && !given && !routes.some((route) => isSameDestination(route, config))
}

/** Deletes the first route that has all requested fields; with a gateway, only that next hop. */
export const deleteInet6 = (world: World, config: RouteConfig): void => {
  const { table, priority, protocol, single, dst, length } = config
  if (!single) throw notModelled('deleting several next hops of an IPv6 route at once', 'multipath')
  if (!world.tables.has(`inet6 ${table}`)) throw new Refusal('ESRCH', 'FIB table does not exist')
  const [{ oif, gateway }] = config.hops as [Hop]
  const wanted = { ...config, dst: networkOf(dst, length) }
  for (const route of world.routes) {
    if (!isSameDestination(route, wanted)) continue
    if (priority !== 0 && route.priority !== priority) continue
    if (protocol !== 'unspec' && route.protocol !== protocol) continue
    const hops = route.hops.filter(
      (hop) => (oif === 0 || hop.oif === oif) && (gateway === undefined || hop.gateway === gateway),
    )
    if (hops.length > 0) return remove(world, route, gateway === undefined ? route.hops : hops.slice(0, 1), true)
  }
  throw new Refusal(meansNone(world, config) ? 'ENOENT' : 'ESRCH')
}

/** Deletes a route that follows from an address or a link. No effect if there is none. */
export const dropInet6 = (world: World, matches: (route: RouteState) => boolean): void => {
  const found = world.routes.find((route) => route.family === 'inet6' && matches(route))
  if (found !== undefined) remove(world, found, found.hops, false)
}

/** Removes the routes through a link that is down or deleted, and reports them. */
export const withdrawInet6 = (world: World, index: number): void => {
  for (const route of world.routes.filter(({ family }) => family === 'inet6')) {
    const lost = route.hops.filter(({ oif }) => oif === index)
    if (lost.length > 0) remove(world, route, lost, false)
  }
}

/** Adds a route that follows from an address or a link, unless it exists or the link is down. */
export const addKernelRoute = (
  world: World,
  route: Partial<RouteState> & Pick<RouteState, 'dst' | 'length' | 'hops'>,
): void => {
  const whole: RouteState = {
    ...{ family: 'inet6', table: 'main', tos: 0, priority: 256, type: 'unicast', scope: 'global' },
    ...{ protocol: 'kernel', prefsrc: undefined, metrics: undefined },
    ...route,
  }
  const there = world.routes.filter((other) => isSameDestination(other, whole) && other.priority === whole.priority)
  if (!there.some((other) => hasHop(other, whole.hops[0] as Hop))) putInet6(world, whole, NLM_F_CREATE)
}
