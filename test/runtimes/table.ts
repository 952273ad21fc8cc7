/** The tables of docs/runtimes.md. */

export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export const markdown = ({ columns, rows }: Table): string =>
  [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')

/** The page with this table instead of the one that has the same first column. */
export const withTable = (page: string, table: Table): string => {
  const [first = ''] = table.columns
  const old = new RegExp(`^\\| ${first} \\|.*(\\n\\|.*)*`, 'm')
  if (!old.test(page)) throw new Error(`the page has no table that begins with the column "${first}"`)
  return page.replace(old, () => markdown(table))
}

/** Calls a function for each value, two at a time. */
export const eachOf = async <T, R>(values: readonly T[], call: (value: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = []
  const left = [...values.entries()]
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) results[next[0]] = await call(next[1])
  }
  await Promise.all([work(), work()])
  return results
}
