/** Monitors: which groups they join, which events they report, what they read again, and when they hold. */
import { getEventListeners } from 'node:events'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import type { Answer } from '../../../src/netlink/transport/fake.ts'
import type { RtnlEvent } from '../../../src/rtnl/events.ts'
import { EventReader } from '../../../src/rtnl/events.ts'
import type { MonitorOptions } from '../../../src/rtnl/monitor.ts'
import { needsFastPaths } from '../../fast-paths.ts'
import { until } from '../../until.ts'
import { NLM_F_DUMP_INTR } from '../netlink/messages.ts'
import type { Value } from './network.ts'
import { collect, link, Network } from './network.ts'

const ENOBUFS = 105
const EACCES = 13

type Monitor = AsyncIterableIterator<RtnlEvent> & AsyncDisposable

const links = [link(1, 'lo'), link(3, 'eth0')]
const route = (oif: number, more: Value = {}): Value => ({
  header: { family: 'inet', table: 'main', type: 'unicast' },
  oif,
  ...more,
})
const address = (index: number, text: string): Value => ({
  header: { family: 'inet', prefixlen: 24, index },
  address: text,
  local: text,
})

const open = async (
  options: MonitorOptions,
  network = new Network({ dumps: { RTM_GETLINK: links } }),
): Promise<{ network: Network; monitor: Monitor }> => {
  const rtnl = await network.open()
  const monitor = rtnl.monitor(options)
  return { network, monitor }
}

/** The next events, as short text: `new link eth0`. */
const next = async (monitor: Monitor, count: number): Promise<string[]> => {
  const events: string[] = []
  for (let i = 0; i < count; i++) events.push(inWords((await monitor.next()).value as RtnlEvent))
  return events
}

const nameOf = (value: object): string => {
  const { name, dev, address, dst, priority, nsid } = value as { [key: string]: unknown }
  return [name, dst, address, dev, priority, nsid].filter((part) => part !== undefined).join(' ')
}

const inWords = (event: RtnlEvent): string => {
  if (event.action === 'lost') return 'lost'
  if (event.action === 'other') return `other ${event.type}`
  if (event.action === 'snapshot')
    return `snapshot ${event.object}: ${(event.values as object[]).map(nameOf).join(', ')}`
  const from = event.nsid === undefined ? '' : ` of ${event.nsid}`
  return `${event.action} ${event.object} ${nameOf(event.value)}${from}`
}

t.test('the joined groups and the requests', async (t) => {
  const joined = async (groups: MonitorOptions['groups']): Promise<unknown> => {
    const { network, monitor } = await open({ groups })
    const [told] = await Promise.all([monitor.next(), told1(network)])
    t.equal(told.done, false)
    const { groups: numbers } = network.kernel
    await monitor.return?.()
    t.ok(network.kernel.closed)
    return { groups: [...numbers], asked: network.asked() }
  }
  const told1 = async (network: Network): Promise<void> => {
    await sleep(5)
    network.kernel.notify(36, new Uint8Array(20))
  }
  const names = [['RTM_GETLINK dump', { extMask: ['skip_stats'] }]]
  t.strictSame(await joined(['link']), { groups: [1], asked: [] })
  t.strictSame(await joined(['tc', 'ipv4-rule', 'nsid']), { groups: [4, 8, 28], asked: [] }, 'no names to know')
  t.strictSame(await joined(['ipv4-route', 'ipv6-route', 'ipv4-route']), { groups: [7, 11, 1], asked: names })
  t.strictSame(await joined(['link', 'neigh']), { groups: [1, 3], asked: names })
})

t.test('events of every object', async (t) => {
  const groups = ['link', 'ipv4-ifaddr', 'ipv4-route', 'ipv4-rule', 'neigh', 'nsid', 'ipv4-netconf'] as const
  const { network, monitor } = await open({ groups })
  const happens = {
    LINK: link(7, 'veth0'),
    ADDR: address(3, '10.0.0.1'),
    ROUTE: route(3, { header: { family: 'inet', dstLen: 8, table: 'main', type: 'unicast' }, dst: '10.0.0.0' }),
    RULE: { header: { family: 'inet', table: 'main', action: 'lookup' }, priority: 5 },
    NEIGH: { header: { family: 'inet', ifindex: 3, state: ['stale'] }, dst: '10.0.0.9' },
    NSID: { header: {}, nsid: 4 },
    NETCONF: { header: { family: 'inet' }, ifindex: 'all', forwarding: 1 },
  }
  for (const [name, value] of Object.entries(happens) as [keyof typeof happens, Value][]) {
    network.notify(`RTM_NEW${name}`, value)
    network.notify(`RTM_DEL${name}`, value)
  }
  t.strictSame(await next(monitor, 14), [
    'new link veth0',
    'delete link veth0',
    'new address 10.0.0.1/24 eth0',
    'delete address 10.0.0.1/24 eth0',
    'new route 10.0.0.0/8 eth0',
    'delete route 10.0.0.0/8 eth0',
    'new rule 5',
    'delete rule 5',
    'new neighbour 10.0.0.9 eth0',
    'delete neighbour 10.0.0.9 eth0',
    'new nsid 4',
    'delete nsid 4',
    'new netconf all',
    'delete netconf all',
  ])
  await monitor.return?.()
})

t.test('a new route reports its effect on other routes', async (t) => {
  const { network, monitor } = await open({ groups: ['ipv4-route', 'ipv6-route'] })
  const inet = route(3, { header: { family: 'inet', dstLen: 8, table: 'main', type: 'unicast' }, dst: '10.0.0.0' })
  const inet6 = route(3, { header: { family: 'inet6', dstLen: 32, table: 'main', type: 'unicast' }, dst: '2001:db8::' })
  const [REPLACE, EXCL, CREATE, APPEND] = [0x100, 0x200, 0x400, 0x800]
  const told: unknown[] = []
  for (const flags of [CREATE | EXCL, CREATE | APPEND, REPLACE, CREATE, 0])
    for (const value of [inet, inet6]) {
      network.notify('RTM_NEWROUTE', value, { flags })
      const { value: event } = await monitor.next()
      told.push('verb' in (event as object) ? (event as { verb: unknown }).verb : 'no verb')
    }
  network.notify('RTM_DELROUTE', inet, { flags: REPLACE })
  t.notOk('verb' in ((await monitor.next()).value as object))
  t.strictSame(told, [
    'add',
    'add',
    'append',
    'append',
    'replace',
    'replace',
    'prepend',
    'no verb',
    'no verb',
    'no verb',
  ])
  await monitor.return?.()
})

t.test('unknown options, and groups that are not a list', async (t) => {
  const network = new Network({ dumps: { RTM_GETLINK: [] } })
  const rtnl = await network.open()
  t.throws(() => rtnl.monitor({ groups: ['link'], snapshot: true } as never), {
    code: 'ERR_OPTION',
    message: 'monitor: snapshot: no such option; did you mean snapshots?',
  })
  t.throws(() => rtnl.monitor({ groups: ['link'], snapshots: 'no' } as never), {
    code: 'ERR_OPTION',
    option: 'snapshots',
  })
  t.throws(() => rtnl.monitor({ groups: ['link'], listenAllNsid: 1 } as never), {
    code: 'ERR_OPTION',
    option: 'listenAllNsid',
  })
  t.throws(() => rtnl.monitor({ groups: ['link'], signal: {} } as never), { code: 'ERR_OPTION', option: 'signal' })
  for (const options of [{}, { groups: 'link' }, undefined])
    t.throws(() => rtnl.monitor(options as never), { code: 'ERR_ENCODE', path: 'groups' })
  t.equal(network.kernels.length, 1, 'nothing was opened')
})

t.test('events before the loop began are kept', async (t) => {
  const { network, monitor } = await open({ groups: ['link'] })
  network.notify('RTM_NEWLINK', link(9, 'early'))
  await sleep(10)
  t.strictSame(await next(monitor, 1), ['new link early'])
  await monitor.return?.()
})

t.test('links that are renamed and deleted; links themselves are not reported unless requested', async (t) => {
  const { network, monitor } = await open({ groups: ['ipv4-ifaddr'] })
  const happens = async (ifname: string | undefined, del = false): Promise<string[]> => {
    if (ifname !== undefined) network.notify(del ? 'RTM_DELLINK' : 'RTM_NEWLINK', link(3, ifname))
    network.notify('RTM_NEWADDR', address(3, '10.0.0.1'))
    return next(monitor, 1)
  }
  t.strictSame(await happens(undefined), ['new address 10.0.0.1/24 eth0'])
  t.strictSame(await happens('wan'), ['new address 10.0.0.1/24 wan'])
  t.strictSame(await happens('wan', true), ['new address 10.0.0.1/24'])
  t.strictSame(await happens('again'), ['new address 10.0.0.1/24 again'])
  await monitor.return?.()
})

t.test('a port that leaves its bridge is not a deleted link', async (t) => {
  const port = { header: { family: 'bridge', index: 3 }, ifname: 'eth0', master: 2 }
  const settings = { header: { family: 'inet6', index: 3 }, ifname: 'eth0' }
  const { network, monitor } = await open({ groups: ['link', 'ipv4-ifaddr'] })
  network.notify('RTM_NEWLINK', port)
  network.notify('RTM_DELLINK', port)
  network.notify('RTM_NEWADDR', address(3, '10.0.0.1'))
  const value = { family: 'bridge', type: 'netrom', index: 3, flags: [], name: 'eth0', master: 2 }
  t.strictSame((await monitor.next()).value, { action: 'new', object: 'protinfo', value })
  t.strictSame((await monitor.next()).value, { action: 'delete', object: 'protinfo', value })
  t.strictSame(await next(monitor, 1), ['new address 10.0.0.1/24 eth0'], 'it still has its name')
  await monitor.return?.()

  const other = await open({ groups: ['ipv6-ifinfo', 'ipv4-ifaddr'] })
  for (const said of [port, link(3, 'eth0'), settings]) other.network.notify('RTM_NEWLINK', said)
  t.match((await other.monitor.next()).value, { object: 'protinfo', value: { family: 'inet6', index: 3 } })
  await other.monitor.return?.()
})

t.test('events of other namespaces', async (t) => {
  const { network, monitor } = await open({ groups: ['link', 'ipv4-ifaddr'], listenAllNsid: true })
  network.notify('RTM_NEWLINK', link(3, 'theirs'), { nsid: 0 })
  network.notify('RTM_NEWADDR', address(3, '10.0.0.1'), { nsid: 0 })
  network.notify('RTM_DELLINK', link(3, 'theirs'), { nsid: 0 })
  network.notify('RTM_NEWADDR', address(3, '10.0.0.2'))
  network.kernel.notify(36, new Uint8Array(20), { nsid: 6 })
  t.strictSame(await next(monitor, 4), [
    'new link theirs of 0',
    'new address 10.0.0.1/24 of 0',
    'delete link theirs of 0',
    'new address 10.0.0.2/24 eth0',
  ])
  t.match((await monitor.next()).value, { action: 'other', type: 36, nsid: 6 })
  await monitor.return?.()
})

t.test('messages without a table, and messages that cannot be decoded', async (t) => {
  const { network, monitor } = await open({ groups: ['link', 'tc'] })
  const payload = Uint8Array.from({ length: 20 }, (_, i) => i)
  network.kernel.notify(36, payload)
  const { value } = await monitor.next()
  t.match(value, { action: 'other', type: 36 })
  t.strictSame((value as { bytes: Uint8Array }).bytes, network.kernel.frame(36, 0, 0, 0, payload), 'the whole message')
  network.kernel.notify(16, new Uint8Array(3))
  t.match((await monitor.next()).value, { action: 'other', type: 16, bytes: { length: 19 } })
  await monitor.return?.()
})

// the interpreter creates a view of its own
t.test('only messages of the kernel are reported as unreadable', needsFastPaths, async (t) => {
  const network = new Network({ order: 'le' })
  const bytes = network.socket().frame(16, 0, 0, 0, network.bytes('RTM_NEWLINK', link(3, 'eth0')))
  const short = new DataView(bytes.buffer, 0, 24)
  t.throws(() => new EventReader('le').read(bytes, short, 0, bytes.length, undefined), RangeError)
})

t.test('`lost` is reported, and names are read again', async (t) => {
  const now = [link(3, 'eth0')]
  const network = new Network({ dumps: { RTM_GETLINK: now } })
  const { monitor } = await open({ groups: ['ipv4-ifaddr'] }, network)
  network.notify('RTM_NEWADDR', address(3, '10.0.0.1'))
  t.strictSame(await next(monitor, 1), ['new address 10.0.0.1/24 eth0'])
  now[0] = link(4, 'wan')
  network.kernel.overrun()
  t.strictSame(await next(monitor, 1), ['lost'])
  network.notify('RTM_NEWADDR', address(4, '10.0.0.1'))
  network.notify('RTM_NEWADDR', address(3, '10.0.0.2'))
  t.strictSame(await next(monitor, 2), ['new address 10.0.0.1/24 wan', 'new address 10.0.0.2/24'])
  await monitor.return?.()
  const plain = await open({ groups: ['link'] })
  plain.network.kernel.overrun()
  t.strictSame(await next(plain.monitor, 1), ['lost'])
  const asked = plain.network.asked().map(([name]) => name)
  t.strictSame([...new Set(asked)], ['NOOP'], 'whether the kernel answers again; there is nothing to read')
  await plain.monitor.return?.()
})

t.test('`lost` is reported when the kernel delivers again, once for everything lost until then', async (t) => {
  const { network, monitor } = await open({ groups: ['link'] })
  const first = monitor.next()
  await turn()
  network.kernel.overrun()
  await turn()
  network.kernel.overrun()
  network.notify('RTM_NEWLINK', link(3, 'before'))
  t.match((await first).value, { action: 'new', value: { name: 'before' } })
  t.strictSame(await next(monitor, 1), ['lost'])
  network.notify('RTM_NEWLINK', link(3, 'after'))
  t.strictSame(await next(monitor, 1), ['new link after'])
  const stopped = monitor.next()
  network.kernel.overrun()
  await turn()
  await monitor.return?.()
  t.strictSame(await stopped, { done: true, value: undefined }, 'left before it answers')
})

t.test('snapshots: all objects at the start and after a loss, by the families of the groups', async (t) => {
  const network = new Network({
    dumps: {
      RTM_GETLINK: links,
      RTM_GETROUTE: [route(3), route(1, { header: { family: 'inet6', table: 'main', type: 'unicast' } })],
      RTM_GETNEIGH: [{ header: { family: 'inet', ifindex: 3, state: ['stale'] }, dst: '10.0.0.9' }],
    },
  })
  const { monitor } = await open({ groups: ['link', 'ipv4-route', 'ipv6-route', 'tc'], snapshots: true }, network)
  const all = ['snapshot link: lo, eth0', 'snapshot route: default eth0, default lo']
  t.strictSame(await next(monitor, 2), all)
  const families = network
    .asked()
    .flatMap(([name, { header }]) => (name === 'RTM_GETROUTE dump' ? [(header as Value)['family']] : []))
  t.strictSame(families, ['inet', 'inet6'])
  network.kernel.overrun()
  t.strictSame(await next(monitor, 3), ['lost', ...all])
  await monitor.return?.()

  const four = await open({ groups: ['ipv4-route'], snapshots: true }, network)
  t.strictSame(await next(four.monitor, 1), ['snapshot route: default eth0'], 'no IPv6, whose changes are not watched')
  await four.monitor.return?.()
  network.asked()
  const neighbours = await open({ groups: ['neigh'], snapshots: true }, network)
  t.strictSame(await next(neighbours.monitor, 1), ['snapshot neighbour: 10.0.0.9 eth0'])
  t.strictSame(
    network.asked().flatMap(([name, value]) => (name === 'RTM_GETNEIGH dump' ? [value] : [])),
    [{}, { header: { family: 'bridge' } }],
    'forwarding entries are requested too',
  )
  await neighbours.monitor.return?.()
})

t.test('events that arrive while the state is read are newer, and are reported after the snapshot', async (t) => {
  let meanwhile = (): void => undefined
  const network: Network = new Network({
    dumps: {
      RTM_GETLINK: (answer) => {
        for (const value of links) answer.message(16, network.bytes('RTM_NEWLINK', value))
        answer.flush()
        meanwhile()
        answer.done()
      },
      RTM_GETADDR: [address(3, '10.0.0.1')],
    },
  })
  const { monitor } = await open({ groups: ['link', 'ipv4-ifaddr'], snapshots: true }, network)
  let renamed = false
  meanwhile = () => {
    if (!renamed) network.notify('RTM_NEWLINK', link(3, 'wan'))
    if (!renamed) network.notify('RTM_NEWADDR', address(3, '10.0.0.2'))
    renamed = true
  }
  t.strictSame(await next(monitor, 4), [
    'snapshot link: lo, eth0',
    'snapshot address: 10.0.0.1/24 eth0',
    'new link wan',
    'new address 10.0.0.2/24 wan',
  ])
  await monitor.return?.()
})

t.test('a loss while the state is read: it is read again', async (t) => {
  const state = [link(3, 'eth0')]
  let losses = 1
  const network: Network = new Network({
    dumps: {
      RTM_GETLINK: (answer) => {
        for (const value of state) answer.message(16, network.bytes('RTM_NEWLINK', value))
        answer.flush()
        if (losses-- > 0) {
          network.notify('RTM_NEWLINK', link(8, 'before'))
          network.kernel.datagram(new Uint8Array(0))
          network.kernel.overrun()
          state[0] = link(3, 'wan')
        }
        answer.done()
      },
    },
  })
  const { monitor } = await open({ groups: ['link'], snapshots: true }, network)
  const told: string[] = []
  while (told.at(-1) !== 'snapshot link: wan') told.push(...(await next(monitor, 1)))
  t.ok(told.includes('new link before'))
  t.strictSame(told.slice(-2), ['lost', 'snapshot link: wan'])
  await monitor.return?.()
})

t.test('lists that are always interrupted do not stop the monitor', async (t) => {
  let interruptions = 25
  const network: Network = new Network({
    dumps: {
      RTM_GETLINK: (answer: Answer) => {
        answer.message(16, network.bytes('RTM_NEWLINK', link(3, 'eth0')))
        if (interruptions === 24) network.notify('RTM_NEWLINK', link(4, 'busy'))
        answer.done(0, interruptions-- > 0 ? NLM_F_DUMP_INTR : 0)
      },
    },
  })
  const { monitor } = await open({ groups: ['link'], snapshots: true }, network)
  t.strictSame(await next(monitor, 2), ['new link busy', 'snapshot link: eth0'])
  t.ok(interruptions < 0)
  await monitor.return?.()
})

t.test('a refusal while the state is read ends the loop with that error', async (t) => {
  const refusing = new Network({ dumps: { RTM_GETLINK: links, RTM_GETROUTE: (answer) => answer.done(EACCES) } })
  const { monitor } = await open({ groups: ['ipv4-route'], snapshots: true }, refusing)
  t.match(await collect(monitor).catch((error) => error), { code: 'EACCES', operation: 'RTM_GETROUTE' })
  t.ok(refusing.kernel.closed)
  t.strictSame(await monitor.next(), { done: true, value: undefined })
})

t.test('a socket that breaks', async (t) => {
  const { network, monitor } = await open({ groups: ['link'] })
  const loop = collect(monitor).catch((error) => error)
  await turn()
  network.kernel.break(ENOBUFS)
  t.match(await loop, { code: 'ENOBUFS', name: 'SocketError' })

  const before = await open({ groups: ['link'] })
  before.network.kernel.break(ENOBUFS)
  before.network.kernel.resume()
  await turn()
  await turn()
  t.match(await collect(before.monitor).catch((error) => error), { code: 'ENOBUFS' }, 'before the loop began')
})

t.test('an abort ends the loop', async (t) => {
  const stop = new AbortController()
  const { network, monitor } = await open({ groups: ['link'], signal: stop.signal })
  network.notify('RTM_NEWLINK', link(3, 'eth0'))
  t.strictSame(await next(monitor, 1), ['new link eth0'])
  const loop = collect(monitor)
  stop.abort()
  t.strictSame(await loop, [])
  t.ok(network.kernel.closed)
  t.equal(getEventListeners(stop.signal, 'abort').length, 0)

  const aborted = await open({ groups: ['link'], signal: AbortSignal.abort() })
  t.ok(aborted.network.kernel.closed, 'at once')
  t.strictSame(await collect(aborted.monitor), [])

  const unread = await open({ groups: ['link'], signal: AbortSignal.timeout(5) })
  await until(() => unread.network.kernel.closed, 'the time to be up')
  t.strictSame(await collect(unread.monitor), [], 'nothing was read before the abort')

  const named = new AbortController()
  const reading = await open({ groups: ['ipv4-route'], signal: named.signal, snapshots: true })
  const ended = collect(reading.monitor)
  await turn()
  named.abort()
  t.strictSame(await ended, [], 'while the state is read')
})

t.test('many monitors with one signal leave no listener on it', async (t) => {
  const { signal } = new AbortController()
  const monitors: Monitor[] = []
  for (let i = 0; i < 20; i++) monitors.push((await open({ groups: ['link'], signal })).monitor)
  t.equal(getEventListeners(signal, 'abort').length, 1)
  for (const monitor of monitors) await monitor[Symbol.asyncDispose]()
  t.equal(getEventListeners(signal, 'abort').length, 0)
})

t.test('leaving the loop closes the socket, whether or not it has begun', async (t) => {
  const { network, monitor } = await open({ groups: ['link'] })
  network.notify('RTM_NEWLINK', link(3, 'eth0'))
  for await (const event of monitor) {
    t.match(event, { action: 'new' })
    break
  }
  t.ok(network.kernel.closed)
  t.notOk(network.kernels[0]?.closed, 'the client stays open')
  const unbegun = await open({ groups: ['link'] })
  {
    await using _ = unbegun.monitor
  }
  t.ok(unbegun.network.kernel.closed)
})

t.test('the kernel keeps notifications while nothing is read', async (t) => {
  const { network, monitor } = await open({ groups: ['link'] })
  const frame = network.kernel.frame(16, 0, 0, 0, network.bytes('RTM_NEWLINK', link(3, 'eth0')))
  const many = new Uint8Array(Buffer.concat(Array.from({ length: 1024 }, () => frame)))
  network.notify('RTM_NEWLINK', link(3, 'eth0'))
  t.strictSame(await next(monitor, 1), ['new link eth0'])
  for (let i = 0; i < 65; i++) network.kernel.datagram(many)
  for (let i = 0; i < 200; i++) await turn()
  // 64 of them fill the backlog: the last one stays in the kernel, where it can be lost
  network.kernel.overrun(true)
  const told: string[] = []
  while (told.at(-1) !== 'lost') told.push(...(await next(monitor, 1)))
  t.equal(told.length, 65_536 + 1)
  network.notify('RTM_NEWLINK', link(3, 'after'))
  t.strictSame(await next(monitor, 1), ['new link after'])
  await monitor.return?.()
})
