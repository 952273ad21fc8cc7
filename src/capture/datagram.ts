/** What the readers of captures return. */
import type { ByteOrder } from '../netlink/codec/order.ts'

/** A socket of a capture. Datagrams of one socket have the same object. */
export interface CapturedSocket {
  /** `ip[1234] fd 3`: its process as the capture names it, and its descriptor. */
  readonly label: string
  /** The namespace in which it was created, if the capture shows that. */
  readonly netns: string | undefined
}

/** A datagram, or bytes of unknown origin: one or more messages. */
export interface Datagram {
  readonly bytes: Uint8Array
  /** NETLINK_ROUTE (0), NETLINK_NETFILTER (12), ...; undefined if the capture does not contain it. */
  readonly protocol?: number | undefined
  /** Undefined if the capture does not contain it. */
  readonly direction?: 'sent' | 'received' | undefined
  readonly socket?: CapturedSocket | undefined
  /** Microseconds, since 1970 if the capture contains the date. */
  readonly time?: number | undefined
  /** Byte order of the machine on which the capture was made, if the capture contains it. */
  readonly order?: ByteOrder | undefined
  /** Number of bytes at the end that the capture omits. */
  readonly missing?: number | undefined
  /** Why bytes are missing, or why there are none. */
  readonly why?: string | undefined
}

/** Reads a capture part by part, so that its size does not matter. Both methods throw InputError. */
export interface CaptureReader {
  /** The datagrams that are complete after these bytes. They may share memory with `bytes`. */
  push(bytes: Uint8Array): Datagram[]
  /** The rest, at the end of the input. */
  end(): Datagram[]
}

/** Maximum length of a datagram, a message or a line. The kernel's own limits are lower. */
export const MOST = 1 << 26
