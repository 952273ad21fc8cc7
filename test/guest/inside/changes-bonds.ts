/** Bonds by mode, and their ports. */
import type { Rtnl } from '../../../src/index.ts'
import type { Step } from '../../kernel/twins.ts'
import { indexOf } from './changes-links.ts'

const bond = (rtnl: Rtnl, name: string, data: object): Promise<void> => rtnl.links.change(name, { kind: 'bond', data })

export const BONDS: readonly Step[] = [
  [
    'ip link add b0 type bond mode 802.3ad miimon 120 updelay 240 downdelay 360 peer_notify_delay 480 use_carrier 1 xmit_hash_policy layer3+4 lacp_rate fast lacp_active off ad_select bandwidth ad_user_port_key 513 ad_actor_sys_prio 770 ad_actor_system 02:00:00:00:07:08 min_links 2 all_slaves_active 1 resend_igmp 3 num_grat_arp 4 lp_interval 5 coupled_control off lacp_strict on',
    (rtnl) =>
      rtnl.links.add({
        kind: 'bond',
        name: 'b0',
        data: {
          mode: '802.3ad',
          miimon: 120,
          updelay: 240,
          downdelay: 360,
          peerNotifDelay: 480,
          useCarrier: true,
          xmitHashPolicy: 'layer3+4',
          adLacpRate: 'fast',
          adLacpActive: false,
          adSelect: 'bandwidth',
          adUserPortKey: 513,
          adActorSysPrio: 770,
          adActorSystem: '02:00:00:00:07:08',
          minLinks: 2,
          allSlavesActive: true,
          resendIgmp: 3,
          numPeerNotif: 4,
          lpInterval: 5,
          coupledControl: false,
          lacpStrict: true,
        },
      }),
  ],
  [
    'ip link add b1 type bond mode active-backup arp_interval 250 arp_ip_target 192.0.2.7,192.0.2.8 ns_ip6_target 2001:db8::7,2001:db8::8 arp_validate filter_active arp_all_targets all primary_reselect better fail_over_mac follow arp_missed_max 4',
    (rtnl) =>
      rtnl.links.add({
        kind: 'bond',
        name: 'b1',
        data: {
          mode: 'active-backup',
          arpInterval: 250,
          arpIpTarget: ['192.0.2.7', '192.0.2.8'],
          nsIp6Target: ['2001:db8::7', '2001:db8::8'],
          arpValidate: 'filter_active',
          arpAllTargets: 'all',
          primaryReselect: 'better',
          failOverMac: 'follow',
          missedMax: 4,
        },
      }),
  ],
  [
    'ip link add b2 type bond mode balance-rr packets_per_slave 9',
    (rtnl) => rtnl.links.add({ kind: 'bond', name: 'b2', data: { mode: 'balance-rr', packetsPerSlave: 9 } }),
  ],
  [
    'ip link add b3 type bond mode balance-tlb tlb_dynamic_lb 0 miimon 120',
    (rtnl) =>
      rtnl.links.add({ kind: 'bond', name: 'b3', data: { mode: 'balance-tlb', tlbDynamicLb: false, miimon: 120 } }),
  ],
  [
    'ip link add b4 type bond mode balance-xor xmit_hash_policy vlan+srcmac',
    (rtnl) =>
      rtnl.links.add({ kind: 'bond', name: 'b4', data: { mode: 'balance-xor', xmitHashPolicy: 'vlan+srcmac' } }),
  ],
  ['ip link set b4 type bond mode broadcast', (rtnl) => bond(rtnl, 'b4', { mode: 'broadcast' })],
  [
    'ip link set b0 type bond miimon 130 updelay 260 xmit_hash_policy encap2+3 lacp_rate slow ad_select count min_links 3',
    (rtnl) =>
      bond(rtnl, 'b0', {
        ...{ miimon: 130, updelay: 260, minLinks: 3 },
        xmitHashPolicy: 'encap2+3',
        adLacpRate: 'slow',
        adSelect: 'count',
      }),
  ],
  [
    'ip link set b1 type bond arp_ip_target 192.0.2.9 ns_ip6_target 2001:db8::9 arp_validate backup primary_reselect failure',
    (rtnl) =>
      bond(rtnl, 'b1', {
        arpIpTarget: ['192.0.2.9'],
        nsIp6Target: ['2001:db8::9'],
        arpValidate: 'backup',
        primaryReselect: 'failure',
      }),
  ],
  [
    'ip link set e2 master b1; ip link set e3 master b1; ip link set e2 type bond_slave queue_id 3 prio -5',
    async (rtnl) => {
      await rtnl.links.change('e2', { master: 'b1' })
      await rtnl.links.change('e3', { master: 'b1' })
      await rtnl.links.change('e2', { slaveKind: 'bond', slaveData: { queueId: 3, prio: -5 } })
    },
  ],
  ['ip link set b1 type bond primary e3', async (rtnl) => bond(rtnl, 'b1', { primary: await indexOf(rtnl, 'e3') })],
  [
    'ip link add b5 type bond mode active-backup miimon 120; ip link add e10 address 02:00:00:00:01:20 type dummy; ip link set e10 master b5; ip link set e10 type bond_slave queue_id 7',
    async (rtnl) => {
      await rtnl.links.add({ kind: 'bond', name: 'b5', data: { mode: 'active-backup', miimon: 120 } })
      await rtnl.links.add({
        kind: 'dummy',
        name: 'e10',
        address: '02:00:00:00:01:20',
        master: 'b5',
        slaveKind: 'bond',
        slaveData: { queueId: 7 },
      })
    },
  ],
  [
    'ip link set e4 master b5; ip link set b5 up; ip link set b5 type bond active_slave e4',
    async (rtnl) => {
      await rtnl.links.change('e4', { master: 'b5' })
      await rtnl.links.change('b5', { up: true })
      await bond(rtnl, 'b5', { activeSlave: await indexOf(rtnl, 'e4') })
    },
  ],
  [
    'ip link add b6 type bond mode 802.3ad miimon 120 broadcast_neighbor on ad_select actor_port_prio; ip link set e5 master b6; ip link set e5 type bond_slave actor_port_prio 258',
    async (rtnl) => {
      const data = { mode: '802.3ad', miimon: 120, broadcastNeigh: true, adSelect: 'actor_port_prio' } as const
      await rtnl.links.add({ kind: 'bond', name: 'b6', data })
      await rtnl.links.change('e5', { master: 'b6' })
      await rtnl.links.change('e5', { slaveKind: 'bond', slaveData: { actorPortPrio: 258 } })
    },
  ],
  ['ip link set b5 type bond clear_active_slave', (rtnl) => bond(rtnl, 'b5', { activeSlave: 0 })],
  ['ip link set e10 nomaster', (rtnl) => rtnl.links.change('e10', { master: null })],
]
