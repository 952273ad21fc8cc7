/** The way out, the interface that leads there, its hardware address. */
import t from 'tap'
import type { Value } from './network.ts'
import { ENOENT, link, Network } from './network.ts'

const links = [
  link(1, 'lo', { address: '00:00:00:00:00:00' }),
  link(3, 'eth0', { address: '02:00:00:00:00:03' }),
  link(4, 'wlan0', { address: '02:00:00:00:00:04' }),
  link(5, 'ppp0', { address: '' }),
  link(6, 'tun0'),
]

const way = (family: string, more: Value): Value => ({
  header: { family, table: 'main', protocol: 'boot', type: 'unicast', ...(more['header'] as Value | undefined) },
  ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'header')),
})
const hop = (ifindex: number, hops: number, more: Value): Value => ({ header: { ifindex, hops, flags: [] }, ...more })

const network = (routes: readonly Value[]): Network =>
  new Network({ dumps: { RTM_GETLINK: links, RTM_GETROUTE: routes } })

t.test('the default route with the least metric', async (t) => {
  const one = network([
    way('inet', { gateway: '192.168.1.1', oif: 4, priority: 600 }),
    way('inet', { gateway: '10.0.0.254', oif: 3, priority: 100, prefsrc: '10.0.0.1' }),
    way('inet', { gateway: '10.9.9.9', oif: 3, priority: 200 }),
    way('inet', { header: { dstLen: 8 }, dst: '10.0.0.0', oif: 3 }),
    way('inet', { header: { table: 'local' }, gateway: '10.0.0.1', oif: 3 }),
    way('inet', { header: { type: 'unreachable' } }),
    way('inet6', { gateway: 'fe80::1', oif: 5, priority: 1024 }),
  ])
  const rtnl = await one.open()
  t.strictSame(await rtnl.defaultGateway(), {
    family: 'inet',
    gateway: '10.0.0.254',
    index: 3,
    dev: 'eth0',
    metric: 100,
    source: '10.0.0.1',
  })
  const [asked] = one.asked().filter(([name]) => name === 'RTM_GETROUTE dump')
  t.strictSame(asked?.[1], { header: { family: 'inet', type: 'unicast' }, table: 'main' })
  t.match(await rtnl.defaultGateway('inet6'), { family: 'inet6', gateway: 'fe80::1', dev: 'ppp0', metric: 1024 })
  t.match(await rtnl.primaryInterface(), { name: 'eth0', index: 3 })
  t.equal(await rtnl.macAddress(), '02:00:00:00:00:03')
  t.equal(await rtnl.macAddress('wlan0'), '02:00:00:00:00:04')
  t.equal(await rtnl.macAddress(5), undefined, 'a link without one')
  t.equal(await rtnl.macAddress('tun0'), undefined)
  t.match(await rtnl.macAddress('nope').catch((error) => error), { code: 'ENODEV' })
})

t.test('no metric is the least', async (t) => {
  const rtnl = await network([
    way('inet', { gateway: '10.0.0.2', oif: 3, priority: 1 }),
    way('inet', { gateway: '10.0.0.1', oif: 4 }),
    way('inet', { gateway: '10.0.0.3', oif: 4 }),
  ]).open()
  t.match(await rtnl.defaultGateway(), { gateway: '10.0.0.1', metric: 0, source: undefined })
})

t.test('point-to-point, a next hop of the other family, several next hops', async (t) => {
  const gateway = async (more: Value): Promise<unknown> => (await network([way('inet', more)]).open()).defaultGateway()
  t.match(await gateway({ oif: 6 }), { gateway: undefined, dev: 'tun0' })
  t.match(await gateway({ oif: 3, via: { family: 'inet6', address: 'fe80::9' } }), { gateway: 'fe80::9', dev: 'eth0' })
  t.match(await gateway({ multipath: [hop(3, 0, { gateway: '10.0.0.3' }), hop(4, 9, { gateway: '10.0.0.4' })] }), {
    gateway: '10.0.0.4',
    dev: 'wlan0',
  })
  t.match(await gateway({ multipath: [hop(3, 0, { via: { family: 'inet6', address: 'fe80::9' } })] }), {
    gateway: 'fe80::9',
    dev: 'eth0',
  })
  t.equal(await gateway({}), undefined, 'neither a link nor next hops')
})

t.test('no way out', async (t) => {
  const rtnl = await network([]).open()
  t.equal(await rtnl.defaultGateway(), undefined)
  t.equal(await rtnl.primaryInterface(), undefined)
  t.equal(await rtnl.macAddress(), undefined)
  const fresh = new Network({ dumps: { RTM_GETROUTE: (answer) => answer.done(ENOENT) } })
  t.equal(await (await fresh.open()).defaultGateway(), undefined, 'a namespace that never had a route')
})

t.test('IPv6 alone', async (t) => {
  const rtnl = await network([way('inet6', { gateway: 'fe80::1', oif: 3, priority: 1024 })]).open()
  t.equal(await rtnl.defaultGateway(), undefined)
  t.match(await rtnl.primaryInterface(), { name: 'eth0' })
})
