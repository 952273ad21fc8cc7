/**
 * delay thread|inline|none INDEX: requests one link repeatedly until its input ends, and measures the delay of the
 * event loop. `none` makes no requests: it measures the delay of the machine itself.
 */
import { Rtnl } from '../../src/index.ts'
import { argument, report, watchLoop } from './figures.ts'

/** Requests before the measurement, so that compilation is not measured. */
const WARM = 2000

const way = argument(0)
const index = Number(argument(1))
let over = false
process.stdin.on('end', () => {
  over = true
})
process.stdin.resume()

const rtnl = way === 'none' ? undefined : await Rtnl.open({ io: way === 'inline' ? 'inline' : 'thread' })
const ask = async (): Promise<void> => {
  if (rtnl === undefined) await new Promise((resolve) => setImmediate(resolve))
  else await rtnl.links.get(index)
}

for (let i = 0; i < WARM; i++) await ask()
process.stdout.write('READY\n')
const stop = watchLoop()
let asked = 0
let longest = 0
while (!over) {
  const since = performance.now()
  await ask()
  longest = Math.max(longest, performance.now() - since)
  asked++
}
const delays = await stop()
rtnl?.close()
report({ ...delays, asked: rtnl === undefined ? 0 : asked, longestAnswer: rtnl === undefined ? 0 : longest, check: '' })
