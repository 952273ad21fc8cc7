/** The other direction: constants of the headers next to ours that the tables do not contain. */

import type { Enumerator } from './headers.ts'
import type { Visit } from './walk.ts'

const isLimit = (value: string): boolean => /^\(?__\w+\s*-\s*1\)?$/.test(value)

/**
 * Enumerators that no table needs: internal end markers, `X_MAX = __X_MAX - 1`, other names of a row, and a leading
 * UNSPEC, which means "no such attribute".
 */
const isMarker = (
  { name, value }: Enumerator,
  place: number,
  entries: readonly Enumerator[],
  constants: ReadonlySet<string>,
): boolean =>
  name.startsWith('__') ||
  (value !== undefined && (isLimit(value) || constants.has(value))) ||
  entries.some((other) => other.value === name && constants.has(other.name)) ||
  (place === 0 && name.endsWith('UNSPEC'))

/** Enumerators in the enums of our constants that no table contains. */
export const missingEnumerators = (enums: readonly Enumerator[][], constants: ReadonlySet<string>): string[] =>
  enums
    .filter((entries) => entries.some(({ name }) => constants.has(name)))
    .flatMap((entries) =>
      entries.filter((entry, place) => !constants.has(entry.name) && !isMarker(entry, place, entries, constants)),
    )
    .map(({ name }) => name)

/** Macros with the prefix of an enumeration, flag set or named identifier that are none of its words. */
export const missingMacros = (
  visits: readonly Visit[],
  macros: ReadonlyMap<string, string>,
  constants: ReadonlySet<string>,
): string[] => {
  const prefixes = new Set<string>()
  for (const { node } of visits) {
    if (node.type === 'identifier' && node.prefix !== undefined) prefixes.add(node.prefix)
    if (node.type !== 'enum' && node.type !== 'flags') continue
    if (Object.values(node.constants).some((name) => name?.startsWith(node.prefix))) prefixes.add(node.prefix)
  }
  const isAlias = (text: string): boolean => constants.has(text.replace(/^\((\w+)\)$/, '$1'))
  const aliased = new Set([...constants].map((name) => macros.get(name)))
  return [...macros]
    .filter(([name]) => !aliased.has(name))
    .filter(([name, text]) => !constants.has(name) && name !== text && !isAlias(text) && !isLimit(text))
    .map(([name]) => name)
    .filter((name) => [...prefixes].some((prefix) => name.startsWith(prefix)))
}
