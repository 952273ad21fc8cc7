/** Three namespaces on a bridge that is in a fourth, with a way out through the host. */
import { create, forward, inside, run, runInVain } from './inside.js'

const NUMBERS = [1, 2, 3]
const GATEWAY = '192.0.2.100'

/** In each of the three, by its number. */
const each = async (work) => {
  for (const number of NUMBERS) await inside(`ns${number}`, (there) => work(there, number))
}

export const steps = [
  () => create('ns1', 'ns2', 'ns3', 'bridge'),

  async ({ links }) => {
    for (const number of NUMBERS)
      await links.add({ kind: 'veth', name: `ns${number}-veth0`, peer: { name: `ns${number}-br0` } })
  },

  async ({ links }) => {
    for (const number of NUMBERS) {
      await links.change(`ns${number}-veth0`, { netns: `ns${number}` })
      await links.change(`ns${number}-br0`, { netns: 'bridge' })
    }
  },

  async () => {
    await each(({ links }, number) => links.change(`ns${number}-veth0`, { up: true }))
    await inside('bridge', async ({ links }) => {
      for (const number of NUMBERS) await links.change(`ns${number}-br0`, { up: true })
    })
  },

  () => each(({ addresses }, number) => addresses.add({ dev: `ns${number}-veth0`, address: `192.0.2.${number}/24` })),

  () => inside('bridge', ({ links }) => links.add({ kind: 'bridge', name: 'br0', up: true })),

  () =>
    inside('bridge', async ({ links }) => {
      for (const number of NUMBERS) await links.change(`ns${number}-br0`, { master: 'br0' })
      const ports = await links.list({ master: 'br0' })
      console.log('ports:', ports.map(({ name }) => name).join(' '))
    }),

  async () => {
    await run('ns1', 'ping', '-c1', '-W5', '-I', '192.0.2.1', '192.0.2.2')
    await run('ns1', 'ping', '-c1', '-W5', '-I', '192.0.2.1', '192.0.2.3')
    await runInVain('ns1', 'ping', '-c1', '-W1', '198.51.100.8') // Network is unreachable
  },

  // a cable from the bridge to the host, which becomes the gateway
  async ({ links, addresses }) => {
    await links.add({ kind: 'veth', name: 'rt-veth', up: true, peer: { name: 'rt-br0', netns: 'bridge' } })
    await addresses.add({ dev: 'rt-veth', address: `${GATEWAY}/24` })
    await inside('bridge', ({ links }) => links.change('rt-br0', { master: 'br0', up: true }))
    await each(({ routes }) => routes.add({ dst: 'default', gateway: GATEWAY }))
  },

  // Not yet: what leaves has to get the host's address (-s 192.0.2.0/24 -o enp0s3 -j MASQUERADE), for answers to come.
  forward,

  // then it answers
  () => runInVain('ns1', 'ping', '-c1', '-W1', '198.51.100.8'),
]
