/** What `ip link add|set|delete` and `bridge link set` change, as requests. */

import { attr, attributes } from '../../netlink/codec/builders.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import { encodeShaped, unshape } from '../../netlink/codec/encode/unshape.ts'
import { EncodeError, joinPath } from '../../netlink/codec/errors.ts'
import { NLA_F_NESTED, NLA_HDRLEN } from '../../netlink/codec/nlattr.ts'
import type { Typed } from '../../netlink/codec/node.ts'
import { encodeUtf8 } from '../../netlink/codec/text/utf8.ts'
import type { NamespaceRef } from '../../setns/reference.ts'
import { NamespaceNumbers } from '../../setns/reference.ts'
import type { Change, Changing } from '../change.ts'
import { makeChange, VERBS } from '../change.ts'
import { deviceIndex, IFNAMSIZ, linkSelector } from '../devices.ts'
import { settableNest } from '../read-only.ts'
import type { Requester } from '../requester.ts'
import type { Link } from '../shapes.ts'
import type { LateSettings } from './late-settings.ts'
import { lateOf } from './late-settings.ts'
import { asNew, FLAGS } from './listed.ts'
import { linkTable, optionsOfNew } from './options.ts'
import { linkKind } from './reading.ts'
import { inetConf } from './tables/ip-conf.ts'
import { bridgePort } from './tables/kinds/bridge-port.ts'
import { wantedOf } from './whole-options.ts'

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
  /** Options of its kind, with `kind`. */
  readonly kind?: string | undefined
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

export interface NewLink extends LinkSettings, Birth {
  /** `veth`, `bridge`, `vlan`, ... */
  readonly kind: string
  /** The link below (name or index): of vlan, macvlan, ipvlan, vxlan, tunnels, ... */
  readonly link?: string | number | undefined
  /** The other end of a veth, netkit or vxcan. */
  readonly peer?: (LinkSettings & Birth) | undefined
}

/** Where the request of a kind holds the other end of a pair. */
const PEERS: { readonly [kind: string]: string } = { veth: 'peer', vxcan: 'peer', netkit: 'peerInfo' }

/** RTM_NEWLINK of `inet` takes a nest of IPV4_DEVCONF_* where its answer has a vector. */
const inetConfRequest = attributes(
  'IPV4_DEVCONF_',
  Object.fromEntries(inetConf.names.map((name, place) => [name, attr(place + inetConf.first, inetConf.of)])),
)

const IFLA_INET_CONF = 1
const inetRequest = attributes('IFLA_INET_', { inet: attr(IFLA_INET_CONF, inetConfRequest) })

/** Tunnels have the link below among the options of their kind (`data.link`); elsewhere the kernel passes it over. */
const hasOwnLink = (kind: string): boolean => 'link' in (linkTable(kind)?.rows ?? {})

/** IFALIASZ of <linux/if.h>, without the NUL. */
const MOST_ALIAS = 255

const checkAlias = (alias: unknown): void => {
  if (alias === undefined) return
  const bytes = typeof alias === 'string' && !alias.includes('\0') ? encodeUtf8(alias) : undefined
  if (bytes === undefined || bytes.length > MOST_ALIAS)
    throw new EncodeError('alias', `text of at most ${MOST_ALIAS} bytes, without a NUL`, alias)
}

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

/** Calls what may find fault with a field, and says which one as the caller wrote it. */
const reworded = async <T>(make: () => T | Promise<T>, reword: (path: string) => string): Promise<T> => {
  try {
    return await make()
  } catch (error) {
    throw error instanceof EncodeError ? error.renamed(reword(error.path)) : error
  }
}

/** Parts of the request that settings are put into. */
const ENVELOPE = /^(protinfo|afSpec\.inet6)\./

const afSpec = (requester: Requester, { addrGenMode, token, inet }: LinkSettings): object | undefined => {
  if (addrGenMode === undefined && token === undefined && inet === undefined) return undefined
  const wire = { order: requester.order }
  const conf =
    inet === undefined ? undefined : encode(inetRequest as Typed<unknown>, { inet }, wire).subarray(NLA_HDRLEN)
  return {
    inet: conf === undefined ? undefined : { unknown: [{ id: IFLA_INET_CONF | NLA_F_NESTED, bytes: conf }] },
    inet6: addrGenMode === undefined && token === undefined ? undefined : { addrGenMode, token },
  }
}

const namespaceOf = (
  netns: NamespaceRef | undefined,
  namespaces: NamespaceNumbers,
): { netNsFd?: number; netNsPid?: number } => {
  if (netns === undefined) return {}
  const ref = namespaces.of(netns, 'netns')
  return 'fd' in ref ? { netNsFd: ref.fd } : { netNsPid: ref.pid }
}

/** Makes a change; the namespaces that were opened for it are closed with it. */
const withNamespaces = async (make: (namespaces: NamespaceNumbers) => Promise<Change>): Promise<Change> => {
  const namespaces = new NamespaceNumbers()
  try {
    return (await make(namespaces)).releasing(namespaces.close)
  } catch (error) {
    namespaces.close()
    throw error
  }
}

const checkName = (name: unknown): void => {
  if (name === undefined) return
  if (
    typeof name !== 'string' ||
    name.length === 0 ||
    (encodeUtf8(name)?.length ?? IFNAMSIZ) >= IFNAMSIZ ||
    /[/:\t-\r \0]/.test(name) ||
    name === '.' ||
    name === '..'
  )
    throw new EncodeError('name', 'a name for a link: 1 to 15 bytes, no slash, colon or space', name)
}

const MOST_GROUP = 0xffffffff

/** Requests about links. */
export class LinkChanges {
  private readonly requester: Requester

  constructor(requester: Requester) {
    this.requester = requester
  }

  add(link: NewLink): Promise<Change> {
    return withNamespaces((namespaces) => this.addIn(namespaces, link))
  }

  private async addIn(namespaces: NamespaceNumbers, given: NewLink): Promise<Change> {
    const link = asNew(given)
    if (typeof link.kind !== 'string' || link.kind === '')
      throw new EncodeError('kind', 'a kind of link, such as veth or bridge', link.kind)
    const [late] = lateOf(link)
    if (late !== undefined) throw new EncodeError(late, 'nothing: it can be set when the link is there')
    const { peer, link: below, ...settings } = link
    const wire = await this.settings(settings, namespaces)
    const other = peer === undefined ? undefined : await this.peer(link.kind, peer, namespaces)
    const lower = below === undefined ? undefined : { link: await deviceIndex(this.requester, below, {}, 'link') }
    const inData = hasOwnLink(link.kind)
    const own = settings.data === undefined ? undefined : optionsOfNew(link.kind, settings.data)
    const parts = [inData ? lower : undefined, own, other].filter((part) => part !== undefined)
    const data = parts.length > 1 ? Object.assign({}, ...parts) : parts[0]
    return this.make('RTM_NEWLINK', VERBS.add, { ...wire, ...(inData ? {} : lower), data }, link.name ?? link.kind)
  }

  /** Settings of a link that exists. */
  change(dev: string | number, settings: LinkSettings): Promise<Change> {
    return withNamespaces(async (namespaces) => {
      const index = await deviceIndex(this.requester, dev)
      const wire = await this.settings(await wantedOf(this.requester, index, settings), namespaces)
      return this.make('RTM_NEWLINK', VERBS.set, { ...wire, index }, String(dev))
    })
  }

  /** Finds the faults of settings that are sent later, before anything is. Options of an unknown kind are left to then. */
  async check(settings: LateSettings | undefined, path: string): Promise<void> {
    if (settings === undefined) return
    const { kind, data, slaveKind, slaveData, master, ...rest } = settings
    const known = {
      ...rest,
      ...(kind === undefined ? {} : { kind, data }),
      ...(slaveKind === undefined ? {} : { slaveKind, slaveData }),
    }
    const { release } = await reworded(
      () => {
        // it is looked up where the link will be
        if (master !== undefined && master !== null) linkSelector(master, 'master')
        return withNamespaces(async (namespaces) =>
          this.make('RTM_NEWLINK', VERBS.set, await this.settings(known, namespaces), ''),
        )
      },
      (inner) => joinPath(path, inner),
    )
    release?.()
  }

  /** `bridge link set`: settings of a bridge port. */
  async changePort(dev: string | number, given: object, how: { readonly self?: boolean } = {}): Promise<Change> {
    const port = settableNest(given, bridgePort, '')
    const index = await deviceIndex(this.requester, dev)
    const afSpec = how.self === true ? { flags: ['self'] } : undefined
    return this.make('RTM_SETLINK', VERBS.set, { family: 'bridge', index, protinfo: port, afSpec }, String(dev))
  }

  /** One link. A veth takes its peer along. */
  delete(dev: string | number): Changing {
    return makeChange(this.requester, linkKind, 'RTM_DELLINK', VERBS.delete, linkSelector(dev), String(dev))
  }

  /** All links of a group at once, which is far faster than one by one. */
  deleteGroup(group: number): Changing {
    // without a number the request would name nothing; the group 0 is that of every other link
    if (!Number.isInteger(group) || group < 1 || group > MOST_GROUP)
      throw new EncodeError('group', `the number of a group, from 1 to ${MOST_GROUP}`, group)
    return makeChange(this.requester, linkKind, 'RTM_DELLINK', VERBS.delete, { group }, `group ${group}`)
  }

  async addAltname(dev: string | number, ...names: string[]): Promise<Change> {
    const index = await deviceIndex(this.requester, dev)
    return makeChange(
      this.requester,
      linkKind,
      'RTM_NEWLINKPROP',
      VERBS.append | VERBS.add,
      { index, altnames: names },
      String(dev),
    )
  }

  async deleteAltname(dev: string | number, ...names: string[]): Promise<Change> {
    const index = await deviceIndex(this.requester, dev)
    return makeChange(
      this.requester,
      linkKind,
      'RTM_DELLINKPROP',
      VERBS.delete,
      { index, altnames: names },
      String(dev),
    )
  }

  private make(name: 'RTM_NEWLINK' | 'RTM_SETLINK', flags: number, input: object, target: string): Promise<Change> {
    return reworded(
      () => makeChange(this.requester, linkKind, name, flags, input, target),
      (path) => path.replace(ENVELOPE, ''),
    )
  }

  /** The fields of the request, by the names of the shape. */
  private async settings(settings: LinkSettings, namespaces: NamespaceNumbers): Promise<{ [key: string]: unknown }> {
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
    checkName(rest.name)
    checkAlias(rest.alias)
    if (netns === undefined && Object.hasOwn(settings, 'netns'))
      throw new EncodeError('netns', 'a namespace, or no such field: undefined would mean this one')
    const bits = flagBits(settings)
    return {
      ...rest,
      ...(bits === undefined ? {} : { flags: bits.flags, change: bits.change }),
      master:
        master === undefined
          ? undefined
          : master === null
            ? 0
            : await deviceIndex(this.requester, master, {}, 'master'),
      afSpec: afSpec(this.requester, settings),
      ...namespaceOf(netns, namespaces),
    }
  }

  private async peer(kind: string, peer: LinkSettings, namespaces: NamespaceNumbers): Promise<object> {
    const key = PEERS[kind]
    if (key === undefined) throw new EncodeError('peer', `a pair (${Object.keys(PEERS).join(', ')}), not ${kind}`)
    const [late] = lateOf(peer, true)
    if (late !== undefined) throw new EncodeError(`peer.${late}`, 'nothing: it can be set when the pair is there')
    const make = async (): Promise<object> => {
      const { node, shape } = linkKind
      const wire = unshape(node, shape, await this.settings(peer, namespaces))
      // Only to find faults here, where they can be told from those of the other end.
      encodeShaped(node, shape, wire, this.requester.order)
      return { [key]: wire }
    }
    return reworded(make, (path) => joinPath('peer', path.replace(ENVELOPE, '')))
  }
}
