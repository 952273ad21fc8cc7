/** The objects of a table that nft cannot read. Statements that refer to one of them are written as comments, too. */
import type { Flowtable } from '../flowtables.ts'
import type { Chain, NftObject, Rule } from '../objects.ts'
import type { NftSet } from '../set.ts'
import { isQuotable } from '../statements/quote.ts'
import { isName } from './names.ts'
import { lacksSyntax } from './statement.ts'

export interface TableNames {
  /** The rules of chains that belong to a rule (`binding`), by name of the chain. nft prints them inside of that rule. */
  readonly bound: ReadonlyMap<string, readonly Rule[]>
  /** The objects that nft cannot read: `@hosts`, `chain input`, `object c1`. */
  readonly unreadable: ReadonlySet<string>
}

interface Things {
  readonly chains: readonly Chain[]
  readonly sets: readonly NftSet[]
  readonly objects: readonly NftObject[]
  readonly flowtables: readonly Flowtable[]
  readonly rules: readonly Rule[]
}

/** Whether nft cannot declare a type: it has no name, or it is an integer, which only a field (`typeof`) declares. */
const isUndeclarable = (type: string, declared: string | undefined): boolean =>
  declared === undefined && /(^|[ .])(integer|#\d+)($|[ .])/.test(type)

/** Whether a map is one to objects of connection tracking whose keys are not declared by fields, as nft requires. */
const isUndeclared = ({ data = '', typeof: declared }: NftSet): boolean =>
  data.startsWith('ct ') && declared === undefined

/** Whether nft cannot read a set: its name, its types, or the statements of new elements. */
const isUnreadable = (set: NftSet): boolean => {
  const { name, type, typeof: declared, data = '', dataTypeof, statements = [] } = set
  return (
    !isName(name) ||
    isUndeclarable(type, declared) ||
    isUndeclarable(data, dataTypeof) ||
    isUndeclared(set) ||
    statements.some(lacksSyntax)
  )
}

/** Whether nft reads the name of a link unchanged. */
const isPlain = (device: string): boolean => /^[^\s"\\]+$/.test(device) && isQuotable(device)

/** Whether all links of a chain were removed. The kernel keeps such a chain, but refuses to add one without links. */
const lacksDevices = ({ family, hook, devices = [] }: Chain): boolean =>
  devices.length === 0 && (hook === 'egress' || hook === 'ingress' || (family === 'netdev' && hook !== undefined))

export const isBound = ({ flags = [] }: Chain): boolean => flags.includes('binding')

export const tableNames = ({ chains, sets, objects, flowtables, rules }: Things): TableNames => {
  const bound = chains.filter(isBound).map(({ name }) => [name, rules.filter(({ chain }) => chain === name)] as const)
  return {
    bound: new Map(bound),
    unreadable: new Set([
      ...chains
        .filter((chain) => !isBound(chain))
        .filter((chain) => !isName(chain.name) || lacksDevices(chain) || chain.devices?.every(isPlain) === false)
        .map(({ name }) => `chain ${name}`),
      ...sets.filter(isUnreadable).map(({ name }) => `@${name}`),
      ...flowtables
        .filter(({ name, devices = [] }) => !isName(name) || !devices.every(isPlain))
        .map(({ name }) => `@${name}`),
      ...objects.filter(({ name }) => !isName(name)).map(({ name }) => `object ${name}`),
    ]),
  }
}

/** The chains, sets and objects that a statement or an element refers to, at any depth. */
export const referred = (value: unknown): string[] => {
  if (typeof value === 'string') return value.startsWith('@') ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  const own = value as { readonly chain?: unknown; readonly object?: unknown; readonly name?: unknown }
  const chain = typeof own.chain === 'string' ? [`chain ${own.chain}`] : []
  const object = own.object !== undefined && typeof own.name === 'string' ? [`object ${own.name}`] : []
  return [...chain, ...object, ...Object.values(value).flatMap(referred)]
}
