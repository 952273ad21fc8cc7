/** Statements as nft writes them. */
import { nftText } from './keys.ts'
import { describePlain } from './plain.ts'
import { rowOf } from './rows.ts'
import type { Match, Statement } from './types.ts'
import { entriesText, numbered, rightText, sourceText, verdictText } from './wording.ts'

export { scalar } from './wording.ts'
export const describeVerdict = verdictText

const match = ({ match: text, op, right }: Match): string => {
  // beside an operator flags are numbers, of which commas would make a list
  const bar = op === undefined ? ',' : ' | '
  return `${nftText(text, typeof right === 'object')} ${op === undefined ? '' : `${op} `}${rightText(right, text, bar)}`
}

/** Throws TypeError for an extension of iptables, or an expression that has no words: nft has none either. */
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

/** A rule's statements in one line. */
export const describeStatements = (statements: readonly Statement[]): string =>
  statements.map(describeStatement).join(' ')
