/** Neighbours, and forwarding entries of bridges. */
import { defineObject } from '../object.ts'
import { NeighbourChanges } from './changes.ts'
import { Neighbours } from './neighbours.ts'
import { neighbourKind } from './reading.ts'

export const neighbour = defineObject({
  name: 'neighbour',
  summary: 'neighbours, or forwarding entries of bridges (--family bridge)',
  kind: neighbourKind,
  messages: { new: 'RTM_NEWNEIGH', delete: 'RTM_DELNEIGH' },
  // The group also reports forwarding entries, but a list of all families does not contain them.
  groups: { neigh: [undefined, 'bridge'] },
  collection: Neighbours,
  changes: NeighbourChanges,
})
