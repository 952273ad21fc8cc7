/** What clients may do, as data. Everything that is not named here is refused. */
import type { Prefix } from '../../netlink/codec/text/prefix.ts'
import { Fields, listOf, numberFrom, PolicyError, pattern, prefix, truth, wordOf } from './fields.ts'
import type { Pattern } from './pattern.ts'

/** Kinds of links whose options were reviewed: they refer to no other link, table or namespace. */
export const KINDS = ['bridge', 'dummy', 'ifb', 'ipvlan', 'macvlan', 'veth', 'vlan'] as const
export type Kind = (typeof KINDS)[number]

export interface LinkPolicy {
  readonly allow: readonly ('add' | 'change' | 'delete')[]
  readonly kinds: readonly Kind[]
  /** Names that links have, and names that they may be given. */
  readonly names: readonly Pattern[]
  /** Names of links below: those that a vlan or macvlan may be made on. */
  readonly parents: readonly Pattern[]
  /** Names of bridges that links may be made ports of. */
  readonly masters: readonly Pattern[]
  /** Group of the links that were made through the relay. Only links of this group are changed or deleted. */
  readonly mark: number | undefined
  /** How many links of the group there may be at once. */
  readonly most: number | undefined
}

export interface AddressPolicy {
  readonly allow: readonly ('add' | 'change' | 'delete')[]
  readonly prefixes: readonly Prefix[]
  /** Names of the links that may have addresses. */
  readonly links: readonly Pattern[]
}

export interface RoutePolicy {
  readonly allow: readonly ('add' | 'delete')[]
  readonly prefixes: readonly Prefix[]
  readonly tables: readonly number[]
  /** Protocol of the routes that were made through the relay. Only those are deleted. */
  readonly protocol: number
  readonly links: readonly Pattern[]
}

export interface RulePolicy {
  readonly allow: readonly ('add' | 'delete')[]
  /** Tables that rules may look up. */
  readonly tables: readonly number[]
  readonly protocol: number
  /** Priorities that rules may have, both included. */
  readonly from: number
  readonly to: number
}

export interface NeighbourPolicy {
  readonly allow: readonly ('add' | 'change' | 'delete')[]
  readonly prefixes: readonly Prefix[]
  readonly links: readonly Pattern[]
}

export const NFT_FAMILIES = ['ip', 'ip6', 'inet', 'arp', 'bridge'] as const

export interface NftPolicy {
  readonly families: readonly (typeof NFT_FAMILIES)[number][]
  readonly tables: readonly Pattern[]
}

export interface Policy {
  /** Families that may be read: all of their messages that have a table, and their notifications. */
  readonly read: readonly ('route' | 'netfilter')[]
  /** Names of namespaces that may be opened, besides the relay's own. */
  readonly netns: readonly Pattern[]
  /** Whether a client may also open the namespaces that its user has made, by name or by a process. */
  readonly owned: boolean
  readonly links: LinkPolicy | undefined
  readonly addresses: AddressPolicy | undefined
  readonly routes: RoutePolicy | undefined
  readonly rules: RulePolicy | undefined
  readonly neighbours: NeighbourPolicy | undefined
  readonly nft: NftPolicy | undefined
}

const MAX_U32 = 0xffffffff
/** RTPROT_STATIC and lower numbers belong to the kernel and to administrators. */
const LEAST_PROTOCOL = 5

const verbs = wordOf(['add', 'change', 'delete'])
const verbsWithoutChange = wordOf(['add', 'delete'])

/** Reads an object of the file, and refuses fields that do not exist. */
const section =
  <T>(read: (fields: Fields) => T) =>
  (value: unknown, path: string): T => {
    const fields = new Fields(value, path)
    const result = read(fields)
    fields.end()
    return result
  }

/** A field without which the section means nothing. */
const required = <T>(fields: Fields, key: string, read: (value: unknown, path: string) => T): T => {
  const value = fields.get<T | undefined>(key, read, undefined)
  if (value === undefined) throw new PolicyError(`${fields.path}.${key}`, 'is missing')
  return value
}

const links = section<LinkPolicy>((fields) => {
  const value = {
    allow: required(fields, 'allow', listOf(verbs)),
    kinds: required(fields, 'kinds', listOf(wordOf(KINDS))),
    names: required(fields, 'names', listOf(pattern)),
    parents: fields.get('parents', listOf(pattern), []),
    masters: fields.get('masters', listOf(pattern), []),
    mark: fields.get<number | undefined>('mark', numberFrom(1, MAX_U32), undefined),
    most: fields.get<number | undefined>('most', numberFrom(0, MAX_U32), undefined),
  }
  if (value.most !== undefined && value.mark === undefined)
    throw new PolicyError(`${fields.path}.most`, 'needs `mark`, by which the links are counted')
  return value
})

const addresses = section<AddressPolicy>((fields) => ({
  allow: required(fields, 'allow', listOf(verbs)),
  prefixes: required(fields, 'prefixes', listOf(prefix)),
  links: required(fields, 'links', listOf(pattern)),
}))

const routes = section<RoutePolicy>((fields) => ({
  allow: required(fields, 'allow', listOf(verbsWithoutChange)),
  prefixes: required(fields, 'prefixes', listOf(prefix)),
  tables: required(fields, 'tables', listOf(numberFrom(1, MAX_U32))),
  protocol: required(fields, 'protocol', numberFrom(LEAST_PROTOCOL, 255)),
  links: required(fields, 'links', listOf(pattern)),
}))

const rules = section<RulePolicy>((fields) => {
  const value = {
    allow: required(fields, 'allow', listOf(verbsWithoutChange)),
    tables: required(fields, 'tables', listOf(numberFrom(1, MAX_U32))),
    protocol: required(fields, 'protocol', numberFrom(LEAST_PROTOCOL, 255)),
    from: required(fields, 'from', numberFrom(1, MAX_U32)),
    to: required(fields, 'to', numberFrom(1, MAX_U32)),
  }
  if (value.to < value.from) throw new PolicyError(`${fields.path}.to`, 'is less than `from`')
  return value
})

const neighbours = section<NeighbourPolicy>((fields) => ({
  allow: required(fields, 'allow', listOf(verbs)),
  prefixes: required(fields, 'prefixes', listOf(prefix)),
  links: required(fields, 'links', listOf(pattern)),
}))

const nft = section<NftPolicy>((fields) => ({
  families: required(fields, 'families', listOf(wordOf(NFT_FAMILIES))),
  tables: required(fields, 'tables', listOf(pattern)),
}))

const whole = section<Policy>((fields) => {
  required(fields, 'version', numberFrom(1, 1))
  return {
    read: fields.get<Policy['read']>('read', listOf(wordOf(['route', 'netfilter'])), ['route']),
    netns: fields.get('netns', listOf(pattern), []),
    owned: fields.get('owned', truth, false),
    links: fields.get<LinkPolicy | undefined>('links', links, undefined),
    addresses: fields.get<AddressPolicy | undefined>('addresses', addresses, undefined),
    routes: fields.get<RoutePolicy | undefined>('routes', routes, undefined),
    rules: fields.get<RulePolicy | undefined>('rules', rules, undefined),
    neighbours: fields.get<NeighbourPolicy | undefined>('neighbours', neighbours, undefined),
    nft: fields.get<NftPolicy | undefined>('nft', nft, undefined),
  }
})

/** Everything may be read, and nothing changed. */
export const READ_ONLY: Policy = whole({ version: 1, read: ['route', 'netfilter'] }, '')

/** Checks the value that a policy file contains. @throws {PolicyError} that names the field at fault. */
export const policyOf = (value: unknown): Policy => whole(value, '')
