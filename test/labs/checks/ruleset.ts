/** The output of `nft -j list ruleset`. */
import { host } from '../lab-host.ts'

export interface ChainRow {
  readonly family: string
  readonly table: string
  readonly name: string
  readonly type?: string
  readonly hook?: string
  readonly prio?: number
  readonly policy?: string
}

export interface RuleRow {
  readonly family: string
  readonly table: string
  readonly chain: string
  readonly expr: readonly object[]
}

export const ruleset = (): { chains: ChainRow[]; rules: RuleRow[] } => {
  const { ok, output } = host.run('nft -j list ruleset')
  const rows = ok ? (JSON.parse(output) as { nftables: { chain?: ChainRow; rule?: RuleRow }[] }).nftables : []
  return { chains: rows.flatMap(({ chain }) => chain ?? []), rules: rows.flatMap(({ rule }) => rule ?? []) }
}

/** The value at a path within a statement; undefined if there is none. */
export const part = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null ? (found as { [key: string]: unknown })[key] : undefined,
    value,
  )

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** A statement that compares the `field` at `left` with `right`. */
export const matches = (rule: RuleRow, op: string, left: readonly string[], field: string, right: unknown): boolean =>
  rule.expr.some(
    (one) =>
      part(one, 'match', 'op') === op &&
      part(one, 'match', 'left', ...left) === field &&
      same(part(one, 'match', 'right'), right),
  )

/** The chain that a rule jumps to. */
export const jump = (rule: RuleRow): unknown =>
  rule.expr.map((one) => part(one, 'jump', 'target')).find((target) => target !== undefined)

/** Whether a rule ends with this verdict. */
export const ends = (rule: RuleRow, verdict: 'accept' | 'drop' | 'return'): boolean =>
  rule.expr.some((one) => verdict in one)
