/** The roots of the proofs, and the nodes that must be reached from them. */

import { readdir } from 'node:fs/promises'
import { untabledMessages } from '../../src/cli/message-names.ts'
import { families } from '../../src/families.ts'
import { matches, targets } from '../../src/netfilter/nftables/tables/xtables.ts'
import { groups as netfilterGroups } from '../../src/netfilter/tables/groups.ts'
import { messageTypes as netfilterTypes } from '../../src/netfilter/tables/index.ts'
import { u16 } from '../../src/netlink/codec/builders.ts'
import { enumeration } from '../../src/netlink/codec/enumeration.ts'
import type { Node } from '../../src/netlink/codec/node.ts'
import { linkRequest } from '../../src/rtnl/link/tables/link-request.ts'
import { groups } from '../../src/rtnl/tables/groups.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'

/** The message types as an enumeration, whose words are the kernel's constants. */
const types = enumeration(
  u16,
  'RTM_',
  Object.fromEntries(Object.entries(messageTypes).map(([name, { type }]) => [name, [type, name]] as const)),
)

/** Types of netfilter have the subsystem in their high byte. */
const SUBSYSTEMS: { readonly [prefix: string]: string } = {
  IPCTNL_MSG_CT: '(NFNL_SUBSYS_CTNETLINK << 8) | ',
  IPCTNL_MSG_EXP: '(NFNL_SUBSYS_CTNETLINK_EXP << 8) | ',
  NFNL_MSG_BATCH: '',
  NFNL_MSG_COMPAT: '(NFNL_SUBSYS_NFT_COMPAT << 8) | ',
  NFT_MSG: '(NFNL_SUBSYS_NFTABLES << 8) | ',
}
const subsystemOf = (name: string): string =>
  Object.entries(SUBSYSTEMS).find(([prefix]) => name.startsWith(`${prefix}_`))?.[1] ?? 'no subsystem of '

const netfilterNumbers = enumeration(
  u16,
  'NFNL_TYPE_',
  Object.fromEntries(
    Object.entries(netfilterTypes).map(([name, { type }]) => [name, [type, subsystemOf(name) + name]] as const),
  ),
)

const untabled = enumeration(
  u16,
  'RTM_',
  Object.fromEntries(Object.entries(untabledMessages).map(([name, type]) => [name, [type, name]] as const)),
)

export const roots: readonly (readonly [string, Node])[] = [
  ...families.flatMap(({ messages }) => messages).map(({ name, node }) => [name, node] as const),
  ['RTM_NEWLINK request', linkRequest as Node],
  ['message types', types as Node],
  ['message types without tables', untabled as Node],
  ['groups', groups as Node],
  ['netfilter message types', netfilterNumbers as Node],
  ['netfilter groups', netfilterGroups as Node],
  ...Object.entries({ ...matches, ...targets }).map(([name, node]) => [`xtables ${name}`, node as Node] as const),
]

const SOURCES = new URL('../../src/', import.meta.url)

/** A record, so that the compiler requires an entry for a new type of node. */
const NODE_TYPES: { readonly [type in Node['type']]: true } = {
  attributes: true,
  bool: true,
  bytes: true,
  enum: true,
  flag: true,
  flags: true,
  groups: true,
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
  const files = (await readdir(SOURCES, { recursive: true }))
    .filter((file) => /(^|\/)tables\/.*\.ts$/.test(file))
    .map((file) => new URL(file, SOURCES).href)
  const modules = await Promise.all(files.map(async (file) => [file, (await import(file)) as object] as const))
  return modules.flatMap(([file, module]) =>
    Object.entries(module).flatMap(([name, value]) => (isNode(value) ? [[`${file}: ${name}`, value] as const] : [])),
  )
}
