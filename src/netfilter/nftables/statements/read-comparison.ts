/** Comparisons of one field with a value, a range, a prefix or a name with a wildcard, from expressions. */
import type { Data } from '../tables/data.ts'
import type { Expression } from '../tables/expressions/index.ts'
import { ones } from './bits.ts'
import { toNumber } from './datatypes.ts'
import type { Fields } from './expression-data.ts'
import { EMPTY } from './expression-data.ts'
import type { Computed } from './keys.ts'
import { keyText, partOf } from './keys.ts'
import { fits } from './known.ts'
import { partsIn, single } from './loaded.ts'
import type { Operand } from './operand.ts'
import { payloadOperands } from './protocols.ts'
import type { StatementReader } from './reader.ts'
import type { Loaded } from './registers.ts'
import { fail } from './registers.ts'
import type { Operator } from './types.ts'
import type { Part } from './values.ts'
import { escapeName, formatRange, inNetworkOrder } from './values.ts'

const OPERATORS: { readonly [op: string]: Operator } = {
  eq: '==',
  neq: '!=',
  lt: '<',
  gt: '>',
  lte: '<=',
  gte: '>=',
}

/** A comparison (`cmp`). */
export const readComparison = (from: StatementReader, { sreg, op, data }: Fields): void => {
  const value = (data as Data | undefined)?.value ?? EMPTY
  const contents = ofLength(from.registers.loaded(sreg), value.length)
  const operator = OPERATORS[op as string] ?? fail('a comparison')
  const [computed] = partsIn([contents]) as readonly [Computed]
  const { operand, steps } = computed
  const part = partOfContents(computed, contents)
  const { format } = operand.type
  const equal = operator === '==' ? {} : { op: operator }
  if (format === 'string') return readName(from, computed, part, operator, value)
  if ((format === 'ipv4' || format === 'ipv6') && steps.length === 0 && value.length < operand.size)
    return from.matched({ match: operand.name, ...equal, right: prefixText(from, value, part) })
  if (value.length !== operand.size) return fail('a value of another length')
  if (readMasked(from, computed, part, operator, value)) return
  if (operator === '==' && steps.length === 0 && operand.name.startsWith('@') && readAdjacent(from, operand, value))
    return
  const number = from.number(part, value)
  // nft prints any other number as if it were `exists`
  if (operand.type.name === 'boolean' && !operand.type.names.has(number))
    return fail('a boolean that is neither 0 nor 1')
  const explicit = steps.length > 0 || format === 'bits' ? { op: operator } : equal
  from.matched({
    match: keyText([computed]),
    ...explicit,
    right: formatRange(part, { from: number, to: number }, from.context.order),
  })
}

/** Selects the operand of the same type that is as long as the value it is compared with. */
const ofLength = (contents: Loaded, length: number): Loaded => {
  const first = single(contents).operand
  const fitting = contents.operands.find(({ size, type }) => size === length && type.name === first.type.name)
  return fitting === undefined || first.size === length ? contents : { ...contents, operands: [fitting] }
}

/** The type of the values that a register is compared with. */
const partOfContents = (computed: Computed, { swapped }: Loaded): Part => {
  const part = partOf(computed, false)
  return swapped === true ? inNetworkOrder(part) : part
}

/** Reads a mask: of an address it is a prefix, of flags it tests whether any of them is set. False for other masks. */
const readMasked = (
  from: StatementReader,
  { operand, steps }: Computed,
  part: Part,
  operator: Operator,
  value: Uint8Array,
): boolean => {
  const [step, more] = steps
  if (step?.op !== '&' || 'other' in step || more !== undefined) return false
  const { format } = part.type
  const number = from.number(part, value)
  if (format === 'bits' && operator === '!=' && number === 0n) {
    const right = formatRange(
      { type: part.type, size: part.size },
      { from: step.value, to: step.value },
      from.context.order,
    )
    from.matched({ match: operand.name, right })
    return true
  }
  const rest = step.value ^ ones(operand.size)
  const prefix = (format === 'ipv4' || format === 'ipv6') && (rest & (rest + 1n)) === 0n && (number & rest) === 0n
  if (!prefix || (operator !== '==' && operator !== '!=')) return false
  const right = formatRange(part, { from: number, to: number | rest }, from.context.order)
  from.matched({ match: operand.name, ...(operator === '==' ? {} : { op: operator }), right })
  return true
}

/** A name. Without the NUL at its end only the beginning is compared, which is a wildcard. */
const readName = (
  from: StatementReader,
  computed: Computed,
  part: Part,
  operator: Operator,
  value: Uint8Array,
): void => {
  const { operand, steps } = computed
  const whole = value.includes(0) || value.length >= operand.size
  if (steps.length > 0 || (operator !== '==' && operator !== '!=') || value.length > operand.size)
    return fail('bits of a name')
  const padding = new Uint8Array(operand.size)
  padding.set(value)
  const number = from.number(part, padding)
  const text = String(formatRange(part, { from: number, to: number }, from.context.order))
  const beginning = text === escapeName(text) ? text : text.replace(/\\\*$/, '*')
  if (!whole && (value.length === 0 || beginning.endsWith('\\'))) return fail('a prefix of a name that has no notation')
  const right = whole ? text : `${beginning}*`
  from.matched({ match: operand.name, ...(operator === '==' ? {} : { op: operator }), right })
}

/** A prefix of whole bytes: only these are compared. */
const prefixText = (from: StatementReader, value: Uint8Array, part: Part): string => {
  const padding = new Uint8Array(part.size)
  padding.set(value)
  const number = toNumber(padding, false)
  const text = formatRange({ type: part.type, size: part.size }, { from: number, to: number }, from.context.order)
  return `${text}/${value.length * 8}`
}

/** Adjacent fields that are compared at once, as nft joins them; false if the bytes are not several whole fields. */
const readAdjacent = (from: StatementReader, { load }: Operand, value: Uint8Array): boolean => {
  const before = from.known
  const start = Number(load.data['offset'])
  const count = from.statements.length
  for (let at = 0; at < value.length; ) {
    const field = payloadOperands.find(
      (one) =>
        one.mask === undefined &&
        one.size <= value.length - at &&
        one.load.data['base'] === load.data['base'] &&
        one.load.data['offset'] === start + at &&
        fits(from.known, one.needs),
    )
    if (field === undefined || field.size === value.length) {
      from.statements.length = count
      from.known = before
      return false
    }
    const part = { type: field.type, size: field.size }
    const number = from.number(part, value.subarray(at, at + field.size))
    const right = formatRange(part, { from: number, to: number }, from.context.order)
    from.matched({ match: field.name, ...(field.type.format === 'bits' ? { op: '==' as const } : {}), right })
    at += field.size
  }
  return true
}

/** Two comparisons with the ends of a range; false if the expressions are something else. */
export const readRange = (from: StatementReader, { sreg, op, data }: Fields, next: Expression | undefined): boolean => {
  const other = (next?.data ?? {}) as Fields
  if (op !== 'gte' || next?.name !== 'cmp' || other['op'] !== 'lte' || other['sreg'] !== sreg) return false
  readEnds(from, sreg, data as Data, other['data'] as Data, {})
  return true
}

/** A comparison with a range (`range`). */
export const readRangeExpression = (from: StatementReader, { sreg, op, fromData, toData }: Fields): void => {
  readEnds(from, sreg, fromData as Data, toData as Data, op === 'neq' ? { op: '!=' } : {})
}

const readEnds = (
  from: StatementReader,
  sreg: unknown,
  first: Data,
  last: Data,
  op: { readonly op?: Operator },
): void => {
  const contents = from.registers.loaded(sreg)
  const [computed] = partsIn([contents]) as readonly [Computed]
  const part = partOfContents(computed, contents)
  if (part.type.format === 'string') return fail('a range of names')
  const right = from.between(part, first.value ?? EMPTY, last.value ?? EMPTY)
  from.matched({ match: keyText([computed]), ...op, right })
}
