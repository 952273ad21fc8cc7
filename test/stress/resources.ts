/** The resources of this process: a run must end with as many as it began with. */
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

/** State and parent of every process that still exists. */
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

/** The open descriptors, with what they refer to: `socket:[4711]`. */
export const descriptors = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [`${fd} ${readlinkSync(`/proc/self/fd/${fd}`)}`]
    } catch (error) {
      // the descriptor by which the folder was read
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

/** Megabytes by which the heap may grow: V8 keeps code and tables after warming up. */
const HEADROOM = 200
/** Milliseconds until threads, children and garbage must be gone. */
const PATIENCE = 15_000

/**
 * What workers may leave if they are terminated while Node starts a program for them: Node forgets the child, and the
 * descriptors that it had opened. Their helpers are killed all the time, so this happens to a few in a hundred workers.
 */
const forgottenBy = (workers: number): number => 3 + Math.ceil(workers / 20)

const isBack = (now: Resources, before: Resources, workers: number): boolean =>
  now.descriptors <= before.descriptors + forgottenBy(workers) &&
  now.threads <= before.threads &&
  now.children - now.zombies <= before.children &&
  now.zombies <= forgottenBy(workers) &&
  now.resident <= before.resident + HEADROOM

/** Waits until all resources are back at their initial numbers, or until the time is over; returns the last numbers. */
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
