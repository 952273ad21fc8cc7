/** New links (rtnl_newlink_create): veth pairs, bridges, macvlans. */
import type { Linkinfo, LinkMessage } from '../../rtnl/link/tables/link.ts'
import { Refusal } from '../refusal.ts'
import type { FakeKind, LinkState, World } from '../world.ts'
import { setBridgeAddress, setMaster } from './bridge.ts'
import { setCarrier } from './carrier.ts'
import { deleteLink } from './deleting.ts'
import { kindOf, newData } from './kinds.ts'
import { reportLink } from './link.ts'
import { register } from './register.ts'
import { checkModelled, checkMtu, setFlags } from './settings.ts'

/** Makes both ends of a pair. The kernel makes the peer first. */
const makeVeth = (world: World, message: LinkMessage): LinkState => {
  const { peer } = (message.linkinfo?.data ?? {}) as { readonly peer?: LinkMessage }
  if (peer !== undefined) checkModelled(peer)
  const own = { kind: 'veth', data: {}, link: 0 } as const
  const other = register(world, peer ?? {}, own)
  const link = unlessRefused(
    () => register(world, message, own),
    () => world.links.delete(other.index),
  )
  link.link = other.index
  other.link = link.index
  for (const end of [other, link]) Object.assign(end, { carrier: false, watched: true })
  reportLink(world, other)
  return link
}

/** Calls `make`; if it is refused, calls `undo` as well. */
const unlessRefused = <T>(make: () => T, undo: () => void): T => {
  try {
    return make()
  } catch (error) {
    undo()
    throw error
  }
}

const makeBridge = (world: World, message: LinkMessage): LinkState => {
  const link = register(world, message, {
    kind: 'bridge',
    data: newData('bridge', message.linkinfo as Linkinfo),
  })
  if (message.address !== undefined) setBridgeAddress(world, link, message.address)
  return link
}

/** A macvlan is on a lower link; one that is on another macvlan is on the lower link of that. */
const makeMacvlan = (world: World, message: LinkMessage): LinkState => {
  if (message.link === undefined) throw new Refusal('EINVAL')
  const given = world.link(message.link)
  const lower = given.kind === 'macvlan' ? world.link(given.link as number) : given
  if (lower.type === 'loopback') throw new Refusal('EINVAL')
  if (lower.master !== undefined) throw new Refusal('EBUSY')
  if (message.mtu !== undefined && message.mtu > lower.mtu) throw new Refusal('EINVAL')
  const data = newData('macvlan', message.linkinfo as Linkinfo)
  const link = register(world, message, { kind: 'macvlan', link: lower.index, data, mtu: lower.mtu })
  link.watched = true
  setCarrier(world, link, lower.carrier)
  return link
}

const MAKERS: { readonly [K in FakeKind]: (world: World, message: LinkMessage) => LinkState } = {
  veth: makeVeth,
  bridge: makeBridge,
  macvlan: makeMacvlan,
}

/** Makes a link. If it can't have the requested master or be set up, it is removed again. */
export const makeLink = (world: World, message: LinkMessage): void => {
  const kind = kindOf(message.linkinfo?.kind)
  newData(kind, message.linkinfo as Linkinfo)
  if (message.mtu !== undefined) checkMtu('ether', message.mtu)
  const link = MAKERS[kind](world, message)
  unlessRefused(
    () => {
      setFlags(world, link, message.header)
      reportLink(world, link, true)
      if (message.master !== undefined) setMaster(world, link, message.master)
    },
    () => deleteLink(world, link),
  )
  if (message.master !== undefined) reportLink(world, link)
}
