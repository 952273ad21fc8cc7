/** Bytes made from tables, valid and malformed, for property tests with fast-check. */
import type { Arbitrary } from 'fast-check'
import { encode } from '../encode/encode.ts'
import { align4, NLA_HDRLEN, NLA_TYPE_MASK } from '../nlattr.ts'
import type { Message, Node } from '../node.ts'
import type { ByteOrder } from '../order.ts'
import { hostOrder } from '../order.ts'
import type { FastCheckModule } from './arbitrary.ts'
import { arbitrary } from './arbitrary.ts'

/** Attributes of a table with arbitrary payloads, including nests. */
const anyAttributes = (fc: FastCheckModule, node: Node, little: boolean, depth: number): Arbitrary<Uint8Array> => {
  const raw = fc.uint8Array({ maxLength: 24 })
  const inner = innerNodes(node)
  if (depth > 3 || inner.size === 0) return raw
  const one = fc
    .tuple(fc.oneof(fc.constantFrom(...inner.keys()), fc.nat({ max: 0xffff })), fc.nat({ max: 9 }))
    .chain(([type, odds]) => {
      const below = inner.get(type & NLA_TYPE_MASK)
      const payload = below === undefined || odds === 0 ? raw : anyAttributes(fc, below, little, depth + 1)
      return fc.tuple(payload, odds === 1 ? fc.nat({ max: 40 }) : fc.constant(undefined)).map(([bytes, length]) => {
        const attribute = new Uint8Array(align4(NLA_HDRLEN + bytes.length))
        const view = new DataView(attribute.buffer)
        view.setUint16(0, length ?? NLA_HDRLEN + bytes.length, little)
        view.setUint16(2, type, little)
        attribute.set(bytes, NLA_HDRLEN)
        return attribute
      })
    })
  return fc.array(one, { maxLength: 5 }).map((all) => Uint8Array.from(all.flatMap((attribute) => [...attribute])))
}

/** Nodes of the attributes in a node, by attribute type; of a select those of any case. */
const innerNodes = (node: Node): Map<number, Node> => {
  switch (node.type) {
    case 'attributes':
      return new Map(Object.values(node.rows).map((row) => [row.id, row.node]))
    case 'items':
      return new Map([0, 1, 2].map((place) => [node.id ?? place, node.of]))
    case 'select':
      return new Map([...Object.values(node.cases), node.otherwise].flatMap((one) => [...innerNodes(one)]))
    default:
      return new Map()
  }
}

/** Damages valid bytes: at an offset (0 to 1 of the length) bits are flipped, or bytes removed or inserted. */
const damages = (fc: FastCheckModule): Arbitrary<(bytes: Uint8Array) => Uint8Array> =>
  fc
    .tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.oneof(
        fc.integer({ min: 1, max: 255 }).map((bits) => ({ bits })),
        fc.integer({ min: 1, max: 12 }).map((cut) => ({ cut })),
        fc.uint8Array({ minLength: 1, maxLength: 8 }).map((added) => ({ added })),
      ),
    )
    .map(([position, damage]) => (bytes) => {
      const at = Math.min(bytes.length - 1, Math.floor(position * bytes.length))
      if (bytes.length === 0) return bytes
      if ('bits' in damage) return bytes.map((byte, index) => (index === at ? byte ^ damage.bits : byte))
      const rest = bytes.subarray(at + ('cut' in damage ? damage.cut : 0))
      return Uint8Array.from([...bytes.subarray(0, at), ...('added' in damage ? damage.added : []), ...rest])
    })

/**
 * Bytes that resemble a message: encoded values with damages, attributes of the table with arbitrary payloads, and arbitrary
 * bytes. `order`: byte order of lengths and numbers.
 */
export const arbitraryBytes = (
  fc: FastCheckModule,
  node: Message,
  order: ByteOrder = hostOrder,
): Arbitrary<Uint8Array> => {
  const damaged = fc
    .tuple(arbitrary<unknown>(fc, node), fc.array(damages(fc), { maxLength: 3 }))
    .map(([value, all]) => all.reduce((bytes, damage) => damage(bytes), encode<unknown>(node, value, { order })))
  const { size } = node.header
  const framed = fc
    .tuple(
      fc.uint8Array({ minLength: align4(size), maxLength: align4(size) }),
      anyAttributes(fc, node.attributes, order === 'le', 0),
    )
    .map(([header, attributes]) => Uint8Array.from([...header, ...attributes]))
  return fc.oneof(damaged, framed, fc.uint8Array({ maxLength: 80 }))
}
