/**
 * Bytes of other programs and kernels that need more than a row to decode. The values are those that `ip` was given, or
 * prints.
 */
import t from 'tap'
import { decode } from '../../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../../src/netlink/codec/encode/encode.ts'
import type { Problem, Typed } from '../../../src/netlink/codec/node.ts'
import { encaps } from '../../../src/rtnl/route/tables/encaps.ts'
import { seg6Encap, srh } from '../../../src/rtnl/route/tables/segment-routing.ts'
import { rule } from '../../../src/rtnl/rule/tables/rule.ts'
import { fromHex, toHex } from '../codec/bytes.ts'

/** The decoded value, which must encode to the same bytes, and its problems. */
const read = (node: Typed<unknown>, hex: string): unknown => {
  const problems: Problem[] = []
  const bytes = fromHex(hex)
  const value = decode(node, bytes, { order: 'le', problems })
  t.same(problems, [], hex)
  t.equal(toHex(encode(node, value, { order: 'le' })), toHex(bytes), 'again')
  return value
}

t.test('several options of geneve in one nest', async (t) => {
  // ip route add ... encap ip ... geneve_opts 0:1:0000000a,1:2:11121314
  const hex =
    '38000880 34000180 06000100 00000000 05000200 01000000 08000300 0000000a 06000100 00010000 05000200 02000000 08000300 11121314'
  t.match(read(encaps.ip, hex), {
    opts: {
      geneve: [
        { class: 0, type: 1, data: fromHex('0000000a') },
        { class: 1, type: 2, data: fromHex('11121314') },
      ],
    },
  })
  t.match(read(encaps.ip, '04000880'), { opts: {} })
  t.match(read(encaps.ip, '08000880 04000180'), { opts: { geneve: [] } })
  t.match(read(encaps.ip, '10000880 0c000180 08000300 0102'.replace(/ 0102$/, ' 01020304')), {
    opts: { geneve: [{ data: fromHex('01020304') }] },
  })
})

t.test('groups that end in bytes which are not an attribute', async (t) => {
  const problems: Problem[] = []
  const value = decode(encaps.ip as Typed<unknown>, fromHex('0f000880 0b000180 05000200 07000000 0102ff00'), {
    order: 'le',
    problems,
  })
  t.match(value, { opts: { geneve: [{ type: 7 }] } })
  t.equal(problems.length, 1)
  const lone: Problem[] = []
  decode(encaps.ip as Typed<unknown>, fromHex('0c000880 06000180 0102 0000'), { order: 'le', problems: lone })
  t.equal(lone.length, 1)
})

t.test('a segment routing header with an HMAC after its segments', async (t) => {
  const [first, second] = ['20010db8000000000000000000000001', '20010db8000000000000000000000002']
  const tlv = `0526000000000b0b${'a1'.repeat(32)}`
  // firstSegment is 1: there are two
  const header = '29 09 04 01 01 08 0102'
  t.match(read(srh, `${header} ${first} ${second} ${tlv}`), {
    firstSegment: 1,
    flags: ['hmac'],
    tag: 0x0102,
    segments: ['2001:db8::1', '2001:db8::2'],
    tail: fromHex(tlv),
  })
  const plain = read(srh, `29 04 04 01 01 00 0102 ${first} ${second}`)
  t.match(plain, { segments: ['2001:db8::1', '2001:db8::2'] })
  t.notOk('tail' in (plain as object))
  t.match(read(seg6Encap, `01000000 29 09 04 01 01 08 0102 ${first} ${second} ${tlv}`), { tail: fromHex(tlv) })
})

t.test('a rule whose selectors have no bytes matches everything', async (t) => {
  const value = read(rule as Typed<unknown>, '02000000 fe000001 00000000 04000200 04000100') as object
  t.notOk('src' in value || 'dst' in value)
  t.match(value, { unknown: [{ id: 2, bytes: new Uint8Array(0) }, { id: 1 }] }, 'and they are kept')
})
