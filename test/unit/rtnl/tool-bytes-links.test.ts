/** Bytes of `ip link` and of older tools about links. The values are those that `ip` was given, or prints. */

import t from 'tap'
import { compile } from '../../../src/netlink/codec/decode/compile/compile.ts'
import { decode } from '../../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../../src/netlink/codec/encode/encode.ts'
import type { Message, Problem, Typed } from '../../../src/netlink/codec/node.ts'
import { macsec } from '../../../src/rtnl/link/tables/kinds/macsec.ts'
import { link } from '../../../src/rtnl/link/tables/link.ts'
import { routeMessages as messages } from '../../registry.ts'
import { fromHex, toHex } from '../codec/bytes.ts'

interface Read {
  readonly header: object
  readonly [key: string]: unknown
}

/** The decoded value, which must encode to the same bytes. */
const read = (node: Typed<unknown>, hex: string): Read => {
  const problems: Problem[] = []
  const bytes = fromHex(hex)
  const value = decode(node, bytes, { order: 'le', problems, exact: true })
  t.same(problems, [], hex)
  t.equal(toHex(encode(node, value, { order: 'le' })), toHex(bytes), 'again')
  return value as Read
}

const REQUESTS = [18, 22, 26, 30, 34, 58, 62, 82, 90, 110]

t.test('a dump request with struct rtgenmsg only', async (t) => {
  for (const type of REQUESTS) {
    const { name = '', node } = messages.get(type) ?? {}
    const { header, ...attributes } = read(node as Message, '0a')
    t.same(header, { family: 'inet6' }, name)
    t.same(Object.keys(header), ['family'])
    t.same(attributes, {})
    t.same(read(node as Message, '0a000000').header, { family: 'inet6' }, `${name}, counted with its padding`)
  }
  // iproute2 before 3.9: IFLA_EXT_MASK after an aligned struct rtgenmsg
  t.match(read(messages.get(18)?.node as Message, '07000000 08001d00 01000000'), {
    header: { family: 'bridge' },
    extMask: ['vf'],
  })
  t.match(read(messages.get(18)?.node as Message, '07ab0c0d 08001d00 01000000'), { extMask: ['vf'] })
  for (const [type, hex] of [
    [18, ''],
    [16, '0a'],
    [20, '0a000000'],
  ] as const)
    t.throws(() => decode(messages.get(type)?.node as Message, fromHex(hex)), { message: /too few/ }, `${type}: ${hex}`)
})

t.test('a short header grows when a field is set', async (t) => {
  const node = messages.get(18)?.node as Message as Typed<Read>
  const value = decode(node, fromHex('0a'), { order: 'le', exact: true })
  const changed = Object.assign(value, { header: Object.assign(value.header, { index: 0x0102 }) })
  t.equal(toHex(encode(node, changed, { order: 'le' })), '0a000000020100000000000000000000')
  const plain = decode(node, fromHex('0a'), { order: 'le' })
  t.equal(toHex(encode(node, plain, { order: 'le' })), '0a000000000000000000000000000000', 'not exact: padded')
})

const HEADER = '00000000 07000000 00000000 00000000'

t.test('options of a port', async (t) => {
  // ip link set dev d0 type bridge_slave hairpin on
  const asked = `${HEADER} 20001200 10000100 6272696467655f736c617665 0c000500 05000400 01000000`
  t.match(read(link, asked), { linkinfo: { kind: 'bridge_slave', slaveData: { mode: 1 } } })
  // as the kernel reports a port that has no kind itself
  const reported = `${HEADER} 1c001200 0b000400 62726964676500 00 0c000500 05000400 01000000`
  t.match(read(link, reported), { linkinfo: { slaveKind: 'bridge', slaveData: { mode: 1 } } })
  const other = `${HEADER} 1c001200 0b000400 62726964676600 00 0c000500 05000400 01000000`
  t.match(read(link, other), { linkinfo: { slaveKind: 'bridgf', slaveData: fromHex('0500040001000000') } })
})

/** ip link set dev d0 vf 1 mac 02:11:22:33:44:55 */
const vf = (header: string, mac: string): string =>
  `${header} 30001600 2c000100 28000100 01000000 ${mac.replaceAll(' ', '').padEnd(64, '0')}`

t.test('addresses of virtual functions', async (t) => {
  const shaped = compile<Read>(link, {}, { order: 'le' })
  const macOf = (header: string, mac: string): unknown => {
    const hex = vf(header, mac)
    const value = read(link, hex)
    const bytes = fromHex(hex)
    const compiled = shaped(bytes, new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length)
    t.same(compiled['vfinfoList'], value['vfinfoList'], 'compiled')
    return (value['vfinfoList'] as { mac: { mac: string } }[])[0]?.mac.mac
  }
  t.equal(macOf(HEADER, '02112233 4455'), '02:11:22:33:44:55')
  t.equal(macOf(HEADER, '02112233 4400'), '02:11:22:33:44:00')
  t.equal(macOf(HEADER, '02112233 445566'), '02:11:22:33:44:55:66', 'nothing is lost')
  const infiniband = HEADER.replace('00000000', '00002000')
  t.equal(macOf(infiniband, '02112233'), `02:11:22:33${':00'.repeat(16)}`)
  const node = link as Typed<unknown>
  const of = (mac: string): Uint8Array =>
    encode(node, { header: { index: 7 }, vfinfoList: [{ mac: { vf: 1, mac } }] }, { order: 'le' })
  t.equal(toHex(of('02:11:22:33:44:55')), toHex(fromHex(vf(HEADER, '021122334455').replace('2c000100', '2c000180'))))
  for (const wrong of ['02:11:22:33:44:5', Array(33).fill('02').join(':')])
    t.throws(() => of(wrong), { name: 'EncodeError', path: 'vfinfoList[0].mac.mac' })
})

t.test('cipher suites of macsec', async (t) => {
  const of = (suite: string): string => `0c000400 ${suite}`
  const words = [
    ['01000001 00028000', 'gcm-aes-128'],
    ['01000001 00c28000', 'gcm-aes-128'],
    ['02000001 00c28000', 'gcm-aes-256'],
    ['03000001 00c28000', 'gcm-aes-xpn-128'],
    ['04000001 00c28000', 'gcm-aes-xpn-256'],
    ['05000001 00c28000', '0x80c20001000005'],
  ] as const
  for (const [suite, word] of words) t.equal(read(macsec, of(suite))['cipherSuite'], word)
  const encoded = (cipherSuite: string): string => toHex(encode(macsec, { cipherSuite }, { order: 'le' }))
  t.equal(encoded('gcm-aes-128'), toHex(fromHex(of('01000001 00c28000'))))
  t.equal(encoded('0x80c20001000005'), toHex(fromHex(of('05000001 00c28000'))))
  t.throws(() => encoded('gcm-aes-129'), { name: 'EncodeError', path: 'cipherSuite' })
  const value = decode(macsec, fromHex(of('01000001 00028000')), { order: 'le', exact: true })
  value.cipherSuite = 'gcm-aes-256'
  t.equal(toHex(encode(macsec, value, { order: 'le' })), toHex(fromHex(of('02000001 00c28000'))), 'changed since')
})
