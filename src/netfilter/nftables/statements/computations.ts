/**
 * Operations on a register, as they are read (`bitwise`, `byteorder`). Each is recorded as a step of the text and in
 * `done`, the list of operations. The text is accepted only if the writer would emit the same list for it (`arithmetic.ts`).
 */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Data } from '../tables/data.ts'
import type { Operation, Width } from './arithmetic.ts'
import { JOINS, operationsText, operationText, orderOf, ownWidth, widthOf } from './arithmetic.ts'
import { stepsOf } from './bits.ts'
import { numberOfBytes, toNumber } from './datatypes.ts'
import type { Fields } from './expression-data.ts'
import { EMPTY } from './expression-data.ts'
import type { Computed, Step } from './keys.ts'
import { keyText } from './keys.ts'
import { numberIn, rawOperand, single } from './loaded.ts'
import { operandOf } from './operands.ts'
import type { Loaded, Registers } from './registers.ts'
import { fail } from './registers.ts'
import type { Source } from './types.ts'
import type { Part } from './values.ts'

/** The operators of bitwise operations on two registers, by the kernel's names. */
const SIGNS = { [JOINS['&']]: '&', [JOINS['^']]: '^', [JOINS['|']]: '|' } as const

/** The type of the number of bits in a shift: a number of four bytes in host order. */
const SHIFTS = operandOf('meta length').type

/** Size and byte order of the contents of a register. */
const widthIn = (contents: Loaded): Width => {
  const { type, size } = single(contents).operand
  const order = orderOf(type)
  const own = contents.swapped !== true ? order : order === 'be' ? 'host' : 'be'
  return contents.wide === undefined ? { order: own, size } : { order: 'host', size: contents.wide }
}

/** Adds an operation to a register. `other`: the operations of the second register, if it has one. */
const after = (
  contents: Loaded,
  { len }: Fields,
  op: Operation['op'],
  stepsOf: (width: Width) => readonly Step[],
  other?: string,
): Loaded => {
  const { operand } = numberIn(contents)
  const now = widthIn(contents)
  const wider = Number(len) > now.size && (now.order === 'host' || now.size === 1)
  if (len !== now.size && !wider) return fail('a computation')
  const width: Width = wider ? { order: 'host', size: Number(len) } : now
  return {
    ...contents,
    operands: [operand],
    steps: [...contents.steps, ...stepsOf(width)],
    ...(wider ? { wide: width.size } : {}),
    computed: contents.computed === true || contents.swapped === true || wider || other !== undefined,
    done: `${contents.done ?? ''}${operationText(op, width.size, other)}`,
  }
}

/** A mask, which may select one of the fields that share their bytes. */
const masked = (contents: Loaded, data: Fields, byteOrder: ByteOrder): Loaded => {
  const { mask, xor } = data
  const [kept, flipped] = [(mask as Data | undefined)?.value ?? EMPTY, (xor as Data | undefined)?.value ?? EMPTY]
  const plain = contents.steps.length === 0 && contents.done === undefined && flipped.every((byte) => byte === 0)
  const field = contents.operands.find((one) => plain && one.mask !== undefined && one.mask === toNumber(kept, false))
  if (field !== undefined) return { operands: [field], steps: [] }
  if (flipped.length !== kept.length || kept.length !== data['len']) fail('bits of a field')
  return after(contents, data, 'mask-xor', ({ order, size }) => {
    const little = order === 'host' && byteOrder === 'le'
    return stepsOf({ mask: toNumber(kept, little), xor: toNumber(flipped, little) }, size)
  })
}

const shifted = (contents: Loaded, fields: Fields, byteOrder: ByteOrder): Loaded => {
  const { len, data } = fields
  const op = fields['op'] as 'lshift' | 'rshift'
  const value = numberOfBytes(SHIFTS, (data as Data).value as Uint8Array, byteOrder)
  const { shift = 0, size } = single(contents).operand
  const first = contents.steps.length === 0 && contents.aligned !== true && contents.wide === undefined
  if (op === 'rshift' && first && shift > 0 && value === BigInt(shift) && len === size)
    return { ...contents, aligned: true, done: `${contents.done ?? ''}${operationText(op, size)}` }
  return after(contents, fields, op, () => [{ op: op === 'lshift' ? '<<' : '>>', value }])
}

const joined = (contents: Loaded, data: Fields, other: Loaded): Loaded => {
  const op = data['op'] as keyof typeof SIGNS
  const step: Step = { op: SIGNS[op] ?? fail('a computation'), other: numberIn(other) }
  return after(contents, data, op, () => [step], other.done ?? '')
}

/** The register after a bitwise expression. `registers`: where the second operand of a join is. */
export const afterBitwise = (contents: Loaded, data: Fields, order: ByteOrder, registers: Registers): Loaded => {
  const { op = 'mask-xor' } = data
  if (op === 'mask-xor') return masked(contents, data, order)
  return op === 'lshift' || op === 'rshift'
    ? shifted(contents, data, order)
    : joined(contents, data, registers.loaded(data['sreg2']))
}

/** The register after a conversion of its byte order (`byteorder`). */
export const afterByteorder = (contents: Loaded, { op, len, size }: Fields): Loaded => {
  const done = operationText(op as 'ntoh' | 'hton', Number(len), size === Math.min(Number(len), 8) ? '' : String(size))
  return {
    ...contents,
    swapped: contents.swapped !== true,
    computed: contents.computed === true || contents.swapped === true,
    done: `${contents.done ?? ''}${done}`,
  }
}

/** nft 1.0 does not widen a single byte. The result is the same if an operation depends on no bits but its own. */
const isShort = ({ operand: { size }, steps }: Computed): boolean =>
  size === 1 && (steps.every(({ op }) => op === '&' || op === '^' || op === '|') || steps.length === 1)

/** The register as the source of something of type `part`, if writing it emits the same operations. */
export const sourceIn = (contents: Loaded, part: Part): Source => {
  const own = single(contents)
  const { mask, shift = 0, load, size } = own.operand
  const raw = mask !== undefined && shift > 0 && contents.aligned !== true && load.name === 'payload'
  const computed: Computed = raw ? { operand: rawOperand(load.data), steps: [{ op: '&', value: mask }] } : own
  const done = `${raw ? operationText('mask-xor', size) : ''}${contents.done ?? ''}`
  const does = (into: Width): boolean => done === operationsText(computed, into, 'to')
  const text = keyText([computed])
  if (does(widthOf(part)) || (isShort(computed) && does({ order: widthOf(part).order, size }))) return { from: text }
  return does(ownWidth(computed, part)) ? { from: text, turned: false } : fail('a computation')
}
