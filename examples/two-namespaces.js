/** Two namespaces on a bridge, and the host at it as well. */
import { create, inside, run } from './inside.js'

const GATEWAY = '172.16.1.254'

export const steps = [
  // namespaces: each has a loopback that is down, and nothing else
  () => create('ns1', 'ns2'),

  (rtnl) => rtnl.links.add({ kind: 'bridge', name: 'mydocker0' }),

  async (rtnl) => {
    await rtnl.addresses.add({ dev: 'mydocker0', address: `${GATEWAY}/16` })
    await rtnl.links.change('mydocker0', { up: true })
  },

  // a cable: one end for the bridge, one for the namespace
  (rtnl) => rtnl.links.add({ kind: 'veth', name: 'veth1', peer: { name: 'veth1p' } }),

  (rtnl) => rtnl.links.change('veth1', { master: 'mydocker0', up: true }),

  (rtnl) => rtnl.links.change('veth1p', { netns: 'ns1' }),

  // in there it is called what it is called everywhere
  () => inside('ns1', (ns1) => ns1.links.change('veth1p', { name: 'eth0' })),

  () =>
    inside('ns1', async (ns1) => {
      await ns1.links.change('eth0', { up: true })
      await ns1.addresses.add({ dev: 'eth0', address: '172.16.1.1/16' })
      await ns1.routes.add({ dst: 'default', gateway: GATEWAY })
    }),

  // the second in less steps: both ends are made where they belong
  async (rtnl) => {
    const peer = { name: 'eth0', netns: 'ns2' }
    await rtnl.links.add({ kind: 'veth', name: 'veth2', master: 'mydocker0', up: true, peer })
    await inside('ns2', async (ns2) => {
      await ns2.links.change('eth0', { up: true })
      await ns2.addresses.add({ dev: 'eth0', address: '172.16.1.2/16' })
      await ns2.routes.add({ dst: 'default', gateway: GATEWAY })
    })
  },

  async () => {
    await run('ns1', 'ping', '-c1', '-W5', '172.16.1.2')
    await run('ns2', 'ping', '-c1', '-W5', '172.16.1.1')
  },
]
