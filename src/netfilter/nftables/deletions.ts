/** Deletions in a transaction: NFT_MSG_DEL*, and NFT_MSG_DESTROY*, which ignores objects that do not exist. */
import type { NetfilterMessageName } from '../tables/index.ts'
import type { BaseChains } from './base-chains.ts'
import type { BatchWriter, Named } from './batch-writer.ts'
import { checkHandle, checkObject, KEYS } from './identity.ts'
import type { InTable, NewObject } from './new-objects.ts'
import type { Family } from './statements/context.ts'
import { wordOrNumber } from './words.ts'

/** The identity of a table. */
export interface TableName {
  /** Its family. */
  readonly family: Family
  /** Name of the table. */
  readonly name: string
}
/** The identity of a rule. */
export interface RuleHandle extends InTable {
  /** Name of the chain. */
  readonly chain: string
  /** The number that the kernel has assigned to the rule. */
  readonly handle: number
}
/** The identity of a named object: each type has names of its own. */
export interface ObjectName extends Named {
  /** What it is. */
  readonly type: NewObject['type']
}

/** `where`: the call, for errors. */
export class Deletions {
  private readonly batch: BatchWriter
  private readonly baseChains: BaseChains

  constructor(batch: BatchWriter, baseChains: BaseChains) {
    this.batch = batch
    this.baseChains = baseChains
  }

  table(message: NetfilterMessageName, where: string, table: TableName): void {
    checkObject(where, table, ['name'], KEYS.table)
    this.batch.push(message, 0, table.family, { name: table.name }, table.name)
    this.baseChains.clear()
  }

  chain(message: NetfilterMessageName, where: string, chain: Named): void {
    this.named(message, where, chain, KEYS.chain)
    this.baseChains.delete(chain, chain.name)
  }

  rule(message: NetfilterMessageName, where: string, rule: RuleHandle): void {
    checkObject(where, rule, ['table', 'chain'], KEYS.rule)
    const { family, table, chain, handle } = rule
    checkHandle(where, handle)
    this.batch.push(message, 0, family, { table, chain, handle: BigInt(handle) }, `${table} ${chain} ${handle}`)
  }

  object(message: NetfilterMessageName, where: string, object: ObjectName): void {
    checkObject(where, object, ['table', 'name', 'type'], KEYS.object)
    const { family, table, name, type } = object
    this.batch.push(message, 0, family, { table, name, type: wordOrNumber(type) }, `${table} ${name}`)
  }

  /** A set or a flowtable. */
  named(message: NetfilterMessageName, where: string, named: Named, keys: readonly string[]): void {
    checkObject(where, named, ['table', 'name'], keys)
    const { family, table, name } = named
    this.batch.push(message, 0, family, { table, name }, `${table} ${name}`)
  }
}
