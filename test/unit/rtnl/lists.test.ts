/** The request for every filter, and which of the replies are filtered here. */
import t from 'tap'
import { DumpInterruptedError, KernelError, TimeoutError } from '../../../src/netlink/protocol/errors.ts'
import { NLM_F_DUMP_INTR } from '../netlink/messages.ts'
import type { Value } from './network.ts'
import { collect, ENOENT, link, Network } from './network.ts'

const NAMES = ['RTM_GETLINK dump', { extMask: ['skip_stats'] }] as const
const named = (ifname: string): readonly [string, Value] => ['RTM_GETLINK', { ifname, extMask: ['skip_stats'] }]

const links = [
  link(1, 'lo', { header: { index: 1, type: 'loopback', flags: ['up', 'loopback'] }, group: 0 }),
  link(2, 'br0', { linkinfo: { kind: 'bridge' }, group: 7 }),
  link(3, 'eth0', { header: { index: 3, type: 'ether' }, linkinfo: { kind: 'veth' }, master: 2, group: 0 }),
  link(4, 'eth1', { header: { index: 4, type: 'ether', flags: ['up'] }, linkinfo: { kind: 'veth' }, group: 7 }),
]

t.test('links', async (t) => {
  const network = new Network({ dumps: { RTM_GETLINK: links } })
  const rtnl = await network.open()
  const names = async (filter = {}): Promise<string[]> => (await rtnl.links.list(filter)).map(({ name }) => name)
  t.strictSame(await names(), ['lo', 'br0', 'eth0', 'eth1'])
  t.strictSame(network.asked(), [['RTM_GETLINK dump', {}]])
  t.strictSame(await names({ kind: 'veth' }), ['eth0', 'eth1'], 'although this kernel does not filter')
  t.strictSame(network.asked(), [['RTM_GETLINK dump', { linkinfo: { kind: 'veth' } }]])
  t.strictSame(await names({ master: 'br0' }), ['eth0'])
  t.strictSame(network.asked(), [named('br0'), ['RTM_GETLINK dump', { master: 2 }]])
  t.strictSame(await names({ master: 2, kind: undefined }), ['eth0'])
  t.strictSame(network.asked(), [['RTM_GETLINK dump', { master: 2 }]])
  t.strictSame(await names({ up: true }), ['lo', 'br0', 'eth1'])
  t.strictSame(await names({ up: false }), ['eth0'])
  t.strictSame(await names({ group: 7 }), ['br0', 'eth1'])
  t.strictSame(await names({ type: 'ether', up: true }), ['eth1'])
  t.strictSame(await names({ type: 1 }), ['eth0', 'eth1'], 'a number means its word')
  t.strictSame(
    network.asked(),
    Array.from({ length: 5 }, () => ['RTM_GETLINK dump', {}]),
  )
})

t.test('one link: by index, by name, by alternative name', async (t) => {
  const long = 'a-name-of-more-than-fifteen-bytes'
  const network = new Network({ dumps: { RTM_GETLINK: [...links, link(9, 'p1', { propList: [long] })] } })
  const rtnl = await network.open()
  t.match(await rtnl.links.get(3), { index: 3, name: 'eth0', kind: 'veth', master: 2 })
  t.match(await rtnl.links.get('eth1'), { index: 4 })
  t.match(await rtnl.links.get(long), { index: 9, name: 'p1', altnames: [long] })
  t.match(await rtnl.links.get('fifteen-bytes-x').catch((error) => error), { code: 'ENODEV' })
  t.strictSame(network.asked(), [
    ['RTM_GETLINK', { header: { index: 3 } }],
    ['RTM_GETLINK', { ifname: 'eth1' }],
    ['RTM_GETLINK', { altIfname: long }],
    ['RTM_GETLINK', { ifname: 'fifteen-bytes-x' }],
  ])
  const refused = await rtnl.links.get(77).catch((error) => error)
  t.ok(refused instanceof KernelError)
  t.match(refused, { code: 'ENODEV', operation: 'RTM_GETLINK', target: '77' })
  const unknown = await rtnl.addresses.list({ dev: 'nope' }).catch((error) => error)
  t.match(unknown, { code: 'ENODEV', target: 'nope' }, 'a filter with a link that is not there')
})

const addresses = [
  { header: { family: 'inet', prefixlen: 8, scope: 'host', index: 1 }, address: '127.0.0.1', local: '127.0.0.1' },
  {
    header: { family: 'inet', prefixlen: 24, index: 3, flags: ['secondary'] },
    address: '10.0.0.1',
    local: '10.0.0.1',
    label: 'eth0:x',
  },
  { header: { family: 'inet', prefixlen: 32, index: 3 }, address: '10.0.9.9', local: '10.0.0.2', label: 'eth0' },
  {
    header: { family: 'inet6', prefixlen: 64, index: 3 },
    address: '2001:db8::1',
    flags: ['secondary', 'nodad'],
    rtPriority: 9,
  },
  { header: { family: 'inet6', prefixlen: 64, scope: 'link', index: 99 }, address: 'fe80::1', flags: ['permanent'] },
]

t.test('addresses', async (t) => {
  const network = new Network({ dumps: { RTM_GETLINK: links, RTM_GETADDR: addresses } })
  const rtnl = await network.open()
  const texts = async (filter = {}): Promise<string[]> =>
    (await rtnl.addresses.list(filter)).map(({ address }) => address)
  t.strictSame(await rtnl.addresses.list({ family: 'inet', scope: 'global' }), [
    {
      family: 'inet',
      flags: ['secondary'],
      scope: 'global',
      index: 3,
      label: 'eth0:x',
      address: '10.0.0.1/24',
      dev: 'eth0',
    },
    {
      family: 'inet',
      flags: [],
      scope: 'global',
      index: 3,
      label: 'eth0',
      address: '10.0.0.2',
      peer: '10.0.9.9/32',
      dev: 'eth0',
    },
  ])
  t.strictSame(network.asked(), [NAMES, ['RTM_GETADDR dump', { header: { family: 'inet' } }]])
  t.match(await rtnl.addresses.list({ family: 'inet6' }), [
    { address: '2001:db8::1/64', flags: ['temporary', 'nodad'], metric: 9, dev: 'eth0' },
    { address: 'fe80::1/64', flags: ['permanent'], index: 99, dev: undefined },
  ])
  network.asked()
  t.strictSame(await texts({ dev: 'eth0' }), ['10.0.0.1/24', '10.0.0.2', '2001:db8::1/64'])
  t.strictSame(network.asked(), [named('eth0'), NAMES, ['RTM_GETADDR dump', { header: { index: 3 } }]])
  t.strictSame(await texts({ scope: 'link' }), ['fe80::1/64'])
  t.strictSame(await texts({ scope: 254 }), ['127.0.0.1/8'], 'the number of `host`')
  t.strictSame(await texts({ label: 'eth0' }), ['10.0.0.2'])
  t.match(await rtnl.addresses.get('10.0.0.1'), { label: 'eth0:x' })
  t.match(await rtnl.addresses.get('10.0.0.2'), { peer: '10.0.9.9/32' })
  t.match(await rtnl.addresses.get('2001:DB8:0::1/64'), { address: '2001:db8::1/64' }, 'however it is written')
  await t.rejects(rtnl.addresses.get('10.0.0.1/25'), { message: 'addresses.get: there is no address 10.0.0.1/25' })
  await t.rejects(rtnl.addresses.get('127.0.0.1', { dev: 3 }), { code: 'ERR_NOT_FOUND' })
})

t.test('an address that cannot be decoded', async (t) => {
  const network: Network = new Network({
    dumps: {
      RTM_GETADDR: (answer) => {
        const header = { family: 'inet', prefixlen: 24, index: 3 }
        const unknown = [{ id: 1, bytes: Uint8Array.of(10, 0, 0) }]
        answer.message(20, network.bytes('RTM_NEWADDR', { header, unknown }))
        answer.done()
      },
    },
  })
  const rtnl = await network.open()
  t.match(await rtnl.addresses.list(), [{ address: '', index: 3, unknown: [{ id: 1 }] }], 'is not /24')
})

const hop = (ifindex: number, gateway: string): Value => ({ header: { ifindex, hops: 0, flags: [] }, gateway })
const routes = [
  { header: { family: 'inet', table: 'main', protocol: 'boot', type: 'unicast' }, gateway: '10.0.0.254', oif: 3 },
  {
    header: { family: 'inet', dstLen: 8, table: 'main', protocol: 'static', type: 'unicast' },
    dst: '10.0.0.0',
    multipath: [hop(3, '10.0.0.3'), hop(4, '10.0.0.4')],
  },
  {
    header: { family: 'inet', dstLen: 32, table: 'compat', protocol: 'static', type: 'unicast' },
    dst: '192.0.2.1',
    table: 1000,
    oif: 4,
    via: { family: 'inet6', address: 'fe80::9' },
  },
  {
    header: { family: 'inet', dstLen: 8, table: 'local', protocol: 'kernel', scope: 'host', type: 'local' },
    dst: '127.0.0.0',
    oif: 1,
  },
  { header: { family: 'inet6', dstLen: 32, table: 'main', protocol: 'static', type: 'blackhole' }, dst: '2001:db8::' },
  { header: { family: 'mpls', dstLen: 20, table: 'main', protocol: 'static', type: 'unicast' }, dst: '100', oif: 3 },
]

t.test('routes', async (t) => {
  const network = new Network({ dumps: { RTM_GETLINK: links, RTM_GETROUTE: routes } })
  const rtnl = await network.open()
  const dsts = async (filter = {}): Promise<unknown[]> => {
    const found = await rtnl.routes.list(filter)
    t.strictSame(await collect(rtnl.routes.iterate(filter)), found, 'the same one by one')
    return found.map(({ dst }) => dst)
  }
  const asked = (): unknown => network.asked().find(([name]) => name === 'RTM_GETROUTE dump')?.[1]
  const all = await rtnl.routes.list()
  t.strictSame(
    all.map(({ dst, dev }) => [dst, dev]),
    [
      ['default', 'eth0'],
      ['10.0.0.0/8', undefined],
      ['192.0.2.1/32', 'eth1'],
      ['127.0.0.0/8', 'lo'],
      ['2001:db8::/32', undefined],
      ['100', 'eth0'],
    ],
  )
  t.strictSame(network.asked(), [NAMES, ['RTM_GETROUTE dump', {}]])
  t.strictSame(await dsts({ family: 'inet6' }), ['2001:db8::/32'])
  t.strictSame(asked(), { header: { family: 'inet6' } })
  t.strictSame(await dsts({ family: 99 }), [], 'a number that has no word')
  t.strictSame(asked(), { header: { family: 99 } })
  t.strictSame(await dsts({ table: 254 }), ['default', '10.0.0.0/8', '2001:db8::/32', '100'], 'the number of `main`')
  t.strictSame(asked(), { table: 'main' })
  t.strictSame(await dsts({ table: 1000 }), ['192.0.2.1/32'])
  t.strictSame(asked(), { table: 1000 })
  t.strictSame(await dsts({ dev: 'eth1' }), ['10.0.0.0/8', '192.0.2.1/32'], 'one of several next hops is enough')
  t.strictSame(asked(), { oif: 4 })
  t.strictSame(await dsts({ protocol: 'static', type: 'blackhole' }), ['2001:db8::/32'])
  t.strictSame(asked(), { header: { protocol: 'static', type: 'blackhole' } })
  t.strictSame(await dsts({ scope: 'host' }), ['127.0.0.0/8'])
  t.strictSame(asked(), {}, 'the kernel does not filter by it')
  t.strictSame(await dsts({ dst: 'default' }), ['default'])
  t.strictSame(asked(), {})
  t.strictSame(await dsts({ dst: '0.0.0.0/0' }), ['default'])
  t.strictSame(asked(), { header: { family: 'inet' } })
  t.strictSame(await dsts({ dst: '::/0' }), [], 'of IPv6 there is none')
  t.strictSame(asked(), { header: { family: 'inet6' } })
  t.strictSame(await dsts({ dst: '192.0.2.1' }), ['192.0.2.1/32'])
  t.strictSame(await dsts({ dst: '2001:DB8:0::/32' }), ['2001:db8::/32'])
  t.strictSame(await dsts({ dst: '100', family: 'mpls' }), ['100'])
  t.strictSame(await dsts({ dst: '100' }), ['100'])
  t.strictSame(await dsts({ gateway: '10.0.0.254' }), ['default'])
  t.strictSame(await dsts({ gateway: '10.0.0.4' }), ['10.0.0.0/8'])
  t.strictSame(await dsts({ gateway: '10.0.0.4', dev: 'eth0' }), [], 'both of one next hop')
  t.strictSame(await dsts({ gateway: 'FE80::9' }), ['192.0.2.1/32'])
})

t.test('rules', async (t) => {
  const rule = (family: string, table: string, more: Value = {}): Value => ({
    header: { family, table, action: 'lookup' },
    ...more,
  })
  const network = new Network({
    dumps: {
      RTM_GETRULE: [
        rule('inet', 'local', { protocol: 'kernel' }),
        rule('inet', 'compat', { table: 1000, priority: 5, protocol: 'static' }),
        rule('inet6', 'main', { priority: 5, protocol: 'kernel' }),
      ],
    },
  })
  const rtnl = await network.open()
  const found = async (filter = {}): Promise<unknown[]> =>
    (await rtnl.rules.list(filter)).map(({ family, table }) => `${family} ${table}`)
  t.strictSame(await found(), ['inet local', 'inet 1000', 'inet6 main'])
  t.strictSame(network.asked(), [['RTM_GETRULE dump', {}]], 'no names of links are read')
  t.strictSame(await found({ family: 'inet6' }), ['inet6 main'])
  t.strictSame(network.asked(), [['RTM_GETRULE dump', { header: { family: 'inet6' } }]])
  t.strictSame(await found({ table: 254 }), ['inet6 main'])
  t.strictSame(await found({ table: 1000 }), ['inet 1000'])
  t.strictSame(await found({ protocol: 'kernel', priority: undefined }), ['inet local', 'inet6 main'])
  t.match(await rtnl.rules.list({ priority: 0 }), [{ table: 'local' }], 'a rule without a priority has 0')
  t.match(await rtnl.rules.list({ priority: 5, family: 'inet' }), [{ table: 1000 }])
})

t.test('neighbours', async (t) => {
  const neighbour = (family: string, ifindex: number, state: string, more: Value = {}): Value => ({
    header: { family, ifindex, state: [state], flags: [], type: 'unicast', ...(more['header'] as Value | undefined) },
    ...(more['dst'] === undefined ? { lladdr: '02:00:00:00:00:01' } : { dst: more['dst'] }),
  })
  const network = new Network({
    dumps: {
      RTM_GETLINK: links,
      RTM_GETNEIGH: [
        neighbour('inet', 3, 'reachable', { dst: '10.0.0.9' }),
        neighbour('inet', 4, 'stale', { dst: '10.0.0.8' }),
        neighbour('inet', 9, 'stale', { dst: '10.0.0.7', header: { flags: ['proxy'] } }),
        neighbour('bridge', 3, 'permanent'),
      ],
    },
  })
  const rtnl = await network.open()
  const found = async (filter = {}): Promise<unknown[]> =>
    (await rtnl.neighbours.list(filter)).map(({ dst, lladdr, dev }) => `${dst ?? lladdr} ${dev}`)
  const asked = (): unknown => network.asked().find(([name]) => name === 'RTM_GETNEIGH dump')?.[1]
  t.equal((await found()).length, 4)
  t.strictSame(network.asked(), [NAMES, ['RTM_GETNEIGH dump', {}]])
  t.strictSame(await found({ family: 'inet', dev: 'eth0' }), ['10.0.0.9 eth0'])
  t.strictSame(asked(), { header: { family: 'inet' }, ifindex: 3 })
  t.strictSame(await found({ family: 'bridge', dev: 'eth0', master: 'br0' }), ['02:00:00:00:00:01 eth0'])
  t.strictSame(asked(), { header: { family: 'bridge', ifindex: 3 }, master: 2 }, 'forwarding: the link in the header')
  t.strictSame(await found({ family: 'bridge' }), ['02:00:00:00:00:01 eth0'])
  t.strictSame(asked(), { header: { family: 'bridge' } })
  t.strictSame(await found({ proxy: true }), ['10.0.0.7 undefined'])
  t.strictSame(asked(), { header: { flags: ['proxy'] } })
  t.equal((await found({ proxy: false })).length, 3)
  t.strictSame(asked(), {})
  t.strictSame(await found({ state: 'stale' }), ['10.0.0.8 eth1', '10.0.0.7 undefined'])
})

t.test('nsids', async (t) => {
  const network = new Network({
    dumps: {
      RTM_GETNSID: [
        { header: {}, nsid: 0, currentNsid: 3 },
        { header: {}, nsid: 1, currentNsid: -1 },
      ],
    },
  })
  const rtnl = await network.open()
  t.strictSame(await rtnl.nsids.list({ target: 5 }), [{ nsid: 0, currentNsid: 3 }, { nsid: 1 }])
  t.strictSame(network.asked(), [['RTM_GETNSID dump', { targetNsid: 5 }]])
  await rtnl.nsids.list()
  t.strictSame(network.asked(), [['RTM_GETNSID dump', {}]])
})

t.test('netconf', async (t) => {
  const conf = (family: string, ifindex: number | string): Value => ({ header: { family }, ifindex, forwarding: 1 })
  const network = new Network({
    dumps: {
      RTM_GETLINK: links,
      RTM_GETNETCONF: [conf('inet', 3), conf('inet', 'all'), conf('inet6', 'default'), conf('inet6', 44)],
    },
  })
  const rtnl = await network.open()
  const found = async (filter = {}): Promise<unknown[]> =>
    (await rtnl.netconf.list(filter)).map(({ family, index, dev }) => `${family} ${index} ${dev}`)
  t.strictSame(await found(), ['inet 3 eth0', 'inet all all', 'inet6 default default', 'inet6 44 undefined'])
  t.strictSame(network.asked(), [NAMES, ['RTM_GETNETCONF dump', {}]])
  t.strictSame(await found({ family: 'inet6' }), ['inet6 default default', 'inet6 44 undefined'])
  t.strictSame(network.asked().at(-1), ['RTM_GETNETCONF dump', { header: { family: 'inet6' } }])
  t.strictSame(await found({ dev: 'eth0' }), ['inet 3 eth0'])
  t.strictSame(await found({ dev: 'all' }), ['inet all all'])
  t.strictSame(await found({ dev: 'default', family: 'inet' }), [])
})

t.test('columns', async (t) => {
  const network = new Network({ dumps: { RTM_GETLINK: links, RTM_GETROUTE: routes } })
  const rtnl = await network.open()
  const all = await rtnl.routes.columns(['oif', 'table', 'dst', 'dstLen'], { family: 'inet' })
  t.equal(all.length, 4)
  t.strictSame([...all.oif], [3, 0, 4, 1])
  t.strictSame([...all.present.oif], [1, 0, 1, 1])
  t.strictSame([...all.table], [254, 254, 1000, 255])
  t.strictSame([...all.dst], [0, 0x0a000000, 0xc0000201, 0x7f000000])
  t.strictSame([...all.dstLen], [0, 8, 32, 8])
  t.strictSame(network.asked(), [['RTM_GETROUTE dump', { header: { family: 'inet' } }]], 'names are not read')
  const some = await rtnl.routes.columns(['oif'], { dev: 'eth1' })
  t.strictSame([...some.oif], [0, 4], 'the filter here counts as well')
  const unfiltered = await rtnl.routes.columns(['type'])
  t.equal(unfiltered.length, 6)
  t.match(await rtnl.routes.columns(['dst']).catch((error) => error), { code: 'ERR_ENCODE', path: 'columns' })
})

t.test('big-endian kernels', async (t) => {
  const network = new Network({ order: 'be', dumps: { RTM_GETLINK: links, RTM_GETROUTE: routes } })
  const rtnl = await network.open()
  t.match(await rtnl.routes.list({ dev: 'eth1' }), [{ dst: '10.0.0.0/8' }, { dst: '192.0.2.1/32', table: 1000 }])
  t.strictSame([...(await rtnl.routes.columns(['oif'])).oif], [3, 0, 4, 1, 0, 3])
})

t.test('a table that never had a route is empty; every other refusal is an error', async (t) => {
  const refusal = (errno: number): Network =>
    new Network({
      dumps: { RTM_GETROUTE: (answer) => answer.done(errno), RTM_GETRULE: (answer) => answer.done(errno) },
    })
  const none = await refusal(ENOENT).open()
  t.strictSame(await none.routes.list({ table: 'main' }), [])
  t.strictSame(await collect(none.routes.iterate({ table: 'main' })), [])
  t.equal((await none.routes.columns(['oif'], { table: 'main' })).length, 0)
  t.match(await none.rules.list().catch((error) => error), { code: 'ENOENT' }, 'of rules it says something else')
  const denied = await refusal(1).open()
  t.match(await denied.routes.list().catch((error) => error), { code: 'EPERM' })
  t.match(await collect(denied.routes.iterate()).catch((error) => error), { code: 'EPERM' })
  t.match(await denied.routes.columns(['oif']).catch((error) => error), { code: 'EPERM' })
})

t.test('an interrupted list is read again, a stream rejects', async (t) => {
  let interruptions = 1
  const network: Network = new Network({
    dumps: {
      RTM_GETROUTE: (answer) => {
        for (const route of routes.slice(0, 2)) answer.message(24, network.bytes('RTM_NEWROUTE', route))
        answer.done(0, interruptions-- > 0 ? NLM_F_DUMP_INTR : 0)
      },
    },
  })
  const rtnl = await network.open()
  t.equal((await rtnl.routes.list()).length, 2)
  interruptions = 1
  t.strictSame([...(await rtnl.routes.columns(['oif'])).oif], [3, 0])
  interruptions = 1
  t.ok((await collect(rtnl.routes.iterate()).catch((error) => error)) instanceof DumpInterruptedError)
})

t.test('leaving a stream, aborting', async (t) => {
  const network = new Network({ dumps: { RTM_GETLINK: links, RTM_GETROUTE: () => undefined } })
  const rtnl = await network.open()
  for await (const { name } of rtnl.links.iterate()) {
    t.equal(name, 'lo')
    break
  }
  t.ok((await rtnl.routes.list({}, { timeout: 20 }).catch((error) => error)) instanceof TimeoutError)
  const signal = AbortSignal.abort(new Error('enough'))
  t.match(await rtnl.links.list({}, { signal }).catch((error) => error), { message: 'enough' })
  t.match(await rtnl.links.list({ master: 'br0' }, { signal }).catch((error) => error), { message: 'enough' })
})
