/** Reads the input of `decode` and `explain`: binary, or text that contains bytes in one of several formats. */
import { isCall, readCalls } from './calls.ts'
import { isJsonLines, readJsonLines } from './json-lines.ts'
import { isWhole, PlainReader } from './plain.ts'
import { readRow, readRows } from './rows.ts'

/** If every line up to an empty line is complete messages, each line is a block. Otherwise they form one block together. */
const readLines = (lines: readonly string[], little: boolean): Uint8Array[] => {
  const blocks: Uint8Array[] = []
  const reader = new PlainReader(little)
  const { bytes } = reader
  let starts: number[] = []
  let start = 0
  let whole = true
  const endPiece = (): void => {
    if (bytes.length === start) return
    starts.push(start)
    whole &&= isWhole(bytes.view(start), little)
    start = bytes.length
  }
  const finish = (): void => {
    reader.finish()
    endPiece()
    const block = bytes.take()
    if (whole) for (const [index, start] of starts.entries()) blocks.push(block.slice(start, starts[index + 1]))
    else blocks.push(block)
    starts = []
    start = 0
    whole = true
  }
  for (const [index, line] of lines.entries()) {
    reader.read(line, index + 1)
    if (reader.isInList) continue
    if (line.trim() === '') finish()
    else endPiece()
  }
  finish()
  return blocks
}

/** The length of every message contains a zero byte; text contains none. */
const isText = (input: Uint8Array): boolean => !input.includes(0)

/** The blocks in an input; each contains one or more messages. Binary input is one block. Throws InputError. */
export const readBlocks = (input: Uint8Array, little: boolean): Uint8Array[] => {
  if (input.length === 0) return []
  if (!isText(input)) return [Uint8Array.from(input)]
  const lines = new TextDecoder().decode(input).split(/\r?\n/)
  if (isJsonLines(lines)) return readJsonLines(lines)
  if (lines.some((line) => readRow(line) !== undefined)) return readRows(lines)
  return lines.some(isCall) ? readCalls(lines) : readLines(lines, little)
}
