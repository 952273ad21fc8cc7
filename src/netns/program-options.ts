/** What programs in namespaces are started with, checked before anything is started. */
import type { SpawnOptions, StdioOptions } from 'node:child_process'
import { EncodeError } from '../netlink/codec/errors.ts'
import { checkOptions, checkSignal, checkTimeout, OptionError } from '../netlink/socket/options.ts'
import { groupOf, userOf } from './users.ts'
import { checkBoolean, checkText } from './values.ts'

export interface ProgramOptions extends Omit<SpawnOptions, 'uid' | 'gid'> {
  /**
   * Mounts of its own: a /sys that shows the namespace, and the files of /etc/netns/NAME over those of /etc. Default
   * true, as with `ip netns exec`; takes CAP_SYS_ADMIN.
   */
  readonly mounts?: boolean | undefined
  /**
   * The user to run as: a number, or a name of /etc/passwd (that of the calling process), whose primary group is then the
   * default of `gid`. Supplementary groups are dropped. Absent: as the caller. `undefined` is refused.
   */
  readonly uid?: number | string
  /** The group: a number, or a name of /etc/group. Supplementary groups are dropped. `undefined` is refused. */
  readonly gid?: number | string
}

export interface ExecOptions extends Omit<ProgramOptions, 'stdio' | 'serialization'> {
  /** Written to its standard input. */
  readonly input?: string | Uint8Array | undefined
}

const EXEC_OPTIONS = [
  ...['mounts', 'uid', 'gid', 'cwd', 'env', 'argv0', 'shell', 'signal', 'timeout', 'killSignal', 'detached'],
  // node:child_process takes them everywhere; they mean something on Windows
  ...['windowsHide', 'windowsVerbatimArguments'],
]
const SPAWN_OPTIONS = [...EXEC_OPTIONS, 'stdio', 'serialization']

/** What the helper takes for the caller's own user or group. */
const KEEP = '-'

const checkIdentity = (options: ProgramOptions): { readonly uid: string; readonly gid: string } => {
  for (const key of ['uid', 'gid'] as const)
    if (key in options && options[key] === undefined)
      throw new EncodeError(key, 'a number or a name, not undefined; leave it out to keep that of the caller')
  const user = options.uid === undefined ? undefined : userOf(options.uid)
  const gid = options.gid === undefined ? user?.gid : groupOf(options.gid)
  return { uid: String(user?.uid ?? KEEP), gid: String(gid ?? KEEP) }
}

/** Values are made text by node:child_process, which leaves out those that are undefined. */
const checkEnvironment = (env: unknown): void => {
  if (env === undefined) return
  if (typeof env !== 'object' || env === null) throw new EncodeError('env', 'an object', env)
  // inherited ones are handed on as well
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

/** The program and its arguments. Throws EncodeError, with `program` or `args[1]` as the field at fault. */
const checkCommand = (program: unknown, words: unknown): void => {
  if (checkText(program, 'program', 'the path or the name of a program') === '')
    throw new EncodeError('program', 'the path or the name of a program', program)
  if (!Array.isArray(words)) throw new EncodeError('args', 'a list of arguments', words)
  for (const [index, word] of words.entries()) checkText(word, `args[${index}]`)
}

export interface CheckedProgram {
  readonly options: SpawnOptions
  readonly mounts: boolean
  /** In decimal digits. */
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
  // node:child_process takes whole milliseconds, and no Infinity
  const wait = timeout === undefined || timeout === Number.POSITIVE_INFINITY ? undefined : Math.ceil(timeout)
  return { options: { ...rest, timeout: wait }, mounts, ...checkIdentity(given), stdio, shell, argv0 }
}

/** Throws OptionError for options that do not exist, EncodeError for values that can't be. */
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
