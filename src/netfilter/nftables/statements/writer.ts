/** The expressions of a rule while it is written: loads, computations and lookups in registers. Its callers allocate slots. */
import { EncodeError } from '../../../netlink/codec/errors.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { Operation, Width } from './arithmetic.ts'
import { operationsOf, otherWidth, ownWidth, widthOf } from './arithmetic.ts'
import type { MaskXor } from './bits.ts'
import { joinStep, ones } from './bits.ts'
import type { KnownSet, WriteContext } from './context.ts'
import type { Datatype, Scalar } from './datatypes.ts'
import { bytesOfNumber, datatypes as types } from './datatypes.ts'
import type { Computed, Key } from './keys.ts'
import { isNumber, keyOf, slotsOf, valueParts } from './keys.ts'
import type { Known } from './known.ts'
import { afterTags, knownOf, missingMatches } from './known.ts'
import { loadOf, makeLoad } from './loads.ts'
import type { Operand } from './operand.ts'
import { registerAt, SLOTS, WIDTH } from './register-numbers.ts'
import { checkData, checkKey } from './set-types.ts'
import { anonymousMap } from './sets.ts'
import type { Entries, Match, Source } from './types.ts'
import type { Part } from './values.ts'
import { lengthOf, parseRange } from './values.ts'

/** The same field in IPv6, for names that both families share. */
const inIp6 = ({ operand, steps }: Computed): Computed => ({
  operand: operand.ip6 ?? operand,
  steps: steps.map((step) => ('other' in step ? { ...step, other: inIp6(step.other) } : step)),
})

/** Whether the name of a field means another field in IPv6. */
const differsInIp6 = ({ operand, steps }: Computed): boolean =>
  operand.ip6 !== undefined || steps.some((step) => 'other' in step && differsInIp6(step.other))

export class Writer {
  readonly expressions: Expression[] = []
  readonly context: WriteContext
  /** What is known of the packet after the matches so far. */
  known: Known

  constructor(context: WriteContext) {
    this.context = context
    this.known = knownOf(context.family)
  }

  /** The key that a text names, given what is known of the packet. */
  key(text: string, path: string): Key {
    const key = keyOf(text, path)
    return this.known.network === 'ip6' && key.parts.some(differsInIp6) ? { ...key, parts: key.parts.map(inIp6) } : key
  }

  add(name: string, data: object): void {
    this.expressions.push({ name, data: data as never })
  }

  /** Appends finished expressions. */
  repeat(expressions: readonly Expression[]): void {
    for (const one of expressions) this.expressions.push(one)
  }

  /** Loads a constant, and returns its register. */
  immediate(value: Uint8Array, slot: number): number {
    this.add('immediate', { dreg: registerAt(slot), data: { value } })
    return registerAt(slot)
  }

  number(type: Datatype, number: bigint, size: number): Uint8Array {
    return bytesOfNumber(type, number, size, this.context.order)
  }

  /** Passes each match that the fields depend on to `match`, which writes it and updates `known`. */
  addDependencies(needs: Key['needs'], match: (statement: Match) => void): void {
    for (const each of needs)
      for (const statement of missingMatches(this.known, this.context.family, each)) match(statement)
  }

  private bitwise(slot: number, { type, size }: Pick<Operand, 'type' | 'size'>, { mask, xor }: MaskXor): void {
    const register = registerAt(slot)
    const value = (number: bigint) => ({ value: this.number(type, number, size) })
    this.add('bitwise', {
      sreg: register,
      dreg: register,
      len: size,
      op: 'mask-xor',
      mask: value(mask),
      xor: value(xor),
    })
  }

  private shift(slot: number, len: number, op: 'lshift' | 'rshift', bits: bigint): void {
    const register = registerAt(slot)
    const data = { value: this.number(types.host_integer, bits, 4) }
    this.add('bitwise', { sreg: register, dreg: register, len, op, data })
  }

  private loadOperand(operand: Operand, slot: number, size: number): void {
    const own = afterTags(operand, this.known.tags)
    if (operand.of !== undefined) this.hash(operand, operand.of, slot)
    else
      this.expressions.push(
        own === operand ? loadOf(operand, registerAt(slot), size) : makeLoad(own, registerAt(slot), size),
      )
  }

  /**
   * Loads one operand for a comparison and applies its steps. The other bits in the bytes of a field become zero. `aligned`:
   * shifts the bits of a field to the low end.
   */
  loadOne(computed: Computed, slot: number, aligned = false, size = computed.operand.size): void {
    const { operand, steps } = computed
    const { mask, shift = 0 } = operand
    this.loadOperand(operand, slot, size)
    if (mask === undefined && steps.length === 0) return
    const all = { mask: ones(size), xor: 0n }
    let pending = mask === undefined ? all : { mask, xor: 0n }
    const flush = (): void => {
      if (pending.mask !== all.mask || pending.xor !== 0n) this.bitwise(slot, { ...operand, size }, pending)
      pending = all
    }
    const first = isNumber(computed)
    const by = BigInt(first ? 0 : shift)
    const align = (): void => {
      flush()
      if (shift > 0) this.shift(slot, size, 'rshift', BigInt(shift))
    }
    if (first) align()
    for (const step of steps)
      if ('other' in step) throw new EncodeError('match', 'a number', step.other.operand.name)
      else if (step.op === '<<' || step.op === '>>') {
        flush()
        this.shift(slot, size, step.op === '<<' ? 'lshift' : 'rshift', step.value)
      } else pending = joinStep(pending, { op: step.op, value: step.value << by })
    if (aligned && !first) align()
    else flush()
  }

  /** Loads an operand that is assigned, and emits the list of operations for it. */
  private compute(computed: Computed, into: Width, slot: number, path: string): void {
    if (slot >= SLOTS) throw new EncodeError(path, 'a field that needs fewer registers', computed.operand.name)
    this.loadOperand(computed.operand, slot, computed.operand.size)
    for (const operation of operationsOf(computed, into, path)) this.operate(operation, into, slot, path)
  }

  private operate(operation: Operation, into: Width, slot: number, path: string): void {
    const { op, width } = operation
    const { order, size } = width
    if ('mask' in operation) {
      const type = order === 'host' ? types.host_integer : types.integer
      this.bitwise(slot, { type, size }, operation)
    } else if ('bits' in operation) this.shift(slot, size, operation.op, operation.bits)
    else if ('other' in operation) {
      this.compute(operation.other, otherWidth(width, into), slot + WIDTH, path)
      const [sreg, sreg2] = [registerAt(slot), registerAt(slot + WIDTH)]
      this.add('bitwise', { sreg, dreg: sreg, len: size, op, sreg2 })
    } else this.byteorder(slot, size, operation.op)
  }

  /** The key of a hash is loaded into the registers after it. */
  private hash({ load }: Operand, of: string, slot: number): void {
    const key = this.key(of, 'match')
    const parts = valueParts(key)
    this.loadKey(key, slot + WIDTH)
    const len = lengthOf(parts)
    this.add(load.name, { sreg: registerAt(slot + WIDTH), dreg: registerAt(slot), len, ...load.data })
  }

  loadKey({ parts }: Key, slot: number, aligned = parts.length > 1): void {
    const slots = slotsOf(parts.map(({ operand }) => operand))
    for (const [at, part] of parts.entries()) this.loadOne(part, slot + (slots[at] as number), aligned)
  }

  /** Converts values in host order to network order, so that comparing their bytes compares the numbers. */
  toNetworkOrder({ parts }: Key, slot = 0): void {
    const slots = slotsOf(parts.map(({ operand }) => operand))
    for (const [at, { operand }] of parts.entries()) {
      const { type, size } = operand
      if (type.order === 'host' && type.format !== 'string' && size > 1)
        this.byteorder(slot + (slots[at] as number), size, 'hton')
    }
  }

  private byteorder(slot: number, len: number, op: 'hton' | 'ntoh'): void {
    const register = registerAt(slot)
    this.add('byteorder', { sreg: register, dreg: register, op, len, size: Math.min(len, 8) })
  }

  /**
   * Loads the key of a lookup. A named set (`set`) stores fields as numbers, so their bits are shifted to the low end; an
   * anonymous set of single keys stores them where the packet has them.
   *
   * @throws {EncodeError} at `path` if the keys of the named set have another type.
   */
  loadFor(set: KnownSet | undefined, key: Key, path: string, slot = 0): void {
    if (set !== undefined) checkKey(set, key, path)
    this.loadKey(key, slot, set !== undefined || key.parts.length > 1)
  }

  lookup(set: KnownSet, key: Key, slot: number, more: object = {}): void {
    if (set.interval) this.toNetworkOrder(key, slot)
    this.add('lookup', { set: set.name, sreg: registerAt(slot), ...set.reference, ...more })
  }

  /**
   * Looks up a map, and writes the value, of the types in `data`, into the registers from `slot` on. `choices`: the types
   * that the data of a named map may have.
   */
  lookUpMap(
    text: string,
    to: Entries<Scalar>,
    data: readonly Part[],
    slot: number,
    path: string,
    both = false,
    choices: readonly (readonly Part[])[] = [data],
  ): KnownSet {
    const key = this.key(text, path)
    const named = typeof to === 'string' ? this.context.set(to.slice(1), `${path}.to`) : undefined
    if (named !== undefined) checkData(named, choices, `${path}.to`, both)
    this.loadFor(named, key, `${path}.to`, slot)
    const map = named ?? anonymousMap(this.context, key, to as Exclude<typeof to, string>, data, path, both)
    this.lookup(map, key, slot, { dreg: registerAt(slot) })
    return map
  }

  /** Writes a source into the registers from `slot` on, and returns the first of them. */
  put(to: Source, part: Part, slot: number, path: string): number {
    const { type, size } = part
    if (typeof to !== 'object')
      return this.immediate(this.number(type, parseRange(part, to, this.context.order, path).from, size), slot)
    if ('map' in to) {
      this.lookUpMap(to.map, to.to, [part], slot, path)
      return registerAt(slot)
    }
    const [computed, more] = this.key(to.from, path).parts as readonly [Computed, Computed?]
    if (more !== undefined) throw new EncodeError(path, 'a single field', to.from)
    this.compute(computed, to.turned === false ? ownWidth(computed, part) : widthOf(part), slot, path)
    return registerAt(slot)
  }
}
