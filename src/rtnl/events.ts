/** What a monitor tells: notifications of NETLINK_ROUTE as objects. */

import type { Names } from '../client/collection.ts'
import type { LostEvent, OtherEvent } from '../client/watch.ts'
import { unlessUnreadable } from '../client/watch.ts'
import type { Decoder } from '../netlink/codec/decode/compile/compile.ts'
import { compile } from '../netlink/codec/decode/compile/compile.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import {
  NLM_F_APPEND,
  NLM_F_CREATE,
  NLM_F_EXCL,
  NLM_F_REPLACE,
  NLMSG_FLAGS_AT,
  NLMSG_HDRLEN,
  NLMSG_TYPE_AT,
} from '../netlink/protocol/header.ts'
import { linkKind } from './link/reading.ts'
import type { ObjectName, Values } from './objects.ts'
import { allObjects } from './objects.ts'
import type { Link, Protinfo } from './shapes.ts'
import { protinfoShape } from './shapes.ts'
import { familyWords } from './tables/family.ts'
import { messageTypes } from './tables/index.ts'

export type { LostEvent, OtherEvent } from '../client/watch.ts'

/** What notifications are about. */
interface Reported extends Values {
  /** Tells of a link by RTM_NEWLINK and RTM_DELLINK, but of a family: `delete` says that the port left its bridge. */
  readonly protinfo: Protinfo
}

/**
 * What a new route did to those that there were: `add` is the first of its prefix, TOS and metric; `append` and `prepend`
 * come after and before others; `replace` has taken one away, which no other event tells.
 */
export type RouteVerb = 'add' | 'append' | 'prepend' | 'replace'

/** Something was made or changed (`new`), or is gone (`delete`). */
export type ObjectEvent = {
  [K in keyof Reported]: {
    readonly action: 'new' | 'delete'
    readonly object: K
    readonly value: Reported[K]
    /** Of a new route. Absent where the kernel does not say it: of several next hops of IPv6, or of a change of flags alone. */
    readonly verb?: K extends 'route' ? RouteVerb | undefined : never
    /** Id of the namespace it happened in, with `listenAllNsid`; absent for the socket's own. */
    readonly nsid?: number | undefined
  }
}[keyof Reported]

/**
 * With `snapshots`: all there is that the groups tell about, at the start and again after events were lost. Replaces what
 * was known.
 */
export type SnapshotEvent = {
  [K in ObjectName]: { readonly action: 'snapshot'; readonly object: K; readonly values: Values[K][] }
}[ObjectName]

export type RtnlEvent = ObjectEvent | OtherEvent | LostEvent | SnapshotEvent

/** By the flags of the notification (fib_table_insert, fib6_add_rt2node). */
const verbOf = (flags: number, family: number | undefined): RouteVerb | undefined => {
  if ((flags & NLM_F_REPLACE) !== 0) return 'replace'
  if ((flags & NLM_F_APPEND) !== 0) return 'append'
  if ((flags & NLM_F_CREATE) === 0) return undefined
  if ((flags & NLM_F_EXCL) !== 0) return 'add'
  // IPv6 has no order among equals, and says the same of several next hops that are added at once.
  return family === familyWords.inet ? 'prepend' : undefined
}

interface Entry {
  readonly object: keyof Reported
  readonly action: 'new' | 'delete'
  readonly decode: Decoder<object>
  readonly finish: ((value: object, names: Names) => object) | undefined
}

const RTM_NEWLINK = messageTypes.RTM_NEWLINK.type
const RTM_DELLINK = messageTypes.RTM_DELLINK.type
const RTM_NEWROUTE = messageTypes.RTM_NEWROUTE.type
const NO_NAMES: Names = new Map()

/** Turns notifications into events and keeps the names of links that they speak of. */
export class EventReader {
  private readonly names = new Map<number, string>()
  private readonly entries: (Entry | undefined)[] = []
  private readonly protinfo: Decoder<object>
  private readonly little: boolean

  constructor(order: ByteOrder) {
    this.little = order === 'le'
    this.protinfo = compile<object>(linkKind.node, protinfoShape, { order })
    for (const { name, kind, types } of allObjects) {
      const { node, shape, finish } = kind
      const decode = compile<object>(node, shape, { order })
      for (const action of ['new', 'delete'] as const)
        this.entries[types[action]] = { object: name as ObjectName, action, decode, finish }
    }
  }

  /** Names of links as they are now, in place of those that were known. */
  rename(names: Names): void {
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
    const type = view.getUint16(start + NLMSG_TYPE_AT, this.little)
    const entry = this.entry(type, bytes[start + NLMSG_HDRLEN])
    const value =
      entry === undefined ? undefined : unlessUnreadable(() => entry.decode(bytes, view, start + NLMSG_HDRLEN, end))
    if (entry === undefined || value === undefined)
      return { action: 'other', type, bytes: bytes.slice(start, end), ...(nsid === undefined ? {} : { nsid }) }
    const { object, action, finish } = entry
    // Indexes of another namespace say nothing about the names of this one.
    const local = nsid === undefined
    if (local && type === RTM_NEWLINK) this.names.set((value as Link).index, (value as Link).name)
    const finished = finish === undefined ? value : finish(value, local ? this.names : NO_NAMES)
    if (local && object === 'link' && action === 'delete') this.names.delete((value as Link).index)
    const verb =
      type === RTM_NEWROUTE
        ? verbOf(view.getUint16(start + NLMSG_FLAGS_AT, this.little), bytes[start + NLMSG_HDRLEN])
        : undefined
    const event = { action, object, value: finished, ...(verb === undefined ? {} : { verb }) }
    return (local ? event : { ...event, nsid }) as ObjectEvent
  }

  /** Messages about links of a family other than AF_UNSPEC are not about the link as a whole. */
  private entry(type: number, family: number | undefined): Entry | undefined {
    const entry = this.entries[type]
    const whole = (type !== RTM_NEWLINK && type !== RTM_DELLINK) || family === familyWords.unspec
    return entry === undefined || whole ? entry : { ...entry, object: 'protinfo', decode: this.protinfo }
  }
}
