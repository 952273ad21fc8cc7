/** Watching /run/netns (`ip netns monitor`): names as they come and go. */
import type { FSWatcher } from 'node:fs'
import { mkdirSync, readdirSync, watch } from 'node:fs'
import { decodeUtf8 } from '../netlink/codec/text/utf8.ts'
import { onAbort } from '../netlink/socket/abort.ts'
import { checkOptions, checkSignal } from '../netlink/socket/options.ts'
import { type Source, Stream } from '../netlink/socket/stream.ts'
import { NetnsError } from '../setns/errors.ts'
import { NETNS_RUN_DIR } from '../setns/names.ts'
import { History, type NetnsEvent } from './history.ts'

export type { NetnsEvent } from './history.ts'

export interface NetnsMonitorOptions {
  /** Ends the loop. */
  readonly signal?: AbortSignal | undefined
}

/** Milliseconds after which what is in doubt is looked at again: what the kernel has to say of a file comes at once. */
const DOUBT = 20

const failed = (syscall: string, error: unknown): NetnsError => {
  const { errno } = error as NodeJS.ErrnoException & { errno: number }
  return new NetnsError({ errno: -errno, operation: 'monitor', target: NETNS_RUN_DIR, syscall })
}

const attempt = <T>(syscall: string, call: () => T): T => {
  try {
    return call()
  } catch (error) {
    throw failed(syscall, error)
  }
}

const namesNow = (): string[] =>
  attempt('open', () => readdirSync(NETNS_RUN_DIR, { encoding: 'buffer' })).map(decodeUtf8)

class Watch implements Source<NetnsEvent> {
  private readonly watcher: FSWatcher
  private readonly history: History
  private readonly disarm: (() => void) | undefined
  private immediate: NodeJS.Immediate | undefined
  private timer: NodeJS.Timeout | undefined
  private early: NetnsEvent[] = []
  private push = (event: NetnsEvent): void => void this.early.push(event)
  private readonly finished: Promise<void>
  private finish!: (reason?: NetnsError) => void
  private over = false

  constructor({ signal }: NetnsMonitorOptions) {
    attempt('mkdir', () => mkdirSync(NETNS_RUN_DIR, { mode: 0o755, recursive: true }))
    this.finished = new Promise((resolve, reject) => {
      this.finish = (reason) => (reason === undefined ? resolve() : reject(reason))
    })
    // told to who asks for values, if anyone does
    this.finished.catch(() => {})
    this.watcher = attempt('inotify', () => watch(NETNS_RUN_DIR, 'buffer'))
    try {
      this.history = new History(namesNow())
    } catch (error) {
      this.watcher.close()
      throw error
    }
    this.watcher.on('change', (kind, name) => {
      // otherwise it is of what a file holds, or who may read it
      if (kind === 'rename') this.history.hear(decodeUtf8(name as Buffer))
      this.immediate ??= setImmediate(() => this.look())
    })
    if (signal?.aborted === true) this.end()
    else this.disarm = signal === undefined ? undefined : onAbort(signal, () => this.end())
  }

  start(push: (event: NetnsEvent) => void): { finished: Promise<void>; cancel: () => void } {
    this.push = push
    for (const event of this.early.splice(0)) push(event)
    return { finished: this.finished, cancel: () => this.end() }
  }

  close(): boolean {
    const open = !this.over
    this.end()
    return open
  }

  hold(): boolean {
    return false
  }

  /* c8 ignore next -- nothing is ever held */
  resume(): void {}

  end(reason?: NetnsError): void {
    if (this.over) return
    this.over = true
    this.disarm?.()
    clearImmediate(this.immediate)
    clearTimeout(this.timer)
    this.watcher.close()
    this.finish(reason)
  }

  private look(): void {
    clearTimeout(this.timer)
    this.immediate = undefined
    try {
      for (const event of this.history.look(namesNow())) this.push(event)
    } catch (error) {
      return this.end(error as NetnsError)
    }
    if (this.history.doubtful) this.timer = setTimeout(() => this.look(), DOUBT)
  }
}

/** From now on. Throws NetnsError where /run/netns can't be watched. */
export const openMonitor = (options: NetnsMonitorOptions): Stream<NetnsEvent> => {
  checkOptions('Netns.monitor', options, ['signal'])
  checkSignal('Netns.monitor', options.signal)
  return new Stream<NetnsEvent>(new Watch(options))
}
