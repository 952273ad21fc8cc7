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

/** Throws EncodeError for a value that does not fit. `path` is that of the object; most values fit, and need no path. */
type Check = (value: unknown, path: string, key: string) => void
interface Field {
  readonly check: Check
  readonly required: boolean
}
type Fields<T> = { readonly [K in keyof T]-?: Field }
type Value = { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const expecting =
  (expected: string, fits: (value: unknown) => boolean): Check =>
  (value, path, key) => {
    if (!fits(value)) throw new EncodeError(`${path}.${key}`, expected, value)
  }
const required = (check: Check): Field => ({ check, required: true })
const optional = (check: Check): Field => ({ check, required: false })

const count = expecting('an integer, 0 or more', (value) => Number.isSafeInteger(value) && (value as number) >= 0)
/** An integer of this many bits. */
const bits = (size: 8 | 16 | 32): Check => {
  const most = 2 ** size - 1
  const fits = (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most
  return expecting(`an integer from 0 to ${most}`, fits)
}
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

/** The fields of an object. Rules are written by the thousands, so what each check needs is prepared here. */
class Shape {
  private readonly names: readonly string[]
  private readonly required: readonly string[]
  private readonly fields: { readonly [key: string]: Field | undefined }

  constructor(fields: { readonly [key: string]: Field }) {
    this.names = Object.keys(fields)
    this.required = this.names.filter((name) => fields[name]?.required)
    this.fields = Object.assign(Object.create(null), fields)
  }

  /** Throws EncodeError for a field that does not exist, is missing, or has a value that does not fit. */
  check(value: unknown, path: string): void {
    if (!isObject(value)) throw new EncodeError(path, `an object with ${this.names.join(', ')}`, value)
    let seen = 0
    for (const key in value) {
      const field = this.fields[key]
      if (field === undefined)
        throw new EncodeError(`${path}.${key}`, 'a field that exists', undefined, suggest(key, this.names))
      const one = value[key]
      if (field.required) seen++
      if (field.required || one !== undefined) field.check(one, path, key)
    }
    if (seen < this.required.length) this.refuseMissing(value, path)
  }

  private refuseMissing(value: Value, path: string): void {
    const name = this.required.find((one) => !(one in value)) as string
    const { check } = this.fields[name] as Field
    check(undefined, path, name)
  }
}

const isScalar = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'
const scalar = expecting('a value', isScalar)
const right = expecting('a value, or a list', (value) => isScalar(value) || Array.isArray(value))
const entries = expecting(
  'a list of entries, or the name of a map (`@gate`)',
  (value) => typeof value === 'string' || Array.isArray(value),
)

const FROM = new Shape({
  from: required(text),
  turned: optional(expecting('false', (value) => value === false)),
})
const MAP = new Shape({ map: required(text), to: required(entries) })

/** A value, or what the packet or a map has. */
const source: Check = (value, path, key) => {
  if (!isObject(value)) return scalar(value, path, key)
  const shape = 'map' in value ? MAP : FROM
  shape.check(value, `${path}.${key}`)
}

/** A name, or a map to names. */
const name: Check = (value, path, key) =>
  isObject(value) ? MAP.check(value, `${path}.${key}`) : text(value, path, key)

const FAMILIES = ['ip', 'ip6'] as const
const PORT: Fields<MasqueradeStatement['masquerade']> = { port: optional(source), flags: optional(texts) }

/** Statements whose fields are in an object under their key. */
const BODIES = {
  counter: { packets: required(count), bytes: required(count) } satisfies Fields<CounterStatement['counter']>,
  limit: {
    rate: required(count),
    unit: required(oneOf('packets', 'bytes')),
    per: required(oneOf('second', 'minute', 'hour', 'day', 'week')),
    burst: optional(bits(32)),
    over: optional(boolean),
  } satisfies Fields<LimitStatement['limit']>,
  quota: {
    bytes: required(count),
    used: optional(count),
    over: optional(boolean),
  } satisfies Fields<QuotaStatement['quota']>,
  connections: { count: required(bits(32)), over: optional(boolean) } satisfies Fields<
    ConnlimitStatement['connections']
  >,
  last: { milliseconds: optional(count) } satisfies Fields<LastStatement['last']>,
  log: {
    prefix: optional(text),
    level: optional(text),
    flags: optional(texts),
    group: optional(bits(16)),
    snaplen: optional(bits(32)),
    threshold: optional(bits(16)),
  } satisfies Fields<LogStatement['log']>,
  reject: {
    type: required(oneOf('icmp', 'icmpv6', 'icmpx', 'tcp reset')),
    code: optional(bits(8)),
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
    mss: optional(bits(16)),
    wscale: optional(bits(8)),
    timestamp: optional(boolean),
    sackPerm: optional(boolean),
  } satisfies Fields<SynproxyStatement['synproxy']>,
  queue: { num: required(source), flags: optional(texts) } satisfies Fields<QueueStatement['queue']>,
}

/** Statements of elements, which count or limit the packets that fit them. */
const statements: Check = (value, path, key) => {
  if (!Array.isArray(value)) throw new EncodeError(`${path}.${key}`, 'a list of statements', value)
  for (const [index, one] of value.entries()) checkStatement(one, `${path}.${key}[${index}]`)
}

const VERDICT_FIELDS: Fields<Verdict> = { verdict: required(text), chain: optional(text) }
const VERDICT = new Shape(VERDICT_FIELDS)
const ITEM = new Shape({ key: required(scalar), value: optional(anything), statements: optional(statements) })

/** Statements whose fields are beside their key. */
const WHOLE: { readonly [key: string]: { readonly [field: string]: Field } } = {
  match: { match: required(text), op: optional(oneOf('==', '!=', '<', '>', '<=', '>=')), right: required(right) },
  vmap: { vmap: required(text), to: required(entries) },
  verdict: VERDICT_FIELDS,
  dynamic: {
    dynamic: required(oneOf('add', 'update', 'delete')),
    set: required(text),
    key: required(text),
    value: optional(source),
    timeout: optional(anything),
    statements: optional(statements),
  },
  set: { set: required(text), to: required(source) },
  meter: {
    meter: required(text),
    key: required(text),
    size: optional(bits(32)),
    timeout: optional(anything),
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
    rev: required(bits(32)),
    info: required(text),
  },
  expression: { expression: required(text), data: optional(anything), anonymous: optional(anything) },
}

/** Checks a verdict, such as the value of a map. Throws EncodeError. */
export const checkVerdict = (verdict: Verdict, path: string): void => VERDICT.check(verdict, path)

/** Checks an element of an anonymous set or map that is an object. Throws EncodeError. */
export const checkItem = (item: SetItemObject, path: string): void => ITEM.check(item, path)

const bodyOf = (key: string, fields: { readonly [field: string]: Field }): { readonly [key: string]: Field } => {
  const shape = new Shape(fields)
  return { [key]: required((value, path) => shape.check(value, `${path}.${key}`)) }
}

const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ...Object.entries(WHOLE).map(([key, fields]) => [key, new Shape(fields)] as const),
  ...Object.entries(BODIES).map(([key, fields]) => [key, new Shape(bodyOf(key, fields))] as const),
])

/** The keys that identify statements. If a statement has several, the first of these counts. */
const KEYS = [...SHAPES.keys()]

/** The key of a statement; the most frequent ones first. */
const keyOf = (statement: object): string | undefined => {
  if ('match' in statement) return 'match'
  if ('verdict' in statement && !('vmap' in statement)) return 'verdict'
  return KEYS.find((one) => one in statement)
}

/**
 * Checks the fields of a statement.
 *
 * @throws {EncodeError} for a field that does not exist, is missing, or has a value of another type.
 */
export const checkStatement = (statement: Statement, path: string): void => {
  const shape = isObject(statement) ? SHAPES.get(keyOf(statement) ?? '') : undefined
  if (shape === undefined) throw new EncodeError(path, 'a statement', statement)
  shape.check(statement, path)
}
