/** Deleting links: one by one, and together. */
import { makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { number, ours, run } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { checksOf, takeTurns } from '../rounds.ts'

/** Enough for a clear result, few enough to wait for. */
const PAIRS = 200

const deleting = async (way: string): Promise<Figures> => {
  const namespace = makeNamespace()
  const figures = await run(namespace, ours('delete', way, PAIRS))
  removeNamespace(namespace)
  return figures
}

export const remove = async ({ rounds }: Sizes): Promise<Result> => {
  const measured = await takeTurns('delete', rounds, { one: () => deleting('one'), all: () => deleting('all') })
  const of = (figures: readonly Figures[], name: string): number[] => figures.map((one) => number(one, name))
  const { one, all } = measured
  const rows: Row[] = [
    { what: 'one by one: time', unit: 'ms', values: of(one, 'ms') },
    { what: 'one by one: longest delay, 1 ms timer', unit: 'ms', values: of(one, 'timerDelay'), bound: { most: 20 } },
    { what: 'together: time', unit: 'ms', values: of(all, 'ms'), base: of(one, 'ms'), bound: { ratio: 0.1 } },
    { what: 'together: longest delay, 1 ms timer', unit: 'ms', values: of(all, 'timerDelay'), bound: { most: 20 } },
  ]
  return { title: `${PAIRS} veth pairs deleted`, rows, checks: checksOf(measured) }
}
