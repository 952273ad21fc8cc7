/** The messages of a batch, encoded as they are added, without its begin and end. */

import { encodeRequest } from '../../netlink/codec/encode/request.ts'
import type { Message, Typed } from '../../netlink/codec/node.ts'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { ClosedError } from '../../netlink/protocol/errors.ts'
import type { BatchRequest } from '../../netlink/socket/socket.ts'
import type { NetfilterMessageName } from '../tables/index.ts'
import { messageTypes } from '../tables/index.ts'
import type { InTable } from './new-objects.ts'
import type { Family } from './statements/context.ts'
import type { Element } from './tables/element.ts'

/** The identity of an object in a table. Of an object that was listed, the other fields are ignored. */
export interface Named extends InTable {
  /** Name of the object. */
  readonly name: string
}

export type ElementMessageName = 'NFT_MSG_NEWSETELEM' | 'NFT_MSG_DELSETELEM' | 'NFT_MSG_DESTROYSETELEM'

export class BatchWriter {
  readonly requests: BatchRequest[] = []
  readonly order: ByteOrder
  private ids = 0
  private sealed = false

  constructor(order: ByteOrder) {
    this.order = order
  }

  /** A number for a set or a chain of this batch, by which its other messages can refer to it. */
  nextId(): number {
    return ++this.ids
  }

  /** @throws {ClosedError} after `seal`. */
  push(name: NetfilterMessageName, flags: number, family: Family | 'unspec', attributes: object, target: string): void {
    if (this.sealed) throw new ClosedError('the transaction was sent already')
    const { type, node } = messageTypes[name]
    const value = { header: { family }, ...attributes }
    const payload = encodeRequest(node as Message as Typed<unknown>, value, this.order)
    this.requests.push({ type, flags, payload, target: family === 'unspec' ? target : `${family} ${target}` })
  }

  /** One message for each portion of elements. `reference`: the number of a set of this batch. */
  pushElements(
    message: ElementMessageName,
    flags: number,
    { family, table, name }: Named,
    portions: Iterable<readonly Element[]>,
    reference: object = {},
  ): void {
    for (const elements of portions)
      this.push(message, flags, family, { table, set: name, ...reference, elements }, `${table} ${name}`)
  }

  /** Runs `write`; if it throws, removes the messages that it has added. */
  whole(write: () => void): void {
    const before = this.requests.length
    try {
      write()
    } catch (error) {
      this.requests.length = before
      throw error
    }
  }

  /** Refuses further messages: they would never be sent. */
  seal(): void {
    this.sealed = true
  }
}
