/** Requests for one object: what is sent, and how replies and refusals are returned. */
import t from 'tap'
import { KernelError } from '../../../src/netlink/protocol/errors.ts'
import type { RouteQuery } from '../../../src/rtnl/route/lookup.ts'
import type { Value } from './network.ts'
import { ENOENT, link, Network } from './network.ts'

const links = [link(1, 'lo'), link(3, 'eth0')]
const names = (index: number): readonly [string, Value] => [
  'RTM_GETLINK',
  { header: { index }, extMask: ['skip_stats'] },
]

t.test('the route of a packet', async (t) => {
  const network = new Network({
    dumps: { RTM_GETLINK: links },
    answers: {
      RTM_GETROUTE: {
        header: { family: 'inet', dstLen: 32, table: 'main', type: 'unicast', flags: ['cloned'] },
        dst: '192.0.2.1',
        oif: 3,
        gateway: '10.0.0.254',
      },
    },
  })
  const rtnl = await network.open()
  t.match(await rtnl.routes.get('192.0.2.1'), { dst: '192.0.2.1/32', gateway: '10.0.0.254', oif: 3, dev: 'eth0' })
  t.strictSame(network.asked(), [
    ['RTM_GETROUTE', { header: { family: 'inet', dstLen: 32, flags: ['lookup_table'] }, dst: '192.0.2.1' }],
    names(3),
  ])
  const everything: RouteQuery = {
    from: '10.0.0.1',
    dev: 'eth0',
    iif: 1,
    mark: 7,
    tos: 16,
    uid: 1000,
    ipProto: 6,
    sport: 1234,
    dport: 443,
    fibMatch: true,
  }
  await rtnl.routes.get('192.0.2.1', everything)
  t.strictSame(network.asked(), [
    ['RTM_GETLINK', { ifname: 'eth0', extMask: ['skip_stats'] }],
    [
      'RTM_GETROUTE',
      {
        header: { family: 'inet', dstLen: 32, srcLen: 32, tos: 16, flags: ['lookup_table', 'fib_match'] },
        dst: '192.0.2.1',
        src: '10.0.0.1',
        iif: 1,
        oif: 3,
        mark: 7,
        uid: 1000,
        ipProto: 'tcp',
        sport: 1234,
        dport: 443,
      },
    ],
    names(3),
  ])
  await rtnl.routes.get('2001:db8::1', { fibMatch: false, from: '2001:DB8::2', dev: undefined })
  t.strictSame(
    network.asked()[0],
    ['RTM_GETROUTE', { header: { family: 'inet6', dstLen: 128, srcLen: 128 }, dst: '2001:db8::1', src: '2001:db8::2' }],
    'IPv6 refuses flags',
  )
})

t.test('a destination without a route, a link that was deleted', async (t) => {
  const blackhole = { header: { family: 'inet', dstLen: 8, table: 'main', type: 'blackhole' }, dst: '10.0.0.0' }
  const silent = await new Network({ answers: { RTM_GETROUTE: blackhole } }).open()
  t.match(await silent.routes.get('10.0.0.1', { fibMatch: true }), { type: 'blackhole', dev: undefined })
  const gone = await new Network({ answers: { RTM_GETROUTE: { ...blackhole, oif: 5 } } }).open()
  t.match(await gone.routes.get('10.0.0.1'), { oif: 5, dev: undefined }, 'ENODEV is no error here')
  const locked = new Network({ answers: { RTM_GETROUTE: { ...blackhole, oif: 5 }, RTM_GETLINK: 1 } })
  t.match(await (await locked.open()).routes.get('10.0.0.1').catch((error) => error), { code: 'EPERM' })
  const refused = await (await new Network({ answers: { RTM_GETROUTE: 101 } }).open()).routes
    .get('10.0.0.1')
    .catch((error) => error)
  t.ok(refused instanceof KernelError)
  t.equal(refused.message, 'RTM_GETROUTE 10.0.0.1: ENETUNREACH: Network is unreachable')
})

t.test('a multicast route by its own name', async (t) => {
  const answer = (family: string, flags: readonly string[]): Value => ({
    header: { family, dstLen: 32, table: 'main', type: 'multicast', flags },
  })
  const get = async (family: string, flags: readonly string[]): Promise<unknown> =>
    (await (await new Network({ answers: { RTM_GETROUTE: answer(family, flags) } }).open()).routes.get('224.0.0.1'))
      .flags
  t.strictSame(await get('inet', ['cloned', 'rt_offload_failed']), ['cloned', 'mc'])
  t.strictSame(await get('inet', ['linkdown', 'rt_offload_failed']), ['linkdown', 'rt_offload_failed'])
})

t.test('one neighbour', async (t) => {
  const answer = {
    header: { family: 'inet', ifindex: 3, state: ['stale'] },
    dst: '10.0.0.9',
    lladdr: '02:00:00:00:00:09',
  }
  const network = new Network({ dumps: { RTM_GETLINK: links }, answers: { RTM_GETNEIGH: answer } })
  const rtnl = await network.open()
  t.match(await rtnl.neighbours.get('10.0.0.9', 'eth0'), { lladdr: '02:00:00:00:00:09', dev: 'eth0', index: 3 })
  t.strictSame(network.asked(), [
    ['RTM_GETLINK', { ifname: 'eth0', extMask: ['skip_stats'] }],
    ['RTM_GETNEIGH', { header: { family: 'inet', ifindex: 3 }, dst: '10.0.0.9' }],
    names(3),
  ])
  const none = await new Network({ answers: { RTM_GETNEIGH: ENOENT } }).open()
  const refused = await none.neighbours.get('fe80::1', 3).catch((error) => error)
  t.equal(refused.message, 'RTM_GETNEIGH fe80::1 dev 3: ENOENT: No such file or directory')
})

t.test('the nsid of a namespace', async (t) => {
  const asks = (answer: Value): Network => new Network({ answers: { RTM_GETNSID: { header: {}, ...answer } } })
  const network = asks({ nsid: 4 })
  const rtnl = await network.open()
  t.equal(await rtnl.nsids.get({ pid: 77 }), 4)
  t.equal(await rtnl.nsids.get({ fd: 9 }), 4)
  t.equal(await rtnl.nsids.get({ nsid: 2 }, { target: 6 }), 4)
  t.strictSame(network.asked(), [
    ['RTM_GETNSID', { pid: 77 }],
    ['RTM_GETNSID', { fd: 9 }],
    ['RTM_GETNSID', { nsid: 2, targetNsid: 6 }],
  ])
  await t.rejects((await asks({ nsid: -1 }).open()).nsids.get({ pid: 77 }), { name: 'NotFoundError' }, 'it has none')
  const seen = await asks({ nsid: 0, currentNsid: 9 }).open()
  t.equal(await seen.nsids.get({ pid: 77 }, { target: 1 }), 0, 'the one that the target gave, not ours')
  const lost = await asks({ nsid: -1, currentNsid: 9 }).open()
  await t.rejects(lost.nsids.get({ pid: 77 }, { target: 1 }), { name: 'NotFoundError' })
})

t.test('settings of one link, of all links, of new links', async (t) => {
  const answer = (ifindex: number | string): Value => ({ header: { family: 'inet' }, ifindex, forwarding: 1 })
  const asks = (ifindex: number | string): Network =>
    new Network({ dumps: { RTM_GETLINK: links }, answers: { RTM_GETNETCONF: answer(ifindex) } })
  const network = asks(3)
  const rtnl = await network.open()
  t.strictSame(await rtnl.netconf.get('eth0'), { family: 'inet', index: 3, forwarding: 1, dev: 'eth0' })
  t.strictSame(network.asked(), [
    ['RTM_GETLINK', { ifname: 'eth0', extMask: ['skip_stats'] }],
    ['RTM_GETNETCONF', { header: { family: 'inet' }, ifindex: 3 }],
    names(3),
  ])
  for (const dev of ['all', 'default']) {
    const common = asks(dev)
    t.match(await (await common.open()).netconf.get(dev, 'inet6'), { index: dev, dev })
    t.strictSame(common.asked(), [['RTM_GETNETCONF', { header: { family: 'inet6' }, ifindex: dev }]])
  }
  t.match(await (await asks(9).open()).netconf.get(9), { index: 9, dev: undefined }, 'it has gone meanwhile')
})
