/** Namespaces: created with a name, opened, their links read, deleted, repeatedly. */
import { makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { c, ours, run } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { checksOf, takeTurns } from '../rounds.ts'

/** The first passes compile and start the helper; the last one is measured. */
const PASSES = 3
const AT_ONCE = 16

export const namespaces = async ({ rounds, namespaces: count }: Sizes): Promise<Result> => {
  const namespace = makeNamespace()
  const { name } = namespace
  const measured = await takeTurns('namespaces', rounds, {
    c: () => run(namespace, c('namespaces', name, count, PASSES)),
    ours: () => run(namespace, ours('namespaces', name, count, PASSES, 1)),
    together: () => run(namespace, ours('namespaces', name, count, PASSES, AT_ONCE)),
    // one process per step, as in scripts: a tenth of the work
    tool: () => run(namespace, c('netns-exec.sh', name, count / 10)),
  })
  removeNamespace(namespace)
  const warm = (figures: readonly Figures[]): number[] =>
    figures.map(({ passes }) => (((passes as readonly number[]).at(-1) as number) * 1000) / count)
  const base = warm(measured.c)
  const rows: Row[] = [
    { what: 'C, libmnl', unit: 'us', values: base },
    { what: 'ours, one after the other', unit: 'us', values: warm(measured.ours), base, bound: { ratio: 1.3 } },
    { what: `ours, ${AT_ONCE} at once`, unit: 'us', values: warm(measured.together), base, bound: { ratio: 1.3 } },
    { what: 'ip netns add, exec, delete', unit: 'us', values: warm(measured.tool), base },
  ]
  return { title: `A namespace made, opened, read and deleted, ${count} times`, rows, checks: checksOf(measured) }
}
