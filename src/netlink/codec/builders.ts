/**
 * Builders of nodes: the vocabulary that tables are written in. `mtu: attr(4, u32)` is a row; `attributes` makes a table of
 * rows, `message` a message of a struct and a table. Structs and enumerations have files of their own.
 */
import type {
  Attributes,
  Bool,
  Bytes,
  Flag,
  Groups,
  Identifier,
  Infer,
  InferMessage,
  InferRows,
  Items,
  List,
  Message,
  Node,
  ReadOnlyRow,
  Records,
  Row,
  Scalar,
  Select,
  Struct,
  Text,
  Typed,
  Uint,
  Vector,
} from './node.ts'

/** The node of an integer. Up to four bytes decode to a number, eight to a bigint. */
type Integer<T> = Scalar<T> & Typed<T>
const integer = <T extends number | bigint>(
  size: 1 | 2 | 4 | 8,
  signed: boolean,
  order: 'host' | 'be',
): Integer<T> => ({
  type: 'scalar',
  size,
  signed,
  order,
})

/** `__u8`. */
export const u8: Integer<number> = integer(1, false, 'host')
/** `__u16` in the byte order of the kernel's machine. */
export const u16: Integer<number> = integer(2, false, 'host')
/** `__u32` in the byte order of the kernel's machine. */
export const u32: Integer<number> = integer(4, false, 'host')
/** `__u64` in the byte order of the kernel's machine. */
export const u64: Integer<bigint> = integer(8, false, 'host')
/** `__s8`. */
export const s8: Integer<number> = integer(1, true, 'host')
/** `__s16` in the byte order of the kernel's machine. */
export const s16: Integer<number> = integer(2, true, 'host')
/** `__s32` in the byte order of the kernel's machine. */
export const s32: Integer<number> = integer(4, true, 'host')
/** `__s64` in the byte order of the kernel's machine. */
export const s64: Integer<bigint> = integer(8, true, 'host')
/** `__be16`: unsigned, in network byte order. */
export const be16: Integer<number> = integer(2, false, 'be')
/** `__be32`: unsigned, in network byte order. */
export const be32: Integer<number> = integer(4, false, 'be')
/** `__be64`: unsigned, in network byte order. */
export const be64: Integer<bigint> = integer(8, false, 'be')
/** A signed integer of four bytes in network byte order. */
export const beS32: Integer<number> = integer(4, true, 'be')

/** `__u8` that is 0 or 1: false or true. */
export const bool: Bool = { type: 'bool', scalar: u8 }
/** `__u32` that is 0 or 1: false or true. */
export const bool32: Bool = { type: 'bool', scalar: u32 }

/** An unsigned integer of four or eight bytes (NLA_UINT). See {@link Uint}. */
export const uint: Uint = { type: 'uint' }

/** A 64-bit identifier in the byte order of the kernel's machine, as text such as `0x1122334455667788`. */
export const id64: Identifier = { type: 'identifier', order: 'host' }
/** A 64-bit identifier in network byte order, as text. */
export const beId64: Identifier = { type: 'identifier', order: 'be' }
/**
 * Identifiers with words, by their text: `namedId64('MACSEC_CIPHER_ID_', { '0x80c20001000001': 'gcm-aes-128' })`. Constants
 * are called by the words and the prefix.
 */
export const namedId64 = (prefix: string, words: { readonly [text: string]: string }): Identifier => ({
  ...id64,
  prefix,
  words: new Map(Object.entries(words)),
})

const text = (format: Text['format'], size?: number): Text => ({ type: 'text', format, size })

/** NUL-terminated text (UTF-8). */
export const string: Text = text('string')
/** Text (UTF-8) whose longest value leaves no space for a NUL in the kernel's buffer. */
export const unterminated: Text = { ...string, unterminated: true }
/** IPv4 or IPv6, by its length. */
export const address: Text = text('address')
/** The same, or empty: an attribute without payload is kept and has no value. */
export const addressOrNone: Text = { ...text('address'), none: true }
/** IPv4 address, four bytes: `192.0.2.1`. */
export const ipv4: Text = text('ipv4', 4)
/** IPv6 address, sixteen bytes: `2001:db8::1`. */
export const ipv6: Text = text('ipv6', 16)
/** Link-layer address of any length: `02:42:ac:11:00:02`. */
export const lladdr: Text = text('lladdr')
/** Ethernet address, six bytes. */
export const mac: Text = text('lladdr', 6)
/** Link-layer address at the start of a larger field: `least` bytes, more if later bytes are not zero. */
export const lladdrIn = (size: number, least: number): Text => ({ ...text('lladdr', size), least })
/** MPLS label stack, as `ip` writes it: `100/200`. */
export const mpls: Text = text('mpls')
/** Text in a field of fixed size: `char name[16]`. */
export const chars = (size: number): Text => text('string', size)
/** Bytes of any length. */
export const bytes: Bytes = { type: 'bytes', size: undefined }
/** Bytes of a fixed length. */
export const bytesOf = (size: number): Bytes => ({ type: 'bytes', size })
/** An attribute without payload: true if it is present. */
export const flag: Flag = { type: 'flag' }
/** A flag that is requested by an attribute without payload and reported as one byte: true or false. */
export const reportedFlag: Flag<boolean> = { type: 'flag', reported: true }

/** Consecutive values of a fixed size; `count` if the type fixes their number. As an attribute, an array of them. */
export const list = <T>(of: Typed<T>, count?: number): List<T> => ({ type: 'list', of: of as Node<T>, count })

/** The last field of a struct, whose length another field determines: the index of its last value. */
export const countedList = <T>(of: Typed<T>, countedBy: string): List<T> => ({ ...list(of), countedBy })

/** An array of equal integers, by the names of their indexes. `first` is the number of the first name. */
export const vector = <K extends string, N extends number | bigint>(
  of: Scalar<N>,
  prefix: string,
  names: readonly K[],
  first = 1,
): Vector<K, N> => ({ type: 'vector', of, prefix, first, names })

/**
 * A nest whose attributes are the items of a list. `id`: the attribute type of every item; in decoding, an item of another
 * type is malformed. Absent: decoding accepts any types, and encoding counts them up from `first`. Default of `first`: 0,
 * for nests whose types the kernel ignores. Set it to 1 if the kernel counts from 1.
 */
export const items = <T>(of: Typed<T>, how: { id?: number; first?: number } = {}): Items<T> => ({
  type: 'items',
  of: of as Node<T>,
  id: how.id,
  first: how.first ?? 0,
})

/** A nest that repeats a sequence of attributes. */
export const groups = <T>(of: Attributes<T>): Groups<T> => ({ type: 'groups', of })

/**
 * A value whose node depends on another value of the message: `by` is its path (`kind`, `header.family`), `cases` are
 * the nodes by word. `otherwise` is used for all other words, and if that value is absent.
 */
export const select = <C extends { [word: string]: Typed<unknown> }, O>(
  by: string,
  cases: C,
  otherwise: Typed<O>,
): Select<Infer<C[keyof C]> | O> => ({
  type: 'select',
  by,
  cases: cases as unknown as { [word: string]: Node },
  otherwise: otherwise as Node<O>,
})

/** What cannot be derived from the key and the node of a row. */
interface RowOptions {
  /** The kernel's constant. Absent: the prefix of the table and the key in upper case. */
  readonly constant?: string
  /** Whether the attribute is sent with NLA_F_NESTED. Absent: if its node is a nest. */
  readonly nested?: boolean
}

/** A row: `attr(3, string)`. */
export const attr = <T>(id: number, node: Typed<T>, { constant, nested }: RowOptions = {}): Row<T> => ({
  id,
  node: node as Node<T>,
  constant,
  nested,
  repeated: false,
})

/** A row whose attribute repeats once per list element. */
export const repeated = <T>(id: number, node: Typed<T>, options: RowOptions = {}): Row<T[]> => ({
  ...(attr(id, node, options) as unknown as Row<T[]>),
  repeated: true,
})

/**
 * A row that no request can set: `readOnly(attr(48, u32))`. `always`: every reply of a kernel that knows it has it, so an
 * object without it was not read; `sometimes`: present if the kernel has something to report.
 */
export const readOnly = <T>(row: Row<T>, when: 'always' | 'sometimes' = 'always'): ReadOnlyRow<T> => ({
  ...row,
  readOnly: when,
})

/** A table: rows by key. `prefix` begins the kernel's constants (`IFLA_`). */
export const attributes = <R extends { [key: string]: Row }>(prefix: string, rows: R): Attributes<InferRows<R>> => ({
  type: 'attributes',
  prefix,
  rows,
})

/** A message: a fixed struct, then attributes. */
export const message = <H, A>(header: Struct<H>, table: Attributes<A>): Message<InferMessage<H, A>> => ({
  type: 'message',
  header,
  attributes: table,
})

/** Structs that contain their own length, each followed by attributes. `length` is the key of that field. */
export const records = <H, A, L extends keyof H & string>(
  header: Struct<H>,
  length: L,
  table: Attributes<A>,
): Records<InferMessage<Omit<H, L>, A>> => ({ type: 'records', header, length, attributes: table })
