/** Links as they are read, as the settings that a request makes of them. */
import { EncodeError } from '../netlink/codec/errors.ts'
import type { LinkSettings, NewLink } from './link-changes.ts'
import { settable, wasRead } from './read-only.ts'
import { linkReadOnly } from './read-only-fields.ts'
import type { Link } from './shapes.ts'

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

/** A link to be made as it was read, or as a program has written it down. Throws EncodeError for what can't be set. */
export const asNew = (given: NewLink): NewLink => {
  if (given.kind === 'tun') throw new EncodeError('kind', 'a kind that requests can make: /dev/net/tun makes `tun`')
  if (!isListed(given)) return settable(given, linkReadOnly)
  const { altnames = [], xdp, index, type } = given as Link
  if (altnames.length > 0) throw new EncodeError('altnames', 'nothing: `addAltname` gives a link another name')
  if (xdp?.progId !== undefined) throw new EncodeError('xdp', 'nothing: a program is attached by a descriptor of it')
  const settings = settingsOf(given as Link)
  const { protoDown } = settings
  return {
    ...settings,
    index,
    link: PAIRS.has(given.kind) || settings.link === 0 ? undefined : settings.link,
    ...(TUNNELS.has(type) ? { address: undefined, broadcast: undefined } : {}),
    // a new link is not held down
    protoDown: protoDown === 0 ? undefined : protoDown,
  }
}

/** Settings of a link that exists: what can be set of one that was read. Throws EncodeError for what can't be. */
export const asSettings = (given: LinkSettings): LinkSettings =>
  isListed(given) ? settingsOf(given) : settable(given, linkReadOnly)
