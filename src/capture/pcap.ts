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
    for (let next = this.next(); next !== undefined; next = this.next()) found.push(next)
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

  private next(): Datagram | undefined {
    const { order, scale } = this.file as NonNullable<typeof this.file>
    const little = order === 'le'
    const header = this.queue.peek(RECORD_HEADER)
    if (header === undefined) return undefined
    const view = viewOf(header)
    const length = view.getUint32(8, little)
    if (length > MOST) throw new InputError(`packet ${this.count + 1} of the pcap has ${length} bytes: a broken file`)
    const record = this.queue.take(RECORD_HEADER + length)
    if (record === undefined) return undefined
    this.count++
    return datagramOf({
      bytes: record.subarray(RECORD_HEADER),
      length: view.getUint32(12, little),
      time: view.getUint32(0, little) * 1e6 + view.getUint32(4, little) / scale,
      order,
    })
  }
}
