/** Selected fields of many messages as typed arrays, without an object per message. */

import { EncodeError } from '../errors.ts'
import { align4, NLA_TYPE_MASK } from '../nlattr.ts'
import type { Message, Node, Scalar } from '../node.ts'
import type { ByteOrder } from '../order.ts'

/** The arrays that a column may be. */
type Cells =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array

/**
 * The header fields and attributes of a message of type `M`. If both have the same name, it means the attribute, and the field
 * is called `header.` and the name.
 */
export type ColumnName<M> = M extends { header: infer H }
  ? (keyof H & string) | (Exclude<keyof M, 'header' | 'unknown'> & string) | `header.${keyof H & string}`
  : never

/** The arrays that a column of values of type `T` may be. */
type CellsOf<T> = [NonNullable<T>] extends [bigint]
  ? BigUint64Array | BigInt64Array
  : Exclude<Cells, BigUint64Array | BigInt64Array>
/** The type of the field or attribute `K` of a message `M`. */
type ValueOf<M, K> = M extends { header: infer H }
  ? K extends keyof M
    ? M[K]
    : K extends keyof H | `header.${keyof H & string}`
      ? H[K extends `header.${infer F extends keyof H & string}` ? F : K & keyof H]
      : never
  : never

/**
 * Enumerations, flags and booleans are numbers. An IPv4 address is one Uint32 (192.0.2.1 is 0xc0000201), an IPv6 address sixteen bytes
 * of a Uint8Array. The cell of an absent field is 0; `present` distinguishes it from a zero.
 */
export type Columns<M, K extends string> = {
  /** Number of rows: of the messages that matched. */
  readonly length: number
  /** 1 if the message had the field. */
  readonly present: { readonly [P in K]: Uint8Array }
} & { readonly [P in K]: CellsOf<ValueOf<M, P>> }

type Write = (cells: Cells, row: number, bytes: Uint8Array, view: DataView, at: number, end: number) => boolean

interface Column {
  readonly name: string
  readonly make: (rows: number) => Cells
  /** Cells per row. */
  readonly width: number
  /** Stores a value in its cell; false if its length is wrong. */
  readonly write: Write
  cells: Cells
  present: Uint8Array
}

const MAKERS: { readonly [key: string]: (rows: number) => Cells } = {
  u1: (rows) => new Uint8Array(rows),
  u2: (rows) => new Uint16Array(rows),
  u4: (rows) => new Uint32Array(rows),
  u8: (rows) => new BigUint64Array(rows),
  s1: (rows) => new Int8Array(rows),
  s2: (rows) => new Int16Array(rows),
  s4: (rows) => new Int32Array(rows),
  s8: (rows) => new BigInt64Array(rows),
}

const integer = ({ size, signed, order }: Scalar, hostLittle: boolean): Pick<Column, 'make' | 'width' | 'write'> => {
  const make = MAKERS[`${signed ? 's' : 'u'}${size}`] as Column['make']
  const little = order === 'host' && hostLittle
  const fits = (at: number, end: number): boolean => end - at === size
  const write: Write =
    size === 1
      ? (cells, row, bytes, _view, at, end) => fits(at, end) && store(cells, row, bytes[at] as number)
      : size === 2
        ? (cells, row, _bytes, view, at, end) => fits(at, end) && store(cells, row, view.getUint16(at, little))
        : size === 4
          ? (cells, row, _bytes, view, at, end) => fits(at, end) && store(cells, row, view.getUint32(at, little))
          : (cells, row, _bytes, view, at, end) => fits(at, end) && store(cells, row, view.getBigUint64(at, little))
  return { make, width: 1, write }
}

/** Typed arrays of signed numbers store the bits of unsigned numbers unchanged. */
const store = (cells: Cells, row: number, value: number | bigint): true => {
  cells[row] = value as never
  return true
}

const address = (family: unknown): Pick<Column, 'make' | 'width' | 'write'> | undefined => {
  if (family === 'inet') return integer({ type: 'scalar', size: 4, signed: false, order: 'be' }, false)
  if (family !== 'inet6') return undefined
  const write: Write = (cells, row, bytes, _view, at, end) => {
    if (end - at !== 16) return false
    for (let byte = 0; byte < 16; byte++) cells[row * 16 + byte] = bytes[at + byte] as number as never
    return true
  }
  return { make: MAKERS['u1'] as Column['make'], width: 16, write }
}

const NUMBERS = 'fields that are numbers, words, flags or addresses'

const refused = (expected: string, name: string): EncodeError => new EncodeError('columns', expected, name)

const columnOf = (name: string, node: Node, family: unknown, little: boolean): Column => {
  const kind = ((): Pick<Column, 'make' | 'width' | 'write'> => {
    if (node.type === 'scalar') return integer(node, little)
    if (node.type === 'enum' || node.type === 'flags' || node.type === 'bool') return integer(node.scalar, little)
    const text = node.type === 'select' && node.by === 'header.family' ? node.otherwise : node
    if (text.type !== 'text' || text.format !== 'address') throw refused(NUMBERS, name)
    const made = address(family)
    if (made === undefined) throw refused("a filter with `family` 'inet' or 'inet6' for columns of addresses", name)
    return made
  })()
  return { name, ...kind, cells: kind.make(0), present: new Uint8Array(0) }
}

const FIRST_ROWS = 1024

export class ColumnReader<M, K extends ColumnName<M>> {
  private readonly header: {
    readonly column: Column
    readonly write: Write
    readonly start: number
    readonly end: number
  }[] = []
  private readonly attributes: (Column | undefined)[] = []
  private readonly columns: Column[] = []
  private readonly headerSize: number
  private readonly little: boolean
  private rows = 0
  private capacity = 0

  /** Throws EncodeError for a field that cannot be a column. */
  constructor(node: Message, names: readonly K[], family: unknown, order: ByteOrder) {
    this.little = order === 'le'
    this.headerSize = node.header.size
    for (const name of names) {
      const row = Object.hasOwn(node.attributes.rows, name) ? node.attributes.rows[name] : undefined
      const field = node.header.fields.find(({ key }) => key === name || `header.${key}` === name)
      const inner = row?.node ?? field?.node
      if (inner === undefined) throw refused('fields of the header or attributes', name)
      if (row?.repeated === true) throw refused(NUMBERS, name)
      const column = columnOf(name, inner, family, this.little)
      this.columns.push(column)
      if (row !== undefined) this.attributes[row.id] = column
      // If present, an attribute replaces a header field of the same name.
      if (field?.size !== undefined && (row === undefined || sameNumbers(row.node, field.node))) {
        const { write } = row === undefined ? column : columnOf(name, field.node, family, this.little)
        this.header.push({ column, write, start: field.offset, end: field.offset + field.size })
      }
    }
  }

  /** Adds a message, given the offsets of its payload. */
  add(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    if (this.rows === this.capacity) this.grow()
    const row = this.rows++
    const { attributes, little } = this
    if (end - start < this.headerSize) return
    let at = start + align4(this.headerSize)
    while (end - at >= 4) {
      const length = view.getUint16(at, little)
      if (length < 4 || length > end - at) break
      const column = attributes[view.getUint16(at + 2, little) & NLA_TYPE_MASK]
      // Of duplicate attributes the first is used.
      if (column?.present[row] === 0 && column.write(column.cells, row, bytes, view, at + 4, at + length))
        column.present[row] = 1
      at += (length + 3) & ~3
    }
    for (const { column, write, start: from, end: until } of this.header) {
      if (column.present[row] === 1) continue
      write(column.cells, row, bytes, view, start + from, start + until)
      column.present[row] = 1
    }
  }

  /** Discards all rows. */
  clear(): void {
    this.rows = 0
    this.capacity = 0
    for (const column of this.columns) column.cells = column.make(0)
  }

  finish(): Columns<M, K> {
    const present: { [name: string]: Uint8Array } = {}
    const cells: { [name: string]: Cells } = {}
    for (const column of this.columns) {
      present[column.name] = column.present.slice(0, this.rows)
      cells[column.name] = column.cells.slice(0, this.rows * column.width)
    }
    return { length: this.rows, present, ...cells } as unknown as Columns<M, K>
  }

  private grow(): void {
    this.capacity = Math.max(FIRST_ROWS, this.capacity * 2)
    for (const column of this.columns) {
      const { cells, present } = column
      column.cells = column.make(this.capacity * column.width)
      column.cells.set(cells as never)
      column.present = new Uint8Array(this.capacity)
      if (this.rows > 0) column.present.set(present)
    }
  }
}

/** Whether a field's number has the meaning of an attribute's, as rtm_table and RTA_TABLE do. */
const sameNumbers = (row: Node, field: Node): boolean =>
  row.type === field.type && (row.type === 'enum' || row.type === 'flags')
