/** Tunnels over IPv4 and IPv6: GRE, ERSPAN, IP in IP, VTI, geneve, vxlan. */
import type { Rtnl } from '../../../src/index.ts'
import type { Step } from '../../kernel/twins.ts'

type Adding = (rtnl: Rtnl) => Promise<unknown>
const add =
  (kind: string, name: string, data: object, on?: string): Adding =>
  (rtnl) =>
    rtnl.links.add({ kind, name, data, link: on })
const change =
  (kind: string, name: string, data: object): Adding =>
  (rtnl) =>
    rtnl.links.change(name, { kind, data })

const V4 = { local: '192.0.2.1', remote: '192.0.2.2' }
const V6 = { local: '2001:db8::1', remote: '2001:db8::2' }
const BOTH4 = 'local 192.0.2.1 remote 192.0.2.2'
const BOTH6 = 'local 2001:db8::1 remote 2001:db8::2'
const KEY_SEQ = { iflags: ['key', 'seq'], oflags: ['key', 'seq'] }

const GRE: readonly Step[] = [
  [
    `ip link add gre1 type gre ${BOTH4} ttl 65 tos inherit ikey 1.2.3.4 okey 55 icsum oseq dev d0 fwmark 0x133`,
    add(
      'gre',
      'gre1',
      {
        ...V4,
        ttl: 65,
        tos: 1,
        iflags: ['key', 'csum'],
        oflags: ['key', 'seq'],
        ikey: 0x01020304,
        okey: 55,
        fwmark: 0x133,
      },
      'd0',
    ),
  ],
  ['ip link add gre2 type gre external', add('gre', 'gre2', { collectMetadata: true })],
  [
    'ip link add gre3 type gre local 192.0.2.1 remote 239.1.2.3 tos 0x12 nopmtudisc ignore-df',
    // iproute2 uses the group as the key if none is given; we do not
    add('gre', 'gre3', {
      ...{ local: '192.0.2.1', remote: '239.1.2.3', tos: 0x12, pmtudisc: false, ignoreDf: true },
      ...{ iflags: ['key'], oflags: ['key'], ikey: 0xef010203, okey: 0xef010203 },
    }),
  ],
  [
    `ip link add gt1 type gretap ${BOTH4} key 9 tos 0x10`,
    add('gretap', 'gt1', { ...V4, iflags: ['key'], oflags: ['key'], ikey: 9, okey: 9, tos: 16 }),
  ],
  [
    `ip link add er0 type erspan seq key 102 ${BOTH4} erspan_ver 0`,
    add('erspan', 'er0', { ...V4, ...KEY_SEQ, ikey: 102, okey: 102, erspanVer: 0 }),
  ],
  [
    `ip link add er1 type erspan seq key 100 ${BOTH4} erspan_ver 1 erspan 123`,
    add('erspan', 'er1', { ...V4, ...KEY_SEQ, ikey: 100, okey: 100, erspanVer: 1, erspanIndex: 123 }),
  ],
  [
    `ip link add er2 type erspan seq key 101 ${BOTH4} erspan_ver 2 erspan_dir egress erspan_hwid 7`,
    add('erspan', 'er2', { ...V4, ...KEY_SEQ, ikey: 101, okey: 101, erspanVer: 2, erspanDir: 'egress', erspanHwid: 7 }),
  ],
  [
    `ip link add g61 type ip6gre ${BOTH6} hoplimit 33 tclass 0x12 flowlabel 0x45678 encaplimit 5 key 7 fwmark 0x144 dev d0`,
    add(
      'ip6gre',
      'g61',
      {
        ...V6,
        ttl: 33,
        flowinfo: 0x01245678,
        encapLimit: 5,
        ...{ iflags: ['key'], oflags: ['key'], ikey: 7, okey: 7 },
        fwmark: 0x144,
      },
      'd0',
    ),
  ],
  [
    `ip link add g62 type ip6gre ${BOTH6} encaplimit none tclass inherit flowlabel inherit dscp inherit fwmark inherit allow-localremote`,
    add('ip6gre', 'g62', {
      ...V6,
      ttl: 64,
      flags: [
        ...['ign-encap-limit', 'use-orig-tclass', 'use-orig-flowlabel', 'rcv-dscp-copy', 'use-orig-fwmark'],
        'allow-local-remote',
      ],
    }),
  ],
  [
    `ip link add g6t type ip6gretap ${BOTH6} ikey 3 okey 4 icsum iseq`,
    add('ip6gretap', 'g6t', {
      ...V6,
      ...{ ttl: 64, encapLimit: 4 },
      ...{ iflags: ['key', 'csum', 'seq'], oflags: ['key'], ikey: 3, okey: 4 },
    }),
  ],
  ['ip link add g6x type ip6gretap external', add('ip6gretap', 'g6x', { collectMetadata: true })],
  [
    `ip link add g6e type ip6erspan seq key 104 ${BOTH6} erspan_ver 2 erspan_dir ingress erspan_hwid 0x1d`,
    add('ip6erspan', 'g6e', {
      ...V6,
      ...{ ttl: 64, encapLimit: 4, ...KEY_SEQ, ikey: 104, okey: 104 },
      ...{ erspanVer: 2, erspanDir: 'ingress', erspanHwid: 0x1d },
    }),
  ],
  [
    `ip link add g6f type ip6erspan seq key 105 ${BOTH6} erspan_ver 1 erspan 77`,
    add('ip6erspan', 'g6f', {
      ...V6,
      ...{ ttl: 64, encapLimit: 4, ...KEY_SEQ, ikey: 105, okey: 105 },
      ...{ erspanVer: 1, erspanIndex: 77 },
    }),
  ],
]

const IP: readonly Step[] = [
  [
    `ip link add ipip1 type ipip ${BOTH4} ttl 5 tos 0x8 mode any dev d0 fwmark 0x105`,
    add('ipip', 'ipip1', { ...V4, ttl: 5, tos: 8, proto: 'any', fwmark: 0x105 }, 'd0'),
  ],
  [
    'ip link add ipip2 type ipip local 192.0.2.1 remote 192.0.2.8 mode mplsip nopmtudisc',
    add('ipip', 'ipip2', { local: '192.0.2.1', remote: '192.0.2.8', proto: 'mplsip', pmtudisc: false }),
  ],
  ['ip link add ipip3 type ipip external', add('ipip', 'ipip3', { collectMetadata: true, proto: 'any' })],
  [
    'ip link add sit1 type sit local 192.0.2.1 remote any mode ip6ip isatap ttl 9',
    add('sit', 'sit1', { local: '192.0.2.1', proto: 'ip6ip', flags: ['isatap'], ttl: 9 }),
  ],
  [
    'ip link add sit2 type sit local 192.0.2.2 remote any ttl 65',
    // `any` is iproute2's default mode; ours is the kernel's, `ip6ip`
    add('sit', 'sit2', { local: '192.0.2.2', ttl: 65, proto: 'any' }),
  ],
  [
    `ip link add i61 type ip6tnl ${BOTH6} mode ipip6 hoplimit 9 tclass 0x20 flowlabel 0x777 encaplimit 3 dev d0`,
    add('ip6tnl', 'i61', { ...V6, proto: 'ipip6', ttl: 9, flowinfo: 0x02000777, encapLimit: 3 }, 'd0'),
  ],
  [
    'ip link add i62 type ip6tnl local 2001:db8::1 remote 2001:db8::8 mode any encaplimit none dscp inherit allow-localremote fwmark 0x108',
    add('ip6tnl', 'i62', {
      ...{ local: '2001:db8::1', remote: '2001:db8::8', proto: 'any', ttl: 64, fwmark: 0x108 },
      flags: ['ign-encap-limit', 'rcv-dscp-copy', 'allow-local-remote'],
    }),
  ],
  ['ip link add i63 type ip6tnl external', add('ip6tnl', 'i63', { collectMetadata: true })],
  [
    'ip link add vti1 type vti local 192.0.2.1 remote 192.0.2.9 ikey 5 okey 6 fwmark 0x109 dev d0',
    add('vti', 'vti1', { local: '192.0.2.1', remote: '192.0.2.9', ikey: 5, okey: 6, fwmark: 0x109 }, 'd0'),
  ],
  [
    'ip link add vt61 type vti6 local 2001:db8::1 remote 2001:db8::9 key 8 dev d0 fwmark 0x10a',
    add('vti6', 'vt61', { local: '2001:db8::1', remote: '2001:db8::9', ikey: 8, okey: 8, fwmark: 0x10a }, 'd0'),
  ],
]

const UDP: readonly Step[] = [
  [
    'ip link add gnv0 type geneve id 7788 remote 192.0.2.9 ttl 9 tos 4 dstport 6082 df set noudpcsum',
    add('geneve', 'gnv0', {
      ...{ id: 7788, remote: '192.0.2.9', ttl: 9, tos: 4, port: 6082, df: 'set', udpCsum: false },
    }),
  ],
  [
    'ip link add gnv6 type geneve id 78 remote 2001:db8::9 ttl inherit tos inherit flowlabel 0x12345 udp6zerocsumtx udp6zerocsumrx innerprotoinherit',
    add('geneve', 'gnv6', {
      ...{ id: 78, remote6: '2001:db8::9', ttlInherit: true, tos: 1, label: 0x12345 },
      ...{ udpZeroCsum6Tx: true, udpZeroCsum6Rx: true, innerProtoInherit: true },
    }),
  ],
  ['ip link add gnve type geneve external dstport 6083', add('geneve', 'gnve', { collectMetadata: true, port: 6083 })],
  [
    'ip link add vxl0 type vxlan external vnifilter dstport 4790',
    add('vxlan', 'vxl0', { collectMetadata: true, vnifilter: true, port: 4790, learning: false }),
  ],
  [
    'ip link add vxl1 type vxlan id 7789 group 239.1.2.3 dev d0 dstport 4791 nolocalbypass mcroute reserved_bits 0x0001020300000005',
    add(
      'vxlan',
      'vxl1',
      {
        ...{ id: 7789, group: '239.1.2.3', port: 4791, localbypass: false, mcRoute: true },
        reservedBits: { flags: 0x00010203, vni: 5 },
      },
      'd0',
    ),
  ],
  [
    'ip link add gnvl type geneve id 7791 remote 192.0.2.9 local 192.0.2.1 dstport 6084',
    add('geneve', 'gnvl', { id: 7791, remote: '192.0.2.9', local: '192.0.2.1', port: 6084 }),
  ],
]

/** Omitted options do not change. */
const CHANGES: readonly Step[] = [
  ['ip link set gre1 type gre ttl 66', change('gre', 'gre1', { ttl: 66 })],
  ['ip link set g61 type ip6gre hoplimit 34', change('ip6gre', 'g61', { ttl: 34 })],
  ['ip link set gt1 type gretap tos 0x14', change('gretap', 'gt1', { tos: 0x14 })],
  ['ip link set er2 type erspan erspan_hwid 9', change('erspan', 'er2', { erspanHwid: 9 })],
  ['ip link set g6e type ip6erspan erspan_dir egress', change('ip6erspan', 'g6e', { erspanDir: 'egress' })],
  ['ip link set ipip1 type ipip remote 192.0.2.22', change('ipip', 'ipip1', { remote: '192.0.2.22' })],
  ['ip link set sit2 type sit fwmark 0x10b', change('sit', 'sit2', { fwmark: 0x10b })],
  ['ip link set i61 type ip6tnl hoplimit 8', change('ip6tnl', 'i61', { ttl: 8 })],
  ['ip link set vti1 type vti okey 1.2.3.4', change('vti', 'vti1', { okey: 0x01020304 })],
  ['ip link set vt61 type vti6 fwmark 0x10c', change('vti6', 'vt61', { fwmark: 0x10c })],
  ['ip link set gnv0 type geneve id 7788 remote 192.0.2.9 ttl 8', change('geneve', 'gnv0', { ttl: 8 })],
]

export const TUNNELS: readonly Step[] = [...GRE, ...IP, ...UDP, ...CHANGES]
