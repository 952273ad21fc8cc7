/** Settings of links, of `all` and of `default` (`ip netconf`). */

import type { Kind } from '../../client/collection.ts'
import { NO_NAMES } from '../../client/collection.ts'
import type { Fields } from '../../client/fields.ts'
import { readFields, word } from '../../client/fields.ts'
import { ProjectedCollection } from '../../client/projected-collection.ts'
import type { Only } from '../../client/projection.ts'
import type { Requester } from '../../client/requester.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import { deviceIndex, indexIn, namesOf, readNames } from '../devices.ts'
import { device } from '../fields.ts'
import type { Netconf } from '../shapes.ts'
import { netconfShape } from '../shapes.ts'
import { family } from '../tables/family.ts'
import { messageTypes } from '../tables/index.ts'
import type { NetconfMessage } from './tables/netconf.ts'
import { netconf } from './tables/netconf.ts'

/** Which settings are listed: those that match every given field. */
export interface NetconfFilter {
  /** `inet`, `inet6` or `mpls`; the kernel filters by it. */
  readonly family?: string | undefined
  /** Name or index of a link, or `all` or `default`. */
  readonly dev?: string | number | undefined
}

const withDev = (value: Netconf, dev: string | undefined): Netconf => (dev === undefined ? value : { ...value, dev })

type Common = 'all' | 'default'

const isCommon = (dev: string | number): dev is Common => dev === 'all' || dev === 'default'

const { type: RTM_GETNETCONF, node: netconfQuery } = messageTypes.RTM_GETNETCONF

const FIELDS: Fields<NetconfFilter> = { family: word(family), dev: device }

export const netconfKind: Kind<Netconf, NetconfFilter> = {
  name: 'netconf',
  node: netconf,
  shape: netconfShape,
  type: RTM_GETNETCONF,
  names: readNames,
  derived: { made: ['dev'], from: ['index'], named: ['dev'], removed: [] },
  compared: { dev: ['index'] },
  finish: (value, names) => withDev(value, typeof value.index === 'number' ? names.get(value.index) : value.index),
  query: async (filter, context) => {
    const { family, dev } = readFields(filter, FIELDS)
    const wanted = dev === undefined || isCommon(dev) ? dev : await indexIn(context, dev)
    return {
      request: { header: { family: family ?? 'unspec' } },
      matches: (found) =>
        (family === undefined || found.family === family) && (wanted === undefined || found.index === wanted),
    }
  },
}

/** Settings of links that the kernel reports: list, get (`ip netconf`). They are changed as sysctls. */
export class Netconfs extends ProjectedCollection<Netconf, NetconfFilter, NetconfMessage> {
  constructor(requester: Requester) {
    super(requester, netconfKind)
  }

  /**
   * The settings of one link, of `all`, or of `default`, in the family `of`. With `only`, the result has these fields only.
   *
   * @throws {OptionError} for a field in `only` that settings do not have.
   * @throws {KernelError} `ENODEV` if no link has the name.
   */
  async get<K extends keyof Netconf & string>(
    dev: string | number,
    of: 'inet' | 'inet6' | 'mpls' | undefined,
    options: RequestOptions & Only<K>,
  ): Promise<Pick<Netconf, K>>
  async get(dev: string | number, of?: 'inet' | 'inet6' | 'mpls', options?: RequestOptions): Promise<Netconf>
  async get(
    dev: string | number,
    of: 'inet' | 'inet6' | 'mpls' = 'inet',
    options: RequestOptions = {},
  ): Promise<Netconf> {
    const request = this.check('get', options, ['only'])
    readFields({ family: of, dev }, FIELDS)
    const ifindex = isCommon(dev) ? dev : await deviceIndex(this.requester, dev, request)
    const payload = encode(netconfQuery, { header: { family: of }, ifindex }, { order: this.requester.order })
    return this.one(
      options,
      (read) => this.requester.ask(RTM_GETNETCONF, payload, read, { ...request, target: String(dev) }),
      async ({ index }) => (typeof index === 'number' ? namesOf(this.requester, index) : NO_NAMES),
    )
  }
}
