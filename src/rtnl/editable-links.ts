/** Links that can be made, changed and deleted (`ip link add|set|delete`, `bridge link set`). */
import { EncodeError } from '../netlink/codec/errors.ts'
import type { RequestOptions } from '../netlink/exchange.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import type { Asker } from './asker.ts'
import type { ChangeOptions, Changing, Echo } from './change.ts'
import { make, send } from './change.ts'
import { deviceIndex } from './devices.ts'
import { inside } from './elsewhere.ts'
import { inTwo } from './late-settings.ts'
import type { LinkSettings, NewLink } from './link-changes.ts'
import { LinkChanges } from './link-changes.ts'
import { Links } from './links.ts'
import type { Link } from './shapes.ts'

export class EditableLinks extends Links {
  private readonly changes: LinkChanges

  constructor(asker: Asker) {
    super(asker)
    this.changes = new LinkChanges(asker)
  }

  /**
   * Makes a link. With `echo`, answers with it as the kernel has stored it, by the name the kernel has chosen where none
   * is given. Rejects with KernelError (EEXIST, EOPNOTSUPP for a kind the kernel does not know, ...).
   */
  add(link: NewLink, options: Echo): Promise<Link>
  add(link: NewLink, options?: ChangeOptions): Promise<void>
  async add(link: NewLink, options: ChangeOptions = {}): Promise<unknown> {
    const { first, own, peer } = inTwo(link)
    const inOne = own === undefined && peer === undefined
    await this.changes.check(own, '')
    await this.changes.check(peer, 'peer')
    const making = (): Changing => this.changes.add(first)
    if (options.echo !== true && inOne) return send(this.asker, making, options)
    const made = await this.make(link, making, options)
    if (inOne) return made
    await this.complete(link, made, own, peer)
    return options.echo === true ? this.at(link.netns, (links) => links.get(made.index)) : undefined
  }

  /** What an echo says of a link goes to the namespace that it is made in. */
  private async make({ name, netns }: NewLink, making: () => Changing, options: ChangeOptions): Promise<Link> {
    const find = async (): Promise<Link | undefined> => (name === undefined ? undefined : this.get(name))
    if (netns === undefined) return make(this.asker, this.kind, making, { reader: this.reader, find }, options)
    if (name === undefined) throw new EncodeError('name', 'a name, by which it is read in its namespace')
    await send(this.asker, making, options)
    return this.at(netns, (links) => links.get(name))
  }

  /** By these links where no namespace is named, else by those of that one. */
  private at<T>(netns: NamespaceRef | undefined, work: (links: EditableLinks) => Promise<T>): Promise<T> {
    return netns === undefined ? work(this) : inside(netns, (asker) => work(new EditableLinks(asker)))
  }

  /** What had to wait until the link was there. Where that is refused the link goes again: nothing is left half made. */
  private async complete(
    link: NewLink,
    { index, link: other = 0 }: Link,
    own: LinkSettings | undefined,
    peer: LinkSettings | undefined,
  ): Promise<void> {
    try {
      if (own !== undefined) await this.at(link.netns, (links) => links.change(index, own))
      if (peer !== undefined) await this.at(link.peer?.netns, (links) => links.change(other, peer))
    } catch (error) {
      await this.at(link.netns, (links) => links.delete(index))
      throw error
    }
  }

  /** Settings of a link that exists. What is left out stays as it is. */
  change(dev: string | number, settings: LinkSettings, options?: RequestOptions): Promise<void> {
    return send(this.asker, () => this.changes.change(dev, settings), options)
  }

  /** `bridge link set`: settings of a bridge port, by the names they are read with (`slaveData`). */
  changePort(dev: string | number, port: object, options?: RequestOptions): Promise<void> {
    return send(this.asker, () => this.changes.changePort(dev, port), options)
  }

  addAltname(dev: string | number, ...names: string[]): Promise<void> {
    return send(this.asker, () => this.changes.addAltname(dev, ...names))
  }

  deleteAltname(dev: string | number, ...names: string[]): Promise<void> {
    return send(this.asker, () => this.changes.deleteAltname(dev, ...names))
  }

  /** One link; a veth takes its peer along. Rejects with KernelError ENODEV where there is none. */
  delete(dev: string | number, options?: RequestOptions): Promise<void> {
    return send(this.asker, () => this.changes.delete(dev), options)
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
    const move = (to: (index: number) => number, options?: RequestOptions): Promise<PromiseSettledResult<void>[]> =>
      Promise.allSettled(
        indexes.map((index) => send(this.asker, () => this.changes.change(index, { group: to(index) }), options)),
      )
    const failed = (await move(() => group, options)).find((one) => one.status === 'rejected')
    if (failed !== undefined) {
      // Even after an abort. What can't be put back is gone, and that is what failed.
      await move((index) => before.get(index) ?? 0)
      throw failed.reason
    }
    return send(this.asker, () => this.changes.deleteGroup(group), options)
  }

  /** All links of a group. */
  deleteGroup(group: number, options?: RequestOptions): Promise<void> {
    return send(this.asker, () => this.changes.deleteGroup(group), options)
  }
}
