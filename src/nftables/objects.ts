/** Tables, chains, rules, sets and objects as programs see them: plain values, made of the kernel's messages. */
import type { ByteOrder } from '../netlink/codec/decode.ts'
import type { Shaped } from '../netlink/codec/shape.ts'
import { devicesOf } from './devices.ts'
import type { HookName } from './hooks.ts'
import { hookName } from './hooks.ts'
import type { netfilterShape } from './shapes.ts'
import type { Scalar } from './statements/datatypes.ts'
import { partsOf, datatypes as types } from './statements/datatypes.ts'
import { ElementReader } from './statements/elements.ts'
import { operandsOf } from './statements/keys.ts'
import type { Family } from './statements/place.ts'
import { plainStatement } from './statements/plain.ts'
import { readStatements } from './statements/read.ts'
import type { ReadSet } from './statements/read-place.ts'
import type { Statement, Verdict } from './statements/types.ts'
import type { Part } from './statements/values.ts'
import { formatKey, keyNumbers, lengthOf } from './statements/values.ts'
import type { ChainMessage } from './tables/chain.ts'
import type { Element as ElementMessage } from './tables/element.ts'
import type { Expression } from './tables/expressions/index.ts'
import type { ObjectMessage } from './tables/object.ts'
import type { RuleMessage } from './tables/rule.ts'
import type { SetMessage } from './tables/set.ts'
import type { TableMessage } from './tables/table.ts'
import { typeofs } from './typeof.ts'
import { commentOf, merges, setCommentOf } from './userdata.ts'

type Shape = typeof netfilterShape
/** Of the messages, before they are looked into. */
export type TableValue = Shaped<TableMessage, Shape>
export type ChainValue = Shaped<ChainMessage, Shape>
export type RuleValue = Shaped<RuleMessage, Shape>
export type SetValue = Shaped<SetMessage, Shape>
export type ObjectValue = Shaped<ObjectMessage, Shape>

export interface Table {
  readonly family: Family
  readonly name: string
  readonly handle: number
  /** `dormant`: its chains see no packets. */
  readonly flags?: readonly string[]
  readonly comment?: string
}

export interface Chain {
  readonly family: Family
  readonly table: string
  readonly name: string
  readonly handle: number
  /** `filter`, `nat` or `route`, of chains that hang on a hook. */
  readonly type?: string
  readonly hook?: HookName | number
  readonly priority?: number
  /** Links, by name; `eth*` for all whose names begin so. */
  readonly devices?: readonly string[]
  /** `offload`: for the hardware; `binding`: it belongs to the rule that jumps to it. */
  readonly flags?: readonly string[]
  readonly policy?: string
  readonly comment?: string
}

export interface Rule {
  readonly family: Family
  readonly table: string
  readonly chain: string
  readonly handle: number
  readonly statements: readonly Statement[]
  readonly comment?: string
}

/** An element of a set or a map. */
export interface SetElement {
  readonly key: Scalar
  /** What a map leads to: a value, a verdict, the name of an object. */
  readonly value?: Scalar | Verdict
  /** Milliseconds. */
  readonly timeout?: number
  /** Milliseconds that are left. */
  readonly expires?: number
  readonly statements?: readonly Statement[]
  readonly comment?: string
}

export interface NftSet {
  readonly family: Family
  readonly table: string
  readonly name: string
  readonly handle: number
  /** Types of its keys: `ipv4_addr . inet_service`. */
  readonly type: string
  /** What they were declared to be: `ip saddr . tcp dport`. */
  readonly typeof?: string
  /** Of a map: the type of what it leads to, `verdict`, or the kind of object. */
  readonly data?: string
  readonly dataTypeof?: string
  readonly flags?: readonly string[]
  readonly size?: number
  /** Milliseconds, for all of its elements. */
  readonly timeout?: number
  /** Milliseconds. */
  readonly gcInterval?: number
  readonly policy?: string
  readonly autoMerge?: boolean
  /** What every element gets. */
  readonly statements?: readonly Statement[]
  readonly comment?: string
  readonly elements?: readonly SetElement[]
}

/** A counter, quota, limit, ... with a name. */
export interface NftObject {
  readonly family: Family
  readonly table: string
  readonly name: string
  readonly handle: number
  readonly type: string
  readonly data: { readonly [key: string]: unknown }
  readonly comment?: string
}

export const ruleComment = commentOf

/** Without what is undefined. */
const given = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never

const some = (flags: readonly (string | number)[] | undefined): readonly string[] | undefined =>
  flags === undefined || flags.length === 0 ? undefined : flags.map(String)

export const readTable = ({ family, name = '', handle = 0, flags, userdata }: TableValue): Table =>
  given({ family: family as Family, name, handle, flags: some(flags), comment: commentOf(userdata) })

export const readChain = (value: ChainValue): Chain => {
  const { table = '', name = '', handle = 0, type, hook, policy, flags = [], userdata } = value
  const family = value.family as Family
  return given({
    family,
    table,
    name,
    handle,
    type,
    hook: hook?.hooknum === undefined ? undefined : hookName(family, hook.hooknum),
    priority: hook?.priority,
    devices: devicesOf(hook?.devs) ?? (hook?.dev === undefined ? undefined : [hook.dev]),
    flags: some(flags.filter((flag) => flag !== 'base')),
    policy: policy === undefined ? undefined : String(policy),
    comment: commentOf(userdata),
  })
}

export const readRule = (value: RuleValue, order: ByteOrder, set: (name: string) => ReadSet | undefined): Rule => {
  const { table = '', chain = '', handle = 0, expressions = [], userdata } = value
  const family = value.family as Family
  const statements = readStatements(expressions as readonly Expression[], { family, order, set })
  const comment = commentOf(userdata)
  return { family, table, chain, handle, statements, ...(comment === undefined ? {} : { comment }) }
}

/** nft's number for verdicts among types of data. */
const VERDICT = 0xffffff00

/** The parts of a set's keys: integers have as many bytes as are left for them. */
export const keyParts = (id: number, length: number, lengths: readonly number[]): Part[] => {
  const found = partsOf(id)
  const parts = found.length === 0 ? [undefined] : found
  return parts.map((type, at) => {
    const whole = type ?? types.integer
    return { type: whole, size: whole.size ?? lengths[at] ?? length }
  })
}

const typeText = (parts: readonly Part[]): string => parts.map(({ type }) => type.name).join(' . ')

/** What a set was declared by says more than its types: whose integers they are, and how long. */
const declared = (text: string | undefined, length: number): Part[] | undefined => {
  const parts = text === undefined ? [] : operandsOf(text).map(({ type, size }) => ({ type, size }))
  return parts.length > 0 && lengthOf(parts) === length ? parts : undefined
}

export const partsOfSet = ({ keyType = 0, keyLen = 0, desc, userdata }: SetValue, order: ByteOrder): Part[] =>
  declared(typeofs(userdata, order).key, keyLen) ??
  keyParts(keyType, keyLen, desc?.concat?.map(({ len = 0 }) => len) ?? [])
export const dataPartsOf = ({ dataType, dataLen = 0, userdata }: SetValue, order: ByteOrder): Part[] | undefined =>
  dataType === undefined || dataType === VERDICT
    ? undefined
    : (declared(typeofs(userdata, order).data, dataLen) ?? keyParts(dataType, dataLen, []))

const statementsOf = (one: unknown, many: unknown): readonly Statement[] | undefined => {
  if (one === undefined && many === undefined) return undefined
  const expressions = (many ?? [one]) as readonly Expression[]
  const statements = expressions.map((each) => plainStatement(each) ?? { expression: each.name ?? '', data: each.data })
  return statements.length === 0 ? undefined : statements
}

const leadsTo = ({ data, objref }: ElementMessage, parts: readonly Part[] | undefined, order: ByteOrder) => {
  if (objref !== undefined) return objref
  if (data?.verdict !== undefined) {
    const { code, chain } = data.verdict
    return given({ verdict: String(code), chain }) as unknown as Verdict
  }
  if (data?.value === undefined || parts === undefined) return undefined
  const length = lengthOf(parts)
  const first = keyNumbers(parts, data.value, order)
  // of maps that lead to intervals both ends stand behind each other
  const last = data.value.length < 2 * length ? first : keyNumbers(parts, data.value.subarray(length), order)
  const ranges = first.map((from, at) => ({ from, to: last[at] as bigint }))
  return formatKey(parts, ranges, order)
}

const elementOf = (
  key: Scalar,
  element: ElementMessage,
  data: readonly Part[] | undefined,
  order: ByteOrder,
): SetElement => {
  const { timeout, expiration, expr, expressions, userdata } = element
  const read: { -readonly [K in keyof SetElement]: SetElement[K] } = { key }
  const value = leadsTo(element, data, order)
  const statements = statementsOf(expr, expressions)
  const comment = commentOf(userdata)
  if (value !== undefined) read.value = value
  if (timeout !== undefined) read.timeout = Number(timeout)
  if (expiration !== undefined) read.expires = Number(expiration)
  if (statements !== undefined) read.statements = statements
  if (comment !== undefined) read.comment = comment
  return read
}

/** Reads the elements of a set while they come. */
export const elementReader = (value: SetValue, order: ByteOrder): ElementReader<SetElement> => {
  const data = dataPartsOf(value, order)
  const interval = value.flags?.includes('interval') === true
  return new ElementReader(partsOfSet(value, order), interval, order, (key, element) =>
    elementOf(key, element, data, order),
  )
}

/** The same where all of them are there. */
export const readElementsOfSet = (
  value: SetValue,
  elements: readonly ElementMessage[],
  order: ByteOrder,
): SetElement[] => {
  const reader = elementReader(value, order)
  return reader.whole([reader.message(elements)]).all
}

export const readSet = (value: SetValue, elements: readonly SetElement[] | undefined, order: ByteOrder): NftSet => {
  const { table = '', name = '', handle = 0, flags = [], desc, timeout, gcInterval, policy, userdata, objType } = value
  const { dataLen } = value
  const parts = partsOfSet(value, order)
  const data = dataPartsOf(value, order)
  const said = typeofs(userdata, order)
  const map = flags.includes('map')
  const both = data !== undefined && dataLen === 2 * lengthOf(data)
  const leads = data === undefined ? 'verdict' : `${both ? 'interval ' : ''}${typeText(data)}`
  return given({
    family: value.family as Family,
    table,
    name,
    handle,
    type: typeText(parts),
    typeof: said.key,
    data: flags.includes('object') ? String(objType) : map ? leads : undefined,
    dataTypeof: said.data,
    flags: some(flags.filter((flag) => flag !== 'map' && flag !== 'object' && flag !== 'concat' && flag !== 'expr')),
    size: desc?.size,
    timeout,
    gcInterval,
    policy: policy === undefined ? undefined : String(policy),
    autoMerge: merges(userdata, order) || undefined,
    statements: statementsOf(value.expr, value.expressions),
    comment: setCommentOf(userdata),
    elements,
  })
}

/** What rules want to know of a set. */
export const forRules = (value: SetValue, elements: readonly ElementMessage[]): ReadSet => ({
  name: value.name ?? '',
  flags: value.flags ?? [],
  keyLength: value.keyLen ?? 0,
  dataLength: value.dataLen ?? 0,
  elements,
  attributes: value as ReadSet['attributes'],
})

export const readObject = (value: ObjectValue): NftObject => {
  const { table = '', name = '', handle = 0, type = 'unspec', data, userdata } = value
  const said = data instanceof Uint8Array || data === undefined ? {} : data
  return given({
    family: value.family as Family,
    table,
    name,
    handle,
    type: String(type),
    data: said as NftObject['data'],
    comment: commentOf(userdata),
  })
}
