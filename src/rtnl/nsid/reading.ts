/** Ids that other network namespaces have in this one (`ip netns list-id`). */
import { encode } from '../../netlink/codec/encode/encode.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { NamespaceRef } from '../../setns/reference.ts'
import { NamespaceNumbers } from '../../setns/reference.ts'
import { namesById } from '../../setns/run-dir.ts'
import type { Kind } from '../collection.ts'
import { Collection } from '../collection.ts'
import type { Fields } from '../fields.ts'
import { number, readFields } from '../fields.ts'
import type { Requester } from '../requester.ts'
import type { Nsid } from '../shapes.ts'
import { nsidShape } from '../shapes.ts'
import { messageTypes } from '../tables/index.ts'
import type { NsidMessage } from './tables/nsid.ts'
import { nsid } from './tables/nsid.ts'

export interface NsidFilter {
  /** Ids as the namespace sees them that has this id here; each with its id here, where it has one, as `currentNsid`. */
  readonly target?: number | undefined
}

/** A namespace: by its name, an open file of it, a process in it, or its id. */
export type NsidQuery = NamespaceRef | { readonly nsid: number }

const FIELDS: Fields<NsidFilter> = { target: number(0x7fffffff) }

export const nsidKind: Kind<Nsid, NsidFilter> = {
  name: 'nsids',
  node: nsid,
  shape: nsidShape,
  type: messageTypes.RTM_GETNSID.type,
  // -1, NETNSA_NSID_NOT_ASSIGNED: it has none
  finish: ({ currentNsid, ...value }) =>
    currentNsid === undefined || currentNsid === -1 ? value : { ...value, currentNsid },
  question: (filter) => ({ request: { header: {}, targetNsid: readFields(filter, FIELDS).target } }),
}

/** What was written down for the query, and not something that happens to have an `fd`. */
const isPlain = (query: NsidQuery): query is Exclude<NsidQuery, string | number> =>
  typeof query === 'object' && query !== null && Object.getPrototypeOf(query) === Object.prototype

const oneOf = <Q extends object>(query: Q): Q => {
  if (Object.values(query).filter((value) => value !== undefined).length === 1) return query
  throw new EncodeError('query', 'one of fd, pid and nsid', query)
}

export class Nsids extends Collection<Nsid, NsidFilter, NsidMessage> {
  constructor(requester: Requester) {
    super(requester, nsidKind)
  }

  /** The names (of /run/netns) of the namespaces that have an id here. */
  async names(options?: RequestOptions): Promise<Map<number, string>> {
    if (options !== undefined) this.check('names', options)
    const ids = await this.list({}, options)
    return ids.length === 0 ? new Map() : namesById((path) => this.get(path, {}, options))
  }

  /** The id of a namespace, with `target` the one it has there; undefined where it has none. */
  async get(query: NsidQuery, filter: NsidFilter = {}, options: RequestOptions = {}): Promise<number | undefined> {
    const asked = this.check('get', options)
    const { target } = readFields(filter, FIELDS)
    const numbers = new NamespaceNumbers()
    try {
      const named = isPlain(query) ? oneOf(query) : numbers.of(query, 'query')
      const request = { header: {}, ...named, targetNsid: target }
      const payload = encode(nsid, request as unknown as NsidMessage, { order: this.requester.order })
      const { nsid: id } = await this.requester.ask(this.kind.type, payload, this.reader, asked)
      return id === -1 ? undefined : id
    } finally {
      numbers.close()
    }
  }
}
