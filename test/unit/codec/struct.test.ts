/** Fixed C structs: offsets, padding and names as in C. */
import t from 'tap'
import * as n from '../../../src/netlink/codec/builders.ts'
import { enumeration, flags } from '../../../src/netlink/codec/enumeration.ts'
import type { Node, Struct, Typed } from '../../../src/netlink/codec/node.ts'
import { later, lengthOffset, sizeOf, sizeOfEach, struct } from '../../../src/netlink/codec/struct.ts'

const offsets = ({ fields }: Struct): { [key: string]: number } =>
  Object.fromEntries(fields.map(({ key, offset }) => [key, offset]))
const size = (node: Typed<unknown>): number | undefined => sizeOf(node as Node)

t.test('padding follows the rules of C', async (t) => {
  const node = struct('sample', { first: n.u8, wide: n.u32, short: n.u16, widest: n.u64, last: n.s8 })
  t.same(offsets(node), { first: 0, wide: 4, short: 8, widest: 16, last: 24 })
  t.equal(node.size, 32, 'padded to its widest field')
  t.equal(node.name, 'sample')
})

t.test('a packed struct has none', async (t) => {
  const node = struct('sample', { first: n.u8, wide: n.u32, short: n.u16 }, { packed: true })
  t.same(offsets(node), { first: 0, wide: 1, short: 5 })
  t.equal(node.size, 7)
})

t.test('integers of every size, sign and order have a layout', async (t) => {
  const { u8, u16, u32, u64, s8, s16, s32, s64, be16, be32, be64, beS32 } = n
  const node = struct(undefined, { u8, s8, u16, s16, be16, u32, s32, be32, beS32, u64, s64, be64 })
  t.same(offsets(node), {
    u8: 0,
    s8: 1,
    u16: 2,
    s16: 4,
    be16: 6,
    u32: 8,
    s32: 12,
    be32: 16,
    beS32: 20,
    u64: 24,
    s64: 32,
    be64: 40,
  })
  t.same(
    node.fields.map((field) => field.size),
    [1, 1, 2, 2, 2, 4, 4, 4, 4, 8, 8, 8],
  )
  t.equal(node.size, 48)
  t.equal(node.name, undefined)
})

t.test('fields that are not integers are aligned by their contents', async (t) => {
  const inner = struct('inner', { mark: n.u16, tag: n.u8 })
  const node = struct('outer', {
    a: n.u8,
    name: n.chars(3),
    b: n.u8,
    inner,
    c: n.u8,
    keys: n.list(n.u32, 2),
    d: n.u8,
    mode: enumeration(n.u16, 'X_', { one: 1 }),
    e: n.u8,
    bits: flags(n.u32, 'X_', { one: 1 }),
    f: n.u8,
    cookie: n.id64,
    raw: n.bytesOf(5),
    local: n.ipv4,
  })
  t.same(offsets(node), {
    a: 0,
    name: 1,
    b: 4,
    inner: 6,
    c: 10,
    keys: 12,
    d: 20,
    mode: 22,
    e: 24,
    bits: 28,
    f: 32,
    cookie: 40,
    raw: 48,
    local: 53,
  })
  t.equal(node.size, 64)
})

t.test('a last field without a size takes the remaining bytes', async (t) => {
  const node = struct('rtvia', { family: n.u16, mark: n.u32, short: n.u16, address: n.bytes })
  t.same(offsets(node), { family: 0, mark: 4, short: 8, address: 10 }, 'directly after the fields, before the padding')
  t.equal(node.fields.at(-1)?.size, undefined)
  t.equal(node.size, 12)
})

t.test('a struct without fields is empty', async (t) => {
  const node = struct('nothing', {})
  t.equal(node.size, 0)
  t.same(node.fields, [])
})

t.test('sizes that follow from the node alone', async (t) => {
  t.equal(size(n.be32), 4)
  t.equal(size(n.beId64), 8)
  t.equal(size(enumeration(n.u16, '', {})), 2)
  t.equal(size(flags(n.u32, '', {})), 4)
  t.equal(size(n.mac), 6)
  t.equal(size(n.string), undefined)
  t.equal(size(n.bytesOf(9)), 9)
  t.equal(size(n.list(n.u16, 3)), 6)
  t.equal(size(n.list(n.u16)), undefined)
  t.equal(size(n.list(n.string, 3)), undefined)
  t.equal(size(struct('pair', { a: n.u8, b: n.u16 })), 4)
  t.equal(size(n.uint), undefined)
  t.equal(size(n.vector(n.u32, '', ['one'])), undefined)
})

t.test('invalid tables', async (t) => {
  t.equal(sizeOfEach(n.list(n.be16)), 2)
  for (const of of [n.string, struct('nothing', {})])
    t.throws(() => sizeOfEach(n.list(of as Typed<unknown>)), new TypeError('list of a node without a size'))
  const hop = struct('hop', { weight: n.u16, len: n.u16 })
  const table = n.attributes('X_', {})
  t.equal(lengthOffset(n.records(hop, 'len', table)), 2)
  t.throws(() => lengthOffset(n.records(hop, 'length' as 'len', table)), new TypeError('hop has no field length'))
  const nameless = struct(undefined, { weight: n.u16 })
  t.throws(() => lengthOffset(n.records(nameless, 'len' as never, table)), new TypeError('a record has no field len'))
})

t.test("C's names of fields", async (t) => {
  const node = struct(
    'ifinfomsg',
    { family: n.u8, hwType: n.u16, odd: n.u32, made: n.u32 },
    { prefix: 'ifi_', names: { odd: 'ifi_other', made: null } },
  )
  t.same(
    ['family', 'hwType', 'odd', 'made'].map((key) => node.fieldName(key)),
    ['ifi_family', 'ifi_hw_type', 'ifi_other', null],
  )
  t.equal(struct('plain', { someField: n.u8 }).fieldName('someField'), 'some_field')
})

t.test('the layout is computed once, on first use', async (t) => {
  const node = struct('sample', { a: n.u8, b: n.be16 })
  t.equal(node.fields, node.fields)
})

t.test('a field that older kernels lack is the same node', async (t) => t.equal<unknown>(later(n.u32), n.u32))
