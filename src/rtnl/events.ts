/** The events of a NETLINK_ROUTE monitor, decoded from the kernel's notifications. */

import type { NamesByIndex } from '../client/collection.ts'
import { completed, NO_NAMES } from '../client/collection.ts'
import type { Notification, OtherEvent } from '../client/notifications.ts'
import { NotificationReader } from '../client/notifications.ts'
import type { Projection } from '../client/projection.ts'
import { picked, project, whole } from '../client/projection.ts'
import type { LostEvent } from '../client/watch.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE, NLMSG_HDRLEN } from '../netlink/protocol/header.ts'
import { linkKind } from './link/reading.ts'
import type { AnyObject, ObjectName, Values } from './objects.ts'
import { allObjects } from './objects.ts'
import type { Link, Protinfo } from './shapes.ts'
import { protinfoShape } from './shapes.ts'
import { familyWords } from './tables/family.ts'
import { messageTypes } from './tables/index.ts'

export type { OtherEvent } from '../client/notifications.ts'
export type { LostEvent } from '../client/watch.ts'

/** The objects that events report, by name. */
interface Reported extends Values {
  /**
   * RTM_NEWLINK or RTM_DELLINK with an address family: what that family knows about a link. `delete` of family `bridge`
   * means that the port has left its bridge; the link itself still exists.
   */
  readonly protinfo: Protinfo
}

/**
 * How a new route relates to existing ones: `add` is the first with its prefix, TOS and metric; `append` and `prepend` were
 * inserted after or before others; `replace` has removed one, which no other event reports.
 */
export type RouteVerb = 'add' | 'append' | 'prepend' | 'replace'

/** The fields to read of each object that events report, by its name: `{ link: ['index', 'name'] }`. */
export type EventFields = { readonly [K in keyof Reported]?: readonly (keyof Reported[K] & string)[] }

/** The object `K` with the fields `P` only, if they name it. */
type Part<K extends keyof Reported, P> = P extends { readonly [_ in K]: readonly (infer F)[] }
  ? Pick<Reported[K], F & keyof Reported[K]>
  : Reported[K]

/** An object was created or changed (`new`), or was removed (`delete`). `P`: the fields that are read. */
export type ObjectEvent<P = unknown> = {
  [K in keyof Reported]: {
    /** What happened. */
    readonly action: 'new' | 'delete'
    /** The kind of object. */
    readonly object: K
    /** The object; after a deletion, as it was last. */
    readonly value: Part<K, P>
    /**
     * For a new route. Absent if the kernel does not report it: for several IPv6 next hops that are added at once, and if
     * only flags have changed.
     */
    readonly verb?: K extends 'route' ? RouteVerb | undefined : never
    /** With `listenAllNsid`: id of the namespace that the event is from. Absent for the socket's own namespace. */
    readonly nsid?: number | undefined
  }
}[keyof Reported]

/**
 * With `snapshots`: all objects of one kind that the groups report, at the start and again after a loss. Replaces everything
 * known about that kind.
 */
export type SnapshotEvent<P = unknown> = {
  [K in ObjectName]: { readonly action: 'snapshot'; readonly object: K; readonly values: Part<K, P>[] }
}[ObjectName]

/** The events of `Rtnl.monitor`. `action` and `object` distinguish them. `P`: the fields that are read. */
export type RtnlEvent<P = unknown> = ObjectEvent<P> | OtherEvent | LostEvent | SnapshotEvent<P>

/** The verb, from the flags of the notification (fib_table_insert, fib6_add_rt2node). */
const verbOf = (flags: number, family: number | undefined): RouteVerb | undefined => {
  if ((flags & NLM_F_REPLACE) !== 0) return 'replace'
  if ((flags & NLM_F_APPEND) !== 0) return 'append'
  if ((flags & NLM_F_CREATE) === 0) return undefined
  if ((flags & NLM_F_EXCL) !== 0) return 'add'
  // IPv6 does not order equal routes, and sends the same flags for several next hops that are added at once.
  return family === familyWords.inet ? 'prepend' : undefined
}

/** What a message type reports. */
interface About {
  readonly object: keyof Reported
  readonly action: 'new' | 'delete'
  readonly kind: AnyObject['kind']
  readonly projection: Projection
}

/** The fields of links that the reader itself needs. */
const TRACKED = ['index', 'name']

const RTM_NEWLINK = messageTypes.RTM_NEWLINK.type
const RTM_DELLINK = messageTypes.RTM_DELLINK.type
const RTM_NEWROUTE = messageTypes.RTM_NEWROUTE.type

type Types = AnyObject['types']

/** Turns notifications into events, and tracks the names of the links that they refer to. */
export class EventReader {
  private readonly order: ByteOrder
  private readonly names = new Map<number, string>()
  private readonly objects: NotificationReader<About>
  /** Messages about links that carry an address family. */
  private readonly ports: NotificationReader<About>

  /** Throws OptionError for a field in `only` that its object does not have. */
  constructor(order: ByteOrder, only: EventFields = {}) {
    this.order = order
    this.objects = new NotificationReader(order)
    this.ports = new NotificationReader(order)
    const add = (
      reader: NotificationReader<About>,
      object: keyof Reported,
      kind: About['kind'],
      types: Types,
    ): void => {
      const fields = only[object]
      const tracked = types.new === RTM_NEWLINK ? TRACKED : []
      const path = `only.${object}`
      const projection = fields === undefined ? whole(kind) : project('monitor', kind, fields, tracked, path)
      const { shape } = projection
      for (const action of ['new', 'delete'] as const)
        reader.add(types[action], { object, action, kind, projection }, { node: kind.node, shape })
    }
    for (const { name, kind, types } of allObjects) add(this.objects, name as ObjectName, kind, types)
    const kind = { ...linkKind, shape: protinfoShape }
    add(this.ports, 'protinfo', kind, { new: RTM_NEWLINK, delete: RTM_DELLINK })
  }

  /** Replaces the tracked names of links. */
  rename(names: NamesByIndex): void {
    this.names.clear()
    for (const [index, name] of names) this.names.set(index, name)
  }

  read(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    nsid: number | undefined,
  ): ObjectEvent | OtherEvent {
    const family = bytes[start + NLMSG_HDRLEN]
    const found = this.find(bytes, view, start, end, family)
    if (found === undefined) return this.objects.other(bytes, view, start, end, nsid)
    const { type, flags, about, value } = found
    const { object, action, kind, projection } = about
    // indexes in other namespaces are unrelated to the links of this one
    const local = nsid === undefined
    if (local && type === RTM_NEWLINK) this.names.set((value as Link).index, (value as Link).name)
    const complete = completed(kind, projection, value, local ? this.names : NO_NAMES, this.order)
    if (local && object === 'link' && action === 'delete') this.names.delete((value as Link).index)
    const verb = type === RTM_NEWROUTE ? verbOf(flags, family) : undefined
    const event = {
      action,
      object,
      value: picked(projection, complete as object),
      ...(verb === undefined ? {} : { verb }),
    }
    return (local ? event : { ...event, nsid }) as ObjectEvent
  }

  /** A link message describes the link as a whole only if its family is AF_UNSPEC. */
  private find(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    family: number | undefined,
  ): Notification<About> | undefined {
    const ofPort = family === familyWords.unspec ? undefined : this.ports.read(bytes, view, start, end)
    return ofPort ?? this.objects.read(bytes, view, start, end)
  }
}
