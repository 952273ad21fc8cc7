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
import { readlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TAP } from 'tap'
import { FILE_PATIENCE, until } from '../until.ts'

/** The namespace that the test was started in. If the current one differs, the test is inside. */
const OUTSIDE = 'TEST_OUTSIDE_NAMESPACE'

/**
 * The command that runs a program in a network namespace of its own, which ends with it; without privilege if need be.
 */
export const unshare: readonly string[] =
  process.getuid?.() === 0 ? ['unshare', '--net'] : ['unshare', '--user', '--map-root-user', '--net']

/** Runs the file again, as a subtest, with this command; true inside. */
const within = (t: TAP, url: string, name: string, words: readonly string[]): boolean => {
  const here = readlinkSync('/proc/self/ns/net')
  const outside = process.env[OUTSIDE]
  if (outside !== undefined && outside !== here) {
    t.setTimeout(FILE_PATIENCE)
    return true
  }
  const [program = '', ...rest] = [...words, process.execPath, ...process.execArgv, fileURLToPath(url)]
  // the inner process ends a test that hangs, so that its report is passed on
  t.setTimeout(0)
  t.spawn(program, rest, { env: { ...process.env, [OUTSIDE]: here }, name })
  return false
}

/**
 * True in a network namespace of the test file's own, empty except for a loopback that is down. Elsewhere it runs the
 * file again inside such a namespace, as a subtest, and returns false.
 */
export const inNamespace = (t: TAP, url: string): boolean => within(t, url, 'in a namespace', unshare)

const EMPTY_RUN_NETNS = 'mkdir -p /run/netns && mount -t tmpfs -o mode=755 none /run/netns && exec "$@"'

/**
 * The same with a mount namespace of its own and an empty /run/netns: no other process sees names that are created
 * there.
 */
export const inSandbox = (t: TAP, url: string): boolean =>
  within(t, url, 'in a namespace, with /run/netns of its own', [
    ...unshare,
    '--mount',
    'sh',
    '-c',
    EMPTY_RUN_NETNS,
    'sh',
  ])

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
