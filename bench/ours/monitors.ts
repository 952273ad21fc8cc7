/** monitors COUNT EVENTS [RELAY]: how soon the monitors of many clients have reported an event, after it was requested. */
import { Rtnl } from '../../src/index.ts'
import { argument, report } from './figures.ts'

const count = Number(argument(0))
const events = Number(argument(1))
const relay = process.argv[4]

const clients = await Promise.all(Array.from({ length: count }, () => Rtnl.open(relay === undefined ? {} : { relay })))
const maker = await Rtnl.open({ io: 'inline' })
/** When the monitors have reported the MTU that is expected. */
let times: number[] = []
let expected = 0
let allReported = (): void => undefined

const controller = new AbortController()
const { signal } = controller

const watch = async (rtnl: Rtnl): Promise<void> => {
  for await (const event of rtnl.monitor({ groups: ['link'], only: { link: ['mtu'] }, signal })) {
    if (event.action !== 'new' || event.object !== 'link' || event.value.mtu !== expected) continue
    if (times.push(performance.now()) === count) allReported()
  }
}

const watching = clients.map(watch)
// a client of a relay has joined its groups when this is answered
await Promise.all(clients.map((client) => client.links.get('lo', { only: ['mtu'] })))
const half: number[] = []
const last: number[] = []
for (let event = 0; event < events; event++) {
  times = []
  expected = 40_000 + event
  const done = new Promise<void>((resolve) => {
    allReported = resolve
  })
  const since = performance.now()
  await maker.links.change('lo', { mtu: expected })
  await done
  half.push((times[count >> 1] as number) - since)
  last.push((times[count - 1] as number) - since)
}
controller.abort()
await Promise.all(watching)
for (const client of [maker, ...clients]) client.close()
report({ half, last, check: `${times.length} monitors` })
