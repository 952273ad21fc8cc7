/** Statements in nft's syntax. */
import { nftText } from './keys.ts'
import { describePlain } from './plain.ts'
import { rowOf } from './rows.ts'
import type { Match, Statement } from './types.ts'
import { entriesText, numbered, rightText, sourceText, verdictText } from './wording.ts'

export { scalar } from './wording.ts'
export const describeVerdict = verdictText

const match = ({ match: text, op, right }: Match): string => {
  // after an operator nft reads flags with commas as a list, so `|` joins them
  const bar = op === undefined ? ',' : ' | '
  return `${nftText(text, typeof right === 'object')} ${op === undefined ? '' : `${op} `}${rightText(right, text, bar)}`
}

/**
 * A statement in nft's syntax.
 *
 * @throws {TypeError} for an xtables extension and for a raw expression, for which nft has no syntax.
 */
export const describeStatement = (statement: Statement): string => {
  if ('match' in statement) return match(statement)
  if ('vmap' in statement)
    return `${nftText(statement.vmap, true)} vmap ${entriesText(statement.to, statement.vmap, verdictText)}`
  if ('verdict' in statement) return verdictText(statement)
  if ('set' in statement && 'to' in statement) {
    const { set, to } = statement
    return `${nftText(set)} set ${sourceText(to, (value) => numbered(value, set))}`
  }
  return rowOf(statement)?.describe(statement) ?? describePlain(statement)
}

/**
 * The statements of a rule in nft's syntax, on one line.
 *
 * @throws {TypeError} like `describeStatement`.
 */
export const describeStatements = (statements: readonly Statement[]): string =>
  statements.map(describeStatement).join(' ')
