/** Rules as text: statements in a row, and a comment. */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import { hostOrder } from '../../../netlink/codec/order.ts'
import type { Rule } from '../objects.ts'
import { printable } from '../statements/quote.ts'
import type { Statement } from '../statements/types.ts'
import { commentText } from './comment.ts'
import { withoutDependencies } from './dependencies.ts'
import type { TableNames } from './table-names.ts'
import { referred } from './table-names.ts'
import { isWordless, wordsFor } from './wordless.ts'

const statementText = (statement: Statement, rule: Rule, names: TableNames, order: ByteOrder): string => {
  const rules = 'verdict' in statement && statement.chain !== undefined ? names.bound.get(statement.chain) : undefined
  if (rules === undefined) return wordsFor(statement, rule.family, order)
  const inside = rules.map((one) => `${plainText(one, names, order)};`)
  return `${(statement as { verdict: string }).verdict} { ${inside.join(' ')} }`
}

const plainText = (rule: Rule, names: TableNames, order: ByteOrder): string => {
  const words = withoutDependencies(rule.statements, rule.family).map((statement) =>
    statementText(statement, rule, names, order),
  )
  return [...words, ...commentText(rule.comment)].join(' ')
}

/** Whether nft can be told all that a rule says. */
const isSayable = ({ statements }: Rule, names: TableNames): boolean => {
  const said = referred(statements)
  const inside = said.flatMap((name) => names.bound.get(name.replace(/^chain /, '')) ?? [])
  return (
    !statements.some(isWordless) &&
    !said.some((name) => names.unsayable.has(name)) &&
    inside.every((rule) => isSayable(rule, names))
  )
}

/** In one line; what nft has no words for stands behind `#`. */
export const ruleText = (rule: Rule, names: TableNames, order: ByteOrder = hostOrder): string => {
  const text = plainText(rule, names, order)
  return isSayable(rule, names) ? text : `# ${printable(text)}`
}
