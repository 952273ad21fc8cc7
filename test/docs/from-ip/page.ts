/** The rows of docs/from-ip.md: a command, the call that does the same and, in some tables, what to compare. */
import { readPage } from '../blocks.ts'

export const PAGE = 'docs/from-ip.md'

export interface Row {
  readonly line: number
  readonly heading: string
  /** Lines of shell. */
  readonly command: string
  /** An expression that resolves. */
  readonly call: string
  /** The third column of a table that has one. */
  readonly third: string | undefined
}

/** The text of a cell that is a code span. */
const codeIn = (cell: string): string => /^`([^`]+)`$/.exec(cell)?.[1] ?? ''

/** The cells of a table's line, in which a vertical bar is escaped; undefined for any other line. */
const cellsOf = (line: string): string[] | undefined =>
  line.startsWith('| ')
    ? line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|'))
    : undefined

/** The rows of every table whose first column is headed `command`, in order. */
const rowsIn = (text: string): Row[] => {
  const rows: Row[] = []
  let heading = ''
  let inTable = false
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('#')) heading = line.replace(/^#+ /, '')
    const [command = '', call = '', third] = cellsOf(line) ?? []
    if (command === 'command') inTable = true
    else if (!line.startsWith('|')) inTable = false
    else if (inTable && !command.startsWith('---'))
      rows.push({ line: index + 1, heading, command: codeIn(command), call: codeIn(call), third })
  }
  return rows
}

export const rows: readonly Row[] = rowsIn(readPage(PAGE))

/** The rows under a heading. Throws if there are none. */
export const rowsUnder = (heading: string): readonly Row[] => {
  const found = rows.filter((row) => row.heading === heading)
  if (found.length === 0) throw new Error(`${PAGE} has no rows under "${heading}"`)
  return found
}
