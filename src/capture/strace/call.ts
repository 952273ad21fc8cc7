/** Parses a line of strace: `1234 1796067764.341428 sendto(3<socket:[5]>, "\x14...", 20, 0, NULL, 0) = 20 <0.000018>`. */
import { isLetter, SPACE } from '../digits.ts'

/** A system call, or a part of one that was interrupted by calls of other threads. */
export interface CallLine {
  /** `sendto` */
  readonly name: string
  /** The thread; undefined without -f. */
  readonly thread: number | undefined
  /** The name of its program (-Y). */
  readonly command: string | undefined
  /** Microseconds (-ttt, -tt, -t). */
  readonly time: number | undefined
  /** The arguments: a range of `text`. */
  readonly text: string
  readonly start: number
  readonly end: number
  /** `unfinished`: the arguments that are known before the call returns. `resumed`: the rest. */
  readonly part: 'whole' | 'unfinished' | 'resumed'
  /** What follows ` = `. */
  readonly result: string
}

const UNFINISHED = ' <unfinished ...>'
const RESUMED = ' resumed>'
/** The longest text before the name of a call. */
const MOST_PREFIX = 200

const isWord = (code: number): boolean => isLetter(code) || code === 0x5f || (code >= 0x30 && code <= 0x39)

const wordStart = (line: string, end: number): number => {
  let start = end
  while (isWord(line.charCodeAt(start - 1))) start--
  return start
}

/** The position of the `)` before the result: `)      = 20`. */
const resultAt = (line: string): number | undefined => {
  let at = line.lastIndexOf(' = ')
  while (line.charCodeAt(at) === SPACE) at--
  return line.charAt(at) === ')' ? at : undefined
}

const clockTime = (word: string): number | undefined => {
  const [, hours, minutes, seconds] = /^(\d\d):(\d\d):(\d\d(?:\.\d{1,9})?)$/.exec(word) ?? []
  return seconds === undefined ? undefined : (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1e6
}

const timeOf = (word: string): number | undefined =>
  /^\d{9,10}\.\d{1,9}$/.test(word) ? Number(word) * 1e6 : clockTime(word)

/** `[pid  1234] 12:34:56`, `1234<ip> 1796067764.341428`. */
const readPrefix = (prefix: string): Pick<CallLine, 'thread' | 'command' | 'time'> => {
  const words = prefix.split(' ').filter((word) => word !== '' && word !== '[pid')
  let time: number | undefined
  for (const word of words) time ??= timeOf(word)
  const [, digits, command] = /^(\d{1,10})(?:<([^<>]{1,64})>)?\]?$/.exec(words[0] ?? '') ?? []
  return { thread: digits === undefined ? undefined : Number(digits), command, time }
}

/** Parses a line; undefined if it is not one of a system call. */
export const readCallLine = (line: string): CallLine | undefined => {
  const mark = line.indexOf('<... ')
  const open = line.indexOf('(')
  const resumed = mark >= 0 && mark < MOST_PREFIX && (open < 0 || mark < open) ? line.indexOf(RESUMED, mark) : -1
  const nameEnd = resumed >= 0 ? resumed : open
  if (nameEnd < 0) return undefined
  const nameStart = wordStart(line, nameEnd)
  const prefixEnd = resumed >= 0 ? mark : nameStart
  if (nameStart === nameEnd || prefixEnd > MOST_PREFIX) return undefined
  const name = line.slice(nameStart, nameEnd)
  const common = { name, text: line, ...readPrefix(line.slice(0, prefixEnd)) }
  const start = resumed >= 0 ? resumed + RESUMED.length : open + 1
  if (line.endsWith(UNFINISHED))
    return { ...common, start, end: line.length - UNFINISHED.length, part: 'unfinished', result: '' }
  const end = resultAt(line)
  if (end === undefined || end < start) return undefined
  const result = line.slice(line.indexOf('= ', end) + 2)
  if (!/^[-?\d]/.test(result)) return undefined
  return { ...common, start, end, part: resumed >= 0 ? 'resumed' : 'whole', result }
}

/** A call from its two parts. */
export const joinCalls = (first: CallLine, second: CallLine): CallLine => {
  const text = first.text.slice(first.start, first.end) + second.text.slice(second.start, second.end)
  return { ...second, command: second.command ?? first.command, text, start: 0, end: text.length, part: 'whole' }
}

/** The number that a call returned; undefined for `?`. */
export const returned = ({ result }: CallLine): number | undefined => {
  const value = Number.parseInt(result, 10)
  return Number.isNaN(value) ? undefined : value
}

/** Microseconds that the call took (-T); 0 if unknown. */
export const durationOf = ({ result }: CallLine): number => {
  const at = result.lastIndexOf('<')
  return at >= 0 && /^<\d{1,9}\.\d{1,9}>$/.test(result.slice(at)) ? Number(result.slice(at + 1, -1)) * 1e6 : 0
}
