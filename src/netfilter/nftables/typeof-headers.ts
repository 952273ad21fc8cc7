/** nft's numbers in declarations of sets, for IPv6 extension headers, TCP and IPv4 options, and SCTP chunks. */

export type Fields = readonly [name: string, fields: readonly string[]]

interface Family {
  /** NFT_EXTHDR_OP_*; undefined if nft stores none. */
  readonly op: number | undefined
  /** The text before the name. */
  readonly before: string
  /** Number of the first field. */
  readonly first: number
  /** By nft's number, or by the number in the packet. A dot is a field without a name here. */
  readonly kinds: { readonly [number: number]: Fields }
}

const extensions = {
  1: ['hbh', ['nexthdr', 'hdrlength']],
  2: ['rt', ['nexthdr', 'hdrlength', 'type', 'seg-left']],
  3: ['rt0', ['.', 'addr[1]', 'addr[2]']],
  5: ['srh', ['last-entry', 'flags', 'tag', 'sid[1]', 'sid[2]']],
  6: ['frag', ['nexthdr', 'reserved', 'frag-off', 'reserved2', 'more-fragments', 'id']],
  7: ['dst', ['nexthdr', 'hdrlength']],
  8: ['mh', ['nexthdr', 'hdrlength', 'type', 'reserved', 'checksum']],
} as const

const sized = ['kind', 'length'] as const
const tcpOptions = {
  0: ['eol', ['kind']],
  1: ['nop', ['kind']],
  2: ['maxseg', [...sized, 'size']],
  3: ['window', [...sized, 'count']],
  4: ['sack-permitted', sized],
  5: ['sack', [...sized, 'left', 'right']],
  8: ['timestamp', [...sized, 'tsval', 'tsecr']],
  19: ['md5sig', sized],
  30: ['mptcp', [...sized, 'subtype']],
  34: ['fastopen', sized],
} as const

const route = ['type', 'length', '.', 'ptr', 'addr'] as const
const ipOptions = {
  7: ['rr', route],
  131: ['lsrr', route],
  137: ['ssrr', route],
  148: ['ra', ['type', 'length', 'value']],
} as const

const chunk = ['type', 'flags', 'length'] as const
const init = [
  ...chunk,
  ...['init-tag', 'a-rwnd', 'num-outbound-streams', 'num-inbound-streams', 'initial-tsn'],
] as const
const chunks = {
  0: ['data', [...chunk, 'tsn', 'stream', 'ssn', 'ppid']],
  1: ['init', init],
  2: ['init-ack', init],
  3: ['sack', [...chunk, 'cum-tsn-ack', 'a-rwnd', 'num-gap-ack-blocks', 'num-dup-tsns']],
  4: ['heartbeat', chunk],
  5: ['heartbeat-ack', chunk],
  6: ['abort', chunk],
  7: ['shutdown', [...chunk, 'cum-tsn-ack']],
  8: ['shutdown-ack', chunk],
  9: ['error', chunk],
  10: ['cookie-echo', chunk],
  11: ['cookie-ack', chunk],
  12: ['ecne', [...chunk, 'lowest-tsn']],
  13: ['cwr', [...chunk, 'lowest-tsn']],
  14: ['shutdown-complete', chunk],
  128: ['asconf-ack', [...chunk, 'seqno']],
  192: ['forward-tsn', [...chunk, 'new-cum-tsn']],
  193: ['asconf', [...chunk, 'seqno']],
} as const

export const FAMILIES: readonly Family[] = [
  { op: undefined, before: '', first: 1, kinds: extensions },
  { op: 1, before: 'tcp option ', first: 0, kinds: tcpOptions },
  { op: 2, before: 'ip option ', first: 1, kinds: ipOptions },
  { op: 3, before: 'sctp chunk ', first: 0, kinds: chunks },
]
