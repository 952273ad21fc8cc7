/** The carrier of links, and what depends on it: macvlans, bridges, IPv6 and neighbours. */
import { readyInet6 } from '../addresses/inet6.ts'
import { flushNeighbours } from '../neighbours.ts'
import type { LinkState, World } from '../world.ts'
import { reportLink } from './link.ts'
import { isRunning } from './operstate.ts'

/** Sets the carrier of a link, and of the links that depend on it. */
export const setCarrier = (world: World, link: LinkState, on: boolean): void => {
  if (link.carrier === on) return
  link.carrier = on
  link.watched = true
  // the kernel tells nobody about the carrier of a link that is down (linkwatch_do_dev)
  if (!link.flags.has('up')) return
  reportLink(world, link)
  readyInet6(world, link)
  if (!on) flushNeighbours(world, link, 'permanent')
  passOn(world, link)
  checkPort(world, link)
}

/** The macvlans on a link have its carrier (netif_stacked_transfer_operstate). */
export const passOn = (world: World, link: LinkState): void => {
  for (const above of world.above(link)) setCarrier(world, above, link.carrier)
}

/** A bridge has a carrier if it forwards through at least one port (br_port_state_selection). */
export const selectPorts = (world: World, bridge: LinkState): void =>
  setCarrier(
    world,
    bridge,
    world.ports(bridge).some(({ forwarding }) => forwarding),
  )

/** Enables or disables a port whose state has changed (br_port_carrier_check). */
export const checkPort = (world: World, port: LinkState): void => {
  const bridge = port.master === undefined ? undefined : world.link(port.master)
  if (bridge?.flags.has('up') !== true || isRunning(port) === port.forwarding) return
  port.forwarding = isRunning(port)
  selectPorts(world, bridge)
}

/** Disables a port (br_stp_disable_port). */
export const disablePort = (world: World, bridge: LinkState, port: LinkState): void => {
  port.forwarding = false
  selectPorts(world, bridge)
}
