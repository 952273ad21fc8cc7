/** Decodes the kernel's expressions of a rule into statements: matches, verdicts and assignments here, the others by row. */
import type { Data } from '../tables/data.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { Fields } from './expression-data.ts'
import { withoutImplied } from './implied.ts'
import { isPlain, plainStatement } from './plain.ts'
import { rawStatement } from './raw-statement.ts'
import { readAssignment, readPayloadWrite } from './read-assignment.ts'
import { readComparison, readRange, readRangeExpression } from './read-comparison.ts'
import type { ReadContext } from './read-context.ts'
import { isAnonymous } from './read-context.ts'
import { StatementReader } from './reader.ts'
import { fail } from './registers.ts'
import { rowsFor } from './rows.ts'
import type { Statement, Verdict } from './types.ts'

const verdictOf = (data: Data | undefined): Verdict => {
  const { code, chain } = data?.verdict ?? {}
  if (typeof code !== 'string' || code === 'queue') return fail('a verdict that nft has no keyword for')
  return chain === undefined ? { verdict: code } : { verdict: code, chain }
}

/** A lookup in a set or in a map. */
const readLookup = (from: StatementReader, { set: name, sreg, dreg, flags }: Fields): void => {
  const set = from.setOf(name)
  const { contents, text } = from.keyFor(set, sreg)
  if (dreg === undefined) {
    const inverted = (flags as readonly unknown[] | undefined)?.includes('inv') === true
    const right = isAnonymous(set) ? from.items(set, contents) : `@${set.name}`
    return from.matched({ match: text, ...(inverted ? { op: '!=' as const } : {}), right })
  }
  if (dreg !== 0) return from.registers.put(dreg, { map: text, key: contents, set }, set.dataLength)
  const to = isAnonymous(set) ? from.entries(set, contents, ({ data }) => verdictOf(data)) : `@${set.name}`
  from.push({ vmap: text, to })
}

/** The statement that ends with this expression, if a row describes it; undefined for others. */
const readRow = (from: StatementReader, name: string, data: Fields): Statement | undefined => {
  for (const row of rowsFor(name)) {
    const statement = row.read(data, from)
    if (statement !== undefined) return statement
  }
  return undefined
}

const readHeader = (from: StatementReader, data: Fields): void => {
  if (data['sreg'] !== undefined) readAssignment(from, 'exthdr', data)
  else if (data['dreg'] !== undefined) from.load('exthdr', data)
  else from.push(readRow(from, 'exthdr', data) ?? fail('an unknown exthdr expression'))
}

type Read = (from: StatementReader, data: Fields) => void

/** Expressions that load a register, compare one, or write one into the packet. */
const READS: ReadonlyMap<string, Read> = new Map<string, Read>([
  [
    'immediate',
    (from, data) => (data['dreg'] === 0 ? from.push(verdictOf(data['data'] as Data)) : from.immediate(data)),
  ],
  ['payload', (from, data) => (data['sreg'] === undefined ? from.payload(data) : readPayloadWrite(from, data))],
  ...['meta', 'ct'].map((name): [string, Read] => [
    name,
    (from, data) => (data['sreg'] === undefined ? from.load(name, data) : readAssignment(from, name, data)),
  ]),
  ['exthdr', readHeader],
  ...['rt', 'fib', 'socket', 'numgen', 'osf', 'xfrm'].map((name): [string, Read] => [
    name,
    (from, data) => from.load(name, data),
  ]),
  ['hash', (from, data) => from.hash(data)],
  ['inner', (from, data) => from.inner(data)],
  ['bitwise', (from, data) => from.bitwise(data)],
  ['byteorder', (from, data) => from.byteorder(data)],
  ['cmp', readComparison],
  ['range', readRangeExpression],
  ['lookup', readLookup],
])

/** An unknown expression without registers. Any other may load registers that later expressions use, so reading stops. */
const rawOrFail = (name: string, data: unknown): Statement =>
  isPlain(name) ? { expression: name, data } : fail(`an unknown expression (${name})`)

const readExpression = (from: StatementReader, expression: Expression, data: Fields): void => {
  const { name = '' } = expression
  const read = READS.get(name)
  if (read !== undefined) read(from, data)
  else from.push(readRow(from, name, data) ?? plainStatement(expression) ?? rawOrFail(name, expression.data))
}

const readAll = (from: StatementReader, expressions: readonly Expression[]): readonly Statement[] => {
  for (let at = 0; at < expressions.length; at++) {
    const expression = expressions[at] as Expression
    const data = (expression.data ?? {}) as Fields
    if (expression.name === 'cmp' && readRange(from, data, expressions[at + 1])) at++
    else readExpression(from, expression, data)
  }
  return from.statements
}

/** The statements of a rule. If statements cannot express it, each of its expressions is a raw statement. */
export const readStatements = (expressions: readonly Expression[], context: ReadContext): readonly Statement[] => {
  try {
    return withoutImplied(readAll(new StatementReader(context), expressions), context.family)
  } catch {
    // other programs add rules that nft never writes, in any form that the kernel accepts; they are returned completely
    return expressions.map((one) => rawStatement(one, context))
  }
}
