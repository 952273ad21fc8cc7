/**
 * The types of the keys of a set and of the data of a map. The kernel stores nft's number for them. The length of an
 * integer follows from the field that it was declared by (`typeof vlan id`); otherwise it is stored apart from the types.
 */
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Datatype } from './statements/datatypes.ts'
import { idOf, partsOf, datatypes as types } from './statements/datatypes.ts'
import { partTexts } from './statements/keys.ts'
import type { Operand } from './statements/operand.ts'
import { operandOf } from './statements/operands.ts'
import type { Part } from './statements/values.ts'
import { lengthOf, padded } from './statements/values.ts'
import { operandNamed } from './typeof.ts'
import { bitsOf } from './typeof-kinds.ts'

/** The keys of a set, or the data of a map. */
export interface Described {
  /** `ipv4_addr . inet_service`; `#47` for an unknown number, and for types that cannot have the length of the keys. */
  readonly type: string
  readonly typeof?: string | undefined
  /** Length of each part in bytes. Absent if `type` or `typeof` determines it. */
  readonly lengths?: readonly number[] | undefined
}

export interface Typed extends Described {
  readonly parts: readonly Part[]
}

/** A type without a name, by nft's number. */
const numbered = (id: number): Datatype => ({ ...types.integer, name: `#${id}`, id })

const named: ReadonlyMap<string, Datatype> = new Map<string, Datatype>(Object.entries(types))

/** Whether a type has no length of its own. */
export const isOpen = (name: string): boolean => named.get(name)?.size === undefined

const typeNamed = (name: string, path: string): Datatype => {
  const known = named.get(name)
  if (known !== undefined) return known
  const [, id] = /^#(\d{1,10})$/.exec(name) ?? []
  if (id === undefined) throw new EncodeError(path, 'a type such as ipv4_addr, inet_service or ifname', name)
  return numbered(Number(id))
}

const partOf = (operand: Operand): Part => ({ type: operand.type, size: Math.ceil(bitsOf(operand) / 8) })

/** The parts that a declaration describes. Undefined without a declaration, or if one of its fields is unknown here. */
const declaredParts = (text: string | undefined): readonly Part[] | undefined => {
  if (text === undefined) return undefined
  const operands = partTexts(text).map(operandNamed)
  return operands.includes(undefined) ? undefined : (operands as Operand[]).map(partOf)
}

/** The lengths of parts that are `length` bytes long together; undefined if parts of these types cannot be. */
const lengthsOf = (
  of: readonly (Datatype | undefined)[],
  length: number,
  given: readonly number[],
): readonly number[] | undefined => {
  if (of.length === 1) return of[0]?.size === undefined || of[0].size === length ? [length] : undefined
  const sizes = of.map((type, at) => type?.size ?? given[at])
  const open = sizes.filter((size) => size === undefined).length
  const rest = length - sizes.reduce<number>((sum, size) => sum + padded(size ?? 0), 0)
  // the set does not contain the lengths of its integers: assume that they are equal
  const each = open === 0 ? 0 : rest / open
  const fits = open === 0 ? rest === 0 : each > 0 && each % 4 === 0
  return fits ? sizes.map((size) => size ?? each) : undefined
}

/** Reads nft's number for the types, their length in bytes, the declaration, and the lengths of a concatenation's parts. */
export const readParts = (
  id: number,
  length: number,
  declared: string | undefined,
  given: readonly number[] = [],
): Typed => {
  const found = id === 0 ? [types.integer] : partsOf(id)
  const known = declaredParts(declared)
  const fits = known !== undefined && known.length === found.length && lengthOf(known) === length
  const sizes = fits ? known.map(({ size }) => size) : lengthsOf(found, length, given)
  if (sizes === undefined) {
    const whole = numbered(id)
    return { type: whole.name, lengths: [length], parts: [{ type: whole, size: length }] }
  }
  const numbers = Array.from(
    found,
    (type, at): Datatype => type ?? numbered(Math.floor(id / 64 ** (found.length - 1 - at)) % 64),
  )
  return {
    type: numbers.map(({ name }) => name).join(' . '),
    typeof: fits || known === undefined ? declared : undefined,
    lengths: fits || numbers.every(({ size }) => size !== undefined) ? undefined : sizes,
    parts: fits ? known : numbers.map((type, at) => ({ type, size: sizes[at] as number })),
  }
}

export interface Written {
  /** nft's number for the types. */
  readonly id: number
  readonly parts: readonly Part[]
}

/**
 * The types that a program gives: names, a declaration, and lengths. `path`: the field that contains the names.
 *
 * @throws {EncodeError}
 */
export const writeParts = ({ type, typeof: declared, lengths }: Partial<Described>, path: 'type' | 'data'): Written => {
  const [typeofPath, lengthsPath] = path === 'type' ? ['typeof', 'keyLengths'] : ['dataTypeof', 'dataLengths']
  if (type === undefined && declared === undefined)
    throw new EncodeError(path, `a type such as ipv4_addr, or \`${typeofPath}\``, type)
  if (type === undefined) {
    const operands = partTexts(declared as string).map((part) => operandOf(part, typeofPath))
    return { id: idOf(operands.map((operand) => operand.type)), parts: operands.map(partOf) }
  }
  const found = type.split(' . ').map((name) => typeNamed(name, path))
  const id = idOf(found)
  const known = declaredParts(declared)
  if (known !== undefined) {
    const fits = known.length === found.length && known.every(({ size }, at) => (found[at]?.size ?? size) === size)
    if (!fits) throw new EncodeError(typeofPath, `a field of type ${type}`, declared)
    return { id, parts: known }
  }
  const parts = found.map((type, at): Part => {
    const size = type.size ?? lengths?.[at]
    if (size === undefined || !(size > 0 && size <= 64))
      throw new EncodeError(
        lengthsPath,
        `the length in bytes of each part of ${found.map(({ name }) => name).join(' . ')}`,
        lengths,
      )
    return { type, size }
  })
  return { id, parts }
}
