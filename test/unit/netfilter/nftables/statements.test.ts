/** Statements without a kernel: encoding, decoding, refusals, and hostile rules. */
import t from 'tap'
import * as build from '../../../../src/netfilter/nftables/statements/builders.ts'
import type { Family } from '../../../../src/netfilter/nftables/statements/context.ts'
import { describeStatement, describeStatements } from '../../../../src/netfilter/nftables/statements/describe.ts'
import { readStatements } from '../../../../src/netfilter/nftables/statements/read.ts'
import type { ReadContext, ReadSet } from '../../../../src/netfilter/nftables/statements/read-context.ts'
import type { Statement } from '../../../../src/netfilter/nftables/statements/types.ts'
import type { Expression } from '../../../../src/netfilter/nftables/tables/expressions/index.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import { EncodeError } from '../../../../src/netlink/codec/errors.ts'
import type { Typed } from '../../../../src/netlink/codec/node.ts'
import { golden } from '../../../golden/messages.ts'
import { desk } from './desk.ts'

const EMPTY = new Uint8Array(0)

const { field } = build
const TEXTS: readonly (readonly [Statement, string, Statement?])[] = [
  [build.ip.dscp(['af11', 'ef', '0x3f']), 'ip dscp { af11, ef, 0x3f }'],
  [build.ip6.saddr('::/0'), 'ip6 saddr ::/0'],
  [build.ip.saddr('10.9.0.1/32'), 'ip saddr 10.9.0.1', build.ip.saddr('10.9.0.1')],
  [build.ip.saddr('!=', '10.9.0.0/20'), 'ip saddr != 10.9.0.0/20'],
  [build.ip.saddr('!=', '10.9.0.0/24'), 'ip saddr != 10.9.0.0/24'],
  [
    build.ip.saddr(['10.9.0.0/24', '10.9.0.128-10.9.2.7', '255.0.0.0/8']),
    'ip saddr { 10.9.0.0-10.9.2.7, 255.0.0.0/8 }',
    build.ip.saddr(['10.9.0.0-10.9.2.7', '255.0.0.0/8']),
  ],
  [build.ip.saddr(['10.9.0.0/16', '10.9.1.0/24']), 'ip saddr { 10.9.0.0/16 }', build.ip.saddr(['10.9.0.0/16'])],
  [field('@nh,4,4')(5), '@nh,0,8 & 0xf == 5', field('@nh,0,8 & 0xf')('==', 5)],
  [field('ip saddr . tcp dport')(['10.9.0.0/24 . 80-90']), 'ip saddr . tcp dport { 10.9.0.0/24 . 80-90 }'],
  [build.ip.saddr('!=', '@hosts'), 'ip saddr != @hosts'],
  [build.meta.mark(['0x1-0x5']), 'meta mark { 0x00000001-0x00000005 }', build.meta.mark(['0x00000001-0x00000005'])],
  [build.meta.mark('@ranges'), 'meta mark @ranges'],
  [
    build.meta.iifname(['v1', 'eth*', 'br0']),
    'meta iifname { "br0", "eth*", "v1" }',
    build.meta.iifname(['br0', 'eth*', 'v1']),
  ],
  [build.meta.iifname(['v1', 'br0']), 'meta iifname { "br0", "v1" }', build.meta.iifname(['br0', 'v1'])],
  [field('meta iifname . ip saddr')(['eth* . 10.9.0.1']), 'meta iifname . ip saddr { "eth*" . 10.9.0.1 }'],
  [
    build.ip.saddr.vmap([
      ['10.9.0.0/16', build.drop()],
      ['*', build.accept()],
    ]),
    'ip saddr vmap { 10.9.0.0/16 : drop, * : accept }',
  ],
  [build.ip.saddr.vmap([['*', build.accept()]]), 'ip saddr vmap { * : accept }'],
  [
    field('ip saddr . tcp dport').vmap([
      ['10.9.0.1 . 80-90', build.drop()],
      ['*', build.accept()],
    ]),
    'ip saddr . tcp dport vmap { 10.9.0.1 . 80-90 : drop, * : accept }',
  ],
  [{ queue: { num: 3 } }, 'queue to 3'],
  [{ queue: { num: '1-3', flags: ['bypass', 'fanout'] } }, 'queue flags bypass,fanout to 1-3'],
  [{ flow: '@f' }, 'flow add @f'],
  [{ flow: 'f' }, 'flow add @f', { flow: '@f' }],
  [build.meta.mark.vmap('@ranges'), 'meta mark vmap @ranges'],
  [
    build.meta.mark.vmap([['1-2', build.drop()]]),
    'meta mark vmap { 0x00000001-0x00000002 : drop }',
    build.meta.mark.vmap([['0x00000001-0x00000002', build.drop()]]),
  ],
  [
    build.meta.mark.set({ map: 'meta mark', to: [['1-2', 3]] }),
    'meta mark set meta mark map { 0x00000001-0x00000002 : 0x00000003 }',
    build.meta.mark.set({ map: 'meta mark', to: [['0x00000001-0x00000002', '0x00000003']] }),
  ],
  [
    build.meta.mark.set({ from: 'meta mark & 0xffffffef ^ 0x10' }),
    'meta mark set meta mark | 0x10',
    build.meta.mark.set({ from: 'meta mark | 0x10' }),
  ],
  [field('meta mark & 0xff')('==', 7), 'meta mark & 0xff == 0x00000007', field('meta mark & 0xff')('==', '0x00000007')],
  [
    field('meta mark & 0xff ^ 0x1')('!=', 7),
    'meta mark & 0xff ^ 0x1 != 0x00000007',
    field('meta mark & 0xff ^ 0x1')('!=', '0x00000007'),
  ],
  [build.ct.state('==', 'new'), 'ct state == new'],
  [build.ct.state('!=', 'new,0x80'), 'ct state != new | 0x80'],
  [build.ct.state('==', ['new']), 'ct state { new }', build.ct.state(['new'])],
  [build.ct.status(0), 'ct status 0x0', build.ct.status('0x0')],
  [build.meta.iifname('!=', 'eth*'), 'meta iifname != "eth*"'],
  [
    field('meta iifname . meta mark')([`lo . 0x1`]),
    'meta iifname . meta mark { "lo" . 0x00000001 }',
    field('meta iifname . meta mark')(['lo . 0x00000001']),
  ],
  [
    field('meta iifname . tcp dport')('lo . 80'),
    'meta iifname . tcp dport { "lo" . 80 }',
    field('meta iifname . tcp dport')(['lo . 80']),
  ],
  [build.tcp.dport('!=', '10-20'), 'tcp dport != 10-20'],
  [build.ip.version('4-6'), 'ip version 4-6'],
  [build.meta.time('>', '1893456000000000000'), 'meta time > 1893456000', build.meta.time('>', '1893456000000000000')],
  [field('ipsec out spnum 1 spi')(5), 'ipsec out spnum 1 spi 5'],
  [field('@ih,0,8')(5), '@ih,0,8 5'],
  [field('symhash mod 4 offset 1')(5), 'symhash mod 4 offset 1 5'],
  [field('fib saddr . iif check')('exists'), 'fib saddr . iif oif exists'],
  [field('fib saddr . iif . present oif')('!=', 'exists'), 'fib saddr . iif oif != exists'],
  [build.arp.operation('request'), 'arp operation request'],
  [build.ether.type('8021q'), 'ether type 8021q', build.ether.type('8021q')],
  [build.vlan.id(5), 'vlan id 5'],
  [build.vlan.type('ip'), 'vlan type ip'],
  [build.tcp.flags('syn'), 'tcp flags syn'],
  [build.limit(5, 'hour', { unit: 'bytes', burst: 7 }), 'limit rate 5 bytes/hour burst 7 bytes'],
  [build.limit(5, 'week', { over: true, burst: 9 }), 'limit rate over 5/week burst 9 packets'],
  [{ quota: { bytes: 7, used: 3, over: true } }, 'quota over 7 bytes used 3 bytes'],
  [{ connections: { count: 3 } }, 'ct count 3'],
  [{ last: { milliseconds: 65004 } }, 'last used 1m5s4ms'],
  [{ last: {} }, 'last'],
  [build.log({ flags: ['nflog'] }), 'log'],
  [
    build.log({ level: 'info', snaplen: 7, threshold: 2, group: 1 }),
    'log level info group 1 snaplen 7 queue-threshold 2',
  ],
  [build.reject({ type: 'icmpv6', code: 3 }), 'reject with icmpv6 3'],
  [build.reject({ type: 'icmp' }), 'reject with icmp 0', build.reject({ type: 'icmp', code: 0 })],
  [build.reject(), 'reject with icmpx 1'],
  [build.reject({ type: 'tcp reset' }), 'reject with tcp reset'],
  [build.snat('10.9.0.1-10.9.0.3:5-7', 'persistent'), 'snat ip to 10.9.0.1-10.9.0.3:5-7 persistent'],
  [build.dnat('[fd00::1]:80'), 'dnat ip6 to [fd00::1]:80'],
  [build.dnat('fd00::1'), 'dnat ip6 to fd00::1'],
  [{ nat: { type: 'dnat', family: 'ip', port: 80 } }, 'dnat ip to :80'],
  [
    { nat: { type: 'dnat', family: 'ip', address: { map: 'tcp dport', to: '@pairs' } } },
    'dnat ip to tcp dport map @pairs',
  ],
  [
    { nat: { type: 'dnat', family: 'ip', address: { map: 'ip saddr', to: '@hosts' } } },
    'dnat ip to ip saddr map @hosts',
  ],
  [build.masquerade({ port: 7, flags: ['random'] }), 'masquerade to :7 random'],
  [build.redirect({ port: '7-9' }), 'redirect to :7-9'],
  [build.redirect(), 'redirect'],
  [{ tproxy: {} }, 'tproxy to '],
  [{ tproxy: { family: 'ip6', address: '::1', port: 7 } }, 'tproxy ip6 to [::1]:7'],
  [{ tproxy: { family: 'ip', address: '127.0.0.1' } }, 'tproxy ip to 127.0.0.1'],
  [{ dup: { address: 'fd00::1' } }, 'dup to fd00::1'],
  [{ dup: { address: '10.9.0.1', device: 3 } }, 'dup to 10.9.0.1 device 3'],
  [{ dup: { device: 3 } }, 'dup to 3'],
  [{ fwd: { device: 3 } }, 'fwd to 3'],
  [
    {
      dynamic: 'update',
      set: '@hosts',
      key: 'ip saddr',
      timeout: 7,
      statements: [build.counter(), build.limit(5, 'day')],
    },
    'update @hosts { ip saddr timeout 7ms counter packets 0 bytes 0 limit rate 5/day }',
  ],
  [
    { dynamic: 'add', set: 'hosts', key: 'ip saddr' },
    'add hosts { ip saddr }',
    { dynamic: 'add', set: '@hosts', key: 'ip saddr' },
  ],
  [{ object: 'ct helper', name: 'ftp' }, 'ct helper set "ftp"'],
  [{ object: 'quota', name: { map: 'ip saddr', to: '@quotas' } }, 'quota name ip saddr map @quotas'],
  [{ synproxy: {} }, 'synproxy'],
  [{ synproxy: { mss: 1, wscale: 2, timestamp: true, sackPerm: true } }, 'synproxy mss 1 wscale 2 timestamp sack-perm'],
  [build.notrack(), 'notrack'],
  [build.leave(), 'return'],
  [build.goto('x'), 'goto x'],
  [build.ip.ecn.set('ect1'), 'ip ecn set ect1'],
  [build.ip6.dscp.set('af11'), 'ip6 dscp set af11'],
  [build.tcp.sport.set({ from: 'tcp dport' }), 'tcp sport set tcp dport'],
  [field('ct label').set('12'), 'ct label set 12'],
]

for (const family of ['inet', 'bridge'] as const)
  for (const order of ['le', 'be'] as const)
    t.test(`values, their text, and decoded again: ${family}, ${order}`, async (t) => {
      for (const [statement, text, read = statement] of TEXTS) {
        t.equal(describeStatements([statement]).length > 0, true, text)
        const back = desk(family, order).again(statement)
        t.strictSame(back, [read], text)
        t.equal(describeStatements(back).replaceAll('@hosts', 'hosts'), text.replaceAll('@hosts', 'hosts'))
      }
    })

t.test('the protocol is matched once, and what the program wrote is kept', async (t) => {
  const rule = [build.ip.protocol('tcp'), build.tcp.dport(22), build.tcp.sport(23), build.ip.saddr('10.9.0.1')]
  t.strictSame(desk().again(...rule), rule)
  const six = [build.ip6.nexthdr('udp'), build.udp.dport(53)]
  t.strictSame(desk('ip6').again(...six), six)
  const arp = [build.arp.htype(1)]
  t.strictSame(desk('arp').again(...arp), arp)
  t.strictSame(desk('arp').again(build.ip.saddr('10.9.0.1')), [field('@nh,96,32')(168361985)], 'no ARP message has one')
  const vlan = [build.ether.type('8021q'), build.vlan.id(5)]
  t.strictSame(desk('bridge').again(...vlan), [build.vlan.id(5)])
})

t.test('statements that cannot be expressed', async (t) => {
  const wrong: readonly (readonly [Statement, RegExp])[] = [
    [build.ip.saddr('10.9.0.0/33'), /a prefix of at most 32 bits/],
    [build.ip.saddr('x'), /an IPv4 address/],
    [build.tcp.dport('9-3'), /a range whose first value is the smaller one/],
    [build.tcp.dport(70000), /a number of inet_service/],
    [build.ct.state('fresh'), /a number of ct_state or one of invalid, established/],
    [build.tcp.dport('<', [1]), /== or != for a set/],
    [{ match: 'ip sadr', right: 1 }, /did you mean ip saddr/i],
    [field('ip saddr . tcp dport')(['10.9.0.1']), /2 values with ' . ' between them/],
    [build.ip.dscp.set({ from: 'ct mark' }), /a value, for a field of less than two bytes/],
    [{ extension: 'match', name: 'x', rev: 0, info: 'zz' }, /hexadecimal digits/],
    [{ nothing: 1 } as unknown as Statement, /a statement/],
  ]
  for (const [statement, message] of wrong) t.throws(() => desk().again(statement), message)
  t.throws(() => build.dnat('10.9.0.1:http'), /an address and a port/)
  t.throws(() => describeStatement({ expression: 'fancy', data: undefined }), /nft has no syntax for expression fancy/)
})

t.test('expressions without words are returned unchanged', async (t) => {
  const { again, reading } = desk()
  const raw: Statement = { expression: 'fancy', data: EMPTY }
  t.strictSame(again(raw, { expression: 'fancier', data: undefined }), [
    raw,
    { expression: 'fancier', data: undefined },
  ])
  const load: Expression = { name: 'payload', data: { dreg: 1, base: 'network', offset: 12, len: 4 } }
  const one: Expression = { name: 'immediate', data: { dreg: 1, data: { value: Uint8Array.of(1, 0, 0, 0) } } }
  const cmp: Expression = { name: 'cmp', data: { sreg: 1, op: 'eq', data: { value: EMPTY } } }
  for (const rule of [
    [one, { name: 'fwd', data: { sregAddr: 1 } }],
    [one, cmp],
    [load, { name: 'dynset', data: { setName: 'hosts', op: 'add', sregKey: 1, sregData: 2 } }],
    [load, { name: 'dynset', data: { setName: 'hosts', op: 'add', sregKey: 1, flags: ['inv'] } }],
  ] as Expression[][])
    t.strictSame(
      readStatements(rule, desk('ip').reading),
      rule.map(({ name: expression, data }) => ({ expression, data })),
    )
  t.strictSame(readStatements([{ name: 'log', data: { group: 1, snaplen: 0, qthreshold: 0 } }], reading), [
    { log: { group: 1 } },
  ])
  t.strictSame(again(build.tcp.dport([])), [build.tcp.dport([])])
  const odd: Expression[] = [{ name: 'cmp', data: { sreg: 1, op: 'eq', data: { value: EMPTY } } }]
  t.strictSame(readStatements(odd, reading), [{ expression: 'cmp', data: odd[0]?.data }])
})

/** Every recorded rule of nft and of Linux, with each of its parts missing or replaced. */
t.test('hostile rules can be decoded', async (t) => {
  const rules = golden().filter(({ type }) => type === 'NFT_MSG_NEWRULE')
  let count = 0
  const sets: readonly (ReadSet | undefined)[] = [
    undefined,
    {
      name: '__map1',
      flags: ['anonymous', 'interval', 'map'],
      keyLength: 4,
      dataLength: 4,
      elements: [{}, { key: { value: Uint8Array.of(1, 2, 3, 4) }, data: {} }],
    },
    {
      name: '__set1',
      flags: ['anonymous'],
      keyLength: 6,
      dataLength: 0,
      elements: [{ key: { value: EMPTY }, flags: ['catchall'] }],
    },
  ]
  const strange = [undefined, 9999, 'nothing', [], EMPTY, {}]
  for (const { node, bytes } of rules) {
    const value = decode(node as unknown as Typed<{ header: { family: Family }; expressions?: Expression[] }>, bytes, {
      order: 'le',
    })
    const expressions = value.expressions ?? []
    for (const set of sets) {
      const context: ReadContext = { family: value.header.family, order: 'le', set: () => set }
      for (const [at, { name, data }] of expressions.entries()) {
        const others = [
          ...Object.keys((data ?? {}) as object).flatMap((key) =>
            strange.map((odd) => ({ name, data: { ...data, [key]: odd } })),
          ),
          { name },
          { data },
        ]
        for (const other of others) {
          const read = readStatements(expressions.with(at, other as Expression), context)
          if (!Array.isArray(read)) t.fail('no list')
          count++
        }
      }
    }
  }
  t.ok(count > 10_000, `${count} rules`)
})
/** The statement with one field more, at its own level and in each object in it. */
const misspelt = function* (value: object, path = ''): Generator<readonly [object, string]> {
  yield [{ ...value, speling: undefined }, `${path}speling`]
  for (const [key, inner] of Object.entries(value))
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
      for (const [wrong, at] of misspelt(inner, `${path}${key}.`)) yield [{ ...value, [key]: wrong }, at]
}

const pathOf = (statement: object): string | undefined => {
  try {
    desk().again(statement as Statement)
  } catch (error) {
    if (error instanceof EncodeError) return error.path.replace('statements[0].', '')
    throw error
  }
  return undefined
}

t.test('a field that does not exist is refused, wherever it is', async (t) => {
  for (const [statement, text] of TEXTS)
    for (const [wrong, path] of misspelt(statement)) t.equal(pathOf(wrong), path, text)
  for (const [wrong, path] of [
    [{ vmap: 'tcp dport', to: [[22, { verdict: 'accept', chan: 'x' }]] }, 'to[0].chan'],
    [{ vmap: 'tcp dport', to: [null] }, 'to[0]'],
    [{ vmap: 'tcp dport', to: [{ key: 22, value: { verdict: 'accept' }, statments: [] }] }, 'to[0].statments'],
    [
      { match: 'ip saddr', right: [{ key: '10.9.0.1', statements: [{ limit: { rate: 5 } }] }] },
      'right[0].statements[0].limit.unit',
    ],
    [
      { dynamic: 'add', set: '@hosts', key: 'ip saddr', statements: [{ counter: { packets: 1 } }] },
      'statements[0].counter.bytes',
    ],
    [{ dynamic: 'add', set: '@hosts', key: 'ip saddr', statements: 5 }, 'statements'],
  ] as const)
    t.equal(pathOf(wrong), path)
})

t.test('a field of another type is refused', async (t) => {
  for (const [statement, text] of TEXTS) {
    const [key, body] = Object.entries(statement)[0] as [string, unknown]
    t.equal(pathOf({ [key]: Symbol(text) }), key, text)
    if (typeof body !== 'object' || body === null) continue
    t.equal(pathOf({ [key]: 80 }), key, text)
    for (const field of Object.keys(body))
      t.equal(pathOf({ [key]: { ...body, [field]: Symbol(text) } })?.split('.')[0], key, text)
  }
  for (const none of [5, null, [], 'accept', {}]) t.equal(pathOf(none as never), 'statements[0]')
  t.equal(pathOf({ masquerade: { flags: [4] } }), undefined, 'a flag by its number')
  t.equal(pathOf({ masquerade: { flags: [true] } }), 'masquerade.flags')
  const counted = { key: '10.9.0.1', statements: [{ masquerade: {} }] }
  t.equal(pathOf({ match: 'ip saddr', right: [counted] }), 'right[0].statements[0]', 'no statement of an element')
  t.equal(pathOf({ match: 'ip saddr', op: 'is', right: '10.9.0.1' }), 'op')
  t.equal(pathOf({ match: 'ip saddr', op: '!=', right: '10.9.0.1' }), undefined)
  t.equal(pathOf({ set: 'meta mark', to: { from: 'ct mark', turned: true } }), 'to.turned')
  t.equal(pathOf({ set: 'meta mark', to: { form: 'ct mark' } }), 'to.form')
  t.equal(pathOf({ set: 'meta mark', to: { map: 'ip saddr' } }), 'to.to')
})
