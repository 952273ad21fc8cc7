/** Describes one message: its header, its value, and which bytes are which field. */

import { decode } from '../netlink/codec/decode/decode.ts'
import type { Span } from '../netlink/codec/decode/span.ts'
import { DecodeError } from '../netlink/codec/errors.ts'
import type { Node, Problem } from '../netlink/codec/node.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import { errnoName, errnoText } from '../netlink/protocol/errno.ts'
import { nlmsgerr } from '../netlink/protocol/extack.ts'
import * as header from '../netlink/protocol/header.ts'
import { flagNames, messageOf, typeName } from './nlmsghdr.ts'

/** A range of bytes of a message, and how it is read. Offsets count from its struct nlmsghdr. */
export type Section =
  | { readonly kind: 'nlmsghdr'; readonly offset: number }
  | { readonly kind: 'errno'; readonly offset: number; readonly value: number }
  | { readonly kind: 'spans'; readonly offset: number; readonly end: number; readonly spans: readonly Span[] }
  /** Bytes without a table. */
  | { readonly kind: 'bytes'; readonly offset: number; readonly end: number; readonly why: string }

export interface Described {
  readonly header: {
    readonly len: number
    readonly type: number
    readonly flags: readonly string[]
    readonly seq: number
    readonly pid: number
  }
  readonly protocol: number | undefined
  /** `RTM_NEWLINK`; undefined for a type without a name. */
  readonly name: string | undefined
  readonly value: unknown
  readonly problems: readonly Problem[]
  readonly sections: readonly Section[]
}

/** How messages are read. */
interface Reading {
  readonly order: ByteOrder
  readonly protocol: number | undefined
  /** Whether to find out which bytes are which field. */
  readonly withSpans: boolean
}

interface Part {
  readonly value: unknown
  readonly sections: readonly Section[]
  readonly problems: readonly Problem[]
}

const EMPTY: Part = { value: undefined, sections: [], problems: [] }

/** Why the bytes at `offset` could not be read at all. Rethrows anything but a DecodeError. */
const problemOf = (error: unknown, offset: number): Problem => {
  /* c8 ignore next -- anything else would be a bug */
  if (!(error instanceof DecodeError)) throw error
  // the error's offset counts from the payload, the problem's from the message
  const message = error.message.replace(/ \(at byte \d+\)$/, '')
  return { path: error.path, offset: offset + error.offset, message }
}

/** Decodes bytes of a message by a node. Bytes that cannot be decoded are one problem. */
const readPart = (bytes: Uint8Array, offset: number, end: number, node: Node, { order, withSpans }: Reading): Part => {
  const spans: Span[] = []
  const found: Problem[] = []
  const options = { order, problems: found }
  try {
    const value = decode(node, bytes.subarray(offset, end), withSpans ? { ...options, spans } : options)
    const problems = found.map((problem) => ({ ...problem, offset: problem.offset + offset }))
    return { value, problems, sections: [{ kind: 'spans', offset, end, spans }] }
  } catch (error) {
    const problem = problemOf(error, offset)
    return { value: undefined, problems: [problem], sections: [{ kind: 'bytes', offset, end, why: '' }] }
  }
}

const payload = (message: Uint8Array, type: number, reading: Reading): Part => {
  const { order, protocol } = reading
  const { length: end } = message
  const offset = header.NLMSG_HDRLEN
  const known = messageOf(message, order, protocol)
  if (known !== undefined) return readPart(message, offset, end, known.node, reading)
  if (end === offset) return EMPTY
  const why = `no table for messages of type ${type}`
  return { value: message.slice(offset), problems: [], sections: [{ kind: 'bytes', offset, end, why }] }
}

const errnoFields = (errno: number): object => (errno === 0 ? {} : { code: errnoName(errno), text: errnoText(errno) })

/** NLMSG_DONE: an errno, then the extended acknowledgement. */
const done = (message: Uint8Array, view: DataView, flags: number, reading: Reading): Part => {
  const { order } = reading
  const offset = header.NLMSG_HDRLEN
  if (message.length < offset + 4) return payload(message, header.NLMSG_DONE, reading)
  const error = view.getInt32(offset, order === 'le')
  const rest = explanation(message, offset + 4, flags, reading)
  return {
    value: { error, ...errnoFields(-error), ...(rest.value as object | undefined) },
    problems: rest.problems,
    sections: [{ kind: 'errno', offset, value: error }, ...rest.sections],
  }
}

/**
 * NLMSG_ERROR: an errno, the request's header and, if it was refused and NETLINK_CAP_ACK is off, the request's payload.
 */
const refusal = (message: Uint8Array, view: DataView, flags: number, reading: Reading): Part => {
  const { order } = reading
  const little = order === 'le'
  const offset = header.NLMSG_HDRLEN
  const echo = offset + 4
  if (message.length < echo + header.NLMSG_HDRLEN) return done(message, view, flags, reading)
  const error = view.getInt32(offset, little)
  const asked = view.getUint32(echo + header.NLMSG_LEN_AT, little)
  const whole = error !== 0 && (flags & header.NLM_F_CAPPED) === 0 && asked >= header.NLMSG_HDRLEN
  const end = Math.min(echo + (whole ? asked : header.NLMSG_HDRLEN), message.length)
  const request = readRequest(message.subarray(echo, end), echo, reading)
  const rest = explanation(message, Math.min(echo + header.alignMessage(end - echo), message.length), flags, reading)
  return {
    value: { error, ...errnoFields(-error), request: request.value, ...(rest.value as object | undefined) },
    problems: [...request.problems, ...rest.problems],
    sections: [{ kind: 'errno', offset, value: error }, ...request.sections, ...rest.sections],
  }
}

const readRequest = (bytes: Uint8Array, offset: number, { order, protocol, withSpans }: Reading): Part => {
  const { header: of, name, value, problems, sections } = describeMessage(bytes, order, protocol, withSpans)
  const shift = <T extends { readonly offset: number }>(one: T): T => ({ ...one, offset: one.offset + offset })
  const bare = bytes.length === header.NLMSG_HDRLEN
  return {
    value: { ...(name === undefined ? {} : { name }), header: of, ...(bare ? {} : { value }) },
    problems: bare ? [] : problems.map(shift),
    sections: (bare ? sections.slice(0, 1) : sections).map((section) => ({
      ...shift(section),
      ...('end' in section ? { end: section.end + offset } : {}),
    })),
  }
}

/** The attributes of an extended acknowledgement (NLMSGERR_ATTR_*). */
const explanation = (message: Uint8Array, offset: number, flags: number, reading: Reading): Part => {
  if (offset >= message.length) return EMPTY
  if ((flags & header.NLM_F_ACK_TLVS) !== 0) {
    const part = readPart(message, offset, message.length, nlmsgerr, reading)
    return { ...part, value: { attributes: part.value } }
  }
  const why = 'not announced by NLM_F_ACK_TLVS'
  return { ...EMPTY, sections: [{ kind: 'bytes', offset, end: message.length, why }] }
}

/**
 * `message`: one message without the padding after it; its header must be complete. `protocol` undefined: it is that of
 * the first family that has the type. `withSpans` false: its sections are not complete, which takes less time.
 */
export const describeMessage = (
  message: Uint8Array,
  order: ByteOrder,
  protocol?: number,
  withSpans = true,
): Described => {
  const reading = { order, protocol, withSpans }
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const little = order === 'le'
  const type = view.getUint16(header.NLMSG_TYPE_AT, little)
  const flags = view.getUint16(header.NLMSG_FLAGS_AT, little)
  const read = type === header.NLMSG_ERROR ? refusal : done
  const control = type === header.NLMSG_ERROR || type === header.NLMSG_DONE
  const name = typeName(message, order, protocol)
  const part = control ? read(message, view, flags, reading) : payload(message, type, reading)
  return {
    header: {
      len: view.getUint32(header.NLMSG_LEN_AT, little),
      type,
      flags: flagNames(flags, type, name),
      seq: view.getUint32(header.NLMSG_SEQ_AT, little),
      pid: view.getUint32(header.NLMSG_PID_AT, little),
    },
    protocol,
    name,
    value: part.value,
    problems: part.problems,
    sections: [{ kind: 'nlmsghdr', offset: 0 }, ...part.sections],
  }
}
