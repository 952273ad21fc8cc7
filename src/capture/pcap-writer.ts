/**
 * Writes netlink datagrams as a pcap file (linktype NETLINK, 253), as `tcpdump -i nlmon0 -w FILE` does. Wireshark, tshark
 * and `rtnl-dump decode` open it. The functions return bytes; the caller writes them.
 */
import type { ByteOrder } from '../netlink/codec/order.ts'
import { hostOrder } from '../netlink/codec/order.ts'

/** LINKTYPE_NETLINK of pcap and pcapng files. */
export const LINKTYPE_NETLINK = 253
/** Size of the header before each datagram, that of Linux cooked captures. */
export const COOKED_HEADER = 16
/** ARPHRD_NETLINK, the type of nlmon links. */
export const ARPHRD_NETLINK = 824
/** PACKET_OUTGOING. nlmon reports every datagram with it, whichever way it travels. */
const PACKET_OUTGOING = 4

/** Magic number of files whose times have nanoseconds. */
const MAGIC = 0xa1b23c4d
const FILE_HEADER = 24
const RECORD_HEADER = 16
/** The maximum length of a datagram that readers must expect. */
const SNAPLEN = 1 << 26

const NANOSECONDS = 1_000_000_000n

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)

/** The start of a file. `order`: the byte order of the datagrams, which readers take from the file's. */
export const pcapHeader = (order: ByteOrder = hostOrder): Uint8Array => {
  const bytes = new Uint8Array(FILE_HEADER)
  const view = viewOf(bytes)
  const little = order === 'le'
  view.setUint32(0, MAGIC, little)
  view.setUint16(4, 2, little)
  view.setUint16(6, 4, little)
  view.setUint32(16, SNAPLEN, little)
  view.setUint32(20, LINKTYPE_NETLINK, little)
  return bytes
}

/** The header between the capture's own and the datagram. Its fields are big-endian. */
export const putCookedHeader = (bytes: Uint8Array, at: number, protocol: number): void => {
  const view = viewOf(bytes)
  view.setUint16(at, PACKET_OUTGOING)
  view.setUint16(at + 2, ARPHRD_NETLINK)
  view.setUint16(at + 14, protocol)
}

/**
 * One datagram. `protocol`: NETLINK_ROUTE (0), NETLINK_NETFILTER (12), ... `time`: nanoseconds since 1970; until 2106.
 */
export const pcapRecord = (
  datagram: Uint8Array,
  protocol: number,
  time: bigint,
  order: ByteOrder = hostOrder,
): Uint8Array => {
  const bytes = new Uint8Array(RECORD_HEADER + COOKED_HEADER + datagram.length)
  const view = viewOf(bytes)
  const little = order === 'le'
  const length = COOKED_HEADER + datagram.length
  view.setUint32(0, Number(time / NANOSECONDS), little)
  view.setUint32(4, Number(time % NANOSECONDS), little)
  view.setUint32(8, length, little)
  view.setUint32(12, length, little)
  putCookedHeader(bytes, RECORD_HEADER, protocol)
  bytes.set(datagram, RECORD_HEADER + COOKED_HEADER)
  return bytes
}
