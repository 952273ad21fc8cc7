/** What is done to the bits of a register: steps as programs write them, and the mask and the bits to flip that the kernel takes. */
import type { NumberStep } from './keys.ts'

/** `(register & mask) ^ xor`. */
export interface MaskXor {
  readonly mask: bigint
  readonly xor: bigint
}

/** By the number of bytes, up to the widest address. */
const ONES: readonly bigint[] = Array.from({ length: 17 }, (_, size) => (1n << BigInt(size * 8)) - 1n)

/** A number of `size` bytes with every bit set. */
export const ones = (size: number): bigint => ONES[size] ?? (1n << BigInt(size * 8)) - 1n

/** Several steps are one operation of the kernel's, until one shifts. */
export const joinStep = ({ mask, xor }: MaskXor, { op, value }: NumberStep): MaskXor => {
  if (op === '&') return { mask: mask & value, xor: xor & value }
  if (op === '|') return { mask: mask & ~value, xor: (xor & ~value) | value }
  return { mask, xor: xor ^ value }
}

/** The steps that nft tells of an operation: what is kept, then what is flipped, then what is set. */
export const stepsOf = ({ mask, xor }: MaskXor, size: number): readonly NumberStep[] => {
  const set = xor & ~mask
  const kept = mask | set
  const flipped = xor & mask
  return [
    ...(kept === ones(size) ? [] : [{ op: '&', value: kept } as const]),
    ...(flipped === 0n ? [] : [{ op: '^', value: flipped } as const]),
    ...(set === 0n ? [] : [{ op: '|', value: set } as const]),
  ]
}
