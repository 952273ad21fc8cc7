/** Rules of a transaction, with their anonymous sets and with jumps to chains that have no name. */
import { NLM_F_CREATE } from '../../netlink/protocol/header.ts'
import type { BaseChains } from './base-chains.ts'
import type { BatchWriter } from './batch-writer.ts'
import { compatOf } from './compat.ts'
import { messagesOf } from './new-elements.ts'
import type { InTable, NewRule } from './new-objects.ts'
import type { SetWriter } from './set-writer.ts'
import { assembleAll } from './statements/assemble.ts'
import type { KnownSet, NewSet, WriteContext } from './statements/context.ts'
import type { Expression } from './tables/expressions/index.ts'
import type { RuleAttributes } from './tables/rule.ts'
import { declaredBy } from './typeof.ts'
import { joinBytes, writeNoted } from './userdata.ts'

const chainKey = ({ family, table }: InTable, chain: string): string => `${family} ${table} ${chain}`

export class RuleWriter {
  private readonly batch: BatchWriter
  private readonly sets: SetWriter
  private readonly chains: BaseChains
  /** Chains that belong to rules have no name until the kernel gives them one; these are their numbers in the batch. */
  private readonly bound = new Map<string, number>()

  constructor(batch: BatchWriter, sets: SetWriter, chains: BaseChains) {
    this.chains = chains
    this.batch = batch
    this.sets = sets
  }

  /** Rules refer to this chain by its number in the batch. */
  bind(where: InTable, chain: string, id: number): void {
    this.bound.set(chainKey(where, chain), id)
  }

  /** `which`: the handle or the position of the rule. */
  write(rule: NewRule, flags: number, which: Partial<RuleAttributes>): void {
    const { family, table, chain, statements, compat = compatOf(statements) } = rule
    const expressions = assembleAll(statements, this.context(rule), 'statements')
    this.chains.check(rule, chain, statements)
    const chainId = this.bound.size === 0 ? undefined : this.bound.get(chainKey(rule, chain))
    const value: { -readonly [K in keyof RuleAttributes]: RuleAttributes[K] } =
      chainId === undefined ? { table, chain } : { table, chainId }
    value.expressions = this.bound.size === 0 ? expressions : expressions.map((one) => this.jump(rule, one))
    if (compat !== undefined) value.compat = { proto: compat, flags: [] }
    this.batch.push(
      'NFT_MSG_NEWRULE',
      flags,
      family,
      Object.assign(value, which, writeNoted(rule)),
      `${table} ${chain}`,
    )
  }

  /** Replaces the name of a bound chain in a verdict by its number. */
  private jump(where: InTable, expression: Expression): Expression {
    const { data } = (expression.data ?? {}) as { data?: { verdict?: { code: unknown; chain?: string } } }
    const id = data?.verdict?.chain === undefined ? undefined : this.bound.get(chainKey(where, data.verdict.chain))
    if (id === undefined) return expression
    const verdict = { code: data?.verdict?.code, chainId: id }
    return { ...expression, data: { ...(expression.data as object), data: { verdict } } as never }
  }

  private context({ family, table }: InTable): WriteContext {
    return {
      family,
      order: this.batch.order,
      set: (name, path) => this.sets.find({ family, table }, name, path),
      anonymous: (set) => this.anonymous({ family, table }, set),
    }
  }

  /** Writes the anonymous set of a rule before the rule, which refers to it by its number in the batch. */
  private anonymous({ family, table }: InTable, { attributes, elements, ...given }: NewSet): KnownSet {
    const { batch } = this
    const id = batch.nextId()
    const { flags, userdata = new Uint8Array(0), dataLen = 0 } = attributes
    const kind = flags?.includes('map') ? 'map' : flags?.includes('object') ? 'objmap' : 'set'
    const name = given.name ?? `__${kind}%d`
    const { typeof: declared, dataTypeof } = given
    const noted =
      declared === undefined ? {} : { userdata: joinBytes([userdata, declaredBy(declared, dataTypeof, batch.order)]) }
    const value = { table, name, ...attributes, ...noted, id }
    batch.push('NFT_MSG_NEWSET', NLM_F_CREATE, family, value, `${table} ${name}`)
    const set = { family, table, name }
    batch.pushElements('NFT_MSG_NEWSETELEM', NLM_F_CREATE, set, messagesOf(elements), { setId: id })
    return { name, reference: { setId: id }, interval: flags?.includes('interval') === true, dataLength: dataLen }
  }
}
