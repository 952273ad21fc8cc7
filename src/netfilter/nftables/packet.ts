/** Headers of a packet by nft's names for their fields: `ip saddr`, `tcp dport`. */
import type { ByteOrder } from '../../netlink/codec/order.ts'
import type { Scalar } from './statements/datatypes.ts'
import { formatNumber, toNumber } from './statements/datatypes.ts'
import { fields } from './statements/fields.ts'
import type { Operand } from './statements/operand.ts'
import { protocols } from './statements/protocols.ts'

/** Header fields of a packet by nft's names: `{ 'ip saddr': '192.0.2.1', 'tcp dport': 80 }`. */
export type PacketFields = { readonly [field: string]: Scalar }

type ProtocolName = keyof typeof protocols

/** ARPHRD_ETHER. */
const ETHER = 1
/** The network protocol by the version in the first byte. */
const VERSIONS: { readonly [version: number]: ProtocolName } = { 4: 'ip', 6: 'ip6' }
const NFPROTO_ARP = 3

const isProtocol = (name: string): name is ProtocolName => Object.hasOwn(protocols, name)

/** The fields of one header, as far as its bytes are present. */
const readHeader = (protocol: ProtocolName, bytes: Uint8Array, order: ByteOrder): { [field: string]: Scalar } => {
  const read: { [field: string]: Scalar } = {}
  for (const field of Object.keys(protocols[protocol].fields)) {
    const name = `${protocol} ${field}`
    const { type, size, mask, shift = 0, load, needs } = fields.get(name) as Operand
    const offset = Number(load.data['offset'])
    if (offset + size > bytes.length || needs.message?.includes(String(read[`${protocol} type`])) === false) continue
    const whole = toNumber(bytes.subarray(offset, offset + size), false)
    read[name] = formatNumber(type, (mask === undefined ? whole : whole & mask) >> BigInt(shift), size, order)
  }
  return read
}

export interface Headers {
  /** ARPHRD_* of the link. */
  readonly linkType?: number | undefined
  /** NFPROTO_*. Absent if the kernel does not report it. */
  readonly nfproto?: number | undefined
  readonly link?: Uint8Array | undefined
  readonly network?: Uint8Array | undefined
  readonly transport?: Uint8Array | undefined
}

/** The fields of all headers. Headers of protocols that nft has no names for are omitted. */
export const readPacket = (
  { linkType, nfproto, link, network, transport }: Headers,
  order: ByteOrder,
): PacketFields => {
  const below = link !== undefined && linkType === ETHER ? readHeader('ether', link, order) : {}
  const internet = nfproto === NFPROTO_ARP ? 'arp' : VERSIONS[(network?.[0] ?? 0) >> 4]
  const middle = network === undefined || internet === undefined ? {} : readHeader(internet, network, order)
  const carried = String(middle['ip protocol'] ?? middle['ip6 nexthdr']).replace('ipv6-icmp', 'icmpv6')
  const above = transport !== undefined && isProtocol(carried) ? readHeader(carried, transport, order) : {}
  return { ...below, ...middle, ...above }
}
