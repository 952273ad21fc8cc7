/** Lists, streams and events of some fields only have the same values in them as whole objects. */
import { deepStrictEqual } from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { Rtnl } from '../../src/index.ts'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { NLMSG_HDRLEN } from '../../src/netlink/protocol/header.ts'
import { NETLINK_ROUTE } from '../../src/netlink/protocol/protocols.ts'
import { openKernel } from '../../src/netlink/transport/open.ts'
import { Tap } from '../../src/netlink/transport/tap.ts'
import { link } from '../../src/rtnl/link/tables/link.ts'
import { build, peerNamespace, withEachRtnl } from '../oracle/scene.ts'
import { INET, INET6, ROUTES_LINKS, RULES } from '../oracle/scenes.ts'
import { until } from '../until.ts'
import { inNamespace } from './namespace.ts'

type Value = { readonly [field: string]: unknown }
/** A collection, whichever its objects are. */
interface Listing {
  list(filter?: object, options?: object): Promise<Value[]>
  iterate(filter?: object, options?: object): AsyncIterable<Value>
}

const MEMBERS = ['links', 'addresses', 'routes', 'rules', 'neighbours', 'nsids', 'addrlabels', 'netconf'] as const

const QUIET = `
  set net/ipv6/conf/default/accept_dad 0
  set net/ipv6/conf/all/accept_dad 0
`

const MORE = `
  ip link add br7 type bridge ageing_time 7000
  ip link add far group 17 type veth peer name near netns PEER0
  ip link set far alias the-far-side master br7
  ip link property add dev far altname a-rather-long-alternative-name altname other
  ip neigh add 192.0.2.10 lladdr 02:00:00:00:02:01 dev v0 nud permanent
  ip neigh add proxy 192.0.2.20 dev v0
  ip addrlabel add prefix 2001:db8:77::/48 dev v0 label 77
`

/** Filters of each member, also by fields that are not asked for. */
const FILTERS: { readonly [M in (typeof MEMBERS)[number]]: readonly object[] } = {
  links: [{}, { kind: 'veth' }, { up: true }, { type: 'ether', group: 0 }],
  addresses: [{}, { dev: 'v0' }, { family: 'inet6', scope: 'link' }],
  routes: [{}, { dev: 'v0' }, { gateway: '192.0.2.10' }, { family: 'inet6', table: 'main' }, { type: 'local' }],
  rules: [{}, { family: 'inet6' }, { table: 'main' }],
  neighbours: [{}, { dev: 'v0' }, { state: 'permanent' }, { proxy: true }],
  nsids: [{}],
  addrlabels: [{}, { label: 2 }],
  netconf: [{}, { dev: 'all' }, { family: 'inet6', dev: 'lo' }],
}

/** What changes from one list to the next: ages, timers, counters of what this test itself sends. */
const MOVING = new Set(['data', 'cacheinfo', 'preferred', 'valid', 'expires', 'probes', 'stats64', 'afSpec'])

const part = (value: Value, only: readonly string[]): Value =>
  Object.fromEntries(Object.entries(value).filter(([field, one]) => only.includes(field) && one !== undefined))

/** Each field alone, each with some other, and all of them. */
const choices = (fields: readonly string[]): string[][] => [
  ...fields.map((field) => [field]),
  ...fields.map((field, place) => [field, fields[(place * 5 + 2) % fields.length] as string]),
  [...fields],
]

if (inNamespace(t, import.meta.url)) {
  build(QUIET + ROUTES_LINKS + INET + INET6 + RULES + MORE, [await peerNamespace()])

  t.test('lists and streams', async (t) => {
    await withEachRtnl(async (rtnl, way) => {
      for (const member of MEMBERS) {
        const listing = rtnl[member] as unknown as Listing
        const fields = [...new Set((await listing.list()).flatMap(Object.keys))].filter((field) => !MOVING.has(field))
        for (const filter of FILTERS[member]) {
          const whole = await listing.list(filter)
          for (const only of choices(fields)) {
            const expected = whole.map((value) => part(value, only))
            const read = await listing.list(filter, { only })
            deepStrictEqual(read, expected, `${way}: ${member} ${JSON.stringify(filter)} ${only}`)
          }
        }
        t.pass(`${way}: ${member}, ${fields.length} fields`)
        const only = fields.slice(0, 3)
        const streamed: Value[] = []
        for await (const value of listing.iterate({}, { only })) streamed.push(value)
        t.strictSame(streamed, await listing.list({}, { only }), `${way}: ${member}.iterate`)
      }
    })
  })

  t.test('single objects', async (t) => {
    await withEachRtnl(async (rtnl, way) => {
      const { index } = await rtnl.links.get('v0')
      t.strictSame(await rtnl.links.get('v0', { only: ['index', 'mtu'] }), { index, mtu: 1500 }, way)
      t.strictSame(
        await rtnl.links.get('far', { only: ['peerNetns', 'alias'], peerNetns: true }),
        { alias: 'the-far-side' },
        'its namespace has no name',
      )
      t.strictSame(await rtnl.links.list({ kind: 'bridge' }, { only: ['name'], peerNetns: true }), [{ name: 'br7' }])
      const streamed: object[] = []
      for await (const one of rtnl.links.iterate({ kind: 'bridge' }, { only: ['name'], peerNetns: true }))
        streamed.push(one)
      t.strictSame(streamed, [{ name: 'br7' }])
      const only = ['gateway', 'dev', 'oif'] as const
      t.strictSame(await rtnl.routes.get('10.9.1.1', {}, { only }), { gateway: '192.0.2.254', dev: 'v0', oif: index })
      t.strictSame(await rtnl.routes.get('10.9.1.1', {}, { only: ['dst'] }), { dst: '10.9.1.1/32' })
      const { multipath = [] } = await rtnl.routes.get('10.10.1.1', { fibMatch: true }, { only: ['multipath'] })
      t.strictSame(
        multipath.map(({ dev }) => dev),
        ['v0', 'v1', 'v1'],
      )
      const lladdr = '02:00:00:00:02:01'
      t.strictSame(await rtnl.neighbours.get('192.0.2.10', 'v0', { only: ['lladdr', 'dev'] }), { lladdr, dev: 'v0' })
      t.strictSame(await rtnl.netconf.get('v0', 'inet', { only: ['forwarding', 'dev'] }), { forwarding: 1, dev: 'v0' })
      t.strictSame(await rtnl.netconf.get('all', 'inet6', { only: ['dev'] }), { dev: 'all' })
    })
  })

  t.test('the kernel leaves out counters that are not read', async (t) => {
    const tap = new Tap(openKernel({ protocol: NETLINK_ROUTE }))
    const rtnl = await Rtnl.open({ transport: tap })
    await rtnl.links.list({}, { only: ['name'] })
    await rtnl.links.get('v0', { only: ['name'] })
    await rtnl.links.list({}, { only: ['afSpec'] })
    rtnl.close()
    const sent = tap.datagrams.filter(({ direction }) => direction === 'sent')
    const masks = sent.map(({ bytes }) => decode(link, bytes.subarray(NLMSG_HDRLEN)).extMask)
    t.strictSame(masks, [['skip_stats'], ['skip_stats'], undefined])
  })

  t.test('events', async (t) => {
    const rtnl = await Rtnl.open()
    const only = { link: ['mtu', 'name'], route: ['dst', 'dev'], protinfo: ['master'] } as const
    const monitor = rtnl.monitor({ groups: ['link', 'ipv4-route'], only, snapshots: true })
    const events: unknown[] = []
    const reading = (async () => {
      for await (const event of monitor) {
        events.push(event)
        if (event.action === 'delete') return
      }
    })()
    await until(() => events.length >= 2, 'the snapshots')
    const [links, routes] = await Promise.all([
      rtnl.links.list({}, { only: only.link }),
      rtnl.routes.list({ family: 'inet' }, { only: only.route }),
    ])
    t.strictSame(events.splice(0), [
      { action: 'snapshot', object: 'link', values: links },
      { action: 'snapshot', object: 'route', values: routes },
    ])
    await rtnl.links.change('v0', { mtu: 1402 })
    await rtnl.links.change('far', { up: true })
    await rtnl.routes.add({ dst: '10.77.0.0/16', dev: 'v0' })
    await rtnl.routes.delete({ dst: '10.77.0.0/16', dev: 'v0' })
    await reading
    t.ok(
      events.some((event) =>
        isDeepStrictEqual(event, { action: 'new', object: 'link', value: { name: 'v0', mtu: 1402 } }),
      ),
    )
    t.strictSame(events.slice(-2), [
      { action: 'new', object: 'route', value: { dst: '10.77.0.0/16', dev: 'v0' }, verb: 'add' },
      { action: 'delete', object: 'route', value: { dst: '10.77.0.0/16', dev: 'v0' } },
    ])
    rtnl.close()
  })

  t.test('fields that do not exist', async (t) => {
    const rtnl = await Rtnl.open()
    const refused = (only: unknown, option: string, message: RegExp) =>
      t.rejects(rtnl.links.list({}, { only } as never), { code: 'ERR_OPTION', option, message }, JSON.stringify(only))
    await refused(['index', 'nmae'], 'only[1]', /^links.list: only\[1\]: no field 'nmae'; did you mean name\?$/)
    await refused(['zzzzzzzzz'], 'only[0]', /no field 'zzzzzzzzz'$/)
    await refused([7], 'only[0]', /expected the name of a field/)
    await refused([], 'only', /expected a list of fields/)
    await refused('name', 'only', /expected a list of fields/)
    await t.rejects(rtnl.links.list(null as never, { only: ['name'] }), { code: 'ERR_ENCODE', path: 'filter' })
    await t.rejects(rtnl.addresses.list({}, { only: ['prefixlen'] } as never), {
      code: 'ERR_OPTION',
      option: 'only[0]',
    })
    await t.rejects(rtnl.routes.columns(['oif'], {}, { only: ['oif'] } as never), {
      option: 'only',
      message: /no such/,
    })
    const watch = (only: unknown) => () => rtnl.monitor({ groups: ['link'], only } as never)
    t.throws(watch({ lnik: ['name'] }), { option: 'only.lnik', message: /did you mean link\?/ })
    t.throws(watch({ zzzzzzzz: ['name'] }), { option: 'only.zzzzzzzz', message: /no such object$/ })
    t.throws(watch({ link: ['nmae'] }), { option: 'only.link[0]', message: /did you mean name\?/ })
    t.throws(watch(['name']), { option: 'only', message: /expected fields by object/ })
    t.throws(watch(null), { option: 'only', message: /expected fields by object/ })
    rtnl.close()
  })
}
