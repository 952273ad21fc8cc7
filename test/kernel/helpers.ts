/** The children of this process, including namespace helpers, from /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A file of /proc; undefined if its process has ended meanwhile. */
export const unlessEnded = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/** The namespace of every thread of this process. */
export const whereabouts = (): string[] => [
  ...new Set(
    readdirSync('/proc/self/task').flatMap(
      // I/O threads that nobody needs end
      (thread) => unlessEnded(() => readlinkSync(`/proc/self/task/${thread}/ns/net`)) ?? [],
    ),
  ),
]

const children = (): number[] =>
  readdirSync('/proc/self/task')
    .flatMap((thread) => unlessEnded(() => readFileSync(`/proc/self/task/${thread}/children`, 'utf8')) ?? '')
    .flatMap((line) => line.trim().split(' '))
    .filter((pid) => pid !== '')
    .map(Number)

/** `S`, `T`, `Z`, ...; undefined if there is no such process. */
export const stateOf = (pid: number): string | undefined =>
  unlessEnded(() => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').charAt(0))

/** The process IDs of the helpers, without those that have ended. */
export const helpers = (): number[] =>
  children().filter((pid) => unlessEnded(() => readlinkSync(`/proc/${pid}/exe`))?.endsWith('/setns') === true)

const nameOf = (pid: number): string | undefined =>
  unlessEnded(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd())

/** The process IDs of helpers that have ended and were not reaped. */
export const zombies = (): number[] => children().filter((pid) => stateOf(pid) === 'Z' && nameOf(pid) === 'setns')
