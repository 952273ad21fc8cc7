/**
 * A unit is one generated function: its source and the constants it uses. The functions that generate source for one kind of
 * node are a file each (`scalars.ts`, `structs.ts`, ...). They call `value` for the parts of a node, which `compiler.ts`
 * implements, so that no file imports the one that dispatches to it.
 *
 * Variables of generated code: `b` and `v` are the bytes and their DataView, `s` and `e` the offsets of the node, `h` the
 * header of its message, `o` the value; `n` and `a` are of any use in between. In a loop over attributes `t` is the type, `q` and `r` the offsets of the payload.
 */
import type { Node } from '../../node.ts'
import { LIBRARY } from './library.ts'

/** A function of generated code. `h` is the header of the message that contains the node. */
export type Part = (b: Uint8Array, v: DataView, s: number, e: number, h: object) => unknown

/** A function that is compiled on its first call. */
export interface Lazy {
  f: Part
}

/** How generated code reads the values that a select depends on. */
export interface Context {
  /** Expression for a header field. */
  readonly field: (name: string) => string
  /** Expression for the header as an object, which is passed to the functions of nests. */
  readonly header: string
  /** Expression for an attribute of the same nest. */
  readonly sibling: (key: string) => string
}

/** Source of a string literal. */
export const quote = JSON.stringify

/** Source of a property access. */
export const access = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${quote(key)}]`)

export const ofObject = (key: string): string => `o${access(key)}`

export const NESTED: Context = {
  field: (name) => `h${access(name)}`,
  header: 'h',
  // The attributes around the nest are out of reach; the interpreter has them.
  sibling: () => 'bad()',
}

/** Fewer than the interpreter's limit. */
const MAX_LEVELS = 32

export abstract class Unit {
  readonly little: boolean
  /** Number of nests around the function that is running; shared by all functions of a compiler. */
  private readonly nesting: { levels: number }
  private readonly constants: unknown[] = []

  constructor(little: boolean, nesting: { levels: number }) {
    this.little = little
    this.nesting = nesting
  }

  /** Expression for the value of a node between two offsets. Its code throws BAD at malformed bytes. */
  abstract value(node: Node, s: string, e: string, context: Context): string

  /** The function of a node that is more than an expression; compiled on its first call. */
  abstract part(node: Node): Lazy

  /** An empty unit of the same compiler. */
  abstract another(): Unit

  /** Compiles a function from its body. */
  finish(body: string): Part {
    const names = Object.keys(LIBRARY)
    const constants = this.constants.map((_, index) => `k${index}`)
    const source = `'use strict'\nreturn (b, v, s, e, h) => {\nlet n = 0, a\n${body}\n}`
    const make = new Function(...names, ...constants, source) as (...values: unknown[]) => Part
    return make(...Object.values(LIBRARY), ...this.constants)
  }

  /** The name by which the function's code refers to a value. */
  constant(value: unknown): string {
    this.constants.push(value)
    return `k${this.constants.length - 1}`
  }

  /** Expression for a new empty object with space for the keys. */
  fresh(keys: readonly (string | null)[]): string {
    const space = keys.map((key) => `this${access(String(key))} = 0`).join(';')
    const make = new Function(`return function () { if (arguments.length > 0) { ${space} } }`)() as {
      prototype: object
    }
    make.prototype = Object.prototype
    return `new ${this.constant(make)}()`
  }

  /** A body that makes `o`, one level deeper than its caller. The interpreter reads deeper nests. */
  level(body: string): string {
    const at = `${this.constant(this.nesting)}.levels`
    return `if (${at} === ${MAX_LEVELS}) throw BAD\n${at}++\n${body}\n${at}--\nreturn o`
  }
}
