/** Encodes the statements of a rule as the kernel's expressions: matches, verdicts and assignments here, the others by row. */

import { EncodeError } from '../../../netlink/codec/errors.ts'
import { memoized } from '../../../netlink/codec/fast/memoized.ts'
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Expression } from '../tables/expressions/index.ts'
import { checkStatement } from './check.ts'
import type { WriteContext } from './context.ts'
import type { Scalar } from './datatypes.ts'
import { datatypes as types } from './datatypes.ts'
import { ExpressionCache } from './expression-cache.ts'
import type { Computed, Key } from './keys.ts'
import { afterMatch } from './known.ts'
import { needsOf } from './needs.ts'
import { plainExpression } from './plain.ts'
import { rowOf } from './rows.ts'
import { checkKind } from './set-types.ts'
import { anonymousMap, anonymousSet, verdictData } from './sets.ts'
import type { Match, Operator, RawStatement, Right, Statement, Verdict, VerdictMap } from './types.ts'
import { writeAssignment } from './write-assignment.ts'
import { writeComparison } from './write-comparison.ts'
import { Writer } from './writer.ts'

/** The expressions of matches and verdicts, which rules repeat. They depend on the byte order. */
const CACHES: { readonly [order in ByteOrder]: ExpressionCache } = {
  le: new ExpressionCache(),
  be: new ExpressionCache(),
}

/** `counter` without counts. */
const EMPTY_COUNTER: Expression = memoized(plainExpression({ counter: { packets: 0, bytes: 0 } }, ''))

/**
 * Whether comparisons with a key are cached: rules repeat the same few protocols, states and link names. Fields of a VLAN
 * tag are not cached, since their offset depends on the tags before it.
 */
const isCacheable = ({ parts: [part] }: Key): boolean => {
  const { type, needs } = (part as Computed).operand
  return (type.words.size > 0 || type.format === 'string') && needs.link !== 'vlan'
}

class Assembler {
  readonly to: Writer

  constructor(context: WriteContext) {
    this.to = new Writer(context)
  }

  statement(statement: Statement, path: string): void {
    checkStatement(statement, path)
    this.to.addDependencies(needsOf(statement, path), (match) => this.match(match, path))
    if ('match' in statement) this.match(statement, path)
    else if ('vmap' in statement) this.verdictMap(statement, path)
    else if ('verdict' in statement) this.verdict(statement, path)
    else if ('set' in statement && 'to' in statement) writeAssignment(this.to, statement, path)
    else if ('expression' in statement) this.raw(statement, path)
    else this.other(statement, path)
  }

  private match(statement: Match, path: string): void {
    const { match, op, right } = statement
    const key = this.to.key(match, path)
    if (typeof right === 'object' || /^@\w/.test(String(right))) this.lookup(key, op, right, path)
    else if (key.parts.length > 1) this.lookup(key, op, [right], path)
    else if (isCacheable(key)) this.compareCached(statement, key, path)
    else writeComparison(this.to, key, op, right, path)
    this.to.known = afterMatch(this.to.known, statement)
  }

  /** Caches the expressions, which depend only on the statement and the byte order. */
  private compareCached({ match, op, right }: Match, key: Key, path: string): void {
    const { to } = this
    const cache = CACHES[to.context.order]
    const left = op === undefined ? match : `${op}\0${match}`
    const found = cache.find(left, right as Scalar)
    if (found !== undefined) return to.repeat(found)
    const start = to.expressions.length
    writeComparison(to, key, op, right as Scalar, path)
    cache.add(left, right as Scalar, to.expressions.slice(start))
  }

  private lookup(key: Key, op: Operator | undefined, right: Right, path: string): void {
    const { to } = this
    if (op !== undefined && op !== '==' && op !== '!=') throw new EncodeError(`${path}.op`, '== or != for a set', op)
    const named = typeof right === 'object' ? undefined : to.context.set(String(right).slice(1), `${path}.right`)
    to.loadFor(named, key, `${path}.right`)
    const set = named ?? anonymousSet(to.context, key, right as Exclude<Right, Scalar>, path)
    to.lookup(set, key, 0, op === '!=' ? { flags: ['inv'] } : {})
  }

  private verdict(verdict: Verdict, path: string): void {
    const { verdict: word, chain } = verdict
    const cache = CACHES[this.to.context.order]
    const text = chain === undefined ? word : `${word}\0${chain}`
    const found = cache.find('', text)
    if (found !== undefined) return this.to.repeat(found)
    const immediate: Expression = { name: 'immediate', data: { dreg: 0, data: verdictData(verdict, path) } }
    this.to.repeat([immediate])
    cache.add('', text, [immediate])
  }

  private verdictMap({ vmap, to: entries }: VerdictMap, path: string): void {
    const { to } = this
    const key = to.key(vmap, path)
    const named = typeof entries === 'string' ? to.context.set(entries.slice(1), `${path}.to`) : undefined
    if (named !== undefined) checkKind(named, 'verdicts', `${path}.to`)
    to.loadFor(named, key, `${path}.to`)
    const map = named ?? anonymousMap(to.context, key, entries as Exclude<typeof entries, string>, types.verdict, path)
    to.lookup(map, key, 0, { dreg: 0 })
  }

  /** Statements with a row, and statements of a single expression without registers. */
  private other(statement: Statement, path: string): void {
    const row = rowOf(statement)
    if (row !== undefined) return row.write(statement, this.to, path)
    const empty = 'counter' in statement && statement.counter.packets === 0 && statement.counter.bytes === 0
    this.to.repeat([empty ? EMPTY_COUNTER : plainExpression(statement, path)])
  }

  /** A raw expression: its data has the form of its table. The anonymous set that it looks up is added first. */
  private raw({ expression, data, anonymous }: RawStatement, path: string): void {
    if (anonymous === undefined) return this.to.repeat([plainExpression({ expression, data }, path)])
    const set = this.to.context.anonymous(anonymous as never)
    const key = 'setName' in (data as object) ? 'setName' : 'set'
    this.to.add(expression, { ...(data as object), [key]: set.name, ...set.reference })
  }
}

/**
 * The expressions of the statements of a rule. `path` is the name of the list in errors.
 *
 * @throws {EncodeError}
 */
export const assembleAll = (statements: readonly Statement[], context: WriteContext, path = ''): Expression[] => {
  const assembler = new Assembler(context)
  for (const [index, statement] of statements.entries()) assembler.statement(statement, `${path}[${index}]`)
  return assembler.to.expressions
}
