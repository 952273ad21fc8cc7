/** Monitors (`ip monitor`). Each has a socket of its own, so that an overrun there does not affect requests. */

import { Collection } from '../client/collection.ts'
import type { EventTranslator, Push, WatchOptions, WithSocket } from '../client/watch.ts'
import { openWatch } from '../client/watch.ts'
import { suggest } from '../netlink/codec/encode/checks.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import { hostOrder } from '../netlink/codec/order.ts'
import { NLMSG_HDRLEN } from '../netlink/protocol/header.ts'
import { checkOptions, checkSignal, OptionError } from '../netlink/socket/options.ts'
import type { RequestOptions } from '../netlink/socket/requests.ts'
import type { NetlinkSocket } from '../netlink/socket/socket.ts'
import type { Stream } from '../netlink/socket/stream.ts'
import { readNames } from './devices.ts'
import type { EventFields, RtnlEvent, SnapshotEvent } from './events.ts'
import { EventReader } from './events.ts'
import type { AnyObject } from './objects.ts'
import { allObjects } from './objects.ts'
import { familyWords } from './tables/family.ts'
import type { Group } from './tables/groups.ts'
import { groups as groupNode, groupWords } from './tables/groups.ts'

/** Options of `Rtnl.monitor`. */
export interface MonitorOptions extends WatchOptions {
  /** Multicast groups to join. {@link Group} says which objects each group reports. */
  readonly groups: readonly Group[]
  /** Also reports events of all other namespaces that have an id in this one. Those events have `nsid`. Default: false. */
  readonly listenAllNsid?: boolean | undefined
  /** Reports all existing objects as `snapshot` events, at the start and again after each loss. Default: false. */
  readonly snapshots?: boolean | undefined
  /**
   * The fields to read of some objects: `{ link: ['index', 'name'] }`. Their events have only these. Absent: all fields of all
   * objects.
   */
  readonly only?: EventFields | undefined
}

/** Each object that the groups report, and the families to list for a snapshot of it. */
const subjectsOf = (groups: readonly Group[]): Map<AnyObject, Set<string | undefined>> => {
  const subjects = new Map<AnyObject, Set<string | undefined>>()
  for (const object of allObjects) {
    const families = groups.flatMap((group) => object.groups[group] ?? [])
    if (families.length > 0) subjects.set(object, new Set(families))
  }
  return subjects
}

const numberOf = (group: Group): number => {
  const number = Object.hasOwn(groupWords, group) ? groupNode.numbers[group] : undefined
  if (number === undefined || number === 0)
    throw new EncodeError('groups', `names such as ${Object.keys(groupWords).slice(1, 8).join(', ')}`, group)
  return number
}

/** What the groups of a monitor report, and what their events need. */
class Subjects {
  /** RTNLGRP_* to join. Includes that of links if events need link names. */
  readonly groups: readonly number[]
  /** Whether events refer to links by index, so that their names are needed. */
  readonly named: boolean
  /** Whether events of links are reported. False if the group `link` is joined only for the names. */
  readonly links: boolean
  readonly families: ReadonlyMap<AnyObject, ReadonlySet<string | undefined>>

  constructor(groups: readonly Group[]) {
    const numbers = new Set(groups.map(numberOf))
    this.families = subjectsOf(groups)
    this.named = [...this.families.keys()].some(({ kind }) => kind.names !== undefined)
    this.links = numbers.has(groupWords.link)
    if (this.named) numbers.add(groupWords.link)
    this.groups = [...numbers]
  }
}

class RtnlTranslator implements EventTranslator {
  readonly prepare: EventTranslator['prepare']
  private readonly socket: NetlinkSocket
  private readonly push: Push<RtnlEvent>
  private readonly subjects: Subjects
  private readonly snapshots: boolean
  private readonly only: EventFields
  private readonly reader: EventReader

  constructor(socket: NetlinkSocket, push: Push<RtnlEvent>, subjects: Subjects, snapshots: boolean, only: EventFields) {
    this.socket = socket
    this.push = push
    this.subjects = subjects
    this.snapshots = snapshots
    this.only = only
    this.reader = new EventReader(socket.order, only)
    this.prepare = subjects.named || snapshots ? (stale) => this.readAll(stale) : undefined
  }

  translate(bytes: Uint8Array, view: DataView, start: number, end: number, nsid: number | undefined): void {
    const event = this.reader.read(bytes, view, start, end, nsid)
    if (this.subjects.links || event.action === 'other' || !isOfLink(event.object, bytes[start + NLMSG_HDRLEN]))
      this.push(event)
  }

  private async readAll(stale: () => boolean): Promise<void> {
    if (this.subjects.named) this.reader.rename(await readNames(this.socket))
    if (!this.snapshots) return
    const events: SnapshotEvent[] = []
    for (const [object, families] of this.subjects.families) {
      const list = new Collection(this.socket, object.kind)
      const lists: object[][] = []
      const only = this.only[object.name as keyof EventFields]
      for (const family of families)
        lists.push(await list.list(family === undefined ? {} : { family }, { only } as RequestOptions))
      events.push({ action: 'snapshot', object: object.name, values: lists.flat() } as SnapshotEvent)
    }
    if (!stale()) for (const event of events) this.push(event)
  }
}

/** Whether an event comes from the group `link`. The IPv6 settings of links have a group of their own. */
const isOfLink = (object: string, family: number | undefined): boolean =>
  object === 'link' || (object === 'protinfo' && family === familyWords.bridge)

const MONITOR_OPTIONS = ['groups', 'listenAllNsid', 'snapshots', 'only', 'signal', 'receiveBuffer', 'fd']

const OBJECTS = [...allObjects.map(({ name }) => name), 'protinfo']

const checkOnly = (only: unknown): void => {
  if (typeof only !== 'object' || only === null || Array.isArray(only))
    throw new OptionError('monitor', 'only', "expected fields by object, such as { link: ['index', 'name'] }")
  for (const object of Object.keys(only)) {
    if (OBJECTS.includes(object)) continue
    const meant = suggest(object, OBJECTS)
    throw new OptionError(
      'monitor',
      `only.${object}`,
      meant === undefined ? 'no such object' : `no such object; did you mean ${meant}?`,
    )
  }
  // Refuses fields that do not exist before a socket is opened.
  new EventReader(hostOrder, only)
}

/**
 * Opens a monitor.
 *
 * @throws {EncodeError} for an unknown group.
 * @throws {OptionError} for an unknown option, or one with an invalid value.
 * @throws {SocketError} if the kernel refuses the socket.
 */
export const openMonitor = (options: MonitorOptions, withSocket: WithSocket): Stream<RtnlEvent> => {
  checkOptions('monitor', options, MONITOR_OPTIONS)
  const { groups, listenAllNsid, snapshots = false, only = {} } = options ?? {}
  checkSignal('monitor', options?.signal)
  for (const [key, value] of Object.entries({ listenAllNsid, snapshots }))
    if (value !== undefined && typeof value !== 'boolean')
      throw new OptionError('monitor', key, 'expected true or false')
  if (!Array.isArray(groups)) throw new EncodeError('groups', 'a list of names such as link, ipv4-route', groups)
  checkOnly(only)
  const subjects = new Subjects(groups)
  return withSocket((socket) =>
    openWatch<RtnlEvent>(
      options,
      { ...socket, groups: subjects.groups, listenAllNsid },
      (own, push) => new RtnlTranslator(own, push, subjects, snapshots, only),
    ),
  )
}
