/** The protocol of a rule (NFTA_RULE_COMPAT_PROTO), which the kernel passes to the extensions of iptables in the rule. */
import { datatypes } from './statements/datatypes.ts'
import { needsOf } from './statements/needs.ts'
import type { Match, Statement } from './statements/types.ts'

const TRANSPORTS = new Set(['meta l4proto', 'ip protocol', 'ip6 nexthdr'])

/** The transport protocol that a match requires, as a word or a number. */
const protocolOf = (statement: Match): string | undefined => {
  const { match, op, right } = statement
  if (op !== undefined && op !== '==') return undefined
  if (TRANSPORTS.has(match)) return Array.isArray(right) ? undefined : String(right)
  return needsOf(statement, 'match').find(({ transport }) => transport !== undefined)?.transport
}

/** The number of the first protocol that a match requires. Undefined if there is none, or the rule has no extension. */
export const compatOf = (statements: readonly Statement[]): number | undefined => {
  if (!statements.some((statement) => 'extension' in statement)) return undefined
  for (const statement of statements) {
    const word = 'match' in statement ? protocolOf(statement) : undefined
    if (word !== undefined) return Number(datatypes.inet_proto.words.get(word) ?? word)
  }
  return undefined
}
