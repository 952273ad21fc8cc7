/** Ids that other network namespaces have in this one (`ip netns list-id`). */
import { encode } from '../netlink/codec/encode.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import type { RequestOptions } from '../netlink/exchange.ts'
import type { Asker } from './asker.ts'
import type { Kind } from './collection.ts'
import { Collection } from './collection.ts'
import type { Fields } from './fields.ts'
import { number, readFields } from './fields.ts'
import type { Nsid } from './shapes.ts'
import { nsidShape } from './shapes.ts'
import { messageTypes } from './tables/index.ts'
import type { NsidMessage } from './tables/nsid.ts'
import { nsid } from './tables/nsid.ts'

export interface NsidFilter {
  /** Ids as the namespace sees them that has this id here; each with its id here, where it has one, as `currentNsid`. */
  readonly target?: number | undefined
}

/** A namespace: by an open file of it, a process in it, or its id. */
export type NsidQuery = { readonly fd: number } | { readonly pid: number } | { readonly nsid: number }

const FIELDS: Fields<NsidFilter> = { target: number(0x7fffffff) }

export const nsidKind: Kind<Nsid, NsidFilter> = {
  node: nsid,
  shape: nsidShape,
  type: messageTypes.RTM_GETNSID.type,
  // -1, NETNSA_NSID_NOT_ASSIGNED: it has none
  finish: ({ currentNsid, ...value }) =>
    currentNsid === undefined || currentNsid === -1 ? value : { ...value, currentNsid },
  question: (filter) => ({ request: { header: {}, targetNsid: readFields(filter, FIELDS).target } }),
}

export class Nsids extends Collection<Nsid, NsidFilter, NsidMessage> {
  constructor(asker: Asker) {
    super(asker, nsidKind)
  }

  /** The id of a namespace, with `target` the one it has there; undefined where it has none. */
  async get(query: NsidQuery, filter: NsidFilter = {}, options: RequestOptions = {}): Promise<number | undefined> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    if (given.length !== 1) throw new EncodeError('query', 'one of fd, pid and nsid', query)
    const request = { header: {}, ...query, targetNsid: readFields(filter, FIELDS).target }
    const payload = encode(nsid, request as unknown as NsidMessage, { order: this.asker.order })
    const { nsid: id } = await this.asker.ask(this.kind.type, payload, this.reader, options)
    return id === -1 ? undefined : id
  }
}
