/** What each register holds while a rule is read. */
import type { Operand } from './fields.ts'
import type { ReadSet } from './read-place.ts'
import type { Part } from './values.ts'
import { padded } from './values.ts'

/** Ends the reading of a rule that has no words. */
export const fail = (what: string): never => {
  throw new Error(what)
}

export interface Loaded {
  /** Who it may be; the first counts unless a mask tells. */
  readonly operands: readonly Operand[]
  readonly mask?: Uint8Array | undefined
  readonly xor?: Uint8Array | undefined
  readonly turned?: boolean | undefined
}
interface Looked {
  readonly map: string
  readonly parts: readonly Part[]
  readonly set: ReadSet
}
type Held = Loaded | { readonly value: Uint8Array } | Looked

const slotOf = (register: number): number => (register < 8 ? (register - 1) * 4 : register - 8)

export class Registers {
  private readonly held = new Map<number, Held>()

  put(register: unknown, held: Held): void {
    this.held.set(slotOf(register as number), held)
  }

  get(register: unknown): Held {
    return this.held.get(slotOf(register as number)) ?? fail('a register that nothing was put in')
  }

  loaded(register: unknown): Loaded {
    const held = this.get(register)
    return 'operands' in held ? held : fail('a value that is not the packet’s')
  }

  constant(register: unknown): Uint8Array {
    const held = this.get(register)
    return 'value' in held ? held.value : fail('a value that is not given')
  }

  /** What lies behind each other from a register on. */
  gather(register: unknown, length: number): Loaded[] {
    const found: Loaded[] = []
    for (let taken = 0, slot = slotOf(register as number); taken < length; ) {
      const held = this.held.get(slot)
      if (held === undefined || !('operands' in held)) return fail('a key that is not the packet’s')
      found.push(held)
      const size = padded((held.operands[0] as Operand).size)
      taken += size
      slot += size / 4
    }
    return found
  }
}
