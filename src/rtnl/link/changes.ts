/** The requests of `ip link add|set|delete` and `bridge link set`. */

import type { Change, Changing } from '../../client/change.ts'
import { VERBS } from '../../client/change.ts'
import { settableNest } from '../../client/read-only.ts'
import type { Requester } from '../../client/requester.ts'
import { checkInput } from '../../netlink/codec/encode/direct.ts'
import { friendlyPath, unshape } from '../../netlink/codec/encode/unshape.ts'
import { EncodeError, joinPath } from '../../netlink/codec/errors.ts'
import type { Shape } from '../../netlink/codec/shape.ts'
import { encodeUtf8 } from '../../netlink/codec/text/utf8.ts'
import type { RemoteNamespaces } from '../../netlink/transport/transport.ts'
import type { NamespaceRef } from '../../setns/reference.ts'
import { NamespaceNumbers } from '../../setns/reference.ts'
import { makeChange } from '../change.ts'
import { deviceIndex, IFNAMSIZ, linkSelector } from '../devices.ts'
import { linkShape } from '../shapes.ts'
import type { LinkSettings, NewLink } from './input.ts'
import type { LateSettings } from './late-settings.ts'
import { lateOf } from './late-settings.ts'
import { asNew, FLAGS } from './listed.ts'
import { checkKind, linkTable, optionsOfNew } from './options.ts'
import { bridgePort } from './tables/kinds/bridge-port.ts'
import { linkRequest } from './tables/link-request.ts'
import { wantedOf } from './whole-options.ts'

/** The option of a kind that holds the other end of a pair. */
const PEERS: { readonly [kind: string]: string } = { veth: 'peer', vxcan: 'peer', netkit: 'peerInfo' }

/** A copy of `linkShape`, since encoders cache what they derive from a table by its shape. */
const REQUEST = { node: linkRequest, shape: { ...linkShape } satisfies Shape }

/** Whether the lower link is an option of the kind (`data.link`), as for tunnels. For these the kernel ignores IFLA_LINK. */
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

/** Calls `make`, and renames the field of an EncodeError to the one that the caller has written. */
const reworded = async <T>(make: () => T | Promise<T>, reword: (path: string) => string): Promise<T> => {
  try {
    return await make()
  } catch (error) {
    throw error instanceof EncodeError ? error.renamed(reword(error.path)) : error
  }
}

/** The path of a setting, by that of the field of the request that is made from it. */
const settingOf = (path: string): string =>
  path.replace(/^(protinfo|afSpec\.inet6)\./, '').replace(/^afSpec\.inet\.conf\b/, 'inet')

/** Like `settingOf`, for a request with a peer, which is the option `key` of the kind. */
const settingOfPair = (path: string, key: string): string => {
  const option = `data.${key}.`
  if (!path.startsWith(option)) return settingOf(path)
  return joinPath('peer', settingOf(friendlyPath(REQUEST.node, REQUEST.shape, path.slice(option.length))))
}

const afSpec = ({ addrGenMode, token, inet }: LinkSettings): object | undefined => {
  if (addrGenMode === undefined && token === undefined && inet === undefined) return undefined
  return {
    inet: inet === undefined ? undefined : { conf: inet },
    inet6: addrGenMode === undefined && token === undefined ? undefined : { addrGenMode, token },
  }
}

const namespaceOf = async (
  netns: NamespaceRef | undefined,
  namespaces: NamespaceNumbers,
): Promise<{ netNsFd?: number; netNsPid?: number }> => {
  if (netns === undefined) return {}
  const ref = await namespaces.of(netns, 'netns')
  return 'fd' in ref ? { netNsFd: ref.fd } : { netNsPid: ref.pid }
}

/** Makes a change that closes the namespaces opened for it when it is released. */
const withNamespaces = async (
  remote: RemoteNamespaces | undefined,
  make: (namespaces: NamespaceNumbers) => Promise<Change>,
): Promise<Change> => {
  const namespaces = new NamespaceNumbers(remote)
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
    return withNamespaces(this.requester.remote, (namespaces) => this.addIn(namespaces, link))
  }

  private async addIn(namespaces: NamespaceNumbers, given: NewLink): Promise<Change> {
    const link = asNew(given)
    if (typeof link.kind !== 'string' || link.kind === '')
      throw new EncodeError('kind', 'a kind of link, such as veth or bridge', link.kind)
    checkKind(link.kind, link.data, 'kind')
    const [late] = lateOf(link)
    if (late !== undefined) throw new EncodeError(late, 'nothing: it can be set only after the link was created')
    const { peer, link: below, ...settings } = link
    const wire = { ...(await this.settings(settings)), ...(await namespaceOf(settings.netns, namespaces)) }
    const other = peer === undefined ? undefined : await this.peer(link.kind, peer, namespaces)
    const lower = below === undefined ? undefined : { link: await deviceIndex(this.requester, below, {}, 'link') }
    const inData = hasOwnLink(link.kind)
    const own = settings.data === undefined ? undefined : optionsOfNew(link.kind, settings.data)
    const pair = other === undefined ? undefined : { [other.key]: other.message }
    const parts = [inData ? lower : undefined, own, pair].filter((part) => part !== undefined)
    const data = parts.length > 1 ? Object.assign({}, ...parts) : parts[0]
    const input = { ...wire, ...(inData ? {} : lower), data }
    return this.make('RTM_NEWLINK', VERBS.add, input, link.name ?? link.kind, (path) =>
      other === undefined ? settingOf(path) : settingOfPair(path, other.key),
    )
  }

  /** Changes settings of an existing link. */
  change(dev: string | number, settings: LinkSettings): Promise<Change> {
    return withNamespaces(this.requester.remote, async (namespaces) => {
      const index = await deviceIndex(this.requester, dev)
      const wanted = await wantedOf(this.requester, index, settings)
      const wire = { ...(await this.settings(wanted)), ...(await namespaceOf(wanted.netns, namespaces)) }
      return this.make('RTM_NEWLINK', VERBS.set, { ...wire, index }, String(dev))
    })
  }

  /** Checks late settings before the link is created. Options whose kind is not given can't be checked yet. */
  async check(settings: LateSettings | undefined, path: string): Promise<void> {
    if (settings === undefined) return
    const { kind, data, slaveKind, slaveData, master, ...rest } = settings
    const known = {
      ...rest,
      ...(kind === undefined ? {} : { kind, data }),
      ...(slaveKind === undefined ? {} : { slaveKind, slaveData }),
    }
    await reworded(
      async () => {
        // The index is looked up later, in the namespace of the link.
        if (master !== undefined && master !== null) linkSelector(master, 'master')
        const input = await this.settings(known)
        await reworded(() => checkInput(REQUEST.node, REQUEST.shape, input, this.requester.order), settingOf)
      },
      (inner) => joinPath(path, inner),
    )
  }

  /** `bridge link set`: settings of a bridge port. */
  async changePort(dev: string | number, given: object, how: { readonly self?: boolean } = {}): Promise<Change> {
    const port = settableNest(given, bridgePort, '')
    const index = await deviceIndex(this.requester, dev)
    const afSpec = how.self === true ? { flags: ['self'] } : undefined
    return this.make('RTM_SETLINK', VERBS.set, { family: 'bridge', index, protinfo: port, afSpec }, String(dev))
  }

  /** Deletes a link. The kernel deletes the other end of a veth with it. */
  delete(dev: string | number): Changing {
    return makeChange(this.requester, REQUEST, 'RTM_DELLINK', VERBS.delete, linkSelector(dev), String(dev))
  }

  /** Deletes all links of a group, much faster than one by one. */
  deleteGroup(group: number): Changing {
    // Links are in group 0 by default, so deleting it would delete most of them.
    if (!Number.isInteger(group) || group < 1 || group > MOST_GROUP)
      throw new EncodeError('group', `the number of a group, from 1 to ${MOST_GROUP}`, group)
    return makeChange(this.requester, REQUEST, 'RTM_DELLINK', VERBS.delete, { group }, `group ${group}`)
  }

  async addAltname(dev: string | number, ...names: string[]): Promise<Change> {
    const index = await deviceIndex(this.requester, dev)
    return makeChange(
      this.requester,
      REQUEST,
      'RTM_NEWLINKPROP',
      VERBS.append | VERBS.add,
      { index, altnames: names },
      String(dev),
    )
  }

  async deleteAltname(dev: string | number, ...names: string[]): Promise<Change> {
    const index = await deviceIndex(this.requester, dev)
    return makeChange(this.requester, REQUEST, 'RTM_DELLINKPROP', VERBS.delete, { index, altnames: names }, String(dev))
  }

  private make(
    name: 'RTM_NEWLINK' | 'RTM_SETLINK',
    flags: number,
    input: object,
    target: string,
    reword = settingOf,
  ): Promise<Change> {
    return reworded(() => makeChange(this.requester, REQUEST, name, flags, input, target), reword)
  }

  /** The fields of the request, named as in the shape, without the namespace. */
  private async settings(settings: LinkSettings): Promise<{ [key: string]: unknown }> {
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
      throw new EncodeError('netns', 'a namespace; leave the field out for the present one')
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
      afSpec: afSpec(settings),
    }
  }

  /** The other end of a pair, and the option of the kind that holds it. */
  private async peer(
    kind: string,
    peer: LinkSettings,
    namespaces: NamespaceNumbers,
  ): Promise<{ readonly key: string; readonly message: object }> {
    const key = PEERS[kind]
    if (key === undefined) throw new EncodeError('peer', `a pair (${Object.keys(PEERS).join(', ')}), not ${kind}`)
    const [late] = lateOf(peer, true)
    if (late !== undefined)
      throw new EncodeError(`peer.${late}`, 'nothing: it can be set only after the pair was created')
    const make = async (): Promise<object> =>
      unshape(REQUEST.node, REQUEST.shape, {
        ...(await this.settings(peer)),
        ...(await namespaceOf(peer.netns, namespaces)),
      })
    return { key, message: await reworded(make, (path) => joinPath('peer', path)) }
  }
}
