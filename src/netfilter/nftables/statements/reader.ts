/** The state while a rule is read: the registers, what is known of the packet, and the statements so far. */
import type { Data } from '../tables/data.ts'
import type { Element } from '../tables/element.ts'
import type { Expression } from '../tables/expressions/index.ts'
import { operandsIn, operandsInside, prefixOf } from './candidates.ts'
import { afterBitwise, afterByteorder, sourceIn } from './computations.ts'
import type { Scalar } from './datatypes.ts'
import { numberOfBytes } from './datatypes.ts'
import type { Fields } from './expression-data.ts'
import { EMPTY } from './expression-data.ts'
import { partOf } from './keys.ts'
import type { Known } from './known.ts'
import { afterMatch, knownOf } from './known.ts'
import { partsIn, textIn } from './loaded.ts'
import { plainStatement } from './plain.ts'
import type { ReadContext, ReadSet } from './read-context.ts'
import { isAnonymous } from './read-context.ts'
import { readElements } from './read-elements.ts'
import type { Loaded } from './registers.ts'
import { fail, Registers } from './registers.ts'
import type { Match, SetItem, Source, Statement } from './types.ts'
import type { Part, Range } from './values.ts'
import { formatKey, keyNumbers, lengthOf, padded, rangeText } from './values.ts'

/** NFT_DATA_VALUE_MAXLEN: size of all registers together, in bytes. */
const MAX_LENGTH = 64

export class StatementReader {
  readonly statements: Statement[] = []
  readonly context: ReadContext
  readonly registers = new Registers()
  known: Known

  constructor(context: ReadContext) {
    this.context = context
    this.known = knownOf(context.family)
  }

  push(statement: Statement): void {
    this.statements.push(statement)
  }

  /** Adds a match: the packet of the following expressions has passed it. */
  matched(statement: Match): void {
    this.push(statement)
    this.known = afterMatch(this.known, statement)
  }

  /** The bytes of a value as the number that its type reads them as. */
  number({ type }: Part, value: Uint8Array): bigint {
    return numberOfBytes(type, value, this.context.order)
  }

  immediate({ dreg, data }: Fields): void {
    const value = (data as Data).value ?? EMPTY
    this.registers.put(dreg, { value }, value.length)
  }

  load(name: string, data: Fields, of?: string): void {
    const operands = operandsIn(this.known, name, data, of)
    const [first] = operands
    this.registers.put(data['dreg'], { operands, steps: [] }, first.size)
  }

  payload(data: Fields): void {
    const { len, dreg } = data
    if (typeof len !== 'number' || len < 1 || len > MAX_LENGTH) fail('more bytes than registers hold')
    const address = prefixOf(this.known, data)
    if (address === undefined) return this.load('payload', data)
    this.registers.put(dreg, { operands: [address], steps: [] }, len as number)
  }

  /** A load from inside of a tunnel. */
  inner(data: Fields): void {
    const { data: inside = {} } = data['expr'] as { readonly data?: Fields }
    const { operands, size } = operandsInside(this.known, data)
    this.registers.put(inside['dreg'], { operands, steps: [] }, size)
  }

  hash(data: Fields): void {
    if (data['type'] === 'symhash') return this.load('hash', data)
    const { sreg, len, ...rest } = data
    this.load('hash', rest, textIn(this.registers.gather(sreg, len as number)))
  }

  bitwise(data: Fields): void {
    const { sreg, dreg, len } = data
    const contents = this.registers.loaded(sreg)
    this.registers.put(dreg, afterBitwise(contents, data, this.context.order, this.registers), Number(len))
  }

  byteorder(data: Fields): void {
    const { sreg, dreg, len } = data
    this.registers.put(dreg, afterByteorder(this.registers.loaded(sreg), data), Number(len))
  }

  setOf(name: unknown): ReadSet {
    return this.context.set(String(name)) ?? fail('a set that is not known')
  }

  /** The registers that are looked up in a set, and their text. */
  keyFor(set: ReadSet, sreg: unknown): { readonly contents: readonly Loaded[]; readonly text: string } {
    const contents = this.registers.gather(sreg, set.keyLength)
    return { contents, text: textIn(contents, contents.length > 1 || !isAnonymous(set)) }
  }

  private keyed(
    set: ReadSet,
    contents: readonly Loaded[],
  ): readonly { readonly key: Scalar; readonly element: Element }[] {
    const aligned = contents.length > 1
    const parts = partsIn(contents).map((one) => partOf(one, aligned))
    return readElements(parts, set.elements, set.flags.includes('interval'), this.context.order)
  }

  /** The elements of an anonymous set, with their statements. */
  items(set: ReadSet, contents: readonly Loaded[]): SetItem[] {
    return this.keyed(set, contents).map(({ key, element }) => {
      const statements = statementsOf(element)
      return statements.length === 0 ? key : { key, statements }
    })
  }

  /** The elements of an anonymous map. `value`: reads the value of an element. */
  entries<V>(set: ReadSet, contents: readonly Loaded[], value: (element: Element) => V) {
    return this.keyed(set, contents).map(({ key, element }) => {
      const statements = statementsOf(element)
      const data = value(element)
      return statements.length === 0 ? ([key, data] as const) : { key, value: data, statements }
    })
  }

  /** The contents of a register as the source of an assignment. `data`: its types, several for the values of a map. */
  source(register: unknown, data: readonly [Part, ...Part[]]): Source {
    const contents = this.registers.get(register)
    if ('value' in contents) return this.constant(data[0], contents.value)
    if ('operands' in contents) return sourceIn(contents, data[0])
    const { set, key, map } = contents
    if (!isAnonymous(set)) return { map, to: `@${set.name}` }
    return { map, to: this.entries(set, key, (element) => this.mapValue(element, data)) }
  }

  /** The text of a value. */
  constant(part: Part, value: Uint8Array): Scalar {
    if (value.length !== part.size) fail('a value of another length')
    const number = this.number(part, value)
    return formatKey([part], [{ from: number, to: number }], this.context.order)
  }

  /** The text of a range. */
  between(part: Part, from: Uint8Array, to: Uint8Array): string {
    if (from.length !== part.size || to.length !== part.size) return fail('a value of another length')
    return rangeText(part, { from: this.number(part, from), to: this.number(part, to) }, this.context.order)
  }

  /** The text of a value of a map. A value of twice the length is a range: its upper end follows the lower end. */
  private mapValue({ data }: Element, parts: readonly Part[]): Scalar {
    const { value = EMPTY } = data ?? {}
    const length = parts.reduce((sum, { size }) => sum + padded(size), 0)
    if (value.length !== lengthOf(parts) && value.length !== 2 * length) fail('a value of another length')
    const first = keyNumbers(parts, value, this.context.order)
    const last = value.length > length ? keyNumbers(parts, value.subarray(length), this.context.order) : first
    const ranges = first.map((from, at) => ({ from, to: last[at] as bigint }))
    const text = formatKey(parts, ranges, this.context.order)
    // a single address in a map of ranges is written as a prefix, since it is a range
    const [{ from: low, to: high }] = ranges as [Range, ...Range[]]
    if (value.length <= length || low !== high || parts[0]?.type.format === 'integer') return text
    return String(text).replace(/^\S+/, (address) => `${address}/${(parts[0] as Part).size * 8}`)
  }
}

/** The statements of an element. */
const statementsOf = ({ expr, expressions }: Element): readonly Statement[] => {
  const all: readonly Expression[] = expressions ?? (expr === undefined ? [] : [expr])
  return all.map((one) => plainStatement(one) ?? fail('an element with an unknown expression'))
}
