/** dump list|iterate|columns [RELAY]: reads all IPv4 routes once, in a process that has done nothing before. */
import { Rtnl } from '../../src/index.ts'
import { argument, peakRssMb, report, watchLoop } from './figures.ts'
import { RouteSums } from './route-sums.ts'

const FAMILY = { family: 'inet' } as const

/** Each reads everything, and computes the checksum in a second step, which is not measured. */
const readers: { readonly [way: string]: (rtnl: Rtnl) => Promise<() => RouteSums> } = {
  list: async (rtnl) => {
    const routes = await rtnl.routes.list(FAMILY)
    return () => {
      const sums = new RouteSums()
      for (const route of routes) sums.addRoute(route)
      return sums
    }
  },
  // A stream keeps nothing: its sums are computed on the way, and are measured.
  iterate: async (rtnl) => {
    const sums = new RouteSums()
    for await (const route of rtnl.routes.iterate(FAMILY)) sums.addRoute(route)
    return () => sums
  },
  columns: async (rtnl) => {
    const routes = await rtnl.routes.columns(
      ['dst', 'gateway', 'oif', 'table', 'priority', 'dstLen', 'protocol', 'scope', 'type'],
      FAMILY,
    )
    return () => {
      const { dst, gateway, oif, table, priority } = routes
      const sums = new RouteSums()
      for (let i = 0; i < routes.length; i++)
        sums.add(dst[i] ?? 0, gateway[i] ?? 0, oif[i] ?? 0, table[i] ?? 0, priority[i] ?? 0)
      return sums
    }
  },
}

const read = readers[argument(0)]
if (read === undefined) throw new Error(`one of ${Object.keys(readers).join(', ')}, not ${argument(0)}`)
const relay = process.argv[3]
const rtnl = await Rtnl.open(relay === undefined ? {} : { relay })
const stop = watchLoop()
const since = performance.now()
const sum = await read(rtnl)
const ms = performance.now() - since
const delays = await stop()
const rss = peakRssMb()
rtnl.close()
report({ ms, ...delays, rss, check: String(sum()) })
