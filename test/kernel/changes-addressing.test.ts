/** Changes of addresses, neighbours, forwarding entries and nsids, compared with the same changes by iproute2. */
import t from 'tap'
import { Rtnl } from '../../src/index.ts'
import { inNamespace } from './namespace.ts'
import type { Step } from './twins.ts'
import { Twins } from './twins.ts'

const SCENE = `
  ip link add v0 address 02:00:00:00:01:00 type veth peer name v1 address 02:00:00:00:01:01
  ip link add v2 address 02:00:00:00:01:02 type veth peer name v3 address 02:00:00:00:01:03
  ip link add br0 type bridge
  ip link set v3 master br0
  for dev in lo v0 v1 v2 v3 br0; do ip link set $dev up; done
  ip link add vx0 address 02:00:00:00:01:04 type vxlan id 42 dstport 4789
`

const ADDRESSES: readonly Step[] = [
  [
    'ip addr add 192.0.2.1/24 brd + dev v0',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '192.0.2.1/24', broadcast: '+' }),
  ],
  ['ip addr add 192.0.2.2/24 dev v0', (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '192.0.2.2/24' })],
  [
    'ip addr add 10.3.0.1/16 brd - dev v0',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '10.3.0.1/16', broadcast: '-' }),
  ],
  [
    'ip addr add 10.4.0.1/30 brd 10.4.0.3 dev v0 label v0:x',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '10.4.0.1/30', broadcast: '10.4.0.3', label: 'v0:x' }),
  ],
  [
    'ip addr add 198.51.100.1 peer 198.51.100.2/31 dev v0 scope link',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '198.51.100.1', peer: '198.51.100.2/31', scope: 'link' }),
  ],
  [
    'ip addr add 10.5.0.1/24 dev v0 valid_lft 10000 preferred_lft 5000 metric 77',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '10.5.0.1/24', valid: 10000, preferred: 5000, metric: 77 }),
  ],
  [
    'ip addr add 10.6.0.1/24 dev v0 noprefixroute',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '10.6.0.1/24', flags: ['noprefixroute'] }),
  ],
  ['ip addr add 127.9.0.1/8 dev lo', (rtnl) => rtnl.addresses.add({ dev: 'lo', address: '127.9.0.1/8' })],
  [
    'ip addr add 2001:db8::1/64 dev v0 nodad',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '2001:db8::1/64', flags: ['nodad'] }),
  ],
  [
    'ip addr add 2001:db8:1::1/128 peer 2001:db8:1::2/127 dev v0 nodad',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '2001:db8:1::1', peer: '2001:db8:1::2/127', flags: ['nodad'] }),
  ],
  [
    'ip addr add 2001:db8:2::1/64 dev v0 nodad home mngtmpaddr',
    (rtnl) =>
      rtnl.addresses.add({
        dev: 'v0',
        address: '2001:db8:2::1/64',
        flags: ['nodad', 'home', 'mngtmpaddr'],
      }),
  ],
  [
    'ip addr add fe80::9/64 dev v0 nodad scope link',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: 'fe80::9/64', flags: ['nodad'], scope: 'link' }),
  ],
  [
    'ip addr replace 2001:db8::1/64 dev v0 nodad preferred_lft 0 valid_lft forever',
    (rtnl) =>
      rtnl.addresses.replace({
        dev: 'v0',
        address: '2001:db8::1/64',
        flags: ['nodad'],
        preferred: 0,
        valid: 'forever',
      }),
  ],
  ['ip addr replace 10.7.0.1/24 dev v0', (rtnl) => rtnl.addresses.replace({ dev: 'v0', address: '10.7.0.1/24' })],
  [
    'ip addr change 10.7.0.1/24 dev v0 valid_lft 20000 preferred_lft 20000',
    (rtnl) => rtnl.addresses.change({ dev: 'v0', address: '10.7.0.1/24', valid: 20000, preferred: 20000 }),
  ],
  [
    'ip addr del 198.51.100.1 peer 198.51.100.2/31 dev v0',
    (rtnl) => rtnl.addresses.delete({ dev: 'v0', address: '198.51.100.1', peer: '198.51.100.2/31' }),
  ],
  [
    'ip addr del 10.4.0.1/30 dev v0 label v0:x',
    (rtnl) => rtnl.addresses.delete({ dev: 'v0', address: '10.4.0.1/30', label: 'v0:x' }),
  ],
  ['ip addr del 2001:db8:2::1/64 dev v0', (rtnl) => rtnl.addresses.delete({ dev: 'v0', address: '2001:db8:2::1/64' })],
  ['ip -6 addr flush dev v0', (rtnl) => rtnl.addresses.flush({ dev: 'v0', family: 'inet6' })],
  ['ip addr flush dev v0', (rtnl) => rtnl.addresses.flush({ dev: 'v0' })],
]

const NEIGHBOURS: readonly Step[] = [
  [
    'ip neigh add 192.0.2.10 lladdr 02:00:00:00:02:01 dev v0',
    (rtnl) => rtnl.neighbours.add({ dev: 'v0', dst: '192.0.2.10', lladdr: '02:00:00:00:02:01' }),
  ],
  [
    'ip neigh add 2001:db8::10 lladdr 02:00:00:00:02:02 dev v0 router protocol static',
    (rtnl) =>
      rtnl.neighbours.add({
        dev: 'v0',
        dst: '2001:db8::10',
        lladdr: '02:00:00:00:02:02',
        flags: ['router'],
        protocol: 'static',
      }),
  ],
  [
    'ip neigh add 192.0.2.11 lladdr 02:00:00:00:02:03 dev v0 nud stale extern_learn',
    (rtnl) =>
      rtnl.neighbours.add({
        dev: 'v0',
        dst: '192.0.2.11',
        lladdr: '02:00:00:00:02:03',
        state: ['stale'],
        flags: ['extern_learn'],
      }),
  ],
  [
    'ip neigh add 192.0.2.12 lladdr 02:00:00:00:02:07 dev v0 nud noarp',
    (rtnl) => rtnl.neighbours.add({ dev: 'v0', dst: '192.0.2.12', lladdr: '02:00:00:00:02:07', state: ['noarp'] }),
  ],
  [
    'ip neigh replace 192.0.2.10 lladdr 02:00:00:00:02:04 dev v0',
    (rtnl) => rtnl.neighbours.replace({ dev: 'v0', dst: '192.0.2.10', lladdr: '02:00:00:00:02:04' }),
  ],
  [
    'ip neigh replace 192.0.2.13 lladdr 02:00:00:00:02:05 dev v0',
    (rtnl) => rtnl.neighbours.replace({ dev: 'v0', dst: '192.0.2.13', lladdr: '02:00:00:00:02:05' }),
  ],
  [
    'ip neigh change 192.0.2.13 lladdr 02:00:00:00:02:06 dev v0',
    (rtnl) => rtnl.neighbours.change({ dev: 'v0', dst: '192.0.2.13', lladdr: '02:00:00:00:02:06' }),
  ],
  [
    'ip neigh add proxy 192.0.2.20 dev v0',
    (rtnl) => rtnl.neighbours.add({ dev: 'v0', dst: '192.0.2.20', proxy: true }),
  ],
  [
    'ip neigh add proxy 2001:db8::20 dev v0',
    (rtnl) => rtnl.neighbours.add({ dev: 'v0', dst: '2001:db8::20', proxy: true }),
  ],
  ['ip neigh del 192.0.2.10 dev v0', (rtnl) => rtnl.neighbours.delete({ dev: 'v0', dst: '192.0.2.10' })],
  ['ip neigh del 2001:db8::10 dev v0', (rtnl) => rtnl.neighbours.delete({ dev: 'v0', dst: '2001:db8::10' })],
  [
    'ip neigh del proxy 192.0.2.20 dev v0',
    (rtnl) => rtnl.neighbours.delete({ dev: 'v0', dst: '192.0.2.20', proxy: true }),
  ],
]

const bridge = 'bridge'
const FORWARDING: readonly Step[] = [
  [
    'bridge fdb add 02:00:00:00:03:01 dev v3',
    (rtnl) => rtnl.neighbours.add({ family: bridge, dev: 'v3', lladdr: '02:00:00:00:03:01' }),
  ],
  [
    'bridge fdb add 02:00:00:00:03:02 dev v3 master static',
    (rtnl) =>
      rtnl.neighbours.add({
        family: bridge,
        dev: 'v3',
        lladdr: '02:00:00:00:03:02',
        flags: ['master'],
        state: ['noarp'],
      }),
  ],
  [
    'bridge fdb add 02:00:00:00:03:03 dev v3 master dynamic extern_learn',
    (rtnl) =>
      rtnl.neighbours.add({
        family: bridge,
        dev: 'v3',
        lladdr: '02:00:00:00:03:03',
        flags: ['master', 'extern_learn'],
        state: ['reachable'],
      }),
  ],
  [
    'bridge fdb replace 02:00:00:00:03:02 dev v3 master local',
    (rtnl) => rtnl.neighbours.replace({ family: bridge, dev: 'v3', lladdr: '02:00:00:00:03:02', flags: ['master'] }),
  ],
  [
    'bridge fdb add 00:00:00:00:00:00 dev vx0 dst 192.0.2.7',
    (rtnl) => rtnl.neighbours.add({ family: bridge, dev: 'vx0', lladdr: '00:00:00:00:00:00', dst: '192.0.2.7' }),
  ],
  [
    'bridge fdb append 00:00:00:00:00:00 dev vx0 dst 192.0.2.8 port 4800 vni 43',
    (rtnl) =>
      rtnl.neighbours.append({
        family: bridge,
        dev: 'vx0',
        lladdr: '00:00:00:00:00:00',
        dst: '192.0.2.8',
        port: 4800,
        vni: 43,
      }),
  ],
  [
    'bridge fdb del 00:00:00:00:00:00 dev vx0 dst 192.0.2.7',
    (rtnl) => rtnl.neighbours.delete({ family: bridge, dev: 'vx0', lladdr: '00:00:00:00:00:00', dst: '192.0.2.7' }),
  ],
  [
    'bridge fdb del 02:00:00:00:03:02 dev v3 master',
    (rtnl) => rtnl.neighbours.delete({ family: bridge, dev: 'v3', lladdr: '02:00:00:00:03:02', flags: ['master'] }),
  ],
  [
    'bridge fdb del 02:00:00:00:03:01 dev v3',
    (rtnl) => rtnl.neighbours.delete({ family: bridge, dev: 'v3', lladdr: '02:00:00:00:03:01' }),
  ],
]

if (inNamespace(t, import.meta.url)) {
  await using rtnl = await Rtnl.open()
  const twins = await Twins.make(rtnl)
  await twins.prepare(SCENE)
  await t.test('addresses', (t) => twins.same(t, ['addresses', 'routes', 'routes6'], ADDRESSES))
  await t.test('neighbours', (t) => twins.same(t, ['neighbours', 'proxies'], NEIGHBOURS))
  await t.test('forwarding entries', (t) => twins.same(t, ['fdb'], FORWARDING))
  await t.test('ids of namespaces', (t) =>
    twins.same(
      t,
      ['nsids'],
      [
        [
          'unshare --mount sh -ec "mkdir -p /run/netns; mount -t tmpfs none /run/netns; ip netns attach beside PEER; ip netns set beside 17"',
          (rtnl) => rtnl.nsids.set({ pid: Number(twins.ourPeer) }, 17),
        ],
      ],
    ),
  )
}
