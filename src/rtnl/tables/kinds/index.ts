/**
 * The kinds of links (`ip link add type KIND`): what IFLA_INFO_DATA of IFLA_LINKINFO holds for each, and what
 * IFLA_INFO_SLAVE_DATA holds for a link enslaved to one. A kind's word is the kernel's `rtnl_link_ops.kind`.
 */
import type { Attributes } from '../../../netlink/codec/node.ts'
import { attributes } from '../../../netlink/codec/node.ts'
import { bond } from './bond.ts'
import { bondPort } from './bond-port.ts'
import { bridge } from './bridge.ts'
import { bridgePort } from './bridge-port.ts'
import { geneve } from './geneve.ts'
import { ipvlan } from './ipvlan.ts'
import { macvlan } from './macvlan.ts'
import type { Veth } from './veth.ts'
import { veth } from './veth.ts'
import { vlan } from './vlan.ts'
import { vrf, vrfPort } from './vrf.ts'
import { vxlan } from './vxlan.ts'

/** Kinds that have no attributes of their own. */
const plain = attributes('IFLA_', {})

/** IFLA_INFO_DATA by IFLA_INFO_KIND. */
export const linkKinds = {
  bond,
  bridge,
  dummy: plain,
  geneve,
  ifb: plain,
  ipvlan,
  ipvtap: ipvlan,
  lowpan: plain,
  macvlan,
  macvtap: macvlan,
  netdevsim: plain,
  nlmon: plain,
  team: plain,
  vcan: plain,
  /** Read when it is asked for: its peer is a link, whose table in turn holds this record. */
  get veth(): Attributes<Veth> {
    return veth
  },
  vlan,
  vrf,
  vsockmon: plain,
  vxlan,
  wireguard: plain,
}

/** IFLA_INFO_SLAVE_DATA by IFLA_INFO_SLAVE_KIND, the kind of the master. */
export const portKinds = {
  bond: bondPort,
  bridge: bridgePort,
  vrf: vrfPort,
}
