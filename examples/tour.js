/** What `ip netns` does, one thing after the other. */
import { Netns } from 'rtnl'
import { create, inside, run, runInVain } from './inside.js'

const show = async (what) => console.log(what, (await Netns.list()).map(({ name }) => name).join(' '))

export const steps = [
  async () => {
    await create('ns0')
    await show('there is:')
  },

  async () => {
    await Netns.delete('ns0')
    await show('left:')
  },

  async () => {
    await create('ns0')
    await runInVain('ns0', 'ping', '-c1', '-W1', '127.0.0.1') // Network is unreachable
  },

  async () => {
    await inside('ns0', ({ links }) => links.change('lo', { up: true }))
    await run('ns0', 'ping', '-c1', '-W5', '127.0.0.1')
    await run('ns0', 'sh', '-c', 'ls /sys/class/net') // `spawn` with stdio: 'inherit' gives a shell at the terminal
  },

  // without a name, the kernel finds one for each end
  async ({ links }) => {
    const { name } = await links.add({ kind: 'veth' }, { echo: true })
    console.log('made:', name)
    await links.add({ kind: 'veth', name: 'veth001', peer: { name: 'veth002' } })
  },

  // one end takes the other along
  ({ links }) => links.delete('veth001'),

  async ({ links }) => {
    await create('ns1')
    for (const number of [0, 1]) {
      const [dev, netns] = [`veth${number}`, `ns${number}`]
      await links.change(dev, { netns })
      await inside(netns, async (there) => {
        await there.addresses.add({ dev, address: `192.168.1.${number + 1}/24` })
        await there.links.change(dev, { up: true })
      })
    }
  },

  async () => {
    await run('ns0', 'ping', '-c1', '-W5', '192.168.1.2')
    await run('ns1', 'ping', '-c1', '-W5', '192.168.1.1')
  },
]
