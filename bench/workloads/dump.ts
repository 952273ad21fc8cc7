/** Dumping very many IPv4 routes: as objects, as a stream, as columns. */
import { makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { c, number, ours, run, runSilently } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { checksOf, takeTurns } from '../rounds.ts'

export const dump = async ({ rounds, routes }: Sizes): Promise<Result> => {
  const namespace = makeNamespace()
  await runSilently(namespace, c('routes-load', routes, namespace.index))
  const measured = await takeTurns('dump', rounds, {
    c: () => run(namespace, c('dump')),
    list: () => run(namespace, ours('dump', 'list')),
    iterate: () => run(namespace, ours('dump', 'iterate')),
    columns: () => run(namespace, ours('dump', 'columns')),
  })
  removeNamespace(namespace)
  const of = (figures: readonly Figures[], name: string): number[] => figures.map((one) => number(one, name))
  const base = of(measured.c, 'ms')
  const delays = (what: string, figures: readonly Figures[], bound?: Row['bound']): Row[] => [
    { what: `${what}: longest block, 1 ms timer`, unit: 'ms', values: of(figures, 'timerDelay'), bound },
    { what: `${what}: longest block, perf_hooks`, unit: 'ms', values: of(figures, 'histogramDelay'), bound },
  ]
  const time = (what: string, figures: readonly Figures[], bound?: Row['bound']): Row => ({
    what: `${what}: time`,
    unit: 'ms',
    values: of(figures, 'ms'),
    base,
    bound,
  })
  const rss = (what: string, figures: readonly Figures[], bound?: Row['bound']): Row => ({
    what: `${what}: peak RSS`,
    unit: 'MB',
    values: of(figures, 'rss'),
    bound,
  })
  const { list, iterate, columns } = measured
  const rows: Row[] = [
    { what: 'C, libmnl: time', unit: 'ms', values: base },
    time('objects (list)', list, { ratio: 1.5 }),
    ...delays('objects (list)', list, { most: 50 }),
    rss('objects (list)', list),
    time('stream (iterate)', iterate),
    ...delays('stream (iterate)', iterate),
    rss('stream (iterate)', iterate, { most: 100 }),
    time('columns', columns, { ratio: 1.1 }),
    ...delays('columns', columns),
    rss('columns', columns),
  ]
  return { title: `Dump of ${routes.toLocaleString('en')} IPv4 routes`, rows, checks: checksOf(measured) }
}
