/** What a transaction does, written down: each verb is one message of the batch. */
import type { ByteOrder } from '../netlink/codec/decode.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import type { Message, Typed } from '../netlink/codec/node.ts'
import { encodeRequest } from '../netlink/codec/request.ts'
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../netlink/header.ts'
import type { BatchRequest } from '../netlink/socket.ts'
import type { HookName, Priority } from './hooks.ts'
import { hookNumber, priorityNumber } from './hooks.ts'
import type { SetElement, SetValue } from './objects.ts'
import { dataPartsOf, partsOfSet } from './objects.ts'
import { assembleAll } from './statements/assemble.ts'
import type { Datatype } from './statements/datatypes.ts'
import { datatypes, idOf } from './statements/datatypes.ts'
import type { Keyed } from './statements/elements.ts'
import { buildElements, NOTHING_ELSE } from './statements/elements.ts'
import type { Family, KnownSet, NewSet, Place } from './statements/place.ts'
import { plainExpression } from './statements/plain.ts'
import { mapEntries, notes } from './statements/sets.ts'
import type { Statement } from './statements/types.ts'
import type { Part } from './statements/values.ts'
import { lengthOf } from './statements/values.ts'
import type { Element } from './tables/element.ts'
import type { NetfilterMessageName } from './tables/index.ts'
import { messageTypes } from './tables/index.ts'
import type { ObjectAttributes } from './tables/object.ts'
import type { RuleAttributes } from './tables/rule.ts'
import { DATA_TYPEOF, KEY_TYPEOF, verdicts, writeTypeof } from './typeof.ts'
import { noteComment, noteSet } from './userdata.ts'

interface InTable {
  readonly family: Family
  readonly table: string
}
export interface NewTable {
  readonly family: Family
  readonly name: string
  readonly flags?: readonly ('dormant' | 'owner' | 'persist')[]
  readonly comment?: string
}
export interface NewChain extends InTable {
  readonly name: string
  /** `filter`, `nat` or `route`: of a chain that hangs on a hook. */
  readonly type?: 'filter' | 'nat' | 'route'
  readonly hook?: HookName
  readonly priority?: Priority
  /** Links, for the hooks `ingress` and `egress`. */
  readonly devices?: readonly string[]
  readonly policy?: 'accept' | 'drop'
  readonly comment?: string
}
export interface NewRule extends InTable {
  readonly chain: string
  readonly statements: readonly Statement[]
  readonly comment?: string
  /** Number of the protocol that the rule is about: extensions of iptables want to be told. */
  readonly compat?: number
}
export interface NewNftSet extends InTable {
  readonly name: string
  /** `ipv4_addr`, `ipv4_addr . inet_service`. */
  readonly type: string
  /** Makes it a map: to values of that type, or `verdict`. */
  readonly data?: string
  readonly flags?: readonly ('constant' | 'interval' | 'timeout' | 'dynamic')[]
  readonly size?: number
  /** Milliseconds. */
  readonly timeout?: number
  readonly comment?: string
  readonly elements?: readonly SetElement[]
}
export interface NewObject extends InTable {
  readonly name: string
  readonly type: 'counter' | 'quota' | 'limit'
  /** As a statement says it: `{ counter: { packets: 0, bytes: 0 } }`. */
  readonly statement: Statement
  readonly comment?: string
}

export interface NewFlowtable extends InTable {
  readonly name: string
  readonly priority?: Priority
  /** Links between which known connections bypass the rules. */
  readonly devices?: readonly string[]
  readonly flags?: readonly ('offload' | 'counter')[]
}

/** Messages of one attribute are 64 KiB at most; so many bytes of elements travel in one. */
const MOST = 60000
const ELEMENT_OVERHEAD = 24
/** So many elements are made at a time: what was made for them does not outlive them. */
const SOME = 1024

const keyOf = ({ family, table }: InTable, name: string): string => `${family} ${table} ${name}`

const partNamed = (name: string, path: string): Part => {
  const type = (datatypes as { readonly [name: string]: Datatype })[name]
  if (type?.size === undefined) throw new EncodeError(path, `a type such as ipv4_addr, inet_service or ifname`, name)
  return { type, size: type.size }
}
const partsNamed = (text: string, path: string): Part[] => text.split(' . ').map((name) => partNamed(name, path))

interface Known extends KnownSet {
  readonly parts: readonly Part[]
  readonly data: readonly Part[] | undefined
}

export class Transaction {
  /** The messages, without the ends of the batch. */
  readonly requests: BatchRequest[] = []
  private readonly order: ByteOrder
  private readonly known = new Map<string, Known>()
  private ids = 0

  constructor(order: ByteOrder, sets: readonly SetValue[]) {
    this.order = order
    for (const set of sets) {
      const { family, table = '', name = '', dataLen = 0, flags = [] } = set
      this.known.set(keyOf({ family: family as Family, table }, name), {
        name,
        reference: {},
        interval: flags.includes('interval'),
        dataLength: dataLen,
        parts: partsOfSet(set, order),
        data: dataPartsOf(set, order),
      })
    }
  }

  readonly tables = {
    /** Made, or left as it is where it exists. */
    add: (table: NewTable): void => this.newTable(table, NLM_F_CREATE),
    /** Refused where it exists. */
    create: (table: NewTable): void => this.newTable(table, NLM_F_CREATE | NLM_F_EXCL),
    /** With all that it holds. */
    delete: ({ family, name }: { readonly family: Family; readonly name: string }): void =>
      this.push('NFT_MSG_DELTABLE', 0, family, { name }, name),
  }

  readonly chains = {
    add: (chain: NewChain): void => this.newChain(chain, NLM_F_CREATE),
    create: (chain: NewChain): void => this.newChain(chain, NLM_F_CREATE | NLM_F_EXCL),
    delete: ({ family, table, name }: InTable & { readonly name: string }): void =>
      this.push('NFT_MSG_DELCHAIN', 0, family, { table, name }, `${table} ${name}`),
    /** Deletes its rules. */
    flush: ({ family, table, name }: InTable & { readonly name: string }): void =>
      this.push('NFT_MSG_DELRULE', 0, family, { table, chain: name }, `${table} ${name}`),
  }

  readonly rules = {
    /** At the end of its chain, or behind the rule with that handle. */
    add: (rule: NewRule, behind?: number): void => this.newRule(rule, NLM_F_CREATE | NLM_F_APPEND, behind),
    /** At the beginning of its chain, or before the rule with that handle. */
    insert: (rule: NewRule, before?: number): void => this.newRule(rule, NLM_F_CREATE, before),
    replace: (rule: NewRule, handle: number): void => this.newRule(rule, NLM_F_REPLACE, undefined, handle),
    delete: ({ family, table, chain, handle }: InTable & { readonly chain: string; readonly handle: number }): void =>
      this.push('NFT_MSG_DELRULE', 0, family, { table, chain, handle: BigInt(handle) }, `${table} ${chain} ${handle}`),
  }

  readonly sets = {
    /** Maps too, where `data` is given. */
    add: (set: NewNftSet): void => this.newSet(set),
    delete: ({ family, table, name }: InTable & { readonly name: string }): void =>
      this.push('NFT_MSG_DELSET', 0, family, { table, name }, `${table} ${name}`),
  }

  readonly elements = {
    add: (set: InTable & { readonly name: string }, elements: readonly SetElement[]): void =>
      this.newElements('NFT_MSG_NEWSETELEM', NLM_F_CREATE, set, elements),
    delete: (set: InTable & { readonly name: string }, elements: readonly SetElement[]): void =>
      this.newElements('NFT_MSG_DELSETELEM', 0, set, elements),
    /** Deletes all of them. */
    flush: ({ family, table, name }: InTable & { readonly name: string }): void =>
      this.push('NFT_MSG_DELSETELEM', 0, family, { table, set: name }, `${table} ${name}`),
  }

  readonly objects = {
    add: ({ family, table, name, type, statement, comment }: NewObject): void => {
      const { data } = plainExpression(statement, 'statement')
      const value = { table, name, type, data, ...noteComment(comment) } as ObjectAttributes
      this.push('NFT_MSG_NEWOBJ', NLM_F_CREATE, family, value, `${table} ${name}`)
    },
    delete: ({ family, table, name, type }: Pick<NewObject, 'family' | 'table' | 'name' | 'type'>): void =>
      this.push('NFT_MSG_DELOBJ', 0, family, { table, name, type }, `${table} ${name}`),
  }

  readonly flowtables = {
    add: ({ family, table, name, priority = 0, devices = [], flags = [] }: NewFlowtable): void => {
      const hook = { num: hookNumber('netdev', 'ingress'), priority: priorityNumber(family, priority) }
      const value = { table, name, hook: { ...hook, devs: { name: devices } }, flags }
      this.push('NFT_MSG_NEWFLOWTABLE', NLM_F_CREATE, family, value, `${table} ${name}`)
    },
    delete: ({ family, table, name }: InTable & { readonly name: string }): void =>
      this.push('NFT_MSG_DELFLOWTABLE', 0, family, { table, name }, `${table} ${name}`),
  }

  /** Deletes every table. */
  flush(): void {
    this.push('NFT_MSG_DELTABLE', 0, 'unspec', {}, 'ruleset')
  }

  private push(
    name: NetfilterMessageName,
    flags: number,
    family: Family | 'unspec',
    attributes: object,
    target: string,
  ): void {
    const { type, node } = messageTypes[name]
    const value = { header: { family }, ...attributes }
    const payload = encodeRequest(node as Message as Typed<unknown>, value, this.order)
    this.requests.push({ type, flags, payload, target: family === 'unspec' ? target : `${family} ${target}` })
  }

  private newTable({ family, name, flags = [], comment }: NewTable, verb: number): void {
    this.push('NFT_MSG_NEWTABLE', verb, family, { name, flags, ...noteComment(comment) }, name)
  }

  private newChain(chain: NewChain, verb: number): void {
    const { family, table, name, type, hook, priority = 0, devices, policy, comment } = chain
    const [device, ...more] = devices ?? []
    const where = more.length > 0 ? { devs: { name: devices } } : device === undefined ? {} : { dev: device }
    const base =
      hook === undefined
        ? {}
        : {
            type: type ?? 'filter',
            hook: { hooknum: hookNumber(family, hook), priority: priorityNumber(family, priority), ...where },
          }
    const decides = policy === undefined ? {} : { policy }
    this.push(
      'NFT_MSG_NEWCHAIN',
      verb,
      family,
      { table, name, ...base, ...decides, ...noteComment(comment) },
      `${table} ${name}`,
    )
  }

  private newRule(rule: NewRule, verb: number, position?: number, handle?: number): void {
    const { family, table, chain, statements, comment, compat } = rule
    const expressions = assembleAll(statements, this.place(rule), 'statements')
    const value: { -readonly [K in keyof RuleAttributes]: RuleAttributes[K] } = { table, chain }
    if (handle !== undefined) value.handle = BigInt(handle)
    value.expressions = expressions
    if (compat !== undefined) value.compat = { proto: compat, flags: [] }
    if (position !== undefined) value.position = BigInt(position)
    this.push('NFT_MSG_NEWRULE', verb, family, Object.assign(value, noteComment(comment)), `${table} ${chain}`)
  }

  private setOf(where: InTable, name: string): Known {
    const known = this.known.get(keyOf(where, name))
    if (known === undefined) throw new EncodeError('set', `a set or map of table ${where.family} ${where.table}`, name)
    return known
  }

  private place({ family, table }: InTable): Place {
    return {
      family,
      order: this.order,
      set: (name) => this.setOf({ family, table }, name),
      anonymous: (set) => this.anonymous({ family, table }, set),
    }
  }

  private anonymous({ family, table }: InTable, { attributes, elements, ...given }: NewSet): KnownSet {
    const id = ++this.ids
    const { flags } = attributes
    const kind = flags?.includes('map') ? 'map' : flags?.includes('object') ? 'objmap' : 'set'
    const name = given.name ?? `__${kind}%d`
    const noted =
      given.typeof === undefined ? {} : this.declared(given.typeof, given.dataTypeof, attributes.userdata as Uint8Array)
    const value = { table, name, ...attributes, ...noted, id }
    this.push('NFT_MSG_NEWSET', NLM_F_CREATE, family, value, `${table} ${name}`)
    this.pushElements('NFT_MSG_NEWSETELEM', NLM_F_CREATE, { family, table, name }, elements, { setId: id })
    const interval = attributes.flags?.includes('interval') === true
    return { name, reference: { setId: id }, interval, dataLength: attributes.dataLen ?? 0 }
  }

  /** What a set of a rule is declared by is noted behind what else is. */
  private declared(key: string, data: string | undefined, userdata: Uint8Array): { readonly userdata: Uint8Array } {
    const note = writeTypeof(KEY_TYPEOF, key, this.order)
    if (note === undefined) return { userdata }
    const leads = data === 'verdict' ? verdicts(this.order) : writeTypeof(DATA_TYPEOF, data ?? '', this.order)
    return { userdata: Uint8Array.from([...userdata, ...note, ...(leads ?? [])]) }
  }

  private newSet(set: NewNftSet): void {
    const { family, table, name, type, data: leads, flags = [], size, timeout, comment, elements = [] } = set
    const parts = partsNamed(type, 'type')
    const data = leads === undefined || leads === 'verdict' ? undefined : partsNamed(leads, 'data')
    const interval = flags.includes('interval')
    const concat = parts.length > 1
    const id = ++this.ids
    const known = { name, reference: {}, interval, dataLength: data === undefined ? 0 : lengthOf(data), parts, data }
    this.known.set(keyOf(set, name), known)
    const map =
      data === undefined
        ? { dataType: 0xffffff00, dataLen: 16 }
        : { dataType: idOf(typesOf(data)), dataLen: known.dataLength }
    this.push(
      'NFT_MSG_NEWSET',
      NLM_F_CREATE,
      family,
      {
        table,
        name,
        flags: [
          ...flags,
          ...(leads === undefined ? [] : ['map']),
          ...(timeout === undefined || flags.includes('timeout') ? [] : ['timeout']),
          ...(concat && interval ? ['concat'] : []),
        ],
        keyType: idOf(typesOf(parts)),
        keyLen: lengthOf(parts),
        ...(leads === undefined ? {} : map),
        desc: {
          ...(size === undefined ? {} : { size }),
          ...(concat && interval ? { concat: parts.map((part) => ({ len: part.size })) } : {}),
        },
        id,
        ...(timeout === undefined ? {} : { timeout: BigInt(timeout) }),
        userdata: noteSet(notes(parts, data, this.order), comment),
      },
      `${table} ${name}`,
    )
    this.newElements('NFT_MSG_NEWSETELEM', NLM_F_CREATE, set, elements)
  }

  private newElements(
    message: 'NFT_MSG_NEWSETELEM' | 'NFT_MSG_DELSETELEM',
    verb: number,
    where: InTable & { readonly name: string },
    elements: readonly SetElement[],
  ): void {
    const { parts, data, interval } = this.setOf(where, where.name)
    // intervals are put in order, all together
    const most = interval ? elements.length : SOME
    const before = this.requests.length
    try {
      for (let first = 0; first < elements.length; first += most) {
        const keyed = elements.slice(first, first + most).map((element) => this.keyed(element, data))
        const built = buildElements(parts, keyed, this.order, 'elements', interval, first)
        this.pushElements(message, verb, where, built.elements, {})
      }
    } catch (error) {
      // all of them or none
      this.requests.length = before
      throw error
    }
  }

  private keyed(
    { key, value, timeout, statements = [], comment }: SetElement,
    data: readonly Part[] | undefined,
  ): Keyed {
    const alone = value === undefined && timeout === undefined && statements.length === 0 && comment === undefined
    if (alone) return { key, rest: NOTHING_ELSE }
    const [leads] =
      value === undefined ? [] : mapEntries([[key, value]], data ?? datatypes.verdict, this.order, 'elements')
    const expressions = statements.map((statement) => plainExpression(statement, 'elements.statements'))
    return {
      key,
      rest: {
        ...leads?.rest,
        ...(timeout === undefined ? {} : { timeout: BigInt(timeout) }),
        ...(expressions.length === 0 ? {} : { expressions }),
        ...noteComment(comment),
      },
    }
  }

  /** Very many elements are several messages. */
  private pushElements(
    message: 'NFT_MSG_NEWSETELEM' | 'NFT_MSG_DELSETELEM',
    verb: number,
    { family, table, name }: InTable & { readonly name: string },
    elements: readonly Element[],
    reference: object,
  ): void {
    let some: Element[] = []
    let bytes = 0
    const flush = (): void => {
      if (some.length > 0)
        this.push(message, verb, family, { table, set: name, ...reference, elements: some }, `${table} ${name}`)
      some = []
      bytes = 0
    }
    for (const element of elements) {
      const size = sizeOf(element)
      if (bytes + size > MOST) flush()
      some.push(element)
      bytes += size
    }
    flush()
  }
}

const typesOf = (parts: readonly Part[]): Datatype[] => parts.map(({ type }) => type)

const room = (bytes: Uint8Array | undefined): number => (bytes === undefined ? 0 : bytes.length + 12)

/** About, and not too little: what an element takes on the wire. */
const sizeOf = ({ key, keyEnd, data, userdata, expressions }: Element): number => {
  const more = (data?.verdict === undefined ? 0 : 300) + (expressions?.length ?? 0) * 100
  return ELEMENT_OVERHEAD + more + room(key?.value) + room(keyEnd?.value) + room(data?.value) + room(userdata)
}
