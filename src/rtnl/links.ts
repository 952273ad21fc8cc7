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
import type { Echo } from './writable.ts'
import { Writable } from './writable.ts'

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

  constructor(changer: Changer) {
    super(changer, linkKind)
    this.changes = new LinkChanges(changer)
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

  /**
   * Makes a link. With `echo`, answers with it as the kernel has stored it, by the name the kernel has chosen where none
   * is given. Rejects with KernelError (EEXIST, EOPNOTSUPP for a kind the kernel does not know, ...).
   */
  add(link: NewLink, options: Echo): Promise<Link>
  add(link: NewLink, options?: ChangeOptions): Promise<void>
  async add(link: NewLink, options: ChangeOptions = {}): Promise<Link | void> {
    const change = this.changes.add(link)
    const both = link.peer?.up === true
    if (options.echo !== true && !both) return this.send(change, options)
    const made = await this.made(change, options, async () => (link.name === undefined ? undefined : this.get(link.name)))
    if (both) await this.raisePeer(made)
    return options.echo === true ? made : undefined
  }

  /** A peer that can't be set up takes the pair along: nothing is left half made. */
  private async raisePeer({ index, link: peer = 0 }: Link): Promise<void> {
    try {
      await this.change(peer, { up: true })
    } catch (error) {
      await this.delete(index)
      throw error
    }
  }

  /** Settings of a link that exists. What is left out stays as it is. */
  change(dev: string | number, settings: LinkSettings, options?: RequestOptions): Promise<void> {
    return this.send(this.changes.change(dev, settings), options)
  }

  /** `bridge link set`: settings of a bridge port, by the names they are read with (`slaveData`). */
  changePort(dev: string | number, port: object, options?: RequestOptions): Promise<void> {
    return this.send(this.changes.changePort(dev, port), options)
  }

  addAltname(dev: string | number, ...names: string[]): Promise<void> {
    return this.send(this.changes.addAltname(dev, ...names))
  }

  deleteAltname(dev: string | number, ...names: string[]): Promise<void> {
    return this.send(this.changes.deleteAltname(dev, ...names))
  }

  /** One link; a veth takes its peer along. Rejects with KernelError ENODEV where there is none. */
  async delete(dev: string | number, options?: RequestOptions): Promise<void> {
    return this.send(this.changes.delete(dev), options)
  }

  /**
   * Many links at once, far faster than one by one: they are put into a group of their own, and the group is deleted.
   * Where one of them does not exist nothing is deleted, and the groups of the others are put back.
   */
  async deleteAll(devs: readonly (string | number)[], options?: RequestOptions): Promise<void> {
    if (devs.length === 0) return
    const links = await this.list({}, options)
    const used = new Set(links.map((link) => link.group))
    let group = 0x7fffffff
    while (used.has(group)) group--
    const indexes = await Promise.all(devs.map((dev) => deviceIndex(this.asker, dev, options)))
    const before = new Map(links.map((link) => [link.index, link.group ?? 0]))
    const move = (to: (index: number) => number): Promise<Change>[] =>
      indexes.map((index) => this.changes.change(index, { group: to(index) }))
    try {
      await this.sendAll(move(() => group), options)
    } catch (error) {
      // The links that are gone are what failed; the error of the first attempt says which.
      await this.sendAll(move((index) => before.get(index) ?? 0)).catch(() => undefined)
      throw error
    }
    return this.send(this.changes.deleteGroup(group), options)
  }

  /** All links of a group. */
  async deleteGroup(group: number, options?: RequestOptions): Promise<void> {
    return this.send(this.changes.deleteGroup(group), options)
  }
}

const targeted = (dev: string | number, options: RequestOptions | undefined): RequestOptions =>
  options === undefined ? { target: `${dev}` } : { ...options, target: `${dev}` }
