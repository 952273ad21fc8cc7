/** Tables, chains, objects and flowtables in requests to add them. Sets: `new-set.ts`. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import { hookDevices } from './devices.ts'
import type { Flowtable } from './flowtables.ts'
import type { HookName, Priority } from './hooks.ts'
import { hookNumber, priorityNumber } from './hooks.ts'
import type { Chain, NftObject, Rule, Table } from './objects.ts'
import { checkStatement } from './statements/check.ts'
import type { Family } from './statements/context.ts'
import { plainExpression } from './statements/plain.ts'
import type { Statement } from './statements/types.ts'
import { bytesOfHex, writeNoted } from './userdata.ts'
import { wordOrNumber } from './words.ts'

/** The table of an object. */
export interface InTable {
  /** Family of the table. */
  readonly family: Family
  /** Name of the table. */
  readonly table: string
}

/** An object that was listed can be added as it is. Its handle is ignored: the kernel assigns a new one. */
export interface NewTable extends Partial<Omit<Table, 'family' | 'name'>> {
  /** The family, which determines the packets that its chains see. */
  readonly family: Family
  /** Name of the table. */
  readonly name: string
  /** Without them the flags of an existing table stay. */
  readonly flags?: readonly ('dormant' | 'owner' | 'persist' | (string & {}))[]
}

/** A chain to add. One that was listed can be added as it is. */
export interface NewChain
  extends InTable,
    Partial<Omit<Chain, 'family' | 'table' | 'name' | 'priority' | 'type' | 'policy' | 'flags'>> {
  /** Name of the chain. */
  readonly name: string
  /** `filter`, `nat` or `route`, of a chain with a hook; default `filter`. */
  readonly type?: 'filter' | 'nat' | 'route' | (string & {})
  /** The hook of a base chain. Without it, packets come only from other chains. */
  readonly hook?: HookName | number
  /** Priority of a base chain; default 0. */
  readonly priority?: Priority
  /**
   * What a base chain decides on packets that no rule decides on. Absent: `accept`; of an existing chain: unchanged. The
   * kernel refuses it (EOPNOTSUPP) for a chain without a hook.
   */
  readonly policy?: 'accept' | 'drop'
  /** `offload`: the hardware applies its rules; `binding`: it belongs to the rule that jumps to it. Absent: none. */
  readonly flags?: readonly ('offload' | 'binding' | (string & {}))[]
}

/** A rule to add. One that was listed can be added as it is. */
export interface NewRule extends InTable, Partial<Omit<Rule, 'family' | 'table' | 'chain' | 'statements'>> {
  /** Name of the chain. */
  readonly chain: string
  /** What the rule does, in order. */
  readonly statements: readonly Statement[]
  /**
   * Protocol number for xtables extensions, if the statements of the rule do not match a protocol. Absent: the protocol that
   * the statements match.
   */
  readonly compat?: number
}

/** A named object to add. One that was listed can be added as it is. */
export interface NewObject extends InTable, Partial<Omit<NftObject, 'family' | 'table' | 'name' | 'type'>> {
  /** Name of the object. */
  readonly name: string
  /** What it is. */
  readonly type:
    | 'counter'
    | 'quota'
    | 'limit'
    | 'synproxy'
    | 'ct helper'
    | 'ct timeout'
    | 'ct expectation'
    | 'secmark'
    | (string & {})
  /**
   * The object as a statement: `{ counter: { packets: 0, bytes: 0 } }`. Alternatively `data`, as it is listed. Absent if
   * `data` is given.
   */
  readonly statement?: Statement
}

/** A flowtable to add. One that was listed can be added as it is. */
export interface NewFlowtable extends InTable, Partial<Omit<Flowtable, 'family' | 'table' | 'name' | 'priority'>> {
  /** Name of the flowtable. */
  readonly name: string
  /** Priority at its hook; default 0. */
  readonly priority?: Priority
  /** Links between which established connections bypass the rules. Absent: none. */
  readonly devices?: readonly string[]
}

export const newTable = (table: NewTable): object => {
  const { name, flags } = table
  return { name, ...(flags === undefined ? {} : { flags: flags.map(wordOrNumber) }), ...writeNoted(table) }
}

export const isBinding = ({ flags = [] }: Pick<NewChain, 'flags'>): boolean => flags.includes('binding')

const POLICIES: ReadonlySet<string> = new Set(['accept', 'drop'])

/** The attributes of a chain without its name, which a chain that belongs to a rule lacks. */
export const newChain = (chain: NewChain): object => {
  const { family, table, type = 'filter', hook, priority = 0, devices = [], flags, policy, counters } = chain
  if (hook === undefined && devices.length > 0) throw new EncodeError('hook', 'a hook, for a chain with devices', hook)
  if (policy !== undefined && !POLICIES.has(policy)) throw new EncodeError('policy', 'accept or drop', policy)
  const hooked = (where: HookName | number): object => ({
    type,
    hook: {
      hooknum: hookNumber(family, where),
      priority: priorityNumber(family, priority),
      ...hookDevices(devices),
    },
  })
  return {
    table,
    ...(hook === undefined ? {} : hooked(hook)),
    ...(policy === undefined ? {} : { policy }),
    ...(flags === undefined ? {} : { flags: flags.map(wordOrNumber) }),
    ...(counters === undefined ? {} : { counters }),
    ...writeNoted(chain),
  }
}

/** Types of objects (NFT_OBJECT_*) that a statement can describe, with its expression. */
const STATEMENTS: { readonly [type: string]: string } = {
  counter: 'counter',
  quota: 'quota',
  limit: 'limit',
  synproxy: 'synproxy',
  connlimit: 'connlimit',
}

const objectData = ({ type, statement, data }: NewObject): unknown => {
  if (statement !== undefined) {
    if (data !== undefined) throw new EncodeError('data', 'only one of `data` and `statement`', data)
    checkStatement(statement, 'statement')
    const { name, data: attributes } = plainExpression(statement, 'statement')
    if (name !== STATEMENTS[type]) throw new EncodeError('statement', `a ${type} statement`, statement)
    return attributes
  }
  if (data === undefined) throw new EncodeError('data', `the attributes of a ${type}, or \`statement\``, data)
  const { bytes, ...others } = data
  // the kernel derives `depleted` from the consumed bytes
  if (type === 'quota' && Array.isArray(data['flags']))
    return { ...data, flags: data['flags'].filter((flag) => flag !== 'depleted') }
  const isRaw = typeof bytes === 'string' && Object.keys(others).length === 0
  return isRaw ? bytesOfHex(bytes, 'data.bytes') : data
}

export const newObject = (object: NewObject): object => {
  const { table, name, type } = object
  return { table, name, type: wordOrNumber(type), data: objectData(object), ...writeNoted(object) }
}

export const newFlowtable = (flowtable: NewFlowtable): object => {
  const { family, table, name, hook = 'ingress', priority = 0, devices = [], flags = [] } = flowtable
  const { dev, devs } = hookDevices(devices)
  return {
    table,
    name,
    hook: {
      num: hookNumber('netdev', hook),
      priority: priorityNumber(family, priority),
      devs: devs ?? { name: dev === undefined ? [] : [dev] },
    },
    flags: flags.map(wordOrNumber),
  }
}
