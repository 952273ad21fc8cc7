/** struct nlmsghdr of <linux/netlink.h>, and the control messages every family shares. */
import { EncodeError } from '../codec/errors.ts'
import { copied, copy, Payload } from '../codec/fast/pool.ts'

/** Size of struct nlmsghdr in bytes. */
export const NLMSG_HDRLEN = 16
export const NLMSG_NOOP = 1
export const NLMSG_ERROR = 2
export const NLMSG_DONE = 3
export const NLMSG_OVERRUN = 4
/** Types below are control messages, types from here on belong to the family. */
export const NLMSG_MIN_TYPE = 0x10

export const NLM_F_REQUEST = 0x01
export const NLM_F_MULTI = 0x02
export const NLM_F_ACK = 0x04
export const NLM_F_ECHO = 0x08
export const NLM_F_DUMP_INTR = 0x10
export const NLM_F_DUMP_FILTERED = 0x20

/** Modifiers of GET requests. */
export const NLM_F_ROOT = 0x100
export const NLM_F_MATCH = 0x200
export const NLM_F_ATOMIC = 0x400
export const NLM_F_DUMP = NLM_F_ROOT | NLM_F_MATCH

// Modifiers of NEW requests (<linux/netlink.h>).
/** Replace the object if it exists. */
export const NLM_F_REPLACE = 0x100
/** Refuse the request if the object exists. */
export const NLM_F_EXCL = 0x200
/** Create the object if it does not exist. */
export const NLM_F_CREATE = 0x400
/** Add the object after those that exist. */
export const NLM_F_APPEND = 0x800

/** Modifiers of acknowledgements. */
export const NLM_F_CAPPED = 0x100
export const NLM_F_ACK_TLVS = 0x200

/** Offsets in struct nlmsghdr. */
export const NLMSG_LEN_AT = 0
export const NLMSG_TYPE_AT = 4
export const NLMSG_FLAGS_AT = 6
export const NLMSG_SEQ_AT = 8
export const NLMSG_PID_AT = 12

/** A message in bytes; offsets count from the start of those bytes. */
export interface Frame {
  /** nlmsg_type. */
  readonly type: number
  /** NLM_F_* bits. */
  readonly flags: number
  /** The sequence number of the request; 0 in most notifications. */
  readonly seq: number
  /** Port of the socket that sent the request, or that caused the notification; 0 in requests. */
  readonly port: number
  /** Where struct nlmsghdr starts. */
  readonly start: number
  /** End of the payload; padding up to the next message follows. */
  readonly end: number
}

export const alignMessage = (length: number): number => (length + 3) & ~3

/** The messages of a datagram. Stops at bytes that are no message; `rest` of the return value is the number of remaining bytes. */
export function* frames(bytes: Uint8Array, little: boolean): Generator<Frame, { rest: number }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (bytes.length - at >= NLMSG_HDRLEN) {
    const length = view.getUint32(at + NLMSG_LEN_AT, little)
    if (length < NLMSG_HDRLEN || length > bytes.length - at) break
    yield {
      type: view.getUint16(at + NLMSG_TYPE_AT, little),
      flags: view.getUint16(at + NLMSG_FLAGS_AT, little),
      seq: view.getUint32(at + NLMSG_SEQ_AT, little),
      port: view.getUint32(at + NLMSG_PID_AT, little),
      start: at,
      end: at + length,
    }
    at += Math.min(alignMessage(length), bytes.length - at)
  }
  return { rest: bytes.length - at }
}

/** @throws {EncodeError} if `flags` does not fit 16 bits. */
export const checkFlags = (flags: number): void => {
  if ((flags & 0xffff) !== flags) throw new EncodeError('flags', 'message flags, an integer from 0 to 65535', flags)
}

/** A payload that an encoder of this library has written. Programs pass a Uint8Array. */
export interface EncodedPayload {
  /** In bytes. */
  readonly length: number
  /** The bytes, not copied. */
  readonly content: Uint8Array
}

/** What follows struct nlmsghdr in a request. */
export type RequestPayload = Uint8Array | EncodedPayload

/** @throws {EncodeError} if it is neither a Uint8Array nor made by an encoder. */
export const checkPayload: (payload: RequestPayload) => asserts payload is Uint8Array | Payload = (payload) => {
  if (!(payload instanceof Payload) && !(payload instanceof Uint8Array))
    throw new EncodeError('payload', 'bytes (a Uint8Array)', payload)
}

/** Length of a request in a datagram, padding included. */
export const framedLength = ({ length }: { readonly length: number }): number => alignMessage(NLMSG_HDRLEN + length)

/** Writes a request with a payload that was checked. Sequence number and port stay 0; the engine fills in the number. */
export const putRequest = (
  bytes: Uint8Array,
  at: number,
  type: number,
  flags: number,
  payload: RequestPayload,
  little: boolean,
): void => {
  putHeader(bytes, at, type, flags, payload.length, little)
  if (payload instanceof Payload) copy(payload.bytes, payload.start, payload.length, bytes, at + NLMSG_HDRLEN)
  else copy(payload as Uint8Array, 0, payload.length, bytes, at + NLMSG_HDRLEN)
}

const putHeader = (
  bytes: Uint8Array,
  at: number,
  type: number,
  flags: number,
  length: number,
  little: boolean,
): void => {
  // a type of more than 16 bits would be cut off, and be another request
  if ((type & 0xffff) !== type) throw new EncodeError('type', 'a message type, an integer from 0 to 65535', type)
  checkFlags(flags)
  put32(bytes, at + NLMSG_LEN_AT, NLMSG_HDRLEN + length, little)
  put16(bytes, at + NLMSG_TYPE_AT, type, little)
  put16(bytes, at + NLMSG_FLAGS_AT, flags | NLM_F_REQUEST, little)
  put32(bytes, at + NLMSG_SEQ_AT, 0, little)
  put32(bytes, at + NLMSG_PID_AT, 0, little)
}

/** A request in memory of its own. */
export const frameRequest = (type: number, flags: number, payload: Uint8Array, little: boolean): Uint8Array => {
  const bytes = new Uint8Array(framedLength(payload))
  putRequest(bytes, 0, type, flags, payload, little)
  return bytes
}

/** The range of a request in a buffer, padding included. */
export interface ByteRange {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

export const bytesOf = ({ bytes, start, end }: ByteRange): Uint8Array => bytes.subarray(start, end)

const shared: { -readonly [K in keyof ByteRange]: ByteRange[K] } = { bytes: new Uint8Array(0), start: 0, end: 0 }

/**
 * A request in memory that requests share. The header is written before the payload in place, unless another request
 * has taken that space. The returned object is reused by the next call; the bytes are not.
 */
export const frameShared = (type: number, flags: number, payload: RequestPayload, little: boolean): ByteRange => {
  checkPayload(payload)
  const { bytes, start, length } = withHeaderSpace(payload)
  putHeader(bytes, start - NLMSG_HDRLEN, type, flags, length, little)
  shared.bytes = bytes
  shared.start = start - NLMSG_HDRLEN
  shared.end = alignMessage(start + length)
  return shared
}

const withHeaderSpace = (payload: Uint8Array | Payload): Payload => {
  if (!(payload instanceof Payload)) return copied({ bytes: payload, start: 0, length: payload.length })
  return payload.claimHeader() ? payload : copied(payload)
}

/** Clears NLM_F_ACK; refusals still arrive. */
export const askNoAck = ({ bytes, start }: ByteRange, little: boolean): void => {
  const at = start + (little ? NLMSG_FLAGS_AT : NLMSG_FLAGS_AT + 1)
  bytes[at] = (bytes[at] as number) & ~NLM_F_ACK
}

/** Numbers are written byte by byte: making a DataView would cost more than the rest of a small request. */
export const put32 = (bytes: Uint8Array, at: number, value: number, little: boolean): void => {
  put16(bytes, little ? at : at + 2, value, little)
  put16(bytes, little ? at + 2 : at, value >>> 16, little)
}

const put16 = (bytes: Uint8Array, at: number, value: number, little: boolean): void => {
  bytes[little ? at : at + 1] = value
  bytes[little ? at + 1 : at] = value >>> 8
}
