/** The children of this process, the namespace helpers among them, as the system sees them. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What a file of /proc says; undefined where its process has ended meanwhile. */
const unlessEnded = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

const children = (): number[] =>
  readdirSync('/proc/self/task')
    .flatMap((thread) => unlessEnded(() => readFileSync(`/proc/self/task/${thread}/children`, 'utf8')) ?? '')
    .flatMap((line) => line.trim().split(' '))
    .filter((pid) => pid !== '')
    .map(Number)

/** `S`, `T`, `Z`, ...; undefined where there is no such process. */
export const stateOf = (pid: number): string | undefined =>
  unlessEnded(() => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').charAt(0))

/** The numbers of the helpers; those that have ended are not among them. */
export const helpers = (): number[] =>
  children().filter((pid) => unlessEnded(() => readlinkSync(`/proc/${pid}/exe`))?.endsWith('/setns') === true)

const nameOf = (pid: number): string | undefined =>
  unlessEnded(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd())

/** The numbers of helpers that have ended and that nobody has waited for. */
export const zombies = (): number[] => children().filter((pid) => stateOf(pid) === 'Z' && nameOf(pid) === 'setns')
