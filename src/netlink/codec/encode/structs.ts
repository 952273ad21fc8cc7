/** Encodes values of fixed layout: structs, lists of values of one size, vectors. */
import { charsEnd, imageOf, isChars } from '../decode/layout.ts'
import { EncodeError } from '../errors.ts'
import { copy } from '../fast/pool.ts'
import type { Field, List, Struct, Vector } from '../node.ts'
import type { Scope } from '../select.ts'
import type { Value } from './checks.ts'
import { fieldKeys, listOf, objectOf, unknownKey } from './checks.ts'
import type { Output } from './output.ts'
import { writeBytes, writeScalar } from './scalars.ts'

/** A vector has at most as many bytes as the 16-bit length of an attribute allows. */
const LONGEST = 0xffff

export const writeList = (output: Output, { of, count }: List, value: unknown, scope: Scope, path: string): void => {
  const values = listOf(value, path)
  if (count !== undefined && values.length !== count) throw new EncodeError(path, `a list of ${count}`, value)
  for (let index = 0; index < values.length; index++) output.node(of, values[index], scope, output.path(path, index))
}

export const writeVector = (output: Output, { of, names, first }: Vector, value: unknown, path: string): void => {
  const object = objectOf(value, path)
  const start = output.at
  for (const [key, number] of Object.entries(object)) {
    if (number === undefined) continue
    const index = names.includes(key) ? names.indexOf(key) : /^\d+$/.test(key) ? Number(key) - first : -1
    if (index < 0 || index > LONGEST / of.size) throw unknownKey(path, key, names)
    const end = start + (index + 1) * of.size
    if (end > output.at) output.reserve(end - output.at)
    const after = output.at
    output.at = end - of.size
    writeScalar(output, of, number, output.path(path, key))
    output.at = after
  }
}

/** Fields that the value omits are zero. */
export const writeStruct = (output: Output, node: Struct, value: unknown, { header }: Scope, path: string): void => {
  const object = objectOf(value, path)
  const scope: Scope = { header, attributes: object as Scope['attributes'] }
  const keys = fieldKeys(node)
  for (const key of Object.keys(object)) if (!keys.has(key) && key !== 'tail') throw unknownKey(path, key, [...keys])
  const start = output.at
  const rest = node.fields.at(-1)
  const open = rest !== undefined && rest.size === undefined && !(rest.key in object && object[rest.key] === undefined)
  output.reserve(open ? rest.offset : shortened(node, object))
  const image = imageOf(object)
  if (image !== undefined) copy(image, 0, Math.min(image.length, output.at - start), output.bytes, start)
  for (const { key, node: field, offset, size } of node.fields) {
    if (object[key] === undefined) {
      if (image !== undefined) output.bytes.fill(0, start + offset, Math.min(start + offset + (size ?? 0), output.at))
      continue
    }
    const after = output.at
    if (size !== undefined) output.at = start + offset
    output.node(field, object[key], scope, output.path(path, key))
    if (size !== undefined) output.at = after
    if (image !== undefined && isChars({ node: field }))
      restoreChars(output, image, offset, start + offset, size as number)
  }
  if (object['tail'] !== undefined) writeBytes(output, object['tail'], undefined, output.path(path, 'tail'))
}

/** Restores the bytes after the NUL of a text in a field of fixed size, unless the text has changed. */
const restoreChars = ({ bytes }: Output, image: Uint8Array, from: number, at: number, size: number): void => {
  const end = charsEnd(image, from, from + size)
  const same = charsEnd(bytes, at, at + size) - at === end - from
  for (let index = 0; index < end - from; index++) if (!same || bytes[at + index] !== image[from + index]) return
  copy(image, from, size, bytes, at)
}

/** The size of a struct whose last keys are undefined, as decoded from an older kernel's shorter struct. */
const shortened = ({ fields, size }: Struct, object: Value): number => {
  const left = ({ key }: Field): boolean => key in object && object[key] === undefined
  const last = fields.findLast((field) => !left(field))
  if (last === undefined) return 0
  return last === fields.at(-1) ? size : last.offset + (last.size as number)
}
