/** The refusals among captured messages, each with the request that it answers. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import { formatHex } from '../netlink/codec/text/format.ts'
import { KernelError } from '../netlink/protocol/errors.ts'
import type { Ack } from '../netlink/protocol/extack.ts'
import { explain, readAck, readDone } from '../netlink/protocol/extack.ts'
import * as header from '../netlink/protocol/header.ts'
import { askedFor } from './asked.ts'
import { lowerBound } from './lower-bound.ts'
import { messageOf } from './nlmsghdr.ts'

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

const byHeader = (bytes: Uint8Array): string => formatHex(bytes.subarray(0, header.NLMSG_HDRLEN))
const bySequence = (seq: number, port: number): string => `dump ${seq} ${port}`

/** What answers may name a request by; nothing for what is no request. */
const namesOf = ({ type, flags, seq, port, bytes }: Message): string[] => {
  if (type < header.NLMSG_MIN_TYPE || (flags & header.NLM_F_REQUEST) === 0) return []
  const isDump = (flags & header.NLM_F_DUMP) !== 0
  return isDump ? [byHeader(bytes), bySequence(seq, port)] : [byHeader(bytes)]
}

/**
 * What an answer names its request by. An NLMSG_ERROR has the request's header; NLMSG_DONE, which ends dumps, has its
 * sequence number, and the port of the socket, which a request need not tell.
 */
const namedBy = ({ seq, port }: Message, echo: Uint8Array): string[] =>
  echo.length > 0 ? [byHeader(echo)] : [bySequence(seq, port), bySequence(seq, 0)]

/** The requests of a capture, found without going through all of it for each answer. */
class Requests {
  private readonly all: readonly Message[]
  private readonly places = new Map<string, number[]>()

  constructor(all: readonly Message[]) {
    this.all = all
    for (const [place, message] of all.entries())
      for (const name of namesOf(message)) {
        const places = this.places.get(name)
        if (places === undefined) this.places.set(name, [place])
        else places.push(place)
      }
  }

  /** The request of the answer at `place`: the last one before it, else the first one behind it. */
  of(answer: Message, place: number, order: ByteOrder): Uint8Array {
    const echo = echoOf(answer, order)
    if (echo.length > header.NLMSG_HDRLEN) return echo
    const found = namedBy(answer, echo).map((name) => this.places.get(name) ?? [])
    const countBefore = (places: readonly number[]): number =>
      lowerBound(places.length, (at) => (places[at] as number) < place)
    const before = found.flatMap((places) => places[countBefore(places) - 1] ?? [])
    const behind = found.flatMap((places) => places[countBefore(places)] ?? [])
    const nearest =
      before.length > 0
        ? before.reduce((one, other) => Math.max(one, other))
        : behind.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY)
    return this.all[nearest]?.bytes ?? echo
  }
}

const refusalOf = ({ errno, attributes }: Ack, request: Uint8Array, order: ByteOrder): KernelError => {
  const known = request.length === 0 ? undefined : readMessage(request, order).type
  const node = known === undefined ? undefined : messageOf(request, order)?.node
  const extack = attributes && explain(attributes, request, node, order)
  if (known === undefined) return new KernelError({ errno, operation: 'a request that is not here', extack, request })
  const { name, target } = askedFor(request, order)
  return new KernelError({ errno, operation: name ?? `type ${known}`, target, extack, request })
}

/** What the kernel refused, in the order of its answers. */
export const findRefusals = (captured: readonly Uint8Array[], order: ByteOrder): KernelError[] => {
  const all = captured.map((bytes) => readMessage(bytes, order))
  const requests = new Requests(all)
  return all.flatMap((answer, place) => {
    const ack = readAnswer(answer, order)
    return ack === undefined || ack.errno <= 0 ? [] : [refusalOf(ack, requests.of(answer, place, order), order)]
  })
}
