/**
 * The messages between a relay and its clients, the same for both ends. A connection carries many netlink sockets; each has
 * a number that the client chooses, from 1. Messages about the connection have the number 0.
 *
 * The client begins with `hello`, and the relay answers with its own. Messages are processed in order, so what a client
 * sends after `open` or `join` needs no answer to them first.
 */
import { attr, attributes, flag, string, u32 } from '../../codec/builders.ts'
import { decode } from '../../codec/decode/decode.ts'
import { encode } from '../../codec/encode/encode.ts'
import { enumeration } from '../../codec/enumeration.ts'
import type { Attributes, Infer, Problem } from '../../codec/node.ts'

/** The version of these messages. Both ends must have the same one. */
export const VERSION = 1

/** Type of a frame. C: sent by the client; R: by the relay. */
export const MESSAGE = {
  /** C, R: {@link hello}. */
  hello: 1,
  /** C: {@link open}. R: {@link opened} or {@link refusal}. */
  open: 2,
  /** R: {@link opened}. */
  opened: 3,
  /** R: {@link refusal}: the socket was not opened, or a group not joined. The number of the socket is free again. */
  refused: 4,
  /** C: closes the socket. Its number must not be used again. */
  close: 5,
  /** C: the words `ticket` and `conclude` (0 or 1), and a datagram to send. */
  send: 6,
  /** C: the word `ticket`. R: `concluded` when everything was reported that had arrived. */
  conclude: 7,
  /** C: the word `group`, a multicast group to join. */
  join: 8,
  /** C: the word `group`. */
  leave: 9,
  /** C: the word `bytes`, received datagrams that the client has processed. See {@link CREDIT}. */
  credit: 10,
  /** R: the words `length`, `elsewhere` (0 or 1) and `nsid`, and a datagram; `length` is greater if it was truncated. */
  datagram: 11,
  /** R: the receive buffer of the socket overflowed. */
  overrun: 12,
  /** R: the words `ticket` and `errno`. */
  sendFailed: 13,
  /** R: the word `ticket`. */
  concluded: 14,
  /** R: {@link refusal}: receiving failed, and the socket is closed. */
  broken: 15,
  /** C: {@link namespace}. R: `opened`, whose `port` is its descriptor, or `refused`. `close` closes it. */
  namespace: 16,
  /** C: asks for `pong`. */
  ping: 17,
  /** R: the answer to `ping`. */
  pong: 18,
} as const

/**
 * Bytes of datagrams that the relay sends on one socket before the client has to grant `credit` for more. After that the
 * relay stops reading the socket, and the kernel holds back the rest of a dump.
 */
export const CREDIT = 2 << 20
/** The relay may exceed the credit by what it has received from the kernel already. */
export const EXCESS = 1 << 20

/** Which socket a client opens. */
const openRows = {
  /** Absent: NETLINK_ROUTE. */
  protocol: attr(1, u32),
  /** Name or path of a namespace of the relay's machine. Absent: the relay's own. */
  netns: attr(2, string),
  /** The namespace of the process with this id, on the relay's machine. */
  netnsPid: attr(3, u32),
  receiveBuffer: attr(4, u32),
  listenAllNsid: attr(5, flag),
  /** Microseconds. The relay ignores it: it sends together what has arrived in a turn of its event loop. */
  coalesce: attr(6, u32),
}

export const open = attributes('RELAY_OPEN_', openRows)
export type Open = Infer<typeof open>

/** Which namespace a client refers to in later messages. */
export const namespace = attributes('RELAY_NAMESPACE_', { netns: attr(1, string), pid: attr(2, u32) })
export type Namespace = Infer<typeof namespace>

export const opened = attributes('RELAY_OPENED_', {
  /** The port of the socket, or the descriptor of the namespace. */
  port: attr(1, u32),
  /** How many ACKs fit the receive buffer. */
  window: attr(2, u32),
})
export type Opened = Infer<typeof opened>

export const refusal = attributes('RELAY_REFUSAL_', {
  /** The call that failed, if one did: `setsockopt`. */
  syscall: attr(1, string),
  /** Linux's number of the error, positive. */
  errno: attr(2, u32),
  /** Why, as text. */
  message: attr(3, string),
})
export type Refusal = Infer<typeof refusal>

export const hello = attributes('RELAY_HELLO_', {
  version: attr(1, u32),
  /** Byte order of the relay's machine. */
  order: attr(2, enumeration(u32, 'RELAY_ORDER_', { le: 1, be: 2 })),
})
export type Hello = Infer<typeof hello>

/** Numbers are big-endian in every message, like those of frames. */
const ORDER = { order: 'be' } as const

/** The body of a message with a table. */
export const bodyOf = <T>(table: Attributes<T>, value: T): Uint8Array => encode(table, value, ORDER)

/** Reads the body of a message with a table; undefined if it is malformed or has attributes that the table does not. */
export const readBody = <T extends { unknown?: unknown }>(table: Attributes<T>, body: Uint8Array): T | undefined => {
  const problems: Problem[] = []
  const value = decode(table, body, { ...ORDER, problems })
  return problems.length > 0 || value.unknown !== undefined ? undefined : value
}
