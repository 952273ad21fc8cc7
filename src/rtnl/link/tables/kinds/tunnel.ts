/** Words that tunnels over IPv4 and over IPv6 share: <linux/if_tunnel.h>, <linux/ip6_tunnel.h>. */

import { u16, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'

/** Additional encapsulation in UDP (`encap fou`): TUNNEL_ENCAP_*. */
export const tunnelEncap = enumeration(u16, 'TUNNEL_ENCAP_', { none: 0, fou: 1, gue: 2, mpls: 3 })

/** TUNNEL_ENCAP_FLAG_*. */
export const tunnelEncapFlags = flags(u16, 'TUNNEL_ENCAP_FLAG_', { csum: 1, csum6: 2, remcsum: 4 })

/** IP6_TNL_F_*. The kernel sets the `cap` flags itself, from the addresses. */
export const ip6TunnelFlags = flags(u32, 'IP6_TNL_F_', {
  /** Add no encapsulation limit (`encaplimit none`). */
  'ign-encap-limit': 0x1,
  /** `tclass inherit`. */
  'use-orig-tclass': 0x2,
  /** `flowlabel inherit`. */
  'use-orig-flowlabel': 0x4,
  'mip6-dev': 0x8,
  /** `dscp inherit`. */
  'rcv-dscp-copy': 0x10,
  /** `fwmark inherit`. */
  'use-orig-fwmark': 0x20,
  /** `allow-localremote`. */
  'allow-local-remote': 0x40,
  'cap-xmit': [0x10000, null],
  'cap-rcv': [0x20000, null],
  'cap-per-packet': [0x40000, null],
})
