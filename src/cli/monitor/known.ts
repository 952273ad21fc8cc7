/** The last known state of what a monitor watches, so that it can tell what an event changes. */
import type { RtnlEvent, SnapshotEvent } from '../../rtnl/events.ts'
import { changesOf } from '../state/changes.ts'
import type { Identity, Section } from '../state/sections.ts'
import { sections } from '../state/sections.ts'
import type { FieldChange, Plain } from '../state/values.ts'
import { textOf } from '../state/values.ts'
import { withoutCounters } from '../state/volatile.ts'

/** What an event means in comparison with what was known. */
export interface Change {
  readonly change: 'new' | 'delete' | 'change'
  readonly object: string
  readonly value: Plain
  /** For `change`: the fields that differ, without counters and timers. Empty: nothing else has changed. */
  readonly fields?: readonly FieldChange[]
  /** The effect of a new route on the others. */
  readonly verb?: string | undefined
  /** It was noticed when everything was read again after events were lost. */
  readonly missed?: true
}

/** An event about an object. */
type ObjectEvent = Extract<RtnlEvent, { readonly value: object }>

/** The first list of objects of a kind. */
const sectionOf = (object: string): Section => sections.find((one) => one.object === object) as Section

const forwarding = sections.find(({ name }) => name === 'forwarding') as Section

/** What identifies an object among those of its kind. A link keeps its index when it is renamed. */
const identityOf = (object: string, value: Plain): Identity => {
  if (object === 'link') return ({ index }) => [index]
  if (object === 'protinfo') return ({ index, family }) => [index, family]
  return (value['family'] === 'bridge' ? forwarding : sectionOf(object)).identities[0]
}

/** The routes with the same destination, of which `replace` replaces one. Other objects are alone. */
const bucketOf = (object: string, value: Plain): string => {
  const identity = object === 'route' ? (sectionOf(object).identities.at(-1) as Identity) : identityOf(object, value)
  return textOf([object, ...identity(value)])
}

export class KnownObjects {
  private readonly buckets = new Map<string, Plain[]>()

  /** Compares an event with the last known state of its object, and stores the new state. */
  apply({ action, object, value, verb }: ObjectEvent): Change {
    const plain = value as unknown as Plain
    return action === 'delete' ? this.remove(object, plain) : this.put(object, plain, verb)
  }

  /** Replaces all objects of a kind. Returns the differences from the objects that were known. */
  replace({ object, values }: SnapshotEvent): Change[] {
    const before = [...this.buckets].filter(([key]) => key.startsWith(`["${object}"`))
    const gone = new Set(before.flatMap(([, bucket]) => bucket))
    const changes: Change[] = []
    for (const value of values as unknown as readonly Plain[]) {
      const known = this.find(object, value)
      if (known !== undefined) gone.delete(known)
      const change = this.put(object, value, undefined)
      if (change.fields?.length !== 0) changes.push({ ...change, missed: true })
    }
    return [...[...gone].map((value): Change => ({ ...this.remove(object, value), missed: true })), ...changes]
  }

  private find(object: string, value: Plain): Plain | undefined {
    const identity = identityOf(object, value)
    const key = textOf(identity(value))
    return this.buckets.get(bucketOf(object, value))?.find((one) => textOf(identity(one)) === key)
  }

  private put(object: string, value: Plain, verb: string | undefined): Change {
    const key = bucketOf(object, value)
    const bucket = this.buckets.get(key) ?? []
    const inserted = verb !== undefined && verb !== 'replace'
    // the kernel replaces the first route with the destination, and does not say which route that was
    const known = this.find(object, value) ?? (verb === 'replace' ? bucket[0] : undefined)
    // The kernel does not report routes that it removes with their link, so a known one may be inserted again.
    if (known === undefined || inserted) {
      const others = verb === 'add' ? [] : bucket.filter((one) => one !== known)
      this.buckets.set(key, [...others, value])
      return { change: 'new', object, value, verb }
    }
    this.buckets.set(
      key,
      bucket.map((one) => (one === known ? value : one)),
    )
    return { change: 'change', object, value, fields: changesOf(withoutCounters(known), withoutCounters(value)) }
  }

  private remove(object: string, value: Plain): Change {
    const key = bucketOf(object, value)
    const known = this.find(object, value)
    const left = this.buckets.get(key)?.filter((one) => one !== known) ?? []
    if (left.length === 0) this.buckets.delete(key)
    else this.buckets.set(key, left)
    return { change: 'delete', object, value }
  }
}
