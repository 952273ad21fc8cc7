/** New links in the state, with the kernel's names and indexes. */
import type { LinkMessage } from '../../rtnl/link/tables/link.ts'
import { Refusal } from '../refusal.ts'
import type { Flag, LinkState, World } from '../world.ts'

const BROADCAST = 'ff:ff:ff:ff:ff:ff'

/** A hardware address that no other link has: locally administered, the same in every run. */
export const makeAddress = (world: World): string => {
  world.madeAddresses++
  return `02:fa:ce:00:${hex(world.madeAddresses >> 8)}:${hex(world.madeAddresses & 0xff)}`
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0')

/** The name of a new link: `%d` is the first free number (dev_alloc_name). */
const nameOf = (world: World, wanted: string): string => {
  if (!wanted.includes('%d')) {
    if (world.named(wanted) !== undefined) throw new Refusal('EEXIST')
    return wanted
  }
  const numbered = (number: number): string => wanted.replace('%d', String(number))
  let number = 0
  while (world.named(numbered(number)) !== undefined) number++
  return numbered(number)
}

const indexOf = (world: World, wanted: number): number => {
  if (wanted !== 0 && world.links.has(wanted)) throw new Refusal('EBUSY')
  return wanted === 0 ? world.lastIndex + 1 : wanted
}

/** What a new link is. Defaults: an Ethernet link. */
interface Own extends Pick<LinkState, 'kind' | 'data'> {
  readonly link?: number
  readonly mtu?: number
  readonly type?: LinkState['type']
  readonly flags?: readonly Flag[]
}

/** Adds a link to the network. Fields that `message` leaves out have the defaults of Ethernet. */
export const register = (world: World, message: Partial<LinkMessage>, own: Own): LinkState => {
  const { ifname, address, broadcast = BROADCAST, mtu = own.mtu ?? 1500, txqlen = 1000, group = 0, header } = message
  const name = nameOf(world, ifname ?? `${own.kind}%d`)
  const index = indexOf(world, header?.index ?? 0)
  world.lastIndex = index
  const link: LinkState = {
    ...{
      index,
      type: own.type ?? 'ether',
      kind: own.kind,
      name,
      altnames: [],
      alias: undefined,
      mtu,
      broadcast,
      txqlen,
      group,
    },
    ...{ link: own.link, data: own.data, master: undefined, ownMtu: message.mtu !== undefined },
    flags: new Set(own.flags ?? ['broadcast', 'multicast']),
    address: address ?? makeAddress(world),
    ownAddress: address !== undefined,
    ...{ qdisc: 'noop', carrier: true, watched: false, forwarding: false, cable: true, ready: false },
    bridgeAddress: '00:00:00:00:00:00',
  }
  world.links.set(index, link)
  return link
}
