/** RTM_NEWADDR, RTM_DELADDR and RTM_GETADDR. */
import type { Query } from '../../netlink/codec/query.ts'
import type { AddressMessage } from '../../rtnl/address/tables/address.ts'
import { notModelled, refuseOthers } from '../refusal.ts'
import type { World } from '../world.ts'
import { addressMessage } from './address.ts'
import { deleteInetAddress, newInetAddress } from './inet.ts'
import { deleteInet6Address, newInet6Address } from './inet6.ts'

const checkFamily = (family: unknown): void => {
  if (family !== 'inet' && family !== 'inet6') throw notModelled(`addresses of family ${family}`, 'header.family')
}

/** RTM_NEWADDR. `flags`: NLM_F_*. */
export const newAddress = (world: World, message: AddressMessage, flags: number): void => {
  checkFamily(message.header.family)
  if (message.header.family === 'inet') newInetAddress(world, message, flags)
  else newInet6Address(world, message, flags)
}

/** RTM_DELADDR. */
export const deleteAddress = (world: World, message: AddressMessage): void => {
  checkFamily(message.header.family)
  refuseOthers(message, ['header', 'local', 'address', 'label'])
  if (message.header.family === 'inet') deleteInetAddress(world, message)
  else deleteInet6Address(world, message)
}

/** The dump of RTM_GETADDR, with the kernel's filters: by family, then by link. */
export const listAddresses = (world: World, { header, ...others }: Query<AddressMessage>): AddressMessage[] => {
  const { family = 'unspec', index = 0 } = header
  refuseOthers(others, [])
  if (family !== 'unspec') checkFamily(family)
  const rank = ({ header }: AddressMessage): number => (header.family === 'inet' ? 0 : 1)
  return world.addresses
    .filter(
      (one) => (family === 'unspec' || one.header.family === family) && (index === 0 || one.header.index === index),
    )
    .sort((one, other) => rank(one) - rank(other) || one.header.index - other.header.index)
    .map(addressMessage)
}
