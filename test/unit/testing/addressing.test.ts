/** Addresses, routes, rules and neighbours of the network in memory, where random calls seldom come. */
import t, { type Test } from 'tap'
import { NetlinkSocket, Rtnl } from '../../../src/index.ts'
import { encode } from '../../../src/netlink/codec/encode/encode.ts'
import type { Message } from '../../../src/netlink/codec/node.ts'
import { route } from '../../../src/rtnl/family.ts'
import type { MessageName } from '../../../src/rtnl/tables/index.ts'
import { messageTypes } from '../../../src/rtnl/tables/index.ts'
import type { FakeNetworkOptions } from '../../../src/testing.ts'
import { FakeNetwork } from '../../../src/testing.ts'

const STATE: FakeNetworkOptions = {
  links: [
    { name: 'lo', up: true },
    { name: 'eth0', up: true, address: '02:00:00:00:00:07' },
    { name: 'eth1', up: true },
  ],
  addresses: [
    { dev: 'eth0', address: '192.0.2.7/24' },
    { dev: 'eth1', address: '198.51.100.7/24' },
    { dev: 'eth0', address: '2001:db8::7/64' },
  ],
}

const open = async (t: Test) => {
  const network = new FakeNetwork(STATE)
  const rtnl = await Rtnl.open({ transport: network.transport })
  const socket = new NetlinkSocket({ transport: network.transport(), family: route })
  t.teardown(() => {
    rtnl.close()
    socket.close()
  })
  const change = (name: MessageName, value: object, flags = 0): Promise<void> =>
    socket.request(messageTypes[name].type, flags, encode(messageTypes[name].node as Message<object>, value))
  const refuse = (request: Promise<unknown>, code: string): Promise<unknown> => t.rejects(request, { code })
  return { network, rtnl, change, refuse }
}

t.test('IPv4 addresses', async (t) => {
  const { rtnl, change, refuse } = await open(t)
  const { addresses, routes } = rtnl
  const header = { family: 'inet', prefixlen: 24, index: 2 }
  await refuse(change('RTM_NEWADDR', { header: { ...header, prefixlen: 33 }, local: '10.0.0.1' }), 'EINVAL')
  await refuse(change('RTM_NEWADDR', { header }), 'EINVAL')
  await refuse(change('RTM_NEWADDR', { header: { ...header, index: 9 }, local: '10.0.0.1' }), 'ENODEV')
  await refuse(change('RTM_NEWADDR', { header, local: '10.0.0.1', cacheinfo: { valid: 0 } }), 'EINVAL')
  await refuse(addresses.add({ dev: 'eth0', address: '192.0.2.7/24' }), 'EEXIST')
  await refuse(change('RTM_NEWADDR', { header, local: '192.0.2.7' }), 'EEXIST')
  await refuse(addresses.add({ dev: 'eth0', address: '192.0.2.9/24', scope: 'link' }), 'EINVAL')
  await addresses.replace({ dev: 'eth0', address: '192.0.2.7/24', metric: 77, preferred: 0, valid: 600, proto: 9 })
  t.match(await addresses.get('192.0.2.7/24'), {
    metric: 77,
    flags: ['deprecated'],
    proto: 9,
    valid: 600,
  })
  t.match(await routes.list({ dst: '192.0.2.0/24' }), [{ metric: 77 }])
  await addresses.replace({ dev: 'eth0', address: '192.0.2.7/24' })
  await addresses.add({ dev: 'eth0', address: '0.0.0.5/8' })
  await addresses.add({ dev: 'eth0', address: '10.3.0.1/31', broadcast: '255.255.255.255', flags: ['noprefixroute'] })
  await addresses.replace({ dev: 'eth0', address: '10.3.0.1/31' })
  await addresses.add({ dev: 'eth0', address: '10.4.0.1/24', label: 'eth0:own' })
  await addresses.add({ dev: 'eth0', address: '10.4.0.2/24' })
  t.same(await routes.list({ dst: '10.3.0.0/31' }), [])
  await rtnl.links.change('eth0', { name: 'wan-with-a-name' })
  t.same(
    (await addresses.list({ dev: 'wan-with-a-name', family: 'inet' })).map(({ label }) => label),
    ['wan-with-a-name', 'wan-with-a-na:2', 'wan-with-a-na:3', 'wan-with-a-:own', 'wan-with-a-na:5'],
  )
  await refuse(addresses.delete({ dev: 2, address: '10.4.0.1/24', label: 'other' }), 'EADDRNOTAVAIL')
  await change('RTM_DELADDR', { header: { ...header, index: 2 }, label: 'wan-with-a-:own' })
  await change('RTM_DELADDR', { header })
  await refuse(change('RTM_DELADDR', { header: { ...header, index: 9 } }), 'ENODEV')
  await routes.add({ dst: '10.8.0.0/16', gateway: '198.51.100.1', prefsrc: '10.3.0.1' })
  await addresses.delete({ dev: 2, address: '10.3.0.1/31' })
  t.same(await routes.list({ dst: '10.8.0.0/16' }), [], 'its source address is gone')
})

t.test('a secondary address is deleted alone', async (t) => {
  const { rtnl } = await open(t)
  await rtnl.addresses.add({ dev: 'eth0', address: '192.0.2.8/24' })
  await rtnl.addresses.delete({ dev: 'eth0', address: '192.0.2.8/24' })
  t.match(await rtnl.addresses.list({ dev: 'eth0', family: 'inet' }), [{ address: '192.0.2.7/24' }])
})

t.test('IPv6 addresses', async (t) => {
  const { network, rtnl, change, refuse } = await open(t)
  const { addresses, links, routes } = rtnl
  const header = { family: 'inet6', prefixlen: 64, index: 2 }
  await refuse(change('RTM_NEWADDR', { header }), 'EINVAL')
  await refuse(change('RTM_NEWADDR', { header: { ...header, index: 9 }, address: '2001:db8::9' }), 'ENODEV')
  await refuse(change('RTM_NEWADDR', { header: { ...header, prefixlen: 129 }, address: '2001:db8::9' }), 'EINVAL')
  await refuse(addresses.add({ dev: 'eth0', address: '2001:db8::7/64' }), 'EEXIST')
  for (const address of ['::/64', '::1/128', 'ff02::9/64'])
    await refuse(addresses.add({ dev: 'eth0', address }), 'EADDRNOTAVAIL')
  await refuse(addresses.delete({ dev: 'eth0', address: '2001:db8::9/64' }), 'EADDRNOTAVAIL')
  await refuse(addresses.delete({ dev: 9, address: '2001:db8::9/64' }), 'ENODEV')
  await change('RTM_NEWADDR', { header, local: '2001:db8::9' }, 0x400)
  await addresses.replace({ dev: 'eth0', address: '2001:db8::7/64', metric: 77 })
  t.match(await routes.list({ dst: '2001:db8::/64' }), [{ metric: 77 }, { metric: 256 }])
  await addresses.replace({ dev: 'eth0', address: '2001:db8::7/64', flags: ['noprefixroute'] })
  await addresses.delete({ dev: 'eth0', address: '2001:db8::7/64' })
  network.setCarrier('eth1', false)
  await links.change('eth1', { up: false })
  await links.change('eth1', { up: true })
  await addresses.add({ dev: 'eth1', address: '2001:db8:1::7/64' })
  await addresses.replace({ dev: 'eth1', address: '2001:db8:1::7/64', metric: 5 })
  await addresses.add({ dev: 'eth1', address: '2001:db8:1::8/64', preferred: 5, valid: 9 })
  t.match(await addresses.get('2001:db8:1::7/64'), { flags: ['tentative', 'permanent'] })
  await refuse(routes.add({ dst: '2001:db8:9::/48', dev: 'eth0', prefsrc: '2001:db8:1::7' }), 'EINVAL')
  network.setCarrier('eth1', true)
  t.match(await addresses.get('2001:db8:1::7/64'), { flags: ['permanent'] })
  await links.change('eth1', { up: false })
  t.same(await addresses.list({ dev: 'eth1', family: 'inet6' }), [])
  await addresses.add({ dev: 'eth1', address: '2001:db8:1::7/64', preferred: 5, valid: 9 })
  await addresses.add({ dev: 'eth1', address: '2001:db8:1::8/64', flags: ['nodad'] })
  await links.change('eth1', { up: true })
  t.match(await routes.list({ dst: '2001:db8:1::/64' }), [{ metric: 256 }])
  await links.change('lo', { up: false })
  await addresses.add({ dev: 'lo', address: '::1/128' })
  await links.change('lo', { up: true })
  t.match(await addresses.list({ dev: 'lo' }), [{ address: '127.0.0.1/8' }, { address: '::1/128' }])
})

t.test('IPv4 routes', async (t) => {
  const { rtnl, change, refuse } = await open(t)
  const { routes } = rtnl
  const [near, far] = ['192.0.2.1', '198.51.100.1']
  const header = { family: 'inet', dstLen: 8, scope: 'global', type: 'unicast' }
  await refuse(change('RTM_NEWROUTE', { header: { ...header, dstLen: 33 } }, 0x400), 'EINVAL')
  await refuse(change('RTM_NEWROUTE', { header: { ...header, type: 'xresolve' }, dst: '10.0.0.0' }, 0x400), 'EINVAL')
  await refuse(
    change('RTM_NEWROUTE', { header, dst: '10.0.0.0', multipath: [{ header: { ifindex: 99 } }] }, 0x400),
    'ENODEV',
  )
  await refuse(routes.add({ dst: '10.0.0.0/8', type: 'local', scope: 'global', dev: 'lo' }), 'EINVAL')
  await refuse(routes.add({ dst: '10.0.0.0/8', scope: 'nowhere', dev: 'eth0' }), 'EINVAL')
  await refuse(
    change('RTM_NEWROUTE', { header: { ...header, type: 'blackhole' }, dst: '10.0.0.0', oif: 2 }, 0x400),
    'EINVAL',
  )
  await refuse(
    change('RTM_NEWROUTE', { header: { ...header, type: 'blackhole' }, dst: '10.0.0.0', multipath: [] }, 0x400),
    'EINVAL',
  )
  await refuse(routes.add({ dst: '10.0.0.0/8', dev: 'eth0', onlink: true }), 'EINVAL')
  await refuse(routes.add({ dst: '10.0.0.0/8', gateway: near, dev: 'eth0', onlink: true, scope: 'link' }), 'EINVAL')
  await refuse(routes.add({ dst: '10.0.0.0/8', gateway: near, onlink: true }), 'ENODEV')
  await refuse(routes.add({ dst: '10.0.0.0/8', gateway: '192.0.2.7', dev: 'eth0', onlink: true }), 'EINVAL')
  await refuse(routes.add({ dst: '10.0.0.0/8', gateway: '192.0.2.255' }), 'EINVAL')
  await refuse(routes.add({ dst: '10.0.0.0/8', gateway: near, prefsrc: '9.9.9.9' }), 'EINVAL')
  await refuse(routes.add({ dst: '10.0.0.9', type: 'local', multipath: [{ dev: 'lo' }, { dev: 'eth0' }] }), 'EINVAL')
  await refuse(routes.add({ dst: '10.0.0.9', type: 'local', gateway: near, dev: 'eth0', scope: 'host' }), 'EINVAL')
  await routes.add({ dst: '10.0.0.9', type: 'local', dev: 'lo', prefsrc: '10.0.0.9' })
  await routes.add({ dst: '10.0.0.11', type: 'local', dev: 'lo' })
  t.match(await routes.get('10.0.0.11'), { prefsrc: '10.0.0.11', dev: 'lo' })
  await routes.add({ dst: '10.0.0.0/8', gateway: near, metrics: { mtu: 1300 } })
  await refuse(routes.add({ dst: '10.0.0.0/8', gateway: near }), 'EEXIST')
  await routes.replace({ dst: '10.0.0.0/8', gateway: near, metrics: { mtu: 1300 } })
  await routes.add({ dst: '10.66.0.0/16', dev: 'eth0', scope: 100, tos: 4, prefsrc: '192.0.2.7' })
  for (const other of [{ dev: 'eth1' }, { gateway: far }, { prefsrc: '198.51.100.7' }])
    await refuse(routes.delete({ dst: '10.66.0.0/16', tos: 4, ...other }), 'ESRCH')
  t.match(await routes.get('10.66.0.1', { tos: 4 }), { oif: 2, tos: 4 })
  t.match(await routes.get('10.66.0.1', { fibMatch: true, dev: 'eth0' }), { oif: 2 })
  await routes.delete({ dst: '10.66.0.0/16', tos: 4, prefsrc: '192.0.2.7' })
  await routes.append({ dst: '10.0.0.0/8', gateway: far })
  await refuse(routes.append({ dst: '10.0.0.0/8', gateway: far }), 'EEXIST')
  await refuse(routes.replace({ dst: '10.0.0.0/8', gateway: far }), 'EEXIST')
  await change(
    'RTM_NEWROUTE',
    { header: { ...header, protocol: 'boot' }, dst: '10.0.0.0', gateway: '192.0.2.3' },
    0x400,
  )
  t.same(
    (await routes.list({ dst: '10.0.0.0/8' })).map(({ gateway }) => gateway),
    ['192.0.2.3', near, far],
  )
  await refuse(routes.change({ dst: '10.7.0.0/16', gateway: near }), 'ENOENT')
  await refuse(routes.delete({ dst: '10.0.0.0/8', gateway: far, metrics: { mtu: 1300 } }), 'ESRCH')
  await routes.delete({
    dst: '10.0.0.0/8',
    gateway: near,
    metrics: { mtu: 1300 },
    protocol: 'boot',
    type: 'unicast',
    scope: 'global',
  })
  await refuse(routes.delete({ dst: '10.0.0.0/8', table: 99 }), 'ESRCH')
  await routes.add({ dst: '10.9.0.0/16', table: 300, multipath: [{ gateway: near, weight: 3 }, { gateway: far }] })
  t.match(await routes.list({ table: 300 }), [{ multipath: [{ gateway: near, weight: 3 }, { gateway: far }] }])
  await refuse(
    routes.delete({ dst: '10.9.0.0/16', table: 300, multipath: [{ gateway: far }, { gateway: near }] }),
    'ESRCH',
  )
  await rtnl.links.change('eth0', { up: false })
  t.match(await routes.list({ table: 300 }), [{ flags: [], multipath: [{ flags: ['dead', 'linkdown'] }, {}] }])
  await rtnl.rules.add({ table: 300 })
  t.match(await routes.get('10.9.1.1'), { dev: 'eth1', table: 300 })
  await routes.delete({ dst: '10.9.0.0/16', table: 300, multipath: [{ gateway: near }, { gateway: far, dev: 'eth1' }] })
  await routes.add({ dst: '10.9.0.0/16', type: 'throw', table: 300 })
  t.match(await routes.get('10.9.1.1'), { dev: 'eth1', table: 'main' })
  await rtnl.links.change('eth1', { up: false })
  await refuse(routes.add({ dst: '10.0.0.0/8', gateway: '198.51.100.7' }), 'ENETDOWN')
  await refuse(routes.add({ dst: '10.0.0.0/8', gateway: '198.51.100.7', dev: 'eth1', onlink: true }), 'ENETDOWN')
  await refuse(routes.add({ dst: '10.0.0.0/8', dev: 'eth1' }), 'ENETDOWN')
  await refuse(routes.add({ dst: '10.0.0.0/8', gateway: '172.16.0.1', table: 300 }), 'ENETUNREACH')
  t.same(await routes.list({ family: 'inet', table: 4000 }), [])
  t.match(await routes.list({ protocol: 'kernel', type: 'local', dev: 'lo' }), [{}, {}])
})

t.test('IPv6 routes', async (t) => {
  const { rtnl, change, refuse } = await open(t)
  const { routes } = rtnl
  const dst = '2001:db8:a::/48'
  await routes.add({ dst: '2001:db8::/32', dev: 'eth0' })
  await routes.add({ dst: '2001:db9::/32', dev: 'eth0' })
  await routes.delete({ dst: '2001:db8::/32' })
  const [one, two] = ['2001:db8::1', '2001:db8::2']
  await refuse(routes.add({ dst, gateway: one, tos: 4 }), 'EINVAL')
  await refuse(routes.add({ dst, gateway: 'ff02::1', dev: 'eth0' }), 'EINVAL')
  await refuse(routes.add({ dst, gateway: 'fe80::1' }), 'EINVAL')
  await refuse(routes.add({ dst, gateway: 'fe80::1', dev: 'lo' }), 'EINVAL')
  await refuse(routes.add({ dst, gateway: '2001:db8::7' }), 'EINVAL')
  await refuse(routes.add({ dst, gateway: 'fe80::ff:fe00:7', dev: 'eth0' }), 'EINVAL')
  await refuse(routes.add({ dst, gateway: '2001:db8:7::1' }), 'EHOSTUNREACH')
  await refuse(routes.add({ dst, gateway: one, dev: 'eth1' }), 'EHOSTUNREACH')
  await refuse(routes.add({ dst, gateway: one, onlink: true }), 'ENODEV')
  await refuse(routes.add({ dst, gateway: one, dev: 'eth1', onlink: true }), 'EINVAL')
  await routes.add({ dst: '2001:db8:b::/48', gateway: '2001:db8:ffff::1', dev: 'eth1', onlink: true })
  await routes.add({ dst: '2001:db8:b::/48', gateway: one, dev: 'eth0', onlink: true, table: 9 })
  await refuse(routes.add({ dst, gateway: one, prefsrc: '2001:db8::99' }), 'EINVAL')
  await refuse(routes.change({ dst, gateway: one }), 'ENOENT')
  await refuse(routes.change({ dst: 'default', gateway: one }), 'ENOENT')
  await routes.add({ dst, gateway: one, prefsrc: '2001:db8::7' })
  await refuse(routes.add({ dst, gateway: two }), 'EEXIST')
  await refuse(routes.append({ dst, gateway: one }), 'EEXIST')
  await routes.append({ dst, gateway: two })
  await routes.append({ dst, dev: 'eth1' })
  t.match(await routes.list({ dst }), [{ multipath: [{ gateway: one }, { gateway: two }] }, { dev: 'eth1' }])
  t.match(await routes.get('2001:db8:a::9', { dev: 'eth1' }), { dev: 'eth1' })
  await routes.delete({ dst, gateway: two })
  t.match(await routes.list({ dst, gateway: one }), [{ gateway: one }])
  await routes.replace({ dst, dev: 'eth0' })
  await routes.replace({ dst, type: 'unreachable', metric: 1024 })
  await refuse(routes.delete({ dst, metric: 5 }), 'ESRCH')
  await refuse(routes.delete({ dst, dev: 'lo', metric: 7 }), 'ESRCH')
  const none = { dst: 'default', family: 'inet6' } as const
  await refuse(routes.delete(none), 'ENOENT')
  for (const more of [{ dev: 'eth1' }, { gateway: one }, { metric: 7 }, { protocol: 'static' as const }])
    await refuse(routes.delete({ ...none, ...more }), 'ESRCH')
  await routes.add({ ...none, dev: 'eth1', protocol: 'static' })
  await routes.delete(none)
  await refuse(routes.delete({ dst, dev: 'eth1' }), 'ESRCH')
  await refuse(routes.delete({ dst, gateway: '2001:db8::99' }), 'ESRCH')
  await routes.add({ dst: '2001:db8:5::5/128', type: 'local', dev: 'eth0' })
  await refuse(routes.add({ dst, gateway: '2001:db8:5::5', dev: 'eth0', onlink: true, table: 'local' }), 'EINVAL')
  await refuse(routes.delete({ dst, protocol: 'static' }), 'ESRCH')
  await refuse(routes.delete({ dst, table: 99 }), 'ESRCH')
  await routes.delete({ dst, gateway: one })
  await routes.delete({ dst })
  await change('RTM_NEWROUTE', { header: { family: 'inet6', dstLen: 64 }, dst: '2001:db8:c::', oif: 2 }, 0x100 | 0x400)
  await refuse(routes.add({ dst: '2001:db8:d::/48', gateway: '2001:db8:c::1', dev: 'eth1' }), 'EHOSTUNREACH')
  await routes.add({ dst: '2001:db8:d::/48', type: 'prohibit' })
  await refuse(routes.add({ dst: '2001:db8:e::/48', gateway: '2001:db8:d::1' }), 'EHOSTUNREACH')
  await refuse(routes.get('2001:db8:d::1'), 'EACCES')
  t.match(await routes.get('fe80::9', { dev: 'eth0' }), { prefsrc: 'fe80::ff:fe00:7' })
  t.match(await routes.get('2001:db8::9', { from: '2001:db8::7' }), { src: '2001:db8::7/128' })
  await rtnl.links.change('eth1', { up: false })
  await refuse(routes.add({ dst: '2001:db8:e::/48', gateway: one, dev: 'eth1', onlink: true }), 'ENETDOWN')
  await refuse(routes.add({ dst: '2001:db8:e::/48', dev: 'eth1' }), 'ENETDOWN')
})

t.test('lookups', async (t) => {
  const { rtnl, refuse } = await open(t)
  const { routes, rules, addresses } = rtnl
  await refuse(routes.get('203.0.113.1'), 'ENETUNREACH')
  t.match(await routes.get('203.0.113.1', { dev: 'eth0' }), { prefsrc: '192.0.2.7', table: 'unspec' })
  t.match(await routes.get('203.0.113.1', { dev: 'lo' }), { flags: ['cloned', 'local'], prefsrc: '192.0.2.7' })
  t.match(await routes.get('192.0.2.255'), { type: 'broadcast', flags: ['cloned', 'brd', 'local'] })
  t.match(await routes.get('192.0.2.9', { from: '192.0.2.7' }), { src: '192.0.2.7/32' })
  await refuse(routes.get('192.0.2.9', { from: '9.9.9.9' }), 'ENETUNREACH')
  await routes.add({ dst: '10.0.0.0/8', gateway: '192.0.2.7' })
  t.equal((await routes.get('10.1.1.1')).gateway, undefined)
  await addresses.add({ dev: 'eth0', address: '10.77.0.1/24' })
  await routes.add({ dst: '10.88.0.0/16', gateway: '10.77.0.9' })
  t.match(await routes.get('10.88.1.1'), { prefsrc: '10.77.0.1' })
  await routes.add({ dst: '10.99.0.0/16', gateway: '172.16.0.9', dev: 'eth0', onlink: true })
  t.match(await routes.get('10.99.1.1'), { prefsrc: '192.0.2.7' })
  await rules.add({ priority: 5, dst: '192.0.2.0/24', action: 'prohibit', not: true, src: '192.0.2.0/24' })
  await refuse(routes.get('10.1.1.1'), 'EACCES')
  await rules.delete({ priority: 5, dst: '192.0.2.0/24', src: '192.0.2.0/24' })
  await rules.add({ priority: 6, oifname: 'eth1', iifname: 'lo', table: 'main', suppressPrefixlen: 24 })
  await rules.add({ priority: 7, iifname: 'eth0', action: 'blackhole' })
  await refuse(rules.add({ priority: 7, iifname: 'eth0', action: 'blackhole' }), 'EEXIST')
  t.match(await routes.get('198.51.100.9', { dev: 'eth1' }), { table: 'main' })
})

t.test('rules', async (t) => {
  const { rtnl, change, refuse } = await open(t)
  const header = { family: 'inet', action: 'lookup', table: 'main' }
  await refuse(change('RTM_NEWRULE', { header: { ...header, srcLen: 8 } }, 0x400), 'EINVAL')
  await refuse(change('RTM_NEWRULE', { header: { ...header, dstLen: 33 }, dst: '10.0.0.0' }, 0x400), 'EINVAL')
  await change('RTM_NEWRULE', { header, priority: 9, fwmark: 0 }, 0x400)
  await change('RTM_NEWRULE', { header, priority: 9, fwmark: 0 }, 0x400)
  await change('RTM_NEWRULE', { header, priority: 9, fwmark: 3, fwmask: 15 }, 0x400)
  t.equal((await rtnl.rules.list({ priority: 9 })).length, 3)
  await change('RTM_DELRULE', { header: { family: 'inet' }, fwmark: 3, fwmask: 15 })
  await refuse(change('RTM_DELRULE', { header: { family: 'inet' }, fwmark: 3, fwmask: 0 }), 'ENOENT')
  await rtnl.rules.add({ action: 'blackhole', priority: 9 })
  await rtnl.rules.delete({ action: 'blackhole', priority: 9 })
  for (const priority of [9, 9, 0, 32766, 32767]) await rtnl.rules.delete({ priority })
  await change('RTM_NEWRULE', { header }, 0x400)
  t.match(await rtnl.rules.list({ family: 'inet' }), [{ table: 'main' }])
})

t.test('neighbours', async (t) => {
  const { network, rtnl, change, refuse } = await open(t)
  const { neighbours } = rtnl
  const [dst, lladdr, other] = ['192.0.2.1', '02:00:00:00:00:01', '02:00:00:00:00:02']
  const dev = 'eth0'
  await refuse(change('RTM_NEWNEIGH', { header: { family: 'inet', ifindex: 2 } }), 'EINVAL')
  await refuse(change('RTM_NEWNEIGH', { header: { family: 'inet' }, dst }), 'EINVAL')
  await refuse(neighbours.get(dst, dev), 'ENOENT')
  await refuse(neighbours.delete({ dev, dst }), 'ENOENT')
  await refuse(neighbours.change({ dev, dst, lladdr }), 'ENOENT')
  await refuse(neighbours.add({ dev, dst }), 'EINVAL')
  t.match(await neighbours.get(dst, dev), { state: [] })
  await refuse(neighbours.replace({ dev, dst }), 'EINVAL')
  await neighbours.replace({ dev, dst, lladdr })
  await refuse(neighbours.add({ dev, dst, lladdr }), 'EEXIST')
  await neighbours.append({ dev, dst, lladdr: other })
  t.match(await neighbours.get(dst, dev), { lladdr })
  await neighbours.replace({ dev, dst, lladdr: other })
  await neighbours.replace({ dev, dst, state: ['stale'] })
  t.match(await neighbours.get(dst, dev), { lladdr: other, state: ['stale'], type: 'unicast' })
  await neighbours.replace({ dev, dst, state: ['failed'] })
  await neighbours.add({ dev, dst: '2001:db8::1', lladdr })
  await neighbours.add({ dev: 'eth1', dst: '198.51.100.7', lladdr })
  await neighbours.add({ dev, dst: '192.0.2.5', proxy: true })
  await neighbours.replace({ dev, dst: '192.0.2.5', proxy: true })
  t.match(await neighbours.list({ proxy: true }), [{ dst: '192.0.2.5', flags: ['proxy'] }])
  t.match(await neighbours.list(), [{ dst }, { type: 'local' }, { dst: '2001:db8::1' }])
  t.match(await neighbours.list({ dev, family: 'inet6' }), [{ dst: '2001:db8::1' }])
  t.same(await neighbours.list({ master: 'eth0' }), [])
  await neighbours.delete({ dev, dst })
  await rtnl.links.change('eth1', { up: false })
  await rtnl.links.change('eth0', { up: false })
  t.same(await neighbours.list(), [])
  const empty = await Rtnl.open({ transport: new FakeNetwork({ links: [{ name: 'eth0' }] }).transport })
  await empty.neighbours.add({ dev, dst, lladdr })
  t.match(await empty.neighbours.list(), [{ type: 'broadcast' }], 'as the kernel has it before the first address')
  empty.close()
  t.ok(network.requests.length > 0)
})
