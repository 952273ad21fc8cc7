/** Projections: lists with some fields of each object. Only these are decoded, and what else they are made from. */
import { suggest } from '../netlink/codec/encode/checks.ts'
import type { Message } from '../netlink/codec/node.ts'
import type { Shape } from '../netlink/codec/shape.ts'
import { fieldsOf } from '../netlink/codec/shape.ts'
import { OptionError } from '../netlink/socket/options.ts'

/** The option of calls that read objects. */
export interface Only<K extends string> {
  /**
   * The fields to read. The objects then have only these, and the rest of each message is skipped, which takes less time and
   * memory: `links.list({}, { only: ['index', 'name', 'mtu'] })`.
   */
  readonly only: readonly K[]
}

/** What the `finish` of a kind does, for projections. */
export interface Derived {
  /** The fields that it adds or changes. */
  readonly made: readonly string[]
  /** The fields that it reads. */
  readonly from: readonly string[]
  /** Those of `made` that need the names of links. */
  readonly named: readonly string[]
  /** Those of `from` that it removes. */
  readonly removed: readonly string[]
}

/** For a kind without `finish`. */
export const NOTHING_DERIVED: Derived = { made: [], from: [], named: [], removed: [] }

/** What projections need to know of a kind. */
interface Projectable {
  readonly node: Message
  readonly shape: Shape
  readonly derived?: Derived
  /** The fields that a filter compares, by the fields of the filter; by default the field of the same name. */
  readonly compared?: { readonly [filter: string]: readonly string[] }
}

/** How the objects of one call are read. */
export interface Projection {
  /** The shape that decodes the fields, those of `finish` and the filter among them. */
  readonly shape: Shape
  /** Whether `finish` has to be called. */
  readonly finishes: boolean
  /** Whether names of links are needed. */
  readonly named: boolean
  /** Whether a field is decoded. The kernel need not send the others. */
  readonly reads: (field: string) => boolean
  /** The fields of the result. Undefined: all that are decoded. */
  readonly only: readonly string[] | undefined
}

/** Decodes everything. */
export const whole = ({ shape }: Projectable): Projection => ({
  shape,
  finishes: true,
  named: true,
  reads: () => true,
  only: undefined,
})

/** Shapes by their fields, so that each set of fields has one compiled decoder. */
const SHAPES = new WeakMap<Shape, Map<string, Shape>>()
/** Limit of the stored shapes of one object, since a program may ask for any number of different sets of fields. */
const STORED = 64

const shapeOf = (shape: Shape, fields: ReadonlySet<string>): Shape => {
  const stored = SHAPES.get(shape) ?? new Map<string, Shape>()
  SHAPES.set(shape, stored)
  const key = [...fields].sort().join()
  const made = stored.get(key) ?? { ...shape, only: fields }
  if (stored.size < STORED) stored.set(key, made)
  return made
}

const checkFields = (where: string, path: string, only: unknown, known: ReadonlySet<string>): readonly string[] => {
  if (!Array.isArray(only) || only.length === 0)
    throw new OptionError(where, path, "expected a list of fields, such as ['index', 'name']")
  for (const [place, field] of only.entries()) {
    if (known.has(field)) continue
    const meant = typeof field === 'string' ? suggest(field, [...known]) : undefined
    const given = typeof field === 'string' ? `no field '${field}'` : 'expected the name of a field'
    throw new OptionError(where, `${path}[${place}]`, meant === undefined ? given : `${given}; did you mean ${meant}?`)
  }
  return only
}

/**
 * How to read only the fields `only`. `filter`: the fields of the filter that are given. `path`: the option, for errors.
 *
 * @throws {OptionError} for a field that the objects do not have.
 */
export const project = (
  where: string,
  kind: Projectable,
  only: readonly string[],
  filter: readonly string[],
  path = 'only',
): Projection => {
  const { node, shape, derived = NOTHING_DERIVED, compared = {} } = kind
  const known = new Set([...fieldsOf(node, shape), ...derived.made].filter((field) => !derived.removed.includes(field)))
  checkFields(where, path, only, known)
  const needed = new Set([...only, ...filter.flatMap((field) => compared[field] ?? [field])])
  const finishes = derived.made.some((field) => needed.has(field))
  const named = derived.named.some((field) => needed.has(field))
  if (finishes) for (const field of derived.from) needed.add(field)
  const decoded = shapeOf(shape, needed)
  const asked = new Set(only)
  const more = finishes || [...needed].some((field) => !asked.has(field))
  return { shape: decoded, finishes, named, reads: (field) => needed.has(field), only: more ? [...asked] : undefined }
}

/** The fields of an object that were asked for. */
export const picked = <T extends object>({ only }: Pick<Projection, 'only'>, value: T): T => {
  if (only === undefined) return value
  const result: { [field: string]: unknown } = {}
  for (const field of only) {
    const one = (value as { [field: string]: unknown })[field]
    if (one !== undefined) result[field] = one
  }
  return result as T
}
