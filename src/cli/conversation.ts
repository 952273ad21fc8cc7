/** Pairs the requests of a capture with their answers, as they are read. */
import type { CapturedSocket } from '../capture/datagram.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import * as header from '../netlink/protocol/header.ts'
import type { Captured } from './captured.ts'
import type { Explanation } from './explanation.ts'
import { explainRefusal } from './explanation.ts'
import { typeName } from './nlmsghdr.ts'
import { echoOf, readAnswer, readMessage, refusalOf } from './refusals.ts'

/** A request that may still be answered. */
export interface Asked {
  /** The number of the message in the capture, from 1. */
  readonly number: number
  readonly bytes: Uint8Array
  readonly order: ByteOrder
  readonly protocol: number | undefined
  readonly name: string | undefined
  /** Microseconds. */
  readonly time: number | undefined
}

export interface Answer {
  /** `acknowledged` and `end` are the last answers to a request, `reply` may be one of many. */
  readonly kind: 'reply' | 'acknowledged' | 'refused' | 'end'
  /** Undefined if it is not in the capture, or too far back. */
  readonly asked: Asked | undefined
  /** Microseconds since the request was sent. */
  readonly after: number | undefined
  readonly refusal: Explanation | undefined
}

/** Requests remembered for each socket, and their bytes. */
const MOST_REQUESTS = 4096
const MOST_BYTES = 1 << 22
const MOST_SOCKETS = 1024

/** The requests of one socket by sequence number. It forgets the oldest. */
class Requests {
  private readonly bySequence = new Map<number, Asked>()
  private bytes = 0

  add(seq: number, asked: Asked): void {
    this.remove(seq)
    this.bySequence.set(seq, asked)
    this.bytes += asked.bytes.length
    for (const oldest of this.bySequence.keys()) {
      if (this.bySequence.size <= MOST_REQUESTS && this.bytes <= MOST_BYTES) break
      this.remove(oldest)
    }
  }

  get(seq: number): Asked | undefined {
    return this.bySequence.get(seq)
  }

  private remove(seq: number): void {
    const found = this.bySequence.get(seq)
    if (found === undefined) return
    this.bySequence.delete(seq)
    this.bytes -= found.bytes.length
  }
}

/** The socket, or the protocol where the capture does not tell sockets apart. */
type SocketKey = CapturedSocket | number | undefined

export class Conversation {
  /** The least recently used first. */
  private readonly sockets = new Map<SocketKey, Requests>()
  /** Of the most recent message: most have the socket of the one before. */
  private last: { readonly key: SocketKey; readonly requests: Requests } | undefined
  private count = 0

  /** The answer that a message is; undefined for requests and notifications. */
  add(captured: Captured): Answer | undefined {
    const { view, start, order, protocol, datagram } = captured
    this.count++
    if (!captured.whole) return undefined
    const little = order === 'le'
    const type = view.getUint16(start + header.NLMSG_TYPE_AT, little)
    const flags = view.getUint16(start + header.NLMSG_FLAGS_AT, little)
    const seq = view.getUint32(start + header.NLMSG_SEQ_AT, little)
    const requests = this.requestsOf(captured)
    const isRequest = type >= header.NLMSG_MIN_TYPE && (flags & header.NLM_F_REQUEST) !== 0
    if (isRequest && datagram.direction !== 'received') {
      const { bytes } = captured
      const name = typeName(bytes, order, protocol)
      requests.add(seq, { number: this.count, bytes: bytes.slice(), order, protocol, name, time: datagram.time })
      return undefined
    }
    const asked = requests.get(seq)
    const after = asked?.time === undefined || datagram.time === undefined ? undefined : datagram.time - asked.time
    const message = type < header.NLMSG_MIN_TYPE ? readMessage(captured) : undefined
    const ack = message && readAnswer(message)
    if (message === undefined || ack === undefined)
      return asked !== undefined && expectsData(asked) ? { kind: 'reply', asked, after, refusal: undefined } : undefined
    if (ack.errno <= 0) {
      const kind = type === header.NLMSG_DONE ? 'end' : 'acknowledged'
      return { kind, asked, after, refusal: undefined }
    }
    const echo = echoOf(message)
    const matches = asked !== undefined && (echo.length === 0 || sameHeader(echo, asked.bytes))
    const request = echo.length > header.NLMSG_HDRLEN || !matches ? echo : asked.bytes
    const refusal = explainRefusal(refusalOf(ack, request, captured), order, protocol)
    return { kind: 'refused', asked: matches ? asked : undefined, after: matches ? after : undefined, refusal }
  }

  private requestsOf({ datagram, protocol }: Captured): Requests {
    const key = datagram.socket ?? protocol
    if (this.last !== undefined && this.last.key === key) return this.last.requests
    const found = this.sockets.get(key) ?? new Requests()
    this.sockets.delete(key)
    this.sockets.set(key, found)
    if (this.sockets.size > MOST_SOCKETS) this.sockets.delete(this.sockets.keys().next().value)
    this.last = { key, requests: found }
    return found
  }
}

const sameHeader = (one: Uint8Array, other: Uint8Array): boolean =>
  one.subarray(0, header.NLMSG_HDRLEN).every((byte, at) => byte === other[at])

/** Whether the kernel answers with objects. A change has only an acknowledgement, unless it wants an echo. */
const expectsData = ({ bytes, order, name }: Asked): boolean => {
  const flags = new DataView(bytes.buffer, bytes.byteOffset).getUint16(header.NLMSG_FLAGS_AT, order === 'le')
  return (flags & header.NLM_F_ECHO) !== 0 || name === undefined || /(_|^RTM_)GET/.test(name)
}
