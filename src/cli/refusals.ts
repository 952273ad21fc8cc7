/** Finds the refusals among captured messages, and the request of each. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import { formatHex } from '../netlink/codec/text/format.ts'
import { KernelError } from '../netlink/protocol/errors.ts'
import type { Ack } from '../netlink/protocol/extack.ts'
import { explain, readAck, readDone } from '../netlink/protocol/extack.ts'
import * as header from '../netlink/protocol/header.ts'
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

/** A refusal whose request may still come. */
interface Waiting {
  readonly answer: Message
  readonly ack: Ack
  readonly keys: readonly string[]
  /** Undefined: not found so far. */
  request: Uint8Array | undefined
}

/** A request, by its place among the messages. */
interface Request {
  readonly index: number
  readonly bytes: Uint8Array
}

export interface RefusalLimits {
  /** Bytes of the most recent requests that are remembered. */
  readonly requestBytes: number
  /** Refusals that wait for their request. */
  readonly waiting: number
}

const LIMITS: RefusalLimits = { requestBytes: 1 << 26, waiting: 1 << 14 }

/**
 * Finds the refusals of a capture, and the request of each, while the capture is read. The request is the last match before
 * the refusal, else the first one after it. Memory is limited: a request further away is not found.
 */
export class RefusalFinder {
  private readonly limits: RefusalLimits
  /** By the keys of replies, the least recent first. */
  private readonly requests = new Map<string, Request>()
  private requestBytes = 0
  /** In the order of the capture. */
  private readonly waiting: Waiting[] = []
  private readonly waitingBy = new Map<string, Set<Waiting>>()
  private count = 0

  constructor(limits: RefusalLimits = LIMITS) {
    this.limits = limits
  }

  /** The refusals that are complete after this message, in the order of the capture. */
  add(captured: CapturedMessage): Refusal[] {
    const message = readMessage(captured)
    const index = this.count++
    const keys = keysOf(message)
    if (keys.length > 0) this.addRequest(keys, { index, bytes: message.bytes.slice() })
    const ack = readAnswer(message)
    // a copy: the part of the file around it is not kept
    if (ack !== undefined && ack.errno > 0) this.addRefusal({ ...message, bytes: message.bytes.slice() }, ack)
    return this.take(({ request }) => request !== undefined || this.waiting.length > this.limits.waiting)
  }

  /** The rest: refusals whose request is not in the capture. */
  end(): Refusal[] {
    return this.take(() => true)
  }

  private addRequest(keys: readonly string[], request: Request): void {
    for (const key of keys) {
      for (const one of this.waitingBy.get(key) ?? []) one.request ??= request.bytes
      this.forget(key)
      this.requests.set(key, request)
      this.requestBytes += request.bytes.length
    }
    for (const oldest of this.requests.keys()) {
      if (this.requestBytes <= this.limits.requestBytes) break
      this.forget(oldest)
    }
  }

  private forget(key: string): void {
    this.requestBytes -= this.requests.get(key)?.bytes.length ?? 0
    this.requests.delete(key)
  }

  private addRefusal(answer: Message, ack: Ack): void {
    const echo = echoOf(answer)
    const keys = keysOfReply(answer, echo)
    const known = keys.flatMap((key) => this.requests.get(key) ?? [])
    const [last] = known.sort((one, other) => other.index - one.index)
    const request = echo.length > header.NLMSG_HDRLEN ? echo : last?.bytes
    const one: Waiting = { answer, ack, keys, request }
    this.waiting.push(one)
    for (const key of keys) this.waitingBy.set(key, (this.waitingBy.get(key) ?? new Set()).add(one))
  }

  /** Removes refusals from the beginning while `isDue`. */
  private take(isDue: (first: Waiting) => boolean): Refusal[] {
    const taken: Refusal[] = []
    for (let [first] = this.waiting; first !== undefined && isDue(first); [first] = this.waiting) {
      this.waiting.shift()
      const { answer, ack, request, keys } = first
      for (const key of keys) this.waitingBy.get(key)?.delete(first)
      for (const key of keys) if (this.waitingBy.get(key)?.size === 0) this.waitingBy.delete(key)
      taken.push({ error: refusalOf(ack, request ?? echoOf(answer), answer), answer })
    }
    return taken
  }
}
