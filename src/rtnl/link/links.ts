/** Links: list, get, add, change, delete (`ip link`, `bridge link set`). */

import type { Changing } from '../../client/change.ts'
import { send } from '../../client/change.ts'
import type { Prepared } from '../../client/collection.ts'
import type { ChangeOptions, Echo } from '../../client/echo.ts'
import { ECHO, echoVerb, makeEchoed, wantsEcho } from '../../client/echo.ts'
import { ProjectedCollection } from '../../client/projected-collection.ts'
import type { Only } from '../../client/projection.ts'
import { picked } from '../../client/projection.ts'
import type { Requester } from '../../client/requester.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { NLMSG_HDRLEN } from '../../netlink/protocol/header.ts'
import { checkRequestOptions } from '../../netlink/socket/options.ts'
import type { Reader, RequestOptions } from '../../netlink/socket/requests.ts'
import { deviceIndex } from '../devices.ts'
import { Nsids } from '../nsid/nsids.ts'
import type { Link } from '../shapes.ts'
import { LinkChanges } from './changes.ts'
import { GroupDeletion } from './group-deletion.ts'
import type { LinkSettings, NewLink } from './input.ts'
import type { AnyKind, LinkOf, PortDataOf } from './kinds.ts'
import { inTwo } from './late-settings.ts'
import { LinkMaking } from './making.ts'
import type { LinkFilter } from './reading.ts'
import { linkKind, readLink } from './reading.ts'
import type { LinkMessage } from './tables/link.ts'

/** Options of reading links. */
export interface LinkOptions extends RequestOptions {
  /**
   * Whether links that refer to a link in another namespace get the name of that namespace (`peerNetns`; iproute2's
   * `link-netns`). This looks up all names in /run/netns; `get` and `list` do so only if a link needs one. Default: false.
   */
  readonly peerNetns?: boolean | undefined
}

const PEER_NETNS = ['peerNetns']
const MORE_OPTIONS = [...PEER_NETNS, 'only']

/** The fields to read, and the id by which `peerNetns` is found. */
const withId = (only: readonly string[] | undefined): readonly string[] | undefined =>
  Array.isArray(only) ? [...only, 'linkNetnsid'] : only

const withPeerNetns = (link: Link, names: ReadonlyMap<number, string>): Link => {
  const peerNetns = link.linkNetnsid === undefined ? undefined : names.get(link.linkNetnsid)
  return peerNetns === undefined ? link : { ...link, peerNetns }
}

/** Creates a link. `data` has the options of the kind. With `echo`, resolves with the link as the kernel has stored it. */
export interface AddLink {
  <K extends AnyKind, P extends string>(link: NewLink<K, P>, options: Echo): Promise<LinkOf<K>>
  <K extends AnyKind, P extends string>(link: NewLink<K, P>, options?: ChangeOptions): Promise<void>
}

/** A filter with a kind, which determines the type of the links. */
type OfKind<K extends string> = LinkFilter & { readonly kind: K }

/** Links: list, add, change, delete (`ip link`). */
export class Links extends ProjectedCollection<Link, LinkFilter, LinkMessage, LinkOptions> {
  protected override readonly options = PEER_NETNS
  private readonly changes = new LinkChanges(this.requester)

  constructor(requester: Requester) {
    super(requester, linkKind)
  }

  /**
   * Reads one link, by its name, an alternative name, or its index. With `only`, it has these fields only.
   *
   * @throws {OptionError} for a field in `only` that links do not have.
   * @throws {KernelError} `ENODEV` if there is none.
   */
  get<K extends keyof Link & string>(dev: string | number, options: LinkOptions & Only<K>): Promise<Pick<Link, K>>
  get(dev: string | number, options?: LinkOptions): Promise<Link>
  get(dev: string | number, options?: LinkOptions & Partial<Only<string>>): Promise<Link> {
    try {
      if (options === undefined) return readLink(this.requester, dev, options, this.reader)
      checkRequestOptions('links.get', options, MORE_OPTIONS)
      const plain = options.only === undefined && options.peerNetns !== true
      return plain ? readLink(this.requester, dev, options, this.reader) : this.getPart(dev, options)
    } catch (error) {
      // An async function would be shorter, but costs one more promise per call.
      return Promise.reject(error)
    }
  }

  /**
   * Lists the links that match. A `kind` in the filter determines the type of `data`. With `only`, the links have these fields
   * only.
   *
   * @throws {EncodeError} for an invalid filter, before anything is requested.
   * @throws {OptionError} for a field in `only` that links do not have.
   * @throws {DumpInterruptedError} if the table changed during each of ten attempts.
   */
  override list<K extends string, P extends keyof LinkOf<K> & string>(
    filter: OfKind<K>,
    options: LinkOptions & Only<P>,
  ): Promise<Pick<LinkOf<K>, P>[]>
  override list<P extends keyof Link & string>(
    filter: LinkFilter,
    options: LinkOptions & Only<P>,
  ): Promise<Pick<Link, P>[]>
  override list<K extends string>(filter: OfKind<K>, options?: LinkOptions): Promise<LinkOf<K>[]>
  override list(filter?: LinkFilter, options?: LinkOptions): Promise<Link[]>
  override async list(filter?: LinkFilter, options: LinkOptions & Partial<Only<string>> = {}): Promise<Link[]> {
    const request = this.check('list', options, MORE_OPTIONS)
    const { only, peerNetns } = options
    if (peerNetns !== true) return super.list(filter, { ...request, only } as RequestOptions)
    const links = await super.list(filter, { ...request, only: withId(only) } as RequestOptions)
    const named = await this.named(links, request)
    return named.map((link) => picked({ only }, link))
  }

  /**
   * Creates a link. Without a name, the kernel chooses one. With `echo`, resolves with the link as the kernel has stored it.
   * If settings need requests of their own and one of these fails, the link is deleted again.
   *
   * @throws {KernelError} `EEXIST` if the name or index of the link or of its peer is in use, `EOPNOTSUPP` if the kernel does
   * not know the kind.
   */
  readonly add: AddLink = echoVerb((link: NewLink, options) => this.make(link, options)) as AddLink

  /**
   * Changes settings of an existing link. Absent settings are not changed. With `kind`, TypeScript checks the names and types
   * in `data`; without it, `data` is any object, and is checked when the kind of the link has been read.
   *
   * @throws {EncodeError} for a field of `data` that the kind does not have.
   * @throws {KernelError} `ENODEV` if there is no such link.
   */
  change<K extends AnyKind, P extends string>(
    dev: string | number,
    settings: LinkSettings<K, P>,
    options?: RequestOptions,
  ): Promise<void> {
    return send(this.requester, () => this.changes.change(dev, settings), options, 'links.change')
  }

  /**
   * Changes settings of a bridge port (`bridge link set`). They are named as in `slaveData` of kind `bridge`; for example
   * `mode` is hairpin mode.
   *
   * @throws {KernelError} `ENODEV` if there is no such link.
   */
  changePort(dev: string | number, port: PortDataOf<'bridge'>, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.changePort(dev, port), options, 'links.changePort')
  }

  /**
   * Adds alternative names to a link.
   *
   * @throws {KernelError} `EEXIST` if a link has one of the names, `ENODEV` if there is no such link.
   */
  addAltname(dev: string | number, ...names: string[]): Promise<void> {
    return send(this.requester, () => this.changes.addAltname(dev, ...names))
  }

  /**
   * Deletes alternative names of a link.
   *
   * @throws {KernelError} `ENOENT` if the link does not have one of the names.
   */
  deleteAltname(dev: string | number, ...names: string[]): Promise<void> {
    return send(this.requester, () => this.changes.deleteAltname(dev, ...names))
  }

  /**
   * Deletes a link. The kernel deletes the other end of a veth with it.
   *
   * @throws {KernelError} `ENODEV` if there is none.
   */
  delete(dev: string | number, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.delete(dev), options, 'links.delete')
  }

  /**
   * Deletes many links at once, much faster than one by one: it moves them to a temporary link group and deletes the group.
   * If one of them does not exist or can't be deleted, the call rejects, nothing is deleted and their groups are restored.
   * Links that other programs move to another group meanwhile are deleted one by one. Links that the call does not name are
   * never deleted.
   *
   * @throws {BatchError} if links that had to be deleted one by one were refused; all others were deleted.
   */
  async deleteAll(devs: readonly (string | number)[], options?: RequestOptions): Promise<void> {
    checkRequestOptions('links.deleteAll', options)
    if (!Array.isArray(devs)) throw new EncodeError('devs', 'a list of names or indexes of links', devs)
    const lookups = devs.map((dev, place) => deviceIndex(this.requester, dev, options, `devs[${place}]`))
    const indexes = [...new Set(await Promise.all(lookups))]
    const [first] = indexes
    if (first === undefined) return
    if (indexes.length === 1) return this.delete(first, options)
    await new GroupDeletion(this.requester, this.changes, indexes, options).run()
  }

  /**
   * Deletes all links of a group.
   *
   * @throws {KernelError} `ENODEV` if the group is empty.
   */
  deleteGroup(group: number, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.deleteGroup(group), options, 'links.deleteGroup')
  }

  /** For a stream, names are looked up before it starts: while a stream is paused, the socket receives no other replies. */
  protected override async prepare(
    verb: 'list' | 'iterate' | 'columns',
    filter: LinkFilter,
    options: LinkOptions & Partial<Only<string>>,
  ): Promise<Prepared<Link>> {
    if (options?.peerNetns !== true) return super.prepare(verb, filter, options)
    const { only } = options
    const wider = only === undefined ? options : { ...options, only: withId(only) }
    const prepared = await super.prepare(verb, filter, wider)
    const names = await new Nsids(this.requester).names(prepared.request)
    const read: Reader<Link | undefined> = (bytes, view, start, end) => {
      const link = prepared.read(bytes, view, start, end)
      return link === undefined ? undefined : picked({ only }, withPeerNetns(link, names))
    }
    return { ...prepared, read }
  }

  private async getPart(dev: string | number, { only, peerNetns, ...request }: LinkOptions & Partial<Only<string>>) {
    const projection = this.projection('get', { only: peerNetns === true ? withId(only) : only })
    const decode = this.decoderOf(projection, true)
    const reader: Reader<Link> = (bytes, view, start, end) => decode(bytes, view, start + NLMSG_HDRLEN, end)
    const link = await readLink(this.requester, dev, request, reader, projection.reads)
    const [named] = peerNetns === true ? await this.named([link], request) : [link]
    return picked({ only }, named as Link)
  }

  private async named(links: Link[], options: RequestOptions): Promise<Link[]> {
    if (links.every(({ linkNetnsid }) => linkNetnsid === undefined)) return links
    const names = await new Nsids(this.requester).names(options)
    return links.map((link) => withPeerNetns(link, names))
  }

  /** Sends one request if possible, or several if some settings require that the link exists (`late-settings.ts`). */
  private async make(link: NewLink, options: ChangeOptions = {}): Promise<unknown> {
    checkRequestOptions('links.add', options, ECHO)
    const echo = wantsEcho('links.add', options)
    const parts = inTwo(link)
    await this.changes.check(parts.own, '')
    await this.changes.check(parts.peer, 'peer')
    const making = (): Changing => this.changes.add(parts.first)
    const inOne = parts.own === undefined && parts.peer === undefined
    if (inOne && !echo) return send(this.requester, making, options, 'links.add', ECHO)
    // The kernel replaces `%d` in a name by a number, so no link has the given name.
    const find = async (): Promise<Link | undefined> =>
      link.name === undefined || link.name.includes('%') ? undefined : this.get(link.name)
    const here = (options: RequestOptions = {}): Promise<Link> =>
      makeEchoed(this.requester, this.kind, making, { reader: this.reader, find }, options, 'links.add')
    if (inOne && link.netns === undefined) return here(options)
    if (link.netns !== undefined && link.name === undefined)
      throw new EncodeError('name', 'a name: a new link in another namespace is found by its name')
    const made = await new LinkMaking(this.requester, link, parts, options, here).run()
    return echo ? made : undefined
  }
}
