/** Compares two snapshots: which objects were added, removed or changed. */
import { changesOf } from './changes.ts'
import type { NamespaceDocument, SnapshotDocument } from './document.ts'
import { nftSections } from './nft-sections.ts'
import type { Identity } from './sections.ts'
import { sections } from './sections.ts'
import type { FieldChange, Plain } from './values.ts'
import { textOf } from './values.ts'
import { isCached, lastingNft, lastingRtnl } from './volatile.ts'

/** One difference between two snapshots. */
export interface Difference {
  readonly change: 'added' | 'removed' | 'changed'
  /** The list that the object is in: `links`, `nft.rules`. For a namespace as a whole: `namespaces`. */
  readonly list: string
  /** The kind of object: `link`, `rule`, `namespace`. */
  readonly object: string
  /** The object as it is now; of a removed one, as it was. */
  readonly value: Plain
  /** For a changed object. */
  readonly fields?: readonly FieldChange[]
}

/** The differences of one namespace. */
export interface NamespaceDifferences {
  readonly namespace: NamespaceDocument
  readonly differences: readonly Difference[]
  /** Lists that only one of the snapshots has, and that were not compared. */
  readonly uncompared: readonly string[]
}

type Lasting = (value: Plain) => Plain

/** A list that is compared. */
interface Compared {
  readonly list: string
  readonly object: string
  readonly identities: readonly Identity[]
  readonly lasting: Lasting
  readonly of: (namespace: NamespaceDocument) => readonly Plain[] | undefined
}

const compared: readonly Compared[] = [
  ...sections.map(
    ({ name, object, identities }): Compared => ({
      list: name,
      object,
      identities,
      lasting: lastingRtnl,
      of: (namespace) => namespace[name] as readonly Plain[] | undefined,
    }),
  ),
  ...nftSections.map(
    ({ name, object, identity }): Compared => ({
      list: `nft.${name}`,
      object,
      identities: [identity],
      lasting: lastingNft,
      of: ({ nft }) => nft?.[name] as readonly Plain[] | undefined,
    }),
  ),
]

const keyed = (values: readonly Plain[], identity: Identity): ReadonlyMap<string, Plain[]> => {
  const found = new Map<string, Plain[]>()
  for (const value of values) {
    const key = textOf(identity(value))
    const same = found.get(key)
    if (same === undefined) found.set(key, [value])
    else same.push(value)
  }
  return found
}

/** Pairs the objects of two lists that are the same object. */
class Matching {
  readonly partners = new Map<Plain, Plain>()
  private readonly before: readonly Plain[]
  private readonly after: readonly Plain[]
  private readonly taken = new Set<Plain>()

  constructor(before: readonly Plain[], after: readonly Plain[]) {
    this.before = before
    this.after = after
  }

  /** Pairs those that are not paired yet by an identity. `unique`: only where the identity is that of one object. */
  pair(identity: Identity, unique: boolean): void {
    const earlier = keyed(this.before, identity)
    for (const [key, values] of keyed(this.after, identity)) {
      const candidates = earlier.get(key) ?? []
      if (unique && (values.length > 1 || candidates.length > 1)) continue
      const free = candidates.filter((one) => !this.taken.has(one))
      for (const value of values.filter((one) => !this.partners.has(one))) {
        const partner = free.shift()
        if (partner === undefined) break
        this.partners.set(value, partner)
        this.taken.add(partner)
      }
    }
  }

  get removed(): Plain[] {
    return this.before.filter((one) => !this.taken.has(one))
  }
}

const differencesOf = (
  { list, object, identities, lasting }: Compared,
  from: readonly Plain[],
  to: readonly Plain[],
  counters: boolean,
): Difference[] => {
  const kept = (values: readonly Plain[]): readonly Plain[] =>
    counters ? values : values.filter((one) => !isCached(one))
  const [before, after] = [kept(from), kept(to)]
  const matching = new Matching(before, after)
  for (const [at, identity] of identities.entries()) matching.pair(identity, at > 0)
  const seen: Lasting = counters ? (value) => value : lasting
  const removed = matching.removed.map((value): Difference => ({ change: 'removed', list, object, value }))
  const others = after.flatMap((value): Difference[] => {
    const partner = matching.partners.get(value)
    if (partner === undefined) return [{ change: 'added', list, object, value }]
    const fields = changesOf(seen(partner), seen(value))
    return fields.length === 0 ? [] : [{ change: 'changed', list, object, value, fields }]
  })
  return [...removed, ...others]
}

const compareNamespace = (
  before: NamespaceDocument,
  after: NamespaceDocument,
  counters: boolean,
): NamespaceDifferences => {
  const differences: Difference[] = []
  const uncompared: string[] = []
  for (const one of compared) {
    const [from, to] = [one.of(before), one.of(after)]
    if (from !== undefined && to !== undefined)
      for (const difference of differencesOf(one, from, to, counters)) differences.push(difference)
    else if (from !== to) uncompared.push(one.list)
  }
  return { namespace: after, differences, uncompared }
}

/** The same namespace in two snapshots: by name, else the one of the program, else by inode. */
const namespaceIdentity: Identity = ({ netns, own, inode }) =>
  netns !== null ? [netns] : own === true ? [] : [[inode]]

const whole = (change: 'added' | 'removed', namespace: NamespaceDocument): NamespaceDifferences => {
  const { netns, pid, command } = namespace
  const value = { netns, ...(pid === undefined ? {} : { pid, command }) }
  return {
    namespace,
    differences: [{ change, list: 'namespaces', object: 'namespace', value }],
    uncompared: [],
  }
}

/**
 * What is different in `after`. Two snapshots of one namespace each are compared whatever their namespaces are. `counters`:
 * also counters, statistics and timers.
 */
export const compareSnapshots = (
  before: SnapshotDocument,
  after: SnapshotDocument,
  counters: boolean,
): NamespaceDifferences[] => {
  const matching = new Matching(before.namespaces, after.namespaces)
  const single = before.namespaces.length === 1 && after.namespaces.length === 1
  matching.pair(single ? () => [] : namespaceIdentity, false)
  return [
    ...(matching.removed as NamespaceDocument[]).map((namespace) => whole('removed', namespace)),
    ...after.namespaces.map((namespace) => {
      const partner = matching.partners.get(namespace)
      if (partner === undefined) return whole('added', namespace)
      return compareNamespace(partner as NamespaceDocument, namespace, counters)
    }),
  ]
}
