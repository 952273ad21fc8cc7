/** What the kernel echoes, or what is read back if it does not echo, is what is listed. */
import t, { type Test } from 'tap'
import { Rtnl } from '../../src/index.ts'
import { build } from '../oracle/scene.ts'
import { inNamespace } from './namespace.ts'

const SCENE = `
  set net/ipv6/conf/default/addr_gen_mode 1
  ip link add v0 type veth peer name v1
  ip link add br0 type bridge
  ip link set v0 up
  ip link set v1 up
`

/** Clocks, and counters of the kernel's own packets. */
const MOVING = [
  'cacheinfo',
  'stats64',
  'afSpec',
  'promiscuity',
  'operstate',
  'carrier',
  'data',
  'flags',
  'linkmode',
].concat('carrierChanges', 'carrierUpCount', 'carrierDownCount', 'qdisc', 'allmulti')

const still = (value: object | undefined): unknown =>
  value && Object.fromEntries(Object.entries(value).filter(([key]) => !MOVING.includes(key)))

/** The listed object with the same identity. */
const listed = async <T extends object>(
  t: Test,
  made: T,
  all: readonly T[],
  key: (one: T) => unknown,
): Promise<void> => {
  t.strictSame(still(all.find((one) => key(one) === key(made))), still(made))
}

if (inNamespace(t, import.meta.url)) {
  build(SCENE)
  await using rtnl = await Rtnl.open()
  const echo = { echo: true } as const

  await t.test('links', async (t) => {
    for (const link of [
      { kind: 'ifb', name: 'ifb7', mtu: 1400, alias: 'sink' },
      { kind: 'veth', peer: { up: true } },
      { kind: 'bridge', name: 'br9' },
    ]) {
      const made = await rtnl.links.add(link, echo)
      t.match(made, { kind: link.kind, ...('name' in link ? { name: link.name } : {}) })
      await listed(t, made, await rtnl.links.list(), ({ index }) => index)
    }
  })

  await t.test('addresses', async (t) => {
    for (const address of ['192.0.2.1/24', '2001:db8::1/64']) {
      const made = await rtnl.addresses.add({ dev: 'v0', address }, echo)
      t.match(made, { address, dev: 'v0' })
      await listed(t, made, await rtnl.addresses.list(), (one) => one.address)
      const again = await rtnl.addresses.replace({ dev: 'v0', address, metric: 99 }, echo)
      t.match(again, { address, metric: 99 })
      await listed(t, again, await rtnl.addresses.list(), (one) => one.address)
    }
  })

  await t.test('routes', async (t) => {
    for (const [dst, gateway, other] of [
      ['10.0.0.0/8', '192.0.2.9', '192.0.2.8'],
      ['2001:db8:a::/48', '2001:db8::9', '2001:db8::8'],
    ] as const) {
      const made = await rtnl.routes.add({ dst, gateway, metrics: { mtu: 1300 } }, echo)
      t.match(made, { dst, gateway, dev: 'v0', metrics: { mtu: 1300 } })
      await listed(t, made, await rtnl.routes.list(), (one) => one.dst)
      const replaced = await rtnl.routes.replace({ dst, gateway: other }, echo)
      t.match(replaced, { dst, gateway: other })
      await listed(t, replaced, await rtnl.routes.list(), (one) => one.dst)
    }
    const appended = await rtnl.routes.append({ dst: '10.0.0.0/8', gateway: '192.0.2.7' }, echo)
    await listed(t, appended, await rtnl.routes.list(), (one) => one.gateway)
  })

  await t.test('rules', async (t) => {
    for (const family of ['inet', 'inet6'] as const) {
      const made = await rtnl.rules.add({ family, table: 77, fwmark: 5 }, echo)
      t.match(made, { family, table: 77, fwmark: 5, fwmask: 0xffffffff })
      await listed(t, made, await rtnl.rules.list(), ({ family, table }) => `${family} ${table}`)
    }
  })

  await t.test('neighbours', async (t) => {
    for (const [dst, lladdr] of [
      ['192.0.2.20', '02:00:00:00:00:20'],
      ['2001:db8::20', '02:00:00:00:00:21'],
    ]) {
      const made = await rtnl.neighbours.add({ dev: 'v0', dst, lladdr }, echo)
      t.match(made, { dst, lladdr, dev: 'v0', state: ['permanent'] })
      await listed(t, made, await rtnl.neighbours.list({ dev: 'v0' }), (one) => one.dst)
    }
  })
}
