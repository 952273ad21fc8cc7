/** Sets and maps as programs see them, from the kernel's messages. */
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { given } from './given.ts'
import type { Contents, SetValue } from './set-contents.ts'
import { readContents, readSetNotes } from './set-contents.ts'
import type { SetElement } from './set-elements.ts'
import type { Family } from './statements/context.ts'
import { statementsOf } from './statements/plain.ts'
import { NOTES } from './statements/set-notes.ts'
import type { Statement } from './statements/types.ts'
import { DATA_TYPEOF, isEmptyDeclaration, isWritten, KEY_TYPEOF } from './typeof.ts'
import type { Note } from './userdata.ts'
import { hexOfNotes, readNoted } from './userdata.ts'

/** A set, or with `data` a map. Fields that it does not have are absent. */
export interface NftSet {
  /** Family of the table. */
  readonly family: Family
  /** Name of the table. */
  readonly table: string
  /** Name of the set. */
  readonly name: string
  /** The number that the kernel has assigned; unique in the table. */
  readonly handle: number
  /** Types of its keys: `ipv4_addr . inet_service`; `#47` for a number without a name. */
  readonly type: string
  /** The fields that nft declared the keys by: `ip saddr . tcp dport`. */
  readonly typeof?: string
  /** Length of each part of the keys in bytes. Absent if the types or `typeof` determine it. */
  readonly keyLengths?: readonly number[]
  /** In a map: the type of the data, `verdict`, or the kind of object. `interval ipv4_addr` for ranges. */
  readonly data?: string
  /** The fields that nft declared the data of a map by. */
  readonly dataTypeof?: string
  /** Length of each part of the data in bytes. Absent if the types or `dataTypeof` determine it. */
  readonly dataLengths?: readonly number[]
  /** `constant`, `interval`, `timeout`, `dynamic`, ... Absent if there are none. */
  readonly flags?: readonly string[]
  /** Maximum number of elements. */
  readonly size?: number
  /**
   * Default timeout of the elements, in milliseconds, rounded to a whole number. 0, as absent: they expire only if they have
   * a timeout of their own.
   */
  readonly timeout?: number
  /** Interval of garbage collection, in milliseconds. */
  readonly gcInterval?: number
  /** `memory`: less memory, slower lookups. Absent for `performance`. */
  readonly policy?: 'performance' | 'memory' | (string & {})
  /** Intervals that touch or overlap are joined (`auto-merge`). */
  readonly autoMerge?: boolean
  /** Statements of every new element. */
  readonly statements?: readonly Statement[]
  /** The comment that nft shows. */
  readonly comment?: string
  /** Other user data of the set, in hexadecimal. */
  readonly userdata?: string
  /** The elements. Absent in events; changes of elements have events of their own. */
  readonly elements?: readonly SetElement[]
}

const isKnownTypeof = (note: Note, text: string | undefined, order: ByteOrder): boolean =>
  text === undefined ? isEmptyDeclaration(note, order) : isWritten(note, text, order)

/** Flags that follow from the other fields. */
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
  return given({
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
  })
}
