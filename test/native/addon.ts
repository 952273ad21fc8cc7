/** The raw addon for tests, without src/. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { endianness } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export type Data = Uint8Array | readonly Uint8Array[]

export interface BoundCalls {
  exchange(bytes: Uint8Array, start: number, end: number, slab: Uint8Array, window: number, limit: number): number
  send(bytes: Uint8Array, start: number, end: number): number
}

export interface Socket {
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
  receiveFds(into: Uint8Array, max: number): { length: number; fds: number[] } | number
  sendFds(data: Uint8Array, fds: readonly number[]): number
  poll(onReadable: () => void): number
  stopPolling(): number
  ref(): void
  unref(): void
  startThread(
    slabs: readonly Uint8Array[],
    window: number,
    linger: number,
    onSlab: (index: number, used: number) => void,
    coalesce?: number,
    control?: number,
  ): number
  post(ticket: number, data: Data, conclude?: number): number
  take(microseconds: number): number
  release(index: number): number
  pause(paused: number): number
  stopThread(): number
  close(): number
}

interface Addon {
  open(domain: number, type: number, protocol: number): Socket | number
  adopt(fd: number): Socket | number
  socketpair(domain: number, type: number, protocol: number): [Socket, Socket] | number
  openNamespace(namespace: string | number): Socket | number
  adoptNamespace(fd: number): Socket | number
  namespaceOwner(fd: number): number
  readonly constants: { readonly [name: string]: number }
}

export const root = fileURLToPath(new URL('../..', import.meta.url))
const load = createRequire(import.meta.url)('node-gyp-build') as (folder: string) => Addon
export const addon = load(root)

export const AF_UNIX = 1
export const AF_INET = 2
export const AF_INET6 = 10
export const AF_NETLINK = 16
export const AF_PACKET = 17
export const SOCK_STREAM = 1
export const SOCK_DGRAM = 2
export const SOCK_RAW = 3
export const SOCK_SEQPACKET = 5
export const SOL_SOCKET = 1
export const ERROR_RECEIVE = 0x80000000
export const ERROR_SEND = 0x40000000
export const CONCLUDED = 0x20000000
export const little = endianness() === 'LE'

/** The socket, or an exception with the errno. */
export const opened = (result: Socket | number): Socket => {
  if (typeof result === 'number') throw new Error(`errno ${-result}`)
  return result
}

export const pair = (type: number): [Socket, Socket] => {
  const result = addon.socketpair(AF_UNIX, type, 0)
  if (typeof result === 'number') throw new Error(`errno ${-result}`)
  return result
}

export interface Record {
  at: number
  size: number
  length: number
  flags: number
  sender: Uint8Array
  control: Uint8Array
  data: Uint8Array
}

/** Parses `used` bytes of records; returns copies. */
export const records = (bytes: Uint8Array, used: number): Record[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const found: Record[] = []
  for (let at = 0; at < used; ) {
    const size = view.getUint32(at, little)
    const length = view.getUint32(at + 4, little)
    if (size < 32 || size % 8 !== 0 || at + size > used) throw new Error(`record of ${size} bytes at ${at} of ${used}`)
    const name = view.getUint16(at + 12, little)
    const control = view.getUint16(at + 14, little)
    const start = at + 32 + ((control + 7) & ~7)
    found.push({
      at,
      size,
      length,
      flags: view.getUint32(at + 8, little),
      sender: bytes.slice(at + 16, at + 16 + name),
      control: bytes.slice(at + 32, at + 32 + control),
      data: bytes.slice(start, Math.min(start + length, at + size)),
    })
    at += size
  }
  return found
}

/** A slab for a thread: memory that cannot be detached. */
export const shared = (size: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(size))

export const text = (string: string): Uint8Array => new TextEncoder().encode(string)
export const texts = (list: readonly Record[]): string[] => list.map(({ data }) => new TextDecoder().decode(data))

export const i32 = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer)

/** struct sockaddr_nl */
export const netlinkAddress = (groups = 0): Uint8Array => {
  const bytes = new Uint8Array(12)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, AF_NETLINK, little)
  view.setUint32(8, groups, little)
  return bytes
}

/** struct nlmsghdr, then `payload`. */
export const netlinkMessage = (type: number, flags: number, sequence: number, payload: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(16 + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, bytes.length, little)
  view.setUint16(4, type, little)
  view.setUint16(6, flags, little)
  view.setUint32(8, sequence, little)
  bytes.set(payload, 16)
  return bytes
}

export const RTM_NEWLINK = 16
export const RTM_GETLINK = 18
export const NLM_F_REQUEST = 1

/** struct ifinfomsg for the loopback, index 1 of every namespace; with IFLA_MTU if given. */
export const loopback = (mtu?: number): Uint8Array => {
  const bytes = new Uint8Array(mtu === undefined ? 16 : 24)
  const view = new DataView(bytes.buffer)
  view.setInt32(4, 1, little)
  if (mtu !== undefined) {
    view.setUint16(16, 8, little)
    view.setUint16(18, 4, little)
    view.setUint32(20, mtu, little)
  }
  return bytes
}

export const getLoopback = (sequence: number): Uint8Array =>
  netlinkMessage(RTM_GETLINK, NLM_F_REQUEST, sequence, loopback())

/** Type and sequence number of the message a datagram starts with. */
export const messageOf = ({ data }: Record): { type: number; sequence: number } => {
  const view = new DataView(data.buffer, data.byteOffset)
  return { type: view.getUint16(4, little), sequence: view.getUint32(8, little) }
}

export const descriptors = (): number => readdirSync('/proc/self/fd').length

const nameOfThread = (task: string): string => {
  try {
    return readFileSync(`/proc/self/task/${task}/comm`, 'utf8').trim()
  } catch (error) {
    // a thread that has ended since they were listed
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}

/** I/O threads of this process. A joined one may be listed for a moment longer. */
export const threads = (): number =>
  readdirSync('/proc/self/task').filter((task) => nameOfThread(task) === 'rtnl-io').length

/** Runs test/native/children/NAME.ts; `namespace`: in a network namespace of its own. */
export const child = async (
  name: string,
  { args = [], flags = [], namespace = false }: { args?: string[]; flags?: string[]; namespace?: boolean } = {},
): Promise<string> => {
  const path = fileURLToPath(new URL(`children/${name}.ts`, import.meta.url))
  const node = [process.execPath, ...flags, '--import', './test/typescript.mjs', path, ...args]
  const unshare = ['unshare', ...(process.getuid?.() === 0 ? ['--net'] : ['--user', '--map-root-user', '--net'])]
  const [program = '', ...rest] = namespace ? [...unshare, ...node] : node
  const { stdout } = await promisify(execFile)(program, rest, { cwd: root })
  return stdout.trim()
}

/** Another descriptor of the same open file, which the caller closes. */
export const duplicate = (fd: number): number => {
  const [here, there] = pair(SOCK_SEQPACKET)
  here.sendFds(Uint8Array.of(1), [fd])
  const received = there.receiveFds(new Uint8Array(1), 1)
  for (const one of [here, there]) one.close()
  if (typeof received === 'number') throw new Error(`errno ${-received}`)
  return received.fds[0] as number
}
