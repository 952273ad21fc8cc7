/** Memory that requests share: payloads keep their bytes, whatever is encoded next to them. */
import t from 'tap'
import { attr, attributes, bytes, string, u32 } from '../../../../src/netlink/codec/builders.ts'
import { encodeRequest } from '../../../../src/netlink/codec/encode/request.ts'
import { copied, HEADER_SPACE, LONG, Payload } from '../../../../src/netlink/codec/fast/pool.ts'
import { frameShared } from '../../../../src/netlink/protocol/header.ts'
import { needsFastPaths } from '../../../fast-paths.ts'
import { toHex } from '../bytes.ts'

const nest = attributes('X_', { number: attr(1, u32), text: attr(2, string), blob: attr(3, bytes) })
const numbered = (number: number): Payload => encodeRequest(nest, { number }, 'le')
const hexOf = (payload: Payload): string => toHex(payload.content)

t.test('payloads are adjacent, with space for a header before each', needsFastPaths, async (t) => {
  const [one, two] = [numbered(0x11223344), numbered(0x55667788)]
  t.equal(two.bytes, one.bytes)
  t.equal(two.start, one.start + one.length + HEADER_SPACE)
  t.equal(hexOf(one), '0800010044332211')
  t.equal(hexOf(two), '0800010088776655')
  const odd = copied({ bytes: Uint8Array.of(9, 1, 2, 3, 9), start: 1, length: 3 })
  t.equal(hexOf(odd), '010203')
  t.equal(numbered(7).start % 4, 0)
})

t.test('the space before a payload is for one message', needsFastPaths, async (t) => {
  const payload = numbered(0x11223344)
  const first = frameShared(20, 5, payload, true)
  t.equal(first.bytes, payload.bytes, 'in place')
  t.equal(first.start, payload.start - HEADER_SPACE)
  const second = frameShared(21, 6, payload, true).start
  t.not(second, payload.start - HEADER_SPACE, 'a copy')
  const framed = (start: number): string => toHex(payload.bytes.subarray(start, start + 24))
  t.equal(framed(payload.start - HEADER_SPACE), '1800000014000500' + '0000000000000000' + '0800010044332211')
  t.equal(frameShared(22, 6, numbered(7), true).bytes, payload.bytes)
  t.equal(
    framed(second),
    '1800000015000700' + '0000000000000000' + '0800010044332211',
    'nor does the next one touch it',
  )
})

t.test('a header is written over zeros, whatever a failed request has left there', async (t) => {
  const spoilt = (): Payload => encodeRequest(nest, { blob: new Uint8Array(64).fill(0xee), number: -1 }, 'le')
  t.throws(spoilt, /^number: /)
  const payloads = [1, 2, 3].map(numbered)
  for (const payload of payloads) {
    const { bytes, start, end } = frameShared(20, 1, payload, true)
    t.match(toHex(bytes.subarray(start, end)), /^1800000014000100000000000000000008000100/)
  }
})

t.test('a payload that does not fit has memory of its own', async (t) => {
  const blob = new Uint8Array(10 * LONG).fill(0xab)
  const long = encodeRequest(nest, { blob, number: 7 }, 'le')
  t.equal(long.length, 4 + blob.length + 8)
  t.strictSame(long.content.subarray(4, 4 + blob.length), blob)
  const copy = copied(long)
  t.strictSame(copy.content, long.content)
  t.not(copy.bytes, long.bytes)
  t.not(numbered(1).bytes, long.bytes)
})

t.test('a new piece is started when one is full', async (t) => {
  const all = Array.from({ length: 5000 }, (_, number) => numbered(number))
  for (const [number, payload] of all.entries())
    t.equal(new DataView(payload.bytes.buffer).getUint32(payload.start + 4, true), number)
  t.ok(new Set(all.map(({ bytes }) => bytes)).size > 3)
})

t.test('a value that is encoded while another one is read has memory of its own', async (t) => {
  let inner: Payload | undefined
  let around: Payload | undefined
  const outer = encodeRequest(
    nest,
    {
      number: 0x01020304,
      get text() {
        inner = numbered(0x0a0b0c0d)
        around = copied({ bytes: Uint8Array.of(5, 6, 7, 8), start: 0, length: 4 })
        return 'xyz'
      },
    },
    'le',
  )
  t.equal(hexOf(outer), '0800010004030201' + '0800020078797a00')
  t.equal(hexOf(inner as Payload), '080001000d0c0b0a')
  t.equal(hexOf(around as Payload), '05060708')
  t.ok(inner instanceof Payload && inner.bytes !== outer.bytes)
  const failing = {
    get number(): number {
      return encodeRequest(nest, { number: -1 }, 'le').length
    },
  }
  t.throws(() => encodeRequest(nest, failing, 'le'), /^number: expected an integer/)
  t.equal(hexOf(numbered(9)), '0800010009000000', 'and the next one is not harmed')
})
