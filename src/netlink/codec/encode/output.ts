/**
 * The memory that a value is encoded into, and what the encoding functions share. The functions of one kind of node are a
 * file each (`scalars.ts`, `structs.ts`, ...). They call `node` for the parts of their value, which `writer.ts` implements,
 * so that no file imports the one that dispatches to it. Every method that writes bytes is here, in one class: all encoders
 * then have objects of the same hidden class, and the calls stay inlined.
 */
import { joinPath } from '../errors.ts'
import { copy } from '../fast/pool.ts'
import { NLA_HDRLEN } from '../nlattr.ts'
import type { Node } from '../node.ts'
import type { ByteOrder } from '../order.ts'
import { hostOrder } from '../order.ts'
import type { Scope } from '../select.ts'

export abstract class Output {
  bytes: Uint8Array
  view: DataView
  /** Where the next bytes go. */
  at = 0
  readonly little: boolean
  /** Whether paths are built: only errors need them, and a path for each attribute costs as much as its bytes. */
  private readonly tracking: boolean

  constructor(order: ByteOrder = hostOrder, size = 256, tracking = false) {
    this.bytes = new Uint8Array(size)
    this.view = new DataView(this.bytes.buffer)
    this.little = order === 'le'
    this.tracking = tracking
  }

  /** Encodes a value. `ending`: the bytes after a text, of a reported flag, or of an identifier, as they were decoded. */
  abstract node(node: Node, value: unknown, scope: Scope, path: string, ending?: Uint8Array): void

  /** Adds bytes, all zero, and returns the offset of the first. */
  reserve(count: number): number {
    const start = this.at
    this.at += count
    if (this.at > this.bytes.length) this.grow(start)
    // Reused memory contains an earlier message.
    else for (let at = start; at < this.at; at++) this.bytes[at] = 0
    return start
  }

  append(bytes: Uint8Array): void {
    const start = this.at
    this.at += bytes.length
    if (this.at > this.bytes.length) this.grow(start)
    copy(bytes, 0, bytes.length, this.bytes, start)
  }

  /** Moves to larger memory, with the bytes before `start`. */
  private grow(start: number): void {
    const larger = new Uint8Array(Math.max(this.at, this.bytes.length * 2))
    larger.set(this.bytes.subarray(0, start))
    this.bytes = larger
    this.view = new DataView(larger.buffer)
  }

  /** A copy of the bytes written so far. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.at)
  }

  /** Writes a number into bytes that were reserved. The number must fit. */
  number(at: number, size: 1 | 2 | 4, number: number, big: boolean): void {
    if (size === 4) this.view.setUint32(at, number, this.little && !big)
    else if (size === 2) this.view.setUint16(at, number, this.little && !big)
    else this.bytes[at] = number
  }

  /** Appends an attribute that is such a number. `at` must be a multiple of 4. */
  numberAttribute(type: number, size: 1 | 2 | 4, number: number, big: boolean): void {
    const start = this.at
    // Four bytes hold any of the sizes, padding included.
    this.at += NLA_HDRLEN + 4
    if (this.at > this.bytes.length) this.grow(start)
    this.view.setUint16(start, NLA_HDRLEN + size, this.little)
    this.view.setUint16(start + 2, type, this.little)
    if (size < 4) this.view.setUint32(start + NLA_HDRLEN, 0)
    this.number(start + NLA_HDRLEN, size, number, big)
  }

  /** The path of a part, if paths are built. */
  path(path: string, key: string | number): string {
    return this.tracking ? joinPath(path, key) : path
  }
}
