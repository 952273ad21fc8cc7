/** Random values of the rows of a table: mostly those that people write, and all that the encoding allows. */
import fc from 'fast-check'
import { arbitrary } from '../../../src/netlink/codec/arbitrary/arbitrary.ts'
import type { Attributes, Message, Node, Row, Typed } from '../../../src/netlink/codec/node.ts'
import type { Trial } from './trial.ts'

export type Value = { readonly [key: string]: unknown }

/** Any value of a node. */
export const any = (node: Node): fc.Arbitrary<unknown> => arbitrary(fc, node as Typed<unknown>)

/** Hardware addresses of one host. */
export const mac = fc.nat({ max: 0xff }).map((last) => `02:00:00:00:aa:${last.toString(16).padStart(2, '0')}`)
export const ipv4 = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 255 })).map(([net, host]) => `10.9.${net}.${host}`)
export const ipv6 = fc.nat({ max: 0xffff }).map((host) => `2001:db8:9::${(host + 1).toString(16)}`)

const often = (usual: fc.Arbitrary<unknown>, rest: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: rest })

/** Kernels count up to 64 bits where inputs do not; times of more than 32 bits are rounded. */
const MANY = 2 ** 32

/** An object as `decode` returns it. */
const objectOf = (fields: { readonly [key: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<Value> =>
  fc.record(fields, { noNullPrototype: true })

/** A value as it is read: numbers are not bigints. */
export const valueFor = (node: Node): fc.Arbitrary<unknown> => {
  switch (node.type) {
    case 'scalar':
      return node.size === 8
        ? fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 9999 }), fc.nat({ max: MANY }))
        : fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 127 }), any(node))
    case 'flags':
      return often(fc.subarray([...node.words.values()]), any(node))
    case 'text':
      return often(
        node.format === 'lladdr' ? mac : node.size === 4 ? ipv4 : node.size === 16 ? ipv6 : any(node),
        any(node),
      )
    case 'struct':
      return objectOf(Object.fromEntries(node.fields.map(({ key, node: field }) => [key, valueFor(field)])))
    case 'items':
      return fc.array(valueFor(node.of), { maxLength: 3 })
    case 'attributes':
      return someOf(node.rows, 4)
    default:
      return any(node)
  }
}

/** Some rows of a table, at least one. */
const someOf = (rows: { readonly [key: string]: Row }, most: number): fc.Arbitrary<Value> =>
  fc
    .subarray(Object.keys(rows), { minLength: 1, maxLength: Math.min(most, Object.keys(rows).length) })
    .chain((keys) => objectOf(Object.fromEntries(keys.map((key) => [key, valueFor((rows[key] as Row).node)]))))

/** The rows of a table without those that are excluded for a reason. */
export const rowsBut = (
  { rows }: Attributes,
  leftOut: { readonly [reason: string]: readonly string[] },
): { [key: string]: Row } => {
  const without = Object.values(leftOut).flat()
  for (const key of without) if (!Object.hasOwn(rows, key)) throw new Error(`there is no row ${key}`)
  return Object.fromEntries(Object.entries(rows).filter(([key]) => !without.includes(key)))
}

/** Values of a row, or of a header field. */
export const row = ({ attributes, header }: Message, key: string): fc.Arbitrary<unknown> => {
  const node = attributes.rows[key]?.node ?? header.fields.find((field) => field.key === key)?.node
  if (node === undefined) throw new Error(`there is no ${key}`)
  return valueFor(node)
}

/** The node of a row. */
export const nodeOf = ({ rows }: Attributes, key: string): Node => {
  const row = rows[key]
  if (row === undefined) throw new Error(`there is no row ${key}`)
  return row.node
}

/** Mostly one of these fields, so that a refusal is due to it; otherwise a few. */
export const fieldsOf = (rows: { readonly [key: string]: Row }): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 2, arbitrary: someOf(rows, 1) }, { weight: 1, arbitrary: someOf(rows, 4) })

/** The same for fields with given values. */
export const fieldsFrom = (fields: { readonly [key: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<Value> =>
  fc
    .oneof({ weight: 2, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(4) })
    .chain((most) =>
      fc.subarray(Object.keys(fields), { minLength: 1, maxLength: Math.min(most, Object.keys(fields).length) }),
    )
    .chain((keys) => objectOf(Object.fromEntries(keys.map((key) => [key, fields[key] as fc.Arbitrary<unknown>]))))

/** An input, and the paths of its random fields. */
export const trial = <T extends object>(chosen: Value, input: T, nest = ''): Trial<T> => ({
  input,
  chosen: Object.keys(chosen).map((key) => nest + key),
})
