/** Selected fields of many messages as typed arrays. */
import t from 'tap'
import * as n from '../../../../src/netlink/codec/builders.ts'
import { ColumnReader } from '../../../../src/netlink/codec/decode/columns.ts'
import { enumeration, flags } from '../../../../src/netlink/codec/enumeration.ts'
import type { Infer } from '../../../../src/netlink/codec/node.ts'
import { struct } from '../../../../src/netlink/codec/struct.ts'
import { concat, nla, orders, refused, toHex } from '../bytes.ts'

const { attr, attributes, message, repeated, select } = n

const family = enumeration(n.u8, 'AF_', { inet: 2, inet6: 10 })
const tables = enumeration(n.u8, 'T_', { main: 254 })
const header = struct('samplemsg', { family, table: tables, mark: n.u16, index: n.s32, name: n.chars(4) })
const sample = message(
  header,
  attributes('SAMPLE_', {
    dst: attr(1, select('header.family', { bridge: n.lladdr }, n.address)),
    plain: attr(2, n.address),
    table: attr(3, enumeration(n.u32, 'T_', { main: 254 })),
    mark: attr(4, n.u32),
    bits: attr(5, flags(n.u32, 'F_', { up: 1 })),
    ...{ u8: attr(6, n.u8), s8: attr(7, n.s8), u16: attr(8, n.u16), s16: attr(9, n.s16), be16: attr(10, n.be16) },
    ...{ u32: attr(11, n.u32), s32: attr(12, n.s32), be32: attr(13, n.be32) },
    ...{ u64: attr(14, n.u64), s64: attr(15, n.s64), be64: attr(16, n.be64) },
    label: attr(17, n.string),
    tags: repeated(18, n.u16),
    other: attr(19, select('label', { a: n.address }, n.address)),
  }),
)
type Sample = Infer<typeof sample>
type Name = Exclude<keyof Sample, 'header' | 'unknown'> | keyof Sample['header']

const HEADER = { le: '02 05 0201 fdffffff 61620000', be: '02 05 0102 fffffffd 61620000' } as const

/** A reader that was given the messages, each within other bytes. */
const reader = (
  names: readonly Name[],
  messages: readonly Uint8Array[],
  family?: string,
  order: 'le' | 'be' = 'le',
) => {
  const columns = new ColumnReader<Sample, Name>(sample, names, family, order)
  for (const one of messages) add(columns, one)
  return columns
}
const add = (columns: ColumnReader<Sample, Name>, one: Uint8Array): void => {
  const around = concat('f1f2f3f4', one, 'f5f6f7f8')
  columns.add(around, new DataView(around.buffer), 4, 4 + one.length)
}

t.test('integers of every size, sign and order', async (t) => {
  const names = ['u8', 's8', 'u16', 's16', 'be16', 'u32', 's32', 'be32', 'u64', 's64', 'be64'] as const
  for (const order of orders) {
    const host = (hex: string): string => (order === 'be' ? hex : toHex(concat(hex).reverse()))
    const bytes = concat(
      HEADER[order],
      ...[nla(6, 'fe', order), nla(7, 'fe', order), nla(8, host('f102'), order), nla(9, host('f102'), order)],
      ...[nla(10, 'f102', order), nla(11, host('f1020304'), order), nla(12, host('f1020304'), order)],
      ...[nla(13, 'f1020304', order), nla(14, host('f102030405060708'), order)],
      ...[nla(15, host('f102030405060708'), order), nla(16, 'f102030405060708', order)],
    )
    const columns = reader(names, [bytes], undefined, order).finish()
    t.same(
      names.map((name) => columns[name][0]),
      [
        ...[254, -2, 0xf102, 0xf102 - 0x10000, 0xf102, 0xf1020304, 0xf1020304 - 2 ** 32, 0xf1020304],
        ...[0xf102030405060708n, 0xf102030405060708n - 2n ** 64n, 0xf102030405060708n],
      ],
      order,
    )
    t.same(
      names.map((name) => columns.present[name][0]),
      names.map(() => 1),
    )
  }
  const { u8, s64, be16 } = reader(names, []).finish()
  t.ok(u8 instanceof Uint8Array && s64 instanceof BigInt64Array && be16 instanceof Uint16Array)
})

t.test('header fields, words and flags as numbers', async (t) => {
  for (const order of orders) {
    const mask = order === 'le' ? '01000080' : '80000001'
    const bytes = concat(HEADER[order], nla(5, mask, order))
    const columns = reader(['family', 'index', 'bits'], [bytes], undefined, order).finish()
    t.same([columns.family[0], columns.index[0], columns.bits[0]], [2, -3, 0x80000001], order)
  }
})

t.test('an attribute replaces the header field of the same name and meaning', async (t) => {
  const columns = reader(
    ['table', 'mark'],
    [concat(HEADER.le, nla(3, '01020304'), nla(4, '05060708')), concat(HEADER.le), concat(HEADER.le, nla(3, '0102'))],
  ).finish()
  t.same([...columns.table], [0x04030201, 5, 5])
  t.same([...columns.present.table], [1, 1, 1])
  t.same([...columns.mark], [0x08070605, 0, 0], 'a number that only shares its name is another')
  t.same([...columns.present.mark], [1, 0, 0])
})

t.test('absent cells are 0 and distinguished from zeros', async (t) => {
  const columns = reader(
    ['u32', 'u8'],
    [
      concat(HEADER.le, nla(11, '00000000')),
      concat(HEADER.le, nla(0x800b, '01020304'), nla(6, '05')),
      concat(HEADER.le, nla(99, '01020304')),
      concat(HEADER.le, nla(11, '0102')),
      concat('02 05 0201'),
    ],
  ).finish()
  t.equal(columns.length, 5)
  t.same([...columns.u32], [0, 0x04030201, 0, 0, 0])
  t.same([...columns.present.u32], [1, 1, 0, 0, 0])
  t.same([...columns.u8], [0, 5, 0, 0, 0])
  t.same([...columns.present.u8], [0, 1, 0, 0, 0])
})

t.test('a message too short for its header has no cells', async (t) => {
  const columns = reader(['index'], [concat('02 05 0201 fdffffff')]).finish()
  t.same([columns.length, columns.index[0], columns.present.index[0]], [1, 0, 0])
})

t.test('bytes that are not an attribute end a message, but keep its earlier cells', async (t) => {
  for (const rest of ['0300 0600 05', '0900 0600 05000000', '0102'])
    t.same([...reader(['u16', 'u8'], [concat(HEADER.le, nla(8, '0102'), rest)]).finish().u16], [0x0201], rest)
  t.same(
    [...reader(['u8'], [concat(HEADER.le, nla(6, '05').subarray(0, 5))]).finish().u8],
    [5],
    'padding may be missing',
  )
})

t.test('of duplicate attributes the first is used, as everywhere', async (t) => {
  const twice = concat(HEADER.le, nla(11, '01020304'), nla(11, '05060708'), nla(3, '01020304'), nla(3, '05060708'))
  const columns = reader(['u32', 'table'], [twice]).finish()
  t.same([columns.u32[0], columns.table[0]], [0x04030201, 0x04030201])
})

t.test('IPv4 addresses are numbers', async (t) => {
  for (const order of orders) {
    const messages = [
      concat(HEADER[order], nla(1, 'c0000201', order), nla(2, '0a090807', order)),
      concat(HEADER[order], nla(1, '0102', order)),
    ]
    const columns = reader(['dst', 'plain'], messages, 'inet', order).finish()
    t.ok(columns.dst instanceof Uint32Array)
    t.same([...columns.dst], [0xc0000201, 0], order)
    t.same([...columns.plain], [0x0a090807, 0], order)
    t.same([...columns.present.dst], [1, 0], order)
  }
})

t.test('IPv6 addresses are sixteen bytes each', async (t) => {
  const [first, second] = ['20010db8000000000000000000000001', '20010db80000000000000000000000a2'] as const
  const columns = reader(
    ['dst'],
    [concat(HEADER.le, nla(1, first)), concat(HEADER.le, nla(1, 'c0000201')), concat(HEADER.le, nla(1, second))],
    'inet6',
  ).finish()
  t.equal(toHex(columns.dst as Uint8Array), first + '00'.repeat(16) + second)
  t.same([...columns.present.dst], [1, 0, 1])
})

t.test('more rows than the arrays had space for', async (t) => {
  const rows = 2500
  const columns = reader(['u16', 'dst'], [], 'inet6')
  for (let row = 0; row < rows; row++) {
    const number = (row + 1).toString(16).padStart(4, '0')
    add(
      columns,
      concat(HEADER.le, row % 3 === 0 ? '' : nla(10, number), nla(1, `20010db800000000000000000000${number}`)),
    )
  }
  const { length, dst, present } = columns.finish()
  t.equal(length, rows)
  t.equal(dst.length, rows * 16)
  t.equal(
    toHex((dst as Uint8Array).subarray(16 * 2047, 16 * 2049)),
    '20010db800000000000000000000080020010db8000000000000000000000801',
  )
  t.ok(present.dst.every((cell) => cell === 1))
  t.notOk(present.u16.some((cell) => cell === 1))
  const wide = reader(['be16', 'u8'], [])
  for (let row = 0; row < rows; row++)
    add(wide, concat(HEADER.le, row % 3 === 0 ? '' : nla(10, row.toString(16).padStart(4, '0'))))
  const { be16, present: had } = wide.finish()
  t.ok(be16.every((cell, row) => cell === (row % 3 === 0 ? 0 : row)))
  t.ok(had.be16.every((cell, row) => cell === (row % 3 === 0 ? 0 : 1)))
  t.notOk(had.u8.includes(1))
})

t.test('clear discards all rows', async (t) => {
  const columns = reader(
    ['u32', 'index'],
    [concat(HEADER.le, nla(11, '01020304')), concat(HEADER.le, nla(11, '05060708'))],
  )
  const before = columns.finish()
  columns.clear()
  t.equal(columns.finish().length, 0)
  t.equal(columns.finish().u32.length, 0)
  add(columns, concat(HEADER.le))
  const after = columns.finish()
  t.same([after.length, after.u32[0], after.present.u32[0], after.index[0]], [1, 0, 0, -3])
  t.same([...before.u32], [0x04030201, 0x08070605], 'what was handed out stays')
})

t.test('returned arrays are not written to', async (t) => {
  const columns = reader(['u32'], [concat(HEADER.le, nla(11, '01020304'))])
  const first = columns.finish()
  first.u32[0] = 9
  add(columns, concat(HEADER.le, nla(11, '05060708')))
  t.same([...columns.finish().u32], [0x04030201, 0x08070605])
  t.same([...first.u32], [9])
})

t.test('fields that cannot be columns are refused', async (t) => {
  const kinds = 'columns: expected fields that are numbers, words, flags or addresses, got'
  refused(t, () => reader(['label'], []), 'columns', `${kinds} "label"`)
  refused(t, () => reader(['name'], []), 'columns', `${kinds} "name"`)
  refused(t, () => reader(['tags'], []), 'columns', `${kinds} "tags"`)
  refused(t, () => reader(['other'], [], 'inet'), 'columns', `${kinds} "other"`)
  for (const family of [undefined, 'bridge'])
    refused(
      t,
      () => reader(['dst'], [], family),
      'columns',
      "columns: expected a filter with `family` 'inet' or 'inet6' for columns of addresses, got \"dst\"",
    )
  for (const name of ['metric', 'constructor', '__proto__'])
    refused(
      t,
      () => reader([name as Name], []),
      'columns',
      `columns: expected fields of the header or attributes, got "${name}"`,
    )
})
