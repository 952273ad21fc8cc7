/** Parsing of text; addresses are compared with node:net. */
import { isIP } from 'node:net'
import fc from 'fast-check'
import t from 'tap'
import * as n from '../../../../src/netlink/codec/builders.ts'
import type { Text } from '../../../../src/netlink/codec/node.ts'
import { formatIpv6 } from '../../../../src/netlink/codec/text/format.ts'
import { parseAddress, parseLinkAddress, parseText } from '../../../../src/netlink/codec/text/parse.ts'
import { runs, seed, tellSeed } from '../../../fuzz/random.ts'
import { digits, refused, toHex } from '../bytes.ts'

tellSeed(t)

const hex = (node: Text, value: unknown): string => toHex(parseText(node, value, 'field'))

/** Addresses, as they are and with one character inserted, removed or replaced. */
const nearlyAddress = fc
  .tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(), fc.nat({ max: 2 }), fc.constantFrom(...'0189afgx.:/%- '))
  .chain(([text, place, remove, letter]) => {
    const at = place % (text.length + 1)
    return fc.constantFrom(
      text,
      text.slice(0, at) + letter + text.slice(at + remove),
      text.slice(0, at) + text.slice(at + remove),
    )
  })

t.test('addresses', async (t) => {
  t.same(parseAddress('192.0.2.1'), Uint8Array.of(192, 0, 2, 1))
  t.equal(hex(n.address, '2001:DB8::a:1'), digits('20010db8 00000000 00000000 000a0001'))
  t.equal(hex(n.address, '::ffff:192.0.2.1'), digits('00000000 00000000 0000ffff c0000201'))
  t.equal(hex(n.address, '::192.0.2.1'), digits('00000000 00000000 00000000 c0000201'))
  t.equal(hex(n.address, '64:ff9b::192.0.2.1'), digits('0064ff9b 00000000 00000000 c0000201'))
  for (const text of ['', '1.2.3', '1.2.3.256', '01.2.3.4', '0x1.2.3.4', '16909060', 'fe80::1%eth0', '1::2::3', 'dead'])
    t.equal(parseAddress(text), undefined, JSON.stringify(text))
})

t.test('accepts the addresses that node:net accepts', async () => {
  fc.assert(
    fc.property(nearlyAddress, (text) => {
      const bytes = parseAddress(text)
      const length = text.includes('%') ? undefined : { 0: undefined, 4: 4, 6: 16 }[isIP(text)]
      return bytes?.length === length
    }),
    { seed, numRuns: runs(5000) },
  )
})

t.test('every IPv6 address is parsed from its text', async () => {
  const some = fc.array(fc.constantFrom(0, 0, 0, 1, 0xab, 0xff), { minLength: 16, maxLength: 16 })
  fc.assert(
    fc.property(some, (numbers) => {
      const bytes = Uint8Array.from(numbers)
      const read = parseAddress(formatIpv6(bytes, 0))
      return read !== undefined && toHex(read) === toHex(bytes)
    }),
    { seed, numRuns: runs(3000) },
  )
})

t.test('link-layer addresses', async (t) => {
  t.same(parseLinkAddress('02:42:AC:11:00:0a'), Uint8Array.of(2, 0x42, 0xac, 0x11, 0, 10))
  t.same(parseLinkAddress('02-42-ac'), Uint8Array.of(2, 0x42, 0xac))
  t.same(parseLinkAddress('0a'), Uint8Array.of(10))
  t.same(parseLinkAddress(''), new Uint8Array(0))
  for (const text of ['2', '0242', '02:4', '02:42:', ':02', '02::42', 'gg:00', '02.42'])
    t.equal(parseLinkAddress(text), undefined, text)
})

t.test('MPLS labels', async (t) => {
  t.equal(hex(n.mpls, '100'), digits('00064100'))
  t.equal(hex(n.mpls, '100/200/1048575'), digits('00064000 000c8000 fffff100'))
  for (const text of ['', '/', '100/', '1048576', '12345678', '-1', 'explicit', '1.5'])
    refused(
      t,
      () => hex(n.mpls, text),
      'field',
      `field: expected MPLS labels such as 100/200, got ${JSON.stringify(text)}`,
    )
})

t.test('an error states which values are valid', async (t) => {
  const cases: [Text, unknown, string][] = [
    [n.string, 12, 'text, got 12'],
    [n.string, 'a\0b', 'text, got "a\\u0000b"'],
    [n.string, 'a\ud800', 'text, got "a\\ud800"'],
    [n.address, '10.9', 'an IPv4 or IPv6 address, got "10.9"'],
    [n.ipv4, '2001:db8::1', 'an IPv4 address such as 192.0.2.1, got "2001:db8::1"'],
    [n.ipv6, '10.9.8.7', 'an IPv6 address such as 2001:db8::1, got "10.9.8.7"'],
    [n.lladdr, 'here', 'a link-layer address such as 02:42:ac:11:00:02, got "here"'],
    [n.mac, '02:42', 'a link-layer address such as 02:42:ac:11:00:02, got "02:42"'],
    [n.mac, undefined, 'a link-layer address such as 02:42:ac:11:00:02'],
    [n.chars(5), 'abcde', 'text of at most 4 bytes, got "abcde"'],
    [n.chars(5), 'a€b', 'text of at most 4 bytes, got "a€b"'],
  ]
  for (const [node, value, message] of cases) refused(t, () => hex(node, value), 'field', `field: expected ${message}`)
})

t.test('text of a fixed size keeps a byte for the NUL', async (t) => {
  t.equal(hex(n.chars(5), 'abcd'), '61626364')
  t.equal(hex(n.chars(5), 'a€'), '61e282ac')
  t.equal(hex(n.ipv4, '10.9.8.7'), '0a090807')
})
