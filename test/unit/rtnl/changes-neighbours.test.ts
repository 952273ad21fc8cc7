/** Neighbours and forwarding entries: the requests of every verb, and what is refused before anything is sent. */
import t from 'tap'
import { Changing, LINKS, lookup, refused } from './changing.ts'
import type { Value } from './network.ts'

const ADD = 'RTM_NEWNEIGH request excl create'
const MAC = '02:00:00:00:00:0a'

t.test('verbs', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  const neighbour = { dev: 'eth0', dst: '10.0.0.9', lladdr: MAC }
  const header = { family: 'inet', ifindex: 3 }
  const value = { header: { ...header, state: ['permanent'] }, dst: '10.0.0.9', lladdr: MAC }
  t.equal(await rtnl.neighbours.add(neighbour), undefined)
  t.equal(await rtnl.neighbours.replace(neighbour), undefined)
  await rtnl.neighbours.append({ ...neighbour, dev: 3 })
  await rtnl.neighbours.change({ ...neighbour, dev: 3 })
  await rtnl.neighbours.delete({ ...neighbour, dev: 3, state: ['stale'] })
  t.strictSame(network.asked(), [
    lookup('eth0'),
    [ADD, value],
    lookup('eth0'),
    ['RTM_NEWNEIGH request replace create', value],
    ['RTM_NEWNEIGH request create append', value],
    ['RTM_NEWNEIGH request replace', value],
    ['RTM_DELNEIGH request', { header, dst: '10.0.0.9', lladdr: MAC }],
  ])
})

t.test('fields', async (t) => {
  const network = new Changing()
  const rtnl = await network.open()
  await rtnl.neighbours.add({ dev: 3, dst: '2001:db8::9', state: ['reachable'], flags: ['router'], protocol: 'ra' })
  await rtnl.neighbours.add({ dev: 3, dst: '10.0.0.9', proxy: true })
  await rtnl.neighbours.add({ dev: 3, family: 'bridge', lladdr: MAC })
  await rtnl.neighbours.add({ dev: 3, family: 'bridge', lladdr: MAC, flags: ['master'], vlan: 5 })
  await rtnl.neighbours.add({
    dev: 3,
    family: 'bridge',
    lladdr: MAC,
    dst: '192.0.2.1',
    vni: 7,
    flags: ['self', 'sticky'],
  })
  await rtnl.neighbours.delete({ dev: 3, family: 'bridge', lladdr: MAC })
  await rtnl.neighbours.delete({ dev: 3, family: 'bridge', lladdr: MAC, state: ['noarp'] })
  const bridge = { family: 'bridge', ifindex: 3 }
  const state = ['permanent']
  t.strictSame(network.asked(), [
    [
      ADD,
      {
        header: { family: 'inet6', ifindex: 3, state: ['reachable'], flags: ['router'] },
        dst: '2001:db8::9',
        protocol: 'ra',
      },
    ],
    [ADD, { header: { family: 'inet', ifindex: 3, flags: ['proxy'] }, dst: '10.0.0.9' }],
    [ADD, { header: { ...bridge, state, flags: ['self'] }, lladdr: MAC }],
    [ADD, { header: { ...bridge, state, flags: ['master'] }, lladdr: MAC, vlan: 5 }],
    [ADD, { header: { ...bridge, state, flags: ['self', 'sticky'] }, lladdr: MAC, dst: '192.0.2.1', vni: 7 }],
    ['RTM_DELNEIGH request', { header: { ...bridge, state, flags: ['self'] }, lladdr: MAC }],
    ['RTM_DELNEIGH request', { header: { ...bridge, state: ['noarp'], flags: ['self'] }, lladdr: MAC }],
  ])
  const EPERM = 1
  const locked = await new Changing({}, () => EPERM).open()
  await t.rejects(locked.neighbours.add({ dev: 3, dst: '10.0.0.9' }), { message: /10\.0\.0\.9 dev 3/ })
  await t.rejects(locked.neighbours.delete({ dev: 3, family: 'bridge', lladdr: MAC }), { message: /:0a dev 3/ })
})

t.test('`echo`', async (t) => {
  const stored = (header: Value, more: Value): Value => ({ header: { family: 'inet', ifindex: 3, ...header }, ...more })
  const telling = new Changing({ dumps: { RTM_GETLINK: LINKS } }, () => [stored({}, { dst: '10.0.0.9' })])
  const reported = await telling.open()
  t.match(await reported.neighbours.add({ dev: 3, dst: '10.0.0.9' }, { echo: true }), { dst: '10.0.0.9', dev: 'eth0' })
  t.match(await reported.neighbours.replace({ dev: 3, dst: '10.0.0.9' }, { echo: true }), {
    dst: '10.0.0.9',
    dev: 'eth0',
  })
  const listed = [
    stored({}, { dst: '10.0.0.8', lladdr: MAC }),
    stored({}, { dst: '10.0.0.9', lladdr: MAC }),
    stored({ family: 'inet6' }, { dst: '2001:db8::9', lladdr: MAC }),
    stored({ family: 'bridge' }, { lladdr: MAC, vlan: 5 }),
    stored({ flags: ['proxy'] }, { dst: '10.0.0.7' }),
  ]
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS, RTM_GETNEIGH: listed } })
  const { neighbours } = await network.open()
  const options = { echo: true } as const
  t.match(await neighbours.add({ dev: 3, dst: '10.0.0.9' }, options), { dst: '10.0.0.9', dev: 'eth0' })
  t.match(
    await neighbours.replace({ dev: 3, dst: '2001:DB8:0::9', lladdr: MAC.toUpperCase() }, options),
    { dst: '2001:db8::9' },
    'however it is written',
  )
  t.match(await neighbours.add({ dev: 3, family: 'bridge', lladdr: MAC }, options), { family: 'bridge', vlan: 5 })
  t.match(await neighbours.add({ dev: 3, dst: '10.0.0.7', proxy: true }, options), { flags: ['proxy'] })
  for (const gone of [{ dst: '10.0.0.5' }, { dst: '10.0.0.9', lladdr: '02:00:00:00:00:0b' }])
    await t.rejects(neighbours.add({ dev: 3, ...gone }, options), { code: 'ERR_NO_ANSWER' })
})

t.test('a forwarding entry that was read is deleted as it is', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  await rtnl.neighbours.delete({ dev: 3, family: 'bridge', lladdr: MAC, master: 7, flags: [], state: ['permanent'] })
  await rtnl.neighbours.delete({ dev: 3, family: 'bridge', lladdr: MAC, master: 7, flags: ['self'] })
  const entry = { family: 'bridge', ifindex: 3, state: ['permanent'] }
  t.strictSame(network.asked(), [
    ['RTM_DELNEIGH request', { header: { ...entry, flags: ['master'] }, lladdr: MAC, master: 7 }],
    ['RTM_DELNEIGH request', { header: { ...entry, flags: ['self'] }, lladdr: MAC, master: 7 }],
  ])
})

t.test('invalid input', (t) =>
  refused(t, [
    ['dst', (rtnl) => rtnl.neighbours.delete({ dev: 3, family: 'inet6', dst: '10.0.0.9' })],
    ['dst', (rtnl) => rtnl.neighbours.add({ dev: 3 })],
    ['dst', (rtnl) => rtnl.neighbours.replace({ dev: 3, dst: 'x' })],
    ['lladdr', (rtnl) => rtnl.neighbours.append({ dev: 3, family: 'bridge', dst: '10.0.0.1' })],
    ['lladdr', (rtnl) => rtnl.neighbours.change({ dev: 3, dst: '10.0.0.1', lladdr: 'zz' })],
    ['dev', (rtnl) => rtnl.neighbours.delete({ dev: 0, dst: '10.0.0.1' })],
    ['state[0]', (rtnl) => rtnl.neighbours.add({ dev: 3, dst: '10.0.0.1', state: ['stal'] as never })],
    ['vlna', (rtnl) => rtnl.neighbours.add({ dev: 3, dst: '10.0.0.1', vlna: 5 } as never)],
  ]),
)
