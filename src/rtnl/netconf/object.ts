/** Settings of links and protocols that the kernel reports (`ip netconf`). */
import { defineObject } from '../object.ts'
import { Netconfs, netconfKind } from './netconfs.ts'

export const netconf = defineObject({
  name: 'netconf',
  summary: 'forwarding, reverse path filter and the like, by link',
  kind: netconfKind,
  messages: { new: 'RTM_NEWNETCONF', delete: 'RTM_DELNETCONF' },
  groups: { 'ipv4-netconf': ['inet'], 'ipv6-netconf': ['inet6'], 'mpls-netconf': ['mpls'] },
  collection: Netconfs,
  changes: undefined,
})
