/** Labels of address prefixes, which source address selection compares (RFC 6724). */
import { defineObject } from '../object.ts'
import { Addrlabels } from './addrlabels.ts'
import { AddrlabelChanges } from './changes.ts'
import { addrlabelKind } from './reading.ts'

export const addrlabel = defineObject({
  name: 'addrlabel',
  summary: 'labels of IPv6 prefixes, for source address selection',
  kind: addrlabelKind,
  messages: { new: 'RTM_NEWADDRLABEL', delete: 'RTM_DELADDRLABEL' },
  // The kernel sends no notifications about them (net/ipv6/addrlabel.c).
  groups: {},
  filters: {
    prefix: { type: 'text', help: 'only of exactly this prefix' },
    label: { type: 'number', help: 'only with this label' },
    dev: { type: 'device', help: 'only limited to this link (name or index)' },
  },
  collection: Addrlabels,
  changes: AddrlabelChanges,
})
