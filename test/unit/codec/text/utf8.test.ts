/** Arbitrary bytes of the kernel as strings, without loss. Python's surrogateescape is the oracle. */
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import t from 'tap'
import { decodeUtf8, encodeUtf8 } from '../../../../src/netlink/codec/text/utf8.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Well-formed sequences, their beginnings and ends, surrogates, and numbers above the range of Unicode. */
const pieces = ['41', 'c3a9', 'e282ac', 'f09f9880', 'c3', 'e282', 'f09f98', '80', 'bf', 'c0af', 'e08080', 'eda080']
const hard = [...pieces, 'f08080a0', 'f48fbfbf', 'f4908080', 'f5', 'ff', 'fe', 'efbbbf', 'ed9fbf', 'ee8080', 'e0a080']

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 24 }),
  fc
    .array(fc.oneof(fc.constantFrom(...hard), fc.uint8Array({ maxLength: 2 }).map(hex)), { maxLength: 8 })
    .map((parts) => Uint8Array.from(Buffer.from(parts.join(''), 'hex'))),
)

t.test('any bytes are encoded again as they were', async () => {
  fc.assert(
    fc.property(bytes, (given) => hex(encodeUtf8(decodeUtf8(given)) as Uint8Array) === hex(given)),
    { numRuns: 5000 },
  )
})

t.test('valid UTF-8 is decoded as usual', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const encoded = new TextEncoder().encode(text)
      return decodeUtf8(encoded) === text && hex(encodeUtf8(text) as Uint8Array) === hex(encoded)
    }),
  )
})

t.test('agrees with Python', async (t) => {
  const samples = fc.sample(bytes, { numRuns: 3000, seed: 26 })
  const program = `
import sys
for line in sys.stdin:
    text = bytes.fromhex(line.strip()).decode('utf-8', 'surrogateescape')
    print(text.encode('utf-16-be', 'surrogatepass').hex())`
  const input = samples.map(hex).join('\n')
  const lines = execFileSync('python3', ['-c', program], { input, encoding: 'utf8' }).split('\n')
  const wrong = samples.filter((given, index) => {
    const expected = Buffer.from(lines[index] as string, 'hex')
      .swap16()
      .toString('utf16le')
    return decodeUtf8(given) !== expected
  })
  t.same(wrong.map(hex), [])
})

t.test('a surrogate that represents no byte cannot be encoded', async (t) => {
  t.equal(encodeUtf8('a\ud800'), undefined)
  t.equal(encodeUtf8('\udc7f'), undefined)
  t.equal(encodeUtf8('\udd00b'), undefined)
  t.equal(hex(encodeUtf8('a\udc80😀\udcff') as Uint8Array), '6180f09f9880ff')
})
