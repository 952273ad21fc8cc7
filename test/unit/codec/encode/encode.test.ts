/** Encoding: which values are accepted; a refusal has a path, what was expected, and a suggestion. */
import t from 'tap'
import * as n from '../../../../src/netlink/codec/builders.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import { suggest } from '../../../../src/netlink/codec/encode/checks.ts'
import { encode } from '../../../../src/netlink/codec/encode/encode.ts'
import { enumeration, flags } from '../../../../src/netlink/codec/enumeration.ts'
import type { Typed } from '../../../../src/netlink/codec/node.ts'
import type { ByteOrder } from '../../../../src/netlink/codec/order.ts'
import { hostOrder } from '../../../../src/netlink/codec/order.ts'
import { struct } from '../../../../src/netlink/codec/struct.ts'
import { concat, digits, fromHex, nla, orders, refused, toHex } from '../bytes.ts'

const { attr, attributes, items, list, message, records, repeated, select, vector } = n

/** Encodes a value of any type, as JavaScript may pass. */
const hex = (node: Typed<unknown>, value: unknown, order: ByteOrder = 'le'): string =>
  toHex(encode(node, value, { order }))

const kinds = enumeration(n.u16, 'X_', { first: 0x0102, second: 0x0304 })
const bits = flags(n.u32, 'X_', { up: 1, low: 0x40, high: 0x80000000 })
const family = enumeration(n.u8, 'AF_', { inet: 2, bridge: 7, inet6: 10 })
const header = struct('samplemsg', { family, mark: n.u16, index: n.s32 })

t.test('integers: numbers and bigints', async (t) => {
  const cases: [Typed<unknown>, unknown, string, string][] = [
    [n.u8, 254, 'fe', 'fe'],
    [n.s8, -2, 'fe', 'fe'],
    [n.u16, 0x0102, '0201', '0102'],
    [n.s16, -0x0dffn, '01f2', 'f201'],
    [n.be16, 0x0102, '0102', '0102'],
    [n.u32, 0xf1020304n, '040302f1', 'f1020304'],
    [n.s32, -3, 'fdffffff', 'fffffffd'],
    [n.be32, 0xf1020304, 'f1020304', 'f1020304'],
    [n.beS32, -3, 'fffffffd', 'fffffffd'],
    [n.beS32, 0x01020304n, '01020304', '01020304'],
    [n.u64, 0xf102030405060708n, '08070605040302f1', 'f102030405060708'],
    [n.u64, 0x1020304050607, '0706050403020100', '0001020304050607'],
    [n.s64, -2n, 'feffffffffffffff', 'fffffffffffffffe'],
    [n.be64, 5, '0000000000000005', '0000000000000005'],
  ]
  for (const [node, value, little, big] of cases) {
    t.equal(hex(node, value), little, `${value} le`)
    t.equal(hex(node, value, 'be'), big, `${value} be`)
  }
  t.equal(toHex(encode(n.u16, 0x0102)), hex(n.u16, 0x0102, hostOrder), 'default: this machine')
})

t.test('true is 1, false is 0', async (t) => {
  t.strictSame([...encode<unknown>(n.u8, true)], [1])
  t.strictSame([...encode<unknown>(n.be16, true)], [0, 1])
  t.strictSame([...encode<unknown>(n.u32, false)], [0, 0, 0, 0])
})

t.test('integers that do not fit', async (t) => {
  const cases: [Typed<unknown>, unknown, string][] = [
    [n.u8, 256, 'an integer from 0 to 255, got 256'],
    [n.u8, -1, 'an integer from 0 to 255, got -1'],
    [n.s8, 128, 'an integer from -128 to 127, got 128'],
    [n.s16, -32769, 'an integer from -32768 to 32767, got -32769'],
    [n.beS32, 2 ** 31, 'an integer from -2147483648 to 2147483647, got 2147483648'],
    [n.u16, 1.5, 'an integer from 0 to 65535, got 1.5'],
    [n.u32, Number.NaN, 'an integer from 0 to 4294967295, got NaN'],
    [n.u32, '12', 'an integer from 0 to 4294967295, got "12"'],
    [n.u32, undefined, 'an integer from 0 to 4294967295'],
    [n.u64, 2 ** 53, 'an integer from 0 to 18446744073709551615, got 9007199254740992'],
    [n.u64, 2n ** 64n, 'an integer from 0 to 18446744073709551615, got 18446744073709551616n'],
    [n.s64, 2n ** 63n, 'an integer from -9223372036854775808 to 9223372036854775807, got 9223372036854775808n'],
    [n.uint, -1, 'an integer from 0 to 18446744073709551615, got -1'],
    [n.uint, 'many', 'an integer from 0 to 18446744073709551615, got "many"'],
    [n.uint, null, 'an integer from 0 to 18446744073709551615, got null'],
  ]
  for (const [node, value, message] of cases) refused(t, () => hex(node, value), '', `value: expected ${message}`)
})

t.test('integers of two sizes use the smaller one if it fits', async (t) => {
  t.equal(hex(n.uint, 0x01020304), '04030201')
  t.equal(hex(n.uint, 0xffffffff), 'ffffffff')
  t.equal(hex(n.uint, 0x102030405), '0504030201000000')
  t.equal(hex(n.uint, 0x102030405, 'be'), '0000000102030405')
  t.equal(hex(n.uint, 7n), '0700000000000000', 'a bigint came from eight bytes')
})

t.test('identifiers', async (t) => {
  t.equal(hex(n.id64, '0x112233445566f708'), '08f7665544332211')
  t.equal(hex(n.id64, '0x112233445566f708', 'be'), '112233445566f708')
  t.equal(hex(n.beId64, '0x8f7'), '00000000000008f7')
  t.equal(hex(n.beId64, '258'), '0000000000000102')
  t.equal(hex(n.beId64, 258n), '0000000000000102')
  for (const value of ['0x', '1122334455667788x', '0x11223344556677889', ''])
    refused(t, () => hex(n.id64, value), '', `value: expected 64 bits such as 0x1122334455667788, got "${value}"`)
  refused(
    t,
    () => hex(n.id64, '18446744073709551616'),
    '',
    'value: expected an integer from 0 to 18446744073709551615, got 18446744073709551616n',
  )
})

t.test('words and numbers', async (t) => {
  t.equal(hex(kinds, 'second'), '0403')
  t.equal(hex(kinds, 0x0506, 'be'), '0506')
  t.equal(hex(bits, ['up', 'high', 0x100]), '01010080')
  t.equal(hex(bits, 0x41, 'be'), '00000041')
  t.equal(hex(bits, []), '00000000')
  refused(
    t,
    () => hex(kinds, 'secnd'),
    '',
    'value: expected one of first, second, or a number, got "secnd"; did you mean second?',
  )
  refused(t, () => hex(kinds, 'unheard'), '', 'value: expected one of first, second, or a number, got "unheard"')
  refused(t, () => hex(kinds, 0x10000), '', 'value: expected an integer from 0 to 65535, got 65536')
  refused(
    t,
    () => hex(bits, ['up', 'lo']),
    '[1]',
    '[1]: expected one of up, low, high, or a number, got "lo"; did you mean low?',
  )
  for (const wrong of [1.5, -1, 2 ** 32 + 2])
    refused(
      t,
      () => hex(bits, ['up', wrong]),
      '[1]',
      `[1]: expected a word, or a number from 0 to 4294967295, got ${wrong}`,
    )
  refused(t, () => hex(bits, 'up'), '', 'value: expected an integer from 0 to 4294967295, got "up"')
  const many = enumeration(n.u8, '', Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`word${i}`, i])))
  refused(
    t,
    () => hex(many, 'wrd12'),
    '',
    'value: expected a known word, or a number, got "wrd12"; did you mean word12?',
  )
  const none = enumeration(n.u8, '', {})
  refused(t, () => hex(none, 'any'), '', 'value: expected one of , or a number, got "any"')
})

t.test('members of Object.prototype are neither words nor kinds nor fields', async (t) => {
  const chosen = attributes('X_', { kind: attr(1, n.string), data: attr(2, select('kind', { vlan: n.u16 }, n.bytes)) })
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    refused(t, () => hex(kinds, name), '', `value: expected one of first, second, or a number, got "${name}"`)
    refused(t, () => hex(bits, [name]), '[0]', `[0]: expected one of up, low, high, or a number, got "${name}"`)
    const value: unknown = JSON.parse(`{ "kind": "vlan", "${name}": 1 }`)
    refused(t, () => hex(chosen, value), name, `${name}: expected a field that exists`)
    refused(t, () => hex(header, JSON.parse(`{ "${name}": 1 }`)), name, `${name}: expected a field that exists`)
    refused(
      t,
      () => hex(vector(n.u32, '', ['a']), JSON.parse(`{ "${name}": 1 }`)),
      name,
      `${name}: expected a field that exists`,
    )
    t.equal(
      hex(chosen, { kind: name, data: Uint8Array.of(1, 2) }).slice(-16),
      digits('06000200 01020000'),
      `${name} is a kind that nothing is known of`,
    )
    refused(t, () => hex(chosen, { kind: name, data: 258 }), 'data', 'data: expected bytes (a Uint8Array), got 258')
  }
})

t.test('text', async (t) => {
  t.equal(hex(n.string, 'eth0'), '6574683000')
  t.equal(hex(n.string, ''), '00')
  t.equal(hex(n.chars(8), 'eth0'), '6574683000000000')
  t.equal(hex(n.mac, '02:42:ac:11:00:0a'), '0242ac11000a')
  t.equal(hex(n.address, '2001:db8::a1'), '20010db80000000000000000000000a1')
  refused(t, () => hex(n.string, 5), '', 'value: expected text, got 5')
})

t.test('bytes and presence', async (t) => {
  t.equal(hex(n.bytes, fromHex('0102f3')), '0102f3')
  t.equal(hex(n.bytes, Buffer.from('0102f3', 'hex')), '0102f3')
  t.equal(hex(n.flag, true), '')
  refused(t, () => hex(n.bytes, [1, 2]), '', 'value: expected bytes (a Uint8Array), got a list')
  refused(t, () => hex(n.bytesOf(3), fromHex('0102')), '', 'value: expected 3 bytes, got 2 bytes')
  refused(t, () => hex(n.flag, 1), '', 'value: expected true (leave it out for false), got 1')
})

t.test('lists', async (t) => {
  t.equal(hex(list(n.u16), [0x0102, 0x0304]), '02010403')
  t.equal(hex(list(n.u16, 2), [0x0102, 0x0304], 'be'), '01020304')
  refused(t, () => hex(list(n.u16, 2), [1]), '', 'value: expected a list of 2, got a list')
  refused(t, () => hex(list(n.u16), { length: 0 }), '', 'value: expected a list, got an object')
  refused(t, () => hex(list(n.u16), [1, 'two']), '[1]', '[1]: expected an integer from 0 to 65535, got "two"')
})

t.test('vectors', async (t) => {
  const node = vector(n.s32, 'CONF_', ['forwarding', 'mcForwarding', 'proxyArp'])
  t.equal(hex(node, { mcForwarding: -2 }), digits('00000000 feffffff'), 'up to the last place that is set')
  t.equal(hex(node, { proxyArp: 3, forwarding: 1, mcForwarding: undefined }), digits('01000000 00000000 03000000'))
  t.equal(hex(node, { '5': 7 }, 'be'), digits('00000000 00000000 00000000 00000000 00000007'))
  t.equal(hex(node, {}), '')
  refused(
    t,
    () => hex(node, { forwardin: 1 }),
    'forwardin',
    'forwardin: expected a field that exists; did you mean forwarding?',
  )
  refused(t, () => hex(node, { '0': 1 }), '0', '0: expected a field that exists')
  refused(t, () => hex(node, { '20000': 1 }), '20000', '20000: expected a field that exists')
  refused(
    t,
    () => hex(node, { forwarding: 'on' }),
    'forwarding',
    'forwarding: expected an integer from -2147483648 to 2147483647, got "on"',
  )
  refused(t, () => hex(node, [1]), '', 'value: expected an object, got a list')
})

t.test('structs', async (t) => {
  const node = struct('grown', { a: n.u8, b: n.u16, c: n.u32, d: n.u8 })
  t.equal(hex(node, { a: 1, b: 0x0203, c: 0x04050607, d: 8 }), digits('0100 0302 07060504 08000000'))
  t.equal(hex(node, { d: 8, b: 0x0203 }, 'be'), digits('0000 0203 00000000 08000000'), 'fields that are left out are 0')
  t.equal(hex(node, {}), digits('0000 0000 00000000 00000000'))
  const older = { a: 1, b: 0x0203, c: undefined, d: undefined }
  t.equal(hex(node, older), digits('0100 0302'), 'as long as the older kernel had it')
  t.equal(hex(node, { ...older, c: 1 }), digits('0100 0302 01000000'))
  t.equal(hex(node, { a: undefined, b: undefined, c: undefined, d: undefined }), '')
  t.equal(hex(node, { ...older, tail: fromHex('0a') }), digits('0100 0302 0a'))
  t.equal(hex(node, { a: 1, tail: fromHex('0a0b') }), digits('0100 0000 00000000 00000000 0a0b'))
  refused(t, () => hex(node, { a: 1, e: 2 }), 'e', 'e: expected a field that exists; did you mean a?')
  refused(t, () => hex(node, { a: 1, tail: 'x' }), 'tail', 'tail: expected bytes (a Uint8Array), got "x"')
  refused(t, () => hex(node, { b: -1 }), 'b', 'b: expected an integer from 0 to 65535, got -1')
  refused(t, () => hex(node, null), '', 'value: expected an object, got null')
  refused(t, () => hex(node, 'a'), '', 'value: expected an object, got "a"')
  refused(t, () => hex(node, [1]), '', 'value: expected an object, got a list')
  refused(t, () => hex(node, Uint8Array.of(1)), '', 'value: expected an object, got 1 bytes')
})

t.test('a last field that takes the remaining bytes', async (t) => {
  const node = struct('rtvia', { family, address: select('family', { bridge: n.lladdr }, n.address) })
  t.equal(hex(node, { family: 'bridge', address: '02:42:ac' }), '070242ac')
  t.equal(hex(node, { family: 'inet', address: '192.0.2.1' }), '02c0000201')
  t.equal(hex(node, { family: 'inet' }), '02')
  t.equal(hex(struct('nothing', {}), {}), '')
})

const inner = attributes('INNER_', { id: attr(1, n.u16), label: attr(2, n.string) })
const nest = attributes('SAMPLE_', {
  name: attr(3, n.string),
  mtu: attr(4, n.u32),
  inner: attr(5, inner),
  tags: repeated(6, n.be16),
  on: attr(7, n.flag),
  flat: attr(8, inner, { nested: false }),
  forced: attr(9, n.u16, { nested: true }),
})

t.test('attributes in the order of the keys, padded', async (t) => {
  for (const order of orders)
    t.equal(
      hex(nest, { mtu: 0x01020304, name: 'eth0', on: true, tags: [0x0102, 0x0304] }, order),
      toHex(
        concat(
          nla(4, order === 'le' ? '04030201' : '01020304', order),
          nla(3, '6574683000', order),
          nla(7, '', order),
          nla(6, '0102', order),
          nla(6, '0304', order),
        ),
      ),
      order,
    )
  t.equal(hex(nest, {}), '')
  t.equal(
    hex(nest, { name: undefined, tags: undefined, unknown: undefined, tag: undefined }),
    '',
    'undefined is absent',
  )
  t.equal(hex(nest, { on: false, tags: [] }), '', 'so are presence that is false and lists of nothing')
})

t.test('nests have NLA_F_NESTED unless the row specifies otherwise', async (t) => {
  t.equal(
    hex(nest, { inner: { id: 0x0102 }, flat: { id: 0x0304 }, forced: 5 }),
    toHex(concat(nla(0x8005, nla(1, '0201')), nla(8, nla(1, '0403')), nla(0x8009, '0500'))),
  )
})

t.test('unknown attributes are encoded last, unchanged', async (t) => {
  const unknown = [
    { id: 99, bytes: fromHex('010203') },
    { id: 0x8062, bytes: fromHex('04') },
  ]
  t.equal(hex(nest, { unknown, on: true }), toHex(concat(nla(7, ''), nla(99, '010203'), nla(0x8062, '04'))))
  refused(
    t,
    () => hex(nest, { unknown: [{ id: 99, bytes: 'ab' }] }),
    'unknown',
    'unknown: expected bytes (a Uint8Array), got "ab"',
  )
})

t.test('errors have the path of the field', async (t) => {
  refused(t, () => hex(nest, { mut: 1 }), 'mut', 'mut: expected a field that exists; did you mean mtu?')
  refused(
    t,
    () => hex(nest, { inner: { lable: 'x' } }),
    'inner.lable',
    'inner.lable: expected a field that exists; did you mean label?',
  )
  refused(
    t,
    () => hex(nest, { inner: { id: 'x' } }),
    'inner.id',
    'inner.id: expected an integer from 0 to 65535, got "x"',
  )
  refused(t, () => hex(nest, { inner: 5 }), 'inner', 'inner: expected an object, got 5')
  refused(t, () => hex(nest, { tags: 5 }), 'tags', 'tags: expected a list, got 5')
  refused(t, () => hex(nest, { tags: [1, -2] }), 'tags[1]', 'tags[1]: expected an integer from 0 to 65535, got -2')
  refused(t, () => hex(nest, { on: 1 }), 'on', 'on: expected true (leave it out for false), got 1')
  refused(t, () => hex(nest, null), '', 'value: expected an object, got null')
  refused(t, () => hex(attributes('X_', {}), { any: 1 }), 'any', 'any: expected a field that exists')
})

t.test('an attribute has 65535 bytes at most', async (t) => {
  const node = attributes('X_', { raw: attr(1, n.bytes) })
  const most = encode(node, { raw: new Uint8Array(65531).fill(0xee) }, { order: 'le' })
  t.equal(most.length, 65536)
  t.equal(toHex(most.subarray(0, 5)), 'ffff0100ee')
  refused(
    t,
    () => encode(node, { raw: new Uint8Array(65532) }),
    'raw',
    'raw: expected at most 65531 bytes on the wire, got 65536',
  )
})

t.test('selects accept the value of the selected case, or bytes', async (t) => {
  const data = select('kind', { vlan: attributes('VLAN_', { id: attr(1, n.u16) }), dummy: n.u32 }, n.bytes)
  const node = attributes('INFO_', { kind: attr(1, n.string), data: attr(2, data), more: repeated(3, data) })
  const vlan = nla(1, '766c616e00')
  t.equal(hex(node, { kind: 'vlan', data: { id: 0x0102 } }), toHex(concat(vlan, nla(2, nla(1, '0201')))))
  t.equal(
    hex(node, { data: { id: 0x0102 }, kind: 'vlan' }),
    toHex(concat(nla(2, nla(1, '0201')), vlan)),
    'in any order',
  )
  t.equal(
    hex(node, { kind: 'vlan', more: [{ id: 5 }, { id: 6 }] }),
    toHex(concat(vlan, nla(3, nla(1, '0500')), nla(3, nla(1, '0600')))),
  )
  t.equal(hex(node, { kind: 'vlan', data: fromHex('f1f2') }), toHex(concat(vlan, nla(2, 'f1f2'))), 'bytes as they are')
  refused(
    t,
    () => hex(node, { kind: 'vlan', data: { idd: 1 } }),
    'data.idd',
    'data.idd: expected a field that exists; did you mean id?',
  )
  refused(t, () => hex(node, { data: { id: 1 } }), 'data', 'data: expected bytes (a Uint8Array), got an object')
})

t.test('items', async (t) => {
  t.equal(hex(items(n.be16), [0x0102, 0x0304]), toHex(concat(nla(0, '0102'), nla(1, '0304'))))
  t.equal(hex(items(inner, { first: 1 }), [{ id: 5 }, {}]), toHex(concat(nla(0x8001, nla(1, '0500')), nla(0x8002, ''))))
  t.equal(hex(items(n.string, { id: 7 }), ['a', 'b']), toHex(concat(nla(7, '6100'), nla(7, '6200'))))
  refused(
    t,
    () => hex(items(inner), [{ id: 5 }, { id: -1 }]),
    '[1].id',
    '[1].id: expected an integer from 0 to 65535, got -1',
  )
  refused(t, () => hex(items(inner), {}), '', 'value: expected a list, got an object')
})

t.test('messages', async (t) => {
  const node = message(
    header,
    attributes('X_', {
      name: attr(3, n.string),
      dst: attr(1, select('header.family', { bridge: n.lladdr }, n.address)),
    }),
  )
  const value = { name: 'a', dst: '02:42:ac', header: { index: -3, family: 'bridge', mark: 0x0102 } }
  t.equal(hex(node, value), toHex(concat('07 00 0201 fdffffff', nla(3, '6100'), nla(1, '0242ac'))))
  t.equal(hex(node, value, 'be'), toHex(concat('07 00 0102 fffffffd', nla(3, '6100', 'be'), nla(1, '0242ac', 'be'))))
  t.equal(hex(node, {}), '0000000000000000', 'a header that is left out is zero')
  refused(
    t,
    () => hex(node, { header: { famly: 1 } }),
    'header.famly',
    'header.famly: expected a field that exists; did you mean family?',
  )
  refused(
    t,
    () => hex(node, { header: { family: 'inet7' } }),
    'header.family',
    'header.family: expected one of inet, bridge, inet6, or a number, got "inet7"; did you mean inet?',
  )
  refused(t, () => hex(node, { header: 5 }), 'header', 'header: expected an object, got 5')
  refused(t, () => hex(node, 5), '', 'value: expected an object, got 5')
  const tiny = message(struct('rtgenmsg', { family }), attributes('X_', {}))
  t.equal(hex(tiny, { header: { family: 'bridge' } }), '07000000', 'padded')
})

t.test('records', async (t) => {
  const hop = struct('hop', { weight: n.u16, len: n.u16, index: n.u32 })
  const via = select('header.family', { bridge: n.lladdr }, n.address)
  const hops = attr(9, records(hop, 'len', attributes('HOP_', { via: attr(1, via) })))
  const node = message(header, attributes('X_', { hops }))
  const value = {
    header: { family: 'bridge' },
    hops: [{ header: { weight: 5, index: 0x01020304 }, via: '02:42:ac' }, { via: '0a' }, {}],
  }
  for (const order of orders) {
    const bytes = encode<unknown>(node, value, { order })
    const said =
      order === 'le'
        ? concat(
            '0500 1000 04030201',
            nla(1, '0242ac', order),
            '0000 1000 00000000',
            nla(1, '0a', order),
            '0000 0800 00000000',
          )
        : concat(
            '0005 0010 01020304',
            nla(1, '0242ac', order),
            '0000 0010 00000000',
            nla(1, '0a', order),
            '0000 0008 00000000',
          )
    t.equal(toHex(bytes.subarray(8)), toHex(nla(9, said, order)), order)
    t.same(decode(node, bytes, { order, strict: true }).hops?.[0], {
      header: { weight: 5, index: 0x01020304 },
      via: '02:42:ac',
    })
  }
  const bad = { hops: [{}, { header: { weihgt: 1 } }] }
  refused(
    t,
    () => hex(node, bad),
    'hops[1].header.weihgt',
    'hops[1].header.weihgt: expected a field that exists; did you mean weight?',
  )
  refused(t, () => hex(node, { hops: [5] }), 'hops[0]', 'hops[0]: expected an object, got 5')
})

t.test('nothing of one message remains in the next', async (t) => {
  const node = attributes('X_', { raw: attr(1, n.bytes), name: attr(2, n.chars(8192)) })
  encode(node, { raw: new Uint8Array(4000).fill(0xee) })
  const bytes = encode(node, { name: 'a' })
  t.equal(bytes.length, 4 + 8192)
  t.notOk(
    bytes.subarray(5).some((byte) => byte !== 0),
    'where the space had to grow',
  )
  encode(node, { raw: new Uint8Array(9000).fill(0xee) })
  t.notOk(
    encode(node, { name: 'a' })
      .subarray(5)
      .some((byte) => byte !== 0),
    'and where it had not',
  )
})

t.test('encoded bytes are not overwritten by later calls', async (t) => {
  const first = encode(n.u32, 0x01020304, { order: 'le' })
  encode(n.u32, 0x05060708, { order: 'le' })
  t.equal(toHex(first), '04030201')
})

t.test('a getter may encode something else, and a refusal has no later effect', async (t) => {
  const value = {
    mtu: 0x01020304,
    get name() {
      return hex(nest, { mtu: 0x05060708 })
    },
  }
  const text = new TextEncoder().encode('0800040008070605\0')
  t.equal(hex(nest, value), toHex(concat(nla(4, '04030201'), nla(3, text))))
  t.throws(() => hex(nest, { mtu: 1, name: 5 }))
  t.equal(hex(nest, { mtu: 0x05060708 }), digits('08000400 08070605'))
})

t.test('suggestions', async (t) => {
  const known = ['mtu', 'master', 'address']
  t.equal(suggest('mut', known), 'mtu')
  t.equal(suggest('adress', known), 'address')
  t.equal(suggest('completely', known), undefined)
  t.equal(suggest('mtu', []), undefined)
})
