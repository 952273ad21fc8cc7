/** Columns of every kind of object that the kernel lists, against the list itself. */
import t from 'tap'
import { address } from '../../src/rtnl/address/tables/address.ts'
import { link } from '../../src/rtnl/link/tables/link.ts'
import { neighbour } from '../../src/rtnl/neighbour/tables/neighbour.ts'
import { netconf } from '../../src/rtnl/netconf/tables/netconf.ts'
import { nsid } from '../../src/rtnl/nsid/tables/nsid.ts'
import { route } from '../../src/rtnl/route/tables/route.ts'
import { rule } from '../../src/rtnl/rule/tables/rule.ts'
import { inNamespace } from '../kernel/namespace.ts'
import { type ColumnNames, sameColumns } from './columns.ts'
import { build, peerNamespace, withRtnl } from './scene.ts'

const SCENE = `
  ip link add first type veth peer name other netns PEER0
  ip link set lo up
  ip link add v0 txqueuelen 77 mtu 1400 type veth peer name v1
  ip link add far group 17 type veth peer name near netns PEER1
  ip link add br0 type bridge
  ip link set v1 master br0
  ip link set v0 up
  ip link set br0 up
  ip addr add 192.0.2.1/24 brd + dev v0
  ip addr add 198.51.100.1 peer 198.51.100.2/31 dev far scope link
  ip addr add 2001:db8::1/64 dev v0 nodad
  ip route add 10.9.0.0/16 via 192.0.2.254 dev v0 metric 100 src 192.0.2.1
  ip route add blackhole 10.13.0.0/16 table 70000 proto bgp
  ip route add default via 192.0.2.253 onlink dev v0
  ip -6 route add 2001:db8:9::/48 via 2001:db8::fe dev v0 metric 77 pref high
  ip -6 route add 2001:db8:b::/48 from 2001:db8:c::/48 dev v0
  ip -6 route add default via 2001:db8::fd dev v0
  ip rule add from 10.0.0.0/8 fwmark 0x12/0xff pref 100 table 70000 protocol bgp ipproto tcp
  ip rule add not to 10.0.0.1 pref 103 goto 200
  ip neigh add 192.0.2.10 lladdr 02:00:00:00:02:01 dev v0 nud permanent
  ip neigh add 192.0.2.12 lladdr 02:00:00:00:02:03 dev v0 nud stale extern_learn protocol static
`

const LINK = [
  ...['index', 'type', 'flags', 'mtu', 'link', 'master', 'txqlen', 'operstate', 'linkmode', 'group', 'promiscuity'],
  ...['numTxQueues', 'numRxQueues', 'carrier', 'carrierChanges', 'minMtu', 'maxMtu', 'gsoMaxSize', 'linkNetnsid'],
]
const ADDRESS = [
  'index',
  'family',
  'prefixlen',
  'scope',
  'flags',
  'broadcast',
  ['rtPriority', 'metric'],
  'proto',
] as ColumnNames
const ROUTE = [
  ...[
    'family',
    'tos',
    'table',
    'protocol',
    'scope',
    'type',
    'flags',
    'dst',
    'src',
    'gateway',
    'oif',
    'prefsrc',
    'pref',
  ],
  ['priority', 'metric'],
] as ColumnNames
const RULE = [
  ...['family', 'tos', 'table', 'action', 'flags', 'dst', 'src', 'priority', 'goto', 'fwmark', 'fwmask', 'protocol'],
  ...['ipProto', 'suppressPrefixlen'],
]
/** `ifindex` alone is NDA_IFINDEX, the link to the remote end of a vxlan. */
const NEIGHBOUR = [
  ...['family', 'state', 'flags', 'type', 'dst', 'probes', 'protocol'],
  ['header.ifindex', 'index'],
] as ColumnNames
const NETCONF = [
  ['ifindex', 'index'],
  ...['family', 'forwarding', 'rpFilter', 'mcForwarding', 'proxyNeigh', 'ignoreRoutesWithLinkdown', 'bcForwarding'],
] as ColumnNames

if (inNamespace(t, import.meta.url)) {
  build(SCENE, [await peerNamespace(), await peerNamespace()])
  await withRtnl(async (rtnl, io) => {
    await t.test(io, async (t) => {
      await sameColumns(t, rtnl.links, link, LINK)
      await sameColumns(t, rtnl.links, link, LINK, { kind: 'veth' })
      await sameColumns(t, rtnl.nsids, nsid, ['nsid'])
      for (const family of ['inet', 'inet6']) {
        await sameColumns(t, rtnl.addresses, address, ADDRESS, { family })
        await sameColumns(t, rtnl.routes, route, ROUTE, { family })
        await sameColumns(t, rtnl.routes, route, ROUTE, { family, table: 'main' })
        await sameColumns(t, rtnl.rules, rule, RULE, { family })
        await sameColumns(t, rtnl.neighbours, neighbour, NEIGHBOUR, { family })
        await sameColumns(t, rtnl.netconf, netconf, NETCONF, { family })
      }
    })
  })
}
