/** Generators, on tables with nodes that no message of the registry has. */
import fc from 'fast-check'
import t from 'tap'
import { attr, attributes, items, list, message, u8, u16 } from '../../../../src/netlink/codec/builders.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../../../src/netlink/codec/encode/encode.ts'
import { enumeration } from '../../../../src/netlink/codec/enumeration.ts'
import { DecodeError } from '../../../../src/netlink/codec/errors.ts'
import { struct } from '../../../../src/netlink/codec/struct.ts'
import { arbitrary, arbitraryBytes } from '../../../../src/testing.ts'

const wordless = enumeration(u8, 'NONE_', {})
const pair = struct('pair', { left: u8, right: u16 })
const table = attributes('TEST_', {
  numbered: attr(1, items(u16, { id: 7 })),
  counted: attr(2, items(u16, { first: 1 })),
  wordless: attr(3, wordless),
  pair: attr(4, pair),
  pairs: attr(5, list(pair)),
})
const whole = message(struct('header', { family: u8 }), table)

t.test('values are encoded and decoded unchanged', async (t) => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(arbitrary(fc, table), (value) => {
      for (const key of Object.keys(value)) seen.add(key)
      const bytes = encode(table, value)
      t.strictSame(encode(table, decode(table, bytes)), bytes)
    }),
    { numRuns: 200, seed: 3 },
  )
  t.ok(seen.has('numbered') && seen.has('counted') && seen.has('wordless'), [...seen].join())
})

t.test('arbitrary bytes are decoded, or refused by a DecodeError', async (t) => {
  let read = 0
  fc.assert(
    fc.property(arbitraryBytes(fc, whole), (bytes) => {
      try {
        decode(whole, bytes, { problems: [] })
        read++
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error
      }
    }),
    { numRuns: 300, seed: 3 },
  )
  t.ok(read > 200, `${read} of 300`)
})
