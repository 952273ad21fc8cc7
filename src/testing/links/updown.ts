/** Setting links up and down, and what follows from it for addresses, routes and neighbours. */
import { upInet } from '../addresses/inet.ts'
import { downInet6, upInet6 } from '../addresses/inet6.ts'
import { flushNeighbours } from '../neighbours.ts'
import { Refusal } from '../refusal.ts'
import { withdrawInet } from '../routes/inet.ts'
import { withdrawInet6 } from '../routes/inet6.ts'
import type { LinkState, World } from '../world.ts'
import { checkPort, disablePort, passOn, setCarrier } from './carrier.ts'

/** Whether the address of a macvlan is in use on its lower link (macvlan_addr_busy). */
export const isBusy = (world: World, macvlan: LinkState, address: string): boolean => {
  const lower = world.link(macvlan.link as number)
  const others = world.above(lower).filter((other) => other !== macvlan && other.flags.has('up'))
  return [lower, ...others].some((other) => other.address === address)
}

/** Whether the link has a cable. */
export const isPhysical = ({ kind, type }: LinkState): boolean => kind === undefined && type === 'ether'

/** What the driver does when a link is set up. */
const open = (world: World, link: LinkState): void => {
  if (link.kind === 'macvlan' && isBusy(world, link, link.address)) throw new Refusal('EADDRINUSE')
  link.flags.add('up')
  link.qdisc = isPhysical(link) ? 'pfifo_fast' : 'noqueue'
  if (link.kind === 'veth') {
    const peer = world.link(link.link as number)
    for (const end of [link, peer]) setCarrier(world, end, peer.flags.has('up'))
  }
  if (isPhysical(link)) setCarrier(world, link, link.cable)
  if (link.kind === 'bridge') for (const port of world.ports(link)) checkPort(world, port)
}

/** Sets a link up. Refuses if its driver does. */
export const setUp = (world: World, link: LinkState): void => {
  if (link.flags.has('up')) return
  open(world, link)
  upInet(world, link)
  upInet6(world, link)
  passOn(world, link)
  checkPort(world, link)
}

/** What the driver does when a link is set down. */
const stop = (world: World, link: LinkState): void => {
  link.flags.delete('up')
  if (link.kind === 'veth') for (const end of [link, world.link(link.link as number)]) setCarrier(world, end, false)
  if (isPhysical(link)) setCarrier(world, link, false)
  if (link.kind === 'bridge') for (const port of world.ports(link)) if (port.forwarding) disablePort(world, link, port)
}

/** Sets a link down. */
export const setDown = (world: World, link: LinkState): void => {
  if (!link.flags.has('up')) return
  stop(world, link)
  withdrawInet(world, link.index, false)
  withdrawInet6(world, link.index)
  downInet6(world, link)
  flushNeighbours(world, link)
  passOn(world, link)
  const bridge = link.master === undefined ? undefined : world.link(link.master)
  if (bridge?.flags.has('up') === true) disablePort(world, bridge, link)
}
