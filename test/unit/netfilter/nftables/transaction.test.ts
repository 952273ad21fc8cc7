/** The messages of transactions, and what is refused before anything is sent. */

import t from 'tap'
import { hookDevices } from '../../../../src/netfilter/nftables/devices.ts'
import { partTexts } from '../../../../src/netfilter/nftables/statements/keys.ts'
import type { Statement } from '../../../../src/netfilter/nftables/statements/types.ts'
import type { Element } from '../../../../src/netfilter/nftables/tables/element.ts'
import { Transaction } from '../../../../src/netfilter/nftables/transaction.ts'
import { typeofs, writeTypeof } from '../../../../src/netfilter/nftables/typeof.ts'
import { readNoted, readNotes, writeNoted } from '../../../../src/netfilter/nftables/userdata.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import type { Typed } from '../../../../src/netlink/codec/node.ts'
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../../../../src/netlink/protocol/header.ts'
import {
  accept,
  dnat,
  drop,
  field,
  formatRuleset,
  ip,
  jump,
  masquerade,
  meta,
  Nftables,
  notrack,
  redirect,
  reject,
  tcp,
} from '../../../../src/nftables.ts'
import { hex, toHex } from '../../../hex.ts'
import { netfilterMessages as messages } from '../../../registry.ts'
import { FakeNetfilter } from './ruleset.ts'

const T = { family: 'inet', table: 't' } as const

/** The messages of a transaction, decoded again. */
const written = (fill: (tx: Transaction) => void, order: 'le' | 'be' = 'le') => {
  const tx = new Transaction(order, [])
  fill(tx)
  return tx.requests.map(({ type, payload }) => {
    const { node } = messages.get(type) as { node: unknown }
    const bytes = payload instanceof Uint8Array ? payload : payload.content
    return decode(node as Typed<{ readonly [key: string]: unknown }>, bytes.slice(), {
      order,
      problems: [],
    })
  })
}
const refused = (fill: (tx: Transaction) => void, expected: RegExp | object): void => {
  t.throws(() => written(fill), expected as RegExp, fill.toString())
}

t.test('unknown options and incomplete names are refused', async (t) => {
  for (const [call, fill] of [
    ['tables.add', (tx) => tx.tables.add({ family: 'ip', name: 't', comments: 'x' } as never)],
    ['chains.add', (tx) => tx.chains.add({ ...T, name: 'c', prio: 5 } as never)],
    ['rules.add', (tx) => tx.rules.add({ ...T, chain: 'c', statements: [], coment: 'x' } as never)],
    ['sets.add', (tx) => tx.sets.add({ ...T, name: 's', type: 'mark', element: [] } as never)],
    ['objects.add', (tx) => tx.objects.add({ ...T, name: 'o', type: 'counter', statements: [] } as never)],
    ['flowtables.add', (tx) => tx.flowtables.add({ ...T, name: 'f', device: 'v0' } as never)],
    ['elements.delete', (tx) => tx.elements.delete({ ...T, name: 's', handles: 1 } as never, [])],
    ['chains.flush', (tx) => tx.chains.flush({ ...T, name: 'c', rule: 1 } as never)],
    ['ruleset', (tx) => tx.ruleset([] as never)],
    ['flush', (tx) => tx.flush({ table: 't' } as never)],
  ] as const satisfies readonly (readonly [string, (tx: Transaction) => void])[])
    t.throws(() => fill(new Transaction('le', [])), { code: 'ERR_OPTION', message: new RegExp(`^${call}: `) }, call)
  for (const [option, fill] of [
    ['name', (tx) => tx.tables.delete({ family: 'inet', name: undefined } as never)],
    ['name', (tx) => tx.tables.delete(undefined as never)],
    ['name', (tx) => tx.tables.delete({ family: 'inet', name: '' })],
    ['family', (tx) => tx.tables.delete({ family: undefined, name: 't' } as never)],
    ['family', (tx) => tx.tables.delete({ family: 'unspec', name: 't' } as never)],
    ['family', (tx) => tx.flush({ family: undefined } as never)],
    ['name', (tx) => tx.chains.flush({ ...T, name: undefined } as never)],
    ['table', (tx) => tx.chains.delete({ family: 'ip', table: undefined, name: 'c' } as never)],
    ['name', (tx) => tx.elements.flush({ ...T } as never)],
    ['name', (tx) => tx.sets.delete({ ...T } as never)],
    ['type', (tx) => tx.objects.delete({ ...T, name: 'o' } as never)],
    ['chain', (tx) => tx.rules.delete({ ...T, handle: 4 } as never)],
    ['handle', (tx) => tx.rules.delete({ ...T, chain: 'c', handle: undefined } as never)],
    ['handle', (tx) => tx.rules.delete({ ...T, chain: 'c', handle: 0 })],
    ['handle', (tx) => tx.rules.replace({ ...T, chain: 'c', statements: [] })],
    ['handle', (tx) => tx.rules.add({ ...T, chain: 'c', statements: [] }, Number.NaN)],
    ['elements', (tx) => tx.elements.add({ ...T, name: 's' }, 'x' as never)],
  ] as const satisfies readonly (readonly [string, (tx: Transaction) => void])[])
    t.throws(() => fill(new Transaction('le', [])), { code: 'ERR_OPTION', option }, fill.toString())
})

t.test('invalid arguments of the client are refused', async (t) => {
  const fake = new FakeNetfilter()
  const nft = await Nftables.open({ transport: fake.socket })
  const asked = (): number => fake.asked.length
  const before = asked()
  for (const call of [
    () => nft.tables.list({ table: 't' } as never),
    () => nft.chains.list({ chain: 'c' } as never),
    () => nft.rules.list({ name: 'c' } as never),
    () => nft.sets.list({}, { timout: 5 } as never),
    () => nft.objects.list({ type: 'counter' } as never),
    () => nft.flowtables.list({ name: 'f' } as never),
    () => nft.generation({ retries: 5 } as never),
    () => nft.ruleset({ family: 'ip' } as never),
    () => nft.transaction(() => undefined, { retry: 5 } as never),
    () => nft.transaction(() => undefined, { retries: -1 }),
    () => nft.transaction(() => undefined, { retries: Number.NaN }),
    () => nft.transaction(undefined as never),
    async () => nft.monitor({ group: 1 } as never),
    async () => nft.trace({ signals: 1 } as never),
    () => Nftables.open({ nets: 'x' } as never),
    () => Nftables.open({ socket: nft.socket, netns: 'x' }),
  ])
    await t.rejects(call() as Promise<void>, { code: 'ERR_OPTION' }, call.toString())
  t.equal(asked(), before, 'nothing was asked')
  let late: Transaction | undefined
  await nft.transaction((tx) => {
    late = tx
  })
  t.throws(() => late?.tables.add({ family: 'ip', name: 't' }), { code: 'ERR_CLOSED' }, 'nothing is added too late')
  nft.close()
})

t.test('a ruleset that always changes while it is read', async (t) => {
  const fake = new FakeNetfilter({
    NFT_MSG_GETTABLE: (answer) => {
      fake.generation++
      answer.done()
    },
  })
  const nft = await Nftables.open({ transport: fake.socket })
  await t.rejects(nft.ruleset(), { name: 'DumpInterruptedError' })
  nft.close()
})

t.test('maps with declared keys and data, and invalid user data', async (t) => {
  const [typed, declared] = [{ type: 'ipv4_addr', data: 'mark' }, {}].map((types) =>
    written((tx) => tx.sets.add({ ...T, name: 'm', typeof: 'ip saddr', dataTypeof: 'ct mark', ...types })),
  )
  t.match(declared, [{ keyType: 7, keyLen: 4, dataType: 19, dataLen: 4, flags: ['map'] }])
  t.strictSame(declared, typed, 'types say nothing that this does not')
  const ranges = written((tx) => tx.sets.add({ ...T, name: 'm', type: 'mark', data: 'interval ipv4_addr' }))
  t.match(ranges, [{ keyType: 19, dataType: 7, dataLen: 8 }])
  const [plain, odd] = [{}, { userdata: '09' }].map(
    (more) => written((tx) => tx.sets.add({ ...T, name: 's', type: 'mark', ...more }))[0]?.['userdata'] as Uint8Array,
  )
  t.strictSame([...(odd as Uint8Array)], [...(plain as Uint8Array), 9])
})

t.test('invalid sets', async () => {
  const set = { ...T, name: 's' } as const
  refused(
    (tx) => tx.sets.add({ ...set, type: 'inet_service', typeof: 'tcp dprt' }),
    /^typeof: expected a field that nft can declare sets by/,
  )
  refused((tx) => tx.sets.add(set), /^type: expected a type such as ipv4_addr, or `typeof`/)
  refused((tx) => tx.sets.add({ ...set, type: 'integer' }), /^keyLengths: expected the length in bytes/)
  refused((tx) => tx.sets.add({ ...set, type: 'integer', keyLengths: [65] }), /^keyLengths: /)
  refused(
    (tx) => tx.sets.add({ ...set, type: 'ipv4_addr', typeof: 'tcp dport' }),
    /^typeof: expected a field of type ipv4_addr/,
  )
  refused(
    (tx) => tx.sets.add({ ...set, typeof: 'tcp dprt' }),
    /^typeof: expected a field such as ip saddr or meta mark/,
  )
  refused(
    (tx) => tx.sets.add({ ...set, typeof: 'jhash ip saddr mod 5' }),
    /^typeof: expected a field that nft can declare sets by/,
  )
  refused(
    (tx) => tx.sets.add({ ...set, typeof: 'ip saddr', data: 'mark' }),
    /^dataTypeof: expected `typeof` and `dataTypeof` together/,
  )
  refused(
    (tx) => tx.sets.add({ ...set, type: 'mark', dataTypeof: 'ct mark' }),
    /^typeof: expected `typeof` and `dataTypeof` together/,
  )
  refused(
    (tx) => tx.sets.add({ ...set, type: 'mark', comment: 'x'.repeat(255) }),
    /^comment: expected text of at most 254 bytes/,
  )
  refused(
    (tx) => tx.sets.add({ ...set, type: 'mark', comment: 'x'.repeat(254) }),
    /^comment: expected at most 256 bytes together/,
  )
  refused((tx) => tx.sets.add({ ...set, type: 'mark', userdata: 'f' }), /^userdata: expected hexadecimal digits/)
  refused(
    (tx) => tx.sets.add({ ...set, type: 'mark', userdata: 'ff'.repeat(257) }),
    /^userdata: expected at most 256 bytes/,
  )
})

t.test('invalid elements', async () => {
  const add =
    (set: object, ...elements: object[]) =>
    (tx: Transaction): void =>
      tx.sets.add({ ...T, name: 's', type: 'inet_service', ...set, elements: elements as never })
  refused(add({}, { key: 1, value: 5 }), /^elements\[0\]\.value: expected no value, in a set/)
  refused(add({ data: 'mark' }, { key: 1 }), /^elements\[0\]\.value: expected the value of the key, in a map/)
  refused(add({ data: 'mark' }, { key: 1, value: accept() }), /^elements\[0\]\.value: expected a value/)
  refused(
    add({ data: 'counter' }, { key: 1, value: accept() }),
    /^elements\[0\]\.value: expected the name of an object/,
  )
  refused(add({ data: 'verdict' }, { key: 1, value: 'accept' }), /^elements\[0\]\.value: expected a verdict/)
  refused(add({ data: 'ipv4_addr' }, { key: 1, value: '10.0.0.0/8' }), /^elements\[0\]\.value: expected a single value/)
  refused(add({}, { key: 1, coment: 'x' }), { code: 'ERR_OPTION', option: 'coment' })
  refused(
    add({ flags: ['interval'] }, { key: '10-20' }, { key: '15-30' }),
    /^elements\[1\]: expected nothing that overlaps 10-20, in a set without `autoMerge`, got "15-30"/,
  )
  refused(
    add({ flags: ['interval'] }, { key: '10-20' }, { key: '10-20', comment: 'x' }),
    /^elements\[1\]: expected nothing/,
  )
})

t.test('elements: adjacent intervals stay separate, duplicates are dropped, `autoMerge` joins', async (t) => {
  const keys = (set: object, ...given: (string | number)[]) => {
    const elements = given.map((key) => ({ key }))
    const [, message] = written((tx) =>
      tx.sets.add({ ...T, name: 's', type: 'inet_service', flags: ['interval'], ...set, elements }),
    )
    const all = (message as { elements: { key: { value: Uint8Array }; flags?: readonly string[] }[] }).elements
    return all.map(
      ({ key: { value }, flags = [] }) =>
        `${(value[0] as number) * 256 + (value[1] as number)}${flags.length > 0 ? ' end' : ''}`,
    )
  }
  t.strictSame(keys({}, '10-20', '21-30', '10-20'), ['10', '21 end', '21', '31 end'])
  t.strictSame(keys({ autoMerge: true }, '10-20', '21-30', '15-25'), ['10', '31 end'])
})

t.test('a set of other types than the statement needs is refused', async (t) => {
  const sets: { readonly [name: string]: object } = {
    four: { type: 'ipv4_addr' },
    six: { type: 'ipv6_addr' },
    pairs: { type: 'ipv4_addr . inet_service' },
    ranges: { type: 'ipv4_addr', flags: ['interval'] },
    wide: { type: 'integer', keyLengths: [4] },
    unnamed: { type: '#46', keyLengths: [8] },
    marks: { type: 'ipv4_addr', data: 'mark' },
    spans: { type: 'ipv4_addr', data: 'interval ipv4_addr' },
    targets: { type: 'ipv4_addr', data: 'ipv4_addr . inet_service' },
    gate: { type: 'ipv4_addr', data: 'verdict' },
    counters: { type: 'ipv4_addr', data: 'counter' },
  }
  const adding = (statement: Statement) => (tx: Transaction) => {
    for (const [name, set] of Object.entries(sets)) tx.sets.add({ ...T, name, ...set } as never)
    tx.rules.add({ ...T, chain: 'c', statements: [notrack(), statement] })
  }
  const update = { dynamic: 'update', key: 'ip saddr' } as const
  const nat = (family: 'ip' | 'ip6', map: string, to: string): Statement => ({
    nat: { type: 'dnat', family, address: { map, to } },
  })
  for (const statement of [
    ip.saddr('@four'),
    ip.saddr('@gate'),
    ip.saddr('@ranges'),
    field('ct original ip saddr')('@four'),
    field('ip saddr . tcp dport')('@pairs'),
    field('@th,0,32')('@four'),
    field('@th,0,32')('@wide'),
    field('@th,0,64')('@unnamed'),
    field('ip dscp << 1')('@wide'),
    { vmap: 'ip saddr', to: '@gate' },
    { object: 'counter', name: { map: 'ip saddr', to: '@counters' } },
    { set: 'ct mark', to: { map: 'ip saddr', to: '@marks' } },
    { ...update, set: '@four' },
    { ...update, set: '@marks', value: 7 },
    { ...update, set: '@marks', value: { from: 'ct mark' } },
    { ...update, set: '@marks', value: { from: 'numgen inc mod 3' } },
    nat('ip', 'ip saddr', '@spans'),
    nat('ip', 'ip saddr', '@targets'),
  ] satisfies Statement[])
    if ('match' in statement && statement.match === 'ip dscp << 1')
      refused(
        adding(statement),
        /\.right: expected keys of type integer of 1 bytes, the type of ip dscp << 1; the keys of @wide/,
      )
    else t.doesNotThrow(() => written(adding(statement)), JSON.stringify(statement))
  const keys = (own: string, other: string): string => `keys of type ${own}; the keys of ${other}`
  const needs = (own: string, other: string): string => `a map to ${own}; ${other}`
  for (const [statement, field_, expected] of [
    [field('ip6 daddr')('@four'), 'right', keys('ipv6_addr, the type of ip6 daddr', '@four have type ipv4_addr')],
    [ip.daddr('@six'), 'right', keys('ipv4_addr, the type of ip daddr', '@six have type ipv6_addr')],
    [tcp.dport('@four'), 'right', keys('inet_service, the type of tcp dport', '@four have type ipv4_addr')],
    [meta.iifname('@four'), 'right', keys('ifname, the type of meta iifname', '@four have type ipv4_addr')],
    [
      field('@th,0,16')('@four'),
      'right',
      keys('integer of 2 bytes, the type of @th,0,16', '@four have type ipv4_addr'),
    ],
    [tcp.dport('@unnamed'), 'right', keys('inet_service, the type of tcp dport', '@unnamed have type #46')],
    [
      field('ip saddr . meta mark')('@pairs'),
      'right',
      keys('ipv4_addr . mark, the type of ip saddr . meta mark', '@pairs have type ipv4_addr . inet_service'),
    ],
    [ip.saddr('@pairs'), 'right', keys('ipv4_addr, the type of ip saddr', '@pairs have type ipv4_addr . inet_service')],
    [
      { vmap: 'tcp dport', to: '@gate' },
      'to',
      keys('inet_service, the type of tcp dport', '@gate have type ipv4_addr'),
    ],
    [{ vmap: 'ip saddr', to: '@four' }, 'to', needs('verdicts', '@four is a set')],
    [{ vmap: 'ip saddr', to: '@marks' }, 'to', needs('verdicts', '@marks is a map to values of type mark')],
    [
      { object: 'counter', name: { map: 'ip saddr', to: '@gate' } },
      'name.to',
      needs('objects', '@gate is a map to verdicts'),
    ],
    [
      { set: 'tcp dport', to: { map: 'ip saddr', to: '@marks' } },
      'to',
      needs('values of type inet_service', '@marks is a map to values of type mark'),
    ],
    [
      { set: 'ip daddr', to: { map: 'ip saddr', to: '@spans' } },
      'to',
      needs('values of type ipv4_addr', '@spans is a map to ranges of type ipv4_addr'),
    ],
    [
      nat('ip6', 'ip saddr', '@targets'),
      'nat.address.to',
      needs(
        'values of type ipv6_addr or ipv6_addr . inet_service',
        '@targets is a map to values of type ipv4_addr . inet_service',
      ),
    ],
    [{ ...update, set: '@six' }, 'set', keys('ipv4_addr, the type of ip saddr', '@six have type ipv6_addr')],
    [{ ...update, set: '@four', value: 7 }, 'value', needs('values of type integer of 0 bytes', '@four is a set')],
    [
      { ...update, set: '@marks', value: { from: 'ip daddr' } },
      'value',
      needs('values of type ipv4_addr', '@marks is a map to values of type mark'),
    ],
    [
      { ...update, set: '@targets', value: '10.9.0.1' },
      'value',
      needs('values of type ipv4_addr', '@targets is a map to values of type ipv4_addr . inet_service'),
    ],
  ] as const satisfies readonly (readonly [Statement, string, string])[])
    refused(adding(statement), { name: 'EncodeError', path: `statements[1].${field_}`, expected })
})

t.test('timeouts are whole milliseconds above 0; 0 is kept', async (t) => {
  const aged = { ...T, name: 's', type: 'mark', flags: ['timeout', 'dynamic'] } as const
  const valid = (timeout: number): unknown[] => {
    const [set, elements, rule] = written((tx) => {
      tx.sets.add({ ...aged, timeout, elements: [{ key: 7, timeout, expires: timeout }] })
      tx.rules.add({ ...T, chain: 'c', statements: [{ dynamic: 'update', set: '@s', key: 'meta mark', timeout }] })
    })
    const element = (elements?.['elements'] as readonly Element[] | undefined)?.[0]
    const expressions = rule?.['expressions'] as readonly { readonly data: { readonly timeout: bigint } }[]
    return [set?.['timeout'], element?.timeout, element?.expiration, expressions.at(-1)?.data.timeout]
  }
  t.strictSame(valid(2500.6), [2501n, 2501n, 2501n, 2501n])
  t.strictSame(valid(0.2), [1n, 1n, 1n, 1n])
  t.strictSame(valid(0), [0n, 0n, 0n, 0n])
  t.strictSame(valid(18_446_744_073_709), new Array(4).fill(18_446_744_073_709n))
  for (const timeout of [Number.NaN, Number.POSITIVE_INFINITY, -5, 1e14, '7', null] as number[]) {
    const expected = { expected: 'a number of milliseconds from 0 to 18446744073709' } as const
    const at = (path: string) => ({ ...expected, path, message: new RegExp(`, got "?${timeout}`) })
    const element = (more: object) => (tx: Transaction) => tx.sets.add({ ...aged, elements: [{ key: 7, ...more }] })
    refused((tx) => tx.sets.add({ ...aged, timeout }), at('timeout'))
    refused(element({ timeout }), at('elements[0].timeout'))
    refused(element({ expires: timeout }), at('elements[0].expires'))
    for (const one of [
      { dynamic: 'update', set: '@s', key: 'meta mark', timeout },
      { meter: 'm', key: 'meta mark', timeout },
    ])
      refused((tx) => {
        tx.sets.add(aged)
        tx.rules.add({ ...T, chain: 'c', statements: [one as Statement] })
      }, at('statements[0].timeout'))
  }
})

t.test('chains that do not accept a translation, and policies that chains cannot have', async (t) => {
  const [chain, base] = [
    { ...T, name: 'c' },
    { ...T, name: 'c', hook: 'postrouting' },
  ] as const
  const rule = (...statements: Statement[]) => ({ ...T, chain: 'c', statements })
  const snat: Statement = { nat: { type: 'snat', family: 'ip', address: '10.9.0.1' } }
  const expected = 'a chain of type nat with hook postrouting; chain c has type filter and hook postrouting'
  refused(
    (tx) => {
      tx.chains.add(base)
      tx.rules.add(rule(notrack(), masquerade()))
    },
    { name: 'EncodeError', path: 'statements[1]', expected },
  )
  for (const [statement, wanted] of [
    [dnat('10.9.0.1'), 'prerouting or output'],
    [redirect({ port: 80 }), 'prerouting or output'],
  ] as const)
    refused(
      (tx) => {
        tx.chains.add({ ...base, type: 'nat', hook: 4 })
        tx.rules.add(rule(statement))
      },
      { expected: `a chain of type nat with hook ${wanted}; chain c has type nat and hook postrouting` },
    )
  refused(
    (tx) => {
      tx.chains.add({ ...base, hook: 'forward' })
      tx.rules.add(rule(snat))
    },
    { expected: 'a chain of type nat with hook postrouting or input; chain c has type filter and hook forward' },
  )
  // chains that may be of type nat, or that other chains jump to
  for (const before of [
    (tx: Transaction) => tx.chains.add(chain),
    (tx: Transaction) => tx.chains.add({ ...base, type: 'nat' }),
    (tx: Transaction) => {
      tx.chains.add(base)
      tx.chains.delete(chain)
    },
    (tx: Transaction) => {
      tx.chains.add(base)
      tx.tables.delete({ family: 'inet', name: 't' })
    },
    (tx: Transaction) => {
      tx.chains.add(base)
      tx.flush()
    },
  ])
    t.doesNotThrow(() =>
      written((tx) => {
        before(tx)
        tx.rules.add(rule(snat, masquerade()))
      }),
    )
  refused(
    (tx) => tx.chains.add({ ...base, policy: 'reject' as never }),
    /^policy: expected accept or drop, got "reject"/,
  )
  refused(
    (tx) => tx.chains.create({ ...chain, policy: 'drop' }),
    /^hook: expected a hook, for a new chain with a policy/,
  )
  t.doesNotThrow(() => written((tx) => tx.chains.add({ ...chain, policy: 'drop' })))
})

t.test('numbers that do not fit their attribute are refused by the name in the program', async () => {
  for (const [statement, path, expected] of [
    [reject({ type: 'icmpx', code: 999 }), 'reject.code', 'an integer from 0 to 255'],
    [reject({ type: 'icmpx', code: 4 }), 'reject.code', 'an integer from 0 to 3 for icmpx'],
    [{ log: { group: 65536 } }, 'log.group', 'an integer from 0 to 65535'],
    [{ log: { group: 1.5 } }, 'log.group', 'an integer from 0 to 65535'],
    [{ connections: { count: 2 ** 32 } }, 'connections.count', 'an integer from 0 to 4294967295'],
    [{ nat: { type: 'dnat', family: 'ip', address: '2001:db8::1' } }, 'nat.address', 'an IPv4 address'],
    [
      { nat: { type: 'dnat', family: 'ip', address: '10.9.0.1', port: 'http' } },
      'nat.port',
      'a number of inet_service',
    ],
    [{ nat: { type: 'dnat', family: 'inet', address: '10.9.0.1' } }, 'nat.family', 'ip or ip6'],
    [masquerade({ port: 65536 }), 'masquerade.port', 'a number of inet_service'],
    [redirect({ port: 65536 }), 'redirect.port', 'a number of inet_service'],
    [{ tproxy: { family: 'ip', address: 'here' } }, 'tproxy.address', 'an IPv4 or IPv6 address'],
    [{ tproxy: { port: 65536 } }, 'tproxy.port', 'a number of inet_service'],
    [{ dup: { address: '10.9.0.1', device: 'eth0' } }, 'dup.device', 'a number of iface_index'],
    [{ fwd: { device: 'eth0' } }, 'fwd.device', 'a number of iface_index'],
    [{ fwd: { device: 3, family: 'ip', address: 'here' } }, 'fwd.address', 'an IPv4 address'],
    [{ queue: { num: { map: 'meta mark', to: '@none' } } }, 'queue.num.to', 'a set or map of table inet t'],
    [{ fwd: { device: 3, address: 'here' } }, 'fwd.address', 'an IPv4 or IPv6 address'],
    [{ dup: { address: 'here' } }, 'dup.address', 'an IPv4 or IPv6 address'],
  ] as const satisfies readonly (readonly [Statement, string, string])[])
    refused((tx) => tx.rules.add({ ...T, chain: 'c', statements: [notrack(), statement] }), {
      path: `statements[1].${path}`,
      expected,
    })
})

t.test('invalid objects and chains are refused', async (t) => {
  refused(
    (tx) => tx.objects.add({ ...T, name: 'o', type: 'counter' }),
    /^data: expected the attributes of a counter, or `statement`/,
  )
  const both = { statement: { counter: { packets: 0, bytes: 0 } }, data: {} }
  refused(
    (tx) => tx.objects.add({ ...T, name: 'o', type: 'counter', ...both }),
    /^data: expected only one of `data` and `statement`/,
  )
  refused(
    (tx) => tx.objects.add({ ...T, name: 'o', type: 'quota', statement: both.statement }),
    /^statement: expected a quota statement/,
  )
  refused(
    (tx) => tx.chains.add({ ...T, name: 'c', devices: ['v0'] }),
    /^hook: expected a hook, for a chain with devices/,
  )
  refused((tx) => tx.chains.add({ ...T, name: 'c', hook: 'input', priority: 1.5 as never }), /^priority: /)
  const [object, flowtable, chain, more] = written((tx) => {
    tx.objects.add({ ...T, name: 'o', type: '99', data: { bytes: 'c0ffee' }, userdata: '0703c0ffee' })
    tx.flowtables.add({ ...T, name: 'f', devices: ['v0'], flags: ['counter', '8'] })
    tx.chains.add({
      ...T,
      name: 'c',
      hook: 7,
      counters: { packets: 3, bytes: 180 },
      flags: ['offload'],
      comment: 'ours',
    })
    tx.chains.add({ ...T, name: 'd', hook: 'ingress', devices: ['eth*', 'v\\*'] })
  })
  t.match(object, { type: 99, data: Uint8Array.of(0xc0, 0xff, 0xee) })
  t.match(flowtable, { hook: { num: 0, devs: { name: ['v0'] } }, flags: ['counter', 8] })
  t.match(chain, { hook: { hooknum: 7 }, counters: { packets: 3n, bytes: 180n }, flags: ['offload'] })
  t.match(more, { hook: { devs: { name: ['v*'], prefix: ['eth'] } } })
  const [empty] = written((tx) => tx.objects.add({ ...T, name: 'o', type: '99', data: { bytes: '' } }))
  t.strictSame(empty?.['data'], new Uint8Array(0))
  for (const bytes of ['c0ffe', 'c0fxee'])
    refused(
      (tx) => tx.objects.add({ ...T, name: 'o', type: '99', data: { bytes } }),
      /^data\.bytes: expected hexadecimal digits, two for each byte/,
    )
  t.strictSame(hookDevices(['v0']), { dev: 'v0' })
  t.strictSame(hookDevices(['v0', 'v1']), { devs: { name: ['v0', 'v1'] } })
  t.strictSame(hookDevices(['eth*', 'wl*']), { devs: { prefix: ['eth', 'wl'] } })
})

t.test('each verb is one message', async (t) => {
  const [set, rule] = [
    { ...T, name: 's', type: 'mark' },
    { ...T, chain: 'c', statements: [meta.mark('@s')] },
  ]
  const [object, flowtable] = [
    { ...T, name: 'o', type: 'counter', data: {} },
    { ...T, name: 'f', devices: ['v0'] },
  ]
  const create = NLM_F_CREATE | NLM_F_EXCL
  for (const [name, flags, target, verb] of [
    ['NFT_MSG_NEWTABLE', create, 'inet t', (tx) => tx.tables.create({ family: 'inet', name: 't' })],
    ['NFT_MSG_DELTABLE', 0, 'inet t', (tx) => tx.tables.delete({ family: 'inet', name: 't' })],
    ['NFT_MSG_NEWCHAIN', create, 'inet t c', (tx) => tx.chains.create({ ...T, name: 'c' })],
    ['NFT_MSG_DELCHAIN', 0, 'inet t c', (tx) => tx.chains.delete({ ...T, name: 'c' })],
    ['NFT_MSG_DELRULE', 0, 'inet t c', (tx) => tx.chains.flush({ ...T, name: 'c' })],
    ['NFT_MSG_NEWRULE', NLM_F_CREATE | NLM_F_APPEND, 'inet t c', (tx) => tx.rules.add(rule, 7)],
    ['NFT_MSG_NEWRULE', NLM_F_CREATE, 'inet t c', (tx) => tx.rules.insert(rule, 7)],
    ['NFT_MSG_NEWRULE', NLM_F_REPLACE, 'inet t c', (tx) => tx.rules.replace({ ...rule, handle: 7 })],
    ['NFT_MSG_DELRULE', 0, 'inet t c 7', (tx) => tx.rules.delete({ ...T, chain: 'c', handle: 7 })],
    ['NFT_MSG_NEWSET', create, 'inet t s', (tx) => tx.sets.create(set)],
    ['NFT_MSG_DELSET', 0, 'inet t s', (tx) => tx.sets.delete(set)],
    ['NFT_MSG_NEWSETELEM', create, 'inet t s', (tx) => tx.elements.create(set, [{ key: 7 }])],
    ['NFT_MSG_DELSETELEM', 0, 'inet t s', (tx) => tx.elements.delete(set, [{ key: 7 }])],
    ['NFT_MSG_DELSETELEM', 0, 'inet t s', (tx) => tx.elements.flush(set)],
    ['NFT_MSG_NEWOBJ', create, 'inet t o', (tx) => tx.objects.create(object)],
    ['NFT_MSG_DELOBJ', 0, 'inet t o', (tx) => tx.objects.delete(object)],
    ['NFT_MSG_NEWFLOWTABLE', create, 'inet t f', (tx) => tx.flowtables.create(flowtable)],
    ['NFT_MSG_DELFLOWTABLE', 0, 'inet t f', (tx) => tx.flowtables.delete(flowtable)],
    ['NFT_MSG_DESTROYTABLE', 0, 'inet t', (tx) => tx.tables.destroy({ family: 'inet', name: 't' })],
    ['NFT_MSG_DESTROYCHAIN', 0, 'inet t c', (tx) => tx.chains.destroy({ ...T, name: 'c' })],
    ['NFT_MSG_DESTROYRULE', 0, 'inet t c 7', (tx) => tx.rules.destroy({ ...T, chain: 'c', handle: 7 })],
    ['NFT_MSG_DESTROYSET', 0, 'inet t s', (tx) => tx.sets.destroy(set)],
    ['NFT_MSG_DESTROYSETELEM', 0, 'inet t s', (tx) => tx.elements.destroy(set, [{ key: 7 }])],
    ['NFT_MSG_DESTROYOBJ', 0, 'inet t o', (tx) => tx.objects.destroy(object)],
    ['NFT_MSG_DESTROYFLOWTABLE', 0, 'inet t f', (tx) => tx.flowtables.destroy(flowtable)],
    ['NFT_MSG_DELTABLE', 0, 'inet ruleset', (tx) => tx.flush({ family: 'inet' })],
    ['NFT_MSG_DELTABLE', 0, 'ruleset', (tx) => tx.flush()],
  ] as const satisfies readonly (readonly [string, number, string, (tx: Transaction) => void])[]) {
    const tx = new Transaction('le', [])
    tx.sets.add(set)
    const before = tx.requests.length
    verb(tx)
    const made = tx.requests.slice(before).map(({ type, flags, target }) => [messages.get(type)?.name, flags, target])
    t.strictSame(made, [[name, flags, target]], verb.toString())
  }
  refused((tx) => tx.rules.add(rule), { path: 'statements[0].right', expected: 'a set or map of table inet t' })
  refused((tx) => tx.elements.add(set, [{ key: 7 }]), /^set: expected a set or map of table inet t/)
})

t.test('a ruleset is written completely or not at all', async (t) => {
  const parts = { chains: [], objects: [], rules: [] }
  const ruleset = {
    ...parts,
    tables: [{ family: 'inet', name: 't', handle: 1 }],
    flowtables: [{ ...T, name: 'f', handle: 3, devices: ['v0', 'v1'] }],
    sets: [{ ...T, name: 's', handle: 2, type: 'inet_service', elements: [{ key: 80 }] }],
  } as const
  const made = written((tx) => tx.ruleset(ruleset))
  t.match(made, [
    { name: 't' },
    { name: 'f', hook: { devs: { name: ['v0', 'v1'] } } },
    { name: 's' },
    { set: 's', elements: [{ key: { value: Uint8Array.of(0, 80) } }] },
  ])
  const tx = new Transaction('le', [])
  tx.tables.add({ family: 'ip', name: 'kept' })
  const sets = [{ ...ruleset.sets[0], type: 'nothing' }]
  t.throws(() => tx.ruleset({ ...ruleset, sets }), /^type: expected a type such as/)
  t.strictSame(
    tx.requests.map(({ target }) => target),
    ['ip kept'],
  )
})

t.test('anonymous chains of rules have numbers instead of names', async (t) => {
  const chains = ['__chain1', '__chain2', '__chain3'].map((name) => ({ ...T, name, handle: 1, flags: ['binding'] }))
  const rule = (chain: string, ...statements: ReturnType<typeof jump>[]) => ({ ...T, chain, handle: 1, statements })
  const all = written((tx) =>
    tx.ruleset({
      tables: [{ family: 'inet', name: 't', handle: 1 }],
      chains: [{ ...T, name: 'c', handle: 1 }, ...chains],
      sets: [],
      objects: [],
      flowtables: [],
      rules: [
        rule('c', jump('__chain1')),
        rule('__chain1', jump('__chain2')),
        rule('__chain2', drop()),
        rule('c', jump('__chain1'), jump('c')),
        rule('__chain3', accept()),
      ],
    }),
  )
  const made = all.filter((one) => 'id' in one)
  t.strictSame(
    made.map(({ name, id, flags }) => [name, id, flags]),
    [1, 2, 3].map((id) => [undefined, id, ['binding']]),
  )
  const rules = all.filter((one) => 'expressions' in one) as unknown as {
    chain?: string
    chainId?: number
    expressions: { data: { data: { verdict: object } } }[]
  }[]
  t.match(
    rules.map(({ chain, chainId, expressions }) => [chain ?? chainId, expressions[0]?.data.data.verdict]),
    [
      [2, { code: 'drop' }],
      [1, { code: 'jump', chainId: 2 }],
      ['c', { code: 'jump', chainId: 1 }],
      ['c', { code: 'jump', chainId: 1 }],
      [3, { code: 'accept' }],
    ],
  )
  t.match(rules[3]?.expressions[1]?.data.data.verdict, { code: 'jump', chain: 'c' })
})

t.test('a chain without rules may be the anonymous chain of a rule too', async (t) => {
  const all = written((tx) =>
    tx.ruleset({
      tables: [],
      chains: [{ ...T, name: '__chain1', handle: 1, flags: ['binding'] }],
      sets: [],
      objects: [],
      flowtables: [],
      rules: [{ ...T, chain: 'c', handle: 2, statements: [notrack(), jump('__chain1')] }],
    }),
  )
  t.equal(all.length, 2)
  t.match(all[1], {
    chain: 'c',
    expressions: [{ name: 'notrack' }, { data: { data: { verdict: { code: 'jump', chainId: 1 } } } }],
  })
})

t.test('rules with xtables extensions have their protocol', async (t) => {
  const extension = { extension: 'match', name: 'multiport', rev: 1, info: '00' } as const
  const proto = (...statements: object[]): unknown => {
    const [rule] = written((tx) => tx.rules.add({ ...T, chain: 'c', statements: [...statements, extension] as never }))
    return (rule?.['compat'] as { proto: number } | undefined)?.proto
  }
  t.equal(proto(tcp.dport(80)), 6)
  t.equal(proto(ip.saddr('10.0.0.1'), meta.l4proto('udp')), 17)
  t.equal(proto(meta.l4proto(99)), 99)
  t.equal(proto(meta.l4proto('!=', 'tcp')), undefined)
  t.equal(proto(meta.l4proto(['tcp', 'udp'])), undefined)
  t.equal(proto(accept()), undefined)
  const [plain] = written((tx) => tx.rules.add({ ...T, chain: 'c', statements: [tcp.dport(80)] }))
  t.notOk(plain?.['compat'])
})

t.test("declarations of sets, to nft's numbers and back", async (t) => {
  for (const text of [
    ...['ip saddr', 'ip6 flowlabel', 'udp length', 'vlan id', 'arp daddr ip', '@th,160,128', 'icmp mtu', 'dccp type'],
    ...['frag more-fragments', 'srh sid[2]', 'tcp option sack right', 'ip option ra value', 'sctp chunk data tsn'],
    ...['meta iifname', 'socket mark', 'osf name', 'ct state', 'ct reply ip6 saddr', 'rt ip nexthop'],
    ...[
      'numgen inc mod 7',
      'numgen random mod 9 offset 3',
      'symhash mod 5',
      'symhash mod 5 offset 3',
      'fib saddr . mark oifname',
      'ipsec out spnum 1 ip6 daddr',
    ],
    ...['ip saddr . fib daddr . iif type . tcp dport', 'ipsec in spi . meta mark'],
  ])
    for (const order of ['le', 'be'] as const) {
      const note = writeTypeof(3, text, order)
      t.equal(note === undefined ? undefined : typeofs(note, order).key, text, `${text} ${order}`)
    }
  for (const text of [
    '',
    'nothing',
    'meta nothing',
    'meta toString',
    'ct nothing',
    'socket x',
    'ipsec in x',
    'fib x type',
    'fib saddr',
    'ip saddr . x',
  ])
    t.equal(writeTypeof(3, text, 'le'), undefined, text)
  t.strictSame(partTexts('ip saddr . fib daddr . iif'), ['ip saddr', 'fib daddr . iif'])
  const number = (type: number, value: number) => [type, 4, value, 0, 0, 0]
  const said = (kind: number, ...data: number[]) => {
    const inner = [...number(0, kind), 1, data.length, ...data]
    return typeofs(Uint8Array.of(3, inner.length, ...inner), 'le').key
  }
  for (const [kind, data] of [
    [7, [...number(0, 0), ...number(2, 1)]],
    [7, [...number(0, 0), ...number(3, 1), ...number(4, 8)]],
    [8, [...number(0, 99), ...number(1, 1)]],
    [8, [...number(0, 2), ...number(1, 1), ...number(2, 9)]],
    [8, []],
    [23, []],
    [26, [...number(0, 0), ...number(1, 1)]],
    [26, [...number(0, 3), ...number(1, 64)]],
    [27, []],
    [28, []],
    [28, [...number(0, 99), ...number(1, 0), ...number(2, 0)]],
    [24, [...number(0, 0), ...number(2, 7)]],
    [24, number(0, 1)],
  ] as const)
    t.equal(said(kind, ...data), undefined, `${kind} ${data}`)
})

t.test('user data of anonymous sets, as nft 1.0.6 writes it', async (t) => {
  const noted = (...statements: readonly Statement[]): string[] =>
    written((tx) => tx.rules.add({ ...T, chain: 'c', statements }))
      .filter(({ keyType }) => keyType !== undefined)
      .map(({ userdata }) => Buffer.from(userdata as Uint8Array).toString('hex'))
  const [network, host, none] = ['000402000000', '000401000000', '000400000000']
  // what `typeof` has declared, as nests of nft's attributes: type, length, payload
  const declared = toHex(hex`
    03 3a               // NFTNL_UDATA_SET_KEY_TYPEOF
      00 04 0d000000    // TYPEOF_EXPR: concatenation
      01 32             // TYPEOF_DATA
        00 14           // its first field
          00 04 07000000  // TYPEOF_EXPR: payload
          01 0c           // TYPEOF_DATA
            00 04 0c000000  // the protocol: ip
            01 04 0b000000  // its field: saddr
        01 1a           // its second field
          00 04 07000000  // TYPEOF_EXPR: payload
          01 12           // TYPEOF_DATA
            00 04 06000000  // the protocol: udp
            01 04 03000000  // its field: length
            04 04 10000000  // length in bits
  `)
  const verdicts = toHex(hex`
    04 08             // NFTNL_UDATA_SET_DATA_TYPEOF
      00 04 01000000  // TYPEOF_EXPR: verdict
      01 00           // TYPEOF_DATA, empty
  `)
  const [values, ranges] = ['060400000000', '060401000000']
  t.strictSame(noted(tcp.dport([80, 443])), [network])
  t.strictSame(noted(meta.mark([7, 9])), [host])
  t.strictSame(noted(field('ip saddr . tcp dport')(['10.9.0.1 . 80'])), [none])
  t.strictSame(noted(field('ip saddr . udp length')(['10.9.0.1 . 80'])), [`${none}${declared}`])
  t.strictSame(noted(field('ip saddr . udp length').vmap([['10.9.0.1 . 80', accept()]])), [
    `${none}010400000000${values}${declared}${verdicts}`,
  ])
  t.strictSame(noted({ set: 'meta mark', to: { map: 'ip saddr . udp length', to: [['10.9.0.1 . 80', 7]] } }), [
    `${none}010401000000${values}${declared}040e0004090000000106000403000000`,
  ])
  const to = (address: string): Statement => ({
    nat: { type: 'dnat', family: 'ip', address: { map: 'tcp dport', to: [[80, address]] } },
  })
  t.strictSame(noted(to('10.9.0.1-10.9.0.5')), [`${network}010402000000${ranges}`])
  t.strictSame(noted(to('10.9.0.1')), [`${network}010402000000${values}`])
  t.strictSame(noted({ object: 'counter', name: { map: 'tcp dport', to: [[80, 'web']] } }), [network])
})

t.test('numbers of newer versions of nft are read and kept', async (t) => {
  const note = toHex(hex`
    03 14             // NFTNL_UDATA_SET_KEY_TYPEOF
      00 04 1b000000  // TYPEOF_EXPR: fib
      01 0c           // TYPEOF_DATA
        00 04 03000000  // the result: type
        01 04 02000000  // flags: daddr
  `)
  const userdata = Uint8Array.from(note.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
  const fake = new FakeNetfilter({
    NFT_MSG_GETSET: [
      { table: 't', name: 's', keyType: 38, keyLen: 4, userdata },
      { table: 't', name: 'm', keyType: 38, keyLen: 4, userdata, flags: ['map'], dataType: 0xffffff00, dataLen: 16 },
    ],
    NFT_MSG_GETOBJ: [{ table: 't', name: 'o', type: 'counter' }],
    NFT_MSG_GETCHAIN: [
      { table: 't', name: 'c', counters: { packets: 3n, bytes: 180n } },
      { table: 't', name: 'd', counters: {} },
    ],
  })
  const nft = await Nftables.open({ transport: fake.socket })
  const { sets, objects, chains } = await nft.ruleset()
  t.match(chains, [{ counters: { packets: 3, bytes: 180 } }, { counters: { packets: 0, bytes: 0 } }])
  t.match(sets[0], { typeof: 'fib daddr type', userdata: note })
  t.match(objects, [{ type: 'counter', data: {} }])
  const [set, map] = written((tx) => {
    for (const one of sets) tx.sets.add(one)
  })
  const notes = [set, map].map((one) => toHex(one?.['userdata'] as Uint8Array))
  t.equal(notes[0]?.indexOf('03', 12), notes[0]?.lastIndexOf(note), 'the note alone')
  t.ok(notes[1]?.includes(note))
  nft.close()
})

t.test('many elements are several messages', async (t) => {
  const elements = Array.from({ length: 2000 }, (_, at) => ({ key: at, comment: 'x'.repeat(100) }))
  const sent = written((tx) => tx.sets.add({ ...T, name: 's', type: 'mark', elements }))
  const counts = sent.slice(1).map((one) => (one['elements'] as readonly unknown[]).length)
  t.ok(counts.length > 4, `${counts}`)
  t.equal(
    counts.reduce((sum, count) => sum + count, 0),
    elements.length,
  )
})

t.test('user data of any kind is kept', async (t) => {
  const back = (bytes: Uint8Array): Uint8Array | undefined => writeNoted(readNoted(bytes)).userdata
  for (const bytes of [
    [0, 3, 104, 105, 0],
    [7, 2, 1, 2],
    [0, 3, 104, 105, 0, 9, 1, 5, 0, 1, 0],
    [1, 9, 1],
    [255],
    [0, 2, 0xff, 0],
  ]) {
    const noted = Uint8Array.from(bytes)
    t.strictSame(back(noted), noted, `${bytes}`)
  }
  t.strictSame(readNoted(undefined), {})
  t.strictSame(readNoted(new Uint8Array(0)), {})
  t.equal(readNotes(Uint8Array.of(1, 9, 1)), undefined)
  t.throws(() => writeNoted({ comment: 'a\0b' }), /^comment: /)
  t.throws(() => writeNoted({ comment: '\ud800' }), /^comment: /)
})

t.test('timeouts of sets as text', async (t) => {
  const ruleset = {
    tables: [{ family: 'inet', name: 't', handle: 1 }],
    chains: [],
    objects: [],
    flowtables: [],
    rules: [],
    sets: [
      {
        ...T,
        name: 's',
        handle: 1,
        type: 'time',
        typeof: 'meta time',
        elements: [{ key: '1700000000000000000-1800000000000000000' }],
      },
      { ...T, name: 'd', handle: 1, type: 'ifname . mark', elements: [{ key: 'a . b . 5' }], userdata: '09' },
    ],
  } as const
  const said = formatRuleset(ruleset)
  t.match(said, 'elements = { 1700000000-1800000000 }')
  t.match(said, '\t\t# element a . b . 5')
  const odd = { ...ruleset, sets: [], tables: [{ ...ruleset.tables[0], comment: '\u202eevil\udc80' }] }
  t.match(formatRuleset(odd), 'comment "\\u202eevil\\x80"')
})
