/** `rtnl-dump conntrack` with a fake kernel: lines, filters and monitoring. */
import t from 'tap'
import { formatConnection, formatExpectation } from '../../../src/cli/format/connection.ts'
import type { Connection } from '../../../src/nftables.ts'
import { Conntrack } from '../../../src/nftables.ts'
import { until } from '../../until.ts'
import type { Listings, Value } from '../netfilter/nftables/ruleset.ts'
import { EPERM, FakeNetfilter } from '../netfilter/nftables/ruleset.ts'
import type { World } from './world.ts'
import { noNamespaces, run, Sink } from './world.ts'

const NLM_F_CREATE = 0x400
const ip = { header: { family: 'ip' } } as const

const tuple = (src: string, dst: string, srcPort: number, dstPort: number, num = 'tcp'): Value => ({
  ip: { v4Src: src, v4Dst: dst },
  proto: { num, srcPort, dstPort },
})
const WEB: Value = {
  ...ip,
  id: 7,
  tupleOrig: tuple('10.0.0.1', '192.0.2.1', 40000, 80),
  tupleReply: tuple('172.16.0.2', '10.0.0.1', 8080, 40000),
  protoinfo: { tcp: { state: 'established' } },
  status: ['seen-reply', 'assured', 'confirmed', 'dnat', 'dnat-done'],
  timeout: 431999,
  mark: 42,
}
const DNS: Value = {
  ...ip,
  id: 8,
  tupleOrig: tuple('10.0.0.1', '10.0.0.53', 5353, 53, 'udp'),
  tupleReply: tuple('10.0.0.53', '10.0.0.1', 53, 5353, 'udp'),
  status: ['confirmed'],
  zone: 5,
}
const WEB_LINE =
  'ip tcp established 10.0.0.1:40000 -> 192.0.2.1:80 reply 172.16.0.2:8080 -> 10.0.0.1:40000 mark 0x2a timeout 431999s seen-reply,assured,dnat'
const DNS_LINE = 'ip udp 10.0.0.1:5353 -> 10.0.0.53:53 zone 5'

const opening =
  (world: FakeNetfilter): NonNullable<World['openConntrack']> =>
  () =>
    Conntrack.open({ transport: world.socket, order: world.order })
const LISTINGS: Listings = { IPCTNL_MSG_CT_GET: [WEB, DNS] }
const ct = (...argv: string[]) => run(['conntrack', ...argv], { openConntrack: opening(new FakeNetfilter(LISTINGS)) })

t.test('lines', async (t) => {
  const six: Connection = {
    id: 1,
    family: 'ip6',
    protocol: 'ipv6-icmp',
    original: { src: '::1', dst: '::2', icmpType: 128, icmpCode: 0, icmpId: 9, packets: 1, bytes: 104, zone: 3 },
    reply: { src: '::2', dst: '::1', icmpType: 129, icmpCode: 0, icmpId: 9, packets: 2 },
    status: [],
    mark: 0,
    zone: 0,
    labels: [1, 77],
    helper: 'f\x1btp',
    master: { protocol: 'tcp', src: '::1', dst: '::3', sport: 1, dport: 21 },
    context: 'system_u',
    started: 0,
    stopped: 1000,
  }
  t.equal(
    formatConnection(six),
    'ip6 icmpv6 ::1 -> ::2 type 128 code 0 id 9 zone-orig 3 sent packets 1 bytes 104 answered packets 2 helper f\\x1btp ' +
      'of [::1]:1 -> [::3]:21 labels 1,77 context system_u since 1970-01-01T00:00:00.000Z until 1970-01-01T00:00:01.000Z',
  )
  const { original, reply } = six
  for (const other of [{ src: '::9' }, { dst: '::9' }, { sport: 9 }, { dport: 9 }])
    t.match(
      formatConnection({ id: 1, family: 'ip6', protocol: 99, original, reply: { ...reply, ...other }, status: [] }),
      /^ip6 99 .* reply /,
    )
  t.match(
    formatConnection({ id: 1, family: 'ip6', protocol: 99, original, reply, status: [], labels: [] }),
    /bytes 104 answered packets 2$/,
  )
  const expected = { src: '10.0.0.1', dst: '10.0.0.2', sport: 0, dport: 2000 }
  const master = { protocol: 'tcp', src: '10.0.0.1', dst: '10.0.0.2', sport: 4, dport: 21 } as const
  const expectation = { id: 1, family: 'ip', protocol: 'tcp', expected, mask: expected, master, flags: [] } as const
  t.equal(
    formatExpectation({ ...expectation, timeout: 9, helper: 'ftp' }),
    'ip tcp 10.0.0.1:0 -> 10.0.0.2:2000 of 10.0.0.1:4 -> 10.0.0.2:21 helper ftp timeout 9s',
  )
  t.match(formatExpectation(expectation), /21$/)
})

t.test('lists', async (t) => {
  t.match(await ct(), { code: 0, stdout: `${WEB_LINE}\n${DNS_LINE}\n`, stderr: '' })
  for (const [words, lines] of [
    ['--protocol tcp', [WEB_LINE]],
    ['--protocol 17', [DNS_LINE]],
    ['--protocol icmpv6', []],
    ['--state established', [WEB_LINE]],
    ['--src 10.0.0.0/8 --dst 192.0.2.1', [WEB_LINE]],
    ['--sport 5353', [DNS_LINE]],
    ['--dport 80', [WEB_LINE]],
    ['--mark 0x2a', [WEB_LINE]],
    ['--zone 5', [DNS_LINE]],
    ['--family ip6', []],
    ['-6', []],
    ['-4', [WEB_LINE, DNS_LINE]],
  ] as const)
    t.strictSame((await ct(...words.split(' '))).stdout.split('\n').slice(0, -1), lines, words)
  t.match(JSON.parse((await ct('list', '--json')).stdout), [
    { id: 7, original: { src: '10.0.0.1', dport: 80 }, state: 'established' },
    { id: 8, zone: 5 },
  ])
  t.equal(JSON.parse((await ct('--json-lines', '--dport', '53')).stdout).id, 8)
  const raw = (await ct('--raw', '--dport', '53')).stdout
  t.strictSame(raw.match(/^IPCTNL_MSG_\w+$/gm), ['IPCTNL_MSG_CT_NEW'])
  t.match(raw, /CTA_PROTO_DST_PORT +53 \(big-endian\)/)
})

t.test('other namespaces, and refusals', async (t) => {
  const world: World = {
    netns: { ...noNamespaces, list: async () => [{ name: 'one' }, { name: 'two' }] },
    openConntrack: opening(new FakeNetfilter({ IPCTNL_MSG_CT_GET: [DNS] })),
  }
  t.equal((await run(['ct', '--all-netns'], world)).stdout, `netns one\n${DNS_LINE}\n\nnetns two\n${DNS_LINE}\n`)
  t.match(JSON.parse((await run(['ct', '--all-netns', '--json'], world)).stdout), [{ netns: 'one' }, { netns: 'two' }])
  t.match(await run(['ct', 'monitor', '--all-netns'], world), {
    code: 2,
    stderr: /monitor and trace watch one namespace/,
  })
  const refused = new FakeNetfilter({ IPCTNL_MSG_CT_GET: (answer) => answer.refuse(EPERM) })
  t.match(await run(['ct'], { openConntrack: opening(refused) }), {
    code: 1,
    stderr: 'rtnl-dump: IPCTNL_MSG_CT_GET: EPERM: Operation not permitted (it takes CAP_NET_ADMIN in that namespace)\n',
  })
  for (const words of [
    '--family inet',
    '--protocol tpc',
    '--dport 65536',
    '--src nope',
    '--raw --json',
    'monitor --groups news',
  ])
    t.equal((await ct(...words.split(' '))).code, 2, words)
  t.match((await ct('monitor', '--groups', 'new,exp')).stderr, /Expected new, update, .*; did you mean exp-new\?/)

  // more than is written at once, to a reader that has gone
  const many = new FakeNetfilter({ IPCTNL_MSG_CT_GET: Array.from({ length: 3000 }, () => DNS) })
  t.match(await run(['ct'], { openConntrack: opening(many), stdout: new Sink({ fail: 'EPIPE' }) }), {
    code: 0,
    stderr: '',
  })
})

t.test('monitor', async (t) => {
  const world = new FakeNetfilter()
  const stop = new AbortController()
  const [stdout, stderr] = [new Sink(), new Sink()]
  const running = run(['ct', 'monitor', '--no-timestamps', '--groups', 'new,destroy,exp-new'], {
    ...{ stdout, stderr, openConntrack: opening(world), interrupted: () => stop.signal },
  })
  await until(() => world.kernels.some(({ groups }) => groups.size > 0), 'the monitor to listen')
  t.strictSame([...world.kernel.groups], [1, 3, 4])
  world.notify('IPCTNL_MSG_CT_NEW', DNS, NLM_F_CREATE)
  world.notify('IPCTNL_MSG_CT_NEW', DNS)
  world.notify('IPCTNL_MSG_CT_DELETE', DNS)
  world.notify(
    'IPCTNL_MSG_EXP_NEW',
    { ...ip, tuple: WEB['tupleOrig'], mask: WEB['tupleOrig'], master: WEB['tupleOrig'] },
    NLM_F_CREATE,
  )
  world.kernel.notify(0x1ff, Uint8Array.of(1, 2))
  await until(() => stdout.text.includes('# other'), 'what has no words')
  stop.abort()
  const { code, stdout: text } = await running
  t.equal(code, 0)
  t.strictSame(text.split('\n').slice(0, 4), [
    `new    ${DNS_LINE}`,
    `change ${DNS_LINE}`,
    `delete ${DNS_LINE}`,
    'new    expectation ip tcp 10.0.0.1:40000 -> 192.0.2.1:80 of 10.0.0.1:40000 -> 192.0.2.1:80',
  ])
})
