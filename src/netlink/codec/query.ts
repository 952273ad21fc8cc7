/** Requests that read: the kernel needs only the family of their header. */
import type { Field, Message, Struct } from './node.ts'
import { struct } from './struct.ts'

/** The value of such a request. Its `header` may be only the family (`struct rtgenmsg`), which the kernel accepts. */
export type Query<M extends { header: unknown }> = Omit<M, 'header'> & { header: Partial<M['header']> }

/** `struct rtgenmsg` of <linux/rtnetlink.h>: a family. Any dump may be requested with it. */
const shortOf = ({ fields }: Struct): Struct => {
  const { key, node } = fields[0] as Field
  return struct('rtgenmsg', { [key]: node }, { prefix: 'rtgen_' })
}

/** The message of a request that reads (`RTM_GET*`). */
export const query = <M extends { header: unknown }>(node: Message<M>): Message<Query<M>> => {
  let short: Struct | undefined
  return {
    ...(node as Message<unknown> as Message<Query<M>>),
    // A layout is declared on first use.
    get short() {
      short ??= shortOf(node.header)
      return short
    },
  }
}
