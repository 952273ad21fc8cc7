/** Reads the packets of captures of linktype NETLINK: a header of Linux cooked captures, and a datagram. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import type { CapturedSocket, Datagram } from './datagram.ts'
import { COOKED_HEADER } from './pcap-writer.ts'

export interface Packet {
  /** With the cooked header. */
  readonly bytes: Uint8Array
  /** The length before the capture cut it. */
  readonly length: number
  /** Microseconds since 1970. */
  readonly time: number | undefined
  readonly order: ByteOrder
  readonly direction?: Datagram['direction']
  readonly socket?: CapturedSocket | undefined
}

/** The offset of the netlink protocol in the cooked header; it is big-endian. */
const PROTOCOL_AT = 14

/** The datagram of a packet. One that is shorter than its header has no bytes. */
export const datagramOf = ({ bytes, length, time, order, direction, socket }: Packet): Datagram => {
  const missing = Math.max(length, COOKED_HEADER) - Math.max(bytes.length, COOKED_HEADER)
  const short = bytes.length < COOKED_HEADER
  return {
    bytes: bytes.subarray(COOKED_HEADER),
    protocol: short ? undefined : ((bytes[PROTOCOL_AT] as number) << 8) | (bytes[PROTOCOL_AT + 1] as number),
    direction,
    socket,
    time,
    order,
    missing,
    why: short
      ? 'the packet is shorter than its header'
      : missing > 0
        ? 'the capture cut the packet; tcpdump -s 0 keeps all'
        : undefined,
  }
}

/** Names of linktypes that people capture by mistake. */
const LINKTYPES = new Map([
  [1, 'Ethernet'],
  [101, 'raw IP'],
  [113, 'Linux cooked'],
  [276, 'Linux cooked v2'],
])

export const linktypeText = (linktype: number): string => {
  const name = LINKTYPES.get(linktype)
  return `linktype ${linktype}${name === undefined ? '' : ` (${name})`}`
}

export const NO_NETLINK = 'netlink has linktype 253: `tcpdump -i nlmon0 -w FILE`, where nlmon0 is a link of kind nlmon'
