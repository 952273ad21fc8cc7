/** Actions of a node on packets for one of its segments: SEG6_LOCAL_* of <linux/seg6_local.h>. */

import { attr, attributes, bytes, ipv4, ipv6, string, u8, u32, u64 } from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../netlink/codec/node.ts'
import { routeTable } from '../../tables/route-words.ts'
import { srh } from './segment-routing.ts'

const action = enumeration(u32, 'SEG6_LOCAL_ACTION_', {
  unspec: 0,
  End: [1, 'SEG6_LOCAL_ACTION_END'],
  'End.X': [2, 'SEG6_LOCAL_ACTION_END_X'],
  'End.T': [3, 'SEG6_LOCAL_ACTION_END_T'],
  'End.DX2': [4, 'SEG6_LOCAL_ACTION_END_DX2'],
  'End.DX6': [5, 'SEG6_LOCAL_ACTION_END_DX6'],
  'End.DX4': [6, 'SEG6_LOCAL_ACTION_END_DX4'],
  'End.DT6': [7, 'SEG6_LOCAL_ACTION_END_DT6'],
  'End.DT4': [8, 'SEG6_LOCAL_ACTION_END_DT4'],
  'End.B6': [9, 'SEG6_LOCAL_ACTION_END_B6'],
  'End.B6.Encaps': [10, 'SEG6_LOCAL_ACTION_END_B6_ENCAP'],
  'End.BM': [11, 'SEG6_LOCAL_ACTION_END_BM'],
  'End.S': [12, 'SEG6_LOCAL_ACTION_END_S'],
  'End.AS': [13, 'SEG6_LOCAL_ACTION_END_AS'],
  'End.AM': [14, 'SEG6_LOCAL_ACTION_END_AM'],
  'End.BPF': [15, 'SEG6_LOCAL_ACTION_END_BPF'],
  'End.DT46': [16, 'SEG6_LOCAL_ACTION_END_DT46'],
})

/** `prog`: in a request the file descriptor of the program, in a reply its id. */
const program = attributes('SEG6_LOCAL_BPF_', { prog: attr(1, u32), progName: attr(2, string) })

/** A request that contains all three, as 0, enables the counters. The kernel refuses it without one of them. */
const counters = attributes('SEG6_LOCAL_CNT_', {
  pad: attr(1, bytes),
  packets: attr(2, u64),
  bytes: attr(3, u64),
  /** Packets that could not be processed. */
  errors: attr(4, u64),
})

const flavors = attributes('SEG6_LOCAL_FLV_', {
  /** Bits whose numbers are SEG6_LOCAL_FLV_OP_*. */
  operation: attr(
    1,
    flags(u32, '', { psp: [0x2, null], usp: [0x4, null], usd: [0x8, null], 'next-csid': [0x10, null] }),
  ),
  lcblockBits: attr(2, u8),
  lcnodeFnBits: attr(3, u8),
})

const rows = {
  action: attr(1, action),
  srh: attr(2, srh),
  table: attr(3, routeTable),
  nh4: attr(4, ipv4),
  nh6: attr(5, ipv6),
  /** Index of a link. */
  iif: attr(6, u32),
  /** Index of a link. */
  oif: attr(7, u32),
  bpf: attr(8, program, { nested: false }),
  vrftable: attr(9, routeTable),
  counters: attr(10, counters),
  flavors: attr(11, flavors),
}
export interface Seg6Local extends InferRows<typeof rows> {}
export const seg6Local: Attributes<Seg6Local> = attributes('SEG6_LOCAL_', rows)
