/** Matches that a rule need not say: others would bring them along at the same place. */
import type { Expression } from '../tables/expressions/index.ts'
import { assembleAll } from './assemble.ts'
import type { Place } from './place.ts'
import type { ReadPlace, ReadSet } from './read-place.ts'
import type { Statement } from './types.ts'

/** Matches that others bring along by themselves. */
const IMPLIED = new Set(['meta nfproto', 'meta protocol', 'meta l4proto', 'meta iiftype', 'ether type'])

const written = (expressions: readonly Expression[]): string =>
  JSON.stringify(expressions, (_key, value) =>
    typeof value === 'bigint' ? `${value}n` : value instanceof Uint8Array ? [...value] : value,
  )

/** Where the statements of a rule are put together again, to see what they say. */
const again = (place: ReadPlace): Place => ({
  family: place.family,
  order: place.order,
  set: (name) => {
    const { flags, dataLength } = place.set(name) as ReadSet
    return { name, reference: {}, interval: flags.includes('interval'), dataLength }
  },
  anonymous: ({ attributes, elements }) => ({
    name: `__set ${written([{ name: 'set', data: [attributes, elements] as never }])}`,
    reference: {},
    interval: attributes.flags?.includes('interval') === true,
    dataLength: attributes.dataLen ?? 0,
  }),
})

/** Leaves out matches that the others would bring along at the same place. */
export const withoutImplied = (statements: readonly Statement[], place: ReadPlace): readonly Statement[] => {
  if (!statements.some(mayBeImplied)) return statements
  const said = (all: readonly Statement[]): string => written(assembleAll(all, again(place)))
  const whole = said(statements)
  let kept = statements
  for (let at = 0; at < kept.length; ) {
    const implied = mayBeImplied(kept[at] as Statement) && said(kept.toSpliced(at, 1)) === whole
    if (implied) kept = kept.toSpliced(at, 1)
    // one that had to stay may be implied now
    at = implied ? 0 : at + 1
  }
  return kept
}

const mayBeImplied = (statement: Statement): boolean => 'match' in statement && IMPLIED.has(statement.match)
