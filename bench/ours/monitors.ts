/** monitors - COUNT ROUNDS NETNS, monitors RELAY COUNT ROUNDS NETNS: how soon the monitors of many clients report an event. */
import { Rtnl } from '../../src/index.ts'
import { argument, report } from './figures.ts'

const relay = argument(0)
const count = Number(argument(1))
const rounds = Number(argument(2))
const clients = await Promise.all(
  Array.from({ length: count }, () => (relay === '-' ? Rtnl.open() : Rtnl.open({ relay }))),
)
const maker = relay === '-' ? await Rtnl.open({ io: 'inline' }) : await Rtnl.open({ io: 'inline', netns: argument(3) })
/** When the monitors have reported an MTU. */
let times: number[] = []
let expected = 0
let reported = (): void => undefined

const watch = async (rtnl: Rtnl): Promise<void> => {
  for await (const event of rtnl.monitor({ groups: ['link'], only: { link: ['mtu'] } })) {
    if (event.action !== 'new' || event.object !== 'link' || event.value.mtu !== expected) continue
    if (times.push(performance.now()) === count) reported()
  }
}

for (const client of clients) void watch(client)
await Promise.all(clients.map((client) => client.links.get('lo', { only: ['mtu'] })))
const figures: { readonly first: number[]; readonly half: number[]; readonly last: number[] } = {
  first: [],
  half: [],
  last: [],
}
for (let round = 0; round < rounds; round++) {
  const since = performance.now()
  times = []
  expected = 40_000 + round
  const all = new Promise<void>((resolve) => {
    reported = resolve
  })
  await maker.links.change('lo', { mtu: expected })
  await all
  figures.first.push((times[0] as number) - since)
  figures.half.push((times[count >> 1] as number) - since)
  figures.last.push((times[count - 1] as number) - since)
}
for (const client of [maker, ...clients]) client.close()
report({ ...figures, check: `${times.length}` })
process.exit(0)
