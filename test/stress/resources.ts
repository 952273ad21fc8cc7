/** What this process holds: a run has to end with as much as it began with. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Resources {
  readonly descriptors: number
  readonly threads: number
  readonly children: number
  readonly zombies: number
  /** MiB. */
  readonly resident: number
}

/** State and parent of every process; what has gone meanwhile is left out. */
const processes = (): { state: string; parent: number }[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
        const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return [{ state, parent: Number(parent) }]
      } catch (error) {
        if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
        throw error
      }
    })

/** What the descriptors are, with their numbers: `socket:[4711]`. */
export const descriptors = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [`${fd} ${readlinkSync(`/proc/self/fd/${fd}`)}`]
    } catch (error) {
      // the one that the folder was read by
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  })

export const resources = (): Resources => {
  const children = processes().filter(({ parent }) => parent === process.pid)
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    threads: readdirSync('/proc/self/task').length,
    children: children.length,
    zombies: children.filter(({ state }) => state === 'Z').length,
    resident: Math.round(process.memoryUsage.rss() / 2 ** 20),
  }
}

/** Megabytes that the heap may have grown by: V8 keeps code and tables that it has warmed up. */
const HEADROOM = 200
/** Milliseconds that threads, children and garbage have to go away. */
const PATIENCE = 15_000

/**
 * What workers may leave that were ended while Node started a program for them: it forgets the child, and what it had opened.
 * Their helpers are killed all the time, so that happens to a few in a hundred workers.
 */
const forgottenBy = (workers: number): number => 3 + Math.ceil(workers / 20)

const isBack = (now: Resources, before: Resources, workers: number): boolean =>
  now.descriptors <= before.descriptors + forgottenBy(workers) &&
  now.threads <= before.threads &&
  now.children - now.zombies <= before.children &&
  now.zombies <= forgottenBy(workers) &&
  now.resident <= before.resident + HEADROOM

/** Waits until everything is back where it was; returns what there is then, or when patience ends. */
export const settled = async (
  before: Resources,
  workers: number,
): Promise<{ readonly back: boolean; readonly now: Resources }> => {
  const deadline = performance.now() + PATIENCE
  for (;;) {
    global.gc?.()
    await sleep(100)
    const now = resources()
    if (isBack(now, before, workers)) return { back: true, now }
    if (performance.now() > deadline) return { back: false, now }
  }
}
