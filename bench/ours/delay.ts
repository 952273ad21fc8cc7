/**
 * delay thread|inline|none INDEX: asks for one link again and again until its input ends, and watches the event loop
 * meanwhile. `none` asks for nothing: what the machine itself delays.
 */
import { Rtnl } from '../../src/index.ts'
import { argument, tell, watchLoop } from './figures.ts'

/** Requests before the watch begins, so that compiling them is not what is measured. */
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
tell({ ...delays, asked: rtnl === undefined ? 0 : asked, longestAnswer: rtnl === undefined ? 0 : longest, check: '' })
