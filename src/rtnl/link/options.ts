/** Options of a kind of link (`data`, `slaveData`): converts values that were read to values of a request. */
import { isDeepStrictEqual } from 'node:util'
import { readOnlyKeys, settableNest } from '../../client/read-only.ts'
import { suggest } from '../../netlink/codec/encode/checks.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Attributes } from '../../netlink/codec/node.ts'
import { portKinds } from './tables/kinds/index.ts'
import { vlanFlagBits } from './tables/kinds/vlan.ts'
import { linkKinds } from './tables/link.ts'

export type Options = { readonly [key: string]: unknown }

/** Options that the kernel silently ignores for a link that exists. */
const FIXED: { readonly [kind: string]: readonly string[] } = { vlan: ['id', 'protocol'] }

/**
 * Kinds whose changes replace all options: an absent one becomes 0, so a new TTL alone would remove the ends of the tunnel.
 */
const REPLACED: ReadonlySet<string> = new Set([
  ...['gre', 'gretap', 'erspan', 'ip6gre', 'ip6gretap', 'ip6erspan'],
  ...['ipip', 'sit', 'ip6tnl', 'vti', 'vti6', 'xfrm'],
])

/** Options that every bond reports, and that programs seldom write together: `data` with all of them counts as read. */
const BOND = ['mode', 'miimon', 'updelay', 'downdelay', 'useCarrier', 'resendIgmp', 'minLinks', 'lpInterval'] as const

export const isListedBond = (data: object): boolean => BOND.every((key) => (data as Options)[key] !== undefined)

const tableIn = (tables: object, kind: string): Attributes | undefined =>
  Object.hasOwn(tables, kind) ? (tables as { readonly [kind: string]: Attributes })[kind] : undefined

/** Throws EncodeError if `data` has options of a kind without a table. Bytes are accepted for any kind. */
export const checkKind = (kind: string, data: unknown, path: string): void => {
  if (!isOptions(data) || linkTable(kind) !== undefined) return
  throw new EncodeError(
    path,
    'a kind whose options are known, since `data` is given',
    kind,
    suggest(kind, Object.keys(linkKinds)),
  )
}

export const linkTable = (kind: string): Attributes | undefined => tableIn(linkKinds, kind)
export const portTable = (kind: string): Attributes | undefined => tableIn(portKinds, kind)

const isOptions = (data: unknown): data is Options =>
  typeof data === 'object' && data !== null && !(data instanceof Uint8Array)

interface FlagsAndMask {
  readonly flags: readonly unknown[]
  readonly mask: unknown
}

/** The mask that the kernel reports. It refuses this mask in a request, since it contains unknown bits. */
const ALL_ONES = 0xffffffff

const vlanBits = (flags: readonly unknown[]): number =>
  flags.reduce<number>((bits, word) => bits | (vlanFlagBits[word as keyof typeof vlanFlagBits] ?? Number(word)), 0)

/** Converts flags of a vlan that were read: in a request the mask contains those that differ from the present ones. */
const vlanFlags = (given: unknown, there: readonly unknown[]): unknown => {
  const { flags, mask } = (given ?? {}) as Partial<FlagsAndMask>
  if (!Array.isArray(flags) || mask !== ALL_ONES) return given
  return { flags, mask: (vlanBits(flags) ^ vlanBits(there)) >>> 0 }
}

/** The flags of a new vlan. */
const NEW_VLAN = ['reorder_hdr']

interface Switches {
  readonly optval: readonly unknown[]
  readonly optmask: readonly unknown[]
}

/** Boolean options of a bridge to request: only those that differ, since kernels refuse some even if they do not change. */
const switches = ({ optval, optmask }: Switches, on: readonly unknown[]): Switches => ({
  optval,
  optmask: optmask.filter((word) => optval.includes(word) !== on.includes(word)),
})

type ForRequest = (data: Options, there: Options | undefined) => Options

const without = (data: Options, key: string): Options =>
  Object.fromEntries(Object.entries(data).filter(([name]) => name !== key))

/** The kernel reports `::` for a tunnel without a remote end, and refuses it in a request. */
const withoutAnyRemote: ForRequest = (data) => (data['remote'] === '::' ? without(data, 'remote') : data)

const withMode: ForRequest = (data) =>
  data['macaddrData'] === undefined || data['macaddrMode'] !== undefined ? data : { macaddrMode: 'set', ...data }

/** By kind: options that mean something else in a request than in a reply. `there` is undefined for a new link. */
const FOR_REQUEST: { readonly [kind: string]: ForRequest } = {
  vlan: (data, there) => {
    if (data['flags'] === undefined) return data
    const { flags } = (there?.['flags'] ?? { flags: NEW_VLAN }) as FlagsAndMask
    return { ...data, flags: vlanFlags(data['flags'], flags) }
  },
  // If `ttlInherit` is present, even as 0, the kernel ignores the TTL (geneve_nl2info).
  geneve: (data) =>
    data['ttl'] !== undefined && Number(data['ttlInherit'] ?? 1) === 0 ? without(data, 'ttlInherit') : data,
  bridge: (given, there) => {
    // Kernels without VLAN support refuse the option, even with the value 0.
    const data =
      there === undefined && Number(given['vlanFiltering'] ?? 1) === 0 ? without(given, 'vlanFiltering') : given
    const { multiBoolopt: asked } = data as { readonly multiBoolopt?: Switches }
    const before = there?.['multiBoolopt'] as Switches | undefined
    const isRead = before === undefined || isDeepStrictEqual(asked?.optmask, before.optmask)
    if (!Array.isArray(asked?.optval) || !Array.isArray(asked.optmask) || !isRead) return data
    return { ...data, multiBoolopt: switches(asked, before?.optval ?? []) }
  },
  // Replies do not contain the sockets. Without any, the kernel is requested to create them.
  gtp: (data, there) =>
    there === undefined && ['fd0', 'fd1', 'createSockets'].every((key) => data[key] === undefined)
      ? { ...data, createSockets: true }
      : data,
  // The SCI of an end station follows from its address and port; the kernel refuses one in the request.
  macsec: (data, there) =>
    there === undefined &&
    Number(data['es'] ?? 0) === 1 &&
    data['port'] === undefined &&
    typeof data['sci'] === 'string'
      ? { ...without(data, 'sci'), port: Number(BigInt(data['sci']) & 0xffffn) }
      : data,
  ip6gretap: withoutAnyRemote,
  ip6erspan: withoutAnyRemote,
  // A reply contains the list without the mode that sets it.
  macvlan: withMode,
  macvtap: withMode,
  // The mere presence of the attribute reserves bits of the header, whatever its value.
  vxlan: (data) => (Number(data['remcsumRx'] ?? 1) === 0 ? without(data, 'remcsumRx') : data),
}

const forRequest = (kind: string, data: Options, there: Options | undefined): Options =>
  Object.hasOwn(FOR_REQUEST, kind) ? (FOR_REQUEST[kind] as ForRequest)(data, there) : data

/**
 * The options without temporary values. During a topology change, a bridge reports an ageing time that it derives from the
 * forward delay (__br_set_topology_change). Written back, it would become the setting.
 */
const settings = (kind: string, data: Options): Options =>
  kind === 'bridge' && Number(data['topologyChange'] ?? 0) !== 0 ? without(data, 'ageingTime') : data

/** The options of a new link, as a request. Throws EncodeError for read-only options. */
export const optionsOfNew = (kind: string, data: object): object => {
  const table = linkTable(kind)
  if (table === undefined || !isOptions(data)) return data
  return forRequest(kind, settableNest(settings(kind, data), table, 'data') as Options, undefined)
}

/** The options without the fixed ones. Throws EncodeError if a fixed one differs. */
const checkFixed = (kind: string, there: Options, asked: Options, path: string): Options => {
  const rest = { ...asked }
  for (const key of FIXED[kind] ?? []) {
    const value = rest[key]
    delete rest[key]
    if (value !== undefined && !isDeepStrictEqual(value, there[key]))
      throw new EncodeError(`${path}.${key}`, `${there[key]}: it can't be changed after the link was created`, value)
  }
  return rest
}

/** Throws EncodeError for flags that would be cleared: their attribute is present or absent, and absent means unchanged. */
const checkFlags = ({ rows }: Attributes, there: Options, asked: Options, path: string): void => {
  for (const [key, value] of Object.entries(asked))
    if (value === false && there[key] === true && rows[key]?.node.type === 'flag')
      throw new EncodeError(`${path}.${key}`, 'true: no request turns it off again', value)
}

/** The options that a request can set. */
const withoutReadOnly = (table: Attributes, data: Options): Options => {
  const out = readOnlyKeys(table)
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== 'unknown' && !out.includes(key)))
}

/**
 * Whether the link must be read before its options are changed. If every reply for the kind contains a read-only option,
 * options without any were written by a program, and are sent as they are.
 */
export const mustReadFirst = (
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
 * The options to request. Of options that were read (all options of the kind), only those that differ from the present
 * ones: kinds refuse some of them even if they do not change. Undefined if none differs.
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
  const settable = settableNest(settings(kind, given), table, path) as Options
  const asked = checkFixed(kind, there, withoutUnknown(settable, present), path)
  checkFlags(table, there, asked, path)
  const whole = Object.keys(there).every((key) => (given as Options)[key] !== undefined)
  const entries = Object.entries(asked).filter(([key, value]) => !whole || !isDeepStrictEqual(value, there[key]))
  if (whole && entries.length === 0) return undefined
  const changed = Object.fromEntries(entries)
  return forRequest(kind, REPLACED.has(kind) ? { ...there, ...changed } : changed, there)
}

/** Removes options that no table knows (`unknown`) if they equal those of the link. */
const withoutUnknown = (asked: Options, present: unknown): Options => {
  if (!isOptions(present) || !isDeepStrictEqual(asked['unknown'], present['unknown'])) return asked
  const { unknown: _, ...rest } = asked
  return rest
}
