/** Reads pcapng files: the packets of interfaces of linktype NETLINK, and the recordings of `rtnl-dump record`. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import { ByteQueue } from './byte-queue.ts'
import { datagramOf, linktypeText, NO_NETLINK } from './cooked.ts'
import type { CapturedSocket, CaptureReader, Datagram } from './datagram.ts'
import { MOST } from './datagram.ts'
import { InputError } from './input-error.ts'
import { LINKTYPE_NETLINK } from './pcap-writer.ts'

export const BLOCK = {
  section: 0x0a0d0d0a,
  interface: 1,
  simplePacket: 3,
  enhancedPacket: 6,
} as const
export const ORDER_MAGIC = 0x1a2b3c4d
export const OPTION = { name: 2, description: 3, resolution: 9, offset: 14, packetFlags: 2 } as const
/** Bits of epb_flags. */
export const INBOUND = 1
export const OUTBOUND = 2

/** Type, length, and the length again at the end. */
const FRAME = 12
/** Packets have at most MOST bytes; a block adds options. */
const MOST_BLOCK = MOST + (1 << 20)

interface Interface {
  readonly linktype: number
  /** Maximum packet length; 0: no limit. */
  readonly snaplen: number
  /** Microseconds per unit of time. */
  readonly unit: number
  /** Seconds to add. */
  readonly offset: number
  readonly socket: CapturedSocket | undefined
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)

export const isPcapng = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && viewOf(bytes).getUint32(0) === BLOCK.section

/** The options of a block by code; of repeated ones the first. Stops at one that does not fit. */
const readOptions = (block: Uint8Array, start: number, end: number, little: boolean): Map<number, Uint8Array> => {
  const view = viewOf(block)
  const options = new Map<number, Uint8Array>()
  for (let at = start; at + 4 <= end; ) {
    const code = view.getUint16(at, little)
    const length = view.getUint16(at + 2, little)
    if (code === 0 || at + 4 + length > end) break
    if (!options.has(code)) options.set(code, block.subarray(at + 4, at + 4 + length))
    at += 4 + ((length + 3) & ~3)
  }
  return options
}

const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes).replace(/\0+$/, '')

/** if_tsresol: a power of 10, or with the highest bit of 2. The default is microseconds. */
const unitOf = ([resolution = 6]: Uint8Array): number =>
  1e6 / ((resolution & 0x80) === 0 ? 10 ** resolution : 2 ** (resolution & 0x7f))

export class PcapngReader implements CaptureReader {
  private readonly queue = new ByteQueue()
  private order: ByteOrder = 'le'
  private interfaces: Interface[] = []
  /** Linktypes of interfaces that are not netlink. */
  private readonly others = new Set<number>()
  private found = false
  private blocks = 0

  push(bytes: Uint8Array): Datagram[] {
    this.queue.push(bytes)
    const found: Datagram[] = []
    for (let block = this.next(); block !== undefined; block = this.next()) {
      this.blocks++
      const datagram = this.block(block)
      if (datagram !== undefined) found.push(datagram)
    }
    this.found ||= found.length > 0
    return found
  }

  end(): Datagram[] {
    const { length } = this.queue
    if (length > 0)
      throw new InputError(`the pcapng ends in the middle of block ${this.blocks + 1}: ${length} bytes are left`)
    if (!this.found && this.others.size > 0)
      throw new InputError(`a pcapng of ${[...this.others].map(linktypeText).join(', ')}; ${NO_NETLINK}`)
    return []
  }

  /** The next complete block. */
  private next(): Uint8Array | undefined {
    const head = this.queue.peek(FRAME)
    if (head === undefined) return undefined
    const view = viewOf(head)
    // a section may have another byte order than the one before it
    if (view.getUint32(0) === BLOCK.section) this.order = view.getUint32(8) === ORDER_MAGIC ? 'be' : 'le'
    const length = view.getUint32(4, this.order === 'le')
    if (length < FRAME || length % 4 !== 0 || length > MOST_BLOCK)
      throw new InputError(`block ${this.blocks + 1} of the pcapng has ${length} bytes: a broken file`)
    return this.queue.take(length)
  }

  private block(block: Uint8Array): Datagram | undefined {
    const little = this.order === 'le'
    const view = viewOf(block)
    const end = block.length - 4
    const broken = (least: number): void => {
      if (block.length < least) throw new InputError(`block ${this.blocks} of the pcapng is too short: a broken file`)
    }
    switch (view.getUint32(0, little)) {
      case BLOCK.section:
        this.interfaces = []
        return undefined
      case BLOCK.interface:
        broken(20)
        return this.interface(view, readOptions(block, 16, end, little))
      case BLOCK.enhancedPacket: {
        broken(32)
        const length = this.captured(view.getUint32(20, little), end - 28)
        const options = readOptions(block, 28 + ((length + 3) & ~3), end, little)
        const high = view.getUint32(12, little)
        const units = high * 2 ** 32 + view.getUint32(16, little)
        return this.packet(view.getUint32(8, little), block.subarray(28, 28 + length), view.getUint32(24, little), {
          units,
          flags: options.get(OPTION.packetFlags),
        })
      }
      case BLOCK.simplePacket: {
        broken(16)
        const length = view.getUint32(8, little)
        const most = this.interfaces[0]?.snaplen || MOST
        return this.packet(0, block.subarray(12, 12 + Math.min(length, most, end - 12)), length, {})
      }
      default:
        return undefined
    }
  }

  private captured(length: number, most: number): number {
    if (length > most)
      throw new InputError(`the packet in block ${this.blocks} of the pcapng does not fit: a broken file`)
    return length
  }

  private interface(view: DataView, options: Map<number, Uint8Array>): undefined {
    const little = this.order === 'le'
    const linktype = view.getUint16(8, little)
    if (linktype !== LINKTYPE_NETLINK) this.others.add(linktype)
    const offset = options.get(OPTION.offset)
    const label = textOf(options.get(OPTION.name))
    this.interfaces.push({
      linktype,
      snaplen: view.getUint32(12, little),
      unit: unitOf(options.get(OPTION.resolution) ?? new Uint8Array(0)),
      offset: offset?.length === 8 ? Number(viewOf(offset).getBigInt64(0, little)) : 0,
      socket: label === undefined ? undefined : { label, netns: textOf(options.get(OPTION.description)) },
    })
  }

  private packet(
    id: number,
    bytes: Uint8Array,
    length: number,
    { units, flags }: { readonly units?: number; readonly flags?: Uint8Array | undefined },
  ): Datagram | undefined {
    const from = this.interfaces[id]
    if (from === undefined)
      throw new InputError(`the packet in block ${this.blocks} of the pcapng is of no interface: a broken file`)
    if (from.linktype !== LINKTYPE_NETLINK) return undefined
    const { order } = this
    const bits = flags?.length === 4 ? viewOf(flags).getUint32(0, order === 'le') & 3 : 0
    return datagramOf({
      bytes,
      length,
      time: units === undefined ? undefined : units * from.unit + from.offset * 1e6,
      order,
      direction: bits === OUTBOUND ? 'sent' : bits === INBOUND ? 'received' : undefined,
      socket: from.socket,
    })
  }
}
