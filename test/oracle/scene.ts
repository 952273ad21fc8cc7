/** Builds what is to be read, inside the namespace of the test. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import type { TAP } from 'tap'
import { Rtnl } from '../../src/index.ts'
import { fastPaths, setFastPaths } from '../../src/netlink/codec/fast/fast-paths.ts'

/**
 * A namespace for the other ends, as `ip link ... netns` takes it: a process in it. That process ends with this one,
 * however this one ends, since its input ends then, and the namespace with it.
 */
export const peerNamespace = async (): Promise<string> => {
  const child = spawn('unshare', ['--net', 'sh', '-c', 'echo ready; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`unshare ended with ${code}`)))
  failed.catch(() => undefined) // once it is ready nobody waits for its end
  await Promise.race([once(child.stdout, 'data'), failed])
  child.unref()
  for (const stream of [child.stdin, child.stdout]) (stream as Socket).unref()
  return String(child.pid)
}

/**
 * Runs lines of `ip` and `bridge` words; `PEER0`, `PEER1`, ... stand for the peers. `set net/ipv4/ip_forward 1` writes
 * below /proc/sys, whose `net` is that of the namespace of this process.
 */
export const build = (lines: string, peers: readonly string[] = []): void => {
  for (const line of lines.split('\n').map((one) => one.trim())) {
    if (line === '') continue
    const [program = '', ...words] = line.replaceAll(/PEER(\d)/g, (_, number) => peers[Number(number)] ?? '').split(' ')
    if (program === 'set') writeFileSync(`/proc/sys/${words[0]}`, `${words[1]}\n`)
    else execFileSync(program, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  }
}

/** Builds what only the machine's root may: a user namespace with one user has no others, and no /dev/net/tun. */
export const buildAsRoot = (t: TAP, lines: string): void => {
  const [, , users] = readFileSync('/proc/self/uid_map', 'utf8').trim().split(/\s+/)
  if (Number(users) > 65535) build(lines)
  else t.pass('what only root may build', { skip: 'not root outside this user namespace' })
}

/** Calls once for each way to do input and output. */
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
