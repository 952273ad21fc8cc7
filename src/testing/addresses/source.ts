/** Source addresses of packets: fib_result_prefsrc and inet_select_addr of IPv4, RFC 6724 of IPv6. */
import type { AddressMessage } from '../../rtnl/address/tables/address.ts'
import { BITS, contains, isLinkLocal } from '../arithmetic.ts'
import type { Match } from '../routes/lookup.ts'
import { scopeNumber } from '../routes/route.ts'
import type { World } from '../world.ts'
import { isSecondary } from './connected.ts'

const HOST = 254

/** The source of a packet to `dst` that takes a route of IPv4. Undefined: no link has an address for it. */
export const inetSource = (world: World, dst: string, { route, hop }: Match): string | undefined => {
  if (route.prefsrc !== undefined) return route.prefsrc
  if (route.type === 'local') return dst
  const scope = scopeNumber(route.scope)
  const primary = world.addresses.filter(
    (one) =>
      one.header.family === 'inet' && !isSecondary(one) && Math.min(scopeNumber(one.header.scope), HOST) <= scope,
  )
  const own = primary.filter(({ header }) => header.index === hop.oif)
  const { gateway } = hop
  const near =
    gateway === undefined
      ? undefined
      : own.find(({ header, address }) => contains(`${address}`, header.prefixlen, gateway))
  const elsewhere = primary
    .filter(({ header }) => header.scope !== 'link' && scopeNumber(header.scope) <= scope)
    .sort((one, other) => one.header.index - other.header.index)
  return (near ?? own[0] ?? elsewhere[0])?.local
}

/** The number of leading bits that two addresses share. */
const commonLength = (one: string, other: string): number => {
  let length = 0
  while (length < BITS.inet6 && contains(one, length + 1, other)) length++
  return length
}

/** The source of an IPv6 packet: the destination itself if it is local, else by scope, link and common prefix. */
export const inet6Source = (world: World, dst: string, oif: number): string | undefined => {
  const usable = world.addresses.filter(
    ({ header, flags = [] }) =>
      header.family === 'inet6' && !flags.includes('tentative') && (!isLinkLocal(dst) || header.index === oif),
  )
  const rank = ({ address, header, flags = [] }: AddressMessage): number[] => [
    Number(address === dst),
    Number(header.scope === (isLinkLocal(dst) ? 'link' : 'global')),
    Number(!flags.includes('deprecated')),
    Number(header.index === oif),
    commonLength(`${address}`, dst),
  ]
  const compare = (one: AddressMessage, other: AddressMessage): number => {
    const [mine, theirs] = [rank(one), rank(other)]
    const at = mine.findIndex((value, place) => value !== theirs[place])
    return at < 0 ? 0 : (theirs[at] as number) - (mine[at] as number)
  }
  return usable.sort(compare)[0]?.address
}
