/** Requests that ask: of their header the kernel needs the family alone. */
import type { Field, Message, Struct } from './node.ts'
import { struct } from './struct.ts'

/** What a request that asks may hold: of the header perhaps the family alone (`struct rtgenmsg`), which the kernel takes. */
export type Query<M extends { header: unknown }> = Omit<M, 'header'> & { header: Partial<M['header']> }

/** `struct rtgenmsg` of <linux/rtnetlink.h>: a family, with which any dump may be requested. */
const shortOf = ({ fields }: Struct): Struct => {
  const { key, node } = fields[0] as Field
  return struct('rtgenmsg', { [key]: node }, { prefix: 'rtgen_' })
}

/** The same message as a request that asks (`RTM_GET*`). */
export const query = <M extends { header: unknown }>(node: Message<M>): Message<Query<M>> => {
  let short: Struct | undefined
  return {
    ...(node as Message<unknown> as Message<Query<M>>),
    // a layout is declared when it is first used
    get short() {
      short ??= shortOf(node.header)
      return short
    },
  }
}
