/** Port settings: `linkinfo.info_slave_data` of `ip -details -json link`, and `bridge link`. */
import type { Link, Plain } from '../../../src/index.ts'
import type { BondPort } from '../../../src/rtnl/link/tables/kinds/bond-port.ts'
import type { BridgePort } from '../../../src/rtnl/link/tables/kinds/bridge-port.ts'
import type { VrfPort } from '../../../src/rtnl/link/tables/kinds/vrf.ts'
import type { BridgeId } from '../../../src/rtnl/tables/bridge-id.ts'
import { dev, type Field, hex, type Mapping, nest, seconds, sharp, upper, type World } from '../compare.ts'

/** iproute2 writes the bytes of these addresses without leading zeros. */
export const bridgeId = (id: BridgeId | undefined): string | undefined =>
  id && `${id.prio.toString(16).padStart(4, '0')}.${id.addr.replaceAll(/\b0(?=[0-9a-f])/g, '')}`

const common: Mapping<Plain<BridgePort>> = {
  state: 'state',
  priority: 'priority',
  cost: 'cost',
  hairpin: 'mode',
  guard: 'guard',
  root_block: 'protect',
  fastleave: 'fastLeave',
  learning: 'learning',
  flood: 'unicastFlood',
  mcast_flood: 'mcastFlood',
  bcast_flood: 'bcastFlood',
  mcast_to_unicast: 'mcastToUcast',
  neigh_suppress: 'neighSuppress',
  vlan_tunnel: 'vlanTunnel',
  isolated: 'isolated',
  locked: 'locked',
  backup_port: dev('backupPort'),
}

const bridgePort: Mapping<Plain<BridgePort>> = {
  ...common,
  id: hex('id'),
  no: hex('no'),
  designated_port: 'designatedPort',
  designated_cost: 'designatedCost',
  bridge_id: (port) => bridgeId(port.bridgeId),
  root_id: (port) => bridgeId(port.rootId),
  hold_timer: seconds('holdTimer'),
  message_age_timer: seconds('messageAgeTimer'),
  forward_delay_timer: seconds('forwardDelayTimer'),
  topology_change_ack: 'topologyChangeAck',
  config_pending: 'configPending',
  proxy_arp: 'proxyarp',
  proxy_arp_wifi: 'proxyarpWifi',
  multicast_router: 'multicastRouter',
  group_fwd_mask: (port) => sharp(port.groupFwdMask),
  group_fwd_mask_str: hex('groupFwdMask'),
}

const stateBits = {
  active: 1,
  short_timeout: 2,
  aggregating: 4,
  in_sync: 8,
  collecting: 16,
  distributing: 32,
  defaulted: 64,
  expired: 128,
} as const
const bits = (words: readonly (string | number)[] | undefined): number | undefined =>
  words?.reduce<number>((sum, word) => sum | (stateBits[word as keyof typeof stateBits] ?? Number(word)), 0)

const bondPort: Mapping<Plain<BondPort>> = {
  state: upper('state'),
  mii_status: upper('miiStatus'),
  link_failure_count: 'linkFailureCount',
  perm_hwaddr: 'permHwaddr',
  queue_id: 'queueId',
  prio: 'prio',
  ad_aggregator_id: 'adAggregatorId',
  ad_actor_oper_port_state: (port) => bits(port.adActorOperPortState),
  ad_actor_oper_port_state_str: 'adActorOperPortState',
  ad_partner_oper_port_state: (port) => bits(port.adPartnerOperPortState),
  ad_partner_oper_port_state_str: 'adPartnerOperPortState',
}

const vrfPort: Mapping<Plain<VrfPort>> = { table: 'table' }

/** By the kind of the master. */
export const ports: { readonly [kind: string]: Mapping<never> } = {
  bridge: bridgePort as Mapping<never>,
  bond: bondPort as Mapping<never>,
  vrf: vrfPort as Mapping<never>,
}

const port = ({ protinfo }: Link): Plain<BridgePort> => protinfo as Plain<BridgePort>
const ofPort =
  (field: Field<Plain<BridgePort>>) =>
  (link: Link, world: World): unknown =>
    typeof field === 'function' ? field(port(link), world) : port(link)[field as keyof Plain<BridgePort>]

/** `bridge -details -json link`: links of family `bridge`. */
export const bridgeLink = (flags: Field<Link>): Mapping<Link> => ({
  ifindex: 'index',
  ifname: 'name',
  link: dev('link'),
  flags,
  mtu: 'mtu',
  master: dev('master'),
  ...Object.fromEntries(Object.entries(common).map(([key, field]) => [key, ofPort(field)])),
  mcast_router: ofPort('multicastRouter'),
})

const vlanFlagWords = { pvid: 'PVID', untagged: 'Egress Untagged' } as const

interface VlanRange {
  readonly vid: number
  readonly end?: number | undefined
  readonly flags: readonly (string | number)[]
  readonly tunnel?: number | undefined
  readonly tunnelEnd?: number | undefined
}

/** Both ends of a range of VLANs in one object, as iproute2 prints them. */
const ranges = (vlans: readonly VlanRange[]): readonly VlanRange[] =>
  vlans.flatMap((vlan, i) => {
    if (vlan.flags.includes('range_end')) return []
    const end = vlan.flags.includes('range_begin') ? vlans[i + 1] : undefined
    return [{ ...vlan, end: end?.vid, tunnelEnd: end?.tunnel }]
  })

/** `bridge -json vlan`. */
export const bridgeVlan: Mapping<Link> = {
  ifname: 'name',
  vlans: nest((link) => ranges((link.afSpec as { vlanInfo?: VlanRange[] }).vlanInfo ?? []), {
    vlan: 'vid',
    vlanEnd: 'end',
    flags: ({ flags }) => new Set(flags.flatMap((word) => vlanFlagWords[word as keyof typeof vlanFlagWords] ?? [])),
  }),
}

interface Tunnel {
  readonly id?: number
  readonly vid?: number
  readonly flags?: readonly (string | number)[]
}

/** `bridge -json vlan tunnelshow`. */
export const bridgeTunnel: Mapping<Link> = {
  ifname: 'name',
  tunnels: nest(
    (link) =>
      ranges(
        ((link.afSpec as { vlanTunnelInfo?: Tunnel[] }).vlanTunnelInfo ?? []).map(({ id, vid = 0, flags = [] }) => ({
          vid,
          tunnel: id,
          flags,
        })),
      ),
    { vlan: 'vid', vlanEnd: 'end', tunid: 'tunnel', tunidEnd: 'tunnelEnd' },
  ),
}
