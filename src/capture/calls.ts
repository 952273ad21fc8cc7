/** Reads system calls printed by strace, with their data as strings: `sendto(3, "\x14\0\0\0...", 20, 0, NULL, 0) = 20`. */
import { ByteBuffer } from './byte-buffer.ts'
import { DOUBLE_QUOTE, isLetter, SPACE } from './digits.ts'
import { InputError } from './input-error.ts'
import { findLiteral, readLiteral } from './literal.ts'

const NAMES = new Set(['send', 'sendto', 'sendmsg', 'sendmmsg', 'recv', 'recvfrom', 'recvmsg', 'recvmmsg'])

/** The letters immediately before `end`. */
const wordBefore = (line: string, end: number): string => {
  let start = end
  while (isLetter(line.charCodeAt(start - 1))) start--
  return line.slice(start, end)
}

/** The start of the arguments of a call; undefined if the line is no call that sends or receives. */
const argumentsAt = (line: string): number | undefined => {
  for (let at = line.indexOf('('); at >= 0; at = line.indexOf('(', at + 1))
    if (NAMES.has(wordBefore(line, at))) return at + 1
  const resumed = line.indexOf(' resumed>')
  return resumed > 0 && NAMES.has(wordBefore(line, resumed)) ? resumed + ' resumed>'.length : undefined
}

/** The position of the `)` before the result: `)      = 20`. */
const resultAt = (line: string): number | undefined => {
  let at = line.lastIndexOf(' = ')
  while (line.charCodeAt(at) === SPACE) at--
  return line.charAt(at) === ')' ? at : undefined
}

interface Call {
  readonly start: number
  readonly end: number
}

const findCall = (line: string): Call | undefined => {
  const end = resultAt(line)
  const start = end === undefined ? undefined : argumentsAt(line)
  return start === undefined || end === undefined || start > end ? undefined : { start, end }
}

export const isCall = (line: string): boolean => findCall(line) !== undefined

const OPENING = '([{'
const CLOSING = ')]}'

/**
 * The data of a call: its strings that are arguments themselves or `iov_base` of a struct iovec. Undefined for a call with
 * MSG_PEEK, whose data is received again by a later call.
 */
const readCall = (line: string, { start, end }: Call, number: number): ByteBuffer | undefined => {
  const bytes = new ByteBuffer()
  let depth = 0
  for (let at = start; at < end; at++) {
    const character = line.charAt(at)
    if (OPENING.includes(character)) depth++
    else if (CLOSING.includes(character)) depth--
    else if (line.startsWith('MSG_PEEK', at)) return undefined
    else if (line.charCodeAt(at) === DOUBLE_QUOTE) {
      const literal = findLiteral(line, at)
      if (literal === undefined) break
      if (depth === 0 || line.endsWith('iov_base=', at)) {
        if (line.startsWith('...', literal.end + 1))
          throw new InputError(`line ${number} is cut short by strace, which prints all with -s 65536`)
        readLiteral(bytes, line, at, literal.end, number)
      }
      at = literal.end
    }
  }
  return bytes
}

/** The data of each call that has some. Throws InputError if there is none. */
export const readCalls = (lines: readonly string[]): Uint8Array[] => {
  const blocks: Uint8Array[] = []
  for (const [index, line] of lines.entries()) {
    const call = findCall(line)
    const bytes = call && readCall(line, call, index + 1)
    if (bytes === undefined) continue
    if (bytes.length > 0) blocks.push(bytes.take())
    else if (line.includes('nlmsg_len=')) throw withoutBytes()
  }
  if (blocks.length === 0) throw withoutBytes()
  return blocks
}

/** For `sendto(3, [{nlmsg_len=32, ...}], 32, 0, NULL, 0) = 32`: strace decoded the message instead of printing its bytes. */
const withoutBytes = (): InputError =>
  new InputError('these are calls without their bytes; strace prints them with -e read=all -e write=all')
