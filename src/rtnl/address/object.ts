/** Addresses of links. */
import { defineObject } from '../object.ts'
import { Addresses } from './addresses.ts'
import { AddressChanges } from './changes.ts'
import { addressKind } from './reading.ts'

export const address = defineObject({
  name: 'address',
  summary: 'addresses of network interfaces',
  kind: addressKind,
  messages: { new: 'RTM_NEWADDR', delete: 'RTM_DELADDR' },
  groups: { 'ipv4-ifaddr': ['inet'], 'ipv6-ifaddr': ['inet6'] },
  collection: Addresses,
  changes: AddressChanges,
})
