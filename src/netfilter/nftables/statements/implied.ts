/** Matches that a rule need not say: others would bring them along at the same place. */
import type { Known } from './known.ts'
import { knownOf, lacking, learned } from './known.ts'
import { needsOf } from './needs.ts'
import type { Family } from './place.ts'
import { insideOf } from './tunnels.ts'
import type { Match, Statement } from './types.ts'

/** Matches that others bring along by themselves. */
const IMPLIED = new Set(['meta nfproto', 'meta protocol', 'meta l4proto', 'meta iiftype', 'ether type', 'vlan type'])

const mayBeImplied = (statement: Statement): statement is Match =>
  'match' in statement && IMPLIED.has(insideOf(statement.match)?.[1] ?? statement.match)

/** What a statement asks before anything else, where so much is known. */
const asked = (known: Known, family: Family, statement: Statement): Match[] => {
  const all: Match[] = []
  let before = known
  for (const needs of needsOf(statement, 'match'))
    for (const match of lacking(before, family, needs)) {
      all.push(match)
      before = learned(before, match)
    }
  return all
}

const isSame = (one: Match | undefined, { match, op, right }: Match): boolean =>
  one !== undefined && one.match === match && one.right === right && op === undefined

/** Before a port out of a map nft wants the protocol to be said. */
const insists = (statement: Statement): boolean => {
  const said = 'nat' in statement ? statement.nat : 'redirect' in statement ? statement.redirect : {}
  const { port } = ('tproxy' in statement ? statement.tproxy : said) as { readonly port?: unknown }
  return typeof port === 'object'
}

/** Whether the next statement would ask for this match, and for all that it brings along itself, before anything else. */
const isImplied = (known: Known, family: Family, match: Match, next: Statement): boolean => {
  if (insists(next)) return false
  const wanted = asked(known, family, next)
  return [...asked(known, family, match), match].every((one, at) => isSame(wanted[at], one))
}

const learnedFrom = (known: Known, family: Family, statement: Statement): Known => {
  const after = asked(known, family, statement).reduce(learned, known)
  return 'match' in statement ? learned(after, statement) : after
}

/** Leaves out matches that the next statement would bring along at the same place. */
export const withoutImplied = (statements: readonly Statement[], family: Family): readonly Statement[] => {
  /** After the last one that may be left out nothing has to be known. */
  let last = statements.findLastIndex(mayBeImplied)
  if (last < 0) return statements
  const kept = [...statements]
  /** What is known before each of them. */
  const known = [knownOf(family)]
  for (let at = 0; at <= last && at + 1 < kept.length; ) {
    const one = kept[at] as Statement
    const next = kept[at + 1] as Statement
    const so = known[at] as Known
    if (mayBeImplied(one) && isImplied(so, family, one, next)) {
      kept.splice(at, 1)
      last--
      // the one before had to stay, and may be implied now
      at = Math.max(0, at - 1)
    } else {
      known[at + 1] = learnedFrom(so, family, one)
      at++
    }
  }
  return kept
}
