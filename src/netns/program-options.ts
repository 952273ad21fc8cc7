/** The options of programs in namespaces. All are checked before anything is started. */
import type { SpawnOptions, StdioOptions } from 'node:child_process'
import { EncodeError } from '../netlink/codec/errors.ts'
import { checkOptions, checkSignal, checkTimeout, OptionError } from '../netlink/socket/options.ts'
import { groupOf, userOf } from './users.ts'
import { checkBoolean, checkText } from './values.ts'

/** Options of `Netns.spawn`: those of `spawn` of node:child_process, and how the program enters the namespace. */
export interface ProgramOptions extends Omit<SpawnOptions, 'uid' | 'gid'> {
  /**
   * Whether the program gets a mount namespace, with a /sys of the network namespace and the files of /etc/netns/NAME
   * mounted over those of /etc. Default true, as for `ip netns exec`. Needs CAP_SYS_ADMIN.
   */
  readonly mounts?: boolean | undefined
  /**
   * The user to run as: a number, or a name in the /etc/passwd of this process. The primary group of a name is the
   * default of `gid`. Supplementary groups are dropped. Absent: the caller's. `undefined` is refused.
   */
  readonly uid?: number | string
  /** The group: a number, or a name in /etc/group. Supplementary groups are dropped. `undefined` is refused. */
  readonly gid?: number | string
}

/** Options of `Netns.exec`. */
export interface ExecOptions extends Omit<ProgramOptions, 'stdio' | 'serialization'> {
  /** Written to its standard input. Absent: its standard input is empty. */
  readonly input?: string | Uint8Array | undefined
}

const EXEC_OPTIONS = [
  ...['mounts', 'uid', 'gid', 'cwd', 'env', 'argv0', 'shell', 'signal', 'timeout', 'killSignal', 'detached'],
  // accepted by node:child_process on all systems, without effect on Linux
  ...['windowsHide', 'windowsVerbatimArguments'],
]
const SPAWN_OPTIONS = [...EXEC_OPTIONS, 'stdio', 'serialization']

/** To the helper: keep the caller's user or group. */
const KEEP = '-'

const checkIdentity = (options: ProgramOptions): { readonly uid: string; readonly gid: string } => {
  for (const key of ['uid', 'gid'] as const)
    if (key in options && options[key] === undefined)
      throw new EncodeError(key, 'a number or a name, not undefined; leave it out to keep that of the caller')
  const user = options.uid === undefined ? undefined : userOf(options.uid)
  const gid = options.gid === undefined ? user?.gid : groupOf(options.gid)
  return { uid: String(user?.uid ?? KEEP), gid: String(gid ?? KEEP) }
}

/** node:child_process converts the values to text and omits those that are undefined. */
const checkEnvironment = (env: unknown): void => {
  if (env === undefined) return
  if (typeof env !== 'object' || env === null) throw new EncodeError('env', 'an object', env)
  // `in`, since node:child_process passes inherited properties too
  for (const key in env) {
    const value = (env as { readonly [key: string]: unknown })[key]
    const path = `env.${key}`
    if (key === '' || key.includes('=') || key.includes('\0'))
      throw new EncodeError('env', 'names without = and NUL', key)
    if (value !== undefined) checkText(typeof value === 'number' ? String(value) : value, path)
  }
}

const checkShell = (shell: unknown): void => {
  if (shell === undefined || typeof shell === 'boolean') return
  if (checkText(shell, 'shell', 'true, false or a path') === '')
    throw new EncodeError('shell', 'true, false or a path', shell)
}

/** Checks program and arguments. @throws {EncodeError} for `program`, or for example `args[1]`. */
const checkCommand = (program: unknown, words: unknown): void => {
  if (checkText(program, 'program', 'the path or the name of a program') === '')
    throw new EncodeError('program', 'the path or the name of a program', program)
  if (!Array.isArray(words)) throw new EncodeError('args', 'a list of arguments', words)
  for (const [index, word] of words.entries()) checkText(word, `args[${index}]`)
}

export interface CheckedProgram {
  readonly options: SpawnOptions
  readonly mounts: boolean
  /** In decimal digits, or `-` to keep the caller's. */
  readonly uid: string
  readonly gid: string
  readonly stdio: StdioOptions | undefined
  readonly shell: string | boolean | undefined
  readonly argv0: string | undefined
}

const check = (
  where: string,
  program: unknown,
  words: unknown,
  given: ProgramOptions,
  known: readonly string[],
): CheckedProgram => {
  checkOptions(where, given, known)
  checkCommand(program, words)
  const { mounts = true, uid: _uid, gid: _gid, stdio, shell, argv0, timeout, ...rest } = given
  checkBoolean(mounts, 'mounts')
  checkShell(shell)
  if (argv0 !== undefined) checkText(argv0, 'argv0')
  if (typeof rest.cwd === 'string') checkText(rest.cwd, 'cwd')
  checkEnvironment(rest.env)
  checkSignal(where, rest.signal)
  checkTimeout(where, timeout)
  // node:child_process accepts only whole milliseconds, and not Infinity
  const wait = timeout === undefined || timeout === Number.POSITIVE_INFINITY ? undefined : Math.ceil(timeout)
  return { options: { ...rest, timeout: wait }, mounts, ...checkIdentity(given), stdio, shell, argv0 }
}

/** Checks the arguments of `spawn`. Throws OptionError for unknown options, EncodeError for invalid values. */
export const checkSpawn = (program: unknown, words: unknown, options: ProgramOptions = {}): CheckedProgram =>
  check('Netns.spawn', program, words, options, SPAWN_OPTIONS)

/** The same for `exec`, with its `input`. */
export const checkExec = (
  program: unknown,
  words: unknown,
  options: ExecOptions = {},
): CheckedProgram & { readonly input: string | Uint8Array | undefined } => {
  checkOptions('Netns.exec', options, [...EXEC_OPTIONS, 'input'])
  const { input, ...rest } = options
  if (input !== undefined && typeof input !== 'string' && !(input instanceof Uint8Array))
    throw new OptionError('Netns.exec', 'input', 'expected text or bytes')
  const stdio: StdioOptions = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe']
  return { ...check('Netns.exec', program, words, rest, EXEC_OPTIONS), stdio, input }
}
