/** Reads rows of an offset and bytes, as `strace -e write=FD` (and `read=FD`), `xxd` and `hexdump -C` print them. */
import { ByteBuffer } from './byte-buffer.ts'
import { hexDigit, isBlank, skipBlanks, skipHex } from './digits.ts'
import { InputError } from './input-error.ts'

export interface Row {
  readonly offset: number
  readonly bytes: Uint8Array
}

/** The width of the bytes in a row of strace: `38 00 00 00 10 00 05 06  6f 81 01 6b 00 00 00 00`. */
const STRACE_COLUMNS = 49

/** The minimum number of digits of an offset. */
const STRACE_DIGITS = 5
const DIGITS = 8
/** The maximum number of digits of an offset: more would not be an exact number. */
const MOST_DIGITS = 12

/** Maximum number of bytes that omitted rows (`*`) may represent. Messages are shorter in practice; nlmsg_len has 32 bits. */
const MOST_LEFT_OUT = 1 << 26

/** The layout of the bytes in a row. */
interface Layout {
  /** Maximum number of blanks between two groups; more of them precede the text column. */
  readonly blanks: number
  /** Digits per group, if all groups have the same number. */
  readonly digits?: number
}

/** One byte per group, with a wider gap in the middle. */
const BYTEWISE: Layout = { blanks: 2, digits: 2 }
const XXD: Layout = { blanks: 1 }

/** The bytes in groups of hexadecimal digits up to `limit`; stops at anything else. */
const readGroups = (line: string, from: number, limit: number, { blanks, digits }: Layout): Uint8Array => {
  const bytes = new ByteBuffer()
  let at = from
  while (at < limit) {
    const end = Math.min(skipHex(line, at), limit)
    if (end === at || (end - at) % 2 !== 0 || (digits !== undefined && end - at !== digits)) break
    for (; at < end; at += 2) bytes.push(hexDigit(line.charCodeAt(at)) * 16 + hexDigit(line.charCodeAt(at + 1)))
    const next = skipBlanks(line, at)
    if (next === at || next - at > blanks) break
    at = next
  }
  return bytes.take()
}

const readOffset = (line: string, from: number, to: number, least: number): number | undefined =>
  to - from < least || to - from > MOST_DIGITS ? undefined : Number.parseInt(line.slice(from, to), 16)

/** ` | 00010  38 00 00 00 10 00 05 06  6f 81 ...  8.......o...... |` */
const straceRow = (line: string, at: number): Row | undefined => {
  if (!line.startsWith('| ', at)) return undefined
  const end = skipHex(line, at + 2)
  const offset = readOffset(line, at + 2, end, STRACE_DIGITS)
  if (offset === undefined || !line.startsWith('  ', end)) return undefined
  const bytes = readGroups(line, end + 2, end + 2 + STRACE_COLUMNS, BYTEWISE)
  return bytes.length === 0 ? undefined : { offset, bytes }
}

/** `00000010: 3800 0000 ...  8...` of xxd, `00000010  38 00 00 00 ...  |8...|` of hexdump. */
const fileRow = (line: string): Row | undefined => {
  const end = skipHex(line, 0)
  const offset = readOffset(line, 0, end, DIGITS)
  if (offset === undefined) return undefined
  const colon = line.startsWith(': ', end)
  if (!colon && !line.startsWith('  ', end)) return undefined
  const bytes = readGroups(line, end + 2, line.length, colon ? XXD : BYTEWISE)
  return bytes.length === 0 ? undefined : { offset, bytes }
}

/** Parses a row; undefined for any other line. */
export const readRow = (line: string): Row | undefined => straceRow(line, skipBlanks(line, 0)) ?? fileRow(line)

/** The total length, in the last line of `hexdump -C`. */
const readEnd = (line: string): number | undefined => {
  const end = skipHex(line, 0)
  for (let at = end; at < line.length; at++) if (!isBlank(line.charCodeAt(at))) return undefined
  return readOffset(line, 0, end, DIGITS)
}

/** Joins rows into blocks. Offset 0 starts a new block. */
class Blocks {
  private readonly finished: Uint8Array[] = []
  private readonly block = new ByteBuffer()
  private readonly last = new ByteBuffer()
  /** The offset of the block's first byte; not 0 if the dump starts in the middle of a file. */
  private base = 0
  private isBegun = false
  /** A `*` was read: the rows up to the next offset repeat the last one. */
  private leftOut = false

  private get end(): number {
    return this.base + this.block.length
  }

  row({ offset, bytes }: Row, line: number): void {
    if (offset === 0 || !this.isBegun) this.start(offset)
    this.repeat(offset, line)
    if (offset !== this.end)
      throw new InputError(`line ${line} is at offset ${offset} where ${this.end} comes next: rows are missing`)
    this.block.append(bytes)
    this.last.truncate(0)
    this.last.append(bytes)
  }

  star(): void {
    this.leftOut = true
  }

  /** Repeats the last row up to `offset` if rows were omitted. */
  repeat(offset: number, line: number): void {
    const { last, end } = this
    if (this.leftOut && last.length > 0) {
      if (offset - end > MOST_LEFT_OUT)
        throw new InputError(`line ${line} is at offset ${offset}: more than ${MOST_LEFT_OUT} bytes are left out`)
      for (let at = end + last.length; at <= offset; at += last.length) this.block.append(last.view())
    }
    this.leftOut = false
  }

  finish(): Uint8Array[] {
    if (this.isBegun) this.finished.push(this.block.take())
    return this.finished
  }

  private start(offset: number): void {
    this.finish()
    this.base = offset
    this.isBegun = true
    this.last.truncate(0)
    this.leftOut = false
  }
}

/** The blocks of a dump. Other lines between the rows are ignored: they are the output of the tracer. */
export const readRows = (lines: readonly string[]): Uint8Array[] => {
  const blocks = new Blocks()
  for (const [index, line] of lines.entries()) {
    const row = readRow(line)
    if (row !== undefined) blocks.row(row, index + 1)
    else if (line.trim() === '*') blocks.star()
    else {
      const end = readEnd(line)
      if (end !== undefined) blocks.repeat(end, index + 1)
    }
  }
  return blocks.finish()
}
