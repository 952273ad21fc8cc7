/** The direct encoder agrees with the general encoder, and leaves to it what it cannot encode. */
import fc from 'fast-check'
import t from 'tap'
import * as n from '../../../../src/netlink/codec/builders.ts'
import { encodeInput, PrefixedEncoder } from '../../../../src/netlink/codec/encode/direct.ts'
import { encodeShaped, unshape } from '../../../../src/netlink/codec/encode/unshape.ts'
import { enumeration, flags } from '../../../../src/netlink/codec/enumeration.ts'
import { EncodeError } from '../../../../src/netlink/codec/errors.ts'
import type { Payload } from '../../../../src/netlink/codec/fast/pool.ts'
import type { Message } from '../../../../src/netlink/codec/node.ts'
import type { Shape } from '../../../../src/netlink/codec/shape.ts'
import { struct } from '../../../../src/netlink/codec/struct.ts'
import { link } from '../../../../src/rtnl/link/tables/link.ts'
import { neighbour } from '../../../../src/rtnl/neighbour/tables/neighbour.ts'
import { route } from '../../../../src/rtnl/route/tables/route.ts'
import { rule } from '../../../../src/rtnl/rule/tables/rule.ts'
import { linkShape, neighbourShape, routeShape, ruleShape } from '../../../../src/rtnl/shapes.ts'
import { needsFastPaths } from '../../../fast-paths.ts'
import { runs, seed, tellSeed } from '../../../fuzz/random.ts'
import { toHex } from '../bytes.ts'

tellSeed(t)

type Input = { readonly [key: string]: unknown }

/** The bytes, or the error and the field at fault. */
const outcome = (make: () => Payload): string => {
  try {
    return toHex(make().content)
  } catch (error) {
    if (error instanceof EncodeError) return error.message
    throw error
  }
}

const bothWays = (node: Message, shape: Shape, input: Input, order: 'le' | 'be'): readonly [string, string] => [
  outcome(() => encodeInput(node, shape, input, order)),
  outcome(() => encodeShaped(node, shape, unshape(node, shape, input), order)),
]

/** Values that programs may write for any field, valid or not. */
const anything = fc.oneof(
  fc.constantFrom<unknown>(
    'inet',
    'inet6',
    'mpls',
    'bridge',
    'main',
    'unicast',
    'default',
    'eth0',
    '',
    undefined,
    null,
  ),
  fc.constantFrom<unknown>('10.9.0.0/16', '192.0.2.7', '10.0.0.0/33', '2001:db8::7/64', '100/200', '02:42:ac:11:00:02'),
  fc.constantFrom<unknown>(['up'], ['onlink', 'nosuch'], { kind: 'veth' }, { header: {} }, [], true, false),
  fc.uint8Array({ maxLength: 20 }),
  fc.integer({ min: -3, max: 0x1_0000_0003 }),
  fc.bigInt({ min: -3n, max: 2n ** 64n }),
)

/** Some of the names of a message, and unknown names. */
const inputOf = (node: Message, shape: Shape): fc.Arbitrary<Input> => {
  const names = [
    ...node.header.fields.map(({ key }) => key),
    ...Object.keys(node.attributes.rows),
    ...Object.values(shape.rename ?? {}).filter((name) => name !== null),
    'nosuch',
  ]
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), anything), { maxLength: 6, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries))
}

for (const [name, node, shape] of [
  ['route', route, routeShape],
  ['rule', rule, ruleShape],
  ['neighbour', neighbour, neighbourShape],
  ['link', link, linkShape],
] as const)
  t.test(`the direct encoder of a ${name} agrees with the general one`, async () => {
    fc.assert(
      fc.property(inputOf(node, shape), fc.constantFrom('le' as const, 'be' as const), (input, order) => {
        const [short, long] = bothWays(node, shape, input, order)
        return short === long
      }),
      { seed, numRuns: runs(2000) },
    )
  })

const words = enumeration(n.u8, 'F_', { inet: 2, inet6: 10 })
const byFamily = n.select('header.family', { inet: n.u32, inet6: n.u8 }, n.bytes)
const node = n.message(
  struct('head', { family: words, len: n.u8, say: flags(n.u8, 'W_', { a: 1, b: 2 }), all: n.list(n.u8, 1) }),
  n.attributes('A_', {
    dst: n.attr(1, n.address),
    value: n.attr(2, byFamily),
    kind: n.attr(3, n.string),
    data: n.attr(4, n.select('kind', { x: n.u32 }, n.bytes)),
    nest: n.attr(5, n.attributes('N_', { id: n.attr(1, n.u16) })),
    flag: n.attr(6, n.flag),
    many: n.repeated(7, n.u32),
  }),
)
const shape = { prefix: { dst: 'len' }, absent: { dst: 'default' } }

t.test('what the direct encoder encodes', async (t) => {
  const bytes = (input: Input): string => toHex(encodeInput(node, shape, input, 'le').content)
  t.equal(bytes({ family: 'inet', say: ['b'], value: 7 }), '02000200' + '08000200' + '07000000')
  t.equal(bytes({ value: 7, family: 'inet6' }), '0a000000' + '05000200' + '07000000', 'whatever the order')
  t.equal(bytes({ dst: '10.9.0.0/16', family: undefined }), '00100000' + '08000100' + '0a090000')
  t.equal(bytes({ len: 9, dst: 'default' }), '00000000')
})

t.test('what it leaves to the general encoder', async (t) => {
  for (const [input, hex] of [
    [{ nest: { id: 3 } }, '00000000' + '0c000580' + '06000100' + '03000000'],
    [{ data: 9, kind: 'x' }, '00000000' + '08000400' + '09000000' + '06000300' + '78000000'],
    [{ flag: true, many: [1, 2] }, '00000000' + '04000600' + '08000700' + '01000000' + '08000700' + '02000000'],
    [{ flag: false, all: [5] }, '00000005'],
  ] as const)
    t.equal(toHex(encodeInput(node, shape, input, 'le').content), hex, JSON.stringify(input))
})

t.test('where a header field is renamed, the fields that depend on it are left to the general encoder', async (t) => {
  const renamed = { header: { family: 'kin' } }
  t.equal(
    toHex(encodeInput(node, renamed, { kin: 'inet', value: 7 }, 'le').content),
    '02000000' + '08000200' + '07000000',
  )
  t.match(
    outcome(() => encodeInput(node, renamed, { family: 'inet', value: 7 }, 'le')),
    /^family: /,
  )
})

t.test('an error that is not about the input is not swallowed', async (t) => {
  const own = new RangeError('of a getter')
  const input = {
    get kind(): string {
      throw own
    },
  }
  t.throws(() => encodeInput(node, shape, input, 'le'), own)
  t.equal(toHex(encodeInput(node, shape, { say: ['a'] }, 'le').content), '00000100', 'and the next one is not harmed')
})

const blobs = n.message(
  struct('blobmsg', { family: enumeration(n.u8, 'AF_', { inet: 2, inet6: 10 }) }),
  n.attributes('B_', { blob: n.attr(1, n.bytes), value: n.attr(2, n.u32), nest: n.attr(3, n.attributes('N_', {})) }),
)

const plain = {}

t.test('memory grows wherever it ends', async (t) => {
  for (let length = 4040; length < 4096; length += 4) {
    const input = { blob: new Uint8Array(length).fill(0xab), value: 0x01020304 }
    const seen: (readonly [string, string])[] = []
    // a value that is encoded while another one is written gets memory of its own, of a known size
    const around = {
      get value(): number {
        seen.push(bothWays(blobs, plain, input, 'le'))
        return 1
      },
    }
    encodeInput(blobs, plain, around, 'le')
    for (const [short, long] of seen) t.equal(short, long, `${length} bytes`)
  }
})

t.test('equal fields are encoded once', needsFastPaths, async (t) => {
  const behind = new PrefixedEncoder(blobs, plain, { skip: ['family'], index: { dev: 'value' } })
  const head = { family: 'inet' }
  const hex = (given: Input, rest: Input, order: 'le' | 'be' = 'le'): string | undefined => {
    const payload = behind.encode(given, rest, order)
    return payload && toHex(payload.content)
  }
  t.equal(hex(head, { value: 7 }), '02000000' + '08000200' + '07000000')
  t.equal(hex(head, { dev: 9, family: 'inet6' }), '02000000' + '08000200' + '09000000', 'the family is encoded')
  t.equal(hex(head, { dev: 9 }, 'be'), '02000000' + '00080002' + '00000009')
  t.equal(hex({ family: 'inet6' }, {}), '0a000000')
  t.equal(hex(head, {}), '02000000')
  for (const dev of [0, -1, 1.5, 2 ** 31, 'eth0']) t.equal(hex(head, { dev }), undefined, `no index: ${dev}`)
  t.equal(hex(head, { nest: {} }), undefined)
  t.equal(hex({ family: 'inet', nest: {} }, {}), undefined)
  t.equal(hex({ family: 'odd' }, {}), undefined)
  t.equal(hex(head, {}), '02000000', 'and the next one is not harmed')
})
