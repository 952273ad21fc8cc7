/** What a monitor tells: notifications of NETLINK_ROUTE as objects. */

import type { Decoder } from '../netlink/codec/compile.ts'
import { compile } from '../netlink/codec/compile.ts'
import type { ByteOrder } from '../netlink/codec/decode.ts'
import { NLMSG_HDRLEN, NLMSG_TYPE_AT } from '../netlink/header.ts'
import { addressKind } from './addresses.ts'
import type { Kind } from './collection.ts'
import type { Names } from './devices.ts'
import { linkKind } from './link-kind.ts'
import { neighbourKind } from './neighbours.ts'
import { netconfKind } from './netconf.ts'
import { nsidKind } from './nsids.ts'
import { routeKind } from './routes.ts'
import { ruleKind } from './rules.ts'
import type { Address, Link, Neighbour, Netconf, Nsid, Route, Rule } from './shapes.ts'
import { messageTypes } from './tables/index.ts'

interface Objects {
  readonly link: Link
  readonly address: Address
  readonly route: Route
  readonly rule: Rule
  readonly neighbour: Neighbour
  readonly nsid: Nsid
  readonly netconf: Netconf
}

/** Something was made or changed (`new`), or is gone (`delete`). */
export type ObjectEvent = {
  [K in keyof Objects]: {
    readonly action: 'new' | 'delete'
    readonly object: K
    readonly value: Objects[K]
    /** Id of the namespace it happened in, with `listenAllNsid`; absent for the socket's own. */
    readonly nsid?: number | undefined
  }
}[keyof Objects]

/** A notification that has no table here. */
export interface OtherEvent {
  readonly action: 'other'
  /** RTM_*. */
  readonly type: number
  /** The whole message. */
  readonly bytes: Uint8Array
  readonly nsid?: number | undefined
}

/** Notifications were dropped, since the receive buffer overflowed. What is known from events is no longer true. */
export interface LostEvent {
  readonly action: 'lost'
}

/** With `snapshots`: all there is now, at the start and again after events were lost. Replaces what was known. */
export type SnapshotEvent = {
  [K in keyof Objects]: { readonly action: 'snapshot'; readonly object: K; readonly values: Objects[K][] }
}[keyof Objects]

export type RtnlEvent = ObjectEvent | OtherEvent | LostEvent | SnapshotEvent

// biome-ignore lint/suspicious/noExplicitAny: kinds of different objects stand side by side here.
type AnyKind = Kind<any, any>

export const kinds: { readonly [K in keyof Objects]: AnyKind } = {
  link: linkKind,
  address: addressKind,
  route: routeKind,
  rule: ruleKind,
  neighbour: neighbourKind,
  nsid: nsidKind,
  netconf: netconfKind,
}

const types = (name: 'LINK' | 'ADDR' | 'ROUTE' | 'RULE' | 'NEIGH' | 'NSID' | 'NETCONF'): readonly [number, number] => [
  messageTypes[`RTM_NEW${name}`].type,
  messageTypes[`RTM_DEL${name}`].type,
]

const TYPES: { readonly [K in keyof Objects]: readonly [number, number] } = {
  link: types('LINK'),
  address: types('ADDR'),
  route: types('ROUTE'),
  rule: types('RULE'),
  neighbour: types('NEIGH'),
  nsid: types('NSID'),
  netconf: types('NETCONF'),
}

interface Entry {
  readonly object: keyof Objects
  readonly action: 'new' | 'delete'
  readonly decode: Decoder<object>
  readonly finish: ((value: object, names: Names) => object) | undefined
}

const RTM_NEWLINK = messageTypes.RTM_NEWLINK.type
const RTM_DELLINK = messageTypes.RTM_DELLINK.type

/** Turns notifications into events and keeps the names of links that they speak of. */
export class EventReader {
  readonly names = new Map<number, string>()
  private readonly entries: (Entry | undefined)[] = []
  private readonly little: boolean

  constructor(order: ByteOrder) {
    this.little = order === 'le'
    for (const [object, pair] of Object.entries(TYPES) as [keyof Objects, readonly [number, number]][]) {
      const { node, shape, finish } = kinds[object]
      const decode = compile<object>(node, shape, { order })
      for (const [index, type] of pair.entries())
        this.entries[type] = { object, action: index === 0 ? 'new' : 'delete', decode, finish }
    }
  }

  read(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    nsid: number | undefined,
  ): ObjectEvent | OtherEvent {
    const type = view.getUint16(start + NLMSG_TYPE_AT, this.little)
    const from = nsid === undefined ? {} : { nsid }
    const entry = this.entries[type]
    if (entry === undefined) return { action: 'other', type, bytes: bytes.slice(start, end), ...from }
    const { object, action, decode, finish } = entry
    const value = decode(bytes, view, start + NLMSG_HDRLEN, end)
    // Indexes of another namespace say nothing about the names of this one.
    const local = nsid === undefined
    if (local && type === RTM_NEWLINK) this.names.set((value as Link).index, (value as Link).name)
    const finished = finish === undefined ? value : finish(value, local ? this.names : NO_NAMES)
    if (local && type === RTM_DELLINK) this.names.delete((value as Link).index)
    return { action, object, value: finished, ...from } as ObjectEvent
  }
}

const NO_NAMES: Names = new Map()
