/**
 * Memory for requests, cut from larger pieces: a small array of its own costs as much as encoding what it holds, and ten
 * times that where it is above 64 bytes. What has left the library has memory of its own.
 */

const CHUNK = 32768
let chunk = new ArrayBuffer(CHUNK)
let used = 0

/** Before a payload there is room for the header that will stand there: struct nlmsghdr. */
const ROOM = 16
let latest: Uint8Array | undefined

/** Bytes that are zero and nobody else's, behind `room` others. */
const cutBehind = (room: number, length: number): Uint8Array => {
  const whole = room + length
  if (whole > CHUNK / 8) return new Uint8Array(new ArrayBuffer(padded(whole)), room, length)
  if (used + whole > CHUNK) {
    chunk = new ArrayBuffer(CHUNK)
    used = 0
  }
  const start = used
  used = padded(start + whole)
  return new Uint8Array(chunk, start + room, length)
}

const padded = (length: number): number => (length + 7) & ~7

/** Bytes that are zero, and nobody else's. */
export const cut = (length: number): Uint8Array => cutBehind(0, length)

/** The same for the payload of a message. */
export const cutPayload = (length: number): Uint8Array => {
  latest = cutBehind(ROOM, length)
  return latest
}

/** The memory of the payload that was cut last, with the room before it, for one message; undefined for any other. */
export const around = (payload: Uint8Array): Uint8Array | undefined => {
  if (payload !== latest) return undefined
  latest = undefined
  return new Uint8Array(payload.buffer, payload.byteOffset - ROOM, ROOM + ((payload.length + 3) & ~3))
}

/** Up to here a loop costs less than `set`. */
const SHORT = 128

export const copy = (from: Uint8Array, length: number, to: Uint8Array, at: number): void => {
  if (length > SHORT) to.set(from.subarray(0, length), at)
  else for (let place = 0; place < length; place++) to[at + place] = from[place] as number
}
