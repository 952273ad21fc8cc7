/** The fields of packets, metadata and connections, by nft's names: `ip saddr`, `meta mark`, `ct state`. */
import type { Datatype } from './datatypes.ts'
import { datatypes as types } from './datatypes.ts'
import { headerOperands } from './headers.ts'
import type { Load, Operand } from './operand.ts'
import { simple } from './operand.ts'
import { payloadOperands } from './protocols.ts'

type Typed = Datatype | readonly [Datatype, number]

export const metaTypes = {
  length: types.host_integer,
  protocol: types.ether_type,
  priority: types.classid,
  mark: types.mark,
  iif: types.iface_index,
  oif: types.iface_index,
  iifname: types.ifname,
  oifname: types.ifname,
  iiftype: types.iface_type,
  oiftype: types.iface_type,
  skuid: types.uid,
  skgid: types.gid,
  nftrace: [types.integer, 1],
  rtclassid: types.realm,
  nfproto: types.nf_proto,
  l4proto: types.inet_proto,
  ibrname: types.ifname,
  obrname: types.ifname,
  ibrpvid: [types.host_integer, 2],
  ibrvproto: types.ether_type,
  ibrhwaddr: types.ether_addr,
  broute: [types.integer, 1],
  pkttype: types.pkt_type,
  cpu: types.host_integer,
  iifgroup: types.devgroup,
  oifgroup: types.devgroup,
  cgroup: types.host_integer,
  random: [types.integer, 4],
  secmark: types.host_integer,
  ipsec: types.boolean,
  iifkind: types.ifname,
  oifkind: types.ifname,
  time: types.time_ns,
  day: types.day,
  hour: types.hour,
  sdif: types.iface_index,
  sdifname: types.ifname,
} as const satisfies { readonly [key: string]: Datatype | readonly [Datatype, number] }

const wide = { ...types.host_integer, size: 8 }

export const ctTypes = {
  state: types.ct_state,
  direction: types.ct_dir,
  status: types.ct_status,
  mark: types.mark,
  secmark: types.host_integer,
  expiration: types.time,
  helper: types.ifname,
  l3proto: types.nf_proto,
  protocol: types.inet_proto,
  'proto-src': types.inet_service,
  'proto-dst': types.inet_service,
  label: types.ct_label,
  packets: wide,
  bytes: wide,
  avgpkt: wide,
  zone: [types.host_integer, 2],
  event: types.ct_event,
  'ip saddr': types.ipv4_addr,
  'ip daddr': types.ipv4_addr,
  'ip6 saddr': types.ipv6_addr,
  'ip6 daddr': types.ipv6_addr,
  id: [types.integer, 4],
} as const satisfies { readonly [key: string]: Datatype | readonly [Datatype, number] }

const row = (name: string, given: Typed, load: Load): Operand =>
  'name' in given ? simple(name, given, given.size as number, load) : simple(name, ...given, load)

/** `ct original saddr` and the like: IPv4 or IPv6 addresses, by the network protocol that the packet is known to have. */
const ctAddresses = (['original', 'reply'] as const).flatMap((direction) =>
  (['src', 'dst'] as const).map((key): Operand => {
    const name = `ct ${direction} ${key === 'src' ? 'saddr' : 'daddr'}`
    const load = { name: 'ct', data: { key, direction } }
    const ip6: Operand = { ...row(name, types.ipv6_addr, load), only: 'ip6' }
    return { ...row(name, types.ipv4_addr, load), only: 'ip', ip6 }
  }),
)

const listed: Operand[] = [
  ...payloadOperands,
  ...headerOperands,
  ...Object.entries(metaTypes).map(([key, type]) => row(`meta ${key}`, type, { name: 'meta', data: { key } })),
  ...Object.entries(ctTypes).flatMap(([key, type]) => [
    row(`ct ${key}`, type, { name: 'ct', data: { key } }),
    ...(['original', 'reply'] as const).map((direction) =>
      row(`ct ${direction} ${key}`, type, { name: 'ct', data: { key, direction } }),
    ),
  ]),
  ...ctAddresses,
  row('rt classid', types.realm, { name: 'rt', data: { key: 'classid' } }),
  row('rt mtu', [types.host_integer, 2], { name: 'rt', data: { key: 'mtu' } }),
  row('rt ip nexthop', types.ipv4_addr, { name: 'rt', data: { key: 'ip nexthop' } }),
  row('rt ip6 nexthop', types.ipv6_addr, { name: 'rt', data: { key: 'ip6 nexthop' } }),
  row('rt ipsec', types.boolean, { name: 'rt', data: { key: 'ipsec' } }),
  row('socket transparent', [types.integer, 1], { name: 'socket', data: { key: 'transparent' } }),
  row('socket mark', types.mark, { name: 'socket', data: { key: 'mark' } }),
  row('socket wildcard', [types.integer, 1], { name: 'socket', data: { key: 'wildcard' } }),
]

/** Operands whose names are fixed, by name. Operands with parameters are in `operands.ts`. */
export const fields: ReadonlyMap<string, Operand> = new Map(listed.map((operand) => [operand.name, operand]))

/** A load as text, which is equal for equal loads. Leaves out the register and attributes that are zero or empty. */
export const loadKey = ({ name, data }: Load): string => {
  const attributes = Object.entries(data).filter(([key, value]) => {
    if (key === 'dreg' || value === undefined || value === 0) return false
    return !(Array.isArray(value) && value.length === 0)
  })
  return `${name} ${JSON.stringify(attributes.sort(([one], [other]) => (one < other ? -1 : 1)))}`
}

const byLoad = new Map<string, Operand[]>()
for (const operand of [...listed, ...ctAddresses.map(({ ip6 }) => ip6 as Operand)]) {
  const key = loadKey(operand.load)
  byLoad.set(key, [...(byLoad.get(key) ?? []), operand])
}

/** The operands that an expression may load. What is known of the packet selects one of them. */
export const meanings = (load: Load): readonly Operand[] => byLoad.get(loadKey(load)) ?? []
