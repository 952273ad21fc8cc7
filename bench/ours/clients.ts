/** clients thread|inline COUNT: opens clients, lets all of them list the links at once, and closes them. */
import { readdirSync, readFileSync } from 'node:fs'
import { Rtnl } from '../../src/index.ts'
import { argument, report } from './figures.ts'

const io = argument(0) === 'inline' ? 'inline' : 'thread'
const count = Number(argument(1))

const threads = (): number => readdirSync('/proc/self/task').length
const rssMb = (): number =>
  (Number(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]) * 1024) / 1e6

// What the first client alone costs is not counted.
const first = await Rtnl.open({ io })
for (let i = 0; i < 3; i++) await first.links.list({}, { only: ['index', 'mtu'] })
const [threadsBefore, rssBefore] = [threads(), rssMb()]

const opening = performance.now()
const clients = await Promise.all(Array.from({ length: count }, () => Rtnl.open({ io })))
const opened = performance.now() - opening

const listing = performance.now()
const lists = await Promise.all(clients.map((rtnl) => rtnl.links.list({}, { only: ['index', 'mtu'] })))
const listed = performance.now() - listing
const figures = { opened, listed, threads: threads() - threadsBefore, rss: rssMb() - rssBefore }

const sum = lists.flat().reduce((sum, { index, mtu = 0 }) => sum + index + mtu, 0)
const closing = performance.now()
for (const rtnl of [first, ...clients]) rtnl.close()
report({ ...figures, closed: performance.now() - closing, check: `sum=${sum}` })
