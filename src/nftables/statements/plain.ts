/** Statements that are one expression, and what each says: from values to the table and back. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import { formatHex } from '../../netlink/codec/text.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { Scalar } from './datatypes.ts'
import type { LimitStatement, Statement } from './types.ts'

type Value = { readonly [key: string]: unknown }

/** How one expression is read and written. Absent stays absent. */
interface Form {
  /** The key that tells the statement. */
  readonly key: string
  readonly expression: string
  readonly write: (said: Value) => Value
  readonly read: (data: Value) => Value | undefined
}

const SECONDS = { second: 1, minute: 60, hour: 3600, day: 86400, week: 604800 }
/** Packets that may come at once where a rate says nothing, as nft has it; of bytes none. */
const BURST = 5

const flag = (word: string, yes: unknown): Value => (yes === true ? { flags: [word] } : {})
const has = ({ flags }: Value, word: string): boolean =>
  (flags as readonly unknown[] | undefined)?.includes(word) === true
const over = (data: Value): Value => (has(data, 'inv') ? { over: true } : {})
const count = (value: unknown): number => Number(value ?? 0)
const given = (said: Value): Value =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
const bigOf = (value: unknown): bigint => BigInt(value as number)

const limitOf = (data: Value): Value | undefined => {
  const seconds = count(data['unit'])
  const per = Object.entries(SECONDS).find(([, value]) => value === seconds)?.[0]
  if (per === undefined) return undefined
  const burst = count(data['burst'])
  const usual = data['type'] === 'bytes' ? 0 : BURST
  return { rate: count(data['rate']), unit: data['type'], per, ...(burst === usual ? {} : { burst }), ...over(data) }
}

const rangeOf = (first: number, total: number): Scalar => (total > 1 ? `${first}-${first + total - 1}` : first)
const some = (flags: unknown): Value => ((flags as readonly unknown[] | undefined)?.length ? { flags } : {})

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
  },
  {
    key: 'connections',
    expression: 'connlimit',
    write: ({ count: many, over: above }) => ({ count: many, ...flag('inv', above) }),
    read: (data) => ({ count: count(data['count']), ...over(data) }),
  },
  {
    key: 'last',
    expression: 'last',
    write: ({ milliseconds }) => (milliseconds === undefined ? {} : { set: 1, msecs: bigOf(milliseconds) }),
    read: ({ set, msecs }) => (set === 1 ? { milliseconds: count(msecs) } : {}),
  },
  {
    key: 'log',
    expression: 'log',
    write: ({ threshold, ...said }) => given({ ...said, qthreshold: threshold }),
    read: ({ prefix, level, flags, group, snaplen, qthreshold }) =>
      given({
        prefix,
        level: level === 'warn' ? undefined : level,
        flags: (flags as readonly unknown[] | undefined)?.length === 0 ? undefined : flags,
        group,
        snaplen: snaplen === 0 ? undefined : snaplen,
        threshold: qthreshold === 0 ? undefined : qthreshold,
      }),
  },
  {
    key: 'queue',
    expression: 'queue',
    write: ({ num, flags }) => {
      const [first = '', last = first] = String(num).split('-')
      return { num: Number(first), total: Number(last) - Number(first) + 1, flags: flags ?? [] }
    },
    read: ({ num, total, flags, sregQnum }) =>
      sregQnum === undefined ? { num: rangeOf(count(num), count(total)), ...some(flags) } : undefined,
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
  },
]

/** The expression of a statement that needs no register. */
export const plainExpression = (statement: Statement, path: string): Expression => {
  if ('expression' in statement)
    return { name: statement.expression, ...(statement.data === undefined ? {} : { data: statement.data as never }) }
  if ('notrack' in statement) return { name: 'notrack' }
  if ('flow' in statement) return { name: 'flow_offload', data: { tableName: statement.flow.replace(/^@/, '') } }
  if ('extension' in statement) {
    const { extension, name, rev, info } = statement
    return { name: extension, data: { name, rev, info: hexOf(info, `${path}.info`) } }
  }
  const form = FORMS.find(({ key }) => key in statement)
  if (form === undefined) throw new EncodeError(path, 'a statement', statement)
  const said = (statement as unknown as { readonly [key: string]: Value })[form.key] as Value
  return { name: form.expression, data: form.write(said) as never }
}

/** The statement of an expression that needs no register; undefined for others. */
export const plainStatement = ({ name, data }: Expression): Statement | undefined => {
  if (name === 'notrack') return { notrack: true }
  const value = (data ?? {}) as Value
  if (name === 'flow_offload') return { flow: `@${value['tableName']}` }
  if (name === 'match' || name === 'target') {
    const { name: extension, rev, info } = value as { name?: string; rev?: number; info?: Uint8Array }
    return { extension: name, name: extension ?? '', rev: rev ?? 0, info: formatHex(info ?? new Uint8Array(0)) }
  }
  const form = FORMS.find(({ expression }) => expression === name)
  const said = form?.read(value)
  return form === undefined || said === undefined ? undefined : ({ [form.key]: said } as unknown as Statement)
}
