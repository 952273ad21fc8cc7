/** Checks that a named set or map has the types that a statement needs. The kernel compares lengths only, and not all. */
import { EncodeError } from '../../../netlink/codec/errors.ts'
import type { KnownSet } from './context.ts'
import type { Datatype } from './datatypes.ts'
import { datatypeOf, datatypes as types } from './datatypes.ts'
import type { Computed, Key } from './keys.ts'
import { isShift, keyOf, keyText, partOf } from './keys.ts'
import type { Source } from './types.ts'
import type { Part } from './values.ts'
import { lengthOf } from './values.ts'

/** Integers have no meaning of their own. Raw bytes of a packet (`@th,0,16`) are integers as well. */
const isInteger = ({ id }: Datatype): boolean => id === types.integer.id
/** A type of a newer nft, or a concatenation that this library cannot split. */
const isUnknown = ({ id }: Datatype): boolean => datatypeOf(id) === undefined
const isVague = ({ type }: Part): boolean => isInteger(type) || isUnknown(type)

/** Whether values of `own` are values of `other`. Types of which nothing but the length is known fit by their length. */
export const fitsType = (own: readonly Part[], other: readonly Part[]): boolean => {
  const sameLength = lengthOf(own) === lengthOf(other)
  const [first] = other
  if (first !== undefined && other.length === 1 && isUnknown(first.type)) return sameLength
  if (own.length !== other.length) return false
  const alike = own.every((part, at) => {
    const otherPart = other[at] as Part
    return part.type.id === otherPart.type.id || isVague(part) || isVague(otherPart)
  })
  return alike && (sameLength || ![...own, ...other].some(isVague))
}

/** Types as nft names them: `ipv4_addr . inet_service`. */
const typeText = (parts: readonly Part[]): string =>
  parts.map(({ type, size }) => (isInteger(type) ? `integer of ${size} bytes` : type.name)).join(' . ')

/** The type of a part of a key. Shifted bits are a number. */
const typeOfPart = (computed: Computed): Part => {
  const part = partOf(computed, true)
  return computed.steps.some(isShift) ? { ...part, type: types.integer } : part
}

/**
 * Checks the keys of a set or map against the key of a lookup. Sets whose types are not known pass.
 *
 * @throws {EncodeError}
 */
export const checkKey = ({ name, parts }: KnownSet, key: Key, path: string): void => {
  if (parts === undefined) return
  const own = key.parts.map(typeOfPart)
  if (fitsType(own, parts)) return
  const expected = `keys of type ${typeText(own)}, the type of ${keyText(key.parts)}`
  throw new EncodeError(path, `${expected}; the keys of @${name} have type ${typeText(parts)}`)
}

const dataText = ({ mapData }: KnownSet): string => {
  if (mapData === undefined) return 'is a set'
  const { kind, parts } = mapData
  return `is a map to ${kind === 'values' || kind === 'ranges' ? `${kind} of type ${typeText(parts)}` : kind}`
}

const refuse = (set: KnownSet, expected: string, path: string): never => {
  throw new EncodeError(path, `${expected}; @${set.name} ${dataText(set)}`)
}

/** Checks that a named map has data of this kind. @throws {EncodeError} */
export const checkKind = (set: KnownSet, kind: 'verdicts' | 'objects', path: string): void => {
  if (set.parts !== undefined && set.mapData?.kind !== kind) refuse(set, `a map to ${kind}`, path)
}

/**
 * Checks that the data of a named map are values of one of these types; with `ranges`, ranges of values.
 *
 * @throws {EncodeError}
 */
export const checkData = (
  set: KnownSet,
  choices: readonly (readonly Part[])[],
  path: string,
  ranges: boolean,
): void => {
  const { parts, mapData } = set
  if (parts === undefined) return
  const kind = ranges ? 'ranges' : 'values'
  if (mapData?.kind === kind && choices.some((choice) => fitsType(choice, mapData.parts))) return
  refuse(set, `a map to ${kind} of type ${choices.map(typeText).join(' or ')}`, path)
}

/** Checks that the data of a named map have the type of a value that a rule puts there. @throws {EncodeError} */
export const checkValue = (set: KnownSet, value: Source, part: Part, path: string): void => {
  const from = typeof value === 'object' && 'from' in value ? keyOf(value.from, path).parts : undefined
  checkData(set, [from === undefined ? [part] : from.map(typeOfPart)], path, false)
}
