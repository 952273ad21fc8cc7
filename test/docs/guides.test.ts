/** docs/guides/ and docs/remote.md: a reader who follows a guide sees what it shows. */
import t from 'tap'
import { inSandbox } from '../kernel/namespace.ts'
import { bundled } from '../rtnl-dump.ts'
import { testGuide } from './guide.ts'

/** Another machine, 198.51.100.8, to which a default route leads. The kernel reports the state of links late. */
const OUTSIDE = `ip link set lo up
  ip netns add outside; ip link add wan type veth peer name eth0 netns outside
  ip address add 203.0.113.2/24 dev wan; ip link set wan up; ip route add default via 203.0.113.1
  ip -n outside address add 203.0.113.1/24 dev eth0; ip -n outside link set eth0 up
  ip -n outside address add 198.51.100.8/32 dev lo; ip -n outside link set lo up
  until ip link show wan | grep -q 'state UP' && ip -n outside link show eth0 | grep -q 'state UP'; do sleep 0.01; done`

/** An /etc that only this page changes. */
const ETC = `mount -t tmpfs none /mnt; mkdir /mnt/etc; cp -a /etc/. /mnt/etc 2>/mnt/unreadable || test -s /mnt/unreadable
  mount --bind /mnt/etc /etc`

/** A machine with one link and a default route. */
const MACHINE = `ip link set lo up; ip link add eth0 address 02:00:5e:00:53:02 type veth peer name eth1; ip link set eth1 up
  ip link set eth0 up; ip address add 203.0.113.2/24 dev eth0; ip route add default via 203.0.113.1 metric 100`

/** A link in the place of a VPN's, and an address of another gateway. */
const VPN = `${OUTSIDE}
  ip address add 203.0.113.7/24 dev wan
  ip link add wg0 type veth peer name wg1; ip link set wg1 up; ip link set wg0 up; ip address add 10.8.0.2/24 dev wg0`

if (inSandbox(t, import.meta.url)) {
  await t.test('first steps', (t) => testGuide(t, 'docs/guides/first-steps.md', { before: MACHINE }))
  await t.test('containers', (t) => testGuide(t, 'docs/guides/containers.md', { before: `${OUTSIDE}\n${ETC}` }))
  await t.test('watching', (t) =>
    testGuide(t, 'docs/guides/watching.md', { before: OUTSIDE, lines: { 'A table that stays current': 1 } }),
  )
  await t.test('namespaces', (t) => testGuide(t, 'docs/guides/namespaces.md'))
  await t.test('firewall', (t) => testGuide(t, 'docs/guides/firewall.md'))
  await t.test('policy routing', (t) => testGuide(t, 'docs/guides/policy-routing.md', { before: VPN }))
  await t.test('raw', (t) => testGuide(t, 'docs/guides/raw.md', { before: 'ip link set lo up' }))
  await t.test('testing', (t) => testGuide(t, 'docs/guides/testing.md'))
  await t.test('remote', (t) => testGuide(t, 'docs/remote.md', { relay: bundled('relay') }))
}
