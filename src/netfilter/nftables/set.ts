/** Sets, maps and their elements as programs see them: plain values, made of the kernel's messages. */
import type { ByteOrder } from '../../netlink/codec/order.ts'
import type { Shaped } from '../../netlink/codec/shape.ts'
import type { Typed } from './parts.ts'
import { isOpen, readParts } from './parts.ts'
import type { netfilterShape } from './shapes.ts'
import type { Scalar } from './statements/datatypes.ts'
import { toNumber } from './statements/datatypes.ts'
import { ElementReader, OPEN_NOTE } from './statements/elements.ts'
import type { Family } from './statements/place.ts'
import { statementsOf } from './statements/plain.ts'
import type { ReadSet } from './statements/read-place.ts'
import { NOTES, VERDICT } from './statements/set-notes.ts'
import type { Statement, Verdict } from './statements/types.ts'
import type { Part } from './statements/values.ts'
import { formatKey, keyNumbers, lengthOf } from './statements/values.ts'
import type { Element as ElementMessage } from './tables/element.ts'
import type { SetMessage } from './tables/set.ts'
import { DATA_TYPEOF, isWritten, KEY_TYPEOF, saysNothing, typeofsIn } from './typeof.ts'
import type { Note } from './userdata.ts'
import { hexOfNotes, noteText, readNoted, readNotes } from './userdata.ts'

/** Of the message, before it is looked into. */
export type SetValue = Shaped<SetMessage, typeof netfilterShape>

/** An element of a set or a map. */
export interface SetElement {
  /** `10.9.0.0/24`, `10.9.0.1 . 80`; `*` stands for all that no other element does. */
  readonly key: Scalar
  /** What a map leads to: a value, a verdict, the name of an object. */
  readonly value?: Scalar | Verdict | undefined
  /** Milliseconds; absent where it is that of its set. */
  readonly timeout?: number | undefined
  /** Milliseconds that are left. */
  readonly expires?: number | undefined
  readonly statements?: readonly Statement[] | undefined
  readonly comment?: string | undefined
  /** What else its maker noted beside it, as hexadecimal digits. */
  readonly userdata?: string | undefined
}

export interface NftSet {
  readonly family: Family
  readonly table: string
  readonly name: string
  readonly handle: number
  /** Types of its keys: `ipv4_addr . inet_service`; `#47` for a number that nft has no name for. */
  readonly type: string
  /** What they were declared to be: `ip saddr . tcp dport`. */
  readonly typeof?: string
  /** Bytes of each part of the keys, of integers that nothing else tells the length of. */
  readonly keyLengths?: readonly number[]
  /** Of a map: the type of what it leads to, `verdict`, or the kind of object. `interval ipv4_addr`: to ranges. */
  readonly data?: string
  readonly dataTypeof?: string
  readonly dataLengths?: readonly number[]
  readonly flags?: readonly string[]
  /** How many elements it holds at most. */
  readonly size?: number
  /** Milliseconds, for all of its elements. */
  readonly timeout?: number
  /** Milliseconds between two searches for elements that have timed out. */
  readonly gcInterval?: number
  /** `memory`: takes less of it, and more time. */
  readonly policy?: string
  /** Intervals that touch or overlap are joined. */
  readonly autoMerge?: boolean
  /** What every element gets. */
  readonly statements?: readonly Statement[]
  readonly comment?: string
  /** What else its maker noted beside it, as hexadecimal digits. */
  readonly userdata?: string
  readonly elements?: readonly SetElement[]
}

interface SetNotes {
  readonly notes: readonly Note[] | undefined
  readonly merges: boolean
  readonly comment: string | undefined
}

const readSetNotes = (userdata: Uint8Array | undefined, order: ByteOrder): SetNotes => {
  const notes = userdata === undefined ? undefined : readNotes(userdata)
  const find = (type: number): Note | undefined => notes?.find((note) => note.type === type)
  const [merges, comment] = [find(NOTES.merges), find(NOTES.comment)]
  return {
    notes,
    merges: merges !== undefined && toNumber(merges.value, order === 'le') !== 0n,
    comment: comment === undefined ? undefined : noteText(comment),
  }
}

/** Keys of a set, what a map leads to, and what is noted of both. */
interface Contents {
  readonly key: Typed
  /** Undefined of sets, and of maps that lead to verdicts and objects. */
  readonly data: Typed | undefined
  /** Both ends of a range. */
  readonly ranges: boolean
}

const isValueMap = ({ flags = [], dataType }: SetValue): boolean =>
  dataType !== undefined && dataType !== VERDICT && flags.includes('map')

/** nft reads what keys were declared by where it knows that of the data as well, or not at all. */
const undeclared = ({ typeof: _, ...key }: Typed): Typed => {
  const lengths = key.type.split(' . ').some((name) => isOpen(name)) ? key.parts.map(({ size }) => size) : undefined
  return { ...key, lengths: key.lengths ?? lengths }
}

const readContents = (value: SetValue, notes: readonly Note[] | undefined, order: ByteOrder): Contents => {
  const { keyType = 0, keyLen = 0, dataType = 0, dataLen = 0, desc } = value
  const said = typeofsIn(notes, order)
  const key = readParts(
    keyType,
    keyLen,
    said.key,
    desc?.concat?.map(({ len = 0 }) => len),
  )
  if (!isValueMap(value)) return { key, data: undefined, ranges: false }
  const interval = notes?.find(({ type }) => type === NOTES.dataInterval)
  const half = readParts(dataType, dataLen / 2, said.data)
  const whole = readParts(dataType, dataLen, said.data)
  // makers that note nothing are known by a length that only two of them have
  const ranges =
    interval === undefined
      ? whole.type.startsWith('#') && !half.type.startsWith('#')
      : toNumber(interval.value, order === 'le') !== 0n
  const data = ranges ? half : whole
  return { key: data.typeof === undefined ? undeclared(key) : key, data, ranges }
}

/** What reading and writing elements takes. */
export const contentsOf = (value: SetValue, order: ByteOrder): Contents & { readonly merges: boolean } => {
  const { notes, merges } = readSetNotes(value.userdata, order)
  return { ...readContents(value, notes, order), merges }
}

const leadsTo = (
  { data, objref }: ElementMessage,
  parts: readonly Part[] | undefined,
  order: ByteOrder,
): Scalar | Verdict | undefined => {
  if (objref !== undefined) return objref
  if (data?.verdict !== undefined) {
    const { code, chain } = data.verdict
    return (chain === undefined ? { verdict: String(code) } : { verdict: String(code), chain }) as Verdict
  }
  if (data?.value === undefined || parts === undefined) return undefined
  const length = lengthOf(parts)
  const first = keyNumbers(parts, data.value, order)
  // of maps that lead to intervals both ends stand behind each other
  const last = data.value.length < 2 * length ? first : keyNumbers(parts, data.value.subarray(length), order)
  const ranges = first.map((from, at) => ({ from, to: last[at] as bigint }))
  return formatKey(parts, ranges, order)
}

/** What nft notes of an interval without an end follows from the interval. */
const isOpenNote = ({ type, value }: Note): boolean =>
  type === OPEN_NOTE && value.length === 4 && value.reduce((sum, byte) => sum + byte, 0) === 1

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
  const noted = readNoted(userdata, isOpenNote)
  if (value !== undefined) read.value = value
  if (timeout !== undefined) read.timeout = Number(timeout)
  if (expiration !== undefined) read.expires = Number(expiration)
  if (statements !== undefined) read.statements = statements
  if (noted.comment !== undefined) read.comment = noted.comment
  if (noted.userdata !== undefined) read.userdata = noted.userdata
  return read
}

/** Reads the elements of a set while they come. */
export const elementReader = (value: SetValue, order: ByteOrder): ElementReader<SetElement> => {
  const { key, data } = contentsOf(value, order)
  const interval = value.flags?.includes('interval') === true
  return new ElementReader(key.parts, interval, order, (text, element) => elementOf(text, element, data?.parts, order))
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

const isKnownTypeof = (note: Note, text: string | undefined, order: ByteOrder): boolean =>
  text === undefined ? saysNothing(note, order) : isWritten(note, text, order)

/** Flags that the other fields say as well. */
const IMPLIED: ReadonlySet<string | number> = new Set(['map', 'object', 'concat', 'expr'])

const dataText = (value: SetValue, { data, ranges }: Contents): string | undefined => {
  const { flags = [], objType } = value
  if (flags.includes('object')) return String(objType)
  if (!flags.includes('map')) return undefined
  return data === undefined ? 'verdict' : `${ranges ? 'interval ' : ''}${data.type}`
}

export const readSet = (value: SetValue, elements: readonly SetElement[] | undefined, order: ByteOrder): NftSet => {
  const { table = '', name = '', handle = 0, desc, timeout, gcInterval, policy, userdata } = value
  const { notes, merges, comment } = readSetNotes(userdata, order)
  const contents = readContents(value, notes, order)
  const { key, data } = contents
  const kept: { readonly [type: number]: string | undefined } = {
    [KEY_TYPEOF]: key.typeof,
    [DATA_TYPEOF]: data?.typeof,
  }
  const others = (notes ?? []).filter((note) =>
    note.type in kept
      ? !isKnownTypeof(note, kept[note.type], order)
      : !(Object.values(NOTES) as number[]).includes(note.type),
  )
  const flags = (value.flags ?? []).filter((flag) => !IMPLIED.has(flag)).map(String)
  const set = {
    family: value.family as Family,
    table,
    name,
    handle,
    type: key.type,
    typeof: key.typeof,
    keyLengths: key.lengths,
    data: dataText(value, contents),
    dataTypeof: data?.typeof,
    dataLengths: data?.lengths,
    flags: flags.length === 0 ? undefined : flags,
    size: desc?.size,
    timeout,
    gcInterval,
    policy: policy === undefined ? undefined : String(policy),
    autoMerge: merges || undefined,
    statements: statementsOf(value.expr, value.expressions),
    comment,
    userdata: notes === undefined ? readNoted(userdata).userdata : hexOfNotes(others),
    elements,
  }
  return Object.fromEntries(Object.entries(set).filter(([, one]) => one !== undefined)) as never
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
