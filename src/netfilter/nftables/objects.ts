/** Tables, chains, rules and objects as programs see them, from the kernel's messages. Sets: `set.ts`. */
import type { ByteOrder } from '../../netlink/codec/order.ts'
import type { Shaped } from '../../netlink/codec/shape.ts'
import { formatHex } from '../../netlink/codec/text/format.ts'
import { devicesOf } from './devices.ts'
import { given } from './given.ts'
import type { HookName } from './hooks.ts'
import { hookName } from './hooks.ts'
import type { netfilterShape } from './shapes.ts'
import type { Family } from './statements/context.ts'
import { readStatements } from './statements/read.ts'
import type { ReadSet } from './statements/read-context.ts'
import type { Statement } from './statements/types.ts'
import type { ChainMessage } from './tables/chain.ts'
import type { Expression } from './tables/expressions/index.ts'
import type { ObjectMessage } from './tables/object.ts'
import type { RuleMessage } from './tables/rule.ts'
import type { TableMessage } from './tables/table.ts'
import { readNoted } from './userdata.ts'

/** The shape of every message of nf_tables. */
type Shape = typeof netfilterShape
/** The messages, as the decoder returns them. */
export type TableValue = Shaped<TableMessage, Shape>
/** A chain's message as the decoder returns it. */
export type ChainValue = Shaped<ChainMessage, Shape>
/** A rule's message as the decoder returns it. */
export type RuleValue = Shaped<RuleMessage, Shape>
/** An object's message as the decoder returns it. */
export type ObjectValue = Shaped<ObjectMessage, Shape>

/** The user data of an object. */
interface Noted {
  /** The comment that nft shows. Absent if there is none. */
  readonly comment?: string
  /** Other user data, in hexadecimal. Absent if there is none. */
  readonly userdata?: string
}

/** A table: the container of chains, sets and other objects of one family. */
export interface Table extends Noted {
  /** The family of the packets that its chains see. */
  readonly family: Family
  /** Name of the table. */
  readonly name: string
  /** The number that the kernel has assigned. */
  readonly handle: number
  /** `dormant`: its chains see no packets; `owner`: it is deleted with the socket that added it, unless `persist`. */
  readonly flags?: readonly string[]
}

/**
 * A chain of rules. A base chain has a hook, through which the kernel passes packets to it. Fields that it does not have are
 * absent; without `hook` it is not a base chain.
 */
export interface Chain extends Noted {
  /** Family of the table. */
  readonly family: Family
  /** Name of the table. */
  readonly table: string
  /** Name of the chain. */
  readonly name: string
  /** The number that the kernel has assigned; unique in the table. */
  readonly handle: number
  /** `filter`, `nat` or `route`. Absent for chains without a hook. */
  readonly type?: string
  /** The hook of a base chain. A number if nft has no word for it. */
  readonly hook?: HookName | number
  /** Priority of a base chain: lower numbers see a packet first. */
  readonly priority?: number
  /** Names of links; `eth*` is a prefix of names, `eth\*` the name with an asterisk. */
  readonly devices?: readonly string[]
  /** `offload`: for the hardware; `binding`: it belongs to the rule that jumps to it. */
  readonly flags?: readonly string[]
  /** `accept` or `drop`, for packets that no rule decides on. Absent for chains without a hook. */
  readonly policy?: 'accept' | 'drop'
  /** Packets that the policy decided on, if the chain was added with counters. */
  readonly counters?: { readonly packets: number; readonly bytes: number }
}

/** A rule. */
export interface Rule extends Noted {
  /** Family of the table. */
  readonly family: Family
  /** Name of the table. */
  readonly table: string
  /** Name of the chain. */
  readonly chain: string
  /** The number that the kernel has assigned; unique in the table. */
  readonly handle: number
  /** What the rule does, in order. */
  readonly statements: readonly Statement[]
}

/** A named counter, quota, limit, ... */
export interface NftObject extends Noted {
  /** Family of the table. */
  readonly family: Family
  /** Name of the table. */
  readonly table: string
  /** Name of the object. */
  readonly name: string
  /** The number that the kernel has assigned; unique in the table. */
  readonly handle: number
  /** `counter`, `ct helper`, ...; a number for an unknown type. */
  readonly type: string
  /** The kernel's attributes of the type; `{ bytes }` in hexadecimal for a type without a table. */
  readonly data: { readonly [key: string]: unknown }
}

const some = (flags: readonly (string | number)[] | undefined): readonly string[] | undefined =>
  flags === undefined || flags.length === 0 ? undefined : flags.map(String)

export const readTable = ({ family, name = '', handle = 0, flags, userdata }: TableValue): Table =>
  given({ family: family as Family, name, handle, flags: some(flags), ...readNoted(userdata) })

export const readChain = (value: ChainValue): Chain => {
  const { table = '', name = '', handle = 0, type, hook, policy, flags = [], counters, userdata } = value
  const family = value.family as Family
  return given({
    family,
    table,
    name,
    handle,
    type,
    hook: hook?.hooknum === undefined ? undefined : hookName(family, hook.hooknum),
    priority: hook?.priority,
    devices: devicesOf(hook?.devs) ?? devicesOf({ name: hook?.dev === undefined ? [] : [hook.dev] }),
    flags: some(flags.filter((flag) => flag !== 'base')),
    policy: policy === undefined ? undefined : (String(policy) as NonNullable<Chain['policy']>),
    counters:
      counters === undefined
        ? undefined
        : { packets: Number(counters.packets ?? 0), bytes: Number(counters.bytes ?? 0) },
    ...readNoted(userdata),
  })
}

export const readRule = (value: RuleValue, order: ByteOrder, set: (name: string) => ReadSet | undefined): Rule => {
  const { table = '', chain = '', handle = 0, expressions = [], userdata } = value
  const family = value.family as Family
  const statements = readStatements(expressions as readonly Expression[], { family, order, set })
  const rule = { family, table, chain, handle, statements }
  return userdata === undefined ? rule : given({ ...rule, ...readNoted(userdata) })
}

const readData = (data: ObjectValue['data']): NftObject['data'] => {
  if (data === undefined) return {}
  if (!(data instanceof Uint8Array)) return data as NftObject['data']
  return data.length === 0 ? {} : { bytes: formatHex(data) }
}

export const readObject = (value: ObjectValue): NftObject => {
  const { table = '', name = '', handle = 0, type = 'unspec', data, userdata } = value
  return given({
    family: value.family as Family,
    table,
    name,
    handle,
    type: String(type),
    data: readData(data),
    ...readNoted(userdata),
  })
}
