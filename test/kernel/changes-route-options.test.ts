/** Less common options of addresses, routes, rules and neighbours, compared with the same changes by iproute2. */
import t from 'tap'
import { Rtnl } from '../../src/index.ts'
import { inNamespace } from './namespace.ts'
import type { Step } from './twins.ts'
import { Twins } from './twins.ts'

const SCENE = `
  ip link add v0 address 02:00:00:00:01:00 type veth peer name v1 address 02:00:00:00:01:01
  for dev in lo v0 v1; do ip link set $dev up; done
  ip addr add 192.0.2.1/24 dev v0
  ip addr add 2001:db8::1/64 dev v0 nodad
  ip nexthop add id 5 via 192.0.2.9 dev v0
`

const ADDRESSES: readonly Step[] = [
  [
    'ip addr add 239.1.2.3/32 dev v0 autojoin',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '239.1.2.3/32', flags: ['autojoin'] }),
  ],
  [
    'ip addr add 10.1.0.1/24 dev v0 scope 42',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '10.1.0.1/24', scope: 42 }),
  ],
  [
    'ip addr add 10.2.0.1/24 dev v0 scope host',
    (rtnl) => rtnl.addresses.add({ dev: 'v0', address: '10.2.0.1/24', scope: 'host' }),
  ],
  [
    'ip addr add 2001:db8:7::1/64 dev v0 nodad noprefixroute metric 55',
    (rtnl) =>
      rtnl.addresses.add({ dev: 'v0', address: '2001:db8:7::1/64', flags: ['nodad', 'noprefixroute'], metric: 55 }),
  ],
  [
    'ip addr change 2001:db8:7::1/64 dev v0 nodad metric 56 valid_lft 9000 preferred_lft 8000',
    (rtnl) =>
      rtnl.addresses.change({
        dev: 'v0',
        address: '2001:db8:7::1/64',
        flags: ['nodad'],
        metric: 56,
        valid: 9000,
        preferred: 8000,
      }),
  ],
]

const LOCKS = ['advmss', 'window', 'rtt', 'rttvar', 'ssthresh', 'cwnd', 'hoplimit', 'reordering'] as const

const ROUTES: readonly Step[] = [
  [
    'ip route add 10.4.0.0/16 dev v0 rtt 80ms rttvar 40ms ssthresh 30 cwnd 20 reordering 5 initrwnd 14 features ecn fastopen_no_cookie 1',
    (rtnl) =>
      rtnl.routes.add({
        dst: '10.4.0.0/16',
        dev: 'v0',
        metrics: {
          rtt: 640,
          rttvar: 160,
          ssthresh: 30,
          cwnd: 20,
          reordering: 5,
          initrwnd: 14,
          features: ['ecn'],
          fastopenNoCookie: 1,
        },
      }),
  ],
  [
    'ip route add 10.5.0.0/16 dev v0 advmss lock 1300 window lock 2000 rtt lock 80ms rttvar lock 40ms ssthresh lock 30 cwnd lock 20 hoplimit lock 9 reordering lock 5 rto_min 250ms',
    (rtnl) =>
      rtnl.routes.add({
        dst: '10.5.0.0/16',
        dev: 'v0',
        metrics: {
          lock: LOCKS,
          ...{ advmss: 1300, window: 2000, rtt: 640, rttvar: 160, ssthresh: 30, cwnd: 20, hoplimit: 9, reordering: 5 },
          rtoMin: 250,
        },
      }),
  ],
  ['ip route add 10.6.0.0/16 nhid 5', (rtnl) => rtnl.routes.add({ dst: '10.6.0.0/16', nhId: 5 })],
  ['ip route add 10.7.0.0/16 dev v0 scope 77', (rtnl) => rtnl.routes.add({ dst: '10.7.0.0/16', dev: 'v0', scope: 77 })],
  [
    'ip route add 10.9.0.0/16 encap ip id 7 dst 192.0.2.9 src 192.0.2.1 tos 4 ttl 9 dev v0',
    (rtnl) =>
      rtnl.routes.add({
        dst: '10.9.0.0/16',
        dev: 'v0',
        encapType: 'ip',
        encap: { id: '0x7', dst: '192.0.2.9', src: '192.0.2.1', tos: 4, ttl: 9 },
      }),
  ],
  [
    'ip route add 10.10.0.0/16 nexthop via 192.0.2.4 dev v0 encap ip6 id 8 dst 2001:db8::9 hoplimit 7 weight 2 nexthop via 192.0.2.5 dev v0',
    (rtnl) =>
      rtnl.routes.add({
        dst: '10.10.0.0/16',
        multipath: [
          {
            gateway: '192.0.2.4',
            dev: 'v0',
            weight: 2,
            encapType: 'ip6',
            encap: { id: '0x8', dst: '2001:db8::9', hoplimit: 7 },
          },
          { gateway: '192.0.2.5', dev: 'v0' },
        ],
      }),
  ],
]

const ROUTES6: readonly Step[] = [
  [
    'ip route add 2001:db8:b::/48 dev v0 mtu lock 1300 advmss 1200 hoplimit 9 pref low',
    (rtnl) =>
      rtnl.routes.add({
        dst: '2001:db8:b::/48',
        dev: 'v0',
        pref: 'low',
        metrics: { lock: ['mtu'], mtu: 1300, advmss: 1200, hoplimit: 9 },
      }),
  ],
  [
    'ip route add 2001:db8:c::/48 encap seg6 mode encap segs 2001:db8::a,2001:db8::b dev v0',
    (rtnl) =>
      rtnl.routes.add({
        dst: '2001:db8:c::/48',
        dev: 'v0',
        encapType: 'seg6',
        encap: {
          srh: {
            mode: 'encap',
            ...{ hdrlen: 4, type: 4, segmentsLeft: 1, firstSegment: 1 },
            // the last one to be iterated is first
            segments: ['2001:db8::b', '2001:db8::a'],
          },
        },
      }),
  ],
  [
    'ip -6 route add 2001:db8:10::1 encap seg6local action End.X nh6 2001:db8::9 count dev v0',
    (rtnl) =>
      rtnl.routes.add({
        ...{ dst: '2001:db8:10::1', dev: 'v0', encapType: 'seg6local' },
        encap: { action: 'End.X', nh6: '2001:db8::9', counters: { packets: 0, bytes: 0, errors: 0 } },
      }),
  ],
  [
    'ip -6 route add 2001:db8:10::2 encap seg6local action End.DT6 table 258 dev v0',
    (rtnl) =>
      rtnl.routes.add({
        ...{ dst: '2001:db8:10::2', dev: 'v0', encapType: 'seg6local' },
        encap: { action: 'End.DT6', table: 258 },
      }),
  ],
  [
    'ip -6 route add 2001:db8:10::3 encap seg6local action End.B6.Encaps srh segs 2001:db8::a,2001:db8::b dev v0',
    (rtnl) =>
      rtnl.routes.add({
        ...{ dst: '2001:db8:10::3', dev: 'v0', encapType: 'seg6local' },
        encap: {
          action: 'End.B6.Encaps',
          srh: {
            ...{ hdrlen: 4, type: 4, segmentsLeft: 1, firstSegment: 1 },
            segments: ['2001:db8::b', '2001:db8::a'],
          },
        },
      }),
  ],
  [
    'ip -6 route add 2001:db8:10::4 encap seg6local action End flavors next-csid lblen 40 nflen 24 dev v0',
    (rtnl) =>
      rtnl.routes.add({
        ...{ dst: '2001:db8:10::4', dev: 'v0', encapType: 'seg6local' },
        encap: { action: 'End', flavors: { operation: ['next-csid'], lcblockBits: 40, lcnodeFnBits: 24 } },
      }),
  ],
  [
    'ip -6 route add 2001:db8:10::6 encap seg6local action End flavors psp dev v0',
    (rtnl) =>
      rtnl.routes.add({
        ...{ dst: '2001:db8:10::6', dev: 'v0', encapType: 'seg6local' },
        encap: { action: 'End', flavors: { operation: ['psp'] } },
      }),
  ],
  [
    'ip -6 route add 2001:db8:10::5 encap seg6 mode encap.red segs 2001:db8::c dev v0',
    (rtnl) =>
      rtnl.routes.add({
        ...{ dst: '2001:db8:10::5', dev: 'v0', encapType: 'seg6' },
        encap: {
          srh: {
            ...{ mode: 'encap.red', hdrlen: 2, type: 4, segmentsLeft: 0, firstSegment: 0 },
            segments: ['2001:db8::c'],
          },
        },
      }),
  ],
  ['ip -6 route add prohibit 2001:db8:d::/48', (rtnl) => rtnl.routes.add({ dst: '2001:db8:d::/48', type: 'prohibit' })],
  [
    'ip -6 route add local 2001:db8:e::1 dev lo',
    (rtnl) => rtnl.routes.add({ dst: '2001:db8:e::1', type: 'local', dev: 'lo' }),
  ],
  [
    'ip -6 route add anycast 2001:db8:f::1 dev v0',
    (rtnl) => rtnl.routes.add({ dst: '2001:db8:f::1', type: 'anycast', dev: 'v0' }),
  ],
]

const RULES: readonly Step[] = [
  [
    'ip rule add protocol boot pref 100 tun_id 7 table 9',
    (rtnl) => rtnl.rules.add({ priority: 100, tunId: '0x7', table: 9 }),
  ],
  [
    'ip rule add protocol boot pref 101 from 10.0.0.0/8 unreachable',
    (rtnl) => rtnl.rules.add({ priority: 101, src: '10.0.0.0/8', action: 'unreachable' }),
  ],
  [
    'ip rule add protocol boot pref 102 ipproto udp sport 53-54 dport 99 fwmark 0x10 oif v0 lookup local',
    (rtnl) =>
      rtnl.rules.add({
        priority: 102,
        ipProto: 'udp',
        sportRange: { start: 53, end: 54 },
        dportRange: { start: 99, end: 99 },
        fwmark: 16,
        oifname: 'v0',
        table: 'local',
      }),
  ],
  [
    'ip -6 rule add protocol boot pref 103 not from 2001:db8::/32 to 2001:db8:1::/48 tos 0x10 uidrange 5-6 suppress_prefixlength 3 table 70000',
    (rtnl) =>
      rtnl.rules.add({
        priority: 103,
        not: true,
        src: '2001:db8::/32',
        dst: '2001:db8:1::/48',
        tos: 16,
        uidRange: { start: 5, end: 6 },
        suppressPrefixlen: 3,
        table: 70000,
      }),
  ],
]

const NEIGHBOURS: readonly Step[] = [
  [
    'ip neigh add 192.0.2.30 lladdr 02:00:00:00:05:01 dev v0 nud stale router protocol 99',
    (rtnl) =>
      rtnl.neighbours.add({
        dev: 'v0',
        dst: '192.0.2.30',
        lladdr: '02:00:00:00:05:01',
        state: ['stale'],
        flags: ['router'],
        protocol: 'openr',
      }),
  ],
  [
    'ip neigh add proxy 2001:db8::40 dev v0 router protocol 5',
    (rtnl) => rtnl.neighbours.add({ dev: 'v0', dst: '2001:db8::40', proxy: true, flags: ['router'], protocol: 5 }),
  ],
]

if (inNamespace(t, import.meta.url)) {
  await using rtnl = await Rtnl.open()
  const twins = await Twins.make(rtnl)
  await twins.prepare(SCENE)
  await t.test('addresses', (t) => twins.same(t, ['addresses', 'routes', 'routes6'], ADDRESSES))
  await t.test('routes', (t) => twins.same(t, ['routes'], ROUTES))
  await t.test('routes of IPv6', (t) => twins.same(t, ['routes6'], ROUTES6))
  await t.test('rules', (t) => twins.same(t, ['rules', 'rules6'], RULES))
  await t.test('neighbours', (t) => twins.same(t, ['neighbours', 'proxies'], NEIGHBOURS))
}
