/** Where the proofs start, and what must be met on the way. */
import { readdir } from 'node:fs/promises'
import { enumeration } from '../../src/netlink/codec/enumeration.ts'
import type { Node } from '../../src/netlink/codec/node.ts'
import { u16 } from '../../src/netlink/codec/node.ts'
import { groups } from '../../src/rtnl/tables/groups.ts'
import { messages, messageTypes } from '../../src/rtnl/tables/index.ts'

/** The types of messages as an enumeration, whose words are the kernel's constants themselves. */
const types = enumeration(
  u16,
  'RTM_',
  Object.fromEntries(Object.entries(messageTypes).map(([name, { type }]) => [name, [type, name]] as const)),
)

export const roots: readonly (readonly [string, Node])[] = [
  ...[...messages.values()].map(({ name, node }) => [name, node as Node] as const),
  ['message types', types as Node],
  ['groups', groups as Node],
]

const tables = new URL('../../src/rtnl/tables/', import.meta.url)

/** A record, so that the compiler asks for a node type that is new. */
const NODE_TYPES: { readonly [type in Node['type']]: true } = {
  attributes: true,
  bytes: true,
  enum: true,
  flag: true,
  flags: true,
  identifier: true,
  items: true,
  list: true,
  message: true,
  records: true,
  scalar: true,
  select: true,
  struct: true,
  text: true,
  uint: true,
  vector: true,
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && Object.hasOwn(NODE_TYPES, String(value.type))

/** Every node that a module of the tables exports, by module and name. */
export const exportedNodes = async (): Promise<(readonly [string, Node])[]> => {
  const files = (await readdir(tables, { recursive: true })).filter((file) => file.endsWith('.ts'))
  const modules = await Promise.all(
    files.map(async (file) => [file, (await import(new URL(file, tables).href)) as object] as const),
  )
  return modules.flatMap(([file, module]) =>
    Object.entries(module).flatMap(([name, value]) => (isNode(value) ? [[`${file}: ${name}`, value] as const] : [])),
  )
}
