/** Tables for people: columns as wide as their widest cell. */
import { stripVTControlCharacters } from 'node:util'

const width = (cell: string): number => stripVTControlCharacters(cell).length

/** Lines of cells, two spaces between, none at the end. Cells may hold colours. */
export const alignColumns = (rows: readonly (readonly string[])[]): string[] => {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, width(cell))
  return rows.map((row) =>
    row
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  )
}

/** The same table without the columns that are empty in all rows but the first, which holds the titles. */
export const dropEmptyColumns = (rows: readonly (readonly string[])[]): string[][] => {
  const [, ...body] = rows
  const kept = (rows[0] ?? []).map((_, index) => body.some((row) => row[index] !== ''))
  return rows.map((row) => row.filter((_, index) => kept[index]))
}
