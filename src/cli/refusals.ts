/** Finds the refusals among captured messages, and the request of each. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import { formatHex } from '../netlink/codec/text/format.ts'
import { KernelError } from '../netlink/protocol/errors.ts'
import type { Ack } from '../netlink/protocol/extack.ts'
import { explain, readAck, readDone } from '../netlink/protocol/extack.ts'
import * as header from '../netlink/protocol/header.ts'
import { lowerBound } from './lower-bound.ts'
import { messageOf } from './nlmsghdr.ts'
import { summarize } from './request-summary.ts'

/** A message of a capture. */
export interface CapturedMessage {
  readonly bytes: Uint8Array
  readonly order: ByteOrder
  /** Undefined if the capture does not contain it. */
  readonly protocol: number | undefined
}

interface Message extends CapturedMessage {
  readonly type: number
  readonly flags: number
  readonly seq: number
  readonly port: number
}

/** Offset of the request in an NLMSG_ERROR, after the errno. */
const ECHO_AT = header.NLMSG_HDRLEN + 4
const HEADER_ALONE = ECHO_AT + header.NLMSG_HDRLEN

export const readMessage = ({ bytes, order, protocol }: CapturedMessage): Message => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = order === 'le'
  return {
    bytes,
    order,
    protocol,
    type: view.getUint16(header.NLMSG_TYPE_AT, little),
    flags: view.getUint16(header.NLMSG_FLAGS_AT, little),
    seq: view.getUint32(header.NLMSG_SEQ_AT, little),
    port: view.getUint32(header.NLMSG_PID_AT, little),
  }
}

/** What an answer says of its request; undefined for other messages. */
export const readAnswer = ({ type, bytes, flags, order }: Message): Ack | undefined => {
  // too short for an errno
  if (bytes.length < ECHO_AT) return undefined
  if (type === header.NLMSG_ERROR) return readAck(bytes, flags, order)
  return type === header.NLMSG_DONE ? readDone(bytes, flags, order) : undefined
}

/** The part of the request that an NLMSG_ERROR contains: all of it, its header, or nothing. */
export const echoOf = ({ type, flags, bytes, order }: Message): Uint8Array => {
  if (type !== header.NLMSG_ERROR || bytes.length < HEADER_ALONE) return new Uint8Array(0)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = ECHO_AT + view.getUint32(ECHO_AT + header.NLMSG_LEN_AT, order === 'le')
  const whole = (flags & header.NLM_F_CAPPED) === 0 && end >= HEADER_ALONE && end <= bytes.length
  return bytes.slice(ECHO_AT, whole ? end : HEADER_ALONE)
}

const byHeader = (bytes: Uint8Array): string => formatHex(bytes.subarray(0, header.NLMSG_HDRLEN))
const bySequence = (seq: number, port: number): string => `dump ${seq} ${port}`

/** The keys by which replies may refer to a request; empty if the message is not a request. */
const keysOf = ({ type, flags, seq, port, bytes }: Message): string[] => {
  if (type < header.NLMSG_MIN_TYPE || (flags & header.NLM_F_REQUEST) === 0) return []
  const isDump = (flags & header.NLM_F_DUMP) !== 0
  return isDump ? [byHeader(bytes), bySequence(seq, port)] : [byHeader(bytes)]
}

/**
 * The keys of the request that a reply refers to. An NLMSG_ERROR contains the request's header. NLMSG_DONE, which ends
 * dumps, has its sequence number and the port of the socket; the port may be 0 in the request.
 */
const keysOfReply = ({ seq, port }: Message, echo: Uint8Array): string[] =>
  echo.length > 0 ? [byHeader(echo)] : [bySequence(seq, port), bySequence(seq, 0)]

/** An index of the requests in a capture. */
class Requests {
  private readonly all: readonly Message[]
  private readonly indexes = new Map<string, number[]>()

  constructor(all: readonly Message[]) {
    this.all = all
    for (const [index, message] of all.entries())
      for (const key of keysOf(message)) {
        const indexes = this.indexes.get(key)
        if (indexes === undefined) this.indexes.set(key, [index])
        else indexes.push(index)
      }
  }

  /** The request of the reply at `index`: the last match before it, else the first one after it. */
  of(answer: Message, index: number): Uint8Array {
    const echo = echoOf(answer)
    if (echo.length > header.NLMSG_HDRLEN) return echo
    const found = keysOfReply(answer, echo).map((key) => this.indexes.get(key) ?? [])
    const countBefore = (indexes: readonly number[]): number =>
      lowerBound(indexes.length, (at) => (indexes[at] as number) < index)
    const before = found.flatMap((indexes) => indexes[countBefore(indexes) - 1] ?? [])
    const after = found.flatMap((indexes) => indexes[countBefore(indexes)] ?? [])
    const nearest =
      before.length > 0
        ? before.reduce((one, other) => Math.max(one, other))
        : after.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY)
    return this.all[nearest]?.bytes ?? echo
  }
}

/** The refusal that an answer is. `request`: all of it, its header, or nothing. */
export const refusalOf = (
  { errno, attributes }: Ack,
  request: Uint8Array,
  { order, protocol }: Pick<CapturedMessage, 'order' | 'protocol'>,
): KernelError => {
  const known = request.length === 0 ? undefined : readMessage({ bytes: request, order, protocol }).type
  const node = known === undefined ? undefined : messageOf(request, order, protocol)?.node
  const extack = attributes && explain(attributes, request, node, order)
  if (known === undefined)
    return new KernelError({ errno, operation: 'a request that was not captured', extack, request })
  const { name, target } = summarize(request, order, protocol)
  return new KernelError({ errno, operation: name ?? `type ${known}`, target, extack, request })
}

/** A refusal, and the message that contains it. */
export interface Refusal {
  readonly error: KernelError
  readonly answer: CapturedMessage
}

/** The refusals in a capture, in order. */
export const findRefusals = (captured: readonly CapturedMessage[]): Refusal[] => {
  const all = captured.map(readMessage)
  const requests = new Requests(all)
  return all.flatMap((answer, index) => {
    const ack = readAnswer(answer)
    if (ack === undefined || ack.errno <= 0) return []
    return [{ error: refusalOf(ack, requests.of(answer, index), answer), answer }]
  })
}
