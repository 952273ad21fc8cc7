/** Neighbours (`ip neigh`) and forwarding entries (`bridge fdb`, family `bridge`). */
import { encode } from '../../netlink/codec/encode/encode.ts'
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { Kind } from '../collection.ts'
import { Collection } from '../collection.ts'
import { deviceName } from '../devices.ts'
import type { Fields } from '../fields.ts'
import { boolean, device, flagWord, ipAddress, readFields, word } from '../fields.ts'
import { parsePrefix } from '../prefix.ts'
import type { Requester } from '../requester.ts'
import type { Neighbour } from '../shapes.ts'
import { neighbourShape } from '../shapes.ts'
import { family } from '../tables/family.ts'
import { messageTypes } from '../tables/index.ts'
import type { NeighbourMessage } from './tables/neighbour.ts'
import { neighbour, neighbourStates } from './tables/neighbour.ts'

export interface NeighbourFilter {
  /** `inet`, `inet6`, or `bridge` for forwarding entries; the kernel filters by it, as by the link and its master. */
  readonly family?: string | undefined
  /** Name or index of the link. */
  readonly dev?: string | number | undefined
  /** Links of this bridge, vrf, ... (name or index). */
  readonly master?: string | number | undefined
  /** The addresses this machine answers for, instead of those it has learned. */
  readonly proxy?: boolean | undefined
  /** `reachable`, `stale`, `permanent`, ... */
  readonly state?: string | undefined
}

const withDev = (value: Neighbour, dev: string | undefined): Neighbour =>
  dev === undefined ? value : { ...value, dev }

const FIELDS: Fields<NeighbourFilter> = {
  family: word(family),
  dev: device,
  master: device,
  proxy: boolean,
  state: flagWord(neighbourStates),
}

export const neighbourKind: Kind<Neighbour, NeighbourFilter> = {
  name: 'neighbours',
  node: neighbour,
  shape: neighbourShape,
  type: messageTypes.RTM_GETNEIGH.type,
  named: true,
  finish: (value, names) => withDev(value, names.get(value.index)),
  question: async (filter, index) => {
    const { family, dev, master, proxy, state } = readFields(filter, FIELDS)
    const [link, above] = [
      dev === undefined ? undefined : await index(dev),
      master === undefined ? undefined : await index(master),
    ]
    const bridge = family === 'bridge'
    // A dump of the forwarding database takes the link in the header, one of neighbours as an attribute.
    const header = {
      family: family ?? 'unspec',
      flags: proxy === true ? ['proxy'] : [],
      ifindex: bridge ? (link ?? 0) : 0,
    }
    const matches = (found: Neighbour): boolean =>
      (family === undefined || found.family === family) &&
      (link === undefined || found.index === link) &&
      (proxy === undefined || found.flags.includes('proxy') === proxy) &&
      (state === undefined || (found.state as readonly unknown[]).includes(state))
    return { request: { header, ifindex: bridge ? undefined : link, master: above }, matches }
  },
}

export class Neighbours extends Collection<Neighbour, NeighbourFilter, NeighbourMessage> {
  constructor(requester: Requester) {
    super(requester, neighbourKind)
  }

  /** One neighbour. Rejects with KernelError ENOENT where the link has none of that address. */
  async get(address: string, dev: string | number, options: RequestOptions = {}): Promise<Neighbour> {
    const request = this.check('get', options)
    const dst = ipAddress(address, 'address')
    const { family } = parsePrefix(address, 'address')
    const question = { header: { family, ifindex: await this.index(dev, request) }, dst }
    const payload = encode(neighbour, question as unknown as NeighbourMessage, { order: this.requester.order })
    const found = await this.requester.ask(this.kind.type, payload, this.reader, {
      ...request,
      target: `${address} dev ${dev}`,
    })
    return withDev(found, await deviceName(this.requester, found.index))
  }
}
