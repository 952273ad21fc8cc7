/** `rtnl-dump netns`, and the options that select other namespaces. */
import t from 'tap'
import type { Io } from '../../../src/cli/io.ts'
import { EncodeError } from '../../../src/netlink/protocol/errors.ts'
import { Stream } from '../../../src/netlink/socket/stream.ts'
import type { NetnsEvent } from '../../../src/netns/monitor.ts'
import { link } from '../../../src/rtnl/link/tables/link.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { NetnsError } from '../../../src/setns/errors.ts'
import { FakeKernel } from '../../../src/testing.ts'
import { encodeMessage, noNamespaces, run, Sink } from './world.ts'

const netns: Io['netns'] = {
  ...noNamespaces,
  list: async () => [
    { name: '77', inode: 1, links: 1 },
    { name: 'bl\x1bue', inode: 2, nsid: 5, links: 3 },
    { name: 'gone', error: new NetnsError({ errno: 2, operation: 'open', target: 'go\x1bne', syscall: 'open' }) },
  ],
  listIds: async ({ target, nsid } = {}) =>
    target === undefined
      ? [{ nsid: nsid ?? 5, name: 'blue' }, { nsid: 6 }]
      : [{ nsid: 1, currentNsid: target, name: 'blue' }],
  identify: async (pid = 1) => (pid === 1 ? ['one', 'other'] : []),
  pids: async (place) => (place === 77 ? [9] : [1, 22]),
}

/** Opens clients of empty kernels, and records the namespaces. */
const opening = (): { open: Io['open']; places: unknown[] } => {
  const places: unknown[] = []
  const open: Io['open'] = async (_io, place) => {
    places.push(place)
    if (place === 'gone') throw new NetnsError({ errno: 2, operation: 'open', target: 'gone', syscall: 'open' })
    if (place === 'locked') throw new NetnsError({ errno: 1, operation: 'socket', target: 'locked', syscall: 'setns' })
    return Rtnl.open({ transport: new FakeKernel((_request, answer) => answer.done()) })
  }
  return { open, places }
}

const printed = async (...argv: string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(argv, { netns })
  t.same([code, stderr], [0, ''], argv.join(' '))
  return stdout
}

t.test('names', async (t) => {
  const message = 'netns open go\x1bne: open: ENOENT: No such file or directory'
  t.equal(await printed('netns'), `77\nbl\\x1bue (id: 5)\ngone (${message.replace('\x1b', '\\x1b')})\n`)
  const list = await netns.list()
  t.same(JSON.parse(await printed('netns', '--json')), [
    ...list.slice(0, 2),
    { name: 'gone', error: { code: 'ENOENT', message } },
  ])
  t.equal((await run(['netns', 'list', '--json'])).stdout, '[]\n')
  t.equal((await run(['netns', 'list'])).stdout, '')
})

t.test('nsids', async (t) => {
  t.equal(await printed('netns', 'list-id'), 'nsid 5 (iproute2 netns name: blue)\nnsid 6\n')
  t.equal(await printed('netns', 'list-id', '--target', '7'), 'nsid 1 current-nsid 7 (iproute2 netns name: blue)\n')
  t.same(JSON.parse(await printed('netns', 'list-id', '--nsid', '3', '--json')), [
    { nsid: 3, name: 'blue' },
    { nsid: 6 },
  ])
})

t.test('processes', async (t) => {
  t.equal(await printed('netns', 'identify'), 'one\nother\n')
  t.equal(await printed('netns', 'identify', '2'), '')
  t.equal(await printed('netns', 'pids', 'blue'), '1\n22\n')
  t.equal(await printed('netns', 'pids', '77'), '1\n22\n', 'a name of digits is a name')
  const { code, stderr } = await run(['netns', 'identify', 'x'], { netns })
  t.same([code, stderr], [2, "rtnl-dump: 'x' is not a process ID\n"])
})

t.test('monitor', async (t) => {
  const events: NetnsEvent[] = [
    { action: 'new', name: 'blue' },
    { action: 'delete', name: 'blue' },
  ]
  const monitor: Io['netns']['monitor'] = () =>
    new Stream<NetnsEvent>({
      start: (push) => {
        for (const event of events) push(event)
        return { finished: Promise.resolve(), cancel: () => undefined }
      },
      hold: () => false,
      resume: () => undefined,
    })
  const watched = { netns: { ...netns, monitor } }
  t.equal((await run(['netns', 'monitor'], watched)).stdout, 'add blue\ndelete blue\n')
  const { stdout } = await run(['netns', 'monitor', '--json-lines'], watched)
  t.same(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    events,
  )
  const full = { ...watched, stdout: new Sink({ fail: 'ENOSPC' }) }
  t.match(await run(['netns', 'monitor'], full), { code: 1, stderr: /ENOSPC/ })
  const many = Array.from({ length: 3000 }, (_, i): NetnsEvent => ({ action: 'new', name: `namespace-${i}` }))
  events.splice(0, 2, ...many)
  t.equal((await run(['netns', 'monitor'], watched)).stdout.split('\n').length, 3001)
})

t.test('--netns', async (t) => {
  const { open, places } = opening()
  for (const words of [
    ['--netns', 'blue'],
    ['links', '--netns', '/proc/1/ns/net'],
    ['--netns', '77', 'links'],
    ['links', '--netns', '78'],
    ['links', '--json'],
  ])
    t.equal((await run(words, { open, netns })).code, 0, words.join(' '))
  t.same(places, ['blue', '/proc/1/ns/net', '77', 78, undefined])
  t.match(await run(['links', '--netns', 'gone'], { open, netns }), {
    code: 1,
    stderr: /netns open gone: open: ENOENT/,
  })
})

t.test('--all-netns', async (t) => {
  const { open, places } = opening()
  const overview = await run(['--all-netns'], { open, netns })
  t.match(overview.stdout, /^netns 77\n[\s\S]*\n\nnetns bl\\x1bue\n/)
  t.same(places, ['77', 'bl\x1bue', 'gone'])
  t.equal((await run(['rules', '--all-netns'], { open, netns })).stdout, 'netns 77\n\nnetns bl\\x1bue\n')
  t.equal((await run(['rules', '--all-netns', '--json'], { open, netns })).stdout, '[]\n')
  const held = { LINK: [{ header: { index: 1 }, ifname: 'lo' }] }
  const label = async (...words: string[]): Promise<unknown[]> =>
    JSON.parse(
      `[${(await run(['links', '--all-netns', '--json-lines', ...words], { held, netns })).stdout.trim().replaceAll('\n', ',')}]`,
    )
  t.match(await label(), [{ netns: '77', name: 'lo' }, { netns: 'bl\x1bue', name: 'lo' }, { netns: 'gone' }])
  t.match(await label('--dev', 'lo'), [
    { netns: '77', name: 'lo' },
    { netns: 'bl\x1bue', name: 'lo' },
    { netns: 'gone' },
  ])
  const locked = { ...netns, list: async () => [{ name: 'locked' }] }
  t.match(await run(['links', '--all-netns'], { open, netns: locked }), { code: 1, stderr: /CAP_SYS_ADMIN/ })
  t.match(await run(['nft', 'monitor', '--all-netns'], { open, netns }), { code: 2, stderr: /one namespace/ })
  t.match(await run(['links', '--all-netns', '--netns', 'x'], { open, netns }), { code: 2 })
})

t.test('--all-netns: a namespace that fails is reported, the others are shown', async (t) => {
  const stale = new EncodeError('netns', 'a network namespace, and not some other file', 'stale')
  const open: Io['open'] = async (_io, place) => {
    if (place === 'stale') throw stale
    return Rtnl.open({
      transport: new FakeKernel((_request, answer) => {
        if (place === 'busy') return answer.refuse(16)
        answer.message(16, encodeMessage(link, { header: { index: 1 }, ifname: 'lo' }))
        answer.done()
      }),
    })
  }
  const names = (...all: string[]): Io['netns'] => ({ ...netns, list: async () => all.map((name) => ({ name })) })
  const some = { open, netns: names('a', 'stale', 'busy', 'z') }
  const complaint = [
    `rtnl-dump: netns stale: ${stale.message}`,
    'rtnl-dump: netns busy: RTM_GET...: EBUSY: Device or resource busy',
    'rtnl-dump: 2 of 4 namespaces could not be read\n',
  ].join('\n')
  for (const form of [[], ['--json'], ['--json-lines']]) {
    const { code, stdout, stderr } = await run(['links', '--all-netns', ...form], some)
    t.same([code, stderr.replace(/RTM_GET\w+/, 'RTM_GET...')], [3, complaint], form.join())
    t.match(
      stdout,
      form.length === 0 ? /^netns a\n1: lo.*\n.*\n\nnetns busy\n\nnetns z\n1: lo/ : /"netns":"a".*\n.*"netns":"z"/,
    )
    if (form[0] === '--json') t.match(JSON.parse(stdout), [{ netns: 'a' }, { netns: 'z' }])
  }
  const none = { open, netns: names('stale', 'busy') }
  t.match(await run(['links', '--all-netns', '--json'], none), {
    code: 1,
    stdout: '[]\n',
    stderr: /\n.*\nrtnl-dump: 2 of 2 namespaces could not be read\n$/,
  })
  // an error that occurs in every namespace is reported once
  t.match(await run(['routes', '--from', '192.0.2.1', '--all-netns'], some), {
    code: 2,
    stderr: /^rtnl-dump: netns stale: .*\n?rtnl-dump: --from needs --get\n$|^rtnl-dump: --from needs --get\n$/,
  })
  // the reader has gone: no namespace is at fault
  const gone = await run(['links', '--all-netns', '--raw'], { ...some, stdout: new Sink({ fail: 'EPIPE' }) })
  t.equal(gone.code, 0)
  const full = await run(['links', '--all-netns'], { ...some, stdout: new Sink({ fail: 'ENOSPC' }) })
  t.match(full, { code: 1, stderr: /\nrtnl-dump: write ENOSPC\n$/ })
  const deaf = await run(['links', '--all-netns', '--json'], { ...some, stderr: new Sink({ fail: 'EPIPE' }) })
  t.equal(deaf.code, 3)
  t.equal(JSON.parse(deaf.stdout).length, 2)
})
