/** Tests for which this machine's kernel may lack the modules: they run in a kernel of their own (scripts/guest). */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { TAP } from 'tap'
import { FILE_PATIENCE } from '../until.ts'

/** About 20 on a machine that does nothing else. */
const SECONDS = FILE_PATIENCE / 1000
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

interface Surroundings {
  /** With the newest `ip` and `bridge` there are, instead of this machine's. */
  readonly newestIproute2?: boolean
  /** In a network namespace that was made for it, instead of the kernel's first. */
  readonly namespace?: boolean
}

/** Runs a file of test/guest/inside in the guest kernel as a subtest; its results are this test's. */
export const inGuest = (t: TAP, file: string, { newestIproute2, namespace }: Surroundings = {}): void => {
  if (process.arch !== 'x64') {
    t.pass('left out', { skip: 'the guest kernel is User-Mode Linux, which is for x86-64 alone' })
    return
  }
  t.setTimeout(0)
  const programs =
    newestIproute2 === true ? execFileSync(path('../../scripts/fetch-iproute2.sh'), { encoding: 'utf8' }) : ''
  const env = { ...process.env, GUEST_TIMEOUT: String(SECONDS), GUEST_PROGRAMS: programs.trim() }
  // tap leaves notes about its processes; the guest sees the files of this machine read-only
  const notes = ['env', '_TAPJS_PROCESSINFO_CWD_=/tmp', '_TAPJS_PROCESSINFO_COVERAGE_=0']
  const place = namespace === true ? ['unshare', '--net'] : []
  const node = [process.execPath, '--import', path('../typescript.mjs'), path(`inside/${file}`)]
  t.spawn(path('../../scripts/guest/run.sh'), [...notes, ...place, ...node], {
    env,
    name: `${file} in the guest kernel`,
  })
}
