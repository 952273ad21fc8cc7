/** Lab 2: three namespaces on a bridge in a fourth one, with a default route through the host. */
import type { Step } from '../checker.ts'
import { isBridge, isPort, portsAre } from '../checks/bridges.ts'
import * as links from '../checks/links.ts'
import { isFresh, isUnreachable, namesAre } from '../checks/namespaces.ts'
import * as nat from '../checks/nat.ts'
import { host, named } from '../lab-host.ts'

const GATEWAY = '192.0.2.100'
const WAY: nat.Way = { source: '192.0.2.0/24', op: '==', out: 'enp0s3' }
const bridge = named('bridge')
/** The namespaces, their end of the pair, the end on the bridge, and their address. */
const MEMBERS = [1, 2, 3].map((number) => ({
  labHost: named(`ns${number}`),
  name: `ns${number}`,
  dev: `ns${number}-veth0`,
  port: `ns${number}-br0`,
  address: `192.0.2.${number}`,
}))
const PORTS = MEMBERS.map(({ port }) => port)

export const steps: readonly Step[] = [
  (check) => {
    namesAre(check, 'ns1', 'ns2', 'ns3', 'bridge')
    for (const name of ['ns1', 'ns2', 'ns3', 'bridge']) isFresh(check, name)
  },
  (check) => {
    for (const { dev, port } of MEMBERS) links.isFreshVeth(check, dev, port)
  },
  (check) => {
    for (const { labHost, name, dev, port } of MEMBERS) {
      links.isPairAcross(check, dev, labHost, port, bridge)
      links.isGone(check, host, port)
      links.peerIsIn(check, labHost, dev, 'bridge')
      links.peerIsIn(check, bridge, port, name)
    }
    check.is(
      'the host keeps what it had',
      host.links().map(({ ifname }) => ifname),
      ['lo', 'enp0s3'],
    )
  },
  async (check) => {
    for (const { labHost, dev, port } of MEMBERS) {
      await links.isUp(check, labHost, dev)
      await links.isUp(check, bridge, port)
      check.is(`${dev} has no queue`, labHost.link(dev)?.qdisc, 'noqueue')
    }
  },
  async (check) => {
    for (const { labHost, dev, address } of MEMBERS) {
      links.hasAddress(check, labHost, dev, `${address}/24`)
      links.isConnected(check, labHost, dev, '192.0.2.0/24', address)
      await links.hasLinkLocal(check, labHost, dev)
    }
  },
  (check) => {
    isBridge(check, bridge, 'br0')
    check.is('it is up', bridge.link('br0')?.flags.includes('UP'), true)
  },
  async (check) => {
    for (const port of PORTS) isPort(check, bridge, port, 'br0')
    portsAre(check, bridge, 'br0', ...PORTS)
    const states = (): string[] => bridge.json<{ state: string }>('bridge -j link').map(({ state }) => state)
    await check.becomes('all ports forward', states, ['forwarding', 'forwarding', 'forwarding'])
  },
  async (check) => {
    for (const from of MEMBERS)
      for (const to of MEMBERS)
        if (from !== to)
          await check.pings(`${from.name} reaches ${to.name}`, from.labHost, `-I ${from.address} ${to.address}`)
    isUnreachable(check, 'ns1', '198.51.100.8')
  },
  async (check) => {
    links.isPairAcross(check, 'rt-br0', bridge, 'rt-veth', host)
    links.peerIsIn(check, host, 'rt-veth', 'bridge')
    await links.isUp(check, host, 'rt-veth')
    await links.isUp(check, bridge, 'rt-br0')
    links.hasAddress(check, host, 'rt-veth', `${GATEWAY}/24`)
    portsAre(check, bridge, 'br0', ...PORTS, 'rt-br0')
    for (const { labHost, name, dev } of MEMBERS) {
      links.hasDefaultRoute(check, labHost, dev, GATEWAY)
      await check.pings(`${name} reaches the host`, labHost, GATEWAY)
    }
  },
  (check) => {
    nat.forwards(check)
    nat.isMasqueraded(check, WAY)
  },
  async (check) => {
    for (const { labHost } of MEMBERS) await nat.reachesInternet(check, labHost)
    nat.hasMasqueraded(check, WAY)
    const tracked = host.run('conntrack -L -p icmp').output
    check.is(
      'the connections are tracked, with the answers to the address of the host',
      /src=192\.0\.2\.[123] dst=198\.51\.100\.8 .*src=198\.51\.100\.8 dst=10\.0\.2\.15/.test(tracked),
      true,
    )
  },
]
