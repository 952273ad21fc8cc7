/** Tests for features that this machine's kernel may lack: they run in a guest kernel (scripts/guest). */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { TAP } from 'tap'
import { FILE_PATIENCE } from '../until.ts'

/** About 20 on an idle machine. */
const SECONDS = FILE_PATIENCE / 1000
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

interface Surroundings {
  /** With the newest `ip` and `bridge` instead of the installed ones. */
  readonly newestIproute2?: boolean
  /** In a new network namespace, instead of the kernel's first one. */
  readonly namespace?: boolean
}

/** Runs a file of test/guest/inside in the guest kernel as a subtest; its results become those of this test. */
export const inGuest = (t: TAP, file: string, { newestIproute2, namespace }: Surroundings = {}): void => {
  if (process.arch !== 'x64') {
    t.pass('left out', { skip: 'the guest kernel is User-Mode Linux, which is for x86-64 alone' })
    return
  }
  t.setTimeout(0)
  const programs =
    newestIproute2 === true ? execFileSync(path('../../scripts/fetch-iproute2.sh'), { encoding: 'utf8' }) : ''
  const env = { ...process.env, GUEST_TIMEOUT: String(SECONDS), GUEST_PROGRAMS: programs.trim() }
  // tap writes files about its processes, but the guest sees the files of this machine read-only
  const notes = ['env', '-u', 'NODE_OPTIONS', '_TAPJS_PROCESSINFO_CWD_=/tmp', '_TAPJS_PROCESSINFO_COVERAGE_=0']
  const place = namespace === true ? ['unshare', '--net'] : []
  const node = [process.execPath, '--import', path('../typescript.mjs'), path(`inside/${file}`)]
  t.spawn(path('../../scripts/guest/run.sh'), [...notes, ...place, ...node], {
    env,
    name: `${file} in the guest kernel`,
  })
}
