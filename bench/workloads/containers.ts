/** The network of many containers: namespaces that veth pairs connect to a bridge. */
import { makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { c, number, ours, run } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { checksOf, takeTurns } from '../rounds.ts'

const AT_ONCE = 16

export const containers = async ({ rounds, containers: count }: Sizes): Promise<Result> => {
  /** A program in a namespace of its own, which is removed with the bridge. */
  const inside = async (program: (prefix: string) => readonly string[]): Promise<Figures> => {
    const namespace = makeNamespace()
    const figures = await run(namespace, program(namespace.name))
    removeNamespace(namespace)
    return figures
  }
  const measured = await takeTurns('containers', rounds, {
    c: () => inside((prefix) => c('containers', prefix, count)),
    ours: () => inside((prefix) => ours('containers', prefix, count, 1)),
    together: () => inside((prefix) => ours('containers', prefix, count, AT_ONCE)),
  })
  const made = (figures: readonly Figures[]): number[] => figures.map((one) => (number(one, 'made') * 1000) / count)
  const base = made(measured.c)
  const rows: Row[] = [
    { what: 'C, libmnl', unit: 'us', values: base },
    { what: 'ours, one after the other', unit: 'us', values: made(measured.ours), base },
    { what: `ours, ${AT_ONCE} at once`, unit: 'us', values: made(measured.together), base, bound: { ratio: 1.1 } },
  ]
  return { title: `The network of ${count} containers, each of them made`, rows, checks: checksOf(measured) }
}
