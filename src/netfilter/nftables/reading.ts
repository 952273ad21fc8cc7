/** How each kind of object of nf_tables is listed. */
import type { FilterContext, Kind } from '../../client/collection.ts'
import { checkOptions } from '../../netlink/socket/options.ts'
import type { NetfilterMessageName } from '../tables/index.ts'
import { messageTypes } from '../tables/index.ts'
import type { Flowtable, FlowtableValue } from './flowtables.ts'
import { readFlowtable } from './flowtables.ts'
import type { Chain, ChainValue, NftObject, ObjectValue, RuleValue, Table, TableValue } from './objects.ts'
import { readChain, readObject, readTable } from './objects.ts'
import type { SetValue } from './set-contents.ts'
import { netfilterShape } from './shapes.ts'
import type { Family } from './statements/context.ts'
import type { Element } from './tables/element.ts'

/** Tables of one family, or of all families. */
export interface FamilyFilter {
  /** The family. Absent: all families. */
  readonly family?: Family | undefined
}
/** Objects of one table; without `family`, of the tables of that name in all families. */
export interface TableFilter extends FamilyFilter {
  /** Name of the table. Absent: all tables. */
  readonly table?: string | undefined
}
/** Rules of one chain; without `table`, of the chains of that name in all tables. */
export interface ChainFilter extends TableFilter {
  /** Name of the chain. Absent: all chains. */
  readonly chain?: string | undefined
}

const requestOf = (family: Family | undefined, attributes: object): object => ({
  header: { family: family ?? 'unspec' },
  ...attributes,
})

const messages = (name: string, get: NetfilterMessageName) => {
  const { type, node } = messageTypes[get]
  return { name, type, node, shape: netfilterShape }
}

export const tableKind: Kind<Table, FamilyFilter, TableValue> = {
  ...messages('tables', 'NFT_MSG_GETTABLE'),
  query: (filter, { where }) => {
    checkOptions(where, filter, ['family'])
    return { request: requestOf(filter.family, {}) }
  },
  finish: readTable,
}

const TABLE_FIELDS = ['family', 'table']

/** The kernel filters by the table. */
const inTable = (filter: TableFilter, { where }: FilterContext): { readonly request: object } => {
  checkOptions(where, filter, TABLE_FIELDS)
  const { family, table } = filter
  return { request: requestOf(family, table === undefined ? {} : { table }) }
}

export const chainKind: Kind<Chain, TableFilter, ChainValue> = {
  ...messages('chains', 'NFT_MSG_GETCHAIN'),
  query: (filter, { where }) => {
    checkOptions(where, filter, TABLE_FIELDS)
    const { family, table } = filter
    return {
      request: requestOf(family, {}),
      matches: table === undefined ? undefined : (found) => found.table === table,
    }
  },
  finish: readChain,
}

/** Sets as messages, since their elements are decoded by them. */
export const setKind: Kind<SetValue, TableFilter> = {
  ...messages('sets', 'NFT_MSG_GETSET'),
  query: (filter, context) => {
    const { family, table } = filter
    if (family !== undefined || table === undefined) return inTable(filter, context)
    // without a family the kernel finds no table
    return { ...inTable({}, context), matches: (found) => found.table === table }
  },
}

export const objectKind: Kind<NftObject, TableFilter, ObjectValue> = {
  ...messages('objects', 'NFT_MSG_GETOBJ'),
  query: inTable,
  finish: readObject,
}

/** Nothing is listed if the kernel was built without flowtables. */
export const flowtableKind: Kind<Flowtable, TableFilter, FlowtableValue> = {
  ...messages('flowtables', 'NFT_MSG_GETFLOWTABLE'),
  query: inTable,
  finish: readFlowtable,
}

/** The table and the chain of a rule. */
export interface InChain {
  readonly table: string
  readonly chain: string
}

/** Rules. `read` is called for each message as it arrives, and returns the object to list. */
export const ruleKind = <T extends InChain>(read: (value: RuleValue) => T): Kind<T, ChainFilter, RuleValue> => ({
  ...messages('rules', 'NFT_MSG_GETRULE'),
  query: (filter, { where }) => {
    checkOptions(where, filter, ['family', 'table', 'chain'])
    const { family, table, chain } = filter
    const exact = table === undefined ? chain === undefined : family !== undefined
    if (exact) return { request: requestOf(family, { table, chain }) }
    // the kernel ignores a chain without a table, and without a family it uses only the first table of that name
    return {
      request: requestOf(family, {}),
      matches: (found) =>
        (table === undefined || found.table === table) && (chain === undefined || found.chain === chain),
    }
  },
  finish: read,
})

interface ElementsValue {
  readonly elements?: readonly Element[]
}

/** The elements of a set. `read` is called for the elements of each message as it arrives, and returns what to list. */
export const elementsKind = <T>(read: (elements: readonly Element[]) => T): Kind<T, SetValue, ElementsValue> => ({
  ...messages('elements', 'NFT_MSG_GETSETELEM'),
  query: ({ family, table, name }) => ({ request: requestOf(family as Family, { table, set: name }) }),
  finish: ({ elements = [] }) => read(elements),
})
