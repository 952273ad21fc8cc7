/** Aligned tables. */
import t from 'tap'
import { alignColumns, dropEmptyColumns } from '../../../src/cli/columns.ts'

t.test('columns are as wide as their widest cell, and any number of rows long', async (t) => {
  const rows = Array.from({ length: 300_000 }, (_, at) => [`${at}`, 'x'])
  const lines = alignColumns([['#', 'NAME'], ...rows])
  t.equal(lines[0], '#       NAME')
  t.equal(lines[1], '0       x')
  t.equal(lines.at(-1), '299999  x')
  t.strictSame(alignColumns([]), [])
})

t.test('columns that are empty in all rows are omitted', async (t) => {
  t.strictSame(
    dropEmptyColumns(
      ['A', 'B', 'C'],
      [
        ['1', '', '2'],
        ['3', '', ''],
      ],
    ),
    [
      ['A', 'C'],
      ['1', '2'],
      ['3', ''],
    ],
  )
})
