/** Reads pcap files of linktype NETLINK, as tcpdump writes them from a link of kind nlmon. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import { ByteQueue } from './byte-queue.ts'
import { datagramOf, linktypeText, NO_NETLINK } from './cooked.ts'
import type { CaptureReader, Datagram } from './datagram.ts'
import { MOST } from './datagram.ts'
import { InputError } from './input-error.ts'
import { LINKTYPE_NETLINK } from './pcap-writer.ts'

const FILE_HEADER = 24
const RECORD_HEADER = 16
const MICROSECONDS = 0xa1b2c3d4
const NANOSECONDS = 0xa1b23c4d

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)

/** Byte order and units per microsecond by the magic number; undefined if it is none of pcap. */
const magicOf = (view: DataView): { readonly order: ByteOrder; readonly scale: number } | undefined => {
  for (const order of ['le', 'be'] as const) {
    const magic = view.getUint32(0, order === 'le')
    if (magic === MICROSECONDS) return { order, scale: 1 }
    if (magic === NANOSECONDS) return { order, scale: 1000 }
  }
  return undefined
}

export const isPcap = (bytes: Uint8Array): boolean => bytes.length >= 4 && magicOf(viewOf(bytes)) !== undefined

export class PcapReader implements CaptureReader {
  private readonly queue = new ByteQueue()
  private file: ReturnType<typeof magicOf>
  private count = 0

  push(bytes: Uint8Array): Datagram[] {
    this.queue.push(bytes)
    const found: Datagram[] = []
    if (this.file === undefined && !this.begin()) return found
    this.packetsOf(this.queue.piece(), found)
    for (let next = this.next(); next !== undefined; next = this.next()) {
      found.push(next)
      this.packetsOf(this.queue.piece(), found)
    }
    return found
  }

  end(): Datagram[] {
    const { length } = this.queue
    if (this.file === undefined || length > 0)
      throw new InputError(`the pcap ends in the middle of packet ${this.count + 1}: ${length} bytes are left`)
    return []
  }

  private begin(): boolean {
    const header = this.queue.take(FILE_HEADER)
    if (header === undefined) return false
    const view = viewOf(header)
    const file = magicOf(view)
    // the upper bits tell of frame check sequences
    const linktype = view.getUint32(20, file?.order === 'le') & 0xffff
    if (linktype !== LINKTYPE_NETLINK) throw new InputError(`a pcap of ${linktypeText(linktype)}; ${NO_NETLINK}`)
    this.file = file
    return true
  }

  /** Adds the packets that are whole in the first piece of the queue, and takes them from it. */
  private packetsOf(piece: Uint8Array, found: Datagram[]): void {
    const view = viewOf(piece)
    let at = 0
    while (piece.length - at >= RECORD_HEADER) {
      const end = at + RECORD_HEADER + this.lengthAt(view, at)
      if (end > piece.length) break
      found.push(this.packet(view, at, piece.subarray(at + RECORD_HEADER, end)))
      at = end
    }
    this.queue.skip(at)
  }

  /** The next packet, which may be in several pieces. */
  private next(): Datagram | undefined {
    const header = this.queue.peek(RECORD_HEADER)
    if (header === undefined) return undefined
    const record = this.queue.take(RECORD_HEADER + this.lengthAt(viewOf(header), 0))
    return record === undefined ? undefined : this.packet(viewOf(record), 0, record.subarray(RECORD_HEADER))
  }

  private lengthAt(view: DataView, at: number): number {
    const length = view.getUint32(at + 8, this.file?.order === 'le')
    if (length > MOST) throw new InputError(`packet ${this.count + 1} of the pcap has ${length} bytes: a broken file`)
    return length
  }

  private packet(view: DataView, at: number, bytes: Uint8Array): Datagram {
    const { order, scale } = this.file as NonNullable<typeof this.file>
    const little = order === 'le'
    this.count++
    return datagramOf({
      bytes,
      length: view.getUint32(at + 12, little),
      time: view.getUint32(at, little) * 1e6 + view.getUint32(at + 4, little) / scale,
      order,
    })
  }
}
