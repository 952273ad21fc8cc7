/**
 * The types of nodes. A node is data that describes how a part of a message is laid out: tables are made of nodes, and
 * decoder, encoder, spans, generators and the proof against the kernel headers read them. `builders.ts`, `enumeration.ts`
 * and `struct.ts` make them.
 */

/** Carries the TypeScript type of the decoded value. The property is never set; it exists for inference only. */
export interface Typed<T> {
  /** Never set; its type is that of the decoded value. */
  readonly infer?: T
}

/** An integer. `order`: `host` is the order of the kernel's machine, `be` is network order. */
export interface Scalar<T = number | bigint> extends Typed<T> {
  readonly type: 'scalar'
  /** In bytes. */
  readonly size: 1 | 2 | 4 | 8
  /** Whether it is signed. */
  readonly signed: boolean
  /** `host` is the order of the kernel's machine, `be` is network order. */
  readonly order: 'host' | 'be'
}

/** An integer that is 0 or 1, which the kernel uses as a boolean. */
export interface Bool extends Typed<boolean> {
  readonly type: 'bool'
  /** The integer. */
  readonly scalar: Scalar
}

/** An unsigned integer of four bytes, or of eight if its value does not fit four. */
export interface Uint extends Typed<number | bigint> {
  readonly type: 'uint'
}

/** 64 bits that identify something (a cookie, a key). Decodes to text such as `0x1122334455667788`, which is exact. */
export interface Identifier extends Typed<string> {
  readonly type: 'identifier'
  /** Prefix of the kernel's constants of the words. Absent if it has no words. */
  readonly prefix?: string
  /**
   * Words by the identifier's text. If two identifiers have the same word, the first is encoded. Absent if there are none.
   */
  readonly words?: ReadonlyMap<string, string>
  /** `host` is the order of the kernel's machine, `be` is network order. */
  readonly order: 'host' | 'be'
}

/** Bytes with a usual notation. `address`: IPv4 or IPv6, by length; `lladdr`: hexadecimal with colons. */
export interface Text extends Typed<string> {
  readonly type: 'text'
  /** The notation of the decoded text. */
  readonly format: 'string' | 'address' | 'ipv4' | 'ipv6' | 'lladdr' | 'mpls'
  /** An empty attribute is accepted and has no value; tools send an unspecified address so. */
  readonly none?: true
  /** Fixed length in bytes, if the type has one. */
  readonly size: number | undefined
  /**
   * Of a link-layer address in a larger field: the minimum length. Longer if later bytes are not zero. Absent: the address
   * has the length of the field.
   */
  readonly least?: number
  /** Encoded without a NUL at the end; decoded with or without one. */
  readonly unterminated?: true
}

/** Bytes whose meaning this library does not know. */
export interface Bytes extends Typed<Uint8Array> {
  readonly type: 'bytes'
  /** Length in bytes; undefined if any length is accepted. */
  readonly size: number | undefined
}

/** An attribute without payload: true if present. */
export interface Flag<T extends boolean = true> extends Typed<T> {
  readonly type: 'flag'
  /** The kernel reports it as one byte, 0 or 1, which it does not accept in a request. */
  readonly reported?: true
}

/** Consecutive values of a fixed size. */
export interface List<T = unknown> extends Typed<T[]> {
  readonly type: 'list'
  /** The node of each value. */
  readonly of: Node<T>
  /** Number of values, if the type fixes it: `__u32 key[4]`. */
  readonly count: number | undefined
  /**
   * The field of the same struct that holds the index of the last value, from 0. Bytes after that value are the tail.
   * Absent: all values are used.
   */
  readonly countedBy?: string
}

/** An array of equal integers whose indexes are named by a kernel enumeration (`IPV4_DEVCONF_*`). */
export interface Vector<K extends string = string, N = number | bigint> extends Typed<{ [P in K]?: N | undefined }> {
  readonly type: 'vector'
  /** The node of each integer. */
  readonly of: Scalar<N>
  /** Prefix of the enumeration's constants: `IPV4_DEVCONF_`. */
  readonly prefix: string
  /** Number of the enumerator of the first integer. */
  readonly first: number
  /** The enumeration, from `first` on: the names of the integers in their order. */
  readonly names: readonly K[]
}

/** A nest whose attributes are the items of a list. An item's attribute type is `id` if set, else it counts from `first`. */
export interface Items<T = unknown> extends Typed<T[]> {
  readonly type: 'items'
  /** The node of each item. */
  readonly of: Node<T>
  /** The attribute type of every item; undefined if the types count. */
  readonly id: number | undefined
  /** The attribute type of the first item, if the types count. */
  readonly first: number
}

/** A nest that repeats a sequence of attributes. An attribute that the current object already has starts the next one. */
export interface Groups<T = unknown> extends Typed<T[]> {
  readonly type: 'groups'
  /** The table of the sequence. */
  readonly of: Attributes<T>
}

/** A struct followed by attributes: a message, or a message inside another one (`VETH_INFO_PEER`). */
export interface Message<T = unknown> extends Typed<T> {
  readonly type: 'message'
  /** The struct at the start. */
  readonly header: Struct
  /** The table of the attributes after the header. */
  readonly attributes: Attributes
  /** A shorter header that requests may have instead, `struct rtgenmsg`: only the first field, the family. */
  readonly short?: Struct
}

/** Structs that contain their own length, each followed by its attributes (`struct rtnexthop` of RTA_MULTIPATH). */
export interface Records<T = unknown> extends Typed<T[]> {
  readonly type: 'records'
  /** The struct at the start of each record. */
  readonly header: Struct
  /** The field of the struct that holds the record's length in bytes. */
  readonly length: string
  /** The table of the attributes after each struct. */
  readonly attributes: Attributes
}

/** A value whose layout depends on another value: an attribute of the same nest (`kind`) or a header field (`header.family`). */
export interface Select<T = unknown> extends Typed<T> {
  readonly type: 'select'
  /** Path of the other value: a key of the same nest, or `header.` and a field. */
  readonly by: string
  /** The node by the text of that value. */
  readonly cases: { readonly [word: string]: Node }
  /** The node if the value is absent or has no case. */
  readonly otherwise: Node
}

/** What enumerations and flag sets have in common. */
interface Named {
  /** The integer that is encoded. */
  readonly scalar: Scalar
  /** Prefix of the kernel's constants: `RTN_`. */
  readonly prefix: string
  /** Number by word. */
  readonly numbers: { readonly [word: string]: number }
  /** Word by number. If two words have the same number, the first is used. */
  readonly words: ReadonlyMap<number, string>
  /** The kernel's constant by word, null if its headers have none. */
  readonly constants: { readonly [word: string]: string | null }
}

/** A number that the kernel names. Decodes to iproute2's word, or to the number if it has none. */
export interface Enumeration<W extends string = string> extends Named, Typed<W | number> {
  readonly type: 'enum'
}

/** Bits that the kernel names. Decodes to the words of the bits that are set, then one number for bits without a word. */
export interface Flags<W extends string = string> extends Named, Typed<readonly (W | number)[]> {
  readonly type: 'flags'
}

/** A field of fixed size, or, as the last field, a node that takes the remaining bytes. */
export interface Field {
  /** Key in the decoded value. */
  readonly key: string
  /** How its bytes are laid out. */
  readonly node: Node
  /** Offset from the start of the struct. */
  readonly offset: number
  /** In bytes; undefined for the node that takes the remaining bytes. */
  readonly size: number | undefined
}

/** A C struct such as `struct ifinfomsg`. In shorter bytes the last fields are undefined; extra bytes are kept under `tail`. */
export interface Struct<T = unknown> extends Typed<T> {
  readonly type: 'struct'
  /** Its name in C, `ifinfomsg`; undefined if the headers have no such struct. */
  readonly name: string | undefined
  /** Size in bytes of the fixed fields, padding at the end included. */
  readonly size: number
  /** The fields by offset. */
  readonly fields: readonly Field[]
  /** C's name of a field, null if it has none. */
  readonly fieldName: (key: string) => string | null
}

/** One row of a table: number, node, and the kernel's constant if it does not follow from the key. */
export interface Row<T = unknown> extends Typed<T> {
  /** The attribute's number. */
  readonly id: number
  /** How its payload is laid out. */
  readonly node: Node<T>
  /** The kernel's constant. Undefined if it follows from the key. */
  readonly constant: string | undefined
  /** Whether it is sent with NLA_F_NESTED; undefined: if the node is a nest. */
  readonly nested: boolean | undefined
  /** The attribute repeats once per list element. */
  readonly repeated: boolean
  /** Only the kernel sets it: in every reply, or in some. */
  readonly readOnly?: 'always' | 'sometimes' | undefined
}

/** A row that the kernel reports and no request can set. */
export interface ReadOnlyRow<T = unknown> extends Row<T> {
  readonly readOnly: 'always' | 'sometimes'
}

/** Rows by key. A row's constant is `prefix` and the key in upper case: `IFLA_` + `netNsPid` = IFLA_NET_NS_PID. */
export interface Attributes<T = unknown> extends Typed<T> {
  readonly type: 'attributes'
  /** Start of the kernel's constants: `IFLA_`. */
  readonly prefix: string
  /** The rows by key. */
  readonly rows: { readonly [key: string]: Row }
}

/** Any node. `type` distinguishes them; `T` is the type of the decoded value. */
export type Node<T = unknown> = (
  | Scalar<T & (number | bigint)>
  | Bool
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

/** An attribute that the table does not contain, or whose value was malformed. */
export interface Unknown {
  /** Attribute type without the flag bits. */
  readonly id: number
  /** The attribute's payload. */
  readonly bytes: Uint8Array
}

/** A part of the bytes that does not fit the table. */
export interface Problem {
  /** Path in the value, e.g. `linkinfo.data.id`. */
  readonly path: string
  /** Byte offset in the input. */
  readonly offset: number
  /** What is malformed, as text. */
  readonly message: string
}

/**
 * The value of a table: each attribute is optional. `unknown` has the attributes that the table does not contain. It is
 * absent if there are none.
 */
export type InferRows<R> = { [K in keyof R]?: Infer<R[K]> | undefined } & { unknown?: Unknown[] | undefined }

/** The same without read-only rows: what a request may contain. */
export type InferSettings<R> = {
  [K in keyof R as R[K] extends ReadOnlyRow ? never : K]?: Infer<R[K]> | undefined
}

/** The value of a message: the struct's fields under `header`, and the attributes. */
export type InferMessage<H, A> = { header: H } & A
