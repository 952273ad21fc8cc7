/** Every function of the addon with valid arguments, and the states in which a socket may be called. */
import { AF_UNIX, SOCK_DGRAM, SOL_SOCKET, type Socket, shared } from './addon.ts'
import type { Kind } from './hostile-values.ts'

export type Call = (...values: unknown[]) => unknown

export interface Parameter {
  readonly kind: Kind
  readonly value: unknown
  /** Whether a value of the right type can still be misuse. */
  readonly bounded?: boolean
}

const int32 = (value: number): Parameter => ({ kind: 'int32', value })
const uint32 = (value: number): Parameter => ({ kind: 'uint32', value })
const offset = (value: number): Parameter => ({ kind: 'uint32', value, bounded: true })
const bytes = (size = 4096): Parameter => ({ kind: 'bytes', value: new Uint8Array(size) })
const part = (): Parameter => ({ ...bytes(64), bounded: true })
const data = (): Parameter => ({ kind: 'data', value: [new Uint8Array(64), new Uint8Array(64)] })
const callback = (): Parameter => ({ kind: 'function', value: () => {} })
const domain = [int32(AF_UNIX), int32(SOCK_DGRAM), int32(0)]

/** Valid arguments of every function, new ones for every call. */
export const functions: { readonly [name: string]: () => readonly Parameter[] } = {
  open: () => domain,
  socketpair: () => domain,
  adopt: () => [int32(-1)],
  openNamespace: () => [{ kind: 'text or int32', value: '/proc/self/ns/net' }],
  adoptNamespace: () => [int32(-1)],
  namespaceOwner: () => [int32(-1)],
  keepChild: () => [int32(-1)],
  forgetChild: () => [int32(-1)],
  // this one is never run: there is no such program
  execRestricted: () => [int32(-1), int32(-1), { kind: 'bytes', value: new TextEncoder().encode('/nonexistent\0') }],
}

export const methods: { readonly [name: string]: () => readonly Parameter[] } = {
  bind: () => [bytes(8)],
  connect: () => [bytes(8)],
  getsockname: () => [bytes(128)],
  setsockopt: () => [int32(SOL_SOCKET), int32(8), bytes(4)],
  getsockopt: () => [int32(SOL_SOCKET), int32(8), bytes(4)],
  send: () => [data()],
  receive: () => [bytes(), uint32(100)],
  exchange: () => [data(), bytes(), uint32(100), uint32(1)],
  boundCalls: () => [],
  receiveFds: () => [bytes(), uint32(4)],
  sendFds: () => [bytes(8), { kind: 'fds', value: [] }],
  poll: () => [callback()],
  stopPolling: () => [],
  startThread: () => [
    { kind: 'slabs', value: [shared(4096), shared(4096)] },
    uint32(100),
    uint32(0),
    callback(),
    uint32(0),
    uint32(1),
  ],
  post: () => [uint32(5), data(), uint32(1)],
  take: () => [uint32(3)],
  release: () => [uint32(0)],
  pause: () => [uint32(0)],
  stopThread: () => [],
  ref: () => [],
  unref: () => [],
  close: () => [],
}

export const bound: { readonly [name: string]: () => readonly Parameter[] } = {
  exchange: () => [part(), offset(0), offset(64), bytes(), uint32(100), uint32(1)],
  send: () => [part(), offset(0), offset(64)],
}

/** What a socket may be doing when it is called. */
export const states: { readonly [name: string]: (socket: Socket) => unknown } = {
  idle: () => {},
  'with a thread': (socket) => socket.startThread([shared(4096), shared(4096)], 100, 0, () => {}),
  polling: (socket) => socket.poll(() => {}),
  closed: (socket) => socket.close(),
}
