/**
 * Operations in registers on a field that is assigned elsewhere, as nft 1.1 emits them. A field that does not fill its
 * bytes is first shifted to a number, and numbers get the width of their destination. The writer emits the list of
 * operations; the reader compares the list with what it has read.
 */
import { EncodeError } from '../../../netlink/codec/errors.ts'
import type { MaskXor } from './bits.ts'
import { joinStep, ones } from './bits.ts'
import type { Datatype } from './datatypes.ts'
import type { Computed, NumberStep, OperandStep } from './keys.ts'
import type { Part } from './values.ts'

export type Order = Datatype['order']

/** How bytes lie in a register. */
export interface Width {
  readonly order: Order
  readonly size: number
}

/** `width`: how the register is read by it. */
export type Operation =
  | { readonly op: 'mask-xor'; readonly width: Width; readonly mask: bigint; readonly xor: bigint }
  | { readonly op: 'lshift' | 'rshift'; readonly width: Width; readonly bits: bigint }
  | { readonly op: 'ntoh' | 'hton'; readonly width: Width }
  | { readonly op: 'and' | 'xor' | 'or'; readonly width: Width; readonly other: Computed }

/** Bitwise operations of two registers, by the operators between them. */
export const JOINS = { '&': 'and', '^': 'xor', '|': 'or' } as const

/** Text is no number: it has no order to turn. */
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
    this.turn(this.into.order)
    return this.operations
  }

  private add(operation: Operation): void {
    this.operations.push(operation)
  }

  private shift(op: 'lshift' | 'rshift', bits: bigint): void {
    this.turn('host')
    this.add({ op, width: this.now, bits })
  }

  /** One byte has no order. */
  private turn(order: Order): void {
    const { order: before, size } = this.now
    if (before === order) return
    this.now = { order, size }
    if (size > 1) this.add({ op: order === 'host' ? 'ntoh' : 'hton', width: this.now })
  }

  /** Widens a value to the bytes of its destination. */
  private widen(): void {
    if (this.now.size >= this.into.size) return
    this.flush()
    this.turn('host')
    this.now = { order: 'host', size: this.into.size }
  }

  private move({ op, value }: NumberStep): void {
    this.flush()
    this.turn('host')
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

/** How something lies in a register. */
export const widthOf = ({ type, size }: Part): Width => ({ order: orderOf(type), size })

/** The same in the order that something has itself. */
export const ownWidth = ({ operand }: Computed, { size }: Part): Width => ({ order: orderOf(operand.type), size })

/** All that is done to a field behind its load. */
export const operationsOf = (computed: Computed, into: Width, path: string): readonly Operation[] =>
  new Computation(computed, into, path).run()

/** An operation as text, by which what was read is compared; what it is done with stands in the steps. */
export const doneText = (op: Operation['op'], size: number, other = ''): string => `${op} ${size} ${other};`

/** The operations on a field after it was loaded and masked. */
export const doneFor = (computed: Computed, into: Width, path: string): string => {
  const operations = operationsOf(computed, into, path)
  const own = computed.operand.mask === undefined ? 0 : 1
  return operations
    .slice(own)
    .map((one) => {
      const { op, width } = one
      const other = 'other' in one ? doneFor(one.other, otherWidth(width, into), path) : ''
      return doneText(op, width.size, other)
    })
    .join('')
}

/** How the other of two registers is to lie. */
export const otherWidth = ({ order }: Width, { size }: Width): Width => ({ order, size })
