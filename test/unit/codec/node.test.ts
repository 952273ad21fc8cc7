/** Tables are data: what the builders make of a row, and the kernel's constants that are derived from keys. */
import t from 'tap'
import * as n from '../../../src/netlink/codec/builders.ts'
import { attributes, checkTable, message } from '../../../src/netlink/codec/checked.ts'
import { constantOf, upperSnake } from '../../../src/netlink/codec/constants.ts'
import { align4, isNest } from '../../../src/netlink/codec/nlattr.ts'
import type { Node, Scalar } from '../../../src/netlink/codec/node.ts'
import { struct } from '../../../src/netlink/codec/struct.ts'
import { exportedNodes, roots } from '../../proof/roots.ts'
import { walk } from '../../proof/walk.ts'

t.test('integers have a size, a sign and a byte order', async (t) => {
  const said = ({ size, signed, order }: Scalar): string => `${signed ? 's' : 'u'}${size * 8} ${order}`
  const { u8, u16, u32, u64, s8, s16, s32, s64, be16, be32, be64, beS32 } = n
  t.same([u8, u16, u32, u64, s8, s16, s32, s64, be16, be32, be64, beS32].map(said), [
    ...['u8 host', 'u16 host', 'u32 host', 'u64 host', 's8 host', 's16 host', 's32 host', 's64 host'],
    ...['u16 be', 'u32 be', 'u64 be', 's32 be'],
  ])
  t.same([n.id64.order, n.beId64.order], ['host', 'be'])
})

t.test('texts and bytes have a size if the type has one', async (t) => {
  t.same(
    [n.string, n.address, n.ipv4, n.ipv6, n.lladdr, n.mac, n.mpls, n.chars(16)].map(({ format, size }) => [
      format,
      size,
    ]),
    [
      ['string', undefined],
      ['address', undefined],
      ['ipv4', 4],
      ['ipv6', 16],
      ['lladdr', undefined],
      ['lladdr', 6],
      ['mpls', undefined],
      ['string', 16],
    ],
  )
  t.same([n.bytes.size, n.bytesOf(20).size], [undefined, 20])
})

t.test('rows', async (t) => {
  t.same(n.attr(3, n.string), { id: 3, node: n.string, constant: undefined, nested: undefined, repeated: false })
  t.same(n.attr(5, n.u32, { constant: 'FRA_OWN', nested: true }), {
    id: 5,
    node: n.u32,
    constant: 'FRA_OWN',
    nested: true,
    repeated: false,
  })
  t.same(n.repeated(7, n.u16, { nested: false }), {
    id: 7,
    node: n.u16,
    constant: undefined,
    nested: false,
    repeated: true,
  })
})

t.test('items count from 0 by default, vectors from 1', async (t) => {
  t.match(n.items(n.u8), { type: 'items', of: n.u8, id: undefined, first: 0 })
  t.match(n.items(n.u8, { first: 1 }), { id: undefined, first: 1 })
  t.match(n.items(n.u8, { id: 9 }), { id: 9, first: 0 })
  t.match(n.vector(n.s32, 'IPV4_DEVCONF_', ['forwarding']), { first: 1, prefix: 'IPV4_DEVCONF_', of: n.s32 })
  t.match(n.vector(n.u64, 'IPSTATS_MIB_', ['inPkts'], 4), { first: 4 })
  t.match(n.list(n.be16), { type: 'list', of: n.be16, count: undefined })
  t.match(n.list(n.be16, 3), { count: 3 })
})

t.test("the kernel's constant of a key", async (t) => {
  t.equal(upperSnake('netNsPid'), 'NET_NS_PID')
  t.equal(upperSnake('mtu'), 'MTU')
  const table = n.attributes('IFLA_', {
    netNsPid: n.attr(19, n.u32),
    promiscuity: n.attr(30, n.u32, { constant: 'X_Y' }),
  })
  t.equal(constantOf(table, 'netNsPid'), 'IFLA_NET_NS_PID')
  t.equal(constantOf(table, 'promiscuity'), 'X_Y')
  t.equal(constantOf(table, 'noSuchRow'), 'IFLA_NO_SUCH_ROW')
})

t.test('alignment, and which nodes are nests', async (t) => {
  t.same([0, 1, 3, 4, 5, 4097].map(align4), [0, 4, 4, 4, 8, 4100])
  const table = n.attributes('X_', {})
  t.ok(isNest(table))
  t.ok(isNest(n.items(n.u8) as Node))
  t.notOk(isNest(n.u32))
  t.notOk(isNest(n.select('kind', { one: table }, table) as Node))
})

t.test('a table that cannot be meant so is refused', async (t) => {
  const { attr, select, u8, u16, u32 } = n
  const refused = (make: () => unknown, message: RegExp): unknown => t.throws(make, { name: 'TypeError', message })
  refused(() => attributes('X_', { one: attr(7, u8), other: attr(7, u16) }), /X_: other: one has the number 7 as well/)
  for (const id of [70000, -1, 1.5]) refused(() => attributes('X_', { one: attr(id, u8) }), /is not from 0 to 16383/)
  const chosen = attributes('X_', { kind: attr(1, u8), data: attr(2, select('kind', { 5: u16 }, u32)) })
  t.equal(chosen.rows['kind']?.id, 1)
  refused(() => attributes('X_', { data: attr(2, select('kidn', { 5: u16 }, u32)) }), /there is no row kidn/)
  refused(() => message(struct('s', { a: u8 }), attributes('X_', { header: attr(1, u8) })), /^header: /)
})

t.test("this library's own tables are meant so", async (t) => {
  const tables = walk([...roots, ...(await exportedNodes())]).flatMap(({ node }) =>
    node.type === 'attributes' ? [node] : [],
  )
  t.ok(tables.length > 150, `${tables.length} tables`)
  for (const table of tables) t.doesNotThrow(() => checkTable(table), table.prefix)
  for (const { header, attributes: table } of walk(roots).flatMap(({ node }) =>
    node.type === 'message' ? [node] : [],
  ))
    t.equal(message(header, table).attributes, table)
})
