/** Console blocks: the commands are run as a reader would run them, and print what the page shows. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { bundled, UNWATCHED } from '../rtnl-dump.ts'
import { until } from '../until.ts'

/** Without NODE_OPTIONS, with which tap records coverage of sources: these run a bundle. */
const RTNL_DUMP = [...UNWATCHED, bundled()].map((word) => `'${word}'`).join(' ')
/** Makes `rtnl-dump` the command of this repository. */
const SHELL = `rtnl-dump() { ${RTNL_DUMP} "$@"; }\n`

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs commands in a shell. */
export const inShell = (command: string): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile('bash', ['-c', SHELL + command], (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    )
  })

/** Whether a process is a member of multicast groups, or watches /run/netns. */
const listens = ({ pid }: ChildProcess): boolean => {
  const sockets = readFileSync('/proc/self/net/netlink', 'latin1').trim().split('\n').slice(1)
  return pid !== undefined && sockets.some((line) => Number.parseInt(line.trim().split(/\s+/)[3] ?? '0', 16) !== 0)
}

/** Runs a monitor: causes the events, waits for as many lines as `lines`, and sends SIGINT. */
export const watched = async (command: string, lines: number, happen: () => Promise<void>): Promise<Ended> => {
  const child = spawn('bash', ['-c', `${SHELL}exec ${command.replace(/^rtnl-dump/, RTNL_DUMP)}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (part) => {
    stdout += part
  })
  child.stderr.on('data', (part) => {
    stderr += part
  })
  try {
    const says = /^rtnl-dump monitor/.test(command)
    const ready = (): boolean => listens(child) && (!says || stderr.includes('watching'))
    await until(() => child.exitCode !== null || ready(), `${command} to listen`)
    await happen()
    await until(() => child.exitCode !== null || stdout.split('\n').length > lines, `${lines} lines of ${command}`)
    const ended = once(child, 'close')
    child.kill('SIGINT')
    return { code: (await ended)[0] as number | null, stdout, stderr }
  } finally {
    child.kill('SIGKILL')
  }
}
