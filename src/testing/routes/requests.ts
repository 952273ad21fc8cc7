/** RTM_NEWROUTE, RTM_DELROUTE and RTM_GETROUTE. */

import type { Query } from '../../netlink/codec/query.ts'
import type { RouteMessage } from '../../rtnl/route/tables/route.ts'
import { notModelled, Refusal, refuseOthers } from '../refusal.ts'
import type { World } from '../world.ts'
import { readConfig } from './config.ts'
import { deleteInet, putInet, resolveInet } from './inet.ts'
import { deleteInet6, putInet6, resolveInet6 } from './inet6.ts'
import { addTable, routeMessage } from './route.ts'

/** RTM_NEWROUTE. `flags`: NLM_F_*. */
export const newRoute = (world: World, message: RouteMessage, flags: number): void => {
  const config = readConfig(world, message)
  // the table is made even if the route is refused
  addTable(world, config)
  if (config.family === 'inet') putInet(world, resolveInet(world, config), flags, true)
  else putInet6(world, resolveInet6(world, config), flags, true)
}

/** RTM_DELROUTE. */
export const deleteRoute = (world: World, message: RouteMessage): void => {
  const config = readConfig(world, message)
  if (config.family === 'inet') deleteInet(world, config)
  else deleteInet6(world, config)
}

/** The dump of RTM_GETROUTE, with the kernel's filters (ip_filter_dump_req). */
export const listRoutes = (
  world: World,
  { header, table, oif = 0, ...others }: Query<RouteMessage>,
): RouteMessage[] => {
  const { family = 'unspec', protocol = 'unspec', type = 'none' } = header
  refuseOthers(others, [])
  if (family !== 'unspec' && family !== 'inet' && family !== 'inet6')
    throw notModelled(`routes of family ${family}`, 'header.family')
  if (table !== undefined && family !== 'unspec' && !world.tables.has(`${family} ${table}`))
    throw new Refusal('ENOENT', 'ipv4: FIB table does not exist')
  return world.routes
    .filter(
      (route) =>
        (family === 'unspec' || route.family === family) &&
        (table === undefined || route.table === table) &&
        (protocol === 'unspec' || route.protocol === protocol) &&
        (type === 'none' || route.type === type) &&
        (oif === 0 || route.hops.some((hop) => hop.oif === oif)),
    )
    .map((route) => routeMessage(world, route))
}
