/**
 * What cannot be proven against the headers, each with its reason. The proof fails if one of these is no longer needed.
 */

/** The constant of the entries of a list, by the constant of the attribute that contains the list. */
export const itemConstants: { readonly [row: string]: string } = {
  IFLA_BRIDGE_MST: 'IFLA_BRIDGE_MST_ENTRY',
  IFLA_MACVLAN_MACADDR_DATA: 'IFLA_MACVLAN_MACADDR',
  IFLA_PROP_LIST: 'IFLA_ALT_IFNAME',
  IFLA_VFINFO_LIST: 'IFLA_VF_INFO',
  IFLA_VF_PORTS: 'IFLA_VF_PORT',
  IFLA_VF_VLAN_LIST: 'IFLA_VF_VLAN_INFO',
  IFLA_VLAN_EGRESS_QOS: 'IFLA_VLAN_QOS_MAPPING',
  IFLA_VLAN_INGRESS_QOS: 'IFLA_VLAN_QOS_MAPPING',
  NFTA_DYNSET_EXPRESSIONS: 'NFTA_LIST_ELEM',
  NFTA_RULE_EXPRESSIONS: 'NFTA_LIST_ELEM',
  NFTA_SET_DESC_CONCAT: 'NFTA_LIST_ELEM',
  NFTA_SET_ELEM_EXPRESSIONS: 'NFTA_LIST_ELEM',
  NFTA_SET_EXPRESSIONS: 'NFTA_LIST_ELEM',
}

/** Proofs of words without a single constant for their number, by the path of their enumeration. */
export const wordConstants: { readonly [place: string]: { readonly [word: string]: string } } = {
  'IFLA_BR_MULTI_BOOLOPT/optval': {
    no_linklocal_learn: '1 << BR_BOOLOPT_NO_LL_LEARN',
    mcast_vlan_snooping: '1 << BR_BOOLOPT_MCAST_VLAN_SNOOPING',
    mst_enabled: '1 << BR_BOOLOPT_MST_ENABLE',
    mdb_offload_fail_notification: '1 << BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION',
    fdb_local_vlan_0: '1 << BR_BOOLOPT_FDB_LOCAL_VLAN_0',
  },
  IFLA_IPTUN_PROTO: { any: 'IPPROTO_IP' },
  // the other constant with the word gcm-aes-128
  IFLA_MACSEC_CIPHER_SUITE: { '0x80020001000001': 'MACSEC_DEFAULT_CIPHER_ID' },
  NFTA_TRACE_CT_STATE: {
    established: 'NF_CT_STATE_BIT(IP_CT_ESTABLISHED)',
    related: 'NF_CT_STATE_BIT(IP_CT_RELATED)',
    new: 'NF_CT_STATE_BIT(IP_CT_NEW)',
  },
  'xtables conntrack 2/stateMask': {
    established: 'XT_CONNTRACK_STATE_BIT(IP_CT_ESTABLISHED)',
    related: 'XT_CONNTRACK_STATE_BIT(IP_CT_RELATED)',
    new: 'XT_CONNTRACK_STATE_BIT(IP_CT_NEW)',
  },
  SEG6_LOCAL_FLV_OPERATION: {
    psp: '1 << SEG6_LOCAL_FLV_OP_PSP',
    usp: '1 << SEG6_LOCAL_FLV_OP_USP',
    usd: '1 << SEG6_LOCAL_FLV_OP_USD',
    'next-csid': '1 << SEG6_LOCAL_FLV_OP_NEXT_CSID',
  },
}

/** Claims that the headers contradict although the tables are right. */
export const refutedOnPurpose: { readonly [name: string]: string } = {
  'sign of rta_error in struct rta_cacheinfo': 'rtnl_put_cacheinfo() stores a negative errno; `ip` prints %d too',
  'sign of prio in struct ifla_bridge_id': 'the header has two bytes there, which the bridge writes in network order',
}

const words = (text: string): string[] => text.split(' ').sort()
const bonding = 'bond_options.c has the words; <linux/if_bonding.h> names the numbers of the old ioctl only, or none'

/** Words, fields and structs without a name in the headers. */
export const withoutConstant: {
  readonly [place: string]: { readonly what: readonly string[]; readonly reason: string }
} = {
  IFLA_BOND_AD_LACP_RATE: { what: words('slow fast'), reason: bonding },
  IFLA_BOND_AD_SELECT: { what: words('stable bandwidth count actor_port_prio'), reason: bonding },
  IFLA_BOND_ARP_ALL_TARGETS: { what: words('any all'), reason: bonding },
  IFLA_BOND_ARP_VALIDATE: {
    what: words('none active backup all filter filter_active filter_backup'),
    reason: bonding,
  },
  IFLA_BOND_FAIL_OVER_MAC: { what: words('none active follow'), reason: bonding },
  IFLA_BOND_PRIMARY_RESELECT: { what: words('always better failure'), reason: bonding },
  IFLA_BOND_SLAVE_AD_CHURN_ACTOR_STATE: {
    what: words('monitoring churned none'),
    reason: 'churn_state_t of <net/bond_3ad.h>, which is the kernel’s own',
  },
  IFLA_GRE_ERSPAN_DIR: { what: words('ingress egress'), reason: 'ERSPAN’s D bit; the words are iproute2’s' },
  IFLA_GRE_FLAGS: {
    what: words('cap-per-packet cap-rcv cap-xmit'),
    reason: 'IP6_TNL_F_CAP_* of <net/ip6_tunnel.h>, which is the kernel’s own',
  },
  IFLA_INET6_FLAGS: {
    what: words('ra_managed ra_otherconf ra_rcvd ready rs_sent'),
    reason: 'IF_RA_*, IF_RS_SENT, IF_READY of <net/if_inet6.h>, which is the kernel’s own',
  },
  IFLA_MCTP_PHYS_BINDING: {
    what: words('i3c kcs mmbi pcc pcie_vdm serial smbus ucie unspec usb vendor'),
    reason: 'enum mctp_phys_binding of <net/mctp.h>, which is the kernel’s own; numbers of DSP0239',
  },
  IFLA_VXLAN_RESERVED_BITS: { what: ['struct'], reason: 'struct vxlanhdr of <net/vxlan.h>, which is the kernel’s own' },
  NETCONFA_RP_FILTER: { what: words('off strict loose'), reason: 'words for the numbers of the sysctl rp_filter' },
  NFTA_COMPAT_TYPE: { what: words('match target'), reason: 'nfnl_compat_get_rcu() in net/netfilter/nft_compat.c' },
  SEG6_IPTUNNEL_SRH: {
    what: ['struct'],
    reason: 'struct seg6_iptunnel_encap ends in a struct, whose fields stand here by themselves; that one is proven',
  },
  'struct ioam6_trace_hdr': {
    what: words('nodelen remlen'),
    reason: 'bit fields; each stands here for its whole byte',
  },
  'struct ipv6_rpl_sr_hdr': {
    what: words('cmpr pad reserved'),
    reason: 'bit fields; each stands here for its whole bytes',
  },
}

/** Enumerators and macros next to ours that no table needs. */
export const withoutRow: readonly { readonly names: RegExp; readonly reason: string }[] = [
  { names: /^RTM_(BASE|MAX|NR_MSGTYPES|NR_FAMILIES)$/, reason: 'limits of the message types' },
  {
    names: /^DEVLINK_ATTR_(?!BUS_NAME$|DEV_NAME$|INDEX$|PORT_INDEX$)/,
    reason: 'IFLA_DEVLINK_PORT holds no more of devlink than the name of a port (devlink_nl_port_handle_fill())',
  },
  { names: /^DPLL_A_PIN_(?!ID$)/, reason: 'IFLA_DPLL_PIN holds a pin’s id (dpll_netdev_add_pin_handle())' },
  { names: /^(AF|ETH_P|IPPROTO)_/, reason: 'thousands exist; the tables have words for those that can stand there' },
  {
    names: /^IFF_(ATTACH_QUEUE|DETACH_QUEUE|MULTI_QUEUE|NAPI|NAPI_FRAGS|NOFILTER|NO_CARRIER|NO_PI|ONE_QUEUE)$/,
    reason: 'flags of ioctl(TUNSETIFF), not of links',
  },
  { names: /^IFF_(PERSIST|TUN_EXCL|VNET_HDR)$/, reason: 'flags of ioctl(TUNSETIFF), not of links' },
  { names: /^IFF_VOLATILE$/, reason: 'the flags that userspace cannot set, all in one' },
  {
    names: /^GRE_(REC|FLAGS|VERSION|VERSION_[01]|PROTO_PPP|PPTP_KEY_MASK)$/,
    reason: 'fields of the GRE header, not flags',
  },
  { names: /^TUNNEL_OPTIONS_PRESENT$/, reason: 'several flags in one' },
  { names: /^TUNNEL_MSG_/, reason: 'header of RTM_NEWTUNNEL, which has no table yet' },
  { names: /^(RTAX_FEATURE_MASK|XDP_FLAGS_MASK|XDP_FLAGS_MODES)$/, reason: 'several flags in one' },
  { names: /^NUD_NONE$/, reason: 'no flag set' },
  { names: /^NETNSA_NONE$/, reason: 'the UNSPEC of this enum' },
  { names: /^NETKIT_(NEXT|REDIRECT)$/, reason: 'verdicts of BPF programs; the policy of a device is pass or drop' },
  { names: /^(FR_ACT_RES[34]|ILA_ATYPE_RSVD_[12])$/, reason: 'reserved' },
  {
    names: /^(BR_BOOLOPT|CAN_STATE|DEVCONF|HSR_PROTOCOL|IPVLAN_MODE|IOAM6_IPTUNNEL_MODE|RT_TABLE)_(MAX|MIN)$/,
    reason: 'limits',
  },
  {
    names: /^(NFPROTO_NUMPROTO|IP_CT_NUMBER|NFT_CHAIN_MAXNAMELEN|NF_LOG_PREFIXLEN)$/,
    reason: 'limits of netfilter',
  },
  {
    names:
      /^(IP_CT_DIR|SCTP_CONNTRACK|TCP_CONNTRACK|TCP_CONNTRACK_TIMEOUT|NFT_MSG|NFNL_MSG_COMPAT|IPCTNL_MSG|IPCTNL_MSG_EXP)_MAX$/,
    reason: 'limits of netfilter',
  },
  {
    names: /^IP_CT_(IS_REPLY|\w+_REPLY)$/,
    reason: 'the same states in the other direction; rules do not tell them apart',
  },
  { names: /^IPS_\w+_BIT$/, reason: 'numbers of the bits that IPS_* are masks of' },
  { names: /^(IPS|NFT|NF|XT)_\w+_MASK$/, reason: 'several flags in one' },
  { names: /^(NFT_CHAIN_FLAGS|NF_NAT_RANGE_PROTO_RANDOM_ALL)$/, reason: 'several flags in one' },
  { names: /^TCP_CONNTRACK_(IGNORE|RETRANS|UNACK)$/, reason: 'the kernel’s own, for timeouts' },
  { names: /^IPCTNL_MSG_EXP_GET_STATS_CPU$/, reason: 'no table yet' },
]
