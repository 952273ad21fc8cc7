/** Plans of the direct encoder (`direct.ts`): for each field of a shape, how it is written. */
import { align4, attributeType } from '../nlattr.ts'
import type { Message, Node } from '../node.ts'
import type { Shape } from '../shape.ts'
import { isAddress } from './same-family.ts'
import type { FieldPath } from './unshape.ts'
import { fieldPathsOf } from './unshape.ts'

const PLAIN: ReadonlySet<Node['type']> = new Set([
  'scalar',
  'bool',
  'uint',
  'enum',
  'flags',
  'text',
  'bytes',
  'identifier',
])

type FieldPaths = ReadonlyMap<string, FieldPath>

/** Whether a value's bytes depend on nothing but the value and header fields that the shape does not rename. */
const isPlain = (node: Node, paths: FieldPaths): boolean => {
  if (node.type !== 'select') return PLAIN.has(node.type)
  const { by, cases, otherwise } = node
  const field = by.startsWith('header.') ? by.slice(7) : undefined
  const [outer, inner] = paths.get(field ?? '') ?? []
  return (
    outer === 'header' && inner === field && [...Object.values(cases), otherwise].every(({ type }) => PLAIN.has(type))
  )
}

/** How one field of the program's object is written. All steps have one form, so that one loop writes most of them inline. */
export interface Step {
  /** Offset of a header field; -1 for an attribute. */
  readonly offset: number
  /** The attribute type. */
  readonly type: number
  /** The node of the value; undefined if nothing is written. */
  readonly node: Node | undefined
  /** Size of a number of up to 32 bits, or of an enumeration; 0 for everything else. */
  readonly size: 0 | 1 | 2 | 4
  /** In network byte order. */
  readonly big: boolean
  /** Range of the numbers that are written inline. The writer or the general encoder handles the others. */
  readonly least: number
  readonly most: number
  readonly words: ReadonlyMap<unknown, number>
  /** The last word and its number: the next word is usually the same. */
  word: unknown
  number: number
  /** Whether it is an address of the request's family. */
  readonly address: boolean
  /** Of an address: the header field of its prefix length. */
  readonly length: Step | undefined
  /** Of such an address: the word for the empty prefix. */
  readonly absent: string | undefined
}

const NO_WORDS: ReadonlyMap<unknown, number> = new Map()

/** Already encoded from another input; skip. */
export const SKIP: Step = {
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

/** The part of a step that follows from a number's node; undefined if it is no number of up to 32 bits. */
const numeric = (node: Node): Numeric | undefined => {
  const scalar = node.type === 'enum' || node.type === 'bool' ? node.scalar : node
  if (scalar.type !== 'scalar' || scalar.size === 8) return undefined
  const { size, order, signed } = scalar
  const most = node.type === 'bool' ? 1 : 2 ** (signed ? 8 * size - 1 : 8 * size) - 1
  const fitting = ([, number]: [string, number]): boolean => number >>> 0 === number && number <= most
  const words = node.type === 'enum' ? new Map(Object.entries(node.numbers).filter(fitting)) : NO_WORDS
  return { size, big: order === 'be', most, words }
}

/** The step of a field; undefined if the general encoder has to write it. */
const stepOf = ([outer, inner]: FieldPath, node: Message, shape: Shape, paths: FieldPaths): Step | undefined => {
  if (outer === 'header') {
    const field = node.header.fields.find(({ key }) => key === inner)
    if (field === undefined || !isPlain(field.node, paths)) return undefined
    return { ...SKIP, offset: field.offset, node: field.node, ...numeric(field.node) }
  }
  const row = node.attributes.rows[outer]
  if (row === undefined || inner !== undefined || row.repeated || !isPlain(row.node, paths)) return undefined
  const key = shape.prefix?.[outer]
  const length = key === undefined ? undefined : stepOf(['header', key], node, shape, paths)
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

/** The steps of a shape's fields. */
export interface Plan {
  /** Size of the header, padding included. */
  readonly size: number
  readonly fields: ReadonlyMap<string, Step>
  /** Names of the last message's fields, in order: the next message usually has the same, which saves the lookup. */
  readonly names: string[]
  readonly steps: (Step | undefined)[]
}

/** Fields that are treated differently from those of the shape. */
export interface ExtraFields {
  /** Fields that are already encoded from another input. */
  readonly skip: readonly string[]
  /** Other names for fields that are link indexes. */
  readonly index: { readonly [name: string]: string }
  /** Fields that only the general encoder can write. */
  readonly general?: readonly string[]
}

const LARGEST_INDEX = 0x7fffffff

export const makePlan = (node: Message, shape: Shape, extra?: ExtraFields): Plan => {
  const fields = new Map<string, Step>()
  const paths = fieldPathsOf(node, shape)
  for (const [name, fieldPath] of paths) {
    const step = stepOf(fieldPath, node, shape, paths)
    if (step !== undefined) fields.set(name, step)
  }
  // A link given by name must be looked up first, which the caller does.
  for (const [name, field] of Object.entries(extra?.index ?? {}))
    fields.set(name, { ...(fields.get(field) as Step), least: 1, most: LARGEST_INDEX, node: undefined })
  for (const name of extra?.skip ?? []) fields.set(name, SKIP)
  for (const name of extra?.general ?? []) fields.delete(name)
  return { size: align4(node.header.size), fields, names: [], steps: [] }
}

const PLANS = new WeakMap<Shape, Plan>()
/** The last one used. */
let latestShape: Shape | undefined
let latestPlan: Plan

/** The plan of a shape without extra fields. */
export const planOf = (node: Message, shape: Shape): Plan => {
  if (shape === latestShape) return latestPlan
  latestPlan = PLANS.get(shape) ?? makePlan(node, shape)
  latestShape = shape
  PLANS.set(shape, latestPlan)
  return latestPlan
}
