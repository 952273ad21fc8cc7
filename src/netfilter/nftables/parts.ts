/**
 * What the keys of a set are made of, and what a map leads to. The kernel keeps nft's number for the types; the lengths of
 * integers are told by what they were declared by (`typeof vlan id`), or else beside the types.
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

/** Keys, or what a map leads to. */
export interface Described {
  /** `ipv4_addr . inet_service`; `#47` for a number that nft has no name for, and for lengths that its types can't have. */
  readonly type: string
  readonly typeof?: string | undefined
  /** Bytes of each part, where neither tells. */
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

/** Undefined where any of it is not known here. */
const declaredParts = (text: string | undefined): readonly Part[] | undefined => {
  if (text === undefined) return undefined
  const operands = partTexts(text).map(operandNamed)
  return operands.includes(undefined) ? undefined : (operands as Operand[]).map(partOf)
}

/** Lengths of parts that fill `length` bytes together; undefined where the types can't be that long. */
const lengthsOf = (
  of: readonly (Datatype | undefined)[],
  length: number,
  given: readonly number[],
): readonly number[] | undefined => {
  if (of.length === 1) return of[0]?.size === undefined || of[0].size === length ? [length] : undefined
  const sizes = of.map((type, at) => type?.size ?? given[at])
  const open = sizes.filter((size) => size === undefined).length
  const rest = length - sizes.reduce<number>((sum, size) => sum + padded(size ?? 0), 0)
  // whoever made it did not say how long its integers are
  const each = open === 0 ? 0 : rest / open
  const fits = open === 0 ? rest === 0 : each > 0 && each % 4 === 0
  return fits ? sizes.map((size) => size ?? each) : undefined
}

/** From nft's number, the length in bytes, what it was declared by, and the lengths of a concatenation's parts. */
export const readParts = (
  id: number,
  length: number,
  declared: string | undefined,
  given: readonly number[] = [],
): Typed => {
  const found = id === 0 ? [types.integer] : partsOf(id)
  const said = declaredParts(declared)
  const fits = said !== undefined && said.length === found.length && lengthOf(said) === length
  const sizes = fits ? said.map(({ size }) => size) : lengthsOf(found, length, given)
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
    typeof: fits || said === undefined ? declared : undefined,
    lengths: fits || numbers.every(({ size }) => size !== undefined) ? undefined : sizes,
    parts: fits ? said : numbers.map((type, at) => ({ type, size: sizes[at] as number })),
  }
}

export interface Written {
  /** nft's number for the types. */
  readonly id: number
  readonly parts: readonly Part[]
}

/** From names, what they were declared by, and lengths. `path` is the field that holds the types. */
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
  const said = declaredParts(declared)
  if (said !== undefined) {
    const fits = said.length === found.length && said.every(({ size }, at) => (found[at]?.size ?? size) === size)
    if (!fits) throw new EncodeError(typeofPath, `what is of type ${type}`, declared)
    return { id, parts: said }
  }
  const parts = found.map((type, at): Part => {
    const size = type.size ?? lengths?.[at]
    if (size === undefined || !(size > 0 && size <= 64))
      throw new EncodeError(
        lengthsPath,
        `how many bytes each part of ${found.map(({ name }) => name).join(' . ')} has`,
        lengths,
      )
    return { type, size }
  })
  return { id, parts }
}
