/** Assignments to a field of the packet or to its metadata, from expressions. */
import { ones } from './bits.ts'
import { operandsIn } from './candidates.ts'
import type { Fields } from './expression-data.ts'
import { fields } from './fields.ts'
import type { Computed } from './keys.ts'
import { partOf } from './keys.ts'
import { fits } from './known.ts'
import { rawOperand, single } from './loaded.ts'
import type { Operand } from './operand.ts'
import { operandOf } from './operands.ts'
import type { StatementReader } from './reader.ts'
import type { Loaded } from './registers.ts'
import { fail } from './registers.ts'
import { surroundings } from './surroundings.ts'
import { formatRange } from './values.ts'

/** The bits that the steps keep, and the bits that they set afterwards. Undefined for steps that do something else. */
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

/** Adjacent bits of a packet by their offset, such as `@th,20,4`; undefined if they are not adjacent. */
const rawBits = ({ load, size }: Operand, bits: bigint): Operand | undefined => {
  const low = bits & -bits
  const length = (bits / low).toString(2).length
  if (bits !== low * ((1n << BigInt(length)) - 1n)) return undefined
  const after = low.toString(2).length - 1
  const [base, bit] = rawOperand({ ...load.data, len: size }).name.split(',')
  const operand = operandOf(`${base},${Number(bit) + size * 8 - after - length},${length}`)
  // the name must mean the same bytes
  return operand.size === size ? operand : undefined
}

/** A field whose bits were changed among the bytes around it; false if it is something else. */
const readBits = (from: StatementReader, { base, offset, len }: Fields, contents: Loaded): boolean => {
  const { operand, steps } = single(contents)
  const { data } = operand.load
  if (data['base'] !== base || data['offset'] !== offset || operand.size !== len) return false
  const [kept, set] = keptAndSet(steps, operand.size)
  if (kept === undefined) return false
  const bits = ones(operand.size) ^ kept
  const found = [...fields.values()].find((one) => {
    if (one.load.name !== 'payload' || one.load.data['base'] !== base || !fits(from.known, one.needs)) return false
    const around = surroundings(one)
    return around.offset === offset && around.len === len && around.bits === bits
  })
  const field = found ?? rawBits(operand, bits)
  if (field === undefined || (set & ~bits) !== 0n) return false
  const part = { type: field.type, size: field.size }
  const number = set >> surroundings(field).shift
  from.push({ set: field.name, to: formatRange(part, { from: number, to: number }, from.context.order) })
  return true
}

/** A value that is written into the packet. */
export const readPayloadWrite = (from: StatementReader, data: Fields): void => {
  const { base, offset, len, sreg } = data
  const contents = from.registers.get(sreg)
  if ('operands' in contents && contents.steps.length > 0 && readBits(from, data, contents)) return
  const [operand] = operandsIn(from.known, 'payload', { base, offset, len })
  const whole = operand.mask === undefined ? operand : rawOperand(data)
  from.push({ set: whole.name, to: from.source(sreg, [partOf({ operand: whole, steps: [] }, false)]) })
}

/** A value that is written elsewhere: `name` is `meta`, `ct` or `exthdr`. */
export const readAssignment = (from: StatementReader, name: string, data: Fields): void => {
  const { sreg, ...load } = data
  const [operand] = operandsIn(from.known, name, load)
  if (operand.mask !== undefined) return fail('bits of a field')
  from.push({ set: operand.name, to: from.source(sreg, [partOf({ operand, steps: [] }, false)]) })
}
