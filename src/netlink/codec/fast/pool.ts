/**
 * Memory for requests, cut from larger pieces: a small array of its own costs as much as encoding what it holds, and ten
 * times that where it is above 64 bytes. What has left the library has memory of its own.
 */

import { align4 } from '../nlattr.ts'

const PIECE = 32768
/** A piece is left when it has not so much room any more; what finds no room has memory of its own. */
export const LONG = 4096
/** Before a payload there is room for the header that will stand there: struct nlmsghdr. */
export const ROOM = 16

interface Piece {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Where the next payload starts. */
  at: number
}

const pieceOf = (): Piece => {
  const buffer = new ArrayBuffer(PIECE)
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer), at: ROOM }
}

let piece = pieceOf()
/** Whether somebody is writing in it. */
let taken = false

/** The payload of a request. Those that were made one after the other lie one behind the other, at multiples of 4. */
export class Payload {
  readonly bytes: Uint8Array
  readonly start: number
  readonly length: number
  private free = true

  /** `start`: a multiple of 4, with ROOM before it. */
  constructor(bytes: Uint8Array, start: number, length: number) {
    this.bytes = bytes
    this.start = start
    this.length = length
  }

  /** The bytes alone, not copied. */
  get content(): Uint8Array {
    return this.bytes.subarray(this.start, this.start + this.length)
  }

  /** Takes the room before it, for the header of one message; false for any other. */
  takeRoom(): boolean {
    const { free } = this
    this.free = false
    return free
  }
}

/** Where a payload may be written; `leave` follows. Undefined while another one is being written. */
export const enter = (): Readonly<Piece> | undefined => {
  if (taken) return undefined
  if (piece.at + LONG > PIECE) piece = pieceOf()
  taken = true
  return piece
}

/** Up to where something was written; nothing: where it began. */
export const leave = (end = piece.at - ROOM): void => {
  piece.at = align4(end) + ROOM
  taken = false
}

/** A payload with the same bytes. */
export const copied = ({ bytes, start, length }: Pick<Payload, 'bytes' | 'start' | 'length'>): Payload => {
  const place = length > LONG ? undefined : enter()
  const into = place?.bytes ?? new Uint8Array(ROOM + align4(length))
  const at = place?.at ?? ROOM
  copy(bytes, start, length, into, at)
  into.fill(0, at + length, align4(at + length))
  if (place !== undefined) leave(at + length)
  return new Payload(into, at, length)
}

/** Up to here a loop costs less than `set`. */
const SHORT = 128

export const copy = (from: Uint8Array, start: number, length: number, to: Uint8Array, at: number): void => {
  if (length > SHORT) to.set(from.subarray(start, start + length), at)
  else for (let place = 0; place < length; place++) to[at + place] = from[start + place] as number
}
