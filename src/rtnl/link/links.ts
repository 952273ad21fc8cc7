/** Links that can be made, changed and deleted (`ip link add|set|delete`, `bridge link set`). */
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import { checkRequestOptions } from '../../netlink/socket/options.ts'
import type { ChangeOptions, Changing, Echo } from '../change.ts'
import { ECHO, make, send, wantsEcho } from '../change.ts'
import { deviceIndex } from '../devices.ts'
import type { Requester } from '../requester.ts'
import type { Link } from '../shapes.ts'
import type { LinkSettings, NewLink } from './changes.ts'
import { LinkChanges } from './changes.ts'
import { GroupDeletion } from './group-deletion.ts'
import { inTwo } from './late-settings.ts'
import { LinkMaking } from './making.ts'
import { Links } from './reading.ts'

export class EditableLinks extends Links {
  private readonly changes: LinkChanges

  constructor(requester: Requester) {
    super(requester)
    this.changes = new LinkChanges(requester)
  }

  /**
   * Makes a link. With `echo`, answers with it as the kernel has stored it, by the name the kernel has chosen where none
   * is given. Rejects with KernelError (EEXIST, EOPNOTSUPP for a kind the kernel does not know, ...).
   */
  add(link: NewLink, options: Echo): Promise<Link>
  add(link: NewLink, options?: ChangeOptions): Promise<void>
  async add(link: NewLink, options: ChangeOptions = {}): Promise<unknown> {
    checkRequestOptions('links.add', options, ECHO)
    const echo = wantsEcho('links.add', options)
    const parts = inTwo(link)
    await this.changes.check(parts.own, '')
    await this.changes.check(parts.peer, 'peer')
    const making = (): Changing => this.changes.add(parts.first)
    const inOne = parts.own === undefined && parts.peer === undefined
    if (inOne && !echo) return send(this.requester, making, options, 'links.add', ECHO)
    // a name such as `veth%d` is found by no question
    const find = async (): Promise<Link | undefined> =>
      link.name === undefined || link.name.includes('%') ? undefined : this.get(link.name)
    const here = (options: RequestOptions = {}): Promise<Link> =>
      make(this.requester, this.kind, making, { reader: this.reader, find }, options, 'links.add')
    if (inOne && link.netns === undefined) return here(options)
    if (link.netns !== undefined && link.name === undefined)
      throw new EncodeError('name', 'a name, by which it is read in its namespace')
    const made = await new LinkMaking(this.requester, link, parts, options, here).run()
    return echo ? made : undefined
  }

  /** Settings of a link that exists. What is left out stays as it is. */
  change(dev: string | number, settings: LinkSettings, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.change(dev, settings), options, 'links.change')
  }

  /** `bridge link set`: settings of a bridge port, by the names they are read with (`slaveData`). */
  changePort(dev: string | number, port: object, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.changePort(dev, port), options, 'links.changePort')
  }

  addAltname(dev: string | number, ...names: string[]): Promise<void> {
    return send(this.requester, () => this.changes.addAltname(dev, ...names))
  }

  deleteAltname(dev: string | number, ...names: string[]): Promise<void> {
    return send(this.requester, () => this.changes.deleteAltname(dev, ...names))
  }

  /** One link; a veth takes its peer along. Rejects with KernelError ENODEV where there is none. */
  delete(dev: string | number, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.delete(dev), options, 'links.delete')
  }

  /**
   * Deletes many links at once, far faster than one by one: they are moved to a temporary link group, and the group is
   * deleted. If one of them does not exist, or can't be deleted, the call rejects, nothing is deleted and their groups are
   * restored. Links that other programs move or delete meanwhile are left to them or deleted one by one; links of others
   * are never deleted.
   *
   * @throws {BatchError} where links that had to be deleted one by one were refused; all others were deleted.
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

  /** All links of a group. */
  deleteGroup(group: number, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.deleteGroup(group), options, 'links.deleteGroup')
  }
}
