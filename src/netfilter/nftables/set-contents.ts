/** The contents of a set: the types of its keys and of the data of a map, from the kernel's attributes and nft's user data. */
import type { ByteOrder } from '../../netlink/codec/order.ts'
import type { Shaped } from '../../netlink/codec/shape.ts'
import type { Typed } from './parts.ts'
import { isOpen, readParts } from './parts.ts'
import type { netfilterShape } from './shapes.ts'
import { toNumber } from './statements/datatypes.ts'
import { NOTES, VERDICT } from './statements/set-notes.ts'
import type { SetMessage } from './tables/set.ts'
import { typeofsIn } from './typeof.ts'
import type { Note } from './userdata.ts'
import { noteText, readNotes } from './userdata.ts'

/** A set as the decoder returns it. */
export type SetValue = Shaped<SetMessage, typeof netfilterShape>

/** The user data of a set. */
export interface SetNotes {
  /** Undefined if the user data is absent or is not a list of notes. */
  readonly notes: readonly Note[] | undefined
  /** Whether nft joins intervals (`auto-merge`). */
  readonly merges: boolean
  readonly comment: string | undefined
}

export const readSetNotes = (userdata: Uint8Array | undefined, order: ByteOrder): SetNotes => {
  const notes = userdata === undefined ? undefined : readNotes(userdata)
  const find = (type: number): Note | undefined => notes?.find((note) => note.type === type)
  const [merges, comment] = [find(NOTES.merges), find(NOTES.comment)]
  return {
    notes,
    merges: merges !== undefined && toNumber(merges.value, order === 'le') !== 0n,
    comment: comment === undefined ? undefined : noteText(comment),
  }
}

/** The types of the keys and of the data. */
export interface Contents {
  readonly key: Typed
  /** Undefined for sets, and for maps to verdicts and objects. */
  readonly data: Typed | undefined
  /** The data are ranges: each value has both ends. */
  readonly ranges: boolean
}

const isValueMap = ({ flags = [], dataType }: SetValue): boolean =>
  dataType !== undefined && dataType !== VERDICT && flags.includes('map')

/** Without `typeof`: nft reads the declaration of the keys only if the data has one as well. */
const undeclared = ({ typeof: _, ...key }: Typed): Typed => {
  const lengths = key.type.split(' . ').some((name) => isOpen(name)) ? key.parts.map(({ size }) => size) : undefined
  return { ...key, lengths: key.lengths ?? lengths }
}

export const readContents = (value: SetValue, notes: readonly Note[] | undefined, order: ByteOrder): Contents => {
  const { keyType = 0, keyLen = 0, dataType = 0, dataLen = 0, desc } = value
  const declared = typeofsIn(notes, order)
  const key = readParts(
    keyType,
    keyLen,
    declared.key,
    desc?.concat?.map(({ len = 0 }) => len),
  )
  if (!isValueMap(value)) return { key, data: undefined, ranges: false }
  const interval = notes?.find(({ type }) => type === NOTES.dataInterval)
  const half = readParts(dataType, dataLen / 2, declared.data)
  const whole = readParts(dataType, dataLen, declared.data)
  // without a note: the length fits two values, but not one
  const ranges =
    interval === undefined
      ? whole.type.startsWith('#') && !half.type.startsWith('#')
      : toNumber(interval.value, order === 'le') !== 0n
  const data = ranges ? half : whole
  return { key: data.typeof === undefined ? undeclared(key) : key, data, ranges }
}

/** The contents, and whether intervals are joined: what reading and writing elements needs. */
export const contentsOf = (value: SetValue, order: ByteOrder): Contents & { readonly merges: boolean } => {
  const { notes, merges } = readSetNotes(value.userdata, order)
  return { ...readContents(value, notes, order), merges }
}
