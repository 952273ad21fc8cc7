/** Builds the objects to be read, in the namespace of the test. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import type { TAP } from 'tap'
import { Rtnl } from '../../src/index.ts'
import { fastPaths, setFastPaths } from '../../src/netlink/codec/fast/fast-paths.ts'

const READY = '\necho ready; exec cat'

/**
 * A namespace for peers, in the form of `ip link ... netns`: a process in it. Its standard input ends with this
 * process, however that ends, and then it ends too, and its namespace is removed.
 * With `mounts`, the process has mounts of its own and has run that script.
 */
export const peerNamespace = async (mounts?: string): Promise<string> => {
  const words = mounts === undefined ? ['--net', 'sh', '-ec', READY] : ['--net', '--mount', 'sh', '-ec', mounts + READY]
  const child = spawn('unshare', words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`unshare ended with ${code}`)))
  failed.catch(() => undefined) // after it is ready, its end is not awaited
  await Promise.race([once(child.stdout, 'data'), failed])
  child.unref()
  for (const stream of [child.stdin, child.stdout]) (stream as Socket).unref()
  return String(child.pid)
}

/**
 * Runs lines of `ip` and `bridge` arguments; `PEER0`, `PEER1`, ... are replaced by the peers. `set net/ipv4/ip_forward
 * 1` writes below /proc/sys, whose `net` belongs to the namespace of this process.
 */
export const build = (lines: string, peers: readonly string[] = []): void => {
  const script = lines
    .split('\n')
    .map((one) => one.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const words = line.replaceAll(/PEER(\d)/g, (_, number) => peers[Number(number)] ?? '').split(' ')
      if (words[0] === 'set') return `echo '${words[2]}' > '/proc/sys/${words[1]}'`
      return words.map((word) => `'${word}'`).join(' ')
    })
  // all in one shell: Node.js, and above all a guest kernel, take longer to start a program than `ip` takes
  execFileSync('sh', ['-ec', script.join('\n')], { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Builds what only root of the machine may: a user namespace with one user has no others, and no /dev/net/tun. */
export const buildAsRoot = (t: TAP, lines: string): void => {
  const [, , users] = readFileSync('/proc/self/uid_map', 'utf8').trim().split(/\s+/)
  if (Number(users) > 65535) build(lines)
  else t.pass('what only root may build', { skip: 'not root outside this user namespace' })
}

/** Calls it once per transport. */
export const withRtnl = async (run: (rtnl: Rtnl, io: 'inline' | 'thread') => Promise<void>): Promise<void> => {
  for (const io of ['inline', 'thread'] as const) {
    const rtnl = await Rtnl.open({ io })
    try {
      await run(rtnl, io)
    } finally {
      rtnl.close()
    }
  }
}

/** The same, and once more without the fast paths of the codec. */
export const withEachRtnl = async (run: (rtnl: Rtnl, way: string) => Promise<void>): Promise<void> => {
  await withRtnl(run)
  const before = fastPaths
  setFastPaths(false)
  try {
    await using rtnl = await Rtnl.open({ io: 'inline' })
    await run(rtnl, 'without fast paths')
  } finally {
    setFastPaths(before)
  }
}
