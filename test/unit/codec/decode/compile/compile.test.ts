/**
 * Compiled decoders agree with `decodeShaped`: with generated code, without it, and where code generation is disabled.
 */
import { deepStrictEqual } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import * as n from '../../../../../src/netlink/codec/builders.ts'
import type { CompileOptions } from '../../../../../src/netlink/codec/decode/compile/compile.ts'
import { compile } from '../../../../../src/netlink/codec/decode/compile/compile.ts'
import { decodeShaped } from '../../../../../src/netlink/codec/decode/shaped.ts'
import { encode } from '../../../../../src/netlink/codec/encode/encode.ts'
import { enumeration } from '../../../../../src/netlink/codec/enumeration.ts'
import type { Message, Problem } from '../../../../../src/netlink/codec/node.ts'
import type { ByteOrder } from '../../../../../src/netlink/codec/order.ts'
import { hostOrder } from '../../../../../src/netlink/codec/order.ts'
import type { Shape } from '../../../../../src/netlink/codec/shape.ts'
import { fieldsOf } from '../../../../../src/netlink/codec/shape.ts'
import { struct } from '../../../../../src/netlink/codec/struct.ts'
import { needsFastPaths } from '../../../../fast-paths.ts'
import { attempt } from '../../../../golden/readers.ts'
import { concat, malformed, nla, orders } from '../../bytes.ts'
import { bits, everything, shapes, values } from '../../everything.ts'

const { attr, attributes, items, message, select } = n

/** Decodes bytes that are within others. */
const compiled = (node: Message, shape: Shape, bytes: Uint8Array, options: CompileOptions): unknown => {
  const around = concat('f1f2f3', bytes, 'f4f5f6f7f8')
  return compile(node, shape, options)(around, new DataView(around.buffer), 3, 3 + bytes.length)
}

const agree = (shape: Shape, bytes: Uint8Array, order: ByteOrder, name: string): void => {
  const expected = attempt((problems) => decodeShaped(everything, shape, bytes, { order, problems }))
  for (const generate of [true, false])
    deepStrictEqual(
      attempt((problems) => compiled(everything, shape, bytes, { order, problems, generate })),
      expected,
      `${name}, ${order}, ${generate ? 'generated' : 'interpreted'}: ${Buffer.from(bytes).toString('hex')}`,
    )
}

t.test('every node, every shape, both orders', async (t) => {
  for (const [name, value] of Object.entries(values))
    for (const [wishes, shape] of Object.entries(shapes)) {
      for (const order of orders) agree(shape, encode(everything, value, { order }), order, `${name} ${wishes}`)
      t.pass(`${name}, shape ${wishes}`)
    }
})

t.test('some fields only', async (t) => {
  const read = (shape: Shape, bytes: Uint8Array, order: ByteOrder): { [field: string]: unknown } =>
    decodeShaped(everything, shape, bytes, { order }) as { [field: string]: unknown }
  for (const [name, value] of Object.entries(values)) {
    for (const [wishes, shape] of Object.entries(shapes)) {
      const fields = [...fieldsOf(everything, shape)]
      const choices = fields.map((field, place) => [field, fields[(place * 7 + 3) % fields.length] as string])
      for (const order of orders) {
        const bytes = encode(everything, value, { order })
        const whole = read(shape, bytes, order)
        for (const only of [...choices, fields]) {
          const part = { ...shape, only: new Set(only) }
          agree(part, bytes, order, `${name} ${wishes} ${only}`)
          const expected = Object.fromEntries(Object.entries(whole).filter(([field]) => only.includes(field)))
          deepStrictEqual(read(part, bytes, order), expected, `${name} ${wishes} ${only}`)
        }
      }
    }
    t.pass(name)
  }
})

t.test('structs of equal integers', async (t) => {
  const kinds = {
    u8: n.u8,
    s8: n.s8,
    u16: n.u16,
    s16: n.s16,
    u32: n.u32,
    s32: n.s32,
    u64: n.u64,
    s64: n.s64,
    be16: n.be16,
  }
  for (const [name, kind] of Object.entries(kinds)) {
    const fields = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => [key, kind]))
    const node = message(struct('head', { kind: n.u16 }), attributes('X_', { all: attr(1, struct('row', fields)) }))
    const bytes = Uint8Array.from({ length: 48 }, (_, at) => (at % 5 === 0 ? 0xf1 + at : at % 7))
    const size = 6 * (kind.size as number)
    for (const order of orders) {
      const payload = concat('0304 0000', nla(1, bytes.subarray(0, size)))
      for (const generate of [true, false])
        t.strictSame(
          compiled(node, {}, payload, { order, generate }),
          decodeShaped(node, {}, payload, { order }),
          `${name}, ${order}, ${generate}`,
        )
    }
  }
})

t.test('equal structs with words, text and an odd size', needsFastPaths, async (t) => {
  const word = enumeration(n.u8, 'W_', { seven: 7, eight: 8 })
  const fields = { a: word, b: n.u8, c: n.u8, d: n.u8, e: n.u8, f: n.u8, name: n.chars(5) }
  const node = message(struct('head', { kind: n.u16 }), attributes('X_', { all: attr(1, struct('odd', fields)) }))
  const read = (name: string) => {
    const value = { header: { kind: 0x0304 }, all: { a: 'seven', b: 2, c: 3, d: 4, e: 5, f: 6, name } }
    return compiled(node, {}, encode(node, value as never, { order: 'le' }), { order: 'le' }) as { all: object }
  }
  const first = read('abc').all
  t.same(first, { a: 'seven', b: 2, c: 3, d: 4, e: 5, f: 6, name: 'abc' })
  t.equal(read('abc').all, first)
  // they differ in the last bytes, after the last whole word
  t.same(read('abcd').all, { ...first, name: 'abcd' })
  t.same(read('abce').all, { ...first, name: 'abce' })
})

t.test('equal structs are one frozen object', needsFastPaths, async (t) => {
  const counters = struct('counters', { a: n.u64, b: n.u32, c: n.s32, d: n.u16, e: n.u8, f: n.u16, g: n.u64 })
  const node = message(struct('head', { kind: n.u16 }), attributes('X_', { counters: attr(1, counters) }))
  const value = (a: bigint) => ({
    header: { kind: 0x0304 },
    counters: { a, b: 2, c: -3, d: 4, e: 5, f: 6, g: 2n ** 40n },
  })
  const read = (a: bigint) =>
    compiled(node, {}, encode(node, value(a), { order: 'le' }), { order: 'le' }) as { counters: { a: number } }
  const first = read(17n).counters
  t.equal(read(17n).counters, first)
  t.ok(Object.isFrozen(first))
  t.same(first, { a: 17, b: 2, c: -3, d: 4, e: 5, f: 6, g: 2 ** 40 })
  t.not(read(18n).counters, first)
  // After some that differ they are not compared for a while.
  for (let a = 19n; a < 60n; a++) t.equal(read(a).counters.a, Number(a))
  t.not(read(60n).counters, read(60n).counters)
  for (let time = 0; time < 100; time++) read(61n)
  t.equal(read(61n).counters, read(61n).counters)
})

t.test('identifiers with and without words', async (t) => {
  const words = n.namedId64('X_', { '0x102030405060708': 'gcm' })
  const node = message(struct('head', { kind: n.u16 }), attributes('X_', { one: attr(1, words), two: attr(2, n.id64) }))
  const value = (one: string) => ({ one, two: '0x102030405060709' })
  for (const one of ['gcm', '0x1112131415161718'])
    for (const order of orders)
      for (const generate of [true, false])
        t.same(
          compiled(node, {}, encode(node, { header: { kind: 0x0304 }, ...value(one) }, { order }), { order, generate }),
          { kind: 0x0304, ...value(one) },
          `${one}, ${order}, ${generate}`,
        )
})

t.test('well-formed messages are decoded by generated code only', needsFastPaths, async (t) => {
  // The table is changed after compiling: only the interpreter still reads it.
  for (const [name, value] of Object.entries(values)) {
    const node = message(everything.header as never, attributes('SAMPLE_', { ...everything.attributes.rows }))
    const read = compile(node, {}, { order: 'le' })
    const bytes = encode(everything, value, { order: 'le' })
    const view = new DataView(bytes.buffer)
    const first = read(bytes, view, 0, bytes.length)
    for (const key of Object.keys(node.attributes.rows))
      delete (node.attributes.rows as { [key: string]: unknown })[key]
    t.strictSame(read(bytes, view, 0, bytes.length), first, name)
  }
})

t.test('code is generated once per message, shape and byte order', needsFastPaths, async (t) => {
  const value = values['numbers'] as never
  const node = message(everything.header as never, attributes('SAMPLE_', { ...everything.attributes.rows }))
  const first: Shape = {}
  const read = (shape: Shape, order: ByteOrder): unknown =>
    compiled(node, shape, encode(everything, value, { order }), { order })
  const known = read(first, 'le')
  // The generated code does not read the table, so a changed table shows whether code is generated again.
  for (const key of Object.keys(node.attributes.rows)) delete (node.attributes.rows as { [key: string]: unknown })[key]
  t.strictSame(read(first, 'le'), known, 'the same code')
  t.notSame(read(first, 'be'), known, 'another byte order')
  t.notSame(read({}, 'le'), known, 'another shape')
  t.strictSame(read(first, 'le'), known, 'still the same code')
})

t.test('no code is generated for a few messages', needsFastPaths, async (t) => {
  const bytes = encode(everything, values['numbers'] as never)
  /** Whether a decoder still reads what it did after that many messages, although the table has lost its rows. */
  const isGenerated = (messages: number, ...others: readonly CompileOptions[]): boolean => {
    const node = message(everything.header as never, attributes('SAMPLE_', { ...everything.attributes.rows }))
    const shape = {}
    const read = (options: CompileOptions): unknown => compiled(node, shape, bytes, options)
    const known = read({ few: true })
    for (let count = 1; count < messages; count++) read({ few: true })
    for (const options of others) read(options)
    for (const key of Object.keys(node.attributes.rows))
      delete (node.attributes.rows as { [key: string]: unknown })[key]
    return isDeepStrictEqual(read({ few: true }), known)
  }
  t.notOk(isGenerated(1))
  t.notOk(isGenerated(7))
  t.ok(isGenerated(9), 'nine are not a few')
  t.ok(isGenerated(1, {}), 'another decoder has generated it')
})

t.test('truncated messages', async (t) => {
  for (const [name, value] of Object.entries(values)) {
    const bytes = encode(everything, value, { order: 'le' })
    for (let length = 0; length < bytes.length; length++) agree({}, bytes.subarray(0, length), 'le', name)
    t.pass(name)
  }
})

t.test('messages with a wrong byte', async (t) => {
  for (const [name, value] of Object.entries(values)) {
    const bytes = encode(everything, value, { order: 'be' })
    for (let at = 0; at < bytes.length; at++)
      for (const flip of [0x01, 0x04, 0xff]) {
        const damaged = bytes.slice()
        damaged[at] = (bytes[at] as number) ^ flip
        agree(shapes['together'] as Shape, damaged, 'be', name)
      }
    t.pass(name)
  }
})

t.test('one attribute of any length', async (t) => {
  const payload = Uint8Array.from({ length: 40 }, (_, at) => at + 1)
  for (const [key, { id }] of Object.entries(everything.attributes.rows)) {
    for (const order of orders)
      for (let length = 0; length <= payload.length; length++)
        agree({}, concat('02 10 0304 05060708', nla(id, payload.subarray(0, length), order)), order, key)
    t.pass(key)
  }
})

t.test('duplicate attributes, and selects before the values they depend on', async (t) => {
  const header = '07 00 0304 05060708'
  const info = nla(2, concat(nla(3, 'f1'), nla(2, nla(1, '0102')), nla(3, nla(1, '0304')), nla(1, '766c616e00')))
  for (const [name, bytes] of Object.entries({
    'a number twice': concat(nla(8, '01020304'), nla(8, '05060708')),
    'a select twice': concat(nla(46, '0102'), nla(46, '0304'), nla(45, '7600')),
    'repeated selects, one malformed': info,
    'repeated selects around what decides': concat(nla(47, '6100'), nla(45, '7465787400'), nla(47, '6200')),
    'a kind named __proto__': nla(2, concat(nla(1, new TextEncoder().encode('__proto__\0')), nla(2, '01020304'))),
    'a kind named constructor': nla(2, concat(nla(1, new TextEncoder().encode('constructor\0')), nla(2, '0102'))),
  }))
    for (const shape of Object.values(shapes)) agree(shape, concat(header, bytes), 'le', name)
  t.pass()
})

t.test('a select that depends on an attribute which the shape does not show', async (t) => {
  const bytes = concat('02 00 0304 05060708', nla(45, '7465787400'), nla(46, '6162'), nla(47, '63'))
  const shape = { rename: { kind: null } }
  agree(shape, bytes, 'le', 'left out')
  t.match(compiled(everything, shape, bytes, { order: 'le' }), { bySibling: 'ab' })
})

t.test('a select inside of items depends on the siblings of the nest', async (t) => {
  const asking = items(select('kind', { text: n.string }, n.bytes))
  const node = message(
    struct('plain', { index: n.u32 }),
    attributes('X_', { kind: attr(1, n.string), all: attr(2, asking) }),
  )
  const bytes = concat('01020304', nla(1, '7465787400'), nla(2, nla(0, '6162')))
  for (const generate of [true, false])
    t.strictSame(compiled(node, {}, bytes, { order: 'le', generate }), { index: 0x04030201, kind: 'text', all: ['ab'] })
})

t.test('problems and `strict`', async (t) => {
  const bytes = concat('02 00 0304 05060708', nla(8, '010203'))
  const problems: Problem[] = []
  t.match(compiled(everything, {}, bytes, { order: 'le', problems }), { unknown: [{ id: 8 }] })
  t.same(problems, [{ path: 'u32', offset: 12, message: '3 bytes, expected 4' }])
  for (const generate of [true, false])
    malformed(
      t,
      () => compiled(everything, {}, bytes, { order: 'le', strict: true, generate }),
      'u32',
      12,
      '3 bytes, expected 4',
    )
})

t.test("this machine's byte order by default", async (t) => {
  const bytes = encode(everything, values['numbers'] as never)
  t.strictSame(compiled(everything, {}, bytes, {}), decodeShaped(everything, {}, bytes, { order: hostOrder }))
})

t.test('decoded values own their bytes', async (t) => {
  for (const [name, value] of Object.entries(values)) {
    const bytes = Buffer.from(encode(everything, value, { order: 'le' }))
    const read = compile(everything, {}, { order: 'le' })
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const first = read(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), view, 0, bytes.length)
    const expected = decodeShaped(everything, {}, bytes, { order: 'le' })
    bytes.fill(0xdd)
    t.strictSame(first, expected, name)
  }
})

t.test('sets of flags are shared and frozen; their number is limited', needsFastPaths, async (t) => {
  const node = message(struct('flagsmsg', { index: n.u32 }), attributes('X_', { bits: attr(1, bits) }))
  const read = compile<{ bits: readonly unknown[] }>(node, {}, { order: 'be' })
  const flagsOf = (number: number): readonly unknown[] => {
    const bytes = concat('01020304', nla(1, number.toString(16).padStart(8, '0'), 'be'))
    return read(bytes, new DataView(bytes.buffer), 0, bytes.length).bits
  }
  t.same(flagsOf(0x81), ['up', 0x80])
  t.equal(flagsOf(0x81), flagsOf(0x81))
  t.ok(Object.isFrozen(flagsOf(0x81)))
  for (let number = 0; number < 5000; number++) flagsOf(number * 8)
  t.same(flagsOf(0x01000001), ['up', 0x01000000])
  t.not(flagsOf(0x01000001), flagsOf(0x01000001))
  t.equal(flagsOf(0x81), flagsOf(0x81))
})

t.test('offsets outside of the bytes are an error, not a malformed message', needsFastPaths, async (t) => {
  const bytes = concat('02 00 0304 05060708')
  t.throws(() => compile(everything, {}, { order: 'le' })(bytes, new DataView(bytes.buffer), 4, 12), RangeError)
})

t.test('only nests can be lifted', needsFastPaths, async (t) => {
  t.throws(() => compiled(everything, { lift: ['name'] }, concat('02 00 0304 05060708'), {}), {
    name: 'TypeError',
    message: 'name is no nest',
  })
})

t.test('code generation is disabled', async (t) => {
  const child = fileURLToPath(new URL('children/interpreted.ts', import.meta.url))
  const loader = new URL('../../../../typescript.mjs', import.meta.url).href
  const reported = execFileSync(process.execPath, [
    '--disallow-code-generation-from-strings',
    '--import',
    loader,
    child,
  ])
  t.equal(reported.toString(), `${Object.keys(values).length * Object.keys(shapes).length * 2} the same\n`)
})
