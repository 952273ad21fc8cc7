/** IPv4 routes: adding and deleting, as fib_table_insert and fib_table_delete do. */
import { isDeepStrictEqual } from 'node:util'
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../../netlink/protocol/header.ts'
import { Refusal, refusalOf } from '../refusal.ts'
import type { Hop, RouteState, World } from '../world.ts'
import { removeFrom } from '../world.ts'
import type { RouteConfig } from './config.ts'
import type { Match } from './lookup.ts'
import { isLocal, lookup, lookupIn } from './lookup.ts'
import { insert, isSameDestination, NOWHERE, routeChange, scopeNumber } from './route.ts'

const HOST = 254
const LINK = 253

/** The lowest scope of each type (fib_props). Other types can't be requested. */
const LEAST_SCOPE: { readonly [type: string]: number } = {
  ...{ unicast: 0, local: HOST, broadcast: LINK, anycast: LINK, multicast: 0 },
  ...{ blackhole: 0, unreachable: 0, prohibit: 0, throw: 0 },
}

const invalid = (text: string): Refusal => new Refusal('EINVAL', text)

/** A next hop that is only a link (fib_check_nh_nongw). */
const checkLink = (world: World, hop: Hop): Hop => {
  if (hop.onlink) throw invalid('Invalid flags for nexthop - PERVASIVE and ONLINK can not be set')
  if (!world.link(hop.oif).flags.has('up')) throw new Refusal('ENETDOWN', 'Device for nexthop is not up')
  return hop
}

const isLinkUp = (world: World, oif: number): boolean => world.links.get(oif)?.flags.has('up') === true

/** A gateway that is on the link whatever the routes say (fib_check_nh_v4_gw). */
const checkOnlink = (world: World, hop: Hop, gateway: string, scope: number): Hop => {
  if (scope >= LINK) throw invalid('Nexthop has invalid scope')
  world.link(hop.oif, 'Nexthop device required for onlink')
  if (!isLinkUp(world, hop.oif)) throw new Refusal('ENETDOWN', 'Nexthop device is not up')
  // before the first address there is no table `local`, and the kernel takes every address for a broadcast one
  const known = world.tables.has('inet local')
  if (!known || lookupIn(world, 'inet', 'local', { dst: gateway }) !== undefined) throw invalid(INVALID_GATEWAY)
  return hop
}

/** Finds the link of a gateway by the routes to it (fib_check_nh_v4_gw). */
const checkGateway = (world: World, hop: Hop, gateway: string, { table, scope }: RouteConfig): Hop => {
  if (hop.onlink) return checkOnlink(world, hop, gateway, scopeNumber(scope))
  const flow = { dst: gateway, oif: hop.oif, scope: Math.max(scopeNumber(scope) + 1, LINK) }
  const { route, hop: found } = reworded(() => {
    const own = table === 'main' ? undefined : lookupIn(world, 'inet', table, flow)
    return own ?? lookup(world, 'inet', flow)
  })
  if (route.type !== 'unicast' && route.type !== 'local') throw invalid(INVALID_GATEWAY)
  if (!isLinkUp(world, found.oif)) throw new Refusal('ENETDOWN')
  return { ...hop, oif: found.oif }
}

const INVALID_GATEWAY = 'Nexthop has invalid gateway'

/** Calls `find`; a refusal has the text about an invalid gateway. */
const reworded = (find: () => Match): Match => {
  try {
    return find()
  } catch (error) {
    throw new Refusal(refusalOf(error).errno, INVALID_GATEWAY)
  }
}

/** Checks a route and finds the links of its next hops (fib_create_info). */
export const resolveInet = (world: World, config: RouteConfig): RouteState => {
  const { single, ...route } = config
  const { type, scope, hops, prefsrc, dst } = route
  const least = LEAST_SCOPE[type]
  if (least === undefined) throw invalid('Invalid route type')
  if (least > scopeNumber(scope)) throw invalid('Invalid scope')
  if (NOWHERE.has(type)) {
    const [{ oif, gateway }] = hops as [Hop]
    if (!single || oif !== 0 || gateway !== undefined)
      throw invalid('Gateway, device and multipath can not be specified for this route type')
    return route
  }
  if (scopeNumber(scope) > HOST) throw invalid('Invalid scope')
  const resolved =
    scopeNumber(scope) === HOST ? checkHost(world, route) : hops.map((hop) => checkHop(world, config, hop))
  if (prefsrc !== undefined && !(type === 'local' && prefsrc === dst) && !isLocal(world, prefsrc))
    throw invalid('Invalid prefsrc address')
  return { ...route, hops: resolved }
}

const checkHop = (world: World, config: RouteConfig, hop: Hop): Hop =>
  hop.gateway === undefined ? checkLink(world, hop) : checkGateway(world, hop, hop.gateway, config)

/** A route to an address of this machine. */
const checkHost = (world: World, { hops }: RouteState): readonly Hop[] => {
  const [{ oif, gateway }] = hops as [Hop]
  if (hops.length > 1) throw invalid('Route with host scope can not have multiple nexthops')
  if (gateway !== undefined) throw invalid('Route with host scope can not have a gateway')
  world.link(oif)
  return hops
}

const isSameKey = (one: RouteState, other: RouteState): boolean =>
  isSameDestination(one, other) && one.tos === other.tos && one.priority === other.priority

/** Adds or replaces a route by NLM_F_*. `own`: it is the request's, not a consequence of another change. */
export const putInet = (world: World, route: RouteState, flags: number, own = false): void => {
  const alike = world.routes.filter((other) => isSameKey(other, route))
  const [first] = alike
  const same = alike.find((other) => isDeepStrictEqual(other, route))
  if (first !== undefined && (flags & NLM_F_EXCL) !== 0) throw new Refusal('EEXIST')
  if (first !== undefined && (flags & NLM_F_REPLACE) !== 0) {
    if (same === first) return
    if (same !== undefined) throw new Refusal('EEXIST')
    world.routes[world.routes.indexOf(first)] = route
    return world.report(routeChange(world, 'RTM_NEWROUTE', route, { flags: NLM_F_REPLACE, own }))
  }
  if (same !== undefined) throw new Refusal('EEXIST')
  if ((flags & NLM_F_CREATE) === 0) throw new Refusal('ENOENT')
  const append = flags & NLM_F_APPEND
  insert(world, route, append === 0 ? 'before' : 'after')
  const how = first === undefined ? NLM_F_EXCL : append
  world.report(routeChange(world, 'RTM_NEWROUTE', route, { flags: NLM_F_CREATE | how, own }))
}

/** Whether a deletion that names these next hops means a route (fib_nh_match). */
const hopsMatch = ({ hops: wanted, single }: RouteConfig, { hops }: RouteState): boolean => {
  if (!single)
    return (
      wanted.length === hops.length &&
      wanted.every(({ oif, gateway }, at) => {
        const hop = hops[at] as Hop
        return (oif === 0 || oif === hop.oif) && (gateway === undefined || gateway === hop.gateway)
      })
    )
  const [{ oif, gateway }] = wanted as [Hop]
  const [hop] = hops as [Hop]
  return (oif === 0 || oif === hop.oif) && (gateway === undefined || gateway === hop.gateway)
}

/** Deletes the first route that has all requested fields. */
export const deleteInet = (world: World, config: RouteConfig): void => {
  const { table, tos, type, scope, protocol, prefsrc, priority, metrics } = config
  if (!world.tables.has(`inet ${table}`)) throw new Refusal('ESRCH', 'FIB table does not exist')
  const found = world.routes.find(
    (route) =>
      isSameDestination(route, config) &&
      route.tos === tos &&
      (type === 'none' || route.type === type) &&
      (scope === 'nowhere' || route.scope === scope) &&
      (prefsrc === undefined || route.prefsrc === prefsrc) &&
      (protocol === 'unspec' || route.protocol === protocol) &&
      (priority === 0 || route.priority === priority) &&
      hopsMatch(config, route) &&
      Object.entries(metrics ?? {}).every(([key, value]) => route.metrics?.[key as 'mtu'] === value),
  )
  if (found === undefined) throw new Refusal('ESRCH')
  world.routes.splice(world.routes.indexOf(found), 1)
  world.report(routeChange(world, 'RTM_DELROUTE', found, { own: true }))
}

/** Removes the routes through a link that is down or, with `gone`, deleted. The kernel reports none of them (fib_flush). */
export const withdrawInet = (world: World, index: number, gone: boolean): void => {
  removeFrom(world.routes, ({ family, scope, hops }) => {
    if (family !== 'inet' || hops.every(({ oif }) => oif !== index)) return false
    return gone || (scope !== 'host' && hops.every(({ oif }) => !isLinkUp(world, oif)))
  })
}
