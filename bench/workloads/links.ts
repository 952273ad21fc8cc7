/** Lists of links: the first of a process, while the library is compiled, and later ones. */
import { addPairs, makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { c, ours, run } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { takeTurns } from '../rounds.ts'

/** Pairs of links of each size; `v0`, `v1` and `lo` come on top. */
const PAIRS = [4, 499, 4999]
/** The lists of a process that are shown, from 1. */
const SHOWN = [1, 2, 5, 10, 20]

export const links = async ({ rounds }: Sizes): Promise<Result> => {
  const rows: Row[] = []
  const checks = new Set<string>()
  for (const pairs of PAIRS) {
    const namespace = makeNamespace()
    addPairs(namespace, pairs)
    const count = (2 * pairs + 3).toLocaleString('en')
    const times = Math.max(...SHOWN)
    const measured = await takeTurns(`links, ${count}`, rounds, {
      c: () => run(namespace, c('links', times)),
      whole: () => run(namespace, ours('links', times, 'whole')),
      some: () => run(namespace, ours('links', times, 'some')),
    })
    removeNamespace(namespace)
    const { check } = measured.c[0] as Figures
    // each size has a checksum of its own
    const differs = Object.values(measured).some((all) => all.some((one) => one.check !== check))
    checks.add(differs ? 'different' : 'equal')
    const nth = (figures: readonly Figures[], which: number): number[] =>
      figures.map(({ times }) => (times as readonly number[])[which - 1] as number)
    for (const which of SHOWN) {
      const base = nth(measured.c, which)
      const warm = which === Math.max(...SHOWN) && pairs > 100
      rows.push(
        { what: `${count} links, list ${which}: C, libmnl`, unit: 'ms', values: base },
        {
          what: `${count} links, list ${which}: all fields`,
          unit: 'ms',
          values: nth(measured.whole, which),
          base,
          bound: warm ? { ratio: 0.9 } : undefined,
        },
        {
          what: `${count} links, list ${which}: three fields`,
          unit: 'ms',
          values: nth(measured.some, which),
          base,
          bound: warm ? { ratio: 0.45 } : undefined,
        },
      )
    }
  }
  return { title: 'Lists of links', rows, checks }
}
