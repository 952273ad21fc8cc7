/** Watches one or several namespaces until Ctrl-C. */
import type { RelayAddress } from '../../netlink/transport/relay/wire.ts'
import type { NetnsEvent } from '../../netns/history.ts'
import { readNames } from '../../rtnl/devices.ts'
import type { RtnlEvent } from '../../rtnl/events.ts'
import type { MonitorOptions } from '../../rtnl/monitor.ts'
import { allObjects } from '../../rtnl/objects.ts'
import { NetnsError } from '../../setns/errors.ts'
import type { NamespaceRef } from '../../setns/reference.ts'
import type { Environment } from '../command.ts'
import { reportFailure } from '../failure.ts'
import type { FoundNamespace } from '../found-namespaces.ts'
import { DEFAULT_SETS, readGroups } from '../groups.ts'
import { visible } from '../terminal.ts'
import type { EventSink, WatchingOptions } from '../watching.ts'
import { EVENTS_LOST, EventWriter } from '../watching.ts'
import { Capture } from './capture.ts'
import type { ViewOptions } from './view.ts'
import { EventView } from './view.ts'

export interface WatchOptions extends WatchingOptions, ViewOptions {
  readonly allNsid?: true
  readonly write?: string
}

/** What to watch. */
interface Subject {
  /** Undefined: the namespace of this process, or of the relay. */
  readonly reference: NamespaceRef | undefined
  /** Undefined: without a relay. */
  readonly relay?: RelayAddress | undefined
  /** Shown in front of its events. Undefined: it is the only one. */
  readonly name?: string
}

export class Watcher {
  private readonly environment: Environment
  private readonly options: WatchOptions
  private readonly groups: MonitorOptions['groups']
  /** The groups as the user has named them. */
  private readonly words: readonly string[]
  private readonly writer: EventSink
  private readonly capture: Capture | undefined

  /** `writer`: where the events go; stdout by default. @throws {UsageError} for an unknown group. */
  constructor(
    environment: Environment,
    given: readonly string[],
    options: WatchOptions,
    writer: EventSink = new EventWriter(environment, options),
  ) {
    this.environment = environment
    this.groups = readGroups(given)
    this.words = given.length === 0 ? DEFAULT_SETS : given
    this.options = options
    this.writer = writer
    this.capture =
      options.write === undefined ? undefined : new Capture(environment.io, options.write, () => this.writer.abort())
  }

  /** Watches one namespace, of the machine of the relay if one is given. */
  async one(reference: NamespaceRef | undefined, relay?: RelayAddress): Promise<void> {
    await this.until(() => this.watch({ reference, relay }, this.writer.signal, () => this.begun()))
  }

  /** Watches this namespace and all that have a name, also those that are created meanwhile. */
  async all(): Promise<void> {
    const { io } = this.environment
    await this.until(async () => {
      const names = io.netns.monitor({ signal: this.writer.signal })
      const [own, ...others] = (await io.findNamespaces()).filter((one) => one.own === true || one.netns !== null)
      const first = this.watch(
        { reference: undefined, name: (own as FoundNamespace).netns ?? '' },
        this.writer.signal,
        () => this.begun(),
      )
      const named = this.named(
        names,
        others.map(({ netns }) => netns as string),
      )
      // the other one ends with it
      await Promise.all([first, named].map((one) => one.finally(() => this.writer.abort())))
    })
  }

  /** Watches namespaces by their names, until the names end. */
  private async named(names: AsyncIterable<NetnsEvent>, present: readonly string[]): Promise<void> {
    const stops = new Map<string, AbortController>()
    const running: Promise<void>[] = []
    const start = (name: string): void => {
      const stop = new AbortController()
      stops.set(name, stop)
      running.push(this.tryWatch(name, AbortSignal.any([this.writer.signal, stop.signal])))
    }
    for (const name of present) start(name)
    for await (const { action, name } of names) {
      stops.get(name)?.abort()
      stops.delete(name)
      if (action === 'new') start(name)
    }
    await Promise.all(running)
  }

  private async until(watching: () => Promise<void>): Promise<void> {
    try {
      await watching()
    } finally {
      this.writer.abort()
      this.capture?.close()
    }
    this.writer.end()
  }

  private begun(): Promise<void> {
    return this.writer.begun(this.words.join(', '))
  }

  /** Watches one of several. A failure is reported, and the others are watched on. */
  private async tryWatch(name: string, signal: AbortSignal): Promise<void> {
    const { io, err } = this.environment
    try {
      await this.watch({ reference: name, name }, signal, async () => undefined)
    } catch (error) {
      // deleted before it could be opened
      if (error instanceof NetnsError && error.code === 'ENOENT') return
      await reportFailure(io, err, error, `netns ${visible(name)}: `)
    }
  }

  private async watch(subject: Subject, signal: AbortSignal, begun: () => Promise<void>): Promise<void> {
    const { names, events } = await this.open(subject, signal)
    const { colours } = this.environment
    const view = new EventView({ colours, details: false }, names, this.options)
    // a change that is made before everything was read is a part of what was read
    let reading = this.reads
    if (!reading) await begun()
    for await (const event of events) {
      if (event.action === 'lost') await this.writer.note(`${prefixOf(subject)}${EVENTS_LOST}${this.rereading()}`)
      await this.print(subject, view, event)
      if (!reading || event.action !== 'snapshot') continue
      reading = false
      await begun()
    }
  }

  /** Whether the monitor reads everything at the start and after events were lost. */
  private get reads(): boolean {
    const { full, snapshots } = this.options
    if (full === true && snapshots !== true) return false
    return allObjects.some((object) => this.groups.some((group) => group in object.groups))
  }

  private rereading(): string {
    return this.reads ? '; everything is read again' : ''
  }

  private async open(
    { reference, relay }: Subject,
    signal: AbortSignal,
  ): Promise<{ readonly names: Map<number, string>; readonly events: AsyncIterable<RtnlEvent> }> {
    const { io } = this.environment
    const options = { groups: this.groups, signal, listenAllNsid: this.options.allNsid, snapshots: this.reads }
    const rtnl = await io.open('thread', reference, relay)
    try {
      const names = await readNames(rtnl.socket)
      // the monitor has a socket of its own
      const { capture } = this
      const events =
        capture === undefined ? rtnl.monitor(options) : await io.recordedMonitor(reference, options, capture.record)
      return { names, events }
    } finally {
      rtnl.close()
    }
  }

  private async print(subject: Subject, view: EventView, event: RtnlEvent): Promise<void> {
    const { name } = subject
    for (const { json, lines } of view.printed(event)) {
      const labelled = name === undefined ? json : { netns: name === '' ? null : name, ...json }
      await this.writer.write({ json: labelled, lines: lines.map((line) => `${prefixOf(subject)}${line}`) })
    }
  }
}

const prefixOf = ({ name }: Subject): string => (name === undefined || name === '' ? '' : `[${visible(name)}] `)
