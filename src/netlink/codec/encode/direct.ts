/**
 * The direct encoder, a fast path: if every field of a program's object is one header field or one attribute, the fields are
 * written as they are iterated, without building the message's value. The general encoder (`unshape.ts`, `writer.ts`) accepts
 * everything, gives the same bytes, and reports errors.
 */
import { EncodeError } from '../errors.ts'
import { fastPaths } from '../fast/fast-paths.ts'
import type { Payload } from '../fast/pool.ts'
import type { Message, Node } from '../node.ts'
import type { ByteOrder } from '../order.ts'
import type { Scope } from '../select.ts'
import type { Shape } from '../shape.ts'
import { parseQuad } from '../text/parse.ts'
import { writeAttribute } from './attribute.ts'
import type { ExtraFields, Plan, Step } from './plan.ts'
import { makePlan, planOf, SKIP } from './plan.ts'
import type { RequestWriter } from './request.ts'
import { requestWriter } from './request.ts'
import { checkAddress, checkFamily } from './same-family.ts'
import type { Value } from './unshape.ts'
import { bitsAt, encodeShaped, splitPrefix, unshape } from './unshape.ts'

const SLASH = 0x2f

/** The number to write; -1 if the value needs more than a lookup. */
const quickly = (step: Step, value: unknown): number => {
  if (typeof value === 'number') return value >>> 0 === value && value >= step.least && value <= step.most ? value : -1
  if (step.word !== value) {
    step.word = value
    step.number = step.words.get(value) ?? -1
  }
  return step.number
}

/** Offset of the slash of a prefix, at most four characters before the end; the end if there is none. */
const slashOf = (text: string): number => {
  const { length } = text
  for (let at = length - 1; at >= 0 && at > length - 4; at--) if (text.charCodeAt(at) === SLASH) return at
  return length
}

const writeNumber = (writer: RequestWriter, { offset, type, size, big }: Step, number: number): void => {
  if (offset < 0) writer.numberAttribute(type, size as 4, number, big)
  else writer.number(writer.start + offset, size as 4, number, big)
}

/** Writes an IPv4 address, with its length if it is a prefix. For anything else it writes nothing and returns false. */
const writeQuad = (writer: RequestWriter, { type, length }: Step, text: string): boolean => {
  const end = length === undefined ? text.length : slashOf(text)
  const quad = parseQuad(text, end)
  const bits = end === text.length ? 32 : bitsAt(text, end + 1)
  if (quad < 0 || !(bits <= 32)) return false
  if (length !== undefined) writeNumber(writer, length, bits)
  writer.numberAttribute(type, 4, quad, true)
  return true
}

const writeField = (writer: RequestWriter, step: Step, value: unknown, name: string, scope: Scope): void => {
  const { family } = scope.header
  if (step.address && (family === 'inet' || family === 'inet6') && typeof value === 'string')
    checkAddress(value, family, name)
  writeAttribute(writer, step.type, step.node as Node, value, scope, name)
}

/** Writes values that are neither numbers in range nor IPv4 addresses. False if the general encoder has to. */
const writeOther = (writer: RequestWriter, step: Step, value: unknown, name: string, scope: Scope): boolean => {
  const { offset, node, length, absent } = step
  if (node === undefined) return false
  if (offset >= 0) {
    const after = writer.at
    writer.at = writer.start + offset
    writer.node(node, value, scope, name)
    writer.at = after
  } else if (length === undefined) {
    writeField(writer, step, value, name, scope)
  } else if (value === absent) {
    writeNumber(writer, length, 0)
  } else {
    const split = splitPrefix(value, scope.header['family'], name)
    writeNumber(writer, length, split.length)
    writeField(writer, step, split.address, name, scope)
  }
  return true
}

/** Writes the fields of an object. False if the general encoder has to encode the message. */
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

/** Encodes directly; undefined if the general encoder has to, or the input is wrong. */
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

const encodeGenerally = (node: Message, shape: Shape, input: Value, order: ByteOrder): Payload => {
  checkFamily(node, shape, input)
  return encodeShaped(node, shape, unshape(node, shape, input), order)
}

/** The payload of a request. Throws EncodeError that names the field as the caller wrote it. */
export const encodeInput = (node: Message, shape: Shape, input: Value, order: ByteOrder): Payload =>
  encodeDirectly(order, (writer) => {
    const plan = planOf(node, shape)
    writer.reserve(plan.size)
    return write(writer, plan, input, { header: input, attributes: input } as Scope)
  }) ?? encodeGenerally(node, shape, input, order)

/** Checks the fields of a request that is made later. Throws EncodeError like `encodeInput`. */
export const checkInput = (node: Message, shape: Shape, input: Value, order: ByteOrder): void =>
  void encodeGenerally(node, shape, input, order)

/**
 * Encodes fields that most messages share (`head`), then a caller's fields, without merging them into one object. The bytes of
 * the last `head` are reused.
 */
export class PrefixedEncoder {
  private readonly node: Message
  private readonly shape: Shape
  private readonly extra: ExtraFields
  private plan: Plan | undefined
  /** The head that was encoded last, and its bytes. */
  private head: Value | undefined
  private bytes: Uint8Array = new Uint8Array(0)
  private scope!: Scope
  private order: ByteOrder | undefined

  constructor(node: Message, shape: Shape, extra: ExtraFields) {
    this.node = node
    this.shape = shape
    this.extra = extra
  }

  /**
   * `head` must not be changed afterwards. Undefined if the general encoder has to encode the message, or the input is wrong.
   */
  encode(head: Value, rest: Value, order: ByteOrder): Payload | undefined {
    return encodeDirectly(order, (writer) => {
      this.plan ??= makePlan(this.node, this.shape, this.extra)
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
