/** Finds out which kind of capture an input is, by its first bytes, and reads it. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import { ByteQueue } from './byte-queue.ts'
import type { CaptureReader, Datagram } from './datagram.ts'
import { InputError } from './input-error.ts'
import { isJsonLine, JsonLineReader } from './json-lines.ts'
import { MessageReader } from './messages.ts'
import { isPcap, PcapReader } from './pcap.ts'
import { isPcapng, PcapngReader } from './pcapng.ts'
import { isFileRow, RowReader } from './rows.ts'
import { isStraceLine, StraceReader } from './strace/reader.ts'
import { TextReader } from './text.ts'

/** Bytes of text in which rows of bytes or a system call must appear, or the text contains nothing but bytes. */
const SNIFFED = 1 << 20

/** Bytes that show the format of a binary file. */
const MAGIC = 4

/** gzip, zstd, xz. */
const COMPRESSED = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0xfd, 0x37, 0x7a, 0x58],
]

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte)

export class DetectingReader implements CaptureReader {
  private readonly order: ByteOrder
  private readonly queue = new ByteQueue()
  private reader: CaptureReader | undefined
  private readonly decoder = new TextDecoder()
  /** The beginning of a line whose end has not arrived. */
  private open = ''
  /** Bytes that were sniffed. */
  private sniffed = 0

  /** `order`: of the machine on which text and binary input were recorded. */
  constructor(order: ByteOrder) {
    this.order = order
  }

  push(bytes: Uint8Array): Datagram[] {
    if (this.reader !== undefined) return this.reader.push(bytes)
    this.queue.push(bytes)
    this.reader = this.choose(bytes, false)
    return this.reader?.push(this.queue.rest()) ?? []
  }

  end(): Datagram[] {
    if (this.reader !== undefined) return this.reader.end()
    const reader = this.choose(new Uint8Array(0), true)
    return [...reader.push(this.queue.rest()), ...reader.end()]
  }

  private choose(bytes: Uint8Array, isEnd: true): CaptureReader
  private choose(bytes: Uint8Array, isEnd: boolean): CaptureReader | undefined
  private choose(bytes: Uint8Array, isEnd: boolean): CaptureReader | undefined {
    const { queue, order } = this
    if (queue.length < MAGIC && !isEnd) return undefined
    const head = queue.peek(Math.min(MAGIC, queue.length)) as Uint8Array
    const fresh = queue.length - this.sniffed > bytes.length ? (queue.peek(queue.length) as Uint8Array) : bytes
    this.sniffed = queue.length
    if (isPcap(head)) return new PcapReader()
    if (isPcapng(head)) return new PcapngReader()
    if (COMPRESSED.some((magic) => startsWith(head, magic)))
      throw new InputError('the input is compressed; unpack it first: zcat FILE | rtnl-dump decode')
    // the length of every message contains a zero byte; text contains none
    if (fresh.includes(0)) return new MessageReader(order)
    const found = this.sniff(this.decoder.decode(fresh, { stream: !isEnd }), isEnd)
    if (found !== undefined) return found
    return isEnd || queue.length >= SNIFFED ? new TextReader(order) : undefined
  }

  /** Looks for a line that only one kind of text has. */
  private sniff(text: string, isEnd: boolean): CaptureReader | undefined {
    this.open += text
    if (!isEnd && !text.includes('\n')) return undefined
    const lines = this.open.split('\n')
    this.open = isEnd ? '' : (lines.pop() as string)
    for (const line of lines) {
      if (isFileRow(line)) return new RowReader(this.order)
      if (isStraceLine(line)) return new StraceReader()
      if (isJsonLine(line)) return new JsonLineReader()
    }
    return undefined
  }
}
