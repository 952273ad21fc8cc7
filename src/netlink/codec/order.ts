/** Byte order of integers that are not in network order. It is a parameter, so that any machine can read any bytes. */

/** Byte order of the machine whose kernel wrote the bytes. */
export type ByteOrder = 'le' | 'be'

const ORDERS: readonly ByteOrder[] = ['be', 'le']

/** The order of this machine: the first byte of a 16-bit 1 is 1 if the low byte comes first. */
export const hostOrder = ORDERS[new Uint8Array(Uint16Array.of(1).buffer)[0] as number] as ByteOrder
