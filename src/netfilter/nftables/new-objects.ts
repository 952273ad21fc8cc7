/** Tables, chains, objects and flowtables as the kernel is asked to make them. Sets: `new-set.ts`. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import { hookDevices } from './devices.ts'
import type { Flowtable } from './flowtables.ts'
import type { HookName, Priority } from './hooks.ts'
import { hookNumber, priorityNumber } from './hooks.ts'
import type { Chain, NftObject, Rule, Table } from './objects.ts'
import type { Family } from './statements/place.ts'
import { plainExpression } from './statements/plain.ts'
import type { Statement } from './statements/types.ts'
import { bytesOfHex, writeNoted } from './userdata.ts'
import { wordOrNumber } from './words.ts'

export interface InTable {
  readonly family: Family
  readonly table: string
}

/** What was listed can be given as it is: its handle is not written, the kernel gives each object a new one. */
export interface NewTable extends Partial<Omit<Table, 'family' | 'name'>> {
  readonly family: Family
  readonly name: string
  /** Left as they are, of a table that exists, where nothing is said. */
  readonly flags?: readonly ('dormant' | 'owner' | 'persist' | (string & {}))[]
}

export interface NewChain extends InTable, Partial<Omit<Chain, 'family' | 'table' | 'name' | 'priority' | 'type'>> {
  readonly name: string
  /** `filter`, `nat` or `route`: of a chain that hangs on a hook; default `filter`. */
  readonly type?: 'filter' | 'nat' | 'route' | (string & {})
  /** Where packets come by; without it only other chains lead here. */
  readonly hook?: HookName | number
  readonly priority?: Priority
  readonly policy?: 'accept' | 'drop' | (string & {})
}

export interface NewRule extends InTable, Partial<Omit<Rule, 'family' | 'table' | 'chain' | 'statements'>> {
  readonly chain: string
  readonly statements: readonly Statement[]
  /** Number of the protocol that the rule is about, where its statements don't say: extensions of iptables ask for it. */
  readonly compat?: number
}

export interface NewObject extends InTable, Partial<Omit<NftObject, 'family' | 'table' | 'name' | 'type'>> {
  readonly name: string
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
  /** As a statement says it: `{ counter: { packets: 0, bytes: 0 } }`. Or `data`, as it is listed. */
  readonly statement?: Statement
}

export interface NewFlowtable extends InTable, Partial<Omit<Flowtable, 'family' | 'table' | 'name' | 'priority'>> {
  readonly name: string
  readonly priority?: Priority
  /** Links between which known connections bypass the rules. */
  readonly devices?: readonly string[]
}

export const newTable = (table: NewTable): object => {
  const { name, flags } = table
  return { name, ...(flags === undefined ? {} : { flags: flags.map(wordOrNumber) }), ...writeNoted(table) }
}

export const isBinding = ({ flags = [] }: Pick<NewChain, 'flags'>): boolean => flags.includes('binding')

/** Without its name, which a chain that belongs to a rule does not have. */
export const newChain = (chain: NewChain): object => {
  const { family, table, type = 'filter', hook, priority = 0, devices = [], flags, policy, counters } = chain
  if (hook === undefined && devices.length > 0) throw new EncodeError('hook', 'a hook, of a chain with devices', hook)
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

/** NFT_OBJECT_* whose data a statement says. */
const STATEMENTS: { readonly [type: string]: string } = {
  counter: 'counter',
  quota: 'quota',
  limit: 'limit',
  synproxy: 'synproxy',
  connlimit: 'connlimit',
}

const objectData = ({ type, statement, data }: NewObject): unknown => {
  if (statement !== undefined) {
    if (data !== undefined) throw new EncodeError('data', 'nothing beside `statement`', data)
    const { name, data: said } = plainExpression(statement, 'statement')
    if (name !== STATEMENTS[type]) throw new EncodeError('statement', `a statement that makes a ${type}`, statement)
    return said
  }
  if (data === undefined) throw new EncodeError('data', `what a ${type} is, or \`statement\``, data)
  const { bytes, ...others } = data
  // whether a quota is used up follows from what was consumed of it
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
