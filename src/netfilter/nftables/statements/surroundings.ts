/** The bytes around a field that are read, changed and written together with it. */
import type { Operand } from './operand.ts'

/**
 * The bytes that are written to change a field of a packet, and which of their bits are the field's. A checksum adds up
 * pairs of bytes, so a field that a checksum covers is written with the bytes that complete its pairs.
 */
export const surroundings = (
  operand: Operand,
): { readonly offset: number; readonly len: number; readonly bits: bigint; readonly shift: bigint } => {
  const { load, size, shift = 0, checksum, mask } = operand
  const start = load.data['offset'] as number
  const paired = checksum !== undefined
  const offset = paired ? start & ~1 : start
  const len = paired ? ((start + size + 1) & ~1) - offset : size
  const below = BigInt((offset + len - start - size) * 8)
  return { offset, len, bits: (mask ?? (1n << BigInt(size * 8)) - 1n) << below, shift: below + BigInt(shift) }
}
