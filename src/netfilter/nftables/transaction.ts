/** What a transaction does, written down: each verb is one message of the batch. */

import { encodeRequest } from '../../netlink/codec/encode/request.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Message, Typed } from '../../netlink/codec/node.ts'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { ClosedError } from '../../netlink/protocol/errors.ts'
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../../netlink/protocol/header.ts'
import { checkOptions, OptionError } from '../../netlink/socket/options.ts'
import type { BatchRequest } from '../../netlink/socket/socket.ts'
import type { NetfilterMessageName } from '../tables/index.ts'
import { messageTypes } from '../tables/index.ts'
import { compatOf } from './compat.ts'
import { checkFamily, checkHandle, checkObject, KEYS } from './identity.ts'
import { messagesOf, newElements } from './new-elements.ts'
import type { InTable, NewChain, NewFlowtable, NewObject, NewRule, NewTable } from './new-objects.ts'
import { isBinding, newChain, newFlowtable, newObject, newTable } from './new-objects.ts'
import type { KnownContents, NewNftSet } from './new-set.ts'
import { newSet } from './new-set.ts'
import type { RulesetParts } from './ruleset.ts'
import { writeRuleset } from './ruleset-writer.ts'
import type { SetElement, SetValue } from './set.ts'
import { contentsOf } from './set.ts'
import { assembleAll } from './statements/assemble.ts'
import type { Family, KnownSet, NewSet, Place } from './statements/place.ts'
import { VERDICT } from './statements/set-notes.ts'
import type { Element } from './tables/element.ts'
import type { Expression } from './tables/expressions/index.ts'
import type { RuleAttributes } from './tables/rule.ts'
import { declaredBy } from './typeof.ts'
import { joinBytes, writeNoted } from './userdata.ts'
import { wordOrNumber } from './words.ts'

/** What stands in a table, by its name. What was listed names itself; what else it says is not looked at. */
export interface Named extends InTable {
  readonly name: string
}

const keyOf = ({ family, table }: InTable, name: string): string => `${family} ${table} ${name}`

const knownSet = (set: SetValue, order: ByteOrder): KnownContents => {
  const { name = '', dataLen = 0, dataType, flags = [] } = set
  const { key, data, ranges, merges } = contentsOf(set, order)
  const kind = flags.includes('object') ? 'objects' : dataType === VERDICT ? 'verdicts' : ranges ? 'ranges' : 'values'
  const map = flags.includes('object') || flags.includes('map')
  return {
    name,
    reference: {},
    interval: flags.includes('interval'),
    dataLength: dataLen,
    data: data?.parts,
    parts: key.parts,
    leads: map ? { kind, parts: data?.parts ?? [] } : undefined,
    joined: merges,
  }
}

const CREATE = NLM_F_CREATE | NLM_F_EXCL

export class Transaction {
  /** The messages, without the ends of the batch. */
  readonly requests: BatchRequest[] = []
  private readonly order: ByteOrder
  private readonly known = new Map<string, KnownContents>()
  /** Chains that belong to rules have no names until the kernel gives them some: their numbers in the batch. */
  private readonly bound = new Map<string, number>()
  private ids = 0
  private sent = false

  constructor(order: ByteOrder, sets: readonly SetValue[]) {
    this.order = order
    for (const set of sets) {
      const { family, table = '', name = '' } = set
      this.known.set(keyOf({ family: family as Family, table }, name), knownSet(set, order))
    }
  }

  readonly tables = {
    /** Made; one that exists gets these flags, where any are given, and is left as it is otherwise. */
    add: (table: NewTable): void => this.newTable('add', table, NLM_F_CREATE),
    /** Refused where it exists. */
    create: (table: NewTable): void => this.newTable('create', table, CREATE),
    /** With all that it holds. */
    delete: (table: { readonly family: Family; readonly name: string }): void => {
      checkObject('tables.delete', table, ['name'], KEYS.table)
      this.push('NFT_MSG_DELTABLE', 0, table.family, { name: table.name }, table.name)
    },
  }

  readonly chains = {
    /**
     * Made; one that exists gets this policy, where one is given. The kernel refuses another type, hook or priority than it
     * has.
     */
    add: (chain: NewChain): void => this.newChain('add', chain, NLM_F_CREATE),
    /** Refused where it exists. */
    create: (chain: NewChain): void => this.newChain('create', chain, CREATE),
    delete: (chain: Named): void => this.delete('NFT_MSG_DELCHAIN', 'chains.delete', chain, KEYS.chain),
    /** Deletes its rules. */
    flush: (chain: Named): void => {
      checkObject('chains.flush', chain, ['table', 'name'], KEYS.chain)
      const { family, table, name } = chain
      this.push('NFT_MSG_DELRULE', 0, family, { table, chain: name }, `${table} ${name}`)
    },
  }

  readonly rules = {
    /** At the end of its chain, or behind the rule with that handle. */
    add: (rule: NewRule, behind?: number): void =>
      this.newRule('add', rule, NLM_F_CREATE | NLM_F_APPEND, this.position('add', behind)),
    /** At the beginning of its chain, or before the rule with that handle. */
    insert: (rule: NewRule, before?: number): void =>
      this.newRule('insert', rule, NLM_F_CREATE, this.position('insert', before)),
    /** In place of the rule with that handle: its own, of a rule that was listed. */
    replace: (rule: NewRule, handle: number | undefined = rule.handle): void => {
      checkHandle('rules.replace', handle)
      this.newRule('replace', rule, NLM_F_REPLACE, { handle: BigInt(handle as number) })
    },
    delete: (rule: InTable & { readonly chain: string; readonly handle: number }): void => {
      checkObject('rules.delete', rule, ['table', 'chain'], KEYS.rule)
      const { family, table, chain, handle } = rule
      checkHandle('rules.delete', handle)
      this.push('NFT_MSG_DELRULE', 0, family, { table, chain, handle: BigInt(handle) }, `${table} ${chain} ${handle}`)
    },
  }

  readonly sets = {
    /** Maps too, where `data` is given. One that exists is left as it is; the kernel refuses another type (EEXIST). */
    add: (set: NewNftSet): void => this.newSet('add', set, NLM_F_CREATE),
    /** Refused where it exists. */
    create: (set: NewNftSet): void => this.newSet('create', set, CREATE),
    delete: (set: Named): void => this.delete('NFT_MSG_DELSET', 'sets.delete', set, KEYS.set),
  }

  readonly elements = {
    /** An element that exists is left as it is, but for its timeout. */
    add: (set: Named, elements: readonly SetElement[]): void =>
      this.newElements('add', 'NFT_MSG_NEWSETELEM', NLM_F_CREATE, set, elements),
    /** Refused where one of them exists. */
    create: (set: Named, elements: readonly SetElement[]): void =>
      this.newElements('create', 'NFT_MSG_NEWSETELEM', CREATE, set, elements),
    /** By their keys; what else they say is not looked at. */
    delete: (set: Named, elements: readonly SetElement[]): void =>
      this.newElements('delete', 'NFT_MSG_DELSETELEM', 0, set, elements),
    /** Deletes all of them. */
    flush: (set: Named): void => {
      checkObject('elements.flush', set, ['table', 'name'], KEYS.set)
      const { family, table, name } = set
      this.push('NFT_MSG_DELSETELEM', 0, family, { table, set: name }, `${table} ${name}`)
    },
  }

  readonly objects = {
    /** One that exists is changed, where the kernel can (quotas), and left as it is otherwise. */
    add: (object: NewObject): void => this.newObject('add', object, NLM_F_CREATE),
    /** Refused where it exists. */
    create: (object: NewObject): void => this.newObject('create', object, CREATE),
    delete: (object: Named & Pick<NewObject, 'type'>): void => {
      checkObject('objects.delete', object, ['table', 'name', 'type'], KEYS.object)
      const { family, table, name, type } = object
      this.push('NFT_MSG_DELOBJ', 0, family, { table, name, type: wordOrNumber(type) }, `${table} ${name}`)
    },
  }

  readonly flowtables = {
    /** One that exists gets these devices as well. */
    add: (flowtable: NewFlowtable): void => this.newFlowtable('add', flowtable, NLM_F_CREATE),
    /** Refused where it exists. */
    create: (flowtable: NewFlowtable): void => this.newFlowtable('create', flowtable, CREATE),
    delete: (flowtable: Named): void =>
      this.delete('NFT_MSG_DELFLOWTABLE', 'flowtables.delete', flowtable, KEYS.flowtable),
  }

  /**
   * Adds all that a ruleset holds, such as `nft.ruleset()` of another namespace, in an order that the kernel takes. What
   * exists already is added to; `flush` before it makes it all that there is. Handles are not kept: the kernel gives new ones.
   */
  ruleset(ruleset: RulesetParts): void {
    checkOptions('ruleset', ruleset, KEYS.ruleset)
    const before = this.requests.length
    try {
      writeRuleset(this, ruleset)
    } catch (error) {
      // all of it or nothing
      this.requests.length = before
      throw error
    }
  }

  /** Deletes every table, those of others as well; of one family, where that is given. */
  flush(only?: { readonly family: Family }): void {
    if (only !== undefined) {
      checkOptions('flush', only, ['family'])
      checkFamily('flush', only.family)
    }
    this.push('NFT_MSG_DELTABLE', 0, only?.family ?? 'unspec', {}, 'ruleset')
  }

  /** From now on nothing can be added: it would never be sent. */
  seal(): void {
    this.sent = true
  }

  private push(
    name: NetfilterMessageName,
    flags: number,
    family: Family | 'unspec',
    attributes: object,
    target: string,
  ): void {
    if (this.sent) throw new ClosedError('the transaction was sent already')
    const { type, node } = messageTypes[name]
    const value = { header: { family }, ...attributes }
    const payload = encodeRequest(node as Message as Typed<unknown>, value, this.order)
    this.requests.push({ type, flags, payload, target: family === 'unspec' ? target : `${family} ${target}` })
  }

  private delete(message: NetfilterMessageName, where: string, named: Named, keys: readonly string[]): void {
    checkObject(where, named, ['table', 'name'], keys)
    const { family, table, name } = named
    this.push(message, 0, family, { table, name }, `${table} ${name}`)
  }

  private newTable(verb: string, table: NewTable, flags: number): void {
    checkObject(`tables.${verb}`, table, ['name'], KEYS.table)
    this.push('NFT_MSG_NEWTABLE', flags, table.family, newTable(table), table.name)
  }

  private newChain(verb: string, chain: NewChain, flags: number): void {
    checkObject(`chains.${verb}`, chain, ['table', 'name'], KEYS.chain)
    const { family, table, name } = chain
    const id = isBinding(chain) ? ++this.ids : undefined
    if (id !== undefined) this.bound.set(keyOf(chain, name), id)
    const called = id === undefined ? { name } : { id }
    this.push('NFT_MSG_NEWCHAIN', flags, family, { ...newChain(chain), ...called }, `${table} ${name}`)
  }

  private position(verb: string, handle: number | undefined): Pick<RuleAttributes, 'position'> {
    if (handle === undefined) return {}
    checkHandle(`rules.${verb}`, handle)
    return { position: BigInt(handle) }
  }

  private newRule(verb: string, rule: NewRule, flags: number, which: Partial<RuleAttributes>): void {
    checkObject(`rules.${verb}`, rule, ['table', 'chain'], KEYS.rule)
    const { family, table, chain, statements, compat = compatOf(statements) } = rule
    const expressions = assembleAll(statements, this.place(rule), 'statements')
    const chainId = this.bound.size === 0 ? undefined : this.bound.get(keyOf(rule, chain))
    const value: { -readonly [K in keyof RuleAttributes]: RuleAttributes[K] } =
      chainId === undefined ? { table, chain } : { table, chainId }
    value.expressions = this.bound.size === 0 ? expressions : expressions.map((one) => this.jump(rule, one))
    if (compat !== undefined) value.compat = { proto: compat, flags: [] }
    this.push('NFT_MSG_NEWRULE', flags, family, Object.assign(value, which, writeNoted(rule)), `${table} ${chain}`)
  }

  /** A verdict that leads to a chain of this transaction without a name. */
  private jump(where: InTable, expression: Expression): Expression {
    const { data } = (expression.data ?? {}) as { data?: { verdict?: { code: unknown; chain?: string } } }
    const id = data?.verdict?.chain === undefined ? undefined : this.bound.get(keyOf(where, data.verdict.chain))
    if (id === undefined) return expression
    const verdict = { code: data?.verdict?.code, chainId: id }
    return { ...expression, data: { ...(expression.data as object), data: { verdict } } as never }
  }

  private setOf(where: InTable, name: string): KnownContents {
    const known = this.known.get(keyOf(where, name))
    if (known === undefined) throw new EncodeError('set', `a set or map of table ${where.family} ${where.table}`, name)
    return known
  }

  private place({ family, table }: InTable): Place {
    return {
      family,
      order: this.order,
      set: (name) => this.setOf({ family, table }, name),
      anonymous: (set) => this.anonymous({ family, table }, set),
    }
  }

  private anonymous({ family, table }: InTable, { attributes, elements, ...given }: NewSet): KnownSet {
    const id = ++this.ids
    const { flags } = attributes
    const kind = flags?.includes('map') ? 'map' : flags?.includes('object') ? 'objmap' : 'set'
    const name = given.name ?? `__${kind}%d`
    const { typeof: declared, dataTypeof } = given
    const { userdata = new Uint8Array(0) } = attributes
    const noted =
      declared === undefined ? {} : { userdata: joinBytes([userdata, declaredBy(declared, dataTypeof, this.order)]) }
    const value = { table, name, ...attributes, ...noted, id }
    this.push('NFT_MSG_NEWSET', NLM_F_CREATE, family, value, `${table} ${name}`)
    this.pushElements('NFT_MSG_NEWSETELEM', NLM_F_CREATE, { family, table, name }, messagesOf(elements), { setId: id })
    const interval = attributes.flags?.includes('interval') === true
    return { name, reference: { setId: id }, interval, dataLength: attributes.dataLen ?? 0 }
  }

  private newSet(verb: string, set: NewNftSet, flags: number): void {
    checkObject(`sets.${verb}`, set, ['table', 'name'], KEYS.set)
    const { attributes, known } = newSet(set, this.order)
    this.push('NFT_MSG_NEWSET', flags, set.family, { ...attributes, id: ++this.ids }, `${set.table} ${set.name}`)
    this.known.set(keyOf(set, set.name), known)
    if (set.elements !== undefined) this.addElements('NFT_MSG_NEWSETELEM', NLM_F_CREATE, set, set.elements)
  }

  private newElements(
    verb: string,
    message: 'NFT_MSG_NEWSETELEM' | 'NFT_MSG_DELSETELEM',
    flags: number,
    set: Named,
    elements: readonly SetElement[],
  ): void {
    checkObject(`elements.${verb}`, set, ['table', 'name'], KEYS.set)
    if (!Array.isArray(elements)) throw new OptionError(`elements.${verb}`, 'elements', 'expected a list')
    this.addElements(message, flags, set, elements)
  }

  private addElements(
    message: 'NFT_MSG_NEWSETELEM' | 'NFT_MSG_DELSETELEM',
    flags: number,
    where: Named,
    elements: readonly SetElement[],
  ): void {
    const set = this.setOf(where, where.name)
    const before = this.requests.length
    try {
      const target = `elements of ${where.name}`
      for (const element of elements) checkOptions(target, element, KEYS.element)
      this.pushElements(message, flags, where, newElements(elements, set, this.order, message === 'NFT_MSG_NEWSETELEM'))
    } catch (error) {
      // all of them or none
      this.requests.length = before
      throw error
    }
  }

  private pushElements(
    message: 'NFT_MSG_NEWSETELEM' | 'NFT_MSG_DELSETELEM',
    flags: number,
    { family, table, name }: Named,
    portions: Iterable<readonly Element[]>,
    reference: object = {},
  ): void {
    for (const elements of portions)
      this.push(message, flags, family, { table, set: name, ...reference, elements }, `${table} ${name}`)
  }

  private newObject(verb: string, object: NewObject, flags: number): void {
    checkObject(`objects.${verb}`, object, ['table', 'name', 'type'], KEYS.object)
    this.push('NFT_MSG_NEWOBJ', flags, object.family, newObject(object), `${object.table} ${object.name}`)
  }

  private newFlowtable(verb: string, flowtable: NewFlowtable, flags: number): void {
    checkObject(`flowtables.${verb}`, flowtable, ['table', 'name'], KEYS.flowtable)
    const { family, table, name } = flowtable
    this.push('NFT_MSG_NEWFLOWTABLE', flags, family, newFlowtable(flowtable), `${table} ${name}`)
  }
}
