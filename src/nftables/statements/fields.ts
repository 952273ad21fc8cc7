/** What rules can ask for, by nft's names: `ip saddr`, `meta mark`, `ct state`. A row says how it is loaded and written. */
import type { Datatype } from './datatypes.ts'
import { datatypes as types } from './datatypes.ts'

/** An expression that loads, without its register. */
export interface Load {
  readonly name: string
  readonly data: { readonly [key: string]: unknown }
}

/** What has to be known of a packet before the bytes at some place are a certain field. */
export interface Needs {
  readonly link?: 'ether' | 'vlan'
  readonly network?: 'ip' | 'ip6' | 'arp'
  /** A protocol above IP, by nft's word. */
  readonly transport?: string
}

export interface Operand {
  readonly name: string
  readonly type: Datatype
  /** In bytes, as it is loaded. */
  readonly size: number
  readonly load: Load
  /** Of these a hash is made. */
  readonly of?: readonly Operand[]
  /** Fields of less than their bytes: which bits of them, and how many stand behind. */
  readonly mask?: bigint
  readonly shift?: number
  readonly needs: Needs
  /** Where the checksum stands that covers it, and whether that of TCP and UDP covers it too. */
  readonly checksum?: { readonly offset: number; readonly pseudo: boolean }
}

/** Offset and length in bits. */
type Place = readonly [offset: number, length: number, type?: Datatype]

interface Protocol {
  readonly base: 'link' | 'network' | 'transport'
  readonly needs: Needs
  /** Byte offset of its checksum. */
  readonly checksum?: number
  readonly fields: { readonly [field: string]: Place }
}

const ports = { sport: [0, 16, types.inet_service], dport: [16, 16, types.inet_service] } as const
const above = <F extends Protocol['fields']>(
  transport: string,
  fields: F,
  checksum?: number,
): Omit<Protocol, 'fields'> & { readonly fields: F } => ({
  base: 'transport',
  needs: { transport },
  fields,
  ...(checksum === undefined ? {} : { checksum }),
})

export const protocols = {
  ether: {
    base: 'link',
    needs: { link: 'ether' },
    fields: { daddr: [0, 48, types.ether_addr], saddr: [48, 48, types.ether_addr], type: [96, 16, types.ether_type] },
  },
  vlan: {
    base: 'link',
    needs: { link: 'vlan' },
    fields: { pcp: [112, 3], dei: [115, 1], id: [116, 12], type: [128, 16, types.ether_type] },
  },
  arp: {
    base: 'network',
    needs: { network: 'arp' },
    fields: {
      htype: [0, 16],
      ptype: [16, 16, types.ether_type],
      hlen: [32, 8],
      plen: [40, 8],
      operation: [48, 16, types.arp_op],
      'saddr ether': [64, 48, types.ether_addr],
      'saddr ip': [112, 32, types.ipv4_addr],
      'daddr ether': [144, 48, types.ether_addr],
      'daddr ip': [192, 32, types.ipv4_addr],
    },
  },
  ip: {
    base: 'network',
    needs: { network: 'ip' },
    checksum: 10,
    fields: {
      version: [0, 4],
      hdrlength: [4, 4],
      dscp: [8, 6, types.dscp],
      ecn: [14, 2, types.ecn],
      length: [16, 16],
      id: [32, 16],
      'frag-off': [48, 16],
      ttl: [64, 8],
      protocol: [72, 8, types.inet_proto],
      checksum: [80, 16],
      saddr: [96, 32, types.ipv4_addr],
      daddr: [128, 32, types.ipv4_addr],
    },
  },
  ip6: {
    base: 'network',
    needs: { network: 'ip6' },
    fields: {
      version: [0, 4],
      dscp: [4, 6, types.dscp],
      ecn: [10, 2, types.ecn],
      flowlabel: [12, 20],
      length: [32, 16],
      nexthdr: [48, 8, types.inet_proto],
      hoplimit: [56, 8],
      saddr: [64, 128, types.ipv6_addr],
      daddr: [192, 128, types.ipv6_addr],
    },
  },
  icmp: {
    base: 'transport',
    needs: { network: 'ip', transport: 'icmp' },
    checksum: 2,
    fields: {
      type: [0, 8, types.icmp_type],
      code: [8, 8, types.icmp_code],
      checksum: [16, 16],
      id: [32, 16],
      sequence: [48, 16],
      gateway: [32, 32],
    },
  },
  icmpv6: {
    base: 'transport',
    needs: { network: 'ip6', transport: 'ipv6-icmp' },
    checksum: 2,
    fields: {
      type: [0, 8, types.icmpv6_type],
      code: [8, 8, types.icmpv6_code],
      checksum: [16, 16],
      id: [32, 16],
      sequence: [48, 16],
      mtu: [32, 32],
    },
  },
  tcp: above(
    'tcp',
    {
      ...ports,
      sequence: [32, 32],
      ackseq: [64, 32],
      doff: [96, 4],
      reserved: [100, 4],
      flags: [104, 8, types.tcp_flag],
      window: [112, 16],
      checksum: [128, 16],
      urgptr: [144, 16],
    },
    16,
  ),
  udp: above('udp', { ...ports, length: [32, 16], checksum: [48, 16] }, 6),
  udplite: above('udplite', { ...ports, checksum: [48, 16] }, 6),
  sctp: above('sctp', { ...ports, vtag: [32, 32], checksum: [64, 32] }),
  dccp: above('dccp', { ...ports }),
  /** The ports of whatever has them. */
  th: { base: 'transport', needs: {}, fields: { ...ports } },
  ah: above('ah', { nexthdr: [0, 8, types.inet_proto], hdrlength: [8, 8], spi: [32, 32], sequence: [64, 32] }),
  esp: above('esp', { spi: [0, 32], sequence: [32, 32] }),
  comp: above('comp', { nexthdr: [0, 8, types.inet_proto], cpi: [16, 16] }),
} as const satisfies { readonly [name: string]: Protocol }

const payloadOperand = (
  protocol: string,
  { base, needs, checksum }: Protocol,
  field: string,
  place: Place,
): Operand => {
  const [bit, bits, type = types.integer] = place
  const offset = Math.floor(bit / 8)
  const size = Math.ceil((bit + bits) / 8) - offset
  const shift = (offset + size) * 8 - bit - bits
  const whole = bits === size * 8
  const sum = checksum === undefined ? {} : { checksum: { offset: checksum, pseudo: /addr/.test(field) } }
  return {
    name: `${protocol} ${field}`,
    type,
    size,
    load: { name: 'payload', data: { base, offset, len: size } },
    needs,
    ...sum,
    ...(whole ? {} : { mask: ((1n << BigInt(bits)) - 1n) << BigInt(shift), shift }),
  }
}

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
  pkttype: types.pkt_type,
  cpu: types.host_integer,
  iifgroup: types.devgroup,
  oifgroup: types.devgroup,
  cgroup: types.host_integer,
  random: [types.integer, 4],
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
  id: types.host_integer,
} as const satisfies { readonly [key: string]: Datatype | readonly [Datatype, number] }

const NOTHING: Needs = {}
const simple = (
  name: string,
  given: Datatype | readonly [Datatype, number],
  load: Load,
  needs: Needs = NOTHING,
): Operand => {
  const [type, size] = 'name' in given ? [given, given.size as number] : given
  return { name, type, size, load, needs }
}

const exthdr = (name: string, op: string, type: number, place: Place, needs: Needs): Operand => {
  const [bit, bits, datatype = types.integer] = place
  const data = { type, offset: bit / 8, len: bits / 8, op }
  return { name, type: datatype, size: bits / 8, load: { name: 'exthdr', data }, needs }
}
const present = (name: string, op: string, type: number, needs: Needs): Operand => ({
  name,
  type: types.boolean,
  size: 1,
  load: { name: 'exthdr', data: { type, offset: 0, len: 1, flags: ['present'], op } },
  needs,
})

const IP6: Needs = { network: 'ip6' }
const IP: Needs = { network: 'ip' }
/** IPPROTO_* of the headers between IPv6 and what it carries. */
const headers = { hbh: 0, rt: 43, frag: 44, dst: 60, mh: 135 }
const tcpOptions = { nop: 1, maxseg: 2, window: 3, 'sack-permitted': 4, sack: 5, timestamp: 8 }
const ipOptions = { lsrr: 131, ra: 148, rr: 7, ssrr: 137 }

const listed: Operand[] = [
  ...Object.entries<Protocol>(protocols).flatMap(([name, protocol]) =>
    Object.entries(protocol.fields).map(([field, place]) => payloadOperand(name, protocol, field, place)),
  ),
  ...Object.entries(metaTypes).map(([key, type]) => simple(`meta ${key}`, type, { name: 'meta', data: { key } })),
  ...Object.entries(ctTypes).flatMap(([key, type]) => [
    simple(`ct ${key}`, type, { name: 'ct', data: { key } }),
    ...(['original', 'reply'] as const).map((direction) =>
      simple(`ct ${direction} ${key}`, type, { name: 'ct', data: { key, direction } }),
    ),
  ]),
  simple('rt classid', types.realm, { name: 'rt', data: { key: 'classid' } }),
  simple('rt mtu', [types.host_integer, 2], { name: 'rt', data: { key: 'mtu' } }),
  simple('rt ip nexthop', types.ipv4_addr, { name: 'rt', data: { key: 'ip nexthop' } }),
  simple('rt ip6 nexthop', types.ipv6_addr, { name: 'rt', data: { key: 'ip6 nexthop' } }),
  simple('rt ipsec', types.boolean, { name: 'rt', data: { key: 'ipsec' } }),
  simple('socket transparent', [types.integer, 1], { name: 'socket', data: { key: 'transparent' } }),
  simple('socket mark', types.mark, { name: 'socket', data: { key: 'mark' } }),
  simple('socket wildcard', [types.integer, 1], { name: 'socket', data: { key: 'wildcard' } }),
  simple('osf name', types.ifname, { name: 'osf', data: {} }),
  ...Object.entries(headers).map(([name, type]) => present(`exthdr ${name}`, 'ipv6', type, IP6)),
  ...Object.entries(headers).map(([name, type]) =>
    exthdr(`${name} nexthdr`, 'ipv6', type, [0, 8, types.inet_proto], IP6),
  ),
  exthdr('rt type', 'ipv6', headers.rt, [16, 8], IP6),
  exthdr('rt seg-left', 'ipv6', headers.rt, [24, 8], IP6),
  exthdr('frag id', 'ipv6', headers.frag, [32, 32], IP6),
  exthdr('mh type', 'ipv6', headers.mh, [16, 8, types.mh_type], IP6),
  ...Object.entries(tcpOptions).map(([name, type]) => present(`tcp option ${name}`, 'tcp option', type, NOTHING)),
  exthdr('tcp option maxseg size', 'tcp option', tcpOptions.maxseg, [16, 16], NOTHING),
  exthdr('tcp option window count', 'tcp option', tcpOptions.window, [16, 8], NOTHING),
  ...Object.entries(ipOptions).map(([name, type]) => present(`ip option ${name}`, 'ipv4', type, IP)),
  present('sctp chunk data', 'sctp', 0, NOTHING),
]

/** Those that need no words of their own, by name. */
export const fields: ReadonlyMap<string, Operand> = new Map(listed.map((operand) => [operand.name, operand]))

/** What an expression loads, as text that can be compared. */
export const keyOf = ({ name, data }: Load): string => {
  const said = Object.entries(data).filter(([key, value]) => {
    if (key === 'dreg' || value === undefined || value === 0) return false
    return !(Array.isArray(value) && value.length === 0)
  })
  return `${name} ${JSON.stringify(said.sort(([one], [other]) => (one < other ? -1 : 1)))}`
}

const byLoad = new Map<string, Operand[]>()
for (const operand of listed) {
  const key = keyOf(operand.load)
  byLoad.set(key, [...(byLoad.get(key) ?? []), operand])
}

/** All that an expression may mean: which of them, what is known of the packet decides. */
export const meanings = (load: Load): readonly Operand[] => byLoad.get(keyOf(load)) ?? []
