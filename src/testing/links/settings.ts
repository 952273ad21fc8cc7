/** Settings of links that exist (do_setlink). */
import type { Ifinfomsg } from '../../rtnl/link/tables/ifinfo.ts'
import { linkFlags } from '../../rtnl/link/tables/ifinfo.ts'
import type { LinkMessage } from '../../rtnl/link/tables/link.ts'
import { relabel } from '../addresses/inet.ts'
import { flushNeighbours } from '../neighbours.ts'
import { notModelled, Refusal, refuseOthers } from '../refusal.ts'
import type { LinkState, World } from '../world.ts'
import { adaptAddress, adaptMtu, setBridgeAddress, setMaster } from './bridge.ts'
import { changeData, isUnicast } from './kinds.ts'
import { MAX_MTU, MIN_MTU, reportLink } from './link.ts'
import { isBusy, setDown, setUp } from './updown.ts'

/** The fields of a request that are modelled. */
export const MODELLED = [
  ...['header', 'ifname', 'altIfname', 'address', 'broadcast', 'mtu', 'txqlen', 'group', 'ifalias', 'master'],
  ...['linkinfo', 'extMask'],
]

const FLAGS: readonly unknown[] = [...['up', 'debug', 'notrailers', 'promisc', 'allmulti', 'multicast', 'dynamic']]

type Flags = Ifinfomsg['flags']

/** The modelled flags that a request changes. Without a mask it changes all of them. */
const changesOf = ({ flags, change }: Ifinfomsg): { readonly changed: Flags; readonly flags: Flags } => {
  if (flags.length === 0 && change.length === 0) return { changed: [], flags }
  const changed =
    change.length === 0 ? (Object.keys(linkFlags.numbers) as Flags).filter((flag) => FLAGS.includes(flag)) : change
  const other = changed.find((flag) => !FLAGS.includes(flag))
  if (other !== undefined) throw notModelled(`changes of the flag ${other}`, 'header.change')
  return { changed, flags }
}

/** Refuses what is not modelled in a request to create or change a link. */
export const checkModelled = (message: LinkMessage): void => {
  refuseOthers(message, MODELLED)
  refuseOthers(message.linkinfo ?? {}, ['kind', 'data'], 'linkinfo')
  changesOf(message.header)
}

/** Refuses an MTU beyond the limits of the link (dev_validate_mtu). IPv6 ends below 1280, which is not modelled. */
export const checkMtu = (type: LinkState['type'], mtu: number): void => {
  if (type === 'ether' && mtu < MIN_MTU) throw new Refusal('EINVAL', 'mtu less than device minimum')
  if (type === 'ether' && mtu > MAX_MTU) throw new Refusal('EINVAL', 'mtu greater than device maximum')
  if (mtu < 1280) throw notModelled('an MTU below 1280', 'mtu')
}

const setAddress = (world: World, link: LinkState, address: string): void => {
  if (!isUnicast(address)) throw new Refusal('EADDRNOTAVAIL')
  const differs = link.address !== address
  if (differs && link.kind === 'macvlan' && link.flags.has('up') && isBusy(world, link, address))
    throw new Refusal('EADDRINUSE')
  link.address = address
  link.ownAddress = true
  flushNeighbours(world, link)
  if (differs && link.kind === 'bridge') setBridgeAddress(world, link, address)
  if (link.master !== undefined) adaptAddress(world, world.link(link.master))
}

const setMtu = (world: World, link: LinkState, mtu: number): void => {
  if (link.mtu === mtu) return
  checkMtu(link.type, mtu)
  if (link.kind === 'macvlan' && mtu > world.link(link.link as number).mtu) throw new Refusal('EINVAL')
  link.mtu = mtu
  link.ownMtu = true
  for (const above of world.above(link)) if (above.mtu > mtu) setMtu(world, above, mtu)
  if (link.master !== undefined) adaptMtu(world, world.link(link.master))
}

const rename = (world: World, link: LinkState, name: string): void => {
  if (link.name === name) return
  if (world.named(name) !== undefined) throw new Refusal('EEXIST')
  link.name = name
  relabel(world, link)
}

/** Sets and clears flags. `up` comes first. */
export const setFlags = (world: World, link: LinkState, header: Ifinfomsg): void => {
  const { changed, flags } = changesOf(header)
  for (const flag of changed) {
    if (flag === 'up') continue
    if (flags.includes(flag)) link.flags.add(flag)
    else link.flags.delete(flag)
  }
  if (!changed.includes('up')) return
  if (flags.includes('up')) setUp(world, link)
  else setDown(world, link)
}

/** Applies settings in the kernel's order. The ones before a refused one are kept, as the kernel keeps them. */
export const applySettings = (world: World, link: LinkState, message: LinkMessage): void => {
  const { address, mtu, group, ifname, ifalias, broadcast, master, txqlen, linkinfo, header } = message
  if (linkinfo?.data !== undefined) changeData(link, linkinfo)
  if (address !== undefined) setAddress(world, link, address)
  if (mtu !== undefined) setMtu(world, link, mtu)
  if (group !== undefined) link.group = group
  if (ifname !== undefined && header.index !== 0) rename(world, link, ifname)
  if (ifalias !== undefined) link.alias = ifalias === '' ? undefined : ifalias
  if (broadcast !== undefined) link.broadcast = broadcast
  if (master !== undefined) setMaster(world, link, master)
  setFlags(world, link, header)
  if (txqlen !== undefined) link.txqlen = txqlen
  reportLink(world, link, true)
}
