/** A wrong key of `data` is a type error for every kind of link, in `links.add` and in batches. */
import type { Batch, LinkKind, Rtnl } from '../../src/index.ts'

type Calls = { readonly [K in LinkKind]: unknown }

export const added = (rtnl: Rtnl): Calls => ({
  // @ts-expect-error: no such option
  amt: rtnl.links.add({ kind: 'amt', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  bareudp: rtnl.links.add({ kind: 'bareudp', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  batadv: rtnl.links.add({ kind: 'batadv', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  bond: rtnl.links.add({ kind: 'bond', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  bridge: rtnl.links.add({ kind: 'bridge', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  caif: rtnl.links.add({ kind: 'caif', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  can: rtnl.links.add({ kind: 'can', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  dsa: rtnl.links.add({ kind: 'dsa', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  dummy: rtnl.links.add({ kind: 'dummy', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  erspan: rtnl.links.add({ kind: 'erspan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  geneve: rtnl.links.add({ kind: 'geneve', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  gre: rtnl.links.add({ kind: 'gre', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  gretap: rtnl.links.add({ kind: 'gretap', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  gtp: rtnl.links.add({ kind: 'gtp', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  hsr: rtnl.links.add({ kind: 'hsr', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ifb: rtnl.links.add({ kind: 'ifb', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ip6erspan: rtnl.links.add({ kind: 'ip6erspan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ip6gre: rtnl.links.add({ kind: 'ip6gre', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ip6gretap: rtnl.links.add({ kind: 'ip6gretap', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ip6tnl: rtnl.links.add({ kind: 'ip6tnl', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ipip: rtnl.links.add({ kind: 'ipip', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ipoib: rtnl.links.add({ kind: 'ipoib', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ipvlan: rtnl.links.add({ kind: 'ipvlan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ipvtap: rtnl.links.add({ kind: 'ipvtap', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  lowpan: rtnl.links.add({ kind: 'lowpan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  macsec: rtnl.links.add({ kind: 'macsec', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  macvlan: rtnl.links.add({ kind: 'macvlan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  macvtap: rtnl.links.add({ kind: 'macvtap', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  netdevsim: rtnl.links.add({ kind: 'netdevsim', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  netkit: rtnl.links.add({ kind: 'netkit', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  nlmon: rtnl.links.add({ kind: 'nlmon', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  openvswitch: rtnl.links.add({ kind: 'openvswitch', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ovpn: rtnl.links.add({ kind: 'ovpn', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  pfcp: rtnl.links.add({ kind: 'pfcp', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ppp: rtnl.links.add({ kind: 'ppp', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  rmnet: rtnl.links.add({ kind: 'rmnet', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  sit: rtnl.links.add({ kind: 'sit', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  team: rtnl.links.add({ kind: 'team', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  tun: rtnl.links.add({ kind: 'tun', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vcan: rtnl.links.add({ kind: 'vcan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  veth: rtnl.links.add({ kind: 'veth', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  virt_wifi: rtnl.links.add({ kind: 'virt_wifi', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vlan: rtnl.links.add({ kind: 'vlan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vrf: rtnl.links.add({ kind: 'vrf', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vsockmon: rtnl.links.add({ kind: 'vsockmon', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vti: rtnl.links.add({ kind: 'vti', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vti6: rtnl.links.add({ kind: 'vti6', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vxcan: rtnl.links.add({ kind: 'vxcan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vxlan: rtnl.links.add({ kind: 'vxlan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  wireguard: rtnl.links.add({ kind: 'wireguard', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  wwan: rtnl.links.add({ kind: 'wwan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  xfrm: rtnl.links.add({ kind: 'xfrm', data: { nosuch: 7 } }),
})

export const inBatch = ({ links }: Batch): Calls => ({
  // @ts-expect-error: no such option
  amt: links.add({ kind: 'amt', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  bareudp: links.add({ kind: 'bareudp', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  batadv: links.add({ kind: 'batadv', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  bond: links.add({ kind: 'bond', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  bridge: links.add({ kind: 'bridge', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  caif: links.add({ kind: 'caif', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  can: links.add({ kind: 'can', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  dsa: links.add({ kind: 'dsa', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  dummy: links.add({ kind: 'dummy', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  erspan: links.add({ kind: 'erspan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  geneve: links.add({ kind: 'geneve', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  gre: links.add({ kind: 'gre', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  gretap: links.add({ kind: 'gretap', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  gtp: links.add({ kind: 'gtp', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  hsr: links.add({ kind: 'hsr', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ifb: links.add({ kind: 'ifb', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ip6erspan: links.add({ kind: 'ip6erspan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ip6gre: links.add({ kind: 'ip6gre', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ip6gretap: links.add({ kind: 'ip6gretap', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ip6tnl: links.add({ kind: 'ip6tnl', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ipip: links.add({ kind: 'ipip', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ipoib: links.add({ kind: 'ipoib', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ipvlan: links.add({ kind: 'ipvlan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ipvtap: links.add({ kind: 'ipvtap', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  lowpan: links.add({ kind: 'lowpan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  macsec: links.add({ kind: 'macsec', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  macvlan: links.add({ kind: 'macvlan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  macvtap: links.add({ kind: 'macvtap', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  netdevsim: links.add({ kind: 'netdevsim', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  netkit: links.add({ kind: 'netkit', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  nlmon: links.add({ kind: 'nlmon', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  openvswitch: links.add({ kind: 'openvswitch', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ovpn: links.add({ kind: 'ovpn', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  pfcp: links.add({ kind: 'pfcp', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  ppp: links.add({ kind: 'ppp', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  rmnet: links.add({ kind: 'rmnet', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  sit: links.add({ kind: 'sit', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  team: links.add({ kind: 'team', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  tun: links.add({ kind: 'tun', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vcan: links.add({ kind: 'vcan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  veth: links.add({ kind: 'veth', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  virt_wifi: links.add({ kind: 'virt_wifi', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vlan: links.add({ kind: 'vlan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vrf: links.add({ kind: 'vrf', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vsockmon: links.add({ kind: 'vsockmon', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vti: links.add({ kind: 'vti', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vti6: links.add({ kind: 'vti6', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vxcan: links.add({ kind: 'vxcan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  vxlan: links.add({ kind: 'vxlan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  wireguard: links.add({ kind: 'wireguard', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  wwan: links.add({ kind: 'wwan', data: { nosuch: 7 } }),
  // @ts-expect-error: no such option
  xfrm: links.add({ kind: 'xfrm', data: { nosuch: 7 } }),
})

export const others = (rtnl: Rtnl): unknown => [
  rtnl.batch(({ links }) => links.add({ kind: 'vxlan', data: { id: 7 } })),
  rtnl.batchAll(({ links }) => links.add({ kind: 'module_of_its_own', data: { anything: 5 } })),
  // @ts-expect-error: no such option of vxlan
  rtnl.batch(({ links }) => links.add({ kind: 'vxlan', data: { idd: 7 } })),
  // @ts-expect-error: a value of another type
  rtnl.batchAll(({ links }) => links.add({ kind: 'vlan', data: { id: '7' } })),
  // @ts-expect-error: no such field of a link
  rtnl.batch(({ links }) => links.add({ kind: 'vlan', nam: 'v', data: { id: 7 } })),
  rtnl.links.change('v', { kind: 'vxlan', data: { ageing: 30 } }),
  rtnl.links.change('v', { data: { anything: 5 }, mtu: 1400 }),
  // @ts-expect-error: no such option of vxlan
  rtnl.links.change('v', { kind: 'vxlan', data: { agein: 30 } }),
  // @ts-expect-error: no such setting
  rtnl.links.change('v', { mtuu: 1400 }),
  // @ts-expect-error: no such option of vxlan
  rtnl.batch(({ links }) => links.change('v', { kind: 'vxlan', data: { agein: 30 } })),
  // @ts-expect-error: no such option of the request
  rtnl.links.add({ kind: 'vlan', data: { id: 7 } }, { ech: true }),
]
