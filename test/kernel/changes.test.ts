/** Links that are created, set and deleted, compared with the same by iproute2; and how that affects the event loop. */
import t, { type Test } from 'tap'
import { Rtnl } from '../../src/index.ts'
import { inNamespace, ipBatch } from './namespace.ts'
import type { Step } from './twins.ts'
import { Twins } from './twins.ts'

const KINDS: readonly Step[] = [
  [
    'ip link add v0 address 02:00:00:00:01:00 mtu 1400 txqueuelen 77 group 5 up type veth peer name v1 address 02:00:00:00:01:01 mtu 1300',
    (rtnl) =>
      rtnl.links.add({
        name: 'v0',
        kind: 'veth',
        address: '02:00:00:00:01:00',
        mtu: 1400,
        txqlen: 77,
        group: 5,
        up: true,
        peer: { name: 'v1', address: '02:00:00:00:01:01', mtu: 1300 },
      }),
  ],
  [
    'ip link add v2 numtxqueues 2 numrxqueues 3 type veth peer name v3',
    (rtnl) => rtnl.links.add({ name: 'v2', kind: 'veth', numTxQueues: 2, numRxQueues: 3, peer: { name: 'v3' } }),
  ],
  [
    'ip link add v4 up type veth peer name v5; ip link set v5 up',
    (rtnl) => rtnl.links.add({ name: 'v4', kind: 'veth', up: true, peer: { name: 'v5', up: true } }),
  ],
  [
    'ip link add near type veth peer name far netns PEER',
    (rtnl) => rtnl.links.add({ name: 'near', kind: 'veth', peer: { name: 'far', netns: { pid: other } } }),
  ],
  [
    'ip link add br0 type bridge stp_state 1 forward_delay 400 hello_time 300 max_age 1000 ageing_time 12000 priority 8192',
    (rtnl) =>
      rtnl.links.add({
        name: 'br0',
        kind: 'bridge',
        data: { stpState: 1, forwardDelay: 400, helloTime: 300, maxAge: 1000, ageingTime: 12000, priority: 8192 },
      }),
  ],
  ['ip link add br1 type bridge', (rtnl) => rtnl.links.add({ name: 'br1', kind: 'bridge' })],
  [
    'ip link set br1 type bridge group_fwd_mask 8 no_linklocal_learn 1',
    (rtnl) =>
      rtnl.links.change('br1', {
        kind: 'bridge',
        data: { groupFwdMask: 8, multiBoolopt: { optval: ['no_linklocal_learn'], optmask: ['no_linklocal_learn'] } },
      }),
  ],
  [
    'ip link add vx0 type vxlan id 42 remote 192.0.2.9 local 192.0.2.1 dstport 4789 ttl 64 tos 4 ageing 100 maxaddress 7 nolearning srcport 1000 2000',
    (rtnl) =>
      rtnl.links.add({
        name: 'vx0',
        kind: 'vxlan',
        data: {
          id: 42,
          group: '192.0.2.9',
          local: '192.0.2.1',
          port: 4789,
          ttl: 64,
          tos: 4,
          ageing: 100,
          limit: 7,
          learning: false,
          portRange: { low: 1000, high: 2000 },
        },
      }),
  ],
  [
    'ip link add vx6 type vxlan id 43 group ff05::1 dev v0 dstport 4790 udp6zerocsumrx',
    async (rtnl) =>
      rtnl.links.add({
        name: 'vx6',
        kind: 'vxlan',
        data: { id: 43, group6: 'ff05::1', link: (await rtnl.links.get('v0')).index, port: 4790, udpZeroCsum6Rx: true },
      }),
  ],
  [
    'ip link add link v0 mv0 address 02:00:00:00:02:00 type macvlan mode bridge',
    (rtnl) =>
      rtnl.links.add({
        name: 'mv0',
        kind: 'macvlan',
        link: 'v0',
        address: '02:00:00:00:02:00',
        data: { mode: 'bridge' },
      }),
  ],
  [
    'ip link add link v0 mv1 type macvlan mode source; ip link set mv1 type macvlan macaddr add 02:00:00:00:02:09',
    async (rtnl) => {
      await rtnl.links.add({ name: 'mv1', kind: 'macvlan', link: 'v0', data: { mode: 'source' } })
      await rtnl.links.change('mv1', { kind: 'macvlan', data: { macaddrMode: 'add', macaddr: '02:00:00:00:02:09' } })
    },
  ],
  [
    'ip link add link v0 mt0 type macvtap mode vepa',
    (rtnl) => rtnl.links.add({ name: 'mt0', kind: 'macvtap', link: 'v0', data: { mode: 'vepa' } }),
  ],
  ['ip link add ifb9 type ifb', (rtnl) => rtnl.links.add({ name: 'ifb9', kind: 'ifb' })],
  ['ip link add type ifb', (rtnl) => rtnl.links.add({ kind: 'ifb' })],
]

const SETTINGS: readonly Step[] = [
  ['ip link set mv1 protodown on', (rtnl) => rtnl.links.change('mv1', { protoDown: true })],
  ['ip link set v2 name renamed', (rtnl) => rtnl.links.change('v2', { name: 'renamed' })],
  ['ip link set renamed name v2', (rtnl) => rtnl.links.change('renamed', { name: 'v2' })],
  ['ip link set v2 mtu 1280', (rtnl) => rtnl.links.change('v2', { mtu: 1280 })],
  ['ip link set v2 address 02:00:00:00:00:02', (rtnl) => rtnl.links.change('v2', { address: '02:00:00:00:00:02' })],
  ['ip link set v2 broadcast 02:00:00:00:00:ff', (rtnl) => rtnl.links.change('v2', { broadcast: '02:00:00:00:00:ff' })],
  ['ip link set v3 up', (rtnl) => rtnl.links.change('v3', { up: true })],
  ['ip link set v2 up', (rtnl) => rtnl.links.change('v2', { up: true })],
  ['ip link set v2 down', (rtnl) => rtnl.links.change('v2', { up: false })],
  ['ip link set v2 arp off', (rtnl) => rtnl.links.change('v2', { arp: false })],
  ['ip link set v2 arp on', (rtnl) => rtnl.links.change('v2', { arp: true })],
  ['ip link set v2 multicast off', (rtnl) => rtnl.links.change('v2', { multicast: false })],
  ['ip link set v2 allmulticast on', (rtnl) => rtnl.links.change('v2', { allmulticast: true })],
  ['ip link set v2 promisc on', (rtnl) => rtnl.links.change('v2', { promisc: true })],
  ['ip link set v2 promisc off', (rtnl) => rtnl.links.change('v2', { promisc: false })],
  ['ip link set v2 dynamic on', (rtnl) => rtnl.links.change('v2', { dynamic: true })],
  ['ip link set v2 trailers off', (rtnl) => rtnl.links.change('v2', { trailers: false })],
  ['ip link set v2 txqueuelen 500', (rtnl) => rtnl.links.change('v2', { txqlen: 500 })],
  ['ip link set v2 alias uplink', (rtnl) => rtnl.links.change('v2', { alias: 'uplink' })],
  ['ip link set v2 alias ""', (rtnl) => rtnl.links.change('v2', { alias: '' })],
  ['ip link set v2 group 9', (rtnl) => rtnl.links.change('v2', { group: 9 })],
  ['ip link set v2 mode dormant', (rtnl) => rtnl.links.change('v2', { linkmode: 'dormant' })],
  ['ip link set v2 addrgenmode eui64', (rtnl) => rtnl.links.change('v2', { addrGenMode: 'eui64' })],
  ['ip link set v2 gso_max_size 32000', (rtnl) => rtnl.links.change('v2', { gsoMaxSize: 32000 })],
  ['ip link set v2 gso_max_segs 100', (rtnl) => rtnl.links.change('v2', { gsoMaxSegs: 100 })],
  ['ip link set v2 gro_max_size 30000', (rtnl) => rtnl.links.change('v2', { groMaxSize: 30000 })],
  [
    'ip link property add dev v2 altname an-altname-longer-than-most altname another',
    (rtnl) => rtnl.links.addAltname('v2', 'an-altname-longer-than-most', 'another'),
  ],
  ['ip link set another mtu 1290', (rtnl) => rtnl.links.change('another', { mtu: 1290 })],
  [
    'ip link set an-altname-longer-than-most mtu 1291',
    (rtnl) => rtnl.links.change('an-altname-longer-than-most', { mtu: 1291 }),
  ],
  ['ip link property del dev v2 altname another', (rtnl) => rtnl.links.deleteAltname('v2', 'another')],
]

const PORTS: readonly Step[] = [
  ['ip link set v2 master br1', (rtnl) => rtnl.links.change('v2', { master: 'br1' })],
  [
    'bridge link set dev v2 cost 50 priority 12 hairpin on guard on',
    (rtnl) => rtnl.links.changePort('v2', { cost: 50, priority: 12, mode: true, guard: true }),
  ],
  [
    'bridge link set dev v2 learning off flood off fastleave on mcast_flood off bcast_flood off isolated on neigh_suppress on locked on',
    (rtnl) =>
      rtnl.links.changePort('v2', {
        learning: false,
        unicastFlood: false,
        fastLeave: true,
        mcastFlood: false,
        bcastFlood: false,
        isolated: true,
        neighSuppress: true,
        locked: true,
      }),
  ],
  [
    'ip link set v2 type bridge_slave cost 60 mcast_to_unicast on',
    (rtnl) => rtnl.links.change('v2', { slaveKind: 'bridge', slaveData: { cost: 60, mcastToUcast: true } }),
  ],
  [
    'ip link set v4 master br1',
    async (rtnl) => rtnl.links.change('v4', { master: (await rtnl.links.get('br1')).index }),
  ],
  ['bridge link set dev v4 state 4', (rtnl) => rtnl.links.changePort('v4', { state: 'blocking' })],
  ['ip link set v2 nomaster', (rtnl) => rtnl.links.change('v2', { master: null })],
]

const GOING: readonly Step[] = [
  ['ip link set v3 netns PEER name eth0', (rtnl) => rtnl.links.change('v3', { netns: { pid: other }, name: 'eth0' })],
  ['ip link del v0', (rtnl) => rtnl.links.delete('v0')],
  ['ip link del an-altname-longer-than-most', (rtnl) => rtnl.links.delete('an-altname-longer-than-most')],
  [
    'ip link set br1 group 77; ip link set vx0 group 77; ip link del group 77',
    (rtnl) => rtnl.links.deleteAll(['br1', 'vx0']),
  ],
  [
    'ip link set ifb9 group 8; ip link del group 8',
    async (rtnl) => {
      await rtnl.links.change('ifb9', { group: 8 })
      await rtnl.links.deleteGroup(8)
    },
  ],
]

const PAIRS = 100

/** How often the event loop turns while pairs are deleted one after the other. */
const turnsDuring = async (t: Test, io: 'thread' | 'inline'): Promise<number> => {
  await using rtnl = await Rtnl.open({ io })
  const names = Array.from({ length: PAIRS }, (_, i) => `pair${i}`)
  ipBatch(names.map((name) => `link add ${name} type veth peer name ${name}p`))
  let turns = 0
  let going = true
  const turn = (): void => {
    turns++
    if (going) setImmediate(turn)
  }
  const began = performance.now()
  setImmediate(turn)
  for (const name of names) await rtnl.links.delete(name)
  going = false
  t.comment(`${io}: ${PAIRS} pairs in ${Math.round(performance.now() - began)} ms, ${turns} turns`)
  t.same(
    (await rtnl.links.list({ kind: 'veth' })).filter(({ name }) => name.startsWith('pair')),
    [],
  )
  return turns
}

/** Deleting a pair takes the kernel some milliseconds, during which an inline transport blocks the caller's thread. */
const deletePairs = async (t: Test): Promise<void> => {
  const inline = await turnsDuring(t, 'inline')
  const thread = await turnsDuring(t, 'thread')
  t.ok(thread > 10 * inline, `${thread} turns of the event loop, ${inline} where it waits for the kernel itself`)
}

/** The process in the second namespace, to which links are moved. */
let other = 0

if (inNamespace(t, import.meta.url)) {
  await using rtnl = await Rtnl.open()
  const twins = await Twins.make(rtnl)
  other = Number(twins.ourPeer)
  await t.test('kinds of links', (t) => twins.same(t, ['links'], KINDS))
  await t.test('settings of a link', (t) => twins.same(t, ['links'], SETTINGS))
  await t.test('ports of a bridge', (t) => twins.same(t, ['links', 'ports'], PORTS))
  await t.test('links that go', (t) => twins.same(t, ['links'], GOING))
  await t.test('other things go on while links are deleted', deletePairs)
}
