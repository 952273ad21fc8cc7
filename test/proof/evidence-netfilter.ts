/**
 * Second sources for NETLINK_NETFILTER, whose specs are short. Paths are those of the kernel, in net/netfilter/ unless
 * stated otherwise.
 */
import { from } from './from.ts'

/** Differences between the tables and the specs. */
export const netfilterSpecDiffers: { readonly [name: string]: string } = {
  CTA_NAT_V4_MAXIP: 'an address: ctnetlink_dump_nat() of older kernels, nf_nat_ipv4_nlattr_to_range() in nf_nat_core.c',
  CTA_NAT_V4_MINIP: 'an address: nf_nat_ipv4_nlattr_to_range() in nf_nat_core.c',
  CTA_TIMESTAMP: 'a nest: ctnetlink_dump_timestamp() in nf_conntrack_netlink.c',
  NFTA_NG_DREG: 'be32: nft_parse_register() in nf_tables_api.c',
  NFTA_RULE_CHAIN_ID: 'be32: nft_chain_lookup_byid() in nf_tables_api.c',
  NFTA_RULE_ID: 'be32: nla_get_be32() in nf_tables_api.c',
  NFTA_RULE_POSITION_ID: 'be32: nft_rule_lookup_byid() in nf_tables_api.c',
  NFTA_SET_ELEM_EXPIRATION: 'be64: nf_jiffies64_to_msecs() in nf_tables_api.c',
  NFTA_SET_ELEM_LIST_SET_ID: 'be32: nft_set_lookup_byid() in nf_tables_api.c',
  NFTA_SET_ELEM_TIMEOUT: 'be64: nf_jiffies64_to_msecs() in nf_tables_api.c',
  NFTA_SET_GC_INTERVAL: 'be32: nla_get_be32() in nf_tables_api.c',
  NFTA_SET_ID: 'be32: nla_get_be32() in nf_tables_api.c',
  NFTA_SET_TIMEOUT: 'be64: nf_msecs_to_jiffies64() in nf_tables_api.c',
}

const REGISTER = 'nft_parse_register() and nft_dump_register() in nf_tables_api.c'

/** Network order. */
export const netfilterNetworkOrder: { readonly [name: string]: string } = {
  ...from(
    'nf_conntrack_netlink.c',
    'CTA_',
    `SECMARK STATS_GLOBAL_ENTRIES STATS_GLOBAL_MAX_ENTRIES EXPECT_TIMEOUT EXPECT_ID EXPECT_ZONE EXPECT_FLAGS
     EXPECT_CLASS EXPECT_NAT_DIR TIMESTAMP_START TIMESTAMP_STOP`,
  ),
  ...from('nf_conntrack_netlink.c of Linux 2.6.28, the last to write them', 'CTA_COUNTERS32_', 'PACKETS BYTES'),
  ...from('nf_conntrack_proto_sctp.c', 'CTA_PROTOINFO_SCTP_', 'VTAG_ORIGINAL VTAG_REPLY'),
  ...from(
    'nf_conntrack_proto_tcp.c',
    'CTA_TIMEOUT_TCP_',
    'SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK TIME_WAIT CLOSE SYN_SENT2 RETRANS UNACK',
  ),
  ...from('nf_conntrack_proto_udp.c', 'CTA_TIMEOUT_UDP_', 'UNREPLIED REPLIED'),
  ...from('nf_nat_core.c', 'CTA_PROTONAT_', 'PORT_MIN PORT_MAX'),
  ...from(
    'nf_tables_api.c',
    'NFTA_',
    `HOOK_HOOKNUM RULE_CHAIN_ID RULE_ID RULE_POSITION_ID SET_ELEM_EXPIRATION SET_ELEM_FLAGS SET_ELEM_LIST_SET_ID
     SET_ELEM_TIMEOUT SET_GC_INTERVAL SET_ID SET_TIMEOUT`,
  ),
  ...from(
    'nf_tables_trace.c',
    'NFTA_TRACE_',
    `CT_ID CT_STATE CT_STATUS ID IIF IIFTYPE MARK NFPROTO OIF OIFTYPE POLICY RULE_HANDLE TYPE`,
  ),
  ...from(
    REGISTER,
    'NFTA_',
    `BITWISE_SREG2 BYTEORDER_DREG BYTEORDER_SREG DUP_SREG_ADDR DUP_SREG_DEV DYNSET_SREG_DATA DYNSET_SREG_KEY
     EXTHDR_DREG EXTHDR_SREG FWD_SREG_ADDR FWD_SREG_DEV HASH_DREG HASH_SREG NG_DREG OSF_DREG QUEUE_SREG_QNUM
     REDIR_REG_PROTO_MAX REDIR_REG_PROTO_MIN RT_DREG SOCKET_DREG TUNNEL_DREG XFRM_DREG`,
  ),
  ...from('nft_byteorder.c', 'NFTA_BYTEORDER_', 'LEN OP SIZE'),
  ...from('nft_connlimit.c', 'NFTA_CONNLIMIT_', 'COUNT FLAGS'),
  ...from('nft_ct.c', 'NFTA_CT_', 'EXPECT_DPORT EXPECT_L3PROTO HELPER_L3PROTO TIMEOUT_L3PROTO'),
  ...from('nft_dynset.c', 'NFTA_DYNSET_', 'FLAGS OP SET_ID TIMEOUT'),
  ...from('nft_exthdr.c', 'NFTA_EXTHDR_', 'FLAGS LEN OFFSET OP'),
  ...from('nft_fwd_netdev.c', 'NFTA_FWD_', 'NFPROTO'),
  ...from('nft_hash.c', 'NFTA_HASH_', 'LEN MODULUS OFFSET SEED SET_ID TYPE'),
  ...from('nft_inner.c', 'NFTA_INNER_', 'FLAGS HDRSIZE NUM TYPE'),
  ...from('nft_last.c', 'NFTA_LAST_', 'MSECS SET'),
  ...from('nft_limit.c', 'NFTA_LIMIT_', 'BURST FLAGS RATE TYPE UNIT'),
  ...from('nft_numgen.c', 'NFTA_NG_', 'SET_ID'),
  ...from('nft_osf.c', 'NFTA_OSF_', 'FLAGS'),
  ...from('nft_queue.c', 'NFTA_QUEUE_', 'FLAGS NUM TOTAL'),
  ...from('nft_redir.c', 'NFTA_REDIR_', 'FLAGS'),
  ...from('nft_rt.c', 'NFTA_RT_', 'KEY'),
  ...from('nft_socket.c', 'NFTA_SOCKET_', 'KEY LEVEL'),
  ...from('nft_synproxy.c', 'NFTA_SYNPROXY_', 'FLAGS MSS'),
  ...from('nft_tunnel.c', 'NFTA_TUNNEL_', 'KEY MODE'),
  ...from('nft_xfrm.c', 'NFTA_XFRM_', 'KEY SPNUM'),
}

export const netfilterHostOrder: { readonly [name: string]: string } = {
  NFTA_CT_EXPECT_TIMEOUT: 'nla_get_u32() in nft_ct.c',
}
