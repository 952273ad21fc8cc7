/**
 * Writes recordings: pcapng files with one interface for each socket, named after its process. Wireshark and `rtnl-dump
 * decode` open them. The functions return bytes; the caller writes them.
 */
import type { ByteOrder } from '../netlink/codec/order.ts'
import { hostOrder } from '../netlink/codec/order.ts'
import type { Datagram } from './datagram.ts'
import { COOKED_HEADER, LINKTYPE_NETLINK, putCookedHeader } from './pcap-writer.ts'
import { BLOCK, INBOUND, OPTION, ORDER_MAGIC, OUTBOUND } from './pcapng.ts'

const END = { code: 0, bytes: new Uint8Array(0) }

interface PcapngOption {
  readonly code: number
  readonly bytes: Uint8Array
}

const padded = (length: number): number => (length + 3) & ~3

const text = (code: number, value: string): PcapngOption => ({ code, bytes: new TextEncoder().encode(value) })

/** A block of `fixed` bytes and options. `fill` writes the fixed part, which starts at 8. */
const block = (
  type: number,
  fixed: number,
  options: readonly PcapngOption[],
  order: ByteOrder,
  fill: (view: DataView, bytes: Uint8Array) => void,
): Uint8Array => {
  const all = options.length === 0 ? [] : [...options, END]
  const length = all.reduce((sum, { bytes }) => sum + 4 + padded(bytes.length), 12 + fixed)
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  const little = order === 'le'
  view.setUint32(0, type, little)
  view.setUint32(4, length, little)
  fill(view, bytes)
  let at = 8 + fixed
  for (const option of all) {
    view.setUint16(at, option.code, little)
    view.setUint16(at + 2, option.bytes.length, little)
    bytes.set(option.bytes, at + 4)
    at += 4 + padded(option.bytes.length)
  }
  view.setUint32(length - 4, length, little)
  return bytes
}

/** The start of a file. `order`: the byte order of the datagrams. */
export const pcapngHeader = (order: ByteOrder = hostOrder): Uint8Array =>
  block(BLOCK.section, 16, [], order, (view) => {
    const little = order === 'le'
    view.setUint32(8, ORDER_MAGIC, little)
    view.setUint16(12, 1, little)
    // the length of the section is not known
    view.setBigInt64(16, -1n, little)
  })

/** A socket; the first one has number 0. `netns`: the namespace in which it was created, if it is known. */
export const pcapngInterface = (label: string, netns: string | undefined, order: ByteOrder = hostOrder): Uint8Array => {
  const options = [text(OPTION.name, label), ...(netns === undefined ? [] : [text(OPTION.description, netns)])]
  return block(BLOCK.interface, 8, options, order, (view) => view.setUint16(8, LINKTYPE_NETLINK, order === 'le'))
}

/** A datagram of the socket with number `id`. */
export const pcapngPacket = (
  id: number,
  { bytes, protocol = 0, direction, time = 0, missing = 0 }: Datagram,
  order: ByteOrder = hostOrder,
): Uint8Array => {
  const little = order === 'le'
  const length = COOKED_HEADER + bytes.length
  const flags = new Uint8Array(4)
  const bits = direction === 'sent' ? OUTBOUND : direction === 'received' ? INBOUND : 0
  new DataView(flags.buffer).setUint32(0, bits, little)
  const options = [{ code: OPTION.packetFlags, bytes: flags }]
  // the unit of times is the microsecond, unless an option says another one
  const microseconds = BigInt(Math.round(time))
  return block(BLOCK.enhancedPacket, 20 + padded(length), options, order, (view, block) => {
    view.setUint32(8, id, little)
    view.setUint32(12, Number(microseconds >> 32n), little)
    view.setUint32(16, Number(microseconds & 0xffffffffn), little)
    view.setUint32(20, length, little)
    view.setUint32(24, length + missing, little)
    putCookedHeader(block, 28, protocol)
    block.set(bytes, 28 + COOKED_HEADER)
  })
}
