/** The default gateway, its link and its hardware address: which requests are sent, and how replies are interpreted. */
import t from 'tap'
import type { Value } from './network.ts'
import { link, Network } from './network.ts'

const links = [
  link(1, 'lo', { address: '00:00:00:00:00:00' }),
  link(3, 'eth0', { address: '02:00:00:00:00:03' }),
  link(4, 'wlan0', { address: '02:00:00:00:00:04' }),
  link(5, 'ppp0', { address: '' }),
  link(6, 'tun0'),
]

const ENETUNREACH = 101
const EHOSTUNREACH = 113
const EPERM = 1

/** The kernel's replies about a destination: the route that matched, and the way of a packet. */
interface Answers {
  readonly match: Value
  readonly way?: Value | number
}

/** A kernel that replies to lookups by destination; all others are unreachable. */
const network = (answers: (dst: string) => Answers | number): Network =>
  new Network({
    dumps: { RTM_GETLINK: links },
    lookup: ({ header, dst }) => {
      const { family, flags } = header as { family: string; flags: readonly string[] }
      const found = answers(String(dst))
      if (typeof found === 'number') return found
      const answer = flags.includes('fib_match') ? found.match : (found.way ?? found.match)
      if (typeof answer === 'number') return answer
      const { header: more, ...attributes } = answer
      return { header: { family, table: 'main', type: 'unicast', ...(more as Value | undefined) }, ...attributes }
    },
  })

const isIpv4 = (dst: string): boolean => dst.includes('.')

t.test('the route of the first destination without a route of its own, and the way of a packet', async (t) => {
  const one = network((dst) =>
    dst === '240.0.0.9'
      ? EHOSTUNREACH
      : dst === '198.51.100.9'
        ? { match: { header: { dstLen: 24 }, dst: '198.51.100.0', oif: 4 } }
        : isIpv4(dst)
          ? {
              match: { nhId: 10, priority: 100, prefsrc: '10.0.0.1' },
              way: { header: { dstLen: 32 }, dst, gateway: '10.0.0.254', oif: 3, prefsrc: '10.9.9.9' },
            }
          : { match: { priority: 7, oif: 5 }, way: { dst, gateway: 'fe80::1', oif: 5, priority: 1024 } },
  )
  const rtnl = await one.open()
  t.strictSame(await rtnl.defaultGateway(), {
    family: 'inet',
    gateway: '10.0.0.254',
    index: 3,
    dev: 'eth0',
    metric: 100,
    source: '10.0.0.1',
  })
  const lookups = one.asked().filter(([name]) => name === 'RTM_GETROUTE')
  t.match(lookups.at(-1)?.[1], { header: { flags: ['lookup_table'] }, dst: '203.0.113.9' })
  t.match(await rtnl.defaultGateway('inet6'), { family: 'inet6', gateway: 'fe80::1', dev: 'ppp0', metric: 1024 })
  t.match(await rtnl.primaryInterface(), { name: 'eth0', index: 3 })
  t.equal(await rtnl.macAddress(), '02:00:00:00:00:03')
  t.equal(await rtnl.macAddress('wlan0'), '02:00:00:00:00:04')
  t.equal(await rtnl.macAddress(5), undefined, 'a link without one')
  t.equal(await rtnl.macAddress('tun0'), undefined)
  t.match(await rtnl.macAddress('nope').catch((error) => error), { code: 'ENODEV' })
})

t.test('which routes count as default routes', async (t) => {
  const gateway = async (match: Value, way?: Value | number): Promise<unknown> =>
    (
      await network((dst) => (isIpv4(dst) ? { match, ...(way === undefined ? {} : { way }) } : ENETUNREACH)).open()
    ).defaultGateway()
  t.match(await gateway({ oif: 6 }), { gateway: undefined, dev: 'tun0', metric: 0, source: undefined })
  t.match(await gateway({ header: { dstLen: 1 }, dst: '128.0.0.0', oif: 6 }), { dev: 'tun0' })
  t.match(await gateway({ oif: 3, via: { family: 'inet6', address: 'fe80::9' } }), { gateway: 'fe80::9', dev: 'eth0' })
  t.equal(await gateway({ header: { dstLen: 2 }, dst: '192.0.0.0', oif: 6 }), undefined, 'a quarter of it')
  t.equal(await gateway({ header: { type: 'local' }, oif: 1 }), undefined, 'this machine answers for all')
  t.equal(await gateway({}), undefined, 'no link')
  t.equal(await gateway({ oif: 3 }, ENETUNREACH), undefined, 'gone in between')
})

t.test('no default route', async (t) => {
  const rtnl = await network(() => ENETUNREACH).open()
  t.equal(await rtnl.defaultGateway(), undefined)
  t.equal(await rtnl.primaryInterface(), undefined)
  t.equal(await rtnl.macAddress(), undefined)
  const locked = await network(() => EPERM).open()
  await t.rejects(locked.defaultGateway(), { code: 'EPERM' }, 'every other refusal is an error')
  await t.rejects(locked.defaultGateway('inet5' as never), { code: 'ERR_ENCODE', path: 'family' })
})

t.test('IPv6 only', async (t) => {
  const rtnl = await network((dst) =>
    isIpv4(dst) ? ENETUNREACH : { match: { header: { dstLen: 3 }, dst: '2000::', gateway: 'fe80::1', oif: 3 } },
  ).open()
  t.equal(await rtnl.defaultGateway(), undefined)
  t.match(await rtnl.primaryInterface(), { name: 'eth0' })
})
