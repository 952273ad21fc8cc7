/** The network in memory: what tests of programs see, and what random calls (test/fuzz/network.test.ts) seldom reach. */
import t, { type Test } from 'tap'
import { NetlinkSocket, Rtnl } from '../../../src/index.ts'
import { encode } from '../../../src/netlink/codec/encode/encode.ts'
import type { Message } from '../../../src/netlink/codec/node.ts'
import { route } from '../../../src/rtnl/family.ts'
import type { MessageName } from '../../../src/rtnl/tables/index.ts'
import { messageTypes } from '../../../src/rtnl/tables/index.ts'
import type { FakeNetworkOptions } from '../../../src/testing.ts'
import { FakeKernel, FakeNetwork } from '../../../src/testing.ts'

const CREATE = 0x400
const REPLACE = 0x100

/** A network, a client of it, and the means to send any request. */
const open = async (t: Test, options: FakeNetworkOptions = {}) => {
  const network = new FakeNetwork(options)
  const rtnl = await Rtnl.open({ transport: network.transport, ...(options.order ? { order: options.order } : {}) })
  const socket = new NetlinkSocket({ transport: network.transport(), family: route })
  t.teardown(() => {
    rtnl.close()
    socket.close()
  })
  const bytesOf = (name: MessageName, value: object): Uint8Array =>
    encode(messageTypes[name].node as Message<object>, value)
  const change = (name: MessageName, value: object, flags = 0): Promise<void> =>
    socket.request(messageTypes[name].type, flags, bytesOf(name, value))
  const get = (name: MessageName, value: object): Promise<unknown> =>
    socket.get(messageTypes[name].type, bytesOf(name, value), () => 'found')
  const dump = (name: MessageName, value: object): Promise<unknown[]> =>
    socket.dump(messageTypes[name].type, bytesOf(name, value), () => 'found')
  return { network, rtnl, socket, change, get, dump }
}

const STATE: FakeNetworkOptions = {
  links: [
    { name: 'lo', up: true },
    { name: 'eth0', up: true, address: '02:00:00:00:00:07', index: 5 },
    { kind: 'veth', name: 'v0', peer: 'v1', up: true, mtu: 1400, group: 7, alias: 'pair' },
    { kind: 'bridge', name: 'br0', up: true, data: { ageingTime: 3000 } },
    { name: 'v1', up: true, master: 'br0' },
    { kind: 'veth', name: 'lone' },
    { kind: 'macvlan', name: 'm0', link: 'eth0', data: { mode: 'bridge' }, up: true },
  ],
  addresses: [
    { dev: 'eth0', address: '192.0.2.7/24', broadcast: '+' },
    { dev: 'eth0', address: '192.0.2.8/24', broadcast: '192.0.2.255', scope: 'global' },
    { dev: 'eth0', address: '2001:db8::7/64', flags: ['nodad'] },
  ],
  neighbours: [
    { dev: 'eth0', dst: '192.0.2.1', lladdr: '02:00:00:00:00:09' },
    { dev: 'eth0', dst: '192.0.2.3', lladdr: '02:00:00:00:00:0a', state: ['stale'] },
  ],
  rules: [
    { priority: 100, fwmark: 5, table: 77 },
    { src: '2001:db8:1::/48' },
    { family: 'inet6', fwmark: 9 },
    { dst: '203.0.113.0/24' },
    { priority: 32767, table: 'default' },
  ],
  routes: [
    { dst: 'default', gateway: '192.0.2.1', metric: 9, protocol: 'static' },
    { dst: 'default', gateway: 'fe80::1', dev: 'eth0' },
    { dst: '198.51.100.0/24', dev: 'eth0', table: 77, prefsrc: '192.0.2.7' },
    { dst: 'default', dev: 'eth0', metric: 5000 },
    { dst: '203.0.113.9/32', type: 'blackhole' },
    { dst: '203.0.113.8/32', type: 'local', dev: 'lo', table: 'local' },
    { dst: '10.0.0.0/8', gateway: '10.9.9.9', dev: 'eth0', onlink: true },
  ],
}

t.test('a network contains what its state lists', async (t) => {
  const { rtnl } = await open(t, STATE)
  t.match(await rtnl.links.list(), [
    { name: 'lo', index: 1, operstate: 'unknown', qdisc: 'noqueue' },
    { name: 'eth0', index: 5, operstate: 'up', carrier: true, address: '02:00:00:00:00:07', qdisc: 'pfifo_fast' },
    { name: 'v1', index: 6, slaveKind: 'bridge', slaveData: { state: 'forwarding' }, mtu: 1500 },
    { name: 'v0', index: 7, kind: 'veth', link: 6, mtu: 1400, group: 7, alias: 'pair' },
    { name: 'br0', index: 8, kind: 'bridge', data: { ageingTime: 3000 }, operstate: 'up' },
    { name: 'veth0', kind: 'veth' },
    { name: 'lone', kind: 'veth', operstate: 'down' },
    { name: 'm0', kind: 'macvlan', link: 5, data: { mode: 'bridge' } },
  ])
  t.match(await rtnl.addresses.list({ dev: 'eth0' }), [
    { address: '192.0.2.7/24', broadcast: '192.0.2.255', flags: ['permanent'] },
    { address: '192.0.2.8/24', flags: ['secondary', 'permanent'] },
    { address: '2001:db8::7/64', flags: ['nodad', 'permanent'] },
    { address: 'fe80::ff:fe00:7/64', scope: 'link', proto: 'kernel_ll' },
  ])
  t.match(await rtnl.neighbours.list(), [{ dst: '192.0.2.1', state: ['permanent'] }, { state: ['stale'] }])
  t.match(await rtnl.defaultGateway(), { gateway: '192.0.2.1', dev: 'eth0', metric: 9 })
  t.match(await rtnl.defaultGateway('inet6'), { gateway: 'fe80::1' })
  t.match(await rtnl.routes.get('198.51.100.1', { mark: 5 }), { table: 77, prefsrc: '192.0.2.7' })
  await t.rejects(rtnl.routes.get('203.0.113.9'), { code: 'EINVAL' })
  t.match(await rtnl.routes.list({ dst: '10.0.0.0/8' }), [{ flags: ['onlink'] }])
  t.equal((await rtnl.rules.list({ priority: 100 })).length, 1)
})

t.test('a state that is wrong', async (t) => {
  const wrong = (options: object, message: string): void => {
    t.throws(() => new FakeNetwork(options), { message }, message)
  }
  wrong({ link: [] }, 'link: expected a field that exists; did you mean links?')
  wrong({ links: {} }, 'links: expected a list, got an object')
  wrong(
    { links: [{ name: 'v0', master: 'br0' }] },
    'links[0].master: expected the name of a link of the network, got "br0"',
  )
  wrong(
    { links: [{ name: 'v0', link: 'br0' }] },
    'links[0].link: expected the name of a link of the network, got "br0"',
  )
  wrong(
    { links: [{ name: 'a' }], routes: [{ dst: 'default', gateway: '192.0.2.1' }] },
    'FakeNetwork: routes[0]: ENETUNREACH: Nexthop has invalid gateway',
  )
  wrong({ links: [{ kind: 'macvlan', name: 'm' }] }, 'FakeNetwork: links[0]: EINVAL: Invalid argument')
  wrong(
    { addresses: [{ dev: 'lo', address: '10.0.0.256/8' }] },
    'addresses[0].address: expected an address, with or without the length of its prefix, such as 10.0.0.0/8, got "10.0.0.256/8"',
  )
  wrong({ routes: [{ dst: 'default', via: '192.0.2.1' }] }, 'routes[0].via: expected a field that exists')
  wrong({ links: null }, 'links: expected a list, got null')
  t.throws(() => new FakeNetwork({ links: [null as never] }), TypeError)
})

t.test('clients without privilege read, and change nothing', async (t) => {
  const { network, rtnl } = await open(t, { privileged: false, order: 'be' })
  t.equal((await rtnl.links.list()).length, 1)
  await t.rejects(rtnl.links.change('lo', { up: true }), { code: 'EPERM' })
  network.privileged = true
  await rtnl.links.change('lo', { up: true })
  t.match(await rtnl.addresses.list(), [{ address: '127.0.0.1/8' }, { address: '::1/128' }])
})

t.test('refusals on demand', async (t) => {
  const { network, rtnl } = await open(t)
  network.refuseNext('RTM_NEWLINK', 'EBUSY', 'not now')
  network.refuseNext('RTM_NEWLINK', 105)
  await t.rejects(rtnl.links.change('lo', { up: true }), { code: 'EBUSY', extack: { message: 'not now' } })
  await t.rejects(rtnl.links.change('lo', { up: true }), { code: 'ENOBUFS' })
  await rtnl.links.change('lo', { up: true })
  t.throws(() => network.refuseNext('RTM_NEWLINK', 'EWRONG'), { name: 'EncodeError' })
  t.throws(() => network.refuseNext('RTM_NOSUCH' as 'RTM_NEWLINK', 'EBUSY'), { name: 'EncodeError' })
  t.match(network.requests.at(-1), { name: 'RTM_NEWLINK', message: { header: { index: 1, flags: ['up'] } } })
})

t.test('monitors see what other clients change, and lose it on demand', async (t) => {
  const { network, rtnl } = await open(t, STATE)
  const other = await Rtnl.open({ transport: network.transport })
  const events = rtnl.monitor({
    groups: ['link', 'ipv4-route', 'ipv6-route', 'ipv4-ifaddr', 'ipv6-ifaddr', 'ipv4-rule', 'neigh'],
  })
  const next = async (): Promise<object> => (await events.next()).value
  network.setCarrier('eth0', false)
  t.match(await next(), { action: 'new', object: 'link', value: { name: 'eth0', operstate: 'down' } })
  t.match(await next(), { action: 'delete', object: 'neighbour', value: { dst: '192.0.2.3' } })
  t.match(await next(), { object: 'link', value: { name: 'm0', operstate: 'lowerlayerdown' } })
  await other.rules.add({ priority: 50, table: 9, oifname: 'nosuch' })
  t.match(await next(), { object: 'rule', value: { priority: 50, flags: ['oif_detached'] } })
  await other.routes.replace({ dst: 'default', gateway: '192.0.2.2', metric: 9 })
  t.match(await next(), { object: 'route', verb: 'replace', value: { gateway: '192.0.2.2', flags: ['linkdown'] } })
  await other.addresses.delete({ dev: 'eth0', address: '192.0.2.7/24' })
  t.match(await next(), { action: 'delete', object: 'address', value: { address: '192.0.2.8/24' } })
  network.overrun()
  t.match(await next(), { action: 'lost' })
  await events.return?.()
  await other.links.change('eth0', { up: false })
  network.setCarrier('eth0', true)
  t.match(await other.links.get('eth0'), { operstate: 'down', carrier: false })
  other.close()
  network.overrun()
  for (const dev of ['nosuch', 'lo', 'v0']) t.throws(() => network.setCarrier(dev, true), { name: 'EncodeError' })
})

t.test('echo: the object as it was stored', async (t) => {
  const { rtnl } = await open(t, STATE)
  t.match(await rtnl.links.add({ kind: 'bridge' }, { echo: true }), { name: 'bridge0' })
  t.match(await rtnl.addresses.add({ dev: 'br0', address: '10.1.0.1/24' }, { echo: true }), { dev: 'br0' })
  t.match(await rtnl.addresses.add({ dev: 'br0', address: '2001:db8:5::1/64' }, { echo: true }), { dev: 'br0' })
  t.match(await rtnl.routes.add({ dst: '10.2.0.0/16', gateway: '10.1.0.9' }, { echo: true }), { oif: 8 })
  t.match(await rtnl.rules.add({ table: 5 }, { echo: true }), { priority: 98 })
  t.match(await rtnl.neighbours.add({ dev: 'br0', dst: '10.1.0.9', lladdr: '02:00:00:00:00:01' }, { echo: true }), {})
})

t.test('an echo is not repeated as a notification', async (t) => {
  const network = new FakeNetwork()
  const socket = new NetlinkSocket({ transport: network.transport(), family: route, groups: [1] })
  let heard = 0
  socket.listen({ notification: () => heard++, lost: () => undefined, closed: () => undefined })
  const { type, node } = messageTypes.RTM_NEWLINK
  const bridge = encode(node as Message<object>, { header: {}, ifname: 'br0', linkinfo: { kind: 'bridge' } })
  t.same(await socket.echo(type, CREATE, bridge, () => 'echoed'), ['echoed'])
  t.equal(heard, 0)
  socket.close()
})

/** Requests that are refused with EOPNOTSUPP and a text about what is not modelled. */
t.test('what is not modelled is refused, and never succeeds silently', async (t) => {
  const { change, get, dump, socket, rtnl } = await open(t, STATE)
  const inet = { family: 'inet' }
  const refused: readonly (readonly [string, Promise<unknown>])[] = [
    ['addresses of family mpls', change('RTM_NEWADDR', { header: { family: 'mpls' } })],
    ['addresses of family bridge', dump('RTM_GETADDR', { header: { family: 'bridge' } })],
    ['`targetNetnsid`', dump('RTM_GETADDR', { header: inet, targetNetnsid: 3 })],
    ['`anycast`', change('RTM_NEWADDR', { header: inet, local: '10.0.0.1', anycast: '10.0.0.2' })],
    [
      'IPv6 addresses with a peer',
      rtnl.addresses.add({ dev: 'eth0', address: '2001:db8::9', peer: '2001:db8::a/128' }),
    ],
    ['RTM_GETADDR for a single object', get('RTM_GETADDR', { header: inet })],
    ['routes of family mpls', change('RTM_NEWROUTE', { header: { family: 'mpls' } })],
    ['routes of family mpls', dump('RTM_GETROUTE', { header: { family: 'mpls' } })],
    ['routes of family mpls', get('RTM_GETROUTE', { header: { family: 'mpls' } })],
    ['routes by source', change('RTM_NEWROUTE', { header: { ...inet, srcLen: 8 } })],
    ['the flag pervasive', change('RTM_NEWROUTE', { header: { ...inet, flags: ['pervasive'] } })],
    ['`metrics.hoplimit`', change('RTM_NEWROUTE', { header: inet, metrics: { hoplimit: 9 } })],
    ['`nhId`', change('RTM_NEWROUTE', { header: inet, nhId: 7 })],
    ['lookups without a destination', get('RTM_GETROUTE', { header: inet })],
    ['lookups of multicast addresses', rtnl.routes.get('224.0.0.1')],
    ['lookups of multicast addresses', rtnl.routes.get('ff02::1')],
    ['IPv6 routes through the loopback', rtnl.routes.add({ dst: '2001:db8:9::/48', dev: 'lo' })],
    [
      'IPv6 routes that are added with several next hops',
      rtnl.routes.add({ dst: '2001:db8:9::/48', multipath: [{ gateway: '2001:db8::1' }, { gateway: '2001:db8::2' }] }),
    ],
    [
      'deleting several next hops of an IPv6 route at once',
      rtnl.routes.delete({ dst: '2001:db8:9::/48', multipath: [{ gateway: '2001:db8::1' }] }),
    ],
    [
      'IPv6 routes that lead nowhere and have a next hop',
      rtnl.routes.add({ dst: '2001:db8:9::/48', type: 'blackhole', dev: 'eth0' }),
    ],
    ['rules of family ipmr', change('RTM_NEWRULE', { header: { family: 'ipmr' } })],
    ['`goto`', rtnl.rules.add({ goto: 200 })],
    ['rules with the action nop', change('RTM_NEWRULE', { header: { ...inet, action: 'nop' } })],
    ['rules by TOS', rtnl.rules.add({ tos: 4 })],
    ['the flag find_saddr', rtnl.rules.add({ flags: ['find_saddr'] })],
    ['rules without a table', change('RTM_NEWRULE', { header: { ...inet, action: 'lookup' } })],
    ['`tunId`', rtnl.rules.add({ table: 5, tunId: '0x7' })],
    ['neighbours of family bridge', rtnl.neighbours.list({ family: 'bridge' })],
    ['neighbours of family bridge', change('RTM_NEWNEIGH', { header: { family: 'bridge' } })],
    ['the flag router', rtnl.neighbours.add({ dev: 'eth0', dst: '192.0.2.9', flags: ['router'] })],
    ['neighbours of the loopback', rtnl.neighbours.add({ dev: 'lo', dst: '127.0.0.9' })],
    ['neighbours with multicast addresses', rtnl.neighbours.add({ dev: 'eth0', dst: '224.0.0.9' })],
    [
      'links of kind vlan (it has veth, bridge, macvlan)',
      rtnl.links.add({ kind: 'vlan', name: 'x', link: 'eth0', data: { id: 5 } }),
    ],
    [
      'links of kind undefined (it has veth, bridge, macvlan)',
      change('RTM_NEWLINK', { header: {}, ifname: 'x' }, CREATE),
    ],
    ['`linkinfo.data.helloTime`', rtnl.links.add({ kind: 'bridge', data: { helloTime: 300 } })],
    ['the spanning tree protocol', rtnl.links.add({ kind: 'bridge', data: { stpState: 1 } })],
    ['the mode passthru', rtnl.links.add({ kind: 'macvlan', link: 'eth0', data: { mode: 'passthru' } })],
    ['`linkinfo.slaveKind`', rtnl.links.change('v1', { slaveKind: 'bridge', slaveData: { priority: 3 } })],
    ['changes of the flag noarp', rtnl.links.change('eth0', { arp: false })],
    ['changes of the lower link', change('RTM_NEWLINK', { header: { index: 5 }, link: 6 })],
    ['an MTU below 1280', rtnl.links.change('eth0', { mtu: 1000 })],
    ['links of family bridge', change('RTM_SETLINK', { header: { family: 'bridge', index: 6 } })],
    ['links of family bridge', dump('RTM_GETLINK', { header: { family: 'bridge' } })],
    ['`carrier`', change('RTM_SETLINK', { header: { index: 5 }, carrier: true })],
    ['RTM_GETNETCONF', rtnl.netconf.list()],
    ['messages of type 4000', socket.request(4000, 0, new Uint8Array(4))],
  ]
  // all are awaited, one after the other
  for (const [, request] of refused) request.catch(() => undefined)
  for (const [what, request] of refused)
    await t.rejects(request, { code: 'EOPNOTSUPP', extack: { message: `FakeNetwork does not model ${what}` } }, what)
})

t.test('malformed requests', async (t) => {
  const { socket } = await open(t)
  const { type } = messageTypes.RTM_NEWLINK
  await t.rejects(socket.request(type, 0, new Uint8Array(3)), { code: 'EINVAL' })
  const badMtu = encode(messageTypes.RTM_NEWLINK.node as Message<object>, { header: { index: 1 }, mtu: 1400 })
  badMtu[16] = 6
  await t.rejects(socket.request(type, 0, badMtu), { code: 'EINVAL', extack: { path: /mtu|#4/ } })
})

t.test('links: refusals', async (t) => {
  const { rtnl, change, get, socket } = await open(t, STATE)
  const refuse = (request: Promise<unknown>, code: string): Promise<unknown> => t.rejects(request, { code })
  await refuse(get('RTM_GETLINK', { header: {} }), 'EINVAL')
  const family = new Uint8Array(4) // struct rtgenmsg
  await refuse(
    socket.get(messageTypes.RTM_GETLINK.type, family, () => 'found'),
    'EINVAL',
  )
  await refuse(get('RTM_GETLINK', { header: {}, altIfname: 'nosuch' }), 'ENODEV')
  await refuse(change('RTM_NEWLINK', { header: {}, ifname: 'nosuch' }), 'ENODEV')
  await refuse(change('RTM_NEWLINK', { header: { index: 5 } }, CREATE | REPLACE), 'EOPNOTSUPP')
  await refuse(change('RTM_DELLINK', { header: {}, group: 0 }), 'EPERM')
  await refuse(rtnl.links.deleteGroup(99), 'ENODEV')
  await refuse(rtnl.links.delete('eth0'), 'EOPNOTSUPP')
  await refuse(rtnl.links.get(99), 'ENODEV')
  await refuse(rtnl.links.get('nosuch'), 'ENODEV')
  await rtnl.links.add({ kind: 'bridge', name: 'br9', address: '02:00:00:00:00:99' })
  await rtnl.links.delete('br9')
  await refuse(change('RTM_SETLINK', { header: {} }), 'EINVAL')
  await change('RTM_NEWLINKPROP', { header: { index: 5 } })
  await change('RTM_DELLINKPROP', { header: { index: 5 } })
  await change('RTM_NEWLINK', { header: { index: 5 }, group: 7 })
  await refuse(rtnl.links.deleteGroup(7), 'EOPNOTSUPP')
  await refuse(rtnl.links.add({ kind: 'bridge', name: 'br7', index: 5 }), 'EEXIST')
  await refuse(rtnl.links.add({ kind: 'veth', name: 'v7', peer: { index: 5 } }), 'EBUSY')
  await refuse(rtnl.links.add({ kind: 'veth', name: 'v7', peer: { name: 'v7' } }), 'EEXIST')
  await refuse(rtnl.links.add({ kind: 'veth', name: 'v7', peer: { name: 'v0' } }), 'EEXIST')
  await refuse(rtnl.links.add({ kind: 'bridge', name: 'br7', address: '01:00:00:00:00:01' }), 'EADDRNOTAVAIL')
  await refuse(rtnl.links.add({ kind: 'veth', name: 'v7', mtu: 67 }), 'EINVAL')
  await refuse(rtnl.links.add({ kind: 'bridge', name: 'br7', mtu: 67 }), 'EINVAL')
  await refuse(rtnl.links.add({ kind: 'bridge', name: 'br7', mtu: 70000 }), 'EINVAL')
  await refuse(rtnl.links.add({ kind: 'macvlan', name: 'm7', link: 'lo' }), 'EINVAL')
  await refuse(rtnl.links.add({ kind: 'macvlan', name: 'm7', link: 'v1' }), 'EBUSY')
  await refuse(rtnl.links.add({ kind: 'macvlan', name: 'm7', link: 'eth0', mtu: 9000 }), 'EINVAL')
  await refuse(
    rtnl.links.add({ kind: 'macvlan', name: 'm7', link: 'eth0', address: '02:00:00:00:00:07', up: true }),
    'EADDRINUSE',
  )
  await refuse(rtnl.links.add({ kind: 'macvlan', name: 'm7', link: 'eth0', master: 'v0' }), 'EOPNOTSUPP')
  await refuse(rtnl.links.change('m0', { address: '02:00:00:00:00:07' }), 'EADDRINUSE')
  await refuse(rtnl.links.change('m0', { mtu: 9000 }), 'EINVAL')
  await refuse(rtnl.links.change('eth0', { address: '00:00:00:00:00:00' }), 'EADDRNOTAVAIL')
  await refuse(rtnl.links.change('eth0', { name: 'v0' }), 'EEXIST')
  await refuse(rtnl.links.change('eth0', { master: 'br0' }), 'EBUSY')
  await refuse(rtnl.links.change('lo', { master: 'br0' }), 'EINVAL')
  await refuse(rtnl.links.change('br0', { master: 'br0' }), 'ELOOP')
  await refuse(rtnl.links.change('v0', { master: 4000 }), 'EINVAL')
  await refuse(
    change('RTM_NEWLINK', { header: { index: 7 }, linkinfo: { kind: 'bridge', data: { ageingTime: 1 } } }),
    'EOPNOTSUPP',
  )
  await refuse(change('RTM_NEWLINK', { header: { index: 7 }, linkinfo: { kind: 'veth', data: {} } }), 'EOPNOTSUPP')
  await refuse(rtnl.links.addAltname('v0', 'br0'), 'EEXIST')
  await refuse(rtnl.links.deleteAltname('v0', 'br0'), 'EINVAL')
  await refuse(rtnl.links.deleteAltname('v0', 'nosuch'), 'ENOENT')
})

t.test('links: changes and what follows from them', async (t) => {
  const { rtnl, change } = await open(t, STATE)
  t.match(await rtnl.links.add({ kind: 'macvlan', name: 'm1', link: 'm0' }, { echo: true }), { link: 5, mtu: 1500 })
  t.match(
    await rtnl.links.add({ kind: 'veth', name: 'v7', peer: { name: 'v8' }, index: 40, master: 'br0' }, { echo: true }),
    {
      index: 40,
    },
  )
  await rtnl.links.change('eth0', { mtu: 1400, txqlen: 50, broadcast: 'ff:ff:ff:ff:ff:fe', alias: 'up' })
  await rtnl.links.change('eth0', { mtu: 1400, name: 'eth0', alias: '' })
  t.match(await rtnl.links.get('m1'), { mtu: 1400 })
  await rtnl.links.change('br0', { kind: 'bridge', data: { forwardDelay: 400 } })
  t.match(await rtnl.links.get('br0'), { data: { forwardDelay: 400 } })
  await change('RTM_SETLINK', { header: { index: 5, flags: ['up', 'promisc', 'multicast'] } })
  t.match(await rtnl.links.get('eth0'), { flags: ['up', 'broadcast', 'running', 'promisc', 'multicast', 'lower_up'] })
  await rtnl.links.change('v1', { master: null })
  t.match(await rtnl.links.list({ master: 'br0' }), [{ name: 'v7' }])
  t.match(await rtnl.links.list({ kind: 'macvlan' }), [{ name: 'm0' }, { name: 'm1' }])
  await rtnl.links.change('br0', { address: '02:00:00:00:00:77', mtu: 1600 })
  await rtnl.links.change('v1', { master: 'br0', mtu: 1300 })
  t.match(await rtnl.links.get('br0'), { address: '02:00:00:00:00:77', mtu: 1600, operstate: 'up' })
  await rtnl.links.change('br0', { up: false })
  t.match(await rtnl.links.get('v1'), { slaveData: { state: 'disabled' } })
  await rtnl.links.change('br0', { up: true })
  t.match(await rtnl.links.get('v1'), { slaveData: { state: 'forwarding' } })
  await rtnl.links.addAltname('v0', 'pair')
  t.equal((await rtnl.links.get('pair')).name, 'v0')
  await rtnl.links.deleteAltname('pair', 'pair')
  await rtnl.links.deleteGroup(7)
  await rtnl.links.delete('br0')
  await rtnl.links.delete('m1')
  await rtnl.links.deleteAll(['v7', 'm0'])
  t.same(
    (await rtnl.links.list()).map(({ name }) => name),
    ['lo', 'eth0', 'veth0', 'lone'],
  )
})

t.test('many objects: a list comes in several datagrams', async (t) => {
  const addresses = Array.from({ length: 70 }, (_, at) => ({ dev: 'eth0', address: `10.7.${at}.1/24` }))
  const { rtnl } = await open(t, { links: [{ name: 'eth0' }], addresses })
  t.equal((await rtnl.addresses.list()).length, 70)
  t.equal(await rtnl.addresses.flush({ all: true }), 70)
})

t.test('the fake kernel encodes values, on a port of choice', async (t) => {
  const kernel = new FakeKernel(
    (_request, answer) => {
      answer.object(messageTypes.RTM_NEWLINK, { header: { index: 9 }, ifname: 'x9' }, 0x20)
      answer.done()
    },
    { port: 99 },
  )
  t.equal(kernel.port, 99)
  await using rtnl = await Rtnl.open({ transport: kernel })
  t.match(await rtnl.links.list(), [{ index: 9, name: 'x9' }])
})
