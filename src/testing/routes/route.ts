/** Routes as messages, and the order in which the kernel lists them. */
import type { RouteMessage } from '../../rtnl/route/tables/route.ts'
import { routeScope, routeTable } from '../../rtnl/route/tables/route.ts'
import { compareAddresses, contains } from '../arithmetic.ts'
import type { Change, Hop, RouteState, World } from '../world.ts'

/** Types of routes that have no next hop. */
export const NOWHERE: ReadonlySet<unknown> = new Set(['blackhole', 'unreachable', 'prohibit', 'throw'])

export const tableNumber = (table: RouteState['table']): number => routeTable.numbers[`${table}`] ?? Number(table)

/** The table in the header of a message, which has eight bits for it. */
export const lowTable = (table: RouteState['table']): RouteMessage['header']['table'] =>
  tableNumber(table) < 256 ? (table as RouteMessage['header']['table']) : 'compat'

export const scopeNumber = (scope: RouteState['scope']): number => routeScope.numbers[`${scope}`] ?? Number(scope)

type HopFlags = NonNullable<RouteMessage['multipath']>[number]['header']['flags'][number]

/** RTNH_F_* of a next hop. Those of IPv4 stay in a route with several while their link is down. */
const hopFlags = (world: World, { family, scope, type }: RouteState, hop: Hop): HopFlags[] => {
  const link = world.links.get(hop.oif)
  const flags: HopFlags[] = hop.onlink ? ['onlink'] : []
  // the kernel tracks neither for its own addresses (RT_SCOPE_NOWHERE, RTF_LOCAL)
  if (link === undefined || NOWHERE.has(type) || (family === 'inet' ? scope === 'host' : type === 'local')) return flags
  const dead = family === 'inet' && !link.flags.has('up')
  return [...flags, ...(dead ? (['dead'] as const) : []), ...(link.carrier ? [] : (['linkdown'] as const))]
}

const shared = (lists: readonly HopFlags[][]): HopFlags[] =>
  (lists[0] as HopFlags[]).filter((flag) => lists.every((list) => list.includes(flag)))

/** The message of a route (fib_dump_info, rt6_fill_node). */
export const routeMessage = (world: World, route: RouteState): RouteMessage => {
  const { family, table, dst, length, tos, priority, type, scope, protocol, prefsrc, metrics, hops } = route
  const flags = hops.map((hop) => hopFlags(world, route, hop))
  const [only] = hops as [Hop]
  return {
    header: {
      family,
      dstLen: length,
      srcLen: 0,
      tos,
      table: lowTable(table),
      protocol,
      scope,
      type,
      flags: shared(flags),
    },
    table,
    dst: length === 0 ? undefined : dst,
    priority: family === 'inet' && priority === 0 ? undefined : priority,
    metrics,
    prefsrc,
    ...(hops.length === 1
      ? { gateway: only.gateway, oif: only.oif === 0 ? undefined : only.oif }
      : {
          multipath: hops.map(({ oif, gateway, hops: weight }, place) => ({
            header: { flags: flags[place] as HopFlags[], hops: weight, ifindex: oif },
            gateway,
          })),
        }),
    ...(family === 'inet' ? {} : { cacheinfo: NO_TIMES, pref: 'medium' as const }),
  }
}

/** The clock of a fake network stands still. */
const NO_TIMES = { clntref: 0, lastuse: 0, expires: 0, error: 0, used: 0, id: 0, ts: 0, tsage: 0 }

/** The change that reports a route. */
export const routeChange = (
  world: World,
  name: 'RTM_NEWROUTE' | 'RTM_DELROUTE',
  route: RouteState,
  how: Pick<Change, 'flags' | 'own'> = {},
): Change => ({
  name,
  value: routeMessage(world, route),
  group: route.family === 'inet' ? 'ipv4-route' : 'ipv6-route',
  ...how,
})

/** Whether two routes have the same destination in the same table. */
export const isSameDestination = (one: RouteState, other: RouteState): boolean =>
  one.family === other.family && one.table === other.table && one.dst === other.dst && one.length === other.length

/** IPv4: by address, then longer prefixes first. IPv6: in post-order of the tree, so a prefix follows those within it. */
const compareDestinations = (one: RouteState, other: RouteState): number => {
  if (one.family === 'inet') return compareAddresses(one.dst, other.dst) || other.length - one.length
  if (one.length < other.length && contains(one.dst, one.length, other.dst)) return 1
  if (one.length > other.length && contains(other.dst, other.length, one.dst)) return -1
  return compareAddresses(one.dst, other.dst)
}

/** The order of the kernel's lists: by family, table (fib_table_hash), destination, TOS and metric. */
const compare = (one: RouteState, other: RouteState): number => {
  if (one.family !== other.family) return one.family === 'inet' ? -1 : 1
  return (
    (tableNumber(one.table) & 255) - (tableNumber(other.table) & 255) ||
    tableNumber(one.table) - tableNumber(other.table) ||
    compareDestinations(one, other) ||
    other.tos - one.tos ||
    one.priority - other.priority
  )
}

/** Inserts a route before or after its equals in the order of the list. */
export const insert = (world: World, route: RouteState, where: 'before' | 'after'): void => {
  const { routes } = world
  const found = routes.findIndex((other) => {
    const order = compare(other, route)
    return where === 'before' ? order >= 0 : order > 0
  })
  routes.splice(found < 0 ? routes.length : found, 0, route)
  addTable(world, route)
}

/** Makes the table of a route. Until rules are changed, the table `local` of IPv4 is a part of `main` (fib_new_table). */
export const addTable = ({ tables, ownRules }: World, { family, table }: RouteState): void => {
  tables.add(`${family} ${table}`)
  if (table === 'local' && !ownRules) tables.add(`${family} main`)
}
