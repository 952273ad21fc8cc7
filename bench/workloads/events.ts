/** Receiving route events at the highest rate at which a C program can cause them. */
import { makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { c, number, ours, Program } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { checksOf, takeTurns } from '../rounds.ts'

/** Figures of a subscriber, and the rate of its events. */
const during = async (command: readonly string[], events: number): Promise<Figures> => {
  const namespace = makeNamespace()
  const subscriber = new Program(namespace, command)
  await subscriber.ready()
  const maker = new Program(namespace, c('events-make', events / 2, namespace.index))
  const [made, seen] = await Promise.all([maker.figures(), subscriber.figures()])
  await maker.stop()
  await subscriber.stop()
  removeNamespace(namespace)
  return { ...seen, lost: events - number(seen, 'events'), rate: events / number(made, 'ms') }
}

export const events = async ({ rounds, events }: Sizes): Promise<Result> => {
  const measured = await takeTurns('events', rounds, {
    c: () => during(c('events-watch'), events),
    ours: () => during(ours('events-watch'), events),
  })
  const of = (figures: readonly Figures[], name: string): number[] => figures.map((one) => number(one, name))
  const lost = (what: string, figures: readonly Figures[], bound?: Row['bound']): Row[] => [
    { what: `${what}: rate of the maker`, unit: 'events/ms', values: of(figures, 'rate') },
    { what: `${what}: lost`, unit: 'events', values: of(figures, 'lost'), bound },
  ]
  const compared = (name: string): Pick<Row, 'values' | 'base'> => ({
    values: of(measured.ours, name),
    base: of(measured.c, name),
  })
  const rows: Row[] = [
    ...lost('C, libmnl', measured.c),
    { what: 'C, libmnl: CPU', unit: 'ms', values: of(measured.c, 'cpu') },
    { what: 'C, libmnl: CPU with its start', unit: 'ms', values: of(measured.c, 'cpuOfAll') },
    ...lost('monitor', measured.ours, { exactly: 0 }),
    { what: 'monitor: CPU', unit: 'ms', ...compared('cpu'), bound: { ratio: 1.5 } },
    { what: "monitor: CPU with Node's start", unit: 'ms', ...compared('cpuOfAll'), bound: { ratio: 1.5 } },
    { what: 'monitor: peak RSS', unit: 'MB', values: of(measured.ours, 'rss') },
  ]
  // If events were lost, the sums cannot be equal; the row above reports that.
  const whole = (figures: readonly Figures[]): Figures[] => figures.filter((one) => one['lost'] === 0)
  const checks = checksOf({ c: whole(measured.c), ours: whole(measured.ours) })
  return { title: `${events.toLocaleString('en')} route events`, rows, checks }
}
