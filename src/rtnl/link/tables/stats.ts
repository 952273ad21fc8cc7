import { u8, u16, u32, u64 } from '../../../netlink/codec/builders.ts'
import type { Infer, Struct } from '../../../netlink/codec/node.ts'
import { later, struct } from '../../../netlink/codec/struct.ts'

const stats32 = struct('rtnl_link_stats', {
  rxPackets: u32,
  txPackets: u32,
  rxBytes: u32,
  txBytes: u32,
  rxErrors: u32,
  txErrors: u32,
  /** Received, but not processed: no memory, no protocol. */
  rxDropped: u32,
  txDropped: u32,
  multicast: u32,
  collisions: u32,
  rxLengthErrors: u32,
  rxOverErrors: u32,
  rxCrcErrors: u32,
  rxFrameErrors: u32,
  rxFifoErrors: u32,
  /** Missed by the host for lack of buffers; part of what /proc/net/dev calls drop. */
  rxMissedErrors: u32,
  txAbortedErrors: u32,
  txCarrierErrors: u32,
  txFifoErrors: u32,
  txHeartbeatErrors: u32,
  txWindowErrors: u32,
  rxCompressed: u32,
  txCompressed: u32,
  /** Dropped because the link may not deliver to the stack, as a backup port. */
  rxNohandler: later(u32),
})

/** `struct rtnl_link_stats` of <linux/if_link.h>: the counters cut to 32 bits. */
export interface LinkStats extends Infer<typeof stats32> {}
export const linkStats: Struct<LinkStats> = stats32

const stats64 = struct('rtnl_link_stats64', {
  rxPackets: u64,
  txPackets: u64,
  rxBytes: u64,
  txBytes: u64,
  rxErrors: u64,
  txErrors: u64,
  /** Received, but not processed: no memory, no protocol. */
  rxDropped: u64,
  txDropped: u64,
  multicast: u64,
  collisions: u64,
  rxLengthErrors: u64,
  rxOverErrors: u64,
  rxCrcErrors: u64,
  rxFrameErrors: u64,
  rxFifoErrors: u64,
  /** Missed by the host for lack of buffers; part of what /proc/net/dev calls drop. */
  rxMissedErrors: u64,
  txAbortedErrors: u64,
  txCarrierErrors: u64,
  txFifoErrors: u64,
  txHeartbeatErrors: u64,
  txWindowErrors: u64,
  rxCompressed: u64,
  txCompressed: u64,
  /** Dropped because the link may not deliver to the stack, as a backup port. */
  rxNohandler: later(u64),
  /** Dropped because they were addressed to another host's link-layer address. */
  rxOtherhostDropped: later(u64),
})

/** `struct rtnl_link_stats64` of <linux/if_link.h>: packets and bytes since the link was made. */
export interface LinkStats64 extends Infer<typeof stats64> {}
export const linkStats64: Struct<LinkStats64> = stats64

const ifmap = struct('rtnl_link_ifmap', {
  memStart: u64,
  memEnd: u64,
  baseAddr: u64,
  irq: u16,
  dma: u8,
  port: u8,
})

/** `struct rtnl_link_ifmap` of <linux/if_link.h>: where the hardware is, on buses that tell. */
export interface LinkMap extends Infer<typeof ifmap> {}
export const linkMap: Struct<LinkMap> = ifmap
