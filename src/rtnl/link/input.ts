/** What programs write to make or change a link. */
import type { NamespaceRef } from '../../setns/reference.ts'
import type { Link } from '../shapes.ts'
import type { LinkDataOf } from './kinds.ts'

/** What can be set of any link. What is left out stays as it is. */
export interface LinkSettings {
  /** Name of the link, at most 15 bytes. When a link is added, the kernel replaces a `%d` by the first free number. */
  readonly name?: string | undefined
  /** MTU in bytes. */
  readonly mtu?: number | undefined
  /** Hardware address: `02:42:ac:11:00:02`. */
  readonly address?: string | undefined
  /** Hardware broadcast address: `ff:ff:ff:ff:ff:ff`. */
  readonly broadcast?: string | undefined
  /** Length of the transmit queue in packets. */
  readonly txqlen?: number | undefined
  /** Free text. */
  readonly alias?: string | undefined
  /** Number of the link group. */
  readonly group?: number | undefined
  /** Whether the link is administratively up (IFF_UP). */
  readonly up?: boolean | undefined
  /** Whether the link uses ARP and NDP (not IFF_NOARP). */
  readonly arp?: boolean | undefined
  /** Whether the link sends and receives multicast (IFF_MULTICAST). */
  readonly multicast?: boolean | undefined
  /** Whether the link receives all multicast packets (IFF_ALLMULTI). */
  readonly allmulticast?: boolean | undefined
  /** Whether the link receives all packets (IFF_PROMISC). */
  readonly promisc?: boolean | undefined
  /** IFF_DYNAMIC, a flag that the kernel stores and does not use. */
  readonly dynamic?: boolean | undefined
  /** Clears IFF_NOTRAILERS, or sets it if false. The kernel stores the flag and does not use it. */
  readonly trailers?: boolean | undefined
  /** Bridge, bond, vrf, ... (name or index) to become a port of; null: of none. */
  readonly master?: string | number | null | undefined
  /** Whether the link has a carrier. Only for links whose driver lets programs set it, such as dummy. */
  readonly carrier?: boolean | number | undefined
  /** Whether a program keeps the link down because of a protocol error (`protodown`). */
  readonly protoDown?: boolean | number | undefined
  /** Bits that say why, and which of them are changed; while there are any, the link can't be let up again. */
  readonly protoDownReason?: Link['protoDownReason']
  /** `default` or `dormant`. */
  readonly linkmode?: Link['linkmode']
  /** `up`, `dormant`, ...: of links whose state a program keeps. */
  readonly operstate?: Link['operstate']
  /** How IPv6 makes link-local addresses. */
  readonly addrGenMode?: 'eui64' | 'none' | 'stable_secret' | 'random' | undefined
  /** Host part of the addresses that router advertisements give. */
  readonly token?: string | undefined
  /** Settings of /proc/sys/net/ipv4/conf: `{ forwarding: 1 }`. */
  readonly inet?: { readonly [name: string]: number } | undefined
  /** Namespace to move to: its name, path, a process in it, a `Netns`. */
  readonly netns?: NamespaceRef
  /** Maximum size of a GSO packet in bytes. Up to 65536 the kernel sets `gsoIpv4MaxSize` to it as well. */
  readonly gsoMaxSize?: number | undefined
  /** Maximum number of segments of a GSO packet. */
  readonly gsoMaxSegs?: number | undefined
  /** Maximum size of a GRO packet in bytes. Up to 65536 the kernel sets `groIpv4MaxSize` to it as well. */
  readonly groMaxSize?: number | undefined
  /** Maximum size in bytes of a GSO packet of IPv4. */
  readonly gsoIpv4MaxSize?: number | undefined
  /** Maximum size in bytes of a GRO packet of IPv4. */
  readonly groIpv4MaxSize?: number | undefined
  /** What its master's kind knows of it, with `slaveKind`. */
  readonly slaveKind?: string | undefined
  /** Options of the link as a port of its master. */
  readonly slaveData?: object | undefined
  /** The kind of the link, for `data`. Looked up if it is absent. */
  readonly kind?: string | undefined
  /** Options of the kind. */
  readonly data?: object | undefined
}

/** What can be said of a link when it is made, and not later. */
export interface Birth {
  /** Index of the new link. Absent: the kernel chooses one. */
  readonly index?: number | undefined
  /** Number of transmit queues. */
  readonly numTxQueues?: number | undefined
  /** Number of receive queues. */
  readonly numRxQueues?: number | undefined
  /** Other names, of up to 127 bytes. */
  readonly altnames?: readonly string[] | undefined
}

/** A link to add. Settings that are left out have the kernel's defaults. */
export interface NewLink<K extends string = string> extends Omit<LinkSettings, 'kind' | 'data'>, Birth {
  /** `veth`, `bridge`, `vlan`, ... */
  readonly kind: K
  /** Options of the kind. */
  readonly data?: LinkDataOf<K> | undefined
  /** The link below (name or index): of vlan, macvlan, ipvlan, vxlan, tunnels, ... */
  readonly link?: string | number | undefined
  /** The other end of a veth, netkit or vxcan. */
  readonly peer?: (LinkSettings & Birth) | undefined
}
