/** Aligns tables: each column is as wide as its widest cell. */
import { widthOf } from './terminal.ts'

/**
 * Lines of cells with two spaces between them and none at the end. All rows have the same number of cells, which may be
 * coloured.
 */
export const alignColumns = (rows: readonly (readonly string[])[]): string[] => {
  const widest = (column: number): number =>
    rows.reduce((width, row) => Math.max(width, widthOf(row[column] as string)), 0)
  const widths = rows.slice(0, 1).flatMap((row) => row.map((_, column) => widest(column)))
  const padded = (cell: string, column: number): string => cell + ' '.repeat((widths[column] as number) - widthOf(cell))
  return rows.map((row) => row.map(padded).join('  ').trimEnd())
}

/** Titles and rows without the columns that are empty in all rows. */
export const dropEmptyColumns = (titles: readonly string[], rows: readonly (readonly string[])[]): string[][] => {
  const kept = titles.map((_, column) => rows.some((row) => row[column] !== ''))
  return [titles, ...rows].map((row) => row.filter((_, column) => kept[column]))
}
