/** One invalid field at any depth: the encoder names it, and no other. */

import fc from 'fast-check'
import t from 'tap'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import { EncodeError } from '../../src/netlink/codec/errors.ts'
import type { Attributes, Node, Row, Scalar, Struct, Text, Typed } from '../../src/netlink/codec/node.ts'
import { choose, type Scope } from '../../src/netlink/codec/select.ts'
import { walk } from '../proof/walk.ts'
import { routeMessages as messages } from '../registry.ts'
import { runs, seed, tellSeed } from './random.ts'

tellSeed(t)
t.setTimeout(240_000)

/** A value with something invalid in it, and the path: `''` is the value itself. */
interface Fault {
  readonly value: unknown
  readonly at: string
}

const DEPTH = 6
const NOWHERE: Scope = { header: {}, attributes: {} }

const here = (...values: unknown[]): fc.Arbitrary<Fault> =>
  fc.constantFrom(...values.map((value) => ({ value, at: '' })))

const inside = (key: string | number, fault: fc.Arbitrary<Fault>): fc.Arbitrary<Fault> =>
  fault.map(({ value, at }) => ({
    value: typeof key === 'number' ? [value] : { [key]: value },
    at: (typeof key === 'number' ? `[${key}]` : key) + (/^\w/.test(at) ? `.${at}` : at),
  }))

const ofScalar = ({ size, signed }: Scalar): fc.Arbitrary<Fault> => {
  const bits = BigInt(size * 8)
  const most = 2n ** (signed ? bits - 1n : bits)
  const least = signed ? -(2n ** (bits - 1n)) : 0n
  return here(most, least - 1n, most + 77n, 1.5, Number.NaN, 'x', null, {})
}

const ofText = ({ format, size }: Text): fc.Arbitrary<Fault> => {
  const words: unknown[] = [5, null, {}]
  if (format !== 'string') words.push('no such', '1.2.3', '::1::', 'g0:00')
  else if (size !== undefined) words.push('x'.repeat(size))
  return here(...words)
}

const ofFields = (node: Struct, depth: number): fc.Arbitrary<Fault>[] =>
  node.fields
    .filter(({ node: field }) => field.type !== 'select')
    .map(({ key, node: field }) => inside(key, faultIn(field, NOWHERE, depth + 1)))

const ofRow = (key: string, { node, repeated }: Row, depth: number): fc.Arbitrary<Fault> => {
  const one = faultIn(node, NOWHERE, depth + 1)
  return inside(key, repeated ? fc.oneof(here(5, {}), inside(0, one)) : one)
}

const ofRows = ({ rows }: Attributes, depth: number): fc.Arbitrary<Fault>[] =>
  depth > DEPTH ? [] : Object.entries(rows).map(([key, row]) => fc.constant(row).chain((row) => ofRow(key, row, depth)))

const unknown = (): fc.Arbitrary<Fault> => fc.constant({ value: { noSuchField: 1 }, at: 'noSuchField' })

const faultIn = (node: Node, scope: Scope, depth: number): fc.Arbitrary<Fault> => {
  switch (node.type) {
    case 'scalar':
      return ofScalar(node)
    case 'bool':
      return here('x', 2, -1, 0.5, null)
    case 'uint':
      return here(-1, 2n ** 64n, 1.5, 'x', null)
    case 'enum':
      return fc.oneof(here('no such word'), ofScalar(node.scalar))
    case 'flags':
      return fc.oneof(inside(0, here('no such word', 1.5, null)), here('x', null, 1.5))
    case 'text':
      return ofText(node)
    case 'bytes':
      return node.size === undefined ? here('x', 5, null) : here('x', new Uint8Array(node.size + 1), null)
    case 'flag':
      return here('yes', 1, 0, null)
    case 'identifier':
      return here('x', '-1', 2n ** 64n, 1.5, null)
    case 'list': {
      const one = node.count === undefined || node.count === 1 ? [inside(0, faultIn(node.of, NOWHERE, depth + 1))] : []
      return fc.oneof(here(5, null, {}), ...one)
    }
    case 'vector':
      return fc.oneof(here(5, null, []), unknown(), inside(node.names[0] as string, ofScalar(node.of)))
    case 'struct':
      return fc.oneof(here(5, null, []), unknown(), ...ofFields(node, depth))
    case 'groups':
    case 'items':
      return fc.oneof(here(5, null, {}), inside(0, faultIn(node.of, NOWHERE, depth + 1)))
    case 'attributes':
      return fc.oneof(here(5, null, []), unknown(), ...ofRows(node, depth))
    case 'message':
      return fc.oneof(
        here(5, null),
        inside('header', fc.oneof(unknown(), ...ofFields(node.header, depth))),
        ...ofRows(node.attributes, depth),
      )
    case 'records':
      return fc.oneof(here(5, null, {}), inside(0, fc.oneof(here(5, null), ...ofRows(node.attributes, depth))))
    case 'select':
      return faultIn(choose(node, scope), scope, depth)
  }
}

const check = (node: Node, { value, at }: Fault): void => {
  try {
    encode(node as Typed<unknown>, value)
  } catch (error) {
    if (error instanceof EncodeError && error.path === at) return
    throw error
  }
  throw new Error(`${at} was encoded`)
}

/** Every table of the registry, with a name for reports. A request and its reply share one. */
const tops = new Map([...messages.values()].map(({ name, node }) => [node as Node, name]))
const nests = walk([...tops].map(([node, name]) => [name, node] as const)).filter(
  ({ node }) => node.type === 'attributes',
)

t.test('an invalid field is named', async (t) => {
  const paths = new Set<string>()
  for (const { node, path } of [...[...tops].map(([node, path]) => ({ node, path })), ...nests]) {
    const property = fc.property(faultIn(node, NOWHERE, 0), (fault) => {
      check(node, fault)
      paths.add(`${path}.${fault.at}`)
    })
    fc.assert(property, { numRuns: runs(node.type === 'message' ? 3000 : 500), seed })
    t.pass(path)
  }
  t.ok(paths.size > 1500, `${paths.size} places`)
})
