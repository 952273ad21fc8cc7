/** containers PREFIX COUNT AT_ONCE: makes the network of that many containers, some at once, and deletes it. */
import { Netns, Rtnl } from '../../src/index.ts'
import { argument, report } from './figures.ts'

const prefix = argument(0)
const count = Number(argument(1))
const atOnce = Number(argument(2))

/** Calls `work` with 1 to `count`. */
const forEach = async (work: (number: number) => Promise<void>): Promise<void> => {
  let next = 1
  const worker = async (): Promise<void> => {
    while (next <= count) await work(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

const rtnl = await Rtnl.open()
const since = performance.now()
await rtnl.links.add({ kind: 'bridge', name: 'br0', up: true })
await rtnl.addresses.add({ dev: 'br0', address: '10.99.255.254/16' })
await forEach(async (number) => {
  await using netns = await Netns.create(`${prefix}-${number}`)
  const peer = { name: 'eth0', netns }
  await rtnl.links.add({ kind: 'veth', name: `port${number}`, master: 'br0', up: true, peer })
  await using inside = await Rtnl.open({ netns, io: 'inline' })
  await inside.links.change('lo', { up: true })
  await inside.links.change('eth0', { up: true })
  await inside.addresses.add({ dev: 'eth0', address: `10.99.${number >> 8}.${number & 255}/16` })
  await inside.routes.add({ dst: 'default', gateway: '10.99.255.254' })
})
const made = performance.now() - since
const ports = await rtnl.links.list({ master: 'br0' }, { only: ['index'] })
await forEach((number) => Netns.delete(`${prefix}-${number}`))
rtnl.close()
report({ made, check: `ports=${ports.length}` })
