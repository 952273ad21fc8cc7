/** How neighbours (`ip neigh`) and forwarding entries (`bridge fdb`, family `bridge`) are read. */
import type { Kind } from '../../client/collection.ts'
import type { Fields } from '../../client/fields.ts'
import { boolean, flagWord, readFields, word } from '../../client/fields.ts'
import { indexIn, readNames } from '../devices.ts'
import { device } from '../fields.ts'
import type { Neighbour } from '../shapes.ts'
import { neighbourShape } from '../shapes.ts'
import { family } from '../tables/family.ts'
import { messageTypes } from '../tables/index.ts'
import { neighbour, neighbourStates } from './tables/neighbour.ts'

/** Which neighbours are listed: those that match every given field. */
export interface NeighbourFilter {
  /** `inet`, `inet6`, or `bridge` for forwarding entries; the kernel filters by it, as by the link and its master. */
  readonly family?: Extract<Neighbour['family'], string> | undefined
  /** Name or index of the link. */
  readonly dev?: string | number | undefined
  /** Entries of the ports of this bridge, vrf, ... (name or index). */
  readonly master?: string | number | undefined
  /** True: lists proxy entries, the addresses for which this machine answers. False or absent: lists the other entries. */
  readonly proxy?: boolean | undefined
  /** `reachable`, `stale`, `permanent`, ... */
  readonly state?: Extract<Neighbour['state'][number], string> | undefined
}

/** Adds the name of the link, if it is known. */
export const withDev = (value: Neighbour, dev: string | undefined): Neighbour =>
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
  names: readNames,
  derived: { made: ['dev'], from: ['index'], named: ['dev'], removed: [] },
  compared: { dev: ['index'], master: [], proxy: ['flags'] },
  finish: (value, names) => withDev(value, names.get(value.index)),
  query: async (filter, context) => {
    const { family, dev, master, proxy, state } = readFields(filter, FIELDS)
    const [link, above] = [
      dev === undefined ? undefined : await indexIn(context, dev),
      master === undefined ? undefined : await indexIn(context, master),
    ]
    const bridge = family === 'bridge'
    // The kernel filters forwarding entries by the link in the header, neighbours by an attribute.
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
