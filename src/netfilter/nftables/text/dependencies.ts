/**
 * The matches that nft does not print. It adds a match of the protocol before a field that needs one, and takes
 * `ip protocol` and `ip6 nexthdr` for such a match as well (payload_dependency_kill), so `ip protocol tcp tcp dport 22`
 * is listed as `tcp dport 22`. Listed values keep the match: loading nft's text makes `meta l4proto tcp` of it.
 */

import type { Family } from '../statements/context.ts'
import { needsOf } from '../statements/needs.ts'
import type { Statement } from '../statements/types.ts'

/** In tables of other families the match also means that the packet is one of IPv4, or of IPv6. */
const PROTOCOL: { readonly [family in Family]?: string } = { ip: 'ip protocol', ip6: 'ip6 nexthdr' }

/** Whether nft would add a match of this protocol before the statement. Chunks of SCTP are no payload to it. */
const needsProtocol = (statement: Statement, protocol: unknown): boolean =>
  needsOf(statement, 'match').some(({ transport }) => transport === protocol) &&
  !('match' in statement && statement.match.startsWith('sctp chunk'))

/** The statements of a rule without the matches that nft does not print. */
export const withoutDependencies = (statements: readonly Statement[], family: Family): readonly Statement[] => {
  const field = PROTOCOL[family]
  const hidden = new Set<Statement>()
  /** The last match of the protocol, while only matches follow. */
  let last: (Statement & { readonly right: unknown }) | undefined
  for (const statement of statements) {
    if (last !== undefined && needsProtocol(statement, last.right)) {
      hidden.add(last)
      last = undefined
    }
    if (!('match' in statement)) last = undefined
    else if (statement.match === 'meta l4proto') last = undefined
    else if (statement.match === field && statement.op === undefined && typeof statement.right !== 'object')
      last = statement
  }
  return hidden.size === 0 ? statements : statements.filter((one) => !hidden.has(one))
}
