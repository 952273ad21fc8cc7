/** Headers of packets and their fields, by nft's names: `ip saddr`, `tcp dport`. */
import type { Datatype } from './datatypes.ts'
import { datatypes as types } from './datatypes.ts'
import type { Needs, Operand } from './operand.ts'
import { bytesOf } from './operand.ts'

/** A field in its header: offset and length in bits. `messages`: types of ICMP messages that have the field. */
type FieldLayout = readonly [offset: number, length: number, type?: Datatype | undefined, messages?: readonly string[]]

interface Protocol {
  readonly base: 'link' | 'network' | 'transport'
  readonly needs: Needs
  /** Byte offset of its checksum. */
  readonly checksum?: number
  readonly fields: { readonly [field: string]: FieldLayout }
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

/** Types of ICMP messages in the order of their numbers, as sets list them. */
const ECHOES = ['echo-reply', 'echo-request'] as const
const ECHOES6 = ['echo-request', 'echo-reply'] as const

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
      id: [32, 16, undefined, ECHOES],
      sequence: [48, 16, undefined, ECHOES],
      gateway: [32, 32, undefined, ['redirect']],
      mtu: [48, 16, undefined, ['destination-unreachable']],
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
      id: [32, 16, undefined, ECHOES6],
      sequence: [48, 16, undefined, ECHOES6],
      mtu: [32, 32, undefined, ['packet-too-big']],
      'parameter-problem': [32, 32, undefined, ['parameter-problem']],
      'max-delay': [32, 16, undefined, ['mld-listener-query']],
    },
  },
  igmp: {
    base: 'transport',
    needs: { transport: 'igmp' },
    checksum: 2,
    fields: { type: [0, 8, types.igmp_type], mrt: [8, 8], checksum: [16, 16], group: [32, 32] },
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
  udplite: above('udplite', { ...ports, csumcov: [32, 16], checksum: [48, 16] }, 6),
  sctp: above('sctp', { ...ports, vtag: [32, 32], checksum: [64, 32] }),
  dccp: above('dccp', { ...ports, type: [67, 4, types.dccp_pkttype] }),
  ah: above('ah', {
    nexthdr: [0, 8, types.inet_proto],
    hdrlength: [8, 8],
    reserved: [16, 16],
    spi: [32, 32],
    sequence: [64, 32],
  }),
  esp: above('esp', { spi: [0, 32], sequence: [32, 32] }),
  comp: above('comp', { nexthdr: [0, 8, types.inet_proto], flags: [8, 8], cpi: [16, 16] }),
  /** The ports of any protocol that has them. Last: a protocol's own fields come first. */
  th: { base: 'transport', needs: { ports: true }, fields: { ...ports } },
} as const satisfies { readonly [name: string]: Protocol }

const payloadOperand = (
  protocol: string,
  { base, needs, checksum }: Protocol,
  field: string,
  [bit, bits, type = types.integer, message]: FieldLayout,
): Operand => {
  const { offset, size, ...part } = bytesOf([bit, bits])
  return {
    name: `${protocol} ${field}`,
    type,
    size,
    load: { name: 'payload', data: { base, offset, len: size } },
    needs: message === undefined ? needs : { ...needs, message },
    ...(checksum === undefined ? {} : { checksum: { offset: checksum, pseudo: /addr/.test(field) } }),
    ...part,
  }
}

export const payloadOperands: readonly Operand[] = Object.entries<Protocol>(protocols).flatMap(([name, protocol]) =>
  Object.entries(protocol.fields).map(([field, layout]) => payloadOperand(name, protocol, field, layout)),
)

/** Transport protocols without ports, by nft's names. */
export const PORTLESS: ReadonlySet<string | undefined> = new Set(
  Object.values<Protocol>(protocols)
    .filter(({ base, fields }) => base === 'transport' && !('sport' in fields))
    .map(({ needs }) => needs.transport),
)
