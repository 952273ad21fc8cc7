/** Programs' objects become messages, and errors have the names that the program wrote. */
import t from 'tap'
import { address, attr, attributes, items, message, string, u8, u32 } from '../../../../src/netlink/codec/builders.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import { encodeShaped, unshape } from '../../../../src/netlink/codec/encode/unshape.ts'
import { flags } from '../../../../src/netlink/codec/enumeration.ts'
import { EncodeError } from '../../../../src/netlink/codec/errors.ts'
import { struct } from '../../../../src/netlink/codec/struct.ts'

const node = message(
  struct('head', { family: u8, dstLen: u8, srcLen: u8, table: u8, words: flags(u8, 'W_', { a: 1, b: 2 }) }),
  attributes('A_', {
    dst: attr(1, address),
    src: attr(2, address),
    table: attr(3, u32),
    priority: attr(4, u32),
    info: attr(5, attributes('I_', { kind: attr(1, string), data: attr(2, attributes('D_', { id: attr(1, u32) })) })),
    names: attr(6, items(string, { id: 1 })),
    lifted: attr(7, u32),
  }),
)
const shape = {
  header: { family: null, dstLen: null, words: 'say' },
  rename: { priority: 'metric', names: 'called', kind: 'sort' },
  lift: ['info', 'lifted'],
  prefix: { dst: 'dstLen', src: 'srcLen' },
  absent: { dst: 'default' },
}

const faultOf = (run: () => unknown): EncodeError => {
  try {
    run()
  } catch (error) {
    if (error instanceof EncodeError) return error
    throw error
  }
  throw new Error('no fault was found')
}

t.test('fields get their paths in the message', async (t) => {
  t.strictSame(unshape(node, shape, { metric: 5, say: ['a'], called: ['x'], family: 2, gone: undefined }), {
    header: { words: ['a'], family: 2 },
    priority: 5,
    names: ['x'],
  })
  t.strictSame(
    unshape(node, shape, { sort: 'veth', data: { id: 1 } }),
    { header: {}, info: { kind: 'veth', data: { id: 1 } } },
    'nests whose attributes stand in the object itself',
  )
  t.strictSame(
    unshape(node, shape, { table: 1000 }),
    { header: {}, table: 1000 },
    'the attribute holds the whole number, the field of its name the low bits',
  )
})

t.test('prefixes become an address and a length', async (t) => {
  t.strictSame(unshape(node, shape, { dst: '10.0.0.0/8', src: '10.1.2.3' }), {
    header: { dstLen: 8, srcLen: 32 },
    dst: '10.0.0.0',
    src: '10.1.2.3',
  })
  t.strictSame(unshape(node, shape, { dst: '2001:db8::/0', src: '::1' }), {
    header: { dstLen: 0, srcLen: 128 },
    dst: '2001:db8::',
    src: '::1',
  })
  t.strictSame(unshape(node, shape, { dst: 'default' }), { header: { dstLen: 0 } })
  t.strictSame(unshape(node, shape, { family: 'mpls', dst: '100' }), {
    header: { family: 'mpls', dstLen: 20 },
    dst: '100',
  })
  for (const wrong of ['10.0.0.0/8/9', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/', '10.0.0.0/-1', '::/129', 7, null])
    t.match(
      faultOf(() => unshape(node, shape, { dst: wrong })),
      { path: 'dst', expected: 'a prefix such as 10.0.0.0/8' },
    )
})

t.test('unknown fields', async (t) => {
  const fault = faultOf(() => unshape(node, shape, { metrc: 5 }))
  t.equal(fault.message, 'metrc: expected a field that exists; did you mean metric?')
  for (const wire of ['priority', 'words', 'header', 'info', 'lifted', 'unknown', 'toString'])
    t.equal(faultOf(() => unshape(node, shape, { [wire]: 1 })).path, wire, 'names of the wire are not names of people')
})

t.test('errors name the field that was written', async (t) => {
  const path = (value: { [key: string]: unknown }): string =>
    faultOf(() => encodeShaped(node, shape, unshape(node, shape, value), 'le')).path
  t.equal(path({ metric: -1 }), 'metric')
  t.equal(path({ say: ['c'] }), 'say[0]')
  t.equal(path({ family: 256 }), 'family')
  t.equal(path({ sort: 4 }), 'sort')
  t.equal(path({ data: { id: 'x' } }), 'data.id')
  t.equal(path({ data: { ids: 1 } }), 'data.ids')
  t.equal(path({ called: ['x', 7] }), 'called[1]')
  t.equal(path({ dst: 'nowhere' }), 'dst')
  const fault = faultOf(() => encodeShaped(node, shape, { header: {}, priority: 'x' }, 'le'))
  t.equal(fault.message, 'metric: expected an integer from 0 to 4294967295, got "x"', 'all else of it stays')
  t.equal(fault.expected, 'an integer from 0 to 4294967295')
  t.equal(
    faultOf(() => encodeShaped(node, shape, { header: {}, prioritys: 1 }, 'le')).path,
    'prioritys',
    'what has no place keeps its path',
  )
})

t.test('bytes', async (t) => {
  const bytes = encodeShaped(node, shape, unshape(node, shape, { metric: 5, dst: '10.0.0.0/8' }), 'be').content
  t.match(decode(node, bytes, { order: 'be', strict: true }), { header: { dstLen: 8 }, dst: '10.0.0.0', priority: 5 })
  const broken = {
    header: {},
    get priority(): number {
      throw new RangeError('mine')
    },
  }
  t.throws(() => encodeShaped(node, shape, broken, 'le'), new RangeError('mine'), 'errors of others are left alone')
})
