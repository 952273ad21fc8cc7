/** What `decode` makes of messages: answers beside requests, JSON, C, TypeScript and test cases. `trace` and `record`. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import t from 'tap'
import type { Datagram } from '../../../src/capture/datagram.ts'
import { pcapHeader, pcapRecord } from '../../../src/capture/pcap-writer.ts'
import { pcapngHeader, pcapngInterface, pcapngPacket } from '../../../src/capture/pcapng-writer.ts'
import type { Captured } from '../../../src/cli/captured.ts'
import { cut } from '../../../src/cli/captured.ts'
import { Conversation } from '../../../src/cli/conversation.ts'
import { describeCaptured } from '../../../src/cli/decoded/form.ts'
import { jsonLines, quickJsonLines } from '../../../src/cli/decoded/json.ts'
import { sourceText } from '../../../src/cli/decoded/source-text.ts'
import type { OutputFile } from '../../../src/cli/io.ts'
import type { Target, Trace } from '../../../src/cli/tracing/strace.ts'
import { TraceError } from '../../../src/cli/tracing/strace.ts'
import type { Message, Typed } from '../../../src/codec.ts'
import { decode, encode, frameRequest, messageTypes } from '../../../src/codec.ts'
import { fastPaths, setFastPaths } from '../../../src/netlink/codec/fast/fast-paths.ts'
import { route } from '../../../src/rtnl/family.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import type { MessageName } from '../../../src/rtnl/tables/index.ts'
import type { FakeRequest } from '../../../src/testing.ts'
import { FakeKernel } from '../../../src/testing.ts'
import { needsFastPaths } from '../../fast-paths.ts'
import { allTypes, golden } from '../../golden/messages.ts'
import type { World } from './world.ts'
import { encodeMessage, run, Sink } from './world.ts'

const NLM_F_ACK = 4
const NLM_F_DUMP = 0x300
const NLM_F_EXCL_CREATE = 0x600

/** A message with its header. */
const framed = (type: number, flags: number, payload: Uint8Array, seq = 7, port = 0): Buffer => {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32LE(16 + payload.length)
  bytes.writeUInt16LE(type, 4)
  bytes.writeUInt16LE(flags, 6)
  bytes.writeUInt32LE(seq, 8)
  bytes.writeUInt32LE(port, 12)
  return Buffer.concat([bytes, payload])
}

const request = (name: MessageName, flags: number, value: object, seq = 7): Buffer =>
  framed(messageTypes[name].type, flags | 1, encodeMessage(messageTypes[name].node, value as never), seq)

const reply = (name: MessageName, value: object, seq = 7): Buffer =>
  framed(messageTypes[name].type, 2, encodeMessage(messageTypes[name].node, value as never), seq, 17)

/** NLMSG_ERROR with the header of the request, or all of it. */
const error = (errno: number, of: Uint8Array, told: Uint8Array = Buffer.alloc(0), seq = 7): Buffer => {
  const code = Buffer.alloc(4)
  code.writeInt32LE(-errno)
  return framed(
    2,
    (told.length > 0 ? 0x200 : 0) | (of.length === 16 ? 0x100 : 0),
    Buffer.concat([code, of, told]),
    seq,
    17,
  )
}

const offset = (at: number): Buffer => Buffer.from([8, 0, 2, 0, at, 0, 0, 0])
const DONE = framed(3, 2, Buffer.alloc(4), 7, 17)

const LIST = request('RTM_GETLINK', NLM_F_DUMP, { header: {} })
const LINK = reply('RTM_NEWLINK', { header: { index: 3 }, ifname: 'veth0' })
const VXLAN = request('RTM_NEWLINK', NLM_F_ACK | NLM_F_EXCL_CREATE, {
  header: {},
  ifname: 'vx0',
  linkinfo: { kind: 'vxlan', data: { id: 99999999 } },
})
const RANGE = error(34, VXLAN, offset(60))

const escaped = (bytes: Uint8Array): string =>
  `"${[...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`

/** A log of strace. A call a millisecond, which takes 10 us. */
const logOf = (...calls: readonly (readonly ['>' | '<', Uint8Array, fd?: number])[]): string =>
  [
    '17 1700000000.000000 execve("/usr/sbin/ip", ["ip"], 0x7ffe) = 0',
    '17 1700000000.000000 socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3<socket:[3]>',
    '17 1700000000.000000 setns(5</run/netns/blue>, CLONE_NEWNET) = 0',
    '17 1700000000.000000 socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER) = 4<socket:[4]>',
    ...calls.map(([way, bytes, fd = 3], index) => {
      const call = way === '>' ? 'sendto' : 'recvfrom'
      const time = (1700000000 + (index + 1) / 1000).toFixed(6)
      const { length } = bytes
      return `17 ${time} ${call}(${fd}<socket:[${fd}]>, ${escaped(bytes)}, ${length}, 0, NULL, 0) = ${length} <0.000010>`
    }),
    '',
  ].join('\n')

const titles = (stdout: string): string[] => stdout.split('\n').filter((line) => /^(RTM|NL|NFT|type|no )/.test(line))
const lines = (stdout: string): object[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

t.test('answers have the number of their request', async (t) => {
  const log = logOf(
    ['>', LIST],
    ['<', Buffer.concat([LINK, LINK])],
    ['<', DONE],
    ['>', VXLAN],
    ['<', RANGE],
    ['<', LINK],
  )
  const { code, stdout } = await run(['decode', '--le'], { stdin: log })
  t.same(titles(stdout), [
    `RTM_GETLINK  (1, ${LIST.length} bytes, sent by ip[17] fd 3)`,
    `RTM_NEWLINK  (2, ${LINK.length} bytes, received by ip[17] fd 3, answers 1 after 1.01 ms)`,
    `RTM_NEWLINK  (3, ${LINK.length} bytes, received by ip[17] fd 3, answers 1 after 1.01 ms)`,
    'NLMSG_DONE  (4, 20 bytes, received by ip[17] fd 3, answers 1 after 2.01 ms)',
    `RTM_NEWLINK  (5, ${VXLAN.length} bytes, sent by ip[17] fd 3)`,
    `NLMSG_ERROR  (6, ${RANGE.length} bytes, received by ip[17] fd 3, refuses 5 after 1.01 ms)`,
    `RTM_NEWLINK  (7, ${LINK.length} bytes, received by ip[17] fd 3)`,
  ])
  t.match(
    stdout,
    '\n\n  asked      add link vx0 of kind vxlan\n  answer     ERANGE (34): Numerical result out of range\n',
  )
  t.match(stdout, '  at fault   linkinfo.data.id (IFLA_VXLAN_ID) at byte 60\n  sent       99999999\n')
  t.equal(code, 0)
})

t.test('what a message has of its origin, in JSON', async (t) => {
  const getgen = framed(0xa10, 1, Buffer.alloc(4))
  const log = logOf(['>', VXLAN], ['<', RANGE], ['>', getgen, 4])
  const found = lines((await run(['decode', '--le', '--json-lines'], { stdin: log })).stdout)
  t.match(found, [
    {
      ...{ name: 'RTM_NEWLINK', protocol: 'route', direction: 'sent', socket: 'ip[17] fd 3', time: 1700000000.001 },
      value: { ifname: 'vx0' },
    },
    { answers: 1, refusal: { field: { path: 'linkinfo.data.id' } }, direction: 'received' },
    { name: 'NFT_MSG_GETGEN', protocol: 'netfilter', netns: 'blue' },
  ])
  const { stdout } = await run(['decode', '--le', '--json'], { stdin: log })
  t.same(JSON.parse(stdout), found)
})

const SOME = golden().filter((_, index) => index % 3 === 0 && index < 600)

/** Datagrams of recorded messages of both protocols, whole and damaged. */
const recorded = (): Datagram[] =>
  SOME.flatMap(({ type, from, bytes }, index) => {
    const whole = (payload: Uint8Array): Uint8Array =>
      framed(allTypes[type].type, from === 'tool' ? 1 : 2, payload, 1 + (index % 3), 17)
    const attribute = (id: number): Buffer => Buffer.from([8, 0, id, 0, 1, 2, 3, index])
    const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
    const protocol = type in messageTypes ? 0 : 12
    const socket = index % 2 === 0 ? undefined : { label: 'ip[17] fd 3', netns: 'blue' }
    const time = [undefined, 1_700_000_000_007_919 + index, 25e5, -7, Number.NaN][index % 5]
    return [
      bytes,
      bytes.subarray(0, index % bytes.length),
      ...[1, 2, 34, 44, 67, 95, 200].map((id) => Buffer.concat([padded, attribute(id)])),
      ...[1, 34, 67].map((id) => Buffer.concat([padded, attribute(id), attribute(id)])),
      Buffer.concat([padded, Buffer.from([5, 0, 3])]),
      Buffer.concat([padded, Buffer.from([3, 0, 3, 0])]),
      Buffer.concat([padded, Buffer.from([9, 0, 3, 0])]),
    ].flatMap((payload) => [
      { bytes: whole(payload), protocol, socket, time, direction: 'received' as const },
      { bytes: whole(payload), order: index % 2 === 0 ? 'be' : 'le' },
      { bytes: whole(payload).subarray(0, 20 + index), protocol, missing: 7, why: 'cut' },
    ])
  })

t.test('--json-lines: the fast path writes the same lines', needsFastPaths, (t) => {
  let quick = quickJsonLines()
  const conversation = new Conversation()
  const all: Captured[] = []
  const families = Array.from({ length: 256 }, (_, family) => reply('RTM_NEWROUTE', { header: { family } }))
  const list = request('RTM_GETROUTE', NLM_F_DUMP, { header: {} }, 2)
  const datagrams = [{ bytes: list, protocol: 0 }, ...recorded(), ...families.map((bytes) => ({ bytes, protocol: 0 }))]
  for (const datagram of datagrams) cut(datagram, { le: true }, all)
  for (const datagram of recorded()) cut(datagram, {}, all)
  let same = 0
  for (const [index, captured] of all.entries()) {
    // Damaged messages are of more kinds than one writer remembers.
    if (index % 400 === 0) quick = quickJsonLines()
    const answer = conversation.add(captured)
    const line = quick.quick?.(captured, answer)
    if (line === undefined) continue
    const described = describeCaptured(captured, false)
    const expected = jsonLines.message({ captured, number: index + 1, described, answer })
    assert.equal(line, expected)
    if (described?.problems.length !== 0) t.fail(line)
    same++
  }
  t.ok(same > 10 * SOME.length, `${same} of ${all.length}`)
  t.end()
})

t.test('--json-lines: more than is written at a time', async (t) => {
  const link = reply('RTM_NEWLINK', { header: { index: 3 }, ifname: 'veth0', ifalias: 'x'.repeat(3000) })
  const padded = Buffer.concat([link, Buffer.alloc(-link.length & 3)])
  const { stdout } = await run(['decode', '--le', '--json-lines'], { stdin: Buffer.concat(Array(40).fill(padded)) })
  t.same(
    lines(stdout).map((line) => (line as { value: { ifname: string } }).value.ifname),
    Array(40).fill('veth0'),
  )
})

t.test('--json-lines without fast paths', async (t) => {
  const before = fastPaths
  t.teardown(() => setFastPaths(before))
  const all: Captured[] = []
  cut({ bytes: LINK }, { le: true }, all)
  const quick = quickJsonLines()
  const printed: string[] = []
  for (const enabled of [true, false]) {
    setFastPaths(enabled)
    t.equal(quick.quick?.(all[0] as Captured, undefined) !== undefined, enabled)
    printed.push((await run(['decode', '--le', '--json-lines'], { stdin: LINK })).stdout)
  }
  t.equal(printed[0], printed[1])
  t.match(printed[0], '"ifname":"veth0"')
})

t.test('--json-lines: every header can be read', (t) => {
  const found = new Set(route.messages.flatMap(({ node }) => node.header.fields.map((field) => field.node.type)))
  t.same([...found].sort(), ['enum', 'flags', 'scalar'], 'no header has a field that can be malformed')
  t.end()
})

t.test('answers without sockets: by protocol, and by what they contain', async (t) => {
  const other = request('RTM_DELLINK', NLM_F_ACK, { header: { index: 9 } }, 8)
  const file = Buffer.concat([
    pcapHeader('le'),
    ...[VXLAN, other, error(34, VXLAN.subarray(0, 16), offset(60)), error(0, other.subarray(0, 16), undefined, 8)].map(
      (bytes) => pcapRecord(bytes, 0, 1_700_000_000_000_000_000n, 'le'),
    ),
    pcapRecord(error(1, VXLAN.subarray(0, 16)), 12, 5n, 'le'),
    pcapRecord(error(2, other.subarray(0, 16)), 0, 5n, 'le'),
    pcapRecord(framed(3, 2, Buffer.from([0xf0, 0xff, 0xff, 0xff]), 99), 0, 5n, 'le'),
    pcapRecord(framed(4, 0, Buffer.alloc(0), 7), 0, 5n, 'le'),
  ])
  const { stdout } = await run(['decode', '--json-lines'], { stdin: file })
  t.match(lines(stdout), [
    {},
    {},
    { answers: 1, refusal: { whole: true, field: { path: 'linkinfo.data.id' } } },
    { answers: 2 },
    { protocol: 'netfilter', answers: undefined, refusal: { whole: false } },
    { answers: undefined, refusal: { operation: 'RTM_DELLINK', whole: false } },
    { name: 'NLMSG_DONE', answers: undefined, refusal: { code: 'EBUSY', asked: undefined } },
    { name: 'NLMSG_OVERRUN', answers: undefined },
  ])
  const unpaired = [error(0, VXLAN.subarray(0, 16)), reply('RTM_NEWLINK', { header: {} })]
  t.match(
    (await run(['decode', '--le'], { stdin: Buffer.concat(unpaired) })).stdout,
    /^NLMSG_ERROR {2}\(1, 36 bytes\)\n/,
  )
})

t.test('requests that expect objects, and requests that do not', async (t) => {
  const echo = request('RTM_NEWLINK', 8, { header: {} }, 1)
  const unknown = framed(99, 1, Buffer.alloc(4), 2)
  const change = request('RTM_NEWLINK', NLM_F_ACK, { header: {} }, 3)
  const answers = [1, 2, 3].map((seq) => reply('RTM_NEWLINK', { header: {} }, seq))
  const stdin = Buffer.concat([echo, unknown, change, ...answers])
  const found = lines((await run(['decode', '--le', '--json-lines'], { stdin })).stdout)
  t.same(
    found.map((one) => (one as { answers?: number }).answers),
    [undefined, undefined, undefined, 1, 2, undefined],
  )
})

t.test('requests are remembered for a while', async (t) => {
  const ask = (seq: number, length = 0): Buffer => framed(99, 1, Buffer.alloc(length), seq)
  const answered = (seq: number): Buffer => framed(98, 0, Buffer.alloc(4), seq)
  const many = Array.from({ length: 4097 }, (_, seq) => ask(seq + 1))
  const answersOf = async (all: readonly Buffer[]) => {
    const { stdout } = await run(['decode', '--le', '--json-lines'], { stdin: Buffer.concat(all) })
    return lines(stdout)
      .slice(-2)
      .map((one) => (one as { answers?: number }).answers)
  }
  t.same(await answersOf([...many, answered(1), answered(2)]), [undefined, 2])
  const large = Array.from({ length: 6 }, (_, seq) => ask(seq + 1, 900 << 10))
  t.same(await answersOf([...large, answered(1), answered(6)]), [undefined, 6])
  const sockets = Array.from({ length: 1025 }, (_, index) => pcapRecord(ask(5), index, 0n, 'le'))
  const file = [
    pcapHeader('le'),
    ...sockets,
    pcapRecord(answered(5), 0, 0n, 'le'),
    pcapRecord(answered(5), 1024, 0n, 'le'),
  ]
  t.same(await answersOf(file.map((part) => Buffer.from(part))), [undefined, 1025])
})

t.test('the protocol decides about the table', async (t) => {
  const batch = framed(16, 1, Buffer.from([0, 0, 0, 10]))
  const names = async (stdin: Uint8Array, ...argv: string[]) =>
    lines((await run(['decode', '--le', '--json-lines', ...argv], { stdin })).stdout).map(
      (one) => (one as { name: string }).name,
    )
  t.same(await names(batch, '--family', 'netfilter'), ['NFNL_MSG_BATCH_BEGIN'])
  t.same(await names(batch, '--family', '12'), ['NFNL_MSG_BATCH_BEGIN'])
  t.same(await names(LINK, '--family', 'generic'), [undefined])
  const { code, stderr } = await run(['decode', '--family', 'nothing'], { stdin: batch })
  t.equal(code, 2)
  t.match(stderr, 'Expected route, netfilter, generic, another protocol of netlink, or its number.')
  const json = await run(['decode', '--le', '--json-lines', '--family', '77'], { stdin: LINK })
  t.match(lines(json.stdout), [{ protocol: '77' }])
})

/** The bytes of the arrays in C source. */
const arraysOf = (source: string): number[][] =>
  [...source.matchAll(/\[(\d+)\] .* = \{\n([\s\S]*?)\n\};/g)].map(([, length, text = '']) => {
    const bytes = [...text.replace(/\/\*.*?\*\//g, '').matchAll(/0x([0-9a-f]{2}),/g)].map(([, hex = '']) =>
      Number.parseInt(hex, 16),
    )
    assert.equal(bytes.length, Number(length))
    return bytes
  })

t.test('C', async (t) => {
  const strange = reply('RTM_NEWLINK', { header: {}, ifname: 'a*/b/*c' })
  // IFLA_IFNAME becomes an attribute that the kernel does not have
  const unknown = Buffer.from(reply('RTM_NEWLINK', { header: {}, ifname: 'abc' }))
  unknown.writeUInt16LE(0xfff, unknown.length - 6)
  const rest = Buffer.from([1, 2, 3])
  const stdin = Buffer.concat([VXLAN, RANGE, strange, unknown, rest])
  const { stdout } = await run(['decode', '--le', '--c'], { stdin })
  t.same(arraysOf(stdout), [[...VXLAN], [...RANGE], [...strange], [...unknown], [...rest]])
  t.match(stdout, '/* attribute 4095 ! no such attribute known */')
  t.match(
    stdout,
    /^\/\* RTM_NEWLINK \(1, 68 bytes\) \*\/\nstatic const unsigned char message_1\[68\] __attribute__\(\(aligned\(4\)\)\) = \{\n/,
  )
  t.match(stdout, /\n\t0x08, 0x00, 0x01, 0x00, 0xff, 0xe0, 0xf5, 0x05, +\/\* IFLA_VXLAN_ID 99999999 \*\/\n/)
  t.match(stdout, '/* IFLA_IFNAME "a*\\/b/\\*c" */')
  t.match(stdout, '/* ! 3 bytes are too few for struct nlmsghdr (16) */')
})

/** What `code` sends through the variable `rtnl`, and through sockets that it opens. */
const sentBy = async (code: string): Promise<{ requests: FakeRequest[]; others: unknown[] }> => {
  const requests: FakeRequest[] = []
  const others: unknown[] = []
  const kernel = new FakeKernel((asked, answer) => {
    requests.push(asked)
    if ((asked.flags & NLM_F_DUMP) === NLM_F_DUMP && asked.type % 4 === 2) answer.done()
    else answer.ack()
  })
  class Socket {
    constructor(options: object) {
      others.push(options)
    }
    async atomic(batch: readonly object[]): Promise<void> {
      others.push(...batch)
    }
    async request(type: number, flags: number, payload: Uint8Array): Promise<void> {
      others.push({ type, flags, payload })
    }
  }
  const body = code.replace(/^import .*$/gm, '').replace(/^await using rtnl = .*$/m, '')
  const AsyncFunction = (async () => {}).constructor as new (
    ...words: string[]
  ) => (...values: unknown[]) => Promise<void>
  const rtnl = await Rtnl.open({ transport: kernel })
  await new AsyncFunction('rtnl', 'encode', 'messageTypes', 'NetlinkSocket', body)(rtnl, encode, messageTypes, Socket)
  rtnl.close()
  return { requests, others }
}

t.test('TypeScript that sends the same', async (t) => {
  const stdin = Buffer.concat([
    VXLAN,
    RANGE,
    request('RTM_GETLINK', NLM_F_DUMP, { header: {}, extMask: ['vf'] }),
    request('RTM_NEWADDR', NLM_F_EXCL_CREATE, {
      header: { family: 'inet', prefixlen: 24, index: 3 },
      local: '192.0.2.1',
      address: '192.0.2.9',
    }),
    request('RTM_NEWROUTE', NLM_F_EXCL_CREATE, {
      header: { family: 'inet', dstLen: 24, table: 'main', protocol: 'boot', type: 'unicast', scope: 'link' },
      dst: '192.0.2.0',
      oif: 3,
    }),
    request('RTM_NEWLINK', 0, { header: { index: 3, flags: ['up'], change: ['up'] }, ifname: 'new' }),
    request('RTM_NEWLINK', 0, { header: { flags: [], change: ['up'] }, ifname: 'eth7' }),
    request('RTM_DELLINK', 0, { header: { index: 5 } }),
    request('RTM_NEWADDR', NLM_F_EXCL_CREATE, {
      header: { family: 'inet6', prefixlen: 64, index: 3 },
      address: '2001:db8::7',
    }),
    request('RTM_NEWNETCONF', 0, { header: { family: 'inet' } }),
    framed(99, 5, Buffer.from([1, 2])),
    Buffer.alloc(2),
    // an attribute that the table does not have
    framed(16, 1, Buffer.concat([Buffer.alloc(16), Buffer.from([5, 0, 0xff, 0, 7, 0, 0, 0])])),
    // a value whose encoding is longer: text without its NUL
    framed(16, 1, Buffer.concat([Buffer.alloc(16), Buffer.from([7, 0, 3, 0, 97, 98, 99, 0])])),
    framed(0xa10, 1, Buffer.alloc(4)),
  ])
  const { code, stdout } = await run(['decode', '--le', '--ts'], { stdin })
  t.equal(code, 0)
  t.match(stdout, "await rtnl.links.add({ name: 'vx0', kind: 'vxlan', data: { id: 99999999 } })\n")
  t.match(stdout, "await rtnl.addresses.add({ address: '192.0.2.1/24', dev: 3, peer: '192.0.2.9/24' })\n")
  t.match(stdout, "await rtnl.routes.add({ dst: '192.0.2.0/24', dev: 3 })\n")
  t.match(stdout, "await rtnl.links.change(3, { name: 'new', up: true })\n")
  t.match(stdout, 'await rtnl.links.delete(5)\n')
  t.match(stdout, /\nawait rtnl\.socket\.dump\(18, encode\(messageTypes\.RTM_GETLINK\.node, /)
  t.match(stdout, "await rtnl.socket.request(99, 0, Buffer.from('0102', 'hex'))\n")
  t.match(stdout, '\nconst socket12 = new NetlinkSocket({ protocol: 12 })\n')
  const { requests, others } = await sentBy(stdout)
  t.same(
    requests.map(({ type, flags }) => [type, flags & ~5]),
    [
      [16, 0x600],
      [18, 0x300],
      [20, 0x600],
      [24, 0x600],
      [16, 0],
      [16, 0],
      [17, 0],
      [20, 0x600],
      [80, 0],
      [99, 0],
      [16, 0],
      [16, 0],
    ],
  )
  t.same(others, [{ protocol: 12 }, { type: 0xa10, flags: 0, payload: Buffer.alloc(4) }])
})

t.test('transactions of nf_tables are one call', async (t) => {
  const [begin, table, end] = [
    framed(16, 1, Buffer.from([0, 0, 0, 10])),
    framed(0xa00, 0x401, Buffer.from('0200000006000100740000', 'hex')),
    framed(17, 1, Buffer.from([0, 0, 0, 10])),
  ]
  const padded = Buffer.concat([table as Buffer, Buffer.alloc(1)])
  const log = logOf(['>', Buffer.concat([begin as Buffer, padded, end as Buffer]), 4], ['>', begin as Buffer, 4])
  const { stdout } = await run(['decode', '--le', '--ts'], { stdin: log })
  const { others } = await sentBy(stdout)
  t.match(others, [{ protocol: 12 }, { type: 16 }, { type: 0xa00, flags: 0x400 }, { type: 17 }])
  t.match(stdout, /\n\/\/ a transaction without its end\n\/\/ \/\/ NFNL_MSG_BATCH_BEGIN .*\n\/\/ *\{ type: 16, /)
})

t.test('requests of iproute2 as calls of the library', async (t) => {
  const VERBS: { readonly [verb: string]: number } = { add: 0x600, append: 0xc00, replace: 0x500, change: 0x100 }
  const recorded = readFileSync(new URL('../../fixtures/golden/messages.jsonl', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): { command: string; from: string; type: MessageName; hex: string } => JSON.parse(line))
    .filter(({ from, type }) => from === 'tool' && /^RTM_(NEW|DEL)/.test(type))
  const messages = recorded.map(({ command, type, hex }) => {
    const [, verb = ''] = / (add|append|replace|change) /.exec(command) ?? []
    return Buffer.from(frameRequest(messageTypes[type].type, VERBS[verb] ?? 0, Buffer.from(hex, 'hex'), true))
  })
  const padded = messages.map((bytes) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]))
  const { stdout } = await run(['decode', '--le', '--ts', '--family', 'route'], { stdin: Buffer.concat(padded) })
  const { requests } = await sentBy(stdout)
  t.equal(requests.length, messages.length)
  const readable = stdout.match(/^await rtnl\.(?!socket)/gm)?.length ?? 0
  t.ok(readable > 0.9 * messages.length, `${readable} of ${messages.length} are calls of an object`)
  for (const [index, { type, flags, payload }] of requests.entries()) {
    const sent = messages[index] as Buffer
    const { command, type: name } = recorded[index] as (typeof recorded)[number]
    t.same([type, flags & ~4], [sent.readUInt16LE(4), sent.readUInt16LE(6) & ~4], command)
    const { node }: { readonly node: Message } = messageTypes[name]
    const [one, other] = [payload, sent.subarray(16)].map(
      (bytes) =>
        decode(node as Typed<unknown>, bytes, { order: 'le' }) as { table?: unknown; header: { table?: unknown } },
    )
    // the library sends the table as an attribute
    if (name.endsWith('ROUTE')) {
      t.equal(one?.table ?? one?.header.table, other?.table ?? other?.header.table, command)
      delete one?.table
      delete one?.header.table
      delete other?.table
      delete other?.header.table
    }
    t.same(one, other, command)
  }
})

t.test('test cases', async (t) => {
  const stdin = Buffer.concat([VXLAN, RANGE, LINK, framed(99, 1, Buffer.alloc(4)), framed(16, 1, Buffer.alloc(4))])
  const { stdout } = await run(['decode', '--le', '--fixture', 'ts'], { stdin })
  const names: string[] = []
  const test = (name: string, body: () => void): void => {
    names.push(name)
    body()
  }
  const body = stdout.replace(/^import .*$/gm, '')
  new Function('assert', 'test', 'decode', 'messageTypes', 'Buffer', body)(assert, test, decode, messageTypes, Buffer)
  t.same(names, ['RTM_NEWLINK 1', 'RTM_NEWLINK 3'])
  t.match(stdout, '// NLMSG_ERROR (2, ')
  t.match(stdout, '// type 99 (4, 20 bytes): no test\n')
  t.match(stdout, '// RTM_NEWLINK (5, 20 bytes): no test\n')
  const json = await run(['decode', '--le', '--fixture', 'json'], { stdin: Buffer.concat([VXLAN, Buffer.from([1])]) })
  t.match(JSON.parse(json.stdout), [
    { type: 'RTM_NEWLINK', hex: VXLAN.toString('hex'), value: { ifname: 'vx0' }, problems: undefined },
    { type: undefined, hex: '01', value: undefined },
  ])
  const short = framed(16, 1, Buffer.concat([Buffer.alloc(16), Buffer.from([5, 0, 4, 0, 1, 0, 0, 0])]))
  const faulty = await run(['decode', '--le', '--fixture', 'json'], {
    stdin: Buffer.concat([short, framed(99, 1, Buffer.alloc(4))]),
  })
  t.match(JSON.parse(faulty.stdout), [{ problems: [{ path: 'mtu' }] }, { type: 99, value: '00000000' }])
  t.equal(sourceText({ a: undefined, 'b-c': 1n }), "{ 'b-c': 1n }")
  const netfilter = await run(['decode', '--le', '--fixture', 'ts', '--family', 'netfilter'], {
    stdin: framed(0xa10, 1, Buffer.alloc(4)),
  })
  t.match(netfilter.stdout, '// NFT_MSG_GETGEN (1, 20 bytes): no test')
  const strange = reply('RTM_NEWLINK', {
    header: {},
    ifname: "it's \u732b\n\\",
    ifalias: '"\udcff',
    alt: undefined,
    physSwitchId: Buffer.alloc(0),
    stats64: {},
    address: '02:00:00:00:00:07',
  })
  const source = await run(['decode', '--le', '--fixture', 'ts'], { stdin: strange })
  new Function('assert', 'test', 'decode', 'messageTypes', 'Buffer', source.stdout.replace(/^import .*$/gm, ''))(
    assert,
    test,
    decode,
    messageTypes,
    Buffer,
  )
  t.match(source.stdout, "ifname: 'it\\'s \\u732b\\n\\\\'")
})

/** A trace with this log. */
const traced = (log: string, trace: Partial<Trace> = {}): Partial<World> & { targets: Target[] } => {
  const targets: Target[] = []
  return {
    targets,
    trace: async (target) => {
      targets.push(target)
      const parts = (async function* () {
        yield Buffer.from(log)
      })()
      return {
        log: parts,
        ended: Promise.resolve(0),
        netns: undefined,
        stop: () => undefined,
        abandon: () => undefined,
        protocolOf: () => undefined,
        ...trace,
      }
    },
  }
}

t.test('trace: the conversation', async (t) => {
  const probe = request('RTM_NEWLINK', NLM_F_ACK, { header: {} }, 9)
  const getgen = framed(0xa10, 1, Buffer.alloc(4), 5)
  const calls = [
    ...([
      ['>', LIST],
      ['<', Buffer.concat([LINK, LINK])],
      ['<', LINK],
      ['<', DONE],
    ] as const),
    ...([
      ['>', VXLAN],
      ['<', RANGE],
      ['<', LINK],
      ['>', probe],
      ['<', error(19, probe, undefined, 9)],
    ] as const),
    ...([
      ['>', getgen, 4],
      ['<', framed(0xa0f, 0, Buffer.alloc(4), 5, 17), 4],
      ['<', error(1, getgen, undefined, 5), 4],
    ] as const),
    ...([
      ['>', request('RTM_DELLINK', NLM_F_ACK, { header: { index: 5 } }, 6)],
      ['<', error(0, VXLAN.subarray(0, 16), undefined, 6)],
    ] as const),
    ...([
      ['>', Buffer.from([1, 2, 3])],
      ['<', framed(99, 0, Buffer.alloc(4), 0)],
      ['>', framed(99, 0, Buffer.alloc(4), 0)],
    ] as const),
  ]
  const world = traced(
    `${logOf(...calls)}17 1700000000.100000 sendto(3<socket:[3]>, ${escaped(LIST.subarray(0, 17))}..., 40, 0, NULL, 0) = 40\n`,
  )
  const { code, stdout, stderr } = await run(['trace', '--', 'ip', '-d', 'link'], world)
  t.same(world.targets, [{ command: ['ip', '-d', 'link'] }])
  t.equal(
    stdout,
    [
      'ip[17] fd 3 (route)',
      '    0.00 ms > RTM_GETLINK               list links',
      `    1.01 ms < 3 RTM_NEWLINK, ${3 * LINK.length} bytes  (2.01 ms)`,
      '    3.01 ms < end of the list  (3.01 ms)',
      '    4.00 ms > RTM_NEWLINK               add link vx0 of kind vxlan',
      '    5.01 ms < ERANGE (34): Numerical result out of range  (1.01 ms)',
      '              at fault   linkinfo.data.id (IFLA_VXLAN_ID) at byte 60',
      '              sent       99999999',
      '    6.01 ms < RTM_NEWLINK               notification',
      '    7.00 ms > RTM_NEWLINK               change link',
      '    8.01 ms < ENODEV (19): No such device  (1.01 ms), as the program expects',
      'ip[17] fd 4 (netfilter, in blue)',
      '    9.00 ms > NFT_MSG_GETGEN            get generation',
      '   10.01 ms < 1 NFT_MSG_NEWGEN, 20 bytes  (1.01 ms)',
      '   11.01 ms < EPERM (1): Operation not permitted  (2.01 ms)',
      'ip[17] fd 3 (route)',
      '   12.00 ms > RTM_DELLINK               delete link 5',
      '   13.01 ms < acknowledged  (1.01 ms)',
      '   14.00 ms ! 3 bytes are too few for struct nlmsghdr (16)',
      '   15.01 ms < type 99                   notification',
      '   16.00 ms > type 99                   send a message of type 99',
      '   99.00 ms > RTM_GETLINK               23 bytes are missing: strace cut the string; -s 1000000 prints all',
      '',
    ].join('\n'),
  )
  t.same([code, stderr], [0, ''])
})

t.test('trace: forms, and what is at the end', async (t) => {
  const log = logOf(['>', LIST], ['<', LINK])
  t.match((await run(['trace', '--raw', '-p', '17'], traced(log))).stdout, /^RTM_GETLINK {2}\(1, /)
  t.match(lines((await run(['trace', '--json-lines', '-p', '17'], traced(log))).stdout), [
    { name: 'RTM_GETLINK' },
    { answers: 1 },
  ])
  const world = traced(log.replace(/^.*(setns|socket\().*\n/gm, ''), {
    netns: 'red',
    protocolOf: (inode) => (inode === '3' ? 0 : undefined),
  })
  const { stdout } = await run(['trace', '-p', '17'], world)
  t.match(stdout, /^ip\[17\] fd 3 \(route, in red\)\n/)
  t.match(stdout, / < 1 RTM_NEWLINK, .*\n$/, 'what was collected')
  t.same(world.targets, [{ pid: 17 }])
  const nothing = await run(['trace', '--', 'true'], traced(''))
  t.same(
    [nothing.code, nothing.stdout, nothing.stderr],
    [0, '', 'rtnl-dump: no netlink messages were sent or received\n'],
  )
  const failed = await run(['trace', '--', 'ip'], traced(log, { ended: Promise.resolve(255) }))
  t.same([failed.code, failed.stderr], [255, ''], 'the exit code of the program')
  t.match(await run(['trace'], traced('')), {
    code: 2,
    stderr: /a program is missing: rtnl-dump trace -- ip link, or --pid/,
  })
  t.match(await run(['trace', '-p', '5', '--', 'ip'], traced('')), {
    code: 2,
    stderr: /either a program or --pid, not both/,
  })
  t.match(await run(['trace', '-p', 'ip'], traced('')), { code: 2, stderr: /Expected the number of a process/ })
  const trace = async (): Promise<never> => {
    throw new TraceError('strace is not installed')
  }
  t.match(await run(['trace', '--', 'ip'], { trace }), {
    code: 1,
    stderr: 'rtnl-dump: strace is not installed\n',
  })
})

t.test('trace: a log that comes slowly', async (t) => {
  let stopped = 0
  const [first = '', second = ''] = logOf(['>', LIST], ['<', LINK]).split(/(?<=\n)(?=.*recvfrom)/)
  const shown: string[] = []
  const stdout = new Sink()
  const stop = new AbortController()
  const world = traced('', {
    stop: () => {
      stopped++
    },
    log: (async function* () {
      yield Buffer.from(first)
      await new Promise((resolve) => setTimeout(resolve, 150))
      shown.push(stdout.text)
      stop.abort()
      yield Buffer.from(second)
    })(),
  })
  await run(['trace', '--', 'ip'], { ...world, stdout, interrupted: () => stop.signal })
  t.match(shown, [/> RTM_GETLINK/], 'the last call is shown before the next one')
  t.match(stdout.text, / < 1 RTM_NEWLINK, /)
  t.equal(stopped, 1, 'a signal ends the program')
  const gone = new Sink({ fail: 'EPIPE' })
  const { code } = await run(['trace', '--', 'ip'], {
    ...traced(first, { abandon: () => void stopped++ }),
    stdout: gone,
  })
  t.same([code, stopped], [0, 2], 'the reader of a pipe has closed it')
})

t.test('trace: a log without times, and slow answers', async (t) => {
  const bare = (bytes: Buffer, way = 'sendto'): string =>
    `${way}(9, ${escaped(bytes)}, ${bytes.length}, 0, NULL, 0) = ${bytes.length}\n`
  const { stdout } = await run(
    ['trace', '-p', '17'],
    traced(bare(LIST) + bare(LINK, 'recvfrom') + bare(DONE, 'recvfrom')),
  )
  t.equal(
    stdout,
    [
      'unknown socket',
      '            > RTM_GETLINK               list links',
      `            < 1 RTM_NEWLINK, ${LINK.length} bytes`,
      '            < end of the list',
      '',
    ].join('\n'),
  )
  const calls = [
    ...([
      ['>', framed(17, 1, Buffer.alloc(4)), 4],
      ['>', framed(0xa01, 0x301, Buffer.alloc(4)), 4],
    ] as const),
    ...([
      ['>', framed(0xa08, 1, Buffer.from('0200000006000100740000', 'hex')), 4],
      ['>', framed(0xa06, 1, Buffer.alloc(1)), 4],
    ] as const),
  ]
  const slow = logOf(...calls).replace('1700000000.004', '1700000009.004')
  const netfilter = (await run(['trace', '-p', '17'], traced(slow))).stdout
  t.match(
    netfilter,
    / commit the transaction\n.* list table\n.* delete rule t\n 9003\.00 ms > NFT_MSG_NEWRULE +add rule\n/,
  )
  const late = logOf(['>', LIST], ['<', LINK]).replace('1700000000.002', '1700000002.002')
  t.match((await run(['decode', '--le'], { stdin: late })).stdout, ', answers 1 after 2.00 s)')
  const file = [
    pcapngHeader('le'),
    pcapngInterface('a socket', undefined, 'le'),
    pcapngPacket(0, { bytes: LINK }, 'le'),
  ]
  t.match(
    (await run(['decode', '--le'], { stdin: Buffer.concat(file) })).stdout,
    /^RTM_NEWLINK {2}\(1, \d+ bytes, by a socket\)\n/,
  )
})

t.test('record: a file that decode reads', async (t) => {
  const files = new Map<string, Uint8Array[]>()
  let closed = 0
  const createFile = (path: string): OutputFile => {
    const parts: Uint8Array[] = []
    files.set(path, parts)
    return {
      write: (bytes) => void parts.push(bytes),
      close: () => {
        closed++
      },
    }
  }
  const log = logOf(['>', VXLAN], ['<', RANGE], ['>', framed(0xa10, 1, Buffer.alloc(4)), 4])
  const loose = `sendto(9, ${escaped(LIST)}, ${LIST.length}, 0, NULL, 0) = ${LIST.length}\n`
  const { code, stderr } = await run(['record', '-o', 'it.pcapng', '--', 'ip'], { ...traced(log + loose), createFile })
  t.same([code, stderr, closed], [0, 'rtnl-dump: 4 datagrams of 3 sockets: rtnl-dump decode it.pcapng\n', 1])
  const stdin = Buffer.concat(files.get('it.pcapng') ?? [])
  const { stdout } = await run(['decode', '--json-lines'], { stdin })
  const direct = await run(['decode', '--json-lines'], { stdin: log })
  t.same(lines(stdout).slice(0, 3), lines(direct.stdout), 'the recording has everything')
  t.match(lines(stdout)[3], { name: 'RTM_GETLINK', socket: 'unknown socket' })
  t.equal((await run(['record', '--', 'ip'], { ...traced(log, { ended: Promise.resolve(3) }), createFile })).code, 3)
  t.ok(files.has('netlink.pcapng'))
})
