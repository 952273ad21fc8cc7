/** With `exact`, decoded values are encoded to the same bytes, however these were written. */
import t from 'tap'
import * as n from '../../../../src/netlink/codec/builders.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import { attachLayout, layoutOf } from '../../../../src/netlink/codec/decode/layout.ts'
import { encode } from '../../../../src/netlink/codec/encode/encode.ts'
import type { Typed } from '../../../../src/netlink/codec/node.ts'
import type { ByteOrder } from '../../../../src/netlink/codec/order.ts'
import { struct } from '../../../../src/netlink/codec/struct.ts'
import { concat, fromHex, hex, nla, orders, toHex } from '../bytes.ts'

const { attr, attributes, items, message, records, repeated, select } = n

const inner = attributes('INNER_', { id: attr(1, n.u16), label: attr(2, n.string) })
const hop = struct('hop', { len: n.u16, weight: n.u8 })
/** C adds three bytes of padding before `more` and after `last`. */
const plate = struct('plate', { first: n.u8, label: n.chars(4), more: n.u32, last: n.u8 })
const table = attributes('SAMPLE_', {
  name: attr(3, n.string),
  kind: attr(1, n.string),
  data: attr(2, select('kind', { text: n.string, inner }, n.bytes)),
  mtu: attr(4, n.u32),
  inner: attr(5, inner),
  tags: repeated(6, n.be16),
  words: attr(7, items(n.string)),
  hops: attr(8, records(hop, 'len', inner)),
  on: attr(9, n.reportedFlag),
  off: attr(10, n.reportedFlag),
  asked: attr(11, n.reportedFlag),
  odd: attr(12, n.reportedFlag),
  plate: attr(13, plate),
})
const exact = <T>(node: Typed<T>, bytes: Uint8Array, order: ByteOrder = 'le'): T =>
  decode(node, bytes, { order, exact: true })
const again = (bytes: Uint8Array, order: ByteOrder = 'le'): string =>
  toHex(encode(table, exact(table, bytes, order), { order }))

t.test('a layout belongs to one object', async (t) => {
  const value = {}
  t.equal(layoutOf(value), undefined)
  attachLayout(value, [])
  t.same(layoutOf(value), [])
  t.equal(layoutOf({}), undefined)
  t.equal(layoutOf(decode(table, nla(3, '6100'), { order: 'le' })), undefined, 'only with `exact`')
})

t.test('the bytes are reproduced', async (t) => {
  const cases: { readonly [name: string]: (order: ByteOrder) => Uint8Array } = {
    'flag bits that no row asks for': (order) =>
      concat(nla(0xc004, '01020304', order), nla(5, nla(1, '0102', order), order)),
    'text without a NUL': (order) =>
      concat(nla(3, '657468', order), nla(7, concat(nla(0, '61', order), nla(1, '6200', order)), order)),
    'text with bytes after its NUL': (order) =>
      concat(nla(3, '6574680000ff00', order), nla(7, nla(0, '610000', order), order)),
    'text that a select chose': (order) => concat(nla(2, '6162', order), nla(1, '746578740000', order)),
    'no text at all': (order) => nla(3, '', order),
    'unknown attributes between known ones': (order) =>
      concat(nla(99, '01', order), nla(4, '01020304', order), nla(0x8062, '02', order), nla(3, '6100', order)),
    'rows that alternate': (order) => concat(nla(6, '0102', order), nla(4, '05060708', order), nla(6, '0304', order)),
    'attributes that stand there twice': (order) =>
      concat(nla(4, '01020304', order), nla(3, '6100', order), nla(4, '05060708', order)),
    'malformed attributes in their places': (order) =>
      concat(nla(6, 'f1', order), nla(3, '6100', order), nla(4, '0102', order), nla(6, '0102', order)),
    'a select that was read last': (order) =>
      concat(nla(2, nla(1, '0102', order), order), nla(4, '01020304', order), nla(1, '696e6e657200', order)),
    'bytes after the last attribute': (order) => concat(nla(3, '6100', order), '010203'),
    'items of any numbers': (order) => nla(0x8007, concat(nla(9, '6100', order), nla(0x8005, '6200', order)), order),
    'bytes after the last item': (order) =>
      concat(nla(7, concat(nla(0, '6100', order), '0102'), order), nla(3, '6300', order)),
    'what was in memory between attributes': (order) =>
      fromHex(order === 'le' ? '06000600 0102 a1a2 05000300 61 b1b2b3' : '00060006 0102 a1a2 00050003 61 b1b2b3'),
    'and between unknown ones, and in a nest': (order) =>
      fromHex(
        order === 'le'
          ? '05006300 01 a1a2a3 0c000500 06000100 0102 b1b2'
          : '00050063 01 a1a2a3 000c0005 00060001 0102 b1b2',
      ),
    'items with bytes after them': (order) =>
      fromHex(order === 'le' ? '0c000700 06000000 6100 b1b2' : '000c0007 00060000 6100 b1b2'),
    'a last attribute without its padding': (order) =>
      fromHex(order === 'le' ? '08000400 01020304 05000300 61' : '00080004 01020304 00050003 61'),
    'a last attribute with some of its padding': (order) =>
      fromHex(order === 'le' ? '05000300 61 00' : '00050003 61 00'),
    'flags in a byte, and without': (order) =>
      concat(nla(9, '01', order), nla(10, '00', order), nla(11, '', order), nla(12, '07', order)),
    'padding of a struct, and the bytes after its text': (order) =>
      nla(13, '01616200c1 a1a2a3 02030405 06 d1d2d3', order),
    'bytes after the attributes of a record': (order) =>
      nla(8, order === 'le' ? '0600 05ff 0102 0000 0400 06ff' : '0006 05ff 0102 0000 0004 06ff', order),
  }
  for (const [name, bytes] of Object.entries(cases))
    for (const order of orders) t.equal(again(bytes(order), order), toHex(bytes(order)), `${name}: ${order}`)
})

t.test('bytes after the header of a message without attributes', async (t) => {
  const tiny = message(struct('rtgenmsg', { family: n.u8 }), table)
  for (const hex of ['07', '07000000', '07aabb', '07aabbcc'])
    t.equal(toHex(encode(tiny, exact(tiny, fromHex(hex)), { order: 'le' })), hex)
  const value = exact(tiny, fromHex('07'))
  value.mtu = 0x01020304
  t.equal(toHex(encode(tiny, value, { order: 'le' })), `07000000${toHex(nla(4, '04030201'))}`, 'attributes are aligned')
})

t.test('a changed value is encoded with its new contents', async (t) => {
  const bytes = concat(nla(99, '01'), nla(6, '0102'), nla(0x4004, '01020304'), nla(6, '0304'), nla(3, '657468'))
  const value = exact(table, bytes)
  value.mtu = 0x05060708
  value.name = 'lo'
  value.tags = [0x0506]
  value.unknown = []
  value.inner = { id: 0x0102 }
  t.equal(
    toHex(encode(table, value, { order: 'le' })),
    toHex(concat(nla(6, '0506'), nla(0x4004, '08070605'), nla(3, '6c6f'), nla(0x8005, nla(1, '0201')))),
  )
  value.mtu = undefined
  value.tags = [1, 2, 3]
  delete value.unknown
  value.inner = undefined
  t.equal(
    toHex(encode(table, value, { order: 'le' })),
    toHex(concat(nla(6, '0001'), nla(6, '0002'), nla(3, '6c6f'), nla(6, '0003'))),
    'more values than there were come last',
  )
})

t.test('items that were added or removed', async (t) => {
  const node = items(n.string)
  const value = exact(node, concat(nla(9, '61'), nla(8, '6200'), '0102'))
  value.push('c', 'd')
  t.equal(
    toHex(encode(node, value, { order: 'le' })),
    toHex(concat(nla(9, '61'), nla(8, '6200'), nla(2, '6300'), nla(3, '6400'), '0102')),
    'bytes after the last item remain after the last one',
  )
  value.length = 1
  t.equal(toHex(encode(node, value, { order: 'le' })), toHex(concat(nla(9, '61'), '0102')))
})

t.test('a struct with padding that was changed', async (t) => {
  const bytes = toHex(hex`
    01        // first
    616200c1  // label, 4 bytes: a byte after its NUL
    a1a2a3    // padding
    02030405  // more
    0600      // last
    d1d2      // padding
  `)
  const write = (value: object): string => toHex(encode(plate as Typed<unknown>, value, { order: 'be' }))
  const read = (): { first?: number; label?: string; more?: number; last?: number } =>
    exact(plate, fromHex(bytes), 'be')
  t.equal(write(read()), bytes)
  t.equal(write(Object.assign(read(), { first: 9 })), bytes.replace(/^01/, '09'))
  t.equal(write(Object.assign(read(), { label: 'ac' })), bytes.replace('616200c1', '61630000'), 'another text')
  t.equal(write(Object.assign(read(), { label: 'a' })), bytes.replace('616200c1', '61000000'), 'a shorter one')
  const { more: _, ...left } = read()
  t.equal(write(left), '01616200000000000000000006000000', 'another object has no layout')
  const value = read()
  delete value.more
  t.equal(write(value), bytes.replace('02030405', '00000000'), 'a field that was taken out is zero')
})

t.test('a struct whose fields cover all of its bytes has no layout', async (t) => {
  const value = exact(plate, fromHex('016162000000000002030405060000' + '00'), 'be')
  t.equal(layoutOf(value as object), undefined)
  t.strictSame(value, { first: 1, label: 'ab', more: 0x02030405, last: 6 })
  t.not(layoutOf(exact(plate, fromHex('0161620000000000020304050600d100'), 'be') as object), undefined)
})

t.test('a last field without a size that was removed from a struct with padding', async (t) => {
  const open = struct('open', { first: n.u8, more: n.u32, rest: n.bytes })
  const value = exact(open, fromHex('01a1a2a3020304050607'), 'be') as { rest?: Uint8Array }
  const write = (): string => toHex(encode(open as Typed<unknown>, value, { order: 'be' }))
  t.equal(write(), '01a1a2a3020304050607')
  delete value.rest
  t.equal(write(), '01a1a2a302030405', 'holes stay as they were')
})

t.test('padding after the header, before attributes', async (t) => {
  const tiny = message(struct('rtgenmsg', { family: n.u8 }), table)
  for (const hex of ['07aabbcc', '07000000', '0700bb00'].map((head) => head + toHex(nla(4, '04030201'))))
    t.equal(toHex(encode(tiny, exact(tiny, fromHex(hex)), { order: 'le' })), hex)
})

t.test('a reported flag that was changed', async (t) => {
  const write = (change: object): string => {
    const value = exact(table, concat(nla(9, '01'), nla(10, '00'), nla(4, '01020304')))
    return toHex(encode(table, Object.assign(value, change), { order: 'le' }))
  }
  const rest = toHex(nla(4, '01020304'))
  t.equal(write({}), toHex(nla(9, '01')) + toHex(nla(10, '00')) + rest)
  t.equal(write({ on: false }), toHex(nla(10, '00')) + rest, 'false is left out')
  t.equal(write({ off: true }), toHex(nla(9, '01')) + toHex(nla(10, '')) + rest, 'true has no payload')
})
