/** Console blocks: the commands are run as a reader would run them, and print what the page shows. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { bundled } from '../rtnl-dump.ts'
import { until } from '../until.ts'
import type { Block } from './blocks.ts'

/** Without NODE_OPTIONS, with which tap records coverage of sources: these run a bundle. */
const RTNL_DUMP = ['env', '-u', 'NODE_OPTIONS', process.execPath, bundled()].map((word) => `'${word}'`).join(' ')
/** Makes `rtnl-dump` the command of this repository. */
const SHELL = `rtnl-dump() { ${RTNL_DUMP} "$@"; }\n`

export interface Shown {
  /** The command after `$ `, without the newlines of a continued line. */
  readonly command: string
  readonly output: string
}

/** The commands of a block with the output that it shows for each; they are separated by an empty line. */
export const shownIn = ({ text }: Block): Shown[] => {
  const all: { command: string; output: string[] }[] = []
  let goesOn = false
  for (const line of text.split('\n')) {
    const last = all.at(-1)
    if (line.startsWith('$ ')) all.push({ command: line.slice(2), output: [] })
    else if (last === undefined) throw new Error(`no command before "${line}"`)
    else if (goesOn) last.command += `\n${line}`
    else last.output.push(line)
    goesOn = (goesOn || line.startsWith('$ ')) && line.endsWith('\\')
  }
  return all.map(({ command, output }, place) => ({
    command,
    output: (place < all.length - 1 ? output.join('\n').replace(/\n$/, '') : output.join('\n')).trimEnd(),
  }))
}

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

/** Output that differs between runs, and its replacement. Everything else must be the same. */
const VOLATILE: readonly (readonly [what: string, pattern: RegExp, stands: string])[] = [
  [
    'numbers that sockets choose',
    /^( *\d+ {2})(?:[0-9a-f]{2} ){3}[0-9a-f]{2}( +nlmsg_(?:pid|seq) +)\d+$/gm,
    '$1........$2N',
  ],
  [
    'ages',
    /^( *\d+ {2})(?:[0-9a-f]{2} ){3}[0-9a-f]{2}( +(?:ndm_(?:confirmed|used|updated)|(?:c|t)stamp) +)\d+$/gm,
    '$1........$2N',
  ],
  ['ages in JSON', /"(cstamp|tstamp)":\d+/g, '"$1":N'],
  ['ports that the kernel chooses', /\b(127\.0\.0\.1:|(?:udp|tcp) sport )(3[2-9]|[4-6]\d)\d{3}\b/g, '$1PORT'],
  ['who it was', /by process \d+ \(/g, 'by process PID ('],
  ['how many transactions there were', /new generation \d+ /g, 'new generation N '],
  ['traced packets', /\btrace id [0-9a-f]{8}\b/g, 'trace id ID'],
  ['identifications of packets, and their checksums', /\b(ip id|ip checksum|udp checksum) \d+\b/g, '$1 N'],
  ['seconds left', /\btimeout \d+s\b/g, 'timeout Ns'],
]

export const withoutVolatile = (text: string): string =>
  VOLATILE.reduce((all, [, pattern, stands]) => all.replace(pattern, stands), text.trimEnd())

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
    await until(() => child.exitCode !== null || listens(child), `${command} to listen`)
    await happen()
    await until(() => child.exitCode !== null || stdout.split('\n').length > lines, `${lines} lines of ${command}`)
    const ended = once(child, 'close')
    child.kill('SIGINT')
    return { code: (await ended)[0] as number | null, stdout, stderr }
  } finally {
    child.kill('SIGKILL')
  }
}
