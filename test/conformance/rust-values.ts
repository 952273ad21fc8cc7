/**
 * Compares our values with those of netlink-packet-route in the format of Rust's Debug (parsed: `$` is a variant's
 * name).
 */
import { ok } from 'node:assert/strict'
import { constantOf } from '../../src/netlink/codec/constants.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type {
  Attributes,
  Enumeration,
  Flags,
  Message,
  Node,
  Records,
  Struct,
  Text,
  Vector,
} from '../../src/netlink/codec/node.ts'
import type { Scope } from '../../src/netlink/codec/select.ts'
import { choose } from '../../src/netlink/codec/select.ts'
import { json } from './cases.ts'
import { bare, Comparison } from './comparison.ts'
import { BITS, FIELDS, IDENTIFIERS, KINDS, NUMBERS, OTHERWISE, ROWS, WORDS } from './rust-names.ts'

/** `{ $: 'Mtu', v: 1500 }`, `{ $: 'CacheInfo', ifa_valid: 10 }`, or a variant without a value: `'CollectMetadata'`. */
type Rust = { readonly $: string; readonly v?: unknown; readonly [field: string]: unknown }
type Value = { readonly [key: string]: unknown }

type VariantMap = { readonly [type: string]: { readonly [variant: string]: { const: string; value: number | null } } }

const isObject = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
const isRust = (value: unknown): value is Rust => isObject(value) && typeof value['$'] === 'string'

/** The contents of a tuple variant: `Inet(10.0.0.1)` is an address, `Amt([...])` has attributes. */
const inside = (rust: unknown): unknown => (isRust(rust) && 'v' in rust ? inside(rust.v) : rust)

/** A word of Rust; Debug writes a variant called None like an empty Option. */
const wordOf = (rust: unknown): unknown => (rust === null ? 'None' : rust)

/** Constants of the kernel by Rust's name of the variant, in whichever type it is. */
const constantsByVariant = (): Map<string, Set<string>> => {
  const found = new Map<string, Set<string>>()
  const map = (json('rust/variant-map.json') as { [crate: string]: VariantMap })['netlink-packet-route'] ?? {}
  for (const variants of Object.values(map))
    for (const [variant, { const: constant }] of Object.entries(variants))
      found.set(variant, (found.get(variant) ?? new Set()).add(constant))
  return found
}

/** Numbers of the words that exist in only one type of Rust. */
const numbersByWord = (): Map<string, number> => {
  const found = new Map<string, number>()
  const twice = new Set<string>()
  const map = (json('rust/variant-map.json') as { [crate: string]: VariantMap })['netlink-packet-route'] ?? {}
  for (const [type, words] of Object.entries(map))
    for (const [word, { value }] of type.endsWith(' (enum)') ? Object.entries(words) : []) {
      if (found.has(word)) twice.add(word)
      if (value !== null) found.set(word, value)
    }
  for (const word of twice) found.delete(word)
  return found
}

export class RustComparison extends Comparison {
  private readonly constants = constantsByVariant()
  private readonly numbers = numbersByWord()
  /** Values that only Rust has, as 0. */
  absent = 0
  /** Names of ours that no rule finds, as they were used; the test compares them with the lists. */
  readonly exceptions = new Set<string>()

  message(path: string, node: Message, ours: unknown, rust: unknown): void {
    ok(isRust(rust) && isObject(ours))
    const header = ours['header'] as Value
    this.fields(`${path}.header`, node.header, header, rust['header'] as Rust)
    this.attributes(path, node.attributes, ours, rust['attributes'], { header: { ...header }, attributes: {} })
  }

  /** Every attribute of theirs is one of ours, and the reverse. */
  attributes(path: string, table: Attributes, ours: unknown, rust: unknown, { header }: Scope): void {
    const scope: Scope = { header, attributes: ours as { [key: string]: unknown } }
    // Bond([...]) contains a list, Veth(Peer(...)) one attribute.
    const nest = isRust(rust) ? rust.v : rust
    const theirs = Array.isArray(nest) ? nest : [nest]
    const reported = new Map<string, number>()
    for (const one of theirs) {
      const other = isRust(one) && one.$ === 'Other' ? (one.v as Rust) : undefined
      const [key, value] = other === undefined ? this.row(table, one) : [this.rowOf(table, other['kind']), other]
      const row = key === undefined ? undefined : table.rows[key]
      if (key === undefined || row === undefined) {
        this.differ(path, `${JSON.stringify(one).slice(0, 80)} has no row in ${table.prefix}`)
        continue
      }
      const index = reported.get(key) ?? 0
      reported.set(key, index + 1)
      const mine = row.repeated ? (scope.attributes[key] as unknown[] | undefined)?.[index] : scope.attributes[key]
      if (mine === undefined) this.differ(`${path}.${key}`, 'nothing here')
      else if (other === undefined) this.value(`${path}.${key}`, row.node, mine, value, scope)
      else
        this.same(
          `${path}.${key}`,
          [...encode<unknown>(resolve(row.node, scope), mine, { order: 'le' })],
          other['value'],
        )
    }
    for (const [key, value] of Object.entries(scope.attributes))
      if (key !== 'header' && value !== undefined && !reported.has(key)) this.differ(`${path}.${key}`, 'nothing there')
  }

  /** One attribute of theirs; ours may have more. */
  some(path: string, table: Attributes, ours: { readonly [key: string]: unknown }, rust: unknown): void {
    const [key, value] = this.row(table, rust)
    const row = table.rows[key ?? '']
    if (key === undefined || row === undefined) return this.differ(path, `${JSON.stringify(rust)} has no row`)
    this.value(`${path}.${key}`, row.node, ours[key], value, { header: {}, attributes: {} })
  }

  private rowOf({ rows }: Attributes, id: unknown): string | undefined {
    return Object.keys(rows).find((key) => rows[key]?.id === id)
  }

  /** The row of a variant, and the contents of the variant. */
  private row(table: Attributes, one: unknown): [string | undefined, unknown] {
    const variant = isRust(one) ? one.$ : String(one)
    const value = isRust(one) ? ('v' in one ? one.v : one) : true
    const listed = ROWS[`${table.prefix}${variant}`]
    if (listed !== undefined) {
      this.exceptions.add(`${table.prefix}${variant}`)
      return [listed, value]
    }
    const constants = this.constants.get(variant)
    const keys = Object.keys(table.rows)
    const found = keys.filter((key) => constants?.has(constantOf(table, key)))
    if (found.length === 1) return [found[0], value]
    const named = keys.find((key) => bare(key) === bare(variant))
    if (named !== undefined || !isRust(one) || !isRust(one.v)) return [named, value]
    // Encap([Ip6(Id(100)), Ip6(Tc(7))]): every attribute has the kind.
    return this.row(table, one.v)
  }

  value(path: string, node: Node, ours: unknown, rust: unknown, scope: Scope): void {
    const other = OTHERWISE[/\w+$/.exec(path)?.[0] ?? '']
    if (other !== undefined) {
      this.exceptions.add(/\w+$/.exec(path)?.[0] ?? '')
      return this.same(path, other.ours(ours as never), other.theirs(rust as never))
    }
    switch (node.type) {
      case 'select':
        return this.value(path, choose(node, scope), ours, rust, scope)
      case 'scalar':
      case 'bool':
      case 'uint':
        return this.same(path, Number(ours), this.number(rust))
      case 'identifier':
        return this.same(path, ours, this.identifier(inside(rust)))
      case 'enum':
        return this.same(path, this.numberOfOurs(node, ours), this.numberOfTheirs(node, wordOf(inside(rust))))
      case 'flags':
        return this.same(path, this.maskOfOurs(node, ours), this.maskOfTheirs(node, rust))
      case 'text':
        return this.text(path, node, ours as string, inside(rust))
      case 'bytes':
        return this.same(path, [...(ours as Uint8Array)], this.bytes(rust))
      case 'flag':
        return this.same(path, ours, rust === true || rust === null || isRust(rust) ? true : inside(rust))
      case 'vector':
        return this.vector(path, node, ours as Value, rust as Rust)
      case 'struct':
        return this.fields(path, node, ours as Value, rust as Rust)
      case 'attributes':
        return this.attributes(path, node, ours, rust, scope)
      case 'message':
        return this.message(path, node, ours, inside(rust))
      case 'records':
        return this.records(path, node, ours as Value[], inside(rust) as Rust[], scope)
      case 'list':
      case 'items': {
        const theirs = inside(rust)
        if (!Array.isArray(theirs)) return this.differ(path, `no list: ${JSON.stringify(rust)}`)
        const mine = ours as unknown[]
        this.same(`${path}.length`, mine.length, theirs.length)
        for (const [index, one] of theirs.entries()) this.value(`${path}[${index}]`, node.of, mine[index], one, scope)
      }
    }
  }

  private number(rust: unknown): unknown {
    if (isRust(rust) && Array.isArray(rust['flags']))
      return rust['flags'].reduce((mask, bit) => mask + (BITS[bit] ?? Number(bit)), 0)
    const plain = inside(rust)
    if (typeof plain === 'string') {
      const listed = NUMBERS[plain]
      if (listed !== undefined) this.exceptions.add(plain)
      return listed ?? this.numbers.get(plain) ?? plain
    }
    return typeof plain === 'boolean' ? Number(plain) : plain
  }

  private identifier(rust: unknown): string {
    const listed = IDENTIFIERS[String(rust)]
    if (listed !== undefined) this.exceptions.add(String(rust))
    return listed ?? `0x${BigInt(rust as number).toString(16)}`
  }

  private bytes(rust: unknown): unknown {
    return inside(rust)
  }

  private numberOfOurs(node: Enumeration, ours: unknown): unknown {
    return typeof ours === 'string' ? node.numbers[ours] : ours
  }

  /** The number of Rust's word: by its constant, else by the spelling of our word or constant. */
  private numberOfTheirs(node: Enumeration | Flags, word: unknown): unknown {
    if (typeof word === 'boolean') return Number(word)
    if (typeof word !== 'string') return word
    const listed = WORDS[`${node.prefix}${word}`]
    if (listed !== undefined) {
      this.exceptions.add(`${node.prefix}${word}`)
      return node.numbers[listed]
    }
    const constants = this.constants.get(word)
    const words = Object.keys(node.numbers)
    const found = words.find((ours) => constants?.has(node.constants[ours] ?? '') === true)
    const spelled = words.find((ours) =>
      [ours, node.constants[ours]?.slice(node.prefix.length) ?? ours].map(bare).includes(bare(word)),
    )
    const ours = found ?? spelled
    return ours === undefined ? word : node.numbers[ours]
  }

  private maskOfOurs(node: Flags, ours: unknown): number {
    const bits = (ours as (string | number)[]).map((one) => (typeof one === 'string' ? (node.numbers[one] ?? 0) : one))
    return bits.reduce((mask, bit) => mask | bit, 0) >>> 0
  }

  private maskOfTheirs(node: Flags, rust: unknown): unknown {
    const plain = isRust(rust) && 'flags' in rust ? rust['flags'] : inside(rust)
    if (plain === null) return 0
    const names = Array.isArray(plain) ? plain : [plain]
    const bits = names.map((name) => {
      if (typeof name === 'string' && name.startsWith('0x')) return Number(name)
      return this.numberOfTheirs(node, name)
    })
    return bits.every((bit) => typeof bit === 'number') ? bits.reduce((mask, bit) => mask | bit, 0) >>> 0 : bits
  }

  private text(path: string, node: Text, ours: string, theirs: unknown): void {
    const { format } = node
    if (format === 'address' && Array.isArray(theirs)) return this.same(path, [...encode(node, ours)], theirs)
    if (format === 'mpls') {
      const labels = (Array.isArray(theirs) ? theirs : [theirs]) as Rust[]
      return this.same(path, ours, labels.map(({ label }) => label).join('/'))
    }
    if (/\.(kind|slaveKind)$/.test(path) && typeof theirs === 'string') {
      if (KINDS[theirs] !== undefined) this.exceptions.add(theirs)
      return this.same(path, ours, KINDS[theirs] ?? bare(theirs))
    }
    if (format !== 'lladdr') return this.same(path, ours, theirs)
    const bytes = isRust(theirs) ? Object.values(theirs).find(Array.isArray) : theirs
    const text = Array.isArray(bytes)
      ? bytes.map((byte: number) => byte.toString(16).padStart(2, '0')).join(':')
      : bytes
    // Rust keeps the whole field that contains an address.
    this.same(path, node.least === undefined ? ours : ours.padEnd(3 * (node.size as number) - 1, ':00'), text)
  }

  /** Rust has 0 for fields that an older kernel did not send. */
  private sameOrAbsent(path: string, ours: unknown, theirs: unknown): void {
    if (ours === undefined && theirs === 0) this.absent++
    else this.same(path, ours === undefined ? undefined : Number(ours), theirs)
  }

  private vector(path: string, { names }: Vector, ours: Value, rust: Rust): void {
    for (const [field, value] of Object.entries(rust)) {
      if (field === '$') continue
      const key = this.field('vector', field, names)
      if (key === undefined) this.differ(`${path}.${field}`, `${JSON.stringify(value)} has no place`)
      else this.sameOrAbsent(`${path}.${key}`, ours[key], value)
    }
  }

  private field(of: string, field: string, keys: readonly string[]): string | undefined {
    for (const name of [`${of}.${field}`, `*.${field}`]) {
      const listed = FIELDS[name]
      if (listed === undefined || !keys.includes(listed)) continue
      this.exceptions.add(name)
      return listed
    }
    return keys.find((key) => bare(key) === bare(field))
  }

  private fields(path: string, node: Struct, ours: Value, rust: Rust): void {
    const theirs = isRust(rust) && 'v' in rust ? (inside(rust) as Rust) : rust
    const keys = node.fields.map(({ key }) => key)
    // Mapping(4, 5) has no field names.
    if (Array.isArray(theirs))
      return this.fields(path, node, ours, {
        $: '',
        ...Object.fromEntries(theirs.map((one, index) => [keys[index], one])),
      })
    if (!isObject(theirs)) return this.differ(path, `no struct: ${JSON.stringify(rust)}`)
    const reported = new Set<string>()
    const scope: Scope = { header: {}, attributes: { ...ours } }
    for (const [field, value] of Object.entries(theirs)) {
      if (field === '$') continue
      const key = this.field(node.name ?? 'struct', field, keys)
      const found = node.fields.find((one) => one.key === key)
      if (key === undefined || found === undefined)
        this.differ(`${path}.${field}`, `${JSON.stringify(value)} has no field in ${node.name}: ${keys.join()}`)
      else {
        reported.add(key)
        if (ours[key] === undefined) this.sameOrAbsent(`${path}.${key}`, undefined, value)
        else this.value(`${path}.${key}`, found.node, ours[key], value, scope)
      }
    }
    // What Rust omits is 0 in the bytes, or padding.
    for (const key of keys)
      if (!reported.has(key) && !isEmpty(ours[key]))
        this.differ(`${path}.${key}`, `${JSON.stringify(ours[key])} here, not reported there`)
  }

  private records(path: string, node: Records, ours: readonly Value[], rust: readonly Rust[], scope: Scope): void {
    this.same(`${path}.length`, ours.length, rust.length)
    for (const [index, one] of rust.entries()) {
      const { attributes, $, ...header } = one
      const mine = ours[index] as Value
      this.fields(`${path}[${index}].header`, node.header, mine['header'] as Value, { $, ...header })
      this.attributes(`${path}[${index}]`, node.attributes, mine, attributes, scope)
    }
  }
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === 0 ||
  value === 0n ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  value === 'unspec'

const resolve = (node: Node, scope: Scope): Node => (node.type === 'select' ? choose(node, scope) : node)
