/** Connections that are listed, changed and watched, compared with the tool `conntrack`. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import t from 'tap'
import { Netns } from '../../src/index.ts'
import type { Connection, ConntrackEvent } from '../../src/nftables.ts'
import { Conntrack, Nftables } from '../../src/nftables.ts'
import { until } from '../until.ts'
import { follow, takeUntil } from './follow.ts'
import { inNamespace, ip } from './namespace.ts'
import { nftScript } from './nft.ts'

const tool = (...words: string[]): string => {
  const { stdout, stderr, status } = spawnSync('conntrack', words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout
}
const toolLists = (...words: string[]): string[] =>
  [
    ...tool('-L', '-o', 'extended,id', ...words).split('\n'),
    ...tool('-L', '-f', 'ipv6', '-o', 'extended,id', ...words).split('\n'),
  ].filter((line) => line !== '')

const PROTOCOLS: { readonly [word: string]: string } = { 'ipv6-icmp': 'icmpv6' }
const STATES: { readonly [word: string]: string } = { 'syn-sent2': 'SYN_SENT2' }

/** A direction as the tool prints it. */
const directionText = (one: Connection['original']): string =>
  [
    `src=${one.src} dst=${one.dst}`,
    ...(one.sport === undefined ? [] : [`sport=${one.sport} dport=${one.dport}`]),
    ...(one.icmpType === undefined ? [] : [`type=${one.icmpType} code=${one.icmpCode} id=${one.icmpId}`]),
    ...(one.packets === undefined ? [] : [`packets=${one.packets} bytes=${one.bytes}`]),
  ].join(' ')

/** A connection as the tool prints it, without seconds and use counts, which change. */
const toolText = (one: Connection): string => {
  const { family, protocol, state, status, mark, zone, id } = one
  const seen = status.includes('seen-reply')
  const words = [
    family === 'ip' ? 'ipv4' : 'ipv6',
    PROTOCOLS[protocol] ?? protocol,
    ...(state === undefined ? [] : [STATES[state] ?? state.toUpperCase().replaceAll('-', '_')]),
    directionText(one.original),
    ...(seen ? [] : ['[UNREPLIED]']),
    directionText(one.reply),
    ...(status.includes('assured') ? ['[ASSURED]'] : []),
    `mark=${mark}`,
    ...(zone === undefined ? [] : [`zone=${zone}`]),
    `id=${id}`,
  ]
  return words.join(' ')
}
const fromTool = (line: string): string =>
  line
    .replace(/^(\S+) +\d+ (\S+) +\d+ +(?:\d+ )?/, '$1 $2 ')
    .replace(/ (use|delta-time|helper)=\S+/g, '')
    .replace(/ +/g, ' ')

const TCP = { protocol: 'tcp', src: '192.0.2.1', dst: '198.51.100.7', sport: 1024, dport: 80 } as const

/** Our words for those of the tool. */
const ACTIONS: { readonly [word: string]: string } = { NEW: 'new', UPDATE: 'change', DESTROY: 'delete' }

if (inNamespace(t, import.meta.url)) {
  ip('link set lo up')
  ip('address add 198.18.0.1/24 dev lo')
  ip('address add 198.18.1.1/24 dev lo')
  for (const name of ['acct', 'timestamp', 'events'])
    execFileSync('sysctl', ['-qw', `net.netfilter.nf_conntrack_${name}=1`])
  const nft = await Nftables.open()
  const ct = await Conntrack.open()
  const closing: (() => void)[] = []
  t.teardown(() => {
    for (const close of closing) close()
    nft.close()
    ct.close()
  })
  // connections are tracked only if a rule uses conntrack; labels need a rule that sets them
  nftScript('table inet t {\nchain o {\ntype filter hook output priority 0\nudp dport 5 ct label set 9\n}\n}')

  /** Opens a connection that stays open. */
  const speak = async (host: string, port: number): Promise<void> => {
    const server = createServer((one) => void closing.push(() => one.destroy())).listen(port, host)
    await once(server, 'listening')
    const client: Socket = connect(port, host)
    await once(client, 'connect')
    closing.push(() => {
      client.destroy()
      server.close()
    })
  }
  const send = async (type: 'udp4' | 'udp6', port: number, host: string, from?: string): Promise<void> => {
    const socket = createSocket(type)
    if (from !== undefined) await new Promise<void>((resolve) => socket.bind(0, from, resolve))
    await new Promise((resolve) => socket.send('A', port, host, resolve))
    socket.close()
  }

  t.test('agrees with the tool: IPv4, IPv6, ICMP, UDP, TCP, and our NAT', async (t) => {
    await nft.nat.publishPort({ protocol: 'tcp', port: 8080, to: '127.0.0.1:9090' })
    await nft.nat.masquerade({ source: '198.18.1.0/24' })
    await speak('127.0.0.1', 9090)
    await speak('::1', 9090)
    const client = connect(8080, '127.0.0.1')
    await once(client, 'connect')
    closing.push(() => client.destroy())
    await send('udp4', 9, '127.0.0.1')
    await send('udp6', 9, '::1')
    await send('udp4', 9, '198.18.0.1', '198.18.1.1')
    execFileSync('ping', ['-c1', '127.0.0.1'])
    execFileSync('ping', ['-c1', '::1'])
    const bySome = (one: string): string => one.slice(one.indexOf('id='))
    const sorted = (lines: readonly string[]): string[] =>
      [...new Set(lines)].sort((one, other) => bySome(one).localeCompare(bySome(other)))
    const listed = await ct.list()
    t.strictSame(sorted(listed.map(toolText)), sorted(toolLists().map(fromTool)))
    t.strictSame(new Set(listed.map(({ protocol }) => protocol)), new Set(['tcp', 'udp', 'icmp', 'ipv6-icmp']))
    const translated = listed.find(({ original }) => original.dport === 8080)
    t.match(translated, { reply: { sport: 9090 }, state: 'established', timeout: Number })
    t.ok(translated?.status.includes('dnat'))
    t.match(
      listed.find(({ original }) => original.src === '198.18.1.1'),
      { reply: { dst: '198.18.0.1' }, status: ['confirmed', 'snat', 'snat-done', 'dnat-done'] },
    )
    t.equal(await ct.count(), listed.length)
    t.ok(listed.every(({ started = 0 }) => Math.abs(Date.now() - started) < 3_600_000))
    const streamed: number[] = []
    for await (const { id } of ct.iterate()) streamed.push(id)
    t.strictSame(new Set(streamed), new Set(listed.map(({ id }) => id)))
    if (translated !== undefined) {
      const { timeout: _, use: __, ...found } = await ct.get(translated)
      t.match(translated, found)
      t.equal((await ct.get({ protocol: 'tcp', ...translated.reply, direction: 'reply' })).id, translated.id)
    }
  })

  t.test('filters select the same as the tool', async (t) => {
    const same = async (filter: Parameters<Conntrack['list']>[0], ...words: string[]): Promise<void> => {
      const theirs = tool('-L', '-o', 'extended,id', ...words)
        .split('\n')
        .filter((line) => line !== '')
      const listed = await ct.list(filter)
      t.strictSame(new Set(listed.map(toolText)), new Set(theirs.map(fromTool)), words.join(' '))
      t.ok(theirs.length > 0, words.join(' '))
    }
    await ct.add({ ...TCP, timeout: 600, state: 'established', mark: 0x15, zone: 7 })
    await ct.add({ ...TCP, sport: 1025, timeout: 600, mark: 0x25, status: ['seen-reply', 'assured'] })
    await same({ family: 'ip' }, '-f', 'ipv4')
    await same({ family: 'ip6', protocol: 'udp' }, '-f', 'ipv6', '-p', 'udp')
    await same({ mark: 0x15 }, '-m', '0x15')
    await same({ mark: 5, markMask: 0xf }, '-m', '0x5/0xf')
    await same({ zone: 7 }, '-w', '7')
    await same({ status: ['assured'], family: 'ip' }, '-u', 'ASSURED', '-f', 'ipv4')
    await same({ notStatus: ['seen-reply'], family: 'ip' }, '-u', 'UNREPLIED', '-f', 'ipv4')
    await same(
      { protocol: 'tcp', state: 'established', family: 'ip' },
      '-p',
      'tcp',
      '--state',
      'ESTABLISHED',
      '-f',
      'ipv4',
    )
    await same({ src: '127.0.0.0/8' }, '-s', '127.0.0.0/8')
    await same({ dst: '198.51.100.7', dport: 80, protocol: 'tcp' }, '-d', '198.51.100.7', '-p', 'tcp', '--dport', '80')
    await same(
      { reply: { sport: 9090 }, protocol: 'tcp', family: 'ip' },
      '-p',
      'tcp',
      '--reply-port-src',
      '9090',
      '-f',
      'ipv4',
    )
    await same({ status: ['dnat'], protocol: 'tcp' }, '-g', '-p', 'tcp')
    await same({ status: ['snat'], protocol: 'udp' }, '-n', '-p', 'udp')
  })

  t.test('created, changed and deleted: the tool sees it', async (t) => {
    const seen = (): string => tool('-L', '-o', 'extended,id', '-p', 'udp', '-s', '192.0.2.9').trimEnd()
    const udp = { protocol: 'udp', src: '192.0.2.9', dst: '198.51.100.9', sport: 5, dport: 53 } as const
    await ct.add({ ...udp, timeout: 600 })
    t.match(seen(), 'src=192.0.2.9 dst=198.51.100.9 sport=5 dport=53 packets=0 bytes=0 [UNREPLIED] src=198.51.100.9')
    await t.rejects(ct.add({ ...udp, timeout: 600 }), { code: 'EEXIST', target: 'udp 192.0.2.9:5 > 198.51.100.9:53' })
    await ct.change(udp, { timeout: 5000, mark: 0xab })
    t.match(seen(), /^ipv4 +2 udp +17 (5000|4999) .* mark=171 /)
    await ct.change(udp, { mark: 0xc0, markMask: 0xf0 })
    t.match(seen(), / mark=203 /)
    await ct.change(udp, { status: ['assured'] })
    t.match(seen(), '[ASSURED]')
    await ct.change(udp, { labels: [3, 9] })
    t.strictSame((await ct.get(udp)).labels, [3, 9])
    t.match(
      (await ct.list({ label: 3 })).map(({ original }) => original.src),
      ['192.0.2.9'],
    )
    const [listed] = await ct.list({ protocol: 'udp', src: '192.0.2.9' })
    await ct.delete(udp)
    t.equal(seen(), '')
    await t.rejects(ct.delete(udp), { code: 'ENOENT' })
    await t.rejects(ct.get(udp), { code: 'ENOENT' })
    await t.rejects(ct.change(udp, { mark: 5 }), { code: 'ENOENT' })
    if (listed !== undefined) await t.rejects(ct.delete(listed), { code: 'ENOENT' })
    const six = {
      protocol: 'icmpv6',
      src: '2001:db8::1',
      dst: '2001:db8::2',
      icmpType: 128,
      icmpCode: 0,
      icmpId: 7,
    } as const
    await ct.add({ ...six, timeout: 600 })
    t.match(tool('-L', '-f', 'ipv6', '-s', '2001:db8::1'), 'type=129 code=0 id=7')
    await ct.add({ ...udp, timeout: 600, snat: { address: '203.0.113.1', port: 7000 }, dnat: { address: '10.0.0.1' } })
    t.match(seen(), /\[UNREPLIED\] src=10\.0\.0\.1 dst=203\.0\.113\.1 sport=53 dport=7000/)
  })

  t.test('counters are read and set to zero', async (t) => {
    const busy = { family: 'ip', protocol: 'tcp', src: '127.0.0.1', dport: 9090 } as const
    const [before] = await ct.list(busy)
    t.ok((before?.original.packets ?? 0) > 0)
    const zeroed = await ct.zero({ family: 'ip' })
    t.strictSame(zeroed.find(({ id }) => id === before?.id)?.original, before?.original)
    t.match(await ct.list(busy), [{ original: { packets: 0, bytes: 0 }, reply: { packets: 0, bytes: 0 } }])
    t.ok((await ct.list({ family: 'ip6', protocol: 'tcp' })).every(({ original }) => (original.packets ?? 0) > 0))
  })

  t.test('statistics', async (t) => {
    const { entries, maxEntries, cpus } = await ct.stats()
    t.equal(entries, Number(tool('-C')))
    t.equal(maxEntries, Number(execFileSync('sysctl', ['-n', 'net.netfilter.nf_conntrack_max'])))
    const told = tool('-S')
      .trimEnd()
      .split('\n')
      .map((line) =>
        Object.fromEntries(
          [...line.matchAll(/(\w+)=(\d+)/g)].map(([, key = '', value]) => [key.replaceAll('_', ''), Number(value)]),
        ),
      )
    const plain = (stats: object): object =>
      Object.fromEntries(Object.entries(stats).map(([key, value]) => [key.toLowerCase(), value]))
    t.strictSame(cpus.map(plain), told)
  })

  t.test('expectations', async (t) => {
    const master = { protocol: 'tcp', src: '192.0.2.1', dst: '198.51.100.7', sport: 2000, dport: 21 } as const
    await ct.add({ ...master, timeout: 600, helper: 'ftp' })
    const expect = (...words: string[]): string => tool(...words).trimEnd()
    const expecting = (port: number): void => {
      const words = `-I expect --orig-src 192.0.2.1 --orig-dst 198.51.100.7 -p tcp --sport 2000 --dport 21
        --tuple-src 198.51.100.7 --tuple-dst 192.0.2.1 --mask-src 255.255.255.255 --mask-dst 255.255.255.255
        --tuple-port-src 20 --tuple-port-dst ${port} --mask-port-src 0 --mask-port-dst 65535 -t 100`
      tool(...words.split(/\s+/))
    }
    expecting(4000)
    const [one, ...none] = await ct.expectations.list()
    t.strictSame(none, [])
    const { protocol, ...direction } = master
    t.match(one, {
      family: 'ip',
      expected: { src: '198.51.100.7', dst: '192.0.2.1' },
      mask: { src: '255.255.255.255', dst: '255.255.255.255' },
      master: { protocol, ...direction },
      helper: 'ftp',
    })
    t.match(expect('-L', 'expect'), `src=${one?.expected.src} dst=${one?.expected.dst}`)
    t.strictSame(await ct.expectations.list({ family: 'ip6' }), [])
    if (one !== undefined) await ct.expectations.delete(one)
    t.equal(expect('-L', 'expect'), '')
    if (one !== undefined) await t.rejects(ct.expectations.delete(one), { code: 'ENOENT' })
    expecting(4001)
    t.equal((await ct.expectations.list()).length, 1)
    await ct.expectations.flush({ all: true })
    t.strictSame(await ct.expectations.list(), [])
  })

  t.test("events: the same as the tool's", async (t) => {
    const knock = { protocol: 'udp', src: '192.0.2.66', dst: '192.0.2.67', sport: 1, dport: 2 } as const
    const theirs = await follow(
      ['conntrack', '-E', '-o', 'id'],
      () => {
        spawnSync('conntrack', '-I -p udp -s 192.0.2.66 -d 192.0.2.67 --sport 1 --dport 2 -t 60'.split(' '))
        spawnSync('conntrack', '-D -s 192.0.2.66'.split(' '))
      },
      /\[DESTROY\].*192\.0\.2\.66/,
    )
    const monitor = ct.monitor()
    const mine: (readonly [string, number])[] = []
    const isKnock = (event: ConntrackEvent): boolean =>
      'object' in event && event.object === 'connection' && event.value.original.src === knock.src
    await ct.add({ ...TCP, sport: 3000, timeout: 600, state: 'established' })
    await ct.change({ ...TCP, sport: 3000 }, { mark: 5 })
    await speak('127.0.0.1', 9191)
    await send('udp6', 10, '::1')
    await ct.delete({ ...TCP, sport: 3000 })
    await ct.add({ ...knock, timeout: 60 })
    for (const event of await takeUntil(monitor, isKnock))
      if ('object' in event && event.object === 'connection') mine.push([event.action, event.value.id])
    await monitor.return()
    const lines = (): string[] => {
      const all = theirs.lines()
      // its last output about the knocking
      return all.slice(all.findLastIndex((line) => /\[DESTROY\].*192\.0\.2\.66/.test(line)) + 1)
    }
    await until(() => lines().some((line) => /\[NEW\].*192\.0\.2\.66/.test(line)), 'the tool to report the end')
    await theirs.stop()
    const told = lines().flatMap((line) => {
      const [, action = '', id] = /^ *\[(\w+)\].* id=(\d+)/.exec(line) ?? []
      return id === undefined || line.includes(knock.src) ? [] : [[ACTIONS[action], Number(id)] as const]
    })
    t.strictSame(mine, told)
    t.strictSame(new Set(mine.map(([action]) => action)), new Set(['new', 'change', 'delete']))
  })

  t.test('a new expectation is reported', async (t) => {
    const monitor = ct.monitor({ groups: ['exp-new', 'exp-destroy'] })
    tool(
      ...`-I expect --orig-src 192.0.2.1 --orig-dst 198.51.100.7 -p tcp --sport 2000 --dport 21 --tuple-src 198.51.100.7
        --tuple-dst 192.0.2.1 --mask-src 255.255.255.255 --mask-dst 255.255.255.255 --tuple-port-src 20
        --tuple-port-dst 4000 --mask-port-src 0 --mask-port-dst 65535 -t 100`.split(/\s+/),
    )
    await ct.expectations.flush({ all: true })
    for (const action of ['new', 'delete'])
      t.match((await monitor.next()).value, { action, object: 'expectation', value: { helper: 'ftp' } })
    await monitor.return()
  })

  t.test('deleted by a filter, and all of them', async (t) => {
    for (let port = 1; port <= 500; port++)
      await ct.add({ ...TCP, dport: port, timeout: 600, mark: port % 5 === 0 ? 9 : 8 })
    const zoned = await ct.list({ zone: 7 })
    t.equal(await ct.flush({ mark: 9, src: TCP.src }), 100)
    t.equal((await ct.list({ mark: 8 })).length, 400)
    t.equal(await ct.flush({ zone: 7 }), zoned.length)
    t.ok(zoned.length > 0)
    t.ok((await ct.flush({ all: true })) >= 400)
    t.strictSame(toolLists(), [])
  })

  t.test('a connection without ports is deleted as it was listed, and no other one', async (t) => {
    // Linux 6.18 has no tracker for it any more; older kernels report and require its ports
    const dccp = { protocol: 'dccp', src: '192.0.2.1', dst: '198.51.100.7', timeout: 60 } as const
    const refused = await ct.add(dccp).catch((error: unknown) => error)
    if (refused !== undefined) return t.match(refused, { code: 'EINVAL' })
    const tracked = (): number => toolLists('-p', '33').length
    t.equal(tracked(), 1)
    const [one] = await ct.list({ protocol: 'dccp' })
    if (one !== undefined) await ct.delete(one)
    t.equal(tracked(), 0)
    await ct.add(dccp)
    await ct.add({ ...TCP, timeout: 60 })
    t.equal(await ct.flush({ src: TCP.src }), 2)
    t.equal(tracked(), 0)
  })

  t.test('in another namespace', async (t) => {
    await using ns = await Netns.createAnonymous()
    await using there = await Conntrack.open({ netns: ns })
    const monitor = there.monitor()
    await ct.add({ ...TCP, timeout: 60 })
    t.equal(await there.count(), 0)
    await there.add({ ...TCP, sport: 77, timeout: 60 })
    t.match((await monitor.next()).value, { action: 'new', value: { original: { sport: 77 } } })
    await monitor.return()
    t.equal((await ct.list({ sport: 77 })).length, 0)
  })
}
