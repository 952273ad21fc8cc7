/** Watches /run/netns for names that are added and deleted (`ip netns monitor`). */
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

/** Options of `Netns.monitor`. */
export interface NetnsMonitorOptions {
  /** Ends the stream. Absent: it ends when the loop over it ends. */
  readonly signal?: AbortSignal | undefined
}

/** Milliseconds until names in doubt are checked again; inotify notifications arrive sooner. */
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
    // the stream reports the rejection to its reader, if it has one
    this.finished.catch(() => {})
    this.watcher = attempt('inotify', () => watch(NETNS_RUN_DIR, 'buffer'))
    try {
      this.history = new History(namesNow())
    } catch (error) {
      this.watcher.close()
      throw error
    }
    this.watcher.on('change', (kind, name) => {
      // any other kind concerns the contents or the permissions of a file
      if (kind === 'rename') this.history.notify(decodeUtf8(name as Buffer))
      this.immediate ??= setImmediate(() => this.update())
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

  /* c8 ignore next -- `hold` never holds */
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

  private update(): void {
    clearTimeout(this.timer)
    this.immediate = undefined
    try {
      for (const event of this.history.update(namesNow())) this.push(event)
    } catch (error) {
      return this.end(error as NetnsError)
    }
    if (this.history.doubtful) this.timer = setTimeout(() => this.update(), DOUBT)
  }
}

/** The changes from now on. @throws {NetnsError} if /run/netns cannot be watched. */
export const openMonitor = (options: NetnsMonitorOptions): Stream<NetnsEvent> => {
  checkOptions('Netns.monitor', options, ['signal'])
  checkSignal('Netns.monitor', options.signal)
  return new Stream<NetnsEvent>(new Watch(options))
}
