/** The input of the verbs that create or change a link. */
import type { NamespaceRef } from '../../setns/reference.ts'
import type { Link } from '../shapes.ts'
import type { LinkDataOf, PortDataOf } from './kinds.ts'

/** The settings of any link. A change leaves absent settings as they are; for a new link the kernel chooses defaults. */
export interface LinkSettings<K extends string = string, P extends string = string> {
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
  /** Free text, at most 255 bytes. */
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
  /** The bridge, bond, vrf, ... (name or index) of which the link becomes a port; null: of none. */
  readonly master?: string | number | null | undefined
  /** Whether the link has a carrier. Only for links whose driver lets programs set it, such as dummy. */
  readonly carrier?: boolean | undefined
  /** Whether a program keeps the link down because of a protocol error (`protodown`). */
  readonly protoDown?: boolean | undefined
  /** Reasons for `protoDown`, as bits, and the mask of those to change. `protoDown` can't be reset while any is set. */
  readonly protoDownReason?: Link['protoDownReason']
  /** `default` or `dormant`. */
  readonly linkmode?: Link['linkmode']
  /** `up`, `dormant`, ...: for links whose operational state is set by a program. */
  readonly operstate?: Link['operstate']
  /** How IPv6 makes link-local addresses. */
  readonly addrGenMode?: 'eui64' | 'none' | 'stable_secret' | 'random' | undefined
  /** Host part of the addresses that are made from router advertisements. */
  readonly token?: string | undefined
  /** Settings of /proc/sys/net/ipv4/conf: `{ forwarding: 1 }`. */
  readonly inet?: { readonly [name: string]: number } | undefined
  /** Namespace to move the link to: its name, path, a process in it, a `Netns`. An explicit undefined is refused. */
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
  /** Kind of the master, which determines the fields of `slaveData`. A change looks it up if it is absent. */
  readonly slaveKind?: P | undefined
  /** Options of the link as a port of its master. */
  readonly slaveData?: PortDataOf<P> | undefined
  /**
   * Kind of the link, which determines the fields of `data`. Absent: a change reads it from the kernel, and TypeScript accepts
   * any object as `data`.
   */
  readonly kind?: K | undefined
  /** Options of the kind. */
  readonly data?: LinkDataOf<K> | undefined
}

/** Settings of new links, which `links.change` does not have. Absent settings have the kernel's defaults. */
export interface CreationSettings {
  /** Index of the new link. Absent: the kernel chooses one. */
  readonly index?: number | undefined
  /** Number of transmit queues. */
  readonly numTxQueues?: number | undefined
  /** Number of receive queues. */
  readonly numRxQueues?: number | undefined
  /** Alternative names, of up to 127 bytes each. */
  readonly altnames?: readonly string[] | undefined
}

/** A link to add. Settings that are left out have the kernel's defaults. */
export interface NewLink<K extends string = string, P extends string = string>
  extends Omit<LinkSettings<K, P>, 'kind' | 'data'>,
    CreationSettings {
  /** `veth`, `bridge`, `vlan`, ... */
  readonly kind: K
  /** Options of the kind. */
  readonly data?: LinkDataOf<K> | undefined
  /** The lower link (name or index) of a vlan, macvlan, ipvlan, vxlan, tunnel, ... */
  readonly link?: string | number | undefined
  /** Settings of the other end of a veth, netkit or vxcan. */
  readonly peer?: (LinkSettings & CreationSettings) | undefined
}
