/**
 * Reads a message of a client strictly. What the kernel is sent is encoded anew from the value, so that every byte of it was
 * read here. Attributes that are in no table, values of a wrong length, repeated attributes and bytes that belong to nothing
 * are refused.
 */
import { decode } from '../../netlink/codec/decode/decode.ts'
import type { Span } from '../../netlink/codec/decode/span.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import { DecodeError, joinPath } from '../../netlink/codec/errors.ts'
import type { Message, Problem, Row } from '../../netlink/codec/node.ts'
import { hostOrder } from '../../netlink/codec/order.ts'
import type { Lookup } from '../../netlink/protocol/family.ts'
import { frameRequest, NLMSG_HDRLEN, NLMSG_SEQ_AT } from '../../netlink/protocol/header.ts'
import { little } from '../../netlink/transport/kernel.ts'
import { refuse } from './refused.ts'

export type Value = { [key: string]: unknown }

/** A message that was understood. Checks may change its value and flags. */
export interface Request {
  /** The kernel's name of the message. */
  readonly name: string
  readonly type: number
  readonly node: Message
  readonly value: Value & { header: Value }
  readonly spans: readonly Span[]
  flags: number
}

/** Undefined: the family has no table for this message. @throws {Refused} if it is not understood completely. */
export const readRequest = (family: Lookup, type: number, flags: number, payload: Uint8Array): Request | undefined => {
  const found = family.find(type, 'request', payload)
  if (found === undefined) return undefined
  const { name, node } = found
  const problems: Problem[] = []
  const spans: Span[] = []
  let value: Request['value']
  try {
    value = decode(node, payload, { order: hostOrder, problems, spans }) as Request['value']
  } catch (error) {
    /* c8 ignore next -- nothing else is thrown */
    if (!(error instanceof DecodeError)) throw error
    return refuse('', error.message)
  }
  checkSpans(spans, undefined)
  const [problem] = problems
  if (problem !== undefined) refuse(problem.path, problem.message, NLMSG_HDRLEN + problem.offset)
  checkRest(value, '')
  return { name, type, node, value, spans, flags }
}

/** The message as the kernel is sent it. */
export const writeRequest = ({ type, flags, node, value }: Request, seq: number): Uint8Array => {
  const bytes = frameRequest(type, flags, encode(node, value as never, { order: hostOrder }), little)
  new DataView(bytes.buffer).setUint32(NLMSG_SEQ_AT, seq, little)
  return bytes
}

/** Where a field is in the message, from its start. Undefined if the message does not have it. */
export const offsetOf = (spans: readonly Span[], path: string): number | undefined => {
  for (const span of spans) {
    if (span.path === path) return NLMSG_HDRLEN + span.offset
    const inner = offsetOf(span.children, path)
    if (inner !== undefined) return inner
  }
  return undefined
}

/** Refuses attributes that no table has, and content whose layout is unknown because of another value. */
const checkSpans = (spans: readonly Span[], rows: { readonly [key: string]: Row } | undefined): void => {
  for (const { kind, path, name, node, offset, children } of spans) {
    const at = NLMSG_HDRLEN + offset
    if (kind === 'unknown') refuse(path, 'the attribute is unknown', at)
    const row = rows?.[name]
    if (row?.node.type === 'select' && node?.type === 'bytes') refuse(path, 'its content is unknown', at)
    checkSpans(children, rowsOf(node))
  }
}

const rowsOf = (node: Span['node']): { readonly [key: string]: Row } | undefined => {
  if (node?.type === 'attributes') return node.rows
  return node?.type === 'message' ? node.attributes.rows : undefined
}

/** Refuses bytes that belong to no field: the longer struct of a newer kernel, and attributes inside of lists. */
const checkRest = (value: unknown, path: string): void => {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  for (const [key, inner] of Object.entries(value)) {
    if ((key === 'unknown' || key === 'tail') && inner !== undefined) refuse(path, 'some of its bytes are unknown')
    checkRest(inner, joinPath(path, Array.isArray(value) ? Number(key) : key))
  }
}

/** Refuses fields that are not among those named. `path`: of the value. */
export const onlyFields = (value: Value, allowed: readonly string[], path = ''): void => {
  for (const key of Object.keys(value))
    if (key !== 'header' && value[key] !== undefined && !allowed.includes(key))
      refuse(joinPath(path, key), `'${key}' may not be set`)
}

/** Refuses header fields other than those named that are not 0. */
export const onlyHeader = ({ header }: Request['value'], allowed: readonly string[], path = 'header'): void => {
  for (const [key, value] of Object.entries(header))
    if (!allowed.includes(key) && !isZero(value)) refuse(joinPath(path, key), `'${key}' may not be set`)
}

/** 0, the word of the number 0, or no flag. */
const isZero = (value: unknown): boolean =>
  value === undefined ||
  value === 0 ||
  value === 'unspec' ||
  value === 'none' ||
  (Array.isArray(value) && value.length === 0)
