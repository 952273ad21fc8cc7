/** RTM_GETROUTE for one destination: the route that a packet of this machine would take (inet_rtm_getroute). */
import type { Query } from '../../netlink/codec/query.ts'
import type { RouteMessage } from '../../rtnl/route/tables/route.ts'
import { inet6Source, inetSource } from '../addresses/source.ts'
import type { IpFamily } from '../arithmetic.ts'
import { BITS, isMulticast } from '../arithmetic.ts'
import { notModelled, Refusal, refusalOf, refuseOthers } from '../refusal.ts'
import type { World } from '../world.ts'
import type { Flow, Match } from './lookup.ts'
import { isLocal, lookup } from './lookup.ts'
import { lowTable, routeMessage } from './route.ts'

const LOOPBACK = 1
const MODELLED = ['header', 'dst', 'src', 'oif', 'mark', 'uid']
const NO_TIMES = { clntref: 1, lastuse: 0, expires: 0, error: 0, used: 0, id: 0, ts: 0, tsage: 0 }

/** RTCF_* by the type of the route. */
const FLAGS: { readonly [type: string]: RouteMessage['header']['flags'] } = {
  local: ['cloned', 'local'],
  broadcast: ['cloned', 'brd', 'local'],
}

const flagsOf = ({ route, hop }: Match): RouteMessage['header']['flags'] =>
  FLAGS[route.type] ?? (hop.oif === LOOPBACK ? ['cloned', 'local'] : ['cloned'])

type Question = Query<RouteMessage> & { readonly dst: string }

/** What the replies of both families contain. */
const reply = (family: IpFamily, { dst, src, header }: Question, match: Match): RouteMessage => {
  const { route, hop } = match
  const { tos = 0 } = header
  const srcLen = src === undefined ? 0 : BITS[family]
  return {
    ...routeMessageHeader(family, srcLen, tos, route.type),
    ...{ dst, src, metrics: route.metrics, cacheinfo: NO_TIMES },
    oif: route.type === 'local' ? LOOPBACK : hop.oif,
  }
}

const routeMessageHeader = (
  family: IpFamily,
  srcLen: number,
  tos: number,
  type: RouteMessage['header']['type'],
): Pick<RouteMessage, 'header'> => ({
  header: {
    family,
    dstLen: BITS[family],
    srcLen,
    tos,
    table: 'main',
    protocol: 'unspec',
    scope: 'global',
    type,
    flags: [],
  },
})

const replyInet = (world: World, question: Question, match: Match): RouteMessage => {
  const { route, hop } = match
  const { header, ...rest } = reply('inet', question, match)
  const table = world.ownRules || route.table !== 'local' ? route.table : 'main'
  return {
    header: { ...header, table: lowTable(table), flags: flagsOf(match) },
    table,
    ...rest,
    // the own address as a gateway only means that the destination is on the link
    gateway: hop.gateway !== undefined && isLocal(world, hop.gateway) ? undefined : hop.gateway,
    prefsrc: question.src === undefined ? inetSource(world, question.dst, match) : undefined,
    ...{ mark: question.mark, uid: question.uid },
  }
}

const replyInet6 = (world: World, question: Question, match: Match): RouteMessage => {
  const { route, hop } = match
  const { header, ...rest } = reply('inet6', { ...question, src: question.src ?? '::' }, match)
  const { table, protocol, priority } = route
  return {
    header: { ...header, table: lowTable(table), protocol },
    ...rest,
    ...{ table, priority, pref: 'medium', gateway: hop.gateway },
    prefsrc: inet6Source(world, question.dst, hop.oif),
  }
}

/** If no route leads through the requested link, IPv4 takes the destination for one that is on the link. */
const lookupInet = (world: World, flow: Flow): Match => {
  const { oif = 0 } = flow
  if (oif !== 0 && !world.link(oif).flags.has('up')) throw new Refusal('ENETUNREACH')
  try {
    return lookup(world, 'inet', flow)
  } catch (error) {
    const refusal = refusalOf(error)
    if (oif === 0) throw refusal
    const hop = { oif, gateway: undefined, hops: 0, onlink: false }
    const route = {
      family: 'inet',
      table: 'unspec',
      dst: flow.dst,
      length: 32,
      tos: 0,
      priority: 0,
      type: 'unicast',
    } as const
    return {
      route: { ...route, scope: 'link', protocol: 'unspec', prefsrc: undefined, metrics: undefined, hops: [hop] },
      hop,
    }
  }
}

/** RTM_GETROUTE. With the flag `fib_match`, the matching entry of the table. */
export const getRoute = (world: World, message: Query<RouteMessage>): RouteMessage => {
  refuseOthers(message, MODELLED)
  const { header, dst, src, oif = 0, mark = 0 } = message
  const { family, tos = 0, flags = [] } = header
  if (family !== 'inet' && family !== 'inet6') throw notModelled(`routes of family ${family}`, 'header.family')
  if (dst === undefined) throw notModelled('lookups without a destination', 'dst')
  if (isMulticast(dst)) throw notModelled('lookups of multicast addresses', 'dst')
  if (oif !== 0) world.link(oif)
  if (family === 'inet' && src !== undefined && !isLocal(world, src)) throw new Refusal('ENETUNREACH')
  const flow = { dst, src, oif, mark, tos }
  const match = family === 'inet' ? lookupInet(world, flow) : lookup(world, 'inet6', flow)
  if (flags.includes('fib_match')) return routeMessage(world, match.route)
  return family === 'inet'
    ? replyInet(world, { ...message, dst }, match)
    : replyInet6(world, { ...message, dst }, match)
}
