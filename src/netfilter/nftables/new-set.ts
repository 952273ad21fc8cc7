/** Sets and maps in requests to add them. A set that `sets.list` returned can be added again unchanged. */

import { EncodeError } from '../../netlink/codec/errors.ts'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import type { NewObject } from './new-objects.ts'
import type { Described } from './parts.ts'
import { writeParts } from './parts.ts'
import type { NftSet } from './set.ts'
import type { SetElement } from './set-elements.ts'
import type { Family, KnownSet, MapData } from './statements/context.ts'
import type { DatatypeName } from './statements/datatypes.ts'
import { milliseconds } from './statements/milliseconds.ts'
import { expressionsOf } from './statements/plain.ts'
import { NOTES, numberNote, orderNotes, rangesNote, VERDICT } from './statements/set-notes.ts'
import type { Part } from './statements/values.ts'
import { lengthOf } from './statements/values.ts'
import { OBJECTS } from './tables/object.ts'
import type { SetAttributes } from './tables/set.ts'
import { DATA_TYPEOF, KEY_TYPEOF, undeclared, verdicts, writeTypeof } from './typeof.ts'
import { bytesOfHex, joinBytes, readNotes, writeNotes } from './userdata.ts'
import { wordOrNumber } from './words.ts'

/** A type of keys or values, in nft's words, or several with ` . ` between them. */
export type SetType = DatatypeName | (string & {})

/** A set or map to add. One that was listed can be added as it is. */
export interface NewNftSet extends Partial<Omit<NftSet, 'family' | 'table' | 'name' | 'type' | 'data' | 'flags'>> {
  /** Family of the table. */
  readonly family: Family
  /** Name of the table. */
  readonly table: string
  /** Name of the set. */
  readonly name: string
  /**
   * Types of the keys: `ipv4_addr`, or a concatenation such as `ipv4_addr . inet_service`. Absent if `typeof` declares them.
   */
  readonly type?: SetType
  /**
   * Makes it a map: to values of a type, to ranges of them (`interval ipv4_addr`), to a `verdict`, or to objects of a kind
   * (`counter`, `ct helper`, ...). Absent: it is a set.
   */
  readonly data?: SetType | 'verdict' | NewObject['type']
  /**
   * `constant`: elements do not change while a rule refers to the set; `interval`: keys may be ranges and prefixes;
   * `timeout`: elements may expire; `dynamic`: rules add elements. Absent: none.
   */
  readonly flags?: readonly ('constant' | 'interval' | 'timeout' | 'dynamic' | (string & {}))[]
  /** Elements to add with the set. Absent: none. */
  readonly elements?: readonly SetElement[]
}

/** A set as the writers of rules and elements need it. */
export interface KnownContents extends KnownSet {
  readonly parts: readonly Part[]
  /** Undefined for a set that is no map. */
  readonly mapData: MapData | undefined
  readonly joined: boolean
}

interface Data extends MapData {
  readonly attributes: Pick<SetAttributes, 'dataType' | 'dataLen' | 'objType'>
  readonly flag: 'map' | 'object'
}

const RANGES = 'interval '

const readData = ({ typeof: declared, data, dataTypeof, dataLengths }: NewNftSet): Data | undefined => {
  if (data === undefined && dataTypeof === undefined) return undefined
  if (data === 'verdict')
    return { kind: 'verdicts', parts: [], flag: 'map', attributes: { dataType: VERDICT, dataLen: 16 } }
  if (data !== undefined && (Object.hasOwn(OBJECTS, data) || /^\d+$/.test(data)))
    return { kind: 'objects', parts: [], flag: 'object', attributes: { objType: wordOrNumber(data) as never } }
  if ((declared === undefined) !== (dataTypeof === undefined))
    throw new EncodeError(
      dataTypeof === undefined ? 'dataTypeof' : 'typeof',
      '`typeof` and `dataTypeof` together: nft reads both or neither',
    )
  const ranges = data?.startsWith(RANGES) === true
  const described: Partial<Described> = {
    ...(data === undefined ? {} : { type: ranges ? data.slice(RANGES.length) : data }),
    typeof: dataTypeof,
    lengths: dataLengths,
  }
  const { id, parts } = writeParts(described, 'data')
  const dataLen = lengthOf(parts) * (ranges ? 2 : 1)
  return { kind: ranges ? 'ranges' : 'values', parts, flag: 'map', attributes: { dataType: id, dataLen } }
}

/** The user data that nft stores with a set, without the comment. */
const notesOf = (set: NewNftSet, parts: readonly Part[], data: Data | undefined, order: ByteOrder): Uint8Array => {
  const { typeof: declared, dataTypeof, autoMerge } = set
  const given = readNotes(bytesOfHex(set.userdata ?? '')) ?? []
  const declaration = (type: number, text: string | undefined, of: readonly Part[], path: string): Uint8Array[] => {
    // the original bytes are kept
    if (given.some((note) => note.type === type)) return []
    if (text === undefined) return of.length > 1 ? [undeclared(type, order)] : []
    const note = writeTypeof(type, text, order)
    if (note === undefined) throw new EncodeError(path, 'a field that nft can declare sets by', text)
    return [note]
  }
  return joinBytes([
    orderNotes(parts, data?.kind === 'objects' ? undefined : data?.parts, order),
    autoMerge === true ? numberNote(NOTES.merges, 1, order) : [],
    ...declaration(KEY_TYPEOF, declared, parts, 'typeof'),
    ...(data === undefined ? [] : declaration(DATA_TYPEOF, dataTypeof, data.parts, 'dataTypeof')),
    ...(data?.kind === 'verdicts' && declared !== undefined && !given.some(({ type }) => type === DATA_TYPEOF)
      ? [verdicts(order)]
      : []),
    data === undefined ? [] : rangesNote(data.kind === 'ranges', order),
  ])
}

export const newSet = (
  set: NewNftSet,
  order: ByteOrder,
): { readonly attributes: Omit<SetAttributes, 'id'>; readonly known: KnownContents } => {
  const { table, name, type, typeof: declared, keyLengths, flags = [], size, timeout, gcInterval, policy } = set
  const { id: keyType, parts } = writeParts(
    { ...(type === undefined ? {} : { type }), typeof: declared, lengths: keyLengths },
    'type',
  )
  const data = readData(set)
  const interval = flags.includes('interval')
  const concat = parts.length > 1 && interval
  const statements = expressionsOf(set.statements, 'statements')
  const all = [
    ...flags,
    ...(data === undefined ? [] : [data.flag]),
    ...(timeout === undefined || flags.includes('timeout') ? [] : ['timeout']),
    ...(concat ? ['concat'] : []),
    ...(statements.expressions === undefined ? [] : ['expr']),
  ]
  return {
    attributes: {
      table,
      name,
      flags: all as never,
      keyType,
      keyLen: lengthOf(parts),
      ...data?.attributes,
      ...(policy === undefined ? {} : { policy: policy as never }),
      desc: {
        ...(size === undefined ? {} : { size }),
        ...(concat ? { concat: parts.map((part) => ({ len: part.size })) } : {}),
      },
      ...(timeout === undefined ? {} : { timeout: milliseconds(timeout, 'timeout') }),
      ...(gcInterval === undefined ? {} : { gcInterval }),
      ...writeNotes(notesOf(set, parts, data, order), set, NOTES.comment),
      ...statements,
    },
    known: {
      name,
      reference: {},
      interval,
      dataLength: data?.attributes.dataLen ?? 0,
      data: data?.parts,
      parts,
      mapData: data,
      joined: set.autoMerge === true,
    },
  }
}
