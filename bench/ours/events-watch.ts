/** events-watch: reads route events until the last route (203.0.113.255) is deleted. */
import type { RtnlEvent } from '../../src/index.ts'
import { Rtnl } from '../../src/index.ts'
import { cpuMs, peakRssMb, report } from './figures.ts'
import { numberOf } from './route-sums.ts'

const LAST = '203.0.113.255/32'

/** Loops are in functions of their own, since an engine optimises a loop together with the code around it. */
const watch = async (
  events: AsyncIterable<RtnlEvent>,
): Promise<{ events: number; overruns: number; check: string }> => {
  let added = 0
  let deleted = 0
  let lost = 0
  let sum = 0
  for await (const event of events) {
    if (event.action === 'lost') lost++
    if ((event.action !== 'new' && event.action !== 'delete') || event.object !== 'route') continue
    const { dst, gateway, oif, metric, table } = event.value
    if (dst === LAST) {
      if (event.action === 'delete') break
      continue
    }
    if (table !== 'main') continue
    if (event.action === 'new') added++
    else deleted++
    sum += numberOf(dst) + numberOf(gateway) + (oif ?? 0) + (metric ?? 0)
  }
  return { events: added + deleted, overruns: lost, check: `new=${added} del=${deleted} sum=${sum}` }
}

const rtnl = await Rtnl.open()
const monitor = rtnl.monitor({ groups: ['ipv4-route'] })
const before = cpuMs()
process.stdout.write('READY\n')
const seen = await watch(monitor)
const cpuOfAll = cpuMs()
rtnl.close()
report({ cpu: cpuOfAll - before, cpuOfAll, rss: peakRssMb(), ...seen })
