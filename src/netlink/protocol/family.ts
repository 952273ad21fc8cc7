/**
 * Netlink families, as data: which messages one has, and how a message is distinguished from the others of its family. A type is a
 * number of its family alone: 16 is RTM_NEWLINK, NFNL_MSG_BATCH_BEGIN and GENL_ID_CTRL.
 */

import type { Message } from '../codec/node.ts'
import type { ByteOrder } from '../codec/order.ts'
import { NLM_F_REQUEST, NLMSG_FLAGS_AT, NLMSG_HDRLEN, NLMSG_TYPE_AT } from './header.ts'

/** Which way a message travels. The kernel's notifications are replies here: they have no NLM_F_REQUEST either. */
export type Direction = 'request' | 'reply'

/** One message of a family. */
export interface MessageType {
  /** As C calls it: `RTM_NEWLINK`. */
  readonly name: string
  /** Its table. */
  readonly node: Message
}

/** How messages are looked up. */
export interface Lookup {
  /** Every message that has a table. */
  readonly messages: readonly MessageType[]
  /** `payload` is what follows struct nlmsghdr. Undefined if the message has no table. */
  readonly find: (type: number, direction: Direction, payload: Uint8Array) => MessageType | undefined
}

/** A netlink family: its protocol number and its messages. {@link defineFamily} makes one. */
export interface Family extends Lookup {
  /** `route`, `netfilter`, ... */
  readonly name: string
  /** NETLINK_ROUTE (0) and so on, of <linux/netlink.h>. */
  readonly protocol: number
}

/** Messages by the kernel's name for each: their number (`type` or `command`) and their table (`node`). */
type Numbered<K extends string> = {
  readonly [name: string]: { readonly [key in K]: number } & { readonly node: Message }
}

type Tables<K extends string> = readonly [requests: Numbered<K>, replies: Numbered<K>]

/** The messages of a family, and a lookup by direction and number. */
const tablesBy = <K extends string>(key: K, [requests, replies]: Tables<K>) => {
  const mapOf = (all: Numbered<K>): ReadonlyMap<number, MessageType> =>
    new Map(Object.entries(all).map(([name, one]) => [one[key], { name, node: one.node }]))
  const request = mapOf(requests)
  const maps = { request, reply: replies === requests ? request : mapOf(replies) }
  return {
    messages: [...new Set([...maps.request.values(), ...maps.reply.values()])],
    get: (direction: Direction, number: number): MessageType | undefined => maps[direction].get(number),
  }
}

/** For families whose messages differ by nlmsg_type. `replies`: the tables of replies, if requests have other ones. */
export const byType = (requests: Numbered<'type'>, replies: Numbered<'type'> = requests): Lookup => {
  const { messages, get } = tablesBy('type', [requests, replies])
  return { messages, find: (type, direction) => get(direction, type) }
}

/**
 * For families of generic netlink, whose messages differ by the command, the first byte of struct genlmsghdr. Their nlmsg_type
 * is the number of the family, which the kernel assigns when the family is registered.
 *
 * `replies`: the tables of replies, if requests have other ones. `type`: finds only messages with this nlmsg_type.
 * Absent: with any. Set it if messages of several families are looked up: 16 (GENL_ID_CTRL) for `nlctrl`, for others the
 * number that `nlctrl` reports.
 */
export const byCommand = (
  requests: Numbered<'command'>,
  replies: Numbered<'command'> = requests,
  type?: number,
): Lookup => {
  const { messages, get } = tablesBy('command', [requests, replies])
  return {
    messages,
    find: (found, direction, [command = -1]) =>
      type === undefined || found === type ? get(direction, command) : undefined,
  }
}

/** Registers a family: everything that names messages takes it. */
export const defineFamily = (family: {
  /** The name: `route`. */
  readonly name: string
  /** The number of the protocol: NETLINK_ROUTE is 0. */
  readonly protocol: number
  /** How its messages are looked up: {@link byType} or {@link byCommand}. */
  readonly lookup: Lookup
}): Family => ({ name: family.name, protocol: family.protocol, ...family.lookup })

/** Finds the table of a whole message, by its own bytes, in the first of the families that has one. */
export const messageTypeIn = (
  families: readonly Lookup[],
  message: Uint8Array,
  order: ByteOrder,
): MessageType | undefined => {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const type = view.getUint16(NLMSG_TYPE_AT, order === 'le')
  const isRequest = (view.getUint16(NLMSG_FLAGS_AT, order === 'le') & NLM_F_REQUEST) !== 0
  const payload = message.subarray(NLMSG_HDRLEN)
  for (const family of families) {
    const found = family.find(type, isRequest ? 'request' : 'reply', payload)
    if (found !== undefined) return found
  }
  return undefined
}
