/** From the kernel's expressions to statements: matches, verdicts and what changes a packet; all others are rows. */
import type { Data } from '../tables/data.ts'
import type { Element } from '../tables/element.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { SetAttributes } from '../tables/set.ts'
import { surroundings } from './assemble.ts'
import { ones } from './bits.ts'
import { toNumber } from './datatypes.ts'
import { fields } from './fields.ts'
import { withoutImplied } from './implied.ts'
import type { Computed } from './keys.ts'
import { keyText, partOf } from './keys.ts'
import { fits } from './known.ts'
import type { Operand } from './operand.ts'
import { operandOf } from './operands.ts'
import { isPlain, plainStatement } from './plain.ts'
import { payloadOperands } from './protocols.ts'
import type { ReadPlace } from './read-place.ts'
import type { Fields } from './reader.ts'
import { EMPTY, isAnonymous, Reader, rawOperand } from './reader.ts'
import type { Loaded } from './registers.ts'
import { fail } from './registers.ts'
import { rowsFor } from './rows.ts'
import type { Operator, RawStatement, Statement, Verdict } from './types.ts'
import type { Part } from './values.ts'
import { escapeName, formatRange, ordered } from './values.ts'

const OPERATORS: { readonly [op: string]: Operator } = {
  eq: '==',
  neq: '!=',
  lt: '<',
  gt: '>',
  lte: '<=',
  gte: '>=',
}

const verdictOf = (data: Data | undefined): Verdict => {
  const { code, chain } = data?.verdict ?? {}
  if (typeof code !== 'string' || code === 'queue') return fail('a verdict without a word')
  return chain === undefined ? { verdict: code } : { verdict: code, chain }
}

type Read = (from: Disassembler, data: Fields) => void

class Disassembler extends Reader {
  /** Those that fill a register, compare one, or write it into the packet. */
  private static readonly reads: ReadonlyMap<string, Read> = new Map<string, Read>([
    [
      'immediate',
      (from, data) => (data['dreg'] === 0 ? from.push(verdictOf(data['data'] as Data)) : from.immediate(data)),
    ],
    ['payload', (from, data) => (data['sreg'] === undefined ? from.payload(data) : from.write(data))],
    ...['meta', 'ct'].map((name): [string, Read] => [
      name,
      (from, data) => (data['sreg'] === undefined ? from.load(name, data) : from.assign(name, data)),
    ]),
    ['exthdr', (from, data) => from.header(data)],
    ...['rt', 'fib', 'socket', 'numgen', 'osf', 'xfrm'].map((name): [string, Read] => [
      name,
      (from, data) => from.load(name, data),
    ]),
    ['hash', (from, data) => from.hash(data)],
    ['inner', (from, data) => from.inner(data)],
    ['bitwise', (from, data) => from.bitwise(data)],
    ['byteorder', (from, data) => from.byteorder(data)],
    ['cmp', (from, data) => from.compare(data)],
    ['range', (from, data) => from.notBetween(data)],
    ['lookup', (from, data) => from.lookup(data)],
  ])

  read(expressions: readonly Expression[]): readonly Statement[] {
    for (let at = 0; at < expressions.length; at++) {
      const expression = expressions[at] as Expression
      const data = (expression.data ?? {}) as Fields
      if (expression.name === 'cmp' && this.range(data, expressions[at + 1])) at++
      else this.expression(expression, data)
    }
    return this.statements
  }

  private expression(expression: Expression, data: Fields): void {
    const { name = '' } = expression
    const read = Disassembler.reads.get(name)
    if (read !== undefined) read(this, data)
    else this.push(this.row(name, data) ?? plainStatement(expression) ?? this.wordless(name, expression.data))
  }

  /** What may fill registers that others read: then nothing of the rule can be told. */
  private wordless(name: string, data: unknown): Statement {
    return isPlain(name) ? { expression: name, data } : fail(`${name} without a word`)
  }

  private row(name: string, data: Fields): Statement | undefined {
    for (const row of rowsFor(name)) {
      const statement = row.read(data, this)
      if (statement !== undefined) return statement
    }
    return undefined
  }

  private header(data: Fields): void {
    if (data['sreg'] !== undefined) this.assign('exthdr', data)
    else if (data['dreg'] !== undefined) this.load('exthdr', data)
    else this.push(this.row('exthdr', data) ?? fail('a header without a word'))
  }

  private compare({ sreg, op, data }: Fields): void {
    const value = (data as Data | undefined)?.value ?? EMPTY
    const held = this.ofLength(this.registers.loaded(sreg), value.length)
    const said = OPERATORS[op as string] ?? fail('a comparison')
    const [computed] = this.parts([held]) as readonly [Computed]
    const { operand, steps } = computed
    const part = this.partIn(computed, held)
    const { format } = operand.type
    const equal = said === '==' ? {} : { op: said }
    if (format === 'string') return this.compareName(computed, part, said, value)
    if ((format === 'ipv4' || format === 'ipv6') && steps.length === 0 && value.length < operand.size)
      return this.matched({ match: operand.name, ...equal, right: this.short(value, part) })
    if (value.length !== operand.size) return fail('a value of another length')
    if (this.bits(computed, part, said, value)) return
    if (said === '==' && steps.length === 0 && operand.name.startsWith('@') && this.several(operand, value)) return
    const number = this.number(part, value)
    // nft would take another number for one of what it asks whether it is there
    if (operand.type.name === 'boolean' && !operand.type.names.has(number)) return fail('neither there nor missing')
    const explicit = steps.length > 0 || format === 'bits' ? { op: said } : equal
    this.matched({
      match: keyText([computed]),
      ...explicit,
      right: formatRange(part, { from: number, to: number }, this.place.order),
    })
  }

  /** One of those that a register may be, where the length of what it is compared with tells. */
  private ofLength(held: Loaded, length: number): Loaded {
    const first = this.single(held).operand
    const fitting = held.operands.find(({ size, type }) => size === length && type.name === first.type.name)
    return fitting === undefined || first.size === length ? held : { ...held, operands: [fitting] }
  }

  private partIn(computed: Computed, { turned }: Loaded): Part {
    const part = partOf(computed, false)
    return turned === true ? ordered(part) : part
  }

  /** A mask of an address is a prefix, one of flags tells which of them count. */
  private bits({ operand, steps }: Computed, part: Part, said: Operator, value: Uint8Array): boolean {
    const [step, more] = steps
    if (step?.op !== '&' || 'other' in step || more !== undefined) return false
    const { format } = part.type
    const number = this.number(part, value)
    if (format === 'bits' && said === '!=' && number === 0n) {
      const right = formatRange(
        { type: part.type, size: part.size },
        { from: step.value, to: step.value },
        this.place.order,
      )
      this.matched({ match: operand.name, right })
      return true
    }
    const rest = step.value ^ ones(operand.size)
    const prefix = (format === 'ipv4' || format === 'ipv6') && (rest & (rest + 1n)) === 0n && (number & rest) === 0n
    if (!prefix || (said !== '==' && said !== '!=')) return false
    const right = formatRange(part, { from: number, to: number | rest }, this.place.order)
    this.matched({ match: operand.name, ...(said === '==' ? {} : { op: said }), right })
    return true
  }

  /** Names are compared by their beginning, unless the zero behind them is compared as well. */
  private compareName(computed: Computed, part: Part, said: Operator, value: Uint8Array): void {
    const { operand, steps } = computed
    const whole = value.includes(0) || value.length >= operand.size
    if (steps.length > 0 || (said !== '==' && said !== '!=') || value.length > operand.size)
      return fail('bits of a name')
    const padding = new Uint8Array(operand.size)
    padding.set(value)
    const number = this.number(part, padding)
    const text = String(formatRange(part, { from: number, to: number }, this.place.order))
    const beginning = text === escapeName(text) ? text : text.replace(/\\\*$/, '*')
    if (!whole && (value.length === 0 || beginning.endsWith('\\'))) return fail('a beginning without a word')
    const right = whole ? text : `${beginning}*`
    this.matched({ match: operand.name, ...(said === '==' ? {} : { op: said }), right })
  }

  private short(value: Uint8Array, part: Part): string {
    const padding = new Uint8Array(part.size)
    padding.set(value)
    const from = toNumber(padding, false)
    const text = formatRange({ type: part.type, size: part.size }, { from, to: from }, this.place.order)
    return `${text}/${value.length * 8}`
  }

  /** Fields one after the other that are read at once: nft joins comparisons that are neighbours. */
  private several({ load }: Operand, value: Uint8Array): boolean {
    const before = this.known
    const start = Number(load.data['offset'])
    const count = this.statements.length
    for (let at = 0; at < value.length; ) {
      const field = payloadOperands.find(
        (one) =>
          one.mask === undefined &&
          one.size <= value.length - at &&
          one.load.data['base'] === load.data['base'] &&
          one.load.data['offset'] === start + at &&
          fits(this.known, one.needs),
      )
      if (field === undefined || field.size === value.length) {
        this.statements.length = count
        this.known = before
        return false
      }
      const part = { type: field.type, size: field.size }
      const number = this.number(part, value.subarray(at, at + field.size))
      const right = formatRange(part, { from: number, to: number }, this.place.order)
      this.matched({ match: field.name, ...(field.type.format === 'bits' ? { op: '==' as const } : {}), right })
      at += field.size
    }
    return true
  }

  /** Two comparisons that are the ends of a range. */
  private range({ sreg, op, data }: Fields, next: Expression | undefined): boolean {
    const other = (next?.data ?? {}) as Fields
    if (op !== 'gte' || next?.name !== 'cmp' || other['op'] !== 'lte' || other['sreg'] !== sreg) return false
    this.ends(sreg, data as Data, other['data'] as Data, {})
    return true
  }

  private notBetween({ sreg, op, fromData, toData }: Fields): void {
    this.ends(sreg, fromData as Data, toData as Data, op === 'neq' ? { op: '!=' } : {})
  }

  private ends(sreg: unknown, from: Data, to: Data, op: { readonly op?: Operator }): void {
    const held = this.registers.loaded(sreg)
    const [computed] = this.parts([held]) as readonly [Computed]
    const part = this.partIn(computed, held)
    if (part.type.format === 'string') return fail('names between others')
    const right = this.between(part, from.value ?? EMPTY, to.value ?? EMPTY)
    this.matched({ match: keyText([computed]), ...op, right })
  }

  private lookup({ set: name, sreg, dreg, flags }: Fields): void {
    const set = this.setOf(name)
    const { held, text } = this.keyFor(set, sreg)
    if (dreg === undefined) {
      const inverted = (flags as readonly unknown[] | undefined)?.includes('inv') === true
      const right = isAnonymous(set) ? this.items(set, held) : `@${set.name}`
      return this.matched({ match: text, ...(inverted ? { op: '!=' as const } : {}), right })
    }
    if (dreg !== 0) return this.registers.put(dreg, { map: text, key: held, set }, set.dataLength)
    const to = isAnonymous(set) ? this.entries(set, held, ({ data }) => verdictOf(data)) : `@${set.name}`
    this.push({ vmap: text, to })
  }

  private assign(name: string, data: Fields): void {
    const { sreg, ...load } = data
    const [operand] = this.meant(name, load)
    if (operand.mask !== undefined) return fail('bits of a field')
    this.push({ set: operand.name, to: this.source(sreg, [partOf({ operand, steps: [] }, false)]) })
  }

  private write(data: Fields): void {
    const { base, offset, len, sreg } = data
    const held = this.registers.get(sreg)
    if ('operands' in held && held.steps.length > 0 && this.writeBits(data, held)) return
    const [operand] = this.meant('payload', { base, offset, len })
    const whole = operand.mask === undefined ? operand : rawOperand(data)
    this.push({ set: whole.name, to: this.source(sreg, [partOf({ operand: whole, steps: [] }, false)]) })
  }

  /** A field that was changed among the bytes around it. */
  private writeBits({ base, offset, len }: Fields, held: Loaded): boolean {
    const { operand, steps } = this.single(held)
    const { data } = operand.load
    if (data['base'] !== base || data['offset'] !== offset || operand.size !== len) return false
    const [kept, set] = keptAndSet(steps, operand.size)
    if (kept === undefined) return false
    const bits = ones(operand.size) ^ kept
    const found = [...fields.values()].find((one) => {
      if (one.load.name !== 'payload' || one.load.data['base'] !== base || !fits(this.known, one.needs)) return false
      const around = surroundings(one)
      return around.offset === offset && around.len === len && around.bits === bits
    })
    const field = found ?? rawBits(operand, bits)
    if (field === undefined || (set & ~bits) !== 0n) return false
    const part = { type: field.type, size: field.size }
    const number = set >> surroundings(field).shift
    this.push({ set: field.name, to: formatRange(part, { from: number, to: number }, this.place.order) })
    return true
  }
}

/** What a mask keeps, and the bits that are set behind it: nft tells bits that are set as kept. */
const keptAndSet = (steps: Computed['steps'], size: number): readonly [bigint | undefined, bigint] => {
  let [kept, set] = [ones(size), 0n]
  for (const step of steps) {
    if ('other' in step) return [undefined, 0n]
    const { op, value } = step
    if (op === '&') [kept, set] = [kept & value, set & value]
    else if (op === '|') [kept, set] = [kept & ~value, set | value]
    else return [undefined, 0n]
  }
  return [kept, set]
}

/** Bits of a packet without a word for them, where they lie together. */
const rawBits = ({ load, size }: Operand, bits: bigint): Operand | undefined => {
  const low = bits & -bits
  const length = (bits / low).toString(2).length
  if (bits !== low * ((1n << BigInt(length)) - 1n)) return undefined
  const after = low.toString(2).length - 1
  const [base, bit] = rawOperand({ ...load.data, len: size }).name.split(',')
  const operand = operandOf(`${base},${Number(bit) + size * 8 - after - length},${length}`)
  // the same bytes have to be read and written
  return operand.size === size ? operand : undefined
}

/** What another rule needs to have the same set of its own. */
const anonymousOf = (place: ReadPlace, data: Fields): RawStatement['anonymous'] => {
  const set = place.set(String(data['set'] ?? data['setName']))
  if (set?.attributes === undefined || !isAnonymous(set)) return undefined
  const { flags, keyType, keyLen, dataType, dataLen, objType, desc, userdata, timeout, policy, expressions } =
    set.attributes
  const wanted: SetAttributes = {
    ...{ flags, keyType, keyLen, dataType, dataLen, objType, desc, userdata, policy, expressions },
    ...(timeout === undefined ? {} : { timeout: BigInt(timeout) }),
  } as SetAttributes
  const attributes = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  return { attributes, elements: set.elements as readonly Element[] }
}

/** What the kernel tells of an expression and does not take, since nothing is what it stands for. */
const NOT_TAKEN: { readonly [expression: string]: (data: Fields) => Fields } = {
  osf: ({ flags, ...data }) => ((flags as readonly unknown[] | undefined)?.length ? { flags, ...data } : data),
  exthdr: ({ type, op, ...data }) =>
    (data['dreg'] ?? data['sreg']) === undefined ? { type, op } : { type, op, ...data },
}

const rawStatement = ({ name = '', data }: Expression, place: ReadPlace): RawStatement => {
  const plain = data instanceof Uint8Array || data === undefined
  const anonymous = plain ? undefined : anonymousOf(place, data as Fields)
  const taken = plain ? data : (NOT_TAKEN[name]?.(data as Fields) ?? data)
  return { expression: name, data: taken, ...(anonymous === undefined ? {} : { anonymous }) }
}

/** The statements of a rule; its expressions as they are where there are no words for them. */
export const readStatements = (expressions: readonly Expression[], place: ReadPlace): readonly Statement[] => {
  try {
    return withoutImplied(new Disassembler(place).read(expressions), place.family)
  } catch {
    // Any process may put in what no tool writes, in any shape that the kernel takes. Nothing of it is lost.
    return expressions.map((one) => rawStatement(one, place))
  }
}
