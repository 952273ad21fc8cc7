/** links TIMES whole|some: lists all links repeatedly, with all their fields or three of them. */
import { Rtnl } from '../../src/index.ts'
import { argument, report } from './figures.ts'

const count = Number(argument(0))
const some = argument(1) === 'some'
const times: number[] = []
const rtnl = await Rtnl.open()

const list = (): Promise<readonly { index: number; name: string; mtu?: number | undefined }[]> =>
  some ? rtnl.links.list({}, { only: ['index', 'name', 'mtu'] }) : rtnl.links.list()

let last: Awaited<ReturnType<typeof list>> = []
while (times.length < count) {
  last = []
  const since = performance.now()
  last = await list()
  times.push(performance.now() - since)
}
rtnl.close()
const sum = last.reduce((sum, { index, name, mtu = 0 }) => sum + index + mtu + name.length, 0)
report({ times, check: `n=${last.length} sum=${sum}` })
