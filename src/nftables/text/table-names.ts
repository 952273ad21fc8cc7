/** What things of a table are called, as far as nft can be told: who names one of the others can't be told either. */
import type { Flowtable } from '../flowtables.ts'
import type { Chain, NftObject, Rule } from '../objects.ts'
import type { NftSet } from '../set.ts'
import { isName } from './names.ts'

export interface TableNames {
  /** Rules of chains that stand inside the rule that jumps to them, by the chain's name. */
  readonly bound: ReadonlyMap<string, readonly Rule[]>
  /** `@hosts`, `chain input`, `object c1`: those that nft can't be told. */
  readonly unsayable: ReadonlySet<string>
}

interface Things {
  readonly chains: readonly Chain[]
  readonly sets: readonly NftSet[]
  readonly objects: readonly NftObject[]
  readonly flowtables: readonly Flowtable[]
  readonly rules: readonly Rule[]
}

/** Of an integer nft wants to know whose it is. */
const isVague = ({ type, typeof: said }: NftSet): boolean => said === undefined && type.split(' . ').includes('integer')

export const isBound = ({ flags = [] }: Chain): boolean => flags.includes('binding')

export const tableNames = ({ chains, sets, objects, flowtables, rules }: Things): TableNames => {
  const bound = chains.filter(isBound).map(({ name }) => [name, rules.filter(({ chain }) => chain === name)] as const)
  return {
    bound: new Map(bound),
    unsayable: new Set([
      ...chains.filter((chain) => !isBound(chain) && !isName(chain.name)).map(({ name }) => `chain ${name}`),
      ...sets.filter((set) => !isName(set.name) || isVague(set)).map(({ name }) => `@${name}`),
      ...flowtables.filter(({ name }) => !isName(name)).map(({ name }) => `@${name}`),
      ...objects.filter(({ name }) => !isName(name)).map(({ name }) => `object ${name}`),
    ]),
  }
}

/** All that a statement or an element names, wherever it stands in there. */
export const referred = (value: unknown): string[] => {
  if (typeof value === 'string') return value.startsWith('@') ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  const own = value as { readonly chain?: unknown; readonly object?: unknown; readonly name?: unknown }
  const chain = typeof own.chain === 'string' ? [`chain ${own.chain}`] : []
  const object = own.object !== undefined && typeof own.name === 'string' ? [`object ${own.name}`] : []
  return [...chain, ...object, ...Object.values(value).flatMap(referred)]
}
