/** A fake kernel for tests: a transport whose replies come from a function of the test. */

import { encode } from '../codec/encode/encode.ts'
import type { NetlinkError } from '../codec/errors.ts'
import type { Message } from '../codec/node.ts'
import type { ByteOrder } from '../codec/order.ts'
import { hostOrder } from '../codec/order.ts'
import { SocketError } from '../protocol/errors.ts'
import type { Nlmsgerr } from '../protocol/extack.ts'
import { nlmsgerr } from '../protocol/extack.ts'
import * as header from '../protocol/header.ts'
import type { Outgoing } from '../protocol/outgoing.ts'
import type { Transport, TransportEvents } from './transport.ts'

/** A request as the fake kernel received it. */
export interface FakeRequest {
  /** nlmsg_type. */
  readonly type: number
  /** NLM_F_* bits. */
  readonly flags: number
  /** The sequence number, which replies must have. */
  readonly seq: number
  /** What follows struct nlmsghdr. */
  readonly payload: Uint8Array
  /** The whole message. */
  readonly bytes: Uint8Array
}

/** The number and table of a message: `messageTypes.RTM_NEWLINK` of `rtnl/codec`. */
export interface Encodable {
  /** nlmsg_type. */
  readonly type: number
  /** Its table. */
  readonly node: Message
}

/** Replies to one request. Each call adds a message; `ack`, `refuse`, `done` and `flush` end the datagram. */
export interface Answer {
  /** Adds a message. In the reply to a dump it also has NLM_F_MULTI. */
  message(type: number, payload: Uint8Array, flags?: number): void
  /** Adds a message with the value of its table. Header fields that are left out are 0. `message`: an entry of `messageTypes`. */
  object(message: Encodable, value: object, flags?: number): void
  /** Ends a dump. `errno`: why it failed, a positive number of Linux; 0 if it did not. */
  done(errno?: number, flags?: number): void
  /** Acknowledges the request. */
  ack(): void
  /** Refuses the request. `errno`: a positive number of Linux. `extack`: the extended acknowledgement. */
  refuse(errno: number, extack?: Nlmsgerr): void
  /** Ends the datagram: later messages are received in another one. */
  flush(): void
}

/** Replies to each request that the fake kernel receives. */
export type Handler = (request: FakeRequest, answer: Answer) => void

/** The port of a fake socket, if no other is given. */
export const FAKE_PORT = 4711

type Event = (events: TransportEvents) => void

/**
 * A kernel that replies with what a function of the test makes. Pass it as `transport` of a `NetlinkSocket` or a
 * client.
 */
export class FakeKernel implements Transport {
  readonly port: number
  window = 64
  readonly immediate: boolean = false
  /** The byte order of the messages. */
  readonly order: ByteOrder
  /** All requests received, in order. */
  readonly requests: FakeRequest[] = []
  /** The multicast groups of which the socket is a member. */
  readonly groups = new Set<number>()
  /** Number of sends. One send may carry many requests. */
  sends = 0
  /** Whether the socket was closed. */
  closed = false
  private readonly handler: Handler
  private readonly little: boolean
  private events: TransportEvents | undefined
  private queue: Event[] = []
  private held = false
  private scheduled = false
  private sendErrno: number | undefined

  constructor(handler: Handler, options: { readonly order?: ByteOrder; readonly port?: number } = {}) {
    this.handler = handler
    this.port = options.port ?? FAKE_PORT
    this.order = options.order ?? hostOrder
    this.little = this.order === 'le'
  }

  /** Called by the socket: reports to `events` from now on. */
  start(events: TransportEvents): void {
    this.events = events
  }

  send({ ticket, frames }: Outgoing): void {
    this.sends++
    if (this.sendErrno !== undefined) {
      const error: NetlinkError = new SocketError('sendmsg', this.sendErrno)
      this.sendErrno = undefined
      this.deliver((events) => events.sendFailed(ticket, error))
      return
    }
    for (const bytes of frames)
      for (const { start } of header.frames(bytes, this.little)) this.receive(bytes.subarray(start))
  }

  conclude(ticket: number): void {
    this.deliver((events) => events.concluded(ticket))
  }

  hold(): void {
    this.held = true
  }

  /** Called by the socket: continues to report datagrams after `hold`. */
  resume(): void {
    this.held = false
    this.schedule()
  }

  /** Called by the socket: adds a group to `groups`. */
  join(group: number): void {
    this.groups.add(group)
  }

  /** Called by the socket: removes a group from `groups`. */
  leave(group: number): void {
    this.groups.delete(group)
  }

  keepAlive(_yes: boolean): void {
    // setImmediate keeps the process alive while an event is queued
  }

  /** Called by the socket: discards what is queued. */
  close(): void {
    this.closed = true
    this.queue = []
  }

  /**
   * Sends a notification to the socket, as the kernel does to the members of a group. `seq`, `port` and `flags` are those of
   * its header, default 0. `nsid`: the namespace that it is from; absent: that of the socket.
   */
  notify(
    type: number,
    payload: Uint8Array,
    how: { seq?: number; port?: number; flags?: number; nsid?: number } = {},
  ): void {
    const bytes = this.frame(type, how.flags ?? 0, how.seq ?? 0, how.port ?? 0, payload)
    this.datagram(bytes, bytes.length, how.nsid)
  }

  /** Sends a datagram of any bytes. A `length` above theirs makes it a truncated datagram of that length. */
  datagram(bytes: Uint8Array, length = bytes.length, nsid?: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.deliver((events) => events.datagram(bytes, view, 0, bytes.length, length, nsid))
  }

  /** Overflows the receive buffer. `forget`: drops the datagrams that are queued for the socket. */
  overrun(forget = false): void {
    if (forget) this.queue = []
    this.queue.unshift((events) => events.overrun())
    this.schedule()
  }

  /** Breaks the socket: receiving fails with `errno` from now on. */
  break(errno: number): void {
    this.deliver((events) => events.broken(new SocketError('recvmsg', errno)))
  }

  /** Makes the next send fail with `errno`. */
  failSend(errno: number): void {
    this.sendErrno = errno
  }

  /** A message of the kernel with its header. */
  frame(type: number, flags: number, seq: number, port: number, payload: Uint8Array): Uint8Array {
    const bytes = header.frameRequest(type, 0, payload, this.little)
    const view = new DataView(bytes.buffer)
    view.setUint16(header.NLMSG_FLAGS_AT, flags, this.little)
    view.setUint32(header.NLMSG_SEQ_AT, seq, this.little)
    view.setUint32(header.NLMSG_PID_AT, port, this.little)
    return bytes
  }

  private receive(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const copy = bytes.slice(0, view.getUint32(header.NLMSG_LEN_AT, this.little))
    const request: FakeRequest = {
      type: view.getUint16(header.NLMSG_TYPE_AT, this.little),
      flags: view.getUint16(header.NLMSG_FLAGS_AT, this.little),
      seq: view.getUint32(header.NLMSG_SEQ_AT, this.little),
      payload: copy.slice(header.NLMSG_HDRLEN),
      bytes: copy,
    }
    this.requests.push(request)
    if (request.type === header.NLMSG_NOOP) this.answer(request).ack()
    else {
      const answer = this.answer(request)
      this.handler(request, answer)
      answer.flush()
    }
  }

  private answer(request: FakeRequest): Answer {
    let parts: Uint8Array[] = []
    const dump = (request.flags & header.NLM_F_DUMP) === header.NLM_F_DUMP
    const add = (type: number, flags: number, payload: Uint8Array): void => {
      parts.push(this.frame(type, flags, request.seq, this.port, payload))
    }
    const flush = (): void => {
      if (parts.length > 0) this.datagram(concat(parts))
      parts = []
    }
    const refuse = (errno: number, extack?: Nlmsgerr): void => {
      const attributes = extack === undefined ? new Uint8Array(0) : encode(nlmsgerr, extack, { order: this.order })
      const capped = extack === undefined ? header.NLM_F_CAPPED : header.NLM_F_CAPPED | header.NLM_F_ACK_TLVS
      add(
        header.NLMSG_ERROR,
        capped,
        concat([this.errno(errno), request.bytes.slice(0, header.NLMSG_HDRLEN), attributes]),
      )
      flush()
    }
    return {
      object: ({ type, node }, value, flags = 0) =>
        add(
          type,
          flags | (dump ? header.NLM_F_MULTI : 0),
          encode(node as Message<object>, value, { order: this.order }),
        ),
      message: (type, payload, flags = 0) => add(type, flags | (dump ? header.NLM_F_MULTI : 0), payload),
      done: (errno = 0, flags = 0) => {
        add(header.NLMSG_DONE, flags | header.NLM_F_MULTI, this.errno(errno))
        flush()
      },
      ack: () => refuse(0),
      refuse,
      flush,
    }
  }

  private errno(errno: number): Uint8Array {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setInt32(0, -errno, this.little)
    return bytes
  }

  private deliver(event: Event): void {
    this.queue.push(event)
    this.schedule()
  }

  /** Delivers one datagram per turn of the event loop, like a busy kernel. */
  private schedule(): void {
    if (this.scheduled || this.held || this.queue.length === 0) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      if (this.held || this.closed || this.events === undefined) return
      const event = this.queue.shift()
      event?.(this.events)
      this.events.drained()
      this.schedule()
    })
  }
}

const concat = (parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
