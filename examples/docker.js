/** What Docker does to the network for three containers: processes in namespaces without a name. */
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { Netns } from 'rtnl'
import { forward, inside, run } from './inside.js'

const BRIDGE = 'docker0'
const GATEWAY = '172.17.0.1'
const BROADCAST = '172.17.255.255'
const CONTAINERS = [1, 2, 3].map((number) => ({
  name: `ubuntu0${number}`,
  port: `veth7203d8${number}`,
  address: `172.17.0.${number + 1}`,
  mac: `02:42:ac:11:00:0${number + 1}`,
}))

/** Where the number of a container's process is kept. */
const pidFile = (name) => `/run/lab/${name}.pid`
const pidOf = async (name) => Number(await readFile(pidFile(name), 'utf8'))

/** `docker run -d`: a process in a namespace that is gone when the process is. */
const start = async ({ links }, { name, port, address, mac }) => {
  const netns = await Netns.createAnonymous()
  try {
    const peer = { name: 'eth0', address: mac, txqlen: 0, netns }
    await links.add({ kind: 'veth', name: port, txqlen: 0, mtu: 1500, master: BRIDGE, up: true, peer })
    await inside(netns, async (there) => {
      await there.links.change('lo', { up: true })
      await there.addresses.add({ dev: 'eth0', address: `${address}/16`, broadcast: BROADCAST })
      await there.links.change('eth0', { up: true })
      await there.routes.add({ dst: 'default', gateway: GATEWAY })
    })
    const container = netns.spawn('sleep', ['3600'], { detached: true, stdio: 'ignore' })
    await once(container, 'spawn')
    container.unref()
    await writeFile(pidFile(name), `${container.pid}\n`)
  } finally {
    netns.close()
  }
}

export const steps = [
  // the daemon. Not yet: its rules (iptables-save shows them where a daemon runs).
  async ({ links, addresses }) => {
    await links.add({ kind: 'bridge', name: BRIDGE, txqlen: 0, address: '02:42:8e:4a:45:a1' })
    await addresses.add({ dev: BRIDGE, address: `${GATEWAY}/16`, broadcast: BROADCAST })
    await links.change(BRIDGE, { up: true })
    await forward()
  },

  async (rtnl) => {
    await mkdir('/run/lab', { recursive: true })
    for (const container of CONTAINERS) await start(rtnl, container)
  },

  async () => {
    const pid = await pidOf('ubuntu01')
    await inside(pid, async (there) => console.log('gateway:', (await there.defaultGateway()).gateway))
    await run(pid, 'ping', '-c1', '-W5', '172.17.0.3')
  },

  // the namespaces go with their processes, and the ports with the namespaces
  async () => {
    for (const { name } of CONTAINERS) process.kill(await pidOf(name))
  },
]
