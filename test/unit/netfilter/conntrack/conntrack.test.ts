/** The client of connection tracking with a fake kernel: requests, refusals before sending, and unusual replies. */

import t from 'tap'
import { friendlyPath } from '../../../../src/netfilter/conntrack/changes.ts'
import { labelNumbers } from '../../../../src/netfilter/conntrack/connection.ts'
import type { Expectation } from '../../../../src/netfilter/conntrack/expectation.ts'
import { payloadOf } from '../../../../src/netfilter/conntrack/messages.ts'
import { inverted } from '../../../../src/netfilter/conntrack/tuples.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import type { Typed } from '../../../../src/netlink/codec/node.ts'
import { NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL } from '../../../../src/netlink/protocol/header.ts'
import type { Answer } from '../../../../src/netlink/transport/fake.ts'
import type { ConnectionChanges, ConnectionRef, ConntrackGroup, NewConnection } from '../../../../src/nftables.ts'
import { Conntrack } from '../../../../src/nftables.ts'
import { netfilterMessages as messages } from '../../../registry.ts'
import type { Listings, Value } from '../nftables/ruleset.ts'
import { ENOENT, EPERM, FakeNetfilter, next } from '../nftables/ruleset.ts'

const open = async (listings: Listings = {}, order: 'le' | 'be' = 'le') => {
  const world = new FakeNetfilter(listings, order)
  const ct = await Conntrack.open({ transport: world.socket, order })
  t.teardown(() => ct.close())
  const sent = (): unknown[][] =>
    world.kernels.flatMap(({ requests }) =>
      requests.splice(0).map(({ type, flags, payload }) => {
        const { name, node } = messages.get(type) as { name: string; node: Typed<unknown> }
        const { header, ...value } = decode(node, payload, { order, strict: true }) as Value
        const { family } = header as { family: string }
        return [
          name.replace('IPCTNL_MSG_', ''),
          (flags & NLM_F_DUMP) === NLM_F_DUMP ? 0 : flags & (NLM_F_CREATE | NLM_F_EXCL),
          family,
          value,
        ]
      }),
    )
  return { world, ct, sent }
}

const proto = (num: string | number, srcPort?: number, dstPort?: number): Value =>
  srcPort === undefined ? { num } : { num, srcPort, dstPort }
const tuple = (src: string, dst: string, ...[num, ...ports]: Parameters<typeof proto>): Value => ({
  ip: src.includes(':') ? { v6Src: src, v6Dst: dst } : { v4Src: src, v4Dst: dst },
  proto: proto(num, ...ports),
})
const TCP = { protocol: 'tcp', src: '192.0.2.1', dst: '198.51.100.7', sport: 1024, dport: 80 } as const
const TCP_TUPLE = tuple(TCP.src, TCP.dst, 'tcp', 1024, 80)
const TCP_BACK = tuple(TCP.dst, TCP.src, 'tcp', 80, 1024)
const LISTED = { header: { family: 'ip' }, tupleOrig: TCP_TUPLE, tupleReply: TCP_BACK, id: 5, status: ['confirmed'] }

t.test('every field of a connection', async (t) => {
  const { ct } = await open({
    IPCTNL_MSG_CT_GET: [
      {
        ...LISTED,
        status: ['seen-reply', 'snat'],
        timeout: 100,
        mark: 7,
        zone: 3,
        use: 2,
        labels: Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0x80),
        protoinfo: { tcp: { state: 'established' } },
        countersOrig: { packets: 2n ** 40n, bytes: 5n },
        countersReply: { packets32: 3, bytes32: 4 },
        help: { name: 'ftp' },
        secctx: { name: 'unlabeled' },
        tupleMaster: tuple('192.0.2.1', '198.51.100.7', 'tcp', 1, 21),
        timestamp: { start: 1795284686917123456n, stop: 1795284687917123456n },
      },
      { header: { family: 'ip' }, protoinfo: { sctp: { state: 'shutdown-sent' } } },
      { header: { family: 'ip' }, protoinfo: { dccp: { state: 3 } }, tupleOrig: { zone: 4 } },
    ],
  })
  const [all, ...others] = await ct.list()
  t.strictSame(all, {
    id: 5,
    family: 'ip',
    protocol: 'tcp',
    original: { src: TCP.src, dst: TCP.dst, sport: 1024, dport: 80, packets: 2 ** 40, bytes: 5 },
    reply: { src: TCP.dst, dst: TCP.src, sport: 80, dport: 1024, packets: 3, bytes: 4 },
    state: 'established',
    status: ['seen-reply', 'snat'],
    timeout: 100,
    mark: 7,
    zone: 3,
    labels: [1, 63],
    helper: 'ftp',
    master: { protocol: 'tcp', src: '192.0.2.1', dst: '198.51.100.7', sport: 1, dport: 21 },
    context: 'unlabeled',
    started: 1795284686917,
    stopped: 1795284687917,
    use: 2,
  })
  t.match(others, [
    { state: 'shutdown-sent', protocol: 0, status: [], original: { src: '' } },
    { state: '3', original: { zone: 4 } },
  ])
  t.strictSame(labelNumbers(Uint8Array.of(0, 0, 0, 2, 0x80, 0, 0, 0, 1), false), [1, 63])
})

t.test('a connection whose master has no protocol', async (t) => {
  const tupleMaster = { ip: { v4Src: '192.0.2.3', v4Dst: '198.51.100.9' } }
  const { ct } = await open({ IPCTNL_MSG_CT_GET: [{ ...LISTED, tupleMaster }] })
  const [one] = await ct.list()
  t.strictSame(one?.master, { protocol: 0, src: '192.0.2.3', dst: '198.51.100.9' })
})

t.test('a connection that was listed with translated addresses is created again, with ports and without', async (t) => {
  const ping = (src: string, dst: string, icmpType: number) => ({
    ip: { v4Src: src, v4Dst: dst },
    proto: { num: 'icmp', icmpType, icmpCode: 0, icmpId: 7 },
  })
  const status = ['confirmed', 'snat']
  const { ct, sent } = await open({
    IPCTNL_MSG_CT_GET: [
      { ...LISTED, status, tupleReply: tuple(TCP.dst, '203.0.113.5', 'tcp', 80, 4711) },
      { ...LISTED, status, tupleOrig: ping(TCP.src, TCP.dst, 8), tupleReply: ping(TCP.dst, '203.0.113.5', 0) },
    ],
  })
  for (const one of await ct.list()) await ct.add(one)
  const range = { v4Minip: '203.0.113.5', v4Maxip: '203.0.113.5' }
  t.match(
    sent().flatMap(([name, , , value]) => (name === 'CT_NEW' ? [(value as Value)['natSrc']] : [])),
    [{ ...range, proto: { portMin: 4711, portMax: 4711 } }, range],
  )
})

t.test('lists, streams, and counters set to zero', async (t) => {
  const UDP = { header: { family: 'ip6' }, tupleOrig: tuple('::1', '::2', 'udp', 1, 2), id: 6 }
  const { ct, sent } = await open({ IPCTNL_MSG_CT_GET: [LISTED, UDP], IPCTNL_MSG_CT_GET_CTRZERO: [LISTED, UDP] })
  t.match(await ct.list({ protocol: 'udp', family: 'ip6' }), [{ id: 6 }])
  t.match(await ct.zero({ family: 'ip' }), [{ id: 5 }])
  const streamed: number[] = []
  for await (const { id } of ct.iterate({ dst: '::/0', zone: 0 })) streamed.push(id)
  t.strictSame(streamed, [6])
  t.strictSame(sent(), [
    ['CT_GET', 0, 'ip6', {}],
    ['CT_GET_CTRZERO', 0, 'ip', {}],
    ['CT_GET', 0, 'unspec', { zone: 0 }],
  ])
  await t.rejects(ct.list({ family: 'inet' as 'ip' }), { name: 'EncodeError' })
  await t.rejects(ct.iterate({ label: 500 }).next(), /^label: /)
  await t.rejects(ct.zero({ mark: -1 }), /^mark: /)
  t.strictSame(sent(), [], 'nothing was asked')
})

t.test('an interrupted list is read again', async (t) => {
  let times = 0
  const world = await open({
    IPCTNL_MSG_CT_GET: (answer: Answer) => {
      answer.message(0x0100, world.world.bytes('IPCTNL_MSG_CT_NEW', LISTED), times++ === 0 ? 0x10 : 0)
      answer.done()
    },
  })
  t.equal((await world.ct.list()).length, 1)
  t.equal(times, 2)
})

t.test('one connection, by either direction', async (t) => {
  const { ct, sent } = await open({
    IPCTNL_MSG_CT_GET: (answer, { zone }) => {
      if (zone === 9) return answer.refuse(ENOENT)
      answer.message(0x0100, bytes)
      answer.ack()
    },
  })
  const bytes = new FakeNetfilter({}, 'le').bytes('IPCTNL_MSG_CT_NEW', LISTED)
  const found = await ct.get(TCP)
  t.match(found, { id: 5, protocol: 'tcp' })
  await ct.get({ ...TCP, zone: 4, direction: 'reply' })
  await ct.get({ ...found, zone: 4 })
  await ct.get({ protocol: 'icmpv6', src: '::1', dst: '::2', icmpType: 128, icmpCode: 0, icmpId: 7 })
  await ct.get({ protocol: 6, ...{ packets: 1, bytes: 2 }, src: '10.0.0.1', dst: '10.0.0.2', sport: 0, dport: 1 })
  await ct.get({ protocol: 89, src: '10.0.0.1', dst: '10.0.0.2' })
  t.strictSame(sent(), [
    ['CT_GET', 0, 'ip', { tupleOrig: TCP_TUPLE }],
    ['CT_GET', 0, 'ip', { tupleReply: TCP_TUPLE, zone: 4 }],
    ['CT_GET', 0, 'ip', { tupleOrig: TCP_TUPLE, zone: 4 }],
    [
      'CT_GET',
      0,
      'ip6',
      {
        tupleOrig: {
          ip: { v6Src: '::1', v6Dst: '::2' },
          proto: { num: 'ipv6-icmp', icmpv6Id: 7, icmpv6Type: 128, icmpv6Code: 0 },
        },
      },
    ],
    ['CT_GET', 0, 'ip', { tupleOrig: tuple('10.0.0.1', '10.0.0.2', 'tcp', 0, 1) }],
    ['CT_GET', 0, 'ip', { tupleOrig: tuple('10.0.0.1', '10.0.0.2', 89) }],
  ])
  const gone = { code: 'ENOENT', target: 'tcp 192.0.2.1:1024 > 198.51.100.7:80' }
  await t.rejects(ct.get({ ...TCP, zone: 9 }), gone)
  await t.rejects(ct.get({ ...found, zone: 9 }), gone)
  const six = { protocol: 'udp', src: '::1', dst: '::2', sport: 1, dport: 2, zone: 9 } as const
  await t.rejects(ct.get(six), { code: 'ENOENT', target: 'udp [::1]:1 > [::2]:2' })
  await t.rejects(ct.get({ protocol: 89, src: '10.0.0.1', dst: '10.0.0.2', zone: 9 }), {
    code: 'ENOENT',
    target: '89 10.0.0.1 > 10.0.0.2',
  })
})

t.test('creating', async (t) => {
  const { ct, sent } = await open()
  await ct.add({ ...TCP, timeout: 60 })
  await ct.add({
    ...TCP,
    timeout: 60,
    zone: 4,
    mark: 7,
    state: 'established',
    status: ['assured'],
    labels: [0, 40, 127],
    helper: 'ftp',
    snat: { address: '10.0.0.1' },
    dnat: { address: '10.0.0.2', port: 8080 },
    master: { protocol: 'tcp', src: '192.0.2.1', dst: '198.51.100.7', sport: 1, dport: 21 },
    reply: { src: '198.51.100.7', dst: '10.9.9.9', sport: 80, dport: 5000 },
  })
  await ct.add({
    protocol: 'icmpv6',
    src: '::1',
    dst: '::2',
    icmpType: 128,
    icmpCode: 0,
    icmpId: 7,
    timeout: 9,
    snat: { address: '::3' },
  })
  const labels = new Uint8Array(16)
  labels[0] = 1
  labels[5] = 1
  labels[15] = 0x80
  const NEW = NLM_F_CREATE | NLM_F_EXCL
  t.strictSame(sent(), [
    ['CT_NEW', NEW, 'ip', { tupleOrig: TCP_TUPLE, tupleReply: TCP_BACK, timeout: 60 }],
    [
      'CT_NEW',
      NEW,
      'ip',
      {
        tupleOrig: TCP_TUPLE,
        tupleReply: tuple('198.51.100.7', '10.9.9.9', 'tcp', 80, 5000),
        timeout: 60,
        mark: 7,
        protoinfo: { tcp: { state: 'established' } },
        labels,
        help: { name: 'ftp' },
        status: ['assured', 'confirmed'],
        natSrc: { v4Minip: '10.0.0.1', v4Maxip: '10.0.0.1' },
        natDst: { v4Minip: '10.0.0.2', v4Maxip: '10.0.0.2', proto: { portMin: 8080, portMax: 8080 } },
        tupleMaster: tuple('192.0.2.1', '198.51.100.7', 'tcp', 1, 21),
        zone: 4,
      },
    ],
    [
      'CT_NEW',
      NEW,
      'ip6',
      {
        tupleOrig: {
          ip: { v6Src: '::1', v6Dst: '::2' },
          proto: { num: 'ipv6-icmp', icmpv6Id: 7, icmpv6Type: 128, icmpv6Code: 0 },
        },
        tupleReply: {
          ip: { v6Src: '::2', v6Dst: '::1' },
          proto: { num: 'ipv6-icmp', icmpv6Id: 7, icmpv6Type: 129, icmpv6Code: 0 },
        },
        timeout: 9,
        natSrc: { v6Minip: '::3', v6Maxip: '::3' },
      },
    ],
  ])
  const echo = { src: '10.0.0.1', dst: '10.0.0.2', icmpType: 3, icmpCode: 1, icmpId: 0 }
  t.equal(inverted(echo, 'icmp').icmpType, 3, 'has no answer')
  t.equal(inverted({ ...echo, icmpType: 13 }, 1).icmpType, 14)
})

t.test('changing', async (t) => {
  const { ct, sent, world } = await open({
    IPCTNL_MSG_CT_GET: (answer) => {
      answer.message(0x0100, world.bytes('IPCTNL_MSG_CT_NEW', { ...LISTED, status: ['confirmed', 'seen-reply'] }))
      answer.ack()
    },
  })
  await ct.change(TCP, { timeout: 5, mark: 0x10, markMask: 0xf0, labels: [], helper: '' })
  await ct.change(TCP, { status: ['assured'], state: 'close' })
  const asked = { tupleOrig: TCP_TUPLE }
  const close = { protoinfo: { tcp: { state: 'close' } } }
  t.strictSame(sent(), [
    [
      'CT_NEW',
      0,
      'ip',
      { ...asked, timeout: 5, mark: 0x10, markMask: 0xf0, labels: new Uint8Array(16), help: { name: '' } },
    ],
    ['CT_GET', 0, 'ip', asked],
    ['CT_NEW', 0, 'ip', { ...asked, ...close, status: ['seen-reply', 'assured', 'confirmed'] }],
  ])
})

t.test('deleting', async (t) => {
  const refused = new Map<number, number>()
  const { ct, sent } = await open({
    IPCTNL_MSG_CT_GET: [LISTED, { ...LISTED, id: 6, zone: 2 }, { ...LISTED, id: 7, mark: 9 }],
    IPCTNL_MSG_CT_GET_STATS: [{ entries: 77, maxEntries: 100 }],
    IPCTNL_MSG_CT_DELETE: (answer, { id }) => {
      const errno = refused.get(Number(id))
      if (errno === undefined) answer.ack()
      else answer.refuse(errno)
    },
  })
  await ct.delete(TCP)
  const [one] = await ct.list({ zone: 2 })
  if (one !== undefined) await ct.delete(one)
  t.strictSame(
    sent().filter(([name]) => name === 'CT_DELETE'),
    [
      ['CT_DELETE', 0, 'ip', { tupleOrig: TCP_TUPLE }],
      ['CT_DELETE', 0, 'ip', { tupleOrig: TCP_TUPLE, id: 6, zone: 2 }],
    ],
  )
  t.equal(await ct.flush({ all: true }), 77, 'as the kernel counts')
  t.strictSame(sent(), [
    ['CT_GET_STATS', 0, 'unspec', {}],
    ['CT_DELETE', 0, 'unspec', {}],
  ])
  t.equal(await ct.flush({ protocol: 'tcp' }), 3)
  refused.set(6, ENOENT)
  t.equal(await ct.flush({ protocol: 'tcp' }), 2, 'one went by itself')
  refused.set(7, EPERM)
  await t.rejects(ct.flush({ protocol: 'tcp' }), { code: 'ERR_BATCH', message: /^1 of 3 .* EPERM/ })
  t.equal(sent().filter(([name]) => name === 'CT_DELETE').length, 9, 'the others were deleted all the same')
  await t.rejects(ct.flush({ protocol: 'tpc' as 'tcp' }), { name: 'EncodeError' })
  t.strictSame(sent(), [])
})

t.test(
  'connections that the kernel lists without ports, and one that cannot be encoded, do not keep others from being deleted',
  async (t) => {
    const dccp = tuple('192.0.2.1', '198.51.100.7', 'dccp')
    const { ct, sent } = await open({
      IPCTNL_MSG_CT_GET: [
        { ...LISTED, tupleOrig: dccp, tupleReply: tuple('198.51.100.7', '192.0.2.1', 'dccp'), id: 33 },
        { header: { family: 'ip' }, id: 34 },
        LISTED,
      ],
      IPCTNL_MSG_CT_DELETE: (answer) => answer.ack(),
    })
    const failed = await ct.flush({ notStatus: ['dying'] }).catch((error: unknown) => error)
    t.match(failed, {
      code: 'ERR_BATCH',
      message: /^1 of 3 requests failed; first, number 1: src: expected an IPv4 address/,
    })
    t.strictSame(
      sent().filter(([name]) => name === 'CT_DELETE'),
      [
        ['CT_DELETE', 0, 'ip', { tupleOrig: dccp, id: 33 }],
        ['CT_DELETE', 0, 'ip', { tupleOrig: TCP_TUPLE, id: 5 }],
      ],
    )
    const [one] = await ct.list()
    sent()
    if (one !== undefined) await ct.delete(one)
    await ct.delete({ protocol: 'dccp', src: '192.0.2.1', dst: '198.51.100.7' })
    await t.rejects(ct.delete({ protocol: 'dccp', src: '192.0.2.1', dst: '198.51.100.7', sport: 5 }), /^dport: /)
    t.strictSame(sent(), [
      ['CT_DELETE', 0, 'ip', { tupleOrig: dccp, id: 33 }],
      ['CT_DELETE', 0, 'ip', { tupleOrig: dccp }],
    ])
  },
)

t.test('the deleted connections are returned', async (t) => {
  const { ct, sent } = await open()
  const refusals: readonly (readonly [unknown, string])[] = [
    [undefined, 'filter'],
    [null, 'filter'],
    [[], 'filter'],
    [{}, 'filter'],
    [{ mark: undefined }, 'mark'],
    [{ mark: 5, family: undefined }, 'family'],
    [{ status: [] }, 'status'],
    [{ reply: {} }, 'reply'],
    [{ reply: { src: undefined } }, 'reply.src'],
    [{ all: false }, 'all'],
    [{ all: true, mark: 5 }, 'all'],
  ]
  for (const [filter, option] of refusals)
    await t.rejects(ct.flush(filter as never), { code: 'ERR_OPTION', option }, JSON.stringify(filter))
  await t.rejects(ct.expectations.flush({} as never), { code: 'ERR_OPTION' })
  await t.rejects(ct.expectations.flush({ family: 'ip' } as never), /^family: expected a field that exists/)
  t.strictSame(sent(), [])
})

t.test('unknown options', async (t) => {
  const { ct, sent } = await open()
  const wrong = { singal: undefined } as never
  const calls: { readonly [name: string]: () => Promise<unknown> } = {
    list: () => ct.list({}, wrong),
    iterate: () => ct.iterate({}, wrong).next(),
    zero: () => ct.zero({}, wrong),
    get: () => ct.get(TCP, wrong),
    add: () => ct.add({ ...TCP, timeout: 5 }, wrong),
    change: () => ct.change(TCP, { mark: 5 }, wrong),
    delete: () => ct.delete(TCP, wrong),
    flush: () => ct.flush({ mark: 5 }, wrong),
    count: () => ct.count(wrong),
    stats: () => ct.stats(wrong),
    monitor: async () => ct.monitor({ group: ['new'] } as never),
    'expectations.list': () => ct.expectations.list({}, wrong),
    'expectations.delete': () => ct.expectations.delete(TCP, wrong),
    'expectations.flush': () => ct.expectations.flush({ all: true }, wrong),
  }
  for (const [name, call] of Object.entries(calls))
    await t.rejects(
      call(),
      { code: 'ERR_OPTION', message: new RegExp(`^(conntrack\\.)?${name}: .* did you mean`) },
      name,
    )
  t.throws(() => ct.monitor({ groups: 'new' as never }), /^groups: expected a list/)
  t.throws(() => ct.monitor({ signal: 'x' as never }), { code: 'ERR_OPTION', option: 'signal' })
  for (const filter of [null, 'tcp', [TCP]]) await t.rejects(ct.list(filter as never), { code: 'ERR_ENCODE' })
  t.strictSame(sent(), [])
})

t.test('a status that changes before it is written', async (t) => {
  const EBUSY = 16
  let tries = 0
  const { ct } = await open({
    IPCTNL_MSG_CT_GET: [LISTED],
    IPCTNL_MSG_CT_NEW: (answer) => {
      if (++tries % 3 === 0) answer.ack()
      else answer.refuse(EBUSY)
    },
  })
  await ct.change(TCP, { status: ['assured'] })
  t.equal(tries, 3)
  const busy = await open({ IPCTNL_MSG_CT_GET: [LISTED], IPCTNL_MSG_CT_NEW: (answer) => answer.refuse(EBUSY) })
  await t.rejects(busy.ct.change(TCP, { status: ['assured'] }), { code: 'EBUSY' })
  const locked = await open({ IPCTNL_MSG_CT_GET: [LISTED], IPCTNL_MSG_CT_NEW: (answer) => answer.refuse(EPERM) })
  await t.rejects(locked.ct.change(TCP, { status: ['assured'] }), { code: 'EPERM' })
  t.equal(locked.sent().length, 2, 'other refusals are not tried again')
  const mute = await open({ IPCTNL_MSG_CT_GET: [LISTED], IPCTNL_MSG_CT_NEW: () => undefined })
  await t.rejects(mute.ct.change(TCP, { status: ['assured'] }, { timeout: 20 }), { code: 'ERR_TIMEOUT' })
})

t.test('invalid input is refused before anything is sent', async (t) => {
  const { ct, sent } = await open()
  const icmp = { protocol: 'icmp', src: '10.0.0.1', dst: '10.0.0.2', icmpType: 8, icmpCode: 0 } as const
  const references: readonly (readonly [object, RegExp])[] = [
    [{ ...TCP, protocol: 'tpc' }, /^protocol: .*did you mean tcp\?/],
    [{ ...TCP, src: '10.0.0' }, /^src: expected an IPv4 address such as/],
    [{ ...TCP, src: undefined }, /^src: expected an IPv4 address/],
    [{ ...TCP, dst: '::1' }, /^dst: expected an IPv4 address, got "::1"/],
    [{ ...TCP, src: '::1' }, /^dst: expected an IPv6 address, got "198/],
    [{ ...TCP, sport: 65536 }, /^sport: /],
    [
      { protocol: 'udp', src: '10.0.0.1', dst: '10.0.0.2', sport: 5 },
      /^dport: expected a number, since connections of udp/,
    ],
    [icmp, /^icmpId: expected a number/],
    [{ ...icmp, icmpId: -1 }, /^icmpId: /],
    [{ ...TCP, zone: 65536 }, /^zone: /],
    [{ ...TCP, direction: 'back' }, /^direction: expected original or reply, got "back"/],
    [{ ...TCP, sprt: 5 }, /^sprt: expected a field that exists; did you mean sport\?/],
  ]
  for (const [which, message] of references) {
    await t.rejects(ct.get(which as ConnectionRef), message)
    await t.rejects(ct.delete(which as ConnectionRef), message)
    await t.rejects(ct.change(which as ConnectionRef, {}), message)
    if (!('direction' in which)) await t.rejects(ct.add({ ...which, timeout: 5 } as NewConnection), message)
  }
  const changes: readonly (readonly [object, RegExp])[] = [
    [{ timeout: -5 }, /^timeout: /],
    [{ timout: 5 }, /^timout: .*did you mean timeout\?/],
    [{ mark: 2 ** 32 }, /^mark: /],
    [{ markMask: 5 }, /^markMask: expected `mark` as well/],
    [{ status: ['dying'] }, /^status\[0\]: expected one of seen-reply, assured, fixed-timeout, got "dying"/],
    [{ state: 'estblished' }, /^state: .*did you mean established\?/],
    [{ labels: [1, 128] }, /^labels\[1\]: expected a number from 0 to 127, got 128/],
    [{ helper: 5 }, /^helper: /],
  ]
  for (const [change, message] of changes) {
    await t.rejects(ct.change(TCP, change as ConnectionChanges), message)
    await t.rejects(ct.add({ ...TCP, timeout: 5, ...change } as NewConnection), message)
  }
  const udp = { ...TCP, protocol: 'udp' } as const
  await t.rejects(ct.change(udp, { state: 'established' }), /^state: expected no state unless the protocol is tcp/)
  const made: readonly (readonly [object, RegExp])[] = [
    [{ timeout: undefined }, /^timeout: expected a number of seconds/],
    [{ reply: { ...TCP } }, /^reply\.protocol: expected a field that exists/],
    [{ reply: { src: '10.0.0.1', dst: '10.0.0.2', sport: 1 } }, /^reply\.dport: /],
    [{ reply: { src: '10.0.0.1', dst: 'x', sport: 1, dport: 70000 } }, /^reply\.dst: /],
    [{ snat: { address: '::1' } }, /^snat\.address: expected an IPv4 address/],
    [{ snat: { address: 'x' } }, /^snat\.address: /],
    [{ snat: { address: '10.0.0.1', port: 70000 } }, /^snat\.port: /],
    [{ dnat: { address: '10.0.0.1', port: -1 } }, /^dnat\.port: /],
    [{ master: { ...TCP, sport: 70000 } }, /^master\.sport: /],
    [{ master: { ...TCP, port: 7 } }, /^master\.port: expected a field that exists/],
  ]
  for (const [more, message] of made) await t.rejects(ct.add({ ...TCP, timeout: 5, ...more } as NewConnection), message)
  const six = { protocol: 'tcp', src: '::1', dst: '::2', sport: 1, dport: 2, timeout: 5 } as const
  await t.rejects(ct.add({ ...six, snat: { address: '10.0.0.1' } }), /^snat\.address: expected an IPv6 address/)
  t.strictSame(sent(), [])
  const broken = {
    header: {},
    get mark() {
      throw new RangeError('of the program itself')
    },
  }
  t.throws(() => payloadOf({ order: 'le' }, 'IPCTNL_MSG_CT_NEW', broken), { name: 'RangeError' })
  t.equal(friendlyPath('tupleOrig.proto.other'), 'other')
})

t.test('the number of connections', async (t) => {
  const { ct } = await open({
    IPCTNL_MSG_CT_GET_STATS: [{ entries: 77, maxEntries: 100 }],
    IPCTNL_MSG_CT_GET_STATS_CPU: [
      { header: { resId: 0 }, found: 5, drop: 6 },
      { header: { resId: 1 }, insertFailed: 7 },
    ],
  })
  t.equal(await ct.count(), 77)
  t.strictSame(await ct.stats(), {
    entries: 77,
    maxEntries: 100,
    cpus: [
      { cpu: 0, found: 5, drop: 6 },
      { cpu: 1, insertFailed: 7 },
    ],
  })
  const old = await open({ IPCTNL_MSG_CT_GET_STATS: [{ entries: 3 }] })
  t.strictSame(await old.ct.stats(), { entries: 3, cpus: [] })
  const silent = await open()
  t.equal(await silent.ct.count(), 0)
})

t.test('expectations', async (t) => {
  const master = tuple(TCP.src, TCP.dst, 'tcp', 1024, 21)
  const reported = {
    header: { family: 'ip' },
    tuple: TCP_TUPLE,
    mask: tuple('255.255.255.255', '0.0.0.0', 'tcp', 0, 65535),
    master,
    id: 9,
    timeout: 100,
    zone: 2,
    helpName: 'ftp',
    flags: ['permanent'],
    class: 1,
  }
  const { ct, sent } = await open({
    IPCTNL_MSG_EXP_GET: [reported, { header: { family: 'ip' }, helpName: '' }],
    IPCTNL_MSG_EXP_DELETE: (answer, { zone }) => (zone === 9 ? answer.refuse(ENOENT) : answer.ack()),
  })
  const [one, bare] = await ct.expectations.list({ family: 'ip' })
  const { protocol, ...expected } = TCP
  t.strictSame(one, {
    id: 9,
    family: 'ip',
    protocol,
    expected,
    mask: { src: '255.255.255.255', dst: '0.0.0.0', sport: 0, dport: 65535 },
    master: { protocol: 'tcp', src: TCP.src, dst: TCP.dst, sport: 1024, dport: 21 },
    timeout: 100,
    helper: 'ftp',
    zone: 2,
    flags: ['permanent'],
    class: 1,
  })
  t.strictSame(bare, {
    id: 0,
    family: 'ip',
    protocol: 0,
    expected: { src: '', dst: '' },
    mask: { src: '', dst: '' },
    master: { protocol: 0, src: '', dst: '' },
    flags: [],
  })
  if (one !== undefined) await ct.expectations.delete(one)
  await ct.expectations.delete({ ...TCP, zone: 3 })
  await ct.expectations.flush({ all: true })
  await ct.expectations.list()
  t.strictSame(sent(), [
    ['EXP_GET', 0, 'ip', {}],
    ['EXP_DELETE', 0, 'ip', { tuple: TCP_TUPLE, id: 9, zone: 2 }],
    ['EXP_DELETE', 0, 'ip', { tuple: TCP_TUPLE, zone: 3 }],
    ['EXP_DELETE', 0, 'unspec', {}],
    ['EXP_GET', 0, 'unspec', {}],
  ])
  const none = { code: 'ENOENT', target: 'tcp 192.0.2.1:1024 > 198.51.100.7:80' }
  await t.rejects(ct.expectations.delete({ ...TCP, zone: 9 }), none)
  await t.rejects(ct.expectations.delete({ ...(one as Expectation), zone: 9 }), none)
  await t.rejects(ct.expectations.delete({ ...TCP, sport: -1 }), /^sport: /)
  await t.rejects(ct.expectations.delete({ ...TCP, timeout: 5 } as never), /^timeout: expected a field that exists/)
  await t.rejects(ct.expectations.list({ mark: 5 } as never), /^mark: expected a field that exists/)
  await t.rejects(ct.expectations.list({ family: 'inet6' as 'ip' }), /^family: /)
})

t.test('events of connections and expectations', async (t) => {
  const { ct, world } = await open()
  const groups: ConntrackGroup[] = ['new', 'update', 'destroy', 'exp-new', 'exp-update', 'exp-destroy']
  const monitor = ct.monitor({ groups })
  world.notify('IPCTNL_MSG_CT_NEW', LISTED, NLM_F_CREATE | NLM_F_EXCL)
  world.notify('IPCTNL_MSG_CT_NEW', LISTED)
  world.notify('IPCTNL_MSG_CT_DELETE', LISTED)
  const expected = { header: { family: 'ip' }, tuple: TCP_TUPLE, id: 9 }
  world.notify('IPCTNL_MSG_EXP_NEW', expected, NLM_F_CREATE | NLM_F_EXCL)
  world.notify('IPCTNL_MSG_EXP_NEW', expected)
  world.notify('IPCTNL_MSG_EXP_DELETE', expected)
  world.kernel.notify(0x0105, Uint8Array.of(1))
  world.kernel.notify(0x0100, Uint8Array.of(1))
  const events = await next(monitor, 8)
  t.match(events, [
    { action: 'new', object: 'connection', value: { id: 5, original: { sport: 1024 } } },
    { action: 'change', object: 'connection' },
    { action: 'delete', object: 'connection' },
    { action: 'new', object: 'expectation', value: { id: 9, expected: { dport: 80 } } },
    { action: 'change', object: 'expectation' },
    { action: 'delete', object: 'expectation' },
    { action: 'other', type: 0x0105, bytes: { length: 17 } },
    { action: 'other', type: 0x0100 },
  ])
  world.kernel.overrun()
  t.match(await next(monitor, 1), [{ action: 'lost' }])
  t.strictSame([...world.kernel.groups], [1, 2, 3, 4, 5, 6])
  await monitor.return()
  const plain = ct.monitor()
  t.strictSame([...world.kernel.groups], [1, 2, 3])
  await plain.return()
  t.throws(() => ct.monitor({ groups: ['created' as 'new'] }), /^groups: expected one of new, update, destroy, exp-new/)
  const big = await open({}, 'be')
  const other = big.ct.monitor({ groups: ['update'] })
  big.world.notify('IPCTNL_MSG_CT_NEW', { ...LISTED, labels: Uint8Array.of(0, 0, 0, 2) })
  t.match(await next(other, 1), [{ action: 'change', value: { labels: [1], original: { sport: 1024 } } }])
  await other.return()
})

t.test('a given socket is not closed with the client', async (t) => {
  const { ct } = await open({ IPCTNL_MSG_CT_GET_STATS: [{ entries: 3 }] })
  const lent = await Conntrack.open({ socket: ct.socket })
  t.throws(() => lent.monitor(), { name: 'UnsupportedError' })
  lent.close()
  t.equal(await ct.count(), 3)
  await ct[Symbol.asyncDispose]()
  await t.rejects(ct.count(), { name: 'ClosedError' })
})
