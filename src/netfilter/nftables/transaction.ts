/** The changes of a transaction. Each verb checks its arguments and adds messages to the batch. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../../netlink/protocol/header.ts'
import { checkOptions, OptionError } from '../../netlink/socket/options.ts'
import type { BatchRequest } from '../../netlink/socket/socket.ts'
import { BaseChains } from './base-chains.ts'
import type { ElementMessageName, Named } from './batch-writer.ts'
import { BatchWriter } from './batch-writer.ts'
import type { ObjectName, RuleHandle, TableName } from './deletions.ts'
import { Deletions } from './deletions.ts'
import { checkFamily, checkHandle, checkObject, KEYS } from './identity.ts'
import type { NewChain, NewFlowtable, NewObject, NewRule, NewTable } from './new-objects.ts'
import { isBinding, newChain, newFlowtable, newObject, newTable } from './new-objects.ts'
import type { NewNftSet } from './new-set.ts'
import { inOrder } from './rule-order.ts'
import { RuleWriter } from './rule-writer.ts'
import type { RulesetParts } from './ruleset.ts'
import type { SetValue } from './set-contents.ts'
import type { SetElement } from './set-elements.ts'
import { SetWriter } from './set-writer.ts'
import type { Family } from './statements/context.ts'
import type { RuleAttributes } from './tables/rule.ts'

const CREATE = NLM_F_CREATE | NLM_F_EXCL

/**
 * The changes of a transaction. Each call checks its argument and adds to the batch, which `Nftables.transaction` sends
 * at the end.
 */
export class Transaction {
  /** The messages, without the begin and the end of the batch. */
  readonly requests: BatchRequest[]
  private readonly batch: BatchWriter
  private readonly deletions: Deletions
  private readonly setWriter: SetWriter
  private readonly baseChains = new BaseChains()
  private readonly ruleWriter: RuleWriter

  /** `known`: the sets that exist, since elements and rules depend on the types of their sets. */
  constructor(order: ByteOrder, known: readonly SetValue[]) {
    this.batch = new BatchWriter(order)
    this.requests = this.batch.requests
    this.deletions = new Deletions(this.batch, this.baseChains)
    this.setWriter = new SetWriter(this.batch, known)
    this.ruleWriter = new RuleWriter(this.batch, this.setWriter, this.baseChains)
  }

  /** Adds and deletes tables. */
  readonly tables = {
    /** Adds the table. If it exists, only its flags are set, if `flags` is given. */
    add: (table: NewTable): void => this.newTable('add', table, NLM_F_CREATE),
    /** Like `add`, but refused if it exists. */
    create: (table: NewTable): void => this.newTable('create', table, CREATE),
    /** Deletes the table and everything in it. */
    delete: (table: TableName): void => this.deletions.table('NFT_MSG_DELTABLE', 'tables.delete', table),
    /** Like `delete`, but does nothing if it does not exist. Needs Linux 6.3; older kernels refuse it (EINVAL). */
    destroy: (table: TableName): void => this.deletions.table('NFT_MSG_DESTROYTABLE', 'tables.destroy', table),
  }

  /** Adds and deletes chains. */
  readonly chains = {
    /**
     * Adds the chain. If it exists, only its policy changes, to `policy` if it is given. The kernel refuses a type, hook or
     * priority that differs from those of the chain.
     */
    add: (chain: NewChain): void => this.newChain('add', chain, NLM_F_CREATE),
    /** Like `add`, but refused if it exists. */
    create: (chain: NewChain): void => this.newChain('create', chain, CREATE),
    /** Deletes the chain and its rules. Refused (EBUSY) while a rule or a map jumps to it. */
    delete: (chain: Named): void => this.deletions.chain('NFT_MSG_DELCHAIN', 'chains.delete', chain),
    /** Like `delete`, but does nothing if it does not exist. Needs Linux 6.3. */
    destroy: (chain: Named): void => this.deletions.chain('NFT_MSG_DESTROYCHAIN', 'chains.destroy', chain),
    /** Deletes the rules of the chain. */
    flush: (chain: Named): void => {
      checkObject('chains.flush', chain, ['table', 'name'], KEYS.chain)
      const { family, table, name } = chain
      this.batch.push('NFT_MSG_DELRULE', 0, family, { table, chain: name }, `${table} ${name}`)
    },
  }

  /** Adds, replaces and deletes rules. */
  readonly rules = {
    /** Adds the rule at the end of its chain, or after the rule with the handle `after`. */
    add: (rule: NewRule, after?: number): void =>
      this.newRule('add', rule, NLM_F_CREATE | NLM_F_APPEND, this.position('add', after)),
    /** Inserts the rule at the beginning of its chain, or before the rule with the handle `before`. */
    insert: (rule: NewRule, before?: number): void =>
      this.newRule('insert', rule, NLM_F_CREATE, this.position('insert', before)),
    /** Replaces the rule with this handle; by default that of `rule`, if it was listed. */
    replace: (rule: NewRule, handle: number | undefined = rule.handle): void => {
      checkHandle('rules.replace', handle)
      this.newRule('replace', rule, NLM_F_REPLACE, { handle: BigInt(handle as number) })
    },
    /** Deletes the rule with this handle. */
    delete: (rule: RuleHandle): void => this.deletions.rule('NFT_MSG_DELRULE', 'rules.delete', rule),
    /** Like `delete`, but does nothing if it does not exist. Needs Linux 6.3. */
    destroy: (rule: RuleHandle): void => this.deletions.rule('NFT_MSG_DESTROYRULE', 'rules.destroy', rule),
  }

  /** Adds and deletes sets and maps. */
  readonly sets = {
    /** Adds a set, or a map if `data` is given. An existing one stays as it is; the kernel refuses another type (EEXIST). */
    add: (set: NewNftSet): void => this.newSet('add', set, NLM_F_CREATE),
    /** Like `add`, but refused if it exists. */
    create: (set: NewNftSet): void => this.newSet('create', set, CREATE),
    /** Deletes the set and its elements. Refused (EBUSY) while a rule refers to it. */
    delete: (set: Named): void => this.deletions.named('NFT_MSG_DELSET', 'sets.delete', set, KEYS.set),
    /** Like `delete`, but does nothing if it does not exist. Needs Linux 6.3. */
    destroy: (set: Named): void => this.deletions.named('NFT_MSG_DESTROYSET', 'sets.destroy', set, KEYS.set),
  }

  /** Adds and deletes elements of sets and maps. */
  readonly elements = {
    /** Adds elements. Of an existing element only the timeout changes. */
    add: (set: Named, elements: readonly SetElement[]): void =>
      this.newElements('add', 'NFT_MSG_NEWSETELEM', NLM_F_CREATE, set, elements),
    /** Like `add`, but refused if an element exists. */
    create: (set: Named, elements: readonly SetElement[]): void =>
      this.newElements('create', 'NFT_MSG_NEWSETELEM', CREATE, set, elements),
    /** Deletes elements by their keys; their other fields are ignored. */
    delete: (set: Named, elements: readonly SetElement[]): void =>
      this.newElements('delete', 'NFT_MSG_DELSETELEM', 0, set, elements),
    /** Like `delete`, but ignores elements that do not exist. Needs Linux 6.3. */
    destroy: (set: Named, elements: readonly SetElement[]): void =>
      this.newElements('destroy', 'NFT_MSG_DESTROYSETELEM', 0, set, elements),
    /** Deletes all elements of the set. */
    flush: (set: Named): void => {
      checkObject('elements.flush', set, ['table', 'name'], KEYS.set)
      const { family, table, name } = set
      this.batch.push('NFT_MSG_DELSETELEM', 0, family, { table, set: name }, `${table} ${name}`)
    },
  }

  /** Adds and deletes named counters, quotas, limits, ... */
  readonly objects = {
    /** Adds the object. An existing one changes if the kernel supports that (quotas), and stays as it is otherwise. */
    add: (object: NewObject): void => this.newObject('add', object, NLM_F_CREATE),
    /** Like `add`, but refused if it exists. */
    create: (object: NewObject): void => this.newObject('create', object, CREATE),
    /** Deletes the object. Refused (EBUSY) while a rule or an element refers to it. */
    delete: (object: ObjectName): void => this.deletions.object('NFT_MSG_DELOBJ', 'objects.delete', object),
    /** Like `delete`, but does nothing if it does not exist. Needs Linux 6.3. */
    destroy: (object: ObjectName): void => this.deletions.object('NFT_MSG_DESTROYOBJ', 'objects.destroy', object),
  }

  /** Adds and deletes flowtables. */
  readonly flowtables = {
    /** Adds the flowtable. An existing one gets these devices in addition. */
    add: (flowtable: NewFlowtable): void => this.newFlowtable('add', flowtable, NLM_F_CREATE),
    /** Like `add`, but refused if it exists. */
    create: (flowtable: NewFlowtable): void => this.newFlowtable('create', flowtable, CREATE),
    /** Deletes the flowtable. Refused (EBUSY) while a rule refers to it. */
    delete: (flowtable: Named): void =>
      this.deletions.named('NFT_MSG_DELFLOWTABLE', 'flowtables.delete', flowtable, KEYS.flowtable),
    /** Like `delete`, but does nothing if it does not exist. Needs Linux 6.3. */
    destroy: (flowtable: Named): void =>
      this.deletions.named('NFT_MSG_DESTROYFLOWTABLE', 'flowtables.destroy', flowtable, KEYS.flowtable),
  }

  /**
   * Adds everything in a ruleset, such as `nft.ruleset()` of another namespace, in an order that the kernel accepts. Existing
   * objects stay; call `flush` before it to replace them. Handles are not kept: the kernel assigns new ones. Adds nothing if
   * it throws.
   */
  ruleset(ruleset: RulesetParts): void {
    checkOptions('ruleset', ruleset, KEYS.ruleset)
    this.batch.whole(() => this.addAll(ruleset))
  }

  /** Deletes all tables, including those of other programs; with `family`, the tables of that family. */
  flush(only?: { readonly family: Family }): void {
    if (only !== undefined) {
      checkOptions('flush', only, ['family'])
      checkFamily('flush', only.family)
    }
    this.batch.push('NFT_MSG_DELTABLE', 0, only?.family ?? 'unspec', {}, 'ruleset')
    this.baseChains.clear()
  }

  /** Refuses further changes: they would never be sent. */
  seal(): void {
    this.batch.seal()
  }

  /** Objects come before the objects that refer to them: elements refer to chains and objects, rules to sets. */
  private addAll(ruleset: RulesetParts): void {
    const { tables, chains, sets, objects, flowtables } = ruleset
    for (const table of tables) this.tables.add(table)
    for (const object of objects) this.objects.add(object)
    for (const flowtable of flowtables) this.flowtables.add(flowtable)
    for (const chain of chains) this.chains.add(chain)
    for (const { elements: _, ...set } of sets) this.sets.add(set)
    for (const set of sets) if (set.elements !== undefined) this.elements.add(set, set.elements)
    for (const rule of inOrder(ruleset)) this.rules.add(rule)
  }

  private newTable(verb: string, table: NewTable, flags: number): void {
    checkObject(`tables.${verb}`, table, ['name'], KEYS.table)
    this.batch.push('NFT_MSG_NEWTABLE', flags, table.family, newTable(table), table.name)
  }

  private newChain(verb: string, chain: NewChain, flags: number): void {
    checkObject(`chains.${verb}`, chain, ['table', 'name'], KEYS.chain)
    const { family, table, name } = chain
    if (verb === 'create' && chain.policy !== undefined && chain.hook === undefined)
      throw new EncodeError('hook', 'a hook, for a new chain with a policy', undefined)
    const id = isBinding(chain) ? this.batch.nextId() : undefined
    if (id !== undefined) this.ruleWriter.bind(chain, name, id)
    const called = id === undefined ? { name } : { id }
    this.batch.push('NFT_MSG_NEWCHAIN', flags, family, { ...newChain(chain), ...called }, `${table} ${name}`)
    this.baseChains.add(chain)
  }

  private position(verb: string, handle: number | undefined): Pick<RuleAttributes, 'position'> {
    if (handle === undefined) return {}
    checkHandle(`rules.${verb}`, handle)
    return { position: BigInt(handle) }
  }

  private newRule(
    verb: string,
    rule: NewRule,
    flags: number,
    which: Pick<RuleAttributes, 'position' | 'handle'>,
  ): void {
    checkObject(`rules.${verb}`, rule, ['table', 'chain'], KEYS.rule)
    this.ruleWriter.write(rule, flags, which)
  }

  private newSet(verb: string, set: NewNftSet, flags: number): void {
    checkObject(`sets.${verb}`, set, ['table', 'name'], KEYS.set)
    this.setWriter.add(set, flags)
  }

  private newElements(
    verb: string,
    message: ElementMessageName,
    flags: number,
    set: Named,
    elements: readonly SetElement[],
  ): void {
    checkObject(`elements.${verb}`, set, ['table', 'name'], KEYS.set)
    if (!Array.isArray(elements)) throw new OptionError(`elements.${verb}`, 'elements', 'expected a list')
    this.setWriter.elements(message, flags, set, elements)
  }

  private newObject(verb: string, object: NewObject, flags: number): void {
    checkObject(`objects.${verb}`, object, ['table', 'name', 'type'], KEYS.object)
    this.batch.push('NFT_MSG_NEWOBJ', flags, object.family, newObject(object), `${object.table} ${object.name}`)
  }

  private newFlowtable(verb: string, flowtable: NewFlowtable, flags: number): void {
    checkObject(`flowtables.${verb}`, flowtable, ['table', 'name'], KEYS.flowtable)
    const { family, table, name } = flowtable
    this.batch.push('NFT_MSG_NEWFLOWTABLE', flags, family, newFlowtable(flowtable), `${table} ${name}`)
  }
}
