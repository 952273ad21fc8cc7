/**
 * Network namespaces for tests: nothing a test does may touch the namespace it was started in.
 *
 *     import t from 'tap'
 *     import { inNamespace, ip } from './namespace.ts'
 *
 *     if (inNamespace(t, import.meta.url)) {
 *       ip('link set lo up')
 *       t.test('in an empty namespace', async (t) => { ... })
 *     }
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { TAP } from 'tap'
import { FILE_PATIENCE, until } from '../until.ts'
import { isInside, OUTSIDE, ownNamespace, surroundings } from './surroundings.mjs'

/** Runs the file again, as a subtest, with this command; true inside. In runs of tap it is inside already (enter.mjs). */
const within = (t: TAP, url: string, name: string, words: readonly string[]): boolean => {
  if (isInside()) {
    t.setTimeout(FILE_PATIENCE)
    return true
  }
  const [program = '', ...rest] = [...words, process.execPath, ...process.execArgv, fileURLToPath(url)]
  // the inner process ends a test that hangs, so that its report is passed on
  t.setTimeout(0)
  t.spawn(program, rest, { env: { ...process.env, [OUTSIDE]: ownNamespace() }, name })
  return false
}

/**
 * True in a network namespace of the test file's own, empty except for a loopback that is down. Elsewhere it runs the
 * file again inside such a namespace, as a subtest, and returns false.
 */
export const inNamespace = (t: TAP, url: string): boolean => within(t, url, 'in a namespace', surroundings.inNamespace)

/**
 * The same with a mount namespace of its own and an empty /run/netns: no other process sees names that are created
 * there.
 */
export const inSandbox = (t: TAP, url: string): boolean =>
  within(t, url, 'in a namespace, with /run/netns of its own', surroundings.inSandbox)

/** Runs `ip` with these arguments in this process's namespace. Throws with its error output. */
export const ip = (words: string): string => execFileSync('ip', words.split(' '), { encoding: 'utf8', stdio: 'pipe' })

/**
 * Waits until links that are up have their final state, which the kernel reports late, and their addresses are valid.
 */
export const linksSettle = async (): Promise<void> => {
  const isLate = ({ flags, operstate }: { flags: string[]; operstate: string }): boolean =>
    flags.includes('UP') && operstate !== 'UP' && operstate !== 'UNKNOWN'
  await until(() => !JSON.parse(ip('-j link')).some(isLate), 'the links to be up')
  await until(() => !ip('-6 address').includes('tentative'), 'the addresses to be valid')
}

/** The output of a program: stdout, or stderr if it fails. */
export const output = (program: string, words: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' })
  return stdout + stderr
}

/** Runs many `ip` commands in one process, as fast as it can. */
export const ipBatch = (lines: readonly string[]): void => {
  execFileSync('ip', ['-batch', '-'], { input: `${lines.join('\n')}\n`, stdio: 'pipe' })
}
