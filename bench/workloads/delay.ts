/**
 * The delay of the event loop while another namespace, which creates and deletes very many links, holds the kernel's
 * lock.
 */
import { makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { number, ours, Program } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { takeTurns } from '../rounds.ts'

/** The link group by which all are deleted with one request. */
const GROUP = 7

/** Creates veth pairs and deletes them all at once. Meanwhile other namespaces wait for the lock. */
const churn = async (pairs: number): Promise<void> => {
  const namespace = makeNamespace()
  const batch = new Program(namespace, ['ip', '-batch', '-'])
  for (let pair = 0; pair < pairs; pair++)
    batch.write(`link add va${pair} group ${GROUP} type veth peer name vb${pair}\n`)
  batch.write(`link delete group ${GROUP}\n`)
  await batch.stop()
  removeNamespace(namespace)
}

const during = async (way: 'thread' | 'inline' | 'none', pairs: number): Promise<Figures> => {
  const namespace = makeNamespace()
  const program = new Program(namespace, ours('delay', way, namespace.index))
  await program.ready()
  await churn(pairs)
  program.end()
  const figures = await program.figures()
  await program.stop()
  removeNamespace(namespace)
  return figures
}

export const delay = async ({ rounds, pairs }: Sizes): Promise<Result> => {
  const measured = await takeTurns('delay', rounds, {
    idle: () => during('none', pairs),
    thread: () => during('thread', pairs),
    inline: () => during('inline', pairs),
  })
  const rows = (what: string, figures: readonly Figures[], bound?: Row['bound']): Row[] => {
    const of = (name: string): number[] => figures.map((one) => number(one, name))
    return [
      { what: `${what}: longest delay, 1 ms timer`, unit: 'ms', values: of('timerDelay'), bound },
      { what: `${what}: longest delay, perf_hooks`, unit: 'ms', values: of('histogramDelay'), bound },
    ]
  }
  const answers = (what: string, figures: readonly Figures[]): Row => ({
    what: `${what}: longest answer`,
    unit: 'ms',
    values: figures.map((one) => number(one, 'longestAnswer')),
  })
  const { idle, thread, inline } = measured
  return {
    title: `Event loop while another namespace makes and deletes ${pairs.toLocaleString('en')} veth pairs`,
    rows: [
      ...rows('no socket at all', idle),
      ...rows('links.get, default', thread, { most: 20 }),
      answers('links.get, default', thread),
      ...rows('links.get, inline', inline),
      answers('links.get, inline', inline),
    ],
    checks: new Set(),
  }
}
