/**
 * Frames: how a relay's messages are separated on a stream. A frame is the length of its body, its type and its socket,
 * each a big-endian integer of 32 bits, then the body.
 */

/** Bytes before the body. */
export const FRAME_HEADER = 12
/** The longest body that either end accepts: larger than any datagram that the kernel takes. */
export const MAX_BODY = 16 << 20

/** Receives the frames of a stream. The body is the part of `bytes` from `start` to `end`. */
export type FrameVisitor = (
  type: number,
  socket: number,
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
) => void

/** A frame whose body is `words`, 32-bit integers, and then the bytes of `data`. */
export const frameOf = (
  type: number,
  socket: number,
  words: readonly number[] = [],
  data: readonly Uint8Array[] = [],
): Uint8Array => {
  const length = data.reduce((sum, part) => sum + part.length, 4 * words.length)
  const bytes = new Uint8Array(FRAME_HEADER + length)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const word of [length, type, socket, ...words]) {
    view.setUint32(at, word)
    at += 4
  }
  for (const part of data) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Cuts a stream into frames. Keeps only bytes that have arrived, whatever length a frame claims to have. */
export class FrameReader {
  private readonly visit: FrameVisitor
  private readonly most: number
  /** The beginning of a frame that is not complete. */
  private parts: Uint8Array[] = []
  private held = 0
  /** Bytes that the frame needs; FRAME_HEADER until its length is known. */
  private needed = FRAME_HEADER

  /** `most`: the longest body. */
  constructor(visit: FrameVisitor, most: number = MAX_BODY) {
    this.visit = visit
    this.most = most
  }

  /** The first bytes of a frame that is not complete. */
  get rest(): Uint8Array {
    return joined(this.parts, this.held)
  }

  /**
   * Visits the frames that are complete with this chunk. Returns false for a frame that is too long; its bytes are in
   * `rest`, and the reader must not be used again.
   */
  push(chunk: Uint8Array): boolean {
    this.parts.push(chunk)
    this.held += chunk.length
    if (this.held < this.needed) return true
    const bytes = joined(this.parts, this.held)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = 0
    this.needed = FRAME_HEADER
    while (bytes.length - at >= FRAME_HEADER) {
      const length = view.getUint32(at)
      if (length > this.most) {
        this.keep(bytes.subarray(at))
        return false
      }
      this.needed = FRAME_HEADER + length
      const end = at + this.needed
      if (end > bytes.length) break
      this.needed = FRAME_HEADER
      this.visit(view.getUint32(at + 4), view.getUint32(at + 8), bytes, view, at + FRAME_HEADER, end)
      at = end
    }
    this.keep(bytes.subarray(at))
    return true
  }

  private keep(rest: Uint8Array): void {
    this.parts = rest.length === 0 ? [] : [rest]
    this.held = rest.length
  }
}

const joined = (parts: readonly Uint8Array[], length: number): Uint8Array => {
  if (parts.length === 1) return parts[0] as Uint8Array
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
