/** Reads and writes settings below /proc/sys/net, which are separate for each namespace. */
import { fstatSync, statSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { constants, open } from 'node:fs/promises'
import { EncodeError } from '../netlink/codec/errors.ts'
import { decodeUtf8, encodeUtf8 } from '../netlink/codec/text/utf8.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import { NetnsError } from '../setns/errors.ts'
import { askHelper } from '../setns/helper.ts'
import { limited, unlessAborted } from '../setns/limits.ts'
import { TEXT_MAXIMUM } from '../setns/messages.ts'
import { checkWaitOptions, type WaitOptions } from '../setns/options.ts'

/**
 * `net.ipv4.ip_forward`, or with slashes: `net/ipv4/conf/eth0.5/forwarding`. As in sysctl(8) the first dot or slash is the
 * separator. With dots as separators, a slash is a dot in a name: `net.ipv4.conf.eth0/5.forwarding` is the same.
 */
export type SysctlKey = string

const PART = /^[^/\0]+$/
/** Bytes that the helper has space for. */
const LONGEST_KEY = 400

const partsOf = (key: string): readonly string[] => {
  const separator = /[./]/.exec(key)?.[0]
  if (separator === '.') return key.split('.').map((part) => part.replaceAll('/', '.'))
  return separator === '/' ? key.split('/') : []
}

/** The path below /proc/sys. @throws {EncodeError} for an invalid key, and for paths outside of net/. */
const sysctlPath = (key: SysctlKey): string => {
  const parts = typeof key === 'string' ? partsOf(key) : []
  const path = parts.join('/')
  const bad = parts.length < 2 || parts[0] !== 'net' || parts.some((part) => !PART.test(part) || /^\.\.?$/.test(part))
  if (bad || (encodeUtf8(path)?.length ?? Number.POSITIVE_INFINITY) > LONGEST_KEY)
    throw new EncodeError('key', 'a setting below net, such as net.ipv4.ip_forward or net/ipv4/conf/eth0.5/mtu', key)
  return path
}

/** Checks a value. Some handlers of the kernel silently ignore everything after a NUL or a newline. */
const lineOf = (value: unknown): string => {
  const line = Number.isSafeInteger(value) ? String(value) : value
  if (typeof line !== 'string' || line.includes('\0') || line.slice(0, -1).includes('\n'))
    throw new EncodeError('value', 'an integer, or one line of text', value)
  // a write of 0 bytes would have no effect
  return line === '' ? '\n' : line
}

/**
 * Whether it is the namespace of this process, whose settings need neither the helper nor the privilege to enter it.
 */
const isOwn = ({ fd }: NativeFile): boolean => {
  const own = statSync('/proc/self/ns/net', { throwIfNoEntry: false })
  const { dev, ino } = fstatSync(fd)
  return own?.ino === ino && own.dev === dev
}

interface Work {
  readonly operation: 'get sysctl' | 'set sysctl'
  /** The key, for error messages. */
  readonly target: string
  readonly path: string
  /** The bytes to write; absent to read. */
  readonly value?: Uint8Array
}

const transfer = async (file: FileHandle, value: Uint8Array | undefined): Promise<Uint8Array> => {
  if (value === undefined) return file.readFile()
  await file.writeFile(value)
  return value
}

/** Reads or writes a setting of this process's namespace. Fails with the same errors as the helper. */
const inPlace = async ({ operation, target, path, value }: Work): Promise<Uint8Array> => {
  try {
    const file = await open(`/proc/sys/${path}`, value === undefined ? constants.O_RDONLY : constants.O_WRONLY)
    try {
      return await transfer(file, value)
    } finally {
      await file.close()
    }
  } catch (error) {
    const { errno, syscall } = error as { readonly errno: number; readonly syscall: string }
    throw new NetnsError({ errno: -errno, operation, target, syscall })
  }
}

const byHelper = async (
  { operation, target, path, value }: Work,
  namespace: NativeFile,
  options: WaitOptions,
): Promise<Uint8Array> => {
  const key = Buffer.from(encodeUtf8(path) as Uint8Array)
  const text = value === undefined ? key : Buffer.concat([key, Buffer.of(0), value])
  return (await askHelper({ operation, target, text, namespace }, options)).text
}

/** The sysctls of a network namespace (`net.*`), as `sysctl` reads and writes them. */
export class Sysctl {
  private readonly namespace: () => NativeFile

  /** `namespace`: returns the namespace, or throws if it is closed. */
  constructor(namespace: () => NativeFile) {
    this.namespace = namespace
  }

  /**
   * The value without its final newline.
   *
   * @throws {EncodeError} for a key that is not below net.
   * @throws {NetnsError} `ENOENT` if the setting does not exist.
   */
  async get(key: SysctlKey, options?: WaitOptions): Promise<string> {
    const path = sysctlPath(key)
    checkWaitOptions('Sysctl.get', options)
    return decodeUtf8(await this.carryOut({ operation: 'get sysctl', target: key, path }, options)).replace(/\n$/, '')
  }

  /**
   * Sets a value. Several numbers are one text: `'4096 131072 6291456'`. An empty text clears a setting that contains text.
   *
   * @throws {EncodeError} for a key that is not below net.
   * @throws {NetnsError} if the kernel refuses, for example `EINVAL` for an invalid value.
   */
  async set(key: SysctlKey, value: string | number, options?: WaitOptions): Promise<void> {
    const path = sysctlPath(key)
    const text = encodeUtf8(lineOf(value))
    if (text === undefined || LONGEST_KEY + 1 + text.length > TEXT_MAXIMUM)
      throw new EncodeError('value', `text of at most ${TEXT_MAXIMUM - LONGEST_KEY - 1} bytes`, value)
    checkWaitOptions('Sysctl.set', options)
    await this.carryOut({ operation: 'set sysctl', target: key, path, value: text }, options)
  }

  private carryOut(work: Work, options: WaitOptions = {}): Promise<Uint8Array> {
    const namespace = this.namespace()
    if (!isOwn(namespace)) return byHelper(work, namespace, options)
    return limited(`netns ${work.operation} ${work.target}`, options, (signal) =>
      unlessAborted(
        signal,
        () => inPlace(work),
        () => undefined,
      ),
    )
  }
}
