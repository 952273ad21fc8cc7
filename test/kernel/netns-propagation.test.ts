/** Names are visible in mount namespaces that were created before; compared with `ip netns add`. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Netns } from '../../src/index.ts'
import { until } from '../until.ts'
import { helpers } from './helpers.ts'
import { inSandbox, ip, output } from './namespace.ts'
import { ended, trace } from './strace.ts'

const NSFS = 0x6e736673

/** A process with a mount namespace of its own, with this propagation. */
const follower = async (propagation: string): Promise<ChildProcess> => {
  const here = readlinkSync('/proc/self/ns/mnt')
  const child = spawn('unshare', ['--mount', '--propagation', propagation, 'sleep', '1000'], { stdio: 'ignore' })
  await until(() => {
    const there = readlinkSync(`/proc/${child.pid}/ns/mnt`)
    return there !== here && readFileSync(`/proc/${child.pid}/comm`, 'utf8') === 'sleep\n'
  }, 'mounts of its own')
  return child
}

const sees = ({ pid }: ChildProcess, name: string): boolean => {
  const path = `/proc/${pid}/root/run/netns/${name}`
  return existsSync(path) && statfsSync(path).type === NSFS
}

/** Mounts below /run, without the numbers of mounts, peer groups and namespaces, which differ between runs. */
const table = (): string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(' /run'))
    .map((line) =>
      line
        .replace(/^\d+ \d+ \d+:\d+ /, '')
        .replace(/(shared|master):\d+/g, '$1')
        .replace(/net:\[\d+\]/, 'net'),
    )

/** The effect of creating a name, in a shared /run without a folder of names. */
const effectOf = async (make: () => Promise<unknown>, remove: () => Promise<unknown>): Promise<object> => {
  output('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'none', '/run'])
  output('mount', ['--make-shared', '/run'])
  const followers = await Promise.all(['unchanged', 'slave', 'shared', 'private'].map(follower))
  const seen = (): boolean[] => followers.map((one) => sees(one, 'blue'))
  try {
    await make()
    const made = { seen: seen(), table: table() }
    await remove()
    return { ...made, after: { seen: seen(), names: readdirSync('/run/netns'), table: table() } }
  } finally {
    for (const one of followers) {
      const exit = once(one, 'exit')
      one.kill('SIGKILL')
      await exit
    }
    if (existsSync('/run/netns')) output('umount', ['-l', '/run/netns'])
    output('umount', ['-l', '/run'])
  }
}

/** The successful mount(2) and umount2(2) calls in a log of strace. */
const callsIn = (log: string): string[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /^(\d+ +)?u?mount2?\(.*= 0$/.test(line))
    .map((line) =>
      line
        .replace(/^\d+ +/, '')
        .replaceAll('/var/run', '/run')
        .replace(/0x[0-9a-f]+/, 'none'),
    )

const { create } = Netns
const made = async (): Promise<void> => (await create('blue')).close()

if (inSandbox(t, import.meta.url)) {
  t.test('existing mount namespaces see the names', async (t) => {
    const theirs = await effectOf(
      async () => ip('netns add blue'),
      async () => ip('netns delete blue'),
    )
    const ours = await effectOf(made, () => Netns.delete('blue'))
    t.match(ours, { seen: [true, true, true, false], after: { seen: [false, false, false, false], names: [] } })
    t.same(ours, theirs, 'as with ip netns')
    const mixed = await effectOf(made, async () => ip('netns delete blue'))
    t.same(mixed, theirs, 'and either deletes what the other has made')
    t.same(
      await effectOf(
        async () => ip('netns add blue'),
        () => Netns.delete('blue'),
      ),
      theirs,
    )
  })

  t.test('by the same system calls', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'rtnl-mounts-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const log = join(folder, 'log')
    const words = ['-f', '-o', log, '-e', 'trace=mount,umount2']
    await effectOf(
      async () => execFileSync('strace', [...words, 'ip', 'netns', 'add', 'blue']),
      async () => ip('netns delete blue'),
    )
    const theirs = callsIn(log)
    t.equal(theirs.length, 3)
    await (await Netns.createAnonymous()).close()
    const strace = await trace(helpers()[0] as number, ...words)
    await effectOf(made, async () => ip('netns delete blue'))
    await ended(strace)
    t.same(callsIn(log), theirs)
  })
}
