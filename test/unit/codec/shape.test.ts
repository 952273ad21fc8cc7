/** Shapes: values of messages as programs see them. */
import t from 'tap'
import * as n from '../../../src/netlink/codec/builders.ts'
import { decodeShaped, toPlain } from '../../../src/netlink/codec/decode/shaped.ts'
import { enumeration } from '../../../src/netlink/codec/enumeration.ts'
import type { Problem } from '../../../src/netlink/codec/node.ts'
import { hidden, type Shape } from '../../../src/netlink/codec/shape.ts'
import { struct } from '../../../src/netlink/codec/struct.ts'
import { concat, nla } from './bytes.ts'

const { attr, attributes, items, message, select } = n

const family = enumeration(n.u8, 'AF_', { inet: 2, mpls: 28 })
const header = struct('samplemsg', { family, dstLen: n.u8, table: n.u16, index: n.u32 })
const sample = message(
  header,
  attributes('SAMPLE_', {
    dst: attr(1, select('header.family', { mpls: n.mpls }, n.address)),
    table: attr(2, n.u32),
    info: attr(3, attributes('INFO_', { kind: attr(1, n.string), count: attr(2, n.u64) })),
    stats: attr(4, items(struct('pair', { low: n.u64, raw: n.bytesOf(2) }))),
    noise: attr(5, n.u32),
  }),
)
const INET = '02 10 0201 04030201'
const shaped = (bytes: Uint8Array, shape: Shape): object => decodeShaped(sample, shape, bytes, { order: 'le' })

t.test('plain values', async (t) => {
  t.equal(toPlain(5n), 5)
  t.equal(toPlain('a'), 'a')
  t.equal(toPlain(null), null)
  t.equal(toPlain(undefined), undefined)
  const bytes = Uint8Array.of(1, 2)
  t.equal(toPlain(bytes), bytes)
  t.same(toPlain({ a: [1n, { b: 2n ** 53n }], c: true }), { a: [1, { b: 2 ** 53 }], c: true })
})

t.test('an empty shape merges header and attributes into one object', async (t) => {
  const value = shaped(concat(INET, nla(1, 'c0000201'), nla(4, nla(0, '0102030405060000 0708'))), {})
  t.same(value, {
    family: 'inet',
    dstLen: 16,
    table: 0x0102,
    index: 0x01020304,
    dst: '192.0.2.1',
    stats: [{ low: 0x060504030201, raw: Uint8Array.of(7, 8) }],
  })
  t.same(shaped(concat(INET, nla(2, '05060708')), {}), {
    family: 'inet',
    dstLen: 16,
    table: 0x08070605,
    index: 0x01020304,
  })
})

t.test('renamed and omitted fields', async (t) => {
  const shape = { header: { index: 'dev', table: null, dstLen: null }, rename: { dst: 'to', noise: null } }
  t.same(shaped(concat(INET, nla(1, 'c0000201'), nla(5, '01020304')), shape), {
    family: 'inet',
    dev: 0x01020304,
    to: '192.0.2.1',
  })
  t.same([...hidden(sample.attributes, shape)], ['noise'])
  t.same([...hidden(sample.attributes, {})], [])
})

t.test('omitted attributes are not read', async (t) => {
  const problems: Problem[] = []
  decodeShaped(sample, { rename: { noise: null } }, concat(INET, nla(5, '01')), { order: 'le', problems })
  t.same(problems, [])
})

t.test('lifted nests', async (t) => {
  const info = nla(3, concat(nla(1, '7600'), nla(2, '0102030405060000'), nla(77, '09')))
  const shape = {
    header: { family: null, dstLen: null, table: null, index: null },
    rename: { kind: 'type' },
    lift: ['info'],
  }
  t.same(shaped(concat(INET, info, nla(99, '05')), shape), {
    type: 'v',
    count: 0x060504030201,
    unknown: [{ id: 99, bytes: Uint8Array.of(5) }],
    infoUnknown: [{ id: 77, bytes: Uint8Array.of(9) }],
  })
  t.same(shaped(concat(INET), shape), {}, 'absent: nothing to lift')
  t.same(shaped(concat(INET, info), { ...shape, rename: { kind: null, count: null } }), {
    infoUnknown: [{ id: 77, bytes: Uint8Array.of(9) }],
  })
})

t.test('prefixes as one text', async (t) => {
  const shape = {
    header: { dstLen: null, table: null, index: null },
    prefix: { dst: 'dstLen' },
    absent: { dst: 'default' },
  }
  t.same(shaped(concat(INET, nla(1, 'c0000201')), shape), { family: 'inet', dst: '192.0.2.1/16' })
  t.same(shaped(concat(INET), shape), { family: 'inet' }, 'a length without an address')
  t.same(shaped(concat('02 00 0201 04030201'), shape), { family: 'inet', dst: 'default' })
  t.same(shaped(concat('02 00 0201 04030201', nla(1, 'c0000201')), shape), { family: 'inet', dst: '192.0.2.1/0' })
  t.same(
    shaped(concat('1c 14 0201 04030201', nla(1, '00064100')), shape),
    { family: 'mpls', dst: '100' },
    'a label has none',
  )
  t.same(shaped(concat('02 00 0201 04030201'), { ...shape, absent: {} }), { family: 'inet' })
})
