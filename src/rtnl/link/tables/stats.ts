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
  /** Received, but not processed, for lack of memory or of support for the protocol. */
  rxDropped: u32,
  txDropped: u32,
  multicast: u32,
  collisions: u32,
  rxLengthErrors: u32,
  rxOverErrors: u32,
  rxCrcErrors: u32,
  rxFrameErrors: u32,
  rxFifoErrors: u32,
  /** Dropped by the device for lack of buffers. Part of `drop` in /proc/net/dev. */
  rxMissedErrors: u32,
  txAbortedErrors: u32,
  txCarrierErrors: u32,
  txFifoErrors: u32,
  txHeartbeatErrors: u32,
  txWindowErrors: u32,
  rxCompressed: u32,
  txCompressed: u32,
  /** Dropped because the link does not deliver packets to the stack, such as the backup port of a bond. */
  rxNohandler: later(u32),
})

/** `struct rtnl_link_stats` of <linux/if_link.h>: the low 32 bits of the counters. */
export interface LinkStats extends Infer<typeof stats32> {}
export const linkStats: Struct<LinkStats> = stats32

const stats64 = struct('rtnl_link_stats64', {
  rxPackets: u64,
  txPackets: u64,
  rxBytes: u64,
  txBytes: u64,
  rxErrors: u64,
  txErrors: u64,
  /** Received, but not processed, for lack of memory or of support for the protocol. */
  rxDropped: u64,
  txDropped: u64,
  multicast: u64,
  collisions: u64,
  rxLengthErrors: u64,
  rxOverErrors: u64,
  rxCrcErrors: u64,
  rxFrameErrors: u64,
  rxFifoErrors: u64,
  /** Dropped by the device for lack of buffers. Part of `drop` in /proc/net/dev. */
  rxMissedErrors: u64,
  txAbortedErrors: u64,
  txCarrierErrors: u64,
  txFifoErrors: u64,
  txHeartbeatErrors: u64,
  txWindowErrors: u64,
  rxCompressed: u64,
  txCompressed: u64,
  /** Dropped because the link does not deliver packets to the stack, such as the backup port of a bond. */
  rxNohandler: later(u64),
  /** Dropped because the destination hardware address is that of another host. */
  rxOtherhostDropped: later(u64),
})

/** `struct rtnl_link_stats64` of <linux/if_link.h>: packets and bytes since the link was created. */
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

/**
 * `struct rtnl_link_ifmap` of <linux/if_link.h>: memory, I/O port, IRQ and DMA of the hardware, if the driver reports them.
 */
export interface LinkMap extends Infer<typeof ifmap> {}
export const linkMap: Struct<LinkMap> = ifmap
