/**
 * Runs programs in a namespace (`ip netns exec`). Node starts the helper, which enters the namespace and executes the
 * program.
 */
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { hostOrder } from '../netlink/codec/order.ts'
import { NetlinkError } from '../netlink/protocol/errors.ts'
import { helperPath } from '../netlink/transport/native.ts'
import { NetnsError } from '../setns/errors.ts'
import type { CheckedProgram, ExecOptions, ProgramOptions } from './program-options.ts'
import { checkExec, checkSpawn } from './program-options.ts'

/** What a program has written. */
export interface ExecResult {
  /** Its standard output as text. */
  readonly stdout: string
  /** Its standard error as text. */
  readonly stderr: string
}

/** A program ended with an exit code other than 0, or by a signal. */
export class ProgramError extends NetlinkError {
  override name = 'ProgramError'
  /** The exit code; null if a signal ended the program. */
  readonly exitCode: number | null
  /** The signal that ended the program, such as `SIGTERM`; null if it exited. */
  readonly signal: string | null
  /** What the program has written to standard output. */
  readonly stdout: string
  /** What the program has written to standard error. */
  readonly stderr: string

  constructor(program: string, exitCode: number | null, signal: string | null, { stdout, stderr }: ExecResult) {
    const how = signal === null ? `exit code ${exitCode}` : signal
    super('ERR_PROGRAM', `${program}: ${how}${stderr === '' ? '' : `: ${stderr.trimEnd()}`}`)
    this.exitCode = exitCode
    this.signal = signal
    this.stdout = stdout
    this.stderr = stderr
  }
}

/** The namespace to run in. `name`: for /etc/netns/NAME. */
interface Target {
  readonly fd: number
  readonly name: string | undefined
}

const HEADER = 12
const little = hostOrder === 'le'

/** Reads struct report of native/setns/messages.h: what failed before the program ran. */
const readReports = function* (bytes: Buffer, program: string): Generator<{ error: NetnsError; fatal: boolean }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const end = at + HEADER + view.getUint32(at + 8, little)
    const syscall = bytes.toString('utf8', at + HEADER, end)
    const errno = view.getInt32(at, little)
    const fatal = view.getUint32(at + 4, little) === 1
    yield { error: new NetnsError({ errno, operation: 'exec', target: program, syscall }), fatal }
    at = end
  }
}

/**
 * Emits the failures that the helper reports: a fatal one as `error` event of the child, as for a missing program in
 * Node.
 */
const watch = (child: ChildProcess, report: Readable, program: string): void => {
  const parts: Buffer[] = []
  report.on('data', (part: Buffer) => parts.push(part))
  report.on('end', () => {
    for (const { error, fatal } of readReports(Buffer.concat(parts), program)) {
      if (fatal) child.emit('error', error)
      else process.emitWarning(error.message, { type: 'RtnlWarning', code: 'RTNL_NETNS_ETC' })
    }
  })
}

const listOf = (stdio: StdioOptions | undefined): readonly (StdioOptions & {})[] | readonly unknown[] => {
  const list = Array.isArray(stdio) ? [...stdio] : [stdio, stdio, stdio]
  while (list.length < 3) list.push(undefined)
  return list.map((one) => one ?? 'pipe')
}

/** The command line. With `shell` it is that of the shell, since the shell has to run inside as well. */
const commandOf = (
  program: string,
  words: readonly string[],
  shell: string | boolean | undefined,
): readonly string[] => {
  if (shell === undefined || shell === false) return [program, ...words]
  return [shell === true ? '/bin/sh' : shell, '-c', [program, ...words].join(' ')]
}

/**
 * The name as an argument. node:child_process encodes arguments as UTF-8, so for any other name /etc/netns/NAME is not
 * used.
 */
const wordOf = (name: string | undefined): string => (name === undefined || /\p{Surrogate}/u.test(name) ? '' : name)

const start = (target: Target, program: string, words: readonly string[], checked: CheckedProgram): ChildProcess => {
  const { options, mounts, uid, gid, stdio, shell, argv0 } = checked
  const list = listOf(stdio)
  const command = commandOf(program, words, shell)
  const [file = ''] = command
  const numbers = [list.length, list.length + 1, mounts ? 1 : 0, uid, gid]
  const args = ['exec', ...numbers.map(String), wordOf(target.name), argv0 ?? file, ...command]
  const child = spawn(helperPath(), args, { ...options, stdio: [...list, target.fd, 'pipe'] as StdioOptions })
  const report = child.stdio[list.length + 1]
  if (report !== undefined && report !== null) watch(child, report as Readable, program)
  return child
}

/** Like `spawn` of node:child_process: failures to start are `error` events of the child. */
export const spawnIn = (
  target: Target,
  program: string,
  words: readonly string[],
  options: ProgramOptions | undefined,
): ChildProcess => start(target, program, words, checkSpawn(program, words, options))

/** Runs a program to its end. Rejects with ProgramError unless its exit code is 0. */
export const execIn = async (
  target: Target,
  program: string,
  words: readonly string[],
  options: ExecOptions | undefined,
): Promise<ExecResult> => {
  const { input, ...checked } = checkExec(program, words, options)
  const child = start(target, program, words, checked)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  // a program need not read all of its input
  child.stdin?.on('error', () => undefined).end(input)
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (...how: [number | null, string | null]) => resolve(how))
  })
  if (code !== 0) throw new ProgramError(program, code, signal, output)
  return output
}
