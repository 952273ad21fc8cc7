/** The results as a table that shows which bounds are met. */

/** One figure of one program, round by round. */
export interface Row {
  readonly what: string
  readonly unit: 'ms' | 'us' | 'MB' | 'events' | 'events/ms' | 'faults' | 'threads'
  readonly values: readonly number[]
  /** The figure that it is compared with, of the same rounds. */
  readonly base?: readonly number[] | undefined
  /** A maximum multiple of the base, by the medians; or a maximum, or an exact value, in every round. */
  readonly bound?: { readonly ratio: number } | { readonly most: number } | { readonly exactly: number } | undefined
}

/** The rows of one workload; `checks` are equal if all its programs read the same. */
export interface Result {
  readonly title: string
  readonly rows: readonly Row[]
  readonly checks: ReadonlySet<string>
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] as number
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] as number)) / 2
}

const shown = (value: number): string => value.toFixed(Number.isInteger(value) || value >= 100 ? 0 : value < 10 ? 2 : 1)

/** The bound as text, and whether it is met. */
const verdict = ({ values, base, bound }: Row): [string, string] => {
  if (bound === undefined) return ['', '']
  const say = (words: string, kept: boolean): [string, string] => [words, kept ? 'yes' : 'NO']
  if ('exactly' in bound)
    return say(
      `= ${bound.exactly}`,
      values.every((value) => value === bound.exactly),
    )
  if ('most' in bound) return say(`<= ${bound.most}`, Math.max(...values) <= bound.most)
  return say(`<= ${bound.ratio}x`, median(values) <= bound.ratio * median(base ?? [Number.NaN]))
}

const line = (row: Row): string[] => {
  const { what, unit, values, base } = row
  const ratio = (of: (values: readonly number[]) => number): string =>
    base === undefined ? '' : `${(of(values) / of(base)).toFixed(2)}x`
  const least = (all: readonly number[]): number => Math.min(...all)
  const figures = [median(values), least(values), Math.max(...values)].map(shown)
  return [what, unit, ...figures, ratio(median), ratio(least), ...verdict(row)]
}

const HEAD = ['', 'unit', 'median', 'min', 'max', 'medians', 'mins', 'bound', 'kept']

/** A Markdown table, its columns aligned. */
const table = (lines: readonly (readonly string[])[]): string => {
  const widths = HEAD.map((_, column) => Math.max(3, ...lines.map((cells) => (cells[column] ?? '').length)))
  const isText = (column: number): boolean => column < 2 || column > 6
  const pad = (cell: string, column: number): string =>
    isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  const rule = widths.map((width, column) => (isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  const [head, ...body] = lines.map((cells) => cells.map(pad))
  return [head ?? [], rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** The result as text; `equal` is false if programs did not read the same. */
export const report = ({ title, rows, checks }: Result): { readonly text: string; readonly equal: boolean } => {
  const equal = checks.size <= 1
  const verdictOfChecks = equal
    ? `All programs read the same (${[...checks].join()}).`
    : `Programs did NOT read the same:\n${[...checks].map((check) => `- ${check}`).join('\n')}`
  const text = [`### ${title}`, table([HEAD, ...rows.map(line)]), ...(checks.size === 0 ? [] : [verdictOfChecks])]
  return { text: text.join('\n\n'), equal }
}
