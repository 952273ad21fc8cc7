/** Lab 0: two namespaces on a bridge. */
import type { Step } from '../checker.ts'
import { hasId, isBridge, isPort, portsAre } from '../checks/bridges.ts'
import * as links from '../checks/links.ts'
import { isFresh, namesAre } from '../checks/namespaces.ts'
import { host, named } from '../lab-host.ts'

const BRIDGE = 'mydocker0'
const GATEWAY = '172.16.1.254'
const macOf = (dev: string): string => host.link(dev)?.address ?? ''
const ns1 = named('ns1')
const ns2 = named('ns2')

export const steps: readonly Step[] = [
  (check) => {
    namesAre(check, 'ns1', 'ns2')
    isFresh(check, 'ns1')
    isFresh(check, 'ns2')
  },
  (check) => {
    isBridge(check, host, BRIDGE)
    hasId(check, host, BRIDGE, '00:00:00:00:00:00')
    portsAre(check, host, BRIDGE)
    const { operstate, qdisc, flags } = host.link(BRIDGE) ?? {}
    check.is('it is down', [operstate, qdisc, flags?.includes('UP')], ['DOWN', 'noop', false])
    const line = host
      .run('brctl show')
      .output.split('\n')
      .find((line) => line.startsWith(BRIDGE))
    check.is('`brctl show` agrees', line?.trim().split(/\s+/), [BRIDGE, '8000.000000000000', 'no'])
  },
  (check) => {
    links.hasAddress(check, host, BRIDGE, '172.16.1.254/16')
    links.isConnected(check, host, BRIDGE, '172.16.0.0/16', GATEWAY)
    links.hasDefaultRoute(check, host, 'enp0s3', '10.182.64.1')
    check.is('it is up', host.link(BRIDGE)?.flags.includes('UP'), true)
    check.is(
      'the main table has nothing else',
      host
        .routes()
        .map(({ dst, dev }) => `${dst} ${dev}`)
        .sort(),
      ['10.182.64.0/21 enp0s3', `172.16.0.0/16 ${BRIDGE}`, 'default enp0s3'],
    )
    const local = host.routes('table local').filter(({ dev }) => dev === BRIDGE)
    check.is(
      'the local table has the address and the broadcast address',
      local.map(({ type, dst }) => `${type} ${dst}`).sort(),
      ['broadcast 172.16.255.255', `local ${GATEWAY}`],
    )
  },
  (check) => links.isFreshVeth(check, 'veth1', 'veth1p'),
  async (check) => {
    isPort(check, host, 'veth1', BRIDGE)
    portsAre(check, host, BRIDGE, 'veth1')
    hasId(check, host, BRIDGE, macOf('veth1'))
    check.is(`${BRIDGE} has taken the hardware address of veth1`, macOf(BRIDGE), macOf('veth1'))
    const state = (): unknown => {
      const { flags, operstate } = host.link('veth1') ?? {}
      return [flags?.includes('UP'), flags?.includes('NO-CARRIER'), operstate]
    }
    await check.becomes('veth1 is up, and its peer is not', state, [true, true, 'LOWERLAYERDOWN'])
  },
  (check) => {
    links.isPairAcross(check, 'veth1p', ns1, 'veth1', host)
    links.peerHasId(check, ns1, 'veth1p', 0)
    links.peerIsIn(check, host, 'veth1', 'ns1')
    const { flags, qdisc, operstate } = ns1.link('veth1p') ?? {}
    check.is('veth1p in ns1 is down', [flags, qdisc, operstate], [['BROADCAST', 'MULTICAST'], 'noop', 'DOWN'])
  },
  (check) => {
    links.isPairAcross(check, 'eth0', ns1, 'veth1', host)
    links.isGone(check, ns1, 'veth1p')
    links.peerHasId(check, ns1, 'eth0', 0)
  },
  async (check) => {
    await links.isConfigured(check, 'ns1', 'eth0', '172.16.1.1/16', GATEWAY)
    links.isConnected(check, ns1, 'eth0', '172.16.0.0/16', '172.16.1.1')
    await links.isUp(check, host, 'veth1')
    await links.hasLinkLocal(check, ns1, 'eth0')
  },
  async (check) => {
    isPort(check, host, 'veth2', BRIDGE)
    portsAre(check, host, BRIDGE, 'veth1', 'veth2')
    links.isPairAcross(check, 'eth0', ns2, 'veth2', host)
    await links.isUp(check, host, 'veth2')
    await links.isConfigured(check, 'ns2', 'eth0', '172.16.1.2/16', GATEWAY)
    links.isConnected(check, ns2, 'eth0', '172.16.0.0/16', '172.16.1.2')
    hasId(check, host, BRIDGE, [macOf('veth1'), macOf('veth2')].sort()[0])
  },
  async (check) => {
    await check.pings('ns1 reaches ns2', ns1, '172.16.1.2')
    await check.pings('ns2 reaches ns1', ns2, '172.16.1.1')
    await check.pings('ns1 reaches the bridge', ns1, GATEWAY)
    const known = host.json<{ mac: string }>(`bridge -j fdb show br ${BRIDGE}`).map(({ mac }) => mac)
    for (const labHost of [ns1, ns2])
      check.is(
        `the bridge has learned where ${labHost.name} is`,
        known.includes(labHost.link('eth0')?.address ?? ''),
        true,
      )
  },
]
