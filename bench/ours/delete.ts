/**
 * delete one|all PAIRS: creates veth pairs, and deletes them one by one or together; measures the delay of the event
 * loop.
 */
import { Rtnl } from '../../src/index.ts'
import { argument, report, watchLoop } from './figures.ts'

const way = argument(0)
const pairs = Number(argument(1))
const rtnl = await Rtnl.open()
const names = Array.from({ length: pairs }, (_, i) => `va${i}`)
await rtnl.batchAll(({ links }) => {
  for (const [i, name] of names.entries()) links.add({ kind: 'veth', name, peer: { name: `vb${i}` } })
})
const stop = watchLoop()
const since = performance.now()
if (way === 'all') await rtnl.links.deleteAll(names)
else for (const name of names) await rtnl.links.delete(name)
const ms = performance.now() - since
const delays = await stop()
const left = await rtnl.links.list({ kind: 'veth' })
rtnl.close()
report({ ms, ...delays, check: `left=${left.length}` })
