/** What `ip link add|set|delete` and `bridge link set` change, as requests. */
import { encode } from '../netlink/codec/encode.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import type { Typed } from '../netlink/codec/node.ts'
import { attr, attributes, NLA_F_NESTED, u32 } from '../netlink/codec/node.ts'
import { unshape } from '../netlink/codec/unshape.ts'
import type { Asker } from './asker.ts'
import type { Changing } from './change.ts'
import { makeChange, VERBS } from './change.ts'
import { deviceIndex, linkSelector } from './devices.ts'
import { linkKind } from './links.ts'
import type { Link } from './shapes.ts'
import { inetConf } from './tables/ip-conf.ts'

/** A network namespace: an open file of it, a process in it, or whatever has one of these. */
export type NamespaceRef = { readonly fd: number } | { readonly pid: number }

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
  readonly carrier?: boolean | undefined
  readonly protoDown?: boolean | undefined
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
  /** Namespace to move to. */
  readonly netns?: NamespaceRef | undefined
  readonly gsoMaxSize?: number | undefined
  readonly gsoMaxSegs?: number | undefined
  readonly groMaxSize?: number | undefined
  readonly gsoIpv4MaxSize?: number | undefined
  readonly groIpv4MaxSize?: number | undefined
  /** What its master's kind knows of it, with `slaveKind`. */
  readonly slaveKind?: string | undefined
  readonly slaveData?: object | undefined
  /** Options of its kind, with `kind`. */
  readonly kind?: string | undefined
  readonly data?: object | undefined
}

export interface NewLink extends LinkSettings {
  /** `veth`, `bridge`, `vlan`, ... */
  readonly kind: string
  readonly index?: number | undefined
  /** The link below (name or index): of vlan, macvlan, ipvlan, vxlan, ... */
  readonly link?: string | number | undefined
  readonly numTxQueues?: number | undefined
  readonly numRxQueues?: number | undefined
  /** The other end of a veth, netkit or vxcan. */
  readonly peer?: (LinkSettings & { readonly index?: number | undefined }) | undefined
}

/** Settings that are bits of the link's flags, and the value of the bit that says true. */
const FLAGS = {
  up: ['up', true],
  arp: ['noarp', false],
  multicast: ['multicast', true],
  allmulticast: ['allmulti', true],
  promisc: ['promisc', true],
  dynamic: ['dynamic', true],
  trailers: ['notrailers', false],
} as const

/** Where the request of a kind holds the other end of a pair. */
const PEERS: { readonly [kind: string]: string } = { veth: 'peer', vxcan: 'peer', netkit: 'peerInfo' }

/** RTM_NEWLINK of `inet` takes a nest of IPV4_DEVCONF_* where its answer has a vector. */
const inetConfRequest = attributes(
  'IPV4_DEVCONF_',
  Object.fromEntries(inetConf.names.map((name, place) => [name, attr(place + inetConf.first, u32)])),
)

const IFLA_INET_CONF = 1

const flagBits = (settings: LinkSettings): { flags: string[]; change: string[] } | undefined => {
  const flags: string[] = []
  const change: string[] = []
  for (const [key, [word, value]] of Object.entries(FLAGS)) {
    const wanted = settings[key as keyof typeof FLAGS]
    if (wanted === undefined) continue
    if (typeof wanted !== 'boolean') throw new EncodeError(key, 'true or false', wanted)
    change.push(word)
    if (wanted === value) flags.push(word)
  }
  return change.length === 0 ? undefined : { flags, change }
}

const afSpec = (asker: Asker, { addrGenMode, token, inet }: LinkSettings): object | undefined => {
  if (addrGenMode === undefined && token === undefined && inet === undefined) return undefined
  const conf = inet === undefined ? undefined : encode(inetConfRequest as Typed<unknown>, inet, { order: asker.order })
  return {
    inet: conf === undefined ? undefined : { unknown: [{ id: IFLA_INET_CONF | NLA_F_NESTED, bytes: conf }] },
    inet6: addrGenMode === undefined && token === undefined ? undefined : { addrGenMode, token },
  }
}

const namespaceOf = (netns: NamespaceRef | undefined): { netNsFd?: number; netNsPid?: number } => {
  if (netns === undefined) return {}
  if ('fd' in netns && Number.isInteger(netns.fd)) return { netNsFd: netns.fd }
  if ('pid' in netns && Number.isInteger(netns.pid)) return { netNsPid: netns.pid }
  throw new EncodeError('netns', 'a namespace: { fd } or { pid }', netns)
}

const checkName = (name: unknown, path: string): void => {
  if (name === undefined) return
  if (
    typeof name !== 'string' ||
    name.length === 0 ||
    new TextEncoder().encode(name).length > 15 ||
    /[/:\s\0]/.test(name) ||
    name === '.' ||
    name === '..'
  )
    throw new EncodeError(path, 'a name for a link: 1 to 15 bytes, no slash, colon or space', name)
}

/** Requests about links. */
export class LinkChanges {
  private readonly asker: Asker

  constructor(asker: Asker) {
    this.asker = asker
  }

  async add(link: NewLink): Promise<Awaited<Changing>> {
    if (typeof link.kind !== 'string' || link.kind === '')
      throw new EncodeError('kind', 'a kind of link, such as veth or bridge', link.kind)
    const { peer, link: below, ...settings } = link
    if (peer?.up === true && peer.netns !== undefined)
      throw new EncodeError(
        'peer.up',
        'nothing where the peer goes to another namespace: a client inside can set it up',
      )
    const wire = await this.settings(settings, '')
    const data =
      peer === undefined
        ? wire['data']
        : { ...(wire['data'] as object | undefined), ...(await this.peer(link.kind, peer)) }
    const lower = below === undefined ? undefined : await deviceIndex(this.asker, below)
    return makeChange(
      this.asker,
      linkKind,
      'RTM_NEWLINK',
      VERBS.add,
      { ...wire, data, link: lower },
      link.name ?? link.kind,
    )
  }

  /** Settings of a link that exists. */
  async change(dev: string | number, settings: LinkSettings): Promise<Awaited<Changing>> {
    const index = await deviceIndex(this.asker, dev)
    const wire = await this.settings(settings, '')
    return makeChange(this.asker, linkKind, 'RTM_NEWLINK', VERBS.set, { ...wire, index }, String(dev))
  }

  /** `bridge link set`: settings of a bridge port. */
  async changePort(
    dev: string | number,
    port: object,
    how: { readonly self?: boolean } = {},
  ): Promise<Awaited<Changing>> {
    const index = await deviceIndex(this.asker, dev)
    const afSpec = how.self === true ? { flags: ['self'] } : undefined
    return makeChange(
      this.asker,
      linkKind,
      'RTM_SETLINK',
      VERBS.set,
      { family: 'bridge', index, protinfo: port, afSpec },
      String(dev),
    )
  }

  /** One link. A veth takes its peer along. */
  delete(dev: string | number): Changing {
    const { header, ifname, altIfname } = linkSelector(dev)
    const input = { index: header.index, name: ifname, altIfname }
    return makeChange(this.asker, linkKind, 'RTM_DELLINK', VERBS.delete, input, String(dev))
  }

  /** All links of a group at once, which is far faster than one by one. */
  deleteGroup(group: number): Changing {
    return makeChange(this.asker, linkKind, 'RTM_DELLINK', VERBS.delete, { group }, `group ${group}`)
  }

  async addAltname(dev: string | number, ...names: string[]): Promise<Awaited<Changing>> {
    const index = await deviceIndex(this.asker, dev)
    return makeChange(
      this.asker,
      linkKind,
      'RTM_NEWLINKPROP',
      VERBS.append | VERBS.add,
      { index, altnames: names },
      String(dev),
    )
  }

  async deleteAltname(dev: string | number, ...names: string[]): Promise<Awaited<Changing>> {
    const index = await deviceIndex(this.asker, dev)
    return makeChange(this.asker, linkKind, 'RTM_DELLINKPROP', VERBS.delete, { index, altnames: names }, String(dev))
  }

  /** The fields of the request, by the names of the shape. */
  private async settings(settings: LinkSettings, path: string): Promise<{ [key: string]: unknown }> {
    const {
      up,
      arp,
      multicast,
      allmulticast,
      promisc,
      dynamic,
      trailers,
      addrGenMode,
      token,
      inet,
      netns,
      master,
      ...rest
    } = settings
    checkName(rest.name, `${path}name`)
    const bits = flagBits(settings)
    return {
      ...rest,
      ...(bits === undefined ? {} : { flags: bits.flags, change: bits.change }),
      master: master === undefined ? undefined : master === null ? 0 : await deviceIndex(this.asker, master),
      afSpec: afSpec(this.asker, settings),
      ...namespaceOf(netns),
    }
  }

  private async peer(kind: string, peer: LinkSettings): Promise<object> {
    const key = PEERS[kind]
    if (key === undefined) throw new EncodeError('peer', `a pair (${Object.keys(PEERS).join(', ')}), not ${kind}`)
    // The kernel refuses a peer that is up before its other end is there (ENOTCONN): that takes a request of its own.
    const { up: _, ...settings } = peer
    return { [key]: unshape(linkKind.node, linkKind.shape, await this.settings(settings, 'peer.')) }
  }
}
