/** Requests to the helper and its replies, as native/setns/setns.h lays them out. */
import { hostOrder } from '../netlink/codec/order.ts'

const little = hostOrder === 'le'
const REQUEST_HEADER = 36
const REPLY_HEADER = 16
/** Bytes of the longest text: the value of a sysctl, with its path before it where it is written. */
export const TEXT_MAXIMUM = 196608
/** Bytes of the longest reply. */
export const REPLY_MAXIMUM = REPLY_HEADER + TEXT_MAXIMUM

export const OPERATIONS = { create: 1, attach: 2, delete: 3, socket: 4, 'get sysctl': 5, 'set sysctl': 6 } as const
export type Operation = keyof typeof OPERATIONS

/** Of `socket`. */
export interface SocketNumbers {
  readonly domain: number
  readonly type: number
  readonly protocol: number
  /** From 0: listen(2). */
  readonly backlog?: number | undefined
  readonly reuseAddress?: boolean | undefined
  readonly reusePort?: boolean | undefined
  readonly v6only?: boolean | undefined
  /** Connected to the address instead of bound to it. */
  readonly connect?: boolean | undefined
}

/** Who sends a request, and which one it is. */
export interface Sender {
  readonly number: number
  /** Effective ids. */
  readonly uid: number
  readonly gid: number
}

const NO_SOCKET: SocketNumbers = { domain: 0, type: 0, protocol: 0 }

export const encodeRequest = (
  operation: Operation,
  { number, uid, gid }: Sender,
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
  /** The request may have given a name to a namespace. */
  readonly naming: boolean
  /** 0, or the errno; the text then says which call failed. */
  readonly errno: number
  /** The last reply of this helper. */
  readonly leaving: boolean
  /** The last reply as well: the process has other credentials than when it started the helper. Nothing was done. */
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
