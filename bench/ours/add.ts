/**
 * add awaited|together|batch thread|inline COUNT OIF PASSES: adds that many routes, one after the other or all at once,
 * and deletes them; repeatedly.
 */
import { Rtnl } from '../../src/index.ts'
import { argument, report } from './figures.ts'

const way = argument(0)
const io = argument(1) === 'inline' ? 'inline' : 'thread'
const count = Number(argument(2))
const dev = Number(argument(3))

/** The same routes as in bench/c/nl.h. */
const route = (i: number): { dst: string; gateway: string; dev: number; metric: number; protocol: 'static' } => ({
  dst: `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}/32`,
  gateway: `192.0.2.${2 + (i % 16)}`,
  dev,
  metric: 100 + (Math.floor(i / 16) % 4),
  protocol: 'static',
})

const awaited = async (rtnl: Rtnl): Promise<void> => {
  for (let i = 0; i < count; i++) await rtnl.routes.add(route(i))
}

const together = async (rtnl: Rtnl): Promise<void> => {
  const all: Promise<void>[] = []
  for (let i = 0; i < count; i++) all.push(rtnl.routes.add(route(i)))
  await Promise.all(all)
}

const batch = (rtnl: Rtnl): Promise<void> =>
  rtnl.batchAll(({ routes }) => {
    for (let i = 0; i < count; i++) routes.add(route(i))
  })

const ways: { readonly [name: string]: (rtnl: Rtnl) => Promise<void> } = { awaited, together, batch }
const rtnl = await Rtnl.open({ io })
const passes: number[] = []
while (passes.length < Number(argument(4))) {
  if (passes.length > 0) await rtnl.routes.flush({ protocol: 'static' })
  const since = performance.now()
  await (ways[way] as (typeof ways)[string])(rtnl)
  passes.push(performance.now() - since)
}
rtnl.close()
report({ passes, check: '' })
