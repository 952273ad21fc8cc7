/** Builds what is to be read, inside the namespace of the test. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Rtnl } from '../../src/index.ts'

/** A named namespace for the other ends, gone with this process however it ends; `PEER` in a scene is its name. */
export const peerNamespace = (): string => {
  const name = `rtnl-oracle-${randomBytes(5).toString('hex')}`
  execFileSync('ip', ['netns', 'add', name])
  process.once('exit', () => execFileSync('ip', ['netns', 'delete', name]))
  return name
}

/**
 * Runs lines of `ip` and `bridge` words. `set net/ipv4/ip_forward 1` writes below /proc/sys, whose `net` is that of the
 * namespace of this process.
 */
export const build = (lines: string, peer = ''): void => {
  for (const line of lines.split('\n').map((one) => one.trim())) {
    if (line === '') continue
    const [program = '', ...words] = line.replaceAll('PEER', peer).split(' ')
    if (program === 'set') writeFileSync(`/proc/sys/${words[0]}`, `${words[1]}\n`)
    else execFileSync(program, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  }
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
