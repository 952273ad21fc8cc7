/** Byte order of integers that are not in network order. It is a parameter, so that any machine can read any bytes. */

/** Byte order of the machine whose kernel wrote the bytes. */
export type ByteOrder = 'le' | 'be'

const ORDERS: readonly ByteOrder[] = ['be', 'le']

/** The byte order of this machine, by the first byte of the 16-bit number 1. */
export const hostOrder = ORDERS[new Uint8Array(Uint16Array.of(1).buffer)[0] as number] as ByteOrder
