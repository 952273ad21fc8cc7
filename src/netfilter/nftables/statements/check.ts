/** Checks that statements have the fields that exist and no others: a misspelt `op` would make a rule match the opposite. */
import { suggest } from '../../../netlink/codec/encode/checks.ts'
import { EncodeError } from '../../../netlink/codec/errors.ts'
import type {
  ConnlimitStatement,
  CounterStatement,
  DupStatement,
  FwdStatement,
  LastStatement,
  LimitStatement,
  LogStatement,
  MasqueradeStatement,
  NatStatement,
  QueueStatement,
  QuotaStatement,
  RedirectStatement,
  RejectStatement,
  SetItemObject,
  Statement,
  SynproxyStatement,
  TproxyStatement,
  Verdict,
} from './types.ts'

/** Throws EncodeError for a value that does not fit. */
type Check = (value: unknown, path: string) => void
interface Field {
  readonly check: Check
  readonly required: boolean
}
type Value = { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

const expecting =
  (expected: string, fits: (value: unknown) => boolean): Check =>
  (value, path) => {
    if (!fits(value)) throw new EncodeError(path, expected, value)
  }
const required = (check: Check): Field => ({ check, required: true })
const optional = (check: Check): Field => ({ check, required: false })

const count = expecting('an integer, 0 or more', (value) => Number.isSafeInteger(value) && (value as number) >= 0)
const boolean = expecting('true or false', (value) => typeof value === 'boolean')
const text = expecting('text', (value) => typeof value === 'string')
const texts = expecting(
  'a list of words',
  (value) => Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number'),
)
const oneOf = (...words: readonly string[]): Check =>
  expecting(`one of ${words.join(', ')}`, (value) => words.includes(value as string))
/** Checked by the code that encodes it. */
const anything: Check = () => undefined

/** Throws EncodeError for a field that does not exist, or whose value is undefined though it is required. */
const checkFields = (value: unknown, fields: { readonly [key: string]: Field }, path: string): void => {
  if (!isObject(value)) throw new EncodeError(path, `an object with ${Object.keys(fields).join(', ')}`, value)
  for (const key in value) {
    if (Object.hasOwn(fields, key)) continue
    throw new EncodeError(`${path}.${key}`, 'a field that exists', undefined, suggest(key, Object.keys(fields)))
  }
  for (const key in fields) {
    const { check, required } = fields[key] as Field
    if (required || value[key] !== undefined) check(value[key], `${path}.${key}`)
  }
}

const isScalar = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'
const scalar = expecting('a value', isScalar)
const right = expecting('a value, or a list', (value) => isScalar(value) || Array.isArray(value))
const entries = expecting(
  'a list of entries, or the name of a map (`@gate`)',
  (value) => typeof value === 'string' || Array.isArray(value),
)

const FROM = { from: required(text), turned: optional(oneOf('false')) }
const MAP = { map: required(text), to: required(entries) }

/** A value, or what the packet or a map has. */
const source: Check = (value, path) => {
  if (!isObject(value)) return scalar(value, path)
  const { turned, ...others } = value
  if (turned !== undefined && turned !== false) throw new EncodeError(`${path}.turned`, 'false', turned)
  checkFields(others, 'map' in value ? MAP : FROM, path)
}

/** A name, or a map that leads to names. */
const name: Check = (value, path) => (isObject(value) ? checkFields(value, MAP, path) : text(value, path))

type Fields<T> = { readonly [K in keyof T]-?: Field }

const FAMILIES = ['ip', 'ip6'] as const
const PORT: Fields<MasqueradeStatement['masquerade']> = { port: optional(source), flags: optional(texts) }

/** Statements whose fields are in an object under their key. */
const BODIES = {
  counter: { packets: required(count), bytes: required(count) } satisfies Fields<CounterStatement['counter']>,
  limit: {
    rate: required(count),
    unit: required(oneOf('packets', 'bytes')),
    per: required(oneOf('second', 'minute', 'hour', 'day', 'week')),
    burst: optional(count),
    over: optional(boolean),
  } satisfies Fields<LimitStatement['limit']>,
  quota: {
    bytes: required(count),
    used: optional(count),
    over: optional(boolean),
  } satisfies Fields<QuotaStatement['quota']>,
  connections: { count: required(count), over: optional(boolean) } satisfies Fields<ConnlimitStatement['connections']>,
  last: { milliseconds: optional(count) } satisfies Fields<LastStatement['last']>,
  log: {
    prefix: optional(text),
    level: optional(text),
    flags: optional(texts),
    group: optional(count),
    snaplen: optional(count),
    threshold: optional(count),
  } satisfies Fields<LogStatement['log']>,
  reject: {
    type: required(oneOf('icmp', 'icmpv6', 'icmpx', 'tcp reset')),
    code: optional(count),
  } satisfies Fields<RejectStatement['reject']>,
  nat: {
    type: required(oneOf('snat', 'dnat')),
    family: required(oneOf(...FAMILIES, 'inet')),
    address: optional(source),
    port: optional(source),
    flags: optional(texts),
  } satisfies Fields<NatStatement['nat']>,
  masquerade: PORT,
  redirect: PORT satisfies Fields<RedirectStatement['redirect']>,
  tproxy: {
    family: optional(oneOf(...FAMILIES)),
    address: optional(source),
    port: optional(source),
  } satisfies Fields<TproxyStatement['tproxy']>,
  dup: { address: optional(source), device: optional(source) } satisfies Fields<DupStatement['dup']>,
  fwd: {
    device: required(source),
    family: optional(oneOf(...FAMILIES)),
    address: optional(source),
  } satisfies Fields<FwdStatement['fwd']>,
  synproxy: {
    mss: optional(count),
    wscale: optional(count),
    timestamp: optional(boolean),
    sackPerm: optional(boolean),
  } satisfies Fields<SynproxyStatement['synproxy']>,
  queue: { num: required(source), flags: optional(texts) } satisfies Fields<QueueStatement['queue']>,
}

/** Statements of elements, which count or limit the packets that fit them. */
const statements: Check = (value, path) => {
  if (!Array.isArray(value)) throw new EncodeError(path, 'a list of statements', value)
  for (const [index, one] of value.entries()) checkStatement(one, `${path}[${index}]`)
}

const VERDICT: Fields<Verdict> = { verdict: required(text), chain: optional(text) }
const ITEM = { key: required(scalar), value: optional(anything), statements: optional(statements) }

/** Statements whose fields are beside their key. */
const WHOLE: { readonly [key: string]: { readonly [field: string]: Field } } = {
  match: { match: required(text), op: optional(oneOf('==', '!=', '<', '>', '<=', '>=')), right: required(right) },
  vmap: { vmap: required(text), to: required(entries) },
  verdict: VERDICT,
  dynamic: {
    dynamic: required(oneOf('add', 'update', 'delete')),
    set: required(text),
    key: required(text),
    value: optional(source),
    timeout: optional(count),
    statements: optional(statements),
  },
  set: { set: required(text), to: required(source) },
  meter: {
    meter: required(text),
    key: required(text),
    size: optional(count),
    timeout: optional(count),
    op: optional(oneOf('add', 'update')),
    statements: optional(statements),
  },
  object: { object: required(text), name: required(name) },
  reset: { reset: required(text) },
  notrack: { notrack: required(expecting('true', (value) => value === true)) },
  flow: { flow: required(text) },
  extension: {
    extension: required(oneOf('match', 'target')),
    name: required(text),
    rev: required(count),
    info: required(text),
  },
  expression: { expression: required(text), data: optional(anything), anonymous: optional(anything) },
  ...Object.fromEntries(
    Object.entries(BODIES).map(([key, fields]) => [
      key,
      { [key]: required((value, path) => checkFields(value, fields, path)) },
    ]),
  ),
}

/** Checks a verdict, such as the value of a map. Throws EncodeError. */
export const checkVerdict = (verdict: Verdict, path: string): void => checkFields(verdict, VERDICT, path)

/** Checks an element of an anonymous set or map that is an object. Throws EncodeError. */
export const checkItem = (item: SetItemObject, path: string): void => checkFields(item, ITEM, path)

/** The key that tells a statement from others: the first that exists, in the order of the table. */
const KEYS = Object.keys(WHOLE)

/**
 * Checks the fields of a statement.
 *
 * @throws {EncodeError} for a field that does not exist, is missing, or has a value of another type.
 */
export const checkStatement = (statement: Statement, path: string): void => {
  const key = isObject(statement) ? KEYS.find((one) => one in statement) : undefined
  if (key === undefined) throw new EncodeError(path, 'a statement', statement)
  checkFields(statement, WHOLE[key] as { readonly [field: string]: Field }, path)
}
