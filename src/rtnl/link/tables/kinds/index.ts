/**
 * The kinds of links (`ip link add type KIND`): the content of IFLA_INFO_DATA for a link of each kind, and of
 * IFLA_INFO_SLAVE_DATA for its ports. The name of a kind is the kernel's `rtnl_link_ops.kind`.
 */

import { attributes } from '../../../../netlink/codec/builders.ts'
import type { Message } from '../../../../netlink/codec/node.ts'
import { amt } from './amt.ts'
import { bareudp } from './bareudp.ts'
import { bond } from './bond.ts'
import { bondPort } from './bond-port.ts'
import { bridge } from './bridge.ts'
import { bridgePort } from './bridge-port.ts'
import { can } from './can.ts'
import { geneve } from './geneve.ts'
import { gre, ip6gre } from './gre.ts'
import { gtp } from './gtp.ts'
import { hsr } from './hsr.ts'
import { ipoib } from './ipoib.ts'
import { ip6tnl, iptun } from './iptun.ts'
import { ipvlan } from './ipvlan.ts'
import { macsec } from './macsec.ts'
import { macvlan } from './macvlan.ts'
import { netkit } from './netkit.ts'
import { rmnet } from './rmnet.ts'
import { batadv, caif, dsa, ovpn, ppp, wwan } from './small.ts'
import { tun } from './tun.ts'
import { veth } from './veth.ts'
import { vlan } from './vlan.ts'
import { vrf, vrfPort } from './vrf.ts'
import { vti, vti6 } from './vti.ts'
import { vxcan } from './vxcan.ts'
import { vxlan } from './vxlan.ts'
import { xfrm } from './xfrm.ts'

/** Kinds that have no attributes of their own. */
const plain = attributes('IFLA_', {})

/**
 * IFLA_INFO_DATA by IFLA_INFO_KIND. `peer` is the message of the other end of a pair (veth, vxcan, netkit): a link, whose
 * table contains these kinds again. It is a parameter so that this module does not import the table that imports it.
 */
export const linkKindsOf = <P>(peer: Message<P>) => ({
  amt,
  bareudp,
  batadv,
  bond,
  bridge,
  caif,
  can,
  dsa,
  dummy: plain,
  erspan: gre,
  geneve,
  gre,
  gretap: gre,
  gtp,
  hsr,
  ifb: plain,
  ip6erspan: ip6gre,
  ip6gre,
  ip6gretap: ip6gre,
  ip6tnl,
  ipip: iptun,
  ipoib,
  ipvlan,
  ipvtap: ipvlan,
  lowpan: plain,
  macsec,
  macvlan,
  macvtap: macvlan,
  netdevsim: plain,
  netkit: netkit(peer),
  nlmon: plain,
  openvswitch: plain,
  ovpn,
  pfcp: plain,
  ppp,
  rmnet,
  sit: iptun,
  team: plain,
  tun,
  vcan: plain,
  veth: veth(peer),
  virt_wifi: plain,
  vlan,
  vrf,
  vsockmon: plain,
  vti,
  vti6,
  vxcan: vxcan(peer),
  vxlan,
  wireguard: plain,
  wwan,
  xfrm,
})

/** IFLA_INFO_SLAVE_DATA by IFLA_INFO_SLAVE_KIND, the kind of the master. */
export const portKinds = {
  bond: bondPort,
  bridge: bridgePort,
  vrf: vrfPort,
}

/** Options of ports, by the IFLA_INFO_KIND that iproute2 sends with them: `ip link set dev eth0 type bridge_slave`. */
export const portRequestKinds = {
  bond_slave: bondPort,
  bridge_slave: bridgePort,
  vrf_slave: vrfPort,
}
