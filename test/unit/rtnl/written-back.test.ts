/** What was read and is written again, where it takes more than a kernel of one version to show. */
import t from 'tap'
import { inTwo } from '../../../src/rtnl/late-settings.ts'
import type { NewLink } from '../../../src/rtnl/link-changes.ts'
import { changedOptions, linkTable, optionsOfNew } from '../../../src/rtnl/link-options.ts'
import { asNew } from '../../../src/rtnl/listed-links.ts'
import type { NewRoute } from '../../../src/rtnl/route-changes.ts'
import { Changing } from './changing.ts'

const listed = (oif: number, dev: string): NewRoute =>
  ({
    ...{ family: 'inet6', tos: 0, table: 'main', protocol: 'kernel', scope: 'global', type: 'unicast', flags: [] },
    ...{ dst: 'fe80::/64', metric: 256, oif, dev },
  }) as never

const wire = (oif: number): object => ({
  header: { family: 'inet6', dstLen: 64, table: 'main', protocol: 'kernel', type: 'unicast' },
  ...{ dst: 'fe80::', table: 'main', oif, priority: 256 },
})
const link = (index: number, ifname: string): object => ({ header: { index }, ifname })

t.test('of several routes by links alone the kernel replaces the first', async (t) => {
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
  t.match(await changes(listed(9, 'v9')), ['RTM_NEWROUTE request create append'], 'another stands beside them')
  await t.rejects(rtnl.routes.replace({ ...listed(7, 'br0'), prefsrc: '2001:db8::1' }), {
    name: 'EncodeError',
    path: 'dev',
  })
})

t.test('an IPv6 route without a metric can not be asked for', async (t) => {
  const rtnl = await new Changing({ dumps: { RTM_GETLINK: [], RTM_GETROUTE: [] } } as never).open()
  await t.rejects(rtnl.routes.replace({ ...listed(3, 'eth0'), metric: 0 }), { name: 'EncodeError', path: 'metric' })
})

t.test('options of a new link are asked for as requests say them', async (t) => {
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
  made('geneve', { id: 5, ttl: 64, ttlInherit: 0 }, { id: 5, ttl: 64 }, 'a TTL of its own')
  made('geneve', { ttl: 64 }, { ttl: 64 }, 'nothing is inherited by default')
  made('geneve', { ttl: 64, ttlInherit: 1 }, { ttl: 64, ttlInherit: 1 }, 'both are said')
  made('geneve', { ttlInherit: 0 }, { ttlInherit: 0 }, 'no TTL')
  made('bridge', { vlanFiltering: 0, ageingTime: 5 }, { ageingTime: 5 }, 'without VLANs')
  made('bridge', { vlanFiltering: 1 }, { vlanFiltering: 1 }, 'with VLANs')
  const multiBoolopt = { optval: ['no_ll_learn'], optmask: ['no_ll_learn', 'mcast_vlan_snooping'] }
  made('bridge', { multiBoolopt }, { multiBoolopt: { ...multiBoolopt, optmask: ['no_ll_learn'] } }, 'what is on')
  made('bridge', { multiBoolopt: { optval: 3, optmask: 3 } }, { multiBoolopt: { optval: 3, optmask: 3 } }, 'no lists')
  made('bridge', { multiBoolopt: { optval: [], optmask: 3 } }, { multiBoolopt: { optval: [], optmask: 3 } }, 'no mask')
  made('gtp', { role: 'sgsn' }, { role: 'sgsn', createSockets: 1 }, 'sockets are made')
  made('gtp', { fd1: 7 }, { fd1: 7 }, 'sockets are given')
  const endStation = { sci: '0x5254001234560203', es: 1, encrypt: 1 }
  made('macsec', endStation, { es: 1, encrypt: 1, port: 0x203 }, 'the channel of an end station')
  for (const other of [{ es: 0 }, { es: undefined }, { port: 7 }, { sci: 7 }])
    made('macsec', { ...endStation, ...other }, { ...endStation, ...other }, `as it is with ${JSON.stringify(other)}`)
  made('ip6gretap', { remote: '::', ttl: 64 }, { ttl: 64 }, 'no other end')
  made('ip6erspan', { remote: '2001:db8::2' }, { remote: '2001:db8::2' }, 'another end')
  const macaddrData = ['02:00:00:00:00:01']
  made('macvlan', { macaddrData }, { macaddrMode: 'set', macaddrData }, 'a list alone')
  made('macvtap', { macaddrMode: 'add', macaddrData }, { macaddrMode: 'add', macaddrData }, 'a list and what to do')
  made('macvlan', { mode: 'bridge' }, { mode: 'bridge' }, 'no list')
  made('vxlan', { id: 5, remcsumRx: 0 }, { id: 5 }, 'off')
  made('vxlan', { id: 5, remcsumRx: 1 }, { id: 5, remcsumRx: 1 }, 'on')
  made('vxlan', { id: 5 }, { id: 5 }, 'not told')
  const bytes = new Uint8Array([3, 5])
  t.equal(optionsOfNew('vlan', bytes), bytes, 'bytes stay')
  t.equal(optionsOfNew('valueOf', read), read, 'a kind of no table')
})

t.test('a change of options asks for what differs', async (t) => {
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
    message: /expected 5, which stays as it was made, got 6/,
  })
  t.throws(() => change('vlan', vlan, { protocol: '802.1ad' }), { name: 'EncodeError', path: 'data.protocol' })
  const switches = { optval: ['no_ll_learn'], optmask: ['no_ll_learn', 'mcast_vlan_snooping'] }
  const bridge = { ageingTime: 5, vlanFiltering: 1, multiBoolopt: switches }
  t.strictSame(
    change('bridge', bridge, { ...bridge, vlanFiltering: 0, multiBoolopt: { ...switches, optval: [] } }),
    { vlanFiltering: 0, multiBoolopt: { optval: [], optmask: ['no_ll_learn'] } },
    'one that exists is told to go without VLANs',
  )
  const own = { multiBoolopt: { optval: [], optmask: ['mcast_vlan_snooping'] } }
  t.strictSame(change('bridge', bridge, own), own, 'a mask that was not read is asked for as it is')
  const unknown = [{ type: 77, payload: new Uint8Array([3]) }]
  t.strictSame(change('bridge', { ageingTime: 5, unknown }, { ageingTime: 7, unknown }), { ageingTime: 7 })
  t.strictSame(change('gtp', { role: 'sgsn' }, { role: 'ggsn' }), { role: 'ggsn' }, 'sockets are those of a new one')
  t.strictSame(change('macsec', { es: 0 }, { es: 1, sci: '0x203' }), { es: 1, sci: '0x203' })
})

/** A link as it is read. */
const LINK = { type: 'ether', index: 31, flags: ['up', 'noarp'], name: 'l31', mtu: 1400, qdisc: 'noqueue' }

t.test('a link that was read is made again', async (t) => {
  const again = (more: object): NewLink => asNew({ ...LINK, kind: 'dummy', ...more } as never)
  t.match(again({ protoDown: 0 }), {
    ...{ index: 31, name: 'l31', kind: 'dummy', mtu: 1400, up: true, arp: false, multicast: false, trailers: true },
    protoDown: undefined,
  })
  t.notOk('qdisc' in again({}), 'what the kernel alone sets is left out')
  t.equal(again({ protoDown: 1 }).protoDown, 1)
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
  for (const [path, more] of [
    ['altnames', { altnames: ['other'] }],
    ['xdp', { xdp: { attached: 'drv', progId: 7 } }],
    ['kind', { kind: 'tun' }],
  ] as const)
    t.throws(() => again(more), { name: 'EncodeError', path })
})

t.test('a bond that was read is made with its mode, and then has its options set', async (t) => {
  const timers = { miimon: 100, updelay: 200, downdelay: 300, useCarrier: 1, resendIgmp: 2, minLinks: 3, lpInterval: 4 }
  const data = { mode: 'active-backup', ...timers }
  const { first, own, peer } = inTwo({ kind: 'bond', name: 'bond7', alias: 'a b', data })
  t.match(first, { kind: 'bond', name: 'bond7', alias: undefined, data: { mode: 'active-backup' } })
  t.strictSame(own, { alias: 'a b', kind: 'bond', data })
  t.equal(peer, undefined)
  const { lpInterval: _, ...some } = data
  t.strictSame(inTwo({ kind: 'bond', data: some }).first.data, some, 'one that a program wrote is made in one')
  t.equal(inTwo({ kind: 'bond' }).own, undefined)
})
