/** Statements that refer to objects and sets: `counter name "c1"`, `add @hosts { ... }`, `meter m { ... }`. */
import { given } from '../given.ts'
import { OBJECTS } from '../tables/object.ts'
import type { SetAttributes } from '../tables/set.ts'
import type { KnownSet } from './context.ts'
import { idOf, partsOf, datatypes as types } from './datatypes.ts'
import { keyOf, nftText, valueParts } from './keys.ts'
import { textIn } from './loaded.ts'
import { milliseconds } from './milliseconds.ts'
import { describePlain, expressionsOf, statementsOf } from './plain.ts'
import { quote } from './quote.ts'
import type { ReadSet } from './read-context.ts'
import { isAnonymous } from './read-context.ts'
import { registerAt, WIDTH } from './register-numbers.ts'
import { fail } from './registers.ts'
import type { Row } from './row.ts'
import { row } from './row.ts'
import { orderNotes } from './set-notes.ts'
import { checkKind, checkValue } from './set-types.ts'
import { anonymousObjectMap } from './sets.ts'
import type { DynamicStatement, MeterStatement, ObjectStatement, Source } from './types.ts'
import type { Part } from './values.ts'
import { lengthOf } from './values.ts'
import { entriesText, sourceText } from './wording.ts'
import type { Writer } from './writer.ts'

const object = row<ObjectStatement>({
  key: 'object',
  expression: 'objref',
  write: ({ object: kind, name }, to, path) => {
    if (typeof name === 'string') return to.add('objref', { immType: OBJECTS[kind], immName: name })
    const key = to.key(name.map, path)
    const named = typeof name.to === 'string' ? to.context.set(name.to.slice(1), `${path}.name.to`) : undefined
    if (named !== undefined) checkKind(named, 'objects', `${path}.name.to`)
    to.loadFor(named, key, `${path}.name.to`)
    const entries = name.to as Exclude<typeof name.to, string>
    const map = named ?? anonymousObjectMap(to.context, key, entries, kind, path)
    if (map.interval) to.toNetworkOrder(key)
    to.add('objref', { setSreg: registerAt(0), setName: map.name, ...map.reference })
  },
  read: ({ immType, immName, setSreg, setName }, from) => {
    const wordOf = (number: unknown): string =>
      Object.keys(OBJECTS).find((word) => OBJECTS[word] === number) ?? fail('an object of an unknown type')
    if (setName === undefined) return { object: wordOf(immType), name: String(immName) }
    const set = from.setOf(setName)
    const { contents, text } = from.keyFor(set, setSreg)
    const kind = String(set.attributes?.objType ?? fail('a map without objects'))
    const to = isAnonymous(set) ? from.entries(set, contents, ({ objref }) => String(objref)) : `@${set.name}`
    return { object: kind, name: { map: text, to } }
  },
  describe: ({ object: kind, name }) => {
    const text =
      typeof name === 'string' ? quote(name) : `${nftText(name.map, true)} map ${entriesText(name.to, name.map, quote)}`
    if (kind === 'secmark') return `meta secmark set ${text}`
    return `${kind} ${kind.startsWith('ct ') ? 'set' : 'name'} ${text}`
  },
})

/** The element of a dynamic set or a meter: key, timeout and statements. */
const innerText = (
  key: string,
  { timeout, statements = [] }: Pick<DynamicStatement, 'timeout' | 'statements'>,
): string =>
  [key, ...(timeout === undefined ? [] : [`timeout ${timeout}ms`]), ...statements.map(describePlain)].join(' ')

/** The type of a map's data; an integer of the same length if it is a concatenation, unknown, or has another length. */
const dataPart = ({ attributes, dataLength }: ReadSet): Part => {
  const [type, more] = partsOf(attributes?.dataType ?? 0)
  return { type: more === undefined && type?.size === dataLength ? type : types.integer, size: dataLength }
}

/** The type of a value for a map: that of the map if it is known, otherwise that of the source. */
const valuePart = (set: KnownSet, value: Source): Part => {
  const { data, dataLength } = set
  const [known] = data ?? []
  if (known !== undefined) return known
  const own = typeof value === 'object' && 'from' in value ? keyOf(value.from).parts[0]?.operand : undefined
  return own === undefined ? { type: types.integer, size: dataLength } : { type: own.type, size: own.size }
}

const putValue = (to: Writer, set: KnownSet, value: Source, slot: number, path: string): number => {
  const part = valuePart(set, value)
  checkValue(set, value, part, path)
  return to.put(value, part, slot, path)
}

const readTimeout = (timeout: unknown): number | undefined =>
  timeout === undefined || Number(timeout) === 0 ? undefined : Number(timeout)

/** Slots of a key, rounded up to whole registers of 16 bytes. */
const widthOf = (key: readonly Part[]): number => Math.ceil(lengthOf(key) / (4 * WIDTH)) * WIDTH

const dynamic = row<DynamicStatement>({
  key: 'dynamic',
  expression: 'dynset',
  write: ({ dynamic: op, set: name, key: text, value, timeout, statements }, to, path) => {
    const key = to.key(text, path)
    const set = to.context.set(name.replace(/^@/, ''), `${path}.set`)
    to.loadFor(set, key, `${path}.set`)
    const slot = widthOf(valueParts(key, true))
    const sregData = value === undefined ? undefined : putValue(to, set, value, slot, `${path}.value`)
    const more = given({
      sregData,
      timeout: timeout === undefined ? undefined : milliseconds(timeout, `${path}.timeout`),
    })
    const all = { op, sregKey: registerAt(0), ...more, ...expressionsOf(statements, `${path}.statements`) }
    to.add('dynset', { setName: set.name, ...set.reference, ...all })
  },
  read: (data, from) => {
    const { setName, op, sregKey, sregData, timeout, flags } = data
    const set = from.setOf(setName)
    if (isAnonymous(set)) return undefined
    if ((flags as readonly unknown[] | undefined)?.includes('inv') === true) return fail('an inverted dynset')
    const { text } = from.keyFor(set, sregKey)
    const value = sregData === undefined ? undefined : from.source(sregData, [dataPart(set)])
    const more = given({
      value,
      timeout: readTimeout(timeout),
      statements: statementsOf(data['expr'], data['expressions']),
    })
    return { dynamic: op as DynamicStatement['dynamic'], set: `@${set.name}`, key: text, ...more }
  },
  describe: ({ dynamic: op, set, key, value, ...more }) => {
    const valueText = value === undefined ? '' : ` : ${sourceText(value, String)}`
    return `${op} ${set} { ${innerText(nftText(key), more)}${valueText} }`
  },
})

/** nft's default size of a meter, in elements. */
const DEFAULT_METER_SIZE = 65535

const meter = row<MeterStatement>({
  key: 'meter',
  expression: 'dynset',
  write: ({ meter: name, key: text, size = DEFAULT_METER_SIZE, timeout, op, statements }, to, path) => {
    const key = to.key(text, path)
    const parts = valueParts(key, true)
    const flags: SetAttributes['flags'] = [
      'anonymous',
      'dynamic',
      ...(timeout === undefined ? [] : (['timeout'] as const)),
    ]
    const type = { keyType: idOf(parts.map((part) => part.type)), keyLen: lengthOf(parts) }
    const userdata = Uint8Array.from(orderNotes(parts, undefined, to.context.order))
    const set = to.context.anonymous({ name, attributes: { flags, ...type, desc: { size }, userdata }, elements: [] })
    to.loadKey(key, 0, true)
    const more = timeout === undefined ? {} : { timeout: milliseconds(timeout, `${path}.timeout`) }
    const all = { op: op ?? (timeout === undefined ? 'add' : 'update'), sregKey: registerAt(0), ...more }
    to.add('dynset', {
      setName: set.name,
      ...set.reference,
      ...all,
      ...expressionsOf(statements, `${path}.statements`),
    })
  },
  read: (data, from) => {
    const { setName, op, sregKey, timeout } = data
    const set = from.setOf(setName)
    const size = set.attributes?.desc?.size
    const key = textIn(from.registers.gather(sregKey, set.keyLength), true)
    const more = given({
      size,
      timeout: readTimeout(timeout),
      statements: statementsOf(data['expr'], data['expressions']),
    })
    return { meter: set.name, key, op: op as NonNullable<MeterStatement['op']>, ...more }
  },
  describe: ({ meter: name, key, size, ...more }) =>
    `meter ${name}${size === undefined ? '' : ` size ${size}`} { ${innerText(nftText(key), more)} }`,
})

export const references: readonly Row[] = [object, dynamic, meter]
