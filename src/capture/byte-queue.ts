const NOTHING = new Uint8Array(0)

/** A queue of bytes that arrive in chunks and are taken in pieces. No byte is copied more than twice. */
export class ByteQueue {
  private chunks: Uint8Array[] = []
  /** The chunks before this index have been taken. */
  private first = 0
  /** Bytes taken from the first chunk. */
  private taken = 0
  private total = 0

  get length(): number {
    return this.total
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.chunks.push(bytes)
    this.total += bytes.length
  }

  /** The next `length` bytes without taking them; undefined if they have not arrived. */
  peek(length: number): Uint8Array | undefined {
    if (this.total < length) return undefined
    const head = this.chunks[this.first]
    if (head === undefined) return NOTHING
    if (head.length - this.taken < length) return this.join(length)
    return head.subarray(this.taken, this.taken + length)
  }

  /** Removes up to `length` bytes. */
  skip(length: number): void {
    let rest = Math.min(length, this.total)
    this.total -= rest
    for (let head = this.chunks[this.first]; head !== undefined; head = this.chunks[this.first]) {
      const held = head.length - this.taken
      if (rest < held) {
        this.taken += rest
        break
      }
      rest -= held
      this.taken = 0
      this.first++
    }
    if (this.first < 64 && this.first < this.chunks.length) return
    this.chunks = this.chunks.slice(this.first)
    this.first = 0
  }

  /** The next bytes that are in one piece, without taking them: at least one, unless the queue is empty. */
  piece(): Uint8Array {
    return (this.chunks[this.first] ?? NOTHING).subarray(this.taken)
  }

  take(length: number): Uint8Array | undefined {
    const bytes = this.peek(length)
    if (bytes !== undefined) this.skip(length)
    return bytes
  }

  /** Takes everything. */
  rest(): Uint8Array {
    return this.take(this.total) as Uint8Array
  }

  /** Joins the chunks that hold the next `length` bytes. */
  private join(length: number): Uint8Array {
    const joined: Uint8Array[] = []
    let held = -this.taken
    while (held < length) {
      const chunk = this.chunks[this.first++] as Uint8Array
      joined.push(chunk)
      held += chunk.length
    }
    const bytes = new Uint8Array(held)
    let at = 0
    for (const [index, chunk] of joined.entries()) {
      const part = index === 0 ? chunk.subarray(this.taken) : chunk
      bytes.set(part, at)
      at += part.length
    }
    this.first--
    this.chunks[this.first] = bytes
    this.taken = 0
    return bytes.subarray(0, length)
  }
}
