/**
 * The short way from what people wrote to bytes: where every field given is a plain one, of the header or an attribute,
 * it is written as it is met, without the value of the message in between. The long way (`unshape`, `encode`) takes
 * everything, gives the same bytes for what goes by both, and says what is wrong.
 */
import type { ByteOrder, Scope } from '../decode/decode.ts'
import { EncodeError } from '../errors.ts'
import { fastPaths } from '../fast/fast-paths.ts'
import type { Payload } from '../fast/pool.ts'
import type { Message, Node } from '../node.ts'
import { align4 } from '../node.ts'
import type { Shape } from '../shape.ts'
import { parseQuad } from '../text/parse.ts'
import type { RequestWriter } from './request.ts'
import { requestWriter } from './request.ts'
import { checkAddress, checkFamily, isAddress } from './same-family.ts'
import type { Place, Value } from './unshape.ts'
import { bitsAt, encodeShaped, placesOf, splitPrefix, unshape } from './unshape.ts'
import { attributeType } from './writer.ts'

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

/** How one field is written, which people call by a name. All are of one form, so that one loop writes most of them without a call. */
interface Step {
  /** Where a field of the header stands, -1 for an attribute. */
  readonly offset: number
  /** Of an attribute. */
  readonly type: number
  /** What is written; undefined where nothing is. */
  readonly node: Node | undefined
  /** Of a number of up to 32 bits, or a word for one; 0 for all else. */
  readonly size: 0 | 1 | 2 | 4
  /** In network byte order. */
  readonly big: boolean
  /** The numbers that are written as they are. Others are a matter for the writer, or for the long way. */
  readonly least: number
  readonly most: number
  readonly words: ReadonlyMap<unknown, number>
  /** The word that was met last, which the next one mostly is, and its number. */
  word: unknown
  number: number
  /** Whether it is an address of the request's own family. */
  readonly address: boolean
  /** Of an address: the field of the header that its length goes to. */
  readonly length: Step | undefined
  /** Of such an address: the word for none. */
  readonly absent: string | undefined
}

const SLASH = 0x2f
const NO_WORDS: ReadonlyMap<unknown, number> = new Map()

/** A field whose value is told otherwise. */
const SKIP: Step = {
  offset: -1,
  type: 0,
  node: undefined,
  size: 0,
  big: false,
  least: 0,
  most: 0,
  words: NO_WORDS,
  word: undefined,
  number: -1,
  address: false,
  length: undefined,
  absent: undefined,
}

type Numeric = Pick<Step, 'size' | 'big' | 'most' | 'words'>

/** What is said of a number by its node. */
const numeric = (node: Node): Numeric | undefined => {
  const scalar = node.type === 'enum' ? node.scalar : node
  if (scalar.type !== 'scalar' || scalar.size === 8) return undefined
  const { size, order, signed } = scalar
  const most = 2 ** (signed ? 8 * size - 1 : 8 * size) - 1
  const fitting = ([, number]: [string, number]): boolean => number >>> 0 === number && number <= most
  const words = node.type === 'enum' ? new Map(Object.entries(node.numbers).filter(fitting)) : NO_WORDS
  return { size, big: order === 'be', most, words }
}

/** How a field is written; undefined where it takes the long way. */
const stepOf = ([outer, inner]: Place, node: Message, shape: Shape, places: Places): Step | undefined => {
  if (outer === 'header') {
    const field = node.header.fields.find(({ key }) => key === inner)
    if (field === undefined || !isPlain(field.node, places)) return undefined
    return { ...SKIP, offset: field.offset, node: field.node, ...numeric(field.node) }
  }
  const row = node.attributes.rows[outer]
  if (row === undefined || inner !== undefined || row.repeated || !isPlain(row.node, places)) return undefined
  const key = shape.prefix?.[outer]
  const length = key === undefined ? undefined : stepOf(['header', key], node, shape, places)
  return {
    ...SKIP,
    type: attributeType(row),
    node: row.node,
    ...numeric(row.node),
    address: isAddress(row.node),
    length,
    absent: shape.absent?.[outer],
  }
}

/** The number; -1 for what takes more than a look. */
const quickly = (step: Step, value: unknown): number => {
  if (typeof value === 'number') return value >>> 0 === value && value >= step.least && value <= step.most ? value : -1
  if (step.word !== value) {
    step.word = value
    step.number = step.words.get(value) ?? -1
  }
  return step.number
}

/** Where the length of a prefix is cut off: three places before the end at most, or at the end where there is none. */
const slashOf = (text: string): number => {
  const { length } = text
  for (let at = length - 1; at >= 0 && at > length - 4; at--) if (text.charCodeAt(at) === SLASH) return at
  return length
}

const writeNumber = (writer: RequestWriter, { offset, type, size, big }: Step, number: number): void => {
  if (offset < 0) writer.numberAttribute(type, size as 4, number, big)
  else writer.number(writer.start + offset, size as 4, number, big)
}

/** Writes an IPv4 address, with its length if it is a prefix; false, and nothing written, for anything else. */
const writeQuad = (writer: RequestWriter, { type, length }: Step, text: string): boolean => {
  const end = length === undefined ? text.length : slashOf(text)
  const quad = parseQuad(text, end)
  const bits = end === text.length ? 32 : bitsAt(text, end + 1)
  if (quad < 0 || !(bits <= 32)) return false
  if (length !== undefined) writeNumber(writer, length, bits)
  writer.numberAttribute(type, 4, quad, true)
  return true
}

const writeAttribute = (writer: RequestWriter, step: Step, value: unknown, name: string, scope: Scope): void => {
  const { family } = scope.header
  if (step.address && (family === 'inet' || family === 'inet6') && typeof value === 'string')
    checkAddress(value, family, name)
  writer.attribute(step.type, step.node as Node, value, scope, name)
}

/** What is no number that fits, nor an IPv4 address. False where it takes the long way. */
const writeOther = (writer: RequestWriter, step: Step, value: unknown, name: string, scope: Scope): boolean => {
  const { offset, node, length, absent } = step
  if (node === undefined) return false
  if (offset >= 0) {
    const after = writer.at
    writer.at = writer.start + offset
    writer.node(node, value, scope, name)
    writer.at = after
  } else if (length === undefined) {
    writeAttribute(writer, step, value, name, scope)
  } else if (value === absent) {
    writeNumber(writer, length, 0)
  } else {
    const split = splitPrefix(value, scope.header['family'], name)
    writeNumber(writer, length, split.length)
    writeAttribute(writer, step, split.address, name, scope)
  }
  return true
}

/** How the fields of a shape are written. */
interface Plan {
  /** Of the header, padding included. */
  readonly size: number
  readonly fields: ReadonlyMap<string, Step>
  /** The fields of the last message in their order: those of the next are mostly the same, and need not be looked up. */
  readonly names: string[]
  readonly steps: (Step | undefined)[]
}

/** Fields that stand beside those of a shape. */
export interface Beside {
  /** What is passed over: it is told otherwise. */
  readonly told: readonly string[]
  /** Other names for the indexes of links. */
  readonly index: { readonly [name: string]: string }
  /** Fields that are more than their value: they take the long way. */
  readonly long?: readonly string[]
}

const LARGEST_INDEX = 0x7fffffff

const makePlan = (node: Message, shape: Shape, beside?: Beside): Plan => {
  const fields = new Map<string, Step>()
  const places = placesOf(node, shape)
  for (const [name, place] of places) {
    const step = stepOf(place, node, shape, places)
    if (step !== undefined) fields.set(name, step)
  }
  // a link that has only a name is a matter for others
  for (const [name, field] of Object.entries(beside?.index ?? {}))
    fields.set(name, { ...(fields.get(field) as Step), least: 1, most: LARGEST_INDEX, node: undefined })
  for (const name of beside?.told ?? []) fields.set(name, SKIP)
  for (const name of beside?.long ?? []) fields.delete(name)
  return { size: align4(node.header.size), fields, names: [], steps: [] }
}

const PLANS = new WeakMap<Shape, Plan>()
/** The one that was asked for last. */
let latestShape: Shape | undefined
let latestPlan: Plan

const planOf = (node: Message, shape: Shape): Plan => {
  if (shape === latestShape) return latestPlan
  latestPlan = PLANS.get(shape) ?? makePlan(node, shape)
  latestShape = shape
  PLANS.set(shape, latestPlan)
  return latestPlan
}

/** False where something takes the long way. */
const write = (writer: RequestWriter, { fields, names, steps }: Plan, values: Value, scope: Scope): boolean => {
  const inet = scope.header['family'] === 'inet'
  let at = 0
  for (const name in values) {
    const value = values[name]
    if (value === undefined) continue
    if (names[at] !== name) {
      names[at] = name
      steps[at] = fields.get(name)
    }
    const step = steps[at]
    if (step === undefined) return false
    at++
    if (step === SKIP) continue
    const number = step.size === 0 ? -1 : quickly(step, value)
    const quad = number < 0 && inet && step.address && typeof value === 'string' && writeQuad(writer, step, value)
    if (number >= 0) writeNumber(writer, step, number)
    else if (!quad && !writeOther(writer, step, value, name, scope)) return false
  }
  return true
}

/** By the short way; undefined where something takes the long way, or is wrong. */
const encodeDirectly = (order: ByteOrder, fill: (writer: RequestWriter) => boolean): Payload | undefined => {
  if (!fastPaths) return undefined
  const writer = requestWriter(order)
  let whole = false
  try {
    whole = fill(writer)
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error
  } finally {
    if (!whole) writer.drop()
  }
  return whole ? writer.end() : undefined
}

const encodeTheLongWay = (node: Message, shape: Shape, input: Value, order: ByteOrder): Payload => {
  checkFamily(node, shape, input)
  return encodeShaped(node, shape, unshape(node, shape, input), order)
}

/** The payload of a request. Throws EncodeError that names the field as the caller wrote it. */
export const encodeInput = (node: Message, shape: Shape, input: Value, order: ByteOrder): Payload =>
  encodeDirectly(order, (writer) => {
    const plan = planOf(node, shape)
    writer.reserve(plan.size)
    return write(writer, plan, input, { header: input, attributes: input } as Scope)
  }) ?? encodeTheLongWay(node, shape, input, order)

/**
 * Encodes fields that most messages have alike, and behind them what a caller wrote, without making one object of both.
 */
export class PrefixedEncoder {
  private readonly node: Message
  private readonly shape: Shape
  private readonly beside: Beside
  private plan: Plan | undefined
  /** What was encoded last, as bytes. */
  private head: Value | undefined
  private bytes: Uint8Array = new Uint8Array(0)
  private scope!: Scope
  private order: ByteOrder | undefined

  constructor(node: Message, shape: Shape, beside: Beside) {
    this.node = node
    this.shape = shape
    this.beside = beside
  }

  /**
   * `head` is not to be changed any more. Undefined for what takes more than writing down one field after the other, or
   * is wrong.
   */
  encode(head: Value, rest: Value, order: ByteOrder): Payload | undefined {
    return encodeDirectly(order, (writer) => {
      this.plan ??= makePlan(this.node, this.shape, this.beside)
      if (head === this.head && order === this.order) writer.append(this.bytes)
      else if (!this.begin(writer, head, order)) return false
      return write(writer, this.plan, rest, this.scope)
    })
  }

  private begin(writer: RequestWriter, head: Value, order: ByteOrder): boolean {
    const plan = planOf(this.node, this.shape)
    const scope = { header: head, attributes: head } as Scope
    writer.reserve(plan.size)
    if (!write(writer, plan, head, scope)) return false
    this.bytes = writer.bytes.slice(writer.start, writer.at)
    this.scope = scope
    this.order = order
    this.head = head
    return true
  }
}
