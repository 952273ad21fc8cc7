/** IPv4 addresses of links: adding and deleting, as inet_rtm_newaddr and inet_rtm_deladdr do. */
import { NLM_F_EXCL, NLM_F_REPLACE } from '../../netlink/protocol/header.ts'
import type { AddressMessage } from '../../rtnl/address/tables/address.ts'
import { contains } from '../arithmetic.ts'
import { flushNeighbours } from '../neighbours.ts'
import { Refusal } from '../refusal.ts'
import { withdrawInet } from '../routes/inet.ts'
import { scopeNumber } from '../routes/route.ts'
import type { LinkState, World } from '../world.ts'
import type { AddressFlags, Wanted } from './address.ts'
import { addressChange, readWanted, stored } from './address.ts'
import { connect, connectedRoutes, disconnect, inetAddresses, isSamePrefix, isSecondary } from './connected.ts'

const BITS = 32
const invalid = (text: string): Refusal => new Refusal('EINVAL', `ipv4: ${text}`)

/** Inserts an address: primary ones by scope, secondary ones after them (__inet_insert_ifa). */
const insert = (world: World, link: LinkState, address: AddressMessage): void => {
  const all = inetAddresses(world, link)
  const before = isSecondary(address)
    ? all
    : all.filter((one) => !isSecondary(one) && scopeNumber(address.header.scope) <= scopeNumber(one.header.scope))
  const last = before.at(-1)
  const first = all[0]
  const at =
    last !== undefined
      ? world.addresses.indexOf(last) + 1
      : first === undefined
        ? world.addresses.length
        : world.addresses.indexOf(first)
  world.addresses.splice(at, 0, address)
}

/** Adds an address, and the routes that follow from it. */
const put = (world: World, link: LinkState, address: AddressMessage, own: boolean): void => {
  const subnet = inetAddresses(world, link).filter((other) => isSamePrefix(other, address))
  if (subnet.some(({ header }) => header.scope !== address.header.scope)) throw invalid('Invalid scope value')
  const flags = subnet.length === 0 ? address.flags : [...(address.flags as AddressFlags), 'secondary' as const]
  const whole = { ...address, flags }
  insert(world, link, whole)
  world.report(addressChange('RTM_NEWADDR', whole, own))
  connect(world, link)
}

/** Changes lifetimes, metric and protocol of an address. */
const change = (
  world: World,
  link: LinkState,
  there: AddressMessage,
  wanted: Wanted,
  message: AddressMessage,
): void => {
  const before = connectedRoutes(world, link)
  const { rtPriority, proto } = message
  // flags other than those of lifetimes stay (set_ifa_lifetime)
  const kept = (there.flags as AddressFlags).filter((flag) => flag !== 'permanent' && flag !== 'deprecated')
  const given = wanted.flags.filter((flag) => flag === 'permanent' || flag === 'deprecated')
  Object.assign(there, stored({ ...wanted, flags: [...kept, ...given] }), { rtPriority, proto })
  connect(world, link)
  disconnect(world, link, before)
  world.report(addressChange('RTM_NEWADDR', there, true))
}

/** RTM_NEWADDR of IPv4. `flags`: NLM_F_*. */
export const newInetAddress = (world: World, message: AddressMessage, flags: number): void => {
  const { header, local, address = local, broadcast, label, rtPriority, proto } = message
  const wanted = readWanted(message, ['noprefixroute'], 'ipv4: address lifetime invalid')
  if (header.prefixlen > BITS) throw invalid('Invalid prefix length')
  if (local === undefined) throw invalid('Local address is not supplied')
  const link = world.link(header.index, 'ipv4: Device not found')
  const whole: AddressMessage = {
    header: { ...header, flags: [] },
    ...{ address, local, broadcast, label: label ?? link.name, rtPriority, proto },
    ...stored(wanted),
  }
  const there = inetAddresses(world, link).find((one) => one.local === local && isSamePrefix(one, whole))
  if (there === undefined) return put(world, link, whole, true)
  if ((flags & NLM_F_EXCL) !== 0 || (flags & NLM_F_REPLACE) === 0)
    throw new Refusal('EEXIST', 'ipv4: Address already assigned')
  change(world, link, there, wanted, message)
}

/** Removes an address, with the secondary ones of its prefix, and the routes that follow from them. */
const remove = (world: World, link: LinkState, address: AddressMessage, own: boolean): void => {
  const before = connectedRoutes(world, link)
  const others = inetAddresses(world, link).filter((one) => isSecondary(one) && isSamePrefix(one, address))
  const removed = isSecondary(address) ? [address] : [...others, address]
  for (const one of removed) {
    world.addresses.splice(world.addresses.indexOf(one), 1)
    world.report(addressChange('RTM_DELADDR', one, own))
  }
  disconnect(world, link, before)
  if (inetAddresses(world, link).length > 0) return
  // a link without an address has no IPv4 (fib_disable_ip)
  withdrawInet(world, link.index, true)
  flushNeighbours(world, link, 'inet6')
}

/** RTM_DELADDR of IPv4: deletes the first address that has all given fields. */
export const deleteInetAddress = (world: World, { header, local, address, label }: AddressMessage): void => {
  const link = world.link(header.index, 'ipv4: Device not found')
  const found = inetAddresses(world, link).find(
    (one) =>
      (local === undefined || one.local === local) &&
      (label === undefined || one.label === label) &&
      (address === undefined ||
        (one.header.prefixlen === header.prefixlen && contains(`${one.address}`, header.prefixlen, address))),
  )
  if (found === undefined) throw new Refusal('EADDRNOTAVAIL', 'ipv4: Address not found')
  remove(world, link, found, true)
}

/** A link is up: the loopback gets its address, and the routes of all addresses exist again. */
export const upInet = (world: World, link: LinkState): void => {
  if (link.type === 'loopback' && !inetAddresses(world, link).some(({ local }) => local === '127.0.0.1'))
    put(world, link, loopback(link), false)
  connect(world, link)
}

const loopback = (link: LinkState): AddressMessage => ({
  header: { family: 'inet', prefixlen: 8, flags: [], scope: 'host', index: link.index },
  ...{ address: '127.0.0.1', local: '127.0.0.1', label: link.name },
  ...stored({ lifetimes: { preferred: 0xffffffff, valid: 0xffffffff }, flags: ['permanent'] }),
})

/** Removes all addresses of a link that is deleted. */
export const goneInet = (world: World, link: LinkState): void => {
  for (let [first] = inetAddresses(world, link); first !== undefined; [first] = inetAddresses(world, link))
    remove(world, link, first, false)
}

/** The most bytes of a label. */
const LABEL = 15

/** A link has a new name: the first address is labelled with it, the others with a colon and more (inetdev_changename). */
export const relabel = (world: World, link: LinkState): void => {
  for (const [place, address] of inetAddresses(world, link).entries()) {
    const suffix = /:.*/.exec(`${address.label}`)?.[0] ?? `:${place + 1}`
    address.label = place === 0 ? link.name : `${link.name.slice(0, LABEL - suffix.length)}${suffix}`
    world.report(addressChange('RTM_NEWADDR', address, false))
  }
}
