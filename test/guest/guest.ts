/** Tests for which this machine's kernel may lack the modules: they run in a kernel of their own (scripts/guest). */
import { fileURLToPath } from 'node:url'
import type { TAP } from 'tap'
import { FILE_PATIENCE } from '../until.ts'

/** About 20 on a machine that does nothing else. */
const SECONDS = FILE_PATIENCE / 1000
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/**
 * Runs a file of test/guest/inside in the guest kernel as a subtest, behind the words `before` (a program that runs
 * it); its results are this test's.
 */
export const inGuest = (t: TAP, file: string, before: readonly string[] = []): void => {
  if (process.arch !== 'x64') {
    t.pass('left out', { skip: 'the guest kernel is User-Mode Linux, which is for x86-64 alone' })
    return
  }
  t.setTimeout(0)
  // tap leaves notes about its processes; the guest sees the files of this machine read-only
  const notes = ['env', '_TAPJS_PROCESSINFO_CWD_=/tmp', '_TAPJS_PROCESSINFO_COVERAGE_=0']
  const node = [process.execPath, '--import', path('../typescript.mjs'), path(`inside/${file}`)]
  const env = { ...process.env, GUEST_TIMEOUT: String(SECONDS) }
  t.spawn(path('../../scripts/guest/run.sh'), [...notes, ...before, ...node], {
    env,
    name: `${file} in the guest kernel`,
  })
}
