/** The messages of families by type, for tests that look them up by number only. */

import { messageTypes as netfilterTypes } from '../src/netfilter/tables/index.ts'
import type { Message } from '../src/netlink/codec/node.ts'
import { messageTypes as routeTypes } from '../src/rtnl/tables/index.ts'

type Registry = ReadonlyMap<number, { readonly name: string; readonly node: Message }>

const registryOf = (types: { readonly [name: string]: { readonly type: number; readonly node: Message } }): Registry =>
  new Map(Object.entries(types).map(([name, { type, node }]) => [type, { name, node }]))

export const routeMessages = registryOf(routeTypes)
export const netfilterMessages = registryOf(netfilterTypes)
