/** Deleting links, with everything that belongs to them (unregister_netdevice_many). */
import { goneInet } from '../addresses/inet.ts'
import { downInet6 } from '../addresses/inet6.ts'
import { flushNeighbours } from '../neighbours.ts'
import { Refusal } from '../refusal.ts'
import { withdrawInet } from '../routes/inet.ts'
import { withdrawInet6 } from '../routes/inet6.ts'
import type { LinkState, World } from '../world.ts'
import { leave } from './bridge.ts'
import { linkMessage } from './link.ts'
import { setDown } from './updown.ts'

/** The links that are deleted with a link: the other end of a pair, the macvlans on them. */
const withDependents = (world: World, link: LinkState, found = new Set<LinkState>()): Set<LinkState> => {
  if (found.has(link)) return found
  found.add(link)
  if (link.kind === 'veth') withDependents(world, world.link(link.link as number), found)
  for (const above of world.above(link)) withDependents(world, above, found)
  return found
}

/** Removes a link from the network, and the links that cannot exist without it. */
export const deleteLink = (world: World, link: LinkState): void => {
  const all = [...withDependents(world, link)].reverse()
  for (const one of all) setDown(world, one)
  for (const one of all) {
    for (const port of world.ports(one)) leave(world, port)
    leave(world, one)
    withdrawInet(world, one.index, true)
    withdrawInet6(world, one.index)
    goneInet(world, one)
    downInet6(world, one)
    flushNeighbours(world, one)
  }
  for (const one of all) {
    world.links.delete(one.index)
    world.report({ name: 'RTM_DELLINK', value: linkMessage(one), group: 'link', own: one === link })
  }
}

/** Deletes a link that a request has made. */
export const deleteRequested = (world: World, link: LinkState): void => {
  if (link.kind === undefined) throw new Refusal('EOPNOTSUPP')
  deleteLink(world, link)
}

/** Deletes all links of a group (rtnl_group_dellink). */
export const deleteGroup = (world: World, group: number): void => {
  if (group === 0) throw new Refusal('EPERM')
  const members = [...world.links.values()].filter((link) => link.group === group)
  if (members.length === 0) throw new Refusal('ENODEV')
  if (members.some(({ kind }) => kind === undefined)) throw new Refusal('EOPNOTSUPP')
  for (const link of members) if (world.links.has(link.index)) deleteLink(world, link)
}
