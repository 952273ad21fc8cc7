/**
 * Names of netlink-packet-route that cannot be mapped to ours by its own map to the kernel's constants or by spelling.
 * A name that is listed and not needed fails the test.
 */

/** Our row, by the prefix of the table and Rust's variant. */
export const ROWS: { readonly [variant: string]: string } = {
  IFLA_BOND_AllPortsActive: 'allSlavesActive',
  IFLA_BOND_PacketsPerPort: 'packetsPerSlave',
  IFLA_INFO_PortKind: 'slaveKind',
  IFLA_INFO_PortData: 'slaveData',
  IFLA_HSR_Port1: 'slave1',
  IFLA_HSR_Port2: 'slave2',
  IFLA_BOND_SLAVE_BondPortState: 'state',
  IFLA_VRF_PORT_TableId: 'table',
  SEG6_IPTUNNEL_Seg6: 'srh',
}

/** Our word, by the prefix of the constants and Rust's variant. */
export const WORDS: { readonly [variant: string]: string } = {
  IFF_Controller: 'master',
  IFF_Port: 'slave',
  TUNNEL_ENCAP_FLAG_Checksum6: 'csum6',
  TUNNEL_Checksum: 'csum',
  BR_BOOLOPT_VlanMulticastSnooping: 'mcast_vlan_snooping',
  BR_BOOLOPT_MstEnable: 'mst_enabled',
  BR_BOOLOPT_MdbOffloadFailNotif: 'mdb_offload_fail_notification',
  RMNET_FLAGS_IngressCommands: 'ingress-map-commands',
  IF_Otherconf: 'ra_otherconf',
  NTF_Own: 'self',
  AD_Monitor: 'monitoring',
}

/** Kinds of links with other names. */
export const KINDS: { readonly [variant: string]: string } = {
  GreTun: 'gre',
  GreTun6: 'ip6gre',
  GreTap6: 'ip6gretap',
  SitTun: 'sit',
}

/** Our field, by the C struct (or any, `*`) and Rust's field. */
export const FIELDS: { readonly [field: string]: string } = {
  'ifa_cacheinfo.ifa_preferred': 'preferred',
  'ifa_cacheinfo.ifa_valid': 'valid',
  'ifinfomsg.interface_family': 'family',
  'ifinfomsg.link_layer_type': 'type',
  'ifinfomsg.change_mask': 'change',
  'rtnl_link_ifmap.memory_start': 'memStart',
  'rtnl_link_ifmap.memory_end': 'memEnd',
  'rtnl_link_ifmap.base_address': 'baseAddr',
  'br_boolopt_multi.value': 'optval',
  'br_boolopt_multi.mask': 'optmask',
  'rtmsg.address_family': 'family',
  'rtmsg.destination_prefix_length': 'dstLen',
  'rtmsg.source_prefix_length': 'srcLen',
  'rtmsg.kind': 'type',
  'ndmsg.kind': 'type',
  'rtnexthop.interface_index': 'ifindex',
  'vector.in_no_ect_pkts': 'noectpkts',
  'vector.in_ect1_pkts': 'ect1pkts',
  'vector.in_ect0_pkts': 'ect0pkts',
  'vector.in_ce_pkts': 'cepkts',
  'vector.in_csum_errors': 'csumerrors',
  '*.vf_id': 'vf',
  '*.vlan_id': 'vlan',
  '*.enabled': 'setting',
  'ifla_vf_broadcast.addr': 'broadcast',
  'ifla_vf_link_state.state': 'linkState',
  'ifla_vf_vlan_info.protocol': 'vlanProto',
  'ifla_bridge_id.priority': 'prio',
  'ifla_bridge_id.address': 'addr',
}

/**
 * Identifiers for which Rust has a word. MACSEC_DEFAULT_CIPHER_ID of <linux/if_macsec.h>, for which `ip` has the same
 * word.
 */
export const IDENTIFIERS: { readonly [word: string]: string } = { DefaultGcmAes128: 'gcm-aes-128' }

/** Numbers of Rust's words that mean different numbers in several of its types. */
export const NUMBERS: { readonly [word: string]: number } = {
  /** BR_NO_STP. */
  Disabled: 0,
}

/** Bits of a mask that our table keeps as a number. */
export const BITS: { readonly [flag: string]: number } = {
  ReorderHdr: 1,
  Gvrp: 2,
  LooseBinding: 4,
  Mvrp: 8,
  BridgeBinding: 16,
}

/** Values in another form, by our key: converts both for the comparison. */
export const OTHERWISE: {
  readonly [key: string]: { readonly ours: (value: never) => unknown; readonly theirs: (rust: never) => unknown }
} = {
  /** A realm is 16 bits for the source and 16 bits for the destination. */
  flow: {
    ours: (flow: number) => flow,
    theirs: (rust: { source: number; destination: number }) => rust.source * 0x10000 + rust.destination,
  },
  /** In network order on the wire, but Rust reads it in host order (and JSON rounds it). */
  sci: {
    ours: (sci: string) => Number(Buffer.from(sci.slice(2).padStart(16, '0'), 'hex').readBigUInt64LE()),
    theirs: (rust: number) => rust,
  },
  /** struct vxlanhdr, which Rust reads as one number in network order (and JSON rounds it). */
  reservedBits: {
    ours: ({ flags, vni }: { flags: number; vni: number }) => {
      const bytes = Buffer.alloc(8)
      bytes.writeUInt32BE(flags, 0)
      bytes.writeUInt32BE(vni, 4)
      return Number(bytes.readBigUInt64BE())
    },
    theirs: (rust: number) => rust,
  },
  physSwitchId: {
    ours: (id: Uint8Array) => [...id],
    theirs: ({ id, len }: { id: number[]; len: number }) => id.slice(0, len),
  },
  /** struct rtvia: Rust has the family as a variant. */
  via: {
    ours: ({ family, address }: { family: string; address: string }) => [family, address],
    theirs: ({ $, v }: { $: string; v: string }) => [$.toLowerCase(), v],
  },
  /** A byte where the kernel takes a flag: Linux reports u8, iproute2 sends no payload. */
  ttlInherit: {
    ours: (value: number | boolean) => [Number(value)],
    theirs: (rust: number | boolean) => [Number(rust)],
  },
  /** Rust writes the segments like `ip`, and omits what follows from them. */
  srh: {
    ours: ({ mode, segments, firstSegment, segmentsLeft, hdrlen }: SegmentRouting) => ({
      mode,
      // Inline, a segment for the packet's own destination follows them.
      segments: [...segments].reverse().slice(0, mode === 'inline' ? -1 : undefined),
      counts: [firstSegment, segmentsLeft, hdrlen],
    }),
    theirs: ({ v: { mode, segments } }: { v: { mode: string; segments: string[] } }) => ({
      mode: mode.toLowerCase(),
      segments,
      counts: countsOf(segments.length + (mode === 'Inline' ? 1 : 0)),
    }),
  },
}

const countsOf = (segments: number): number[] => [segments - 1, segments - 1, segments * 2]

interface SegmentRouting {
  readonly mode: string
  readonly segments: readonly string[]
  readonly firstSegment: number
  readonly segmentsLeft: number
  readonly hdrlen: number
}
