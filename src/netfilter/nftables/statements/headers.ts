/** Fields of IPv6 extension headers, IPv4 and TCP options and SCTP chunks (`exthdr`). */
import type { Datatype } from './datatypes.ts'
import { datatypes as types } from './datatypes.ts'
import type { Needs, Operand } from './operand.ts'
import { bytesOf, NO_NEEDS } from './operand.ts'

/** Offset and length in bits. */
type Fields = { readonly [field: string]: readonly [offset: number, length: number, type?: Datatype] }
type Kinds = { readonly [name: string]: readonly [number: number, fields: Fields] }

interface Family {
  /** NFT_EXTHDR_OP_*. */
  readonly op: string
  /** The text before the name in a match of its presence: `exthdr frag`. */
  readonly alone: string
  /** The text before the name and a field: `tcp option maxseg size`. */
  readonly before: string
  readonly needs: Needs
  readonly kinds: Kinds
}

const next = { nexthdr: [0, 8, types.inet_proto] } as const
const length = { hdrlength: [8, 8] } as const

/** IPPROTO_*. */
const extensions: Kinds = {
  hbh: [0, { ...next, ...length }],
  rt: [43, { ...next, ...length, type: [16, 8], 'seg-left': [24, 8] }],
  srh: [
    43,
    {
      'last-entry': [32, 8],
      flags: [40, 8],
      tag: [48, 16],
      'sid[1]': [64, 128, types.ipv6_addr],
      'sid[2]': [192, 128, types.ipv6_addr],
    },
  ],
  rt0: [43, { 'addr[1]': [64, 128, types.ipv6_addr], 'addr[2]': [192, 128, types.ipv6_addr] }],
  frag: [
    44,
    { ...next, reserved: [8, 8], 'frag-off': [16, 13], reserved2: [29, 2], 'more-fragments': [31, 1], id: [32, 32] },
  ],
  dst: [60, { ...next, ...length }],
  mh: [135, { ...next, ...length, type: [16, 8, types.mh_type], reserved: [24, 8], checksum: [32, 16] }],
}

const kind = { kind: [0, 8] } as const
const sized = { ...kind, length: [8, 8] } as const
/** TCPOPT_*. `sack1` to `sack3` are the second to fourth block of SACK, each eight bytes after the one before. */
const tcpOptions: Kinds = {
  eol: [0, kind],
  nop: [1, kind],
  maxseg: [2, { ...sized, size: [16, 16] }],
  window: [3, { ...sized, count: [16, 8] }],
  'sack-permitted': [4, sized],
  sack: [5, { ...sized, left: [16, 32], right: [48, 32] }],
  sack1: [5, { left: [80, 32], right: [112, 32] }],
  sack2: [5, { left: [144, 32], right: [176, 32] }],
  sack3: [5, { left: [208, 32], right: [240, 32] }],
  timestamp: [8, { ...sized, tsval: [16, 32], tsecr: [48, 32] }],
  md5sig: [19, sized],
  mptcp: [30, { ...sized, subtype: [16, 4] }],
  fastopen: [34, sized],
}

const option = { type: [0, 8], length: [8, 8] } as const
const route = { ...option, ptr: [16, 8], addr: [24, 32] } as const
/** IPOPT_*. */
const ipOptions: Kinds = {
  rr: [7, route],
  lsrr: [131, route],
  ssrr: [137, route],
  ra: [148, { ...option, value: [16, 16] }],
}

const chunk = { type: [0, 8], flags: [8, 8], length: [16, 16] } as const
const init = {
  ...chunk,
  'init-tag': [32, 32],
  'a-rwnd': [64, 32],
  'num-outbound-streams': [96, 16],
  'num-inbound-streams': [112, 16],
  'initial-tsn': [128, 32],
} as const
/** SCTP_CID_*. */
const chunks: Kinds = {
  data: [0, { ...chunk, tsn: [32, 32], stream: [64, 16], ssn: [80, 16], ppid: [96, 32] }],
  init: [1, init],
  'init-ack': [2, init],
  sack: [
    3,
    {
      ...chunk,
      'cum-tsn-ack': [32, 32],
      'a-rwnd': [64, 32],
      'num-gap-ack-blocks': [96, 16],
      'num-dup-tsns': [112, 16],
    },
  ],
  heartbeat: [4, chunk],
  'heartbeat-ack': [5, chunk],
  abort: [6, chunk],
  shutdown: [7, { ...chunk, 'cum-tsn-ack': [32, 32] }],
  'shutdown-ack': [8, chunk],
  error: [9, chunk],
  'cookie-echo': [10, chunk],
  'cookie-ack': [11, chunk],
  ecne: [12, { ...chunk, 'lowest-tsn': [32, 32] }],
  cwr: [13, { ...chunk, 'lowest-tsn': [32, 32] }],
  'shutdown-complete': [14, chunk],
  'asconf-ack': [128, { ...chunk, seqno: [32, 32] }],
  'forward-tsn': [192, { ...chunk, 'new-cum-tsn': [32, 32] }],
  asconf: [193, { ...chunk, seqno: [32, 32] }],
}

const FAMILIES: readonly Family[] = [
  { op: 'ipv6', alone: 'exthdr ', before: '', needs: { network: 'ip6' }, kinds: extensions },
  { op: 'tcp option', alone: 'tcp option ', before: 'tcp option ', needs: NO_NEEDS, kinds: tcpOptions },
  { op: 'ipv4', alone: 'ip option ', before: 'ip option ', needs: { network: 'ip' }, kinds: ipOptions },
  { op: 'sctp', alone: 'sctp chunk ', before: 'sctp chunk ', needs: NO_NEEDS, kinds: chunks },
]

/** Kinds that name further fields of the header or option of another kind. */
const FURTHER = new Set(['srh', 'rt0', 'sack1', 'sack2', 'sack3'])

/** The operand for the presence of a header, option or chunk. */
export const present = (name: string, op: string, type: number, needs: Needs): Operand => ({
  name,
  type: types.boolean,
  size: 1,
  load: { name: 'exthdr', data: { type, offset: 0, len: 1, flags: ['present'], op } },
  needs,
})

export const headerOperands: readonly Operand[] = FAMILIES.flatMap(({ op, alone, before, needs, kinds }) =>
  Object.entries(kinds).flatMap(([name, [type, fields]]) => [
    ...(FURTHER.has(name) ? [] : [present(`${alone}${name}`, op, type, needs)]),
    ...Object.entries(fields).map(([field, [bit, bits, datatype = types.integer]]): Operand => {
      const { offset, size, ...part } = bytesOf([bit, bits])
      const load = { name: 'exthdr', data: { type, offset, len: size, op } }
      return { name: `${before}${name} ${field}`, type: datatype, size, load, needs, ...part }
    }),
  ]),
)

/** nft's names of TCPOPT_*, for `reset`. */
export const tcpOptionNames: ReadonlyMap<number, string> = new Map(
  Object.entries(tcpOptions)
    .filter(([name]) => !FURTHER.has(name))
    .map(([name, [number]]) => [number, name]),
)
