/** Links: the requests of every verb, and what is refused before anything is sent. */
import t from 'tap'
import { attr, attributes, message, u32 } from '../../../src/netlink/codec/builders.ts'
import { decode } from '../../../src/netlink/codec/decode/decode.ts'
import type { Typed } from '../../../src/netlink/codec/node.ts'
import type { BatchError } from '../../../src/netlink/protocol/errors.ts'
import type { NewLink } from '../../../src/rtnl/link/input.ts'
import { ifinfomsg } from '../../../src/rtnl/link/tables/ifinfo.ts'
import type { Refusal } from './changing.ts'
import { Changing, LINKS, lookup, refused } from './changing.ts'
import type { Value } from './network.ts'
import { ENODEV, link } from './network.ts'

const EEXIST = 17
const EPERM = 1
const world = { dumps: { RTM_GETLINK: LINKS } }
const ADD = 'RTM_NEWLINK request excl create'
const ECHO = 'RTM_NEWLINK request echo excl create'
const SET = 'RTM_NEWLINK request'

t.test('links are created', async (t) => {
  const network = new Changing(world)
  const rtnl = await network.open()
  t.equal(await rtnl.links.add({ kind: 'dummy' }), undefined)
  t.strictSame(network.asked(), [[ADD, { linkinfo: { kind: 'dummy' } }]])
  await rtnl.links.add({
    kind: 'vlan',
    name: 'v5',
    index: 50,
    link: 'eth0',
    data: { id: 5 },
    numTxQueues: 2,
    master: 7,
  })
  t.strictSame(network.asked(), [
    lookup('eth0'),
    [
      ADD,
      {
        header: { index: 50 },
        ifname: 'v5',
        linkinfo: { kind: 'vlan', data: { id: 5 } },
        numTxQueues: 2,
        master: 7,
        link: 3,
      },
    ],
  ])
})

t.test('the lower link is where the kind reads it', async (t) => {
  const network = new Changing(world)
  const rtnl = await network.open()
  const added = async (link: object): Promise<unknown> => {
    await rtnl.links.add({ kind: 'vxlan', link: 3, ...link })
    return network.asked()
  }
  t.strictSame(await added({ data: { id: 5 } }), [[ADD, { linkinfo: { kind: 'vxlan', data: { id: 5, link: 3 } } }]])
  t.strictSame(await added({ kind: 'gre' }), [[ADD, { linkinfo: { kind: 'gre', data: { link: 3 } } }]])
  t.strictSame(await added({ data: { link: 7 } }), [[ADD, { linkinfo: { kind: 'vxlan', data: { link: 7 } } }]])
  t.strictSame(await added({ kind: 'macvlan' }), [[ADD, { linkinfo: { kind: 'macvlan' }, link: 3 }]])
  t.strictSame(await added({ kind: 'valueOf' }), [[ADD, { linkinfo: { kind: 'valueOf' }, link: 3 }]])
})

t.test('settings', async (t) => {
  const network = new Changing(world)
  const rtnl = await network.open()
  const sent = async (settings: object): Promise<unknown> => {
    await rtnl.links.change(3, settings)
    return network.asked()
  }
  const eth0 = (header: Value, attributes: Value = {}): unknown => [
    [SET, { header: { index: 3, ...header }, ...attributes }],
  ]
  t.strictSame(await sent({}), eth0({}))
  t.strictSame(await sent({ up: true }), eth0({ flags: ['up'], change: ['up'] }))
  t.strictSame(await sent({ up: false }), eth0({ change: ['up'] }))
  t.strictSame(await sent({ arp: true, trailers: true }), eth0({ change: ['notrailers', 'noarp'] }))
  t.strictSame(
    await sent({ arp: false, trailers: false, multicast: true, allmulticast: true, promisc: true, dynamic: true }),
    eth0({
      flags: ['notrailers', 'noarp', 'promisc', 'allmulti', 'multicast', 'dynamic'],
      change: ['notrailers', 'noarp', 'promisc', 'allmulti', 'multicast', 'dynamic'],
    }),
  )
  t.strictSame(
    await sent({ name: 'lan0', mtu: 1400, address: '02:00:00:00:00:01', alias: 'a b', txqlen: 10, group: 4 }),
    eth0({}, { ifname: 'lan0', mtu: 1400, address: '02:00:00:00:00:01', ifalias: 'a b', txqlen: 10, group: 4 }),
  )
  t.strictSame(
    await sent({ carrier: true, protoDown: false, linkmode: 'dormant', operstate: 'up' }),
    eth0({}, { carrier: true, protoDown: false, linkmode: 'dormant', operstate: 'up' }),
  )
  t.strictSame(await sent({ master: null }), eth0({}, { master: 0 }))
  t.strictSame(await sent({ netns: { fd: 9 } }), eth0({}, { netNsFd: 9 }))
  t.strictSame(await sent({ netns: { pid: 77, more: 1 } }), eth0({}, { netNsPid: 77 }))
  t.strictSame(
    await sent({ addrGenMode: 'none', token: '::7' }),
    eth0({}, { afSpec: { inet6: { addrGenMode: 'none', token: '::7' } } }),
  )
  t.strictSame(await sent({ token: '::7' }), eth0({}, { afSpec: { inet6: { token: '::7' } } }))
  await rtnl.links.change('eth0', { master: 'br0', slaveKind: 'bridge', slaveData: { cost: 5 } })
  t.strictSame(network.asked(), [
    lookup('eth0'),
    lookup('br0'),
    [SET, { header: { index: 3 }, master: 7, linkinfo: { slaveKind: 'bridge', slaveData: { cost: 5 } } }],
  ])
})

t.test('a change of a tunnel also sends the options that do not change', async (t) => {
  const data = { local: '192.0.2.1', remote: '192.0.2.2', ttl: 65 }
  const links = [...LINKS, link(9, 'gre1', { linkinfo: { kind: 'gre', data } })]
  const network = new Changing({ dumps: { RTM_GETLINK: links } })
  const rtnl = await network.open()
  const question = (index: number): unknown => ['RTM_GETLINK', { header: { index } }]
  await rtnl.links.change('gre1', { kind: 'gre', data: { ttl: 66, tos: 1 }, mtu: 1400 })
  const told = { header: { index: 9 }, linkinfo: { kind: 'gre', data: { ...data, ttl: 66, tos: 1 } }, mtu: 1400 }
  t.strictSame(network.asked(), [lookup('gre1'), question(9), [SET, told]])
  await rtnl.batchAll((batch) => batch.links.change(9, { kind: 'gre', data: { remote: '192.0.2.3' } }))
  const moved = { header: { index: 9 }, linkinfo: { kind: 'gre', data: { ...data, remote: '192.0.2.3' } } }
  t.strictSame(network.asked(), [question(9), [SET, moved]])
  await rtnl.links.change(9, { kind: 'ipip', data: { ttl: 66 } })
  t.strictSame(
    network.asked(),
    [question(9), [SET, { header: { index: 9 }, linkinfo: { kind: 'ipip', data: { ttl: 66 } } }]],
    'of another kind: nothing is sent for it',
  )
  await rtnl.links.change(9, { kind: 'gre', mtu: 1400 })
  await rtnl.links.change(7, { kind: 'bridge', data: { ageingTime: 5 } })
  t.strictSame(network.asked(), [
    [SET, { header: { index: 9 }, linkinfo: { kind: 'gre' }, mtu: 1400 }],
    [SET, { header: { index: 7 }, linkinfo: { kind: 'bridge', data: { ageingTime: 5 } } }],
  ])
})

t.test('settings of IPv4 are a nest, although replies have a vector', async (t) => {
  const tunnel = link(9, 'gre1', { linkinfo: { kind: 'gre', data: { local: '192.0.2.1' } } })
  const network = new Changing({ dumps: { RTM_GETLINK: [...LINKS, tunnel] } })
  const rtnl = await network.open()
  await rtnl.links.change(3, { inet: { forwarding: 1, rpFilter: 2 } })
  const conf = attributes('IPV4_DEVCONF_', { forwarding: attr(1, u32), rpFilter: attr(8, u32) })
  const afSpec = attributes('AF_', {
    inet: attr(2, attributes('IFLA_INET_', { conf: attr(1, conf) })),
    inet6: attr(10, attributes('IFLA_INET6_', { addrGenMode: attr(8, u32, {}) })),
  })
  const node = message(ifinfomsg, attributes('IFLA_', { afSpec: attr(26, afSpec) }))
  const sent = (): unknown => {
    const { payload } = network.kernel.requests.at(-1) as { payload: Uint8Array }
    return decode(node as Typed<unknown>, payload, { order: network.order })
  }
  t.match(sent(), { header: { index: 3 }, afSpec: { inet: { conf: { forwarding: 1, rpFilter: 2 } } } })
  await rtnl.links.change(9, { kind: 'gre', data: { ttl: 66 }, inet: { rpFilter: 2 } })
  t.match(
    sent(),
    { header: { index: 9 }, afSpec: { inet: { conf: { rpFilter: 2 } } } },
    'beside options that are read first',
  )
})

t.test('pairs', async (t) => {
  const network = new Changing(world)
  const rtnl = await network.open()
  await rtnl.links.add({
    kind: 'veth',
    name: 'a',
    peer: { name: 'b', netns: { fd: 5 }, mtu: 1400, numTxQueues: 3, up: false },
  })
  t.match(network.asked(), [
    [
      ADD,
      {
        ifname: 'a',
        linkinfo: {
          kind: 'veth',
          data: { peer: { header: { flags: [], change: ['up'] }, ifname: 'b', netNsFd: 5, mtu: 1400, numTxQueues: 3 } },
        },
      },
    ],
  ])
  await rtnl.links.add({ kind: 'netkit', data: { mode: 'l3' }, peer: { group: 513, index: 9 } })
  t.match(network.asked(), [
    [ADD, { linkinfo: { kind: 'netkit', data: { mode: 'l3', peerInfo: { header: { index: 9 }, group: 513 } } } }],
  ])
})

t.test('a peer is set up after the pair exists', async (t) => {
  const links = [...LINKS, link(11, 'a', { link: 12, mtu: 1500 })]
  const network = new Changing({ dumps: { RTM_GETLINK: links } }, (_, { linkinfo }) =>
    linkinfo === undefined ? 0 : [link(11, 'a', { link: 12 })],
  )
  const rtnl = await network.open()
  const pair: NewLink = { kind: 'veth', name: 'a', up: true, peer: { name: 'b', up: true } }
  t.equal(await rtnl.links.add(pair), undefined)
  const [made, raised] = network.asked()
  t.match(made, [ECHO, { header: { flags: ['up'] }, ifname: 'a', linkinfo: { data: { peer: { ifname: 'b' } } } }])
  t.notMatch(made, [ECHO, { linkinfo: { data: { peer: { header: { change: ['up'] } } } } }])
  t.strictSame(raised, [SET, { header: { index: 12, flags: ['up'], change: ['up'] } }])
  t.match(await rtnl.links.add(pair, { echo: true }), { index: 11, mtu: 1500 }, 'read once more')
  t.strictSame(
    network.asked().map(([name]) => name),
    [ECHO, SET, 'RTM_GETLINK'],
  )
})

t.test('a peer becomes a port and gets its options and names after the pair exists', async (t) => {
  const links = [...LINKS, link(11, 'a', { link: 12 }), link(12, 'b', { link: 11 })]
  const network = new Changing({ dumps: { RTM_GETLINK: links } }, (_, { linkinfo }) =>
    (linkinfo as { kind?: string } | undefined)?.kind === 'veth' ? [link(11, 'a', { link: 12 })] : 0,
  )
  const rtnl = await network.open()
  const slaveData = { cost: 513 }
  await rtnl.links.add({
    ...{ kind: 'veth', name: 'a', altnames: ['first-of-two'] },
    peer: { name: 'b', master: 'br0', slaveKind: 'bridge', slaveData, altnames: ['second', 'of-two'] },
  })
  const [made, ...later] = network.asked()
  t.match(made, [ECHO, { ifname: 'a', linkinfo: { data: { peer: { ifname: 'b' } } } }])
  t.notMatch(made, [ECHO, { linkinfo: { data: { peer: { master: 7 } } } }])
  t.match(later, [
    ['RTM_NEWLINKPROP', { header: { index: 11 }, propList: ['first-of-two'] }],
    lookup('br0'),
    [SET, { header: { index: 12 }, master: 7 }],
    [SET, { header: { index: 12 }, linkinfo: { slaveKind: 'bridge', slaveData } }],
    ['RTM_NEWLINKPROP', { header: { index: 12 }, propList: ['second', 'of-two'] }],
  ])
  t.equal(later.length, 5)
})

t.test('if a peer cannot be set up, the pair is deleted', async (t) => {
  for (const [echoed, fault] of [
    [link(11, 'a', { link: 12 }), { code: 'EPERM' }],
    [link(11, 'a'), { code: 'ERR_NO_ANSWER', message: /the index of its peer/ }],
  ] as const) {
    const network = new Changing(world, (name, { linkinfo }) =>
      linkinfo !== undefined ? [echoed] : name === 'RTM_DELLINK' ? 0 : EPERM,
    )
    const rtnl = await network.open()
    await t.rejects(rtnl.links.add({ kind: 'veth', name: 'a', peer: { up: true } }), fault)
    t.strictSame(network.asked().at(-1), ['RTM_DELLINK request', { header: { index: 11 } }])
  }
})

t.test('`echo`', async (t) => {
  const silent = new Changing(world)
  const rtnl = await silent.open()
  t.match(await rtnl.links.add({ kind: 'dummy', name: 'eth0' }, { echo: true }), { index: 3, name: 'eth0' })
  t.strictSame(silent.asked(), [
    [ECHO, { ifname: 'eth0', linkinfo: { kind: 'dummy' } }],
    ['RTM_GETLINK', { ifname: 'eth0' }],
  ])
  await t.rejects(rtnl.links.add({ kind: 'dummy' }, { echo: true }), {
    code: 'ERR_NO_ANSWER',
    message: 'dummy: created, but no longer found',
  })
  const telling = new Changing(world, () => [link(20, 'dummy0')])
  const told = await telling.open()
  t.match(await told.links.add({ kind: 'dummy' }, { echo: true }), { index: 20, name: 'dummy0' })
  t.equal(telling.asked().length, 1)
  const full = await new Changing(world, () => EEXIST).open()
  await t.rejects(full.links.add({ kind: 'dummy', name: 'eth0' }), { code: 'EEXIST', message: /eth0/ })
  await t.rejects(full.links.add({ kind: 'dummy' }, { echo: true }), { code: 'EEXIST', message: /dummy/ })
  await t.rejects(full.links.change('wlan0', {}), { code: 'ENODEV', message: /wlan0/ })
})

t.test('ports, alternative names', async (t) => {
  const network = new Changing(world)
  const rtnl = await network.open()
  await rtnl.links.changePort('eth0', { cost: 5, guard: true })
  t.strictSame(network.asked(), [
    lookup('eth0'),
    ['RTM_SETLINK request', { header: { family: 'bridge', index: 3 }, protinfo: { cost: 5, guard: true } }],
  ])
  await rtnl.links.addAltname('eth0', 'uplink', 'a-name-that-is-rather-long')
  await rtnl.links.deleteAltname(3, 'uplink')
  t.strictSame(network.asked(), [
    lookup('eth0'),
    [
      'RTM_NEWLINKPROP request excl create append',
      { header: { index: 3 }, propList: ['uplink', 'a-name-that-is-rather-long'] },
    ],
    ['RTM_DELLINKPROP request', { header: { index: 3 }, propList: ['uplink'] }],
  ])
  await rtnl.batch((b) => b.links.changePort(3, { cost: 5 }, { self: true }))
  t.match(network.asked(), [['RTM_SETLINK request', { protinfo: { cost: 5 }, afSpec: { flags: ['self'] } }]])
})

t.test('links are deleted', async (t) => {
  const network = new Changing(world)
  const rtnl = await network.open()
  await rtnl.links.delete('eth0')
  await rtnl.links.delete(3)
  await rtnl.links.delete('a-name-that-is-rather-long')
  await rtnl.links.deleteGroup(5)
  t.strictSame(network.asked(), [
    ['RTM_DELLINK request', { ifname: 'eth0' }],
    ['RTM_DELLINK request', { header: { index: 3 } }],
    ['RTM_DELLINK request', { altIfname: 'a-name-that-is-rather-long' }],
    ['RTM_DELLINK request', { group: 5 }],
  ])
  const empty = await new Changing(world, () => ENODEV).open()
  await t.rejects(empty.links.delete('eth1'), { code: 'ENODEV', message: /eth1/ })
})

t.test('invalid input', (t) =>
  refused(t, [
    ['kind', (rtnl) => rtnl.links.add({ kind: '' })],
    ['kind', (rtnl) => rtnl.links.add({} as never)],
    ['knd', (rtnl) => rtnl.links.add({ kind: 'dummy', knd: 1 } as never)],
    ['up', (rtnl) => rtnl.links.add({ kind: 'dummy', up: 'yes' as never })],
    ['master', (rtnl) => rtnl.links.add({ kind: 'dummy', master: -1 })],
    ['link', (rtnl) => rtnl.links.add({ kind: 'vlan', link: 'no/name' })],
    ['data.id', (rtnl) => rtnl.links.add({ kind: 'vlan', data: { id: 'x' as never } })],
    ['peer', (rtnl) => rtnl.links.add({ kind: 'dummy', peer: {} })],
    ['peer.name', (rtnl) => rtnl.links.add({ kind: 'veth', peer: { name: 'a/b' } })],
    ['peer.mttu', (rtnl) => rtnl.links.add({ kind: 'veth', peer: { mttu: 1 } as never })],
    ['peer.mtu', (rtnl) => rtnl.links.add({ kind: 'veth', peer: { mtu: -1 } })],
    ['peer.up', (rtnl) => rtnl.links.add({ kind: 'veth', peer: { up: 'yes' as never } })],
    ['peer.index', (rtnl) => rtnl.links.add({ kind: 'vxcan', peer: { index: 2 ** 31 } })],
    ['peer.groMaxSize', (rtnl) => rtnl.links.add({ kind: 'netkit', peer: { groMaxSize: 0.5 } })],
    ['data.mode', (rtnl) => rtnl.links.add({ kind: 'netkit', data: { mode: 'l4' as never }, peer: { mtu: 1400 } })],
    [
      'data.peer.ifname',
      (rtnl) => rtnl.links.add({ kind: 'veth', data: { peer: { header: {}, ifname: 5 } as never } }),
    ],
    ['name', (rtnl) => rtnl.links.add({ kind: 'veth', netns: { fd: 3 }, peer: { up: true } })],
    ['name', (rtnl) => rtnl.links.add({ kind: 'veth', netns: { fd: 3 }, alias: 'far' })],
    ['name', (rtnl) => rtnl.links.add({ kind: 'veth', netns: { fd: 3 } }, { echo: true })],
    ['peer.master', (rtnl) => rtnl.links.add({ kind: 'veth', peer: { master: '' } })],
    ['peer.token', (rtnl) => rtnl.links.add({ kind: 'veth', peer: { token: 'x' } })],
    ['peer.inet.forward', (rtnl) => rtnl.links.add({ kind: 'veth', peer: { inet: { forward: 1 } } })],
    ['dev', (rtnl) => rtnl.links.change(0, {})],
    ['dev', (rtnl) => rtnl.links.delete('')],
    ['mtu', (rtnl) => rtnl.links.change(3, { mtu: 1.5 })],
    ['alias', (rtnl) => rtnl.links.change(3, { alias: 5 as never })],
    ['token', (rtnl) => rtnl.links.change(3, { token: '10.x' })],
    ['addrGenMode', (rtnl) => rtnl.links.change(3, { addrGenMode: 'eui' as never })],
    ['inet.forwardin', (rtnl) => rtnl.links.change(3, { inet: { forwardin: 1 } })],
    ['inet.forwarding', (rtnl) => rtnl.links.change(3, { inet: { forwarding: 2 ** 31 } })],
    ['netns', (rtnl) => rtnl.links.change(3, { netns: {} as never })],
    ['netns', (rtnl) => rtnl.links.change(3, { netns: null as never })],
    ['netns', (rtnl) => rtnl.links.change(3, { netns: '..' })],
    ['netns', (rtnl) => rtnl.links.change(3, { netns: 'x'.repeat(256) })],
    ['netns', (rtnl) => rtnl.links.change(3, { netns: '/proc/self/ns/mnt' })],
    ['netns', (rtnl) => rtnl.links.change(3, { netns: { fd: -1 } })],
    ['netns', (rtnl) => rtnl.links.change(3, { netns: { pid: 1.5 } })],
    ['cost', (rtnl) => rtnl.links.changePort(3, { cost: -1 })],
    ['kind', (rtnl) => rtnl.links.add({ kind: 'brigde', data: { stpState: 1 } })],
    ['kind', (rtnl) => rtnl.links.change(3, { kind: 'brigde', data: { stpState: 1 } })],
    ['csot', (rtnl) => rtnl.links.changePort(3, { csot: 1 } as never)],
    ['altnames[1]', (rtnl) => rtnl.links.addAltname(3, 'a', 5 as never)],
    ['altnames[1]', (rtnl) => rtnl.links.add({ kind: 'dummy', altnames: ['a', 5 as never] })],
    ['altnames', (rtnl) => rtnl.links.add({ kind: 'dummy', altnames: 'a' as never })],
    ['peer.altnames[0]', (rtnl) => rtnl.links.add({ kind: 'veth', peer: { altnames: [5 as never] } })],
    ['altnames', (rtnl) => rtnl.links.change(3, { altnames: ['a'] } as never)],
    ['xdp', (rtnl) => rtnl.links.change(3, { xdp: { progId: 7 } } as never)],
    ...[-1, 0, 0.5, 2 ** 32, undefined].map(
      (group) => ['group', (rtnl) => rtnl.links.deleteGroup(group as number)] as Refusal,
    ),
    ['devs[1]', (rtnl) => rtnl.links.deleteAll([3, 'a b'])],
    ['devs[0]', (rtnl) => rtnl.links.deleteAll([undefined as never])],
    ['devs', (rtnl) => rtnl.links.deleteAll(undefined as never)],
    ['devs', (rtnl) => rtnl.links.deleteAll('eth0' as never)],
    ['netns', (rtnl) => rtnl.links.change(3, { netns: undefined as never })],
    ['netns', (rtnl) => rtnl.links.add({ kind: 'veth', netns: undefined as never })],
    ['peer.netns', (rtnl) => rtnl.links.add({ kind: 'veth', peer: { netns: undefined as never } })],
    ['alias', (rtnl) => rtnl.links.change(3, { alias: 'ä'.repeat(128) })],
    ['alias', (rtnl) => rtnl.links.change(3, { alias: 'a\0b' })],
    ['alias', (rtnl) => rtnl.links.change(3, { alias: '\ud800' })],
    ...['', '\ud800', 'x'.repeat(16), 'äääääääää', 'a/b', 'a:b', 'a b', 'a\0', '.', '..', 5].map(
      (name) => ['name', (rtnl) => rtnl.links.change(3, { name: name as string })] as Refusal,
    ),
  ]),
)

/** Why the first change of a batch failed. */
const reasonOf = (error: BatchError): never => {
  throw error.cause
}

t.test('settings that the kernel ignores when it creates a link are sent after it exists', async (t) => {
  const network = new Changing(world, (_, { linkinfo }) => (linkinfo === undefined ? 0 : [link(11, 'a', { link: 12 })]))
  const rtnl = await network.open()
  await rtnl.links.add({ kind: 'veth', name: 'a', mtu: 1400, alias: 'uplink', carrier: false, protoDown: true })
  t.match(network.asked(), [
    [ECHO, { ifname: 'a', mtu: 1400, ifalias: undefined, carrier: undefined, protoDown: undefined }],
    [SET, { header: { index: 11 }, ifalias: 'uplink', carrier: false, protoDown: true, mtu: undefined }],
  ])
  const peer: NewLink['peer'] = { name: 'b', mtu: 1300, up: true, addrGenMode: 'none', inet: { rpFilter: -1 } }
  await rtnl.links.add({ kind: 'veth', name: 'a', token: '::5', slaveKind: 'bridge', slaveData: { cost: 7 }, peer })
  const [made, own, others] = network.asked()
  t.match(made, [
    ECHO,
    { afSpec: undefined, linkinfo: { slaveKind: undefined, data: { peer: { mtu: 1300, afSpec: undefined } } } },
  ])
  t.match(own, [
    SET,
    { header: { index: 11 }, afSpec: { inet6: { token: '::5' } }, linkinfo: { slaveData: { cost: 7 } } },
  ])
  t.match(others, [SET, { header: { index: 12, flags: ['up'] }, afSpec: { inet6: { addrGenMode: 'none' } } }])
})

t.test('if a later setting is refused, the link is deleted', async (t) => {
  const network = new Changing(world, (name, { linkinfo }) =>
    linkinfo !== undefined ? [link(11, 'a')] : name === 'RTM_DELLINK' ? 0 : EPERM,
  )
  const rtnl = await network.open()
  await t.rejects(rtnl.links.add({ kind: 'dummy', name: 'a', alias: 'x' }), { code: 'EPERM' })
  t.strictSame(network.asked().at(-1), ['RTM_DELLINK request', { header: { index: 11 } }])
})

t.test('a link that can be neither completed nor deleted is reported', async (t) => {
  const network = new Changing(world, (_, { linkinfo }) => (linkinfo !== undefined ? [link(11, 'a')] : EPERM))
  const rtnl = await network.open()
  const error = await rtnl.links.add({ kind: 'dummy', name: 'a', alias: 'x' }).catch((error: unknown) => error)
  t.match(error, { code: 'ERR_HALF_MADE', message: /^links\.add a: .*EPERM/, cause: { code: 'EPERM' } })
})

t.test('later settings need a request of their own', (t) =>
  refused(t, [
    ['alias', (rtnl) => rtnl.batchAll((b) => b.links.add({ kind: 'dummy', alias: 'x' })).catch(reasonOf)],
    ['peer.alias', (rtnl) => rtnl.batchAll((b) => b.links.add({ kind: 'veth', peer: { alias: 'x' } })).catch(reasonOf)],
    ['alias', (rtnl) => rtnl.links.add({ kind: 'dummy', alias: 5 as never })],
    ['inet.forward', (rtnl) => rtnl.links.add({ kind: 'dummy', inet: { forward: 1 } })],
    ['slaveData.cost', (rtnl) => rtnl.links.add({ kind: 'dummy', slaveKind: 'bridge', slaveData: { cost: -1 } })],
  ]),
)

t.test('a peer that is to be up needs a request of its own', async (t) => {
  const network = new Changing(world)
  const rtnl = await network.open()
  const [made] = await rtnl.batch((b) => b.links.add({ kind: 'veth', peer: { up: true } }))
  t.match(made, { status: 'rejected', reason: { path: 'peer.up' } })
  t.strictSame(network.asked(), [])
})

t.test('unexpected errors are passed on unchanged', async (t) => {
  const rtnl = await new Changing(world).open()
  await t.rejects(rtnl.links.add({ kind: 'veth', peer: { netns: 'there-is-none' } }), { code: 'ENOENT' })
})
