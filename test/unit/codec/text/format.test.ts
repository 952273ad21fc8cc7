/** Formatting of bytes. IPv6 addresses are compared with libuv's inet_ntop(3). */
import { SocketAddress } from 'node:net'
import fc from 'fast-check'
import t from 'tap'
import {
  formatHex,
  formatIpv4,
  formatIpv4Prefix,
  formatIpv6,
  formatIpv6Prefix,
  formatLinkAddress,
  formatMpls,
  formatString,
} from '../../../../src/netlink/codec/text/format.ts'
import { runs, seed, tellSeed } from '../../../fuzz/random.ts'
import { fromHex } from '../bytes.ts'

tellSeed(t)

const ipv6 = (hex: string): string => formatIpv6(fromHex(`ff ${hex} ff`), 1)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const string = (bytes: Uint8Array): string | undefined => formatString(bytes, 0, bytes.length)

/** Sixteen bytes in groups that are often zero or 0xffff, like those of real addresses. */
const groups = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 0, 0, 1, 0xffff) }, fc.nat({ max: 0xffff })), {
    minLength: 8,
    maxLength: 8,
  })
  .map((numbers) => Uint8Array.from(numbers.flatMap((number) => [number >> 8, number & 255])))

t.test('IPv4', async (t) => {
  const bytes = fromHex('00 ac100102 00')
  t.equal(formatIpv4(bytes, 1), '172.16.1.2')
  t.equal(formatIpv4(bytes, 1), '172.16.1.2', 'the second time from the tables')
  t.equal(formatIpv4Prefix(bytes, 1, 20), '172.16.1.2/20')
  t.equal(formatIpv4Prefix(fromHex('cb007109'), 0, 24), '203.0.113.9/24', 'parts that no address had before')
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => formatIpv4(bytes, 0) === bytes.join('.')),
    { seed, numRuns: runs(1000) },
  )
})

t.test('the length of a prefix', async () => {
  const lengths = fc.nat({ max: 128 })
  const ipv4 = fc.uint8Array({ minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(
      ipv4,
      lengths,
      (bytes, length) => formatIpv4Prefix(bytes, 0, length) === `${bytes.join('.')}/${length}`,
    ),
    { seed, numRuns: runs(1000) },
  )
  fc.assert(
    fc.property(groups, lengths, (bytes, length) => {
      const text = `${formatIpv6(bytes, 0)}/${length}`
      return formatIpv6Prefix(bytes, 0, length) === text && formatIpv6(bytes, 0) === text.replace(/\/.*/, '')
    }),
    { seed, numRuns: runs(1000) },
  )
})

t.test('long texts where there is no Buffer', async (t) => {
  const long = fromHex('20010db8 1234abcd 0a0b0c0d e0f01011')
  const { Buffer } = globalThis
  t.teardown(() => Object.assign(globalThis, { Buffer }))
  Object.assign(globalThis, { Buffer: undefined })
  const without = formatIpv6Prefix(long, 0, 113)
  Object.assign(globalThis, { Buffer })
  t.equal(without, '2001:db8:1234:abcd:a0b:c0d:e0f0:1011/113')
  t.equal(formatIpv6Prefix(long, 0, 113), without)
})

t.test('IPv6 as in RFC 5952', async (t) => {
  t.equal(ipv6('20010db8 00000000 00000000 00000001'), '2001:db8::1')
  t.equal(ipv6('20010db8 00000001 00010001 00010001'), '2001:db8:0:1:1:1:1:1', 'one group of zero is written')
  t.equal(ipv6('20010000 00000001 00000000 00000001'), '2001:0:0:1::1', 'the longest run')
  t.equal(ipv6('20010db8 00000000 00010000 00000001'), '2001:db8::1:0:0:1', 'the first of equal runs')
  t.equal(ipv6('fe80abcd 00000000 00000000 00000000'), 'fe80:abcd::')
  t.equal(ipv6('00000000 00000000 00000000 00000000'), '::')
  t.equal(ipv6('00000000 00000000 00000000 0000abcd'), '::abcd')
  t.equal(ipv6('00000000 00010002 00030004 00050006'), '::1:2:3:4:5:6')
  t.equal(ipv6('0a0b0c0d 0e0f1011 12131415 16171819'), 'a0b:c0d:e0f:1011:1213:1415:1617:1819')
})

t.test('IPv6 addresses that contain an IPv4 address, as inet_ntop(3) writes them', async (t) => {
  t.equal(ipv6('00000000 00000000 0000ffff c0000201'), '::ffff:192.0.2.1')
  t.equal(ipv6('00000000 00000000 00000000 c0000201'), '::192.0.2.1')
  t.equal(ipv6('00000000 00000000 0000fffe c0000201'), '::fffe:c000:201')
  t.equal(ipv6('00000000 00000001 0000ffff c0000201'), '::1:0:ffff:c000:201')
})

t.test('any IPv6 address agrees with libuv', async () => {
  fc.assert(
    fc.property(groups, (bytes) => {
      // If only the last group is set, libuv follows BSD (`::0.0.0.2`); glibc and the kernel write `::2`.
      fc.pre(bytes.subarray(0, 14).some((byte) => byte !== 0))
      const whole = Buffer.from(bytes)
        .toString('hex')
        .replaceAll(/.{4}(?=.)/g, '$&:')
      const { address } = new SocketAddress({ address: whole, family: 'ipv6' })
      return formatIpv6(bytes, 0) === address
    }),
    { seed, numRuns: runs(5000) },
  )
})

t.test('link-layer addresses', async (t) => {
  const bytes = fromHex('ff 0242ac11000a ff')
  t.equal(formatLinkAddress(bytes, 1, 7), '02:42:ac:11:00:0a')
  t.equal(formatLinkAddress(bytes, 1, 2), '02')
  t.equal(formatLinkAddress(bytes, 3, 3), '', 'no bytes are no text')
})

t.test('hexadecimal digits', async (t) => {
  t.equal(formatHex(fromHex('00 0f a0 ff')), '000fa0ff')
  t.equal(formatHex(new Uint8Array(0)), '')
})

t.test('MPLS labels', async (t) => {
  const mpls = (hex: string): string | undefined => formatMpls(fromHex(`ff ${hex}`), 1, 1 + fromHex(hex).length)
  t.equal(mpls('00064100'), '100')
  t.equal(mpls('00064000 000c8000 fffff100'), '100/200/1048575')
  t.equal(mpls('00064000'), undefined, 'the last entry has no bottom-of-stack bit')
  t.equal(mpls('00064100 000c8100'), undefined, 'an entry before the last has one')
  t.equal(mpls('00064140'), undefined, 'a TTL has no place in the text')
  t.equal(mpls('00064300'), undefined, 'neither has a traffic class')
  t.equal(mpls('00064f40'), undefined)
  t.equal(mpls('000641ff'), undefined)
})

t.test('text', async (t) => {
  t.equal(formatString(utf8('xveth0y'), 1, 6), 'veth0')
  t.equal(formatString(utf8('xveth0y'), 1, 6), 'veth0', 'the second time from memory')
  t.equal(string(utf8('')), '')
  t.equal(string(utf8('brücke-€-😀')), 'brücke-€-😀')
  t.equal(string(utf8('\ufeffeth0')), '\ufeffeth0', 'no byte order mark is taken away')
  t.equal(string(utf8('a'.repeat(65))), 'a'.repeat(65))
  t.equal(string(Uint8Array.of(0x65, 0xff)), 'e\udcff', 'not UTF-8')
  t.equal(string(Uint8Array.of(0xc3)), '\udcc3', 'cut off')
})

t.test('names with the same hash are distinguished', async (t) => {
  for (const text of ['Aa', 'BB', 'Aa', 'BB', 'AaBB', 'BBAa', 'AaAa', 'BBBB']) t.equal(string(utf8(text)), text)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => string(utf8(text)) === text),
    { seed, numRuns: runs(3000) },
  )
})
