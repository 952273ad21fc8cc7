/** Route lookups: rules choose a table, the longest prefix in it chooses the route. */
import type { RuleMessage } from '../../rtnl/rule/tables/rule.ts'
import type { IpFamily } from '../arithmetic.ts'
import { contains } from '../arithmetic.ts'
import type { Errno } from '../refusal.ts'
import { Refusal } from '../refusal.ts'
import type { Hop, LinkState, RouteState, World } from '../world.ts'
import { scopeNumber } from './route.ts'

/** A packet to find the route of. */
export interface Flow {
  readonly dst: string
  /** Undefined: not chosen yet, which only rules without a source match. */
  readonly src?: string | undefined
  /** Index of the link that it must leave through; 0: any. */
  readonly oif?: number
  readonly tos?: number
  readonly mark?: number
  /** IPv4: the lowest scope of routes to consider, as a number. Gateways must be closer than the routes through them. */
  readonly scope?: number
}

/** A route, and its next hop for the packet. */
export interface Match {
  readonly route: RouteState
  readonly hop: Hop
}

/** The errors of routes that lead nowhere (fib_props). */
const ERRORS: { readonly [type: string]: Errno } = {
  blackhole: 'EINVAL',
  unreachable: 'EHOSTUNREACH',
  prohibit: 'EACCES',
}

/** The errors of rules that lead nowhere (fib4_rule_action, __fib6_rule_action). */
const RULE_ERRORS: { readonly [action: string]: Errno } = {
  blackhole: 'EINVAL',
  unreachable: 'ENETUNREACH',
  prohibit: 'EACCES',
}

/** IPv4 keeps a next hop of several while its link is down, and does not use it. */
const isAlive = (link: LinkState | undefined, { family, scope }: RouteState): boolean =>
  family === 'inet6' || scope === 'host' || link?.flags.has('up') === true

/** The route of a packet in one table. Undefined if there is none, or one of type `throw`. */
export const lookupIn = (
  { routes, links }: World,
  family: IpFamily,
  table: RouteState['table'],
  { dst, oif = 0, tos = 0, scope = 0 }: Flow,
): Match | undefined => {
  const matching = routes
    .filter((route) => route.family === family && route.table === table && contains(route.dst, route.length, dst))
    .filter(
      (route) => (route.tos === 0 || route.tos === tos) && (family !== 'inet' || scopeNumber(route.scope) >= scope),
    )
    .sort((one, other) => other.length - one.length)
  for (const route of matching) {
    if (route.type === 'throw') return undefined
    const error = ERRORS[route.type]
    if (error !== undefined) throw new Refusal(error)
    const hop = route.hops.find((hop) => (oif === 0 || hop.oif === oif) && isAlive(links.get(hop.oif), route))
    if (hop !== undefined) return { route, hop }
  }
  return undefined
}

const within = (prefix: string | undefined, length: number, address: string | undefined): boolean =>
  prefix === undefined || (address !== undefined && contains(prefix, length, address))

/** Whether a rule applies to a packet of this machine (fib_rule_match). */
const applies = (world: World, rule: RuleMessage, { dst, src, oif = 0, mark = 0 }: Flow): boolean => {
  const { header, iifname, oifname, fwmark = 0, fwmask = 0 } = rule
  const matches =
    within(rule.dst, header.dstLen, dst) &&
    within(rule.src, header.srcLen, src) &&
    // packets of this machine come from the loopback
    (iifname === undefined || iifname === 'lo') &&
    (oifname === undefined || world.links.get(oif)?.name === oifname) &&
    ((fwmark ^ mark) & fwmask) === 0
  return matches !== header.flags.includes('invert')
}

/**
 * The route of a packet. Refuses with ENETUNREACH if there is none, and with the error of a route or rule that leads
 * nowhere.
 */
export const lookup = (world: World, family: IpFamily, flow: Flow): Match => {
  for (const rule of world.rules) {
    const { header, table, suppressPrefixlen } = rule
    if (header.family !== family || !applies(world, rule, flow)) continue
    const error = RULE_ERRORS[header.action]
    if (error !== undefined) throw new Refusal(error)
    const found = lookupIn(world, family, table as RouteState['table'], flow)
    const shortest = suppressPrefixlen === undefined || suppressPrefixlen === ALL_ONES ? -1 : suppressPrefixlen
    if (found !== undefined && found.route.length > shortest) return found
  }
  throw new Refusal('ENETUNREACH')
}

/** No prefix length is suppressed. */
const ALL_ONES = 0xffffffff

/** Whether an IPv4 address is one of this machine's, by the table `local` (inet_addr_type). */
export const isLocal = (world: World, address: string): boolean =>
  lookupIn(world, 'inet', 'local', { dst: address })?.route.type === 'local'
