/** Sets as rules look into them: those that stand inside a rule are read with their elements. */
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { Dumps } from './dumps.ts'
import type { SetValue } from './set.ts'
import { forRules } from './set.ts'
import type { ReadSet } from './statements/read-place.ts'
import type { Element } from './tables/element.ts'

export interface Held {
  readonly value: SetValue
  readonly elements: readonly Element[]
}

export const setKey = (family: unknown, table: unknown, name: unknown): string => `${family} ${table} ${name}`

export const isAnonymous = ({ flags }: SetValue): boolean => flags?.includes('anonymous') === true

/** Sets of rules alone with their elements, the others without: rules only name them. */
export const holdSets = async (
  dumps: Dumps,
  sets: readonly SetValue[],
  options?: RequestOptions,
): Promise<Map<string, Held>> => {
  const held = new Map<string, Held>()
  for (const value of sets) {
    const elements = isAnonymous(value) ? await dumps.elements(value, options) : []
    held.set(setKey(value.family, value.table, value.name), { value, elements })
  }
  return held
}

/** Finds sets for the rules of a table. */
export const finder =
  (held: ReadonlyMap<string, Held>, family: unknown, table: unknown) =>
  (name: string): ReadSet | undefined => {
    const found = held.get(setKey(family, table, name))
    return found === undefined ? undefined : forRules(found.value, found.elements)
  }
