/** Links: network interfaces. */
import { defineObject } from '../object.ts'
import { LinkChanges } from './changes.ts'
import { Links } from './links.ts'
import { linkKind } from './reading.ts'

export const link = defineObject({
  name: 'link',
  summary: 'network interfaces',
  kind: linkKind,
  messages: { new: 'RTM_NEWLINK', delete: 'RTM_DELLINK' },
  groups: { link: [undefined] },
  collection: Links,
  changes: LinkChanges,
})
