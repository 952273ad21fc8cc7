/** Annotated trees of messages (`--raw`). They need the tables of all families, so commands that list objects load this late. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import type { Environment } from './command.ts'
import { describeMessage } from './message.ts'
import { Tree } from './tree.ts'

export const writeTrees = async (
  { out, colours }: Environment,
  messages: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  order: ByteOrder,
): Promise<void> => {
  let count = 0
  for await (const bytes of messages) {
    const described = describeMessage(bytes, order)
    const lines = new Tree(bytes, described, order, colours).draw()
    await out.write(`${count++ === 0 ? '' : '\n'}${colours.bold(String(described.name))}\n${lines.join('\n')}\n`)
  }
}
