/** get thread|inline|RELAY COUNT INDEX PASSES: requests one link repeatedly, one request at a time. */
import { Rtnl } from '../../src/index.ts'
import { argument, report } from './figures.ts'

const how = argument(0)
const count = Number(argument(1))
const index = Number(argument(2))
const passes: number[] = []
const rtnl = await Rtnl.open(how === 'inline' || how === 'thread' ? { io: how } : { relay: how })

/** Loops are in functions of their own, since an engine optimises a loop together with the code around it. */
const pass = async (): Promise<number> => {
  let sum = 0
  for (let i = 0; i < count; i++) {
    const link = await rtnl.links.get(index)
    sum += link.index + (link.mtu ?? 0) + link.name.charCodeAt(0)
  }
  return sum
}

let sum = 0
while (passes.length < Number(argument(3))) {
  const since = performance.now()
  sum += await pass()
  passes.push(performance.now() - since)
}
rtnl.close()
report({ passes, check: `sum=${sum}` })
