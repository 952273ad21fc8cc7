/** Ports of bridges: what a bridge takes from them, and how links become ports (br_add_if, del_nbp). */
import { flushNeighbours } from '../neighbours.ts'
import { Refusal } from '../refusal.ts'
import type { LinkState, World } from '../world.ts'
import { checkPort, disablePort, selectPorts } from './carrier.ts'
import { reportLink } from './link.ts'

const NO_ADDRESS = '00:00:00:00:00:00'
const MTU = 1500

/** Sets the address in the bridge ID, which is the address of the bridge (br_stp_change_bridge_id). */
export const setBridgeAddress = (world: World, bridge: LinkState, address: string): void => {
  bridge.bridgeAddress = address
  bridge.address = address
  selectPorts(world, bridge)
}

/** A bridge has the lowest address of its ports, unless a request has set one (br_stp_recalculate_bridge_id). */
export const adaptAddress = (world: World, bridge: LinkState): void => {
  const [lowest = NO_ADDRESS] = world
    .ports(bridge)
    .map(({ address }) => address)
    .sort()
  if (bridge.ownAddress || lowest === bridge.bridgeAddress) return
  setBridgeAddress(world, bridge, lowest)
  flushNeighbours(world, bridge)
}

/** A bridge has the lowest MTU of its ports, unless a request has set one (br_mtu_auto_adjust). */
export const adaptMtu = (world: World, bridge: LinkState): void => {
  const ports = world.ports(bridge)
  if (!bridge.ownMtu)
    bridge.mtu =
      ports.length === 0 ? MTU : ports.reduce((least, { mtu }) => Math.min(least, mtu), Number.POSITIVE_INFINITY)
}

/** Why a link cannot become a port. */
const checkJoin = (world: World, port: LinkState, bridge: LinkState): void => {
  if (bridge.kind !== 'bridge') throw new Refusal('EOPNOTSUPP')
  if (port.type === 'loopback' || port.address === NO_ADDRESS) throw new Refusal('EINVAL')
  if (port.kind === 'bridge') throw new Refusal('ELOOP', 'Can not enslave a bridge to a bridge')
  if (world.above(port).length > 0 || port.link === bridge.index) throw new Refusal('EBUSY')
}

const join = (world: World, port: LinkState, bridge: LinkState): void => {
  checkJoin(world, port, bridge)
  port.master = bridge.index
  adaptAddress(world, bridge)
  checkPort(world, port)
  adaptMtu(world, bridge)
  reportLink(world, bridge)
}

/** The link is no longer a port of its bridge. */
export const leave = (world: World, port: LinkState): void => {
  if (port.master === undefined) return
  const bridge = world.link(port.master)
  disablePort(world, bridge, port)
  port.master = undefined
  adaptMtu(world, bridge)
  adaptAddress(world, bridge)
  reportLink(world, bridge)
}

/** Makes a link a port of a bridge; of none with index 0 (do_set_master). */
export const setMaster = (world: World, port: LinkState, index: number): void => {
  if ((port.master ?? 0) === index) return
  leave(world, port)
  if (index === 0) return
  const bridge = world.links.get(index)
  if (bridge === undefined) throw new Refusal('EINVAL')
  join(world, port, bridge)
}
