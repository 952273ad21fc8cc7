/** Traces, from notifications of a fake kernel: steps of packets, their headers, rules that are added and deleted. */
import t from 'tap'
import type { TraceEvent, TraceStep } from '../../../../src/nftables.ts'
import { describeStatements, Nftables } from '../../../../src/nftables.ts'
import { fromHex } from '../../../hex.ts'
import type { Value } from './ruleset.ts'
import { FakeNetfilter, next } from './ruleset.ts'

const open = async (rules: readonly Value[] = []) => {
  const world = new FakeNetfilter({ NFT_MSG_GETRULE: rules })
  const nft = await Nftables.open({ transport: world.socket, order: world.order })
  const trace = nft.trace()
  t.teardown(() => {
    trace.return()
    nft.close()
  })
  return { world, trace }
}

const IN_C = { table: 't', chain: 'c' }
const rule = (handle: bigint): Value => ({ ...IN_C, handle, expressions: [{ name: 'notrack' }] })

const brief = (event: TraceEvent | undefined): string => {
  if (event === undefined || event.action === 'lost' || event.action === 'other') return event?.action ?? 'nothing'
  const { action, chain, verdict, handle, rule: met } = event
  const said = met === undefined ? '' : `: ${describeStatements(met.statements)}`
  return `${chain} ${action} ${handle ?? ''} ${verdict?.verdict ?? ''} ${verdict?.chain ?? ''}${said}`.replace(
    / +/g,
    ' ',
  )
}

t.test('steps of a packet, with the rules that it passed', async (t) => {
  const { world, trace } = await open([rule(7n)])
  const step = (value: Value): void => world.notify('NFT_MSG_TRACE', { ...IN_C, id: 5, ...value })
  step({ type: 'rule', ruleHandle: 7n, verdict: { code: 'jump', chain: 'sub' } })
  step({ type: 'rule', ruleHandle: 8n, verdict: { code: 'continue' } })
  world.notify('NFT_MSG_NEWRULE', rule(8n))
  step({ type: 'rule', ruleHandle: 8n, verdict: { code: 'continue' } })
  world.notify('NFT_MSG_DELRULE', rule(8n))
  world.notify('NFT_MSG_NEWTABLE', { name: 'x' })
  world.notify('NFT_MSG_NEWGEN', { id: 9 })
  step({ type: 'rule', ruleHandle: 8n, verdict: { code: 'drop' } })
  step({ type: 'rule', verdict: { code: 'continue' } })
  step({ type: 'return' })
  step({ type: 'policy', policy: 'accept', mark: 9, iif: 3, oif: 4, ctId: 77 })
  const events = await next(trace, 7)
  t.strictSame(events.map(brief), [
    'c rule 7 jump sub: notrack',
    'c rule 8 continue ',
    'c rule 8 continue : notrack',
    'c rule 8 drop ',
    'c return continue ',
    'c return ',
    'c policy accept ',
  ])
  const { family, table, chain, id, action } = events[6] as TraceStep
  t.strictSame([family, table, chain, id, action], ['inet', 't', 'c', 5, 'policy'])
  t.match(events[6], { mark: 9, iif: 3, oif: 4, connection: 77 })
  t.notOk('packet' in (events[6] as object))
  t.strictSame([...world.kernel.groups].sort(), [7, 9])
})

t.test('the current rules are read after a loss', async (t) => {
  const rules: Value[] = []
  const { world, trace } = await open(rules)
  world.notify('NFT_MSG_TRACE', { type: 'rule', ruleHandle: 7n, table: 't' })
  t.match(await next(trace, 1), [{ handle: 7, rule: undefined, id: 0, chain: '' }])
  rules.push(rule(7n))
  world.kernel.overrun()
  t.match(await next(trace, 1), [{ action: 'lost' }])
  world.notify('NFT_MSG_TRACE', { type: 'rule', ruleHandle: 7n, table: 't' })
  t.match(await next(trace, 1), [{ rule: { handle: 7 } }])
  world.kernel.notify(0x0a11, Uint8Array.of(1))
  world.notify('NFT_MSG_TRACE', { type: 'policy' })
  t.match(await next(trace, 2), [{ action: 'other', type: 0x0a11 }, { table: '' }])
})

const IP = '45 00 0054 1234 4000 40'
const PACKETS: readonly (readonly [string, Value, { readonly [field: string]: unknown }])[] = [
  [
    'TCP on Ethernet',
    {
      iiftype: 1,
      nfproto: 2,
      llHeader: fromHex('0242ac110002 0242ac110003 0800'),
      networkHeader: fromHex(`${IP} 06 abcd c0000201 c6336407`),
      transportHeader: fromHex('0400 0050 00000001 00000002 5012 ffff 1234 0000'),
    },
    {
      'ether daddr': '02:42:ac:11:00:02',
      'ether saddr': '02:42:ac:11:00:03',
      'ether type': 'ip',
      'ip version': 4,
      'ip ttl': 64,
      'ip id': 0x1234,
      'ip protocol': 'tcp',
      'ip saddr': '192.0.2.1',
      'ip daddr': '198.51.100.7',
      'tcp sport': 1024,
      'tcp dport': 80,
      'tcp flags': 'syn,ack',
      'tcp doff': 5,
    },
  ],
  [
    'ICMP that redirects, cut short',
    { networkHeader: fromHex(`${IP} 01 abcd c0000201 c6336407`), transportHeader: fromHex('0501 0000 0a0000fe') },
    { 'icmp type': 'redirect', 'icmp code': 1, 'icmp gateway': 0x0a0000fe, 'icmp id': undefined },
  ],
  [
    'a question to IPv6',
    {
      oiftype: 772,
      llHeader: new Uint8Array(14),
      networkHeader: fromHex(`60012345 0040 3a 40 ${'00'.repeat(15)}01 ${'00'.repeat(15)}02`),
      transportHeader: fromHex('80 00 1234 0007 0008'),
    },
    {
      'ether type': undefined,
      'ip6 flowlabel': 0x12345,
      'ip6 nexthdr': 'ipv6-icmp',
      'ip6 saddr': '::1',
      'icmpv6 type': 'echo-request',
      'icmpv6 id': 7,
      'icmpv6 sequence': 8,
      'icmpv6 mtu': undefined,
    },
  ],
  [
    'ARP',
    { nfproto: 3, networkHeader: fromHex('0001 0800 06 04 0001 0242ac110003 c0000201 000000000000 c0000202') },
    { 'arp operation': 'request', 'arp saddr ip': '192.0.2.1', 'arp daddr ip': '192.0.2.2' },
  ],
  [
    'a protocol without a word, and none',
    { networkHeader: fromHex(`${IP} 59 abcd c0000201 c6336407`), transportHeader: fromHex('0001 0002') },
    { 'ip protocol': 89, 'th sport': undefined },
  ],
]

t.test('headers by name', async (t) => {
  const { world, trace } = await open()
  for (const [name, value, fields] of PACKETS) {
    world.notify('NFT_MSG_TRACE', { ...IN_C, type: 'rule', ...value })
    const [event] = await next(trace, 1)
    const { packet = {} } = event as TraceStep
    for (const [field, wanted] of Object.entries(fields)) t.equal(packet[field], wanted, `${name}: ${field}`)
  }
  world.notify('NFT_MSG_TRACE', { ...IN_C, type: 'rule', transportHeader: fromHex('0001') })
  t.notOk('packet' in ((await next(trace, 1))[0] as object), 'of no known network')
  world.notify('NFT_MSG_TRACE', { ...IN_C, type: 'rule', networkHeader: fromHex('00') })
  t.notOk('packet' in ((await next(trace, 1))[0] as object))
})
