/** Reads lines of JSON: objects whose `bytes` are hexadecimal digits, such as the audit log of `rtnl-relay`. */
import type { CaptureReader, Datagram } from './datagram.ts'
import { lineError } from './input-error.ts'
import { LineSplitter } from './lines.ts'

/** The members that are read. An audit log has more. */
interface Line {
  readonly bytes?: unknown
  readonly protocol?: unknown
}

/** Whether a line is the start of an object. */
export const isJsonLine = (line: string): boolean => line.startsWith('{"')

const parse = (line: string): Datagram | undefined => {
  try {
    const { bytes, protocol } = JSON.parse(line) as Line
    if (typeof bytes !== 'string' || !/^([0-9a-f]{2})+$/i.test(bytes)) return undefined
    return { bytes: Buffer.from(bytes, 'hex'), ...(typeof protocol === 'number' ? { protocol } : {}) }
  } catch {
    // no JSON: the caller names the line
    return undefined
  }
}

/** Each line is a datagram, of the netlink protocol `protocol` if it has that number. */
export class JsonLineReader implements CaptureReader {
  private readonly lines = new LineSplitter()
  private number = 0

  push(bytes: Uint8Array): Datagram[] {
    return this.lines.push(bytes).flatMap((line) => this.line(line))
  }

  end(): Datagram[] {
    return this.lines.end().flatMap((line) => this.line(line))
  }

  private line(line: string): Datagram[] {
    this.number++
    if (line.trim() === '') return []
    const datagram = parse(line)
    if (datagram !== undefined) return [datagram]
    throw lineError(this.number, 'is no JSON object with hexadecimal digits as `bytes`', line)
  }
}
