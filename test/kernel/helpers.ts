/** The namespace helpers of this process, as the system sees them. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const isHelper = (pid: number): boolean => {
  try {
    return readlinkSync(`/proc/${pid}/exe`).endsWith('/setns')
  } catch (error) {
    // ended meanwhile
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

/** Their numbers; those that have ended are not among them. */
export const helpers = (): number[] =>
  readdirSync('/proc/self/task')
    .flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'utf8').trim().split(' '))
    .filter((pid) => pid !== '')
    .map(Number)
    .filter(isHelper)
