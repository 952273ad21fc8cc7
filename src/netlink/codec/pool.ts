/**
 * Memory for requests, cut from larger pieces: a small array of its own costs as much as encoding what it holds, and ten
 * times that where it is above 64 bytes. What has left the library has memory of its own.
 */

const CHUNK = 32768
/** Asking an array for its buffer costs as much as making one. */
let buffer = new ArrayBuffer(CHUNK)
let chunk = new Uint8Array(buffer)
let used = 0

/** Before a payload there is room for the header that will stand there: struct nlmsghdr. */
const ROOM = 16
let latest: Uint8Array | undefined

/** Where the bytes are that were reserved last: zero, and nobody else's. */
export const reserved = { bytes: chunk, start: 0 }

/** What is reserved one after the other lies one behind the other, at multiples of 4, until the piece is full. */
export const reserve = (length: number): void => {
  latest = undefined
  const whole = (length + 3) & ~3
  const large = whole > CHUNK / 8
  if (!large && used + whole > CHUNK) {
    buffer = new ArrayBuffer(CHUNK)
    chunk = new Uint8Array(buffer)
    used = 0
  }
  reserved.bytes = large ? new Uint8Array(whole) : chunk
  reserved.start = large ? 0 : used
  if (!large) used += whole
}

/** Bytes for the payload of a message. */
export const cutPayload = (length: number): Uint8Array => {
  reserve(ROOM + length)
  const start = reserved.start + ROOM
  latest = part(reserved.bytes, start, start + length)
  return latest
}

/** A part of some bytes, which stays one with them. */
export const part = (bytes: Uint8Array, start: number, end: number): Uint8Array =>
  bytes === chunk ? new Uint8Array(buffer, start, end - start) : bytes.subarray(start, end)

/** Whether that payload is all that was reserved last, with room before it: for one message, so the answer is yes but once. */
export const hasRoom = (payload: Uint8Array): boolean => {
  const yes = payload === latest
  latest = undefined
  return yes
}

/** Up to here a loop costs less than `set`. */
const SHORT = 128

export const copy = (from: Uint8Array, length: number, to: Uint8Array, at: number): void => {
  if (length > SHORT) to.set(from.subarray(0, length), at)
  else for (let place = 0; place < length; place++) to[at + place] = from[place] as number
}
