/** Through a relay, and without one: a dump of many routes, round trips, an event for many monitors. */
import { makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { c, number, ours, run, runSilently } from '../program.ts'
import { startRelay } from '../relay.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { checksOf, takeTurns } from '../rounds.ts'

/** Events of which each program reports the times. The first ones compile its code. */
const EVENTS = 20
const COMPILED = 5
/** Passes of requests. The last one is measured. */
const PASSES = 3

export const relayDump = async ({ rounds, routes }: Sizes): Promise<Result> => {
  const namespace = makeNamespace()
  await runSilently(namespace, c('routes-load', routes, namespace.index))
  const relay = await startRelay(namespace, '--read-only')
  const measured = await takeTurns('relay-dump', rounds, {
    c: () => run(namespace, c('dump')),
    addon: () => run(namespace, ours('dump', 'list')),
    relay: () => run(namespace, ours('dump', 'list', relay.path)),
  })
  await relay.stop()
  removeNamespace(namespace)
  const ms = (figures: readonly Figures[]): number[] => figures.map((one) => number(one, 'ms'))
  const rows: Row[] = [
    { what: 'C, libmnl', unit: 'ms', values: ms(measured.c) },
    { what: 'addon', unit: 'ms', values: ms(measured.addon) },
    {
      what: 'relay, against the addon',
      unit: 'ms',
      values: ms(measured.relay),
      base: ms(measured.addon),
      bound: { ratio: 1.5 },
    },
  ]
  const title = `Dump of ${routes.toLocaleString('en')} IPv4 routes through a relay`
  return { title, rows, checks: checksOf(measured) }
}

export const relayGet = async ({ rounds, gets }: Sizes): Promise<Result> => {
  const namespace = makeNamespace()
  const { index } = namespace
  const [open, readOnly] = [await startRelay(namespace), await startRelay(namespace, '--read-only')]
  const measured = await takeTurns('relay-get', rounds, {
    c: () => run(namespace, c('get', gets, index, PASSES)),
    addon: () => run(namespace, ours('get', 'thread', gets, index, PASSES)),
    open: () => run(namespace, ours('get', open.path, gets, index, PASSES)),
    readOnly: () => run(namespace, ours('get', readOnly.path, gets, index, PASSES)),
  })
  for (const relay of [open, readOnly]) await relay.stop()
  removeNamespace(namespace)
  const each = (figures: readonly Figures[]): number[] =>
    figures.map(({ passes }) => ((passes as readonly number[])[PASSES - 1] as number) * (1000 / gets))
  const base = each(measured.c)
  const rows: Row[] = [
    { what: 'C, libmnl', unit: 'us', values: base },
    { what: 'addon', unit: 'us', values: each(measured.addon), base },
    { what: 'relay without a policy', unit: 'us', values: each(measured.open), base },
    { what: 'relay, --read-only', unit: 'us', values: each(measured.readOnly), base, bound: { ratio: 4 } },
  ]
  return { title: 'Round trip of links.get through a relay', rows, checks: checksOf(measured) }
}

export const relayEvents = async ({ rounds, clients }: Sizes): Promise<Result> => {
  const namespace = makeNamespace()
  const relay = await startRelay(namespace, '--read-only')
  const measured = await takeTurns('relay-events', rounds, {
    addon: () => run(namespace, ours('monitors', clients, EVENTS)),
    relay: () => run(namespace, ours('monitors', clients, EVENTS, relay.path)),
  })
  await relay.stop()
  removeNamespace(namespace)
  /** Of every event in every round after the first ones. */
  const later = (figures: readonly Figures[], name: string): number[] =>
    figures.flatMap((one) => (one[name] as readonly number[]).slice(COMPILED))
  const first = (figures: readonly Figures[]): number[] =>
    figures.map(({ last }) => (last as readonly number[])[0] as number)
  const of = (what: string, figures: readonly Figures[], bound?: Row['bound']): Row[] => [
    { what: `${what}: the first event, the last monitor`, unit: 'ms', values: first(figures) },
    { what: `${what}: later events, half of the monitors`, unit: 'ms', values: later(figures, 'half') },
    { what: `${what}: later events, the last monitor`, unit: 'ms', values: later(figures, 'last'), bound },
  ]
  const rows = [...of('addon', measured.addon), ...of('relay', measured.relay, { most: 50 })]
  return { title: `An event for ${clients.toLocaleString('en')} monitors`, rows, checks: checksOf(measured) }
}
