/** What IPv4 and IPv6 addresses have in common: lifetimes, flags, the message that reports one. */
import type { AddressMessage } from '../../rtnl/address/tables/address.ts'
import { addressFlagsLow } from '../../rtnl/address/tables/address.ts'
import { Refusal, refuseOthers } from '../refusal.ts'
import type { Change } from '../world.ts'

/** The flags of an address that is stored. */
export type AddressFlags = NonNullable<AddressMessage['flags']>
type Lifetimes = Pick<NonNullable<AddressMessage['cacheinfo']>, 'preferred' | 'valid'>

const FOREVER = 0xffffffff
const MODELLED = ['header', 'local', 'address', 'label', 'broadcast', 'cacheinfo', 'flags', 'rtPriority', 'proto']

/** What a request says about an address. */
export interface Wanted {
  readonly lifetimes: Lifetimes
  /** The flags that are modelled, `permanent` and `deprecated` as they follow from the lifetimes. */
  readonly flags: AddressFlags
}

/** Reads lifetimes and flags. `kept`: the flags that the family takes from a request. `text`: of the refusal of lifetimes. */
export const readWanted = (message: AddressMessage, kept: readonly string[], text: string): Wanted => {
  refuseOthers(message, MODELLED)
  const { header, cacheinfo, flags = header.flags } = message
  const { preferred = FOREVER, valid = FOREVER } = cacheinfo ?? {}
  if (valid === 0 || preferred > valid) throw new Refusal('EINVAL', text)
  return {
    lifetimes: { preferred, valid },
    flags: [
      ...flags.filter((flag) => kept.includes(`${flag}`)),
      ...(valid === FOREVER ? (['permanent'] as const) : []),
      ...(preferred === 0 ? (['deprecated'] as const) : []),
    ],
  }
}

/** The fields of a stored address that follow from the lifetimes and the flags. The clock of a fake network stands still. */
export const stored = ({ lifetimes, flags }: Wanted): Pick<AddressMessage, 'cacheinfo' | 'flags'> => ({
  cacheinfo: { ...lifetimes, cstamp: 0, tstamp: 0 },
  flags,
})

/** The message of an address. Its header repeats the flags that fit eight bits. */
export const addressMessage = (address: AddressMessage): AddressMessage => {
  const low = (address.flags as AddressFlags).filter((flag) => `${flag}` in addressFlagsLow.numbers)
  return { ...address, header: { ...address.header, flags: low as AddressMessage['header']['flags'] } }
}

/** The change that reports an address. */
export const addressChange = (name: 'RTM_NEWADDR' | 'RTM_DELADDR', address: AddressMessage, own: boolean): Change => ({
  name,
  value: addressMessage(address),
  group: address.header.family === 'inet' ? 'ipv4-ifaddr' : 'ipv6-ifaddr',
  own,
})
