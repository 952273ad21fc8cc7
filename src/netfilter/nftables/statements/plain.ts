/** Statements that are one expression without registers: a row holds how to write, read and print each in nft's syntax. */
import { EncodeError } from '../../../netlink/codec/errors.ts'
import { formatHex } from '../../../netlink/codec/text/format.ts'
import { given } from '../given.ts'
import type { Expression } from '../tables/expressions/index.ts'
import { duration } from '../text/duration.ts'
import { byKey } from './by-key.ts'
import { checkStatement } from './check.ts'
import { quote } from './quote.ts'
import type { LimitStatement, LogStatement, Statement } from './types.ts'

type Value = { readonly [key: string]: unknown }

/** How to read, write and print one expression. Absent fields stay absent. */
interface Form {
  /** The key that identifies the statement. */
  readonly key: string
  readonly expression: string
  readonly write: (body: Value) => Value
  readonly read: (data: Value) => Value | undefined
  readonly describe: (body: Value) => string
}

const SECONDS = { second: 1, minute: 60, hour: 3600, day: 86400, week: 604800 }
/** nft's default burst of a rate of packets. Rates of bytes have no burst by default. */
const BURST = 5

const flag = (word: string, yes: unknown): Value => (yes === true ? { flags: [word] } : {})
const has = ({ flags }: Value, word: string): boolean =>
  (flags as readonly unknown[] | undefined)?.includes(word) === true
const over = (data: Value): Value => (has(data, 'inv') ? { over: true } : {})
const count = (value: unknown): number => Number(value ?? 0)
const bigOf = (value: unknown): bigint => BigInt(value as number)

const limitOf = (data: Value): Value | undefined => {
  const seconds = count(data['unit'])
  const per = Object.entries(SECONDS).find(([, value]) => value === seconds)?.[0]
  if (per === undefined) return undefined
  const burst = count(data['burst'])
  const byDefault = data['type'] === 'bytes' ? 0 : BURST
  return {
    rate: count(data['rate']),
    unit: data['type'],
    per,
    ...(burst === byDefault ? {} : { burst }),
    ...over(data),
  }
}

const joinWords = (...words: readonly (string | false | undefined)[]): string =>
  words.filter((word) => word !== false && word !== undefined && word !== '').join(' ')
const maybe = (word: string, value: unknown): string => (value === undefined ? '' : `${word} ${value}`)

const logWords = ({ prefix, level, flags = [], group, snaplen, threshold }: LogStatement['log']): string => {
  const printed = flags.filter((one) => one !== 'nflog')
  const tcp = printed.filter((one) => one.startsWith('tcp ')).map((one) => one.slice(4))
  const others = printed.filter((one) => !one.startsWith('tcp '))
  const words = [tcp.length > 0 && `flags tcp ${tcp.join(',')}`, ...others.map((one) => `flags ${one}`)]
  return joinWords(
    'log',
    prefix !== undefined && `prefix ${quote(prefix)}`,
    maybe('level', level),
    maybe('group', group),
    maybe('snaplen', snaplen),
    maybe('queue-threshold', threshold),
    ...(printed.length === ALL_LOG_FLAGS ? ['flags all'] : words),
  )
}
/** Number of flags of `log` that nft prints as `flags all`. */
const ALL_LOG_FLAGS = 5

const hexOf = (text: unknown, path: string): Uint8Array => {
  if (typeof text !== 'string' || !/^([0-9a-f]{2})*$/i.test(text))
    throw new EncodeError(path, 'hexadecimal digits', text)
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
}

const FORMS: readonly Form[] = [
  {
    key: 'counter',
    expression: 'counter',
    write: ({ packets, bytes }) => ({ bytes: bigOf(bytes), packets: bigOf(packets) }),
    read: ({ packets, bytes }) => ({ packets: count(packets), bytes: count(bytes) }),
    describe: ({ packets, bytes }) => `counter packets ${packets} bytes ${bytes}`,
  },
  {
    key: 'limit',
    expression: 'limit',
    write: ({ rate, unit, per, burst, over: above }) => ({
      rate: bigOf(rate),
      unit: bigOf(SECONDS[per as LimitStatement['limit']['per']]),
      burst: burst ?? (unit === 'bytes' ? 0 : BURST),
      type: unit,
      ...flag('inv', above),
    }),
    read: limitOf,
    describe: ({ rate, unit, per, burst, over: above }) => {
      const [word, more] = unit === 'bytes' ? [' bytes', ' bytes'] : ['', ' packets']
      const bursting = burst === undefined ? '' : ` burst ${burst}${more}`
      return `limit rate ${above === true ? 'over ' : ''}${rate}${word}/${per}${bursting}`
    },
  },
  {
    key: 'quota',
    expression: 'quota',
    write: ({ bytes, used, over: above }) => ({
      bytes: bigOf(bytes),
      ...(used === undefined ? {} : { consumed: bigOf(used) }),
      ...flag('inv', above),
    }),
    read: (data) => ({
      bytes: count(data['bytes']),
      ...(count(data['consumed']) === 0 ? {} : { used: count(data['consumed']) }),
      ...over(data),
    }),
    describe: ({ bytes, used, over: above }) =>
      joinWords('quota', above === true && 'over', `${bytes} bytes`, used !== undefined && `used ${used} bytes`),
  },
  {
    key: 'connections',
    expression: 'connlimit',
    write: ({ count: many, over: above }) => ({ count: many, ...flag('inv', above) }),
    read: (data) => ({ count: count(data['count']), ...over(data) }),
    describe: ({ count: many, over: above }) => joinWords('ct count', above === true && 'over', String(many)),
  },
  {
    key: 'last',
    expression: 'last',
    write: ({ milliseconds }) => (milliseconds === undefined ? {} : { set: 1, msecs: bigOf(milliseconds) }),
    read: ({ set, msecs }) => (set === 1 ? { milliseconds: count(msecs) } : {}),
    describe: ({ milliseconds }) =>
      joinWords('last', milliseconds !== undefined && `used ${duration(Number(milliseconds))}`),
  },
  {
    key: 'log',
    expression: 'log',
    write: ({ threshold, ...body }) => given({ ...body, qthreshold: threshold }),
    read: ({ prefix, level, flags, group, snaplen, qthreshold }) =>
      given({
        prefix,
        level: level === 'warn' ? undefined : level,
        flags: (flags as readonly unknown[] | undefined)?.length === 0 ? undefined : flags,
        group,
        snaplen: snaplen === 0 ? undefined : snaplen,
        threshold: qthreshold === 0 ? undefined : qthreshold,
      }),
    describe: logWords,
  },
  {
    key: 'synproxy',
    expression: 'synproxy',
    write: ({ mss, wscale, timestamp, sackPerm }) => ({
      mss: mss ?? 0,
      wscale: wscale ?? 0,
      flags: [
        ...(mss === undefined ? [] : ['mss']),
        ...(wscale === undefined ? [] : ['wscale']),
        ...(sackPerm === true ? ['sack-perm'] : []),
        ...(timestamp === true ? ['timestamp'] : []),
      ],
    }),
    read: (data) =>
      given({
        mss: has(data, 'mss') ? data['mss'] : undefined,
        wscale: has(data, 'wscale') ? data['wscale'] : undefined,
        timestamp: has(data, 'timestamp') || undefined,
        sackPerm: has(data, 'sack-perm') || undefined,
      }),
    describe: ({ mss, wscale, timestamp, sackPerm }) =>
      joinWords(
        'synproxy',
        maybe('mss', mss),
        maybe('wscale', wscale),
        timestamp === true && 'timestamp',
        sackPerm === true && 'sack-perm',
      ),
  },
]

const formOf = byKey(FORMS)
const byExpression = new Map(FORMS.map((form) => [form.expression, form]))
const valueIn = (statement: object, { key }: Form): Value =>
  (statement as { readonly [key: string]: Value })[key] as Value

/**
 * The expression of a statement without registers.
 *
 * @throws {EncodeError}
 */
export const plainExpression = (statement: Statement, path: string): Expression => {
  if ('expression' in statement)
    return { name: statement.expression, ...(statement.data === undefined ? {} : { data: statement.data as never }) }
  if ('notrack' in statement) return { name: 'notrack' }
  if ('flow' in statement) return { name: 'flow_offload', data: { tableName: statement.flow.replace(/^@/, '') } }
  if ('extension' in statement) {
    const { extension, name, rev, info } = statement
    return { name: extension, data: { name, rev, info: hexOf(info, `${path}.info`) } }
  }
  const form = formOf(statement)
  if (form === undefined) throw new EncodeError(path, 'a statement', statement)
  return { name: form.expression, data: form.write(valueIn(statement, form)) as never }
}

/** The statement of an expression without registers; undefined for other expressions. */
export const plainStatement = ({ name, data }: Expression): Statement | undefined => {
  if (name === 'notrack') return { notrack: true }
  const value = (data ?? {}) as Value
  if (name === 'flow_offload') return { flow: `@${value['tableName']}` }
  if (name === 'match' || name === 'target') {
    const { name: extension, rev, info } = value as { name?: string; rev?: number; info?: Uint8Array }
    return { extension: name, name: extension ?? '', rev: rev ?? 0, info: formatHex(info ?? new Uint8Array(0)) }
  }
  const form = byExpression.get(name as string)
  const body = form?.read(value)
  return form === undefined || body === undefined ? undefined : ({ [form.key]: body } as unknown as Statement)
}

/** The statements of an element as attributes: a single one is in `expr`, which older kernels know as well. */
export const expressionsOf = (
  statements: readonly Statement[] | undefined,
  path: string,
): { readonly expr?: Expression; readonly expressions?: Expression[] } => {
  const [first, ...more] = (statements ?? []).map((statement, at) => {
    checkStatement(statement, `${path}[${at}]`)
    return plainExpression(statement, `${path}[${at}]`)
  })
  if (first === undefined) return {}
  return more.length === 0 ? { expr: first } : { expressions: [first, ...more] }
}

/** The statements in these two attributes; undefined if there are none. */
export const statementsOf = (one: unknown, many: unknown): readonly Statement[] | undefined => {
  if (one === undefined && many === undefined) return undefined
  const expressions = (many ?? [one]) as readonly Expression[]
  const statements = expressions.map((each) => plainStatement(each) ?? { expression: each.name ?? '', data: each.data })
  return statements.length === 0 ? undefined : statements
}

/** Whether an expression never uses a register, whatever its data. */
export const isPlain = (expression: string): boolean => byExpression.has(expression)

/**
 * A statement in nft's syntax.
 *
 * @throws {TypeError} for an xtables extension and for a raw expression, which nft cannot express.
 */
export const describePlain = (statement: Statement): string => {
  if ('notrack' in statement) return 'notrack'
  if ('flow' in statement) return `flow add ${statement.flow}`
  const form = formOf(statement)
  if (form !== undefined) return form.describe(valueIn(statement, form))
  if ('extension' in statement)
    throw new TypeError(`nft has no syntax for iptables' ${statement.extension} ${statement.name}`)
  throw new TypeError(`nft has no syntax for expression ${(statement as { readonly expression?: string }).expression}`)
}
