/** The one file that loads the addon, and finds the helper beside it. What its functions do is said in native/socket.h. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UnsupportedError } from '../protocol/errors.ts'

type Data = Uint8Array | readonly Uint8Array[]

/** Functions of one socket, for what stands in the bytes from `start` to `end`. */
export interface Ways {
  exchange(bytes: Uint8Array, start: number, end: number, slab: Uint8Array, window: number, most: number): number
  /** 1: something has come, which is there to receive; 0: nothing. */
  send(bytes: Uint8Array, start: number, end: number): number
}

/** A socket of the addon. Numbers below zero are negative errnos. */
export interface NativeSocket {
  readonly fd: number
  bind(address: Uint8Array): number
  connect(address: Uint8Array): number
  getsockname(into: Uint8Array): number
  setsockopt(level: number, name: number, value: Uint8Array): number
  getsockopt(level: number, name: number, into: Uint8Array): number
  send(data: Data): number
  receive(slab: Uint8Array, window: number): number
  exchange(data: Data, slab: Uint8Array, window: number, most?: number): number
  ways(): Ways
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
  close(): number
}

/** An open file that is closed when nothing refers to it any more. */
export interface NativeFile extends Pick<NativeSocket, 'fd' | 'close'> {}

export interface Native {
  open(domain: number, type: number, protocol: number): NativeSocket | number
  adopt(fd: number): NativeSocket | number
  socketpair(domain: number, type: number, protocol: number): readonly [NativeSocket, NativeSocket] | number
  /** A number is an open descriptor of the namespace, which is duplicated. */
  openNamespace(namespace: string | number): NativeFile | number
  adoptNamespace(fd: number): NativeFile | number
  /** A child process to wait for when this thread ends. */
  keepChild(pid: number): number
  /** It was waited for. */
  forgetChild(pid: number): number
  readonly constants: { readonly [name: string]: number }
}

let loaded: Native | undefined

/** The folder with `prebuilds`: this file stands in `dist`, or in `src/netlink/transport` while it is worked on. */
const packageRoot = (): string => {
  /* c8 ignore next -- one arm is for the package, which is tested as a whole */
  const up = import.meta.url.endsWith('/src/netlink/transport/native.ts') ? '../../..' : '..'
  return join(dirname(fileURLToPath(import.meta.url)), up)
}

/** Throws UnsupportedError where there is no netlink, or no binary for this machine. */
export const loadNative = (): Native => {
  if (loaded !== undefined) return loaded
  if (process.platform !== 'linux')
    throw new UnsupportedError('netlink sockets', `only Linux has them, this is ${process.platform}`)
  const require = createRequire(import.meta.url)
  try {
    const load = require('node-gyp-build') as (folder: string) => Native
    loaded = load(packageRoot())
  } catch (cause) {
    const reason = `no binary for ${process.platform} ${process.arch} could be loaded; with a C compiler, \`npx node-gyp rebuild\` in the package makes one`
    throw new UnsupportedError('netlink sockets', reason, { cause })
  }
  return loaded
}

/** Where the namespace helper of this machine is. Throws UnsupportedError where there is none. */
export const helperPath = (): string => {
  // the places where node-gyp-build looks for the addon
  const folder = process.env['RTNL_PREBUILD'] ?? packageRoot()
  const arch = process.env['npm_config_arch'] ?? process.arch
  const places = [join(folder, 'build/Release/setns'), join(folder, `prebuilds/linux-${arch}/setns`)]
  const found = places.find((place) => existsSync(place))
  if (found !== undefined) return found
  const reason = `no helper for ${process.platform} ${arch} was found; with a C compiler, \`npx node-gyp rebuild\` in the package makes one`
  throw new UnsupportedError('network namespaces', reason)
}
