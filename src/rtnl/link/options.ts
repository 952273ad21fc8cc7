/** Options of a kind of link: what is read of them, and how a request says it. */
import { isDeepStrictEqual } from 'node:util'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Attributes } from '../../netlink/codec/node.ts'
import { readOnlyKeys, settableNest } from '../read-only.ts'
import { portKinds } from './tables/kinds/index.ts'
import { vlanFlagBits } from './tables/kinds/vlan.ts'
import { linkKinds } from './tables/link.ts'

export type Options = { readonly [key: string]: unknown }

/** Options that the kernel passes over in silence once the link is there. */
const FIXED: { readonly [kind: string]: readonly string[] } = { vlan: ['id', 'protocol'] }

/** For the kernel what a change leaves out is 0: a tunnel would lose its ends with its TTL. */
const REPLACED: ReadonlySet<string> = new Set([
  ...['gre', 'gretap', 'erspan', 'ip6gre', 'ip6gretap', 'ip6erspan'],
  ...['ipip', 'sit', 'ip6tnl', 'vti', 'vti6', 'xfrm'],
])

/** What every bond reports, and no program writes all of. */
const BOND = ['mode', 'miimon', 'updelay', 'downdelay', 'useCarrier', 'resendIgmp', 'minLinks', 'lpInterval'] as const

export const isListedBond = (data: object): boolean => BOND.every((key) => (data as Options)[key] !== undefined)

const tableIn = (tables: object, kind: string): Attributes | undefined =>
  Object.hasOwn(tables, kind) ? (tables as { readonly [kind: string]: Attributes })[kind] : undefined

export const linkTable = (kind: string): Attributes | undefined => tableIn(linkKinds, kind)
export const portTable = (kind: string): Attributes | undefined => tableIn(portKinds, kind)

const isOptions = (data: unknown): data is Options =>
  typeof data === 'object' && data !== null && !(data instanceof Uint8Array)

interface FlagsAndMask {
  readonly flags: readonly unknown[]
  readonly mask: unknown
}

/** The kernel reports all ones, of which it takes no more than it knows. */
const ALL_ONES = 0xffffffff

const vlanBits = (flags: readonly unknown[]): number =>
  flags.reduce<number>((bits, word) => bits | (vlanFlagBits[word as keyof typeof vlanFlagBits] ?? Number(word)), 0)

/** How the flags of a vlan are asked for, where they are as they were read: those that differ from what there is. */
const vlanFlags = (given: unknown, there: readonly unknown[]): unknown => {
  const { flags, mask } = (given ?? {}) as Partial<FlagsAndMask>
  if (!Array.isArray(flags) || mask !== ALL_ONES) return given
  return { flags, mask: (vlanBits(flags) ^ vlanBits(there)) >>> 0 }
}

/** What a vlan has when it is made. */
const NEW_VLAN = ['reorder_hdr']

interface Switches {
  readonly optval: readonly unknown[]
  readonly optmask: readonly unknown[]
}

/** How the switches of a bridge are asked for: kernels refuse some, even where they stay as they are. */
const switches = ({ optval, optmask }: Switches, on: readonly unknown[]): Switches => ({
  optval,
  optmask: optmask.filter((word) => optval.includes(word) !== on.includes(word)),
})

type Asking = (data: Options, there: Options | undefined) => Options

const without = (data: Options, key: string): Options =>
  Object.fromEntries(Object.entries(data).filter(([name]) => name !== key))

/** The kernel reports `::` for the end of a tunnel that has none, and refuses it. */
const anyEnd: Asking = (data) => (data['remote'] === '::' ? without(data, 'remote') : data)

const sources: Asking = (data) =>
  data['macaddrData'] === undefined || data['macaddrMode'] !== undefined ? data : { macaddrMode: 'set', ...data }

/** What means something else in a request than in a reply, by kind: as a request says it. Without `there` for a new link. */
const ASKING: { readonly [kind: string]: Asking } = {
  vlan: (data, there) => {
    if (data['flags'] === undefined) return data
    const { flags } = (there?.['flags'] ?? { flags: NEW_VLAN }) as FlagsAndMask
    return { ...data, flags: vlanFlags(data['flags'], flags) }
  },
  // beside a TTL, `inherit` counts whatever it says
  geneve: (data) =>
    data['ttl'] !== undefined && Number(data['ttlInherit'] ?? 1) === 0 ? without(data, 'ttlInherit') : data,
  bridge: (given, there) => {
    // kernels without VLANs refuse to be told to go without
    const data =
      there === undefined && Number(given['vlanFiltering'] ?? 1) === 0 ? without(given, 'vlanFiltering') : given
    const { multiBoolopt: asked } = data as { readonly multiBoolopt?: Switches }
    const before = there?.['multiBoolopt'] as Switches | undefined
    const isRead = before === undefined || isDeepStrictEqual(asked?.optmask, before.optmask)
    if (!Array.isArray(asked?.optval) || !Array.isArray(asked.optmask) || !isRead) return data
    return { ...data, multiBoolopt: switches(asked, before?.optval ?? []) }
  },
  // of its sockets nothing is told: where none is given, the kernel makes them
  gtp: (data, there) =>
    there === undefined && ['fd0', 'fd1', 'createSockets'].every((key) => data[key] === undefined)
      ? { ...data, createSockets: 1 }
      : data,
  // the channel of an end station is that of its address, and no other can be asked for
  macsec: (data, there) =>
    there === undefined &&
    Number(data['es'] ?? 0) === 1 &&
    data['port'] === undefined &&
    typeof data['sci'] === 'string'
      ? { ...without(data, 'sci'), port: Number(BigInt(data['sci']) & 0xffffn) }
      : data,
  ip6gretap: anyEnd,
  ip6erspan: anyEnd,
  // of a list alone the kernel does not say what is to be done with it
  macvlan: sources,
  macvtap: sources,
  // that it is named takes bits of the header, be it off
  vxlan: (data) => (Number(data['remcsumRx'] ?? 1) === 0 ? without(data, 'remcsumRx') : data),
}

const asAsked = (kind: string, data: Options, there: Options | undefined): Options =>
  Object.hasOwn(ASKING, kind) ? (ASKING[kind] as Asking)(data, there) : data

/** The options of a link that is to be made. Throws EncodeError for those that the kernel alone sets. */
export const optionsOfNew = (kind: string, data: object): object => {
  const table = linkTable(kind)
  if (table === undefined || !isOptions(data)) return data
  return asAsked(kind, settableNest(data, table, 'data') as Options, undefined)
}

const checkFixed = (kind: string, there: Options, asked: Options, path: string): Options => {
  const rest = { ...asked }
  for (const key of FIXED[kind] ?? []) {
    const value = rest[key]
    delete rest[key]
    if (value !== undefined && !isDeepStrictEqual(value, there[key]))
      throw new EncodeError(`${path}.${key}`, `${there[key]}, which stays as it was made`, value)
  }
  return rest
}

/** A flag is an attribute that is there or not: what is on can't be turned off by leaving it out. */
const checkFlags = ({ rows }: Attributes, there: Options, asked: Options, path: string): void => {
  for (const [key, value] of Object.entries(asked))
    if (value === false && there[key] === true && rows[key]?.node.type === 'flag')
      throw new EncodeError(`${path}.${key}`, 'true: no request turns it off again', value)
}

/** Without those that no request can set. */
const withoutReadOnly = (table: Attributes, data: Options): Options => {
  const out = readOnlyKeys(table)
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== 'unknown' && !out.includes(key)))
}

/**
 * Whether the link has to be looked at before its options are changed. Of a kind that always reports something which no
 * request can set, options without that were not read, and are asked for as they are.
 */
export const takesLook = (
  kind: string | undefined,
  tables: (kind: string) => Attributes | undefined,
  data: object,
): boolean => {
  if (kind === undefined) return true
  const table = tables(kind)
  if (table === undefined || !isOptions(data)) return false
  if (!Object.values(table.rows).some((row) => row.readOnly === 'always')) return true
  return readOnlyKeys(table).some((key) => data[key] !== undefined)
}

/**
 * What a change of options asks for. Of options as they were read, which are all there are, those that differ: kinds
 * refuse some of them even where they are as they were. Undefined where nothing differs.
 */
export const changedOptions = (
  kind: string,
  table: Attributes | undefined,
  present: unknown,
  given: object,
  path: string,
): object | undefined => {
  if (table === undefined || !isOptions(given)) return given
  const there = withoutReadOnly(table, isOptions(present) ? present : {})
  const asked = checkFixed(kind, there, withoutUnknown(settableNest(given, table, path) as Options, present), path)
  checkFlags(table, there, asked, path)
  const whole = Object.keys(there).every((key) => (given as Options)[key] !== undefined)
  const entries = Object.entries(asked).filter(([key, value]) => !whole || !isDeepStrictEqual(value, there[key]))
  if (whole && entries.length === 0) return undefined
  const changed = Object.fromEntries(entries)
  return asAsked(kind, REPLACED.has(kind) ? { ...there, ...changed } : changed, there)
}

/** Options that no table knows stand beside the others; as long as they are what the link has, nothing is asked. */
const withoutUnknown = (asked: Options, present: unknown): Options => {
  if (!isOptions(present) || !isDeepStrictEqual(asked['unknown'], present['unknown'])) return asked
  const { unknown: _, ...rest } = asked
  return rest
}
