/** Refusals of the live kernel, and the messages of their errors. */
import t from 'tap'
import { KernelError, Rtnl } from '../../src/index.ts'
import { build } from '../oracle/scene.ts'
import { inNamespace } from './namespace.ts'

const SCENE = `
  ip link add v0 type veth peer name v1
  ip link add br0 type bridge
  ip link add vx0 type vxlan id 42 dstport 4789
  ip link set v0 up
  ip link set v1 up
  ip addr add 192.0.2.1/24 dev v0
  ip addr add 2001:db8::1/64 dev v0 nodad
  ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev v0
  ip rule add pref 100 table 9 protocol boot
`

/** The whole message, with the code in it. */
type Refusal = readonly [message: string, ours: (rtnl: Rtnl) => Promise<unknown>]

const LINKS: readonly Refusal[] = [
  ['RTM_NEWLINK v0: EEXIST: File exists', (rtnl) => rtnl.links.add({ name: 'v0', kind: 'bridge' })],
  ['RTM_NEWLINK x0: EOPNOTSUPP: Unknown device type', (rtnl) => rtnl.links.add({ name: 'x0', kind: 'nonesuch' })],
  [
    'RTM_NEWLINK x0: ERANGE: VXLAN ID must be lower than 16777216 (linkinfo.data.id)',
    (rtnl) => rtnl.links.add({ name: 'x0', kind: 'vxlan', data: { id: 0x1000000 } }),
  ],
  [
    'RTM_NEWLINK x0: EEXIST: A VXLAN device with the specified VNI already exists',
    (rtnl) => rtnl.links.add({ name: 'x0', kind: 'vxlan', data: { id: 42, port: 4789 } }),
  ],
  [
    'RTM_NEWLINK x0: EINVAL: Invalid argument',
    (rtnl) => rtnl.links.add({ name: 'x0', kind: 'macvlan', link: 'v0', data: { mode: 3 } }),
  ],
  ['RTM_GETLINK nope: ENODEV: No such device', (rtnl) => rtnl.links.change('nope', { up: true })],
  ['RTM_DELLINK 999: ENODEV: No such device', (rtnl) => rtnl.links.delete(999)],
  ['RTM_DELLINK lo: EOPNOTSUPP: Operation not supported', (rtnl) => rtnl.links.delete('lo')],
  ['RTM_NEWLINK v0: EINVAL: mtu less than device minimum', (rtnl) => rtnl.links.change('v0', { mtu: 20 })],
  ['RTM_NEWLINK v0: EINVAL: mtu greater than device maximum', (rtnl) => rtnl.links.change('v0', { mtu: 70000 })],
  [
    'RTM_NEWLINK br0: EADDRNOTAVAIL: Cannot assign requested address',
    (rtnl) => rtnl.links.change('br0', { address: '01:00:00:00:00:01' }),
  ],
  ['RTM_NEWLINK v0: EEXIST: File exists', (rtnl) => rtnl.links.change('v0', { name: 'v1' })],
  ['RTM_NEWLINKPROP v0: EEXIST: File exists', (rtnl) => rtnl.links.addAltname('v0', 'v1')],
  ['RTM_NEWLINK v0: EOPNOTSUPP: Operation not supported', (rtnl) => rtnl.links.change('v0', { master: 'v1' })],
  [
    'RTM_NEWLINK br0: ELOOP: Can not enslave a bridge to a bridge',
    (rtnl) => rtnl.links.change('br0', { master: 'br0' }),
  ],
  ['RTM_SETLINK v0: EOPNOTSUPP: Operation not supported', (rtnl) => rtnl.links.changePort('v0', { cost: 5 })],
  ['RTM_NEWLINK v0: ESRCH: No such process', (rtnl) => rtnl.links.change('v0', { netns: { pid: 0x7ffffff0 } })],
  [
    'RTM_NEWNSID nsid 5: ESRCH: Peer netns reference is invalid (pid)',
    (rtnl) => rtnl.nsids.set({ pid: 0x7ffffff0 }, 5),
  ],
]

const ADDRESSES: readonly Refusal[] = [
  [
    'RTM_NEWADDR 192.0.2.1/24 dev v0: EEXIST: ipv4: Address already assigned',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '192.0.2.1/24' }),
  ],
  [
    'RTM_NEWADDR 2001:db8::1/64 dev v0: EEXIST: ipv6: address already assigned',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '2001:db8::1/64' }),
  ],
  [
    'RTM_DELADDR 192.0.2.77/24 dev v0: EADDRNOTAVAIL: ipv4: Address not found',
    (rtnl) => rtnl.addresses.delete({ dev: 'v0', address: '192.0.2.77/24' }),
  ],
  [
    'RTM_NEWADDR 192.0.2.77/24 dev 999: ENODEV: ipv4: Device not found',
    (rtnl) => rtnl.addresses.add({ dev: 999, address: '192.0.2.77/24' }),
  ],
  [
    'RTM_NEWNEIGH 192.0.2.9 dev v0: EEXIST: File exists',
    (rtnl) => rtnl.neighbours.add({ dev: 'v0', dst: '192.0.2.9', lladdr: '02:00:00:00:00:09' }),
  ],
  [
    'RTM_NEWNEIGH 192.0.2.98 dev v0: EINVAL: Invalid link address',
    (rtnl) => rtnl.neighbours.add({ dev: 'v0', dst: '192.0.2.98', lladdr: '02:00' }),
  ],
  [
    'RTM_DELNEIGH 192.0.2.99 dev v0: ENOENT: No such file or directory',
    (rtnl) => rtnl.neighbours.delete({ dev: 'v0', dst: '192.0.2.99' }),
  ],
  [
    'RTM_DELNEIGH 02:00:00:00:00:55 dev vx0: ENOENT: No such file or directory',
    (rtnl) => rtnl.neighbours.delete({ family: 'bridge', dev: 'vx0', lladdr: '02:00:00:00:00:55' }),
  ],
]

const ROUTES: readonly Refusal[] = [
  [
    'RTM_NEWROUTE 10.0.0.0/8: ENETUNREACH: Nexthop has invalid gateway',
    (rtnl) => rtnl.routes.add({ dst: '10.0.0.0/8', gateway: '203.0.113.1' }),
  ],
  [
    'RTM_NEWROUTE 2001:db8:f::/48: EHOSTUNREACH: No route to host',
    (rtnl) => rtnl.routes.add({ dst: '2001:db8:f::/48', gateway: '2001:db8:9::1' }),
  ],
  [
    'RTM_NEWROUTE 10.0.0.0/8 dev br0: ENETDOWN: Device for nexthop is not up',
    (rtnl) => rtnl.routes.add({ dst: '10.0.0.0/8', dev: 'br0' }),
  ],
  [
    'RTM_NEWROUTE 10.0.0.0/8 dev v0: EINVAL: Invalid prefsrc address',
    (rtnl) => rtnl.routes.add({ dst: '10.0.0.0/8', dev: 'v0', prefsrc: '10.9.9.9' }),
  ],
  [
    'RTM_NEWROUTE 10.0.0.1/8 dev v0: EINVAL: Invalid prefix for given prefix length',
    (rtnl) => rtnl.routes.add({ dst: '10.0.0.1/8', dev: 'v0' }),
  ],
  [
    'RTM_NEWROUTE 10.0.0.0/8 dev v0: EINVAL: Unknown tcp congestion algorithm',
    (rtnl) => rtnl.routes.add({ dst: '10.0.0.0/8', dev: 'v0', metrics: { ccAlgo: 'nonesuch' } }),
  ],
  ['RTM_DELROUTE 10.99.0.0/16: ESRCH: No such process', (rtnl) => rtnl.routes.delete({ dst: '10.99.0.0/16' })],
  [
    'RTM_DELROUTE 10.99.0.0/16: ESRCH: FIB table does not exist',
    (rtnl) => rtnl.routes.delete({ dst: '10.99.0.0/16', table: 777 }),
  ],
  ['RTM_NEWRULE priority 100: EEXIST: File exists', (rtnl) => rtnl.rules.add({ priority: 100, table: 9 })],
  [
    'RTM_NEWRULE priority 300: EINVAL: Backward goto not supported',
    (rtnl) => rtnl.rules.add({ priority: 300, goto: 200 }),
  ],
  [
    'RTM_NEWRULE priority 300: EINVAL: Invalid uid range',
    (rtnl) => rtnl.rules.add({ priority: 300, uidRange: { start: 9, end: 1 } }),
  ],
  ['RTM_DELRULE priority 77: ENOENT: No such file or directory', (rtnl) => rtnl.rules.delete({ priority: 77 })],
]

if (inNamespace(t, import.meta.url)) {
  build(SCENE)
  await using rtnl = await Rtnl.open()
  for (const [topic, refusals] of Object.entries({ links: LINKS, addresses: ADDRESSES, routes: ROUTES })) {
    await t.test(topic, async (t) => {
      for (const [message, ours] of refusals) {
        const code = / (E[A-Z]+): /.exec(message)?.[1]
        await t.rejects(ours(rtnl), { constructor: KernelError, name: 'KernelError', code, message }, message)
      }
    })
  }
}
