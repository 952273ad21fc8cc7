/** Arithmetic on fields: as nft 1.1.7 sends it (`nft --debug=netlink`), and as nft 1.0.6 does. */
import t from 'tap'
import { assembleAll } from '../../../../src/netfilter/nftables/statements/assemble.ts'
import * as build from '../../../../src/netfilter/nftables/statements/builders.ts'
import { describeStatements } from '../../../../src/netfilter/nftables/statements/describe.ts'
import { keyOf } from '../../../../src/netfilter/nftables/statements/keys.ts'
import { readStatements } from '../../../../src/netfilter/nftables/statements/read.ts'
import type { Statement } from '../../../../src/netfilter/nftables/statements/types.ts'
import type { Data } from '../../../../src/netfilter/nftables/tables/data.ts'
import type { Expression } from '../../../../src/netfilter/nftables/tables/expressions/index.ts'
import { desk } from './desk.ts'

const { field } = build

const SIGNS: { readonly [op: string]: string } = { and: '&', or: '|', xor: '^', lshift: '<<', rshift: '>>' }

const hex = (data: unknown): string => Buffer.from((data as Data).value as Uint8Array).toString('hex')

/** One expression as short text; `(2)` is the number of bytes. */
const line = ({ name, data }: Expression): string => {
  const { dreg, sreg, sreg2, len, op, mask, xor, data: by, size, ...rest } = data as { readonly [key: string]: unknown }
  if (name === 'cmp') return `${sreg} ${op} ${hex(by)}`
  if (name === 'byteorder') return `${dreg} = ${op} ${sreg} (${len}, ${size})`
  if (name !== 'bitwise')
    return `${name} ${Object.values(rest).join(' ')} ${sreg === undefined ? `=> ${dreg}` : `<= ${sreg}`}`
  if (op === 'mask-xor') return `${dreg} = ${sreg} & ${hex(mask)} ^ ${hex(xor)} (${len})`
  return `${dreg} = ${sreg} ${SIGNS[op as string]} ${sreg2 ?? Number.parseInt(hex(by).slice(0, 2), 16)} (${len})`
}

const mark = (from: string): Statement => build.meta.mark.set({ from })

const DSCP = ['payload network 1 => 1', '1 = 1 & fc ^ 00 (1)', '1 = 1 >> 2 (1)']
const DSCP6 = ['payload network 0 => 1', '1 = 1 & 0fc0 ^ 0000 (2)', '1 = ntoh 1 (2, 2)', '1 = 1 >> 6 (2)']
const DPORT = ['payload transport 2 => 1', '1 = ntoh 1 (2, 2)']
const TO_MARK = 'meta mark <= 1'

type Sent = readonly [family: 'ip' | 'ip6', statement: Statement, expressions: readonly string[]]

const SENT: readonly Sent[] = [
  ['ip', mark('ip dscp << 2 | 0x10'), [...DSCP, '1 = 1 << 2 (4)', '1 = 1 & efffffff ^ 10000000 (4)', TO_MARK]],
  ['ip', mark('ip dscp | 0x100000'), [...DSCP, '1 = 1 & ffffefff ^ 00001000 (4)', TO_MARK]],
  ['ip', mark('ip dscp & 0x3c'), [...DSCP, '1 = 1 & 3c000000 ^ 00000000 (4)', TO_MARK]],
  ['ip', mark('ip dscp >> 3'), [...DSCP, '1 = 1 >> 3 (4)', TO_MARK]],
  ['ip6', mark('ip6 dscp'), [...DSCP6, TO_MARK]],
  ['ip6', mark('ip6 dscp << 26 | 0x10'), [...DSCP6, '1 = 1 << 26 (4)', '1 = 1 & efffffff ^ 10000000 (4)', TO_MARK]],
  ['ip', mark('ip ttl & 0x7'), ['payload network 8 => 1', '1 = 1 & 07000000 ^ 00000000 (4)', TO_MARK]],
  ['ip', mark('tcp dport | 0x1'), [...DPORT, '1 = 1 & feffffff ^ 01000000 (4)', TO_MARK]],
  ['ip', mark('tcp dport << 2'), [...DPORT, '1 = 1 << 2 (4)', TO_MARK]],
  [
    'ip',
    mark('ip saddr | 0.0.0.1'),
    ['payload network 12 => 1', '1 = 1 & fffffffe ^ 00000001 (4)', '1 = ntoh 1 (4, 4)', TO_MARK],
  ],
  [
    'ip',
    mark('ip saddr << 8 | 0x1'),
    ['payload network 12 => 1', '1 = ntoh 1 (4, 4)', '1 = 1 << 8 (4)', '1 = 1 & feffffff ^ 01000000 (4)', TO_MARK],
  ],
  [
    'ip',
    mark('ct mark & 0xffff0000 | meta mark & 0xffff'),
    [
      'ct mark => 1',
      '1 = 1 & 0000ffff ^ 00000000 (4)',
      'meta mark => 2',
      '2 = 2 & ffff0000 ^ 00000000 (4)',
      '1 = 1 | 2 (4)',
      TO_MARK,
    ],
  ],
  [
    'ip6',
    mark('ct mark | ip6 dscp | 0x200'),
    [
      'ct mark => 1',
      ...DSCP6.map((one) => one.replaceAll('1 ', '2 ').replace('=> 1', '=> 2')),
      '1 = 1 | 2 (4)',
      '1 = 1 & fffdffff ^ 00020000 (4)',
      TO_MARK,
    ],
  ],
  [
    'ip',
    mark('ct mark & (meta mark | meta cpu)'),
    ['ct mark => 1', 'meta mark => 2', 'meta cpu => 3', '2 = 2 | 3 (4)', '1 = 1 & 2 (4)', TO_MARK],
  ],
  [
    'ip',
    mark('(meta mark & ct mark) << 3'),
    ['meta mark => 1', 'ct mark => 2', '1 = 1 & 2 (4)', '1 = 1 << 3 (4)', TO_MARK],
  ],
  [
    'ip',
    mark('meta mark & ct mark << 3'),
    ['meta mark => 1', 'ct mark => 2', '2 = 2 << 3 (4)', '1 = 1 & 2 (4)', TO_MARK],
  ],
  [
    'ip',
    mark('ip saddr | meta mark'),
    ['payload network 12 => 1', 'meta mark => 2', '2 = hton 2 (4, 4)', '1 = 1 | 2 (4)', '1 = ntoh 1 (4, 4)', TO_MARK],
  ],
  [
    'ip',
    mark('tcp dport | ip ttl << 16'),
    [...DPORT, 'payload network 8 => 2', '2 = 2 << 16 (4)', '1 = 1 | 2 (4)', TO_MARK],
  ],
  [
    'ip',
    field('tcp dport').set({ from: 'tcp sport ^ tcp dport' }),
    ['payload transport 0 => 1', 'payload transport 2 => 2', '1 = 1 ^ 2 (2)', 'payload transport 2 inet 16 <= 1'],
  ],
  ['ip', field('ip dscp & 0x3f')('==', 'lephb'), [...DSCP, '1 = 1 & 3f ^ 00 (1)', '1 eq 01']],
  ['ip', field('ip dscp & 0x30')('>', 'cs2'), [...DSCP, '1 = 1 & 30 ^ 00 (1)', '1 gt 10']],
]

for (const order of ['le', 'be'] as const)
  t.test(`what nft 1.1.7 sends: ${order}`, async (t) => {
    for (const [family, statement, expected] of SENT) {
      const { context, reading } = desk(family, order)
      const ported = JSON.stringify(statement).includes('tcp dport')
      const written = assembleAll([...(ported ? [build.meta.l4proto('tcp')] : []), statement], context)
      const text = describeStatements([statement])
      const lines = written.slice(ported ? 2 : 0).map(line)
      if (order === 'le') t.strictSame(lines, expected, text)
      else t.equal(lines.length, expected.length, text)
      t.strictSame(readStatements(written, reading).at(-1), statement, `${text}, read`)
      const { from, match } = { from: '', match: '', ...('to' in statement ? (statement.to as object) : statement) }
      t.ok(text.includes(from || match), text)
    }
  })

const payload = (offset: number, len: number, dreg = 1): Expression => ({
  name: 'payload',
  data: { dreg, base: 'network', offset, len },
})
const bits = (mask: number[], xor: number[]): Expression => ({
  name: 'bitwise',
  data: {
    sreg: 1,
    dreg: 1,
    len: mask.length,
    op: 'mask-xor',
    mask: { value: Uint8Array.from(mask) },
    xor: { value: Uint8Array.from(xor) },
  },
})
const shift = (op: 'lshift' | 'rshift', by: number, len: number): Expression => ({
  name: 'bitwise',
  data: { sreg: 1, dreg: 1, len, op, data: { value: Uint8Array.of(by, 0, 0, 0) } },
})
const turn = (op: 'ntoh' | 'hton', len: number, size = len): Expression => ({
  name: 'byteorder',
  data: { sreg: 1, dreg: 1, op, len, size },
})
const join = (op: 'and' | 'or', len: number): Expression => ({
  name: 'bitwise',
  data: { sreg: 1, sreg2: 2, dreg: 1, len, op },
})
const cmp = (...bytes: number[]): Expression => ({
  name: 'cmp',
  data: { sreg: 1, op: 'eq', data: { value: Uint8Array.from(bytes) } },
})
const toMark: Expression = { name: 'meta', data: { key: 'mark', sreg: 1 } }

t.test('what nft 1.0.6 sends', async (t) => {
  const { reading, again } = desk('ip')
  const read = (...all: Expression[]): readonly Statement[] => readStatements(all, reading)
  t.strictSame(read(payload(8, 1), bits([7], [0]), toMark), [mark('ip ttl & 0x7')], 'one byte: the same')
  t.strictSame(read(payload(8, 1), shift('lshift', 2, 1), toMark), [mark('ip ttl << 2')])
  t.strictSame(read(payload(1, 1), bits([0xfc], [0]), toMark), [mark('@nh,8,8 & 0xfc')])
  const numgen: Expression = { name: 'numgen', data: { dreg: 1, modulus: 7, type: 'inc', offset: 167772161 } }
  const dnat: Expression = { name: 'nat', data: { type: 'dnat', family: 'ip', regAddrMin: 1 } }
  const address = { from: 'numgen inc mod 7 offset 167772161', turned: false } as const
  const unturned: Statement = { nat: { type: 'dnat', family: 'ip', address } }
  t.strictSame(read(numgen, dnat), [unturned], 'its bytes are not turned')
  t.strictSame(again(unturned), [unturned])
  t.equal(describeStatements([unturned]), 'dnat ip to numgen inc mod 7 offset 167772161')
  const turned: Statement = { nat: { type: 'dnat', family: 'ip', address: { from: address.from } } }
  t.strictSame(again(turned), [turned])
})

t.test('expressions that no statement produces', async (t) => {
  // bits of two bytes that were shifted in the other direction
  const dscp6 = [payload(0, 2), bits([0x0f, 0xc0], [0, 0]), shift('rshift', 6, 2), bits([0, 7], [0, 0]), cmp(0, 1)]
  const wordless: readonly (readonly Expression[])[] = [
    // in four bytes after one, and the reverse
    [payload(8, 1), shift('lshift', 2, 1), bits([0xfe], [1]), toMark],
    [payload(8, 1), shift('lshift', 2, 4), bits([0xfe], [1]), toMark],
    // of an identification in network order
    [payload(4, 2), bits([0xff, 0xff, 0xff, 0xff], [1, 0, 0, 0]), toMark],
    [payload(4, 2), turn('ntoh', 2, 1), toMark],
    [payload(4, 2), turn('ntoh', 2), turn('hton', 2), turn('ntoh', 2), toMark],
    // a port in the other byte order is not a port
    [payload(4, 2), turn('ntoh', 2), cmp(0, 4)],
    [payload(8, 1), shift('lshift', 2, 4), cmp(0, 4, 0, 0)],
    [payload(12, 4), payload(16, 4, 2), join('and', 4), cmp(10, 9, 1, 1)],
    // bits of a field at their own offset
    [payload(1, 1), bits([0xfc], [0]), payload(16, 4, 2), join('or', 1), toMark],
    [
      payload(1, 1),
      payload(1, 1, 2),
      { name: 'bitwise', data: { ...bits([0xfc], [0]).data, sreg: 2, dreg: 2 } } as never,
      join('or', 1),
      toMark,
    ],
    [payload(12, 4), { name: 'bitwise', data: { sreg: 1, sreg2: 1, dreg: 1, len: 4, op: 'nand' } as never }, toMark],
    // a number in host order, converted to network order and then changed
    [{ name: 'meta', data: { key: 'mark', dreg: 1 } }, turn('hton', 4), bits([0xf, 0, 0, 1], [0, 2, 0, 0]), toMark],
    dscp6,
  ]
  for (const rule of wordless)
    t.strictSame(
      readStatements(rule, desk(rule === dscp6 ? 'ip6' : 'ip').reading),
      rule.map(({ name: expression, data }) => ({ expression, data })),
      JSON.stringify(rule.map(({ name }) => name)),
    )
})

t.test('statements that cannot be expressed', async (t) => {
  const wrong: readonly (readonly [Statement, RegExp])[] = [
    [mark('ip dscp | 0x100000000'), /at most 0xffffffff/],
    [field('ct zone').set({ from: 'ct zone | 0x10000' }), /at most 0xffff/],
    [field('ct zone').set({ from: 'ct zone | ip saddr' }), /at most 2 bytes/],
    [mark('meta mark & (meta mark | (meta mark & (meta mark | meta cpu)))'), /a field that needs fewer registers/],
    [field('meta mark & ct mark')('==', 5), /a number/],
    [mark('meta mark << ct mark'), /a number of bits/],
    [mark('ip saddr | 0x1'), /an IPv4 address/],
    [mark('meta mark ^ 0xf0 & 0x7'), /parentheses: \(meta mark \^ 0xf0\) & 0x7/],
  ]
  for (const [statement, message] of wrong) t.throws(() => desk('ip').again(statement), message)
})

t.test('a rule that needs both registers', async (t) => {
  t.strictSame(keyOf('ct mark | tcp dport').needs, [{}, { transport: 'tcp' }])
  const six = [build.meta.nfproto('ipv6'), field('ip6 saddr').set({ from: 'ip6 saddr | ct original saddr' })]
  t.strictSame(desk('inet').again(...six), six.slice(1), 'addresses of connections are those of the packet’s network')
  const flags = mark('tcp flags & fin,syn')
  t.equal(describeStatements(desk('ip').again(flags)), 'meta mark set tcp flags & (fin | syn)')
})

t.test('a comparison of shifted bits', async (t) => {
  const statement = field('meta mark << 2')('==', '0x00000010')
  const { context, reading } = desk('ip')
  const written = assembleAll([statement], context)
  t.strictSame(written.map(line), ['meta mark => 1', '1 = 1 << 2 (4)', '1 eq 10000000'])
  t.strictSame(readStatements(written, reading), [statement])
  const right = field('meta mark >> 3')('==', '0x00000010')
  t.strictSame(assembleAll([right], context).map(line), ['meta mark => 1', '1 = 1 >> 3 (4)', '1 eq 10000000'])
  // in IPv6 the same words are 16 bytes, and the number is the same
  const masked = field('ct original saddr & 255.0.0.0')('==', '::7f00:0')
  const six = assembleAll([build.meta.nfproto('ipv6'), masked], desk('inet').context)
  t.equal(six.map(line).at(-2), `1 = 1 & ${'00'.repeat(12)}ff000000 ^ ${'00'.repeat(16)} (16)`)
})
