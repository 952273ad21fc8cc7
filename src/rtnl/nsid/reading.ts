/** How the ids of other network namespaces are read. */

import type { Kind } from '../../client/collection.ts'
import type { Fields } from '../../client/fields.ts'
import { number, readFields } from '../../client/fields.ts'
import type { NamespaceRef } from '../../setns/reference.ts'
import type { Nsid } from '../shapes.ts'
import { nsidShape } from '../shapes.ts'
import { messageTypes } from '../tables/index.ts'
import { nsid } from './tables/nsid.ts'

/** Which ids are listed. Without `target`: those of the socket's own namespace. */
export interface NsidFilter {
  /**
   * Lists the ids that the namespace with this id has assigned. `currentNsid` is then the id of each namespace in this one.
   */
  readonly target?: number | undefined
}

/** Identifies a namespace by its name, path, `Netns`, an open file of it, a process in it, or its id. */
export type NsidQuery = NamespaceRef | { readonly nsid: number }

const FIELDS: Fields<NsidFilter> = { target: number(0x7fffffff) }

/** Throws EncodeError for a field that does not exist or has no valid value. */
export const readFilter = (filter: NsidFilter): NsidFilter => readFields(filter, FIELDS)

export const nsidKind: Kind<Nsid, NsidFilter> = {
  name: 'nsids',
  node: nsid,
  shape: nsidShape,
  type: messageTypes.RTM_GETNSID.type,
  derived: { made: ['currentNsid'], from: ['currentNsid'], named: [], removed: [] },
  compared: { target: [] },
  // NETNSA_NSID_NOT_ASSIGNED is -1: the namespace has no id here.
  finish: ({ currentNsid, ...value }) =>
    currentNsid === undefined || currentNsid === -1 ? value : { ...value, currentNsid },
  query: (filter) => ({ request: { header: {}, targetNsid: readFilter(filter).target } }),
}
