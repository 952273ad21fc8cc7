/** Bytes that people paste: plain hexadecimal text, or what strace, xxd and hexdump print. */
import { frames } from '../netlink/header.ts'

/** Text that is no hexadecimal dump of any known kind. */
export class HexError extends Error {
  override name = 'HexError'
}

/** ` | 00010  00 00 ...  ................ |` of `strace -e write=FD` and `-e read=FD`. */
const STRACE = /^\s*\| ([0-9a-f]{5,}) {2}(.{48,49}) /
/** `00000010: 1000 1200 ...  ........` of xxd. */
const XXD = /^([0-9a-f]{8,}): ((?:[0-9a-f]{2,} ?)+)/i
/** `00000010  10 00 12 00 ...  |........|` of `hexdump -C`. */
const HEXDUMP = /^([0-9a-f]{8,}) {2}((?:[0-9a-f]{2} {1,2})+)/i
/** The length of all, in the last line of `hexdump -C`. */
const HEXDUMP_END = /^[0-9a-f]{8,}$/i

/** `sendto(3, [{nlmsg_len=32, ...}], 32, 0, NULL, 0) = 32`: strace says what a message means, and lets bytes go. */
const CALL = /\b(send|recv)(to|from|msg|mmsg)\(.*\) += /

const ADDRESSED = [STRACE, XXD, HEXDUMP]

const bytesOf = (hex: string): number[] =>
  Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16))

interface Addressed {
  readonly offset: number
  readonly bytes: readonly number[]
}

const readAddressed = (line: string): Addressed | undefined => {
  for (const pattern of ADDRESSED) {
    const [, offset, hex] = pattern.exec(line) ?? []
    if (offset !== undefined && hex !== undefined)
      return { offset: Number.parseInt(offset, 16), bytes: bytesOf(hex.replaceAll(' ', '')) }
  }
  return undefined
}

/** Lines with addresses; those without are what a tracer says between. Offset 0 starts another block. */
const readDump = (lines: readonly string[]): Uint8Array[] => {
  const blocks: number[][] = []
  let row: readonly number[] = []
  for (const line of lines) {
    const found = readAddressed(line)
    const end = HEXDUMP_END.test(line.trim()) ? Number.parseInt(line, 16) : undefined
    const offset = found?.offset ?? end
    if (found?.offset === 0) blocks.push([])
    const block = blocks.at(-1)
    if (block === undefined || offset === undefined) continue
    // `*` stood for rows like the one before.
    while (row.length > 0 && block.length + row.length <= offset) block.push(...row)
    if (found !== undefined) block.push(...found.bytes)
    row = found?.bytes ?? []
  }
  return blocks.map((block) => Uint8Array.from(block))
}

/** Bytes of a line of plain hexadecimal text; comments (`# ...`, `// ...`) and C's punctuation do not count. */
const readPlain = (line: string, number: number): number[] => {
  const text = line.replace(/(#|\/\/).*/, '')
  const digits = text.replace(/0x|\\x/gi, ' ').split(/[\s,:;"'{}()[\]-]+/)
  const hex = digits.map((word) => (word.length === 1 ? `0${word}` : word)).join('')
  if (!/^[0-9a-f]*$/i.test(hex) || hex.length % 2 !== 0)
    throw new HexError(`line ${number} is no hexadecimal text: ${JSON.stringify(line.trim().slice(0, 40))}`)
  return bytesOf(hex)
}

const isWhole = (bytes: readonly number[], little: boolean): boolean => {
  const walk = frames(Uint8Array.from(bytes), little)
  let step = walk.next()
  while (step.done !== true) step = walk.next()
  return step.value.rest === 0
}

/** Lines that are messages each stay apart; others are parts of one block up to an empty line. */
const readPlainLines = (lines: readonly string[], little: boolean): Uint8Array[] => {
  if (lines.some((line) => CALL.test(line)))
    throw new HexError('these are calls without their bytes; strace prints them with -e read=all -e write=all')
  const blocks: number[][] = []
  let paragraph: number[][] = []
  const finish = (): void => {
    if (paragraph.every((line) => isWhole(line, little))) blocks.push(...paragraph)
    else blocks.push(paragraph.flat())
    paragraph = []
  }
  for (const [index, line] of lines.entries()) {
    const bytes = readPlain(line, index + 1)
    if (bytes.length > 0) paragraph.push(bytes)
    else if (line.trim() === '') finish()
  }
  finish()
  return blocks.map((block) => Uint8Array.from(block))
}

/** A message has a zero in its length; text has none. */
const isText = (input: Uint8Array): boolean => !input.includes(0)

/** The blocks of bytes in an input, each of one or more messages. Bytes themselves are one block. Throws HexError. */
export const readBlocks = (input: Uint8Array, little: boolean): Uint8Array[] => {
  if (input.length === 0) return []
  if (!isText(input)) return [Uint8Array.from(input)]
  const lines = new TextDecoder().decode(input).split(/\r?\n/)
  const addressed = lines.some((line) => readAddressed(line) !== undefined)
  return addressed ? readDump(lines) : readPlainLines(lines, little)
}
