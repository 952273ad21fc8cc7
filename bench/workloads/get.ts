/** Round trips: one link is requested repeatedly, one request at a time. */
import { makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { c, ours, run } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { checksOf, takeTurns } from '../rounds.ts'

/** The first pass compiles; the second one is measured. */
const PASSES = 2

export const get = async ({ rounds, gets }: Sizes): Promise<Result> => {
  const namespace = makeNamespace()
  const { index } = namespace
  const measured = await takeTurns('get', rounds, {
    c: () => run(namespace, c('get', gets, index, PASSES)),
    inline: () => run(namespace, ours('get', 'inline', gets, index, PASSES)),
    thread: () => run(namespace, ours('get', 'thread', gets, index, PASSES)),
  })
  removeNamespace(namespace)
  const pass = (figures: readonly Figures[], which: number): number[] =>
    figures.map(({ passes }) => ((passes as readonly number[])[which] as number) * (1000 / gets))
  const [first, second] = [pass(measured.c, 0), pass(measured.c, 1)]
  const both = (what: string, figures: readonly Figures[], bound: Row['bound']): Row[] => [
    { what: `${what}: cold, the first ${gets}`, unit: 'us', values: pass(figures, 0), base: first, bound },
    { what: `${what}: warm, the next ${gets}`, unit: 'us', values: pass(figures, 1), base: second, bound },
  ]
  const rows: Row[] = [
    { what: `C, libmnl: the first ${gets}`, unit: 'us', values: first },
    { what: `C, libmnl: the next ${gets}`, unit: 'us', values: second },
    ...both('inline', measured.inline, { ratio: 1.4 }),
    ...both('default', measured.thread, { ratio: 3 }),
  ]
  return { title: 'Round trip of links.get', rows, checks: checksOf(measured) }
}
