/** Nests that are encoded once, and other fast paths: bytes and errors are those of the general path. */
import t from 'tap'
import { attr, attributes, flag, items, string, u32 } from '../../../../src/netlink/codec/builders.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../../../src/netlink/codec/encode/encode.ts'
import { encodeRequest } from '../../../../src/netlink/codec/encode/request.ts'
import { memoized } from '../../../../src/netlink/codec/fast/memoized.ts'
import { parseAddress } from '../../../../src/netlink/codec/text/parse.ts'

const inner = attributes('IN_', { number: attr(1, u32), text: attr(2, string) })
const other = attributes('OTHER_', { number: attr(3, u32) })
const outer = attributes('OUT_', { all: attr(1, items(inner)), one: attr(2, other), yes: attr(3, flag) })

t.test('a constant nest is encoded once per table and byte order', async (t) => {
  const value = { number: 5, text: 'five' }
  const plain = encode(outer, { all: [value, value] })
  memoized(memoized(value))
  for (let time = 0; time < 2; time++) t.strictSame(encode(outer, { all: [value, value] }), plain)
  value.number = 6
  t.strictSame(encode(outer, { all: [value, value] }), plain, 'it was said to stay')
  for (const order of ['be', 'le', 'be'] as const)
    t.strictSame(encode(outer, { all: [value] }, { order }), encode(outer, { all: [{ ...value }] }, { order }))
  const shared = memoized({ number: 7 })
  t.strictSame(
    encode(outer, { all: [shared], one: shared }),
    encode(outer, { all: [{ number: 7 }], one: { number: 7 } }),
  )
})

t.test('the encoded request has the same bytes as for any other value', async (t) => {
  const value = { all: [{ number: 1, text: 'x'.repeat(300) }, {}], yes: true as const }
  t.strictSame(encodeRequest(outer, value, 'le').content, encode(outer, value, { order: 'le' }))
  t.throws(() => encodeRequest(outer, { all: [{ number: -1 }] }, 'le'), /^all\[0\]\.number: expected an integer/)
})

t.test('a value that is invalid only the first time', async (t) => {
  let asked = 0
  const value = {
    get number() {
      return asked++ === 0 ? -1 : 1
    },
  }
  t.throws(() => encode(inner, value), { code: 'ERR_ENCODE' })
  t.strictSame(encode(inner, value), encode(inner, { number: 1 }))
  const broken = {
    get number(): number {
      throw new RangeError('not ours')
    },
  }
  t.throws(() => encode(inner, broken), { name: 'RangeError' })
})

t.test('members of Object.prototype are not fields', async (t) => {
  for (const key of ['toString', 'constructor', '__proto__'])
    t.throws(() => encode(inner, Object.fromEntries([[key, {}]])), /a field that exists/, key)
})

t.test('text of any characters and any length', async (t) => {
  for (const text of ['', 'a', 'é', 'x'.repeat(64), 'x'.repeat(65), 'ä'.repeat(40)])
    t.strictSame(
      encode(inner, { text }).subarray(4, 4 + Buffer.byteLength(text) + 1),
      new Uint8Array(Buffer.from(`${text}\0`)),
    )
  for (const text of ['a\0b', '\ud800', 'x\udc00'.repeat(40)])
    t.throws(() => encode(inner, { text }), /^text: expected text/)
})

t.test('IPv6 addresses in their plain form', async (t) => {
  const hex = (text: string): string | undefined => {
    const bytes = parseAddress(text)
    return bytes === undefined ? undefined : Buffer.from(bytes).toString('hex')
  }
  const valid: readonly (readonly [string, string])[] = [
    ['::', '0'.repeat(32)],
    ['::1', `${'0'.repeat(31)}1`],
    ['1::', `0001${'0'.repeat(28)}`],
    ['fe80::aB:0', `fe80${'0'.repeat(20)}00ab0000`],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
    ['::ffff:192.0.2.1', `${'0'.repeat(20)}ffffc0000201`],
  ]
  for (const [text, bytes] of valid) t.equal(hex(text), bytes, text)
  const wrong = [
    ':',
    ':::',
    '1:',
    ':1',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '1::%v0',
    '1:::2',
    '1:2:',
  ]
  for (const text of wrong) t.equal(hex(text), undefined, text)
})

t.test('a value that was decoded with `exact` and changed', async (t) => {
  const value = decode(outer, encode(outer, { all: [], one: { number: 1 } }), { exact: true }) as {
    one?: unknown
    yes?: unknown
  }
  t.strictSame(encode(outer, { ...value, yes: false } as never), encode(outer, value as never), 'false is left out')
  value.yes = false
  t.strictSame(encode(outer, value as never), encode(outer, { all: [], one: { number: 1 } }))
  value.yes = true
  t.strictSame(encode(outer, value as never), encode(outer, { all: [], one: { number: 1 }, yes: true }))
})
