/** Output that all commands share: JSON arrays, and annotated trees of messages (`--raw`). */
import type { ByteOrder } from '../netlink/codec/order.ts'
import type { Environment } from './command.ts'
import { arrayParts, toJson } from './json.ts'
import { describeMessage } from './message.ts'
import { Tree } from './tree.ts'

/** One JSON array, to which several sources may add elements. */
export class JsonArray {
  private readonly out: Environment['out']
  private count = 0

  constructor({ out }: Environment) {
    this.out = out
  }

  async add(values: Iterable<object>): Promise<void> {
    for (const value of values) await this.out.write(arrayParts.before(this.count++) + toJson(value))
  }

  async end(): Promise<void> {
    await this.out.write(arrayParts.end(this.count))
  }
}

/** An object with the name of its namespace, if there are several. */
export const labelled = (value: object, netns: string | undefined): object =>
  netns === undefined ? value : { netns, ...value }

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
