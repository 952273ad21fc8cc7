/** What each register holds while a rule is read. */
import type { Step } from './keys.ts'
import type { Operand } from './operand.ts'
import type { ReadSet } from './read-place.ts'
import { padded } from './values.ts'

/** Ends the reading of a rule that has no words. */
export const fail = (what: string): never => {
  throw new Error(what)
}

export interface Loaded {
  /** What it may be; the first counts unless a mask tells. */
  readonly operands: readonly Operand[]
  readonly steps: readonly Step[]
  /** The bits of a field were shifted to the end of its bytes. */
  readonly aligned?: boolean
  /** Its bytes were turned to the other order than its type's. */
  readonly turned?: boolean
  /** How many bytes it has become, where they are more than were loaded. */
  readonly wide?: number
  /** All that was done to it since, as text that can be compared: `arithmetic.ts`. */
  readonly done?: string
  /** More was done than a comparison does. */
  readonly computed?: boolean
}
/** What a map leads to. */
export interface Looked {
  readonly map: string
  readonly key: readonly Loaded[]
  readonly set: ReadSet
}
export type Held = Loaded | { readonly value: Uint8Array } | Looked

interface Slot {
  readonly held: Held
  /** Registers of four bytes that it takes. */
  readonly width: number
}

/** A register by its number among those of four bytes. */
export const slotOf = (register: unknown): number =>
  (register as number) < 8 ? ((register as number) - 1) * 4 : (register as number) - 8

export class Registers {
  private readonly slots = new Map<number, Slot>()

  /** What lay there before, in whole or in part, is gone. */
  put(register: unknown, held: Held, bytes: number): void {
    const first = slotOf(register)
    const width = Math.max(1, padded(bytes) / 4)
    for (const [slot, other] of this.slots)
      if (slot < first + width && first < slot + other.width) this.slots.delete(slot)
    this.slots.set(first, { held, width })
  }

  get(register: unknown): Held {
    return this.slots.get(slotOf(register))?.held ?? fail('a register that nothing was put in')
  }

  has(register: unknown): boolean {
    return this.slots.has(slotOf(register))
  }

  loaded(register: unknown): Loaded {
    const held = this.get(register)
    return 'operands' in held ? held : fail('a value that is not the packet’s')
  }

  constant(register: unknown): Uint8Array {
    const held = this.get(register)
    return 'value' in held ? held.value : fail('a value that is not given')
  }

  /** What lies one after the other from a register on. */
  gather(register: unknown, length: number): readonly Loaded[] {
    const found: Loaded[] = []
    for (let taken = 0, slot = slotOf(register); taken < length; ) {
      const { held, width } = this.slots.get(slot) ?? fail('a key that nothing was put in')
      if (!('operands' in held)) return fail('a key that is not the packet’s')
      found.push(held)
      taken += width * 4
      slot += width
    }
    return found
  }
}
