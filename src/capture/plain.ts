/**
 * Reads bytes from text: hexadecimal digits in any grouping, string literals, and lists of numbers as programming languages
 * print them (`[40 0 0 0]`, `<Buffer 28 00>`, `[]byte{0x28, 0x0}`, `b"(\0\0\0"`).
 */
import { frames } from '../netlink/protocol/header.ts'
import { ByteBuffer } from './byte-buffer.ts'
import {
  BACKSLASH,
  DOUBLE_QUOTE,
  decimalDigit,
  hexDigit,
  isLetter,
  LETTER_X,
  SINGLE_QUOTE,
  skipBlanks,
  skipHex,
} from './digits.ts'
import { InputError, lineError } from './input-error.ts'
import { findLiteral, readLiteral } from './literal.ts'

/** Whether the bytes are complete messages, without a rest. */
export const isWhole = (bytes: Uint8Array, little: boolean): boolean => {
  const walk = frames(bytes, little)
  let step = walk.next()
  while (step.done !== true) step = walk.next()
  return step.value.rest === 0
}

/** Characters that are ignored. */
const PUNCTUATION = new Set(Array.from(' \t\r\v\f\u00a0\ufeff,:;()-=*&', (character) => character.charCodeAt(0)))
const ENDS_WORD = new Set([...PUNCTUATION, ...Array.from('[]{}"\'\\#/', (character) => character.charCodeAt(0))])

/** Bytes of a line or a list: only its end shows what they are. */
const MOST_LIST = 1 << 22

/** A list of numbers, read both as decimal and as hexadecimal until it is clear which they are. */
class List {
  readonly decimal = new ByteBuffer()
  /** The start of its bytes in the hexadecimal reading. */
  readonly start: number
  isDecimal = true
  isHex = true
  /** It contains a number of three digits, so it is decimal. */
  private threeDigits = false

  constructor(start: number) {
    this.start = start
  }

  /** Adds a number: `007` and `1f` cannot be decimal, `7` and `31` may be. */
  add(line: string, from: number, to: number): void {
    let value = 0
    for (let at = from; at < to; at++) {
      const digit = decimalDigit(line.charCodeAt(at))
      if (digit < 0 || (at > from && value === 0)) this.isDecimal = false
      value = value * 10 + digit
    }
    if (to - from > 3 || value > 0xff) this.isDecimal = false
    if (!this.isDecimal) return
    if (to - from === 3) this.threeDigits = true
    this.decimal.push(value)
  }

  /** Whether the list is decimal. If it may be either, the reading that forms complete messages is chosen, else decimal. */
  choosesDecimal(hex: Uint8Array, little: boolean): boolean {
    if (!this.isDecimal || !this.isHex || this.threeDigits) return this.isDecimal
    return isWhole(this.decimal.view(), little) || !isWhole(hex, little)
  }
}

/** Reads lines into `bytes`. Throws InputError. */
export class PlainReader {
  readonly bytes = new ByteBuffer()
  private readonly little: boolean
  private list: List | undefined
  private line = ''
  private number = 0
  private at = 0
  /** The number of bytes before this line. */
  private before = 0
  /** The first hexadecimal digit of a byte, or -1. */
  private half = -1
  /** The end of a string literal that contains hexadecimal digits, or -1. */
  private quoteEnd = -1
  /** The position of a word that is no number, or -1. It must be the name of a type or variable before a list or a literal. */
  private name = -1

  constructor(little: boolean) {
    this.little = little
  }

  /** Whether a list continues on the next line; its bytes are known only at its end. */
  get isInList(): boolean {
    return this.list !== undefined
  }

  /** Appends the bytes of a line; `number` counts from 1. */
  read(line: string, number: number): void {
    this.line = line
    this.number = number
    this.before = this.bytes.length
    this.name = -1
    this.quoteEnd = -1
    for (this.at = 0; this.at < line.length; ) if (!this.step()) break
    if (this.name >= 0) throw this.error()
    this.endDigits()
  }

  /** Ends a list that is still open. */
  finish(): void {
    if (this.list !== undefined) this.closeList(this.list)
  }

  private error(): Error {
    return lineError(this.number, 'is no hexadecimal text', this.line)
  }

  /** Reads the next token; false at a comment. */
  private step(): boolean {
    const code = this.line.charCodeAt(this.at)
    const character = this.line.charAt(this.at)
    if (PUNCTUATION.has(code)) this.at++
    else if (character === '#' || this.line.startsWith('//', this.at)) return false
    else if (character === '[' || character === '{') this.open()
    else if (character === ']' || character === '}') this.close()
    else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) this.literal()
    else if (code === BACKSLASH && (this.line.charCodeAt(this.at + 1) | 0x20) === LETTER_X) this.at += 2
    else if (!this.skipPrefix()) this.word()
    return true
  }

  private open(): void {
    this.finish()
    this.endDigits()
    this.name = -1
    this.list = new List(this.bytes.length)
    this.at++
  }

  private close(): void {
    this.at++
    if (this.list === undefined) return
    this.endDigits()
    const next = this.line.charCodeAt(skipBlanks(this.line, this.at))
    // `[40]uint8{...}`, `buffer[40] = {...}`: a length
    if (isLetter(next) || next === '='.charCodeAt(0)) this.bytes.truncate(this.list.start)
    else this.closeList(this.list)
    this.list = undefined
  }

  private closeList(list: List): void {
    this.list = undefined
    const hex = this.bytes.view(list.start)
    if (list.choosesDecimal(hex, this.little)) {
      this.bytes.truncate(list.start)
      this.bytes.append(list.decimal.view())
    } else if (!list.isHex) throw this.error()
  }

  /** A literal without an escape contains hexadecimal digits, since the zeros of a message would have to be escaped. */
  private literal(): void {
    const { line, at } = this
    this.at++
    if (at === this.quoteEnd) return
    this.name = -1
    const found = findLiteral(line, at)
    if (found?.escaped !== true) {
      this.quoteEnd = found?.end ?? -1
      return
    }
    this.endDigits()
    if (this.list !== undefined) this.list.isDecimal = false
    readLiteral(this.bytes, line, at, found.end, this.number)
    this.at = found.end + 1
  }

  /** `0x` of a number, `b` of a literal, and the marks of a buffer that Node.js prints. */
  private skipPrefix(): boolean {
    const { line, at } = this
    for (const prefix of ['0x', '0X']) {
      if (!line.startsWith(prefix, at)) continue
      if (this.list !== undefined) this.list.isDecimal = false
      this.at += 2
      return true
    }
    if (line.startsWith('b"', at) || line.startsWith("b'", at)) this.at++
    else if (line.startsWith('<Buffer ', at)) this.at += '<Buffer '.length
    else if (line.charAt(at) === '>') this.at++
    else return false
    return true
  }

  private word(): void {
    const { line, at: from } = this
    let digits = true
    // most words are digits, however long
    let to = skipHex(line, from)
    for (; to < line.length && !ENDS_WORD.has(line.charCodeAt(to)) && line.charAt(to) !== '>'; to++)
      if (hexDigit(line.charCodeAt(to)) < 0) digits = false
    this.at = Math.max(to, from + 1)
    if (digits && to > from) return this.digits(from, to)
    if (line.startsWith('...', from) || line.charAt(from) === '\u2026')
      throw lineError(this.number, 'is cut short', line.slice(from))
    // a name precedes bytes and never follows them
    if (to === from || this.list !== undefined || this.bytes.length > this.before) throw this.error()
    this.name = from
    // `Uint8Array(40) [...]`: a length
    const end = line.charAt(to) === '(' ? line.indexOf(')', to) : -1
    if (end > 0 && decimalDigit(line.charCodeAt(to + 1)) >= 0) this.at = end + 1
  }

  private digits(from: number, to: number): void {
    if (this.name >= 0) throw this.error()
    if (this.bytes.length > MOST_LIST)
      throw new InputError(`line ${this.number}: more than ${MOST_LIST} bytes in a line or list`)
    this.list?.add(this.line, from, to)
    if (to - from === 1 && this.half < 0) return this.bytes.push(hexDigit(this.line.charCodeAt(from)))
    let at = from
    if (this.half < 0) {
      const { line } = this
      const pairs = this.bytes.extend((to - from) >> 1)
      for (let pair = 0; pair < pairs.length; pair++, at += 2)
        pairs[pair] = hexDigit(line.charCodeAt(at)) * 16 + hexDigit(line.charCodeAt(at + 1))
    }
    for (; at < to; at++) {
      const digit = hexDigit(this.line.charCodeAt(at))
      if (this.half < 0) this.half = digit
      else {
        this.bytes.push(this.half * 16 + digit)
        this.half = -1
      }
    }
  }

  /** Checks that hexadecimal digits come in pairs. In a list, a single digit means that the list is decimal. */
  private endDigits(): void {
    if (this.half < 0) return
    this.half = -1
    if (this.list === undefined) throw this.error()
    this.list.isHex = false
  }
}
