/** Bitwise operations on a register: as steps, which programs write, and as a mask and an xor, which the kernel takes. */
import type { NumberStep } from './keys.ts'

/** `(register & mask) ^ xor`. */
export interface MaskXor {
  readonly mask: bigint
  readonly xor: bigint
}

/** Numbers with every bit set, by size in bytes, up to the 16 of an IPv6 address. */
const ONES: readonly bigint[] = Array.from({ length: 17 }, (_, size) => (1n << BigInt(size * 8)) - 1n)

/** A number of `size` bytes with every bit set. */
export const ones = (size: number): bigint => ONES[size] ?? (1n << BigInt(size * 8)) - 1n

/** Adds a step to an operation. Consecutive steps are one operation of the kernel, up to the next shift. */
export const joinStep = ({ mask, xor }: MaskXor, { op, value }: NumberStep): MaskXor => {
  if (op === '&') return { mask: mask & value, xor: xor & value }
  if (op === '|') return { mask: mask & ~value, xor: (xor & ~value) | value }
  return { mask, xor: xor ^ value }
}

/** The steps of an operation, in nft's order: `&` with the bits to keep, `^` with those to flip, `|` with those to set. */
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
