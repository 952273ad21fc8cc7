/** Routes: the requests of every verb, and what is refused before anything is sent. */
import fc from 'fast-check'
import t from 'tap'
import type { NewRoute } from '../../../src/rtnl/route/input.ts'
import { runs, seed } from '../../fuzz/random.ts'
import type { Refusal } from './changing.ts'
import { Changing, LINKS, lookup, refused } from './changing.ts'
import type { Value } from './network.ts'

const ADD = 'RTM_NEWROUTE request excl create'
const DELETE = 'RTM_DELROUTE request'

t.test('verbs', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  const route = { dst: '10.0.0.0/8', gateway: '192.0.2.1' }
  const header = { family: 'inet', dstLen: 8, table: 'main', protocol: 'boot', type: 'unicast' }
  // the attribute contains the whole number of the table
  const value = { header: { ...header, table: undefined }, dst: '10.0.0.0', gateway: '192.0.2.1', table: 'main' }
  t.equal(await rtnl.routes.add(route), undefined)
  t.equal(await rtnl.routes.replace(route), undefined)
  t.equal(await rtnl.routes.append(route), undefined)
  await rtnl.routes.change(route)
  await rtnl.routes.delete(route)
  const { table: _, ...sent } = value.header
  t.strictSame(network.asked(), [
    [ADD, { ...value, header: sent }],
    ['RTM_NEWROUTE request replace create', { ...value, header: sent }],
    ['RTM_NEWROUTE request create append', { ...value, header: sent }],
    ['RTM_NEWROUTE request replace', { ...value, header: sent }],
    [DELETE, { header: { family: 'inet', dstLen: 8, scope: 'nowhere' }, dst: '10.0.0.0', gateway: '192.0.2.1' }],
  ])
  await rtnl.routes.delete({ dst: '2001:db8::/32', dev: 'eth0' })
  t.strictSame(network.asked(), [
    lookup('eth0'),
    [DELETE, { header: { family: 'inet6', dstLen: 32 }, dst: '2001:db8::', oif: 3 }],
  ])
})

t.test('fields', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  const sent = async (route: NewRoute): Promise<Value> => {
    await rtnl.routes.add(route)
    const [asked, ...more] = network.asked()
    t.equal(asked?.[0], ADD)
    t.strictSame(more, [], 'nothing is looked up')
    return asked?.[1] as Value
  }
  const header = async (route: NewRoute): Promise<Value> => (await sent(route))['header'] as Value
  const dst = '10.0.0.0/8'
  t.match(await header({ dst, dev: 3 }), { scope: 'link' }, 'on the link itself')
  t.notMatch(await header({ dst, gateway: '10.0.0.1' }), { scope: 'link' })
  t.notMatch(await header({ dst, nhId: 5 }), { scope: 'link' })
  t.notMatch(await header({ dst, multipath: [{ dev: 3 }] }), { scope: 'link' })
  t.match(await header({ dst, dev: 3, scope: 'site' }), { scope: 'site' })
  for (const type of ['local', 'nat'] as const) {
    const value = await sent({ dst, type, dev: 3 })
    t.match(value, { header: { scope: 'host', type }, table: 'local' })
  }
  for (const type of ['broadcast', 'anycast'] as const)
    t.match(await sent({ dst, type, dev: 3 }), { header: { scope: 'link', type }, table: 'local' })
  t.match(await sent({ dst, type: 'multicast', dev: 3 }), { header: { scope: 'link' }, table: 'main' })
  t.strictSame(await header({ dst, type: 'blackhole' }), {
    family: 'inet',
    dstLen: 8,
    protocol: 'boot',
    type: 'blackhole',
  })
  t.match(await sent({ dst: '::1', type: 'local', dev: 1 }), {
    header: { family: 'inet6', dstLen: 128 },
    table: 'local',
  })
  t.match(await sent({ dst: '::/8', type: 'unreachable', dev: 1 }), { oif: 1 }, 'IPv6 takes a link')
  t.match(await sent({ dst, table: 1000, metric: 5, prefsrc: '10.0.0.9', metrics: { mtu: 1400 } }), {
    table: 1000,
    priority: 5,
    prefsrc: '10.0.0.9',
    metrics: { mtu: 1400 },
  })
  t.match(await header({ dst, dev: 3, gateway: '10.0.0.1', onlink: true }), { flags: ['onlink'] })
  t.match(await header({ dst, dev: 3, flags: ['pervasive'], onlink: true }), {
    flags: ['pervasive', 'onlink'].sort().reverse(),
  })
  t.strictSame(await sent({ dst, dev: 3, onlink: false }), {
    header: { family: 'inet', dstLen: 8, protocol: 'boot', scope: 'link', type: 'unicast' },
    dst: '10.0.0.0',
    oif: 3,
    table: 'main',
  })
})

t.test('the direct and the general encoder give the same route', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  // these two take the general path, and have no effect
  const longWay = { onlink: false, multipath: undefined }
  const outcome = async (change: () => Promise<void>): Promise<unknown> => {
    const error = await change().catch((error: unknown) => error)
    return [error === undefined ? 'sent' : String(error), network.asked()]
  }
  const prefix = fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(130)).map((parts) => parts.join('/'))
  const some = fc.record(
    {
      dst: fc.oneof(
        prefix,
        fc.ipV4(),
        fc.ipV4Extended(),
        fc.ipV6(),
        fc.constantFrom('default', '10.0.0.0/33', '1.2.3', '::/9', 'x', '10.0.0.0/'),
      ),
      gateway: fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant('1.2.3.4/5')),
      dev: fc.oneof(fc.constantFrom(3, 7, 0, -1, 1.5, 2 ** 31), fc.nat()),
      metric: fc.oneof(fc.nat(), fc.constantFrom(-1, 2 ** 32, '7')),
      type: fc.constantFrom('unicast', 'blackhole', 'local', 'broadcast', 3, 'odd'),
      protocol: fc.constantFrom('static', 'ra', 99, 256, 'odd'),
      table: fc.constantFrom('main', 'local', 100, 1000, 'odd'),
      scope: fc.constantFrom('link', 'host', 7, 'odd'),
      family: fc.constantFrom('inet', 'inet6', 'unspec', 'mpls'),
      prefsrc: fc.ipV4(),
      tos: fc.nat(300),
      flags: fc.constantFrom(['onlink'], [], ['odd'], 4),
      mark: fc.nat(),
      odd: fc.constantFrom(undefined, 1),
    },
    { requiredKeys: ['dst'] },
  )
  await fc.assert(
    fc.asyncProperty(some, fc.constantFrom('add', 'replace', 'delete'), async (given, verb) => {
      const route = given as unknown as NewRoute
      const direct = await outcome(() => rtnl.routes[verb](route))
      const slow = await outcome(() => rtnl.routes[verb]({ ...route, ...longWay }))
      t.strictSame(direct, slow, JSON.stringify(route))
    }),
    { seed, numRuns: runs(300) },
  )
  rtnl.close()
})

t.test('families', async (t) => {
  const network = new Changing()
  const rtnl = await network.open()
  const value = async (route: NewRoute): Promise<Value> => {
    await rtnl.routes.add(route)
    return network.asked()[0]?.[1] as Value
  }
  const dst = 'default'
  const one = await value({ dst, dev: 3 })
  t.match(one, { header: { family: 'inet' } })
  t.notOk('dst' in one, 'a default route has no destination')
  t.match(await value({ dst, dev: 3, family: 'unspec' }), { header: { family: 'inet' } })
  t.match(await value({ dst, dev: 3, family: 'inet6' }), { header: { family: 'inet6' } })
  t.match(await value({ dst, gateway: 'fe80::1', dev: 3 }), { header: { family: 'inet6' }, gateway: 'fe80::1' })
  t.match(await value({ dst, multipath: [{ gateway: 'fe80::1', dev: 3 }] }), { header: { family: 'inet6' } })
  t.match(await value({ dst: '10.0.0.0/8', gateway: 'fe80::1', dev: 3 }), {
    header: { family: 'inet' },
    gateway: undefined,
    via: { family: 'inet6', address: 'fe80::1' },
  })
  t.match(await value({ family: 'mpls', dst: '100', gateway: '10.0.0.1', newdst: '200/300' }), {
    header: { family: 'mpls', dstLen: 20 },
    dst: '100',
    newdst: '200/300',
    via: { family: 'inet', address: '10.0.0.1' },
  })
})

t.test('families other than IP have their table in the header', async (t) => {
  const network = new Changing()
  const rtnl = await network.open()
  const main = { family: 'mpls', dstLen: 20, table: 'main', type: 'unicast' }
  await rtnl.routes.add({ family: 'mpls', dst: '100', dev: 3 })
  await rtnl.routes.delete({ family: 'mpls', dst: '100' })
  t.strictSame(network.asked(), [
    [ADD, { header: { ...main, protocol: 'boot' }, dst: '100', oif: 3 }],
    [DELETE, { header: main, dst: '100' }],
  ])
})

t.test('several nexthops', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  await rtnl.routes.add({
    dst: '10.0.0.0/8',
    multipath: [
      { gateway: '192.0.2.1', dev: 'eth0', weight: 256 },
      { gateway: 'fe80::1', dev: 7, onlink: true },
      { gateway: '192.0.2.3' },
    ],
  })
  t.match(network.asked(), [
    lookup('eth0'),
    [
      ADD,
      {
        oif: undefined,
        multipath: [
          { header: { hops: 255, ifindex: 3, flags: [] }, gateway: '192.0.2.1' },
          { header: { hops: 0, ifindex: 7, flags: ['onlink'] }, via: { family: 'inet6', address: 'fe80::1' } },
          { header: { hops: 0, ifindex: 0 }, gateway: '192.0.2.3' },
        ],
      },
    ],
  ])
  await t.rejects(rtnl.routes.add({ dst: '10.0.0.0/8', dev: 'gone' }), { code: 'ENODEV', message: /gone/ })
  await t.rejects(rtnl.routes.add({ dst: 5 as unknown as string }), { name: 'EncodeError', path: 'dst' })
  await t.rejects(rtnl.routes.add({ dst: '10.0.0', dev: 3 }), { name: 'EncodeError', path: 'dst' })
  await t.rejects(rtnl.routes.add({ dst: '10.0.0.0/8', gateway: '1x' }), { name: 'EncodeError', path: 'gateway' })
})

const stored = (dst: string | undefined, more: Value = {}, header: Value = {}): Value => ({
  header: { family: 'inet', dstLen: dst === undefined ? 0 : 8, table: 'main', type: 'unicast', ...header },
  ...(dst === undefined ? {} : { dst }),
  table: 'main',
  oif: 3,
  ...more,
})

t.test('`echo`', async (t) => {
  const telling = new Changing({ dumps: { RTM_GETLINK: LINKS } }, () => [stored('10.0.0.0')])
  const reported = await telling.open()
  const route = { dst: '10.0.0.0/8', dev: 3 }
  const options = { echo: true } as const
  const seen = { dst: '10.0.0.0/8', dev: 'eth0' }
  t.match(await reported.routes.add(route, options), seen)
  t.match(await reported.routes.replace(route, options), seen)
  t.match(await reported.routes.append(route, options), seen)
  t.strictSame(
    telling
      .asked()
      .filter(([name]) => name.startsWith('RTM_NEW'))
      .map(([name]) => name),
    [
      'RTM_NEWROUTE request echo excl create',
      'RTM_NEWROUTE request echo replace create',
      'RTM_NEWROUTE request echo create append',
    ],
  )
  const listed = [
    stored(undefined, {}, { family: 'inet6' }),
    stored(undefined),
    stored('10.0.0.0', { priority: 5 }),
    stored('10.0.0.0', { priority: 6 }),
    stored('10.0.0.0', { table: 'local' }, { table: 'local', type: 'local' }),
  ]
  const silent = await new Changing({ dumps: { RTM_GETLINK: LINKS, RTM_GETROUTE: listed } }).open()
  t.match(await silent.routes.add({ ...route, metric: 6 }, options), { metric: 6 })
  t.match(await silent.routes.replace(route, options), { metric: 5 })
  t.match(await silent.routes.append({ ...route, type: 'local' }, options), { type: 'local', table: 'local' })
  t.match(await silent.routes.add({ dst: 'default', dev: 3 }, options), { dst: 'default', family: 'inet' })
  await t.rejects(silent.routes.add({ ...route, metric: 9 }, options), {
    code: 'ERR_NO_ANSWER',
    message: '10.0.0.0/8 dev 3: created, but no longer found',
  })
  await t.rejects(silent.routes.add({ dst: '11.0.0.0/8', gateway: '10.0.0.1' }, options), {
    message: '11.0.0.0/8: created, but no longer found',
  })
})

t.test('flush', async (t) => {
  const listed = [
    stored(undefined, { gateway: '192.0.2.1' }, { protocol: 'static' }),
    stored('10.0.0.0', { priority: 5, table: 1000 }, { tos: 8, table: 'compat', scope: 'link' }),
    stored('10.0.0.0', { oif: undefined }, { type: 'blackhole', dstLen: 9 }),
    stored('11.0.0.0', { via: { family: 'inet6', address: 'fe80::1' } }),
  ]
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS, RTM_GETROUTE: listed } })
  const rtnl = await network.open()
  t.equal(await rtnl.routes.flush({ all: true }), 4)
  const header = { family: 'inet', dstLen: 8, type: 'unicast' }
  const fallback = { family: 'inet', protocol: 'static', type: 'unicast' }
  t.strictSame(network.asked().slice(2), [
    [DELETE, { header: fallback, gateway: '192.0.2.1', table: 'main', oif: 3 }],
    [DELETE, { header: { ...header, tos: 8, scope: 'link' }, dst: '10.0.0.0', table: 1000, priority: 5, oif: 3 }],
    [DELETE, { header: { ...header, dstLen: 9, type: 'blackhole' }, dst: '10.0.0.0', table: 'main' }],
    [DELETE, { header, dst: '11.0.0.0', via: { family: 'inet6', address: 'fe80::1' }, table: 'main', oif: 3 }],
  ])
  t.equal(await rtnl.routes.flush({ dst: '10.0.0.0/9' }), 1)
})

t.test('a flush skips table local unless it is named, and reports which routes it could not delete', async (t) => {
  const ESRCH = 3
  const EPERM = 1
  const listed = [
    stored('10.0.0.0', { table: 'local' }, { table: 'local', type: 'local' }),
    stored('11.0.0.0', { gateway: '192.0.2.1' }),
    stored('12.0.0.0', { gateway: '192.0.2.1' }),
  ]
  let refusal: (dst: unknown) => number = () => 0
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS, RTM_GETROUTE: listed } }, (_, { dst }) => refusal(dst))
  const rtnl = await network.open()
  const deleted = (): unknown[] =>
    network
      .asked()
      .filter(([name]) => name === DELETE)
      .map(([, { dst }]) => dst)
  t.equal(await rtnl.routes.flush({ dev: 3 }), 2)
  t.strictSame(deleted(), ['11.0.0.0', '12.0.0.0'])
  t.equal(await rtnl.routes.flush({ dev: 3, table: 'local' }), 1)
  t.strictSame(deleted(), ['10.0.0.0'])
  refusal = (dst) => (dst === '11.0.0.0' ? EPERM : 0)
  await t.rejects(rtnl.routes.flush({ all: true }), { code: 'ERR_BATCH', message: /^1 of 2 .*EPERM/ })
  refusal = (dst) => (dst === '12.0.0.0' ? ESRCH : 0)
  const error = await rtnl.routes.flush({ all: true }).catch((error) => error)
  t.match(error, { code: 'ERR_BATCH', message: /^1 of 2 .*does not find it/ }, 'it is still listed')
  t.strictSame([...error.failures.keys()], [1])
  refusal = (dst) => {
    const place = listed.findIndex((one) => one['dst'] === dst)
    listed.splice(place, 1)
    return ESRCH
  }
  t.equal(await rtnl.routes.flush({ gateway: '192.0.2.1' }), 2, 'gone by then')
})

t.test('invalid input', (t) => {
  const dst = '10.0.0.0/8'
  return refused(t, [
    ['dst', (rtnl) => rtnl.routes.add({ dst: 'x' })],
    ['dst', (rtnl) => rtnl.routes.add({ dst: '::/0', family: 'inet' })],
    ['dst', (rtnl) => rtnl.routes.delete({ dst: '::/0', family: 'inet' })],
    ['dst', (rtnl) => rtnl.routes.delete({ dst: undefined as never })],
    ['dst', (rtnl) => rtnl.routes.delete({ dst: '10.0.0.0/33' })],
    ['dst', (rtnl) => rtnl.routes.add({ dst: 'x', family: 'inet' })],
    ['dst', (rtnl) => rtnl.routes.add({ dst: 'x', family: 'mpls' })],
    ['src', (rtnl) => rtnl.routes.add({ dst, src: '::1/x' })],
    ['src', (rtnl) => rtnl.routes.add({ dst, src: '2001:db8::/32' })],
    ['dst', (rtnl) => rtnl.routes.add({ dst, family: 'inet6' })],
    ['prefsrc', (rtnl) => rtnl.routes.add({ dst, prefsrc: '2001:db8::1' })],
    ['prefsrc', (rtnl) => rtnl.routes.delete({ dst: 'default', family: 'inet6', prefsrc: '10.0.0.1' })],
    ['gateway', (rtnl) => rtnl.routes.add({ dst, gateway: 'x' })],
    ['gateway', (rtnl) => rtnl.routes.add({ dst: 'default', gateway: 'x' })],
    ['multipath[0].gateway', (rtnl) => rtnl.routes.add({ dst: 'default', multipath: [{ gateway: 'x' }] })],
    ['multipath[1].gateway', (rtnl) => rtnl.routes.add({ dst, multipath: [{}, { gateway: 'x' }] })],
    ['multipath[1].dev', (rtnl) => rtnl.routes.add({ dst, multipath: [{ dev: 'gone' }, { dev: 0 }] })],
    ...[0, 257, 1.5].map(
      (weight) => ['multipath[0].weight', (rtnl) => rtnl.routes.add({ dst, multipath: [{ weight }] })] as Refusal,
    ),
    ['dev', (rtnl) => rtnl.routes.add({ dst, dev: 0 })],
    ['dev', (rtnl) => rtnl.routes.add({ dst, dev: 'a b' })],
    ['dev', (rtnl) => rtnl.routes.add({ dst, dev: 3, type: 'blackhole' })],
    ['gateway', (rtnl) => rtnl.routes.add({ dst, gateway: '10.0.0.1', type: 'prohibit' })],
    ['metric', (rtnl) => rtnl.routes.add({ dst, metric: -1 })],
    ['table', (rtnl) => rtnl.routes.add({ dst, table: 'mian' as never })],
    ['metrics.mtu', (rtnl) => rtnl.routes.replace({ dst, metrics: { mtu: -1 } })],
    ['gatway', (rtnl) => rtnl.routes.append({ dst, gatway: '10.0.0.1' } as never)],
    ['protocol', (rtnl) => rtnl.routes.change({ dst, protocol: 256 as never })],
  ])
})
