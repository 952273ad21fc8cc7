/**
 * The short way from what people wrote to bytes: where every field given is a plain one, of the header or an attribute,
 * it is written as it is met, without the value of the message in between. The long way (`unshape`, `encode`) takes
 * everything, gives the same bytes for what goes by both, and says what is wrong.
 */
import type { ByteOrder, Scope } from './decode.ts'
import type { Writer } from './encode.ts'
import { attributeType, borrow, giveBack } from './encode.ts'
import { EncodeError } from './errors.ts'
import type { Message, Node, Select } from './node.ts'
import { align4 } from './node.ts'
import { checkAddress, checkFamily, isAddress } from './same-family.ts'
import type { Shape } from './shape.ts'
import type { Place, Value } from './unshape.ts'
import { encodeShaped, placesOf, splitPrefix, unshape } from './unshape.ts'

/** Writes one field of a message that begins at 0; `name` is what people call it. */
type Put = (writer: Writer, value: unknown, name: string, scope: Scope) => void

const PLAIN: ReadonlySet<Node['type']> = new Set(['scalar', 'uint', 'enum', 'flags', 'text', 'bytes', 'identifier'])

type Places = ReadonlyMap<string, Place>

/** Whether the bytes of a value depend on nothing else than fields of the header that people call by the header's names. */
const isPlain = (node: Node, places: Places): boolean => {
  if (node.type !== 'select') return PLAIN.has(node.type)
  const { by, cases, otherwise } = node
  const field = by.startsWith('header.') ? by.slice(7) : undefined
  const [outer, inner] = places.get(field ?? '') ?? []
  return (
    outer === 'header' && inner === field && [...Object.values(cases), otherwise].every(({ type }) => PLAIN.has(type))
  )
}

/**
 * What most fields are: a number of up to 32 bits, or a word for one. Anything else about them (numbers below zero or too
 * large, words that do not exist) the writer deals with.
 */
interface Quick {
  readonly size: 1 | 2 | 4
  /** In network byte order. */
  readonly big: boolean
  readonly most: number
  readonly words: ReadonlyMap<unknown, number>
  /** The word that was met last, which the next one mostly is, and its number. */
  word: unknown
  number: number
}

const NO_WORDS: ReadonlyMap<unknown, number> = new Map()

const quickOf = (node: Node): Quick | undefined => {
  const scalar = node.type === 'enum' ? node.scalar : node
  if (scalar.type !== 'scalar' || scalar.size === 8) return undefined
  const { size, order, signed } = scalar
  const most = 2 ** (signed ? 8 * size - 1 : 8 * size) - 1
  const fitting = ([, number]: [string, number]): boolean => number >>> 0 === number && number <= most
  const words = node.type === 'enum' ? new Map(Object.entries(node.numbers).filter(fitting)) : NO_WORDS
  return { size, big: order === 'be', most, words, word: undefined, number: -1 }
}

/** The number; -1 for what takes more than a look. */
const quickly = (quick: Quick, value: unknown): number => {
  if (typeof value === 'number') return value >>> 0 === value && value <= quick.most ? value : -1
  if (quick.word !== value) {
    quick.word = value
    quick.number = quick.words.get(value) ?? -1
  }
  return quick.number
}

const fieldPut = (node: Node, offset: number): Put => {
  const quick = quickOf(node)
  return (writer, value, name, scope) => {
    const number = quick === undefined ? -1 : quickly(quick, value)
    if (quick !== undefined && number >= 0) return writer.number(offset, quick.size, number, quick.big)
    const after = writer.at
    writer.at = offset
    writer.node(node, value, scope, name)
    writer.at = after
  }
}

const attributePut = (type: number, node: Node): Put => {
  if (node.type === 'select') return chosenPut(type, node)
  const quick = quickOf(node)
  return (writer, value, name, scope) => {
    const number = quick === undefined ? -1 : quickly(quick, value)
    if (quick !== undefined && number >= 0) writer.numberAttribute(type, quick.size, number, quick.big)
    else writer.attribute(type, node, value, scope, name)
  }
}

const chosenPut = (type: number, node: Select): Put => {
  const cases = new Map(Object.entries(node.cases))
  const field = node.by.slice('header.'.length)
  return (writer, value, name, scope) => {
    const chosen = cases.get(scope.header[field] as string) ?? node.otherwise
    writer.attribute(type, chosen, value, scope, name)
  }
}

/** An address of the request's own family. */
const addressPut = (put: Put): Put => {
  return (writer, value, name, scope) => {
    const { family } = scope.header
    if ((family === 'inet' || family === 'inet6') && typeof value === 'string') checkAddress(value, family, name)
    put(writer, value, name, scope)
  }
}

/** An address, and its length in the header. */
const prefixPut = (address: Put, length: Put, absent: string | undefined): Put => {
  return (writer, value, name, scope) => {
    if (value === absent) return length(writer, 0, name, scope)
    const split = splitPrefix(value, scope.header['family'], name)
    length(writer, split.length, name, scope)
    address(writer, split.address, name, scope)
  }
}

/** How a field is written; undefined where it takes the long way. */
const putOf = ([outer, inner]: Place, node: Message, shape: Shape, places: Places): Put | undefined => {
  if (outer === 'header') {
    const field = node.header.fields.find(({ key }) => key === inner)
    return field !== undefined && isPlain(field.node, places) ? fieldPut(field.node, field.offset) : undefined
  }
  const row = node.attributes.rows[outer]
  if (row === undefined || inner !== undefined || row.repeated || !isPlain(row.node, places)) return undefined
  const plain = attributePut(attributeType(row), row.node)
  const put = isAddress(row.node) ? addressPut(plain) : plain
  const lengthKey = shape.prefix?.[outer]
  if (lengthKey === undefined) return put
  const length = putOf(['header', lengthKey], node, shape, places)
  return length && prefixPut(put, length, shape.absent?.[outer])
}

/** How the fields of a shape are written. */
interface Plan {
  readonly puts: ReadonlyMap<string, Put>
  /** The fields of the last message in their order: those of the next are mostly the same, and need not be looked up. */
  readonly names: string[]
  readonly steps: (Put | undefined)[]
}

const PLANS = new WeakMap<Shape, Plan>()

const planOf = (node: Message, shape: Shape): Plan => {
  let plan = PLANS.get(shape)
  if (plan !== undefined) return plan
  const puts = new Map<string, Put>()
  const places = placesOf(node, shape)
  for (const [name, place] of places) {
    const put = putOf(place, node, shape, places)
    if (put !== undefined) puts.set(name, put)
  }
  plan = { puts, names: [], steps: [] }
  PLANS.set(shape, plan)
  return plan
}

/** Undefined where something takes the long way, or is wrong. */
const write = (writer: Writer, node: Message, shape: Shape, input: Value): Uint8Array | undefined => {
  const { puts, names, steps } = planOf(node, shape)
  const scope = { header: input, attributes: input } as Scope
  writer.reserve(align4(node.header.size))
  let at = 0
  for (const name in input) {
    const value = input[name]
    if (value === undefined) continue
    if (names[at] !== name) {
      names[at] = name
      steps[at] = puts.get(name)
    }
    const put = steps[at]
    if (put === undefined) return undefined
    put(writer, value, name, scope)
    at++
  }
  return writer.cut()
}

/** By the short way; undefined where there is none. */
const encodeDirectly = (node: Message, shape: Shape, input: Value, order: ByteOrder): Uint8Array | undefined => {
  const writer = borrow(order)
  try {
    const bytes = write(writer, node, shape, input)
    giveBack(writer, order)
    return bytes
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error
    return undefined
  }
}

const encodeTheLongWay = (node: Message, shape: Shape, input: Value, order: ByteOrder): Uint8Array => {
  checkFamily(node, shape, input)
  return encodeShaped(node, shape, unshape(node, shape, input), order)
}

/** The payload of a request. Throws EncodeError that names the field as the caller wrote it. */
export const encodeInput = (node: Message, shape: Shape, input: Value, order: ByteOrder): Uint8Array =>
  encodeDirectly(node, shape, input, order) ?? encodeTheLongWay(node, shape, input, order)
