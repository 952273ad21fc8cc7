/**
 * The matches that nft does not print. It adds a match of the protocol before a field that needs one, and takes
 * `ip protocol` and `ip6 nexthdr` for such a match as well (payload_dependency_kill), so `ip protocol tcp tcp dport 22`
 * is listed as `tcp dport 22`. The statements of a listed rule keep the match; if nft loads the text, it adds
 * `meta l4proto tcp` instead.
 */

import type { Family } from '../statements/context.ts'
import { needsOf } from '../statements/needs.ts'
import type { Statement } from '../statements/types.ts'

/** The field that nft omits, by family. In other families the match also requires a packet of IPv4, or of IPv6. */
const PROTOCOL: { readonly [family in Family]?: string } = { ip: 'ip protocol', ip6: 'ip6 nexthdr' }

/** Whether nft would add a match of this protocol before the statement. Chunks of SCTP are no payload in nft. */
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
