/** Source routing headers: struct ipv6_sr_hdr of <linux/seg6.h>, struct ipv6_rpl_sr_hdr of <linux/rpl.h>. */

import { be16, countedList, ipv6, list, s32, u8 } from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Infer, Struct } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'

const fields = {
  nexthdr: u8,
  /** Length in units of 8 bytes, the first 8 not counted: two for each segment. */
  hdrlen: u8,
  /** 4, the routing type of segment routing. */
  type: u8,
  /** Index in `segments` of the one to visit next. */
  segmentsLeft: u8,
  /** Index of the last entry of `segments`, which is visited first. */
  firstSegment: u8,
  flags: flags(u8, 'SR6_FLAG1_', { protected: 0x40, oam: 0x20, alert: 0x10, hmac: 0x08 }),
  /** The kernel puts it on the wire as it came, so network order. */
  tag: be16,
  /** As on the wire, the last to be visited first: the reverse of what `ip` writes. */
  segments: countedList(ipv6, 'firstSegment'),
}

const srhStruct = struct('ipv6_sr_hdr', fields)
export interface Srh extends Infer<typeof srhStruct> {}
/** Segment routing header (RFC 8754). TLVs behind its segments, such as an HMAC, are its `tail`. */
export const srh: Struct<Srh> = srhStruct

const encapStruct = struct(undefined, {
  mode: enumeration(s32, 'SEG6_IPTUN_MODE_', {
    inline: 0,
    encap: 1,
    l2encap: 2,
    'encap.red': [3, 'SEG6_IPTUN_MODE_ENCAP_RED'],
    'l2encap.red': [4, 'SEG6_IPTUN_MODE_L2ENCAP_RED'],
  }),
  ...fields,
})
export interface Seg6Encap extends Infer<typeof encapStruct> {}
/** `struct seg6_iptunnel_encap` of <linux/seg6_iptunnel.h>: the mode, then the header, whose fields stand beside it here. */
export const seg6Encap: Struct<Seg6Encap> = encapStruct

const rplStruct = struct(
  'ipv6_rpl_sr_hdr',
  {
    nexthdr: u8,
    /** Length in units of 8 bytes, the first 8 not counted: two for each segment. */
    hdrlen: u8,
    /** 3, the routing type of RPL. */
    type: u8,
    segmentsLeft: u8,
    /** Octets left out of each address: the high half CmprI, the low one CmprE. Routes hold whole addresses, 0. */
    cmpr: u8,
    /** The high half: octets of padding at the end. */
    pad: u8,
    reserved: be16,
    /** As on the wire: the reverse of what `ip` writes. */
    segments: list(ipv6),
  },
  { packed: true, names: { cmpr: null, pad: null, reserved: null } },
)
export interface RplSrh extends Infer<typeof rplStruct> {}
/** RPL source routing header (RFC 6554). */
export const rplSrh: Struct<RplSrh> = rplStruct
