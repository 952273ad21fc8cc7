/** Watching /run/netns (`ip netns monitor`): names as they come and go. */
import type { FSWatcher } from 'node:fs'
import { mkdirSync, readdirSync, watch } from 'node:fs'
import { onAbort } from '../netlink/abort.ts'
import { type Source, Stream } from '../netlink/stream.ts'
import { NetnsError } from '../setns/errors.ts'
import { NETNS_RUN_DIR } from '../setns/names.ts'

export interface NetnsEvent {
  /** `add`: the name is there; the namespace is mounted on it a moment later. */
  readonly action: 'add' | 'delete'
  readonly name: string
}

export interface NetnsMonitorOptions {
  /** Ends the loop. */
  readonly signal?: AbortSignal | undefined
}

const attempt = <T>(syscall: string, call: () => T): T => {
  try {
    return call()
  } catch (error) {
    const { errno } = error as NodeJS.ErrnoException & { errno: number }
    throw new NetnsError({ errno: -errno, operation: 'monitor', target: NETNS_RUN_DIR, syscall })
  }
}

const namesNow = (): string[] => attempt('open', () => readdirSync(NETNS_RUN_DIR))

/**
 * Node says of a file that is made and of one that is deleted the same: `rename`. But it says it once for each, so what was
 * there is gone now, and what was not is there.
 */
class Watch implements Source<NetnsEvent> {
  private readonly watcher: FSWatcher
  private readonly known: Set<string>
  /** Spoken of while the watch began, maybe by what was there for an older one: Node hands on what it has read already. */
  private readonly unsettled = new Set<string>()
  /** Changed while the watch began: whether that will be told as well is not known. */
  private readonly fresh = new Set<string>()
  private settled = false
  private readonly disarm: (() => void) | undefined
  private early: NetnsEvent[] = []
  private push = (event: NetnsEvent): void => void this.early.push(event)
  private finish: (() => void) | undefined
  private over = false

  constructor({ signal }: NetnsMonitorOptions) {
    attempt('mkdir', () => mkdirSync(NETNS_RUN_DIR, { mode: 0o755, recursive: true }))
    this.known = new Set(namesNow())
    this.watcher = attempt('inotify', () => watch(NETNS_RUN_DIR))
    this.watcher.on('change', (kind, name) => {
      /* c8 ignore next -- `change` is told of files whose content or mode changes, which those of namespaces never do */
      if (kind !== 'rename' || typeof name !== 'string') return
      if (this.settled) this.toggle(name)
      else this.unsettled.add(name)
    })
    setImmediate(() => this.settle())
    if (signal?.aborted === true) this.end()
    else this.disarm = signal === undefined ? undefined : onAbort(signal, () => this.end())
  }

  start(push: (event: NetnsEvent) => void): { finished: Promise<void>; cancel: () => void } {
    this.push = push
    for (const event of this.early.splice(0)) push(event)
    const finished = new Promise<void>((resolve) => {
      this.finish = resolve
      if (this.over) resolve()
    })
    return { finished, cancel: () => this.end() }
  }

  hold(): boolean {
    return false
  }

  /* c8 ignore next -- nothing is ever held */
  resume(): void {}

  end(): void {
    if (this.over) return
    this.over = true
    this.disarm?.()
    this.watcher.close()
    this.finish?.()
  }

  /** What happened in the first turn of the event loop is seen by what is there after it. */
  private settle(): void {
    if (this.over) return
    this.settled = true
    const now = new Set(namesNow())
    for (const name of new Set([...this.known, ...now])) {
      /* c8 ignore next -- which of the two it is depends on who is first, this process or others */
      if (now.has(name) === this.known.has(name)) continue
      if (!this.unsettled.has(name)) this.fresh.add(name)
      this.tell(now.has(name) ? 'add' : 'delete', name)
    }
  }

  private toggle(name: string): void {
    /* c8 ignore next -- the same: the event of what was seen already comes before or after that look */
    if (this.fresh.delete(name) && namesNow().includes(name) === this.known.has(name)) return
    this.tell(this.known.has(name) ? 'delete' : 'add', name)
  }

  private tell(action: NetnsEvent['action'], name: string): void {
    if (action === 'add') this.known.add(name)
    else this.known.delete(name)
    this.push({ action, name })
  }
}

class Monitor extends Stream<NetnsEvent> {
  private readonly watch: Watch

  constructor(watch: Watch) {
    super(watch)
    this.watch = watch
  }

  override return(): Promise<IteratorResult<NetnsEvent>> {
    this.watch.end()
    return super.return()
  }
}

/** From now on. Throws NetnsError where /run/netns can't be watched. */
export const openMonitor = (options: NetnsMonitorOptions): Stream<NetnsEvent> => new Monitor(new Watch(options))
