/** The graph of constructed networks: what is connected, what is drawn, and how. */
import t from 'tap'
import type { FoundNamespace } from '../../../src/cli/found-namespaces.ts'
import { dotOf } from '../../../src/cli/graph/dot.ts'
import type { Box } from '../../../src/cli/graph/drawing.ts'
import { drawingOf } from '../../../src/cli/graph/drawing.ts'
import { graphJson } from '../../../src/cli/graph/json.ts'
import { mermaidOf } from '../../../src/cli/graph/mermaid.ts'
import type { Graph } from '../../../src/cli/graph/model.ts'
import { graphOf } from '../../../src/cli/graph/model.ts'
import { palette } from '../../../src/cli/graph/palette.ts'
import { parsePrefix } from '../../../src/cli/graph/prefix.ts'
import { loadSvg, svgOf } from '../../../src/cli/graph/svg.ts'
import type { NamespaceState } from '../../../src/cli/state/read.ts'
import { network } from './holdings.ts'
import { run } from './world.ts'

type Plain = { readonly [key: string]: unknown }

interface Parts {
  readonly links: readonly Plain[]
  readonly addresses?: readonly Plain[]
  readonly routes?: readonly Plain[]
  readonly netconf?: readonly Plain[]
  readonly rules?: readonly Plain[]
  readonly peers?: readonly (readonly [number, FoundNamespace])[]
}

const stateOf = (namespace: FoundNamespace, parts: Parts): NamespaceState => {
  const { links, addresses = [], routes = [], netconf = [], rules, peers = [] } = parts
  const nft =
    rules === undefined
      ? {}
      : { nft: { generation: 3, tables: [], objects: [], sets: [], flowtables: [], chains: [], rules } as never }
  const usual = { flags: ['up'], type: 'ether' }
  return {
    namespace,
    lists: { links: links.map((link) => ({ ...usual, ...link })), addresses, routes, netconf },
    peers: new Map(peers),
    ...nft,
  }
}

const graph = (...namespaces: readonly NamespaceState[]): Graph =>
  graphOf({ all: true, kernel: '6.18.5', namespaces, incomplete: false })

const HOST: FoundNamespace = { netns: null, own: true, host: true, inode: 101 }
const BLUE: FoundNamespace = { netns: 'blue', inode: 102 }

const lo: Plain = { index: 1, name: 'lo', type: 'loopback' }
const via = (gateway: string, oif: number): Plain => ({ dst: 'default', type: 'unicast', table: 'main', gateway, oif })
const address = (index: number, text: string, more: Plain = {}): Plain => ({
  index,
  address: text,
  scope: 'global',
  ...more,
})

/** A container on a bridge of the host, which translates its addresses. */
const container = (): Graph =>
  graph(
    stateOf(HOST, {
      links: [
        lo,
        { index: 2, name: 'eth0', mtu: 1500 },
        { index: 3, name: 'br0', kind: 'bridge' },
        { index: 4, name: 'port1', kind: 'veth', master: 3, link: 7, linkNetnsid: 5 },
        { index: 6, name: 'tunl0', kind: 'ipip', flags: [], link: 0 },
      ],
      addresses: [
        address(1, '127.0.0.1/8', { scope: 'host' }),
        address(2, '198.51.100.2/24'),
        address(2, 'fe80::7/64', { scope: 'link' }),
        address(3, '192.0.2.1/24'),
      ],
      routes: [
        via('198.51.100.1', 2),
        { dst: 'default', type: 'unreachable', table: 'main' },
        { dst: '192.0.2.0/24', type: 'unicast', table: 'main', oif: 3 },
      ],
      netconf: [
        { family: 'inet', index: 'all', forwarding: 1 },
        { family: 'inet6', index: 'all', forwarding: 1 },
        { family: 'mpls', index: 2, forwarding: 1 },
      ],
      peers: [[5, BLUE]],
      rules: [
        {
          family: 'ip',
          table: 'nat',
          chain: 'POSTROUTING',
          handle: 7,
          statements: [
            { match: 'ip saddr', right: '192.0.2.0/24' },
            { match: 'meta oifname', op: '!=', right: 'br0' },
            { counter: { packets: 3, bytes: 4 } },
            { extension: 'target', name: 'MASQUERADE', rev: 0, info: '' },
          ],
        },
        { family: 'ip', table: 'f', chain: 'c', handle: 8, statements: [{ verdict: 'accept' }] },
      ],
    }),
    stateOf(BLUE, {
      links: [lo, { index: 7, name: 'eth<0>"', kind: 'veth', link: 4, linkNetnsid: 9 }],
      addresses: [address(7, '192.0.2.7/24')],
      routes: [via('192.0.2.1', 7)],
      peers: [[9, HOST]],
    }),
  )

t.test('a container behind a bridge', async (t) => {
  const found = container()
  t.strictSame(
    found.namespaces.map(({ label }) => label),
    ['host', 'blue'],
  )
  t.strictSame(found.edges, [
    { type: 'outside', from: 'n0.2', to: 'n0.2.outside' },
    { type: 'port', from: 'n0.4', to: 'n0.3' },
    { type: 'pair', from: 'n0.4', to: 'n1.7' },
    { type: 'nat', from: 'n0', to: 'n0.2' },
    { type: 'nat', from: 'n0.3', to: 'n0' },
  ])
  t.strictSame(found.outsides, [{ id: 'n0.2.outside', lines: ['gateway 198.51.100.1'] }])
  t.strictSame(found.namespaces[0]?.nat, [
    { text: 'ip saddr 192.0.2.0/24 oifname != "br0" masquerade', sources: ['n0.3'], exits: ['n0.2'] },
  ])
  t.match(graphJson(found), {
    version: 1,
    namespaces: [
      { id: 'n0', label: 'host', own: true, links: [{ id: 'n0.1', name: 'lo' }], nft: { generation: 3 } },
      { id: 'n1', netns: 'blue', defaultRoutes: [{ text: 'default via 192.0.2.1', link: 'n1.7' }], nft: undefined },
    ],
  })
  const { namespaces, edges } = drawingOf(found)
  const [blue, host] = namespaces
  t.match(host, { label: 'host', notes: ['forwards IPv4 and IPv6'], isBelow: true })
  const names = (boxes: readonly Box[] = []): string[] => boxes.map(({ name }) => name)
  t.strictSame(names(host?.boxes), ['eth0', 'br0'], 'the loopback and the fallback tunnel are left out')
  t.strictSame(names(host?.boxes[1]?.ports), ['port1'])
  t.match(host?.boxes[0], { kind: '', addresses: ['198.51.100.2/24'], routes: [] })
  t.match(blue?.boxes, [{ routes: ['default via 192.0.2.1'], kind: '' }])
  t.ok(
    edges.some(({ from, to }) => from === 'n1.7' && to === 'n0.4'),
    'the container is above',
  )
})

t.test('in the languages of Graphviz and Mermaid', async (t) => {
  const drawing = drawingOf(container())
  const dot = dotOf(drawing)
  t.match(dot, /^digraph network \{\n {2}graph \[rankdir=TB /)
  t.match(dot, '  n1_7 -> n0_3:n0_4:n [')
  t.match(dot, '<b>eth&lt;0&gt;&quot;</b>')
  t.match(dot, 'subgraph cluster_n0 {')
  t.match(dot, 'ip saddr 192.0.2.0/24 oifname != &quot;br0&quot; masquerade')
  t.equal(
    mermaidOf(drawing),
    `flowchart TB
  subgraph n1["blue"]
    n1_7["eth#60;0#62;#34;<br/>192.0.2.7/24<br/>default via 192.0.2.1"]
  end
  subgraph n0["host<br/>forwards IPv4 and IPv6"]
    n0_2["eth0<br/>198.51.100.2/24"]
    n0_3["br0<br/>bridge<br/>192.0.2.1/24"]
    n0_4["port1"]
    n0_4 --- n0_3
    n0_nat["NAT<br/>ip saddr 192.0.2.0/24 oifname != #34;br0#34; masquerade"]
  end
  n0_2_outside(["gateway 198.51.100.1"])
  n0_2 -.- n0_2_outside
  n1_7 === n0_4
  n0_nat -.-> n0_2
  n0_3 -.-> n0_nat
`,
  )
})

t.test('as SVG: text is text, colours follow the window, nothing overlaps', async (t) => {
  const svg = await svgOf(dotOf(drawingOf(container())), 'a title')
  t.match(
    svg,
    /^<svg width="\d+pt" height="\d+pt"\n viewBox="0\.00 0\.00 [^>]* role="img">\n<title>a title<\/title>\n<style>/,
  )
  t.match(svg, />eth&lt;0&gt;&quot;<\/text>/)
  const used = new Set([...svg.matchAll(/(?:fill|stroke)="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour))
  const known = new Map<string, string>(Object.values(palette).map(([light, dark]) => [light, dark]))
  for (const colour of used) t.match(svg, `[fill="${colour}"]{fill:${known.get(String(colour))}}`)
  t.equal(new Set(known.keys()).size, Object.keys(palette).length, 'each light colour has one meaning')
  t.notMatch(svg, /<script|<image|href=/)
  await t.rejects(
    loadSvg(() => Promise.reject(new Error('no such package'))),
    { name: 'UsageError', message: /npm install @viz-js\/viz/ },
  )
})

/** The frames of text in an SVG of Graphviz: where it is, and about how wide. */
const texts = (svg: string): { left: number; right: number; top: number; bottom: number; text: string }[] =>
  [
    ...svg.matchAll(
      /<text [^>]*text-anchor="(\w+)" x="([-\d.]+)" y="([-\d.]+)"[^>]*font-size="([\d.]+)"[^>]*>([^<]*)</g,
    ),
  ].map(([, anchor, x, y, size, text = '']) => {
    const width = text.replace(/&\w+;/g, '"').length * Number(size) * 0.5
    const left = Number(x) - (anchor === 'middle' ? width / 2 : 0)
    return { left, right: left + width, top: Number(y) - 0.7 * Number(size), bottom: Number(y), text }
  })

t.test('many containers are drawn beside their host, and no text is above another', async (t) => {
  for (const count of [3, 30]) {
    const host = stateOf(HOST, {
      links: [
        { index: 2, name: 'br0', kind: 'bridge' },
        { index: 3, name: 'br1', kind: 'bridge' },
        { index: 4, name: 'inner', kind: 'veth', master: 3, link: 5 },
        { index: 5, name: 'outer', kind: 'veth', link: 4 },
        { index: 6, name: 'leads', kind: 'veth', master: 3, link: 8, linkNetnsid: 500 },
        ...Array.from({ length: count }, (_, at) => ({
          index: 10 + at,
          name: `port${at}`,
          kind: 'veth',
          master: 2,
          link: 2,
          linkNetnsid: at,
        })),
      ],
      peers: Array.from({ length: count }, (_, at) => [at, { netns: `web${at}`, inode: 1000 + at }] as const),
    })
    const containers = Array.from({ length: count }, (_, at) =>
      stateOf(
        { netns: `web${at}`, inode: 1000 + at },
        {
          links: [{ index: 2, name: 'eth0', kind: 'veth', link: 10 + at, linkNetnsid: 0 }],
          addresses: [address(2, `192.0.2.${at}/24`)],
          peers: [[0, HOST]],
        },
      ),
    )
    const drawing = drawingOf(graph(host, ...containers))
    t.strictSame(
      drawing.namespaces.find(({ label }) => label === 'host')?.boxes[0]?.ports.map(({ name }) => name),
      Array.from({ length: count }, (_, at) => `port${at}`),
      'in the order of the containers: web2 before web10',
    )
    const dot = dotOf(drawing)
    t.equal(/rankdir=LR/.test(dot), count === 30)
    const svg = await svgOf(dot, 'many')
    const frames = texts(svg)
    t.ok(frames.length > 2 * count)
    for (const [at, one] of frames.entries())
      for (const other of frames.slice(at + 1))
        if (one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom)
          t.fail(`${one.text} and ${other.text} overlap`)
  }
})

t.test('links on other links, in other namespaces, and outside', async (t) => {
  const found = graph(
    stateOf(
      { netns: null, own: true },
      {
        links: [
          { index: 1, name: 'lo', type: 'loopback' },
          { index: 2, name: 'eth0', flags: [] },
          { index: 3, name: 'vlan5', kind: 'vlan', link: 2, data: { id: 5, protocol: '802.1q' } },
          { index: 4, name: 'gone', kind: 'vlan', link: 99 },
          { index: 5, name: 'lost', kind: 'veth', link: 8, linkNetnsid: 77 },
          { index: 6, name: 'away', kind: 'veth', link: 8, linkNetnsid: 6 },
          { index: 7, name: 'far', kind: 'veth', link: 8, linkNetnsid: 7 },
          { index: 8, name: 'host-side', kind: 'veth', link: 8, linkNetnsid: 8 },
          { index: 9, name: 'self', kind: 'gre', link: 9 },
          { index: 10, name: 'bond0', kind: 'bond', master: 11 },
          { index: 11, name: 'br0', kind: 'bridge' },
          { index: 12, name: 'a0', master: 10 },
          { index: 13, name: 'ppp0', type: 'ppp' },
          { index: 14, name: 'deep', kind: 'veth', link: 8, linkNetnsid: 10 },
          { index: 15, name: 'tap0', kind: 'tun', master: 11 },
          { index: 16, name: 'tap1', kind: 'tun', master: 11 },
        ],
        addresses: [
          address(1, '127.0.0.1/8'),
          address(1, '203.0.113.7/32'),
          address(13, '192.0.2.1', { peer: '192.0.2.2/32' }),
        ],
        routes: [
          {
            ...via('', 0),
            gateway: undefined,
            oif: undefined,
            multipath: [{ oif: 2, gateway: '192.0.2.254' }, { oif: 13, gateway: '2001:db8::1' }, { oif: 13 }],
          },
          { ...via('2001:db8::2', 0), oif: undefined },
        ],
        peers: [
          [6, { netns: null, pid: 66, command: 'nginx' }],
          [7, { netns: null, pid: 67 }],
          [8, { netns: null, own: true, host: true, inode: 5 }],
          [10, { netns: null, host: true, inode: 6 }],
        ],
      },
    ),
    stateOf({ netns: null, pid: 70, inode: 9 }, { links: [lo], addresses: [address(1, '127.0.0.1/8')] }),
    stateOf(
      { netns: null, pid: 71, inode: 10, command: 'sleep' },
      {
        links: [lo, { index: 2, name: 'mv0', kind: 'macvlan', link: 2, linkNetnsid: 3 }],
        peers: [[3, { netns: null, own: true }]],
      },
    ),
  )
  t.strictSame(
    found.namespaces.map(({ label }) => label),
    ['this namespace', 'process 70', 'sleep (process 71)'],
  )
  const lines = (id: string): readonly string[] | undefined => found.outsides.find((one) => one.id === id)?.lines
  t.strictSame(lines('n0.2.outside'), ['gateway 192.0.2.254'])
  t.strictSame(lines('n0.4.outside'), ['interface 99'])
  t.strictSame(lines('n0.5.outside'), ['interface 8 of an unknown namespace'])
  t.strictSame(lines('n0.6.outside'), ['interface 8 of nginx 66'])
  t.strictSame(lines('n0.7.outside'), ['interface 8 of process 67'])
  t.strictSame(lines('n0.14.outside'), ['interface 8 of the host'])
  t.strictSame(lines('n0.13.outside'), ['gateway 2001:db8::1'])
  const has = (type: string, from: string, to: string): boolean =>
    found.edges.some((edge) => edge.type === type && edge.from === from && edge.to === to)
  t.ok(has('lower', 'n0.3', 'n0.2'))
  t.ok(has('lower', 'n2.2', 'n0.2'))
  t.ok(has('port', 'n0.10', 'n0.11'))
  t.notOk(found.edges.some(({ from }) => from === 'n0.9'))
  const drawing = drawingOf(found)
  const boxes = drawing.namespaces.flatMap((one) => one.boxes)
  const box = (id: string): Box | undefined => boxes.find((one) => one.id === id)
  t.match(box('n0.3'), { kind: 'vlan protocol 802.1q id 5' })
  t.match(box('n0.1'), { addresses: ['203.0.113.7/32'] })
  t.match(box('n0.10'), { ports: [{ name: 'a0' }] })
  t.match(box('n0.13'), { addresses: ['192.0.2.1 peer 192.0.2.2/32'], routes: ['default'] })
  t.match(box('n1.1'), { name: 'lo' }, 'the only link of a namespace is drawn')
  t.ok(
    drawing.edges.some(({ type, from }) => type === 'port' && from === 'n0.10'),
    'a port with ports is beside its master',
  )
  const dot = dotOf(drawing)
  t.match(dot, 'n0_10 -> n0_11 [')
  t.match(dot, `>down</font>`)
  t.match(mermaidOf(drawing), 'n0_2["eth0<br/>down"]')
})

t.test('why packets may not pass', async (t) => {
  const stats64 = { rxErrors: 3, txErrors: 0, rxDropped: 7, txDropped: 9 }
  const port = (state: string): Plain => ({ master: 1, slaveKind: 'bridge', slaveData: { state } })
  const links: readonly Plain[] = [
    { index: 1, name: 'br0', kind: 'bridge', operstate: 'up', stats64 },
    { index: 2, name: 'p0', operstate: 'up', ...port('blocking') },
    { index: 3, name: 'p1', operstate: 'up', ...port('forwarding') },
    { index: 4, name: 'p2', operstate: 'down', flags: [], ...port('disabled') },
    { index: 5, name: 'eth0', operstate: 'lowerlayerdown' },
    { index: 6, name: 'eth1', operstate: 'dormant' },
    { index: 7, name: 'eth2', operstate: 'unknown' },
  ]
  const drawing = drawingOf(graph(stateOf(HOST, { links })))
  const boxes = drawing.namespaces.flatMap((one) => one.boxes.flatMap((box) => [box, ...box.ports]))
  t.strictSame(Object.fromEntries(boxes.map(({ name, troubles }) => [name, troubles])), {
    br0: ['errors rx 3'],
    p0: ['blocking'],
    p1: [],
    p2: ['down'],
    eth0: ['no carrier'],
    eth1: ['dormant'],
    eth2: [],
  })
  t.match(mermaidOf(drawing), 'n0_5["eth0<br/>no carrier"]')
  t.match(dotOf(drawing), '>blocking</font>')
})

t.test('rules that translate addresses', async (t) => {
  const translated = (...statements: readonly Plain[]): Plain => ({
    family: 'ip',
    table: 'a b',
    chain: 'c',
    handle: 7,
    statements,
  })
  const [own] = graph(
    stateOf(HOST, {
      links: [
        { index: 2, name: 'eth0' },
        { index: 3, name: 'br0', kind: 'bridge' },
      ],
      addresses: [address(3, '192.0.2.1/24'), address(3, '2001:db8::1/64')],
      routes: [via('198.51.100.1', 2), { ...via('198.51.100.1', 2), oif: undefined }],
      rules: [
        translated(
          { match: 'meta iifname', right: 'eth0' },
          { nat: { type: 'dnat', family: 'ip', address: '192.0.2.7', port: 80 } },
        ),
        translated({ match: 'meta oif', right: 2 }, { match: 'ip saddr', right: '192.0.2.1' }, { masquerade: {} }),
        translated({ match: 'ip saddr', right: '@lan' }, { redirect: { port: 8080 } }),
        translated(
          { match: 'ip6 saddr', right: '2001:db8::/32' },
          { extension: 'target', name: 'SNAT', rev: 0, info: '' },
        ),
      ],
    }),
  ).namespaces
  t.strictSame(
    own?.nat.map(({ sources, exits }) => [sources, exits]),
    [
      [['n0.2'], []],
      [['n0.3'], ['n0.2']],
      [[], []],
      [['n0.3'], ['n0.2']],
    ],
  )
  t.equal(own?.nat[0]?.text, 'iifname "eth0" dnat ip to 192.0.2.7:80')
  const long = dotOf(
    drawingOf({
      namespaces: [
        { ...(own as Graph['namespaces'][0]), nat: [{ text: 'word '.repeat(40).trim(), sources: [], exits: [] }] },
      ],
      outsides: [],
      edges: [],
    }),
  )
  t.equal(long.match(/face="Courier">(\u00a0\u00a0)?word word/g)?.length, 4, 'long rules are broken at spaces')
})

t.test('prefixes', async (t) => {
  for (const [prefix, address, expected] of [
    ['10.0.0.0/8', '10.9.8.7/16', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['0.0.0.0/0', '192.0.2.1 peer 192.0.2.2', true],
    ['192.0.2.7', '192.0.2.7/24', true],
    ['2001:db8::/33', '2001:db8:8000::1/64', false],
    ['2001:db8::/33', '2001:db8:7000::1/64', true],
    ['10.0.0.0/8', '2001:db8::1', false],
    ['10.0.0.0/8', '', false],
  ] as const)
    t.equal(parsePrefix(prefix)?.(address), expected, `${address} in ${prefix}`)
  t.equal(parsePrefix('@set'), undefined)
})

t.test('rules that cannot be read: the rest is drawn', async (t) => {
  const openNftables = async () => {
    throw new Error('no privilege')
  }
  const { code, stdout, stderr } = await run(['graph', '--format', 'mermaid'], { held: network, openNftables })
  t.equal(code, 3)
  t.match(stdout, /^flowchart TB\n {2}subgraph n0\["this namespace"\]/)
  t.match(stderr, /nf_tables: no privilege\nrtnl-dump: the graph is incomplete\n$/)
})

t.test('an unknown format', async (t) => {
  t.match(await run(['graph', '--format', 'png']), { code: 2, stderr: /Expected svg, mermaid, dot, json/ })
})
