/** The input of the verbs that create or change a link. */
import type { NamespaceRef } from '../../setns/reference.ts'
import type { Link } from '../shapes.ts'
import type { LinkDataOf } from './kinds.ts'

/** The settings of any link. A change leaves absent settings as they are; for a new link the kernel chooses defaults. */
export interface LinkSettings {
  readonly name?: string | undefined
  /** Bytes. */
  readonly mtu?: number | undefined
  /** Hardware address: `02:42:ac:11:00:02`. */
  readonly address?: string | undefined
  readonly broadcast?: string | undefined
  /** Length of the transmit queue, in packets. */
  readonly txqlen?: number | undefined
  /** Free text, at most 255 bytes. */
  readonly alias?: string | undefined
  /** Number of the link group; 0 is the default group. */
  readonly group?: number | undefined
  /** Whether the link is administratively up. */
  readonly up?: boolean | undefined
  readonly arp?: boolean | undefined
  readonly multicast?: boolean | undefined
  readonly allmulticast?: boolean | undefined
  readonly promisc?: boolean | undefined
  readonly dynamic?: boolean | undefined
  readonly trailers?: boolean | undefined
  /** The bridge, bond, vrf, ... (name or index) of which the link becomes a port; null: of none. */
  readonly master?: string | number | null | undefined
  readonly carrier?: boolean | number | undefined
  readonly protoDown?: boolean | number | undefined
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
  /** Bytes. */
  readonly gsoMaxSize?: number | undefined
  readonly gsoMaxSegs?: number | undefined
  /** Bytes. */
  readonly groMaxSize?: number | undefined
  /** Bytes. */
  readonly gsoIpv4MaxSize?: number | undefined
  /** Bytes. */
  readonly groIpv4MaxSize?: number | undefined
  /** Kind of the master, which determines the fields of `slaveData`. A change looks it up if it is absent. */
  readonly slaveKind?: string | undefined
  /** Options of the port, such as those of a bridge port. */
  readonly slaveData?: object | undefined
  /** Kind of the link, which determines the fields of `data`. A change looks it up if it is absent. */
  readonly kind?: string | undefined
  /** Options of the kind. */
  readonly data?: object | undefined
}

/** Settings of new links, which `links.change` does not have. */
export interface Birth {
  /** Absent: the kernel chooses one. */
  readonly index?: number | undefined
  readonly numTxQueues?: number | undefined
  readonly numRxQueues?: number | undefined
  /** Alternative names, of up to 127 bytes each. */
  readonly altnames?: readonly string[] | undefined
}

/** A link to create. Without a name, the kernel chooses one. */
export interface NewLink<K extends string = string> extends Omit<LinkSettings, 'kind' | 'data'>, Birth {
  /** `veth`, `bridge`, `vlan`, ... */
  readonly kind: K
  /** Options of the kind. */
  readonly data?: LinkDataOf<K> | undefined
  /** The lower link (name or index) of a vlan, macvlan, ipvlan, vxlan, tunnel, ... */
  readonly link?: string | number | undefined
  /** Settings of the other end of a veth, netkit or vxcan. */
  readonly peer?: (LinkSettings & Birth) | undefined
}
