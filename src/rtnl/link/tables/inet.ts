import { attr, attributes, bytes, ipv6, u8, u32 } from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferRows, Struct } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { inet6Conf, inetConf } from './ip-conf.ts'
import { icmp6stats, ipstats } from './ip-mib.ts'

const inetRows = {
  /** Vector of settings, in replies. A request contains a nest of IPV4_DEVCONF_* attributes instead (`link-request.ts`). */
  conf: attr(1, inetConf),
}

/** Settings of a link in IPv4: IFLA_INET_* of <linux/if_link.h>. */
export interface LinkInet extends InferRows<typeof inetRows> {}
export const linkInet: Attributes<LinkInet> = attributes('IFLA_INET_', inetRows)

const cacheinfo = struct('ifla_cacheinfo', {
  /** Bytes: the largest packet that is reassembled of fragments. */
  maxReasmLen: u32,
  /** Time of the last change of the link's IPv6 state, in hundredths of a second since boot. */
  tstamp: u32,
  /** Milliseconds. */
  reachableTime: u32,
  /** Milliseconds. */
  retransTime: u32,
})
export interface LinkCacheinfo extends Infer<typeof cacheinfo> {}
const linkCacheinfo: Struct<LinkCacheinfo> = cacheinfo

const inet6Rows = {
  /** IF_* of the kernel's include/net/if_inet6.h: router solicitations sent, router advertisements received. */
  flags: attr(
    1,
    flags(u32, 'IF_', {
      rs_sent: [0x10, null],
      ra_rcvd: [0x20, null],
      ra_managed: [0x40, null],
      ra_otherconf: [0x80, null],
      ready: [0x80000000, null],
    }),
  ),
  conf: attr(2, inet6Conf),
  stats: attr(3, ipstats),
  mcast: attr(4, bytes),
  cacheinfo: attr(5, linkCacheinfo),
  icmp6stats: attr(6, icmp6stats),
  /** Host part of the addresses that are made from router advertisements; `::`: not set. */
  token: attr(7, ipv6),
  addrGenMode: attr(
    8,
    enumeration(u8, 'IN6_ADDR_GEN_MODE_', {
      eui64: 0,
      none: 1,
      stable_secret: [2, 'IN6_ADDR_GEN_MODE_STABLE_PRIVACY'],
      random: 3,
    }),
  ),
  /** MTU in bytes that a router has advertised. */
  raMtu: attr(9, u32),
}

/** Settings and state of a link in IPv6: IFLA_INET6_* of <linux/if_link.h>. */
export interface LinkInet6 extends InferRows<typeof inet6Rows> {}
export const linkInet6: Attributes<LinkInet6> = attributes('IFLA_INET6_', inet6Rows)

const mctpRows = {
  net: attr(1, u32),
  /** MCTP_PHYS_BINDING_* of the kernel's include/net/mctp.h. */
  physBinding: attr(
    2,
    enumeration(u8, 'MCTP_PHYS_BINDING_', {
      unspec: [0, null],
      smbus: [1, null],
      pcie_vdm: [2, null],
      usb: [3, null],
      kcs: [4, null],
      serial: [5, null],
      i3c: [6, null],
      mmbi: [7, null],
      pcc: [8, null],
      ucie: [9, null],
      vendor: [255, null],
    }),
  ),
}

/** Settings of a link in MCTP: IFLA_MCTP_* of <linux/if_link.h>. */
export interface LinkMctp extends InferRows<typeof mctpRows> {}
export const linkMctp: Attributes<LinkMctp> = attributes('IFLA_MCTP_', mctpRows)

const afSpecRows = {
  inet: attr(2, linkInet, { nested: false }),
  inet6: attr(10, linkInet6, { nested: false }),
  mctp: attr(45, linkMctp, { nested: false }),
}

/** IFLA_AF_SPEC: settings and state of a link in each address family, by the number of the family. */
export interface LinkAfSpec extends InferRows<typeof afSpecRows> {}
export const linkAfSpec: Attributes<LinkAfSpec> = attributes('AF_', afSpecRows)
