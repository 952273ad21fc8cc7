/**
 * The claims of the tables about the kernel's headers, as C. Whatever has no constant cannot be proven: it is returned
 * as `unprovable`, and the test requires a reason for each.
 */

import { constantOf, upperSnake } from '../../src/netlink/codec/constants.ts'
import type {
  Attributes,
  Enumeration,
  Field,
  Flags,
  Identifier,
  Items,
  Node,
  Scalar,
  Struct,
  Vector,
} from '../../src/netlink/codec/node.ts'
import type { Visit } from './walk.ts'

export interface Claim {
  /** The claim: `IFLA_MTU`, `sizeof struct ifinfomsg`, `offset of ifi_index in struct ifinfomsg`. */
  readonly name: string
  /** The condition of a `_Static_assert`. */
  readonly condition: string
  /** The path in the table. */
  readonly path: string
}

export interface Claims {
  readonly claims: Claim[]
  /** The kernel's constants that the tables contain. */
  readonly constants: Set<string>
  /** What has no constant: words by the path of their enumeration, structs and fields by name. */
  readonly unprovable: Map<string, string[]>
}

export interface Sources {
  /** The constant of the entries of a list, by the constant of the attribute that contains the list. */
  readonly itemConstants: { readonly [row: string]: string }
  /** Expressions of constants for words without a constant of their own, by the path of their enumeration. */
  readonly wordConstants: { readonly [place: string]: { readonly [word: string]: string } }
  readonly macros: ReadonlyMap<string, string>
}

/** The scalar of a node whose value is one number. */
export const scalarOf = (node: Node): Scalar | undefined => {
  if (node.type === 'scalar') return node
  return node.type === 'enum' || node.type === 'flags' || node.type === 'bool' ? node.scalar : undefined
}

const literal = (value: number): string => (value > 0x7fffffff ? `${value}u` : String(value))

/** The last attribute on the path to a node, and the rest of the path: `IFLA_BR_MULTI_BOOLOPT/optval`. */
export const placeOf = (path: string): string => /[A-Z][A-Z0-9_]+(\/[^/]*[^A-Z0-9_/][^/]*)*$/.exec(path)?.[0] ?? path

class Collector implements Claims {
  readonly claims: Claim[] = []
  readonly constants = new Set<string>()
  readonly unprovable = new Map<string, string[]>()
  readonly #sources: Sources

  constructor(sources: Sources) {
    this.#sources = sources
  }

  #without(place: string, what: string): void {
    this.unprovable.set(place, [...(this.unprovable.get(place) ?? []), what])
  }

  /** `constant` may be an expression of constants: `1 << RTAX_MTU`. */
  constant(constant: string, value: number, path: string, read = ''): void {
    this.#claim(constant, `${read}(${constant}) == ${literal(value)}`, path)
  }

  #claim(constant: string, condition: string, path: string): void {
    for (const name of constant.match(/[A-Za-z_]\w*/g) ?? []) this.constants.add(name)
    this.claims.push({ name: constant, condition, path })
  }

  attributes(table: Attributes, path: string): void {
    const keys = new Map<number, string>()
    for (const [key, { id }] of Object.entries(table.rows)) {
      const constant = constantOf(table, key)
      this.constant(constant, id, path)
      const other = keys.get(id)
      if (other !== undefined) this.claims.push({ name: `${constant}: number of its own`, condition: '0', path })
      keys.set(id, key)
    }
  }

  words(node: Enumeration | Flags, path: string): void {
    for (const [word, value] of Object.entries(node.numbers)) {
      const constant = node.constants[word] ?? this.#sources.wordConstants[placeOf(path)]?.[word]
      if (constant === undefined) {
        this.#without(placeOf(path), word)
        continue
      }
      // The header writes some flags in network order too: GRE_KEY is __cpu_to_be16(0x2000).
      const swapped = /\bcpu_to_be16\b|__cpu_to_be16\b/.test(this.#sources.macros.get(constant) ?? '')
      this.constant(constant, value, path, swapped ? '__be16_to_cpu' : '')
    }
  }

  /** Two numbers may have the same word; the word has the constant of one of them. */
  identifier({ prefix, words = new Map() }: Identifier, path: string): void {
    for (const [text, word] of words) {
      const own = this.#sources.wordConstants[placeOf(path)]?.[text]
      const constant = own ?? `${prefix}${word.replaceAll('-', '_').toUpperCase()}`
      this.#claim(constant, `(${constant}) == ${text}ull`, path)
    }
  }

  vector({ prefix, names, first }: Vector, path: string): void {
    for (const [place, name] of names.entries()) this.constant(prefix + upperSnake(name), first + place, path)
  }

  items(node: Items, path: string): void {
    if (node.id === undefined) return
    const constant = this.#sources.itemConstants[placeOf(path)]
    if (constant === undefined) this.#without(placeOf(path), `items of type ${node.id}`)
    else this.constant(constant, node.id, path)
  }

  struct(node: Struct, path: string): void {
    if (node.name === undefined) {
      this.#without(placeOf(path), 'struct')
      return
    }
    const name = `struct ${node.name}`
    this.claims.push({ name: `sizeof ${name}`, condition: `sizeof(${name}) == ${node.size}`, path })
    for (const field of node.fields) {
      const member = node.fieldName(field.key)
      if (member === null) this.#without(name, field.key)
      else this.#member(name, member, field, path)
    }
  }

  #member(struct: string, member: string, { node, offset, size }: Field, path: string): void {
    const of = `${member} in ${struct}`
    const value = `((${struct} *)0)->${member}`
    this.claims.push({ name: `offset of ${of}`, condition: `offsetof(${struct}, ${member}) == ${offset}`, path })
    if (size !== undefined) this.claims.push({ name: `size of ${of}`, condition: `sizeof(${value}) == ${size}`, path })
    const scalar = scalarOf(node)
    if (scalar === undefined) return
    const signed = `(((__typeof__(${value}))-1) < 0) == ${Number(scalar.signed)}`
    this.claims.push({ name: `sign of ${of}`, condition: signed, path })
  }
}

export const claimsOf = (visits: readonly Visit[], sources: Sources): Claims => {
  const collector = new Collector(sources)
  for (const { node, path } of visits) {
    switch (node.type) {
      case 'attributes':
        collector.attributes(node, path)
        break
      case 'struct':
        collector.struct(node, path)
        break
      case 'enum':
      case 'flags':
        collector.words(node, path)
        break
      case 'identifier':
        collector.identifier(node, path)
        break
      case 'vector':
        collector.vector(node, path)
        break
      case 'items':
        collector.items(node, path)
        break
    }
  }
  return collector
}
