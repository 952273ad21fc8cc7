/** Comparisons of one field with a value, a range, a prefix or a name with a wildcard, as expressions. */
import type { Datatype, Scalar } from './datatypes.ts'
import type { Computed, Key } from './keys.ts'
import { partOf } from './keys.ts'
import type { Operand } from './operand.ts'
import { isPayload } from './operand.ts'
import { FIRST } from './register-numbers.ts'
import type { Operator } from './types.ts'
import type { Part, Range } from './values.ts'
import { inNetworkOrder, parseRange, wildcard } from './values.ts'
import type { Writer } from './writer.ts'

const OPERATORS: { readonly [op in Operator]: 'eq' | 'neq' | 'lt' | 'gt' | 'lte' | 'gte' } = {
  '==': 'eq',
  '!=': 'neq',
  '<': 'lt',
  '>': 'gt',
  '<=': 'lte',
  '>=': 'gte',
}

const cmp = (to: Writer, op: string, value: Uint8Array): void => to.add('cmp', { sreg: FIRST, op, data: { value } })

/** A name by its beginning: the bytes before the wildcard. */
const compareBeginning = (
  to: Writer,
  computed: Computed,
  op: Operator | undefined,
  right: Scalar,
  path: string,
): void => {
  const { type, size } = computed.operand
  to.loadOne(computed, 0)
  const { from } = parseRange(partOf(computed, false), right, to.context.order, `${path}.right`)
  const bytes = to.number(type, from, size)
  cmp(to, OPERATORS[op ?? '=='], bytes.slice(0, bytes.indexOf(0)))
}

/** A prefix. One of whole bytes needs no mask: only these bytes are loaded. */
const comparePrefix = (to: Writer, operand: Operand, op: Operator | undefined, from: bigint, length: number): void => {
  const { type, size } = operand
  const value = to.number(type, from, size)
  if (length % 8 === 0 && length > 0) {
    to.loadOne({ operand, steps: [] }, 0, false, isPayload(operand) ? length / 8 : size)
    return cmp(to, OPERATORS[op ?? '=='], value.slice(0, length / 8))
  }
  const mask = (1n << BigInt(size * 8)) - (1n << BigInt(size * 8 - length))
  to.loadOne({ operand, steps: [{ op: '&', value: mask }] }, 0)
  cmp(to, OPERATORS[op ?? '=='], value)
}

/** A value or a range, with a key that is loaded. */
const compareRange = (to: Writer, key: Key, part: Part, op: Operator | undefined, { from, to: last }: Range): void => {
  const compared = op === '<' || op === '>' || op === '<=' || op === '>=' || from !== last
  if (compared) to.toNetworkOrder(key)
  const type: Datatype = compared ? inNetworkOrder(part).type : part.type
  const value = (number: bigint): Uint8Array => to.number(type, number, part.size)
  if (from === last) return cmp(to, OPERATORS[op ?? '=='], value(from))
  if (op !== '!=') {
    cmp(to, 'gte', value(from))
    return cmp(to, 'lte', value(last))
  }
  to.add('range', { sreg: FIRST, op: 'neq', fromData: { value: value(from) }, toData: { value: value(last) } })
}

/** Writes the comparison of a key of one part. Without `op`, flags match if any of them is set. */
export const writeComparison = (to: Writer, key: Key, op: Operator | undefined, right: Scalar, path: string): void => {
  const [computed] = key.parts as readonly [Computed]
  const { operand, steps } = computed
  const part = partOf(computed, false)
  const { type, size } = operand
  if (type.format === 'string' && wildcard(right) !== undefined) return compareBeginning(to, computed, op, right, path)
  const range = parseRange(part, right, to.context.order, `${path}.right`)
  if (op === undefined && type.format === 'bits' && steps.length === 0) {
    to.loadOne({ operand, steps: [{ op: '&', value: range.from }] }, 0)
    return cmp(to, 'neq', new Uint8Array(size))
  }
  if (range.prefix !== undefined && range.prefix < size * 8 && steps.length === 0)
    return comparePrefix(to, operand, op, range.from, range.prefix)
  to.loadOne(computed, 0)
  compareRange(to, key, part, op, range)
}
