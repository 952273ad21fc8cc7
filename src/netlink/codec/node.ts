/**
 * The vocabulary that tables are written in. A node is data: it says how a piece of a message looks on the wire.
 * Everything else (decoder, encoder, spans, generators, the proof against the kernel headers) reads these nodes.
 */
import type { Enumeration, Flags } from './enumeration.ts'
import type { Struct } from './struct.ts'

/** Carries the TypeScript type of the decoded value; exists for inference alone. */
export interface Typed<T> {
  readonly infer?: T
}

/** An integer. `order` is part of the type: `host` is the kernel's own order, `be` is network order. */
export interface Scalar<T = number | bigint> extends Typed<T> {
  readonly type: 'scalar'
  readonly size: 1 | 2 | 4 | 8
  readonly signed: boolean
  readonly order: 'host' | 'be'
}

/** An unsigned integer of four bytes, or of eight where its value needs them. */
export interface Uint extends Typed<number | bigint> {
  readonly type: 'uint'
}

/** 64 bits that name something (a cookie, a key, an identifier): text such as `0x1122334455667788`, exact everywhere. */
export interface Identifier extends Typed<string> {
  readonly type: 'identifier'
  /** What the kernel's constants of the words begin with. */
  readonly prefix?: string
  /** Identifiers that have a word, by their text. Of two with one word the first is written. */
  readonly words?: ReadonlyMap<string, string>
  readonly order: 'host' | 'be'
}

/** Bytes with a usual way to be written. `address`: IPv4 or IPv6 by length; `lladdr`: hexadecimal with colons. */
export interface Text extends Typed<string> {
  readonly type: 'text'
  readonly format: 'string' | 'address' | 'ipv4' | 'ipv6' | 'lladdr' | 'mpls'
  /** No bytes at all are no address, which tools write for any. */
  readonly none?: true
  /** Fixed length in bytes, where it is part of the type. */
  readonly size: number | undefined
  /** Of a link-layer address in a larger field: so many bytes, and more where others follow that are not zero. */
  readonly least?: number
  /** Written without a NUL at the end; it is read with or without one. */
  readonly unterminated?: true
}

/** Bytes without a meaning that this library knows. */
export interface Bytes extends Typed<Uint8Array> {
  readonly type: 'bytes'
  readonly size: number | undefined
}

/** An attribute without payload: present is true. */
export interface Flag<T extends boolean = true> extends Typed<T> {
  readonly type: 'flag'
  /** The kernel reports it in one byte, 0 or 1, which it does not take in a request. */
  readonly reported?: true
}

/** Values of a fixed size, one behind the other. */
export interface List<T = unknown> extends Typed<T[]> {
  readonly type: 'list'
  readonly of: Node<T>
  /** How many there are, where the type says so: `__u32 key[4]`. */
  readonly count: number | undefined
  /** The field beside it that holds the number of the last of them, counted from 0; what is behind them is the tail. */
  readonly countedBy?: string
}

/** A vector of equal integers whose places are named by an enumeration of the kernel (`IPV4_DEVCONF_*`). */
export interface Vector<K extends string = string, N = number | bigint> extends Typed<{ [P in K]?: N | undefined }> {
  readonly type: 'vector'
  readonly of: Scalar<N>
  readonly prefix: string
  /** Number of the enumerator of the first place. */
  readonly first: number
  readonly names: readonly K[]
}

/** A nest whose attributes are items of a list. The item's attribute type is `id` if given, else it counts from `first`. */
export interface Items<T = unknown> extends Typed<T[]> {
  readonly type: 'items'
  readonly of: Node<T>
  readonly id: number | undefined
  readonly first: number
}

/** A nest in which the same attributes follow each other again and again: an object each time one comes that was there. */
export interface Groups<T = unknown> extends Typed<T[]> {
  readonly type: 'groups'
  readonly of: Attributes<T>
}

/** A struct, then attributes: a message, or what stands for one inside another (`VETH_INFO_PEER`). */
export interface Message<T = unknown> extends Typed<T> {
  readonly type: 'message'
  readonly header: Struct
  readonly attributes: Attributes
  /** A request whose header may be this instead, `struct rtgenmsg`: the first field alone, the family. */
  readonly short?: Struct
}

/** Structs that hold their own length, each followed by its attributes (`struct rtnexthop` of RTA_MULTIPATH). */
export interface Records<T = unknown> extends Typed<T[]> {
  readonly type: 'records'
  readonly header: Struct
  /** The field of the struct that holds the record's length in bytes. */
  readonly length: string
  readonly attributes: Attributes
}

/** A value whose shape another value decides: an attribute beside it (`kind`) or a field of the message (`header.family`). */
export interface Select<T = unknown> extends Typed<T> {
  readonly type: 'select'
  readonly by: string
  readonly cases: { readonly [word: string]: Node }
  readonly otherwise: Node
}

/** One row of a table: number, node, and the kernel's constant where the key does not spell it. */
export interface Row<T = unknown> extends Typed<T> {
  readonly id: number
  readonly node: Node<T>
  readonly constant: string | undefined
  /** Sent with NLA_F_NESTED unless false. */
  readonly nested: boolean | undefined
  /** Stands there once for every value of a list. */
  readonly repeated: boolean
  /** The kernel alone sets it: in every reply, or in some. */
  readonly readOnly?: 'always' | 'sometimes' | undefined
}

/** A row that the kernel reports and no request can set. */
export interface ReadOnlyRow<T = unknown> extends Row<T> {
  readonly readOnly: 'always' | 'sometimes'
}

/** Rows by key. The kernel's constant of a row is `prefix` and the key in upper case: `IFLA_` + `netNsPid` = IFLA_NET_NS_PID. */
export interface Attributes<T = unknown> extends Typed<T> {
  readonly type: 'attributes'
  readonly prefix: string
  readonly rows: { readonly [key: string]: Row }
}

export type Node<T = unknown> = (
  | Scalar<T & (number | bigint)>
  | Uint
  | Identifier
  | Text
  | Bytes
  | Flag<boolean>
  | Enumeration
  | Flags
  | Struct
  | List
  | Vector
  | Items
  | Groups
  | Attributes
  | Message
  | Records
  | Select
) &
  Typed<T>

/** The value a node decodes to. 64-bit integers are `bigint`. */
export type Infer<N> = N extends Typed<infer T> ? T : never

/** An attribute that the table does not know, or whose value was malformed. */
export interface Unknown {
  /** Attribute type without the flag bits. */
  readonly id: number
  readonly bytes: Uint8Array
}

/** Something in the bytes that did not fit its table. */
export interface Problem {
  /** Where in the value, e.g. `linkinfo.data.id`. */
  readonly path: string
  /** Byte offset in the input. */
  readonly offset: number
  readonly message: string
}

export type InferRows<R> = { [K in keyof R]?: Infer<R[K]> | undefined } & { unknown?: Unknown[] | undefined }

/** The same without what the kernel alone sets: what a request may hold. */
export type InferSettings<R> = {
  [K in keyof R as R[K] extends ReadOnlyRow ? never : K]?: Infer<R[K]> | undefined
}

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

export const u8: Integer<number> = integer(1, false, 'host')
export const u16: Integer<number> = integer(2, false, 'host')
export const u32: Integer<number> = integer(4, false, 'host')
export const u64: Integer<bigint> = integer(8, false, 'host')
export const s8: Integer<number> = integer(1, true, 'host')
export const s16: Integer<number> = integer(2, true, 'host')
export const s32: Integer<number> = integer(4, true, 'host')
export const s64: Integer<bigint> = integer(8, true, 'host')
export const be16: Integer<number> = integer(2, false, 'be')
export const be32: Integer<number> = integer(4, false, 'be')
export const be64: Integer<bigint> = integer(8, false, 'be')
export const beS32: Integer<number> = integer(4, true, 'be')

export const uint: Uint = { type: 'uint' }

export const id64: Identifier = { type: 'identifier', order: 'host' }
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
/** Text (UTF-8) whose longest value leaves the kernel no room for a NUL. */
export const unterminated: Text = { ...string, unterminated: true }
/** IPv4 or IPv6, told by its length. */
export const address: Text = text('address')
/** The same, or nothing: an attribute without bytes is kept, and is no address. */
export const addressOrNone: Text = { ...text('address'), none: true }
export const ipv4: Text = text('ipv4', 4)
export const ipv6: Text = text('ipv6', 16)
/** Link-layer address of any length: `02:42:ac:11:00:02`. */
export const lladdr: Text = text('lladdr')
/** Ethernet address, six bytes. */
export const mac: Text = text('lladdr', 6)
/** Link-layer address in the first bytes of a larger field: `least` bytes, and more where others follow that are not zero. */
export const lladdrIn = (size: number, least: number): Text => ({ ...text('lladdr', size), least })
/** MPLS label stack, as `ip` writes it: `100/200`. */
export const mpls: Text = text('mpls')
/** Text in a field of fixed size: `char name[16]`. */
export const chars = (size: number): Text => text('string', size)
export const bytes: Bytes = { type: 'bytes', size: undefined }
export const bytesOf = (size: number): Bytes => ({ type: 'bytes', size })
export const flag: Flag = { type: 'flag' }
/** A flag that is requested by an attribute without payload, and reported in one byte: true or false. */
export const reportedFlag: Flag<boolean> = { type: 'flag', reported: true }

export const list = <T>(of: Typed<T>, count?: number): List<T> => ({ type: 'list', of: of as Node<T>, count })

/** The last field of a struct, whose length another field tells: the index of its last value. */
export const countedList = <T>(of: Typed<T>, countedBy: string): List<T> => ({ ...list(of), countedBy })

export const vector = <K extends string, N extends number | bigint>(
  of: Scalar<N>,
  prefix: string,
  names: readonly K[],
  first = 1,
): Vector<K, N> => ({ type: 'vector', of, prefix, first, names })

/** A nest of items that count from `first` (0 where the kernel writes no numbers, 1 where it counts so). */
export const items = <T>(of: Typed<T>, how: { id?: number; first?: number } = {}): Items<T> => ({
  type: 'items',
  of: of as Node<T>,
  id: how.id,
  first: how.first ?? 0,
})

/** A nest of attributes that follow each other in groups. */
export const groups = <T>(of: Attributes<T>): Groups<T> => ({ type: 'groups', of })

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

interface RowOptions {
  readonly constant?: string
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

/** A row that stands in its nest once for every value of a list. */
export const repeated = <T>(id: number, node: Typed<T>, options: RowOptions = {}): Row<T[]> => ({
  ...(attr(id, node, options) as unknown as Row<T[]>),
  repeated: true,
})

/**
 * A row that no request can set: `readOnly(attr(48, u32))`. `always`: every reply has it (of a kernel that knows it by
 * then), so that an object which lacks it was not read; `sometimes`: where the kernel has something to report.
 */
export const readOnly = <T>(row: Row<T>, when: 'always' | 'sometimes' = 'always'): ReadOnlyRow<T> => ({
  ...row,
  readOnly: when,
})

export const attributes = <R extends { [key: string]: Row }>(prefix: string, rows: R): Attributes<InferRows<R>> => ({
  type: 'attributes',
  prefix,
  rows,
})

/** The value of a message: the struct's fields under `header`, the attributes beside it. */
export type InferMessage<H, A> = { header: H } & A

export const message = <H, A>(header: Struct<H>, table: Attributes<A>): Message<InferMessage<H, A>> => ({
  type: 'message',
  header,
  attributes: table,
})

export const records = <H, A, L extends keyof H & string>(
  header: Struct<H>,
  length: L,
  table: Attributes<A>,
): Records<InferMessage<Omit<H, L>, A>> => ({ type: 'records', header, length, attributes: table })

/** `netNsPid` -> `NET_NS_PID`: the part of the kernel's constant behind its prefix. */
export const upperSnake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

/** The kernel's constant of a row. */
export const constantOf = (table: Attributes, key: string): string =>
  table.rows[key]?.constant ?? table.prefix + upperSnake(key)

/** The attribute type without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
export const NLA_TYPE_MASK = 0x3fff
export const NLA_F_NESTED = 0x8000
export const NLA_F_NET_BYTEORDER = 0x4000
export const NLA_HDRLEN = 4

/** Attributes, messages and records start at multiples of four. */
export const align4 = (length: number): number => (length + 3) & ~3

/** Whether a row is sent as a nest when it does not say so itself. */
export const isNest = (node: Node): boolean =>
  node.type === 'attributes' || node.type === 'items' || node.type === 'groups'
