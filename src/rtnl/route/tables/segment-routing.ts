/** Source routing headers: struct ipv6_sr_hdr of <linux/seg6.h>, struct ipv6_rpl_sr_hdr of <linux/rpl.h>. */

import { be16, countedList, ipv6, list, s32, u8 } from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Infer, Struct } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'

const fields = {
  nexthdr: u8,
  /** Length in units of 8 bytes, without the first 8: two for each segment. */
  hdrlen: u8,
  /** 4, the routing type of segment routing. */
  type: u8,
  /** Index in `segments` of the next segment. */
  segmentsLeft: u8,
  /** Index of the last entry of `segments`, which is the first segment of the path. */
  firstSegment: u8,
  flags: flags(u8, 'SR6_FLAG1_', { protected: 0x40, oam: 0x20, alert: 0x10, hmac: 0x08 }),
  /** Network byte order: the kernel sends it unchanged. */
  tag: be16,
  /** As on the wire, the last segment of the path first: the reverse of the order of `ip`. */
  segments: countedList(ipv6, 'firstSegment'),
}

const srhStruct = struct('ipv6_sr_hdr', fields)
export interface Srh extends Infer<typeof srhStruct> {}
/** Segment routing header (RFC 8754). TLVs after the segments, such as an HMAC, are in `tail`. */
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
/** `struct seg6_iptunnel_encap` of <linux/seg6_iptunnel.h>: the mode and the fields of the header, in one object. */
export const seg6Encap: Struct<Seg6Encap> = encapStruct

const rplStruct = struct(
  'ipv6_rpl_sr_hdr',
  {
    nexthdr: u8,
    /** Length in units of 8 bytes, without the first 8: two for each segment. */
    hdrlen: u8,
    /** 3, the routing type of RPL. */
    type: u8,
    segmentsLeft: u8,
    /**
     * Octets omitted from each address: the high half is CmprI, the low half CmprE. 0 in routes, which have whole addresses.
     */
    cmpr: u8,
    /** The high half: octets of padding after the addresses. */
    pad: u8,
    reserved: be16,
    /** As on the wire: the reverse of the order of `ip`. */
    segments: list(ipv6),
  },
  { packed: true, names: { cmpr: null, pad: null, reserved: null } },
)
export interface RplSrh extends Infer<typeof rplStruct> {}
/** RPL source routing header (RFC 6554). */
export const rplSrh: Struct<RplSrh> = rplStruct
