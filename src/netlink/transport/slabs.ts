/** Buffers that the addon receives into, for whoever reads them at once. */

/** A buffer with the views its records are read through. */
export interface Slab {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly words: Uint32Array
}

/** Bytes that are received at once: small enough that reading them does not hold up the event loop. */
export const SLAB = 131072

export const slabOf = (buffer: ArrayBuffer | SharedArrayBuffer): Slab => ({
  bytes: new Uint8Array(buffer),
  view: new DataView(buffer),
  words: new Uint32Array(buffer),
})

/** Those that nothing is read from at the moment. A socket that is asked while another's answer is read takes one more. */
const idle: Slab[] = []

export const borrow = (): Slab => idle.pop() ?? slabOf(new ArrayBuffer(SLAB))

export const giveBack = (slab: Slab): void => {
  idle.push(slab)
}
