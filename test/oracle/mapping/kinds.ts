/** Options of link kinds: `linkinfo.info_data` of `ip -details -json link`. */
import type { Plain } from '../../../src/index.ts'
import type { Bond, BondAdInfo } from '../../../src/rtnl/link/tables/kinds/bond.ts'
import type { Bridge } from '../../../src/rtnl/link/tables/kinds/bridge.ts'
import type { Geneve } from '../../../src/rtnl/link/tables/kinds/geneve.ts'
import type { Gtp } from '../../../src/rtnl/link/tables/kinds/gtp.ts'
import type { Hsr } from '../../../src/rtnl/link/tables/kinds/hsr.ts'
import type { Ipvlan } from '../../../src/rtnl/link/tables/kinds/ipvlan.ts'
import type { Macsec } from '../../../src/rtnl/link/tables/kinds/macsec.ts'
import type { Macvlan } from '../../../src/rtnl/link/tables/kinds/macvlan.ts'
import type { Tun } from '../../../src/rtnl/link/tables/kinds/tun.ts'
import type { Vlan, VlanQosMapping } from '../../../src/rtnl/link/tables/kinds/vlan.ts'
import type { Vrf } from '../../../src/rtnl/link/tables/kinds/vrf.ts'
import type { Vxlan } from '../../../src/rtnl/link/tables/kinds/vxlan.ts'
import { dev, has, hex, type Mapping, nest, seconds, sharp } from '../compare.ts'
import { bridgeId } from './ports.ts'
import { tunnels } from './tunnels.ts'

const option = (word: string) => (bridge: Plain<Bridge>) =>
  bridge.multiBoolopt && Number((bridge.multiBoolopt.optval as readonly unknown[]).includes(word))

const bridge: Mapping<Plain<Bridge>> = {
  forward_delay: 'forwardDelay',
  hello_time: 'helloTime',
  max_age: 'maxAge',
  ageing_time: 'ageingTime',
  stp_state: 'stpState',
  priority: 'priority',
  vlan_filtering: 'vlanFiltering',
  vlan_protocol: 'vlanProtocol',
  bridge_id: (value) => bridgeId(value.bridgeId),
  root_id: (value) => bridgeId(value.rootId),
  root_port: 'rootPort',
  root_path_cost: 'rootPathCost',
  topology_change: 'topologyChange',
  topology_change_detected: 'topologyChangeDetected',
  hello_timer: seconds('helloTimer'),
  tcn_timer: seconds('tcnTimer'),
  topology_change_timer: seconds('topologyChangeTimer'),
  gc_timer: seconds('gcTimer'),
  vlan_default_pvid: 'vlanDefaultPvid',
  vlan_stats_enabled: 'vlanStatsEnabled',
  vlan_stats_per_port: 'vlanStatsPerPort',
  group_fwd_mask: (value) => sharp(value.groupFwdMask),
  group_addr: 'groupAddr',
  mcast_snooping: 'mcastSnooping',
  no_linklocal_learn: option('no_linklocal_learn'),
  mcast_vlan_snooping: option('mcast_vlan_snooping'),
  mcast_router: 'mcastRouter',
  mcast_query_use_ifaddr: 'mcastQueryUseIfaddr',
  mcast_querier: 'mcastQuerier',
  mcast_hash_elasticity: 'mcastHashElasticity',
  mcast_hash_max: 'mcastHashMax',
  mcast_last_member_cnt: 'mcastLastMemberCnt',
  mcast_startup_query_cnt: 'mcastStartupQueryCnt',
  mcast_last_member_intvl: 'mcastLastMemberIntvl',
  mcast_membership_intvl: 'mcastMembershipIntvl',
  mcast_querier_intvl: 'mcastQuerierIntvl',
  mcast_query_intvl: 'mcastQueryIntvl',
  mcast_query_response_intvl: 'mcastQueryResponseIntvl',
  mcast_startup_query_intvl: 'mcastStartupQueryIntvl',
  mcast_stats_enabled: 'mcastStatsEnabled',
  mcast_igmp_version: 'mcastIgmpVersion',
  mcast_mld_version: 'mcastMldVersion',
  nf_call_iptables: 'nfCallIptables',
  nf_call_ip6tables: 'nfCallIp6tables',
  nf_call_arptables: 'nfCallArptables',
}

const ANY4 = '0.0.0.0'
/** One word for both families of an attribute: iproute2 prints none for the address that is not set. */
const set = (address: string | undefined): string | undefined => (address === ANY4 ? undefined : address)
const multicast = (address: string | undefined): boolean => /^(22[4-9]|23\d)\./.test(address ?? '')

const vxlan: Mapping<Plain<Vxlan>> = {
  id: 'id',
  group: ({ group }) => (multicast(group) ? group : undefined),
  remote: ({ group }) => (multicast(group) ? undefined : set(group)),
  group6: ({ group6 }) => (group6?.startsWith('ff') ? group6 : undefined),
  remote6: ({ group6 }) => (group6?.startsWith('ff') ? undefined : group6),
  local: ({ local }) => set(local),
  local6: 'local6',
  link: dev('link'),
  port_range: nest(({ portRange }) => portRange, { low: 'low', high: 'high' }),
  port: 'port',
  learning: 'learning',
  proxy: 'proxy',
  rsc: 'rsc',
  l2miss: 'l2miss',
  l3miss: 'l3miss',
  tos: hex('tos'),
  ttl: 'ttl',
  df: 'df',
  label: hex('label'),
  ageing: 'ageing',
  limit: 'limit',
  udp_csum: 'udpCsum',
  udp_zero_csum6_tx: 'udpZeroCsum6Tx',
  udp_zero_csum6_rx: 'udpZeroCsum6Rx',
  remcsum_tx: 'remcsumTx',
  remcsum_rx: 'remcsumRx',
  gbp: 'gbp',
  gpe: 'gpe',
  external: 'collectMetadata',
  vnifilter: 'vnifilter',
}

const geneve: Mapping<Plain<Geneve>> = {
  id: 'id',
  remote: 'remote',
  remote6: 'remote6',
  ttl: 'ttl',
  tos: hex('tos'),
  df: 'df',
  port: 'port',
  label: hex('label'),
  udp_csum: 'udpCsum',
  udp_zero_csum6_tx: 'udpZeroCsum6Tx',
  udp_zero_csum6_rx: 'udpZeroCsum6Rx',
  inner_proto_inherit: 'innerProtoInherit',
  external: 'collectMetadata',
}

const macvlan: Mapping<Plain<Macvlan>> = {
  mode: 'mode',
  nopromisc: has('flags', 'nopromisc'),
  nodst: has('flags', 'nodst'),
  bcqueuelen: 'bcQueueLen',
  usedbcqueuelen: 'bcQueueLenUsed',
  macaddr_count: 'macaddrCount',
  macaddr_data: 'macaddrData',
}

const ipvlan: Mapping<Plain<Ipvlan>> = {
  mode: 'mode',
  private: has('flags', 'private'),
  vepa: has('flags', 'vepa'),
  bridge: ({ flags }) => flags?.length === 0,
}

const tun: Mapping<Plain<Tun>> = {
  type: 'type',
  pi: 'pi',
  vnet_hdr: 'vnetHdr',
  multi_queue: 'multiQueue',
  numqueues: 'numQueues',
  numdisabled: 'numDisabledQueues',
  persist: 'persist',
  /** The user's name, if /etc/passwd has one. */
  user: 'owner',
  group: 'group',
}

const qos: Mapping<VlanQosMapping> = { from: 'from', to: 'to' }
const vlan: Mapping<Plain<Vlan>> = {
  protocol: 'protocol',
  id: 'id',
  flags: (value) => value.flags && new Set(value.flags.flags.map((word) => String(word).toUpperCase())),
  ingress_qos: nest((value) => value.ingressQos, qos),
  egress_qos: nest((value) => value.egressQos, qos),
}

const adInfo: Mapping<Plain<BondAdInfo>> = {
  aggregator: 'aggregator',
  num_ports: 'numPorts',
  actor_key: 'actorKey',
  partner_key: 'partnerKey',
  partner_mac: 'partnerMac',
}

const bond: Mapping<Plain<Bond>> = {
  mode: 'mode',
  active_slave: dev('activeSlave'),
  miimon: 'miimon',
  updelay: 'updelay',
  downdelay: 'downdelay',
  peer_notify_delay: 'peerNotifDelay',
  use_carrier: 'useCarrier',
  arp_interval: 'arpInterval',
  arp_missed_max: 'missedMax',
  arp_ip_target: 'arpIpTarget',
  ns_ip6_target: 'nsIp6Target',
  /** `null` for none, unlike all other words of a bond. */
  arp_validate: ({ arpValidate }) => (arpValidate === 'none' ? null : arpValidate),
  arp_all_targets: 'arpAllTargets',
  primary: dev('primary'),
  primary_reselect: 'primaryReselect',
  fail_over_mac: 'failOverMac',
  xmit_hash_policy: 'xmitHashPolicy',
  resend_igmp: 'resendIgmp',
  num_peer_notif: 'numPeerNotif',
  all_slaves_active: 'allSlavesActive',
  min_links: 'minLinks',
  lp_interval: 'lpInterval',
  packets_per_slave: 'packetsPerSlave',
  ad_lacp_active: ({ adLacpActive }) => (adLacpActive === true ? 'on' : 'off'),
  ad_lacp_rate: 'adLacpRate',
  ad_select: 'adSelect',
  ad_info: nest((value) => value.adInfo, adInfo),
  ad_actor_sys_prio: 'adActorSysPrio',
  ad_user_port_key: 'adUserPortKey',
  ad_actor_system: 'adActorSystem',
  tlb_dynamic_lb: 'tlbDynamicLb',
}

const macsec: Mapping<Plain<Macsec>> = {
  sci: ({ sci }) => sci?.replace('0x', '').padStart(16, '0'),
  protect: 'protect',
  encrypt: 'encrypt',
  inc_sci: 'incSci',
  es: 'es',
  scb: 'scb',
  replay_protect: 'replayProtect',
  cipher_suite: ({ cipherSuite }) => cipherSuite?.toUpperCase(),
  icv_len: 'icvLen',
  encoding_sa: 'encodingSa',
  validation: 'validation',
  window: 'window',
  offload: 'offload',
}

const hsr: Mapping<Plain<Hsr>> = {
  slave1: dev('slave1'),
  slave2: dev('slave2'),
  seq_nr: 'seqNr',
  supervision_addr: 'supervisionAddr',
  proto: ({ protocol }) => (protocol === 'prp' ? 1 : 0),
}

const gtp: Mapping<Plain<Gtp>> = { role: 'role', hsize: 'pdpHashsize', restart_count: 'restartCount' }
const vrf: Mapping<Plain<Vrf>> = { table: 'table' }

/** By IFLA_INFO_KIND. */
export const kinds: { readonly [kind: string]: Mapping<never> } = {
  bond: bond as Mapping<never>,
  bridge: bridge as Mapping<never>,
  geneve: geneve as Mapping<never>,
  gtp: gtp as Mapping<never>,
  hsr: hsr as Mapping<never>,
  ipvlan: ipvlan as Mapping<never>,
  ipvtap: ipvlan as Mapping<never>,
  macsec: macsec as Mapping<never>,
  macvlan: macvlan as Mapping<never>,
  macvtap: macvlan as Mapping<never>,
  tun: tun as Mapping<never>,
  vlan: vlan as Mapping<never>,
  vrf: vrf as Mapping<never>,
  vxlan: vxlan as Mapping<never>,
  ...tunnels,
}
