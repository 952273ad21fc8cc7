/** A process without CAP_NET_ADMIN: all its changes are refused, none resolves, and none stays pending. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Report } from './report.ts'

const CHILD = fileURLToPath(new URL('../kernel/children/unprivileged.ts', import.meta.url))
/** Reads that need no privilege. */
const PERMITTED = ['links']

export const unprivileged = async (report: Report): Promise<void> => {
  const words = ['--bounding-set=-net_admin', process.execPath, ...process.execArgv, CHILD]
  const { stdout } = await promisify(execFile)('setpriv', words, { maxBuffer: 1 << 24 })
  for (const line of stdout.trim().split('\n')) {
    for (const [what, outcomes] of Object.entries(JSON.parse(line) as { [what: string]: string[] })) {
      report.count('promises without privilege', outcomes.length)
      const wrong = outcomes.filter((one) => one === 'unsettled' || (one === 'ok') !== PERMITTED.includes(what))
      if (wrong.length > 0) report.fault(`unprivileged: ${what}: ${outcomes}`)
    }
  }
}
