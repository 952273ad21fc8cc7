/**
 * Converts little-endian messages to what a big-endian kernel would write. It works on the bytes: the spans show where
 * the numbers are, and the encoder is not used.
 */

import { describe } from '../../src/netlink/codec/decode/describe.ts'
import type { Span } from '../../src/netlink/codec/decode/span.ts'
import type { Message, Node } from '../../src/netlink/codec/node.ts'
import type { Scope } from '../../src/netlink/codec/select.ts'
import { choose } from '../../src/netlink/codec/select.ts'
import { sizeOf } from '../../src/netlink/codec/struct.ts'

type Value = { [key: string]: unknown }

const isObject = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array)

const turn = (bytes: Uint8Array, from: number, size: number): void => {
  bytes.subarray(from, from + size).reverse()
}

/** Swaps the bytes of the numbers of a node without spans of its own. */
const turnNumbers = (bytes: Uint8Array, node: Node, from: number, until: number, scope: Scope): void => {
  switch (node.type) {
    case 'scalar':
      return node.order === 'host' ? turn(bytes, from, node.size) : undefined
    case 'bool':
    case 'enum':
    case 'flags':
      return turnNumbers(bytes, node.scalar, from, until, scope)
    case 'uint':
      return turn(bytes, from, until - from)
    case 'identifier':
      return node.order === 'host' ? turn(bytes, from, 8) : undefined
    case 'list':
    case 'vector': {
      const size = sizeOf(node.of) ?? 1
      for (let at = from; at < until; at += size) turnNumbers(bytes, node.of, at, at + size, scope)
      return
    }
    case 'select':
      return turnNumbers(bytes, choose(node, scope), from, until, scope)
    default:
  }
}

const turnSpans = (bytes: Uint8Array, spans: readonly Span[], header: Value, attributes: Value): void => {
  for (const span of spans) {
    const inner = isObject(span.value) && isObject(span.value['header']) ? span.value['header'] : header
    turnSpans(bytes, span.children, inner, isObject(span.value) ? span.value : {})
    const end = span.offset + span.length
    const record = span.kind === 'item' && span.node?.type === 'struct'
    const framed = !record && span.kind !== 'header' && span.kind !== 'field'
    if (framed) {
      turn(bytes, span.offset, 2)
      turn(bytes, span.offset + 2, 2)
    }
    const from = span.offset + (framed ? 4 : 0)
    if (span.children.length === 0 && span.node !== undefined)
      turnNumbers(bytes, span.node, from, end, { header, attributes })
  }
}

/** The payload of a message in the other byte order. */
export const swapped = (node: Message, bytes: Uint8Array): Uint8Array => {
  const { value, spans } = describe<unknown>(node, bytes, { order: 'le' })
  const copy = bytes.slice()
  const message = value as Value
  turnSpans(copy, spans, message['header'] as Value, message)
  return copy
}
