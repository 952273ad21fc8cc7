/**
 * Second sources for what the netlink specs and the types of the headers do not contain, or contain wrongly. Paths are
 * those of the kernel.
 */

import { netfilterHostOrder, netfilterNetworkOrder, netfilterSpecDiffers } from './evidence-netfilter.ts'
import { from } from './from.ts'

/** Differences between the tables and the specs, which describe what their authors needed. */
export const specDiffers: { readonly [name: string]: string } = {
  ...netfilterSpecDiffers,
  FRA_TUN_ID: 'be64: nla_put_be64() in net/core/fib_rules.c',
  IFLA_BOND_SLAVE_PRIO: 's32: nla_put_s32() in drivers/net/bonding/bond_netlink.c',
  IFLA_BR_VLAN_PROTOCOL: 'be16: nla_put_be16() in net/bridge/br_netlink.c',
  IFLA_IPTUN_FLAGS: 'see hostOrder',
  IFLA_PROTO_DOWN_REASON: 'a nest: ifla_proto_down_reason_policy in net/core/rtnetlink.c',
  NDA_PORT: 'be16: nla_put_be16() in drivers/net/vxlan/vxlan_core.c',
  RTA_DPORT: 'be16: nla_get_be16() in net/ipv4/route.c and net/ipv6/route.c',
  RTA_SPORT: 'be16: nla_get_be16() in net/ipv4/route.c and net/ipv6/route.c',
  'fib_rule_hdr.res1': 'padding that has a name in the header',
  'fib_rule_hdr.res2': 'padding that has a name in the header',
  'ifla_bridge_id.prio': 'two bytes in the header, in network order: br_dev_setup() in net/bridge/br_device.c',
  'ifla_cacheinfo.reachable_time': '__u32 in the header',
  'ifla_vf_vlan_info.vlan_proto': '__be16 in the header',
  'rta_cacheinfo.rta_error': 'a negative errno: rtnl_put_cacheinfo() in net/core/rtnetlink.c',
  'rta_cacheinfo.rta_expires': '__s32 in the header',
}

/** Network order. Each has its own line, since a palindrome in a test hides a mistake. */
export const networkOrder: { readonly [name: string]: string } = {
  ...netfilterNetworkOrder,
  FRA_TUN_ID: 'nla_put_be64() in net/core/fib_rules.c',
  IFLA_AMT_GATEWAY_PORT: 'nla_put_be16() in drivers/net/amt.c',
  IFLA_AMT_RELAY_PORT: 'nla_put_be16() in drivers/net/amt.c',
  IFLA_BAREUDP_ETHERTYPE: 'nla_put_be16() in drivers/net/bareudp.c',
  IFLA_BAREUDP_PORT: 'nla_put_be16() in drivers/net/bareudp.c',
  IFLA_BR_VLAN_PROTOCOL: 'nla_put_be16() in net/bridge/br_netlink.c',
  IFLA_MACSEC_PORT: 'nla_get_be16() in drivers/net/macsec.c',
  IFLA_MACSEC_SCI: 'eight bytes as they stand in the SecTAG: make_sci() in drivers/net/macsec.c',
  'IFLA_VXLAN_RESERVED_BITS.flags': 'struct vxlanhdr in include/net/vxlan.h',
  'IFLA_VXLAN_RESERVED_BITS.vni': 'struct vxlanhdr in include/net/vxlan.h',
  IFLA_VXLAN_LABEL: 'nla_put_be32() in drivers/net/vxlan/vxlan_core.c',
  IFLA_VXLAN_PORT: 'nla_put_be16() in drivers/net/vxlan/vxlan_core.c',
  ILA_ATTR_IDENTIFIER: 'struct ila_identifier in net/ipv6/ila/ila.h',
  ILA_ATTR_LOCATOR: 'struct ila_locator in net/ipv6/ila/ila.h',
  ILA_ATTR_LOCATOR_MATCH: 'struct ila_locator in net/ipv6/ila/ila.h',
  LWTUNNEL_IP6_FLAGS: 'nla_put_be16() in net/ipv4/ip_tunnel_core.c',
  LWTUNNEL_IP6_ID: 'nla_put_be64() in net/ipv4/ip_tunnel_core.c',
  LWTUNNEL_IP_FLAGS: 'nla_put_be16() in net/ipv4/ip_tunnel_core.c',
  LWTUNNEL_IP_ID: 'nla_put_be64() in net/ipv4/ip_tunnel_core.c',
  LWTUNNEL_IP_OPT_ERSPAN_INDEX: 'nla_put_be32() in net/ipv4/ip_tunnel_core.c',
  LWTUNNEL_IP_OPT_GENEVE_CLASS: 'nla_put_be16() in net/ipv4/ip_tunnel_core.c',
  NDA_PORT: 'nla_put_be16() in drivers/net/vxlan/vxlan_core.c',
  RTA_DPORT: 'nla_get_be16() in net/ipv4/route.c and net/ipv6/route.c',
  RTA_SPORT: 'nla_get_be16() in net/ipv4/route.c and net/ipv6/route.c',
  'SEG6_IPTUNNEL_SRH.tag': 'part of the packet: struct ipv6_sr_hdr, RFC 8754',
  'ifla_bridge_id.prio': 'the high byte first: br_dev_setup() in net/bridge/br_device.c',
  'ipv6_rpl_sr_hdr.reserved': 'part of the packet: struct ipv6_rpl_sr_hdr, RFC 6554',
  'ipv6_sr_hdr.tag': 'part of the packet: struct ipv6_sr_hdr, RFC 8754',
}

/**
 * Host order, by the nla_put_*(), nla_get_*() and policies of these files. Each name is listed, so that a new row must
 * be looked up.
 */
export const hostOrder: { readonly [name: string]: string } = {
  ...netfilterHostOrder,
  // inet_set_link_af()
  ...from(
    'net/ipv4/devinet.c',
    'IPV4_DEVCONF_',
    `FORWARDING MC_FORWARDING PROXY_ARP ACCEPT_REDIRECTS SECURE_REDIRECTS SEND_REDIRECTS SHARED_MEDIA RP_FILTER
      ACCEPT_SOURCE_ROUTE BOOTP_RELAY LOG_MARTIANS TAG ARPFILTER MEDIUM_ID NOXFRM NOPOLICY FORCE_IGMP_VERSION
      ARP_ANNOUNCE ARP_IGNORE PROMOTE_SECONDARIES ARP_ACCEPT ARP_NOTIFY ACCEPT_LOCAL SRC_VMARK PROXY_ARP_PVLAN
      ROUTE_LOCALNET IGMPV2_UNSOLICITED_REPORT_INTERVAL IGMPV3_UNSOLICITED_REPORT_INTERVAL
      IGNORE_ROUTES_WITH_LINKDOWN DROP_UNICAST_IN_L2_MULTICAST DROP_GRATUITOUS_ARP BC_FORWARDING ARP_EVICT_NOCARRIER`,
  ),
  ...from(
    'net/core/rtnetlink.c',
    'IFLA_',
    `BRIDGE_FLAGS BRIDGE_MODE PORT_RESPONSE PORT_VF
     PROTO_DOWN_REASON_MASK PROTO_DOWN_REASON_VALUE`,
  ),
  ...from('net/core/net_namespace.c', 'NETNSA_', 'CURRENT_NSID FD NSID PID TARGET_NSID'),
  ...from('net/core/lwt_bpf.c', 'LWT_BPF_', 'PROG_FD XMIT_HEADROOM'),
  ...from(
    'net/ipv4/devinet.c, net/ipv6/addrconf.c, net/mpls/af_mpls.c',
    '',
    `IFA_TARGET_NETNSID NETCONFA_BC_FORWARDING NETCONFA_FORCE_FORWARDING NETCONFA_FORWARDING
     NETCONFA_IFINDEX NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN NETCONFA_INPUT NETCONFA_MC_FORWARDING
     NETCONFA_PROXY_NEIGH NETCONFA_RP_FILTER`,
  ),
  ...from('net/ipv4/devinet.c: ints in a row', '', 'IFLA_INET_CONF'),
  ...from('net/ipv6/addrconf.c: s32 and u64 in a row', 'IFLA_INET6_', 'CONF ICMP6STATS STATS'),
  ...from('net/ipv4/ip_tunnel_core.c', '', 'LWTUNNEL_IP_OPT_VXLAN_GBP'),
  ...from(
    'net/ipv6/sit.c: the flag is 0x0001 of a __be16 that was never swapped; net/ipv6/ip6_tunnel.c: u32',
    '',
    `IFLA_IPTUN_FLAGS`,
  ),
  ...from('net/ipv6/addrlabel.c', '', 'IFAL_LABEL'),
  ...from('net/ipv6/ila/ila_xlat.c', 'ILA_ATTR_', 'DIR IFINDEX'),
  ...from('net/ipv6/ioam6_iptunnel.c', 'IOAM6_IPTUNNEL_FREQ_', 'K N'),
  ...from(
    'net/ipv6/seg6_local.c',
    'SEG6_LOCAL_',
    `ACTION BPF_PROG CNT_BYTES CNT_ERRORS CNT_PACKETS FLV_OPERATION IIF OIF TABLE VRFTABLE`,
  ),
  ...from('include/uapi/linux/seg6_iptunnel.h: int mode', '', 'SEG6_IPTUNNEL_SRH.mode'),
  ...from('net/xfrm/xfrm_interface_core.c', '', 'IFLA_XFRM_IF_ID IFLA_XFRM_LINK LWT_XFRM_IF_ID LWT_XFRM_LINK'),
  ...from('net/bridge/br_multicast.c', 'BRIDGE_QUERIER_', 'IPV6_OTHER_TIMER IPV6_PORT IP_OTHER_TIMER IP_PORT'),
  ...from('net/bridge/br_netlink_tunnel.c', 'IFLA_BRIDGE_VLAN_TUNNEL_', 'FLAGS ID VID'),
  ...from('net/bridge/br_mst.c', '', 'IFLA_BRIDGE_MST_ENTRY_MSTI'),
  ...from(
    'net/bridge/br_mrp_netlink.c',
    'IFLA_BRIDGE_MRP_',
    `INFO_IN_ROLE INFO_IN_STATE INFO_IN_TEST_INTERVAL INFO_IN_TEST_MAX_MISS INFO_I_IFINDEX
     INFO_PRIO INFO_P_IFINDEX INFO_RING_ID INFO_RING_ROLE INFO_RING_STATE INFO_S_IFINDEX
     INFO_TEST_INTERVAL INFO_TEST_MAX_MISS INFO_TEST_MONITOR INSTANCE_PRIO INSTANCE_P_IFINDEX
     INSTANCE_RING_ID INSTANCE_S_IFINDEX IN_ROLE_IN_ID IN_ROLE_I_IFINDEX IN_ROLE_RING_ID
     IN_ROLE_ROLE IN_STATE_IN_ID IN_STATE_STATE PORT_ROLE_ROLE PORT_STATE_STATE RING_ROLE_RING_ID
     RING_ROLE_ROLE RING_STATE_RING_ID RING_STATE_STATE START_IN_TEST_INTERVAL
     START_IN_TEST_IN_ID START_IN_TEST_MAX_MISS START_IN_TEST_PERIOD START_TEST_INTERVAL
     START_TEST_MAX_MISS START_TEST_MONITOR START_TEST_PERIOD START_TEST_RING_ID`,
  ),
  ...from(
    'net/bridge/br_cfm_netlink.c',
    'IFLA_BRIDGE_CFM_',
    `CC_CCM_TX_IF_TLV CC_CCM_TX_INSTANCE CC_CCM_TX_PERIOD CC_CCM_TX_PORT_TLV
     CC_CCM_TX_SEQ_NO_UPDATE CC_CONFIG_ENABLE CC_CONFIG_EXP_INTERVAL CC_CONFIG_INSTANCE
     CC_PEER_MEPID CC_PEER_MEP_INSTANCE CC_PEER_STATUS_CCM_DEFECT CC_PEER_STATUS_INSTANCE
     CC_PEER_STATUS_PEER_MEPID CC_PEER_STATUS_RDI CC_PEER_STATUS_SEEN
     CC_PEER_STATUS_SEQ_UNEXP_SEEN CC_PEER_STATUS_TLV_SEEN CC_RDI_INSTANCE CC_RDI_RDI
     MEP_CONFIG_INSTANCE MEP_CONFIG_MDLEVEL MEP_CONFIG_MEPID MEP_CREATE_DIRECTION
     MEP_CREATE_DOMAIN MEP_CREATE_IFINDEX MEP_CREATE_INSTANCE MEP_DELETE_INSTANCE
     MEP_STATUS_INSTANCE MEP_STATUS_OPCODE_UNEXP_SEEN MEP_STATUS_RX_LEVEL_LOW_SEEN
     MEP_STATUS_VERSION_UNEXP_SEEN`,
  ),
  ...from('net/devlink/netlink_gen.c', 'DEVLINK_ATTR_', 'INDEX PORT_INDEX'),
  ...from('drivers/dpll/dpll_nl.c', '', 'DPLL_A_PIN_ID'),
  ...from('net/caif/chnl_net.c, which Linux 7.2 has no more', 'IFLA_CAIF_', 'IPV4_CONNID IPV6_CONNID'),
  ...from('net/dsa/netlink.c', '', 'IFLA_DSA_CONDUIT'),
  ...from('drivers/infiniband/ulp/ipoib/ipoib_netlink.c', 'IFLA_IPOIB_', 'MODE PKEY UMCAST'),
  ...from('drivers/net/amt.c', 'IFLA_AMT_', 'LINK MAX_TUNNELS MODE'),
  ...from('drivers/net/bareudp.c', '', 'IFLA_BAREUDP_SRCPORT_MIN'),
  ...from('drivers/net/bonding/bond_netlink.c', 'IFLA_BOND_SLAVE_', 'ACTOR_PORT_PRIO PRIO'),
  ...from(
    'drivers/net/can/dev/netlink.c',
    'IFLA_CAN_',
    `BITRATE_CONST BITRATE_MAX CTRLMODE_SUPPORTED DATA_BITRATE_CONST PWM_PWML PWM_PWML_MAX
     PWM_PWML_MIN PWM_PWMO PWM_PWMO_MAX PWM_PWMO_MIN PWM_PWMS PWM_PWMS_MAX PWM_PWMS_MIN RESTART
     RESTART_MS STATE TDC_TDCF TDC_TDCF_MAX TDC_TDCF_MIN TDC_TDCO TDC_TDCO_MAX TDC_TDCO_MIN
     TDC_TDCV TDC_TDCV_MAX TDC_TDCV_MIN TERMINATION TERMINATION_CONST XL_DATA_BITRATE_CONST`,
  ),
  ...from('drivers/net/gtp.c', 'IFLA_GTP_', 'FD0 FD1 PDP_HASHSIZE ROLE'),
  ...from('drivers/net/ipvlan/ipvlan_main.c', 'IFLA_IPVLAN_', 'FLAGS MODE'),
  ...from('drivers/net/macsec.c', 'IFLA_MACSEC_', 'CIPHER_SUITE WINDOW'),
  ...from(
    'drivers/net/macvlan.c',
    'IFLA_MACVLAN_',
    `BC_CUTOFF BC_QUEUE_LEN BC_QUEUE_LEN_USED FLAGS MACADDR_COUNT MACADDR_MODE MODE`,
  ),
  ...from('drivers/net/ppp/ppp_generic.c', '', 'IFLA_PPP_DEV_FD'),
  ...from('drivers/net/ethernet/qualcomm/rmnet/rmnet_config.c', '', 'IFLA_RMNET_MUX_ID'),
  ...from('drivers/net/vrf.c', '', 'IFLA_VRF_PORT_TABLE'),
  ...from('drivers/net/vxlan/vxlan_core.c', 'IFLA_VXLAN_', 'AGEING ID LABEL_POLICY LIMIT LINK'),
  ...from('drivers/net/wwan/wwan_core.c', '', 'IFLA_WWAN_LINK_ID'),
}
