/** A growing buffer to which bytes are appended. */

const FIRST = 256

export class ByteBuffer {
  private held = new Uint8Array(FIRST)
  private used = 0

  get length(): number {
    return this.used
  }

  push(byte: number): void {
    if (this.used === this.held.length) this.grow(this.used + 1)
    this.held[this.used++] = byte
  }

  append(bytes: Uint8Array): void {
    if (this.used + bytes.length > this.held.length) this.grow(this.used + bytes.length)
    this.held.set(bytes, this.used)
    this.used += bytes.length
  }

  /** Appends bytes that the caller sets before the buffer changes. */
  extend(length: number): Uint8Array {
    const start = this.used
    if (start + length > this.held.length) this.grow(start + length)
    this.used += length
    return this.held.subarray(start, this.used)
  }

  /** Keeps only the first `length` bytes. */
  truncate(length: number): void {
    this.used = length
  }

  /** The bytes without copying them; valid until the buffer changes. */
  view(start = 0, end = this.used): Uint8Array {
    return this.held.subarray(start, end)
  }

  /** Returns a copy of all bytes and empties the buffer. */
  take(): Uint8Array {
    const taken = this.held.slice(0, this.used)
    this.used = 0
    return taken
  }

  private grow(least: number): void {
    const grown = new Uint8Array(Math.max(least, 2 * this.held.length))
    grown.set(this.held.subarray(0, this.used))
    this.held = grown
  }
}
