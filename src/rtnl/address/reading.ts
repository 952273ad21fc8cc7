/** How addresses of links are read. */
import type { Kind } from '../../client/collection.ts'
import type { Fields } from '../../client/fields.ts'
import { readFields, text, word } from '../../client/fields.ts'
import { indexIn, readNames } from '../devices.ts'
import { device } from '../fields.ts'
import type { Address } from '../shapes.ts'
import { addressShape } from '../shapes.ts'
import { family } from '../tables/family.ts'
import { messageTypes } from '../tables/index.ts'
import { routeScope } from '../tables/route-words.ts'
import type { AddressCacheinfo } from './tables/address.ts'
import { address, FOREVER } from './tables/address.ts'

/** Which addresses are listed: those that match every given field. */
export interface AddressFilter {
  /** `inet` or `inet6`; the kernel filters by it. */
  readonly family?: Extract<Address['family'], string> | undefined
  /** Name or index of the link; the kernel filters by it. */
  readonly dev?: string | number | undefined
  /** `global`, `link`, `host`, ... */
  readonly scope?: Address['scope'] | undefined
  /** The label, in full. */
  readonly label?: string | undefined
}

/** An address as the shape decodes it, before `finish`. What the kernel does not report is absent. */
export interface AddressValue extends Omit<Address, 'address' | 'preferred' | 'valid'> {
  /** Length of the prefix in bits. */
  readonly prefixlen: number
  /** IFA_ADDRESS: the other end if there is a peer, else the address. */
  readonly address?: string | undefined
  /** IFA_LOCAL: the address of this end. */
  readonly local?: string | undefined
}

/** IFA_F_SECONDARY and IFA_F_TEMPORARY (RFC 8981, IPv6 only) are the same bit. */
const flagsOf = ({ family, flags = [] }: AddressValue): Address['flags'] =>
  family === 'inet6' && flags.includes('secondary')
    ? flags.map((word) => (word === 'secondary' ? 'temporary' : word))
    : flags

const lifetimeOf = (seconds: number): number | 'forever' => (seconds === FOREVER ? 'forever' : seconds)

/** The lifetimes as requests have them. */
const lifetimes = ({ preferred, valid }: AddressCacheinfo): Pick<Address, 'preferred' | 'valid'> => ({
  preferred: lifetimeOf(preferred),
  valid: lifetimeOf(valid),
})

/** The local address with the length of its prefix. If there is a peer, the prefix is the peer's. */
const finish = (value: AddressValue, dev: string | undefined): Address => {
  const { prefixlen, address: other, local, ...rest } = value
  const own = local ?? other
  const peer = other !== undefined && other !== own
  return {
    ...rest,
    flags: flagsOf(value),
    address: own === undefined ? '' : peer ? own : `${own}/${prefixlen}`,
    ...(rest.cacheinfo === undefined ? {} : lifetimes(rest.cacheinfo)),
    ...(peer ? { peer: `${other}/${prefixlen}` } : {}),
    ...(dev === undefined ? {} : { dev }),
  }
}

const FIELDS: Fields<AddressFilter> = { family: word(family), dev: device, scope: word(routeScope), label: text }

export const addressKind: Kind<Address, AddressFilter, AddressValue> = {
  name: 'addresses',
  node: address,
  shape: addressShape,
  type: messageTypes.RTM_GETADDR.type,
  names: readNames,
  derived: {
    made: ['flags', 'address', 'preferred', 'valid', 'peer', 'dev'],
    from: ['family', 'flags', 'prefixlen', 'address', 'local', 'cacheinfo', 'index'],
    named: ['dev'],
    removed: ['prefixlen', 'local'],
  },
  compared: { dev: ['index'] },
  finish: (value, names) => finish(value, names.get(value.index)),
  query: async (filter, context) => {
    const { family, dev, scope, label } = readFields(filter, FIELDS)
    const request = {
      header: { family: family ?? 'unspec', index: dev === undefined ? 0 : await indexIn(context, dev) },
    }
    const matches = (found: Address): boolean =>
      (family === undefined || found.family === family) &&
      (request.header.index === 0 || found.index === request.header.index) &&
      (scope === undefined || found.scope === scope) &&
      (label === undefined || found.label === label)
    return { request, matches }
  },
}
