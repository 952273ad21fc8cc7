import t from 'tap'
import type { Io } from '../../../src/cli/io.ts'
import { link } from '../../../src/rtnl/link/tables/link.ts'
import { openMonitor } from '../../../src/rtnl/monitor.ts'
import { neighbour } from '../../../src/rtnl/neighbour/tables/neighbour.ts'
import { route } from '../../../src/rtnl/route/tables/route.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { FakeKernel } from '../../../src/testing.ts'
import { until } from '../../until.ts'
import type { Wire } from './world.ts'
import { encodeMessage, run, Sink } from './world.ts'

const eth0: Wire = { header: { type: 'ether', index: 2, flags: ['up', 'running'] }, ifname: 'eth0', mtu: 1500 }
const eth1: Wire = { header: { type: 'ether', index: 3, flags: [] }, ifname: 'eth1', mtu: 1500 }

const holding = (links: readonly Wire[]): FakeKernel =>
  new FakeKernel((_request, answer) => {
    for (const value of links) answer.message(16, encodeMessage(link, value))
    answer.done()
  })

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
  await until(() => kernel.groups.size > 0, 'the monitor to listen')
  happen(kernel)
  if (printed !== undefined) {
    for (const text of printed) await until(() => (stdout.text + stderr.text).includes(text), text)
    stop.abort()
  }
  return { ...(await running), groups: [...kernel.groups].sort((a, b) => a - b), watched: kernel }
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
      `${at} other   type 36 1400000024000000000000000000000001020304`,
      '',
    ].join('\n'),
  )
  t.same(groups, [1, 3, 5, 7, 8, 9, 11, 19, 27])
  t.equal(watched.closed, true)
})

t.test('events of objects without a format', async (t) => {
  const port = { header: { family: 'bridge', type: 'ether', index: 3, flags: [] }, ifname: 'eth1', master: 2 }
  const { stdout } = await watch({
    argv: ['links', '--no-timestamps'],
    happen: (kernel) => {
      kernel.notify(16, encodeMessage(link, port))
      kernel.notify(36, Uint8Array.of(1), { nsid: 7 })
    },
    printed: ['other'],
  })
  t.match(stdout, /^new {5}protinfo family bridge type ether index 3 .*name eth1 master 2\n/)
  t.match(stdout, /^other {3}type 36 \[nsid 7\] 1100/m)
})

t.test('the effect of a new route on the others', async (t) => {
  const [REPLACE, EXCL, CREATE, APPEND] = [0x100, 0x200, 0x400, 0x800]
  const { stdout } = await watch({
    argv: ['routes', '--no-timestamps'],
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
  t.equal(stderr, 'rtnl-dump: events were lost: the receive buffer overflowed\n')
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
    argv: ['--no-timestamps'],
    happen: (kernel) => {
      for (let i = 0; i < 2000; i++) kernel.notify(24, gateway)
      kernel.notify(99, new Uint8Array(40_000))
      kernel.notify(36, Uint8Array.of(1))
    },
    printed: ['type 36'],
  })
  t.ok(stdout.includes('0'.repeat(80_000)))
  t.equal(stdout.match(/^new {5}route/gm)?.length, 2000)
})
