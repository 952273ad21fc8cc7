/** Conversion of links that were read to the settings of a request. */

import { settable, wasRead } from '../../client/read-only.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { linkReadOnly } from '../read-only-fields.ts'
import type { Link } from '../shapes.ts'
import type { CreationSettings, LinkSettings, NewLink } from './input.ts'

/** Settings that are flags of the link: the word of the flag, and the value of the setting if the flag is set. */
export const FLAGS = {
  up: ['up', true],
  arp: ['noarp', false],
  multicast: ['multicast', true],
  allmulticast: ['allmulti', true],
  promisc: ['promisc', true],
  dynamic: ['dynamic', true],
  trailers: ['notrailers', false],
} as const

/** Settings with the same name in a link that was read. */
const SAME = [
  ...(['name', 'mtu', 'address', 'broadcast', 'txqlen', 'alias', 'group', 'master', 'linkmode'] as const),
  ...(['protoDown', 'protoDownReason', 'gsoMaxSize', 'gsoMaxSegs', 'groMaxSize'] as const),
  ...(['gsoIpv4MaxSize', 'groIpv4MaxSize', 'kind', 'data', 'slaveKind', 'slaveData'] as const),
] as const

/** Settings of new links only. */
export const CREATION_ONLY = ['link', 'numTxQueues', 'numRxQueues'] as const

/** Settings that a link that was read has under another name, or not at all. */
const OWN = [
  ...(Object.keys(FLAGS) as (keyof typeof FLAGS)[]),
  ...(['addrGenMode', 'token', 'inet', 'netns', 'peer'] as const),
] as const

type Value = { readonly [key: string]: unknown }

const pick = (value: object, keys: readonly string[]): { [key: string]: unknown } =>
  Object.fromEntries(keys.flatMap((key) => ((value as Value)[key] === undefined ? [] : [[key, (value as Value)[key]]])))

export const isListed = (link: object): link is Link => wasRead(link, linkReadOnly)

/** The settings of a link that was read. Settings that the program has added to the object take precedence. */
export const settingsOf = (link: Link): NewLink => {
  const { flags, afSpec } = link
  const bits = Object.entries(FLAGS).map(([key, [word, value]]) => [key, flags.includes(word) === value])
  const { addrGenMode, token } = afSpec?.inet6 ?? {}
  return {
    ...Object.fromEntries(bits),
    // `::` means none; the kernel refuses it in a request.
    ...pick({ addrGenMode, token: token === '::' ? undefined : token, inet: afSpec?.inet?.conf }, OWN),
    ...pick(link, [...SAME, ...CREATION_ONLY]),
    ...pick(link, OWN),
  } as unknown as NewLink
}

/** Kinds of pairs: `link` is the other end, which is created in the same request. */
const PAIRS: ReadonlySet<string | undefined> = new Set(['veth', 'vxcan', 'netkit'])

/** Types of links whose `address` is an IP address. It is set by the options of their kind. */
const TUNNELS: ReadonlySet<unknown> = new Set(['ipip', 'sit', 'gre', 'tunnel6', 'gre6'])

const NO_PROGRAM =
  'no XDP program: its id does not suffice to attach it to another link; `{ ...link, xdp: undefined }` is the link without it'

const permanentOf = (slaveData: object | undefined): string | undefined =>
  (slaveData as { readonly permHwaddr?: string } | undefined)?.permHwaddr

/**
 * Replaces options that the kernel refuses for a new link: the state of a new bridge port can't be set (ENETDOWN, EBUSY), and
 * a new bond has no port that could be the active one (ENODEV).
 */
const atBirth = ({ kind, data, slaveKind, slaveData }: LinkSettings): LinkSettings => ({
  ...(kind === 'bond' && data !== undefined ? { data: { ...data, activeSlave: undefined } } : {}),
  // A port of a bond has the address of the bond, and gets its own back when it leaves.
  ...(slaveKind === 'bond' && permanentOf(slaveData) !== undefined ? { address: permanentOf(slaveData) } : {}),
  ...(slaveKind === 'bridge' && slaveData !== undefined ? { slaveData: { ...slaveData, state: undefined } } : {}),
})

/** The settings of one end of a new link, read or written. `path` prefixes the fields that errors name. */
const endAsNew = <S extends LinkSettings & CreationSettings>(given: S, path: string): S => {
  const { altnames } = given
  if (!isListed(given)) {
    const written = settable(altnames === undefined ? given : { ...given, altnames: undefined }, linkReadOnly)
    return altnames === undefined ? written : { ...written, altnames }
  }
  const { xdp, index } = given as Link
  if (xdp?.progId !== undefined) throw new EncodeError(`${path}xdp`, NO_PROGRAM)
  const settings = settingsOf(given)
  // `protoDown` of a new link is false, and some kinds refuse the setting.
  const protoDown = settings.protoDown === false ? undefined : settings.protoDown
  return { ...settings, ...atBirth(settings), altnames, index, protoDown } as LinkSettings as S
}

/** The settings of the other end. It has no kind of its own: the one in a link that was read is that of the pair. */
const peerAsNew = (given: NonNullable<NewLink['peer']>): NonNullable<NewLink['peer']> => {
  const peer = endAsNew(given, 'peer.')
  return isListed(given) ? { ...peer, kind: undefined, data: undefined, ...{ link: undefined } } : peer
}

/** The settings of a new link, read or written. Throws EncodeError for settings that can't be set. */
export const asNew = (given: NewLink): NewLink => {
  if (given.kind === 'tun') throw new EncodeError('kind', 'a kind that requests can make: /dev/net/tun makes `tun`')
  const own = endAsNew(given, '')
  const link = own.peer === undefined ? own : { ...own, peer: peerAsNew(own.peer) }
  if (!isListed(given)) return link
  const { type, linkNetnsid } = given as Link
  const paired = PAIRS.has(given.kind)
  return {
    ...link,
    link: paired || link.link === 0 ? undefined : link.link,
    // The namespace of the lower link.
    ...(paired ? {} : { linkNetnsid }),
    ...(TUNNELS.has(type) ? { address: undefined, broadcast: undefined } : {}),
  }
}

/** The settings of a change, read or written. Throws EncodeError for settings that can't be set. */
export const asSettings = (given: LinkSettings): LinkSettings =>
  isListed(given) ? settingsOf(given) : settable(given, linkReadOnly)
