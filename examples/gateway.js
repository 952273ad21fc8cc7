/** Two containers on a bridge, which is their gateway. */
import { create, forward, inside, run, runInVain } from './inside.js'
import { masquerade } from './nat.js'

const GATEWAY = '172.16.1.1'

const configure = (container, address) =>
  inside(container, async (there) => {
    await there.links.change('eth0', { up: true })
    await there.addresses.add({ dev: 'eth0', address })
    await there.routes.add({ dst: 'default', gateway: GATEWAY })
  })

export const steps = [
  async () => {
    await create('container1', 'container2')
    await runInVain('container1', 'ping', '-c1', '-W1', '127.0.0.1') // Network is unreachable
  },

  // the loopback's addresses come by themselves
  async () => {
    await inside('container1', ({ links }) => links.change('lo', { up: true }))
    await run('container1', 'ping', '-c1', '-W5', '127.0.0.1')
  },

  (rtnl) => rtnl.links.add({ kind: 'bridge', name: 'docker0' }),

  async (rtnl) => {
    await rtnl.addresses.add({ dev: 'docker0', address: `${GATEWAY}/16` })
    await rtnl.links.change('docker0', { up: true })
  },

  (rtnl) => rtnl.links.add({ kind: 'veth', name: 'veth0', master: 'docker0', up: true, peer: { name: 'veth1' } }),

  // moved and renamed at once
  async (rtnl) => {
    await rtnl.links.change('veth1', { netns: 'container1', name: 'eth0' })
    await configure('container1', '172.16.1.2/16')
    await run('container1', 'ping', '-c1', '-W5', GATEWAY)
  },

  async (rtnl) => {
    const peer = { name: 'eth0', netns: 'container2' }
    await rtnl.links.add({ kind: 'veth', name: 'veth2', master: 'docker0', up: true, peer })
    await inside('container2', ({ links }) => links.change('lo', { up: true }))
    await configure('container2', '172.16.1.3/16')
    await run('container1', 'ping', '-c1', '-W5', '172.16.1.3')
  },

  // to the world: forwarding, and the host's address on all that leaves, for answers to come
  async () => {
    await forward()
    await masquerade({ source: '172.16.0.0/16', notOut: 'docker0' })
  },

  () => run('container1', 'ping', '-c1', '-W5', '198.51.100.8'),
]
