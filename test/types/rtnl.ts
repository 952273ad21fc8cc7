/** The types of the client, checked by the compiler alone: lists, filters, columns, events. Nothing here is run. */
import type {
  Address,
  ColumnName,
  Columns,
  Gateway,
  Link,
  LinkFilter,
  LostEvent,
  MonitorOptions,
  Neighbour,
  Netconf,
  ObjectEvent,
  Route,
  RouteFilter,
  RtnlEvent,
  RtnlOptions,
  Rule,
  SnapshotEvent,
} from '../../src/index.ts'
import { Rtnl } from '../../src/index.ts'
import type { Equal } from './equal.ts'
import { same } from './equal.ts'

export const lists = async (rtnl: Rtnl): Promise<void> => {
  same<Equal<Awaited<ReturnType<typeof rtnl.links.list>>, Link[]>>()
  same<Equal<Awaited<ReturnType<typeof rtnl.addresses.list>>, Address[]>>()
  same<Equal<Awaited<ReturnType<typeof rtnl.routes.list>>, Route[]>>()
  same<Equal<Awaited<ReturnType<typeof rtnl.rules.list>>, Rule[]>>()
  same<Equal<Awaited<ReturnType<typeof rtnl.neighbours.list>>, Neighbour[]>>()
  same<Equal<Awaited<ReturnType<typeof rtnl.netconf.list>>, Netconf[]>>()
  same<Equal<Awaited<ReturnType<typeof rtnl.links.get>>, Link>>()
  same<Equal<Awaited<ReturnType<typeof rtnl.routes.get>>, Route>>()
  same<Equal<Awaited<ReturnType<typeof rtnl.defaultGateway>>, Gateway | undefined>>()
  for await (const route of rtnl.routes.iterate({ table: 'main' })) same<Equal<typeof route, Route>>()
  await rtnl.links.list(
    { kind: 'veth', master: 'br0', up: true },
    { signal: new AbortController().signal, timeout: 50 },
  )
  await rtnl.links.list({ master: 3 })
  // @ts-expect-error: no such filter
  await rtnl.links.list({ knd: 'veth' })
  // @ts-expect-error: a family is a word
  await rtnl.routes.list({ family: 2 })
  // @ts-expect-error: a link is named by its name or its index
  await rtnl.links.get({ index: 1 })
  // @ts-expect-error: the constructor is not for programs; `open` is
  new Rtnl()
}

export const objects = (link: Link, address: Address, route: Route, rule: Rule): void => {
  same<Equal<typeof link.name, string>>()
  same<Equal<typeof link.index, number>>()
  same<Equal<typeof link.mtu, number | undefined>>()
  same<Equal<typeof link.master, number | undefined>>()
  same<Equal<typeof address.address, string>>()
  same<Equal<typeof address.peer, string | undefined>>()
  same<Equal<typeof route.dst, string | undefined>>()
  same<Equal<typeof route.metric, number | undefined>>()
  same<Equal<typeof route.dev, string | undefined>>()
  same<Equal<typeof rule.priority, number | undefined>>()
  // 64 bits are plain numbers here
  same<Equal<NonNullable<typeof link.stats64>['rxBytes'], number>>()
  // words, and numbers for what has none
  link.flags.includes('up')
  link.flags.includes(1 << 25)
  // @ts-expect-error: no such word
  link.flags.includes('upp')
  // what the header and the attributes are called on the wire is not seen
  // @ts-expect-error: it is `name`
  link.ifname
  // @ts-expect-error: it is `metric`
  route.priority
  // @ts-expect-error: `kind` and `data` stand in the link itself
  link.linkinfo
  // @ts-expect-error: the length is part of `dst`
  route.dstLen
}

/** Absent and undefined are told apart by exactOptionalPropertyTypes; filters and options take both. */
export const optional: readonly [LinkFilter, RouteFilter, RtnlOptions, MonitorOptions] = [
  { kind: undefined },
  { table: 254, dev: undefined },
  { io: 'inline', fd: undefined },
  { groups: ['link', 'ipv4-route'], signal: undefined, snapshots: true },
]
// @ts-expect-error: two ways to wait, no more
export const wrongIo: RtnlOptions = { io: 'sync' }
// @ts-expect-error: RTNLGRP_IPV4_ROUTE is called ipv4-route
export const wrongGroup: MonitorOptions = { groups: ['ipv4_route'] }
// @ts-expect-error: a monitor of nothing
export const noGroups: MonitorOptions = {}

export const columns = async (rtnl: Rtnl): Promise<void> => {
  const found = await rtnl.routes.columns(['dst', 'dstLen', 'oif', 'table'], { family: 'inet' })
  same<Equal<typeof found.length, number>>()
  same<Equal<typeof found.present.oif, Uint8Array>>()
  found.dst satisfies ArrayLike<number>
  found.oif satisfies ArrayLike<number>
  // @ts-expect-error: it was not asked for
  found.gateway
  // @ts-expect-error: no such field
  await rtnl.routes.columns(['destination'])
  type Names = ColumnName<{ header: { index: number }; mtu?: number; unknown?: [] }>
  same<Equal<Names, 'index' | 'mtu' | 'header.index'>>()
  const { 'header.ifindex': links } = await rtnl.neighbours.columns(['header.ifindex'])
  links satisfies ArrayLike<number>
  type Wide = Columns<{ header: { index: number }; bytes?: bigint }, 'bytes'>
  same<Equal<Wide['bytes'], BigUint64Array | BigInt64Array>>()
}

export const events = async (rtnl: Rtnl): Promise<void> => {
  for await (const event of rtnl.monitor({ groups: ['link'] })) {
    same<Equal<typeof event, RtnlEvent>>()
    if (event.action === 'lost') {
      same<Equal<typeof event, LostEvent>>()
    } else if (event.action === 'other') {
      same<Equal<typeof event.type, number>>()
      same<Equal<typeof event.bytes, Uint8Array>>()
    } else if (event.action === 'snapshot') {
      if (event.object === 'route') same<Equal<typeof event.values, Route[]>>()
      same<Equal<typeof event, SnapshotEvent>>()
    } else {
      same<Equal<typeof event, ObjectEvent>>()
      if (event.object === 'address') same<Equal<typeof event.value, Address>>()
      // @ts-expect-error: which object it is must be asked first
      event.value.name
    }
  }
}

export const disposable = async (other: Rtnl): Promise<void> => {
  const rtnl = await Rtnl.open()
  rtnl satisfies AsyncDisposable
  rtnl.monitor({ groups: ['link'] }) satisfies AsyncDisposable & AsyncIterable<RtnlEvent>
  // @ts-expect-error: it is read-only
  rtnl.links = other.links
}
