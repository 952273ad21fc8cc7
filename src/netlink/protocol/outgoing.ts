/** What goes out in one send. Messages that lie one behind the other in memory are one piece. */
import type { Place } from './header.ts'
import { bytesOf } from './header.ts'

export class OutgoingBuilder {
  /** How many messages there are. */
  count = 0
  /** How long they are together. */
  length = 0
  private readonly pieces: Uint8Array[] = []
  private bytes: Uint8Array | undefined
  private start = 0
  private end = 0

  add({ bytes, start, end }: Place): void {
    this.count++
    this.length += end - start
    if (bytes !== this.bytes || start !== this.end) {
      this.cutOff()
      this.bytes = bytes
      this.start = start
    }
    this.end = end
  }

  finish(): Uint8Array[] {
    this.cutOff()
    return this.pieces
  }

  private cutOff(): void {
    const { bytes, start, end } = this
    if (bytes !== undefined) this.pieces.push(bytesOf({ bytes, start, end }))
  }
}
