/** Links as they are read, as the settings that a request makes of them. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import { settable, wasRead } from '../read-only.ts'
import { linkReadOnly } from '../read-only-fields.ts'
import type { Link } from '../shapes.ts'
import type { Birth, LinkSettings, NewLink } from './changes.ts'

/** Settings that are bits of the link's flags, and the value of the bit that says true. */
export const FLAGS = {
  up: ['up', true],
  arp: ['noarp', false],
  multicast: ['multicast', true],
  allmulticast: ['allmulti', true],
  promisc: ['promisc', true],
  dynamic: ['dynamic', true],
  trailers: ['notrailers', false],
} as const

/** What can be set under the name that it is read by. */
const SAME = [
  ...(['name', 'mtu', 'address', 'broadcast', 'txqlen', 'alias', 'group', 'master', 'linkmode'] as const),
  ...(['protoDown', 'protoDownReason', 'gsoMaxSize', 'gsoMaxSegs', 'groMaxSize'] as const),
  ...(['gsoIpv4MaxSize', 'groIpv4MaxSize', 'kind', 'data', 'slaveKind', 'slaveData'] as const),
] as const

/** What can be said when a link is made, and not later. */
export const BIRTH = ['link', 'numTxQueues', 'numRxQueues'] as const

/** Settings that no link is read with. */
const OWN = [
  ...(Object.keys(FLAGS) as (keyof typeof FLAGS)[]),
  ...(['addrGenMode', 'token', 'inet', 'netns', 'peer'] as const),
] as const

type Value = { readonly [key: string]: unknown }

const pick = (value: object, keys: readonly string[]): { [key: string]: unknown } =>
  Object.fromEntries(keys.flatMap((key) => ((value as Value)[key] === undefined ? [] : [[key, (value as Value)[key]]])))

export const isListed = (link: object): link is Link => wasRead(link, linkReadOnly)

/** The settings that a link was read with; what a program has put beside them counts more. */
export const settingsOf = (link: Link): NewLink => {
  const { flags, afSpec } = link
  const bits = Object.entries(FLAGS).map(([key, [word, value]]) => [key, flags.includes(word) === value])
  const { addrGenMode, token } = afSpec?.inet6 ?? {}
  return {
    ...Object.fromEntries(bits),
    // `::` is none, which can't be set
    ...pick({ addrGenMode, token: token === '::' ? undefined : token, inet: afSpec?.inet?.conf }, OWN),
    ...pick(link, [...SAME, ...BIRTH]),
    ...pick(link, OWN),
  } as unknown as NewLink
}

/** Kinds of pairs: the link that one is read with is its other end, which is made with it. */
const PAIRS: ReadonlySet<string | undefined> = new Set(['veth', 'vxcan', 'netkit'])

/** Types of links whose ends are IP addresses, which stand among the options of their kind. */
const TUNNELS: ReadonlySet<unknown> = new Set(['ipip', 'sit', 'gre', 'tunnel6', 'gre6'])

const NO_PROGRAM =
  'no program: its number attaches it to no other link; `{ ...link, xdp: undefined }` is the link without it'

const permanentOf = (slaveData: object | undefined): string | undefined =>
  (slaveData as { readonly permHwaddr?: string } | undefined)?.permHwaddr

/**
 * Of its options, those that can be set when it is made: a new port has no state yet that could be set (ENETDOWN, EBUSY), and
 * a new bond no port that could be the active one (ENODEV).
 */
const atBirth = ({ kind, data, slaveKind, slaveData }: LinkSettings): LinkSettings => ({
  ...(kind === 'bond' && data !== undefined ? { data: { ...data, activeSlave: undefined } } : {}),
  // a port of a bond has the bond's address; its own it gets back when it leaves
  ...(slaveKind === 'bond' && permanentOf(slaveData) !== undefined ? { address: permanentOf(slaveData) } : {}),
  ...(slaveKind === 'bridge' && slaveData !== undefined ? { slaveData: { ...slaveData, state: undefined } } : {}),
})

/** One end, to be made as it was read, or as a program has written it down. `path` is put in front of fields at fault. */
const endAsNew = <S extends LinkSettings & Birth>(given: S, path: string): S => {
  const { altnames } = given
  if (!isListed(given)) {
    const written = settable(altnames === undefined ? given : { ...given, altnames: undefined }, linkReadOnly)
    return altnames === undefined ? written : { ...written, altnames }
  }
  const { xdp, index } = given as Link
  if (xdp?.progId !== undefined) throw new EncodeError(`${path}xdp`, NO_PROGRAM)
  const settings = settingsOf(given)
  // a new link is not held down
  const protoDown = settings.protoDown === 0 ? undefined : settings.protoDown
  return { ...settings, ...atBirth(settings), altnames, index, protoDown } as LinkSettings as S
}

/** The other end has no kind of its own; what it was read with is that of the pair. */
const peerAsNew = (given: NonNullable<NewLink['peer']>): NonNullable<NewLink['peer']> => {
  const peer = endAsNew(given, 'peer.')
  return isListed(given) ? { ...peer, kind: undefined, data: undefined, ...{ link: undefined } } : peer
}

/** A link to be made as it was read, or as a program has written it down. Throws EncodeError for what can't be set. */
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
    // the namespace of the link below
    ...(paired ? {} : { linkNetnsid }),
    ...(TUNNELS.has(type) ? { address: undefined, broadcast: undefined } : {}),
  }
}

/** Settings of a link that exists: what can be set of one that was read. Throws EncodeError for what can't be. */
export const asSettings = (given: LinkSettings): LinkSettings =>
  isListed(given) ? settingsOf(given) : settable(given, linkReadOnly)
