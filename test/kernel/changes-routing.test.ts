/** Changes of routes and rules, compared with the same changes by iproute2. */
import t from 'tap'
import { Rtnl } from '../../src/index.ts'
import { inNamespace } from './namespace.ts'
import type { Step } from './twins.ts'
import { Twins } from './twins.ts'

const SCENE = `
  ip link add v0 address 02:00:00:00:01:00 type veth peer name v1 address 02:00:00:00:01:01
  ip link add v2 address 02:00:00:00:01:02 type veth peer name v3 address 02:00:00:00:01:03
  for dev in lo v0 v1 v2 v3; do ip link set $dev up; done
  ip addr add 192.0.2.1/24 dev v0
  ip addr add 192.0.2.2/24 dev v0
  ip addr add 198.51.100.1/24 dev v2
  ip addr add 2001:db8::1/64 dev v0 nodad
  ip addr add 2001:db8:2::1/64 dev v2 nodad
`

const ROUTES: readonly Step[] = [
  ['ip route add default via 192.0.2.254', (rtnl) => rtnl.routes.add({ dst: 'default', gateway: '192.0.2.254' })],
  [
    'ip route add default via 192.0.2.253 dev v0 metric 100 proto static src 192.0.2.2',
    (rtnl) =>
      rtnl.routes.add({
        dst: 'default',
        gateway: '192.0.2.253',
        dev: 'v0',
        metric: 100,
        protocol: 'static',
        prefsrc: '192.0.2.2',
      }),
  ],
  ['ip route add 10.1.0.0/16 dev v0', (rtnl) => rtnl.routes.add({ dst: '10.1.0.0/16', dev: 'v0' })],
  ['ip route add 10.1.2.3 dev v0', (rtnl) => rtnl.routes.add({ dst: '10.1.2.3', dev: 'v0' })],
  [
    'ip route add 10.2.0.0/16 via 203.0.113.9 dev v0 onlink',
    (rtnl) => rtnl.routes.add({ dst: '10.2.0.0/16', gateway: '203.0.113.9', dev: 'v0', onlink: true }),
  ],
  [
    'ip route add 10.3.0.0/16 via inet6 2001:db8::9 dev v0',
    (rtnl) => rtnl.routes.add({ dst: '10.3.0.0/16', gateway: '2001:db8::9', dev: 'v0' }),
  ],
  [
    'ip route add 10.4.0.0/16 via 192.0.2.3 mtu 1400 advmss 1300 window 2000 initcwnd 20 hoplimit 9 rto_min 250ms quickack 1 congctl reno',
    (rtnl) =>
      rtnl.routes.add({
        dst: '10.4.0.0/16',
        gateway: '192.0.2.3',
        metrics: {
          mtu: 1400,
          advmss: 1300,
          window: 2000,
          initcwnd: 20,
          hoplimit: 9,
          rtoMin: 250,
          quickack: 1,
          ccAlgo: 'reno',
        },
      }),
  ],
  [
    'ip route add 10.5.0.0/16 dev v0 mtu lock 1350',
    (rtnl) => rtnl.routes.add({ dst: '10.5.0.0/16', dev: 'v0', metrics: { lock: ['mtu'], mtu: 1350 } }),
  ],
  [
    'ip route add 10.6.0.0/16 nexthop via 192.0.2.4 weight 3 nexthop dev v2 nexthop via 203.0.113.8 dev v2 onlink',
    (rtnl) =>
      rtnl.routes.add({
        dst: '10.6.0.0/16',
        multipath: [
          { gateway: '192.0.2.4', weight: 3 },
          { dev: 'v2' },
          { gateway: '203.0.113.8', dev: 'v2', onlink: true },
        ],
      }),
  ],
  [
    'ip route add 10.7.0.0/16 nexthop via inet6 2001:db8::7 dev v0 nexthop via 198.51.100.7 dev v2',
    (rtnl) =>
      rtnl.routes.add({
        dst: '10.7.0.0/16',
        multipath: [
          { gateway: '2001:db8::7', dev: 'v0' },
          { gateway: '198.51.100.7', dev: 'v2' },
        ],
      }),
  ],
  [
    'ip route add blackhole 10.13.0.0/16 table 70000 proto bgp',
    (rtnl) => rtnl.routes.add({ dst: '10.13.0.0/16', type: 'blackhole', table: 70000, protocol: 'bgp' }),
  ],
  ['ip route add unreachable 10.14.0.0/16', (rtnl) => rtnl.routes.add({ dst: '10.14.0.0/16', type: 'unreachable' })],
  [
    'ip route add prohibit 10.15.0.0/16 metric 7',
    (rtnl) => rtnl.routes.add({ dst: '10.15.0.0/16', type: 'prohibit', metric: 7 }),
  ],
  [
    'ip route add throw 10.16.0.0/16 table 9',
    (rtnl) => rtnl.routes.add({ dst: '10.16.0.0/16', type: 'throw', table: 9 }),
  ],
  ['ip route add local 10.17.0.1 dev lo', (rtnl) => rtnl.routes.add({ dst: '10.17.0.1', type: 'local', dev: 'lo' })],
  [
    'ip route add broadcast 10.18.0.255 dev v0',
    (rtnl) => rtnl.routes.add({ dst: '10.18.0.255', type: 'broadcast', dev: 'v0' }),
  ],
  [
    'ip route add multicast 239.0.0.0/8 dev v0',
    (rtnl) => rtnl.routes.add({ dst: '239.0.0.0/8', type: 'multicast', dev: 'v0' }),
  ],
  [
    'ip route add 10.19.0.0/16 dev v0 tos 0x10 realms 3/4',
    (rtnl) => rtnl.routes.add({ dst: '10.19.0.0/16', dev: 'v0', tos: 16, flow: (3 << 16) | 4 }),
  ],
  [
    'ip route append 10.1.0.0/16 via 192.0.2.5',
    (rtnl) => rtnl.routes.append({ dst: '10.1.0.0/16', gateway: '192.0.2.5' }),
  ],
  [
    'ip route replace 10.4.0.0/16 via 192.0.2.6',
    (rtnl) => rtnl.routes.replace({ dst: '10.4.0.0/16', gateway: '192.0.2.6' }),
  ],
  [
    'ip route replace 10.20.0.0/16 via 192.0.2.6',
    (rtnl) => rtnl.routes.replace({ dst: '10.20.0.0/16', gateway: '192.0.2.6' }),
  ],
  [
    'ip route change 10.20.0.0/16 via 192.0.2.7 mtu 1200',
    (rtnl) => rtnl.routes.change({ dst: '10.20.0.0/16', gateway: '192.0.2.7', metrics: { mtu: 1200 } }),
  ],
  ['ip route del 10.20.0.0/16', (rtnl) => rtnl.routes.delete({ dst: '10.20.0.0/16' })],
  ['ip route del 10.5.0.0/16', (rtnl) => rtnl.routes.delete({ dst: '10.5.0.0/16' })],
  ['ip route del 10.1.2.3 dev v0', (rtnl) => rtnl.routes.delete({ dst: '10.1.2.3', dev: 'v0' })],
  [
    'ip route del broadcast 10.18.0.255 table local',
    (rtnl) => rtnl.routes.delete({ dst: '10.18.0.255', type: 'broadcast', table: 'local' }),
  ],
  ['ip route del default metric 100', (rtnl) => rtnl.routes.delete({ dst: 'default', metric: 100 })],
  [
    'ip route del 10.1.0.0/16 via 192.0.2.5',
    (rtnl) => rtnl.routes.delete({ dst: '10.1.0.0/16', gateway: '192.0.2.5' }),
  ],
  [
    'ip route del blackhole 10.13.0.0/16 table 70000',
    (rtnl) => rtnl.routes.delete({ dst: '10.13.0.0/16', type: 'blackhole', table: 70000 }),
  ],
  [
    'ip route flush table main proto boot',
    (rtnl) => rtnl.routes.flush({ family: 'inet', table: 'main', protocol: 'boot' }),
  ],
  [
    'ip route add 10.30.0.0/16 dev v0; ip route add 10.31.0.0/16 via 192.0.2.9; ip route del 10.30.0.0/16',
    (rtnl) =>
      rtnl.batchAll(({ routes }) => {
        routes.add({ dst: '10.30.0.0/16', dev: 'v0' })
        routes.add({ dst: '10.31.0.0/16', gateway: '192.0.2.9' })
        routes.delete({ dst: '10.30.0.0/16' })
      }),
  ],
  ['ip route flush table 9', (rtnl) => rtnl.routes.flush({ family: 'inet', table: 9 })],
]

const ROUTES6: readonly Step[] = [
  [
    'ip -6 route add default via 2001:db8::fe dev v0 pref high metric 50',
    (rtnl) => rtnl.routes.add({ dst: 'default', gateway: '2001:db8::fe', dev: 'v0', pref: 'high', metric: 50 }),
  ],
  ['ip -6 route add default dev v2', (rtnl) => rtnl.routes.add({ dst: 'default', family: 'inet6', dev: 'v2' })],
  [
    'ip route add 2001:db8:a::/48 via 2001:db8::a expires 10000 src 2001:db8::1',
    (rtnl) =>
      rtnl.routes.add({ dst: '2001:db8:a::/48', gateway: '2001:db8::a', expires: 10000, prefsrc: '2001:db8::1' }),
  ],
  [
    'ip route add 2001:db8:b::/48 via fe80::b dev v0 onlink mtu 1300',
    (rtnl) =>
      rtnl.routes.add({
        dst: '2001:db8:b::/48',
        gateway: 'fe80::b',
        dev: 'v0',
        onlink: true,
        metrics: { mtu: 1300 },
      }),
  ],
  [
    'ip route add 2001:db8:c::/48 nexthop via 2001:db8::c weight 5 nexthop via 2001:db8:2::c dev v2',
    (rtnl) =>
      rtnl.routes.add({
        dst: '2001:db8:c::/48',
        multipath: [
          { gateway: '2001:db8::c', weight: 5 },
          { gateway: '2001:db8:2::c', dev: 'v2' },
        ],
      }),
  ],
  [
    'ip -6 route add unreachable 2001:db8:d::/48 table 300',
    (rtnl) => rtnl.routes.add({ dst: '2001:db8:d::/48', type: 'unreachable', table: 300 }),
  ],
  [
    'ip route append 2001:db8:a::/48 via 2001:db8:2::a',
    (rtnl) => rtnl.routes.append({ dst: '2001:db8:a::/48', gateway: '2001:db8:2::a' }),
  ],
  [
    'ip route replace 2001:db8:b::/48 via 2001:db8::b',
    (rtnl) => rtnl.routes.replace({ dst: '2001:db8:b::/48', gateway: '2001:db8::b' }),
  ],
  [
    'ip route change 2001:db8:b::/48 via 2001:db8:2::b',
    (rtnl) => rtnl.routes.change({ dst: '2001:db8:b::/48', gateway: '2001:db8:2::b' }),
  ],
  ['ip -6 route del default dev v2', (rtnl) => rtnl.routes.delete({ dst: 'default', family: 'inet6', dev: 'v2' })],
  [
    'ip route del 2001:db8:a::/48 via 2001:db8::a',
    (rtnl) => rtnl.routes.delete({ dst: '2001:db8:a::/48', gateway: '2001:db8::a' }),
  ],
  [
    'ip -6 route flush table main proto boot',
    (rtnl) => rtnl.routes.flush({ family: 'inet6', table: 'main', protocol: 'boot' }),
  ],
]

const RULES: readonly Step[] = [
  [
    'ip rule add from 10.0.0.0/8 to 192.0.2.0/24 fwmark 0x12/0xff pref 100 table 70000 protocol bgp',
    (rtnl) =>
      rtnl.rules.add({
        src: '10.0.0.0/8',
        dst: '192.0.2.0/24',
        fwmark: 0x12,
        fwmask: 0xff,
        priority: 100,
        table: 70000,
        protocol: 'bgp',
      }),
  ],
  [
    'ip rule add protocol boot iif v0 ipproto tcp sport 10 dport 100-200 pref 101 table 9',
    (rtnl) =>
      rtnl.rules.add({
        iifname: 'v0',
        ipProto: 'tcp',
        sportRange: { start: 10, end: 10 },
        dportRange: { start: 100, end: 200 },
        priority: 101,
        table: 9,
      }),
  ],
  [
    'ip rule add protocol boot oif v9 uidrange 0-99 pref 102',
    (rtnl) => rtnl.rules.add({ oifname: 'v9', uidRange: { start: 0, end: 99 }, priority: 102 }),
  ],
  [
    'ip rule add protocol boot table main suppress_prefixlength 0 suppress_ifgroup 5 pref 103',
    (rtnl) => rtnl.rules.add({ table: 'main', suppressPrefixlen: 0, suppressIfgroup: 5, priority: 103 }),
  ],
  [
    'ip rule add protocol boot not to 10.0.0.1 pref 104 goto 200',
    (rtnl) => rtnl.rules.add({ not: true, dst: '10.0.0.1', priority: 104, goto: 200 }),
  ],
  [
    'ip rule add protocol boot pref 200 tos 0x10 nop',
    (rtnl) => rtnl.rules.add({ priority: 200, tos: 16, action: 'nop' }),
  ],
  [
    'ip rule add protocol boot from 10.1.0.0/16 pref 105 prohibit',
    (rtnl) => rtnl.rules.add({ src: '10.1.0.0/16', priority: 105, action: 'prohibit' }),
  ],
  [
    'ip rule add protocol boot from 10.2.0.0/16 pref 106 table 9 realms 3/4',
    (rtnl) => rtnl.rules.add({ src: '10.2.0.0/16', priority: 106, table: 9, flow: (3 << 16) | 4 }),
  ],
  ['ip rule add protocol boot from 10.3.0.0/16 table 9', (rtnl) => rtnl.rules.add({ src: '10.3.0.0/16', table: 9 })],
  [
    'ip -6 rule add protocol boot from 2001:db8::/32 iif lo pref 107 table 300',
    (rtnl) => rtnl.rules.add({ src: '2001:db8::/32', iifname: 'lo', priority: 107, table: 300 }),
  ],
  [
    'ip -6 rule add protocol boot pref 108 blackhole',
    (rtnl) => rtnl.rules.add({ family: 'inet6', priority: 108, action: 'blackhole' }),
  ],
  ['ip rule del pref 100', (rtnl) => rtnl.rules.delete({ priority: 100 })],
  ['ip rule del from 10.3.0.0/16', (rtnl) => rtnl.rules.delete({ src: '10.3.0.0/16' })],
  ['ip rule del pref 104 goto 200', (rtnl) => rtnl.rules.delete({ priority: 104, goto: 200 })],
  ['ip rule del iif v0 table 9', (rtnl) => rtnl.rules.delete({ iifname: 'v0', table: 9 })],
  ['ip -6 rule del pref 107', (rtnl) => rtnl.rules.delete({ family: 'inet6', priority: 107 })],
]

if (inNamespace(t, import.meta.url)) {
  await using rtnl = await Rtnl.open()
  const twins = await Twins.make(rtnl)
  await twins.prepare(SCENE)
  await t.test('routes', (t) => twins.same(t, ['routes'], ROUTES))
  await t.test('routes of IPv6', (t) => twins.same(t, ['routes6'], ROUTES6))
  await t.test('rules', (t) => twins.same(t, ['rules', 'rules6'], RULES))
}
