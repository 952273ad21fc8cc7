/** Encodes requests to the helper and decodes its replies; native/setns/messages.h defines their layout. */
import { hostOrder } from '../netlink/codec/order.ts'

const little = hostOrder === 'le'
const REQUEST_HEADER = 36
const REPLY_HEADER = 16
/** Bytes of the longest text: the value of a sysctl, in a write with its path before it. */
export const TEXT_MAXIMUM = 196608
/** Bytes of the longest reply. */
export const REPLY_MAXIMUM = REPLY_HEADER + TEXT_MAXIMUM

export const OPERATIONS = { create: 1, attach: 2, delete: 3, socket: 4, 'get sysctl': 5, 'set sysctl': 6 } as const
export type Operation = keyof typeof OPERATIONS

/** The arguments of `socket`. */
export interface SocketNumbers {
  readonly domain: number
  readonly type: number
  readonly protocol: number
  /** Calls listen(2) with it. Absent: does not. */
  readonly backlog?: number | undefined
  readonly reuseAddress?: boolean | undefined
  readonly reusePort?: boolean | undefined
  readonly v6only?: boolean | undefined
  /** Whether the socket is connected to the address instead of bound to it. */
  readonly connect?: boolean | undefined
}

/** Identifies a request and the process that sends it. */
export interface RequestHeader {
  readonly number: number
  /** Effective ids. */
  readonly uid: number
  readonly gid: number
}

const NO_SOCKET: SocketNumbers = { domain: 0, type: 0, protocol: 0 }

export const encodeRequest = (
  operation: Operation,
  { number, uid, gid }: RequestHeader,
  text: Uint8Array,
  numbers: SocketNumbers = NO_SOCKET,
): Uint8Array => {
  const { domain, type, protocol, backlog = -1, reuseAddress, reusePort, v6only, connect } = numbers
  const bytes = new Uint8Array(REQUEST_HEADER + text.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, OPERATIONS[operation], little)
  view.setUint32(4, number, little)
  view.setUint32(8, uid, little)
  view.setUint32(12, gid, little)
  view.setInt32(16, domain, little)
  view.setInt32(20, type, little)
  view.setInt32(24, protocol, little)
  view.setInt32(28, backlog, little)
  view.setUint32(32, (reuseAddress ? 1 : 0) | (reusePort ? 2 : 0) | (v6only ? 4 : 0) | (connect ? 8 : 0), little)
  bytes.set(text, REQUEST_HEADER)
  return bytes
}

export interface Reply {
  /** Whether the request may have created a name. */
  readonly naming: boolean
  /** 0, or an errno; the text is then the name of the system call that failed. */
  readonly errno: number
  /** Whether this is the last reply of this helper, which then ends. */
  readonly leaving: boolean
  /**
   * The same, because this process now has other credentials than when it started the helper. The helper did nothing.
   */
  readonly stale: boolean
  readonly text: Uint8Array
}

export const decodeReply = (bytes: Uint8Array, length: number): Reply => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const operation = view.getUint32(0, little)
  const flags = view.getUint32(12, little)
  return {
    naming: operation === OPERATIONS.create || operation === OPERATIONS.attach,
    errno: view.getInt32(8, little),
    leaving: (flags & 1) !== 0,
    stale: (flags & 2) !== 0,
    text: bytes.slice(REPLY_HEADER, length),
  }
}

/** The number of the request that a note is about. */
export const decodeNote = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, little)
