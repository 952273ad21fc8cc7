/** Splits bytes into lines of text. */
import { MOST } from './datagram.ts'
import { InputError } from './input-error.ts'

export class LineSplitter {
  private readonly decoder = new TextDecoder()
  private open = ''
  private count = 0

  /** Whether the end of a line has not arrived. */
  get isOpen(): boolean {
    return this.open !== ''
  }

  /** The lines that are complete, without their ends. */
  push(bytes: Uint8Array): string[] {
    return this.split(this.decoder.decode(bytes, { stream: true }))
  }

  end(): string[] {
    const lines = this.split(this.decoder.decode())
    if (this.open !== '') lines.push(this.open)
    this.open = ''
    return lines
  }

  private split(text: string): string[] {
    const parts = text.split('\n')
    const last = parts.pop() as string
    const lines = parts.map((part, index) => {
      const line = index === 0 ? this.open + part : part
      return line.endsWith('\r') ? line.slice(0, -1) : line
    })
    this.count += lines.length
    this.open = lines.length > 0 ? last : this.open + last
    if (this.open.length > MOST) throw new InputError(`line ${this.count + 1} has more than ${MOST} characters`)
    return lines
  }
}
