/** Numbers of the kernel's registers. They are counted here in slots of four bytes, in which all of them can be expressed. */

/** NFT_REG_1, the first of the registers of 16 bytes, and NFT_REG32_00 minus 8: those of 4 bytes overlap them. */
const WIDE = 1
const NARROW = 8

/** Slots in a register of 16 bytes. */
export const WIDTH = 4
/** Slots in all registers. */
export const SLOTS = 16

/** The register that starts at a slot: one of 16 bytes if there is one. */
export const registerAt = (slot: number): number => (slot % WIDTH === 0 ? WIDE + slot / WIDTH : NARROW + slot)

/** The slot at which a register starts. */
export const slotOf = (register: unknown): number =>
  (register as number) < NARROW ? ((register as number) - WIDE) * WIDTH : (register as number) - NARROW

/** The register that most statements use. */
export const FIRST: number = registerAt(0)
