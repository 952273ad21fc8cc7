/** Reads text that contains bytes and nothing else: digits, literals, lists of numbers, base64. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import type { CaptureReader, Datagram } from './datagram.ts'
import { decimalDigit, isLetter, skipHex } from './digits.ts'
import { LineSplitter } from './lines.ts'
import { MessageReader } from './messages.ts'
import { isWhole, PlainReader } from './plain.ts'

/** Digits in the first line of base64: fewer cannot contain struct nlmsghdr. */
const LEAST_BASE64 = 22

/** `+/-_` */
const MORE_DIGITS = new Set([0x2b, 0x2f, 0x2d, 0x5f])

const isBase64 = (code: number): boolean => isLetter(code) || decimalDigit(code) >= 0 || MORE_DIGITS.has(code)

/**
 * The digits of a line of base64, which may be in quotation marks, before a comma or a semicolon. Not a regular expression: a
 * line may have millions of digits, and V8 would need as much stack.
 */
const base64Digits = (text: string, least: number): string | undefined => {
  const start = /^["']/.test(text) ? 1 : 0
  const tail = text.slice(-4)
  const end = text.length - tail.length + tail.search(/={0,2}["']?[,;]?$/)
  if (end - start < least) return undefined
  for (let at = start; at < end; at++) if (!isBase64(text.charCodeAt(at))) return undefined
  return text.slice(start, end)
}

/** `unsigned int message_bin_len = 56;`, the end of the output of `xxd -i`. */
const XXD_LENGTH = /^unsigned int \w+_len = \d+;$/

/** A line of complete messages is a datagram. Other lines form a block together, up to an empty line. */
export class TextReader implements CaptureReader {
  private readonly lines = new LineSplitter()
  private readonly little: boolean
  private readonly plain: PlainReader
  private readonly block: MessageReader
  private inBlock = false
  private inBase64 = false
  private number = 0

  constructor(order: ByteOrder) {
    this.little = order === 'le'
    this.plain = new PlainReader(this.little)
    this.block = new MessageReader(order)
  }

  push(bytes: Uint8Array): Datagram[] {
    return this.lines.push(bytes).flatMap((line) => this.line(line))
  }

  end(): Datagram[] {
    const found = this.lines.end().flatMap((line) => this.line(line))
    this.plain.finish()
    return [...found, ...this.piece(this.plain.bytes.take()), ...this.endBlock()]
  }

  private line(line: string): Datagram[] {
    this.number++
    const { plain } = this
    const text = line.trim()
    if (!plain.isInList) {
      if (text === '') return this.endBlock()
      if (XXD_LENGTH.test(text)) return []
      const base64 = this.base64(text)
      if (base64 !== undefined) return this.piece(base64)
    }
    plain.read(line, this.number)
    return plain.isInList ? [] : this.piece(plain.bytes.take())
  }

  private base64(text: string): Uint8Array | undefined {
    const digits = base64Digits(text, this.inBase64 ? 1 : LEAST_BASE64)
    const plain = digits?.replaceAll('-', '+').replaceAll('_', '/')
    if (plain === undefined || plain.length % 4 === 1) return undefined
    // digits may be either: base64 if that gives messages
    const mayBeHex = !this.inBase64 && skipHex(plain, 0) === plain.length
    if (mayBeHex && !this.mayBegin(plain)) return undefined
    const bytes = Uint8Array.from(atob(plain), (character) => character.charCodeAt(0))
    if (mayBeHex && !isWhole(bytes, this.little)) return undefined
    this.inBase64 = true
    return bytes
  }

  /** Whether the first bytes of base64 are the length of a message. The digits are not decoded without need. */
  private mayBegin(plain: string): boolean {
    const head = atob(plain.slice(0, 8))
    const [high, low] = this.little ? [3, 2] : [0, 1]
    return (head.charCodeAt(high) * 256 + head.charCodeAt(low)) * 65536 <= plain.length
  }

  private piece(bytes: Uint8Array): Datagram[] {
    if (bytes.length === 0) return []
    if (!this.inBlock && isWhole(bytes, this.little)) return [{ bytes }]
    this.inBlock = true
    return this.block.push(bytes)
  }

  private endBlock(): Datagram[] {
    this.inBlock = false
    this.inBase64 = false
    return this.block.end()
  }
}
