/** Many clients in one process. */
import { addPairs, makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { number, ours, run } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { checksOf, takeTurns } from '../rounds.ts'

/** Pairs of links, so that each client reads fifty. */
const PAIRS = 24

export const clients = async ({ rounds, clients: count }: Sizes): Promise<Result> => {
  const namespace = makeNamespace()
  addPairs(namespace, PAIRS)
  const measured = await takeTurns('clients', rounds, {
    inline: () => run(namespace, ours('clients', 'inline', count)),
    thread: () => run(namespace, ours('clients', 'thread', count)),
  })
  removeNamespace(namespace)
  const of = (figures: readonly Figures[], name: string): number[] => figures.map((one) => number(one, name))
  const { inline, thread } = measured
  const both = (what: string, name: string, unit: Row['unit'], bound?: Row['bound']): Row[] => [
    { what: `${what}: inline`, unit, values: of(inline, name) },
    { what: `${what}: default`, unit, values: of(thread, name), base: of(inline, name), bound },
  ]
  const rows: Row[] = [
    ...both('opened', 'opened', 'ms', { most: 500 }),
    ...both('all list at once', 'listed', 'ms', { ratio: 1.5 }),
    ...both('closed', 'closed', 'ms'),
    { what: 'more threads: default', unit: 'threads', values: of(thread, 'threads'), bound: { most: 8 } },
    { what: 'more memory, the lists among it: default', unit: 'MB', values: of(thread, 'rss'), bound: { most: 60 } },
  ]
  return { title: `${count.toLocaleString('en')} clients`, rows, checks: checksOf(measured) }
}
