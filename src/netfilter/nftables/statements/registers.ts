/** The contents of each register while the expressions of a rule are read. */
import type { Step } from './keys.ts'
import type { Operand } from './operand.ts'
import type { ReadSet } from './read-context.ts'
import { slotOf } from './register-numbers.ts'
import { padded } from './values.ts'

/** Stops reading a rule that cannot be expressed in statements; it is returned as its expressions. */
export const fail = (what: string): never => {
  throw new Error(what)
}

export interface Loaded {
  /** The operands that the load may mean. The first is taken unless a later mask selects another. */
  readonly operands: readonly Operand[]
  readonly steps: readonly Step[]
  /** The bits of a field were shifted to the low end of its bytes. */
  readonly aligned?: boolean
  /** Its bytes are in the opposite order of its type. */
  readonly swapped?: boolean
  /** Size in bytes, if it was widened after the load. */
  readonly wide?: number
  /** The operations since the load, as text that can be compared: `doneText` in `arithmetic.ts`. */
  readonly done?: string
  /** Some of the operations never occur in a comparison. */
  readonly computed?: boolean
}
/** The result of a lookup in a map. */
export interface MapValue {
  readonly map: string
  readonly key: readonly Loaded[]
  readonly set: ReadSet
}
export type Contents = Loaded | { readonly value: Uint8Array } | MapValue

interface Slot {
  readonly contents: Contents
  /** Slots of four bytes that it takes. */
  readonly width: number
}

export class Registers {
  private readonly slots = new Map<number, Slot>()

  /** Removes everything that overlaps. */
  put(register: unknown, contents: Contents, bytes: number): void {
    const first = slotOf(register)
    const width = Math.max(1, padded(bytes) / 4)
    for (const [slot, other] of this.slots)
      if (slot < first + width && first < slot + other.width) this.slots.delete(slot)
    this.slots.set(first, { contents, width })
  }

  get(register: unknown): Contents {
    return this.slots.get(slotOf(register))?.contents ?? fail('a register without contents')
  }

  has(register: unknown): boolean {
    return this.slots.has(slotOf(register))
  }

  loaded(register: unknown): Loaded {
    const contents = this.get(register)
    return 'operands' in contents ? contents : fail('a register that contains no field')
  }

  constant(register: unknown): Uint8Array {
    const contents = this.get(register)
    return 'value' in contents ? contents.value : fail('a register that contains no constant')
  }

  /** The contents of adjacent registers, `length` bytes from `register` on. */
  gather(register: unknown, length: number): readonly Loaded[] {
    const found: Loaded[] = []
    for (let taken = 0, slot = slotOf(register); taken < length; ) {
      const { contents, width } = this.slots.get(slot) ?? fail('a key in a register without contents')
      if (!('operands' in contents)) return fail('a key that contains no field')
      found.push(contents)
      taken += width * 4
      slot += width
    }
    return found
  }
}
