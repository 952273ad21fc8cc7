/**
 * Deletes many links with one request, by a temporary link group. All programs in the namespace share the link groups, and
 * may move, create and delete links between any two requests. So what was read earlier may be outdated, and is checked
 * again.
 */

import { send } from '../../client/change.ts'
import type { Requester } from '../../client/requester.ts'
import { compile } from '../../netlink/codec/decode/compile/compile.ts'
import type { Shape } from '../../netlink/codec/shape.ts'
import { BatchError, KernelError, NetlinkError } from '../../netlink/protocol/errors.ts'
import { NLMSG_HDRLEN } from '../../netlink/protocol/header.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import { encodeLink } from '../devices.ts'
import { messageTypes } from '../tables/index.ts'
import type { LinkChanges } from './changes.ts'
import { link } from './tables/link.ts'

/** The group of each link, by index. */
type Groups = ReadonlyMap<number, number>

interface Grouped {
  readonly index: number
  readonly group?: number
}

/** Reads the group and skips everything else. */
const SHAPE: Shape = {
  rename: Object.fromEntries(Object.keys(link.attributes.rows).map((key) => [key, key === 'group' ? 'group' : null])),
}

const readGroups = async (requester: Requester, options?: RequestOptions): Promise<Groups> => {
  const decode = compile<Grouped>(link, SHAPE, { order: requester.order })
  const links = await requester.dump(
    messageTypes.RTM_GETLINK.type,
    encodeLink(requester, { extMask: ['skip_stats'] }),
    (bytes, view, start, end) => decode(bytes, view, start + NLMSG_HDRLEN, end),
    options,
  )
  return new Map(links.map(({ index, group = 0 }) => [index, group]))
}

/**
 * Temporary groups are 0x70000000 to 0x7fffffff, with 28 random bits, so that concurrent calls in any process choose
 * different ones. A link in one of these groups is being deleted by another call.
 */
const FIRST_TEMPORARY = 0x70000000
const RANDOM_BITS = 0x0fffffff

const isTemporary = (group: number): boolean => group >= FIRST_TEMPORARY && group <= FIRST_TEMPORARY + RANDOM_BITS

const unusedGroup = (groups: Groups): number => {
  const used = new Set(groups.values())
  for (;;) {
    const [random] = crypto.getRandomValues(new Uint32Array(1))
    const group = FIRST_TEMPORARY + ((random as number) & RANDOM_BITS)
    if (!used.has(group)) return group
  }
}

const ENODEV = 19

const isGone = (reason: unknown): boolean => reason instanceof KernelError && reason.errno === ENODEV

const reasonsOf = (outcomes: readonly PromiseSettledResult<void>[]): Map<number, unknown> => {
  const reasons = new Map<number, unknown>()
  for (const [index, one] of outcomes.entries()) if (one.status === 'rejected') reasons.set(index, one.reason)
  return reasons
}

export class GroupDeletion {
  private readonly requester: Requester
  private readonly changes: LinkChanges
  private readonly indexes: readonly number[]
  private readonly options: RequestOptions | undefined
  private group = 0
  private before: Groups = new Map()

  /** `indexes`: those of the links, without duplicates. */
  constructor(
    requester: Requester,
    changes: LinkChanges,
    indexes: readonly number[],
    options: RequestOptions | undefined,
  ) {
    this.requester = requester
    this.changes = changes
    this.indexes = indexes
    this.options = options
  }

  /** Deletes the links. Rejects if a link can't be moved or the kernel refuses to delete the group: then none was deleted. */
  async run(): Promise<void> {
    this.before = await readGroups(this.requester, this.options)
    this.group = unusedGroup(this.before)
    try {
      await this.gather()
      if (await this.isOurs()) await this.deleteGroup()
      await this.deleteRest()
    } catch (error) {
      await this.putBack(error)
      throw error
    }
  }

  /** Moves the links to the group. Links that another call has moved stay in its group, since it may restore their old one. */
  private async gather(): Promise<void> {
    const free = this.indexes.filter((index) => !isTemporary(this.groupBefore(index)))
    const [first] = reasonsOf(await this.move(free, () => this.group, this.options)).values()
    if (first !== undefined) throw first
  }

  private groupBefore(index: number): number {
    return this.before.get(index) ?? 0
  }

  /** Whether the group contains links of this call and no others. The kernel deletes all links of a group. */
  private async isOurs(): Promise<boolean> {
    const ours = new Set(this.indexes)
    const members = [...(await readGroups(this.requester, this.options))].filter(([, group]) => group === this.group)
    return members.length > 0 && members.every(([index]) => ours.has(index))
  }

  private async deleteGroup(): Promise<void> {
    try {
      await send(this.requester, () => this.changes.deleteGroup(this.group), this.options)
    } catch (reason) {
      // ENODEV: other programs have moved or deleted all of them meanwhile
      if (!isGone(reason)) throw reason
    }
  }

  /**
   * Deletes the remaining links one by one: those that other programs have moved, or all if the group contains other links.
   */
  private async deleteRest(): Promise<void> {
    const rest = await this.left()
    if (rest.length === 0) return
    const requests = rest.map((index) => this.changes.delete(index))
    const reasons = reasonsOf(await this.requester.batch(await Promise.all(requests), this.options))
    // the kernel deletes a peer with its other end
    for (const [place, reason] of reasons) if (isGone(reason)) reasons.delete(place)
    if (reasons.size > 0) throw new BatchError(reasons, rest.length)
    const kept = await this.left()
    if (kept.length > 0)
      throw new NetlinkError(
        'ERR_NOT_DELETED',
        `links.deleteAll: the kernel acknowledged the deletion of the links ${kept.join(', ')}, but still lists them`,
      )
  }

  private async left(): Promise<number[]> {
    const groups = await readGroups(this.requester, this.options)
    return this.indexes.filter((index) => groups.has(index))
  }

  /**
   * Restores the groups, even after an abort. A link that another program has moved from the temporary group keeps its
   * group.
   */
  private async putBack(cause: unknown): Promise<void> {
    let stuck: readonly number[] = this.indexes
    let why: unknown
    try {
      const groups = await readGroups(this.requester)
      const moved = this.indexes.filter((index) => groups.get(index) === this.group)
      const reasons = reasonsOf(await this.move(moved, (index) => this.groupBefore(index)))
      for (const [place, reason] of reasons) if (isGone(reason)) reasons.delete(place)
      stuck = moved.filter((_, place) => reasons.has(place))
      why = [...reasons.values()][0]
    } catch (error) {
      why = error
    }
    if (stuck.length > 0)
      throw new NetlinkError(
        'ERR_NOT_RESTORED',
        `links.deleteAll: failed, and links may be left in the temporary group ${this.group} (index ${stuck.join(', ')}): ${why}`,
        { cause },
      )
  }

  private async move(
    indexes: readonly number[],
    to: (index: number) => number,
    options?: RequestOptions,
  ): Promise<PromiseSettledResult<void>[]> {
    const changes = await Promise.all(indexes.map((index) => this.changes.change(index, { group: to(index) })))
    return this.requester.batch(changes, options)
  }
}
