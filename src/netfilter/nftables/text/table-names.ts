/** What things of a table are called, as far as nft can be told: who names one of the others can't be told either. */
import type { Flowtable } from '../flowtables.ts'
import type { Chain, NftObject, Rule } from '../objects.ts'
import type { NftSet } from '../set.ts'
import { isQuotable } from '../statements/quote.ts'
import { isName } from './names.ts'
import { isWordless } from './wordless.ts'

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

/** A type that nft has no name for; of an integer it wants to know whose it is. */
const isVague = (type: string, declared: string | undefined): boolean =>
  declared === undefined && /(^|[ .])(integer|#\d+)($|[ .])/.test(type)

/** Maps to objects of connection tracking are declared by what their keys are of, or not at all. */
const isUndeclared = ({ data = '', typeof: said }: NftSet): boolean => data.startsWith('ct ') && said === undefined

/** What nft can't be told of a set: what it holds, or what every element of it gets. */
const isUnsayable = (set: NftSet): boolean => {
  const { name, type, typeof: said, data = '', dataTypeof, statements = [] } = set
  return (
    !isName(name) ||
    isVague(type, said) ||
    isVague(data, dataTypeof) ||
    isUndeclared(set) ||
    statements.some(isWordless)
  )
}

/** Links whose names nft reads as they are. */
const isPlain = (device: string): boolean => /^[^\s"\\]+$/.test(device) && isQuotable(device)

/** The kernel keeps a chain whose links are gone, but none is made without them. */
const isNowhere = ({ family, hook, devices = [] }: Chain): boolean =>
  devices.length === 0 && (hook === 'egress' || hook === 'ingress' || (family === 'netdev' && hook !== undefined))

export const isBound = ({ flags = [] }: Chain): boolean => flags.includes('binding')

export const tableNames = ({ chains, sets, objects, flowtables, rules }: Things): TableNames => {
  const bound = chains.filter(isBound).map(({ name }) => [name, rules.filter(({ chain }) => chain === name)] as const)
  return {
    bound: new Map(bound),
    unsayable: new Set([
      ...chains
        .filter((chain) => !isBound(chain))
        .filter((chain) => !isName(chain.name) || isNowhere(chain) || chain.devices?.every(isPlain) === false)
        .map(({ name }) => `chain ${name}`),
      ...sets.filter(isUnsayable).map(({ name }) => `@${name}`),
      ...flowtables
        .filter(({ name, devices = [] }) => !isName(name) || !devices.every(isPlain))
        .map(({ name }) => `@${name}`),
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
