/** Watches this machine for the page: keeps the last events, and passes new ones to everyone who listens. */

import { terminalColours } from '../colours.ts'
import type { Environment } from '../command.ts'
import { toJson } from '../json.ts'
import { Watcher } from '../monitor/watch.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { namespacesOf } from '../namespaces.ts'
import type { ColouredPart } from '../terminal.ts'
import { colouredParts, visible } from '../terminal.ts'
import type { EventSink, Printed } from '../watching.ts'
import type { LiveEvent } from './live-event.ts'
import { notedBy } from './notes.ts'

/** Events that are kept for pages that connect later. */
const MOST_EVENTS = 2000

/** Characters of an event's JSON. */
const MOST_JSON = 1 << 14

export type EventListener = (event: LiveEvent) => void

interface Shape {
  readonly action: LiveEvent['kind']
  readonly changes?: readonly unknown[]
}

export class LiveEvents implements EventSink {
  private readonly environment: Environment
  private readonly options: NamespaceOptions
  /** Ends what watches now. */
  private stop = new AbortController()
  private readonly listeners = new Set<EventListener>()
  private kept: LiveEvent[] = []
  private count = 0
  private isWatching = false

  constructor(environment: Environment, options: NamespaceOptions) {
    this.environment = {
      ...environment,
      colours: terminalColours(),
      err: notedBy((text) => this.add('note', [[text, undefined]])),
    }
    this.options = options
  }

  /** Aborts when the watching ends. */
  get signal(): AbortSignal {
    return this.stop.signal
  }

  /**
   * Passes all events after the one with the id `after` to `listener`, those that are kept at once. Starts watching if nothing
   * does. Returns a function that ends it.
   */
  listen(after: number, listener: EventListener): () => void {
    for (const event of this.kept) if (event.id > after) listener(event)
    this.listeners.add(listener)
    if (!this.isWatching) void this.watch()
    return () => this.listeners.delete(listener)
  }

  /** Ends the watching. */
  abort(): void {
    this.stop.abort()
  }

  end(): void {
    this.add('note', [['nothing is watched any more', undefined]])
  }

  async begun(words: string): Promise<void> {
    await this.note(`watching ${words}`)
  }

  async note(text: string): Promise<void> {
    this.add('note', [[visible(text), undefined]])
  }

  async write({ json, lines }: Printed): Promise<void> {
    // nothing but counters has changed
    if (lines.length === 0) return
    const { action, changes } = json as Shape
    const kind = action === 'new' && changes !== undefined ? 'change' : action
    this.add(kind, lines.flatMap(colouredParts), toJson(json).slice(0, MOST_JSON))
  }

  /** Watches until it fails or is ended; the next listener then starts it again. */
  private async watch(): Promise<void> {
    const { environment, options } = this
    this.isWatching = true
    // what has failed has ended its own
    this.stop = new AbortController()
    try {
      const watcher = new Watcher(environment, [], { timestamps: false }, this)
      if (options.allNetns === true) await watcher.all()
      else await watcher.one((await namespacesOf(environment, options))[0])
    } catch (error) {
      await this.note((error as Error).message)
    }
    this.isWatching = false
  }

  private add(kind: LiveEvent['kind'], parts: readonly ColouredPart[], json?: string): void {
    const time = this.environment.io.now().toISOString()
    const event = { id: ++this.count, time, kind, parts, ...(json === undefined ? {} : { json }) }
    this.kept.push(event)
    if (this.kept.length > MOST_EVENTS * 1.1) this.kept = this.kept.slice(-MOST_EVENTS)
    for (const listener of this.listeners) listener(event)
  }
}
