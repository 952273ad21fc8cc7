/** Runs strace, and hands over its log while it is written. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { constants as osConstants, tmpdir } from 'node:os'
import { join } from 'node:path'

/** What to trace: a program that is started, or a process that runs. */
export type Target = { readonly command: readonly string[] } | { readonly pid: number }

/** A running trace. */
export interface Trace {
  readonly log: AsyncIterable<Uint8Array>
  /** The exit code, as a shell has it: 128 and the number of the signal that killed the program. */
  readonly ended: Promise<number>
  /** The namespace of the process, if it is not that of this one. */
  readonly netns: string | undefined
  /** Ends the program, or detaches from the process. */
  stop(): void
  /** The same, for a caller that does not read the log any more: strace would wait for it. */
  abandon(): void
  /** The protocol of a socket by its inode, from the kernel's table of netlink sockets. */
  protocolOf(inode: string, thread: number | undefined): number | undefined
}

/** strace is missing, or may not trace. */
export class TraceError extends Error {
  override name = 'TraceError'
}

const TRANSFERS = [
  'sendto',
  'sendmsg',
  'sendmmsg',
  'recvfrom',
  'recvmsg',
  'recvmmsg',
  'read',
  'readv',
  'write',
  'writev',
]
/** `?`: not on every architecture. */
const OTHERS = ['socket', 'setns', 'unshare', 'execve', 'clone', '?clone3', '?fork', '?vfork']
/** All threads, descriptors with the inodes of sockets, times, and all bytes; strings would repeat these. */
const FLAGS = [
  ...['-f', '-y', '-ttt', '-T', '-s', '0', '-e', 'signal=none'],
  ...['-e', `trace=${[...TRANSFERS, ...OTHERS].join(',')}`, '-e', 'read=all', '-e', 'write=all'],
]
/** Stops programs at the traced calls alone; strace 5.3 and later. Not for processes that run already. */
const FILTER = '--seccomp-bpf'

const MISSING = 'strace is not installed (on Debian: apt-get install strace)'
const FORBIDDEN =
  'tracing needs CAP_SYS_PTRACE for processes of other users, kernel.yama.ptrace_scope below 2, and in a container a ' +
  'seccomp profile that permits ptrace'

/** Throws what strace said. */
const refuse = (said: string): never => {
  const [line = ''] = said.trim().split('\n')
  const hint = /not permitted|denied/i.test(line) ? `; ${FORBIDDEN}` : ''
  throw new TraceError(`${line === '' ? 'strace failed' : line}${hint}`)
}

/** The flags that strace accepts here. Throws if it cannot trace. */
const usableFlags = (isCommand: boolean): string[] => {
  let said = ''
  for (const flags of isCommand ? [[FILTER, ...FLAGS], FLAGS] : [FLAGS]) {
    const { error, status, stderr } = spawnSync('strace', [...flags, '-o', '/dev/null', 'true'], { encoding: 'utf8' })
    if (error !== undefined) throw new TraceError(MISSING, { cause: error })
    if (status === 0) return flags
    said = stderr
  }
  return refuse(said)
}

/** A FIFO in a directory of its own: strace opens its log by a path, and the traced program must not inherit it. */
const makeFifo = (): { readonly folder: string; readonly path: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'rtnl-dump-'))
  const path = join(folder, 'log')
  const { error, status } = spawnSync('mkfifo', ['-m', '600', path])
  if (error === undefined && status === 0) return { folder, path }
  rmSync(folder, { recursive: true })
  throw new TraceError(`mkfifo ${path} failed`, { cause: error })
}

const namespaceOf = (pid: number | 'self'): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`)
  } catch {
    // the process has ended, or belongs to another user; strace reports that
    return undefined
  }
}

/** The column of inodes in /proc/net/netlink: sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode. */
const INODE = 9

const protocolOf = (inode: string, thread: number | undefined): number | undefined => {
  try {
    const lines = readFileSync(`/proc/${thread ?? 'self'}/net/netlink`, 'utf8').split('\n')
    const row = lines.map((line) => line.split(/\s+/)).find((columns) => columns[INODE] === inode)
    return row === undefined ? undefined : Number(row[1])
  } catch {
    // the thread has ended
    return undefined
  }
}

const exitOf = (code: number | null, signal: NodeJS.Signals): number => code ?? 128 + osConstants.signals[signal]

/** Ends the program, which is the child of strace. */
const stopProgram = ({ pid }: ChildProcess): void => {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').matchAll(/\d+/g)
    for (const [child] of children) process.kill(Number(child), 'SIGTERM')
  } catch {
    // it has ended
  }
}

/** Starts strace. The program's output goes to stderr. Throws TraceError. */
export const startTrace = async (target: Target): Promise<Trace> => {
  const isCommand = 'command' in target
  const flags = usableFlags(isCommand)
  const { folder, path } = makeFifo()
  // as long as it is open, the reader waits for strace to open the FIFO
  const keeper = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const log = new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), writable: false })
  const words = isCommand ? ['--', ...target.command] : ['-p', String(target.pid)]
  const strace = spawn('strace', [...flags, '-o', path, ...words], {
    stdio: isCommand ? ['inherit', 2, 'inherit'] : ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  strace.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(strace, 'close').then(([code, signal]) => {
    closeSync(keeper)
    remove()
    if (!isCommand && code !== 0 && !/^strace: Process \d+ attached/m.test(said)) refuse(said)
    return isCommand ? exitOf(code, signal) : 0
  })
  // whoever reads the log awaits it afterwards
  ended.catch(() => undefined)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  log.once('readable', remove)
  const stop = (): void => void (isCommand ? stopProgram(strace) : strace.kill('SIGINT'))
  const netns = isCommand ? undefined : namespaceOf(target.pid)
  return {
    log,
    ended,
    netns: netns === namespaceOf('self') ? undefined : netns,
    stop,
    abandon: () => {
      log.removeAllListeners('readable').resume()
      stop()
    },
    protocolOf,
  }
}
