/** A veth with one end in a namespace; macvlan in every mode, one of them configured by DHCP. */
import { isKernelError } from 'rtnl'
import { create, inside, run, runInVain } from './inside.js'

const HERE = process.pid

/** A macvlan on a link of the host, made where it belongs, with an address. */
const place = async ({ links }, { name, link, mode, netns, address }) => {
  await create(netns)
  await links.add({ kind: 'macvlan', name, link, netns, data: { mode } })
  await inside(netns, async (there) => {
    await there.links.change('lo', { up: true })
    await there.addresses.add({ dev: name, address })
    await there.links.change(name, { up: true })
  })
}

/** The whole of a link for one macvlan: no second one beside it. */
const passThrough = async ({ links }) => {
  await links.add({ kind: 'veth', name: 'p0', up: true, peer: { name: 'p1', up: true } })
  await links.add({ kind: 'macvlan', name: 'pass0', link: 'p0', data: { mode: 'passthru' } })
  try {
    await links.add({ kind: 'macvlan', name: 'pass1', link: 'p0', data: { mode: 'bridge' } })
  } catch (error) {
    if (!isKernelError(error)) throw error
    console.log(error.message)
  }
  await links.change('pass0', { up: true })
}

/** A switch whose port sends frames back to where they came from, for macvlans that leave switching to it. */
const reflect = async (rtnl) => {
  await create('sw')
  await rtnl.links.add({ kind: 'veth', name: 'q0', up: true, peer: { name: 'q1', netns: 'sw' } })
  await inside('sw', async ({ links }) => {
    await links.add({ kind: 'bridge', name: 'br0', up: true })
    await links.change('q1', { master: 'br0', up: true })
    await links.changePort('q1', { mode: true })
  })
  for (const number of [1, 2]) {
    const address = `192.0.2.${number}/24`
    await place(rtnl, { name: `r${number}`, link: 'q0', mode: 'vepa', netns: `mvr${number}`, address })
  }
}

export const steps = [
  ({ links }) => links.add({ kind: 'veth', name: 'veth0-host', peer: { name: 'veth0-ct' } }),

  // both ends in one namespace: it would talk to itself by its loopback
  async ({ links, addresses }) => {
    await addresses.add({ dev: 'veth0-host', address: '10.10.10.10/24' })
    await addresses.add({ dev: 'veth0-ct', address: '10.10.10.11/24' })
    await links.change('veth0-host', { up: true })
    await links.change('veth0-ct', { up: true })
    await runInVain(HERE, 'ping', '-c1', '-W1', '-I', 'veth0-host', '10.10.10.11')
  },

  // a link that moves is down, and has lost its addresses
  async ({ links }) => {
    await create('netns01')
    await links.change('veth0-ct', { netns: 'netns01' })
  },

  async () => {
    await inside('netns01', async ({ links, addresses }) => {
      await addresses.add({ dev: 'veth0-ct', address: '10.10.10.11/24' })
      await links.change('veth0-ct', { up: true })
    })
    await run(HERE, 'ping', '-c1', '-W5', '-I', 'veth0-host', '10.10.10.11')
    await run('netns01', 'ping', '-c1', '-W5', '10.10.10.10')
  },

  ({ links }) => links.add({ kind: 'macvlan', name: 'macvlan0', link: 'eth0', data: { mode: 'bridge' } }),

  () => run(HERE, 'dhclient', '-1', '-pf', '/run/dhclient.pid', '-lf', '/run/dhclient.leases', 'macvlan0'),

  // two of each mode: which of them reach each other?
  async (rtnl) => {
    for (const [index, mode] of ['private', 'vepa', 'bridge'].entries())
      for (const [number, side] of ['a', 'b'].entries()) {
        const address = `192.168.122.${10 * (index + 1) + number + 1}/24`
        await place(rtnl, { name: `${mode}${side}`, link: 'eth0', mode, netns: `mv${mode}${side}`, address })
      }
  },

  async (rtnl) => {
    await passThrough(rtnl)
    await reflect(rtnl)
  },

  // only from some; and a mode changes while the link is in use
  async ({ links }) => {
    const kind = 'macvlan'
    await links.add({ kind, name: 'src0', link: 'eth0', data: { mode: 'source' } })
    await links.change('src0', { kind, data: { macaddrMode: 'add', macaddr: '00:11:22:33:44:55' } })
    await links.change('src0', {
      kind,
      data: { macaddrMode: 'set', macaddrData: ['00:11:22:33:44:66', '00:11:22:33:44:77'] },
    })
    console.log('from:', (await links.get('src0')).data.macaddrData.join(' '))
    await links.change('src0', { kind, data: { macaddrMode: 'flush' } })
    for (const mode of ['private', 'bridge']) await links.change('macvlan0', { kind, data: { mode } })
  },
]
