/** Splits captured datagrams into messages. Uses nothing of Node. */
import type { Datagram } from '../capture/datagram.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import { hostOrder } from '../netlink/codec/order.ts'
import { alignMessage, frames, NLMSG_HDRLEN, NLMSG_LEN_AT } from '../netlink/protocol/header.ts'

/** A message, or the bytes at the end of a datagram that are not a complete message. */
export interface Captured {
  readonly bytes: Uint8Array
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

/** Adds the messages of a datagram to `found`, until that has `most`. */
export const cut = (
  datagram: Datagram,
  options: InputOptions,
  found: Captured[],
  most = Number.POSITIVE_INFINITY,
): void => {
  const { bytes } = datagram
  const common = {
    order: orderOf(options) ?? datagram.order ?? hostOrder,
    protocol: datagram.protocol ?? options.family,
    datagram,
  }
  const walk = frames(bytes, common.order === 'le')
  let end = 0
  for (let step = walk.next(); step.done !== true; step = walk.next()) {
    if (found.length >= most) return
    found.push({ bytes: bytes.subarray(step.value.start, step.value.end), whole: true, ...common })
    end = Math.min(alignMessage(step.value.end), bytes.length)
  }
  // Bytes that are no whole message, or that the capture lacks, are reported.
  if (end < bytes.length || datagram.why !== undefined)
    found.push({ bytes: bytes.subarray(end), whole: false, ...common })
}

export const whyNoMessage = ({ bytes, order, datagram }: Captured): string => {
  if (datagram.why !== undefined) return whyMissing(datagram)
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
