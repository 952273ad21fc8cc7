/**
 * Loads the addon; no other file does. Finds the helper program. native/module.c documents the functions of the addon.
 */
import { existsSync } from 'node:fs'
import { Module } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UnsupportedError } from '../protocol/errors.ts'
import { folderOfBinaries, howToGetBinaries } from './binaries.ts'
import { whyNoHelper, whyNoSockets } from './runtime.ts'

type Data = Uint8Array | readonly Uint8Array[]

/** Functions bound to one socket. They send the bytes from `start` to `end`. */
export interface BoundCalls {
  exchange(bytes: Uint8Array, start: number, end: number, slab: Uint8Array, window: number, limit: number): number
  /** 1: something can be received; 0: nothing. */
  send(bytes: Uint8Array, start: number, end: number): number
}

/** A socket of the addon. A negative result is a negated errno. */
export interface NativeSocket {
  readonly fd: number
  bind(address: Uint8Array): number
  connect(address: Uint8Array): number
  getsockname(into: Uint8Array): number
  setsockopt(level: number, name: number, value: Uint8Array): number
  getsockopt(level: number, name: number, into: Uint8Array): number
  send(data: Data): number
  receive(slab: Uint8Array, window: number): number
  exchange(data: Data, slab: Uint8Array, window: number, limit?: number): number
  boundCalls(): BoundCalls
  receiveFds(into: Uint8Array, max: number): { readonly length: number; readonly fds: readonly number[] } | number
  sendFds(data: Uint8Array, fds: readonly number[]): number
  poll(onReadable: () => void): number
  stopPolling(): number
  ref(): void
  unref(): void
  startThread(
    slabs: readonly Uint8Array[],
    window: number,
    lingerMicroseconds: number,
    onSlab: (index: number, used: number) => void,
    coalesceMicroseconds?: number,
    control?: number,
  ): number
  post(ticket: number, data: Data, conclude?: number): number
  take(microseconds: number): number
  release(index: number): void
  pause(paused: number): number
  close(): number
}

/** An open file. It is closed when the object is garbage-collected. */
export interface NativeFile extends Pick<NativeSocket, 'fd' | 'close'> {}

export interface Native {
  open(domain: number, type: number, protocol: number): NativeSocket | number
  adopt(fd: number): NativeSocket | number
  socketpair(domain: number, type: number, protocol: number): readonly [NativeSocket, NativeSocket] | number
  /** `namespace`: a path, or an open descriptor, which is duplicated. */
  openNamespace(namespace: string | number): NativeFile | number
  adoptNamespace(fd: number): NativeFile | number
  /** The user who has created the user namespace that owns an open network namespace. */
  namespaceOwner(fd: number): number
  /** Waits for this child process when the current thread ends. */
  keepChild(pid: number): number
  /** Cancels `keepChild`: the child was waited for. */
  forgetChild(pid: number): number
  /** Runs a program in the place of this process, with fewer capabilities. Returns only if it fails. */
  execRestricted(keep: number, fd: number, args: Uint8Array): number
  readonly constants: { readonly [name: string]: number }
}

let loaded: Native | undefined

/**
 * The file that contains this module. Bundlers replace `import.meta.filename`, which Node.js has from 20.11 on, by the name
 * of the bundle. webpack would replace `import.meta.url` by a path of the machine that bundles. CommonJS has neither.
 */
/* c8 ignore next 2 -- the tests are ES modules */
const FILE: string =
  import.meta.filename ?? (import.meta.url === undefined ? __filename : fileURLToPath(import.meta.url))

/** Why the addon could not be loaded. */
const whyNot = (cause: unknown): string =>
  (cause as { code?: unknown }).code === 'MODULE_NOT_FOUND' && String(cause).includes("'node-gyp-build'")
    ? 'the module node-gyp-build, which chooses the binary, was not found; a bundle needs it beside the binaries'
    : `no binary for ${process.platform} ${process.arch} could be loaded; ${howToGetBinaries(FILE, process.arch)}`

const refuse = (feature: string, reason: string | undefined): void => {
  if (reason !== undefined) throw new UnsupportedError(feature, reason)
}

/**
 * Loads the addon once.
 *
 * @throws {UnsupportedError} if this is not Linux, if no binary fits this machine, or if the runtime cannot load it.
 */
export const loadNative = (): Native => {
  if (loaded !== undefined) return loaded
  if (process.platform !== 'linux') refuse('netlink sockets', `only Linux has them, this is ${process.platform}`)
  refuse('netlink sockets', whyNoSockets(process.versions))
  // webpack removes `createRequire` if it is imported by that name
  const require = Module.createRequire(FILE)
  try {
    const load = require('node-gyp-build') as (folder: string) => Native
    loaded = load(folderOfBinaries(FILE, process.arch))
  } catch (cause) {
    throw new UnsupportedError('netlink sockets', whyNot(cause), { cause })
  }
  return loaded
}

/** The path of the namespace helper. @throws {UnsupportedError} if there is none for this machine or runtime. */
export const helperPath = (): string => {
  refuse('network namespaces', whyNoHelper(process.versions))
  // the folders and variables that node-gyp-build uses for the addon
  const arch = process.env['npm_config_arch'] ?? process.arch
  const folder = process.env['RTNL_PREBUILD'] ?? folderOfBinaries(FILE, arch)
  const paths = [join(folder, 'build/Release/setns'), join(folder, `prebuilds/linux-${arch}/setns`)]
  const found = paths.find((path) => existsSync(path))
  if (found !== undefined) return found
  const reason = `no helper for ${process.platform} ${arch} was found; ${howToGetBinaries(FILE, arch)}`
  throw new UnsupportedError('network namespaces', reason)
}
