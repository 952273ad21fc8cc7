/**
 * Values made from tables, for property tests with fast-check. The library does not depend on fast-check; the caller passes the
 * module: `arbitrary(fc, link)`.
 */
import type FastCheck from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { flagWords } from '../enumeration.ts'
import { isNest, NLA_TYPE_MASK } from '../nlattr.ts'
import type {
  Attributes,
  Enumeration,
  Flags,
  Groups,
  List,
  Message,
  Node,
  Records,
  Row,
  Scalar,
  Struct,
  Text,
  Typed,
  Vector,
} from '../node.ts'
import type { Scope } from '../select.ts'
import { choose } from '../select.ts'
import { addressEnd, formatIpv4, formatIpv6, formatLinkAddress } from '../text/format.ts'
import { decodeUtf8 } from '../text/utf8.ts'
import { bySibling, decodableWords, wordsFor } from './selects.ts'

/** The module: `import fc from 'fast-check'`. */
export type FastCheckModule = typeof FastCheck

type Value = { [key: string]: unknown }

/** Nests deeper than this stay empty: a veth's peer is a link, which may be a veth. */
const DEPTH = 8
/** Limit of the attributes that are picked for a nest, and for the outermost one. */
const MANY = 4
const MANY_OUTSIDE = 9
/** Limit of the nests that are picked in addition. */
const MANY_NESTS = 2

/** The scope of the outermost message. */
const OUTERMOST: Scope = { header: {}, attributes: {} }

/** The number, or 0 if the depth limit is reached. */
const within = (depth: number, most: number): number => most * Number(depth < DEPTH)

/** Rows that contain more than others. They are picked more often. */
const nestsOf = ({ rows }: Attributes): string[] =>
  Object.keys(rows).filter((key) => {
    const { node } = rows[key] as Row
    return isNest(node) || node.type === 'message' || node.type === 'records' || node.type === 'select'
  })

class Values {
  private readonly fc: FastCheckModule

  constructor(fc: FastCheckModule) {
    this.fc = fc
  }

  /** `depth`: number of nests around. `whole`: a struct must be complete and without a tail. */
  node(node: Node, scope: Scope, depth: number, whole = false): Arbitrary<unknown> {
    const { fc } = this
    switch (node.type) {
      case 'scalar':
        return this.scalar(node)
      case 'bool':
        return fc.boolean()
      case 'uint':
        return fc.oneof(fc.nat(), fc.integer({ min: 0, max: 0xffffffff }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
      case 'enum':
        return this.enumeration(node)
      case 'flags':
        return this.flags(node)
      case 'text':
        return this.text(node)
      case 'bytes':
        return this.bytes(node.size)
      case 'flag':
        return fc.constant(true)
      case 'identifier':
        return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((number) => `0x${number.toString(16)}`)
      case 'list':
        return this.list(node, scope, depth)
      case 'vector':
        return this.vector(node)
      case 'struct':
        return whole ? this.struct(node, scope, depth) : this.anyStruct(node, scope, depth)
      case 'items':
        return fc.array(this.node(node.of, scope, depth + 1), { maxLength: within(depth, 3) })
      case 'groups':
        return this.groups(node, scope, depth)
      case 'attributes':
        return this.attributes(node, scope.header, depth)
      case 'message':
        return this.message(node, depth)
      case 'records':
        return this.records(node, scope, depth)
      case 'select':
        return this.node(choose(node, scope), scope, depth, whole)
    }
  }

  /** Each group has every attribute, so that the next one starts with an attribute that it has. */
  private groups({ of }: Groups, scope: Scope, depth: number): Arbitrary<unknown> {
    const rows = Object.entries(of.rows).map(([key, row]) => [key, this.node(row.node, scope, depth + 1)] as const)
    return this.fc.array(this.fc.record(Object.fromEntries(rows), { noNullPrototype: true }), { maxLength: 3 })
  }

  private scalar({ size, signed }: Scalar): Arbitrary<number | bigint> {
    const bits = BigInt(size * 8)
    const min = signed ? -(2n ** (bits - 1n)) : 0n
    const max = 2n ** (signed ? bits - 1n : bits) - 1n
    return size === 8 ? this.fc.bigInt({ min, max }) : this.fc.integer({ min: Number(min), max: Number(max) })
  }

  private enumeration(node: Enumeration): Arbitrary<unknown> {
    const numbers = this.scalar(node.scalar).map((number) => node.words.get(Number(number)) ?? number)
    const words = [...node.words.values()]
    return words.length === 0
      ? numbers
      : this.fc.oneof({ weight: 4, arbitrary: this.fc.constantFrom(...words) }, numbers)
  }

  private flags(node: Flags): Arbitrary<unknown> {
    return this.scalar(node.scalar).map((bits) => flagWords(node, Number(bits)))
  }

  private bytes(size: number | undefined, most = 12): Arbitrary<Uint8Array> {
    return this.fc.uint8Array({ minLength: size ?? 0, maxLength: size ?? most }).map((bytes) => Uint8Array.from(bytes))
  }

  private text({ format, size, least }: Text): Arbitrary<string> {
    const { fc } = this
    const ipv4 = this.bytes(4).map((bytes) => formatIpv4(bytes, 0))
    const ipv6 = this.bytes(16).map((bytes) => formatIpv6(bytes, 0))
    switch (format) {
      case 'string': {
        // A code point takes up to four bytes, and a field of fixed size keeps one byte for the NUL.
        const maxLength = size === undefined ? 12 : Math.floor((size - 1) / 4)
        const unicode = fc.string({ unit: 'binary', maxLength }).map((text) => text.replaceAll('\0', ''))
        // Bytes that are not UTF-8 are text as well.
        const anyBytes = this.bytes(undefined, maxLength).map((bytes) => decodeUtf8(bytes.filter((byte) => byte !== 0)))
        return fc.oneof(unicode, anyBytes)
      }
      case 'lladdr':
        // Zeros after an address in a larger field are not part of it.
        return this.bytes(size, 20).map((bytes) =>
          formatLinkAddress(bytes, 0, least === undefined ? bytes.length : addressEnd(least, bytes, 0, bytes.length)),
        )
      case 'mpls':
        return fc.array(fc.nat({ max: 0xfffff }), { minLength: 1, maxLength: 3 }).map((labels) => labels.join('/'))
      default:
        return size === 4 ? ipv4 : size === 16 ? ipv6 : fc.oneof(ipv4, ipv6)
    }
  }

  private list({ of, count }: List, scope: Scope, depth: number): Arbitrary<unknown> {
    return this.fc.array(this.node(of, scope, depth, true), { minLength: count ?? 0, maxLength: count ?? 3 })
  }

  /** Shorter than the list of names, as long, and longer. */
  private vector({ of, names, first }: Vector): Arbitrary<Value> {
    return this.fc.array(this.scalar(of), { maxLength: names.length + 2, size: 'max' }).map((numbers) => ({
      ...Object.fromEntries(names.map((name) => [name, undefined])),
      ...Object.fromEntries(numbers.map((number, place) => [names[place] ?? String(place + first), number])),
    }))
  }

  /** Every field; selects are generated after the fields that they depend on. */
  private struct(node: Struct, { header }: Scope, depth: number, words?: Map<string, string[]>): Arbitrary<Value> {
    const plain = node.fields.filter((field) => !bySibling(field.node))
    const field = (key: string, inner: Node): Arbitrary<unknown> =>
      this.preferring(inner, words?.get(key) ?? [], this.node(inner, { header, attributes: {} }, depth, true))
    return this.object(plain.map(({ key, node: inner }) => [key, field(key, inner)]))
      .chain((value) =>
        this.object([
          ...Object.entries(value).map(([key, done]) => [key, this.fc.constant(done)] as const),
          ...node.fields
            .filter((one) => bySibling(one.node))
            .map(
              ({ key, node: inner }) => [key, this.node(inner, { header, attributes: value }, depth, true)] as const,
            ),
        ]),
      )
      .map((value) => counted(node, value))
  }

  /** A struct, or the shorter or longer one of an older or newer kernel. */
  private anyStruct(node: Struct, scope: Scope, depth: number): Arbitrary<Value> {
    const { fc } = this
    const { fields } = node
    if (fields.at(-1)?.size === undefined) return this.struct(node, scope, depth)
    const change = fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      fc.nat({ max: fields.length }),
      fc.uint8Array({ minLength: 1, maxLength: 6 }).map((bytes) => Uint8Array.from(bytes)),
    )
    return fc.tuple(this.struct(node, scope, depth), change).map(([value, changed]) => {
      if (changed instanceof Uint8Array) return { ...value, tail: changed }
      for (const { key } of changed === undefined ? [] : fields.slice(changed)) value[key] = undefined
      return value
    })
  }

  /** Some attributes, those that their selects depend on, and sometimes attributes that the table does not contain. */
  private attributes(table: Attributes, header: Value, depth: number): Arbitrary<Value> {
    const { fc } = this
    const picked = fc.tuple(
      this.some(Object.keys(table.rows), depth === 0 ? MANY_OUTSIDE : within(depth, MANY)),
      this.some(nestsOf(table), within(depth, MANY_NESTS)),
    )
    return fc.tuple(picked, fc.nat({ max: 3 }), this.unknown(table, depth)).chain(([keys, without, unknown]) => {
      const rows = new Map(keys.flat().map((key) => [key, table.rows[key] as Row]))
      const selecting = new Map<string, string[]>()
      for (const { node } of rows.values()) if (bySibling(node)) selecting.set(node.by, Object.keys(node.cases))
      // In three of four values the attribute that a select depends on is present.
      if (without > 0) for (const key of selecting.keys()) rows.set(key, table.rows[key] as Row)
      const value = (key: string, row: Row, attributes: Value): Arbitrary<unknown> => {
        const one = this.preferring(
          row.node,
          selecting.get(key) ?? [],
          this.node(row.node, { header, attributes }, depth + 1),
        )
        return row.repeated ? fc.array(one, { minLength: 1, maxLength: 3 }) : one
      }
      const entries = [...rows].map(([key, row]) => ({ key, row }))
      const first = entries.filter(({ row }) => !bySibling(row.node))
      const second = entries.filter(({ row }) => bySibling(row.node))
      return this.object(first.map(({ key, row }) => [key, value(key, row, {})])).chain((before) =>
        this.object(second.map(({ key, row }) => [key, value(key, row, before)])).map((chosen) => ({
          ...before,
          ...chosen,
          ...(unknown.length > 0 ? { unknown } : {}),
        })),
      )
    })
  }

  private some(keys: readonly string[], most: number): Arbitrary<string[]> {
    return this.fc.subarray([...keys], { maxLength: Math.min(most, keys.length) })
  }

  private unknown({ rows }: Attributes, depth: number): Arbitrary<{ id: number; bytes: Uint8Array }[]> {
    const { fc } = this
    const taken = new Set(Object.values(rows).map(({ id }) => id))
    const id = fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: NLA_TYPE_MASK })).map((number) => {
      let free = number
      while (taken.has(free)) free = (free + 1) & NLA_TYPE_MASK
      return free
    })
    const one = this.object([
      ['id', id],
      ['bytes', this.bytes(undefined)],
    ]) as Arbitrary<{ id: number; bytes: Uint8Array }>
    return fc.oneof(
      { weight: 3, arbitrary: fc.constant<{ id: number; bytes: Uint8Array }[]>([]) },
      fc.array(one, { maxLength: within(depth, 2) }),
    )
  }

  private message(node: Message, depth: number): Arbitrary<Value> {
    return this.struct(node.header, OUTERMOST, depth, wordsFor(node)).chain((header) =>
      this.attributes(node.attributes, header, depth).map((attributes) => ({ header, ...attributes })),
    )
  }

  private records(node: Records, { header }: Scope, depth: number): Arbitrary<unknown> {
    const one = this.fc
      .tuple(this.struct(node.header, OUTERMOST, depth), this.attributes(node.attributes, header, depth + 1))
      .map(([own, attributes]) => {
        delete own[node.length]
        return { header: own, ...attributes }
      })
    return this.fc.array(one, { maxLength: within(depth, 3) })
  }

  /** Mostly words that a select has cases for. */
  private preferring(node: Node, words: readonly string[], any: Arbitrary<unknown>): Arbitrary<unknown> {
    const decodable = decodableWords(node, words)
    return decodable.length === 0
      ? any
      : this.fc.oneof({ weight: 3, arbitrary: this.fc.constantFrom(...decodable) }, { weight: 1, arbitrary: any })
  }

  /** An object with the prototype of decoded values. */
  private object(entries: readonly (readonly [string, Arbitrary<unknown>])[]): Arbitrary<Value> {
    return this.fc
      .tuple(...entries.map(([, arbitrary]) => arbitrary))
      .map((values) => Object.fromEntries(entries.map(([key], index) => [key, values[index]])))
  }
}

/**
 * Values that `encode` accepts and `decode` returns unchanged: any attributes of the table, some that it does not contain, kinds
 * together with their data, structs of older and newer kernels.
 */
export const arbitrary = <T>(fc: FastCheckModule, node: Typed<T>): Arbitrary<T> =>
  new Values(fc).node(node as Node, OUTERMOST, 0) as Arbitrary<T>

/** Sets the field that holds the number of a counted list's values. */
const counted = (node: Struct, value: Value): Value => {
  const last = node.fields.at(-1)
  if (last?.node.type !== 'list' || last.node.countedBy === undefined) return value
  return { ...value, [last.node.countedBy]: Math.max(0, (value[last.key] as unknown[]).length - 1) }
}
