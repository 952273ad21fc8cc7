/**
 * Memory for requests, allocated in larger pieces: an array per request would cost as much as encoding it, and ten times as
 * much above 64 bytes. Bytes that are handed to the program are copied.
 */
import { align4 } from '../nlattr.ts'
import { fastPaths } from './fast-paths.ts'

const PIECE = 32768
/** A new piece is started when less space than this is left. A payload that does not fit gets memory of its own. */
export const LONG = 4096
/** Space before a payload for its struct nlmsghdr. */
export const HEADER_SPACE = 16

interface Piece {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Where the next payload starts. */
  at: number
}

const pieceOf = (): Piece => {
  const buffer = new ArrayBuffer(PIECE)
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer), at: HEADER_SPACE }
}

let piece = pieceOf()
/** Whether a payload is being written. */
let taken = false

/** The payload of a request. Consecutive payloads are adjacent in memory, at multiples of 4. */
export class Payload {
  readonly bytes: Uint8Array
  readonly start: number
  readonly length: number
  private free = true

  /** `start`: a multiple of 4, with HEADER_SPACE before it. */
  constructor(bytes: Uint8Array, start: number, length: number) {
    this.bytes = bytes
    this.start = start
    this.length = length
  }

  /** The bytes, not copied. */
  get content(): Uint8Array {
    return this.bytes.subarray(this.start, this.start + this.length)
  }

  /** Claims the space before it for the header of a message; false if it is already claimed. */
  claimHeader(): boolean {
    const { free } = this
    this.free = false
    return free
  }
}

/** Where a payload may be written; the caller must call `leave`. Undefined while another one is being written, and without fast paths. */
export const enter = (): Readonly<Piece> | undefined => {
  if (taken || !fastPaths) return undefined
  if (piece.at + LONG > PIECE) piece = pieceOf()
  taken = true
  return piece
}

/** Ends writing. `end`: the end of the payload; by default nothing was written. */
export const leave = (end = piece.at - HEADER_SPACE): void => {
  piece.at = align4(end) + HEADER_SPACE
  taken = false
}

/** A copy of a payload. */
export const copied = ({ bytes, start, length }: Pick<Payload, 'bytes' | 'start' | 'length'>): Payload => {
  const place = length > LONG ? undefined : enter()
  const into = place?.bytes ?? new Uint8Array(HEADER_SPACE + align4(length))
  const at = place?.at ?? HEADER_SPACE
  copy(bytes, start, length, into, at)
  into.fill(0, at + length, align4(at + length))
  if (place !== undefined) leave(at + length)
  return new Payload(into, at, length)
}

/** Up to this length a loop costs less than `set`. */
const SHORT = 128

export const copy = (from: Uint8Array, start: number, length: number, to: Uint8Array, at: number): void => {
  if (length > SHORT) to.set(from.subarray(start, start + length), at)
  else for (let place = 0; place < length; place++) to[at + place] = from[start + place] as number
}
