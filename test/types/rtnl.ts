/**
 * The types of the client: lists, filters, changes, columns, events. Checked by the compiler only; nothing here is run.
 */
import type {
  Address,
  Addresses,
  Batch,
  ChangeOptions,
  ColumnName,
  Columns,
  Echo,
  Gateway,
  Link,
  LinkFilter,
  LinkOf,
  LinkSettings,
  Links,
  LostEvent,
  MonitorOptions,
  Neighbour,
  Netconf,
  NewAddress,
  NewLink,
  NewNeighbour,
  NewNexthop,
  NewRoute,
  NewRule,
  ObjectEvent,
  Route,
  RouteFilter,
  RouteVerb,
  RtnlEvent,
  RtnlOptions,
  Rule,
  SnapshotEvent,
} from '../../src/index.ts'
import { isLinkOfKind, Rtnl } from '../../src/index.ts'
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
  same<Equal<typeof route.dst, string>>()
  same<Equal<typeof route.metric, number | undefined>>()
  same<Equal<typeof route.dev, string | undefined>>()
  same<Equal<typeof rule.priority, number | undefined>>()
  // 64 bits are plain numbers here
  same<Equal<NonNullable<typeof link.stats64>['rxBytes'], number>>()
  // words, and numbers for those without a word
  link.flags.includes('up')
  link.flags.includes(1 << 25)
  // @ts-expect-error: no such word
  link.flags.includes('upp')
  // the names of header and attributes on the wire do not exist here
  // @ts-expect-error: the field is called `name`
  link.ifname
  // @ts-expect-error: the field is called `metric`
  route.priority
  // @ts-expect-error: `kind` and `data` are fields of the link itself
  link.linkinfo
  // @ts-expect-error: the prefix length is part of `dst`
  route.dstLen
}

/** exactOptionalPropertyTypes distinguishes absent and undefined; filters and options accept both. */
export const optional: readonly [LinkFilter, RouteFilter, RtnlOptions, MonitorOptions] = [
  { kind: undefined },
  { table: 254, dev: undefined },
  { io: 'inline', fd: undefined },
  { groups: ['link', 'ipv4-route'], signal: undefined, snapshots: true },
]
// @ts-expect-error: `io` is `thread` or `inline`
export const wrongIo: RtnlOptions = { io: 'sync' }
// @ts-expect-error: RTNLGRP_IPV4_ROUTE is called ipv4-route
export const wrongGroup: MonitorOptions = { groups: ['ipv4_route'] }
// @ts-expect-error: a monitor needs at least one group
export const noGroups: MonitorOptions = {}

/** `data` has the options of the kind, when it is written and when it is read. */
export const kinds = async (rtnl: Rtnl, link: Link): Promise<void> => {
  await rtnl.links.add({ kind: 'vxlan', name: 'v', data: { id: 7, local: '192.0.2.1', port: 4789 } })
  // @ts-expect-error: no such option of vxlan
  await rtnl.links.add({ kind: 'vxlan', data: { idd: 7 } })
  // @ts-expect-error: an option of vxlan with a value of another type
  await rtnl.links.add({ kind: 'vxlan', data: { id: '7' } })
  // @ts-expect-error: an option of another kind
  await rtnl.links.add({ kind: 'bridge', data: { miimon: 100 } })
  const bond = await rtnl.links.add({ kind: 'bond', data: { mode: '802.3ad' } }, { echo: true })
  same<Equal<typeof bond, LinkOf<'bond'>>>()
  // @ts-expect-error: a mode that bonds do not have
  await rtnl.links.add({ kind: 'bond', data: { mode: 'round-robin' } })
  await rtnl.links.add({ kind: 'of-another-module', data: { anything: 5 } })
  const [vlan] = await rtnl.links.list({ kind: 'vlan' })
  const id: number | undefined = vlan?.data?.id
  // @ts-expect-error: no such option of vlan
  vlan?.data?.miimon
  const count: number | undefined = isLinkOfKind(link, 'macvlan') ? link.data?.macaddrCount : undefined
  same<Equal<typeof count, number | undefined>>()
  same<Equal<typeof id, number | undefined>>()
}

/** With `echo` a verb returns the created object; without it only the acknowledgement is awaited. */
export const echoes = async (rtnl: Rtnl, perhaps: ChangeOptions): Promise<void> => {
  const veth: NewLink = { kind: 'veth', name: 'a', peer: { name: 'b', up: true, netns: { pid: 1 } } }
  const made = await rtnl.links.add(veth, { echo: true, timeout: 50 })
  same<Equal<typeof made, Link>>()
  const pair = await rtnl.links.add({ kind: 'veth', name: 'a' }, { echo: true })
  same<Equal<typeof pair, LinkOf<'veth'>>>()
  const silent = await rtnl.links.add(veth)
  same<Equal<typeof silent, void>>()
  // whether it echoes is not known here, so the result may be undefined
  const unsure = await rtnl.links.add(veth, perhaps)
  same<Equal<typeof unsure, void>>()
  const address = await rtnl.addresses.replace({ dev: 'a', address: '192.0.2.1/24' }, { echo: true })
  same<Equal<typeof address, Address>>()
  const route = await rtnl.routes.append({ dst: 'default', gateway: '192.0.2.2' }, { echo: true })
  same<Equal<typeof route, Route>>()
  const rule = await rtnl.rules.add({ priority: 5, table: 5 }, { echo: true })
  same<Equal<typeof rule, Rule>>()
  const neighbour = await rtnl.neighbours.add({ dev: 3, dst: '192.0.2.2', lladdr: '02:00:00:00:00:01' }, { echo: true })
  same<Equal<typeof neighbour, Neighbour>>()
  const flushed = await rtnl.routes.flush({ table: 5 })
  same<Equal<typeof flushed, number>>()
  // @ts-expect-error: `delete` has no `echo`
  await rtnl.links.delete('a', { echo: true })
  await rtnl.links.change('a', { kind: 'bridge', data: { vlanFiltering: true } })
  // @ts-expect-error: a bridge has no `learning`
  await rtnl.links.change('a', { kind: 'bridge', data: { learning: true } })
  // @ts-expect-error: `links.change` has no `echo`
  await rtnl.links.change('a', { mtu: 1400 }, { echo: true })
}
// @ts-expect-error: `echo` belongs to ChangeOptions
export const noEcho: Echo = { echo: false }

/** The input of verbs. `undefined` counts as absent. */
export const changes: readonly [NewLink, LinkSettings, NewAddress, NewRoute, NewNexthop, NewRule, NewNeighbour] = [
  { kind: 'vlan', link: 'eth0', data: { id: 5 }, name: undefined, peer: undefined },
  { master: null, up: false, mtu: undefined, addrGenMode: 'none', netns: { fd: 9 } },
  { dev: 3, address: '2001:db8::1/64', flags: ['nodad'], preferred: 'forever', valid: 60, label: undefined },
  { dst: '198.51.100.0/24', dev: 'eth0', metric: 5, table: 'main', metrics: { mtu: 1400 }, gateway: undefined },
  { gateway: '192.0.2.1', dev: 'eth0', weight: 2, onlink: undefined },
  { src: '192.0.2.0/24', table: 100, priority: 5, not: undefined },
  { dev: 'eth0', dst: '192.0.2.2', lladdr: '02:00:00:00:00:01', state: ['reachable'], proxy: undefined },
]
// @ts-expect-error: `kind` is required
export const noKind: NewLink = { name: 'br0' }
// @ts-expect-error: the field is called `address`
export const wrongSetting: LinkSettings = { mac: '02:00:00:00:00:01' }
// @ts-expect-error: a number is expected, not a string
export const textMtu: LinkSettings = { mtu: '1500' }
export const namedNamespace: LinkSettings = { netns: 'blue' }
// @ts-expect-error: `dev` names a link, not a namespace
export const wrongNamespace: LinkSettings = { netns: { dev: 'eth0' } }
// @ts-expect-error: a peer cannot have `link`
export const kindlessPeer: NewLink = { kind: 'veth', peer: { link: 3 } }
// @ts-expect-error: `dev` is required
export const noDev: NewAddress = { address: '192.0.2.1/24' }
// @ts-expect-error: no such scope
export const wrongScope: NewAddress = { dev: 3, address: '192.0.2.1/24', scope: 'everywhere' }
// @ts-expect-error: a lifetime is a number of seconds or `forever`
export const wrongLifetime: NewAddress = { dev: 3, address: '192.0.2.1/24', valid: '60s' }
// @ts-expect-error: `dst` is required; `default` matches everything
export const noDst: NewRoute = { gateway: '192.0.2.1' }
// @ts-expect-error: the field is called `dev`, which also accepts an index
export const wireName: NewRoute = { dst: 'default', oif: 3 }
// @ts-expect-error: `state` is a list of words
export const wrongState: NewNeighbour = { dev: 3, dst: '192.0.2.2', state: 'reachable' }
// @ts-expect-error: no such action
export const wrongAction: NewRule = { action: 'forward' }

export const batches = async (rtnl: Rtnl): Promise<void> => {
  const results = await rtnl.batch((batch) => {
    same<Equal<typeof batch, Batch>>()
    const written = batch.routes.add({ dst: '198.51.100.0/24', dev: 3 })
    same<Equal<typeof written, void>>()
    batch.links.change('eth0', { up: true })
    batch.links.add({ kind: 'vxlan', name: 'vx0', data: { id: 5, learning: false } })
    // @ts-expect-error: `learning` is a boolean
    batch.links.add({ kind: 'vxlan', name: 'vx0', data: { id: 5, learning: 0 } })
    // @ts-expect-error: a bridge has no `id`
    batch.links.add({ kind: 'bridge', name: 'br0', data: { id: 5 } })
    // @ts-expect-error: a bridge has no `id`
    batch.links.change('br0', { kind: 'bridge', data: { id: 5 } })
    batch.rules.delete({ priority: 5 })
    batch.nsids.set({ fd: 9 }, 'auto')
    // @ts-expect-error: verbs in a batch have no options, since they have no reply
    batch.routes.add({ dst: 'default', dev: 3 }, { echo: true })
    // @ts-expect-error: a batch cannot read
    batch.links.list()
    // @ts-expect-error: `flush` reads first, so it cannot be in a batch
    batch.routes.flush({})
  })
  same<Equal<typeof results, PromiseSettledResult<void>[]>>()
  same<Equal<Awaited<ReturnType<typeof rtnl.batchAll>>, void>>()
  // the types of the client's objects are exported
  same<Equal<typeof rtnl.links, Links>>()
  same<Equal<typeof rtnl.addresses, Addresses>>()
}

export const destroying = async (rtnl: Rtnl, dev: string | undefined): Promise<void> => {
  same<Equal<Awaited<ReturnType<typeof rtnl.routes.flush>>, number>>()
  await rtnl.routes.flush({ dev: 'eth0', table: 100 })
  await rtnl.routes.flush({ all: true })
  await rtnl.addresses.flush({ dev: 3, family: 'inet6' })
  // @ts-expect-error: deleting everything needs `{ all: true }`
  await rtnl.routes.flush()
  // @ts-expect-error: deleting everything needs `{ all: true }`
  await rtnl.routes.flush({})
  // @ts-expect-error: a filter that may be `undefined` would match everything
  await rtnl.routes.flush({ dev })
  // @ts-expect-error: `all` excludes other filters
  await rtnl.addresses.flush({ all: true, dev: 3 })
  // @ts-expect-error: `all` can only be true
  await rtnl.addresses.flush({ all: false })
  // @ts-expect-error: no such field
  await rtnl.addresses.flush({ dev: 3, lable: 'x' })
  // @ts-expect-error: the callback must be synchronous: changes after an `await` would be lost
  await rtnl.batch(async (batch) => batch.links.delete(3))
  // @ts-expect-error: the callback must be synchronous
  await rtnl.batchAll(() => rtnl.links.list())
  await rtnl.batch((batch) => batch.links.delete(3))
  const fill = (batch: Batch): void => batch.links.delete(3)
  await rtnl.batchAll(fill)
}

// @ts-expect-error: `undefined` would mean the current namespace
export const noNamespace: LinkSettings = { netns: undefined }

export const options = async (rtnl: Rtnl): Promise<void> => {
  // @ts-expect-error: no such option
  await rtnl.links.list({}, { singal: undefined })
  // @ts-expect-error: no such option
  await rtnl.links.get(3, { peerNetn: true })
  // @ts-expect-error: no such filter
  await rtnl.routes.list({ via: '192.0.2.1' })
  // @ts-expect-error: `routes.change` has no `echo`
  await rtnl.routes.change({ dst: 'default', dev: 3 }, { echo: true })
  // @ts-expect-error: no such option
  await rtnl.batch(() => undefined, { retries: 3 })
  // @ts-expect-error: no such option
  rtnl.monitor({ groups: ['link'], snapshot: true })
}

export const columns = async (rtnl: Rtnl): Promise<void> => {
  const found = await rtnl.routes.columns(['dst', 'dstLen', 'oif', 'table'], { family: 'inet' })
  same<Equal<typeof found.length, number>>()
  same<Equal<typeof found.present.oif, Uint8Array>>()
  found.dst satisfies ArrayLike<number>
  found.oif satisfies ArrayLike<number>
  // @ts-expect-error: only the requested columns are returned
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
      if (event.object === 'route') same<Equal<typeof event.verb, RouteVerb | undefined>>()
      // @ts-expect-error: `value` has no such field before `object` is checked
      event.value.name
    }
  }
}

export const disposable = async (other: Rtnl): Promise<void> => {
  const rtnl = await Rtnl.open()
  rtnl satisfies AsyncDisposable
  rtnl.monitor({ groups: ['link'] }) satisfies AsyncDisposable & AsyncIterable<RtnlEvent>
  // @ts-expect-error: the field is read-only
  rtnl.links = other.links
}

/** Verbs accept listed objects; in literals read-only fields are errors. */
export const written = async (
  rtnl: Rtnl,
  {
    link,
    address,
    route,
    rule,
    neighbour,
  }: { link: Link; address: Address; route: Route; rule: Rule; neighbour: Neighbour },
): Promise<void> => {
  await rtnl.links.change(link.index, link)
  await rtnl.addresses.replace(address)
  await rtnl.addresses.delete(address)
  await rtnl.routes.replace({ ...route, metric: 7 })
  await rtnl.routes.delete(route)
  await rtnl.rules.delete(rule)
  await rtnl.neighbours.replace(neighbour)
  // @ts-expect-error: a lifetime is set by `expires`
  await rtnl.routes.add({ dst: 'default', cacheinfo: { expires: 5 } })
  // @ts-expect-error: lifetimes are set by `preferred` and `valid`
  await rtnl.addresses.add({ dev: 'lo', address: '10.0.0.1/8', cacheinfo: { valid: 5 } })
  // @ts-expect-error: counters are read-only
  await rtnl.neighbours.add({ dev: 'lo', dst: '10.0.0.1', probes: 5 })
  // @ts-expect-error: `dev` is required
  await rtnl.addresses.add({ address: '10.0.0.1/8' })
}

/** With `only`, objects have these fields only. */
export const projected = async (rtnl: Rtnl): Promise<void> => {
  const [link] = await rtnl.links.list({ kind: 'vxlan' }, { only: ['index', 'data'] })
  if (link !== undefined) {
    link.index satisfies number
    link.data?.id satisfies number | undefined
    // @ts-expect-error: it was not asked for
    link.mtu
  }
  for await (const route of rtnl.routes.iterate({}, { only: ['dst', 'gateway'] })) {
    route.gateway satisfies string | undefined
    // @ts-expect-error: it was not asked for
    route.oif
  }
  // @ts-expect-error: there is no such field
  await rtnl.links.list({}, { only: ['nmae'] })
  const name = (await rtnl.links.get('eth0', { only: ['name'] })).name
  name satisfies string
  for await (const event of rtnl.monitor({ groups: ['link', 'ipv4-route'], only: { link: ['name'] } })) {
    if (event.action !== 'new') continue
    if (event.object === 'route') event.value.metric satisfies number | undefined
    if (event.object !== 'link') continue
    event.value.name satisfies string
    // @ts-expect-error: it was not asked for
    event.value.mtu
  }
}
