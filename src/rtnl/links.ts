/** Links (`ip link`). */
import type { RequestOptions } from '../netlink/exchange.ts'
import type { Asker } from './asker.ts'
import type { Kind } from './collection.ts'
import { Collection } from './collection.ts'
import { encodeLink, linkSelector } from './devices.ts'
import type { Fields } from './fields.ts'
import { boolean, device, number, readFields, text, word } from './fields.ts'
import type { Link } from './shapes.ts'
import { linkShape } from './shapes.ts'
import { linkType } from './tables/ifinfo.ts'
import { messageTypes } from './tables/index.ts'
import type { LinkMessage } from './tables/link.ts'
import { link } from './tables/link.ts'

export interface LinkFilter {
  /** `veth`, `bridge`, ...; the kernel filters by it. */
  readonly kind?: string | undefined
  /** Ports of this bridge, bond, vrf, ... (name or index); the kernel filters by it. */
  readonly master?: string | number | undefined
  /** Administratively up, or not. */
  readonly up?: boolean | undefined
  /** Link group. */
  readonly group?: number | undefined
  /** `ether`, `loopback`, ... */
  readonly type?: string | number | undefined
}

const FIELDS: Fields<LinkFilter> = {
  kind: text,
  master: device,
  up: boolean,
  group: number(),
  type: word(linkType),
}

export const linkKind: Kind<Link, LinkFilter> = {
  node: link,
  shape: linkShape,
  type: messageTypes.RTM_GETLINK.type,
  question: async (filter, index) => {
    const { kind, master, up, group, type } = readFields(filter, FIELDS)
    const request = {
      header: {},
      linkinfo: kind === undefined ? undefined : { kind },
      master: master === undefined ? undefined : await index(master),
    }
    // Kernels without strict checking ignore filters, so what the answer itself tells is looked at as well.
    const matches = (found: Link): boolean =>
      (kind === undefined || found.kind === kind) &&
      (request.master === undefined || found.master === request.master) &&
      (up === undefined || found.flags.includes('up') === up) &&
      (group === undefined || found.group === group) &&
      (type === undefined || found.type === type)
    return { request, matches }
  },
}

export class Links extends Collection<Link, LinkFilter, LinkMessage> {
  constructor(asker: Asker) {
    super(asker, linkKind)
  }

  /** One link, by its name, another of its names, or its index. Rejects with KernelError ENODEV where there is none. */
  get(dev: string | number, options?: RequestOptions): Promise<Link> {
    try {
      const payload = encodeLink(this.asker, linkSelector(dev))
      return this.asker.ask(this.kind.type, payload, this.reader, targeted(dev, options))
    } catch (error) {
      // An async function would say it shorter, for one more promise on the shortest way there is.
      return Promise.reject(error)
    }
  }
}

const targeted = (dev: string | number, options: RequestOptions | undefined): RequestOptions =>
  options === undefined ? { target: `${dev}` } : { ...options, target: `${dev}` }
