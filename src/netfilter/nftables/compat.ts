/** What extensions of iptables want to be told of the rule they stand in: the protocol that it is about. */
import { datatypes } from './statements/datatypes.ts'
import { needsOf } from './statements/needs.ts'
import type { Match, Statement } from './statements/types.ts'

const TRANSPORTS = new Set(['meta l4proto', 'ip protocol', 'ip6 nexthdr'])

/** The word or number of the protocol that a match is about. */
const protocolOf = (statement: Match): string | undefined => {
  const { match, op, right } = statement
  if (op !== undefined && op !== '==') return undefined
  if (TRANSPORTS.has(match)) return Array.isArray(right) ? undefined : String(right)
  return needsOf(statement, 'match').find(({ transport }) => transport !== undefined)?.transport
}

/** Its number, of a rule with an extension that says one. */
export const compatOf = (statements: readonly Statement[]): number | undefined => {
  if (!statements.some((statement) => 'extension' in statement)) return undefined
  for (const statement of statements) {
    const word = 'match' in statement ? protocolOf(statement) : undefined
    if (word !== undefined) return Number(datatypes.inet_proto.words.get(word) ?? word)
  }
  return undefined
}
