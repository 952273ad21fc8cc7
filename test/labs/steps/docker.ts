/** Lab 2d: the network that Docker creates for three containers: processes in namespaces without a name. */
import type { Checker, Step } from '../checker.ts'
import { isBridge, portsAre } from '../checks/bridges.ts'
import { isMasqueradedByDocker } from '../checks/docker.ts'
import * as links from '../checks/links.ts'
import * as nat from '../checks/nat.ts'
import { container, host } from '../lab-host.ts'

const BRIDGE = 'docker0'
const GATEWAY = '172.17.0.1'
const WAY: nat.Way = { source: '172.17.0.0/16', op: '!=', out: BRIDGE }
const CONTAINERS = [2, 3, 4].map((number) => ({
  name: `ubuntu0${number - 1}`,
  address: `172.17.0.${number}`,
  mac: `02:42:ac:11:00:0${number}`,
}))

const bridgeStands = (check: Checker): void => {
  isBridge(check, host, BRIDGE)
  links.hasAddress(check, host, BRIDGE, `${GATEWAY}/16`, '172.17.255.255')
  links.isConnected(check, host, BRIDGE, '172.17.0.0/16', GATEWAY)
  const { address = '', txqlen = 0 } = host.link(BRIDGE) ?? {}
  check.is(`${BRIDGE} has a hardware address of Docker's`, address.slice(0, 5), '02:42')
  check.is(`${BRIDGE} has no transmit queue`, txqlen, 0)
  nat.forwards(check)
}

export const steps: readonly Step[] = [
  async (check) => {
    bridgeStands(check)
    isMasqueradedByDocker(check, WAY)
    const state = (): unknown => [host.link(BRIDGE)?.flags, host.link(BRIDGE)?.operstate]
    await check.becomes(`${BRIDGE} has no carrier while it has no port`, state, [
      ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP'],
      'DOWN',
    ])
    portsAre(check, host, BRIDGE)
  },
  async (check) => {
    bridgeStands(check)
    await links.isUp(check, host, BRIDGE)
    const ports = host.links(`master ${BRIDGE}`)
    check.is(
      'it has three ports, each the end of a veth',
      ports.map(({ ifname, linkinfo, txqlen = 0 }) => [/^veth[0-9a-f]{7}$/.test(ifname), linkinfo?.info_kind, txqlen]),
      [1, 2, 3].map(() => [true, 'veth', 0]),
    )
    for (const { ifname } of ports) await links.isUp(check, host, ifname)
    check.is(
      'the other ends are in namespaces 0, 1 and 2',
      ports.map(({ link_netnsid }) => link_netnsid),
      [0, 1, 2],
    )
    check.is(
      'frames do not go back where they came from',
      ports.map(({ linkinfo }) => linkinfo?.info_slave_data?.['hairpin']),
      [false, false, false],
    )
    for (const [index, { name, address, mac }] of CONTAINERS.entries()) {
      const labHost = container(name)
      await links.isUp(check, labHost, 'eth0')
      links.hasAddress(check, labHost, 'eth0', `${address}/16`, '172.17.255.255')
      links.hasDefaultRoute(check, labHost, 'eth0', GATEWAY)
      links.peerHasId(check, labHost, 'eth0', 0)
      const inside = labHost.link('eth0')
      const port = ports[index]
      check.is(`${name} has the hardware address of its address`, inside?.address, mac)
      check.is(
        `${name} and its port have each other`,
        [inside?.link_index, port?.link_index],
        [port?.ifindex, inside?.ifindex],
      )
    }
  },
  async (check) => {
    for (const from of CONTAINERS) {
      const labHost = container(from.name)
      check.is(`the gateway of ${from.name}`, labHost.routes('default')[0]?.gateway, GATEWAY)
      await nat.reachesInternet(check, labHost)
      for (const to of CONTAINERS)
        if (from !== to) await check.pings(`${from.name} reaches ${to.name}`, labHost, to.address)
    }
    nat.hasMasqueraded(check, WAY)
  },
  async (check) => {
    const veths = (): string[] =>
      host
        .links()
        .map(({ ifname }) => ifname)
        .filter((name) => name.startsWith('veth'))
    await check.becomes('the ports are gone with the containers', veths, [])
    const carrier = (): unknown => host.link(BRIDGE)?.flags.includes('LOWER_UP')
    await check.becomes(`${BRIDGE} has no carrier again`, carrier, false)
    bridgeStands(check)
    isMasqueradedByDocker(check, WAY)
  },
]
