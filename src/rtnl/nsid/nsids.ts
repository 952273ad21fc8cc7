/** Ids of other network namespaces: list, get, set (`ip netns list-id`, `ip netns set`). */

import { send } from '../../client/change.ts'
import { ProjectedCollection } from '../../client/projected-collection.ts'
import type { Requester } from '../../client/requester.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { NotFoundError } from '../../netlink/protocol/errors.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import type { NamespaceRef } from '../../setns/reference.ts'
import { NamespaceNumbers } from '../../setns/reference.ts'
import { namesById } from '../../setns/run-dir.ts'
import type { Nsid } from '../shapes.ts'
import { messageTypes } from '../tables/index.ts'
import { NsidChanges } from './changes.ts'
import type { NsidFilter, NsidQuery } from './reading.ts'
import { nsidKind, readFilter } from './reading.ts'
import type { NsidMessage } from './tables/nsid.ts'

const { type: RTM_GETNSID, node: nsidQuery } = messageTypes.RTM_GETNSID

/** Whether the query is a plain object, and not an instance of a class such as `Netns` or a file handle. */
const isPlain = (query: NsidQuery): query is Exclude<NsidQuery, string | number> =>
  typeof query === 'object' && query !== null && Object.getPrototypeOf(query) === Object.prototype

const oneOf = <Q extends object>(query: Q): Q => {
  if (Object.values(query).filter((value) => value !== undefined).length === 1) return query
  throw new EncodeError('query', 'one of fd, pid and nsid', query)
}

/** Ids that other network namespaces have in this one: list, look up, assign (`ip netns list-id`). */
export class Nsids extends ProjectedCollection<Nsid, NsidFilter, NsidMessage> {
  private readonly changes = new NsidChanges(this.requester)

  constructor(requester: Requester) {
    super(requester, nsidKind)
  }

  /**
   * The names in /run/netns of the namespaces that have an id in this one, by id.
   *
   * @throws {DumpInterruptedError} if the table changed during each of ten attempts.
   */
  async names(options?: RequestOptions): Promise<Map<number, string>> {
    if (options !== undefined) this.check('names', options)
    const ids = await this.list({}, options)
    return ids.length === 0 ? new Map() : namesById((path) => this.find(path, undefined, options))
  }

  /**
   * The id that a namespace has in this one or, with `filter.target`, in the namespace with that id.
   *
   * @throws {NotFoundError} if it has none.
   */
  async get(query: NsidQuery, filter: NsidFilter = {}, options: RequestOptions = {}): Promise<number> {
    const asked = this.check('get', options)
    const id = await this.find(query, readFilter(filter).target, asked)
    if (id === undefined) throw new NotFoundError('nsids.get', 'id for this namespace')
    return id
  }

  /**
   * Assigns an id in this namespace to another one. `auto`: the kernel chooses the id.
   *
   * @throws {KernelError} `EEXIST` if the namespace has an id.
   */
  set(namespace: NamespaceRef, nsid: number | 'auto', options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.set(namespace, nsid), options, 'nsids.set')
  }

  private async find(query: NsidQuery, target?: number, options?: RequestOptions): Promise<number | undefined> {
    const numbers = new NamespaceNumbers(this.requester.remote)
    try {
      const named = isPlain(query) ? oneOf(query) : await numbers.of(query, 'query')
      const request = { header: {}, ...named, targetNsid: target }
      const payload = encode(nsidQuery, request, { order: this.requester.order })
      const { nsid: id } = await this.requester.ask(RTM_GETNSID, payload, this.reader, options)
      return id === -1 ? undefined : id
    } finally {
      numbers.close()
    }
  }
}
