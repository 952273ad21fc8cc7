/** The client with a fake kernel: unusual replies, and conflicts with other transactions. */

import t from 'tap'
import { readSet } from '../../../../src/netfilter/nftables/set.ts'
import { KEY_TYPEOF, typeofs, writeTypeof } from '../../../../src/netfilter/nftables/typeof.ts'
import type { NetfilterMessageName } from '../../../../src/netfilter/tables/index.ts'
import { messageTypes } from '../../../../src/netfilter/tables/index.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../../../src/netlink/codec/encode/encode.ts'
import type { Typed } from '../../../../src/netlink/codec/node.ts'
import { NLM_F_ACK } from '../../../../src/netlink/protocol/header.ts'
import type { Answer, FakeRequest } from '../../../../src/netlink/transport/fake.ts'
import { FakeKernel } from '../../../../src/netlink/transport/fake.ts'
import { accept, counter, Nftables, tcp } from '../../../../src/nftables.ts'
import { hex } from '../../../hex.ts'
import { netfilterMessages as messages } from '../../../registry.ts'

const EPERM = 1
const ERESTART = 85

type Listings = { readonly [K in NetfilterMessageName]?: readonly object[] }

/** A kernel with these objects, by the name of the message that reports them. */
const open = async (reported: Listings, more: (request: FakeRequest, answer: Answer) => boolean = () => false) => {
  let generation = 1
  const send = (answer: Answer, name: NetfilterMessageName, value: object): void => {
    const { type, node } = messageTypes[name]
    answer.message(type, encode(node as unknown as Typed<unknown>, { header: { family: 'inet' }, ...value }))
  }
  const kernel = new FakeKernel((request, answer) => {
    const name = messages.get(request.type)?.name ?? ''
    if (more(request, answer)) return
    if (name === 'NFT_MSG_GETGEN') send(answer, 'NFT_MSG_NEWGEN', { id: generation })
    else if (name.startsWith('NFT_MSG_GET')) {
      const tells = name.replace('GET', 'NEW') as NetfilterMessageName
      for (const value of reported[tells] ?? []) send(answer, tells, value)
      answer.done()
    } else if ((request.flags & NLM_F_ACK) !== 0) answer.ack()
  })
  const nft = await Nftables.open({ transport: kernel })
  return { nft, kernel, raise: () => generation++ }
}

t.test('objects with few and with all attributes', async (t) => {
  const { nft } = await open({
    NFT_MSG_NEWTABLE: [{ name: 't', userdata: Uint8Array.of(1, 1, 7, 0, 2, 104, 105) }, {}],
    NFT_MSG_NEWCHAIN: [{}, { name: 'c', hook: { hooknum: 77, dev: 'v0' } }],
    NFT_MSG_NEWRULE: [{}],
    NFT_MSG_NEWSET: [
      {},
      { name: 's', keyType: 63 * 64 + 4, keyLen: 3, expressions: [{ name: 'fancy', data: new Uint8Array(1) }, {}] },
      { name: 'n', keyType: 4, keyLen: 2 },
    ],
    NFT_MSG_NEWSETELEM: [{}],
    NFT_MSG_NEWOBJ: [{}, { name: 'o', type: 'tunnel', data: new Uint8Array(2) }],
  })
  const { tables, chains, sets, objects, rules } = await nft.ruleset()
  t.match(tables, [
    { name: 't', comment: 'hi' },
    { name: '', handle: 0 },
  ])
  t.match(chains, [
    { name: '', handle: 0 },
    { name: 'c', hook: 77, devices: ['v0'] },
  ])
  t.strictSame(rules, [{ family: 'inet', table: '', chain: '', handle: 0, statements: [] }])
  t.match(sets, [
    { type: 'integer' },
    { type: '#4036', keyLengths: [3], statements: [{ expression: 'fancy' }, { expression: '' }] },
    { type: 'integer' },
  ])
  t.match(objects, [
    { type: 'unspec', data: {} },
    { name: 'o', type: 'tunnel', data: {} },
  ])
  t.strictSame((await nft.rules.list()).length, 1)
  t.notOk('elements' in readSet({ family: 'inet', resId: undefined } as never, undefined, 'le'))
  nft.close()
})

t.test('objects of unknown types', async (t) => {
  const { nft } = await open({
    NFT_MSG_NEWOBJ: [
      { name: 'o', type: 'tunnel', data: Uint8Array.of(0xc0, 0xff, 0xee) },
      { name: 'p', type: 'tunnel', data: new Uint8Array(0) },
    ],
  })
  t.strictSame(
    (await nft.objects.list()).map(({ data }) => data),
    [{ bytes: 'c0ffee' }, {}],
  )
  nft.close()
})

t.test('lengths of undeclared integers', async (t) => {
  const read = (value: object) => readSet({ family: 'inet', ...value } as never, undefined, 'le')
  const [ADDRESS, INTEGER, MARK] = [7, 4, 19]
  t.match(read({ keyType: ADDRESS * 64 + INTEGER, keyLen: 12 }), { type: 'ipv4_addr . integer', keyLengths: [4, 8] })
  // the remainder cannot be the length of an integer
  t.match(read({ keyType: ADDRESS * 64 + INTEGER, keyLen: 4 }), { type: `#${ADDRESS * 64 + INTEGER}`, keyLengths: [4] })
  const map = { flags: ['map'], dataType: MARK, dataLen: 4 }
  t.match(read({ ...map, keyType: INTEGER, keyLen: 2 }), { type: 'integer', keyLengths: [2], data: 'mark' })
  t.notOk('keyLengths' in read({ ...map, keyType: ADDRESS, keyLen: 4 }), 'addresses have one of their own')
  // nft uses the declarations of keys and data together, or neither
  const declared = { keyType: INTEGER, keyLen: 2, userdata: writeTypeof(KEY_TYPEOF, 'udp length', 'le') }
  t.match(read(declared), { type: 'integer', typeof: 'udp length' })
  const leads = read({ ...map, ...declared })
  t.match(leads, { type: 'integer', keyLengths: [2], data: 'mark' })
  t.notOk('typeof' in leads)
})

t.test('flowtables', async (t) => {
  const { nft } = await open({
    NFT_MSG_NEWFLOWTABLE: [
      { table: 't', name: 'f', handle: 4n, hook: { num: 0, priority: -5, devs: { name: ['v0'], prefix: ['eth'] } } },
      { flags: ['offload'], hook: { devs: {} } },
    ],
  })
  const flowtables = [
    { family: 'inet', table: 't', name: 'f', handle: 4, hook: 'ingress', priority: -5, devices: ['v0', 'eth*'] },
    { family: 'inet', table: '', name: '', handle: 0, flags: ['offload'] },
  ]
  t.strictSame(await nft.flowtables.list({ table: 't' }), flowtables)
  t.strictSame((await nft.ruleset()).flowtables, flowtables)
  nft.close()
})

t.test('declarations of sets in user data of any kind', async (t) => {
  const number = (type: number, value: number) => [type, 4, value, 0, 0, 0]
  const nest = (type: number, ...bytes: number[]) => [type, bytes.length, ...bytes]
  const said = (kind: number, ...data: number[]) => [...number(0, kind), ...nest(1, ...data)]
  const PORT = said(7, ...number(0, 8), ...number(1, 2))
  const key = (...note: number[]) => typeofs(Uint8Array.from(nest(3, ...note)), 'le').key
  t.equal(key(...PORT), 'tcp dport')
  t.equal(key(...said(13, ...nest(0, ...PORT), ...nest(1, ...PORT))), 'tcp dport . tcp dport')
  t.equal(key(...said(23, ...number(0, 1), ...number(1, 7), ...number(2, 5))), 'numgen random mod 7 offset 5')
  t.equal(key(...said(23, ...number(0, 0), ...number(1, 7))), 'numgen inc mod 7')
  for (const note of [
    [],
    said(99),
    said(7),
    said(7, ...number(0, 77), ...number(1, 1)),
    said(7, ...number(0, 8), ...number(1, 77)),
    said(9, ...number(0, 250)),
    said(10),
    said(12, ...number(0, 250)),
    said(25),
    said(13, ...nest(0, ...PORT)),
    said(13, ...nest(0, ...PORT), ...nest(1, ...said(99))),
  ])
    t.equal(key(...note), undefined, note.join(' '))
  t.strictSame(typeofs(undefined, 'le'), { key: undefined, data: undefined })
  const note = hex`
    04 0e             // NFTNL_UDATA_SET_DATA_TYPEOF
      00 04 00000009  // TYPEOF_EXPR: meta
      01 06           // TYPEOF_DATA
        00 04 00000003  // the key: mark
  `
  t.equal(typeofs(note, 'be').data, 'meta mark')

  // a declaration that does not fit the keys is ignored
  const userdata = Uint8Array.from(nest(3, ...PORT))
  const { nft } = await open({
    NFT_MSG_NEWSET: [
      { table: 't', name: 'a', keyType: 13, keyLen: 2, userdata },
      { table: 't', name: 'b', keyType: 7, keyLen: 4, userdata },
      { table: 't', name: 'm', keyType: 13, keyLen: 2, flags: ['map'], dataType: 7, dataLen: 8 },
    ],
    NFT_MSG_NEWSETELEM: [
      {
        elements: [
          { key: { value: Uint8Array.of(1, 2, 3, 4) }, data: { value: Uint8Array.of(10, 0, 0, 0, 10, 0, 0, 255) } },
        ],
      },
    ],
  })
  const [a, b, m] = await nft.sets.list()
  t.equal(a?.elements?.[0]?.key, 0x0102)
  t.equal(b?.elements?.[0]?.key, '1.2.3.4')
  t.match(m, { data: 'interval ipv4_addr', elements: [{ value: '10.0.0.0/24' }] })
  nft.close()
})

t.test('rules that look up unknown sets are returned as expressions', async (t) => {
  const { nft } = await open({
    NFT_MSG_NEWSET: [{ table: 't', flags: ['anonymous'] }],
    NFT_MSG_NEWRULE: [
      { table: 't', expressions: [{ name: 'lookup', data: { set: 'gone', sreg: 1 } }] },
      { table: 't', expressions: [{ name: 'lookup', data: { set: 'undefined', sreg: 1 } }] },
      { table: 't', expressions: [{ name: 'queue', data: { sregQnum: 1 } }] },
    ],
  })
  t.match(await nft.rules.list(), [
    { statements: [{ expression: 'lookup' }] },
    { statements: [{ expression: 'lookup' }] },
    { statements: [{ expression: 'queue' }] },
  ])
  nft.close()
})

t.test('a ruleset that changes while it is read is read again', async (t) => {
  let changes = 2
  const world = await open(
    { NFT_MSG_NEWTABLE: [{ name: 't' }], NFT_MSG_NEWSET: [{ name: 's' }] },
    (request, answer) => {
      const name = messages.get(request.type)?.name
      if (name === 'NFT_MSG_GETSETELEM' && changes > 0) {
        if (changes-- === 2) answer.refuse(2)
        else answer.done()
        world.raise()
        return true
      }
      return false
    },
  )
  const { generation } = await world.nft.ruleset()
  t.equal(generation, 3)
  world.nft.close()
})

t.test('a permanent failure rejects', async (t) => {
  const set = { table: 't', name: 's', keyType: 7, keyLen: 4, flags: ['anonymous'] }
  const failing = (refusals: number, change: boolean) => async () => {
    let left = refusals
    const world = await open({ NFT_MSG_NEWSET: [set] }, (request, answer) => {
      if (messages.get(request.type)?.name !== 'NFT_MSG_GETSETELEM' || left === 0) return false
      left--
      if (change) world.raise()
      answer.refuse(EPERM)
      return true
    })
    return world
  }
  for (const list of [
    (nft: Nftables): Promise<unknown> => nft.ruleset(),
    (nft: Nftables): Promise<unknown> => nft.rules.list(),
  ]) {
    const lasting = await failing(1, false)()
    await t.rejects(list(lasting.nft), { code: 'EPERM', operation: 'NFT_MSG_GETSETELEM' })
    lasting.nft.close()
    const passing = await failing(2, true)()
    await list(passing.nft)
    const asked = passing.kernel.requests.map(({ type }) => messages.get(type)?.name)
    t.equal(asked.filter((name) => name === 'NFT_MSG_GETSETELEM').length, 3, 'two attempts fail')
    passing.nft.close()
    await t.rejects(list(passing.nft), { name: 'ClosedError' })
  }
})

t.test('an aborted list', async (t) => {
  for (const list of ['ruleset', 'rules', 'sets'] as const) {
    const controller = new AbortController()
    const world = await open(
      { NFT_MSG_NEWSET: [{ table: 't', flags: list === 'rules' ? ['anonymous'] : [] }] },
      (request) => {
        if (messages.get(request.type)?.name === 'NFT_MSG_GETSETELEM') controller.abort(new Error('enough'))
        return false
      },
    )
    const { signal } = controller
    const reading: Promise<unknown> =
      list === 'ruleset' ? world.nft.ruleset({ signal }) : world.nft[list].list({}, { signal })
    await t.rejects(reading, { message: 'enough' })
    world.nft.close()
  }
})

t.test('a refused batch', async (t) => {
  let errno = ERESTART
  const { nft, kernel } = await open({}, (request, answer) => {
    if (request.type !== messageTypes.NFNL_MSG_BATCH_BEGIN.type) return false
    answer.refuse(errno)
    return true
  })
  const adding = () => nft.transaction((tx) => tx.tables.add({ family: 'ip', name: 't' }), { retries: 2 })
  await t.rejects(adding(), { name: 'ConflictError' })
  t.equal(kernel.requests.filter(({ type }) => type === messageTypes.NFT_MSG_NEWTABLE.type).length, 3)
  errno = EPERM
  await t.rejects(adding(), { name: 'KernelError', code: 'EPERM' })
  kernel.break(5)
  await t.rejects(adding(), { name: 'SocketError' })
  nft.close()
})

t.test('an aborted transaction', async (t) => {
  const controller = new AbortController()
  const { nft } = await open({}, ({ type }) => {
    if (type === messageTypes.NFNL_MSG_BATCH_BEGIN.type) controller.abort(new Error('enough'))
    return false
  })
  const adding = nft.transaction((tx) => tx.tables.add({ family: 'ip', name: 't' }), { signal: controller.signal })
  await t.rejects(adding, { message: 'enough' })
  nft.close()
})

t.test('a given socket is not closed with the client; the messages that are sent', async (t) => {
  const world = await open({ NFT_MSG_NEWSET: [{ table: 't', name: 's', keyType: 7, keyLen: 4 }] })
  await using nft = await Nftables.open({ socket: world.nft.socket })
  const inT = { family: 'inet', table: 't' } as const
  const where = { ...inT, name: 's' } as const
  await nft.transaction((tx) => {
    tx.chains.add({ family: 'netdev', table: 't', name: 'one', hook: 'ingress', devices: ['v0'] })
    tx.chains.add({ family: 'netdev', table: 't', name: 'two', type: 'filter', hook: 'ingress', devices: ['v0', 'v1'] })
    tx.chains.add({ family: 'bridge', table: 't', name: 'b', hook: 'input', priority: 'out' })
    tx.flowtables.add({ ...inT, name: 'f' })
    tx.flowtables.add({ ...inT, name: 'g', priority: 'filter', devices: ['v0', 'v1'], flags: ['counter'] })
    tx.flowtables.delete({ ...inT, name: 'f' })
    tx.elements.add(where, [{ key: '10.9.0.1', statements: [counter()] }])
    tx.sets.add({
      family: 'inet',
      table: 't',
      name: 'v',
      type: 'inet_service',
      data: 'verdict',
      elements: [{ key: 1, value: accept() }],
    })
    tx.rules.add({ family: 'inet', table: 't', chain: 'c', statements: [tcp.dport(1)] })
  })
  await t.rejects(
    nft.transaction((tx) => tx.elements.add(where, [{ key: '10.9.0.0/24' }])),
    /^elements\[0\]: expected a single value/,
  )
  await nft.objects.list({ table: 't' })
  const flowtables = world.kernel.requests.flatMap(({ type, payload }) => {
    const { name, node } = messages.get(type) ?? {}
    return name?.includes('FLOWTABLE') ? [decode(node as Typed<object>, payload)] : []
  })
  t.match(flowtables, [
    { header: { family: 'inet' }, table: 't', name: 'f', hook: { num: 0, priority: 0, devs: {} }, flags: [] },
    { name: 'g', hook: { num: 0, priority: 0, devs: { name: ['v0', 'v1'] } }, flags: ['counter'] },
    { table: 't', name: 'f' },
  ])
  nft.close()
  t.equal(await world.nft.generation(), 1, 'still open')
  await world.nft[Symbol.asyncDispose]()
})
