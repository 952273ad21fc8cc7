/** Decodes notifications of one netlink family by their message type. */
import type { Decoder } from '../netlink/codec/decode/compile/compile.ts'
import { compile } from '../netlink/codec/decode/compile/compile.ts'
import { DecodeError } from '../netlink/codec/errors.ts'
import type { Message } from '../netlink/codec/node.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import type { Shape } from '../netlink/codec/shape.ts'
import { NLMSG_FLAGS_AT, NLMSG_HDRLEN, NLMSG_TYPE_AT } from '../netlink/protocol/header.ts'

/** A notification of a message type that the client does not know, or one that can't be decoded. */
export interface OtherEvent {
  readonly action: 'other'
  /** `nlmsg_type`: RTM_* for NETLINK_ROUTE. */
  readonly type: number
  /** The whole message. */
  readonly bytes: Uint8Array
  /** With `listenAllNsid`: id of the namespace that the event is from. Absent for the socket's own namespace. */
  readonly nsid?: number | undefined
}

/** A decoded notification. */
export interface Notification<A> {
  readonly type: number
  /** NLM_F_*. */
  readonly flags: number
  readonly about: A
  readonly value: object
}

interface Entry<A> {
  readonly about: A
  readonly decode: Decoder<object>
}

/** Decodes notifications. `A` is what a program registers for each type. */
export class NotificationReader<A> {
  private readonly order: ByteOrder
  private readonly little: boolean
  private readonly entries = new Map<number, Entry<A>>()

  constructor(order: ByteOrder) {
    this.order = order
    this.little = order === 'le'
  }

  /** Registers a message type. */
  add(type: number, about: A, { node, shape }: { readonly node: Message; readonly shape: Shape }): void {
    this.entries.set(type, { about, decode: compile<object>(node, shape, { order: this.order, few: true }) })
  }

  /** Decodes a message; undefined if its type is not registered or it can't be decoded. */
  read(bytes: Uint8Array, view: DataView, start: number, end: number): Notification<A> | undefined {
    const type = view.getUint16(start + NLMSG_TYPE_AT, this.little)
    const entry = this.entries.get(type)
    if (entry === undefined) return undefined
    const value = unlessUnreadable(() => entry.decode(bytes, view, start + NLMSG_HDRLEN, end))
    if (value === undefined) return undefined
    return { type, flags: view.getUint16(start + NLMSG_FLAGS_AT, this.little), about: entry.about, value }
  }

  /** The event of a message that `read` can't decode. */
  other(bytes: Uint8Array, view: DataView, start: number, end: number, nsid?: number): OtherEvent {
    const type = view.getUint16(start + NLMSG_TYPE_AT, this.little)
    return { action: 'other', type, bytes: bytes.slice(start, end), ...(nsid === undefined ? {} : { nsid }) }
  }
}

const unlessUnreadable = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
