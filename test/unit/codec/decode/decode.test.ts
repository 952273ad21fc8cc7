/** Decoding: every node; malformed parts are kept, and their siblings are decoded. */
import t from 'tap'
import * as n from '../../../../src/netlink/codec/builders.ts'
import { keysOf } from '../../../../src/netlink/codec/decode/attributes.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import type { DecodeOptions } from '../../../../src/netlink/codec/decode/options.ts'
import { encode } from '../../../../src/netlink/codec/encode/encode.ts'
import { enumeration, flags } from '../../../../src/netlink/codec/enumeration.ts'
import type { Infer, Problem, Typed } from '../../../../src/netlink/codec/node.ts'
import type { ByteOrder } from '../../../../src/netlink/codec/order.ts'
import { hostOrder } from '../../../../src/netlink/codec/order.ts'
import { struct } from '../../../../src/netlink/codec/struct.ts'
import { concat, fromHex, malformed, nla, orders, toHex } from '../bytes.ts'

const { attr, attributes, items, list, message, records, repeated, select, vector } = n

const read = <T>(node: Typed<T>, bytes: Uint8Array | string, options: DecodeOptions = {}): T =>
  decode(node, typeof bytes === 'string' ? fromHex(bytes) : bytes, { order: 'le', ...options })

/** The value and its problems. */
const told = <T>(node: Typed<T>, bytes: Uint8Array, order: ByteOrder = 'le'): { value: T; problems: Problem[] } => {
  const problems: Problem[] = []
  return { value: decode(node, bytes, { order, problems }), problems }
}

const family = enumeration(n.u8, 'AF_', { inet: 2, bridge: 7, inet6: 10 })
const header = struct('samplemsg', { family, mark: n.u16, index: n.s32 })
/** family inet6, mark 0x0102, index -3. */
const HEADER = { le: '0a 00 0201 fdffffff', be: '0a 00 0102 fffffffd' } as const
const HEADER_VALUE = { family: 'inet6', mark: 0x0102, index: -3 }

t.test('integers of every size, sign and order', async (t) => {
  const cases: [Typed<number | bigint>, string, number | bigint, number | bigint][] = [
    [n.u8, 'fe', 254, 254],
    [n.s8, 'fe', -2, -2],
    [n.u16, '01f2', 0xf201, 0x01f2],
    [n.s16, 'f201', 0x01f2, -0x0dff],
    [n.be16, '01f2', 0x01f2, 0x01f2],
    [n.u32, 'f1020304', 0x040302f1, 0xf1020304],
    [n.s32, 'f1020304', 0x040302f1, -0x0efdfcfc],
    [n.be32, 'f1020304', 0xf1020304, 0xf1020304],
    [n.beS32, 'f1020304', -0x0efdfcfc, -0x0efdfcfc],
    [n.u64, 'f102030405060708', 0x08070605040302f1n, 0xf102030405060708n],
    [n.s64, 'f102030405060708', 0x08070605040302f1n, -0xefdfcfbfaf9f8f8n],
    [n.be64, 'f102030405060708', 0xf102030405060708n, 0xf102030405060708n],
  ]
  for (const [node, hex, little, big] of cases) {
    t.equal(read(node, hex), little, `${hex} le`)
    t.equal(read(node, hex, { order: 'be' }), big, `${hex} be`)
  }
  t.equal(
    decode(n.u16, Uint8Array.from(new Uint8Array(Uint16Array.of(0x0102).buffer))),
    0x0102,
    'default: this machine',
  )
  t.equal(hostOrder, new Uint8Array(Uint16Array.of(0x0102).buffer)[0] === 2 ? 'le' : 'be')
})

t.test('integers of two sizes, identifiers', async (t) => {
  t.equal(read(n.uint, '01020304'), 0x04030201)
  t.equal(read(n.uint, '0102030405060708'), 0x0807060504030201n)
  t.equal(read(n.uint, '0102030405060708', { order: 'be' }), 0x0102030405060708n)
  malformed(t, () => read(n.uint, '010203'), '', 0, '3 bytes, expected 4')
  t.equal(read(n.id64, '08f7665544332211'), '0x112233445566f708')
  t.equal(read(n.id64, '08f7665544332211', { order: 'be' }), '0x8f7665544332211')
  t.equal(read(n.beId64, '08f7665544332211'), '0x8f7665544332211')
  malformed(t, () => read(n.id64, '01020304'), '', 0, '4 bytes, expected 8')
})

t.test('words, and numbers without a word', async (t) => {
  const kind = enumeration(n.u16, 'X_', { first: 0x0102, second: 0x0304 })
  t.equal(read(kind, '0201'), 'first')
  t.equal(read(kind, '0304', { order: 'be' }), 'second')
  t.equal(read(kind, '0304'), 0x0403)
  const bits = flags(n.u32, 'X_', { up: 1, low: 0x40 })
  t.same(read(bits, '41000080'), ['up', 'low', 0x80000000])
  t.same(read(bits, '00000041', { order: 'be' }), ['up', 'low'])
  malformed(t, () => read(bits, '41'), '', 0, '1 bytes, expected 4')
})

t.test('text ends at the first NUL, or without one', async (t) => {
  t.equal(read(n.string, '6574683000'), 'eth0')
  t.equal(read(n.string, '65746830'), 'eth0')
  t.equal(read(n.string, '657400683000'), 'et')
  t.equal(read(n.string, ''), '')
  t.equal(read(n.chars(8), '6574683000ffffff'), 'eth0')
  malformed(t, () => read(n.chars(8), '65746830'), '', 0, '4 bytes, expected 8')
  t.equal(read(n.string, 'ff0000'), '\udcff', 'bytes that are no UTF-8')
})

t.test('addresses and labels', async (t) => {
  t.equal(read(n.address, 'ac100102'), '172.16.1.2')
  t.equal(read(n.address, '20010db8 00000000 00000000 000000a1'), '2001:db8::a1')
  malformed(t, () => read(n.address, 'ac1001'), '', 0, 'an address has 4 or 16 bytes, not 3')
  malformed(t, () => read(n.ipv4, '20010db8 00000000 00000000 000000a1'), '', 0, '16 bytes, expected 4')
  t.equal(read(n.lladdr, '0242ac'), '02:42:ac')
  t.equal(read(n.lladdr, ''), '')
  malformed(t, () => read(n.mac, '0242ac'), '', 0, '3 bytes, expected 6')
  t.equal(read(n.mpls, '00064000 000c8100'), '100/200')
  for (const hex of ['', '000641', '00064000']) malformed(t, () => read(n.mpls, hex), '', 0, 'not an MPLS label stack')
})

t.test('bytes and presence', async (t) => {
  t.same(read(n.bytes, '0102f3'), Uint8Array.of(1, 2, 0xf3))
  t.same(read(n.bytesOf(2), '01f2'), Uint8Array.of(1, 0xf2))
  malformed(t, () => read(n.bytesOf(2), '01'), '', 0, '1 bytes, expected 2')
  t.equal(read(n.flag, ''), true)
  malformed(t, () => read(n.flag, '01'), '', 0, '1 bytes, expected 0')
})

t.test('lists', async (t) => {
  t.same(read(list(n.be16), '0102 0304 0506'), [0x0102, 0x0304, 0x0506])
  t.same(read(list(n.be16), ''), [])
  t.same(read(list(n.u32, 2), '01020304 05060708'), [0x04030201, 0x08070605])
  t.same(read(list(struct('pair', { a: n.u8, b: n.u16 })), '01ff0203 04ff0506', { order: 'be' }), [
    { a: 1, b: 0x0203 },
    { a: 4, b: 0x0506 },
  ])
  malformed(t, () => read(list(n.u16), '010203'), '', 0, '3 bytes are no list of 2-byte values')
  malformed(t, () => read(list(n.u32, 2), '01020304'), '', 0, '4 bytes, expected 8')
  t.throws(() => read(list(n.string), '6100'), TypeError, 'a table that makes no sense')
  t.throws(() => read(list(struct('nothing', {})), '6100'), TypeError)
})

t.test('a vector has as many values as the bytes contain, even more than it has names', async (t) => {
  const node = vector(n.s32, 'CONF_', ['forwarding', 'mcForwarding', 'proxyArp'])
  t.same(read(node, '01000000 feffffff'), { forwarding: 1, mcForwarding: -2, proxyArp: undefined })
  t.same(Object.keys(read(node, '01000000')), ['forwarding', 'mcForwarding', 'proxyArp'], 'the names are always there')
  t.same(read(node, '00000001 00000002 00000003 00000004 fffffffb', { order: 'be' }), {
    forwarding: 1,
    mcForwarding: 2,
    proxyArp: 3,
    '4': 4,
    '5': -5,
  })
  t.same(read(vector(n.u16, 'X_', ['a'], 0), '0102 0304'), { a: 0x0201, '1': 0x0403 })
  malformed(t, () => read(node, '010203'), '', 0, '3 bytes are no vector of 4-byte values')
})

t.test('structs that are longer in newer kernels', async (t) => {
  const node = struct('grown', { a: n.u8, b: n.u16, c: n.u32, d: n.u8 })
  const whole = { a: 1, b: 0x0203, c: 0x04050607, d: 8 }
  t.same(read(node, '01ff 0302 07060504 08ffffff'), whole)
  t.same(read(node, '01ff 0203 04050607 08ffffff', { order: 'be' }), whole)
  t.same(read(node, '01ff 0302 07060504'), { ...whole, d: undefined }, 'shorter: the last field is undefined')
  t.same(Object.keys(read(node, '01')), ['a', 'b', 'c', 'd'], 'all fields are there as keys')
  t.same(read(node, '01'), { a: 1, b: undefined, c: undefined, d: undefined })
  t.same(read(node, ''), { a: undefined, b: undefined, c: undefined, d: undefined })
  t.same(
    read(node, '01ff 0302 0706'),
    { a: 1, b: 0x0203, c: undefined, d: undefined, tail: Uint8Array.of(7, 6) },
    'half a field is kept',
  )
  t.same(
    read(node, '01ff 0302 07060504 08ffffff 0a0b'),
    { ...whole, tail: Uint8Array.of(0x0a, 0x0b) },
    'longer: the rest is kept',
  )
})

t.test('a last field that takes the remaining bytes', async (t) => {
  const node = struct('rtvia', { family, address: select('family', { bridge: n.lladdr }, n.address) })
  t.same(read(node, '02 c0000201'), { family: 'inet', address: '192.0.2.1' })
  t.same(read(node, '07 0242ac'), { family: 'bridge', address: '02:42:ac' })
  t.same(read(node, ''), { family: undefined, address: undefined })
})

const inner = attributes('INNER_', { id: attr(1, n.u16), label: attr(2, n.string) })
const nest = attributes('SAMPLE_', {
  name: attr(3, n.string),
  mtu: attr(4, n.u32),
  inner: attr(5, inner),
  tags: repeated(6, n.be16),
  on: attr(7, n.flag),
})

t.test('attributes, in both byte orders and with any flag bits', async (t) => {
  for (const order of orders) {
    const u16 = order === 'le' ? '0201' : '0102'
    const bytes = concat(
      nla(3, '6574683000', order),
      nla(0x8005, concat(nla(2, '6161', order), nla(0x4001, u16, order)), order),
      nla(7, '', order),
    )
    const value = decode(nest, bytes, { order, strict: true })
    t.same(value, { name: 'eth0', inner: { label: 'aa', id: 0x0102 }, on: true }, order)
    t.same(Object.keys(value), ['name', 'inner', 'on'], 'absent is absent, in the order of the wire')
  }
  t.same(read(nest, ''), {})
})

t.test('the padding of the last attribute may be missing', async (t) => {
  t.same(read(nest, '07000300 61620000'.slice(0, -2), { strict: true }), { name: 'ab' })
})

t.test('unknown attributes are kept and encoded again', async (t) => {
  const bytes = concat(nla(99, '0102'), nla(4, '05060708'), nla(0xc000 | 98, 'f9'))
  const { value, problems } = told(nest, bytes)
  t.same(value, {
    unknown: [
      { id: 99, bytes: Uint8Array.of(1, 2) },
      { id: 98, bytes: Uint8Array.of(0xf9) },
    ],
    mtu: 0x08070605,
  })
  t.same(problems, [], 'they are no problem')
  t.same(read(nest, encode(nest, value, { order: 'le' })), value)
})

t.test('a second value for one key is a problem, and its bytes are kept', async (t) => {
  const { value, problems } = told(nest, concat(nla(4, '01020304'), nla(3, '6100'), nla(4, '05060708')))
  t.same(value, { mtu: 0x04030201, name: 'a', unknown: [{ id: 4, bytes: Uint8Array.of(5, 6, 7, 8) }] })
  t.same(problems, [{ path: 'mtu', offset: 20, message: 'duplicate attribute' }])
})

t.test('a malformed attribute is a problem; its siblings are decoded', async (t) => {
  const bytes = concat(nla(3, 'ff00'), nla(4, '010203'), nla(5, concat(nla(1, '01'), nla(2, '6200'))), nla(7, ''))
  const { value, problems } = told(nest, bytes)
  t.same(value, {
    name: '\udcff',
    unknown: [{ id: 4, bytes: Uint8Array.of(1, 2, 3) }],
    inner: { label: 'b', unknown: [{ id: 1, bytes: Uint8Array.of(1) }] },
    on: true,
  })
  t.same(problems, [
    { path: 'mtu', offset: 12, message: '3 bytes, expected 4' },
    { path: 'inner.id', offset: 24, message: '1 bytes, expected 2' },
  ])
  t.same(read(nest, bytes), value, 'without a list problems are dropped, not the bytes')
  malformed(t, () => read(nest, bytes, { strict: true }), 'mtu', 12, '3 bytes, expected 4')
  malformed(t, () => read(nest, bytes.subarray(16), { strict: true }), 'inner.id', 8, '1 bytes, expected 2')
})

t.test('bytes that are not an attribute', async (t) => {
  const cases: [string, string][] = [
    ['0102', '2 bytes that are no attribute'],
    ['03000400 01020304', '8 bytes that are no attribute'],
    ['09000400 01020304', '8 bytes that are no attribute'],
  ]
  for (const [hex, message] of cases) {
    const { value, problems } = told(nest, concat(nla(3, '6100'), hex))
    t.same(value, { name: 'a' }, hex)
    t.same(problems, [{ path: '', offset: 8, message }], hex)
  }
  malformed(t, () => read(nest, '0102', { strict: true }), '', 0, '2 bytes that are no attribute')
})

t.test('rows that repeat once per list element', async (t) => {
  const { value, problems } = told(nest, concat(nla(6, '0102'), nla(4, '01020304'), nla(6, '0304')))
  t.same(value, { tags: [0x0102, 0x0304], mtu: 0x04030201 })
  t.same(problems, [])
  const torn = told(nest, concat(nla(6, 'ff'), nla(6, '0102'), nla(6, 'fe')))
  t.same(torn.value.tags, [0x0102])
  t.same(
    torn.value.unknown?.map(({ bytes }) => toHex(bytes)),
    ['ff', 'fe'],
  )
  t.same(
    torn.problems.map(({ path }) => path),
    ['tags[0]', 'tags[1]'],
  )
  t.same(told(nest, nla(6, 'ff')).value, { unknown: [{ id: 6, bytes: Uint8Array.of(0xff) }] }, 'no empty list is left')
})

t.test('selects, in any order on the wire', async (t) => {
  const node = attributes('INFO_', {
    kind: attr(1, n.string),
    data: attr(2, select('kind', { vlan: attributes('VLAN_', { id: attr(1, n.u16) }), dummy: n.u32 }, n.bytes)),
  })
  const kind = nla(1, '766c616e00')
  const data = nla(2, nla(1, '0201'))
  const value = { kind: 'vlan', data: { id: 0x0102 } }
  t.same(read(node, concat(kind, data)), value)
  const turned = read(node, concat(data, kind))
  t.same(turned, value)
  t.same(Object.keys(turned), ['data', 'kind'], 'keys stay in the order of the wire')
  t.same(read(node, data), { data: Uint8Array.of(6, 0, 1, 0, 2, 1, 0, 0) }, 'nothing to go by: the other case')
  for (const word of ['unheard', '__proto__', 'constructor', 'toString']) {
    const bytes = concat(data, nla(1, new TextEncoder().encode(`${word}\0`)))
    t.same(read(node, bytes).data, Uint8Array.of(6, 0, 1, 0, 2, 1, 0, 0), word)
  }
  const twice = told(node, concat(data, nla(2, '01020304'), nla(1, '64756d6d7900')))
  t.same(
    twice.value,
    {
      unknown: [
        { id: 2, bytes: Uint8Array.of(1, 2, 3, 4) },
        { id: 2, bytes: Uint8Array.of(6, 0, 1, 0, 2, 1, 0, 0) },
      ],
      kind: 'dummy',
    },
    'the first one counts, and is kept where it does not fit the kind',
  )
  t.same(
    twice.problems.map(({ path, message }) => `${path}: ${message}`),
    ['data: duplicate attribute', 'data: 8 bytes, expected 4'],
  )
})

t.test('selects by a number', async (t) => {
  const node = attributes('X_', { mode: attr(1, n.u8), data: attr(2, select('mode', { '7': n.be16 }, n.bytes)) })
  t.same(read(node, concat(nla(2, '0102'), nla(1, '07'))), { data: 0x0102, mode: 7 })
})

t.test('repeated rows whose node depends on a sibling', async (t) => {
  const node = attributes('X_', { mode: attr(1, n.u8), data: repeated(2, select('mode', { '7': n.be16 }, n.bytes)) })
  const { value, problems } = told(node, concat(nla(2, 'f1'), nla(2, '0102'), nla(1, '07'), nla(2, '0304')))
  t.same(value, { data: [0x0102, 0x0304], mode: 7, unknown: [{ id: 2, bytes: Uint8Array.of(0xf1) }] })
  t.same(problems, [{ path: 'data[0]', offset: 4, message: '1 bytes, expected 2' }])
})

t.test('items', async (t) => {
  const counted = attributes('X_', {
    all: attr(1, items(inner, { first: 1 })),
    some: attr(2, items(n.be16, { id: 5 })),
  })
  const { value, problems } = told(
    counted,
    concat(
      nla(1, concat(nla(1, nla(1, '0201')), nla(9, nla(2, '6100')))),
      nla(2, concat(nla(5, '0102'), nla(5, '0304'))),
    ),
  )
  t.same(value, { all: [{ id: 0x0102 }, { label: 'a' }], some: [0x0102, 0x0304] }, 'whatever their numbers')
  t.same(problems, [])
  const wrong = told(counted, concat(nla(2, concat(nla(5, '0102'), nla(6, '0304'))), nla(1, nla(1, nla(1, '0201')))))
  t.same(wrong.value.all, [{ id: 0x0102 }], 'a nest of wrong items does not hurt its siblings')
  t.same(wrong.value.some, undefined)
  t.same(wrong.problems, [{ path: 'some', offset: 4, message: 'item of type 6, expected 5' }])
  t.same(told(counted, nla(1, 'f1f2')).problems, [{ path: 'all', offset: 4, message: '2 bytes that are no attribute' }])
})

const sample = message(header, nest)

t.test('messages', async (t) => {
  for (const order of orders) {
    const bytes = concat(HEADER[order], nla(3, '6574683000', order))
    t.same(decode(sample, bytes, { order, strict: true }), { header: HEADER_VALUE, name: 'eth0' }, order)
  }
  t.same(read(sample, HEADER.le), { header: HEADER_VALUE })
  malformed(t, () => read(sample, '0a 00 0201'), '', 0, '4 bytes are too few for samplemsg (8)')
  const nameless = message(struct(undefined, { index: n.u32 }), nest)
  malformed(t, () => read(nameless, '0a'), '', 0, '1 bytes are too few for the header (4)')
})

t.test('a header of one byte, with or without padding', async (t) => {
  const tiny = message(struct('rtgenmsg', { family }), attributes('X_', { id: attr(1, n.be16) }))
  t.same(read(tiny, '07'), { header: { family: 'bridge' } })
  t.same(read(tiny, '07ffffff'), { header: { family: 'bridge' } })
  t.same(read(tiny, concat('07ffffff', nla(1, '0102'))), { header: { family: 'bridge' }, id: 0x0102 })
})

t.test('a message inside another one has its own header', async (t) => {
  const dst = select('header.family', { bridge: n.lladdr }, n.address)
  const peer = message(header, attributes('X_', { dst: attr(1, dst) }))
  const node = message(
    header,
    attributes('X_', {
      dst: attr(1, dst),
      nest: attr(3, attributes('Y_', { dst: attr(1, dst) })),
      peer: attr(2, peer),
    }),
  )
  const bytes = concat(
    '0200 0201 04030201',
    nla(1, 'c0000201'),
    nla(3, nla(1, 'c0000202')),
    nla(2, concat('0700 0403 08070605', nla(1, '0242ac11'))),
  )
  t.same(read(node, bytes, { strict: true }), {
    header: { family: 'inet', mark: 0x0102, index: 0x01020304 },
    dst: '192.0.2.1',
    nest: { dst: '192.0.2.2' },
    peer: { header: { family: 'bridge', mark: 0x0304, index: 0x05060708 }, dst: '02:42:ac:11' },
  })
  const short = told(node, concat(HEADER.le, nla(2, '0102')))
  t.same(short.problems, [{ path: 'peer', offset: 12, message: '2 bytes are too few for samplemsg (8)' }])
  t.same(short.value.header, HEADER_VALUE)
})

t.test('groups end at an attribute with an invalid length', async (t) => {
  const option = n.attributes('OPT_', { class: n.attr(1, n.be16), type: n.attr(2, n.u8) })
  const node = n.groups(option)
  const whole = [{ class: 0x0102, type: 3 }, { class: 0x0405 }]
  const bytes = concat(nla(1, '0102'), nla(2, '03'), nla(1, '0405'))
  t.same(read(node, bytes), whole)
  for (const lie of ['0300 0100', 'ff00 0100'])
    t.same(told(node, concat(bytes, lie)), {
      value: whole,
      problems: [{ path: '[1]', offset: 24, message: '4 bytes that are no attribute' }],
    })
})

t.test('records', async (t) => {
  const hop = struct('hop', { len: n.u16, weight: n.u8, index: n.u32 })
  const via = select('header.family', { bridge: n.lladdr }, n.address)
  const table = attributes('X_', { hops: attr(9, records(hop, 'len', attributes('HOP_', { via: attr(1, via) }))) })
  const node = message(header, table)
  const bytes = (order: ByteOrder): Uint8Array =>
    concat(
      HEADER[order],
      nla(
        9,
        order === 'le'
          ? concat('1000 05ff 04030201', nla(1, 'c0000201', order), '0800 06ff 08070605')
          : concat('0010 05ff 01020304', nla(1, 'c0000201', order), '0008 06ff 05060708'),
        order,
      ),
    )
  for (const order of orders)
    t.same(decode(node, bytes(order), { order, strict: true }).hops, [
      { header: { weight: 5, index: 0x01020304 }, via: '192.0.2.1' },
      { header: { weight: 6, index: 0x05060708 } },
    ])
  const torn = (hex: string): Problem[] => told(node, concat(HEADER.le, nla(9, hex))).problems
  const offset = 12
  t.same(torn('0700 05ff 04030201'), [
    { path: 'hops', offset, message: 'record 0 has a length of 7 where 8 bytes are left' },
  ])
  t.same(torn('0900 05ff 04030201'), [
    { path: 'hops', offset, message: 'record 0 has a length of 9 where 8 bytes are left' },
  ])
  t.same(torn('0800 05ff 04030201 0102'), [
    { path: 'hops', offset, message: 'record 1 has a length of 0 where 2 bytes are left' },
  ])
})

t.test('skipped keys are neither read nor kept', async (t) => {
  const problems: Problem[] = []
  const bytes = concat(nla(4, '0102'), nla(3, '6100'), nla(5, nla(2, '6200')), nla(4, '05060708'))
  t.same(read(nest, bytes, { skip: new Set(['mtu', 'label']), problems }), { name: 'a', inner: { label: 'b' } })
  t.same(problems, [], 'not even where they are malformed')
})

t.test('decoded values own their bytes', async (t) => {
  const node = attributes('X_', {
    raw: attr(1, n.bytes),
    fixed: attr(2, n.bytesOf(3)),
    grown: attr(3, struct('one', { a: n.u8 })),
    text: attr(4, n.string),
  })
  const bytes = concat(nla(1, '010203'), nla(2, '040506'), nla(3, '070809'), nla(4, '6100'), nla(99, '0a0b'))
  const whole = (): object => ({
    raw: Uint8Array.of(1, 2, 3),
    fixed: Uint8Array.of(4, 5, 6),
    grown: { a: 7, tail: Uint8Array.of(8, 9) },
    text: 'a',
    unknown: [{ id: 99, bytes: Uint8Array.of(10, 11) }],
  })
  // A Buffer within another one, as sockets return them; its own slice() would share the memory.
  const pool = Buffer.alloc(bytes.length + 20, 0xee)
  const input = pool.subarray(7, 7 + bytes.length)
  input.set(bytes)
  for (const exact of [false, true]) {
    input.set(bytes)
    const value = read(node, input, { exact })
    pool.fill(0xdd)
    t.same(value, whole())
    t.equal(Object.getPrototypeOf(value.raw), Uint8Array.prototype, 'and are no Buffers')
    if (exact) t.equal(toHex(encode(node, value, { order: 'le' })), toHex(bytes))
  }
})

t.test('errors of other code are not reported as malformed bytes', async (t) => {
  const broken = attributes('X_', { list: attr(1, list(n.string)) })
  t.throws(() => read(broken, nla(1, '6100')), new TypeError('list of a node without a size'))
})

t.test('keys by number', async (t) => {
  t.same(
    [...keysOf(inner)],
    [
      [1, 'id'],
      [2, 'label'],
    ],
  )
  t.equal(keysOf(inner), keysOf(inner), 'found once')
})

t.test('types are inferred from tables', async (t) => {
  const value: Infer<typeof sample> = { header: { family: 'inet', mark: 1, index: 2 }, tags: [3], on: true }
  t.same(read(sample, encode(sample, value, { order: 'le' })), value)
})
