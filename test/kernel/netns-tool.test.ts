/** One test for every line of `ip netns help`: objects that `ip` created are read by us, and the reverse. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import t from 'tap'
import { Netns, type NetnsEvent, Rtnl } from '../../src/index.ts'
import { until } from '../until.ts'
import { inSandbox, ip, output } from './namespace.ts'
import { isMounted, names } from './run-netns.ts'

const json = <T>(words: string): T[] => {
  const text = ip(`-j ${words}`).trim()
  return text === '' ? [] : (JSON.parse(text) as T[])
}

/** A process that sleeps in a namespace, by default in one of its own. */
const sleeper = async (): Promise<ChildProcess & { pid: number }> => {
  const child = spawn('unshare', ['--net', 'sh', '-c', 'echo; exec sleep 1000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  t.teardown(() => child.kill())
  return child as ChildProcess & { pid: number }
}

/** What remains of a name: its file, and whether a namespace is mounted on it. */
const traces = (name: string): object => {
  const path = `/run/netns/${name}`
  if (!existsSync(path)) return { exists: false }
  const { mode, uid, gid, size } = statSync(path)
  return { exists: true, mode, uid, gid, size, mounted: isMounted(name) }
}

const clear = async (): Promise<void> => {
  for (const name of names()) output('ip', ['netns', 'delete', name])
  // their nsids are removed a moment later
  await until(() => ip('netns list-id') === '', 'the ids to be gone')
}

if (inSandbox(t, import.meta.url)) {
  t.test('ip netns list', async (t) => {
    t.same(await Netns.list(), [])
    for (const name of ['b', 'a', 'with space', 'ünïcode', '12']) await (await Netns.create(name)).close()
    ip('link add near type veth peer name far netns a')
    const ours = await Netns.list()
    t.same(
      ours.map(({ name, nsid: id }) => (id === undefined ? { name } : { name, id })),
      json<{ name: string }>('netns list').sort((one, other) => (one.name < other.name ? -1 : 1)),
    )
    for (const { name, inode } of ours) t.equal(inode, statSync(`/run/netns/${name}`).ino, name)
    t.same(
      ours.map(({ links }) => links),
      [1, 2, 1, 1, 1],
    )
    ip('link del near')
    await clear()
  })

  t.test('ip netns add NAME', async (t) => {
    ip('netns add theirs')
    await using _ours = await Netns.create('ours')
    t.same(traces('ours'), traces('theirs'))
    t.match(traces('ours'), { exists: true, mounted: true })
    t.match(output('ip', ['netns', 'add', 'ours']), /File exists/)
    await t.rejects(Netns.create('theirs'), { code: 'EEXIST', syscall: 'open' })
    t.same(names(), ['ours', 'theirs'])
    t.match(ip('-n ours link show lo'), /LOOPBACK/)
    await clear()
  })

  t.test('ip netns attach NAME PID', async (t) => {
    const { pid } = await sleeper()
    ip(`netns attach theirs ${pid}`)
    await using ours = await Netns.attach('ours', pid)
    t.equal(statSync('/run/netns/ours').ino, statSync('/run/netns/theirs').ino)
    t.same(traces('ours'), traces('theirs'))
    t.equal(ours.name, 'ours')
    await t.rejects(Netns.attach('theirs', pid), { code: 'EEXIST' })
    await t.rejects(Netns.attach('none', 0x7ffffff0), { code: 'ESRCH' })
    await using nameless = await Netns.createAnonymous()
    await using named = await Netns.attach('named', nameless)
    t.equal(statSync('/run/netns/named').ino, statSync(`/proc/self/fd/${nameless.fd}`).ino)
    t.not(named.fd, nameless.fd)
    t.same(names(), ['named', 'ours', 'theirs'])
    await clear()
  })

  t.test('ip netns set NAME NETNSID', async (t) => {
    for (const name of ['a', 'b', 'c']) ip(`netns add ${name}`)
    await Netns.setId('a', 17)
    ip('netns set b 18')
    await Netns.setId('c', 'auto')
    const ids = json<{ nsid: number; name: string }>('netns list-id')
    t.same(
      ids.map(({ name }) => name),
      ['c', 'a', 'b'],
    )
    t.same(await Netns.listIds(), ids)
    t.match(output('ip', ['netns', 'set', 'a', '19']), /Peer netns already has a nsid assigned/)
    await t.rejects(Netns.setId('a', 19), { code: 'EEXIST', message: /Peer netns already has a nsid assigned/ })
    await t.rejects(Netns.setId('b', -1), { name: 'EncodeError', path: 'id' })
    await clear()
  })

  t.test('ip netns list-id [target-nsid POSITIVE-INT] [nsid POSITIVE-INT]', async (t) => {
    for (const name of ['a', 'b']) ip(`netns add ${name}`)
    ip('netns set a 1')
    ip('netns set b 2')
    ip('-n a netns set b 7')
    type Row = { nsid: number; 'current-nsid'?: number; name?: string }
    const theirs = (words: string): object[] =>
      json<Row>(`netns list-id ${words}`.trim()).map(({ 'current-nsid': currentNsid, ...rest }) =>
        currentNsid === undefined ? rest : { ...rest, currentNsid },
      )
    t.same(await Netns.listIds(), theirs(''))
    t.same(await Netns.listIds({ nsid: 2 }), theirs('nsid 2'))
    const target = await Netns.listIds({ target: 1 })
    t.same(target, theirs('target-nsid 1'))
    t.match(target, [{ nsid: 7, currentNsid: 2, name: 'b' }])
    t.same(await Netns.listIds({ target: 1, nsid: 2 }), theirs('target-nsid 1 nsid 2'))
    t.match(output('ip', ['netns', 'list-id', 'nsid', '99']), /Peer netns reference is invalid/)
    await t.rejects(Netns.listIds({ nsid: 99 }), { code: 'ENOENT', message: /Peer netns reference is invalid/ })
    await clear()
  })

  t.test('ip netns delete [NAME], ip -all netns delete', async (t) => {
    ip('netns add theirs')
    await Netns.delete('theirs')
    t.same(names(), [])
    await using _ours = await Netns.create('ours')
    ip('netns delete ours')
    t.same(names(), [])
    t.match(output('ip', ['netns', 'delete', 'gone']), /No such file/)
    await t.rejects(Netns.delete('gone'), { code: 'ENOENT' })
    for (const name of ['a', 'b', 'c']) ip(`netns add ${name}`)
    t.same(await Netns.deleteAll(), ['a', 'b', 'c'])
    t.same(names(), [])
    t.same(await Netns.deleteAll(), [])
  })

  t.test('links and their peers are removed with the namespace', async (t) => {
    const ns = await Netns.create('ours')
    ip('link add near type veth peer name far netns ours')
    ns.close()
    await Netns.delete('ours')
    await using rtnl = await Rtnl.open()
    await until(() => !ip('-br link').includes('near'), 'the pair to be gone')
    t.notOk((await rtnl.links.list()).some(({ name }) => name === 'near'))
  })

  t.test('ip netns identify [PID], ip netns pids NAME', async (t) => {
    const { pid } = await sleeper()
    t.same(await Netns.identify(pid), [])
    ip(`netns attach one ${pid}`)
    t.same(await Netns.identify(pid), [ip(`netns identify ${pid}`).trim()])
    ip(`netns attach other ${pid}`)
    t.same(await Netns.identify(pid), ['one', 'other'])
    t.same(await Netns.identify(), [])
    await t.rejects(Netns.identify(0x7ffffff0), { code: 'ESRCH' })
    t.same(await Netns.pids('one'), ip('netns pids one').trim().split('\n').map(Number))
    t.same(await Netns.pids('one'), [pid])
    await t.rejects(Netns.pids('gone'), { code: 'ENOENT' })
    await using ns = await Netns.open('one')
    t.same(await Netns.pids(ns), [pid])
    await clear()
  })

  t.test('ip netns exec NAME cmd', async (t) => {
    await using ns = await Netns.create('ours')
    for (const words of [
      ['ip', '-br', 'link'],
      ['readlink', '/proc/self/ns/net'],
      ['ls', '/sys/class/net'],
    ]) {
      const [program = '', ...more] = words
      t.equal((await ns.exec(program, more)).stdout, output('ip', ['netns', 'exec', 'ours', ...words]), words.join(' '))
    }
    await clear()
  })

  t.test('ip netns monitor', async (t) => {
    await using stream = Netns.monitor()
    const theirs = spawn('stdbuf', ['-oL', 'ip', 'netns', 'monitor'], { stdio: ['ignore', 'pipe', 'inherit'] })
    t.teardown(() => theirs.kill())
    let reported = ''
    theirs.stdout.setEncoding('utf8').on('data', (text: string) => {
      reported += text
    })
    // it does not report that it is ready, and to a pipe it would buffer its output
    for (let probe = 0; reported === ''; probe++) {
      ip(`netns add probe${probe}`)
      ip(`netns delete probe${probe}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const from = reported
      .split('\n')
      .filter((line) => line.startsWith('add'))
      .at(-1)
      ?.slice(4)
    for (const name of ['a', 'b', 'a']) {
      ip(`netns add ${name}`)
      await (await Netns.create(`${name}2`)).delete()
      ip(`netns delete ${name}`)
    }
    ip('netns add last')
    await until(() => reported.includes('add last\n'), 'the last of it')
    const ours: string[] = []
    for await (const { action, name } of stream as AsyncIterable<NetnsEvent>) {
      // the tool's word
      ours.push(`${action === 'new' ? 'add' : action} ${name}`)
      if (name === 'last') break
    }
    const since = (lines: string[]): string[] => lines.slice(lines.indexOf(`add ${from}`))
    t.same(since(ours), since(reported.trim().split('\n')))
    t.ok(ours.length > 12)
    await clear()
  })

  t.test('a monitor ends when its signal aborts', async (t) => {
    const controller = new AbortController()
    const stream = Netns.monitor({ signal: controller.signal })
    await (await Netns.create('ours')).delete()
    const seen: NetnsEvent[] = []
    for await (const event of stream) {
      seen.push(event)
      if (seen.length === 2) controller.abort()
    }
    t.same(seen, [
      { action: 'new', name: 'ours' },
      { action: 'delete', name: 'ours' },
    ])
    for await (const _ of Netns.monitor({ signal: AbortSignal.abort() })) t.fail('over before it began')
  })

  t.test('every line of the help has a test here', async (t) => {
    const help = output('ip', ['netns', 'help'])
    t.same(
      [...help.matchAll(/netns ([a-z-]+)/g)].map(([, verb]) => verb).filter((verb) => verb !== 'cookie'),
      ['list', 'add', 'attach', 'set', 'delete', 'identify', 'pids', 'exec', 'monitor', 'list-id'],
    )
  })
}
