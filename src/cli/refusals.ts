/** The refusals among captured messages, each with the request that it answers. */
import type { ByteOrder } from '../netlink/codec/decode.ts'
import { KernelError } from '../netlink/errors.ts'
import type { Ack } from '../netlink/extack.ts'
import { explain, readAck, readDone } from '../netlink/extack.ts'
import * as header from '../netlink/header.ts'
import { messages } from '../rtnl/tables/index.ts'
import { askedFor } from './asked.ts'

interface Message {
  readonly bytes: Uint8Array
  readonly type: number
  readonly flags: number
  readonly seq: number
  readonly port: number
}

/** Where the request begins in an NLMSG_ERROR, behind the errno. */
const ECHO_AT = header.NLMSG_HDRLEN + 4
const HEADER_ALONE = ECHO_AT + header.NLMSG_HDRLEN

const readMessage = (bytes: Uint8Array, order: ByteOrder): Message => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = order === 'le'
  return {
    bytes,
    type: view.getUint16(header.NLMSG_TYPE_AT, little),
    flags: view.getUint16(header.NLMSG_FLAGS_AT, little),
    seq: view.getUint32(header.NLMSG_SEQ_AT, little),
    port: view.getUint32(header.NLMSG_PID_AT, little),
  }
}

const readAnswer = ({ type, bytes, flags }: Message, order: ByteOrder): Ack | undefined => {
  // One that is too short for its errno says nothing.
  if (bytes.length < ECHO_AT) return undefined
  if (type === header.NLMSG_ERROR) return readAck(bytes, flags, order)
  return type === header.NLMSG_DONE ? readDone(bytes, flags, order) : undefined
}

/** What an NLMSG_ERROR holds of its request: all of it, its header, or nothing. */
const echoOf = ({ type, flags, bytes }: Message, order: ByteOrder): Uint8Array => {
  if (type !== header.NLMSG_ERROR || bytes.length < HEADER_ALONE) return new Uint8Array(0)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = ECHO_AT + view.getUint32(ECHO_AT + header.NLMSG_LEN_AT, order === 'le')
  const whole = (flags & header.NLM_F_CAPPED) === 0 && end >= HEADER_ALONE && end <= bytes.length
  return bytes.slice(ECHO_AT, whole ? end : HEADER_ALONE)
}

const sameHeader = (a: Uint8Array, b: Uint8Array): boolean => {
  for (let at = 0; at < header.NLMSG_HDRLEN; at++) if (a[at] !== b[at]) return false
  return true
}

/**
 * Whether `request` is what was answered. An NLMSG_ERROR has the request's header; NLMSG_DONE, which ends dumps, has
 * its sequence number, and the port of the socket, which a request need not tell.
 */
const isAnswered = (request: Message, answer: Message, echo: Uint8Array): boolean => {
  if (request.type < header.NLMSG_MIN_TYPE || (request.flags & header.NLM_F_REQUEST) === 0) return false
  if (echo.length > 0) return sameHeader(request.bytes, echo)
  const isDump = (request.flags & header.NLM_F_DUMP) !== 0
  return isDump && request.seq === answer.seq && (request.port === 0 || request.port === answer.port)
}

/** The request of an answer: the last one before it, else the first one behind it. */
const requestOf = (all: readonly Message[], place: number, order: ByteOrder): Uint8Array => {
  const answer = all[place] as Message
  const echo = echoOf(answer, order)
  if (echo.length > header.NLMSG_HDRLEN) return echo
  const fits = (request: Message): boolean => isAnswered(request, answer, echo)
  return (all.slice(0, place).findLast(fits) ?? all.slice(place + 1).find(fits))?.bytes ?? echo
}

const refusalOf = ({ errno, attributes }: Ack, request: Uint8Array, order: ByteOrder): KernelError => {
  const known = request.length === 0 ? undefined : readMessage(request, order).type
  const node = known === undefined ? undefined : messages.get(known)?.node
  const extack = attributes && explain(attributes, request, node, order)
  if (known === undefined) return new KernelError({ errno, operation: 'a request that is not here', extack, request })
  const { name, target } = askedFor(request, order)
  return new KernelError({ errno, operation: name ?? `type ${known}`, target, extack, request })
}

/** What the kernel refused, in the order of its answers. */
export const findRefusals = (captured: readonly Uint8Array[], order: ByteOrder): KernelError[] => {
  const all = captured.map((bytes) => readMessage(bytes, order))
  return all.flatMap((answer, place) => {
    const ack = readAnswer(answer, order)
    return ack === undefined || ack.errno <= 0 ? [] : [refusalOf(ack, requestOf(all, place, order), order)]
  })
}
