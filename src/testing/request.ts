/** Requests in bytes: decoded by their tables, and the extended acknowledgement of a refusal. */
import { decode } from '../netlink/codec/decode/decode.ts'
import { describe } from '../netlink/codec/decode/describe.ts'
import type { Span } from '../netlink/codec/decode/span.ts'
import { DecodeError } from '../netlink/codec/errors.ts'
import type { Message, Problem } from '../netlink/codec/node.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import type { Nlmsgerr } from '../netlink/protocol/extack.ts'
import { NLMSG_HDRLEN } from '../netlink/protocol/header.ts'
import type { MessageName } from '../rtnl/tables/index.ts'
import { messageTypes } from '../rtnl/tables/index.ts'
import { Refusal } from './refusal.ts'

const NAMES: ReadonlyMap<number, MessageName> = new Map(
  Object.entries(messageTypes).map(([name, { type }]) => [type, name as MessageName]),
)

/** The kernel's name of a message type. Undefined if it has no table. */
export const nameOf = (type: number): MessageName | undefined => NAMES.get(type)

/** Decodes the payload of a request. Refuses malformed ones. */
export const decodeRequest = (name: MessageName, payload: Uint8Array, order: ByteOrder): object => {
  const problems: Problem[] = []
  const node = messageTypes[name].node as Message<object>
  const value = unlessTooShort(() => decode(node, payload, { order, problems }))
  const [problem] = problems
  if (problem !== undefined) throw new Refusal('EINVAL', problem.message, problem.path)
  return value
}

const unlessTooShort = <T>(read: () => T): T => {
  try {
    return read()
  } catch (error) {
    /* c8 ignore next -- nothing else is thrown, unless there is a mistake in here */
    if (!(error instanceof DecodeError)) throw error
    throw new Refusal('EINVAL', error.message)
  }
}

const offsetOf = (spans: readonly Span[], path: string): number | undefined => {
  for (const span of spans) {
    const found = span.path === path ? span.offset : offsetOf(span.children, path)
    if (found !== undefined) return found
  }
  return undefined
}

/** The extended acknowledgement of a refusal: its text, and the offset of the field at fault. */
export const extackOf = (
  { text, path }: Refusal,
  name: MessageName | undefined,
  payload: Uint8Array,
  order: ByteOrder,
): Nlmsgerr | undefined => {
  if (text === undefined) return undefined
  const spans =
    name === undefined || path === undefined
      ? []
      : describe(messageTypes[name].node as Message, payload, { order }).spans
  const offset = path === undefined ? undefined : offsetOf(spans, path)
  return { msg: text, offs: offset === undefined ? undefined : NLMSG_HDRLEN + offset }
}
