/** Watching (`ip monitor`): a socket of its own, so that an overrun there cannot hurt a request. */
import { onAbort } from '../netlink/abort.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import { DumpInterruptedError } from '../netlink/errors.ts'
import { NLMSG_NOOP } from '../netlink/header.ts'
import type { SocketOptions } from '../netlink/socket.ts'
import { NetlinkSocket } from '../netlink/socket.ts'
import type { Source } from '../netlink/stream.ts'
import { Stream } from '../netlink/stream.ts'
import { Collection } from './collection.ts'
import { readNames } from './devices.ts'
import type { RtnlEvent, SnapshotEvent } from './events.ts'
import { EventReader, kinds } from './events.ts'
import type { Group } from './tables/groups.ts'
import { groups as groupNode, groupWords } from './tables/groups.ts'
import { messages } from './tables/index.ts'

export interface MonitorOptions {
  /** What to watch: RTNLGRP_* in lower case (`link`, `ipv4-ifaddr`, `ipv4-route`, ...). */
  readonly groups: readonly Group[]
  /** Ends the monitor; the loop over it then ends as well. */
  readonly signal?: AbortSignal | undefined
  /** Bytes for notifications that nobody has read yet. Default 8 MiB, or what net.core.rmem_max allows. */
  readonly receiveBuffer?: number | undefined
  /** Events of all namespaces that have an id in this one; they carry `nsid`. */
  readonly listenAllNsid?: boolean | undefined
  /** All there is at the start, and again after a loss: what was known can then be replaced. */
  readonly snapshots?: boolean | undefined
  /** An open socket of the namespace to watch; closed with the monitor. */
  readonly fd?: number | undefined
}

const RECEIVE_BUFFER = 8 << 20
/** Microseconds to wait for more before the event loop is woken. */
const COALESCE = 1500
/** Events that may lie waiting here before the kernel's buffer has to hold the rest. */
const BACKLOG = 65536

type ObjectName = keyof typeof kinds

/** What a group tells about, and which families have to be listed to know all of it; undefined lists every family. */
const SUBJECTS: { readonly [G in Group]?: readonly [ObjectName, ...(string | undefined)[]] } = {
  link: ['link', undefined],
  // forwarding entries are neighbours too, but only listed on demand
  neigh: ['neighbour', undefined, 'bridge'],
  nsid: ['nsid', undefined],
  'ipv4-ifaddr': ['address', 'inet'],
  'ipv6-ifaddr': ['address', 'inet6'],
  'ipv4-route': ['route', 'inet'],
  'ipv6-route': ['route', 'inet6'],
  'mpls-route': ['route', 'mpls'],
  'ipv4-mroute': ['route', 'ipmr'],
  'ipv6-mroute': ['route', 'ip6mr'],
  // those of multicast routing are told to the same groups
  'ipv4-rule': ['rule', 'inet', 'ipmr'],
  'ipv6-rule': ['rule', 'inet6', 'ip6mr'],
  'ipv4-netconf': ['netconf', 'inet'],
  'ipv6-netconf': ['netconf', 'inet6'],
  'mpls-netconf': ['netconf', 'mpls'],
}

const subjectsOf = (groups: readonly Group[]): Map<ObjectName, Set<string | undefined>> => {
  const subjects = new Map<ObjectName, Set<string | undefined>>()
  for (const group of groups) {
    const [object, ...families] = SUBJECTS[group] ?? []
    if (object === undefined) continue
    const all = subjects.get(object) ?? new Set()
    for (const family of families) all.add(family)
    subjects.set(object, all)
  }
  return subjects
}

const numberOf = (group: Group): number => {
  const number = Object.hasOwn(groupWords, group) ? groupNode.numbers[group] : undefined
  if (number === undefined || number === 0)
    throw new EncodeError('groups', `names such as ${Object.keys(groupWords).slice(1, 8).join(', ')}`, group)
  return number
}

interface Message {
  readonly bytes: Uint8Array
  readonly nsid: number | undefined
}

/** Where the events come from: a socket that has joined the groups, and what is asked by it. */
class Watch implements Source<RtnlEvent> {
  private readonly socket: NetlinkSocket
  private readonly reader: EventReader
  private readonly subjects: ReadonlyMap<ObjectName, ReadonlySet<string | undefined>>
  private readonly snapshots: boolean
  /** Whether events speak of links by index, so that their names have to be known. */
  private readonly named: boolean
  /** Whether links themselves are watched; they may be so for their names alone. */
  private readonly links: boolean
  private readonly disarm: (() => void) | undefined
  /** What came while there is something to read first; it may be newer than that. */
  private waiting: Message[] | undefined
  private stale = false
  private deaf = false
  private hearing = false
  private over = false
  private push!: (event: RtnlEvent) => void
  private finish: (() => void) | undefined
  private fail: ((reason: unknown) => void) | undefined

  constructor(options: MonitorOptions, socketOptions: () => SocketOptions) {
    const { groups, signal, receiveBuffer = RECEIVE_BUFFER, listenAllNsid, snapshots = false } = options
    const numbers = new Set(groups.map(numberOf))
    this.subjects = subjectsOf(groups)
    this.snapshots = snapshots
    this.named = [...this.subjects.keys()].some((object) => kinds[object].named === true)
    this.links = numbers.has(groupWords.link)
    if (this.named) numbers.add(groupWords.link)
    this.socket = new NetlinkSocket({
      ...socketOptions(),
      messages,
      groups: [...numbers],
      receiveBuffer,
      listenAllNsid,
      coalesce: COALESCE,
    })
    this.reader = new EventReader(this.socket.order)
    // what comes before anybody listens stays in the kernel's buffer
    this.socket.pause()
    if (signal?.aborted === true) this.end(undefined)
    else this.disarm = signal === undefined ? undefined : onAbort(signal, () => this.end(undefined))
  }

  start(push: (event: RtnlEvent) => void): { finished: Promise<void>; cancel: (reason: unknown) => void } {
    this.push = push
    const finished = new Promise<void>((resolve, reject) => {
      this.finish = resolve
      this.fail = reject
      if (this.over) return resolve()
      this.socket.listen({
        notification: (bytes, view, start, end, nsid) => {
          if (this.waiting === undefined) this.tell(bytes, view, start, end, nsid)
          else this.waiting.push({ bytes: bytes.slice(start, end), nsid })
        },
        lost: () => this.lose(),
        closed: (cause) => this.end(cause),
      })
      this.refresh()
    })
    return { finished, cancel: (reason) => this.end(reason) }
  }

  hold(): boolean {
    return this.socket.pause()
  }

  resume(): void {
    this.socket.unpause()
  }

  /** The first reason counts; without one the loop ends as if all were told. */
  end(reason: unknown): void {
    if (this.over) return
    this.over = true
    this.disarm?.()
    if (reason === undefined) this.finish?.()
    else this.fail?.(reason)
    this.socket.close()
  }

  private tell(bytes: Uint8Array, view: DataView, start: number, end: number, nsid: number | undefined): void {
    const event = this.reader.read(bytes, view, start, end, nsid)
    if (this.links || event.action === 'other' || !isOfLink(event.object, event.value)) this.push(event)
  }

  /** Tells what has waited. */
  private release(): void {
    const messages = this.waiting?.splice(0) ?? []
    for (const { bytes, nsid } of messages) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      this.tell(bytes, view, 0, bytes.length, nsid)
    }
  }

  /**
   * The kernel says once that it dropped something, and goes on dropping without a word until its queue was read empty.
   * What would be read before that could miss what happens after it, so a loss is told when the kernel answers again.
   */
  private lose(): void {
    this.deaf = true
    if (this.hearing) return
    this.hearing = true
    this.hear().then(
      () => {
        this.hearing = false
        this.release()
        this.push({ action: 'lost' })
        this.refresh()
      },
      (error) => this.end(error),
    )
  }

  /** An answer that comes was not dropped, and neither is anything behind it, unless that is said again. */
  private async hear(): Promise<void> {
    while (this.deaf) {
      this.deaf = false
      await this.socket.get(NLMSG_NOOP, new Uint8Array(0), () => undefined)
    }
  }

  /** Reads what there is, once more where it got stale meanwhile. */
  private refresh(): void {
    this.stale = true
    if (this.waiting !== undefined || !(this.named || this.snapshots)) return
    this.waiting = []
    this.reread().then(
      () => {
        this.release()
        this.waiting = undefined
      },
      (error) => this.end(error),
    )
  }

  private async reread(): Promise<void> {
    while (this.stale) {
      this.stale = false
      try {
        await this.readAll()
      } catch (error) {
        if (!(error instanceof DumpInterruptedError)) throw error
        // too much changes for a list; what changes is told meanwhile
        this.release()
        this.stale = true
      }
    }
  }

  private async readAll(): Promise<void> {
    if (this.named) this.reader.rename(await readNames(this.socket))
    if (!this.snapshots) return
    const events: SnapshotEvent[] = []
    for (const [object, families] of this.subjects) {
      const list = new Collection(this.socket, kinds[object])
      const values: object[] = []
      for (const family of families) values.push(...(await list.list(family === undefined ? {} : { family })))
      events.push({ action: 'snapshot', object, values } as SnapshotEvent)
    }
    if (!this.stale) for (const event of events) this.push(event)
  }
}

/** Whether an event is one of the group `link`; the IPv6 settings of links have a group of their own. */
const isOfLink = (object: string, value: object): boolean =>
  object === 'link' || (object === 'protinfo' && (value as { family?: unknown }).family === 'bridge')

/** An async iterable of events; leaving the loop over it closes its socket, whether it was begun or not. */
class Monitor extends Stream<RtnlEvent> {
  private readonly watch: Watch

  constructor(watch: Watch) {
    super(watch, BACKLOG)
    this.watch = watch
  }

  override return(): Promise<IteratorResult<RtnlEvent>> {
    this.watch.end(undefined)
    return super.return()
  }
}

/** Throws EncodeError for groups that do not exist, SocketError where the kernel refuses. */
export const openMonitor = (options: MonitorOptions, socketOptions: () => SocketOptions): Stream<RtnlEvent> =>
  new Monitor(new Watch(options, socketOptions))
