/** docs/from-ip.md: addresses, their labels, routes, rules and neighbours. */
import t from 'tap'
import { inSandbox } from '../../kernel/namespace.ts'
import { Calls } from './calls.ts'
import { prepare, same } from './changes.ts'
import { alike } from './listings.ts'
import { makeSandboxes } from './namespaces.ts'
import { rowsUnder } from './page.ts'

const LINKS = `
  ip link set lo up
  ip link add veth0 address 02:00:00:00:01:00 type veth peer name veth1 address 02:00:00:00:01:01
  ip link add veth2 address 02:00:00:00:01:02 type veth peer name veth3 address 02:00:00:00:01:03
  sysctl -qw net.ipv6.conf.veth0.accept_ra=1 net.ipv6.conf.veth0.forwarding=0
  for dev in veth0 veth1 veth2 veth3; do ip link set $dev up; done
`

const ADDRESSES = `
  ip address add 192.0.2.1/24 brd + dev veth0
  ip address add 10.4.0.1/30 dev veth0 label veth0:x
  ip address add 2001:db8::1/64 dev veth0 nodad
`

const LISTED = `
  ip route add default via 192.0.2.254
  ip route add default via 192.0.2.253 metric 100 proto static src 192.0.2.1
  ip route add 10.1.0.0/16 dev veth0
  ip route add blackhole 10.9.0.0/16
  ip route add 10.7.0.0/16 dev veth0 table 100
  ip route add 2001:db8:a::/48 via 2001:db8::a metric 7
  ip neigh replace 192.0.2.12 lladdr 02:00:00:00:02:12 dev veth0
  ip neigh replace 192.0.2.13 lladdr 02:00:00:00:02:13 dev veth0 nud noarp
  ip neigh replace proxy 192.0.2.20 dev veth0
`

if (inSandbox(t, import.meta.url)) {
  const sandboxes = await makeSandboxes()
  using calls = await Calls.open(sandboxes.ours.pid)
  await t.test('addresses', async (t) => {
    await prepare(t, sandboxes, LINKS)
    await same(t, rowsUnder('Addresses'), sandboxes, calls, ['addresses', 'routes', 'routes6', 'tokens'])
  })
  await t.test('labels', async (t) => {
    await prepare(t, sandboxes, LINKS)
    await same(t, rowsUnder('Address labels'), sandboxes, calls, ['labels6'])
    await alike(t, rowsUnder('Listing address labels'), sandboxes.ours, calls)
  })
  await t.test('routes', async (t) => {
    await prepare(t, sandboxes, LINKS + ADDRESSES)
    await same(t, rowsUnder('Routes'), sandboxes, calls, ['routes', 'routes6'])
  })
  await t.test('rules', async (t) => {
    await same(t, rowsUnder('Rules'), sandboxes, calls, ['rules', 'rules6'])
    await alike(t, rowsUnder('Listing rules'), sandboxes.ours, calls)
  })
  await t.test('neighbours', async (t) => {
    await same(t, rowsUnder('Neighbours'), sandboxes, calls, ['neighbours', 'proxies'])
  })
  await t.test('lists', async (t) => {
    await prepare(t, sandboxes, LINKS + ADDRESSES + LISTED)
    for (const heading of ['Listing addresses', 'Listing routes', 'Listing neighbours'])
      await alike(t, rowsUnder(heading), sandboxes.ours, calls)
  })
}
