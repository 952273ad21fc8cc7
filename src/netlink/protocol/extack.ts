/** What the kernel says about a request it refused: NLMSG_ERROR and its extended acknowledgement (NLMSGERR_ATTR_*). */

import { attr, attributes, bytes, s64, string, u32, u64 } from '../codec/builders.ts'
import { decode } from '../codec/decode/decode.ts'
import { describe } from '../codec/decode/describe.ts'
import type { Span } from '../codec/decode/span.ts'
import { spanAt } from '../codec/decode/span.ts'
import { enumeration } from '../codec/enumeration.ts'
import { DecodeError, joinPath } from '../codec/errors.ts'
import type { Attributes, Infer, Node, Typed } from '../codec/node.ts'
import type { ByteOrder } from '../codec/order.ts'
import { EBADMSG } from './errno.ts'
import { NLM_F_ACK_TLVS, NLM_F_CAPPED, NLMSG_HDRLEN } from './header.ts'

/** NL_POLICY_TYPE_ATTR_*: what the kernel accepts for an attribute. */
export const policy = attributes('NL_POLICY_TYPE_ATTR_', {
  type: attr(
    1,
    enumeration(u32, 'NL_ATTR_TYPE_', {
      invalid: 0,
      flag: 1,
      u8: 2,
      u16: 3,
      u32: 4,
      u64: 5,
      s8: 6,
      s16: 7,
      s32: 8,
      s64: 9,
      binary: 10,
      string: 11,
      'nul-string': 12,
      nested: 13,
      'nested-array': 14,
      bitfield32: 15,
      sint: 16,
      uint: 17,
    }),
  ),
  minValueS: attr(2, s64, { constant: 'NL_POLICY_TYPE_ATTR_MIN_VALUE_S' }),
  maxValueS: attr(3, s64, { constant: 'NL_POLICY_TYPE_ATTR_MAX_VALUE_S' }),
  minValueU: attr(4, u64, { constant: 'NL_POLICY_TYPE_ATTR_MIN_VALUE_U' }),
  maxValueU: attr(5, u64, { constant: 'NL_POLICY_TYPE_ATTR_MAX_VALUE_U' }),
  minLength: attr(6, u32),
  maxLength: attr(7, u32),
  policyIdx: attr(8, u32),
  policyMaxtype: attr(9, u32),
  bitfield32Mask: attr(10, u32, { constant: 'NL_POLICY_TYPE_ATTR_BITFIELD32_MASK' }),
  pad: attr(11, bytes),
  mask: attr(12, u64),
})
/** What the kernel accepts for an attribute (NL_POLICY_TYPE_ATTR_*): its type and the limits of its value or length. */
export interface Policy extends Infer<typeof policy> {}

/** NLMSGERR_ATTR_*. */
export const nlmsgerr = attributes('NLMSGERR_ATTR_', {
  msg: attr(1, string),
  /** Offset of the attribute at fault from the start of the request. */
  offs: attr(2, u32),
  cookie: attr(3, bytes),
  policy: attr(4, policy as typeof policy & Typed<Policy>),
  /** Type of an attribute that should have been there. */
  missType: attr(5, u32),
  /** Offset of the nest it should have been in; absent for the message itself. */
  missNest: attr(6, u32),
})
/** The attributes of an extended acknowledgement (NLMSGERR_ATTR_*). */
export interface Nlmsgerr extends Infer<typeof nlmsgerr> {}

/** The kernel's explanation, its offsets turned into the names of fields. What the kernel did not send is absent. */
export interface Extack {
  /** The kernel's words. */
  readonly message?: string | undefined
  /** The field at fault, e.g. `linkinfo.data.id`. */
  readonly path?: string | undefined
  /** Offset of that field in the request, struct nlmsghdr included. */
  readonly offset?: number | undefined
  /** The field that should have been there. */
  readonly missing?: string | undefined
  /** What the kernel accepts for the field. */
  readonly policy?: Policy | undefined
  /** Bytes whose meaning depends on the operation (NLMSGERR_ATTR_COOKIE). */
  readonly cookie?: Uint8Array | undefined
}

/** An acknowledgement, or the payload of a NLMSG_DONE. */
export interface Ack {
  /** 0 for success. */
  readonly errno: number
  readonly attributes: Nlmsgerr | undefined
}

/** Reads struct nlmsgerr and what follows it. `message` has its header; one too short to say anything is no success. */
export const readAck = (message: Uint8Array, flags: number, order: ByteOrder): Ack => {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const little = order === 'le'
  if (message.length < NLMSG_HDRLEN + 4) return { errno: EBADMSG, attributes: undefined }
  const errno = -view.getInt32(NLMSG_HDRLEN, little)
  const echo = NLMSG_HDRLEN + 4
  if ((flags & NLM_F_ACK_TLVS) === 0 || message.length < echo + NLMSG_HDRLEN) return { errno, attributes: undefined }
  const echoed = (flags & NLM_F_CAPPED) !== 0 ? NLMSG_HDRLEN : view.getUint32(echo, little)
  const start = echo + 4 * Math.ceil(echoed / 4)
  return {
    errno,
    attributes: start < message.length ? decode(nlmsgerr, message.subarray(start), { order }) : undefined,
  }
}

/** Reads NLMSG_DONE: an errno, then attributes without an echoed request between. */
export const readDone = (message: Uint8Array, flags: number, order: ByteOrder): Ack => {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  if (message.length < NLMSG_HDRLEN + 4) return { errno: 0, attributes: undefined }
  const errno = Math.max(0, -view.getInt32(NLMSG_HDRLEN, order === 'le'))
  const hasAttributes = (flags & NLM_F_ACK_TLVS) !== 0 && message.length > NLMSG_HDRLEN + 4
  return {
    errno,
    attributes: hasAttributes ? decode(nlmsgerr, message.subarray(NLMSG_HDRLEN + 4), { order }) : undefined,
  }
}

/** The table a nest's attributes are rows of. */
const tableOf = (node: Node | undefined): Attributes | undefined =>
  node?.type === 'attributes' ? node : node?.type === 'message' ? node.attributes : undefined

const missingPath = (table: Attributes | undefined, path: string, type: number): string => {
  const key = Object.entries(table?.rows ?? {}).find(([, row]) => row.id === type)?.[0]
  return key === undefined || table === undefined ? joinPath(path, `#${type}`) : joinPath(path, key)
}

/** A request may be too short even for its header; that is then what the kernel found fault with. */
const spansOf = (node: Node, payload: Uint8Array, order: ByteOrder): readonly Span[] => {
  try {
    return describe(node, payload, { order }).spans
  } catch (error) {
    /* c8 ignore next -- nothing else is thrown, unless there is a mistake in here */
    if (!(error instanceof DecodeError)) throw error
    return []
  }
}

/**
 * Names the fields that an acknowledgement refers to. `request` is the whole request; without its node (an unknown
 * message type) offsets stay numbers.
 */
export const explain = (sent: Nlmsgerr, request: Uint8Array, node: Node | undefined, order: ByteOrder): Extack => {
  const spans = node === undefined ? [] : spansOf(node, request.subarray(NLMSG_HDRLEN), order)
  const at = (offset: number): Span | undefined => spanAt(spans, offset - NLMSG_HDRLEN)
  const nest = sent.missNest === undefined ? undefined : at(sent.missNest)
  const table = sent.missNest === undefined ? tableOf(node) : tableOf(nest?.node)
  return {
    message: sent.msg,
    offset: sent.offs,
    path: sent.offs === undefined ? undefined : at(sent.offs)?.path,
    missing: sent.missType === undefined ? undefined : missingPath(table, nest?.path ?? '', sent.missType),
    policy: sent.policy,
    cookie: sent.cookie,
  }
}
