/** Lab 1: two containers on a bridge, which is their default gateway. */
import { readFileSync } from 'node:fs'
import type { Step } from '../checker.ts'
import { hasId, isBridge, isPort, portsAre } from '../checks/bridges.ts'
import * as links from '../checks/links.ts'
import { isFresh, isUnreachable, loopbackIsUp, namesAre } from '../checks/namespaces.ts'
import * as nat from '../checks/nat.ts'
import { host, named } from '../lab-host.ts'

const BRIDGE = 'docker0'
const GATEWAY = '172.16.1.1'
const WAY: nat.Way = { source: '172.16.0.0/16', op: '!=', out: BRIDGE }
const container1 = named('container1')
const container2 = named('container2')

export const steps: readonly Step[] = [
  (check) => {
    namesAre(check, 'container1', 'container2')
    isFresh(check, 'container1')
    isFresh(check, 'container2')
    isUnreachable(check, 'container1', '127.0.0.1')
  },
  (check) => loopbackIsUp(check, 'container1'),
  (check) => {
    isBridge(check, host, BRIDGE)
    hasId(check, host, BRIDGE, '00:00:00:00:00:00')
    portsAre(check, host, BRIDGE)
  },
  (check) => {
    links.hasAddress(check, host, BRIDGE, '172.16.1.1/16')
    links.isConnected(check, host, BRIDGE, '172.16.0.0/16', GATEWAY)
    links.hasDefaultRoute(check, host, 'eth0', '10.0.2.2')
    check.is(
      'the main table has nothing else',
      host
        .routes()
        .map(({ dst, dev }) => `${dst} ${dev}`)
        .sort(),
      ['10.0.2.0/24 eth0', `172.16.0.0/16 ${BRIDGE}`, 'default eth0'],
    )
  },
  (check) => {
    isPort(check, host, 'veth0', BRIDGE)
    hasId(check, host, BRIDGE, host.link('veth0')?.address)
    check.is('veth1 is still down, in the host', host.link('veth1')?.operstate, 'DOWN')
  },
  async (check) => {
    links.isPairAcross(check, 'eth0', container1, 'veth0', host)
    await links.isConfigured(check, 'container1', 'eth0', '172.16.1.2/16', GATEWAY)
    await check.pings('container1 reaches the bridge', container1, GATEWAY)
    await check.pings("container1 reaches the host's other address", container1, '10.0.2.15')
  },
  async (check) => {
    links.isPairAcross(check, 'eth0', container2, 'veth2', host)
    portsAre(check, host, BRIDGE, 'veth0', 'veth2')
    await check.pings('container1 reaches container2', container1, '172.16.1.3')
    await check.pings('container2 reaches container1', container2, '172.16.1.2')
    await check.pings('the host reaches container2', host, '172.16.1.3')
    if (readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8').trim() === '0')
      check.fails('nothing is forwarded to the internet', container1, 'ping -c1 -W1 198.51.100.8')
  },
  (check) => {
    nat.forwards(check)
    nat.isMasqueraded(check, WAY)
  },
  async (check) => {
    await nat.reachesInternet(check, container1)
    await nat.reachesInternet(check, container2)
    nat.hasMasqueraded(check, WAY)
  },
]
