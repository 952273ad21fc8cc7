/** What programs write to make or change a link. */
import type { NamespaceRef } from '../../setns/reference.ts'
import type { Link } from '../shapes.ts'
import type { LinkDataOf } from './kinds.ts'

/** What can be set of any link. What is left out stays as it is. */
export interface LinkSettings {
  readonly name?: string | undefined
  readonly mtu?: number | undefined
  /** Hardware address: `02:42:ac:11:00:02`. */
  readonly address?: string | undefined
  readonly broadcast?: string | undefined
  readonly txqlen?: number | undefined
  /** Free text. */
  readonly alias?: string | undefined
  readonly group?: number | undefined
  readonly up?: boolean | undefined
  readonly arp?: boolean | undefined
  readonly multicast?: boolean | undefined
  readonly allmulticast?: boolean | undefined
  readonly promisc?: boolean | undefined
  readonly dynamic?: boolean | undefined
  readonly trailers?: boolean | undefined
  /** Bridge, bond, vrf, ... (name or index) to become a port of; null: of none. */
  readonly master?: string | number | null | undefined
  readonly carrier?: boolean | number | undefined
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
  readonly gsoMaxSize?: number | undefined
  readonly gsoMaxSegs?: number | undefined
  readonly groMaxSize?: number | undefined
  readonly gsoIpv4MaxSize?: number | undefined
  readonly groIpv4MaxSize?: number | undefined
  /** What its master's kind knows of it, with `slaveKind`. */
  readonly slaveKind?: string | undefined
  readonly slaveData?: object | undefined
  /** The kind of the link, for `data`. Looked up if it is absent. */
  readonly kind?: string | undefined
  /** Options of the kind. */
  readonly data?: object | undefined
}

/** What can be said of a link when it is made, and not later. */
export interface Birth {
  readonly index?: number | undefined
  readonly numTxQueues?: number | undefined
  readonly numRxQueues?: number | undefined
  /** Other names, of up to 127 bytes. */
  readonly altnames?: readonly string[] | undefined
}

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
