/** Summarizes requests as text: `add link vx0 of kind vxlan`. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import * as header from '../netlink/protocol/header.ts'
import type { AddressMessage } from '../rtnl/address/tables/address.ts'
import type { LinkMessage } from '../rtnl/link/tables/link.ts'
import type { NeighbourMessage } from '../rtnl/neighbour/tables/neighbour.ts'
import type { NetconfMessage } from '../rtnl/netconf/tables/netconf.ts'
import type { NsidMessage } from '../rtnl/nsid/tables/nsid.ts'
import type { RouteMessage } from '../rtnl/route/tables/route.ts'
import type { RuleMessage } from '../rtnl/rule/tables/rule.ts'
import { say, words } from './format/words.ts'
import type { Described } from './message.ts'
import { describeMessage } from './message.ts'

export interface RequestSummary {
  /** `RTM_NEWLINK`; undefined for a type without a table. */
  readonly name: string | undefined
  readonly flags: number
  /** The object of the request: `vx0`. */
  readonly target: string | undefined
  readonly words: string
}

interface ObjectWords {
  readonly singular: string
  readonly plural: string
  /** The name of the object; empty if the request does not contain it. A request may have nothing but its header. */
  readonly name: (value: never, creates: boolean) => string
  /** Further words, if the request creates the object. */
  readonly more?: (value: never) => string
}

/** An index identifies the link. A name together with an index is the new name. */
const nameLink = ({ header, ifname, altIfname }: LinkMessage, creates: boolean): string => {
  const name = ifname ?? altIfname
  // a request may consist of the family only
  return (header.index ?? 0) === 0 || (creates && name !== undefined) ? (name ?? '') : String(header.index)
}

const kindOf = ({ linkinfo }: LinkMessage): string => say('of kind', linkinfo?.kind)

const nameAddress = ({ header, local, address }: AddressMessage): string => {
  const either = local ?? address
  return words(either === undefined ? '' : `${either}/${header.prefixlen}`, say('dev', header.index || undefined))
}

const nameRoute = ({ header, dst, oif }: RouteMessage): string =>
  words(dst === undefined ? 'default' : `${dst}/${header.dstLen}`, say('dev', oif))

const wayOf = ({ gateway, via }: RouteMessage): string => say('via', gateway ?? via?.address)

const nameNeighbour = ({ header, dst, lladdr }: NeighbourMessage): string =>
  words(dst ?? lladdr, say('dev', header.ifindex || undefined))

const nameRule = ({ header, priority, src }: RuleMessage): string =>
  priority === undefined ? `from ${src === undefined ? 'all' : `${src}/${header.srcLen}`}` : `priority ${priority}`

const nameNsid = ({ nsid }: NsidMessage): string => say('nsid', nsid)

const nameNetconf = ({ ifindex }: NetconfMessage): string => say('dev', ifindex)

/** By the part after the verb in RTM_*. The clients of the objects know these words too, but also how to open sockets. */
const OBJECTS: { readonly [object: string]: ObjectWords } = {
  LINK: { singular: 'link', plural: 'links', name: nameLink, more: kindOf },
  LINKPROP: { singular: 'other names of link', plural: 'other names of links', name: nameLink },
  ADDR: { singular: 'address', plural: 'addresses', name: nameAddress },
  MULTICAST: { singular: 'multicast address', plural: 'multicast addresses', name: nameAddress },
  ANYCAST: { singular: 'anycast address', plural: 'anycast addresses', name: nameAddress },
  ROUTE: { singular: 'route', plural: 'routes', name: nameRoute, more: wayOf },
  NEIGH: { singular: 'neighbour', plural: 'neighbours', name: nameNeighbour },
  RULE: { singular: 'rule', plural: 'rules', name: nameRule },
  NSID: { singular: 'namespace id', plural: 'namespace ids', name: nameNsid },
  ADDRLABEL: { singular: 'addrlabel', plural: 'addrlabels', name: () => '' },
  NETCONF: { singular: 'network configuration', plural: 'network configuration', name: nameNetconf },
}

/** Objects that are added without NLM_F_CREATE. */
const ADDED_PLAINLY = new Set(['ADDR', 'NSID', 'LINKPROP', 'RULE'])

const has = (flags: number, mask: number): boolean => (flags & mask) === mask

const newVerb = (object: string, flags: number): string => {
  if (has(flags, header.NLM_F_CREATE | header.NLM_F_EXCL)) return 'add'
  if (has(flags, header.NLM_F_CREATE | header.NLM_F_REPLACE)) return 'add or replace'
  if (has(flags, header.NLM_F_CREATE | header.NLM_F_APPEND)) return 'append'
  if (ADDED_PLAINLY.has(object)) return 'add'
  if (has(flags, header.NLM_F_REPLACE)) return 'replace'
  return has(flags, header.NLM_F_CREATE) ? 'add or change' : 'change'
}

const verbOf = (verb: string, object: string, flags: number): string => {
  if (verb === 'NEW') return newVerb(object, flags)
  if (verb === 'DEL') return 'delete'
  return verb === 'SET' ? 'change' : 'get'
}

/** The objects of nf_tables and of connection tracking, by the part after the verb. */
const NETFILTER: { readonly [object: string]: string } = {
  GEN: 'generation',
  TABLE: 'table',
  CHAIN: 'chain',
  RULE: 'rule',
  SET: 'set',
  SETELEM: 'elements of set',
  OBJ: 'object',
  FLOWTABLE: 'flowtable',
}

/** `add rule filter input`; undefined for other messages. */
const netfilterWords = (name: string | undefined, value: unknown, flags: number): string | undefined => {
  if (name === 'NFNL_MSG_BATCH_BEGIN') return 'begin a transaction'
  if (name === 'NFNL_MSG_BATCH_END') return 'commit the transaction'
  const [, verb = '', object = ''] = /^NFT_MSG_(NEW|DEL|DESTROY|GET)([A-Z]+)$/.exec(name ?? '') ?? []
  const noun = NETFILTER[object]
  if (noun === undefined) return undefined
  const { table, chain, set, name: own } = (value ?? {}) as { readonly [key: string]: string | undefined }
  const dump = verb === 'GET' && has(flags, header.NLM_F_DUMP)
  const action = dump ? 'list' : verb === 'NEW' ? 'add' : verb === 'GET' ? 'get' : 'delete'
  return words(action, noun, table, chain ?? set ?? own)
}

/** Summarizes a request. Its header is enough. */
export const summarize = (request: Uint8Array, order: ByteOrder, protocol?: number): RequestSummary => {
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength)
  const type = view.getUint16(header.NLMSG_TYPE_AT, order === 'le')
  const flags = view.getUint16(header.NLMSG_FLAGS_AT, order === 'le')
  const { name, value } = describeMessage(request, order, protocol)
  const [, verb = '', object = ''] = /^RTM_(NEW|DEL|GET|SET)(.*)$/.exec(name ?? '') ?? []
  const target = OBJECTS[object]
  if (target === undefined)
    return {
      name,
      flags,
      target: undefined,
      words: netfilterWords(name, value, flags) ?? `send a message of type ${type}`,
    }
  if (verb === 'GET' && has(flags, header.NLM_F_DUMP))
    return { name, flags, target: undefined, words: `list ${target.plural}` }
  const creates = verb === 'NEW' && has(flags, header.NLM_F_CREATE)
  const called = value === undefined ? '' : target.name(value as never, creates)
  const more = creates && value !== undefined ? target.more?.(value as never) : ''
  return {
    name,
    flags,
    target: called === '' ? undefined : called,
    words: words(verbOf(verb, object, flags), target.singular, called, more),
  }
}

/** The object of a message that is no request: `link veth1`, `rule filter input`. Empty if it has no table. */
export const subjectOf = ({ name, value }: Pick<Described, 'name' | 'value'>): string => {
  if (value === undefined) return ''
  const target = OBJECTS[/^RTM_(?:NEW|DEL|GET|SET)(.*)$/.exec(name ?? '')?.[1] ?? '']
  if (target !== undefined) return words(target.singular, target.name(value as never, true))
  return netfilterWords(name, value, 0)?.replace(/^(add|delete|get) /, '') ?? ''
}
