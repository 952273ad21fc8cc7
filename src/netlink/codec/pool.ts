/**
 * Memory for requests, cut from larger pieces: a small array of its own costs as much as encoding what it holds, and ten
 * times that where it is above 64 bytes. What has left the library has memory of its own.
 */

const CHUNK = 32768
let chunk = new ArrayBuffer(CHUNK)
let used = 0

/** Bytes that are zero, and nobody else's. */
export const cut = (length: number): Uint8Array => {
  if (length > CHUNK / 8) return new Uint8Array(length)
  if (used + length > CHUNK) {
    chunk = new ArrayBuffer(CHUNK)
    used = 0
  }
  const start = used
  used = (start + length + 7) & ~7
  return new Uint8Array(chunk, start, length)
}

/** Up to here a loop costs less than `set`. */
const SHORT = 128

export const copy = (from: Uint8Array, length: number, to: Uint8Array, at: number): void => {
  if (length > SHORT) to.set(from.subarray(0, length), at)
  else for (let place = 0; place < length; place++) to[at + place] = from[place] as number
}
