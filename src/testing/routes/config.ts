/** What a request about a route says, as the kernel reads it (rtm_to_fib_config, rtm_to_fib6_config). */
import type { RouteMessage } from '../../rtnl/route/tables/route.ts'
import type { IpFamily } from '../arithmetic.ts'
import { ANY, BITS, networkOf } from '../arithmetic.ts'
import { notModelled, Refusal, refuseOthers } from '../refusal.ts'
import type { Hop, RouteState, World } from '../world.ts'

/** A route as it was requested: its next hops are not resolved yet, and fields may be the words for "any". */
export interface RouteConfig extends RouteState {
  /** The next hop is given by `oif` and `gateway`, or not at all. */
  readonly single: boolean
}

const MODELLED = ['header', 'dst', 'oif', 'gateway', 'priority', 'prefsrc', 'metrics', 'multipath', 'table']
const METRICS = ['mtu', 'advmss', 'initcwnd', 'initrwnd']

/** Refuses header fields beyond those that are modelled. */
const checkHeader = ({ header, metrics = {} }: RouteMessage): void => {
  const { family, srcLen, flags } = header
  if (family !== 'inet' && family !== 'inet6') throw notModelled(`routes of family ${family}`, 'header.family')
  if (srcLen !== 0) throw notModelled('routes by source', 'header.srcLen')
  const other = flags.find((flag) => flag !== 'onlink')
  if (other !== undefined) throw notModelled(`the flag ${other}`, 'header.flags')
  refuseOthers(metrics, METRICS, 'metrics')
}

const hopsOf = ({ header, oif = 0, gateway, multipath }: RouteMessage, world: World): Hop[] => {
  if (multipath === undefined) return [{ oif, gateway, hops: 0, onlink: header.flags.includes('onlink') }]
  if (multipath.length === 0) throw new Refusal('EINVAL', 'Invalid nexthop configuration - no nexthop')
  return multipath.map((hop) => {
    refuseOthers(hop, ['header', 'gateway'], 'multipath')
    const { flags, hops, ifindex } = hop.header
    if (ifindex !== 0) world.link(ifindex)
    return { oif: ifindex, gateway: hop.gateway, hops, onlink: flags.includes('onlink') }
  })
}

/** Reads a request. Refuses what is not modelled, and what both families refuse. */
export const readConfig = (world: World, message: RouteMessage): RouteConfig => {
  refuseOthers(message, MODELLED)
  checkHeader(message)
  const { header, priority = 0, prefsrc, metrics, multipath } = message
  const { tos, type, scope, protocol, dstLen: length } = header
  const family = header.family as IpFamily
  if (length > BITS[family]) throw new Refusal('EINVAL', 'Invalid prefix length')
  if (family === 'inet6' && tos !== 0)
    throw new Refusal('EINVAL', 'Invalid dsfield (tos): option not available for IPv6')
  const given = message.table ?? (header.table as RouteState['table'])
  const table = given === 'unspec' ? 'main' : given
  const dst = message.dst ?? ANY[family]
  if (family === 'inet' && networkOf(dst, length) !== dst)
    throw new Refusal('EINVAL', 'Invalid prefix for given prefix length')
  const hops = hopsOf(message, world)
  const single = multipath === undefined
  return { family, table, dst, length, tos, priority, type, scope, protocol, prefsrc, metrics, hops, single }
}
