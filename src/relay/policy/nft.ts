/** Checks of nf_tables: which tables, and which expressions. */
import { joinPath } from '../../netlink/codec/errors.ts'
import type { Context } from './context.ts'
import { checkName } from './context.ts'
import type { NftPolicy } from './policy.ts'
import { refuse } from './refused.ts'
import type { Request, Value } from './request.ts'
import { onlyFields } from './request.ts'

/** NFNL_SUBSYS_NFTABLES. */
const NFTABLES = 10

/** Expressions that act on packets and on objects of their own table only, and load no module for the client's names. */
const EXPRESSIONS = [
  'bitwise',
  'byteorder',
  'cmp',
  'connlimit',
  'counter',
  'ct',
  'dynset',
  'exthdr',
  'fib',
  'hash',
  'immediate',
  'last',
  'limit',
  'lookup',
  'masq',
  'meta',
  'nat',
  'notrack',
  'numgen',
  'objref',
  'payload',
  'quota',
  'range',
  'redir',
  'reject',
  'rt',
]
const OBJECTS = ['counter', 'quota', 'limit', 'connlimit']
const CHAIN_TYPES = ['filter', 'nat', 'route']

/** What is checked besides the table, by message. */
const CHECKS: { readonly [name: string]: (value: Value) => void } = {
  NFT_MSG_NEWTABLE: (value) => {
    // a handle would select another table than the name
    onlyFields(value, ['name', 'flags', 'userdata'])
    for (const flag of (value['flags'] ?? []) as readonly unknown[])
      if (flag !== 'dormant') refuse('flags', `the flag '${flag}' may not be set`)
  },
  NFT_MSG_DELTABLE: (value) => onlyFields(value, ['name']),
  NFT_MSG_DESTROYTABLE: (value) => onlyFields(value, ['name']),
  NFT_MSG_NEWCHAIN: (value) => {
    onlyFields(value, ['table', 'name', 'handle', 'hook', 'policy', 'type', 'counters', 'flags', 'id', 'userdata'])
    onlyFields((value['hook'] ?? {}) as Value, ['hooknum', 'priority'], 'hook')
    const { type } = value
    if (type !== undefined && !CHAIN_TYPES.includes(type as string))
      refuse('type', `chains of type '${type}' are not allowed`)
    for (const flag of (value['flags'] ?? []) as readonly unknown[])
      if (flag === 'offload') refuse('flags', "the flag 'offload' may not be set")
  },
  NFT_MSG_DELCHAIN: (value) => onlyFields(value, ['table', 'name', 'handle']),
  NFT_MSG_DESTROYCHAIN: (value) => onlyFields(value, ['table', 'name', 'handle']),
  NFT_MSG_NEWRULE: (value) =>
    onlyFields(value, [
      'table',
      'chain',
      'handle',
      'expressions',
      'position',
      'userdata',
      'id',
      'positionId',
      'chainId',
    ]),
  NFT_MSG_DELRULE: (value) => onlyFields(value, ['table', 'chain', 'handle', 'id']),
  NFT_MSG_DESTROYRULE: (value) => onlyFields(value, ['table', 'chain', 'handle', 'id']),
  NFT_MSG_NEWSET: () => undefined,
  NFT_MSG_DELSET: (value) => onlyFields(value, ['table', 'name', 'handle']),
  NFT_MSG_DESTROYSET: (value) => onlyFields(value, ['table', 'name', 'handle']),
  NFT_MSG_NEWSETELEM: () => undefined,
  NFT_MSG_DELSETELEM: () => undefined,
  NFT_MSG_DESTROYSETELEM: () => undefined,
  NFT_MSG_NEWOBJ: ({ type }) => {
    if (!OBJECTS.includes(type as string)) refuse('type', `objects of type '${type}' are not allowed`)
  },
  NFT_MSG_DELOBJ: (value) => onlyFields(value, ['table', 'name', 'handle', 'type']),
  NFT_MSG_DESTROYOBJ: (value) => onlyFields(value, ['table', 'name', 'handle', 'type']),
}

/** Refuses expressions that are not allowed, wherever they are in a message. */
const checkExpressions = (value: unknown, path: string): void => {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
  for (const [key, inner] of Object.entries(value)) {
    const at = joinPath(path, Array.isArray(value) ? Number(key) : key)
    const list = key === 'expressions' ? (inner as readonly unknown[]) : key === 'expr' ? [inner] : []
    for (const [index, one] of list.entries()) {
      const name = (one as Value)['name']
      if (!EXPRESSIONS.includes(name as string))
        refuse(key === 'expr' ? at : joinPath(at, index), `the expression '${name}' is not allowed`)
    }
    checkExpressions(inner, at)
  }
}

const checkTable = ({ name, value }: Request, { families, tables }: NftPolicy): void => {
  const { family } = value.header
  if (!families.includes(family as never)) refuse('header.family', `tables of family '${family}' are not allowed`)
  const key = /^NFT_MSG_(NEW|DEL|DESTROY)TABLE$/.test(name) ? 'name' : 'table'
  const table = value[key]
  // without a name the kernel would delete all tables
  if (typeof table !== 'string') return refuse('', 'the table is not named')
  checkName(tables, table, key, 'table')
}

/** A message of a batch. @throws {Refused} */
export const checkNft = (request: Request, { policy }: Context): void => {
  const { name, value } = request
  const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined
  if (policy.nft === undefined || check === undefined) return refuse('', `${name} is not allowed`)
  checkTable(request, policy.nft)
  check(value)
  checkExpressions(value, '')
}

/** The begin or end of a batch. @throws {Refused} if it is of another subsystem than nf_tables. */
export const checkBatch = ({ value }: Request): void => {
  const { resId } = value.header
  if (resId !== NFTABLES) refuse('header.resId', `batches of subsystem ${resId} are not allowed`)
}
