/** Reads rows of an offset and bytes, as `xxd`, `hexdump`, `od`, Wireshark and `strace -e write=FD` print them. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import { ByteBuffer } from './byte-buffer.ts'
import type { CaptureReader, Datagram } from './datagram.ts'
import { hexDigit, isBlank, SPACE, skipBlanks, skipHex } from './digits.ts'
import { InputError } from './input-error.ts'
import { LineSplitter } from './lines.ts'
import { MessageReader } from './messages.ts'

export interface Row {
  readonly offset: number
  readonly bytes: Uint8Array
}

/** The width of the bytes in a row of strace: `38 00 00 00 10 00 05 06  6f 81 01 6b 00 00 00 00`. */
const STRACE_COLUMNS = 49

/** The minimum number of digits of an offset. */
const STRACE_DIGITS = 5
const DIGITS = 8
const WIRESHARK_DIGITS = 4
/** The maximum number of digits of an offset: more would not be an exact number. */
const MOST_DIGITS = 12

/** Maximum number of bytes that the omitted rows (`*`) of an input may represent. */
const MOST_LEFT_OUT = 1 << 22
/** Omitted rows that are read at once. */
const REPEATED_ROWS = 4096

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

/** The bytes of the row that is read. A buffer for each of millions of rows would take longer than reading them. */
const ROW = new ByteBuffer()

/** The bytes in groups of hexadecimal digits up to `limit`; stops at anything else. */
const readGroups = (line: string, from: number, limit: number, { blanks, digits }: Layout): Uint8Array => {
  ROW.truncate(0)
  let at = from
  while (at < limit) {
    const end = Math.min(skipHex(line, at), limit)
    if (end === at || (end - at) % 2 !== 0 || (digits !== undefined && end - at !== digits)) break
    for (; at < end; at += 2) ROW.push(hexDigit(line.charCodeAt(at)) * 16 + hexDigit(line.charCodeAt(at + 1)))
    const next = skipBlanks(line, at)
    if (next === at || next - at > blanks) break
    at = next
  }
  return ROW.take()
}

const readOffset = (line: string, from: number, to: number, least: number): number | undefined =>
  to - from < least || to - from > MOST_DIGITS ? undefined : Number.parseInt(line.slice(from, to), 16)

/** ` | 00010  38 00 00 00 10 00 05 06  6f 81 ...  8.......o...... |` */
export const straceRow = (line: string): Row | undefined => {
  const at = skipBlanks(line, 0)
  if (!line.startsWith('| ', at)) return undefined
  const end = skipHex(line, at + 2)
  const offset = readOffset(line, at + 2, end, STRACE_DIGITS)
  if (offset === undefined || !line.startsWith('  ', end)) return undefined
  const bytes = readGroups(line, end + 2, end + 2 + STRACE_COLUMNS, BYTEWISE)
  return bytes.length === 0 ? undefined : { offset, bytes }
}

/** `00000010: 3800 0000 ...  8...` of xxd, `00000010  38 00 00 00 ...  |8...|` of hexdump; Wireshark has four digits. */
const fileRow = (line: string): Row | undefined => {
  const end = skipHex(line, 0)
  const colon = line.startsWith(': ', end)
  const offset = readOffset(line, 0, end, colon ? DIGITS : WIRESHARK_DIGITS)
  if (offset === undefined || (end < DIGITS && end !== WIRESHARK_DIGITS)) return undefined
  if (!colon && !line.startsWith('  ', end)) return undefined
  const bytes = readGroups(line, skipBlanks(line, end + 1), line.length, colon ? XXD : BYTEWISE)
  return bytes.length === 0 ? undefined : { offset, bytes }
}

/** `0000020 0038 0000 0010` of od -x and hexdump, `0000020 38 00 00 00` of od -t x1. */
const wordRow = (
  line: string,
  little: boolean,
): { readonly digits: string; readonly bytes: Uint8Array } | undefined => {
  const end = skipHex(line, 0)
  if (end < 6 || end > 7 || line.charCodeAt(end) !== SPACE) return undefined
  const start = skipBlanks(line, end)
  const width = skipHex(line, start) - start
  if (width !== 2 && width !== 4 && width !== 8 && width !== 16) return undefined
  const bytes = readGroups(line, start, line.length, { blanks: width * 2, digits: width })
  // words have the byte order of the machine
  const size = width / 2
  if (little) for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse()
  return { digits: line.slice(0, end), bytes }
}

/** Whether a line is a row of a file's bytes. Short offsets may be other numbers, such as processes: the first is 0. */
export const isFileRow = (line: string): boolean => {
  const isShort = skipHex(line, 0) < DIGITS
  if (isShort && !/^(0{4}|0{6,7}) /.test(line)) return false
  return fileRow(line) !== undefined || (isShort && wordRow(line, false) !== undefined)
}

/** The offset alone, at the end of the output of hexdump and od. */
const endDigits = (line: string): string | undefined => {
  const end = skipHex(line, 0)
  for (let at = end; at < line.length; at++) if (!isBlank(line.charCodeAt(at))) return undefined
  return end < 6 || end > MOST_DIGITS ? undefined : line.slice(0, end)
}

/** Reads rows. Offset 0 starts another block of messages. Other lines are ignored. */
export class RowReader implements CaptureReader {
  private readonly lines = new LineSplitter()
  private readonly little: boolean
  private readonly messages: MessageReader
  private readonly last = new ByteBuffer()
  /** Base of the offsets: 16, or 8 for od. Undefined until one shows it. */
  private radix: 8 | 16 | undefined
  /** The offset after the last row. */
  private at = 0
  private isBegun = false
  /** A `*` was read: the rows up to the next offset repeat the last one. */
  private leftOut = false
  /** Bytes that omitted rows have stood for. */
  private repeated = 0
  private number = 0

  constructor(order: ByteOrder) {
    this.little = order === 'le'
    this.messages = new MessageReader(order)
  }

  push(bytes: Uint8Array): Datagram[] {
    return this.lines.push(bytes).flatMap((line) => this.line(line))
  }

  end(): Datagram[] {
    return [...this.lines.end().flatMap((line) => this.line(line)), ...this.messages.end()]
  }

  private line(line: string): Datagram[] {
    this.number++
    const row = fileRow(line)
    if (row !== undefined) return this.row(row.offset, row.bytes)
    const words = wordRow(line, this.little)
    if (words !== undefined) return this.row(this.offsetOf(words.digits), words.bytes)
    if (line.trim() === '*') this.leftOut = true
    else {
      const end = endDigits(line)
      if (end !== undefined) return this.repeat(end.length < DIGITS ? this.offsetOf(end) : Number.parseInt(end, 16))
    }
    return []
  }

  /** An offset of od is octal, one of hexdump hexadecimal. The first one after 0 shows which. */
  private offsetOf(digits: string): number {
    const octal = /[89a-f]/i.test(digits) ? undefined : Number.parseInt(digits, 8)
    const hex = Number.parseInt(digits, 16)
    if (this.radix === undefined && hex > 0) this.radix = octal === undefined || hex === this.at ? 16 : 8
    return this.radix === 8 && octal !== undefined ? octal : hex
  }

  private row(offset: number, bytes: Uint8Array): Datagram[] {
    const before = offset === 0 || !this.isBegun ? this.start(offset) : []
    const repeated = this.repeat(offset)
    if (offset !== this.at)
      throw new InputError(`line ${this.number} is at offset ${offset} where ${this.at} comes next: rows are missing`)
    this.last.truncate(0)
    this.last.append(bytes)
    this.at += bytes.length
    return [...before, ...repeated, ...this.messages.push(bytes)]
  }

  private start(offset: number): Datagram[] {
    this.isBegun = true
    this.at = offset
    this.leftOut = false
    return this.messages.end()
  }

  /** Repeats the last row up to `offset` if rows were omitted. */
  private repeat(offset: number): Datagram[] {
    const { last, at } = this
    const isOmitted = this.leftOut && last.length > 0 && offset > at
    this.leftOut = false
    if (!isOmitted) return []
    const count = Math.floor((offset - at) / last.length)
    this.repeated += count * last.length
    if (this.repeated > MOST_LEFT_OUT)
      throw new InputError(`line ${this.number} is at offset ${offset}: more than ${MOST_LEFT_OUT} bytes are left out`)
    this.at += count * last.length
    const found: Datagram[] = []
    for (let rest = count; rest > 0; rest -= REPEATED_ROWS) {
      const rows = Math.min(rest, REPEATED_ROWS)
      const bytes = new Uint8Array(rows * last.length)
      for (let row = 0; row < rows; row++) bytes.set(last.view(), row * last.length)
      for (const datagram of this.messages.push(bytes)) found.push(datagram)
    }
    return found
  }
}
