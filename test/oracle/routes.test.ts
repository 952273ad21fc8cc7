/** Routes and rules: what iproute2 prints of them and what we say are the same. */
import t from 'tap'
import type { RouteQuery } from '../../src/index.ts'
import { inNamespace } from '../kernel/namespace.ts'
import { agree } from './reading.ts'
import { decision, routes, rules } from './readings.ts'
import { build, buildAsRoot, withRtnl } from './scene.ts'

const LINKS = `
  ip link set lo up
  ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
  ip link set v0 up
  ip link set v1 up
  ip link add weak type veth peer name weak2
  ip link set weak up
  ip addr add 192.0.2.1/24 dev v0
  ip addr add 198.51.100.1/24 dev v1
  ip addr add 2001:db8::1/64 dev v0 nodad
  set net/ipv4/ip_forward 1
  ip nexthop add id 9 via 192.0.2.9 dev v0
`

const INET = `
  ip route add 10.9.0.0/16 via 192.0.2.254 dev v0 metric 100 mtu lock 1300 window 4000 rtt 100ms rttvar 50ms ssthresh 9 cwnd lock 10 advmss 1200 reordering 5 hoplimit 44 initcwnd 11 initrwnd 12 features ecn rto_min 300ms quickack 1 congctl cubic fastopen_no_cookie 1 src 192.0.2.1 realms 3/4
  ip route add 10.10.0.0/16 proto static nexthop via 192.0.2.253 dev v0 weight 3 nexthop via 198.18.0.9 dev v1 weight 5 onlink realms 6 nexthop via inet6 fe80::5 dev v1 weight 256
  ip route add 10.8.0.0/16 dev v0 realms 9
  ip route add table 1000 10.11.0.0/16 dev v1 scope link proto bgp
  ip route add table 200 10.12.0.0/16 dev v1 scope link proto 201 tos 0x10
  ip route add blackhole 10.13.0.0/16
  ip route add unreachable 10.14.0.0/16 metric 4294967295
  ip route add prohibit 10.15.0.0/16 table 99
  ip route add throw 10.16.0.0/16
  ip route add 10.17.0.0/16 via inet6 fe80::1 dev v0
  ip route add 10.18.0.0/16 nhid 9
  ip route add 10.20.0.0/16 encap seg6 mode encap segs 2001:db8::a,2001:db8::b dev v0
  ip route add broadcast 10.21.255.255 dev v0 table 500
  ip route add multicast 239.0.0.0/8 dev v0
  ip route add 10.22.0.0/16 dev weak scope 77
  ip route add 10.23.0.1 dev v0 table local proto ospf
  ip route add local 10.24.0.0/16 dev lo
  ip route add default via 192.0.2.254 onlink dev v0
`

const INET6 = `
  ip -6 route add 2001:db8:9::/48 via 2001:db8::fe dev v0 metric 77 mtu 1280 pref high expires 1000 hoplimit 9
  ip -6 route add 2001:db8:a::/48 proto ra nexthop via 2001:db8::fd dev v0 weight 2 nexthop via 2001:db8::fc dev v0 weight 4
  ip -6 route add 2001:db8:b::/48 from 2001:db8:c::/48 dev v0
  ip -6 route add 2001:db8:b::9 from 2001:db8:c::9 dev v0
  ip -6 route add unreachable 2001:db8:d::/48
  ip -6 route add blackhole default metric 4096 table 77
  ip -6 route add prohibit 2001:db8:d1::/48 table 70000
  ip -6 route add throw 2001:db8:d2::/48 pref low
  ip -6 route add local 2001:db8:d3::/48 dev lo
  ip -6 route add anycast 2001:db8:d4::1 dev v0
  ip -6 route add 2001:db8:d5::/48 dev v0 src 2001:db8::1
  ip -6 route add 2001:db8:e::/48 encap seg6 mode inline segs 2001:db8::a,2001:db8::b via 2001:db8::fe
  ip -6 route add 2001:db8:e1::/48 encap seg6 mode l2encap segs 2001:db8::a dev v0
  ip -6 route add 2001:db8:e2::/48 encap seg6 mode encap segs 2001:db8::a,2001:db8::b,2001:db8::c dev v0
  ip -6 route add 2001:db8:f0::/48 encap seg6local action End dev v0
  ip -6 route add 2001:db8:f1::/48 encap seg6local action End.DX6 nh6 2001:db8::f1 dev v0
  ip -6 route add 2001:db8:f2::/48 encap seg6local action End.DX4 nh4 192.0.2.200 dev v0
  ip -6 route add 2001:db8:f3::/48 encap seg6local action End.X nh6 2001:db8::f2 dev v0
  ip -6 route add 2001:db8:f4::/48 encap seg6local action End.T table 100 dev v0
  ip -6 route add 2001:db8:f5::/48 encap seg6local action End.DX2 oif v1 dev v0
  ip -6 route add 2001:db8:f6::/48 encap seg6local action End.B6 srh segs 2001:db8::a dev v0
  ip -6 route add 2001:db8:f7::/48 encap seg6local action End.B6.Encaps srh segs 2001:db8::a,2001:db8::b dev v0
  ip -6 route add default via fe80::1 dev v1 metric 5
`

const RULES = `
  ip rule add from 10.0.0.0/8 to 10.5.0.0/16 tos 0x10 fwmark 0x12/0xff iif v0 oif v1 pref 100 table 200 protocol bgp suppress_prefixlength 0
  ip rule add not from 10.1.0.0/16 ipproto tcp sport 100-200 dport 443 pref 101 table main realms 3/4
  ip rule add pref 102 suppress_ifgroup 44 table 1000
  ip rule add pref 103 goto 200
  ip rule add pref 104 fwmark 0/1 table 7
  ip rule add pref 200 blackhole
  ip rule add pref 201 unreachable iif lo
  ip rule add pref 202 prohibit iif nodev
  ip rule add pref 203 nop
  ip rule add pref 204 goto 9999
  ip rule add pref 206 tun_id 77 table 88
  ip rule add pref 207 ipproto udp dport 53 oif nodev2 table local
  ip rule add pref 208 ipproto 200 fwmark 7 table default
  ip rule add pref 209 from 10.3.3.3 suppress_prefixlength 24 table 70000
  ip rule add pref 210 ipproto sctp sport 7 dport 1000-1999 table 9
  ip rule add pref 4294967295 table 1
  ip -6 rule add from 2001:db8::/32 pref 300 table 100
  ip -6 rule add to 2001:db8::1 pref 301 table 100 ipproto ipv6-icmp
  ip -6 rule add not fwmark 0x80000000 sport 1-65534 pref 302 prohibit
`

const UIDS = `
  ip rule add pref 401 uidrange 1000-2000 table 7
  ip rule add pref 402 uidrange 5-5 table 1
`

/** Destinations, what else the kernel is told, and iproute2's words for it. */
const DECISIONS: readonly (readonly [string, RouteQuery?, string?])[] = [
  ['10.9.0.1'],
  ['10.9.0.1', { fibMatch: true }],
  ['10.10.9.9', { fibMatch: true }],
  ['10.17.9.9'],
  ['192.0.2.1'],
  ['192.0.2.255'],
  ['239.1.2.3'],
  ['10.9.0.1', { from: '198.51.100.1' }, ' from 198.51.100.1'],
  ['10.9.0.1', { from: '198.51.100.77', iif: 'v1' }, ' from 198.51.100.77 iif v1'],
  ['10.12.9.9', { mark: 0x33, dev: 'v1', uid: 4711 }, ' mark 0x33 oif v1 uid 4711'],
  ['10.11.0.1', { ipProto: 'tcp', sport: 999, dport: 443, tos: 0x10 }, ' ipproto tcp sport 999 dport 443 tos 0x10'],
  ['2001:db8:9::5'],
  ['2001:db8:9::5', { fibMatch: true }],
  ['2001:db8:b::5', { from: '2001:db8:c::5', fibMatch: true }, ' from 2001:db8:c::5'],
  ['2001:db8:9::5', { mark: 7, dev: 'v0', ipProto: 'udp', dport: 53 }, ' mark 7 oif v0 ipproto udp dport 53'],
  ['2001:db8::1'],
]

if (inNamespace(t, import.meta.url)) {
  build(LINKS + INET + INET6)
  await withRtnl(async (rtnl, io) => {
    await t.test(`${io}: routes`, async (t) => {
      await agree(t, rtnl, routes('inet'))
      await agree(t, rtnl, routes('inet6'))
      for (const [to, query, words] of DECISIONS) await agree(t, rtnl, decision(to, query, words))
    })
  })
  // After the decisions: these rules would have changed them.
  build(RULES)
  buildAsRoot(t, UIDS)
  await withRtnl(async (rtnl, io) => {
    await t.test(`${io}: rules`, async (t) => {
      await agree(t, rtnl, rules('inet'))
      await agree(t, rtnl, rules('inet6'))
    })
  })
}
