/** Omits matches that the writer would add by itself in the same position (nft: payload dependencies). */

import type { Family } from './context.ts'
import type { Known } from './known.ts'
import { afterMatch, knownOf, missingMatches } from './known.ts'
import { needsOf } from './needs.ts'
import { insideOf } from './tunnels.ts'
import type { Match, Statement } from './types.ts'

/** Fields of the matches that the writer adds before other statements. */
const IMPLIED = new Set(['meta nfproto', 'meta protocol', 'meta l4proto', 'meta iiftype', 'ether type', 'vlan type'])

const mayBeImplied = (statement: Statement): statement is Match =>
  'match' in statement && IMPLIED.has(insideOf(statement.match)?.[1] ?? statement.match)

/** The matches that the writer adds before a statement, given what is known of the packet. */
const dependenciesOf = (known: Known, family: Family, statement: Statement): Match[] => {
  const all: Match[] = []
  let before = known
  for (const needs of needsOf(statement, 'match'))
    for (const match of missingMatches(before, family, needs)) {
      all.push(match)
      before = afterMatch(before, match)
    }
  return all
}

const isSame = (one: Match | undefined, { match, op, right }: Match): boolean =>
  one !== undefined && one.match === match && one.right === right && op === undefined

/** Whether nft requires a match of the protocol in the text: before a port that is taken from a map or a field. */
const needsExplicitProtocol = (statement: Statement): boolean => {
  const body = 'nat' in statement ? statement.nat : 'redirect' in statement ? statement.redirect : {}
  const { port } = ('tproxy' in statement ? statement.tproxy : body) as { readonly port?: unknown }
  return typeof port === 'object'
}

/** Whether the first matches that the writer adds before the next statement are this match and its own dependencies. */
const isImplied = (known: Known, family: Family, match: Match, next: Statement): boolean => {
  if (needsExplicitProtocol(next)) return false
  const wanted = dependenciesOf(known, family, next)
  return [...dependenciesOf(known, family, match), match].every((one, at) => isSame(wanted[at], one))
}

const afterStatement = (known: Known, family: Family, statement: Statement): Known => {
  const after = dependenciesOf(known, family, statement).reduce(afterMatch, known)
  return 'match' in statement ? afterMatch(after, statement) : after
}

/** The statements without the matches that the writer would add before the next statement. */
export const withoutImplied = (statements: readonly Statement[], family: Family): readonly Statement[] => {
  /** Index of the last match that may be omitted. What is known after it does not matter. */
  let last = statements.findLastIndex(mayBeImplied)
  if (last < 0) return statements
  const kept = [...statements]
  /** What is known of the packet before each statement. */
  const known = [knownOf(family)]
  for (let at = 0; at <= last && at + 1 < kept.length; ) {
    const one = kept[at] as Statement
    const next = kept[at + 1] as Statement
    const before = known[at] as Known
    if (mayBeImplied(one) && isImplied(before, family, one, next)) {
      kept.splice(at, 1)
      last--
      // the match before it was kept, but may be implied by the new next statement
      at = Math.max(0, at - 1)
    } else {
      known[at + 1] = afterStatement(before, family, one)
      at++
    }
  }
  return kept
}
