/** IPv6 addresses of links, and what the kernel adds by itself (addrconf). Duplicate address detection takes no time. */
import { NLM_F_EXCL, NLM_F_REPLACE } from '../../netlink/protocol/header.ts'
import type { AddressMessage } from '../../rtnl/address/tables/address.ts'
import { contains, isLinkLocal, isMulticast, linkLocalOf, networkOf } from '../arithmetic.ts'
import { isRunning } from '../links/operstate.ts'
import { notModelled, Refusal } from '../refusal.ts'
import { addKernelRoute, dropInet6 } from '../routes/inet6.ts'
import type { Hop, LinkState, World } from '../world.ts'
import type { AddressFlags } from './address.ts'
import { addressChange, readWanted, stored } from './address.ts'

const BITS = 128
/** IP6_RT_PRIO_ADDRCONF: the metric of the routes to prefixes of addresses. */
const METRIC = 256
const FOREVER = { preferred: 0xffffffff, valid: 0xffffffff }

/** The IPv6 addresses of a link. */
export const inet6Addresses = (world: World, link: LinkState): AddressMessage[] =>
  world.addresses.filter(({ header }) => header.family === 'inet6' && header.index === link.index)

const hasFlag = ({ flags = [] }: AddressMessage, flag: (typeof flags)[number]): boolean => flags.includes(flag)

const hopsOf = (link: LinkState): Hop[] => [{ oif: link.index, gateway: undefined, hops: 0, onlink: false }]

const scopeOf = (address: string): AddressMessage['header']['scope'] =>
  address === '::1' ? 'host' : isLinkLocal(address) ? 'link' : 'global'

/** Inserts an address: the farthest scope first, the newest first within one (ipv6_link_dev_addr). */
const insert = (world: World, link: LinkState, address: AddressMessage): void => {
  const rank = ({ header }: AddressMessage): number => Number(header.scope !== 'global')
  const next = inet6Addresses(world, link).find((other) => rank(other) >= rank(address))
  world.addresses.splice(next === undefined ? world.addresses.length : world.addresses.indexOf(next), 0, address)
}

const addPrefixRoute = (
  world: World,
  link: LinkState,
  { address, header, rtPriority = 0, flags = [] }: AddressMessage,
): void => {
  const { prefixlen: length } = header
  if (flags.includes('noprefixroute') || !link.flags.has('up')) return
  const priority = rtPriority === 0 ? METRIC : rtPriority
  addKernelRoute(world, { dst: networkOf(`${address}`, length), length, priority, hops: hopsOf(link) })
}

const addMulticastRoute = (world: World, link: LinkState): void => {
  if (link.type === 'loopback' || !link.flags.has('up')) return
  addKernelRoute(world, { table: 'local', dst: 'ff00::', length: 8, type: 'multicast', hops: hopsOf(link) })
}

/** Ends duplicate address detection: the address is valid, and packets to it are received. */
const complete = (world: World, link: LinkState, address: AddressMessage): void => {
  address.flags = (address.flags as AddressFlags).filter((flag) => flag !== 'tentative')
  const route = { table: 'local', priority: 0, type: 'local', length: BITS, hops: hopsOf(link) } as const
  addKernelRoute(world, { ...route, dst: `${address.address}` })
  world.report(addressChange('RTM_NEWADDR', address, false))
}

/** Starts duplicate address detection, which needs a link with a carrier. */
const detect = (world: World, link: LinkState, address: AddressMessage): void => {
  if (hasFlag(address, 'nodad') || link.type === 'loopback') return complete(world, link, address)
  address.flags = [...(address.flags as AddressFlags), 'tentative']
  world.report(addressChange('RTM_NEWADDR', address, false))
  if (link.ready) complete(world, link, address)
}

/** Changes lifetimes, flags, metric and protocol of an address (inet6_addr_modify). */
const change = (world: World, link: LinkState, there: AddressMessage, message: AddressMessage): void => {
  dropPrefixRoute(world, link, there)
  const { rtPriority, proto } = message
  const wanted = readWanted(message, KEPT, LIFETIME)
  const flags = hasFlag(there, 'tentative') ? [...wanted.flags, 'tentative' as const] : wanted.flags
  Object.assign(there, stored({ ...wanted, flags }), { rtPriority, proto })
  addPrefixRoute(world, link, there)
  world.report(addressChange('RTM_NEWADDR', there, false))
}

/** The flags that a request can set. */
const KEPT = ['nodad', 'noprefixroute']
const LIFETIME = 'ipv6: address lifetime invalid'

/** RTM_NEWADDR of IPv6. `flags`: NLM_F_*. */
export const newInet6Address = (world: World, message: AddressMessage, flags: number): void => {
  const { header, address = message.local, local = address, rtPriority, proto } = message
  const wanted = readWanted(message, KEPT, LIFETIME)
  if (address === undefined) throw new Refusal('EINVAL')
  if (local !== address) throw notModelled('IPv6 addresses with a peer', 'local')
  const link = world.link(header.index, 'ipv6: Unable to find the interface')
  const there = inet6Addresses(world, link).find((one) => one.address === address)
  if (there !== undefined) {
    if ((flags & NLM_F_EXCL) !== 0 || (flags & NLM_F_REPLACE) === 0)
      throw new Refusal('EEXIST', 'ipv6: address already assigned')
    return change(world, link, there, message)
  }
  if (header.prefixlen > BITS) throw new Refusal('EINVAL', 'ipv6: Invalid prefix length')
  addMulticastRoute(world, link)
  if (address === '::') throw new Refusal('EADDRNOTAVAIL', 'ipv6: Invalid address')
  if (isMulticast(address))
    throw new Refusal('EADDRNOTAVAIL', 'ipv6: Cannot assign multicast address without "IFA_F_MCAUTOJOIN" flag')
  if (address === '::1' && link.type !== 'loopback')
    throw new Refusal('EADDRNOTAVAIL', 'ipv6: Cannot assign loopback address on this device')
  const whole: AddressMessage = {
    header: { ...header, flags: [], scope: scopeOf(address) },
    ...{ address, rtPriority, proto },
    ...stored(wanted),
  }
  insert(world, link, whole)
  addPrefixRoute(world, link, whole)
  detect(world, link, whole)
}

/** Deletes the route to the prefix of an address, unless another address of the link needs it. */
const dropPrefixRoute = (world: World, link: LinkState, { address, header, flags = [] }: AddressMessage): void => {
  const { prefixlen: length } = header
  const dst = networkOf(`${address}`, length)
  const needed = inet6Addresses(world, link).some(
    (one) => one.address !== address && one.header.prefixlen === length && contains(dst, length, `${one.address}`),
  )
  if (needed || flags.includes('noprefixroute')) return
  const isOwn = (oif: number | undefined): boolean => oif === link.index
  dropInet6(
    world,
    (route) => route.table === 'main' && route.dst === dst && route.length === length && isOwn(route.hops[0]?.oif),
  )
}

const remove = (world: World, link: LinkState, address: AddressMessage): void => {
  world.addresses.splice(world.addresses.indexOf(address), 1)
  dropInet6(
    world,
    ({ table, type, dst, hops }) =>
      table === 'local' && type === 'local' && dst === address.address && hops[0]?.oif === link.index,
  )
  world.report(addressChange('RTM_DELADDR', address, false))
  dropPrefixRoute(world, link, address)
}

/** RTM_DELADDR of IPv6. */
export const deleteInet6Address = (world: World, { header, address, local = address }: AddressMessage): void => {
  const link = world.link(header.index, 'ipv6: Unable to find the interface')
  const found = inet6Addresses(world, link).find(
    (one) => one.header.prefixlen === header.prefixlen && one.address === local,
  )
  if (found === undefined) throw new Refusal('EADDRNOTAVAIL', 'ipv6: address not found')
  remove(world, link, found)
}

/** An address that the kernel adds by itself. */
const addOwn = (
  world: World,
  link: LinkState,
  address: string,
  prefixlen: number,
  proto: AddressMessage['proto'],
): void => {
  if (inet6Addresses(world, link).some((one) => one.address === address)) return
  const whole: AddressMessage = {
    header: { family: 'inet6', prefixlen, flags: [], scope: scopeOf(address), index: link.index },
    ...{ address, proto },
    ...stored({ lifetimes: FOREVER, flags: ['permanent'] }),
  }
  insert(world, link, whole)
  if (link.type !== 'loopback') addPrefixRoute(world, link, whole)
  detect(world, link, whole)
}

/** Configures IPv6 once a link that is up has a carrier. */
export const readyInet6 = (world: World, link: LinkState): void => {
  if (link.ready || !isRunning(link)) return
  link.ready = true
  addMulticastRoute(world, link)
  if (link.type === 'loopback') addOwn(world, link, '::1', BITS, 'kernel_lo')
  else addOwn(world, link, linkLocalOf(link.address), 64, 'kernel_ll')
  for (const address of inet6Addresses(world, link)) if (hasFlag(address, 'tentative')) complete(world, link, address)
}

/** A link is up: the routes to the prefixes of its addresses exist again. */
export const upInet6 = (world: World, link: LinkState): void => {
  for (const address of inet6Addresses(world, link))
    if (hasFlag(address, 'permanent')) addPrefixRoute(world, link, address)
  readyInet6(world, link)
}

/** A link is down or deleted: its addresses are removed. Call it after the removal of its routes. */
export const downInet6 = (world: World, link: LinkState): void => {
  link.ready = false
  for (const address of inet6Addresses(world, link)) remove(world, link, address)
}
