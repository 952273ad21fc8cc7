/** The existing rules of a NAT table: finds the rule of a line, and refuses a port that another rule publishes. */
import { NetlinkError } from '../../../netlink/protocol/errors.ts'
import type { Rule } from '../objects.ts'
import type { Statement } from '../statements/types.ts'
import type { Line } from './lines.ts'

/** Whether two rules have the same statements, apart from their order and the values of counters. */
const same = (one: readonly Statement[], other: readonly Statement[]): boolean => {
  const text = (statements: readonly Statement[]): string =>
    statements
      .map((one) => JSON.stringify('counter' in one ? { counter: {} } : one))
      .sort()
      .join()
  return text(one) === text(other)
}

/** The rule of a line; undefined if the table has none. */
export const ruleOf = (rules: readonly Rule[], { chain, statements, comment }: Line): Rule | undefined =>
  rules.find(
    (one) =>
      one.chain === chain && (comment === undefined ? same(one.statements, statements) : one.comment === comment),
  )

const isIpv6 = (target = ''): boolean => target.split(':').length > 2

/** The target to which another rule sends the port of `line` in the same family; undefined if the rule does not. */
const targetOf = ({ statements, comment = '' }: Rule, line: Line): string | undefined => {
  if (line.comment !== undefined) {
    const [own, other] = [line.comment, comment].map((text) => text.split(' to ')) as [string[], string[]]
    const isOther = own[0] === other[0] && other[1] !== undefined
    return isOther && isIpv6(other[1]) === isIpv6(own[1]) ? other[1] : undefined
  }
  const last = statements.at(-1)
  const translates = last !== undefined && 'extension' in last && last.name === 'DNAT'
  return translates && same(statements.slice(0, -1), line.statements.slice(0, -1)) ? 'another address' : undefined
}

/**
 * Refuses a port that another rule sends to another target.
 *
 * @throws {NetlinkError} EEXIST.
 */
export const refuseTaken = (rules: readonly Rule[], line: Line): void => {
  if (line.port === undefined) return
  for (const rule of rules) {
    const target = rule.chain === line.chain ? targetOf(rule, line) : undefined
    if (target !== undefined)
      throw new NetlinkError(
        'EEXIST',
        `nat.publishPort: ${line.port} is already published to ${target}; remove that first`,
      )
  }
}
