/** Keys of matches: with operations on their bits, inside of tunnels, and in anonymous sets. */
import t from 'tap'
import { assembleAll } from '../../../../src/netfilter/nftables/statements/assemble.ts'
import * as build from '../../../../src/netfilter/nftables/statements/builders.ts'
import { datatypes } from '../../../../src/netfilter/nftables/statements/datatypes.ts'
import { describeStatements } from '../../../../src/netfilter/nftables/statements/describe.ts'
import { keyOf, nftText } from '../../../../src/netfilter/nftables/statements/keys.ts'
import { readStatements } from '../../../../src/netfilter/nftables/statements/read.ts'
import type { Statement } from '../../../../src/netfilter/nftables/statements/types.ts'
import type { Expression } from '../../../../src/netfilter/nftables/tables/expressions/index.ts'
import { lacksSyntax, statementText } from '../../../../src/netfilter/nftables/text/statement.ts'
import { Transaction } from '../../../../src/netfilter/nftables/transaction.ts'
import { DATA_TYPEOF, typeofs, writeTypeof } from '../../../../src/netfilter/nftables/typeof.ts'
import { desk } from './desk.ts'

const { field } = build

const TEXTS: readonly (readonly [Statement, string])[] = [
  [field('vxlan ip saddr')('10.9.1.1'), 'vxlan ip saddr 10.9.1.1'],
  [field('vxlan ip saddr')('10.9.1.0/24'), 'vxlan ip saddr 10.9.1.0/24'],
  [field('vxlan tcp dport')(80), 'vxlan tcp dport 80'],
  [field('vxlan ip dscp')('af11'), 'vxlan ip dscp af11'],
  [field('geneve vni')(66051), 'geneve vni 66051'],
  [field('geneve vlan id')(10), 'geneve vlan id 10'],
  [field('gretap ether saddr')('02:42:ac:11:00:02'), 'gretap ether saddr 02:42:ac:11:00:02'],
  [field('gre udp sport')('!=', 53), 'gre udp sport != 53'],
  [field('gre icmp type')('echo-reply'), 'gre icmp type echo-reply'],
  [
    field('vxlan ip saddr . vxlan ip daddr')(['10.9.1.1 . 10.9.2.2']),
    'vxlan ip saddr . vxlan ip daddr { 10.9.1.1 . 10.9.2.2 }',
  ],
  [build.meta.mark.set({ from: 'ip dscp' }), 'meta mark set ip dscp'],
  [build.meta.mark.set({ from: '(meta mark & 0xf0) << 4' }), 'meta mark set (meta mark & 0xf0) << 4'],
  [build.meta.mark.set({ from: 'meta mark << 4 & 0xff' }), 'meta mark set meta mark << 4 & 0xff'],
  [field('ip saddr & 255.255.0.255')('==', '10.9.0.1'), 'ip saddr & 255.255.0.255 == 10.9.0.1'],
  [field('tcp flags & fin,syn')('==', 'syn'), 'tcp flags & (fin | syn) == syn'],
  [field('@nh,8,8 & 0xfc')('==', 8), '@nh,8,8 & 0xfc == 8'],
  [field('meta priority')('1f:2e'), 'meta priority 1f:2e'],
  [field('jhash ip saddr . tcp dport mod 16 seed 0x7')('1-3'), 'jhash ip saddr . tcp dport mod 16 seed 0x7 1-3'],
  [build.meta.mark.set({ from: 'jhash ip saddr mod 9 offset 5' }), 'meta mark set jhash ip saddr mod 9 offset 5'],
  [build.tcp.flags(['syn', 'syn,ack']), 'tcp flags { syn, syn | ack }'],
  [
    build.tcp.dport([{ key: 22, statements: [build.limit(5, 'second')] }, 80]),
    'tcp dport { 22 limit rate 5/second, 80 }',
  ],
  [
    build.tcp.dport.vmap([{ key: 22, value: build.accept(), statements: [build.counter(7, 420)] }]),
    'tcp dport vmap { 22 counter packets 7 bytes 420 : accept }',
  ],
  [{ object: 'limit', name: { map: 'tcp dport', to: [[22, 'l1']] } }, 'limit name tcp dport map { 22 : "l1" }'],
  [
    {
      object: 'counter',
      name: { map: 'ip saddr', to: [{ key: '10.9.0.0/16', value: 'c1', statements: [build.counter(1, 2)] }] },
    },
    'counter name ip saddr map { 10.9.0.0/16 counter packets 1 bytes 2 : "c1" }',
  ],
  [{ object: 'secmark', name: 'web' }, 'meta secmark set "web"'],
  [
    { meter: 'm', key: 'ip saddr . tcp dport', op: 'add', size: 7, statements: [build.limit(5, 'second')] },
    'meter m size 7 { ip saddr . tcp dport limit rate 5/second }',
  ],
  [{ meter: 'm', key: 'ip dscp', op: 'update', size: 65535, timeout: 7 }, 'meter m size 65535 { ip dscp timeout 7ms }'],
  [
    { dynamic: 'add', set: '@ports', key: 'ip saddr', value: { from: 'tcp dport' } },
    'add @ports { ip saddr : tcp dport }',
  ],
  [
    { dynamic: 'update', set: '@ports', key: 'ip saddr', value: 8080, timeout: 7 },
    'update @ports { ip saddr timeout 7ms : 8080 }',
  ],
  [{ reset: 'tcp option fastopen' }, 'reset tcp option fastopen'],
  [{ reset: 'tcp option 123' }, 'reset tcp option 123'],
  [{ queue: { num: { from: 'numgen inc mod 3' }, flags: ['bypass'] } }, 'queue flags bypass to numgen inc mod 3'],
  [{ queue: { num: { map: 'symhash mod 2', to: [[0, 5]] } } }, 'queue to symhash mod 2 map { 0 : 5 }'],
  [{ queue: { num: '3-5' } }, 'queue to 3-5'],
  [{ nat: { type: 'dnat', family: 'inet', port: 80 } }, 'dnat to :80'],
  [
    { nat: { type: 'dnat', family: 'ip', address: '10.9.1.1', port: { map: 'tcp dport', to: [[443, 8443]] } } },
    'dnat ip to 10.9.1.1:tcp dport map { 443 : 8443 }',
  ],
  [
    { nat: { type: 'dnat', family: 'ip', address: { map: 'ip saddr', to: [['10.9.1.1', '10.9.2.0/24 . 80-90']] } } },
    'dnat ip to ip saddr map { 10.9.1.1 : 10.9.2.0/24 . 80-90 }',
  ],
  [
    { nat: { type: 'snat', family: 'ip', address: '10.9.3.0/24', flags: ['netmap'] } },
    'snat ip prefix to 10.9.3.0-10.9.3.255',
  ],
  [{ fwd: { device: 3, family: 'ip', address: '10.9.1.1' } }, 'fwd ip to 10.9.1.1 device 3'],
  [{ tproxy: { family: 'ip', port: { from: 'tcp sport' } } }, 'tproxy ip to :tcp sport'],
  [field('fib daddr check')([1]), 'fib daddr check { exists }'],
  [build.meta.oifname('b\\*'), 'meta oifname "b\\*"'],
  [build.meta.oifname('!=', 'sixteen-letters'), 'meta oifname != "sixteen-letters"'],
]

/** What decoding returns if it differs. */
const OTHERS: { readonly [text: string]: Statement } = {
  'snat ip prefix to 10.9.3.0-10.9.3.255': {
    nat: { type: 'snat', family: 'ip', address: '10.9.3.0-10.9.3.255', flags: ['netmap'] },
  },
  'fib daddr check { exists }': field('fib daddr check')(['exists']),
}

/** nft requires the protocol before a port of the packet. */
const INSISTED = new Set(['dnat ip to 10.9.1.1:tcp dport map { 443 : 8443 }', 'tproxy ip to :tcp sport'])

for (const order of ['le', 'be'] as const)
  t.test(`values, their text, and decoded again: ${order}`, async (t) => {
    for (const [statement, text] of TEXTS) {
      const table = desk('inet', order)
      table.sets.set('ports', {
        name: 'ports',
        flags: ['map'],
        keyLength: 4,
        dataLength: 2,
        elements: [],
        attributes: { dataType: 13 },
      })
      const read = table.again(statement)
      t.strictSame(read.at(-1), OTHERS[text] ?? statement, text)
      t.equal(describeStatements(read), INSISTED.has(text) ? `meta l4proto tcp ${text}` : text)
    }
  })

t.test('a tunnel: what nft 1.1 sends for `udp dport 4789 vxlan tcp dport 80`', async (t) => {
  const { context, reading } = desk()
  const inner = (name: string, data: object) => ({
    name: 'inner',
    data: { num: 0, type: 'vxlan', flags: ['hdrsize', 'll', 'nh', 'th'], hdrsize: 8, expr: { name, data } },
  })
  const cmp = (...bytes: number[]) => ({
    name: 'cmp',
    data: { sreg: 1, op: 'eq', data: { value: Uint8Array.from(bytes) } },
  })
  const rule = assembleAll([build.udp.dport(4789), field('vxlan tcp dport')(80)], context)
  const sent = [
    inner('meta', { dreg: 1, key: 'l4proto' }),
    cmp(6),
    inner('payload', { dreg: 1, base: 'transport', offset: 2, len: 2 }),
    cmp(0, 80),
  ]
  t.strictSame(rule.slice(4), sent)
  const strange = rule.map(({ name, data }) =>
    name === 'inner' ? { name, data: { ...data, hdrsize: 12 } } : { name, data },
  ) as Expression[]
  t.strictSame(
    readStatements(strange, reading),
    strange.map(({ name: expression, data }) => ({ expression, data })),
    'a tunnel without a name is no match of what the register held before',
  )
  const alone = readStatements(assembleAll([build.udp.dport(4789)], context).concat(sent.slice(0, 2) as never), reading)
  t.equal(alone.at(-1) && lacksSyntax(alone.at(-1) as Statement), true, 'nft has no words for the protocol alone')
  t.equal(statementText(alone.at(-1) as Statement, 'inet', 'le'), 'vxlan meta l4proto tcp')
  const nothing = [inner('ct', { dreg: 1, key: 'mark' }), cmp(6)] as Expression[]
  t.match(readStatements(nothing, reading), [{ expression: 'inner' }, { expression: 'cmp' }])
})

t.test('registers: an overwritten value is not used', async (t) => {
  const load = (dreg: number, len: number): Expression => ({
    name: 'payload',
    data: { dreg, base: 'network', offset: 8, len },
  })
  const cmp: Expression = { name: 'cmp', data: { sreg: 9, op: 'eq', data: { value: Uint8Array.of(1, 2, 3, 4) } } }
  const rules: readonly (readonly Expression[])[] = [
    [load(9, 4), load(1, 16), cmp],
    [load(9, 4), { name: 'tunnel', data: { key: 'id', dreg: 9 } as never }, cmp],
    [{ name: 'lookup', data: { set: 'hosts', sreg: 1 } }],
    [{ name: 'byteorder', data: { sreg: 9, dreg: 9, op: 'hton', len: 4, size: 4 } }, cmp],
  ]
  for (const rule of rules)
    t.strictSame(
      readStatements(rule, desk('ip').reading),
      rule.map(({ name: expression, data }) => ({ expression, data })),
    )
})

t.test('a rule that cannot be expressed keeps the set that it looks up', async (t) => {
  const { context, reading, sets } = desk('ip')
  const rule = assembleAll([build.ip.saddr(['10.9.1.1', '10.9.2.2'])], context)
  const strange: Expression[] = [{ name: 'tunnel', data: { key: 'id', dreg: 2 } as never }, ...rule]
  const read = readStatements(strange, reading)
  const [, , lookup] = read as readonly { anonymous?: { attributes: object; elements: readonly object[] } }[]
  t.match(lookup, { expression: 'lookup', anonymous: { attributes: { flags: ['anonymous', 'constant'], keyType: 7 } } })
  t.equal(lookup?.anonymous?.elements.length, 2)
  const before = sets.size
  const again = assembleAll(read, context)
  t.equal(sets.size, before + 1, 'another one of its own')
  t.match(again[2], { data: { set: [...sets.keys()].at(-1) } })
  const timed: Statement = { meter: 'm', key: 'ip saddr', op: 'update', size: 7, timeout: 9 }
  const wordless = [...strange.slice(0, 1), ...assembleAll([timed], context)]
  t.match(readStatements(wordless, reading).at(-1), {
    expression: 'dynset',
    anonymous: { attributes: { timeout: undefined, desc: { size: 7 } } },
  })
  assembleAll(readStatements(wordless, reading), context)
})

t.test('values that the kernel reports and does not accept', async (t) => {
  const { reading } = desk('ip')
  const tunnel: Expression = { name: 'tunnel', data: { key: 'id', dreg: 2 } as never }
  const reported: Expression[] = [
    tunnel,
    { name: 'osf', data: { dreg: 1, ttl: 1, flags: [] } },
    { name: 'osf', data: { dreg: 1, ttl: 1, flags: ['version'] } },
    { name: 'exthdr', data: { type: 34, offset: 0, len: 0, flags: [], op: 'tcp option' } },
    { name: 'exthdr', data: { dreg: 1, type: 34, offset: 0, len: 1, op: 'tcp option' } },
  ]
  t.strictSame(
    readStatements(reported, reading).map((one) => (one as { data: unknown }).data),
    [
      tunnel.data,
      { dreg: 1, ttl: 1 },
      { flags: ['version'], dreg: 1, ttl: 1 },
      { type: 34, op: 'tcp option' },
      { type: 34, op: 'tcp option', dreg: 1, offset: 0, len: 1 },
    ],
  )
})

t.test('what follows from the table only', async (t) => {
  const { context, reading, again, sets } = desk()
  t.strictSame(again(build.icmp.id(33)), [build.icmp.type(['echo-reply', 'echo-request']), build.icmp.id(33)])
  t.strictSame(again(field('icmpv6 mtu')(1280)), [build.icmpv6.type('packet-too-big'), field('icmpv6 mtu')(1280)])
  const lldp = [build.ether.type('0x88cc'), build.counter()]
  t.strictSame(again(...lldp), lldp)
  const six = [build.meta.nfproto('ipv6'), field('ct original saddr . meta mark')(['2001:db8::1 . 0x00000007'])]
  t.strictSame(again(...six), six)
  const six2 = [build.meta.nfproto('ipv6'), field('ct reply daddr')('2001:db8::1')]
  t.strictSame(again(...six2), six2)
  sets.set('ports', { name: 'ports', flags: ['map'], keyLength: 4, dataLength: 4, elements: [] })
  const known = {
    ...context,
    set: (name: string) => ({ ...context.set(name, ''), data: [{ type: datatypes.mark, size: 4 }] }),
  }
  const update: Statement = { dynamic: 'update', set: '@ports', key: 'ip saddr', value: '0x7' }
  t.match(assembleAll([update], known).at(-2), { data: { data: { value: Uint8Array.of(7, 0, 0, 0) } } })
  t.match(readStatements(assembleAll([update], known), reading), [{ dynamic: 'update', value: 117440512 }])
  const named: Statement = { nat: { type: 'dnat', family: 'ip', address: { map: 'ip saddr', to: '@ports' } } }
  const addresses = {
    ...context,
    set: (name: string) => ({ ...context.set(name, ''), data: [{ type: datatypes.ipv4_addr, size: 4 }] }),
  }
  t.strictSame(readStatements(assembleAll([named], addresses), reading), [named])
  t.match(assembleAll([{ meter: 'm', key: 'ip saddr' }], context).at(-1), { data: { op: 'add' } })
  t.match(assembleAll([{ meter: 'm', key: 'ip saddr', timeout: 7 }], context).at(-1), { data: { op: 'update' } })
  t.equal(describeStatements([{ meter: 'm', key: 'ip saddr' }]), 'meter m { ip saddr }')
  t.strictSame(again(build.tcp.dport([{ key: 22 }])), [build.tcp.dport([22])])
  t.equal(describeStatements([build.tcp.dport([{ key: 22 }])]), 'tcp dport { 22 }')
  t.equal(describeStatements([field('ip saddr . tcp dport')(['a . b . c'])]), 'ip saddr . tcp dport { a . b . c }')
  for (const [statement, text] of [
    [{ fwd: { device: 3, address: '2001:db8::1' } }, 'fwd ip6 to 2001:db8::1 device 3'],
    [
      { fwd: { device: 3, address: { map: 'meta mark', to: [['0x00000001', '10.9.1.1']] } } },
      'fwd ip to meta mark map { 0x00000001 : 10.9.1.1 } device 3',
    ],
    [{ tproxy: { family: 'ip6', address: '2001:db8::1' } }, 'tproxy ip6 to [2001:db8::1]'],
    [
      { tproxy: { family: 'ip', address: { map: 'meta mark', to: [['0x00000001', '10.9.1.1']] }, port: 7 } },
      'tproxy ip to meta mark map { 0x00000001 : 10.9.1.1 }:7',
    ],
    [
      {
        nat: {
          type: 'dnat',
          family: 'ip',
          address: { map: 'tcp dport', to: [{ key: 80, value: '10.9.1.1', statements: [build.counter(1, 2)] }] },
        },
      },
      'dnat ip to tcp dport map { 80 counter packets 1 bytes 2 : 10.9.1.1 }',
    ],
  ] as const) {
    t.match(again(statement), [statement], text)
    t.equal(describeStatements([statement]), text)
  }
  const flipped = build.ip.daddr.set({ from: 'ip daddr ^ 0.0.0.5' })
  t.strictSame(again(flipped), [flipped])
  const scattered = field('@nh,8,8').set({ from: '@nh,8,8 & 0x5a' })
  t.strictSame(again(scattered), [scattered])
  const across = field('@nh,12,8').set({ from: '@nh,12,8' })
  t.throws(() => again(across), /a value, for a field of less than two bytes/)
})

t.test('integers without a declaration of nft are written without one', async (t) => {
  const tx = new Transaction('le', [])
  const statements = [field('symhash mod 3 . ip saddr')(['1 . 10.9.1.1'])]
  tx.rules.add({ family: 'ip', table: 't', chain: 'c', statements })
  t.equal(tx.requests.length, 3, 'a set, its element and the rule')
  const raw = build.meta.mark.set({ map: 'ip saddr . @ih,32,32', to: [['10.9.1.1 . 20', 5]] })
  tx.rules.add({ family: 'ip', table: 't', chain: 'c', statements: [raw] })
  t.equal(tx.requests.length, 6, 'three more')
  t.match(typeofs(writeTypeof(DATA_TYPEOF, 'meta mark', 'le'), 'le'), { data: 'meta mark' })
})

t.test('expressions that mean more than any statement', async (t) => {
  const load = (data: object): Expression => ({ name: 'payload', data: { dreg: 1, ...data } as never })
  const dscp = load({ base: 'network', offset: 1, len: 1 })
  const bits = (mask: number): Expression => ({
    name: 'bitwise',
    data: {
      sreg: 1,
      dreg: 1,
      len: 1,
      op: 'mask-xor',
      mask: { value: Uint8Array.of(mask) },
      xor: { value: Uint8Array.of(0) },
    },
  })
  const shift = (op: 'lshift' | 'rshift'): Expression => ({
    name: 'bitwise',
    data: { sreg: 1, dreg: 1, len: 1, op, data: { value: Uint8Array.of(2, 0, 0, 0) } },
  })
  const cmp = (op: string, ...bytes: number[]): Expression => ({
    name: 'cmp',
    data: { sreg: 1, op: op as 'eq', data: { value: Uint8Array.from(bytes) } },
  })
  const name: Expression = { name: 'meta', data: { key: 'iifname', dreg: 1 } }
  const letters = new Array<number>(16).fill(97)
  const turned: Expression = { name: 'byteorder', data: { sreg: 1, dreg: 1, op: 'hton', len: 1, size: 1 } }
  const fib: Expression = { name: 'fib', data: { dreg: 1, result: 'oif', flags: ['saddr', 'present'] } }
  const value: Expression = { name: 'immediate', data: { dreg: 1, data: { value: Uint8Array.of(1, 2, 3, 4) } } }
  const header = { sreg: 1, type: 44, offset: 2, len: 2, op: 'ipv6' as const }
  const fragment: Expression = { name: 'exthdr', data: { dreg: 1, type: 44, offset: 2, len: 2, op: 'ipv6' } }
  const wide: Expression = {
    name: 'bitwise',
    data: {
      sreg: 1,
      dreg: 1,
      len: 2,
      op: 'mask-xor',
      mask: { value: Uint8Array.of(0xff, 0xf8) },
      xor: { value: Uint8Array.of(0, 0) },
    },
  }
  const three: Expression = {
    name: 'bitwise',
    data: { sreg: 1, dreg: 1, len: 2, op: 'rshift', data: { value: Uint8Array.of(3, 0, 0, 0) } },
  }
  const wordless: readonly (readonly Expression[])[] = [
    [name, cmp('lt', ...letters)],
    [name, cmp('gte', ...letters), cmp('lte', ...letters)],
    [value, { name: 'exthdr', data: header }],
    [dscp, turned, bits(0xfc), cmp('eq', 4)],
    [dscp, bits(0xfc), shift('lshift'), cmp('eq', 4)],
    [dscp, bits(0xfc), bits(0x0f), cmp('eq', 4)],
    [value, { name: 'lookup', data: { set: 'hosts', sreg: 1 } }],
    [fib, cmp('eq', 1, 1, 0, 0)],
    [fragment, wide, three, cmp('eq', 0, 1)],
    [load({ base: 'network', offset: 12, len: 4 }), { name: 'lookup', data: { set: 'odd', sreg: 1 } }],
  ]
  for (const rule of wordless) {
    const { reading, sets } = desk('ip')
    const expr = { name: 'fancy' } as Expression
    const elements = [{ key: { value: Uint8Array.of(1, 2, 3, 4) }, expr }]
    const attributes = { flags: ['anonymous'] as const, timeout: 7n }
    sets.set('odd', { name: 'odd', flags: ['anonymous'], keyLength: 4, dataLength: 0, elements, attributes })
    t.match(
      readStatements(rule, reading),
      rule.map(({ name: expression, data }) => ({ expression, data })),
    )
  }
  t.strictSame(readStatements([dscp, bits(0xfc), shift('rshift'), cmp('eq', 2)], desk('ip').reading), [
    field('(@nh,8,8 & 0xfc) >> 2')('==', 2),
  ])
  const where = {
    ...desk('ip').reading,
    set: () => ({ name: 'pairs', flags: [], keyLength: 8, dataLength: 0, elements: [] }),
  }
  const beside = (one: Expression): Expression => ({
    name: one.name,
    data: { ...one.data, dreg: 9, ...(one === dscp ? {} : { sreg: 9 }) } as never,
  })
  const lookup: Expression = { name: 'lookup', data: { set: 'pairs', sreg: 1 } }
  const address = load({ base: 'network', offset: 12, len: 4 })
  t.strictSame(readStatements([address, beside(dscp), beside(bits(0xfc)), lookup], where), [
    field('ip saddr . @nh,8,8 & 0xfc')('@pairs'),
  ])
  const flags = [
    ...assembleAll([build.meta.l4proto('tcp')], desk().context),
    load({ base: 'transport', offset: 13, len: 3 }),
    cmp('eq', 2, 0, 5),
  ]
  t.strictSame(readStatements(flags, desk().reading), [build.tcp.flags('==', 'syn'), build.tcp.window(5)])
})

t.test('keys that cannot be expressed', async (t) => {
  const wrong: readonly (readonly [Statement, RegExp])[] = [
    [build.meta.mark.set({ from: 'meta mark | 0xf0 << 4' }), /parentheses: \(meta mark \| 0xf0\) << 4/],
    [build.meta.mark.set({ from: 'meta mark << many' }), /a number of bits/],
    [build.meta.mark.set({ from: 'ip saddr . ip daddr' }), /a single field/],
    [build.ip.dscp(64), /at most 63/],
    [build.ip.dscp.set(64), /at most 63/],
    [field('frag frag-off').set(7), /a field of whole bytes/],
    [{ reset: 'tcp option 256' }, /an option such as tcp option fastopen/],
    [{ reset: 'fastopen' }, /an option such as tcp option fastopen/],
    [{ nat: { type: 'dnat', family: 'inet', address: '10.9.1.1' } }, /ip or ip6/],
    [build.meta.mark.set({ map: 'tcp dport', to: [[80, '1-2']] }), /a single value/],
    [
      {
        nat: {
          type: 'dnat',
          family: 'ip',
          address: {
            map: 'ip saddr',
            to: [
              ['10.9.1.1', '10.9.1.1 . 80'],
              ['10.9.1.2', '10.9.1.2'],
            ],
          },
        },
      },
      /a number of inet_service/,
    ],
    [{ match: 'vxlan ct mark', right: 5 }, /a field such as ip saddr or meta mark/],
  ]
  for (const [statement, message] of wrong) t.throws(() => desk().again(statement), message)
  t.throws(() => keyOf('vxlan nothing'), /a field such as ip saddr or meta mark/)
  t.equal(nftText('icmpv6 parameter-problem'), 'icmpv6 param-problem')
})
