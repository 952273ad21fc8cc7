/**
 * Declarations of sets by fields (`typeof ip saddr . tcp dport`), as nft stores them in the user data of a set: in numbers of
 * its own.
 */
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { formatHex } from '../../netlink/codec/text/format.ts'
import { toNumber } from './statements/datatypes.ts'
import { partTexts } from './statements/keys.ts'
import type { Operand } from './statements/operand.ts'
import { operandOf } from './statements/operands.ts'
import { numberNote } from './statements/set-notes.ts'
import type { Numbers } from './typeof-kinds.ts'
import { KINDS, kindOf } from './typeof-kinds.ts'
import type { Note } from './userdata.ts'
import { joinBytes, noteBytes, readNotes } from './userdata.ts'

/** NFTNL_UDATA_SET_KEY_TYPEOF and NFTNL_UDATA_SET_DATA_TYPEOF of libnftnl: types of the notes of sets. */
export const KEY_TYPEOF = 3
export const DATA_TYPEOF = 4
/** NFTNL_UDATA_SET_TYPEOF_EXPR and NFTNL_UDATA_SET_TYPEOF_DATA: types of the notes inside of them. */
const KIND = 0
const DATA = 1

const CONCATENATION = 13
const VERDICT = 1

const noteValue = (notes: readonly Note[] | undefined, type: number): Uint8Array | undefined =>
  notes?.find((note) => note.type === type)?.value

/** The text of a declaration; undefined if a part of it has no name here. */
const readTypeof = (bytes: Uint8Array, order: ByteOrder): string | undefined => {
  const notes = readNotes(bytes)
  const numberIn =
    (among: readonly Note[] | undefined): Numbers =>
    (type) => {
      const value = noteValue(among, type)
      return value === undefined ? undefined : Number(toNumber(value, order === 'le'))
    }
  const kind = numberIn(notes)(KIND)
  const data = readNotes(noteValue(notes, DATA) ?? new Uint8Array(0))
  if (kind !== CONCATENATION) return kindOf(kind ?? -1, numberIn(data))?.read(numberIn(data))
  const parts = (data ?? []).map(({ value }) => readTypeof(value, order))
  return parts.length < 2 || parts.includes(undefined) ? undefined : parts.join(' . ')
}

/** The operand that a text names; undefined if there is none. */
export const operandNamed = (text: string): Operand | undefined => {
  try {
    return operandOf(text)
  } catch {
    return undefined
  }
}

/** The notes of one expression; undefined for text that nft has no numbers for. */
const writeOne = (text: string, order: ByteOrder): Uint8Array | undefined => {
  const operand = operandNamed(text)
  for (const { kind, write } of KINDS) {
    const data = write(text, operand)
    if (data !== undefined)
      return joinBytes([
        numberNote(KIND, kind, order),
        noteBytes(DATA, joinBytes(data.map(([type, value]) => numberNote(type, value, order)))),
      ])
  }
  return undefined
}

const empty = (type: number, kind: number, order: ByteOrder): Uint8Array =>
  noteBytes(type, joinBytes([numberNote(KIND, kind, order), noteBytes(DATA, new Uint8Array(0))]))

/** The note that nft writes for a concatenation that was declared by its types. */
export const undeclared = (type: number, order: ByteOrder): Uint8Array => empty(type, CONCATENATION, order)

/** The note that nft writes for the data of a verdict map whose keys were declared by fields. */
export const verdicts = (order: ByteOrder): Uint8Array => empty(DATA_TYPEOF, VERDICT, order)

/** Whether a note is the one that would be written for a text. Versions of nft number the kinds differently. */
export const isWritten = ({ type, value }: Note, text: string, order: ByteOrder): boolean =>
  formatHex(writeTypeof(type, text, order) ?? new Uint8Array(0)) === formatHex(noteBytes(type, value))

/** Whether a note declares no fields, as nft writes it for concatenations of types and for verdicts. */
export const isEmptyDeclaration = ({ value }: Note, order: ByteOrder): boolean =>
  [CONCATENATION, VERDICT].some(
    (kind) => formatHex(noteBytes(KEY_TYPEOF, value)) === formatHex(empty(KEY_TYPEOF, kind, order)),
  )

/** The note of type `type` for what keys or data were declared by; undefined for text that nft has no numbers for. */
export const writeTypeof = (type: number, text: string, order: ByteOrder): Uint8Array | undefined => {
  const parts = partTexts(text).map((part) => writeOne(part, order))
  if (parts.includes(undefined)) return undefined
  const [first, ...more] = parts as [Uint8Array, ...Uint8Array[]]
  if (more.length === 0) return noteBytes(type, first)
  const kind = numberNote(KIND, CONCATENATION, order)
  const data = joinBytes([first, ...more].map((part, at) => noteBytes(at, part)))
  return noteBytes(type, joinBytes([kind, noteBytes(DATA, data)]))
}

/** The notes that declare the keys and the data of an anonymous set; empty if nft has no numbers for the keys. */
export const declaredBy = (key: string, data: string | undefined, order: ByteOrder): Uint8Array => {
  const note = writeTypeof(KEY_TYPEOF, key, order)
  const declaredData = data === undefined || note === undefined ? undefined : dataNote(data, order)
  return joinBytes([note, declaredData].filter((one) => one !== undefined))
}

const dataNote = (data: string, order: ByteOrder): Uint8Array | undefined =>
  data === 'verdict' ? verdicts(order) : writeTypeof(DATA_TYPEOF, data, order)

export interface Typeof {
  readonly key: string | undefined
  readonly data: string | undefined
}

/** The declarations of keys and data in the notes of a set. */
export const typeofsIn = (notes: readonly Note[] | undefined, order: ByteOrder): Typeof => {
  const declaration = (type: number): string | undefined => {
    const note = noteValue(notes, type)
    return note === undefined ? undefined : readTypeof(note, order)
  }
  return { key: declaration(KEY_TYPEOF), data: declaration(DATA_TYPEOF) }
}

export const typeofs = (userdata: Uint8Array | undefined, order: ByteOrder): Typeof =>
  typeofsIn(userdata === undefined ? undefined : readNotes(userdata), order)
