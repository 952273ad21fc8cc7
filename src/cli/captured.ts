/** Splits captured datagrams into messages. Uses nothing of Node. */
import type { Datagram } from '../capture/datagram.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import { hostOrder } from '../netlink/codec/order.ts'
import { alignMessage, NLMSG_HDRLEN, NLMSG_LEN_AT } from '../netlink/protocol/header.ts'

/** A message, or the bytes at the end of a datagram that are not a complete message. */
export interface Captured {
  readonly bytes: Uint8Array
  /** The bytes of its datagram, and the offset of the message in it. */
  readonly view: DataView
  readonly start: number
  /** Number of its bytes. */
  readonly length: number
  readonly whole: boolean
  readonly order: ByteOrder
  /** Undefined if neither the capture nor an option tells it. */
  readonly protocol: number | undefined
  /** Where it comes from. Several messages may be in one. */
  readonly datagram: Datagram
}

export interface InputOptions {
  readonly be?: true
  readonly le?: true
  /** The protocol where the capture does not contain it. */
  readonly family?: number
}

/** The byte order that the options give; undefined if they give none. */
export const orderOf = ({ be, le }: InputOptions): ByteOrder | undefined =>
  be === true ? 'be' : le === true ? 'le' : undefined

/** Makes the array of its bytes only if it is used: that takes longer than to find the message. */
class CapturedPart implements Captured {
  readonly view: DataView
  readonly start: number
  readonly whole: boolean
  readonly order: ByteOrder
  readonly protocol: number | undefined
  readonly datagram: Datagram
  private readonly end: number
  private made: Uint8Array | undefined

  constructor(
    view: DataView,
    start: number,
    end: number,
    whole: boolean,
    order: ByteOrder,
    protocol: number | undefined,
    datagram: Datagram,
  ) {
    this.view = view
    this.start = start
    this.end = end
    this.whole = whole
    this.order = order
    this.protocol = protocol
    this.datagram = datagram
  }

  get length(): number {
    return this.end - this.start
  }

  get bytes(): Uint8Array {
    this.made ??= this.datagram.bytes.subarray(this.start, this.end)
    return this.made
  }
}

/** Adds the messages of a datagram to `found`, until that has `most`. */
export const cut = (
  datagram: Datagram,
  options: InputOptions,
  found: Captured[],
  most = Number.POSITIVE_INFINITY,
): void => {
  const { bytes } = datagram
  const size = bytes.length
  const view = new DataView(bytes.buffer, bytes.byteOffset, size)
  const order = orderOf(options) ?? datagram.order ?? hostOrder
  const protocol = datagram.protocol ?? options.family
  let at = 0
  while (size - at >= NLMSG_HDRLEN) {
    const length = view.getUint32(at + NLMSG_LEN_AT, order === 'le')
    if (length < NLMSG_HDRLEN || length > size - at) break
    if (found.length >= most) return
    found.push(new CapturedPart(view, at, at + length, true, order, protocol, datagram))
    at = Math.min(at + alignMessage(length), size)
  }
  // Bytes that are no whole message, or that the capture lacks, are reported.
  if (at < size || datagram.why !== undefined)
    found.push(new CapturedPart(view, at, size, false, order, protocol, datagram))
}

/**
 * Bytes of a message that are read: those of the kernel have some ten thousand. Each attribute takes a hundred times its size in
 * memory, so a message of many megabytes would take all of it.
 */
export const MOST_BYTES = 1 << 20

/** A message, or the first part of one that is too long. */
export const withinLimit = (captured: Captured): Captured => {
  const { bytes, view, start, order, protocol, datagram, length } = captured
  if (length <= MOST_BYTES) return captured
  const missing = length - MOST_BYTES + (datagram.missing ?? 0)
  const cut = { ...datagram, missing, why: 'only the first MiB of a message is read' }
  const part = { bytes: bytes.subarray(0, MOST_BYTES), view, start, length: MOST_BYTES }
  return { ...part, whole: false, order, protocol, datagram: cut }
}

/** Whether these are zeros after the last message of a datagram. Some programs send them, and the kernel ignores them. */
export const isPadding = ({ bytes, start, datagram }: Captured): boolean =>
  start > 0 && datagram.why === undefined && bytes.every((byte) => byte === 0)

export const whyNoMessage = (captured: Captured): string => {
  const { bytes, order, datagram } = captured
  if (datagram.why !== undefined) return whyMissing(datagram)
  if (isPadding(captured)) return 'zeros after the last message, which the kernel ignores'
  if (bytes.length < NLMSG_HDRLEN) return `${bytes.length} bytes are too few for struct nlmsghdr (${NLMSG_HDRLEN})`
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(NLMSG_LEN_AT, order === 'le')
  const swapped = view.getUint32(NLMSG_LEN_AT, order !== 'le')
  const fits = swapped >= NLMSG_HDRLEN && swapped <= bytes.length
  const hint = fits ? `; in the other byte order it would fit: try --${order === 'le' ? 'be' : 'le'}` : ''
  return `nlmsg_len says ${length} where ${bytes.length} bytes are left${hint}`
}

/** `12 bytes are missing: strace cut the string`. */
const whyMissing = ({ missing = 0, why }: Datagram): string =>
  missing === 0 ? String(why) : `${missing} bytes are missing: ${why}`
