/** The options of all calls about namespaces: unknown options and invalid values are refused by name. */
import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { Netns } from '../../src/index.ts'
import { openInside } from '../../src/rtnl/elsewhere.ts'
import { descriptors } from '../native/addon.ts'
import { until } from '../until.ts'
import { helpers } from './helpers.ts'
import { inSandbox } from './namespace.ts'

const OWN = '/proc/sys/net/ipv4/conf/lo/forwarding'

if (inSandbox(t, import.meta.url)) {
  const ns = await Netns.create('ours')
  t.teardown(() => ns.delete())

  t.test('an unknown option, in every call', async (t) => {
    const before = descriptors()
    const odd = { timeuot: 5 } as never
    const calls: readonly (readonly [where: string, call: () => unknown])[] = [
      ['Netns.create', () => Netns.create('new', odd)],
      ['Netns.createAnonymous', () => Netns.createAnonymous(odd)],
      ['Netns.attach', () => Netns.attach('new', ns, odd)],
      ['Netns.delete', () => Netns.delete('ours', odd)],
      ['Netns.delete', () => ns.delete(odd)],
      ['Netns.deleteAll', () => Netns.deleteAll(odd)],
      ['Netns.list', () => Netns.list(odd)],
      ['Netns.listIds', () => Netns.listIds(odd)],
      ['Netns.setId', () => Netns.setId(ns, 5, odd)],
      ['Netns.spawn', async () => ns.spawn('true', [], odd)],
      ['Netns.exec', () => ns.exec('true', [], odd)],
      ['Netns.connect', () => ns.connect(odd)],
      ['Netns.listen', () => ns.listen(createServer(), odd)],
      ['Netns.createSocket', () => ns.createSocket(odd)],
      ['Netns.socket', () => ns.socket(2, 1, 0, odd)],
      ['Sysctl.get', () => ns.sysctl.get('net.ipv4.ip_forward', odd)],
      ['Sysctl.set', () => ns.sysctl.set('net.ipv4.ip_forward', 1, odd)],
    ]
    for (const [where, call] of calls)
      await t.rejects(call() as Promise<unknown>, {
        name: 'OptionError',
        code: 'ERR_OPTION',
        option: 'timeuot',
        message: `${where}: timeuot: no such option; did you mean timeout?`,
      })
    t.throws(() => ns.agent(odd), { message: 'Netns.agent: timeuot: no such option; did you mean timeout?' })
    t.throws(() => Netns.monitor({ singal: 5 } as never), {
      message: 'Netns.monitor: singal: no such option; did you mean signal?',
    })
    t.same(await Netns.list().then((list) => list.map(({ name }) => name)), ['ours'])
    t.equal(await ns.sysctl.get('net.ipv4.ip_forward'), '0')
    t.equal(descriptors(), before)
  })

  t.test('invalid signals and timeouts', async (t) => {
    for (const [option, options] of [
      ['signal', { signal: {} }],
      ['signal', { signal: null }],
      ['timeout', { timeout: Number.NaN }],
      ['timeout', { timeout: '5' }],
      ['timeout', { timeout: -1 }],
      ['options', 5],
      ['options', null],
    ] as const) {
      const refused = { name: 'OptionError', option }
      await t.rejects(Netns.create('new', options as never), refused)
      await t.rejects(Netns.listIds(options as never), refused)
      if (options !== null && typeof options === 'object') {
        await t.rejects(ns.connect({ port: 1, ...options } as never), refused)
        await t.rejects(ns.listen(createServer(), options as never), refused)
        await t.rejects(ns.createSocket({ type: 'udp4', ...options } as never), refused)
      }
    }
    t.throws(() => Netns.monitor({ signal: {} as never }), { name: 'OptionError', option: 'signal' })
  })

  t.test('invalid values', async (t) => {
    const wrong: readonly (readonly [path: string, call: () => Promise<unknown>])[] = [
      ['port', () => ns.connect({ path: '/run/x', port: 5 })],
      ['host', () => ns.listen(createServer(), { path: '/run/x', host: '::' })],
      ['ipv6Only', () => ns.listen(createServer(), { path: '/run/x', ipv6Only: true })],
      ['ipv6Only', () => ns.listen(createServer(), { ipv6Only: 'false' as never })],
      ['reusePort', () => ns.listen(createServer(), { reusePort: 1 as never })],
      ['backlog', () => ns.listen(createServer(), { backlog: -1 })],
      ['backlog', () => ns.listen(createServer(), { backlog: Number.NaN })],
      ['allowHalfOpen', () => ns.connect({ port: 1, allowHalfOpen: 'no' as never })],
      ['lookup', () => ns.connect({ port: 1, lookup: 'dns' as never })],
      ['localAddress', () => ns.connect({ host: '127.0.0.1', port: 1, localAddress: '::1' })],
      ['reuseAddr', () => ns.createSocket({ type: 'udp4', reuseAddr: 'no' as never })],
      ['ipv6Only', () => ns.createSocket({ type: 'udp6', ipv6Only: 0 as never })],
      ['domain', () => ns.socket('inet' as never, 1)],
      ['domain', () => ns.socket(-1, 1)],
      ['type', () => ns.socket(2, 1.5)],
      ['type', () => ns.socket(2, undefined as never)],
      ['protocol', () => ns.socket(2, 1, 2 ** 32)],
      ['id', () => Netns.setId(ns, 2 ** 31)],
      ['id', () => Netns.setId(ns, '5' as never)],
      ['target', () => Netns.listIds({ target: -1 })],
      ['target', () => Netns.listIds({ target: 'ours' as never, nsid: 1 })],
      ['nsid', () => Netns.listIds({ nsid: 1.5 })],
      ['netns', () => Netns.open(undefined as never)],
      ['netns', () => Netns.open(null as never)],
      ['netns', () => Netns.open({ fd: undefined } as never)],
      ['netns', () => Netns.open('/run/netns/ours\0')],
      ['netns', () => Netns.pids(undefined as never)],
      ['netns', () => Netns.identify(null as never)],
      ['netns', () => Netns.setId(undefined as never, 5)],
      ['netns', () => Netns.attach('new', undefined as never)],
      ['netns', () => openInside(undefined as never)],
      ['key', () => ns.sysctl.get(`net.${'ü'.repeat(250)}`)],
      ['key', () => ns.sysctl.get('net.\ud800')],
      ['value', () => ns.sysctl.set('net.ipv4.ip_forward', '1\0')],
      ['value', () => ns.sysctl.set('net.ipv4.ip_forward', '1\n0')],
      ['value', () => ns.sysctl.set('net.ipv4.ip_forward', 0.5)],
      ['value', () => ns.sysctl.set('net.ipv4.ip_forward', 2 ** 53)],
      ['value', () => ns.sysctl.set('net.ipv4.ip_forward', undefined as never)],
      ['value', () => ns.sysctl.set('net.ipv4.ip_forward', '\ud800')],
    ]
    for (const [path, call] of wrong) await t.rejects(call(), { name: 'EncodeError', path }, `${path}: ${call}`)
  })

  t.test('sysctls: the written value is read back, or it was refused', async (t) => {
    const key = 'net.ipv4.ip_local_reserved_ports'
    for (const of of [await Netns.open('ours'), await Netns.current()]) {
      await of.sysctl.set(key, '4711,4713\n')
      t.equal(await of.sysctl.get(key), '4711,4713')
      await of.sysctl.set(key, '')
      t.equal(await of.sysctl.get(key), '', 'nothing empties it')
      await t.rejects(of.sysctl.set('net.ipv4.ip_forward', ''), { code: 'EINVAL', syscall: 'write' })
      await of.sysctl.set('net.ipv4.tcp_rmem', '4096 131072 6291455')
      t.equal(await of.sysctl.get('net.ipv4.tcp_rmem'), '4096\t131072\t6291455')
      of.close()
      await t.rejects(of.sysctl.get(key), { name: 'ClosedError' })
    }
    t.equal(await ns.sysctl.get(key), '')
  })

  t.test('the current namespace of this thread', async (t) => {
    await using here = await Netns.current()
    t.equal(here.name, undefined)
    t.equal(statSync(`/proc/self/fd/${here.fd}`).ino, statSync('/proc/thread-self/ns/net').ino)
    t.equal(await here.sysctl.get('net.ipv4.conf.lo.forwarding'), readFileSync(OWN, 'utf8').trim())
    await here.sysctl.set('net.ipv4.conf.lo.forwarding', 1)
    t.equal(readFileSync(OWN, 'utf8'), '1\n')
    const errors: readonly (readonly [object, () => Promise<unknown>])[] = [
      [
        { code: 'ENOENT', operation: 'get sysctl', target: 'net.ipv4.no', syscall: 'open' },
        () => here.sysctl.get('net.ipv4.no'),
      ],
      [{ code: 'EISDIR', operation: 'get sysctl', syscall: 'read' }, () => here.sysctl.get('net.ipv4')],
      [
        { code: 'EINVAL', operation: 'set sysctl', syscall: 'write' },
        () => here.sysctl.set('net.ipv4.ip_forward', 'perhaps'),
      ],
      [{ code: 'EISDIR', operation: 'set sysctl', syscall: 'open' }, () => here.sysctl.set('net.ipv4', '1')],
    ]
    for (const [error, call] of errors) {
      await t.rejects(call(), { name: 'NetnsError', ...error })
    }
    const worker = new Worker(new URL('../native/children/worker.mjs', import.meta.url), {
      workerData: { script: new URL('children/current.ts', import.meta.url).href },
    })
    const found = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
    t.match(found, { inode: statSync('/proc/self/ns/net').ino, value: '1' })
    // sysctls of other namespaces still need the helper
    await using other = await Netns.open('ours')
    t.equal(await other.sysctl.get('net.ipv4.conf.lo.forwarding'), '0')
  })

  t.test('without privilege: sysctls of the own namespace can be read, without a helper', async (t) => {
    const script = `
      import { execFileSync } from 'node:child_process'
      import { Netns } from './src/index.ts'
      process.seteuid(65534)
      const here = await Netns.current()
      const value = await here.sysctl.get('net.ipv4.conf.lo.forwarding')
      const denied = await here.sysctl.set('net.ipv4.ip_forward', 1).catch((error) => error.message)
      const children = execFileSync('ps', ['-o', 'comm=', '--ppid', String(process.pid)], { encoding: 'utf8' })
      console.log(JSON.stringify([value, denied, children.includes('setns')]))
      here.close()
      process.seteuid(0)`
    const words = ['--no-warnings', '--import', './test/typescript.mjs', '--input-type=module', '--eval', script]
    const [value, denied, helped] = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }))
    t.equal(value, '1')
    t.equal(
      denied,
      'netns set sysctl net.ipv4.ip_forward: open: EACCES: Permission denied (it needs CAP_NET_ADMIN in the namespace, and a sysctl that can be written)',
    )
    t.equal(helped, false)
  })

  t.test('work in another namespace', async (t) => {
    const before = descriptors()
    const home = readlinkSync('/proc/self/ns/net')
    const opened = await openInside('ours')
    t.ok((await opened.socket.dump(18, new Uint8Array(16), () => 1)).length > 0)
    opened.close()
    await t.rejects(openInside('gone'), { code: 'ENOENT' })
    const [pid] = helpers()
    if (pid === undefined) throw new Error('no helper')
    process.kill(pid, 'SIGSTOP')
    const late = openInside('ours', { timeout: 20 })
    await t.rejects(late, { name: 'TimeoutError', message: /no answer within 20 ms/ })
    process.kill(pid, 'SIGCONT')
    await until(() => descriptors() <= before, 'the descriptors to be closed')
    t.equal(readlinkSync('/proc/self/ns/net'), home)
  })
}
