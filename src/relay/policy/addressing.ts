/** Checks of addresses, routes and neighbours: which prefixes, on which links. */
import type { Prefix } from '../../netlink/codec/text/prefix.ts'
import { isWithin } from '../../netlink/codec/text/prefix.ts'
import { NLM_F_CREATE, NLM_F_EXCL } from '../../netlink/protocol/header.ts'
import type { Check } from './context.ts'
import { checkIndex, sectionFor } from './context.ts'
import { checkOwned } from './links.ts'
import { refuse } from './refused.ts'
import type { Request, Value } from './request.ts'
import { onlyFields, onlyHeader } from './request.ts'

const ADDITION = NLM_F_CREATE | NLM_F_EXCL

/** What a request does. Only one that changes nothing that exists adds. */
export const verbOf = ({ name, flags }: Pick<Request, 'name' | 'flags'>): 'add' | 'change' | 'delete' => {
  if (name.startsWith('RTM_DEL')) return 'delete'
  return (flags & ADDITION) === ADDITION ? 'add' : 'change'
}

const listed = (prefixes: readonly Prefix[]): string =>
  prefixes.length === 0 ? 'any prefix' : prefixes.map(({ address, length }) => `${address}/${length}`).join(' or ')

/** Refuses an address of the other family: the kernel may read its first bytes as one of this family. */
export const checkFamily = (bits: number, address: unknown, path: string): void => {
  if (address !== undefined && String(address).includes(':') !== (bits === 128))
    refuse(path, `${address} is not of the family in the header`)
}

/** Refuses addresses of which a part is outside of the prefixes. */
export const checkPrefix = (
  prefixes: readonly Prefix[],
  bits: number,
  address: string,
  length: number,
  path: string,
): void => {
  checkFamily(bits, address, path)
  const inside = prefixes.some((prefix) => prefix.length <= length && isWithin(prefix, address))
  if (!inside) refuse(path, `${address}/${length} is not within ${listed(prefixes)}`)
}

const BITS: { readonly [family: string]: number } = { inet: 32, inet6: 128 }

/** The bits of an address of this family. @throws {Refused} for other families than IPv4 and IPv6. */
export const bitsOf = ({ family }: Value): number =>
  BITS[String(family)] ?? refuse('header.family', `the family ${family} is not allowed`)

const ADDRESS_FIELDS = ['address', 'local', 'broadcast', 'flags', 'cacheinfo', 'rtPriority', 'proto']

/** RTM_NEWADDR, RTM_DELADDR. */
export const address: Check = async (request, context) => {
  const { links } = context.policy
  const { value } = request
  const { header } = value
  const addresses = sectionFor(context.policy.addresses, verbOf(request), 'addresses')
  const bits = bitsOf(header)
  onlyHeader(value, ['family', 'prefixlen', 'flags', 'scope', 'index'])
  onlyFields(value, ADDRESS_FIELDS)
  checkOwned(links, await checkIndex(context, header['index'], addresses.links, 'header.index'), 'header.index')
  const length = header['prefixlen'] as number
  if (length > bits) refuse('header.prefixlen', `there is no prefix of ${length} bits`)
  // the kernel deletes the first address that matches, so a deletion names one
  if (value['local'] === undefined && value['address'] === undefined) refuse('', 'the address is missing')
  for (const key of ['local', 'address', 'broadcast'])
    if (value[key] !== undefined) checkPrefix(addresses.prefixes, bits, value[key] as string, length, key)
  return undefined
}

/** RTM_NEWNEIGH, RTM_DELNEIGH. Forwarding entries of bridges are refused. */
export const neighbour: Check = async (request, context) => {
  const { links } = context.policy
  const { value } = request
  const { header } = value
  const neighbours = sectionFor(context.policy.neighbours, verbOf(request), 'neighbours')
  const bits = bitsOf(header)
  onlyHeader(value, ['family', 'ifindex', 'state'])
  onlyFields(value, ['dst', 'lladdr', 'protocol'])
  checkOwned(links, await checkIndex(context, header['ifindex'], neighbours.links, 'header.ifindex'), 'header.ifindex')
  if (value['dst'] === undefined) refuse('', 'the address is missing')
  checkPrefix(neighbours.prefixes, bits, value['dst'] as string, bits, 'dst')
  return undefined
}
