/** Routes with labels and tunnels, through nexthop objects and in VRFs; rules of VRFs; neighbours. */
import type { Rtnl } from '../../../src/index.ts'
import type { Step } from '../../kernel/twins.ts'
import { indexOf } from './changes-links.ts'

export const ROUTES_SCENE = `
  ip link add vrf1 up type vrf table 70002
  ip link add r0 master vrf1 up type dummy
  ip addr add 198.51.100.1/24 dev r0
  ip addr add 2001:db8:51::1/64 dev r0 nodad
  modprobe -a mpls_router mpls_iptunnel ila
  echo 1000 >/proc/sys/net/mpls/platform_labels
  echo 1 >/proc/sys/net/mpls/conf/d0/input
  ip nexthop add id 21 encap mpls 17/18 via 192.0.2.253 dev d0
  ip nexthop add id 22 via 192.0.2.252 dev d0
  ip nexthop add id 23 group 21,3/22,5
  ip nexthop add id 24 via 2001:db8::24 dev d0
  ip nexthop add id 25 blackhole
  ip nexthop add id 26 via 192.0.2.251 dev d0 onlink
`

export const ROUTES: readonly Step[] = [
  [
    'ip route add 10.19.0.0/16 encap mpls 100/200 ttl 9 via 192.0.2.254 dev d0',
    (rtnl) =>
      rtnl.routes.add({
        ...{ dst: '10.19.0.0/16', gateway: '192.0.2.254', dev: 'd0' },
        ...{ encapType: 'mpls', encap: { dst: '100/200', ttl: 9 } },
      }),
  ],
  [
    'ip route add 10.20.0.0/16 nexthop encap mpls 16 via 192.0.2.253 dev d0 weight 2 nexthop encap mpls 17/18 ttl 7 via 192.0.2.252 dev d0',
    (rtnl) =>
      rtnl.routes.add({
        dst: '10.20.0.0/16',
        multipath: [
          { gateway: '192.0.2.253', dev: 'd0', weight: 2, encapType: 'mpls', encap: { dst: '16' } },
          { gateway: '192.0.2.252', dev: 'd0', encapType: 'mpls', encap: { dst: '17/18', ttl: 7 } },
        ],
      }),
  ],
  [
    'ip route add 10.21.0.0/16 encap ip id 258 src 192.0.2.1 dst 192.0.2.9 tos 4 ttl 9 key csum dev d0',
    (rtnl) =>
      rtnl.routes.add({
        ...{ dst: '10.21.0.0/16', dev: 'd0', encapType: 'ip' },
        encap: { id: '0x102', src: '192.0.2.1', dst: '192.0.2.9', tos: 4, ttl: 9, flags: ['key', 'csum'] },
      }),
  ],
  [
    'ip route add 10.22.0.0/16 encap ip6 id 259 src 2001:db8::1 dst 2001:db8::9 tc 4 hoplimit 9 seq dev d0',
    (rtnl) =>
      rtnl.routes.add({
        ...{ dst: '10.22.0.0/16', dev: 'd0', encapType: 'ip6' },
        encap: { id: '0x103', src: '2001:db8::1', dst: '2001:db8::9', tc: 4, hoplimit: 9, flags: ['seq'] },
      }),
  ],
  ['ip route add 10.23.0.0/16 nhid 21', (rtnl) => rtnl.routes.add({ dst: '10.23.0.0/16', nhId: 21 })],
  [
    'ip route add 10.24.0.0/16 nhid 23 metric 258 proto static',
    (rtnl) => rtnl.routes.add({ dst: '10.24.0.0/16', nhId: 23, metric: 258, protocol: 'static' }),
  ],
  ['ip route replace 10.23.0.0/16 nhid 26', (rtnl) => rtnl.routes.replace({ dst: '10.23.0.0/16', nhId: 26 })],
  ['ip route add 10.25.0.0/16 nhid 25', (rtnl) => rtnl.routes.add({ dst: '10.25.0.0/16', nhId: 25 })],
  [
    'ip route add 10.77.0.0/16 via 198.51.100.9 vrf vrf1',
    (rtnl) => rtnl.routes.add({ dst: '10.77.0.0/16', gateway: '198.51.100.9', table: 70002 }),
  ],
  [
    'ip route add vrf vrf1 unreachable default metric 4278198272',
    (rtnl) => rtnl.routes.add({ dst: 'default', type: 'unreachable', table: 70002, metric: 4278198272 }),
  ],
  ['ip route del 10.77.0.0/16 vrf vrf1', (rtnl) => rtnl.routes.delete({ dst: '10.77.0.0/16', table: 70002 })],
]

export const ROUTES6: readonly Step[] = [
  [
    'ip -6 route add 2001:db8:9::/48 encap mpls 300 via 2001:db8::fe dev d0',
    (rtnl) =>
      rtnl.routes.add({
        ...{ dst: '2001:db8:9::/48', gateway: '2001:db8::fe', dev: 'd0' },
        ...{ encapType: 'mpls', encap: { dst: '300' } },
      }),
  ],
  [
    'ip -6 route add 2001:db8:a:b:8:0:a:1/128 encap ila 2001:db8:1:2 csum-mode neutral-map ident-type luid hook-type output via 2001:db8::fd dev d0',
    (rtnl) =>
      rtnl.routes.add({
        ...{ dst: '2001:db8:a:b:8:0:a:1/128', gateway: '2001:db8::fd', dev: 'd0', encapType: 'ila' },
        encap: { locator: '0x20010db800010002', csumMode: 'neutral-map', identType: 'luid', hookType: 'output' },
      }),
  ],
  ['ip -6 route add 2001:db8:c::/48 nhid 24', (rtnl) => rtnl.routes.add({ dst: '2001:db8:c::/48', nhId: 24 })],
  [
    'ip -6 route add 2001:db8:d::/48 via 2001:db8:51::9 vrf vrf1',
    (rtnl) => rtnl.routes.add({ dst: '2001:db8:d::/48', gateway: '2001:db8:51::9', table: 70002 }),
  ],
]

const label = (dst: string): { family: 'mpls'; dst: string } => ({ family: 'mpls', dst })
export const LABELS: readonly Step[] = [
  [
    'ip -f mpls route add 100 as 200/300 via inet 192.0.2.254 dev d0',
    (rtnl) => rtnl.routes.add({ ...label('100'), newdst: '200/300', gateway: '192.0.2.254', dev: 'd0' }),
  ],
  ['ip -f mpls route add 101 dev d0', (rtnl) => rtnl.routes.add({ ...label('101'), dev: 'd0' })],
  [
    'ip -f mpls route add 102 nexthop as 103 via inet 192.0.2.254 dev d0 nexthop via inet 192.0.2.253 dev d0',
    (rtnl) =>
      rtnl.routes.add({
        ...label('102'),
        multipath: [
          { newdst: '103', gateway: '192.0.2.254', dev: 'd0' },
          { gateway: '192.0.2.253', dev: 'd0' },
        ],
      }),
  ],
  [
    'ip -f mpls route add 104 via inet6 2001:db8::fe dev d0 ttl-propagate enabled',
    (rtnl) => rtnl.routes.add({ ...label('104'), gateway: '2001:db8::fe', dev: 'd0', ttlPropagate: true }),
  ],
  [
    'ip -f mpls route replace 101 as 105 via inet 192.0.2.252 dev d0 proto static',
    (rtnl) =>
      rtnl.routes.replace({ ...label('101'), newdst: '105', gateway: '192.0.2.252', dev: 'd0', protocol: 'static' }),
  ],
  ['ip -f mpls route del 102', (rtnl) => rtnl.routes.delete(label('102'))],
]

export const RULES: readonly Step[] = [
  ['ip rule add protocol boot pref 900 l3mdev', (rtnl) => rtnl.rules.add({ priority: 900, l3mdev: true })],
  [
    'ip -6 rule add protocol static pref 901 from 2001:db8::/32 l3mdev',
    (rtnl) => rtnl.rules.add({ priority: 901, src: '2001:db8::/32', l3mdev: true, protocol: 'static' }),
  ],
  [
    'ip rule add protocol boot pref 902 iif vrf1 lookup 70002',
    (rtnl) => rtnl.rules.add({ priority: 902, iifname: 'vrf1', table: 70002 }),
  ],
  ['ip rule del pref 900 l3mdev', (rtnl) => rtnl.rules.delete({ priority: 900, l3mdev: true })],
]

export const NEIGHBOURS: readonly Step[] = [
  [
    'ip neigh add 192.0.2.46 lladdr 02:00:00:00:06:01 dev d0 extern_learn router protocol 17',
    (rtnl) =>
      rtnl.neighbours.add({
        ...{ dev: 'd0', dst: '192.0.2.46', lladdr: '02:00:00:00:06:01', protocol: 17 },
        flags: ['extern_learn', 'router'],
      }),
  ],
  [
    'ip neigh add 192.0.2.45 dev d0 managed',
    (rtnl) => rtnl.neighbours.add({ dev: 'd0', dst: '192.0.2.45', state: [], flagsExt: ['managed'] }),
  ],
  [
    'ip neigh replace 2001:db8:51::46 lladdr 02:00:00:00:06:02 dev r0 nud stale extern_learn',
    (rtnl) =>
      rtnl.neighbours.replace({
        ...{ dev: 'r0', dst: '2001:db8:51::46', lladdr: '02:00:00:00:06:02', state: ['stale'] },
        flags: ['extern_learn'],
      }),
  ],
  [
    'ip neigh del 192.0.2.46 dev d0',
    async (rtnl: Rtnl) => rtnl.neighbours.delete({ dev: await indexOf(rtnl, 'd0'), dst: '192.0.2.46' }),
  ],
]
