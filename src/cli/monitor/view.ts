/** Watches one namespace: turns its events into what a monitor prints. */
import type { ObjectEvent, RtnlEvent, SnapshotEvent } from '../../rtnl/events.ts'
import type { Context } from '../format/words.ts'
import type { FieldChange } from '../state/values.ts'
import type { Printed } from '../watching.ts'
import type { EventFilter } from './filter.ts'
import { isAbout, isWanted } from './filter.ts'
import type { Change } from './known.ts'
import { KnownObjects } from './known.ts'
import { changeLine, knownOf, otherLine, snapshotLines } from './lines.ts'

export interface ViewOptions extends EventFilter {
  /** Every event in full, without comparing it with what was known. */
  readonly full?: true
  /** Print the snapshots. */
  readonly snapshots?: true
}

/** Turns the events of one namespace into what is printed, and tracks the names of its links. */
export class EventView {
  private readonly context: Context
  private readonly names: Map<number, string>
  private readonly options: ViewOptions
  /** By the id of the namespace; undefined: the watched one. */
  private readonly known = new Map<number | undefined, KnownObjects>()
  private lost = false

  constructor(context: Omit<Context, 'names'>, names: Map<number, string>, options: ViewOptions) {
    this.context = { ...context, names }
    this.names = names
    this.options = options
  }

  printed(event: RtnlEvent): Printed[] {
    this.learn(event)
    switch (event.action) {
      case 'lost':
        this.lost = true
        return [{ json: event, lines: ['lost'] }]
      case 'snapshot':
        return this.snapshot(event)
      case 'other':
        if (!isWanted(event, this.options, this.names)) return []
        return [{ json: { ...event, ...knownOf(event) }, lines: [otherLine(event)] }]
      default:
        return this.object(event)
    }
  }

  /** Remembers the names of links, which other events refer to by index. */
  private learn(event: RtnlEvent): void {
    if (event.action === 'snapshot' && event.object === 'link')
      for (const { index, name } of event.values) this.names.set(index, name)
    if (event.action === 'new' && event.object === 'link' && event.nsid === undefined)
      this.names.set(event.value.index, event.value.name)
  }

  private object(event: ObjectEvent): Printed[] {
    const { action, object, value, verb, nsid } = event
    const change: Change =
      this.options.full === true
        ? { change: action, object, value: value as never, verb }
        : this.knownOf(nsid).apply(event)
    // nothing but counters
    const same = change.fields?.length === 0
    if (!isWanted(event, this.options, this.names)) return []
    const changes: { readonly changes?: readonly FieldChange[] } =
      change.fields === undefined ? {} : { changes: change.fields }
    return [{ json: { ...event, ...changes }, lines: same ? [] : [changeLine(change, nsid, this.context)] }]
  }

  private snapshot(event: SnapshotEvent): Printed[] {
    const { full, snapshots, dev, nsid } = this.options
    const changes = full === true ? [] : this.knownOf(undefined).replace(event)
    const values = dev === undefined ? event.values : event.values.filter((one) => isAbout(one, dev, this.names))
    const shown = { ...event, values } as SnapshotEvent
    if (snapshots === true) return [{ json: shown, lines: snapshotLines(shown, this.context) }]
    if (!this.lost || nsid !== undefined) return []
    return changes
      .filter(({ value }) => dev === undefined || isAbout(value, dev, this.names))
      .map((one) => this.missed(one))
  }

  /** A change that was noticed when everything was read again. */
  private missed(change: Change): Printed {
    const { change: what, object, value, fields } = change
    const action = what === 'delete' ? 'delete' : 'new'
    const changes = fields === undefined ? {} : { changes: fields }
    return {
      json: { action, object, value, ...changes, missed: true },
      lines: [changeLine(change, undefined, this.context)],
    }
  }

  private knownOf(nsid: number | undefined): KnownObjects {
    const known = this.known.get(nsid) ?? new KnownObjects()
    this.known.set(nsid, known)
    return known
  }
}
