/**
 * Decoders made of tables: for every node one function of straight code, written out once and compiled by the engine.
 * They read well-formed messages only; at anything else they throw and the message is read by `decodeShaped`, which
 * says what is wrong. Where code can't be generated (a content security policy) `decodeShaped` does all the work.
 */

import type { Enumeration, Flags } from '../../enumeration.ts'
import { flagWords } from '../../enumeration.ts'
import { fastPaths } from '../../fast/fast-paths.ts'
import type {
  Attributes,
  Identifier,
  Items,
  List,
  Message,
  Node,
  Records,
  Row,
  Scalar,
  Select,
  Text,
  Vector,
} from '../../node.ts'
import { align4, NLA_TYPE_MASK, u32, u64 } from '../../node.ts'
import type { Names, Shape } from '../../shape.ts'
import { decodeShaped, hidden } from '../../shape.ts'
import type { Field, Struct } from '../../struct.ts'
import { lengthOffset, sizeOfEach } from '../../struct.ts'
import {
  addressEnd,
  formatIpv4,
  formatIpv4Prefix,
  formatIpv6,
  formatLinkAddress,
  formatMpls,
  formatString,
} from '../../text/format.ts'
import type { ByteOrder, DecodeOptions } from '../decode.ts'
import { hostOrder } from '../decode.ts'

/** Reads a payload between two offsets. Problems are told in `options` of `compile`. */
export type Decoder<T = unknown> = (bytes: Uint8Array, view: DataView, start: number, end: number) => T

/** A function of generated code. `h` is the header of the message that it reads a part of. */
type Part = (b: Uint8Array, v: DataView, s: number, e: number, h: object) => unknown

/** Thrown where a message is not as the table says; caught by `compile`. */
const BAD = new Error('not as the table says')

/** Names that generated code may use besides its own constants. */
const LIBRARY = {
  BAD,
  addressEnd,
  formatIpv4,
  formatIpv4Prefix,
  formatIpv6,
  formatLinkAddress,
  bad: (): never => {
    throw BAD
  },
  text: (b: Uint8Array, s: number, e: number): string => {
    let stop = s
    while (stop < e && b[stop] !== 0) stop++
    return formatString(b, s, stop)
  },
  mpls: (b: Uint8Array, s: number, e: number): string =>
    (e - s) % 4 === 0 && e > s ? (formatMpls(b, s, e) ?? LIBRARY.bad()) : LIBRARY.bad(),
  identifier: (v: DataView, s: number, little: boolean): string => `0x${v.getBigUint64(s, little).toString(16)}`,
  named: (words: ReadonlyMap<string, string>, text: string): string => words.get(text) ?? text,
  keep: (o: { unknown?: object[] }, id: number, bytes: Uint8Array): void => {
    if (o.unknown === undefined) o.unknown = [{ id, bytes }]
    else o.unknown.push({ id, bytes })
  },
}

/** `/0` to `/255`. */
const SUFFIXES: readonly string[] = Array.from({ length: 256 }, (_, length) => `/${length}`)

/** At most so many sets of flags are remembered; a hostile kernel could invent any number. */
const FLAG_SETS = 4096

const flagSets = (node: Flags): ((bits: number) => readonly (string | number)[]) => {
  const seen = new Map<number, readonly (string | number)[]>()
  return (bits) => {
    const known = seen.get(bits)
    if (known !== undefined) return known
    const words = Object.freeze(flagWords(node, bits))
    if (seen.size < FLAG_SETS) seen.set(bits, words)
    return words
  }
}

const wordTable = (node: Enumeration): ((number: number) => string | number) | (string | number)[] => {
  if (node.scalar.size === 1 && !node.scalar.signed)
    return Array.from({ length: 256 }, (_, number) => node.words.get(number) ?? number)
  return (number) => node.words.get(number) ?? number
}

const quote = JSON.stringify

/** A select's word as the value that says it may be: text, or a number. */
const sayings = (word: string): string[] => (String(Number(word)) === word ? [quote(word), word] : [quote(word)])

const access = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${quote(key)}]`)

/** How generated code asks for what a select depends on. */
interface Context {
  /** Expression for a field of the header. */
  readonly field: (name: string) => string
  /** Expression for the header as an object, for the functions of nests. */
  readonly header: string
  /** Expression for an attribute of the same nest. */
  readonly sibling: (key: string) => string
}

const NESTED: Context = {
  field: (name) => `h${access(name)}`,
  header: 'h',
  // What stands around is out of reach: `decodeShaped` has it.
  sibling: () => 'bad()',
}

/** A function that is compiled when it is first called. */
interface Lazy {
  f: Part
}

/** Fewer than the interpreter reads. */
const MAX_LEVELS = 32

class Compiler {
  private readonly little: boolean
  private readonly parts = new Map<Node, Lazy>()
  /** How deep in nests the function is that runs now. */
  readonly nesting = { levels: 0 }

  constructor(order: ByteOrder) {
    this.little = order === 'le'
  }

  /** The function of a node that is more than a value; compiled on its first call, since most kinds never come up. */
  part(node: Node): Lazy {
    let lazy = this.parts.get(node)
    if (lazy === undefined) {
      const made: Lazy = {
        f: (b, v, s, e, h) => {
          made.f = new Unit(this, this.little).function(node)
          return made.f(b, v, s, e, h)
        },
      }
      lazy = made
      this.parts.set(node, lazy)
    }
    return lazy
  }

  message(node: Message, shape: Shape): Part {
    return new Unit(this, this.little).shaped(node, shape)
  }
}

/** A value of a fixed size, with expressions for where it starts and ends. */
interface Placed {
  readonly key: string
  readonly node: Node
  readonly s: string
  readonly e: string
}

const isCounter = (node: Node): boolean =>
  node.type === 'scalar' && node.size === 8 && !node.signed && node.order === 'host'
/** From so many counters on it is worth the code to read small ones together. */
const MANY = 6

/** One generated function and the constants it uses. */
class Unit {
  private readonly compiler: Compiler
  private readonly little: boolean
  private readonly constants: unknown[] = []

  constructor(compiler: Compiler, little: boolean) {
    this.compiler = compiler
    this.little = little
  }

  function(node: Node): Part {
    return this.finish(this.body(node))
  }

  shaped(node: Message, shape: Shape): Part {
    return this.finish(this.shapedBody(node, shape))
  }

  private finish(body: string): Part {
    const names = Object.keys(LIBRARY)
    const constants = this.constants.map((_, index) => `k${index}`)
    const source = `'use strict'\nreturn (b, v, s, e, h) => {\nlet n = 0\n${body}\n}`
    const make = new Function(...names, ...constants, source) as (...values: unknown[]) => Part
    return make(...Object.values(LIBRARY), ...this.constants)
  }

  private constant(value: unknown): string {
    this.constants.push(value)
    return `k${this.constants.length - 1}`
  }

  /** An empty object with room for those keys. */
  private fresh(keys: readonly (string | null)[]): string {
    const room = keys.map((key) => `this${access(String(key))} = 0`).join(';')
    const make = new Function(`return function () { if (arguments.length > 0) { ${room} } }`)() as { prototype: object }
    make.prototype = Object.prototype
    return `new ${this.constant(make)}()`
  }

  private body(node: Node): string {
    switch (node.type) {
      case 'struct':
        return this.structBody(node)
      case 'attributes':
        return this.level(`const o = ${this.fresh([])}\n${this.attributes(node, 's', NESTED)}`)
      case 'message':
        return this.messageBody(node)
      case 'vector':
        return this.vectorBody(node)
      case 'list':
        return this.listBody(node)
      case 'items':
        return this.itemsBody(node)
      // rare enough to be left to the interpreter
      case 'groups':
        return 'throw BAD'
      case 'records':
        return this.recordsBody(node)
      default:
        return `return ${this.value(node, 's', 'e', NESTED)}`
    }
  }

  /** Expression for the value of a node between two offsets. */
  private value(node: Node, s: string, e: string, context: Context): string {
    switch (node.type) {
      case 'scalar':
        return this.sized(node.size, s, e, this.number(node, s))
      case 'uint':
        return `(${e} - ${s} === 8 ? ${this.scalar(u64, s)} : ${this.sized(4, s, e, this.scalar(u32, s))})`
      case 'enum':
      case 'flags':
        return this.sized(node.scalar.size, s, e, this.number(node, s))
      case 'text':
        return this.text(node, s, e)
      case 'bytes':
        return node.size === undefined ? `b.slice(${s}, ${e})` : this.sized(node.size, s, e, `b.slice(${s}, ${e})`)
      case 'flag': {
        const present = this.sized(0, s, e, 'true')
        return node.reported === true ? `(${e} - ${s} === 1 ? b[${s}] !== 0 : ${present})` : present
      }
      case 'identifier':
        return this.sized(8, s, e, this.identifier(node, s))
      case 'select':
        return this.select(node, s, e, context)
      default:
        return `${this.constant(this.compiler.part(node))}.f(b, v, ${s}, ${e}, ${context.header})`
    }
  }

  /** The same of one that has its size. */
  private placed({ node, s, e }: Placed): string {
    const numeric = node.type === 'scalar' || node.type === 'enum' || node.type === 'flags'
    return numeric ? this.number(node, s) : this.value(node, s, e, NESTED)
  }

  /** Expression for a number, or what it stands for. */
  private number(node: Scalar | Enumeration | Flags, s: string): string {
    if (node.type === 'scalar') return this.scalar(node, s)
    return node.type === 'enum'
      ? this.word(node, s)
      : `${this.constant(flagSets(node))}(${this.scalar(node.scalar, s)})`
  }

  private sized(size: number, s: string, e: string, expression: string): string {
    return `(${e} - ${s} === ${size} ? ${expression} : bad())`
  }

  private scalar({ size, signed, order }: Scalar, s: string): string {
    const little = order === 'host' && this.little
    if (size === 1) return signed ? `v.getInt8(${s})` : `b[${s}]`
    if (size < 8) return `v.get${signed ? 'Int' : 'Uint'}${size * 8}(${s}, ${little})`
    // Written out, since a function called for each of forty counters is not inlined.
    const [upper, lower] = [this.half(signed, order, s, 'upper'), this.half(false, order, s, 'lower')]
    // Most are small: without the sum the engine keeps them as integers, and allocates nothing for them.
    return `((n = ${upper}) === 0 ? ${lower} : ${lower} + n * 4294967296)`
  }

  /** Half of a number of 64 bits. */
  private half(signed: boolean, order: Scalar['order'], s: string, which: 'upper' | 'lower'): string {
    const little = order === 'host' && this.little
    return `v.get${signed ? 'Int' : 'Uint'}32(${little === (which === 'upper') ? `${s} + 4` : s}, ${little})`
  }

  /**
   * An object of values of fixed sizes. Of many counters it is looked first whether all are small: that they are integers
   * need not be found out one by one then.
   */
  private literal(fields: readonly Placed[]): string {
    const values = (of: (field: Placed) => string): string =>
      `{ ${fields.map((field) => `${quote(field.key)}: ${of(field)}`).join(',\n')} }`
    const all = values((field) => this.placed(field))
    if (fields.length < MANY || !fields.every(({ node }) => isCounter(node))) return all
    const uppers = fields.map(({ s }) => this.half(false, 'host', s, 'upper')).join(' | ')
    return `((${uppers}) === 0 ? ${values(({ s }) => this.half(false, 'host', s, 'lower'))} : ${all})`
  }

  /** The same where only the first of them are there. */
  private shortened(fields: readonly Placed[]): string {
    const some = (field: Placed): string => `e >= ${field.e} ? ${this.placed(field)} : undefined`
    return `{ ${fields.map((field) => `${quote(field.key)}: ${some(field)}`).join(',\n')} }`
  }

  private word(node: Enumeration, s: string): string {
    const table = wordTable(node)
    const name = this.constant(table)
    return Array.isArray(table) ? `${name}[b[${s}]]` : `${name}(${this.scalar(node.scalar, s)})`
  }

  private identifier({ order, words }: Identifier, s: string): string {
    const text = `identifier(v, ${s}, ${order === 'host' && this.little})`
    return words === undefined ? text : `named(${this.constant(words)}, ${text})`
  }

  private text({ format, size, least }: Text, s: string, e: string): string {
    const read = {
      string: `text(b, ${s}, ${e})`,
      lladdr:
        least === undefined
          ? `formatLinkAddress(b, ${s}, ${e})`
          : `formatLinkAddress(b, ${s}, addressEnd(${least}, b, ${s}, ${e}))`,
      mpls: `mpls(b, ${s}, ${e})`,
      ipv4: `formatIpv4(b, ${s})`,
      ipv6: `formatIpv6(b, ${s})`,
      address: `(${e} - ${s} === 4 ? formatIpv4(b, ${s}) : ${this.sized(16, s, e, `formatIpv6(b, ${s})`)})`,
    }[format]
    return size === undefined ? read : this.sized(size, s, e, read)
  }

  /** Few cases by the header are written out; many by an attribute are looked up. */
  private select(node: Select, s: string, e: string, context: Context): string {
    if (node.by.startsWith('header.')) {
      const field = context.field(node.by.slice(7))
      const cases = new Map<Node, string[]>()
      for (const [word, one] of Object.entries(node.cases)) cases.set(one, [...(cases.get(one) ?? []), word])
      let expression = this.value(node.otherwise, s, e, context)
      for (const [one, words] of cases) {
        const test = words
          .flatMap(sayings)
          .map((said) => `${field} === ${said}`)
          .join(' || ')
        expression = `(${test} ? ${this.value(one, s, e, context)} : ${expression})`
      }
      return expression
    }
    const parts = new Map(Object.entries(node.cases).map(([word, one]) => [word, this.compiler.part(one)]))
    const otherwise = this.constant(this.compiler.part(node.otherwise))
    return `(${this.constant(parts)}.get(String(${context.sibling(node.by)})) ?? ${otherwise}).f(b, v, ${s}, ${e}, ${context.header})`
  }

  private structBody(node: Struct): string {
    const rest = node.fields.at(-1)
    const open = rest !== undefined && rest.size === undefined
    const fixed = open ? node.fields.slice(0, -1) : node.fields
    const least = open ? rest.offset : node.size
    const end = ({ offset, size }: Field): number => offset + (size as number)
    const placed = (field: Field): Placed => ({
      key: field.key,
      node: field.node,
      s: `(s + ${field.offset})`,
      e: `(s + ${end(field)})`,
    })
    const ends = fixed.map((field) => ` && e - s !== ${end(field)}`).join('')
    const context: Context = { ...NESTED, sibling: ofObject }
    const counted = open && rest.node.type === 'list' ? rest.node.countedBy : undefined
    const counter = node.fields.find(({ key }) => key === counted)
    const lone = open && rest.node.type === 'list' && counter !== undefined ? sizeOfEach(rest.node) : 0
    // with a tail, or with fewer than are counted, it is a matter for the interpreter
    const whole =
      counter === undefined
        ? ''
        : `if (e - s > ${least} && e - s !== ${least} + (b[s + ${counter.offset}] + 1) * ${lone}) throw BAD`
    const last = open ? this.value(rest.node, `(s + ${rest.offset})`, 'e', context) : ''
    return [
      `if (e - s < ${least} && e !== s${ends}) throw BAD`,
      whole,
      `const o = e - s >= ${least} ? ${this.literal(fixed.map(placed))} : ${this.shortened(fixed.map(placed))}`,
      open
        ? `o${access(rest.key)} = e - s >= ${least} ? ${last} : undefined`
        : `if (e - s > ${node.size}) o.tail = b.slice(s + ${node.size}, e)`,
      'return o',
    ].join('\n')
  }

  private vectorBody({ of, names, first }: Vector): string {
    const { size } = of
    const placed = names.map((key, index): Placed => {
      return { key, node: of, s: `(s + ${index * size})`, e: `(s + ${(index + 1) * size})` }
    })
    return [
      `if ((e - s) % ${size} !== 0) throw BAD`,
      `const o = e - s >= ${names.length * size} ? ${this.literal(placed)} : ${this.shortened(placed)}`,
      `for (let p = s + ${names.length * size}, i = ${names.length + first}; p < e; p += ${size}, i++) o[i] = ${this.scalar(of, 'p')}`,
      'return o',
    ].join('\n')
  }

  private listBody(node: List): string {
    const { of, count } = node
    const size = sizeOfEach(node)
    return [
      `if ((e - s) % ${size} !== 0 ${count === undefined ? '' : `|| e - s !== ${count * size}`}) throw BAD`,
      'const o = []',
      `for (let p = s; p < e; p += ${size}) o.push(${this.value(of, 'p', `(p + ${size})`, NESTED)})`,
      'return o',
    ].join('\n')
  }

  /** Code that visits the attributes between `start` and `e` and puts what `visit` says into a switch over their types. */
  private each(start: string, cases: string): string {
    return `
let p = ${start}
while (e - p >= 4) {
  const l = v.getUint16(p, ${this.little})
  if (l < 4 || l > e - p) throw BAD
  const q = p + 4, r = p + l, t = v.getUint16(p + 2, ${this.little}) & ${NLA_TYPE_MASK}
  ${cases}
  p += (l + 3) & ~3
}
if (p < e) throw BAD`
  }

  private itemsBody({ of, id }: Items): string {
    const check = id === undefined ? '' : `if (t !== ${id}) throw BAD`
    return `const o = []\n${this.each('s', `${check}\no.push(${this.value(of, 'q', 'r', NESTED)})`)}\nreturn o`
  }

  /** Code that reads attributes; `place` says where the value of a key goes, `custom` how one is read that differs. */
  private attributes(
    table: Attributes,
    start: string,
    context: Context,
    place = ofObject,
    custom: Custom = {},
    unread: readonly number[] = [],
  ): string {
    const inner: Context = { ...context, sibling: place }
    const before: string[] = []
    const after: string[] = []
    const row = ([key, { id, node, repeated }]: [string, Row]): string => {
      const to = place(key)
      const waits = node.type === 'select' && !node.by.startsWith('header.')
      if (repeated && waits) {
        before.push(`const w${id} = []`)
        after.push(`if (w${id}.length > 0) ${to} = w${id}.map(([q, r]) => ${this.value(node, 'q', 'r', inner)})`)
        return `case ${id}: w${id}.push([q, r]); break`
      }
      if (repeated) return `case ${id}: (${to} ??= []).push(${this.value(node, 'q', 'r', inner)}); break`
      if (!waits) {
        const value = custom[key] ?? this.value(node, 'q', 'r', inner)
        return `case ${id}: if (${to} !== undefined) throw BAD; ${to} = ${value}; break`
      }
      before.push(`let s${id} = 0, e${id} = 0`)
      after.push(`if (e${id} !== 0) ${to} = ${this.value(node, `s${id}`, `e${id}`, inner)}`)
      return `case ${id}: if (e${id} !== 0) throw BAD; s${id} = q; e${id} = r; break`
    }
    const rows = Object.entries(table.rows).map(row)
    const passed = unread.map((id) => `case ${id}: break`)
    const cases = `switch (t) {\n${[...rows, ...passed].join('\n')}\ndefault: keep(o, t, b.slice(q, r))\n}`
    return [...before, this.each(start, cases), ...after].join('\n')
  }

  private messageBody({ header, attributes }: Message): string {
    const context: Context = { ...NESTED, field: (name) => `header${access(name)}`, header: 'header' }
    const lines = [
      `if (e - s < ${header.size}) throw BAD`,
      `const header = ${this.constant(this.compiler.part(header))}.f(b, v, s, s + ${header.size}, h)`,
      `const o = ${this.fresh([])}`,
      'o.header = header',
      this.attributes(attributes, `s + ${align4(header.size)}`, context),
    ]
    return this.level(lines.join('\n'))
  }

  /** A body that makes `o`, one level deeper than its caller: what is nested very deep is left to the interpreter. */
  private level(body: string): string {
    const at = `${this.constant(this.compiler.nesting)}.levels`
    return `if (${at} === ${MAX_LEVELS}) throw BAD\n${at}++\n${body}\n${at}--\nreturn o`
  }

  private recordsBody(node: Records): string {
    const { header, length, attributes } = node
    const at = lengthOffset(node)
    const unit = new Unit(this.compiler, this.little)
    const one = this.constant({ f: unit.finish(unit.recordBody(header, length, attributes)) })
    return `
const o = []
let p = s
while (p < e) {
  const l = e - p < ${header.size} ? 0 : v.getUint16(p + ${at}, ${this.little})
  if (l < ${header.size} || l > e - p) throw BAD
  o.push(${one}.f(b, v, p, p + l, h))
  p += (l + 3) & ~3
}
return o`
  }

  private recordBody(header: Struct, length: string, attributes: Attributes): string {
    return [
      `const header = ${this.constant(this.compiler.part(header))}.f(b, v, s, s + ${header.size}, h)`,
      `delete header${access(length)}`,
      `const o = ${this.fresh([])}`,
      'o.header = header',
      this.attributes(attributes, `s + ${align4(header.size)}`, NESTED),
      'return o',
    ].join('\n')
  }

  /** A whole message as its shape wants it. Fields of the header come first, attributes of the same name replace them. */
  private shapedBody({ header, attributes }: Message, shape: Shape): string {
    const field = (key: string): string => `h_${key}`
    const called = (key: string, names: Names = {}): string | null => (names[key] === undefined ? key : names[key])
    const named = (key: string): string | null => called(key, shape.rename)
    const shown = header.fields.flatMap(({ key }) => {
      const name = called(key, shape.header)
      return name === null ? [] : [{ key, name }]
    })
    const taken = new Set<string | null>(shown.map(({ name }) => name))
    const own = (key: string): boolean =>
      named(key) !== null && !taken.has(named(key)) && shape.lift?.includes(key) !== true
    const place = (key: string): string => (own(key) ? `o${access(named(key) as string)}` : `x_${key}`)
    const left = hidden(shape)
    const [read, unread] = split(attributes, left)
    const aside = Object.keys(attributes.rows).filter((key) => !own(key))
    const asked = header.fields.map(({ key }) => `${quote(key)}: ${field(key)}`)
    const context: Context = { ...NESTED, field, header: `{ ${asked.join(', ')} }` }
    const custom = Object.fromEntries(
      Object.keys(shape.prefix ?? {}).map((key) => [key, this.prefixed(attributes, key, shape, context)]),
    )
    return [
      `if (e - s < ${header.size}) throw BAD`,
      ...header.fields.map(
        ({ key, node, offset, size }) =>
          `const ${field(key)} = ${this.placed({ key, node, s: `(s + ${offset})`, e: `(s + ${offset + (size as number)})` })}`,
      ),
      `const o = ${this.fresh([...taken, ...Object.keys(read.rows)])}`,
      ...shown.map(({ key, name }) => `o${access(name)} = ${field(key)}`),
      ...aside.map((key) => `let x_${key}`),
      this.attributes(read, `s + ${align4(header.size)}`, context, place, custom, unread),
      ...Object.entries(shape.absent ?? {}).map(
        ([key, text]) =>
          `if (${place(key)} === undefined && ${field(shape.prefix?.[key] as string)} === 0) ${place(key)} = ${quote(text)}`,
      ),
      ...aside
        .filter((key) => taken.has(named(key)))
        .map((key) => `if (x_${key} !== undefined) o${access(named(key) as string)} = x_${key}`),
      ...(shape.lift ?? []).map((key) => `if (x_${key} !== undefined) {\n${this.lifted(attributes, key, named)}\n}`),
      'return o',
    ].join('\n')
  }

  /** Puts the attributes of a lifted nest where they belong. */
  private lifted(table: Attributes, key: string, named: (key: string) => string | null): string {
    return Object.entries(liftedNames(table, key, named))
      .flatMap(([inner, name]) => {
        const value = `x_${key}${access(inner)}`
        return name === null ? [] : [`if (${value} !== undefined) o${access(name)} = ${value}`]
      })
      .join('\n')
  }

  /** An address with its length behind it. */
  private prefixed({ rows }: Attributes, key: string, shape: Shape, context: Context): string {
    const { node } = rows[key] as Row
    const suffix = `${this.constant(SUFFIXES)}[${context.field(shape.prefix?.[key] as string)}]`
    return `(r - q === 4 && ${context.field('family')} === 'inet' ? formatIpv4Prefix(b, q, ${suffix}) : ${context.field('family')} === 'mpls' ? ${this.value(node, 'q', 'r', context)} : ${this.value(node, 'q', 'r', context)} + ${suffix})`
  }
}

const ofObject = (key: string): string => `o${access(key)}`

/** A table without some of its rows, and the numbers of those. */
const split = (table: Attributes, left: ReadonlySet<string>): [Attributes, number[]] => {
  const rows = Object.entries(table.rows)
  const read = Object.fromEntries(rows.filter(([key]) => !left.has(key)))
  return [{ ...table, rows: read }, rows.filter(([key]) => left.has(key)).map(([, { id }]) => id)]
}

type Custom = { readonly [key: string]: string }

/** What the attributes of a lifted nest are called in the object. */
const liftedNames = (
  { rows }: Attributes,
  key: string,
  named: (key: string) => string | null,
): { [key: string]: string | null } => {
  const { node } = rows[key] as Row
  if (node.type !== 'attributes') throw new TypeError(`${key} is no nest`)
  return {
    ...Object.fromEntries(Object.keys(node.rows).map((inner) => [inner, named(inner)])),
    unknown: `${key}Unknown`,
  }
}

const canGenerate = ((): boolean => {
  try {
    return new Function('return true')() as boolean
  } catch {
    // A content security policy, or --disallow-code-generation-from-strings: the slow way works everywhere.
    return false
  }
})()

const COMPILERS: { [order in ByteOrder]?: Compiler } = {}

const compilerOf = (order: ByteOrder): Compiler => {
  const compiler = COMPILERS[order] ?? new Compiler(order)
  COMPILERS[order] = compiler
  return compiler
}

export interface CompileOptions extends Pick<DecodeOptions, 'order' | 'problems' | 'strict'> {
  /** Default: wherever the engine allows it. */
  readonly generate?: boolean
}

/** A decoder of a message's payload (what follows struct nlmsghdr) that gives shaped values. */
export const compile = <T>(node: Message, shape: Shape, options: CompileOptions = {}): Decoder<T> => {
  const order = options.order ?? hostOrder
  const slow: Decoder = (bytes, _view, start, end) =>
    decodeShaped(node, shape, bytes.subarray(start, end), { ...options, order })
  if (!canGenerate || options.generate === false) return slow as Decoder<T>
  let fast: Part | undefined
  return (bytes, view, start, end) => {
    if (!fastPaths) return slow(bytes, view, start, end) as T
    fast ??= compilerOf(order).message(node, shape)
    try {
      return fast(bytes, view, start, end, NO_HEADER) as T
    } catch (error) {
      if (error !== BAD) throw error
      // it was thrown out of any number of nests
      compilerOf(order).nesting.levels = 0
      return slow(bytes, view, start, end) as T
    }
  }
}

const NO_HEADER = {}
