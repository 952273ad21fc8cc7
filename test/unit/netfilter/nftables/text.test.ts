/**
 * Rulesets and events as text, from values: cases that cannot be loaded with nft, or that its JSON writes differently.
 */
import t from 'tap'
import { priorityText } from '../../../../src/netfilter/nftables/hooks.ts'
import type { RulesetParts } from '../../../../src/netfilter/nftables/ruleset.ts'
import { blockLines, inOneLine } from '../../../../src/netfilter/nftables/text/block.ts'
import { duration } from '../../../../src/netfilter/nftables/text/duration.ts'
import type { TextEvent } from '../../../../src/netfilter/nftables/text/event.ts'
import { EventText } from '../../../../src/netfilter/nftables/text/event.ts'
import { formatRuleset } from '../../../../src/netfilter/nftables/text/ruleset.ts'
import { tableNames } from '../../../../src/netfilter/nftables/text/table-names.ts'
import { traceLines } from '../../../../src/netfilter/nftables/text/trace.ts'
import type { Chain, Family, Rule, Statement, TraceStep } from '../../../../src/nftables.ts'
import { accept, counter, ip, jump, meta } from '../../../../src/nftables.ts'

const T = { family: 'inet', table: 't' } as const
const EMPTY: RulesetParts = { tables: [], chains: [], sets: [], objects: [], flowtables: [], rules: [] }
const chain = (name: string, flags?: readonly string[]) => ({ ...T, name, handle: 1, ...(flags && { flags }) })
const rule = (name: string, ...statements: Statement[]): Rule => ({ ...T, chain: name, handle: 1, statements })

/** The lines inside `table inet t`. */
const inTable = (parts: Partial<RulesetParts>): string[] => {
  const text = formatRuleset({ ...EMPTY, tables: [{ family: 'inet', name: 't', handle: 1 }], ...parts })
  const [first, ...lines] = text.trimEnd().split('\n')
  t.equal(first, 'table inet t {')
  t.equal(lines.pop(), '}')
  return lines.filter((line) => line !== '').map((line) => line.replace(/^\t/, ''))
}

t.test('blocks', async (t) => {
  const block = {
    head: 'a',
    handle: 7,
    body: ['b c;', { head: 'd', body: [] }, { head: 'e', body: ['f', { head: 'g', body: [] }] }],
  }
  t.strictSame(blockLines(block, { handles: true }), [
    'a { # handle 7',
    '\tb c;',
    '',
    '\td {',
    '\t}',
    '',
    '\te {',
    '\t\tf',
    '',
    '\t\tg {',
    '\t\t}',
    '\t}',
    '}',
  ])
  t.equal(inOneLine(block), 'a { b c; d; e { f; g; }; }')
})

t.test('times', async (t) => {
  for (const [milliseconds, text] of [
    [0, '0s'],
    [1, '1ms'],
    [90_061_001, '1d1h1m1s1ms'],
    [3_600_000, '1h'],
  ] as const)
    t.equal(duration(milliseconds), text)
})

t.test('priorities', async (t) => {
  const said = [
    priorityText('inet', 'prerouting', -100),
    priorityText('inet', 'input', -100),
    priorityText('inet', 'postrouting', 105),
    priorityText('bridge', 'output', 90),
    priorityText('bridge', 'input', 0),
    priorityText('netdev', 'ingress', -300),
    priorityText('inet', 'ingress', -1),
    priorityText('arp', 77, 0),
  ]
  t.strictSame(said, ['dstnat', '-100', 'srcnat + 5', 'out - 10', '0', '-300', 'filter - 1', 'filter'])
})

t.test('nothing, an empty table, and tables whose name cannot be quoted', async (t) => {
  t.equal(formatRuleset(EMPTY), '')
  const tables = [
    { family: 'ip', name: 'nat', handle: 3, flags: ['dormant'], comment: 'say "it"' },
    { family: 'ip6', name: 'a\nb', handle: 4 },
  ] as const
  const inside = [{ family: 'ip6', table: 'a\nb', name: 'c', handle: 5 }] as const
  t.equal(
    formatRuleset({ ...EMPTY, tables, chains: inside }, { handles: true }),
    `table ip nat { # handle 3
\tflags dormant
\tcomment "say 'it'"
}

# table ip6 a\\x0ab { # handle 4
#   chain c { # handle 5
#   }
# }
`,
  )
})

t.test('objects that refer to a name which cannot be quoted', async (t) => {
  const lines = inTable({
    chains: [chain('c'), chain('drop'), chain('__chain1', ['binding']), chain('__chain2', ['binding'])],
    sets: [
      { ...T, name: 'log', handle: 1, type: 'ipv4_addr' },
      { ...T, name: 'vague', handle: 1, type: 'ipv4_addr . integer', size: 5 },
      {
        ...T,
        name: 'm',
        handle: 1,
        type: 'ipv4_addr',
        data: 'verdict',
        elements: [
          { key: '10.0.0.1', value: { verdict: 'jump', chain: 'drop' } },
          { key: '10.0.0.2', value: { verdict: 'jump', chain: 'c' } },
        ],
      },
      {
        ...T,
        name: 'o',
        handle: 1,
        type: 'inet_service',
        data: 'counter',
        elements: [
          { key: 80, value: 'one' },
          { key: 81, value: '2nd' },
        ],
      },
    ],
    objects: [
      { ...T, name: 'one', handle: 1, type: 'counter', data: { packets: 1, bytes: 2 } },
      { ...T, name: '2nd', handle: 1, type: 'counter', data: { packets: 1, bytes: 2 } },
    ],
    flowtables: [{ ...T, name: 'f?', handle: 1, hook: 'ingress' }],
    rules: [
      rule('c', jump('drop')),
      rule('c', ip.saddr('@log'), accept()),
      rule('c', { object: 'counter', name: '2nd' }),
      rule('c', { object: 'counter', name: 'one' }),
      rule('c', { flow: '@f?' }),
      rule('c', { vmap: 'ip saddr', to: [['10.0.0.1', { verdict: 'goto', chain: 'drop' }]] }),
      rule('c', jump('__chain1')),
      rule('c', jump('__chain2')),
      rule('__chain1', accept()),
      rule('__chain2', jump('drop')),
      rule('drop', accept()),
    ],
  })
  t.strictSame(lines, [
    'counter one {',
    '\tpackets 1 bytes 2',
    '}',
    '# counter 2nd {',
    '#   packets 1 bytes 2',
    '# }',
    '# set log {',
    '#   type ipv4_addr',
    '# }',
    '# set vague {',
    '#   type ipv4_addr . integer',
    '#   size 5',
    '# }',
    'map m {',
    '\ttype ipv4_addr : verdict',
    '\telements = { 10.0.0.2 : jump c }',
    '\t# element 10.0.0.1 : jump drop',
    '}',
    'map o {',
    '\ttype inet_service : counter',
    '\telements = { 80 : "one" }',
    '\t# element 81 : "2nd"',
    '}',
    '# flowtable f? {',
    '#   hook ingress priority filter',
    '# }',
    'chain c {',
    '\t# jump drop',
    '\t# ip saddr @log accept',
    '\t# counter name "2nd"',
    '\tcounter name "one"',
    '\t# flow add @f?',
    '\t# ip saddr vmap { 10.0.0.1 : goto drop }',
    '\tjump { accept; }',
    '\t# jump { jump drop; }',
    '}',
    '# chain drop {',
    '#   accept',
    '# }',
  ])
})

t.test('expressions that nft has no words for', async (t) => {
  const raw = { expression: 'lookup', data: { set: 's', sreg: 1, no: undefined, zero: 0, bytes: Uint8Array.of(1, 2) } }
  const deep = {
    expression: 'x',
    data: { any: '0.0.0.0', list: [{ a: 1 }, 2], nest: { b: 'c' }, none: {}, empty: new Uint8Array(4) },
  }
  const said = (statement: Statement): string =>
    String(inTable({ chains: [chain('c')], rules: [rule('c', statement)] })[1])
  for (const [statement, text] of [
    [{ extension: 'target', name: 'LOG', rev: 0, info: '00ff' }, 'xt target LOG'],
    [{ extension: 'target', name: 'TRACE', rev: 0, info: '' }, 'xt target TRACE'],
    [
      { extension: 'match', name: 'mark', rev: 1, info: '2a000000ff00000001' },
      'xt match mark mark 42 mask 255 invert 1',
    ],
    [raw, '[ lookup set s sreg 1 bytes 0102 ]'],
    [deep, '[ x list { a 1 },2 nest { b c } ]'],
    [{ expression: 'empty', data: undefined }, '[ empty ]'],
    [{ verdict: 'stolen' }, 'stolen'],
    [
      { dynamic: 'add', set: '@s', key: 'ip saddr', statements: [counter(), raw] },
      'add @s { ip saddr } (counter packets 0 bytes 0 [ lookup set s sreg 1 bytes 0102 ])',
    ],
  ] as const)
    t.equal(said(statement as Statement), `\t# ${text}`, text)
  t.equal(said({ dynamic: 'add', set: '@s', key: 'ip saddr', statements: [counter()] }).includes('#'), false)
  t.strictSame(
    inTable({
      objects: [
        { ...T, name: 'tun', handle: 1, type: 'tunnel', data: {} },
        { ...T, name: 'odd', handle: 1, type: 'limit', data: { rate: 1, unit: 7, type: 'packets' } },
        { ...T, name: 'sec', handle: 1, type: 'secmark', data: { ctx: 'system_u' }, comment: 'of SELinux' },
        { ...T, name: 'slow', handle: 1, type: 'ct timeout', data: { l4proto: 'icmp', data: new Uint8Array(4) } },
        { ...T, name: 'none', handle: 1, type: 'ct timeout', data: { l4proto: 'tcp', l3proto: 77 } },
        { ...T, name: 'two', handle: 1, type: 'ct timeout', data: { l4proto: 'tcp', data: { synSent2: 5 } } },
      ],
    }),
    [
      '# tunnel tun {',
      '# }',
      '# limit odd {',
      '# }',
      'secmark sec {',
      '\tcomment "of SELinux"',
      '\t"system_u"',
      '}',
      'ct timeout slow {',
      '\tprotocol icmp',
      '}',
      'ct timeout none {',
      '\tprotocol tcp',
      '}',
      'ct timeout two {',
      '\tprotocol tcp',
      '}',
    ],
  )
})

t.test('the options of synproxies that their flags enable', async (t) => {
  const data = { mss: 1460, wscale: 7 }
  for (const [flags, lines] of [
    [
      ['mss', 'wscale', 'sack-perm', 'timestamp'],
      ['mss 1460', 'wscale 7', 'timestamp sack-perm'],
    ],
    [['mss', 'ecn'], ['mss 1460']],
    [['wscale'], ['wscale 7']],
    [['timestamp'], ['timestamp']],
    [undefined, []],
  ] as const)
    t.strictSame(
      inTable({ objects: [{ ...T, name: 'proxy', handle: 1, type: 'synproxy', data: { ...data, flags } }] }),
      ['synproxy proxy {', ...lines.map((line) => `\t${line}`), '}'],
    )
})

t.test('an element that refers to a name which cannot be quoted', async (t) => {
  const elements = [
    { key: '10.0.0.1', value: 'say"v\x01' },
    { key: '10.0.0.2', value: 'v0' },
  ]
  t.strictSame(inTable({ sets: [{ ...T, name: 'm', handle: 1, type: 'ipv4_addr', data: 'ifname', elements }] }), [
    'map m {',
    '\ttype ipv4_addr : ifname',
    '\telements = { 10.0.0.2 : "v0" }',
    '\t# element 10.0.0.1 : say"v\\x01',
    '}',
  ])
})

t.test('chains whose devices were deleted', async (t) => {
  const unreadable = (family: Family, hook: Chain['hook'] | undefined, devices?: readonly string[]): boolean => {
    const one = {
      family,
      table: 't',
      name: 'c',
      handle: 1,
      ...(hook !== undefined && { hook }),
      ...(devices && { devices }),
    }
    const { unreadable } = tableNames({ ...EMPTY, chains: [one] })
    return unreadable.has('chain c')
  }
  t.equal(unreadable('netdev', 'ingress'), true)
  t.equal(unreadable('netdev', 'egress'), true)
  t.equal(unreadable('inet', 'ingress'), true)
  t.equal(unreadable('netdev', 7), true, 'a hook of newer kernels')
  t.equal(unreadable('netdev', 7, ['v0']), false)
  t.equal(unreadable('netdev', 'ingress', ['v0']), false)
  t.equal(unreadable('netdev', undefined), false, 'one that others jump to')
  t.equal(unreadable('inet', 'input'), false)
})

t.test('features that this machine may lack', async (t) => {
  t.strictSame(
    inTable({
      chains: [
        { ...chain('c', ['offload']), type: 'filter', hook: 'ingress', devices: ['eth0'] },
        { ...chain('d'), type: 'filter', hook: 'ingress', priority: 1, devices: ['eth*', 'v0'], policy: 'drop' },
      ],
      flowtables: [
        {
          ...T,
          name: 'f',
          handle: 1,
          hook: 'ingress',
          priority: 7,
          devices: ['eth0', 'eth1'],
          flags: ['offload', 'counter'],
        },
      ],
      sets: [
        { ...T, name: 's', handle: 1, type: 'ipv4_addr', typeof: 'ip saddr', data: 'mark', flags: ['constant', '512'] },
      ],
      rules: [
        rule('c', { queue: { num: '1-3', flags: ['bypass'] } }),
        rule('c', { queue: { num: 4 } }),
        rule('c', { flow: '@f' }),
        rule('c', { vmap: 'meta iifname', to: [['*', { verdict: 'drop' }]] }),
      ],
    }),
    [
      'map s {',
      '\ttype ipv4_addr : mark',
      '\tflags constant',
      '}',
      'flowtable f {',
      '\thook ingress priority filter + 7',
      '\tdevices = { "eth0", "eth1" }',
      '\tflags offload',
      '\tcounter',
      '}',
      'chain c {',
      '\ttype filter hook ingress device "eth0" priority filter;',
      '\tflags offload',
      '\tqueue flags bypass to 1-3',
      '\tqueue to 4',
      '\tflow add @f',
      '\tmeta iifname vmap { * : drop }',
      '}',
      'chain d {',
      '\ttype filter hook ingress devices = { "eth*", "v0" } priority filter + 1; policy drop;',
      '}',
    ],
  )
})

t.test('events', async (t) => {
  const known = { ...T, name: 'links', handle: 1, type: 'ifname' }
  const text = new EventText([known], { handles: true })
  const events: readonly (readonly [TextEvent, string])[] = [
    [{ action: 'new', object: 'table', value: { family: 'ip', name: 'n', handle: 3 } }, 'add table ip n # handle 3'],
    [
      {
        action: 'new',
        object: 'table',
        value: { family: 'ip', name: 'n', handle: 3, flags: ['dormant'], comment: 'x' },
      },
      'add table ip n { flags dormant; comment "x"; } # handle 3',
    ],
    [{ action: 'delete', object: 'table', value: { family: 'ip', name: 'n', handle: 3 } }, 'delete table ip n'],
    [{ action: 'new', object: 'chain', value: chain('c') }, 'add chain inet t c # handle 1'],
    [
      {
        action: 'new',
        object: 'chain',
        value: { ...chain('c'), type: 'filter', hook: 'input', priority: 0, policy: 'drop' },
      },
      'add chain inet t c { type filter hook input priority filter; policy drop; } # handle 1',
    ],
    [{ action: 'delete', object: 'chain', value: chain('c') }, 'delete chain inet t c'],
    [
      {
        action: 'new',
        object: 'set',
        value: { ...T, name: 'ports', handle: 4, type: 'inet_service', flags: ['interval'] },
      },
      'add set inet t ports { type inet_service; flags interval; } # handle 4',
    ],
    [
      { action: 'new', object: 'element', value: { ...T, set: 'ports', elements: [{ key: 80 }, { key: '90-99' }] } },
      'add element inet t ports { 80, 90-99 }',
    ],
    [
      { action: 'delete', object: 'element', value: { ...T, set: 'links', elements: [{ key: 'v0' }] } },
      'delete element inet t links { "v0" }',
    ],
    [
      { action: 'delete', object: 'element', value: { ...T, set: 'unknown', elements: [{ key: 'v0' }] } },
      'delete element inet t unknown { v0 }',
    ],
    [{ action: 'delete', object: 'set', value: known }, 'delete set inet t links'],
    [
      {
        action: 'new',
        object: 'object',
        value: { ...T, name: 'c1', handle: 5, type: 'counter', data: { packets: 1, bytes: 2 } },
      },
      'add counter inet t c1 { packets 1 bytes 2; } # handle 5',
    ],
    [
      { action: 'new', object: 'object', value: { ...T, name: 'tun', handle: 5, type: 'tunnel', data: {} } },
      '# add tunnel inet t tun # handle 5',
    ],
    [
      { action: 'new', object: 'flowtable', value: { ...T, name: 'f', handle: 6, hook: 'ingress', devices: ['v0'] } },
      'add flowtable inet t f { hook ingress priority filter; devices = { "v0" }; } # handle 6',
    ],
    [{ action: 'new', object: 'rule', value: rule('c', accept()) }, 'add rule inet t c accept # handle 1'],
    [
      { action: 'new', object: 'rule', value: rule('c', accept()), insert: true },
      'insert rule inet t c accept # handle 1',
    ],
    [
      { action: 'new', object: 'rule', value: rule('c', accept()), insert: true, behind: 9 },
      'add rule inet t c handle 9 accept # handle 1',
    ],
    [{ action: 'new', object: 'rule', value: rule('c', { verdict: 'stop' }) }, '# add rule inet t c stop # handle 1'],
    [
      { action: 'delete', object: 'rule', value: rule('c', { verdict: 'stop' }) },
      'delete rule inet t c handle 1 # stop',
    ],
    [
      { action: 'generation', generation: 5, pid: 123, program: 'n\x1bft' },
      '# new generation 5 by process 123 (n\\x1bft)',
    ],
    [{ action: 'generation', generation: 5, pid: 123 }, '# new generation 5 by process 123'],
    [{ action: 'generation', generation: 5 }, '# new generation 5'],
  ]
  for (const [event, line] of events) t.equal(text.line(event), line)
  t.equal(new EventText([]).line({ action: 'new', object: 'chain', value: chain('c') }), 'add chain inet t c')
})

t.test('the trace of a packet', async (t) => {
  const step = { id: 42, ...T, chain: 'c' } as const
  const link = (index: number): string => `link${index}`
  const steps: readonly (readonly [TraceStep, readonly string[]])[] = [
    [
      {
        ...step,
        action: 'rule',
        verdict: { verdict: 'jump', chain: 'd' },
        handle: 5,
        rule: rule('c', meta.mark(5), jump('d')),
        iif: 1,
        oif: 2,
        mark: 5,
        packet: { 'ip saddr': '10.0.0.1', 'udp dport': 53 },
      },
      [
        'packet: iif "link1" oif "link2" ip saddr 10.0.0.1 udp dport 53 meta mark 0x00000005',
        'rule meta mark 5 jump d (verdict jump d)',
      ],
    ],
    [{ ...step, action: 'rule', verdict: { verdict: 'continue' }, handle: 5 }, ['rule handle 5 (verdict continue)']],
    [
      { ...step, action: 'rule', verdict: { verdict: 'drop' }, rule: rule('c', { verdict: 'stop' }), packet: {} },
      ['packet: ', 'rule stop (verdict drop)'],
    ],
    [{ ...step, action: 'return', verdict: { verdict: 'continue' } }, ['verdict continue']],
    [{ ...step, action: 'policy', verdict: { verdict: 'accept' } }, ['policy accept']],
    [{ ...step, action: 'policy' }, ['policy ']],
  ]
  for (const [reported, lines] of steps)
    t.strictSame(
      traceLines(reported, link),
      lines.map((line) => `trace id 0000002a inet t c ${line}`),
    )
})
