/** Rules as text: their statements and their comment, on one line. */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import { hostOrder } from '../../../netlink/codec/order.ts'
import type { Rule } from '../objects.ts'
import { printable } from '../statements/quote.ts'
import type { Statement } from '../statements/types.ts'
import { commentText } from './comment.ts'
import { withoutDependencies } from './dependencies.ts'
import { lacksSyntax, statementText } from './statement.ts'
import type { TableNames } from './table-names.ts'
import { referred } from './table-names.ts'

const textInRule = (statement: Statement, rule: Rule, names: TableNames, order: ByteOrder): string => {
  const rules = 'verdict' in statement && statement.chain !== undefined ? names.bound.get(statement.chain) : undefined
  if (rules === undefined) return statementText(statement, rule.family, order)
  const inside = rules.map((one) => `${plainText(one, names, order)};`)
  return `${(statement as { verdict: string }).verdict} { ${inside.join(' ')} }`
}

const plainText = (rule: Rule, names: TableNames, order: ByteOrder): string => {
  const words = withoutDependencies(rule.statements, rule.family).map((statement) =>
    textInRule(statement, rule, names, order),
  )
  return [...words, ...commentText(rule.comment)].join(' ')
}

/** Whether nft can read a rule, the objects that it refers to, and the rules of the chains that belong to it. */
const isReadable = ({ statements }: Rule, names: TableNames): boolean => {
  const named = referred(statements)
  const inside = named.flatMap((name) => names.bound.get(name.replace(/^chain /, '')) ?? [])
  return (
    !statements.some(lacksSyntax) &&
    !named.some((name) => names.unreadable.has(name)) &&
    inside.every((rule) => isReadable(rule, names))
  )
}

/** A rule on one line. It is a comment (`#`) if nft cannot read it. */
export const ruleText = (rule: Rule, names: TableNames, order: ByteOrder = hostOrder): string => {
  const text = plainText(rule, names, order)
  return isReadable(rule, names) ? text : `# ${printable(text)}`
}
