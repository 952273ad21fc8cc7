/** Monitors of nf_tables, with notifications of a fake kernel. */
import t from 'tap'
import { NLM_F_APPEND, NLMSG_NOOP } from '../../../../src/netlink/protocol/header.ts'
import type { NftablesEvent } from '../../../../src/nftables.ts'
import { describeStatements, Nftables } from '../../../../src/nftables.ts'
import { until } from '../../../until.ts'
import type { Listings, Value } from './ruleset.ts'
import { ENOENT, EPERM, FakeNetfilter, next } from './ruleset.ts'

const open = async (listings: Listings = {}) => {
  const world = new FakeNetfilter(listings)
  const nft = await Nftables.open({ transport: world.socket, order: world.order })
  const monitor = nft.monitor()
  t.teardown(() => {
    monitor.return()
    nft.close()
  })
  return { world, nft, monitor }
}

const IN_T = { table: 't' }
const be = (number: number, size: number): Uint8Array => {
  const bytes = new Uint8Array(size)
  for (let at = size - 1, rest = number; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest & 255
  return bytes
}
const port = (number: number): Value => ({ key: { value: be(number, 2) } })
const address = (number: number, more: Value = {}): Value => ({ key: { value: be(number, 4) }, ...more })
/** `tcp dport @NAME` */
const looksInto = (name: string): Value => ({
  ...IN_T,
  chain: 'c',
  handle: 9n,
  expressions: [
    { name: 'meta', data: { dreg: 1, key: 'l4proto' } },
    { name: 'cmp', data: { sreg: 1, op: 'eq', data: { value: Uint8Array.of(6) } } },
    { name: 'payload', data: { dreg: 1, base: 'transport', offset: 2, len: 2 } },
    { name: 'lookup', data: { set: name, sreg: 1 } },
  ],
})
const OWN_SET = { ...IN_T, flags: ['anonymous', 'constant'], keyType: 13, keyLen: 2 }
const HOSTS = { ...IN_T, name: 'hosts', keyType: 7, keyLen: 4, handle: 4n }
const NETS = { ...IN_T, name: 'nets', keyType: 7, keyLen: 4, flags: ['interval'] }

const brief = (event: NftablesEvent | undefined): string => {
  if (event === undefined) return 'nothing'
  if (event.action === 'generation') return `generation ${event.generation} ${event.pid} ${event.program}`
  if (event.action === 'other') return `other ${event.type & 255}`
  if (event.action === 'lost') return 'lost'
  const { action, object, value } = event
  if (event.object === 'rule') {
    const { insert, behind } = event
    const place = `${insert === true ? ' insert' : ''}${behind === undefined ? '' : ` behind ${behind}`}`
    return `${action} rule ${event.value.handle}${place}: ${describeStatements(event.value.statements)}`
  }
  if (event.object === 'element')
    return `${action} element ${event.value.set} { ${event.value.elements.map(({ key }) => key).join(', ')} }`
  return `${action} ${object} ${(value as { name: string }).name}`
}
const told = async (events: AsyncIterator<NftablesEvent>, count: number): Promise<string[]> =>
  (await next(events, count)).map(brief)

t.test('events of every object: new, deleted and destroyed', async (t) => {
  const { world, monitor } = await open()
  const happens = {
    TABLE: { name: 'a' },
    CHAIN: { ...IN_T, name: 'b', hook: { hooknum: 1, priority: -5 } },
    SET: HOSTS,
    OBJ: { ...IN_T, name: 'd', type: 'counter', data: { packets: 5n, bytes: 6n } },
    FLOWTABLE: {
      ...IN_T,
      name: 'e',
      handle: 3n,
      hook: { num: 0, priority: 7, devs: { name: ['v0', 'v1'] } },
      flags: ['counter'],
    },
    RULE: { ...IN_T, chain: 'c', handle: 7n, expressions: [{ name: 'notrack' }] },
  }
  for (const [name, value] of Object.entries(happens) as ['TABLE', Value][]) {
    world.notify(`NFT_MSG_NEW${name}`, value, NLM_F_APPEND)
    world.notify(`NFT_MSG_DEL${name}`, value)
    world.notify(`NFT_MSG_DESTROY${name}`, value)
  }
  world.notify('NFT_MSG_NEWGEN', { id: 5, procPid: 77, procName: 'nft' })
  world.notify('NFT_MSG_NEWGEN', { id: 6 })
  const events = await next(monitor, 20)
  t.strictSame(events.map(brief), [
    ...['table a', 'chain b', 'set hosts', 'object d', 'flowtable e', 'rule 7: notrack'].flatMap((what) => [
      `new ${what}`,
      `delete ${what}`,
      `delete ${what}`,
    ]),
    'generation 5 77 nft',
    'generation 6 undefined undefined',
  ])
  t.match(events[3], { value: { family: 'inet', hook: 'input', priority: -5 } })
  t.match(events[6], { value: { type: 'ipv4_addr', handle: 4 } })
  t.match(events[9], { value: { type: 'counter', data: { packets: 5, bytes: 6 } } })
  t.strictSame(events[12], {
    action: 'new',
    object: 'flowtable',
    value: {
      family: 'inet',
      table: 't',
      name: 'e',
      handle: 3,
      hook: 'ingress',
      priority: 7,
      devices: ['v0', 'v1'],
      flags: ['counter'],
    },
  })
  t.strictSame([...world.kernel.groups], [7])
  world.notify('NFT_MSG_DELFLOWTABLE', {})
  t.match(await next(monitor, 1), [{ value: { family: 'inet', table: '', name: '', handle: 0 } }])
})

t.test('rules are decoded with the sets they use, existing ones and new ones', async (t) => {
  const { world, monitor } = await open({
    NFT_MSG_GETSET: [{ ...OWN_SET, name: '__set0' }, HOSTS, { ...OWN_SET, name: '__gone' }],
    NFT_MSG_GETSETELEM: (answer, { set }) => {
      t.not(set, 'hosts', 'elements of named sets are not requested')
      if (set === '__gone') return answer.refuse(ENOENT)
      const list = world.bytes('NFT_MSG_NEWSETELEM', { ...IN_T, set: String(set), elements: [port(22), port(80)] })
      answer.message(0x0a0c, list)
      answer.done()
    },
  })
  // the list of sets contains them again
  world.notify('NFT_MSG_NEWSETELEM', { ...IN_T, set: '__set0', elements: [port(22), port(80)] })
  world.notify('NFT_MSG_DELRULE', looksInto('__set0'))
  world.notify('NFT_MSG_DELSET', { ...IN_T, name: '__set0' })
  world.notify('NFT_MSG_NEWSET', { ...OWN_SET, name: '__set1' })
  world.notify('NFT_MSG_NEWSETELEM', { ...IN_T, set: '__set1', elements: [port(1)] })
  world.notify('NFT_MSG_NEWSETELEM', { ...IN_T, set: '__set1', elements: [port(2)] })
  world.notify('NFT_MSG_NEWSETELEM', { ...IN_T, set: '__set1' })
  world.notify('NFT_MSG_NEWRULE', looksInto('__set1'))
  world.notify('NFT_MSG_NEWRULE', { ...looksInto('__gone'), position: 8n }, NLM_F_APPEND)
  t.strictSame(await told(monitor, 3), [
    'delete rule 9: tcp dport { 22, 80 }',
    'new rule 9 insert: tcp dport { 1, 2 }',
    'new rule 9 behind 8: tcp dport {  }',
  ])
})

t.test('elements: the changes of one transaction to a set are one event', async (t) => {
  const { world, monitor } = await open({ NFT_MSG_GETSET: [HOSTS, NETS] })
  const elements = (name: 'NEW' | 'DEL', set: string, ...given: Value[]): void =>
    world.notify(`NFT_MSG_${name}SETELEM`, { ...IN_T, set, elements: given })
  elements('NEW', 'nets', address(0x0a090000))
  elements('NEW', 'nets', address(0x0a090100, { flags: ['interval-end'] }))
  elements('DEL', 'nets', address(0x0a080000), address(0x0a080003, { flags: ['interval-end'] }))
  elements('NEW', 'hosts', address(0x0a000001))
  elements('NEW', 'hosts', address(0x0a000002))
  world.notify('NFT_MSG_NEWGEN', { id: 2 })
  elements('NEW', 'unknown', address(1))
  elements('NEW', 'hosts', address(0x0a000003))
  world.kernel.overrun()
  t.strictSame(await told(monitor, 7), [
    'new element nets { 10.9.0.0/24 }',
    'delete element nets { 10.8.0.0-10.8.0.2 }',
    'new element hosts { 10.0.0.1, 10.0.0.2 }',
    'generation 2 undefined undefined',
    'other 12',
    'new element hosts { 10.0.0.3 }',
    'lost',
  ])
})

t.test('the deletion of a set reports everything that was known of it', async (t) => {
  const { world, monitor } = await open({ NFT_MSG_GETSET: [NETS] })
  world.notify('NFT_MSG_DELSET', { ...IN_T, name: 'nets' })
  world.notify('NFT_MSG_DELSET', { ...IN_T, name: 'never-seen' })
  t.match(await next(monitor, 2), [
    { action: 'delete', value: { name: 'nets', type: 'ipv4_addr', flags: ['interval'] } },
    { action: 'delete', value: { name: 'never-seen' } },
  ])
})

t.test('messages without a table, and messages that cannot be decoded', async (t) => {
  const { world, monitor } = await open()
  world.kernel.notify(0x0aff, Uint8Array.of(1, 2, 3, 4))
  world.kernel.notify(0x0a00, Uint8Array.of(1))
  t.match(await next(monitor, 2), [
    { action: 'other', type: 0x0aff },
    { action: 'other', type: 0x0a00 },
  ])
})

t.test('after a loss sets are read again', async (t) => {
  const sets: Value[] = []
  const { world, monitor } = await open({ NFT_MSG_GETSET: sets })
  const first = monitor.next()
  await until(() => world.asked.includes('NFT_MSG_GETSET'), 'the request for the sets')
  world.notify('NFT_MSG_NEWTABLE', { name: 'a' })
  await first
  sets.push(HOSTS)
  world.kernel.overrun()
  t.strictSame(await told(monitor, 1), ['lost'])
  t.ok(world.kernel.requests.some(({ type }) => type === NLMSG_NOOP))
  world.notify('NFT_MSG_NEWSETELEM', { ...IN_T, set: 'hosts', elements: [address(0x0a000001)] })
  world.notify('NFT_MSG_NEWGEN', { id: 2 })
  t.strictSame(await told(monitor, 1), ['new element hosts { 10.0.0.1 }'])
})

t.test('if sets cannot be read, no event is reported', async (t) => {
  const { monitor } = await open({
    NFT_MSG_GETSET: [{ ...OWN_SET, name: '__set0' }],
    NFT_MSG_GETSETELEM: (answer) => answer.refuse(EPERM),
  })
  await t.rejects(monitor.next(), { code: 'EPERM', operation: 'NFT_MSG_GETSETELEM' })
})

t.test('ends when its signal aborts, and needs a socket of its own', async (t) => {
  const world = new FakeNetfilter()
  const nft = await Nftables.open({ transport: world.socket })
  const controller = new AbortController()
  const { signal } = controller
  const monitor = nft.monitor({ signal })
  const ended = monitor.next()
  controller.abort()
  t.strictSame(await ended, { done: true, value: undefined })
  t.ok(world.kernel.closed)
  t.notOk(world.kernels[0]?.closed)
  nft.close()
  const given = await Nftables.open({ transport: world.socket() })
  t.throws(() => given.monitor(), { name: 'UnsupportedError', message: /^monitor: it needs a socket of its own/ })
  t.throws(() => given.trace(), { name: 'UnsupportedError', message: /^trace: / })
  const lent = await Nftables.open({ socket: given.socket })
  t.throws(() => lent.monitor(), { name: 'UnsupportedError' })
  lent.close()
  given.close()
})
