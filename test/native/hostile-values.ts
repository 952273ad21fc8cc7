/**
 * Values that callers should not pass to the addon, and arrays whose elements run code that closes sockets or detaches
 * buffers.
 */
import { openSync } from 'node:fs'
import { types } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { AF_UNIX, addon, pair, SOCK_DGRAM, type Socket, shared } from './addon.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What a parameter accepts. */
export type Kind = 'int32' | 'uint32' | 'bytes' | 'data' | 'function' | 'slabs' | 'fds' | 'text or int32'

export interface Hostile {
  readonly name: string
  /** Creates a value for every call, given the socket that is called and the buffers of its other arguments. */
  make(socket: Socket, buffers: readonly ArrayBufferLike[]): unknown
  /** Whether the outcome depends on how far the addon gets: a number and an exception are both right. */
  readonly either?: boolean
}

/** Thrown by getters: it must reach the caller unchanged. */
export class Marker extends Error {}

interface Resizable extends ArrayBuffer {
  resize(size: number): void
}
type ResizableConstructor = new (size: number, options: { maxByteLength: number }) => Resizable
const ResizableBuffer = ArrayBuffer as unknown as ResizableConstructor
const GrowableBuffer = SharedArrayBuffer as unknown as new (
  size: number,
  options: { maxByteLength: number },
) => SharedArrayBuffer

/** The memory is freed, not only unreachable. */
const detach = (buffers: Iterable<ArrayBufferLike>): void => {
  for (const buffer of buffers) if (buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] })
  collect()
  collect()
}

const detached = (): Uint8Array => {
  const bytes = new Uint8Array(4096)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  return bytes
}

/** Views that end beyond what remains of their buffer. */
const outOfBounds = (): Uint8Array => {
  const buffer = new ResizableBuffer(8192, { maxByteLength: 8192 })
  const bytes = new Uint8Array(buffer, 4096, 4096)
  buffer.resize(64)
  return bytes
}

class Lying extends Uint8Array {
  override get length(): number {
    throw new Marker('length')
  }
  override get byteLength(): number {
    throw new Marker('byteLength')
  }
  override get buffer(): ArrayBuffer {
    throw new Marker('buffer')
  }
  static get [Symbol.species](): typeof Uint8Array {
    throw new Marker('species')
  }
}

const object = (value: object): object =>
  new Proxy(value, {
    get: () => {
      throw new Marker('get')
    },
    getPrototypeOf: () => {
      throw new Marker('getPrototypeOf')
    },
  })

const NUMBERS = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0.5,
  -0.5,
  1.5,
  -1,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 32 + 1,
  2 ** 53,
]

const plain: readonly Hostile[] = [
  ...NUMBERS.map((value) => ({ name: String(value), make: () => value })),
  { name: 'undefined', make: () => undefined },
  { name: 'null', make: () => null },
  { name: 'true', make: () => true },
  { name: '1n', make: () => 1n },
  { name: "''", make: () => '' },
  { name: "'1'", make: () => '1' },
  { name: "'/proc/self/ns/net' and NUL", make: () => '/proc/self/ns/net\0' },
  { name: 'a very long string', make: () => 'x'.repeat(100_000) },
  { name: 'a symbol', make: () => Symbol('hostile') },
  { name: '{}', make: () => ({}) },
  { name: '{ valueOf }', make: () => ({ valueOf: () => 1, toString: () => '1', length: 2, 0: new Uint8Array(1) }) },
  { name: 'a Number object', make: () => new Number(1) },
  { name: 'a function', make: () => () => {} },
  { name: 'a class', make: () => class {} },
  { name: 'a Proxy of a function', make: () => new Proxy(() => {}, {}) },
  { name: 'the socket', make: (socket) => socket },
  { name: 'a Proxy of the socket', make: (socket) => object(socket) },
  { name: 'a Proxy of bytes', make: () => object(new Uint8Array(4096)) },
  { name: 'a Proxy of an array', make: () => object([new Uint8Array(4096)]) },
  { name: 'a DataView', make: () => new DataView(new ArrayBuffer(4096)) },
  { name: 'an ArrayBuffer', make: () => new ArrayBuffer(4096) },
  { name: 'a SharedArrayBuffer', make: () => new SharedArrayBuffer(4096) },
  { name: 'a Uint16Array', make: () => new Uint16Array(4096) },
  { name: 'a Uint8ClampedArray', make: () => new Uint8ClampedArray(4096) },
  { name: 'no bytes', make: () => new Uint8Array(0) },
  { name: 'detached bytes', make: detached },
  { name: 'bytes out of bounds', make: outOfBounds },
  { name: 'bytes that lie', make: () => new Lying(4096) },
  { name: 'a Buffer', make: () => Buffer.alloc(4096) },
  { name: 'shared bytes', make: () => shared(4096) },
  {
    name: 'bytes that can grow',
    make: () => new Uint8Array(new GrowableBuffer(4096, { maxByteLength: 1 << 20 })),
  },
  {
    name: 'bytes that can shrink',
    make: () => new Uint8Array(new ResizableBuffer(4096, { maxByteLength: 1 << 20 })),
  },
]

/** What may be sent, any number of times. */
const file = openSync('/dev/null', 'r')

/** Valid elements of arrays of each kind. */
const elements = {
  data: (): Uint8Array => new Uint8Array(4096).fill(7),
  slabs: (): Uint8Array => shared(4096),
  fds: (): number => file,
}

type ArrayKind = keyof typeof elements
const isArrayKind = (kind: Kind): kind is ArrayKind => kind in elements

/** What an element does when it is read. */
const deeds: { readonly [name: string]: (socket: Socket, buffers: readonly ArrayBufferLike[]) => void } = {
  throws: () => {
    throw new Marker('element')
  },
  'closes the socket': (socket) => socket.close(),
  'closes it and opens others': (socket) => {
    socket.close()
    for (const one of pair(SOCK_DGRAM)) one.close()
  },
  'starts a thread': (socket) => void socket.startThread([shared(4096), shared(4096)], 100, 0, () => {}),
  'starts a thread and stops it': (socket) => {
    socket.startThread([shared(4096), shared(4096)], 100, 0, () => {})
    socket.stopThread()
  },
  'stops the thread': (socket) => socket.stopThread(),
  polls: (socket) => void socket.poll(() => {}),
  'stops polling': (socket) => socket.stopPolling(),
  sends: (socket) => void socket.send(new Uint8Array(8)),
  'detaches the buffers': (_, buffers) => detach(buffers),
  collects: () => collect(),
  'makes a socket': () => {
    const made = addon.open(AF_UNIX, SOCK_DGRAM, 0)
    if (typeof made !== 'number') made.close()
  },
}

/** An array of `count` elements. Element `at` runs code when it is read; all else is valid. */
const acting = (kind: ArrayKind, count: number, at: number, deed: (mine: ArrayBufferLike[]) => void): unknown[] => {
  const right: () => unknown = elements[kind]
  const values = Array.from({ length: count }, right)
  const mine = values.filter((value) => types.isUint8Array(value)).map((value) => (value as Uint8Array).buffer)
  const value = values[at]
  Object.defineProperty(values, at, {
    get: () => {
      deed(mine)
      return value
    },
  })
  return values
}

/** Arrays that differ from what they seem to be. */
const arrays = (kind: ArrayKind): Hostile[] => {
  const either = true
  const right = elements[kind]
  const list: Hostile[] = [
    { name: 'no elements', either, make: () => [] },
    { name: 'holes', either, make: () => new Array(2) },
    { name: 'very many', either, make: () => new Array(70_000).fill(right()) },
    { name: 'a very long array of holes', either, make: () => new Array(2 ** 32 - 1) },
    { name: 'the same one twice', either, make: () => new Array(2).fill(right()) },
    {
      name: 'a subclass',
      either,
      make: () => new (class extends Array<unknown> {})(right(), right()),
    },
    {
      name: 'a Proxy as its prototype',
      make: () => Object.setPrototypeOf(new Array(2), object([])),
      either,
    },
    {
      name: 'an array that shrinks',
      either,
      make: () => {
        const values = acting(kind, 5, 0, () => {
          values.length = 1
        })
        return values
      },
    },
    {
      name: 'a resizable buffer that shrinks to nothing',
      either,
      make: () => {
        const buffer = new ResizableBuffer(8192, { maxByteLength: 1 << 20 })
        const values: unknown[] = [new Uint8Array(buffer)]
        Object.defineProperty(values, 1, {
          enumerable: true,
          get: () => {
            buffer.resize(0)
            return right()
          },
        })
        return values
      },
    },
  ]
  for (const [what, deed] of Object.entries(deeds))
    for (const at of [0, 1, 3])
      list.push({
        name: `element ${at} ${what}`,
        either,
        make: (socket, buffers) => acting(kind, 4, at, (mine) => deed(socket, [...mine, ...buffers])),
      })
  for (const { name, make } of plain)
    list.push({ name: `an array with ${name}`, either, make: (socket, buffers) => [right(), make(socket, buffers)] })
  return list
}

/** The values to try for a parameter of that kind. */
export const hostileValues = (kind: Kind): readonly Hostile[] =>
  isArrayKind(kind) ? [...plain, ...arrays(kind)] : plain

const range: { readonly [kind in Kind]?: readonly [number, number] } = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
}

/** Whether a value is of a kind, so that the addon must not throw because of it. All arrays are. */
export const fits = (kind: Kind, value: unknown): boolean => {
  const [least, most] = range[kind] ?? [0, 0]
  if (range[kind] !== undefined)
    return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
  if (kind === 'text or int32') return typeof value === 'string' || fits('int32', value)
  if (kind === 'function') return typeof value === 'function'
  if (kind === 'bytes') return types.isUint8Array(value)
  return kind === 'data' && types.isUint8Array(value)
}
