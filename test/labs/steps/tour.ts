/** Lab 4: a tour of `ip netns`. */
import type { Step } from '../checker.ts'
import * as links from '../checks/links.ts'
import { isFresh, isUnreachable, loopbackIsUp, namesAre, noNames } from '../checks/namespaces.ts'
import { host, named } from '../lab-host.ts'

const ns0 = named('ns0')
const ns1 = named('ns1')

export const steps: readonly Step[] = [
  (check) => {
    namesAre(check, 'ns0')
    isFresh(check, 'ns0')
  },
  noNames,
  (check) => {
    namesAre(check, 'ns0')
    isFresh(check, 'ns0')
    isUnreachable(check, 'ns0', '127.0.0.1')
  },
  (check) => {
    namesAre(check, 'ns0')
    loopbackIsUp(check, 'ns0')
  },
  (check) => {
    links.isFreshVeth(check, 'veth0', 'veth1')
    links.isFreshVeth(check, 'veth001', 'veth002')
  },
  (check) => {
    links.isGone(check, host, 'veth001')
    links.isGone(check, host, 'veth002')
    links.isFreshVeth(check, 'veth0', 'veth1')
  },
  async (check) => {
    namesAre(check, 'ns0', 'ns1')
    links.isPairAcross(check, 'veth0', ns0, 'veth1', ns1)
    links.isGone(check, host, 'veth1')
    links.peerIsIn(check, ns0, 'veth0', 'ns1')
    links.peerIsIn(check, ns1, 'veth1', 'ns0')
    await links.isConfigured(check, 'ns0', 'veth0', '192.168.1.1/24')
    await links.isConfigured(check, 'ns1', 'veth1', '192.168.1.2/24')
    await links.hasLinkLocal(check, ns0, 'veth0')
    await links.hasLinkLocal(check, ns1, 'veth1')
    check.is(
      'the host has only lo',
      host.links().map(({ ifname }) => ifname),
      ['lo'],
    )
  },
  async (check) => {
    await check.pings('ns0 reaches ns1', ns0, '192.168.1.2')
    await check.pings('ns1 reaches ns0', ns1, '192.168.1.1')
  },
]
