/** Lab 3: a veth with one end in a namespace; macvlan in every mode, one of them configured by DHCP. */
import { readFileSync } from 'node:fs'
import type { Checker, Step } from '../checker.ts'
import * as links from '../checks/links.ts'
import { namesAre } from '../checks/namespaces.ts'
import { type AddressRow, host, internet, type LabHost, named } from '../lab-host.ts'

const netns01 = named('netns01')
const HOST_ADDRESS = '192.168.122.199'
const MODES = { private: 1, vepa: 2, bridge: 3 }

const isMacvlan = (check: Checker, labHost: LabHost, dev: string, mode: string): void => {
  const { info_kind: kind, info_data: data } = labHost.link(dev)?.linkinfo ?? {}
  check.is(`${dev}${labHost.suffix} is a macvlan of mode ${mode}`, [kind, data?.['mode']], ['macvlan', mode])
}

/** The addresses that the DHCP server may assign: 192.168.122.83 to .99. */
const leased = (): AddressRow[] =>
  host.addresses('macvlan0').filter(({ local }) => {
    const [net, number] = [local.slice(0, 12), Number(local.slice(12))]
    return net === '192.168.122.' && number >= 83 && number <= 99
  })

export const steps: readonly Step[] = [
  (check) => links.isFreshVeth(check, 'veth0-host', 'veth0-ct'),
  async (check) => {
    links.hasAddress(check, host, 'veth0-host', '10.10.10.10/24')
    links.hasAddress(check, host, 'veth0-ct', '10.10.10.11/24')
    for (const dev of ['veth0-host', 'veth0-ct']) {
      await links.isUp(check, host, dev)
      await links.hasLinkLocal(check, host, dev)
    }
    check.fails('one namespace does not talk to itself by a veth', host, 'ping -c1 -W1 -I veth0-host 10.10.10.11')
  },
  async (check) => {
    namesAre(check, 'netns01')
    links.isGone(check, host, 'veth0-ct')
    const flags = (): unknown => host.link('veth0-host')?.flags
    await check.becomes('veth0-host has lost its carrier', flags, ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP'])
    // the kernel reports LOWERLAYERDOWN late, with the next change of the link
    check.is('... and is no longer up', host.link('veth0-host')?.operstate === 'UP', false)
    const inside = netns01.links().map(({ ifname, operstate }) => `${ifname} ${operstate}`)
    check.is('netns01 has lo and veth0-ct, both down', inside, ['lo DOWN', 'veth0-ct DOWN'])
    links.hasNoAddress(check, netns01, 'veth0-ct')
    links.hasAddress(check, host, 'veth0-host', '10.10.10.10/24')
  },
  async (check) => {
    await links.isConfigured(check, 'netns01', 'veth0-ct', '10.10.10.11/24')
    await links.isUp(check, host, 'veth0-host')
    await links.hasLinkLocal(check, netns01, 'veth0-ct')
    await check.pings('the host reaches netns01', host, '-I veth0-host 10.10.10.11')
    await check.pings('netns01 reaches the host', netns01, '10.10.10.10')
  },
  (check) => {
    isMacvlan(check, host, 'macvlan0', 'bridge')
    const { link, flags, operstate, qdisc, address } = host.link('macvlan0') ?? {}
    check.is(
      'it is a link on eth0, and down',
      [link, flags, operstate, qdisc],
      ['eth0', ['BROADCAST', 'MULTICAST'], 'DOWN', 'noop'],
    )
    check.is('it has a hardware address of its own', address === host.link('eth0')?.address, false)
  },
  async (check) => {
    isMacvlan(check, host, 'macvlan0', 'bridge')
    await links.isUp(check, host, 'macvlan0')
    check.is('it has no queue', host.link('macvlan0')?.qdisc, 'noqueue')
    check.is(
      'it has an address of the DHCP server',
      leased().map(({ prefixlen, broadcast, scope }) => ({ prefixlen, broadcast, scope })),
      [{ prefixlen: 24, broadcast: '192.168.122.255', scope: 'global' }],
    )
    const address = leased()[0]?.local
    const leases = readFileSync('/run/dnsmasq.leases', 'utf8')
    check.is(
      'the server has leased it to this link',
      leases.includes(`${host.link('macvlan0')?.address} ${address}`),
      true,
    )
    await check.pings('the server reaches it', internet, String(address))
    await links.hasLinkLocal(check, host, 'macvlan0')
  },
  async (check) => {
    const lower = host.link('eth0')?.ifindex
    for (const mode of Object.keys(MODES))
      for (const side of ['a', 'b']) {
        const labHost = named(`mv${mode}${side}`)
        const dev = `${mode}${side}`
        isMacvlan(check, labHost, dev, mode)
        check.is(`${dev} is a link on the eth0 of the host`, labHost.link(dev)?.link_index, lower)
        await check.pings(`${dev} reaches the gateway`, labHost, '192.168.122.1')
        check.fails(`${dev} does not reach the link below`, labHost, `ping -c1 -W1 ${HOST_ADDRESS}`)
      }
    await check.pings('bridge: two on the same link reach each other', named('mvbridgea'), '192.168.122.32')
    check.fails('private: they do not', named('mvprivatea'), 'ping -c1 -W1 192.168.122.12')
    check.fails('vepa: not without a switch that reflects', named('mvvepaa'), 'ping -c1 -W1 192.168.122.22')
  },
  async (check) => {
    isMacvlan(check, host, 'pass0', 'passthru')
    const below = host.link('p0')
    check.is('passthru: it has the hardware address of the link below', host.link('pass0')?.address, below?.address)
    check.is('passthru: the link below takes every frame', (below?.promiscuity ?? 0) > 0, true)
    links.isGone(check, host, 'pass1')
    isMacvlan(check, named('mvr1'), 'r1', 'vepa')
    check.is('the port of the switch reflects', named('sw').link('q1')?.linkinfo?.info_slave_data?.['hairpin'], true)
    await check.pings('vepa: two reach each other by it', named('mvr1'), '192.0.2.2')
  },
  (check) => {
    isMacvlan(check, host, 'src0', 'source')
    isMacvlan(check, host, 'macvlan0', 'bridge')
    check.is('the list of sources is empty again', host.link('src0')?.linkinfo?.info_data?.['macaddr_data'] ?? [], [])
  },
]
