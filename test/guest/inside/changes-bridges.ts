/** Bridges that filter VLANs, their ports, and the forwarding entries of bridges and vxlan. */
import type { Rtnl } from '../../../src/index.ts'
import type { Step } from '../../kernel/twins.ts'
import { indexOf } from './changes-links.ts'

/** Only `bridge vlan` can set which ports are in which VLANs. */
export const BRIDGES_SCENE = `
  ip link add p0 address 02:00:00:00:04:01 type veth peer name p0x address 02:00:00:00:04:02
  ip link add p1 address 02:00:00:00:04:03 type veth peer name p1x address 02:00:00:00:04:04
  ip link add br1 address 02:00:00:00:04:05 type bridge vlan_filtering 1
  ip link set p1 master br1
  bridge vlan add dev p1 vid 258
  ip link add vxg address 02:00:00:00:04:06 type vxlan id 4242 dstport 4788
  ip link add vxh address 02:00:00:00:04:07 type vxlan external dstport 4787
  for dev in p0 p0x p1 p1x br1 vxg vxh; do ip link set $dev up; done
  ip nexthop add id 31 via 192.0.2.31 fdb
  ip nexthop add id 32 via 192.0.2.32 fdb
  ip nexthop add id 33 group 31/32 fdb
`

const change = (rtnl: Rtnl, name: string, data: object): Promise<void> =>
  rtnl.links.change(name, { kind: 'bridge', data })

export const BRIDGES: readonly Step[] = [
  [
    'ip link add br0 type bridge vlan_filtering 1 vlan_default_pvid 258 vlan_protocol 802.1ad vlan_stats_enabled 1 vlan_stats_per_port 1',
    (rtnl) =>
      rtnl.links.add({
        kind: 'bridge',
        name: 'br0',
        data: {
          ...{ vlanFiltering: true, vlanDefaultPvid: 258, vlanProtocol: '802.1ad' },
          ...{ vlanStatsEnabled: true, vlanStatsPerPort: true },
        },
      }),
  ],
  ['ip link set p0 master br0', (rtnl) => rtnl.links.change('p0', { master: 'br0' })],
  [
    'ip link set p0 type bridge_slave vlan_tunnel on priority 12 cost 513 guard on',
    (rtnl) =>
      rtnl.links.change('p0', {
        slaveKind: 'bridge',
        slaveData: { vlanTunnel: true, priority: 12, cost: 513, guard: true },
      }),
  ],
  [
    'ip link set br0 type bridge mcast_vlan_snooping 1 mcast_query_interval 12345 vlan_stats_enabled 0',
    (rtnl) =>
      change(rtnl, 'br0', {
        multiBoolopt: { optval: ['mcast_vlan_snooping'], optmask: ['mcast_vlan_snooping'] },
        mcastQueryIntvl: 12345,
        vlanStatsEnabled: false,
      }),
  ],
  [
    'ip link set br0 type bridge vlan_default_pvid 0 mcast_vlan_snooping 0 no_linklocal_learn 1',
    (rtnl) =>
      change(rtnl, 'br0', {
        vlanDefaultPvid: 0,
        multiBoolopt: { optval: ['no_linklocal_learn'], optmask: ['no_linklocal_learn', 'mcast_vlan_snooping'] },
      }),
  ],
  [
    'ip link add br2 type bridge fdb_max_learned 258 mst_enabled 1 fdb_local_vlan_0 1 vlan_filtering 1',
    (rtnl) =>
      rtnl.links.add({
        kind: 'bridge',
        name: 'br2',
        data: {
          ...{ fdbMaxLearned: 258, vlanFiltering: true },
          multiBoolopt: { optval: ['mst_enabled', 'fdb_local_vlan_0'], optmask: ['mst_enabled', 'fdb_local_vlan_0'] },
        },
      }),
  ],
  [
    'ip link set br2 type bridge mst_enabled 0 mdb_offload_fail_notification 1 fdb_max_learned 259',
    (rtnl) =>
      change(rtnl, 'br2', {
        fdbMaxLearned: 259,
        multiBoolopt: {
          optval: ['mdb_offload_fail_notification'],
          optmask: ['mst_enabled', 'mdb_offload_fail_notification'],
        },
      }),
  ],
  [
    'ip link set p0 type bridge_slave mab on learning on locked on neigh_vlan_suppress on neigh_forward_grat on backup_nhid 33',
    (rtnl) =>
      rtnl.links.change('p0', {
        slaveKind: 'bridge',
        slaveData: {
          ...{ mab: true, learning: true, locked: true, neighVlanSuppress: true, neighForwardGrat: true },
          backupNhid: 33,
        },
      }),
  ],
  [
    'bridge link set dev p1 mcast_max_groups 258 priority 13',
    (rtnl) => rtnl.links.changePort('p1', { mcastMaxGroups: 258, priority: 13 }),
  ],
  ['ip link set br0 type bridge vlan_filtering 0', (rtnl) => change(rtnl, 'br0', { vlanFiltering: false })],
  ['ip link set br0 type bridge vlan_protocol 802.1Q', (rtnl) => change(rtnl, 'br0', { vlanProtocol: '802.1Q' })],
]

const onPort = { family: 'bridge', dev: 'p1' } as const
const onVxlan = { family: 'bridge', dev: 'vxg' } as const
export const FORWARDING: readonly Step[] = [
  [
    'bridge fdb add 02:00:00:00:05:01 dev p1 master static vlan 258',
    (rtnl) =>
      rtnl.neighbours.add({
        ...onPort,
        lladdr: '02:00:00:00:05:01',
        vlan: 258,
        flags: ['master'],
        state: ['noarp', 'reachable'],
      }),
  ],
  [
    'bridge fdb add 02:00:00:00:05:02 dev p1 master static vlan 1 sticky',
    (rtnl) =>
      rtnl.neighbours.add({
        ...onPort,
        lladdr: '02:00:00:00:05:02',
        vlan: 1,
        flags: ['master', 'sticky'],
        state: ['noarp', 'reachable'],
      }),
  ],
  [
    'bridge fdb add 02:00:00:00:05:03 dev p1 master dynamic extern_learn vlan 258',
    (rtnl) =>
      rtnl.neighbours.add({
        ...onPort,
        lladdr: '02:00:00:00:05:03',
        vlan: 258,
        flags: ['master', 'extern_learn'],
        state: ['reachable'],
      }),
  ],
  [
    'bridge fdb del 02:00:00:00:05:01 dev p1 master vlan 258',
    (rtnl) => rtnl.neighbours.delete({ ...onPort, lladdr: '02:00:00:00:05:01', vlan: 258, flags: ['master'] }),
  ],
  [
    'bridge fdb append 00:00:00:00:00:00 dev vxg dst 192.0.2.41 port 4800 vni 258 via d0',
    async (rtnl) =>
      rtnl.neighbours.append({
        ...onVxlan,
        lladdr: '00:00:00:00:00:00',
        dst: '192.0.2.41',
        ...{ port: 4800, vni: 258, viaIndex: await indexOf(rtnl, 'd0') },
      }),
  ],
  [
    'bridge fdb append 00:00:00:00:00:00 dev vxg dst 192.0.2.42',
    (rtnl) => rtnl.neighbours.append({ ...onVxlan, lladdr: '00:00:00:00:00:00', dst: '192.0.2.42' }),
  ],
  [
    'bridge fdb add 02:00:00:00:05:04 dev vxg nhid 33 static',
    (rtnl) => rtnl.neighbours.add({ ...onVxlan, lladdr: '02:00:00:00:05:04', nhId: 33, state: ['noarp', 'reachable'] }),
  ],
  [
    'bridge fdb add 02:00:00:00:05:05 dev vxh dst 192.0.2.43 src_vni 259 vni 260',
    (rtnl) =>
      rtnl.neighbours.add({
        family: 'bridge',
        dev: 'vxh',
        lladdr: '02:00:00:00:05:05',
        dst: '192.0.2.43',
        ...{ srcVni: 259, vni: 260 },
      }),
  ],
]
