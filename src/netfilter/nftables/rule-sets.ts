/** The sets that rules look up: anonymous sets are read with their elements, since a rule contains them. */
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import type { Dumps } from './dumps.ts'
import type { SetValue } from './set-contents.ts'
import type { ReadSet } from './statements/read-context.ts'
import type { Element } from './tables/element.ts'

export interface SetWithElements {
  readonly value: SetValue
  readonly elements: readonly Element[]
}

export const setKey = (family: unknown, table: unknown, name: unknown): string => `${family} ${table} ${name}`

export const isAnonymous = ({ flags }: SetValue): boolean => flags?.includes('anonymous') === true

/** The sets by key: anonymous sets with their elements, named sets without. */
export const readRuleSets = async (
  dumps: Dumps,
  sets: readonly SetValue[],
  options?: RequestOptions,
): Promise<Map<string, SetWithElements>> => {
  const found = new Map<string, SetWithElements>()
  for (const value of sets) {
    const elements = isAnonymous(value) ? await dumps.elements(value, options) : []
    found.set(setKey(value.family, value.table, value.name), { value, elements })
  }
  return found
}

/** A set as the readers of rules need it. */
const forRules = (value: SetValue, elements: readonly Element[]): ReadSet => ({
  name: value.name ?? '',
  flags: value.flags ?? [],
  keyLength: value.keyLen ?? 0,
  dataLength: value.dataLen ?? 0,
  elements,
  attributes: value as ReadSet['attributes'],
})

/** Returns a function that finds the sets of one table by name. */
export const finder =
  (sets: ReadonlyMap<string, SetWithElements>, family: unknown, table: unknown) =>
  (name: string): ReadSet | undefined => {
    const found = sets.get(setKey(family, table, name))
    return found === undefined ? undefined : forRules(found.value, found.elements)
  }
