/**
 * What the decoding functions share: the bytes, the options, and where problems and spans go. The functions of one kind of
 * node are a file each (`scalars.ts`, `structs.ts`, ...). They call `node` for the parts of their value, which `decode.ts`
 * implements, so that no file imports the one that dispatches to it.
 */
import { DecodeError } from '../errors.ts'
import type { Node } from '../node.ts'
import { hostOrder } from '../order.ts'
import type { Scope } from '../select.ts'
import type { DecodeOptions } from './options.ts'
import type { Span } from './span.ts'

export type Value = { [key: string]: unknown }

/** Why a value cannot be decoded. The nest that contains it catches it and reports a problem. */
export class Malformed extends Error {}

export const wrongLength = (expected: number, found: number): Malformed =>
  new Malformed(`${found} bytes, expected ${expected}`)

/** A span whose children are being read. */
export interface OpenSpan {
  readonly span: Span
  readonly outer: Span[]
}

export abstract class NodeReader {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly little: boolean
  readonly options: DecodeOptions
  spans: Span[] | undefined
  /** Number of nests around the attribute that is being read. */
  levels = 0

  constructor(bytes: Uint8Array, options: DecodeOptions) {
    // A slice of a Buffer would share its memory, and a decoded value owns its bytes.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.little = (options.order ?? hostOrder) === 'le'
    this.options = options
    this.spans = options.spans
  }

  /** Decodes the bytes between two offsets. Throws Malformed. */
  abstract node(node: Node, start: number, end: number, scope: Scope, path: string): unknown

  problem(path: string, offset: number, message: string): void {
    if (this.options.strict === true) throw new DecodeError(message, path, offset)
    this.options.problems?.push({ path, offset, message })
  }

  /** Starts a span if spans are requested; the spans opened before `close` are its children. */
  open(
    kind: Span['kind'],
    offset: number,
    length: number,
    name: string,
    constant: string | undefined,
    path: string,
    node: Node | undefined,
  ): OpenSpan | undefined {
    if (this.spans === undefined) return undefined
    const span: Span = { kind, offset, length, name, constant, path, node, value: undefined, children: [] }
    const outer = this.spans
    outer.push(span)
    this.spans = span.children
    return { span, outer }
  }

  close(opened: OpenSpan | undefined, value: unknown): void {
    if (opened === undefined) return
    opened.span.value = value
    this.spans = opened.outer
  }
}
