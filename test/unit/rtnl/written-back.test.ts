/** Writing objects that were read: cases that a kernel of one version alone does not show. */
import t from 'tap'
import type { NewLink } from '../../../src/rtnl/link/input.ts'
import { inTwo } from '../../../src/rtnl/link/late-settings.ts'
import { asNew } from '../../../src/rtnl/link/listed.ts'
import { changedOptions, linkTable, mustReadFirst, optionsOfNew, portTable } from '../../../src/rtnl/link/options.ts'
import { inetConf } from '../../../src/rtnl/link/tables/ip-conf.ts'
import type { NewRoute } from '../../../src/rtnl/route/input.ts'
import { asWritten } from '../../../src/rtnl/route/listed.ts'
import { finishRoute } from '../../../src/rtnl/route/reading.ts'
import { Changing, LINKS } from './changing.ts'
import { link } from './network.ts'

const listed = (oif: number, dev: string): NewRoute =>
  ({
    ...{ family: 'inet6', tos: 0, table: 'main', protocol: 'kernel', scope: 'global', type: 'unicast', flags: [] },
    ...{ dst: 'fe80::/64', metric: 256, oif, dev },
  }) as never

const wire = (oif: number): object => ({
  header: { family: 'inet6', dstLen: 64, table: 'main', protocol: 'kernel', type: 'unicast' },
  ...{ dst: 'fe80::', table: 'main', oif, priority: 256 },
})

t.test('among several routes that have only a link the kernel replaces the first', async (t) => {
  const network = new Changing({
    dumps: { RTM_GETLINK: [link(3, 'eth0'), link(7, 'br0'), link(9, 'v9')], RTM_GETROUTE: [wire(3), wire(7)] },
  } as never)
  const rtnl = await network.open()
  const changes = async (route: NewRoute): Promise<string[]> => {
    network.asked()
    await rtnl.routes.replace(route)
    return network
      .asked()
      .map(([name]) => name)
      .filter((name) => !name.startsWith('RTM_GET'))
  }
  t.match(await changes(listed(3, 'eth0')), ['RTM_NEWROUTE request replace create'], 'the first is replaced')
  t.same(
    (await changes(listed(7, 'br0'))).filter((name) => name.startsWith('RTM_NEW')),
    [],
    'what is there stays',
  )
  t.match(await changes(listed(9, 'v9')), ['RTM_NEWROUTE request create append'], 'another one is next to them')
  await t.rejects(rtnl.routes.replace({ ...listed(7, 'br0'), prefsrc: '2001:db8::1' }), {
    name: 'EncodeError',
    path: 'dev',
  })
})

t.test('an IPv6 route without a metric cannot be requested', async (t) => {
  const rtnl = await new Changing({ dumps: { RTM_GETLINK: [], RTM_GETROUTE: [] } } as never).open()
  await t.rejects(rtnl.routes.replace({ ...listed(3, 'eth0'), metric: 0 }), { name: 'EncodeError', path: 'metric' })
  const network = new Changing({
    dumps: { RTM_GETLINK: [link(3, 'eth0')], RTM_GETROUTE: [{ ...wire(3), priority: 0 }] },
  } as never)
  const there = await network.open()
  await there.routes.replace({ ...listed(3, 'eth0'), metric: 0 })
  t.notOk(
    network.asked().some(([name]) => name.startsWith('RTM_NEWROUTE')),
    'what is there stays',
  )
  await t.rejects(there.routes.replace({ ...listed(3, 'eth0'), metric: 0, prefsrc: '2001:db8::1' }), {
    name: 'EncodeError',
    path: 'metric',
  })
})

/** Values of the read-only options that every reply for the kind contains. */
const readOnlyAlways = (kind: string): object =>
  Object.fromEntries(
    Object.entries(linkTable(kind)?.rows ?? {}).flatMap(([key, { readOnly }]) =>
      readOnly === 'always' ? [[key, 1]] : [],
    ),
  )

t.test('options of a new link are sent as requests have them', async (t) => {
  const made = (kind: string, given: object, asked: object, why: string): unknown =>
    t.strictSame(optionsOfNew(kind, given), asked, `${kind}: ${why}`)
  const read = { flags: ['reorder_hdr', 'gvrp'], mask: 0xffffffff }
  made('vlan', { id: 5 }, { id: 5 }, 'no flags')
  made('vlan', { id: 5, flags: read }, { id: 5, flags: { ...read, mask: 2 } }, 'what a new one has not')
  made(
    'vlan',
    { flags: { flags: ['gvrp', 64], mask: 0xffffffff } },
    { flags: { flags: ['gvrp', 64], mask: 67 } },
    'bits',
  )
  made('vlan', { flags: { flags: ['gvrp'], mask: 6 } }, { flags: { flags: ['gvrp'], mask: 6 } }, 'a mask of its own')
  made('vlan', { flags: null }, { flags: null }, 'no object, which the encoder refuses')
  made('geneve', { id: 5, ttl: 64, ttlInherit: false }, { id: 5, ttl: 64 }, 'a TTL of its own')
  made('geneve', { ttl: 64 }, { ttl: 64 }, 'nothing is inherited by default')
  made('geneve', { ttl: 64, ttlInherit: true }, { ttl: 64, ttlInherit: true }, 'both are said')
  made('geneve', { ttlInherit: false }, { ttlInherit: false }, 'no TTL')
  made('bridge', { vlanFiltering: false, ageingTime: 5 }, { ageingTime: 5 }, 'without VLANs')
  made('bridge', { vlanFiltering: true }, { vlanFiltering: true }, 'with VLANs')
  const always = readOnlyAlways('bridge')
  made(
    'bridge',
    { ...always, topologyChange: false, ageingTime: 5, priority: 7 },
    { ageingTime: 5, priority: 7 },
    'read',
  )
  made('bridge', { ...always, topologyChange: true, ageingTime: 5, priority: 7 }, { priority: 7 }, 'not its own')
  const multiBoolopt = { optval: ['no_ll_learn'], optmask: ['no_ll_learn', 'mcast_vlan_snooping'] }
  made('bridge', { multiBoolopt }, { multiBoolopt: { ...multiBoolopt, optmask: ['no_ll_learn'] } }, 'what is on')
  made('bridge', { multiBoolopt: { optval: 3, optmask: 3 } }, { multiBoolopt: { optval: 3, optmask: 3 } }, 'no lists')
  made('bridge', { multiBoolopt: { optval: [], optmask: 3 } }, { multiBoolopt: { optval: [], optmask: 3 } }, 'no mask')
  made('gtp', { role: 'sgsn' }, { role: 'sgsn', createSockets: true }, 'sockets are made')
  made('gtp', { fd1: 7 }, { fd1: 7 }, 'sockets are given')
  const endStation = { sci: '0x5254001234560203', es: true, encrypt: true }
  made('macsec', endStation, { es: true, encrypt: true, port: 0x203 }, 'the channel of an end station')
  for (const other of [{ es: false }, { es: undefined }, { port: 7 }, { sci: 7 }])
    made('macsec', { ...endStation, ...other }, { ...endStation, ...other }, `as it is with ${JSON.stringify(other)}`)
  made('ip6gretap', { remote: '::', ttl: 64 }, { ttl: 64 }, 'no other end')
  made('ip6erspan', { remote: '2001:db8::2' }, { remote: '2001:db8::2' }, 'another end')
  const macaddrData = ['02:00:00:00:00:01']
  made('macvlan', { macaddrData }, { macaddrMode: 'set', macaddrData }, 'a list alone')
  made('macvtap', { macaddrMode: 'add', macaddrData }, { macaddrMode: 'add', macaddrData }, 'a list and what to do')
  made('macvlan', { mode: 'bridge' }, { mode: 'bridge' }, 'no list')
  made('vxlan', { id: 5, remcsumRx: false }, { id: 5 }, 'off')
  made('vxlan', { id: 5, remcsumRx: true }, { id: 5, remcsumRx: true }, 'on')
  made('vxlan', { id: 5 }, { id: 5 }, 'not reported')
  const bytes = new Uint8Array([3, 5])
  t.equal(optionsOfNew('vlan', bytes), bytes, 'bytes stay')
  t.equal(optionsOfNew('valueOf', read), read, 'a kind of no table')
})

t.test('a change of options sends those that differ', async (t) => {
  const change = (kind: string, present: unknown, given: object): object | undefined =>
    changedOptions(kind, linkTable(kind), present, given, 'data')
  const flags = { flags: ['reorder_hdr'], mask: 0xffffffff }
  const vlan = { id: 5, protocol: '802.1q', flags }
  t.equal(change('vlan', vlan, { ...vlan }), undefined, 'nothing')
  t.strictSame(
    change('vlan', vlan, { ...vlan, flags: { ...flags, flags: ['gvrp'] } }),
    { flags: { flags: ['gvrp'], mask: 3 } },
    'one is off, and one is on',
  )
  t.throws(() => change('vlan', vlan, { id: 6 }), {
    name: 'EncodeError',
    path: 'data.id',
    message: /expected 5: it can't be changed after the link was created, got 6/,
  })
  t.throws(() => change('vlan', vlan, { protocol: '802.1ad' }), { name: 'EncodeError', path: 'data.protocol' })
  const switches = { optval: ['no_ll_learn'], optmask: ['no_ll_learn', 'mcast_vlan_snooping'] }
  const bridge = { ageingTime: 5, vlanFiltering: true, multiBoolopt: switches }
  t.strictSame(
    change('bridge', bridge, { ...bridge, vlanFiltering: false, multiBoolopt: { ...switches, optval: [] } }),
    { vlanFiltering: false, multiBoolopt: { optval: [], optmask: ['no_ll_learn'] } },
    'an existing one turns VLAN filtering off',
  )
  const own = { multiBoolopt: { optval: [], optmask: ['mcast_vlan_snooping'] } }
  t.strictSame(change('bridge', bridge, own), own, 'a mask that was not read is sent unchanged')
  const unknown = [{ type: 77, payload: new Uint8Array([3]) }]
  t.strictSame(change('bridge', { ageingTime: 5, unknown }, { ageingTime: 7, unknown }), { ageingTime: 7 })
  const geneve = { id: 5, collectMetadata: true }
  t.throws(() => change('geneve', geneve, { collectMetadata: false }), {
    name: 'EncodeError',
    path: 'data.collectMetadata',
  })
  t.strictSame(change('geneve', { id: 5 }, { collectMetadata: false }), { collectMetadata: false }, 'it is off')
  t.strictSame(change('geneve', geneve, { ttlInherit: false }), { ttlInherit: false }, 'a number, which can be 0')
  t.strictSame(change('geneve', undefined, { ttl: 64 }), { ttl: 64 }, 'of another kind before')
  const bytes = new Uint8Array([3, 5])
  t.equal(change('geneve', geneve, bytes), bytes, 'bytes stay')
  t.equal(change('valueOf', geneve, geneve), geneve, 'a kind of no table')
  t.strictSame(change('gtp', { role: 'sgsn' }, { role: 'ggsn' }), { role: 'ggsn' }, 'sockets are those of a new one')
  t.strictSame(change('macsec', { es: false }, { es: true, sci: '0x203' }), { es: true, sci: '0x203' })
})

/** A link as it is read. */
const LINK = { type: 'ether', index: 31, flags: ['up', 'noarp'], name: 'l31', mtu: 1400, qdisc: 'noqueue' }

t.test('a link that was read is created again', async (t) => {
  const again = (more: object): NewLink => asNew({ ...LINK, kind: 'dummy', ...more } as never)
  t.match(again({ protoDown: false }), {
    ...{ index: 31, name: 'l31', kind: 'dummy', mtu: 1400, up: true, arp: false, multicast: false, trailers: true },
    protoDown: undefined,
  })
  t.notOk('qdisc' in again({}), 'what the kernel alone sets is left out')
  t.equal(again({ protoDown: true }).protoDown, true)
  t.equal(again({ link: 7 }).link, 7)
  t.equal(again({ link: 0 }).link, undefined, 'none')
  t.equal(again({ kind: 'veth', link: 7 }).link, undefined, 'the other end is made with it')
  t.match(again({ afSpec: { inet6: { addrGenMode: 'none', token: '::' } } }), { addrGenMode: 'none', token: undefined })
  t.match(again({ afSpec: { inet6: { token: '::7' }, inet: { conf: { rpFilter: 2 } } } }), {
    ...{ token: '::7', inet: { rpFilter: 2 } },
  })
  t.match(again({ address: '02:00:00:00:00:01' }), { address: '02:00:00:00:00:01' })
  const ends = { address: '192.0.2.1', broadcast: '192.0.2.2' }
  t.match(again({ type: 'gre', kind: 'gre', ...ends }), { address: undefined, broadcast: undefined })
  t.equal(again({ up: false }).up, false, 'what a program has put beside it counts more')
  t.match(again({ altnames: [], xdp: { attached: 'none' } }), { index: 31 })
  t.match(again({ altnames: ['other'] }), { altnames: ['other'] })
  t.match(asNew({ kind: 'dummy', altnames: ['other'] }), { altnames: ['other'] }, 'one that a program wrote as well')
  t.throws(() => again({ xdp: { attached: 'drv', progId: 7 } }), { message: /\{ \.\.\.link, xdp: undefined \}/ })
  t.match(again({ xdp: undefined }), { index: 31 })
  t.match(again({ link: 7, linkNetnsid: 3 }), { link: 7, linkNetnsid: 3 }, 'the link below is in another namespace')
  t.notOk('linkNetnsid' in again({ kind: 'veth', link: 7, linkNetnsid: 3 }))
  const port = { slaveKind: 'bridge', slaveData: { state: 'forwarding', cost: 513 } }
  t.strictSame(again(port).slaveData, { state: undefined, cost: 513 }, 'its bridge finds it out')
  t.strictSame(again({ slaveKind: 'bridge' }).slaveData, undefined)
  const bond = { kind: 'bond', data: { mode: 'active-backup', activeSlave: 7 } }
  t.strictSame(again(bond).data, { mode: 'active-backup', activeSlave: undefined }, 'it has no ports')
  t.equal(again({ kind: 'bond' }).data, undefined)
  const own = '02:00:00:00:07:09'
  t.equal(again({ slaveKind: 'bond', slaveData: { permHwaddr: own }, address: '02:00:00:00:00:01' }).address, own)
  t.equal(again({ slaveKind: 'bond', address: own }).address, own)
  const other = { ...LINK, index: 32, name: 'l32', link: 31, kind: 'veth', altnames: ['other'] }
  t.match(again({ kind: 'veth', peer: other }).peer, {
    ...{ index: 32, name: 'l32', altnames: ['other'], arp: false, kind: undefined, link: undefined },
  })
  t.strictSame(again({ kind: 'veth', peer: { name: 'b' } }).peer, { name: 'b' })
  t.throws(() => again({ kind: 'veth', peer: { ...other, xdp: { progId: 7 } } }), {
    name: 'EncodeError',
    path: 'peer.xdp',
  })
  for (const [path, more] of [
    ['xdp', { xdp: { attached: 'drv', progId: 7 } }],
    ['kind', { kind: 'tun' }],
  ] as const)
    t.throws(() => again(more), { name: 'EncodeError', path })
})

t.test('a bond that was read is created with its mode, then its options are set', async (t) => {
  const timers = {
    miimon: 100,
    updelay: 200,
    downdelay: 300,
    useCarrier: true,
    resendIgmp: 2,
    minLinks: 3,
    lpInterval: 4,
  }
  const data = { mode: 'active-backup', ...timers } as const
  const { first, own, peer } = inTwo({ kind: 'bond', name: 'bond7', alias: 'a b', data })
  t.match(first, { kind: 'bond', name: 'bond7', alias: undefined, data: { mode: 'active-backup' } })
  t.strictSame(own, { alias: 'a b', kind: 'bond', data })
  t.equal(peer, undefined)
  const { lpInterval: _, ...some } = data
  t.strictSame(inTwo({ kind: 'bond', data: some }).first.data, some, 'one that a program wrote is made in one')
  t.equal(inTwo({ kind: 'bond' }).own, undefined)
})

t.test('a link is read first if its options may have been read', async (t) => {
  t.ok(mustReadFirst(undefined, linkTable, { id: 5 }), 'of which kind it is')
  t.ok(mustReadFirst('vlan', linkTable, { id: 5 }), 'a kind that reports nothing which no request can set')
  t.notOk(mustReadFirst('bridge', linkTable, { ageingTime: 5 }))
  t.ok(mustReadFirst('bridge', linkTable, { ageingTime: 5, rootPort: 3 }))
  t.notOk(mustReadFirst('valueOf', linkTable, { ageingTime: 5 }), 'no table')
  t.notOk(mustReadFirst('vlan', linkTable, new Uint8Array([3])), 'bytes')
  t.notOk(mustReadFirst('bond', portTable, { queueId: 3 }))
})

t.test('a change of a link that was read sends the options that differ', async (t) => {
  const conf = Object.fromEntries(inetConf.names.map((name, place) => [name, place + 3]))
  const data = { id: 5, flags: { flags: ['reorder_hdr'], mask: 0xffffffff } }
  const links = [
    ...LINKS,
    link(11, 'v5', {
      mtu: 1400,
      link: 3,
      linkinfo: { kind: 'vlan', data, slaveKind: 'vrf', slaveData: { table: 77 } },
    }),
    link(12, 'plain', { mtu: 1400, afSpec: { inet: { conf } } }),
    link(13, 'port', { linkinfo: { slaveKind: 'bridge', slaveData: { cost: 5, priority: 32 } } }),
  ]
  const network = new Changing({ dumps: { RTM_GETLINK: links } } as never)
  const rtnl = await network.open()
  const changed = async (dev: string | number, settings: object): Promise<unknown> => {
    network.asked()
    await rtnl.links.change(dev, settings)
    return network.asked().at(-1)
  }
  const SET = 'RTM_NEWLINK request'
  const v5 = await rtnl.links.get('v5')
  t.strictSame(await changed(11, v5), [SET, { header: { index: 11 } }], 'nothing')
  t.strictSame(await changed(11, { ...v5, mtu: 1300 }), [SET, { header: { index: 11 }, mtu: 1300 }])
  t.match(await changed(11, { ...v5, data: { ...data, ingressQos: [{ from: 3, to: 5 }] } }), [
    SET,
    { header: { index: 11 }, linkinfo: { kind: 'vlan', data: { ingressQos: [{ from: 3, to: 5 }] } } },
  ])
  const others: readonly [string, number, object][] = [
    ['link', 11, { ...v5, link: 7 }],
    ['numTxQueues', 11, { ...v5, numTxQueues: 2 }],
    ['data.id', 11, { ...v5, data: { ...data, id: 6 } }],
    ['data.id', 11, { data: { id: 6 } }],
    ['kind', 12, { data: { id: 6 } }],
    ['slaveKind', 12, { slaveData: { cost: 6 } }],
  ]
  for (const [path, dev, settings] of others)
    await t.rejects(changed(dev, settings), { name: 'EncodeError', path }, JSON.stringify(settings))
  t.strictSame(
    await changed(13, { slaveData: { cost: 7 } }),
    [SET, { header: { index: 13 }, linkinfo: { slaveKind: 'bridge', slaveData: { cost: 7 } } }],
    'the kind is looked up',
  )
  t.strictSame(
    await changed(13, { slaveKind: 'bond', slaveData: { queueId: 7 } }),
    [SET, { header: { index: 13 }, linkinfo: { slaveKind: 'bond', slaveData: { queueId: 7 } } }],
    'a port of another kind',
  )
  t.strictSame(
    await changed(13, { slaveKind: 'vrf', slaveData: { table: 77 } }),
    [SET, { header: { index: 13 } }],
    'of a port of a vrf nothing can be set',
  )
  const plain = await rtnl.links.get(12)
  t.strictSame(plain.afSpec?.inet?.conf, conf)
  t.strictSame(await changed(12, { inet: conf }), [SET, { header: { index: 12 } }], 'IPv4 stays')
  t.strictSame(await changed(12, { ...plain }), [SET, { header: { index: 12 } }])
  t.strictSame(await changed(12, { ...plain, mtu: 1300, inet: undefined }), [SET, { header: { index: 12 }, mtu: 1300 }])
})

t.test('a bond that was read is created in two requests', async (t) => {
  const timers = {
    miimon: 100,
    updelay: 200,
    downdelay: 300,
    useCarrier: true,
    resendIgmp: 2,
    minLinks: 3,
    lpInterval: 4,
  }
  const data = { mode: 'active-backup', ...timers } as const
  const bond = link(21, 'bond7', { linkinfo: { kind: 'bond', data: { ...data, miimon: 7 } } })
  const network = new Changing({ dumps: { RTM_GETLINK: [bond] } } as never, (_, { linkinfo }) =>
    (linkinfo as { data?: { miimon?: number } } | undefined)?.data?.miimon === undefined ? [bond as never] : 0,
  )
  const rtnl = await network.open()
  await rtnl.links.add({ kind: 'bond', name: 'bond7', data })
  const changes = network.asked().filter(([name]) => name.startsWith('RTM_NEWLINK'))
  t.match(changes, [
    ['RTM_NEWLINK request echo excl create', { linkinfo: { kind: 'bond', data: { mode: 'active-backup' } } }],
    ['RTM_NEWLINK request', { header: { index: 21 }, linkinfo: { kind: 'bond', data: { miimon: 100 } } }],
  ])
  const bad = rtnl.links.add({ kind: 'bond', data: { ...data, miimon: -1 } })
  await t.rejects(bad, { name: 'EncodeError', path: 'data.miimon' })
  t.strictSame(network.asked(), [], 'the second request is looked at before the first is sent')
})

t.test('the lifetime of a route, and the nexthops of its nexthop object', (t) => {
  const read = { ...listed(3, 'eth0'), expires: undefined }
  const expiring = (expires: number): unknown =>
    finishRoute({ ...read, cacheinfo: { expires } } as never, new Map()).expires
  t.equal(expiring(0), undefined, 'none')
  t.equal(expiring(7), 1, 'it has just run out')
  t.equal(expiring(701), 8)
  t.equal(expiring(-70), 1, 'it ran out a while ago')
  t.equal(asWritten({ ...read, expires: 9, cacheinfo: { expires: 701 } } as never, 'inet6').expires, 9)
  t.equal(asWritten(read, 'inet6').expires, undefined)
  t.equal(asWritten({ ...read, expires: 9 }, 'inet').expires, undefined, 'IPv4 has none')
  const object = { ...read, nhId: 7, gateway: 'fe80::1', flags: ['onlink'], type: 'blackhole' } as never
  t.match(asWritten(object, 'inet6'), { nhId: 7, gateway: undefined, oif: undefined, flags: [], type: 'unicast' })
  t.match(asWritten({ ...read, nhId: 7 }, 'inet6'), { nhId: 7, oif: undefined, type: 'unicast' })
  t.match(asWritten({ ...read, nhId: 0, gateway: 'fe80::1' } as never, 'inet6'), { gateway: 'fe80::1', oif: 3 })
  t.throws(() => asWritten({ dst: '10.0.0.0/8', mfcStats: {} } as never, 'ipmr'), {
    name: 'EncodeError',
    path: 'mfcStats',
  })
  t.end()
})

t.test('a replacement of a route by itself that the kernel refuses with EEXIST', async (t) => {
  const wire = {
    header: { family: 'inet', dstLen: 8, table: 'main', protocol: 'static', scope: 'link', type: 'unicast' },
    ...{ dst: '10.0.0.0', table: 'main', oif: 3, priority: 77 },
  }
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS, RTM_GETROUTE: [wire] } } as never, () => 17)
  const rtnl = await network.open()
  const [route] = await rtnl.routes.list({ family: 'inet' })
  t.match(route, { dst: '10.0.0.0/8', metric: 77, dev: 'eth0' })
  t.equal(await rtnl.routes.replace(route as NewRoute), undefined, 'it is there')
  t.strictSame(await rtnl.routes.replace(route as NewRoute, { echo: true }), route)
  const written = { dst: '10.0.0.0/8', dev: 'eth0' }
  await t.rejects(rtnl.routes.replace(written), { name: 'KernelError', errno: 17 }, 'one that a program wrote')
  const objects = [
    { ...wire, nhId: 9 },
    { ...wire, oif: undefined, multipath: [{ header: { hops: 6, ifindex: 7 }, gateway: '10.0.0.1' }] },
  ]
  const other = new Changing({ dumps: { RTM_GETLINK: LINKS, RTM_GETROUTE: objects } } as never)
  const flushing = await other.open()
  t.equal(await flushing.routes.flush({ table: 'main', family: 'inet' }), 2)
  t.match(
    other.asked().filter(([name]) => name.startsWith('RTM_DEL')),
    [
      ['RTM_DELROUTE request', { dst: '10.0.0.0', nhId: 9, priority: 77 }],
      ['RTM_DELROUTE request', { multipath: [{ header: { hops: 6, ifindex: 7 }, gateway: '10.0.0.1' }] }],
    ],
    'all that was read tells them',
  )
})

t.test('neighbours that were read', async (t) => {
  const links = [link(3, 'eth0'), link(7, 'br0', { linkinfo: { kind: 'bridge' } })]
  const network = new Changing({ dumps: { RTM_GETLINK: links } } as never)
  const rtnl = await network.open()
  const entry = { family: 'bridge', index: 3, state: ['permanent'], flags: ['self'], type: 'unspec' }
  const replaced = async (more: object): Promise<unknown> => {
    network.asked()
    await rtnl.neighbours.replace({ ...entry, ...more } as never)
    return network.asked().at(-1)
  }
  const APPEND = 'RTM_NEWNEIGH request create append'
  const REPLACE = 'RTM_NEWNEIGH request replace create'
  t.match(await replaced({ lladdr: '00:00:00:00:00:00', dst: '192.0.2.1' }), [APPEND, { dst: '192.0.2.1' }])
  t.match(await replaced({ lladdr: '33:33:00:00:00:01', dst: '192.0.2.1' }), [APPEND, { dst: '192.0.2.1' }])
  t.match(await replaced({ lladdr: '02:00:00:00:00:07', dst: '192.0.2.1' }), [REPLACE, { dst: '192.0.2.1' }])
  const learnt = { lladdr: '02:00:00:00:00:07', master: 7, flags: [], state: ['stale'] }
  t.match(await replaced(learnt), [REPLACE, { header: { state: ['reachable'], flags: ['master'] }, master: 7 }])
  t.match(await replaced({ ...learnt, master: 3 }), [REPLACE, { header: { flags: ['self'] } }])
  t.match(await replaced({ ...learnt, type: undefined }), [REPLACE, { header: { state: ['stale'] } }], 'not read')
  t.match(await replaced({ ...learnt, state: undefined, type: undefined }), [
    REPLACE,
    { header: { state: ['permanent'] } },
  ])
  t.match(await replaced({ lladdr: '33:33:00:00:00:01' }), [APPEND, { header: { ifindex: 3 } }], 'of a link')
  await t.rejects(replaced({ lladdr: '33:33:00:00:00:01', index: 7 }), { name: 'EncodeError', path: 'lladdr' })
  await t.rejects(replaced({}), { name: 'EncodeError', path: 'lladdr' })
})

t.test('a rule that was read deletes only that rule', async (t) => {
  const rule = (more: object): object => ({
    header: { family: 'inet', action: 'lookup', table: 'main', flags: [] },
    ...{ priority: 77, table: 'main', ...more },
  })
  const network = new Changing({
    dumps: { RTM_GETRULE: [rule({ fwmark: 5, iifname: 'eth0' }), rule({ fwmark: 5 }), rule({ fwmark: 9 })] },
  } as never)
  const rtnl = await network.open()
  const [first, second, third] = await rtnl.rules.list({ family: 'inet' })
  const deleted = async (rule: unknown): Promise<unknown> => {
    network.asked()
    await rtnl.rules.delete(rule as never)
    return network.asked().at(-1)
  }
  t.match(await deleted(first), ['RTM_DELRULE request', { fwmark: 5, iifname: 'eth0' }])
  t.match(await deleted(third), ['RTM_DELRULE request', { fwmark: 9 }])
  await t.rejects(deleted(second), { name: 'EncodeError', path: 'rule', message: /`from all lookup main`/ })
  t.match(await deleted({ ...second, priority: 78 }), ['RTM_DELRULE request', { priority: 78 }], 'it is gone')
  const jumps = [
    { ...rule({ src: '10.0.0.0', goto: 99, fwmark: 5, dst: '10.1.0.0' }) },
    { ...rule({ goto: 99, fwmark: 5 }) },
  ].map((value, place) => ({
    ...value,
    header: {
      family: 'inet',
      action: 'goto',
      table: 'unspec',
      flags: ['invert'],
      ...(place === 0 ? { srcLen: 8, dstLen: 16 } : {}),
    },
  }))
  const jumping = await new Changing({ dumps: { RTM_GETRULE: jumps } } as never).open()
  const [, plain] = await jumping.rules.list({ family: 'inet' })
  await t.rejects(jumping.rules.delete(plain as never), {
    path: 'rule',
    message: /`not from 10\.0\.0\.0\/8 to 10\.1\.0\.0\/16 goto 99`/,
  })
})

t.test('the rule that would be deleted is described by its selectors', async (t) => {
  const header = { family: 'inet', table: 'unspec', flags: [] }
  const rules = [
    { header: { ...header, action: 'blackhole' }, priority: 77, fwmark: 5, iifname: 'eth0' },
    { header: { ...header, action: 'blackhole' }, priority: 77, fwmark: 5 },
  ]
  const rtnl = await new Changing({ dumps: { RTM_GETRULE: rules } } as never).open()
  const [, second] = await rtnl.rules.list({ family: 'inet' })
  await t.rejects(rtnl.rules.delete(second as never), { path: 'rule', message: /`from all blackhole`/ })
})

t.test('which link is used', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  const address = '10.0.0.7/24'
  await rtnl.addresses.add({ address, index: 3 })
  t.match(network.asked().at(-1), ['RTM_NEWADDR request excl create', { header: { index: 3 } }])
  await rtnl.addresses.add({ address, index: 3, dev: 7 })
  t.match(network.asked().at(-1), ['RTM_NEWADDR request excl create', { header: { index: 7 } }], 'another')
  await t.rejects(rtnl.addresses.add({ address } as never), { name: 'EncodeError', path: 'dev' })
  for (const dev of ['eth\ud800', '', 'a/b', null, {}])
    await t.rejects(rtnl.links.get(dev as never), { name: 'EncodeError', path: 'dev' }, JSON.stringify(dev))
  t.strictSame(network.asked(), [], 'nothing was sent')
})
