/** A message with every kind of node, and a value for each. The values differ in the two byte orders. */

import * as n from '../../../src/netlink/codec/builders.ts'
import { enumeration, flags } from '../../../src/netlink/codec/enumeration.ts'
import type { Infer } from '../../../src/netlink/codec/node.ts'
import type { Shape } from '../../../src/netlink/codec/shape.ts'
import { struct } from '../../../src/netlink/codec/struct.ts'

const { attr, attributes, items, list, message, records, repeated, select, vector } = n

const family = enumeration(n.u8, 'AF_', { inet: 2, bridge: 7, inet6: 10, mpls: 28 })
export const bits = flags(n.u32, 'SAMPLE_F_', { up: 1, pair: 6, high: 0x80000000 })
const header = struct('samplemsg', { family, length: n.u8, mark: n.u16, index: n.s32 })
const pair = struct('pair', { low: n.u8, high: n.be16 })
const via = struct('via', { family, address: select('family', { bridge: n.lladdr }, n.address) })
const grown = struct('grown', { a: n.u8, b: n.u16, '2nd': n.u32, name: n.chars(6), keys: n.list(n.be16, 2) })
const hop = struct('hop', { len: n.u16, weight: n.u16 })
const address = select('header.family', { mpls: n.mpls, bridge: n.lladdr }, n.address)
const vlan = attributes('VLAN_', { id: attr(1, n.u16), dst: attr(2, address) })
const data = select('kind', { vlan, dummy: n.u32 }, n.bytes)
const info = attributes('INFO_', {
  kind: attr(1, n.string),
  data: attr(2, data),
  all: repeated(3, data),
})

export const everything = message(
  header,
  attributes('SAMPLE_', {
    dst: attr(1, address),
    info: attr(2, info),
    u8: attr(3, n.u8),
    s8: attr(4, n.s8),
    u16: attr(5, n.u16),
    s16: attr(6, n.s16),
    be16: attr(7, n.be16),
    u32: attr(8, n.u32),
    s32: attr(9, n.s32),
    be32: attr(10, n.be32),
    u64: attr(11, n.u64),
    s64: attr(12, n.s64),
    be64: attr(13, n.be64),
    uint: attr(14, n.uint),
    id: attr(15, n.id64),
    beId: attr(16, n.beId64),
    small: attr(17, enumeration(n.u8, 'S_', { one: 1, two: 2 })),
    negative: attr(18, enumeration(n.s8, 'N_', { none: -1 })),
    large: attr(19, enumeration(n.be32, 'L_', { far: 0x01020304 })),
    bits: attr(20, bits),
    name: attr(21, n.string),
    label: attr(22, n.chars(8)),
    any: attr(23, n.address),
    ipv4: attr(24, n.ipv4),
    ipv6: attr(25, n.ipv6),
    lladdr: attr(26, n.lladdr),
    mac: attr(27, n.mac),
    mpls: attr(28, n.mpls),
    raw: attr(29, n.bytes),
    fixed: attr(30, n.bytesOf(3)),
    on: attr(31, n.flag),
    shorts: attr(32, list(n.u16)),
    three: attr(33, list(n.be32, 3)),
    pairs: attr(34, list(pair)),
    vector: attr(35, vector(n.s32, 'V_', ['first', 'second'])),
    wide: attr(36, vector(n.u64, 'W_', ['only'], 0)),
    grown: attr(37, grown),
    via: attr(38, via),
    words: attr(39, items(n.string)),
    nests: attr(40, items(vlan, { id: 7 })),
    peer: attr(41, message(header, vlan)),
    hops: attr(42, records(hop, 'len', vlan)),
    tags: repeated(43, n.be16),
    mark: attr(44, n.u32),
    kind: attr(45, n.string),
    bySibling: attr(46, select('kind', { vlan, text: n.string }, n.bytes)),
    manyBySibling: repeated(47, select('kind', { vlan, text: n.string }, n.bytes)),
    byNumber: attr(48, select('header.mark', { '513': n.u16, '258': n.be16 }, n.bytes)),
  }),
)

export type Everything = Infer<typeof everything>

/** Encoded in this order, the values that selects depend on come both before and after the selects. */
export const values: { readonly [name: string]: Everything } = {
  numbers: {
    header: { family: 'inet', length: 24, mark: 0x0102, index: -3 },
    ...{
      u8: 254,
      s8: -2,
      u16: 0x0102,
      s16: -0x0103,
      be16: 0x0102,
      u32: 0xf1020304,
      s32: -0x01020305,
      be32: 0xf1020304,
    },
    ...{ u64: 0x0102030405n, s64: -0x0102030405n, be64: 0x0102030405n, uint: 0x01020304 },
    ...{ id: '0x1122334455667708', beId: '0x8f7', small: 'two', negative: 'none', large: 'far' },
    bits: ['up', 'high', 0x40],
    vector: { first: -2, second: 0x01020304, '3': 5 } as object,
    wide: { only: 0x0102n, '1': 3n } as object,
    shorts: [0x0102, 0x0304],
    three: [1, 0x0203, 4],
    tags: [0x0102, 0x0304],
    mark: 0x01020304,
  },
  texts: {
    header: { family: 'inet6', length: 48, mark: 0x0201, index: 5 },
    dst: '2001:db8::a1',
    ...{ name: 'brücke', label: 'eth0', any: '192.0.2.1', ipv4: '198.51.100.2', ipv6: '::ffff:192.0.2.1' },
    ...{ lladdr: '02:42:ac', mac: '02:42:ac:11:00:0a', mpls: '100/200', on: true },
    raw: Uint8Array.of(1, 2, 0xf3),
    fixed: Uint8Array.of(4, 5, 6),
    words: ['a', '', 'ccc'],
    grown: { a: 1, b: 0x0203, '2nd': 4, name: 'b', keys: [5, 6], tail: Uint8Array.of(9, 8) } as never,
    byNumber: 0x0304,
  },
  nests: {
    header: { family: 'bridge', length: 0, mark: 3, index: 0x01020304 },
    dst: '02:42:ac',
    info: { data: { id: 0x0102, dst: '0a:0b' }, kind: 'vlan', all: [{ id: 5 }, {}] },
    bySibling: { id: 0x0304 },
    manyBySibling: [{ id: 0x0506 }, { dst: '0c' }],
    kind: 'vlan',
    pairs: [
      { low: 1, high: 0x0203 },
      { low: 4, high: 0x0506 },
    ],
    grown: { a: 1, b: 0x0203, '2nd': 0x04050607, name: 'ab', keys: [0x0102, 0x0304] },
    via: { family: 'bridge', address: '0a:0b:0c' },
    nests: [{ id: 0x0102 }, { dst: '02:42' }],
    peer: { header: { family: 'inet', length: 32, mark: 0x0506, index: 7 }, dst: '192.0.2.1' },
    hops: [{ header: { weight: 0x0102 }, dst: '01:02' }, { header: { weight: 3 } }],
  },
  odd: {
    header: { family: 200, length: 9, mark: 0x0506, index: 1 },
    dst: '192.0.2.1',
    small: 200,
    negative: -7,
    large: 9,
    bits: [],
    info: { kind: 'unheard', data: Uint8Array.of(1, 2, 3) },
    uint: 0x0102030405n,
    grown: { a: 1, b: 0x0203, '2nd': undefined, name: undefined, keys: undefined } as never,
    vector: { first: 5, second: undefined },
    via: { family: undefined, address: undefined } as never,
    unknown: [
      { id: 99, bytes: Uint8Array.of(9) },
      { id: 98, bytes: Uint8Array.of(8, 7) },
    ],
  },
  mpls: {
    header: { family: 'mpls', length: 20, mark: 1, index: 2 },
    dst: '100',
    via: { family: 'inet', address: '192.0.2.9' },
  },
  nothing: { header: { family: 'inet', length: 0, mark: 4, index: 0 } },
}

/** Every feature of a shape, alone and combined. */
export const shapes: { readonly [name: string]: Shape } = {
  none: {},
  names: { header: { index: 'dev', length: null }, rename: { dst: 'to', name: 'full-name', u8: null, grown: null } },
  prefix: { header: { length: null, mark: null }, prefix: { dst: 'length' }, absent: { dst: 'default' } },
  lift: { lift: ['info'], rename: { kind: null, data: 'details' } },
  together: {
    header: { length: null, mark: null, index: 'dev' },
    rename: { dst: 'to', kind: 'type', tags: null },
    prefix: { dst: 'length' },
    absent: { dst: 'default' },
    lift: ['info'],
  },
}
