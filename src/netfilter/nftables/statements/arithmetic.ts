/**
 * The operations that compute a field in a register before it is assigned, as nft 1.1 emits them. A field that does not
 * fill its bytes is first shifted to the low end, and numbers are widened to their destination. The writer emits the list
 * of operations; the reader compares it with the operations that it has read.
 */
import { EncodeError } from '../../../netlink/codec/errors.ts'
import type { MaskXor } from './bits.ts'
import { joinStep, ones } from './bits.ts'
import type { Datatype } from './datatypes.ts'
import type { Computed, NumberStep, OperandStep } from './keys.ts'
import type { Part } from './values.ts'

export type Order = Datatype['order']

/** Byte order and size in bytes of a value in a register. */
export interface Width {
  readonly order: Order
  readonly size: number
}

/** An operation on a register. `width`: the byte order and size in which it reads the register. */
export type Operation =
  | { readonly op: 'mask-xor'; readonly width: Width; readonly mask: bigint; readonly xor: bigint }
  | { readonly op: 'lshift' | 'rshift'; readonly width: Width; readonly bits: bigint }
  | { readonly op: 'ntoh' | 'hton'; readonly width: Width }
  | { readonly op: 'and' | 'xor' | 'or'; readonly width: Width; readonly other: Computed }

/** The kernel's names of bitwise operations on two registers, by operator. */
export const JOINS = { '&': 'and', '^': 'xor', '|': 'or' } as const

/** The byte order of a type in a register. Strings have none: they count as network order. */
export const orderOf = ({ order, format }: Datatype): Order => (format === 'string' ? 'be' : order)

class Computation {
  readonly operations: Operation[] = []
  private readonly computed: Computed
  private readonly into: Width
  private readonly path: string
  private now: Width
  private pending: MaskXor | undefined

  constructor(computed: Computed, into: Width, path: string) {
    this.computed = computed
    this.into = into
    this.path = path
    this.now = { order: orderOf(computed.operand.type), size: computed.operand.size }
  }

  run(): readonly Operation[] {
    const { mask, shift = 0 } = this.computed.operand
    if (mask !== undefined) this.add({ op: 'mask-xor', width: this.now, mask, xor: 0n })
    if (shift > 0) this.shift('rshift', BigInt(shift))
    for (const step of this.computed.steps)
      if ('other' in step) this.join(step)
      else if (step.op === '<<' || step.op === '>>') this.move(step)
      else this.combine(step)
    this.flush()
    this.convert(this.into.order)
    return this.operations
  }

  private add(operation: Operation): void {
    this.operations.push(operation)
  }

  private shift(op: 'lshift' | 'rshift', bits: bigint): void {
    this.convert('host')
    this.add({ op, width: this.now, bits })
  }

  /** Converts the value to a byte order. A single byte needs no operation. */
  private convert(order: Order): void {
    const { order: before, size } = this.now
    if (before === order) return
    this.now = { order, size }
    if (size > 1) this.add({ op: order === 'host' ? 'ntoh' : 'hton', width: this.now })
  }

  /** Widens the value to the size of its destination. */
  private widen(): void {
    if (this.now.size >= this.into.size) return
    this.flush()
    this.convert('host')
    this.now = { order: 'host', size: this.into.size }
  }

  private move({ op, value }: NumberStep): void {
    this.flush()
    this.convert('host')
    this.now = { order: 'host', size: Math.max(this.now.size, this.into.size) }
    this.shift(op === '<<' ? 'lshift' : 'rshift', value)
  }

  private combine(step: NumberStep): void {
    this.widen()
    const most = ones(this.now.size)
    if (step.value > most) throw new EncodeError(this.path, `at most 0x${most.toString(16)}`, step.value)
    this.pending = joinStep(this.pending ?? { mask: most, xor: 0n }, step)
  }

  private flush(): void {
    const { pending, now } = this
    this.pending = undefined
    if (pending !== undefined) this.add({ op: 'mask-xor', width: now, ...pending })
  }

  private join({ op, other }: OperandStep): void {
    this.widen()
    this.flush()
    const { operand } = other
    if (operand.size > this.now.size) throw new EncodeError(this.path, `at most ${this.now.size} bytes`, operand.name)
    this.add({ op: JOINS[op], width: this.now, other })
  }
}

/** Byte order and size of a part in a register. */
export const widthOf = ({ type, size }: Part): Width => ({ order: orderOf(type), size })

/** The size of the destination in the byte order of the field itself, for a source with `turned: false`. */
export const ownWidth = ({ operand }: Computed, { size }: Part): Width => ({ order: orderOf(operand.type), size })

/**
 * The operations on a field after its load, up to the byte order and size of its destination.
 *
 * @throws {EncodeError} for a number or a second field that is too large for the register.
 */
export const operationsOf = (computed: Computed, into: Width, path: string): readonly Operation[] =>
  new Computation(computed, into, path).run()

/** An operation as text, to compare lists of operations. Its numbers are left out, since the steps contain them. */
export const operationText = (op: Operation['op'], size: number, other = ''): string => `${op} ${size} ${other};`

/** The operations on a field as text, without the mask that selects the bits of the field. */
export const operationsText = (computed: Computed, into: Width, path: string): string => {
  const operations = operationsOf(computed, into, path)
  const own = computed.operand.mask === undefined ? 0 : 1
  return operations
    .slice(own)
    .map((one) => {
      const { op, width } = one
      const other = 'other' in one ? operationsText(one.other, otherWidth(width, into), path) : ''
      return operationText(op, width.size, other)
    })
    .join('')
}

/** Byte order and size of the second register of an operation: the order of the first, the size of the destination. */
export const otherWidth = ({ order }: Width, { size }: Width): Width => ({ order, size })
