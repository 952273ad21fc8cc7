/** Enumerations and flag sets: from words to numbers and back. */
import t from 'tap'
import { u8, u16, u32 } from '../../../src/netlink/codec/builders.ts'
import { enumeration, flags, flagWords } from '../../../src/netlink/codec/enumeration.ts'

t.test('an enumeration has words, numbers and constants', async (t) => {
  const node = enumeration(u8, 'RTN_', {
    unicast: 1,
    local: 2,
    'ip-route': 7,
    throwAway: 9,
    own: [12, 'RTNL_OWN'],
    nameless: [13, null],
  })
  t.equal(node.type, 'enum')
  t.equal(node.scalar, u8)
  t.equal(node.prefix, 'RTN_')
  t.same({ ...node.numbers }, { unicast: 1, local: 2, 'ip-route': 7, throwAway: 9, own: 12, nameless: 13 })
  t.equal(node.words.get(9), 'throwAway')
  t.same(
    { ...node.constants },
    {
      unicast: 'RTN_UNICAST',
      local: 'RTN_LOCAL',
      'ip-route': 'RTN_IP_ROUTE',
      throwAway: 'RTN_THROW_AWAY',
      own: 'RTNL_OWN',
      nameless: null,
    },
  )
})

t.test('of two words for a number the first is decoded, both are encoded', async (t) => {
  const node = enumeration(u16, 'ETH_P_', { ipv4: 0x0800, ip: 0x0800 })
  t.equal(node.words.get(0x0800), 'ipv4')
  t.equal(node.numbers['ip'], 0x0800)
})

t.test('members of Object.prototype are not words', async (t) => {
  const node = enumeration(u8, 'X_', { one: 1 })
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    t.equal(node.numbers[name], undefined, name)
    t.equal(node.constants[name], undefined, name)
  }
})

t.test('flags', async (t) => {
  const node = flags(u32, 'IFF_', { none: 0, up: 1, pair: 6, high: 0x80000000 })
  t.equal(node.type, 'flags')
  t.same(flagWords(node, 1), ['up'])
  t.same(flagWords(node, 0), [], 'a mask of no bits is never set')
  t.same(flagWords(node, 7), ['up', 'pair'])
  t.same(flagWords(node, 2), [2], 'half of a mask of two bits is not the mask')
  t.same(flagWords(node, 0x80000001), ['up', 'high'])
  t.same(flagWords(node, -0x7fffffff), ['up', 'high'], 'bits are bits whatever their sign')
  t.same(flagWords(node, 0x41000021), ['up', 0x41000020], 'bits without a word come last, as one number')
  t.same(flagWords(flags(u32, 'X_', { low: 1 }), 0xc0000000), [0xc0000000], 'and are never negative')
})
