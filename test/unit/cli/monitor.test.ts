import t from 'tap'
import type { Io } from '../../../src/cli/io.ts'
import { Capture } from '../../../src/cli/monitor/capture.ts'
import { Tap } from '../../../src/netlink/transport/tap.ts'
import type { NetnsEvent } from '../../../src/netns/history.ts'
import { link } from '../../../src/rtnl/link/tables/link.ts'
import { openMonitor } from '../../../src/rtnl/monitor.ts'
import { neighbour } from '../../../src/rtnl/neighbour/tables/neighbour.ts'
import { route } from '../../../src/rtnl/route/tables/route.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { NetnsError } from '../../../src/setns/errors.ts'
import { FakeKernel } from '../../../src/testing.ts'
import { routeMessages } from '../../registry.ts'
import { until } from '../../until.ts'
import type { Wire } from './world.ts'
import { encodeMessage, noNamespaces, run, Sink } from './world.ts'

const eth0: Wire = { header: { type: 'ether', index: 2, flags: ['up', 'running'] }, ifname: 'eth0', mtu: 1500 }
const eth1: Wire = { header: { type: 'ether', index: 3, flags: [] }, ifname: 'eth1', mtu: 1500 }

/** RTM_GETLINK; dumps of everything else are empty. */
const holding = (links: readonly Wire[]): FakeKernel =>
  new FakeKernel(({ type }, answer) => {
    for (const value of type === 18 ? links : []) answer.message(16, encodeMessage(link, value))
    answer.done()
  })

const WATCHING = /^rtnl-dump: watching .*; Ctrl-C ends it\n/

interface Watch {
  readonly argv?: readonly string[]
  readonly links?: readonly Wire[]
  readonly stdout?: Sink
  /** What happens after the monitor has started; it is interrupted when the output contains a text. */
  readonly happen: (kernel: FakeKernel) => void
  /** The text that the interruption waits for; without it the monitor must end by itself. */
  readonly printed?: readonly string[]
}

const watch = async ({ argv = [], links = [eth0], happen, printed, stdout = new Sink() }: Watch) => {
  const stop = new AbortController()
  const stderr = new Sink()
  const kernel = holding(links)
  const open: Io['open'] = async () => {
    const rtnl = await Rtnl.open({ transport: holding(links) })
    return Object.assign(rtnl, {
      monitor: (options: Parameters<typeof openMonitor>[0]) =>
        openMonitor(options, (use) => use({ transport: kernel })),
    })
  }
  const running = run(['monitor', ...argv], { open, stdout, stderr, interrupted: () => stop.signal })
  await until(() => WATCHING.test(stderr.text), 'the monitor to say that it watches')
  happen(kernel)
  if (printed !== undefined) {
    for (const text of printed) await until(() => (stdout.text + stderr.text).includes(text), text)
    stop.abort()
  }
  const ended = await running
  const rest = ended.stderr.replace(WATCHING, '')
  return { ...ended, stderr: rest, groups: [...kernel.groups].sort((a, b) => a - b), watched: kernel }
}

const gateway = encodeMessage(route, {
  header: { family: 'inet', table: 'main', protocol: 'static', type: 'unicast' },
  gateway: '192.0.2.254',
  oif: 2,
})

t.test('events as lines, with the time at the start, until it is interrupted', async (t) => {
  const { code, stdout, stderr, groups, watched } = await watch({
    happen: (kernel) => {
      kernel.notify(16, encodeMessage(link, eth1))
      kernel.notify(24, gateway)
      kernel.notify(
        29,
        encodeMessage(neighbour, {
          header: { family: 'bridge', ifindex: 3, type: 'unicast' },
          lladdr: '02:00:00:00:00:01',
          master: 3,
        }),
      )
      kernel.notify(17, encodeMessage(link, eth1), { nsid: 7 })
      kernel.notify(36, Uint8Array.of(1, 2, 3, 4))
    },
    printed: ['other'],
  })
  const at = '2026-01-02T03:04:05.678Z'
  t.equal(code, 0)
  t.equal(stderr, '')
  t.equal(
    stdout,
    [
      `${at} new     link 3: eth1: <> mtu 1500 link/ether`,
      `${at} new     route default via 192.0.2.254 dev eth0 proto static`,
      `${at} delete  neighbour 02:00:00:00:00:01 dev eth1 master eth1`,
      `${at} delete  link [nsid 7] 3: eth1: <> mtu 1500 link/ether`,
      `${at} other   RTM_NEWQDISC 1400000024000000000000000000000001020304`,
      '',
    ].join('\n'),
  )
  t.same(groups, [1, 3, 5, 7, 8, 9, 11, 19, 27])
  t.equal(watched.closed, true)
})

t.test('events of objects without a format', async (t) => {
  const header = { family: 'bridge', type: 'ether', index: 3, flags: [] }
  const port = { header, ifname: 'eth1', master: 2, protinfo: { state: 'listening', priority: 32, cost: 7 } }
  const group = { header: { family: 'inet', prefixlen: 32, index: 3, scope: 'global' }, multicast: '224.0.0.7' }
  const settings = { header: { ...header, family: 'inet6' }, ifname: 'eth1', operstate: 'dormant' }
  const { stdout } = await watch({
    argv: ['links', '--no-timestamps'],
    happen: (kernel) => {
      kernel.notify(16, encodeMessage(link, port))
      kernel.notify(16, encodeMessage(link, settings))
      kernel.notify(56, encodeMessage(routeMessages.get(56)?.node as never, group))
      kernel.notify(56, Uint8Array.of(1))
      kernel.notify(999, Uint8Array.of(1))
      kernel.notify(36, Uint8Array.of(1), { nsid: 7 })
    },
    printed: ['NEWQDISC'],
  })
  t.match(stdout, /^new {5}protinfo 3: eth1 bridge master eth0 state listening priority 32 cost 7\n/)
  t.match(stdout, /^new {5}protinfo family inet6 .*operstate dormant\n/m)
  t.match(stdout, /^other {3}RTM_NEWMULTICAST header\.family inet .* multicast 224\.0\.0\.7\n/m)
  t.match(stdout, /^other {3}RTM_NEWMULTICAST 1100/m, 'a message that cannot be read')
  t.match(stdout, /^other {3}type 999 1100/m)
  t.match(stdout, /^other {3}RTM_NEWQDISC \[nsid 7\] 1100/m)
})

t.test('the effect of a new route on the others', async (t) => {
  const [REPLACE, EXCL, CREATE, APPEND] = [0x100, 0x200, 0x400, 0x800]
  const { stdout } = await watch({
    argv: ['routes', '--full', '--no-timestamps'],
    happen: (kernel) => {
      for (const flags of [CREATE | EXCL, CREATE | APPEND, CREATE, CREATE | REPLACE, 0])
        kernel.notify(24, gateway, { flags })
      kernel.notify(25, gateway)
    },
    printed: ['delete'],
  })
  const route = 'route default via 192.0.2.254 dev eth0 proto static'
  t.strictSame(
    stdout.trimEnd().split('\n'),
    ['add     ', 'append  ', 'prepend ', 'replace ', 'new     ', 'delete  '].map((verb) => `${verb}${route}`),
  )
})

t.test("groups by the kernel's names and by ours", async (t) => {
  const { groups } = await watch({
    argv: ['nsids', 'ipv4-mroute', '--no-timestamps'],
    happen: (kernel) => kernel.notify(36, Uint8Array.of(1)),
    printed: ['other'],
  })
  t.same(groups, [1, 6, 28])
})

t.test('JSON lines, and events that were lost', async (t) => {
  const { code, stdout, stderr } = await watch({
    argv: ['links', '--json-lines'],
    happen: (kernel) => {
      kernel.notify(16, encodeMessage(link, eth1))
      kernel.overrun()
      kernel.notify(36, Uint8Array.of(9), { nsid: 4 })
    },
    printed: ['"other"', '"lost"', 'were lost'],
  })
  t.equal(code, 0)
  t.equal(stderr, 'rtnl-dump: events were lost: the receive buffer overflowed; everything is read again\n')
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.match(
    events.find(({ action }) => action === 'new'),
    { time: '2026-01-02T03:04:05.678Z', object: 'link', value: { name: 'eth1' } },
  )
  t.same(
    events.find(({ action }) => action === 'lost'),
    { time: '2026-01-02T03:04:05.678Z', action: 'lost' },
  )
  t.match(
    events.find(({ action }) => action === 'other'),
    { type: 36, nsid: 4 },
  )
})

t.test('without timestamps', async (t) => {
  const watched = async (printed: string, ...argv: string[]): Promise<string> =>
    (await watch({ argv: ['--no-timestamps', ...argv], happen: (kernel) => kernel.overrun(), printed: [printed] }))
      .stdout
  t.equal(await watched('lost\n'), 'lost\n')
  t.equal(await watched('"lost"', '--json-lines'), '{"action":"lost"}\n')
})

t.test('snapshots: the current objects, then changes; link names are known', async (t) => {
  const { stdout } = await watch({
    argv: ['links', 'routes', '--snapshots', '--no-timestamps'],
    links: [eth0],
    happen: (kernel) => kernel.notify(24, gateway),
    printed: ['new '],
  })
  t.match(stdout, /^snapshot link \(1\)\n {2}2: eth0: <UP> mtu 1500 link\/ether\n/)
  t.match(stdout, /^new {5}route default via 192\.0\.2\.254 dev eth0 proto static\n/m)
})

t.test('the reader has gone: the monitor ends by itself, quietly', async (t) => {
  const { code, stderr } = await watch({
    stdout: new Sink({ fail: 'EPIPE' }),
    happen: (kernel) => kernel.notify(24, gateway),
  })
  t.same([code, stderr], [0, ''])
})

t.test('the disk is full: the monitor ends and reports it', async (t) => {
  const { code, stderr } = await watch({
    stdout: new Sink({ fail: 'ENOSPC' }),
    happen: (kernel) => kernel.notify(24, gateway),
  })
  t.same([code, stderr], [1, 'rtnl-dump: write ENOSPC\n'])
})

t.test('more events than fit a chunk wait for the reader', async (t) => {
  const { stdout } = await watch({
    argv: ['--no-timestamps', '--full'],
    happen: (kernel) => {
      for (let i = 0; i < 2000; i++) kernel.notify(24, gateway)
      kernel.notify(99, new Uint8Array(40_000))
      kernel.notify(36, Uint8Array.of(1))
    },
    printed: ['RTM_NEWQDISC'],
  })
  t.ok(stdout.includes('0'.repeat(80_000)))
  t.equal(stdout.match(/^new {5}route/gm)?.length, 2000)
})

const [REPLACE, EXCL, CREATE, APPEND] = [0x100, 0x200, 0x400, 0x800]
const routeOf = (gateway: string, oif: number, metric: number, protocol = 'static'): Uint8Array =>
  encodeMessage(route, {
    header: { family: 'inet', table: 'main', protocol, type: 'unicast' },
    gateway,
    oif,
    priority: metric,
  })

t.test('of a known object only what has changed', async (t) => {
  const renamed: Wire = { ...eth0, ifname: 'wan', mtu: 1400, stats64: { rxPackets: 7n } }
  const { stdout } = await watch({
    argv: ['links', 'routes', '--no-timestamps'],
    links: [eth0, eth1],
    happen: (kernel) => {
      kernel.notify(16, encodeMessage(link, renamed))
      // nothing but a counter
      kernel.notify(16, encodeMessage(link, { ...renamed, stats64: { rxPackets: 9n } }))
      kernel.notify(24, routeOf('192.0.2.7', 2, 50), { flags: CREATE | EXCL })
      kernel.notify(24, routeOf('192.0.2.9', 2, 60), { flags: CREATE | EXCL })
      kernel.notify(24, routeOf('192.0.2.6', 2, 60), { flags: CREATE | APPEND })
      kernel.notify(24, routeOf('192.0.2.9', 2, 60, 'boot'))
      kernel.notify(25, routeOf('192.0.2.6', 2, 60))
      kernel.notify(24, routeOf('192.0.2.8', 3, 50), { flags: REPLACE })
      kernel.notify(25, routeOf('192.0.2.8', 3, 50))
      kernel.notify(25, routeOf('192.0.2.8', 3, 51))
      kernel.notify(16, encodeMessage(link, { ...renamed, header: { ...(eth0['header'] as object), flags: [] } }))
      kernel.notify(17, encodeMessage(link, renamed))
      kernel.notify(16, encodeMessage(link, renamed))
    },
    printed: ['new     link'],
  })
  t.strictSame(stdout.trimEnd().split('\n'), [
    'change  link 2: wan: name eth0 -> wan, mtu 1500 -> 1400',
    'add     route default via 192.0.2.7 dev wan proto static metric 50',
    'add     route default via 192.0.2.9 dev wan proto static metric 60',
    'append  route default via 192.0.2.6 dev wan proto static metric 60',
    'change  route default dev wan metric 60: protocol static -> boot',
    'delete  route default via 192.0.2.6 dev wan proto static metric 60',
    'change  route default dev eth1 metric 50: gateway 192.0.2.7 -> 192.0.2.8, dev wan -> eth1',
    'delete  route default via 192.0.2.8 dev eth1 proto static metric 50',
    'delete  route default via 192.0.2.8 dev eth1 proto static metric 51',
    'change  link 2: wan: flags -up -running',
    'delete  link 2: wan: <UP> mtu 1400 link/ether',
    'new     link 2: wan: <UP> mtu 1400 link/ether',
  ])
})

t.test('changes that were lost are found when everything is read again', async (t) => {
  for (const [argv, printed] of [
    [
      [],
      ['delete  (missed) link 3: eth1', 'change  (missed) link 2: eth0: mtu 1500 -> 9000', 'new     (missed) link 7'],
    ],
    [['--dev', 'eth0'], ['change  (missed) link 2: eth0: mtu 1500 -> 9000']],
    [['--json-lines'], ['"missed":true', '"changes":[{"field":"mtu","from":1500,"to":9000}]']],
    [['--snapshots'], ['snapshot link (2)\n  2: eth0: <UP> mtu 9000']],
    [['--snapshots', '--full'], ['snapshot link (2)\n  2: eth0: <UP> mtu 9000']],
    [['--snapshots', '--dev', '2'], ['snapshot link (1)\n  2: eth0: <UP> mtu 9000']],
  ] as const) {
    const links = [eth0, eth1]
    const { stdout } = await watch({
      argv: ['links', '--no-timestamps', ...argv],
      links,
      happen: (kernel) => {
        links.splice(0, 2, { ...eth0, mtu: 9000 }, { ...eth1, ifname: 'eth7', header: { index: 7, flags: [] } })
        kernel.overrun()
      },
      printed,
    })
    t.equal(stdout.includes('eth7'), !argv.some((word) => word === '--dev'), argv.join(' '))
  }
})

t.test('events of one link, or of one namespace', async (t) => {
  const happen = (kernel: FakeKernel): void => {
    kernel.notify(16, encodeMessage(link, { ...eth1, mtu: 1280 }))
    kernel.notify(16, encodeMessage(link, { ...eth0, mtu: 1300 }))
    kernel.notify(24, routeOf('192.0.2.7', 2, 70), { flags: CREATE | EXCL })
    kernel.notify(16, encodeMessage(link, { ...eth1, ifname: 'other', mtu: 1320 }), { nsid: 4 })
    kernel.notify(36, Uint8Array.of(1))
    kernel.notify(36, Uint8Array.of(2), { nsid: 4 })
    kernel.notify(16, encodeMessage(link, { ...eth0, mtu: 1350 }))
  }
  const lines = async (...argv: string[]): Promise<string[]> => {
    const last = argv.includes('--nsid') ? 'other   RTM_NEWQDISC' : 'mtu 1300 -> 1350'
    const { stdout } = await watch({
      argv: ['links', 'routes', '--no-timestamps', ...argv],
      links: [eth0, eth1],
      happen,
      printed: [last],
    })
    return stdout.trimEnd().split('\n')
  }
  const ofEth0 = [
    'change  link 2: eth0: mtu 1500 -> 1300',
    'add     route default via 192.0.2.7 dev eth0 proto static metric 70',
    'change  link 2: eth0: mtu 1300 -> 1350',
  ]
  t.strictSame(await lines('--dev', 'eth0'), ofEth0)
  t.strictSame(await lines('--dev', '2'), ofEth0)
  t.strictSame(await lines('--nsid', '4'), [
    'new     link [nsid 4] 3: other: <> mtu 1320 link/ether',
    'other   RTM_NEWQDISC [nsid 4] 1100000024000000000000000000000002',
  ])
})

t.test('groups without objects have nothing to read', async (t) => {
  const { stdout, stderr } = await watch({
    argv: ['nexthop', '--no-timestamps'],
    happen: (kernel) => {
      kernel.overrun()
      kernel.notify(104, Uint8Array.of(1))
    },
    printed: ['lost', 'other'],
  })
  t.match(stdout, /^other +RTM_NEWNEXTHOP 1100|^lost/)
  t.equal(stderr, 'rtnl-dump: events were lost: the receive buffer overflowed\n')
})

t.test('a recording has every message, for Wireshark', async (t) => {
  const stop = new AbortController()
  const written: Uint8Array[] = []
  let closed = 0
  let fail: Error | undefined
  const stderr = new Sink()
  const record = async (): Promise<{ readonly code: number; readonly stderr: string }> => {
    const kernel = holding([eth0])
    const running = run(['monitor', 'links', '--write', 'a.pcap'], {
      stderr,
      interrupted: () => stop.signal,
      open: async () => Rtnl.open({ transport: holding([eth0]) }),
      createFile: (path) => {
        t.equal(path, 'a.pcap')
        return {
          write: (bytes) => {
            if (fail !== undefined) throw fail
            written.push(bytes)
          },
          close: () => {
            closed++
          },
        }
      },
      recordedMonitor: async (netns, options, record) => {
        t.equal(netns, undefined)
        const tap = new Tap(kernel, ({ bytes }) => record(bytes))
        return openMonitor(options, (use) => use({ transport: tap }))
      },
    })
    await until(() => WATCHING.test(stderr.text), 'the monitor to say that it watches')
    kernel.notify(17, encodeMessage(link, eth1))
    return await running
  }
  const running = record()
  await until(() => written.some((bytes) => Buffer.from(bytes).includes('eth1')), 'the event to be written')
  stop.abort()
  t.match(await running, { code: 0 })
  const file = Buffer.concat(written)
  t.equal(file.readUInt32LE(20), 253, 'LINKTYPE_NETLINK')
  t.equal(file.readUInt32LE(24), Date.UTC(2026, 0, 2, 3, 4, 5) / 1000, 'the time of the first message')
  const types: number[] = []
  for (let at = 24; at < file.length; at += 16 + file.readUInt32LE(at + 8))
    types.push(file.readUInt16LE(at + 16 + 16 + 4))
  t.strictSame(types.slice(0, 2), [18, 16], 'RTM_GETLINK and its answer')
  t.equal(types.at(-1), 17, 'RTM_DELLINK')
  t.equal(closed, 1)

  fail = new Error('ENOSPC: no space left on device, write')
  t.match(await record(), { code: 1, stderr: /ENOSPC: no space left on device, write\n$/ })
  t.equal(closed, 2)
})

t.test('a recording that fails reports the first failure', async (t) => {
  let failures = 0
  const wrong = [new Error('first'), new Error('second')]
  const io = {
    now: () => new Date(0),
    createFile: () => ({
      write: () => {
        throw wrong.shift()
      },
      close: () => undefined,
    }),
  } as unknown as Io
  const capture = new Capture(io, 'x', () => {
    failures++
  })
  capture.record(Uint8Array.of(1))
  t.equal(failures, 1)
  t.throws(() => capture.close(), { message: 'first' })
})

t.test('all namespaces: one that cannot be watched is reported, one that is gone is not', async (t) => {
  const stop = new AbortController()
  const errno = { gone: 2, locked: 1 } as const
  const [stdout, stderr] = [new Sink(), new Sink()]
  const kernels: FakeKernel[] = []
  let push: (event: NetnsEvent) => void = () => undefined
  const running = run(['monitor', 'links', '--all-netns', '--json-lines', '--no-timestamps'], {
    stdout,
    stderr,
    interrupted: () => stop.signal,
    findNamespaces: async () => [
      { netns: 'mine', own: true },
      { netns: 'blue' },
      { netns: 'gone' },
      { netns: 'locked' },
      { netns: null, pid: 7 },
    ],
    netns: {
      ...noNamespaces,
      monitor: (() =>
        (async function* () {
          yield await new Promise<NetnsEvent>((resolve) => {
            push = resolve
          })
          await new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
        })()) as unknown as Io['netns']['monitor'],
    },
    open: async (_io, netns) => {
      if (netns === 'gone' || netns === 'locked')
        throw new NetnsError({ errno: errno[netns], operation: 'open', target: netns, syscall: 'open' })
      const kernel = holding([eth0])
      kernels.push(kernel)
      const rtnl = await Rtnl.open({ transport: holding([eth0]) })
      return Object.assign(rtnl, {
        monitor: (options: Parameters<typeof openMonitor>[0]) =>
          openMonitor(options, (use) => use({ transport: kernel })),
      })
    },
  })
  await until(() => stderr.text.includes('watching'), 'it to watch')
  await until(() => stderr.text.includes('locked'), 'the failure')
  kernels[1]?.notify(17, encodeMessage(link, eth0))
  await until(() => stdout.text.includes('"netns":"blue"'), 'blue')
  kernels[0]?.notify(17, encodeMessage(link, eth0))
  await until(() => stdout.text.includes('"netns":"mine"'), 'this namespace')
  kernels[1]?.overrun()
  await until(() => stderr.text.includes('[blue] events were lost'), 'the loss')
  push({ action: 'delete', name: 'blue' })
  await until(() => kernels[1]?.closed === true, 'blue not to be watched any more')
  stop.abort()
  t.match(await running, { code: 0 })
  t.match(stderr.text, /rtnl-dump: netns locked: netns open locked: open: EPERM/)
  t.notMatch(stderr.text, 'gone')
})

t.test('what a family knows about a link', async (t) => {
  const port = (state: number): Wire => ({
    header: { family: 'bridge', type: 'ether', index: 3, flags: [] },
    ifname: 'eth1',
    master: 2,
    protinfo: { priority: state },
  })
  const { stdout } = await watch({
    argv: ['links', '--no-timestamps'],
    happen: (kernel) => {
      kernel.notify(16, encodeMessage(link, port(32)))
      kernel.notify(16, encodeMessage(link, port(37)))
    },
    printed: ['change'],
  })
  t.match(stdout, /^change {2}protinfo 3: eth1 bridge: protinfo\.priority 32 -> 37$/m)
})
