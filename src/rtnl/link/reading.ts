/** Links (`ip link`). */
import type { Reader, RequestOptions } from '../../netlink/socket/exchange.ts'
import { checkRequestOptions, requestOptionsOf } from '../../netlink/socket/options.ts'
import { AboutDevice } from '../about.ts'
import type { Kind, Prepared } from '../collection.ts'
import { Collection } from '../collection.ts'
import { encodeLink, linkSelector } from '../devices.ts'
import type { Fields } from '../fields.ts'
import { boolean, device, number, readFields, text, word } from '../fields.ts'
import { Nsids } from '../nsid/reading.ts'
import type { Requester } from '../requester.ts'
import type { Link } from '../shapes.ts'
import { linkShape } from '../shapes.ts'
import { messageTypes } from '../tables/index.ts'
import { linkType } from './tables/ifinfo.ts'
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
  name: 'links',
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

export interface LinkOptions extends RequestOptions {
  /**
   * Whether links whose other end is in another namespace have its name as well (`peerNetns`; iproute2's `link-netns`).
   * Every name of /run/netns is looked up for that, unless a list or an answer has no such link.
   */
  readonly peerNetns?: boolean | undefined
}

const withPeerNetns = (link: Link, names: ReadonlyMap<number, string>): Link => {
  const peerNetns = link.linkNetnsid === undefined ? undefined : names.get(link.linkNetnsid)
  return peerNetns === undefined ? link : { ...link, peerNetns }
}

const PEER_NETNS = ['peerNetns']

export class Links extends Collection<Link, LinkFilter, LinkMessage, LinkOptions> {
  protected override readonly options = PEER_NETNS

  constructor(requester: Requester) {
    super(requester, linkKind)
  }

  /** One link, by its name, another of its names, or its index. Rejects with KernelError ENODEV where there is none. */
  get(dev: string | number, options?: LinkOptions): Promise<Link> {
    try {
      if (options !== undefined) checkRequestOptions('links.get', options, PEER_NETNS)
      const payload = encodeLink(this.requester, linkSelector(dev))
      const link = this.requester.ask(this.kind.type, payload, this.reader, targeted(dev, options))
      return options?.peerNetns === true
        ? link.then(async (link) => (await this.named([link], requestOptionsOf(options)))[0] as Link)
        : link
    } catch (error) {
      // An async function would say it shorter, for one more promise on the shortest way there is.
      return Promise.reject(error)
    }
  }

  override async list(filter?: LinkFilter, options: LinkOptions = {}): Promise<Link[]> {
    const request = this.check('list', options, PEER_NETNS)
    const links = await super.list(filter, request)
    return options.peerNetns === true ? this.named(links, request) : links
  }

  /** For a stream the names are looked up before it begins: while it is held, nothing else is read. */
  protected override async prepare(
    verb: 'list' | 'iterate' | 'columns',
    filter: LinkFilter,
    options: LinkOptions,
  ): Promise<Prepared<Link>> {
    const prepared = await super.prepare(verb, filter, options)
    if (options.peerNetns !== true) return prepared
    const names = await new Nsids(this.requester).names(prepared.request)
    const read: Reader<Link | undefined> = (bytes, view, start, end) => {
      const link = prepared.read(bytes, view, start, end)
      return link === undefined ? undefined : withPeerNetns(link, names)
    }
    return { ...prepared, read }
  }

  private async named(links: Link[], options: RequestOptions): Promise<Link[]> {
    if (links.every(({ linkNetnsid }) => linkNetnsid === undefined)) return links
    const names = await new Nsids(this.requester).names(options)
    return links.map((link) => withPeerNetns(link, names))
  }
}

const targeted = (dev: string | number, options: RequestOptions | undefined): RequestOptions =>
  options === undefined ? new AboutDevice(dev) : { ...requestOptionsOf(options), target: `${dev}` }
