/** Buffers that the addon receives into. Synchronous readers borrow them from a pool. */

/** A buffer, with views to read its records. */
export interface Slab {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly words: Uint32Array
}

/** Bytes of a slab: few enough that reading them does not block the event loop for long. */
export const SLAB = 131072

export const slabOf = (buffer: ArrayBuffer | SharedArrayBuffer): Slab => ({
  bytes: new Uint8Array(buffer),
  view: new DataView(buffer),
  words: new Uint32Array(buffer),
})

/** Slabs not in use. A request that is made while another socket's reply is read takes a second one. */
const idle: Slab[] = []

export const borrow = (): Slab => idle.pop() ?? slabOf(new ArrayBuffer(SLAB))

export const giveBack = (slab: Slab): void => {
  idle.push(slab)
}
