/** Less common options of links, bridge ports and forwarding entries, compared with the same changes by iproute2. */
import { openSync } from 'node:fs'
import t from 'tap'
import { Rtnl } from '../../src/index.ts'
import { inNamespace } from './namespace.ts'
import type { Step } from './twins.ts'
import { Twins } from './twins.ts'

const SCENE = `
  ip link add v0 address 02:00:00:00:01:00 type veth peer name v1 address 02:00:00:00:01:01
  ip link add v2 address 02:00:00:00:01:02 type veth peer name v3 address 02:00:00:00:01:03
  ip link add v4 address 02:00:00:00:01:04 type veth peer name v5 address 02:00:00:00:01:05
  ip link add br0 type bridge
  ip link set v3 master br0
  ip link set v5 master br0
  echo 1 > /proc/sys/net/ipv6/conf/v2/accept_ra; echo 0 > /proc/sys/net/ipv6/conf/v2/forwarding
  for dev in lo v0 v1 v2 v3 v4 br0; do ip link set $dev up; done
  ip link add mv0 link v1 address 02:00:00:00:01:06 type macvlan mode source
  ip link set mv0 up
  ip link add vx0 address 02:00:00:00:01:07 type vxlan id 42 dstport 4789
  ip link add vx1 address 02:00:00:00:01:08 type vxlan external dstport 4790
  ip addr add 192.0.2.1/24 dev v0
  ip addr add 2001:db8::1/64 dev v0 nodad
  ip nexthop add id 7 via 192.0.2.8 fdb
  ip nexthop add id 8 group 7 fdb
`

const BRIDGE: readonly Step[] = [
  [
    'ip link set br0 type bridge mcast_router 2 mcast_snooping 0 mcast_query_use_ifaddr 1 mcast_querier 1',
    (rtnl) => bridge(rtnl, { mcastRouter: 2, mcastSnooping: false, mcastQueryUseIfaddr: true, mcastQuerier: true }),
  ],
  [
    'ip link set br0 type bridge mcast_hash_max 1024 mcast_last_member_count 3 mcast_startup_query_count 4',
    (rtnl) => bridge(rtnl, { mcastHashMax: 1024, mcastLastMemberCnt: 3, mcastStartupQueryCnt: 4 }),
  ],
  [
    'ip link set br0 type bridge mcast_last_member_interval 200 mcast_membership_interval 20000 mcast_querier_interval 30000',
    (rtnl) => bridge(rtnl, { mcastLastMemberIntvl: 200, mcastMembershipIntvl: 20000, mcastQuerierIntvl: 30000 }),
  ],
  [
    'ip link set br0 type bridge mcast_query_interval 13000 mcast_query_response_interval 2000 mcast_startup_query_interval 4000',
    (rtnl) => bridge(rtnl, { mcastQueryIntvl: 13000, mcastQueryResponseIntvl: 2000, mcastStartupQueryIntvl: 4000 }),
  ],
  [
    'ip link set br0 type bridge mcast_igmp_version 3 mcast_mld_version 2 mcast_stats_enabled 1',
    (rtnl) => bridge(rtnl, { mcastIgmpVersion: 3, mcastMldVersion: 2, mcastStatsEnabled: true }),
  ],
  [
    'ip link set br0 type bridge nf_call_iptables 1 nf_call_ip6tables 1 nf_call_arptables 1 group_address 01:80:c2:00:00:04',
    (rtnl) =>
      bridge(rtnl, {
        nfCallIptables: true,
        nfCallIp6tables: true,
        nfCallArptables: true,
        groupAddr: '01:80:c2:00:00:04',
      }),
  ],
]
const bridge = (rtnl: Rtnl, data: object): Promise<void> => rtnl.links.change('br0', { kind: 'bridge', data })

const LINKS: readonly Step[] = [
  [
    'ip link add d0 master br0 broadcast 02:00:00:00:00:ff type veth peer name d1; ip link set d0 alias uplink addrgenmode eui64; ip link set d1 alias far up',
    (rtnl) =>
      rtnl.links.add({
        kind: 'veth',
        name: 'd0',
        master: 'br0',
        broadcast: '02:00:00:00:00:ff',
        alias: 'uplink',
        addrGenMode: 'eui64',
        peer: { name: 'd1', alias: 'far', up: true },
      }),
  ],
  [
    'ip link add d2 type ifb; ip link set d2 master br0; ip link set d2 type bridge_slave cost 77',
    (rtnl) => rtnl.links.add({ kind: 'ifb', name: 'd2', master: 'br0', slaveKind: 'bridge', slaveData: { cost: 77 } }),
  ],
  [
    'ip link set mv0 mode dormant state DORMANT',
    (rtnl) => rtnl.links.change('mv0', { linkmode: 'dormant', operstate: 'dormant' }),
  ],
  ['ip link set mv0 state UP', (rtnl) => rtnl.links.change('mv0', { operstate: 'up' })],
  [
    'ip link set mv0 protodown on protodown_reason 3 on',
    (rtnl) => rtnl.links.change('mv0', { protoDown: true, protoDownReason: { mask: 8, value: 8 } }),
  ],
  [
    'ip link set mv0 protodown_reason 3 off',
    (rtnl) => rtnl.links.change('mv0', { protoDownReason: { mask: 8, value: 0 } }),
  ],
  [
    'ip link set mv0 type macvlan bcqueuelen 500; ip link set mv0 type macvlan macaddr set 02:00:00:00:03:01 02:00:00:00:03:02',
    (rtnl) =>
      rtnl.links.change('mv0', {
        kind: 'macvlan',
        data: { bcQueueLen: 500, macaddrMode: 'set', macaddrData: ['02:00:00:00:03:01', '02:00:00:00:03:02'] },
      }),
  ],
  [
    'ip link set mv0 type macvlan macaddr del 02:00:00:00:03:01',
    (rtnl) => rtnl.links.change('mv0', { kind: 'macvlan', data: { macaddrMode: 'del', macaddr: '02:00:00:00:03:01' } }),
  ],
  [
    'ip link set mv0 type macvlan macaddr flush',
    (rtnl) => rtnl.links.change('mv0', { kind: 'macvlan', data: { macaddrMode: 'flush' } }),
  ],
  [
    'ip link add vx2 type vxlan id 44 dstport 4791 proxy rsc l2miss l3miss noudpcsum remcsumtx remcsumrx gbp df set',
    (rtnl) =>
      rtnl.links.add({
        kind: 'vxlan',
        name: 'vx2',
        data: {
          id: 44,
          port: 4791,
          proxy: true,
          rsc: true,
          l2miss: true,
          l3miss: true,
          udpCsum: false,
          remcsumTx: true,
          remcsumRx: true,
          gbp: true,
          df: 'set',
        },
      }),
  ],
  [
    'ip link add vx3 type vxlan id 45 dstport 4792 local 2001:db8::1 remote 2001:db8::2 flowlabel 0x123 udp6zerocsumtx',
    (rtnl) =>
      rtnl.links.add({
        kind: 'vxlan',
        name: 'vx3',
        data: { id: 45, port: 4792, local6: '2001:db8::1', group6: '2001:db8::2', label: 0x123, udpZeroCsum6Tx: true },
      }),
  ],
  [
    'ip link add vx4 type vxlan external gpe dstport 4793',
    (rtnl) =>
      rtnl.links.add({
        kind: 'vxlan',
        name: 'vx4',
        data: { collectMetadata: true, gpe: true, port: 4793, learning: false },
      }),
  ],
  [
    'ip link add vx5 type vxlan id 46 dstport 4794 ttl inherit tos inherit',
    (rtnl) => rtnl.links.add({ kind: 'vxlan', name: 'vx5', data: { id: 46, port: 4794, ttlInherit: true, tos: 1 } }),
  ],
  [
    'ip link set d2 netns PEER name moved',
    (rtnl) => rtnl.links.change('d2', { netns: { fd: openSync(`/proc/${beside}/ns/net`, 'r') }, name: 'moved' }),
  ],
]

/** Settings of IPv4 and IPv6, which iproute2 sets in other ways. */
const CONF: readonly Step[] = [
  [
    'echo 1 > /proc/sys/net/ipv4/conf/v0/forwarding; echo 2 > /proc/sys/net/ipv4/conf/v0/rp_filter',
    (rtnl) => rtnl.links.change('v0', { inet: { forwarding: 1, rpFilter: 2 } }),
  ],
  [
    'echo 1 > /proc/sys/net/ipv4/conf/v2/proxy_arp; echo 1 > /proc/sys/net/ipv4/conf/v2/ignore_routes_with_linkdown',
    (rtnl) => rtnl.links.change('v2', { inet: { proxyArp: 1, ignoreRoutesWithLinkdown: 1 } }),
  ],
]

const TOKENS: readonly Step[] = [
  ['ip token set ::5 dev v2', (rtnl) => rtnl.links.change('v2', { token: '::5' })],
  ['ip token del dev v2', (rtnl) => rtnl.links.change('v2', { token: '::' })],
]

const port = (rtnl: Rtnl, settings: object): Promise<void> => rtnl.links.changePort('v3', settings)
const PORTS: readonly Step[] = [
  ['bridge link set dev v3 root_block on mcast_router 2', (rtnl) => port(rtnl, { protect: true, multicastRouter: 2 })],
  [
    'bridge link set dev v3 vlan_tunnel on mcast_to_unicast on',
    (rtnl) => port(rtnl, { vlanTunnel: true, mcastToUcast: true }),
  ],
  [
    'bridge link set dev v3 backup_port v5',
    async (rtnl) => port(rtnl, { backupPort: (await rtnl.links.get('v5')).index }),
  ],
  ['bridge link set dev v3 nobackup_port', (rtnl) => port(rtnl, { backupPort: 0 })],
  [
    'ip link set v3 type bridge_slave group_fwd_mask 8 proxy_arp on proxy_arp_wifi on mcast_flood off',
    (rtnl) => port(rtnl, { groupFwdMask: 8, proxyarp: true, proxyarpWifi: true, mcastFlood: false }),
  ],
  [
    'ip link set v3 type bridge_slave fastleave on locked on isolated on',
    (rtnl) => port(rtnl, { fastLeave: true, locked: true, isolated: true }),
  ],
  ['bridge link set dev v3 learning off master', (rtnl) => port(rtnl, { learning: false })],
]

const entry = { family: 'bridge', dev: 'vx0' } as const
const FORWARDING: readonly Step[] = [
  [
    'bridge fdb add 02:00:00:00:04:01 dev v3 master static sticky',
    (rtnl) =>
      rtnl.neighbours.add({
        family: 'bridge',
        dev: 'v3',
        lladdr: '02:00:00:00:04:01',
        flags: ['master', 'sticky'],
        state: ['noarp'],
      }),
  ],
  [
    'bridge fdb add 02:00:00:00:04:02 dev v3 self; bridge fdb add 02:00:00:00:04:02 dev v3 master local',
    async (rtnl) => {
      const found = { family: 'bridge', dev: 'v3', lladdr: '02:00:00:00:04:02' } as const
      await rtnl.neighbours.add({ ...found, flags: ['self', 'master'] })
    },
  ],
  [
    'bridge fdb add 02:00:00:00:04:03 dev vx0 dst 192.0.2.7 router extern_learn',
    (rtnl) =>
      rtnl.neighbours.add({
        ...entry,
        lladdr: '02:00:00:00:04:03',
        dst: '192.0.2.7',
        flags: ['self', 'router', 'extern_learn'],
      }),
  ],
  [
    'bridge fdb add 02:00:00:00:04:04 dev vx0 dst 192.0.2.6 port 4800 vni 9 via v0 static',
    async (rtnl) =>
      rtnl.neighbours.add({
        ...entry,
        lladdr: '02:00:00:00:04:04',
        dst: '192.0.2.6',
        port: 4800,
        vni: 9,
        viaIndex: (await rtnl.links.get('v0')).index,
        state: ['reachable', 'noarp'],
      }),
  ],
  [
    'bridge fdb add 02:00:00:00:04:05 dev vx0 nhid 8',
    (rtnl) => rtnl.neighbours.add({ ...entry, lladdr: '02:00:00:00:04:05', nhId: 8 }),
  ],
  [
    'bridge fdb add 02:00:00:00:04:06 dev vx1 dst 192.0.2.7 src_vni 5 vni 6',
    (rtnl) =>
      rtnl.neighbours.add({
        family: 'bridge',
        dev: 'vx1',
        lladdr: '02:00:00:00:04:06',
        dst: '192.0.2.7',
        srcVni: 5,
        vni: 6,
      }),
  ],
]

/** The process in the second namespace, to which links are moved. */
let beside = ''

if (inNamespace(t, import.meta.url)) {
  await using rtnl = await Rtnl.open()
  const twins = await Twins.make(rtnl)
  beside = twins.ourPeer
  await twins.prepare(SCENE)
  await t.test('bridges', (t) => twins.same(t, ['links'], BRIDGE))
  await t.test('links', (t) => twins.same(t, ['links', 'ports'], LINKS))
  await t.test('settings of IPv4', (t) => twins.same(t, ['netconf'], CONF))
  await t.test('tokens', (t) => twins.same(t, ['tokens'], TOKENS))
  await t.test('ports', (t) => twins.same(t, ['links', 'ports'], PORTS))
  await t.test('forwarding entries', (t) => twins.same(t, ['fdb'], FORWARDING))
}
