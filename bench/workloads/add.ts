/** Adding routes: awaited one after the other, and queued together. */
import { makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { c, number, ours, Program, run } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { takeTurns } from '../rounds.ts'

/** Runs a program in a namespace without routes, and then reads the routes and their checksum. */
const adding = async (command: (index: number) => readonly string[]): Promise<Figures> => {
  const namespace = makeNamespace()
  const figures = await run(namespace, command(namespace.index))
  const { check } = await run(namespace, c('dump'))
  removeNamespace(namespace)
  return { ...figures, check }
}

/** The same routes as lines for `ip -batch`. */
const lines = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, i) =>
      `route add 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255} via 192.0.2.${2 + (i % 16)} dev v0 metric ${100 + (Math.floor(i / 16) % 4)} proto static\n`,
  )

const ipBatch = async (count: number): Promise<Figures> => {
  const namespace = makeNamespace()
  const input = lines(count).join('')
  const program = new Program(namespace, ['ip', '-batch', '-'])
  const since = performance.now()
  program.write(input)
  await program.stop()
  const ms = performance.now() - since
  const { check } = await run(namespace, c('dump'))
  removeNamespace(namespace)
  return { ms, check }
}

/** The first pass compiles; the second one is measured. */
const PASSES = 2

export const add = async ({ rounds, adds }: Sizes): Promise<Result> => {
  const way = (name: string, io: string) => () => adding((index) => ours('add', name, io, adds, index, PASSES))
  const measured = await takeTurns('add', rounds, {
    c: () => adding((index) => c('routes-add', adds, index, PASSES)),
    inline: way('awaited', 'inline'),
    thread: way('awaited', 'thread'),
    together: way('together', 'thread'),
    batch: way('batch', 'thread'),
    ip: () => ipBatch(adds),
  })
  const pass = (figures: readonly Figures[], which: number): number[] =>
    figures.map(({ passes }) => (passes as readonly number[])[which] as number)
  const [first, second] = [pass(measured.c, 0), pass(measured.c, 1)]
  const both = (what: string, figures: readonly Figures[], bound: Row['bound']): Row[] => [
    { what: `${what}: cold`, unit: 'ms', values: pass(figures, 0), base: first, bound },
    { what: `${what}: warm`, unit: 'ms', values: pass(figures, 1), base: second, bound },
  ]
  const rows: Row[] = [
    { what: 'C, libmnl, one at a time: first', unit: 'ms', values: first },
    { what: 'C, libmnl, one at a time: again', unit: 'ms', values: second },
    ...both('inline, awaited one by one', measured.inline, { ratio: 1.2 }),
    ...both('default, awaited one by one', measured.thread, { ratio: 4 }),
    ...both('default, queued together', measured.together, { ratio: 0.85 }),
    ...both('default, as a batch', measured.batch, { ratio: 0.85 }),
    { what: 'ip -batch', unit: 'ms', values: measured.ip.map((one) => number(one, 'ms')), base: first },
  ]
  return {
    title: `${adds.toLocaleString('en')} routes added`,
    rows,
    checks: new Set(Object.values(measured).flatMap((all) => all.map(({ check }) => check))),
  }
}
