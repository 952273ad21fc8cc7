/** `rtnl-dump snapshot` and `diff` with fake kernels and files: what cannot be read, and what is no snapshot. */
import t from 'tap'
import { findNamespaces } from '../../../src/cli/found-namespaces.ts'
import type { Io } from '../../../src/cli/io.ts'
import { Nftables } from '../../../src/nftables.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { NetnsError } from '../../../src/setns/errors.ts'
import { EPERM, FakeNetfilter } from '../netfilter/nftables/ruleset.ts'
import { network } from './holdings.ts'
import type { World } from './world.ts'
import { kernelOf, noNamespaces, run, Sink } from './world.ts'

const openNftables: Io['openNftables'] = () => {
  const { socket, order } = new FakeNetfilter({ NFT_MSG_GETTABLE: [{ name: 't', handle: 4n }] })
  return Nftables.open({ transport: socket, order })
}

const refused: Io['openNftables'] = async () => {
  throw new NetnsError({ errno: EPERM, operation: 'open', target: 'x', syscall: 'setns' })
}

const world: World = { held: network, openNftables }

/** A snapshot of namespaces with these lists. */
const snapshotOf = (...namespaces: readonly object[]): string =>
  JSON.stringify({
    version: 1,
    kernel: '6.18.5',
    namespaces: namespaces.map((one) => ({ netns: null, own: true, ...one })),
  })

/** Compares texts that are given as files `a` and `b`. */
const compare = (a: string, b: string, ...argv: string[]) =>
  run(['diff', 'a', 'b', ...argv], {
    readFile: async function* (path) {
      yield new TextEncoder().encode(path === 'a' ? a : b)
    },
  })

t.test('a snapshot, and nothing has changed since', async (t) => {
  const { code, stdout, stderr } = await run(['snapshot'], world)
  t.same([code, stderr], [0, ''])
  const { version, namespaces } = JSON.parse(stdout)
  t.equal(version, 1)
  t.match(namespaces, [{ netns: null, own: true, nft: { tables: [{ name: 't', handle: 4 }], rules: [] } }])
  t.equal(namespaces[0].links[1].name, 'br0')
  t.match(await run(['diff', '-'], { ...world, stdin: stdout }), { code: 0, stdout: '', stderr: '' })
  t.match(await run(['diff', '-', '--json'], { ...world, stdin: stdout }), { code: 0, stdout: '[]\n' })
})

t.test('through a relay: without the kernel and the peers of this machine', async (t) => {
  const relays: unknown[] = []
  const relayed: World = {
    open: async (_io, _netns, relay) => {
      relays.push(relay)
      return await Rtnl.open({ transport: kernelOf(network) })
    },
    openNftables: async (io, _netns, relay) => {
      relays.push(relay)
      return await openNftables(io)
    },
    findNamespaces: async () => t.fail('it looks for namespaces here') as never,
  }
  const { code, stdout, stderr } = await run(['snapshot', '--relay', '/run/r'], relayed)
  t.same([code, stderr], [0, ''])
  t.same(Object.keys(JSON.parse(stdout)), ['version', 'namespaces'])
  t.match(await run(['diff', '-', '--relay', '/run/r'], { ...relayed, stdin: stdout }), { code: 0, stdout: '' })
  t.match(await run(['graph', '--format', 'json', '--relay', '/run/r'], relayed), { code: 0, stderr: '' })
  t.same(relays, Array(6).fill('/run/r'))
  const all = JSON.stringify({ version: 1, all: true, namespaces: [] })
  t.match(await run(['diff', '-', '--relay', '/run/r'], { ...relayed, stdin: all }), {
    code: 2,
    stderr: /which a relay cannot list; select one with --netns/,
  })
  t.match(await run(['diff', 'a', 'b', '--relay', '/run/r'], relayed), { code: 2, stderr: /there are two snapshots/ })
})

t.test('what cannot be read is reported, and the rest is there', async (t) => {
  const { code, stdout, stderr } = await run(['snapshot'], { ...world, openNftables: refused })
  t.equal(code, 3)
  t.match(stderr, /^rtnl-dump: nf_tables: netns open x: setns: EPERM.*\nrtnl-dump: the snapshot is incomplete\n$/)
  const [own] = JSON.parse(stdout).namespaces
  t.equal(own.nft, undefined)
  t.ok(own.links.length > 0)
  const whole = (await run(['snapshot'], world)).stdout
  t.match(await run(['diff', '-'], { ...world, openNftables: refused, stdin: whole }), {
    code: 2,
    stdout: '',
    stderr: /not compared, since only one side has them: nft\.tables, nft\.objects, .*nft\.rules\n$/,
  })
})

t.test('several namespaces', async (t) => {
  const errno = { blue: 2, red: EPERM } as const
  const many: World = {
    ...world,
    openNftables: async (io, netns) => (netns === undefined ? openNftables(io) : refused(io)),
    findNamespaces: async () => [
      { netns: null, own: true },
      { netns: 'blue' },
      { netns: 'red' },
      { netns: null, pid: 77, command: 'nginx', inode: 4026532777 },
    ],
  }
  const plain = await run(['snapshot'], world)
  const open: World['open'] = async (_io, netns) => {
    if (netns === 'blue' || netns === 'red')
      throw new NetnsError({ errno: errno[netns], operation: 'open', target: netns, syscall: 'open' })
    t.ok(netns === undefined || netns === 77)
    return await Rtnl.open({ transport: kernelOf(network) })
  }
  const { code, stdout, stderr } = await run(['snapshot', '--all-netns'], { ...many, open })
  t.equal(code, 3)
  t.match(
    stderr,
    /^rtnl-dump: netns red: netns open red: .*EPERM.*\nrtnl-dump: netns of process 77: nf_tables: .*\n.*incomplete\n$/,
  )
  const { all, namespaces } = JSON.parse(stdout)
  t.equal(all, true)
  t.match(namespaces, [{ own: true }, { pid: 77, command: 'nginx' }])
  t.equal(namespaces.length, 2, 'one that has ended is skipped')
  const since = await run(['diff', '-', '--json-lines'], {
    ...world,
    stdin: stdout,
    findNamespaces: async () => [{ netns: null, own: true }],
  })
  t.equal(since.code, 1)
  t.match(JSON.parse(since.stdout), {
    netns: null,
    pid: 77,
    change: 'removed',
    object: 'namespace',
    value: { command: 'nginx' },
  })
  const text = await run(['diff', '-'], {
    ...world,
    stdin: stdout,
    findNamespaces: async () => [{ netns: null, own: true }],
  })
  t.equal(text.stdout, 'netns of process 77\n- namespace of process 77 (nginx)\n')
  t.match(await run(['diff', '-', '--all-netns'], { ...many, open, stdin: plain.stdout }), {
    code: 1,
    stdout: /^\+ namespace of process 77/m,
  })
})

const unicast = { type: 'unicast', protocol: 'kernel', scope: 'global', flags: [] }

const entry = { family: 'bridge', index: 2, dev: 'eth0', lladdr: '02:00:5e:00:53:44', flags: [], state: ['permanent'] }

t.test('what has changed, by object and field', async (t) => {
  const before = snapshotOf({
    links: [
      {
        index: 2,
        name: 'eth0',
        mtu: 1500,
        up: true,
        flags: ['up'],
        stats64: { rxErrors: 3 },
        kind: 'veth',
        alias: 'old',
      },
      { index: 3, name: 'eth1', kind: 'veth', address: '02:00:5e:00:53:03' },
      { index: 4, name: 'tun7', mtu: 1400 },
    ],
    addresses: [
      { family: 'inet', dev: 'eth0', index: 2, address: '192.0.2.7/24', scope: 'global', valid: 9, cstamp: 4 },
    ],
    routes: [
      { family: 'inet', table: 'main', dst: 'default', tos: 0, metric: 5, oif: 2, dev: 'eth0', gateway: '192.0.2.1' },
      { family: 'inet6', table: 7, dst: 'ff00::/8', tos: 0, metric: 0, oif: 2, dev: 'eth0' },
      { family: 'inet6', table: 7, dst: 'ff00::/8', tos: 0, oif: 3, dev: 'eth1', metric: 0 },
    ],
    rules: [
      { family: 'inet', priority: 9, table: 'main', src: '192.0.2.0/24' },
      { family: 'inet6', table: 'local', protocol: 'kernel' },
    ],
    neighbours: [
      {
        family: 'inet',
        index: 2,
        dev: 'eth0',
        dst: '192.0.2.9',
        flags: [],
        state: ['reachable'],
        lladdr: '02:00:5e:00:53:09',
      },
      { family: 'inet', index: 2, dev: 'eth0', dst: '224.0.0.22', flags: [], state: ['noarp'] },
      { family: 'inet', index: 2, dev: 'eth0', dst: '192.0.2.8', flags: [], state: ['permanent'] },
    ],
    nsids: [{ nsid: 5, currentNsid: 6 }],
    addrlabels: [{ prefix: '2001:db8::/32', label: 7 }],
    proxies: [{ family: 'inet', dst: '192.0.2.3', flags: ['proxy'], protocol: 'boot' }],
    netconf: [
      { family: 'inet', index: 'all', dev: 'all', forwarding: 0 },
      { family: 'inet', index: 2, forwarding: 0 },
      { family: 'inet', forwarding: 0 },
    ],
    forwarding: [
      { ...entry, master: 5 },
      { family: 'bridge', index: 3, dev: 'eth1', lladdr: '02:00:5e:00:53:33', flags: ['self'], state: ['permanent'] },
    ],
    nft: {
      tables: [{ family: 'ip', name: 'same', handle: 9 }],
      objects: [
        { family: 'ip', table: 't', name: 'c', type: 'counter', data: { packets: 1 } },
        { family: 'ip', table: 't', name: 'q', type: 'quota', data: { bytes: 5, consumed: 3 } },
      ],
      sets: [{ family: 'ip', table: 't', name: 's', type: 'ipv4_addr', handle: 3 }],
      flowtables: [],
      chains: [{ family: 'ip', table: 't', name: 'c', handle: 4, policy: 'accept' }],
      rules: [
        {
          family: 'ip',
          table: 't',
          chain: 'c',
          handle: 7,
          statements: [{ counter: { packets: 1 } }, { verdict: 'accept' }],
        },
        { family: 'ip', table: 't', chain: 'c', handle: 8, statements: [{ verdict: 'drop' }] },
      ],
    },
  })
  const after = snapshotOf({
    links: [
      {
        index: 2,
        name: 'eth0',
        mtu: 1400,
        up: false,
        flags: ['running'],
        stats64: { rxErrors: 4 },
        kind: 'veth',
        qdisc: 'fq',
      },
      { index: 3, name: 'wan', kind: 'veth', address: '02:00:5e:00:53:03' },
      { index: 9, name: 'tun7', mtu: 1400 },
    ],
    addresses: [{ family: 'inet', dev: 'eth0', index: 2, address: '192.0.2.7/24', scope: 'link', valid: 8, cstamp: 5 }],
    routes: [
      { family: 'inet', table: 'main', dst: 'default', tos: 0, metric: 5, oif: 3, dev: 'wan', gateway: '192.0.2.1' },
      { family: 'inet6', table: 7, dst: 'ff00::/8', tos: 0, oif: 3, dev: 'wan', metric: 0, pref: 'low' },
      { ...unicast, family: 'inet6', table: 7, dst: 'ff00::/8', tos: 0, metric: 0, oif: 9, dev: 'tun7' },
    ],
    rules: [
      { family: 'inet', priority: 9, table: 100, src: '192.0.2.0/24' },
      { family: 'inet6', table: 'local', protocol: 'boot' },
    ],
    neighbours: [
      {
        family: 'inet',
        index: 2,
        dev: 'eth0',
        dst: '192.0.2.9',
        flags: [],
        state: ['stale'],
        lladdr: '02:00:5e:00:53:09',
      },
      { family: 'inet', index: 2, dev: 'eth0', dst: '192.0.2.8', flags: [], state: ['stale'] },
    ],
    nsids: [{ nsid: 5, currentNsid: 7 }],
    addrlabels: [{ prefix: '2001:db8::/32', label: 8 }],
    proxies: [{ family: 'inet', dst: '192.0.2.3', flags: ['proxy'], protocol: 'static' }],
    netconf: [
      { family: 'inet', index: 'all', dev: 'all', forwarding: 1 },
      { family: 'inet', index: 2, forwarding: 1 },
      { family: 'inet', forwarding: 1 },
    ],
    forwarding: [{ ...entry, master: 6 }],
    nft: {
      tables: [
        { family: 'ip', name: 'same', handle: 9, flags: ['dormant'] },
        { family: 'ip', name: 'new', handle: 1 },
      ],
      objects: [
        { family: 'ip', table: 't', name: 'c', type: 'counter', data: { packets: 2 } },
        { family: 'ip', table: 't', name: 'q', type: 'quota', data: { bytes: 6, consumed: 4 } },
      ],
      sets: [{ family: 'ip', table: 't', name: 's', type: 'ipv4_addr', handle: 3, elements: [{ key: '192.0.2.1' }] }],
      flowtables: [],
      chains: [{ family: 'ip', table: 't', name: 'c', handle: 4, policy: 'drop' }],
      rules: [
        {
          family: 'ip',
          table: 't',
          chain: 'c',
          handle: 7,
          statements: [{ counter: { packets: 2 } }, { verdict: 'accept' }],
        },
        { family: 'ip', table: 't', chain: 'c', handle: 8, statements: [{ verdict: 'accept' }] },
      ],
    },
  })
  const { code, stdout, stderr } = await compare(before, after)
  t.same([code, stderr], [1, ''])
  t.strictSame(stdout.trimEnd().split('\n'), [
    '~ link 2: eth0',
    '    mtu 1500 -> 1400',
    '    flags +running -up',
    '    qdisc +fq',
    '    alias -old',
    '~ link 3: wan',
    '    name eth1 -> wan',
    '~ link 9: tun7',
    '    index 4 -> 9',
    '~ address eth0 192.0.2.7/24',
    '    scope global -> link',
    '- route family inet6 table 7 dst ff00::/8 tos 0 metric 0 oif 2 dev eth0',
    '~ route default dev wan metric 5',
    '    dev eth0 -> wan',
    '~ route ff00::/8 table 7 dev wan',
    '    pref +low',
    '+ route ff00::/8 dev tun7 table 7 proto kernel',
    '~ rule 9:',
    '    table main -> 100',
    '~ rule 0: inet6',
    '    protocol kernel -> boot',
    '~ neighbour 192.0.2.8 dev eth0',
    '    state +resolved -permanent',
    '~ nsid 5',
    '    current_nsid 6 -> 7',
    '~ addrlabel { prefix 2001:db8::/32 label 8 }',
    '    label 7 -> 8',
    '~ netconf inet all',
    '    forwarding 0 -> 1',
    '~ netconf inet eth0',
    '    forwarding 0 -> 1',
    '~ netconf inet',
    '    forwarding 0 -> 1',
    '~ neighbour 192.0.2.3',
    '    protocol boot -> static',
    '- fdb 02:00:5e:00:53:33 dev eth1 self permanent',
    '~ fdb 02:00:5e:00:53:44 dev eth0',
    '    master if5 -> if6',
    '~ table ip same',
    '    flags +dormant',
    '+ table ip new',
    '~ object ip t q',
    '    data.bytes 5 -> 6',
    '~ set ip t s',
    '    elements +{ key 192.0.2.1 }',
    '~ chain ip t c',
    '    policy accept -> drop',
    '~ rule ip t c handle 8',
    '    statements +{ verdict accept } -{ verdict drop }',
  ])
  const all = await compare(before, after, '--counters')
  t.match(all.stdout, /^ {4}state \+stale -reachable$/m)
  t.match(all.stdout, /^- neighbour 224\.0\.0\.22 dev eth0 NOARP$/m)
  t.match(all.stdout, /^ {4}stats64\.rx_errors 3 -> 4$/m)
  t.match(all.stdout, /^ {4}data\.packets 1 -> 2$/m)
  const json = JSON.parse((await compare(before, after, '--json')).stdout)
  t.same(json[0].fields[0], { field: 'mtu', from: 1500, to: 1400 })
  t.equal((await compare(before, after, '--json-lines')).stdout.trimEnd().split('\n').length, json.length)
})

t.test('objects that lack what every object of the kernel has', async (t) => {
  const nft = { tables: [], objects: [], flowtables: [], chains: [], rules: [] }
  const set = { family: 'inet', table: 't', name: 's', elements: [{}] }
  const [before, after] = [
    { ...nft, sets: [] },
    { ...nft, sets: [set] },
  ].map((nft) => snapshotOf({ links: [], nft }))
  t.match(await compare(before as string, after as string), {
    code: 1,
    stdout: '+ set family inet table t name s elements {  }\n',
    stderr: '',
  })
})

t.test('items whose order has changed', async (t) => {
  const before = snapshotOf({ links: [{ index: 2, name: 'eth0', altnames: ['a', 'b'] }] })
  const after = snapshotOf({ links: [{ index: 2, name: 'eth0', altnames: ['b', 'a'] }] })
  t.equal((await compare(before, after)).stdout, '~ link 2: eth0\n    altnames a,b -> b,a\n')
})

t.test('namespaces of two snapshots', async (t) => {
  const link = (mtu: number): object => ({ links: [{ index: 2, name: 'eth0', mtu }] })
  const both = (mtu: number, ...more: readonly object[]): string =>
    snapshotOf(link(mtu), { ...link(mtu), netns: 'blue', own: undefined }, ...more)
  const container = { ...link(1500), own: undefined, inode: 4026532777, pid: 77, command: 'nginx' }
  const { code, stdout } = await compare(
    both(1500, container),
    both(1400, { ...container, inode: 4026532778, pid: 78 }),
  )
  t.equal(code, 1)
  t.equal(
    stdout,
    [
      'netns of process 77',
      '- namespace of process 77 (nginx)',
      '',
      'this namespace',
      '~ link 2: eth0',
      '    mtu 1500 -> 1400',
      '',
      'netns blue',
      '~ link 2: eth0',
      '    mtu 1500 -> 1400',
      '',
      'netns of process 78',
      '+ namespace of process 78 (nginx)',
      '',
    ].join('\n'),
  )
  const single = await compare(snapshotOf(link(7)), snapshotOf({ ...link(8), netns: 'red', own: undefined }), '--json')
  t.match(JSON.parse(single.stdout), [{ netns: 'red', change: 'changed' }])
})

t.test('namespaces of processes are found in /proc', async (t) => {
  const of = (inode: number) => ({ ns: { net: t.fixture('symlink', `net:[${inode}]`) } })
  const proc = t.testdir({
    self: of(101),
    '1': { ...of(102), comm: 'init\n' },
    '30': { ...of(104), comm: 'nginx\n' },
    '4': of(103),
    '40': { ...of(104), comm: 'worker\n' },
    '5': { ns: {} },
    '6': { ...of(105), comm: 'named\n' },
    '7': { ...of(101), comm: 'node\n' },
    version: 'no process',
  })
  const named = [{ name: 'blue', inode: 105 }, { name: 'stale' }, { name: 'again', inode: 105 }]
  t.strictSame(await findNamespaces(async () => named, proc), [
    { netns: null, own: true, inode: 101 },
    { netns: 'blue', inode: 105 },
    { netns: 'stale' },
    { netns: null, inode: 102, host: true, pid: 1, command: 'init' },
    { netns: null, inode: 103, pid: 4 },
    { netns: null, inode: 104, pid: 30, command: 'nginx' },
  ])
  t.match(await findNamespaces(async () => [{ name: 'mine', inode: 101 }], proc), [{ netns: 'mine', own: true }])
})

t.test('one namespace, given by the ID of a process', async (t) => {
  const { stdout } = await run(['snapshot', '--netns', '77'], {
    ...world,
    netns: { ...noNamespaces, list: async () => [] },
  })
  t.match(JSON.parse(stdout), { namespaces: [{ netns: null, pid: 77 }] })
  const refusedThere = await run(['snapshot', '--netns', '77'], { ...world, openNftables: refused })
  t.match(refusedThere.stderr, /^rtnl-dump: netns of process 77: nf_tables: /)
})

t.test('trouble: exit code 2', async (t) => {
  const fine = snapshotOf({})
  for (const [text, expected] of [
    ['{', /^rtnl-dump: a: not JSON: /],
    ['[]', /^rtnl-dump: a: not a snapshot$/],
    ['{"namespaces":[]}', /^rtnl-dump: a: not a snapshot$/],
    [`{"version":1,"namespaces":${'['.repeat(5000)}${']'.repeat(5000)}}`, /a: nested more than 200 levels deep$/],
    ['{"version":2}', /^rtnl-dump: a: a snapshot of version 2; this program reads version 1$/],
    ['{"version":1}', /^rtnl-dump: a: namespaces: expected a list$/],
    [snapshotOf({}, { netns: 7 }), /^rtnl-dump: a: namespaces\.1: expected a namespace with lists of objects$/],
    [snapshotOf({ links: [7] }), /namespaces\.0/],
    [snapshotOf({ nft: 7 }), /namespaces\.0/],
    [snapshotOf({ nft: { tables: [] } }), /namespaces\.0/],
  ] as const) {
    const { code, stdout, stderr } = await compare(text, fine)
    t.same([code, stdout], [2, ''], text)
    t.match(stderr.trimEnd(), expected)
  }
  t.match(await run(['diff', 'nowhere'], world), { code: 2, stderr: /ENOENT/ })
  t.match(await compare(fine, fine, '--netns', 'blue'), { code: 2, stderr: /there are two snapshots/ })
  t.match(await run(['diff'], world), { code: 2, stderr: /missing required argument/ })
  const empty = JSON.stringify({ version: 1, kernel: '6.18.5', namespaces: [] })
  t.match(await run(['diff', '-'], { ...world, stdin: empty }), { code: 1, stdout: /^\+ namespace / })
  const gone = { ...world, stdin: snapshotOf({ links: [] }), stdout: new Sink({ fail: 'EPIPE' }) }
  t.match(await run(['diff', '-'], gone), { code: 0, stderr: '' })
})
