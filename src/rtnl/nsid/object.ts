/** Ids that other network namespaces have in this one. */
import { defineObject } from '../object.ts'
import { NsidChanges } from './changes.ts'
import { Nsids } from './nsids.ts'
import { nsidKind } from './reading.ts'

export const nsid = defineObject({
  name: 'nsid',
  summary: 'ids that other network namespaces have in this one',
  kind: nsidKind,
  messages: { new: 'RTM_NEWNSID', delete: 'RTM_DELNSID' },
  groups: { nsid: [undefined] },
  collection: Nsids,
  changes: NsidChanges,
})
