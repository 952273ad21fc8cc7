/** Unusual names in /run/netns: not a namespace, any bytes, deleted meanwhile. None of them fails a list. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs, {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { createServer } from 'node:net'
import t from 'tap'
import { type NamedNetns, Netns, type NetnsEvent, Rtnl } from '../../src/index.ts'
import { deleteAllNames } from '../../src/netns/delete-all.ts'
import { withSocket } from '../../src/netns/ids.ts'
import { listNamed } from '../../src/netns/named.ts'
import { pathBytes } from '../../src/setns/names.ts'
import { descriptors } from '../native/addon.ts'
import { until } from '../until.ts'
import { helpers } from './helpers.ts'
import { inSandbox, ip, output } from './namespace.ts'

const RUN = '/run/netns'
/** A name in shell syntax: `ip` accepts any bytes. */
const inShell = (script: string): string => execFileSync('bash', ['-c', script], { encoding: 'latin1', stdio: 'pipe' })
/** 0xff and a lone continuation byte around letters that are UTF-8. */
const NOT_UTF8 = '\udcffgrün\udc80'
const IN_SHELL = "$'\\xffgr\\xc3\\xbcn\\x80'"

const byName = (list: readonly NamedNetns[]): Record<string, NamedNetns> =>
  Object.fromEntries(list.map((one) => [one.name, one]))

if (inSandbox(t, import.meta.url)) {
  t.test('files that are not namespaces, each with its error, next to a namespace', async (t) => {
    await using real = await Netns.create('real')
    writeFileSync(`${RUN}/plain`, '')
    mkdirSync(`${RUN}/folder`)
    symlinkSync('/not/there', `${RUN}/dangling`)
    symlinkSync('loop', `${RUN}/loop`)
    symlinkSync('/proc/self/ns/mnt', `${RUN}/other-kind`)
    symlinkSync('real', `${RUN}/alias`)
    execFileSync('mkfifo', [`${RUN}/fifo`])
    execFileSync('mknod', [`${RUN}/null`, 'c', '1', '3'])
    const server = createServer().listen(`${RUN}/socket`)
    const before = descriptors()
    const list = byName(await Netns.list())
    t.same(await Netns.names(), Object.keys(list).sort(), 'without opening them')
    t.equal(descriptors(), before)
    t.same(Object.keys(list).sort(), readdirSync(RUN).sort())
    const notOne = { inode: undefined, links: undefined, error: { name: 'EncodeError', path: 'netns' } }
    const refused = (code: string): object => ({
      inode: undefined,
      error: { name: 'NetnsError', operation: 'open', code },
    })
    t.match(list, {
      real: { links: 1, error: undefined },
      alias: { links: 1, error: undefined },
      plain: notOne,
      folder: notOne,
      fifo: notOne,
      null: notOne,
      'other-kind': notOne,
      dangling: refused('ENOENT'),
      loop: refused('ELOOP'),
      socket: notOne,
    })
    t.equal(list['alias']?.inode, list['real']?.inode)
    t.same(await Netns.listIds(), [])
    t.same(await Netns.identify(real as never), ['alias', 'real'])
    // the folder remains, which is reported with the deleted names
    await new Promise((resolve) => server.close(resolve))
    const rest = readdirSync(RUN).filter((name) => name !== 'folder')
    const error = await Netns.deleteAll().catch((reason: unknown) => reason)
    t.match(error, { name: 'DeleteAllError', cause: { code: 'EISDIR' }, message: /^1 of 9 names/ })
    t.same((error as { deleted: string[] }).deleted, rest.sort())
    t.same(readdirSync(RUN), ['folder'])
    rmdirSync(`${RUN}/folder`)
  })

  t.test('a namespace that only root may open', async (t) => {
    ip('netns add real')
    writeFileSync(`${RUN}/secret`, '')
    chmodSync(`${RUN}/secret`, 0)
    const seteuid = process.seteuid as (id: number) => void
    seteuid(65534)
    const list = await Netns.list().finally(() => seteuid(0))
    t.match(byName(list), {
      real: { inode: Number, error: undefined },
      secret: { inode: undefined, error: { name: 'EncodeError', path: 'netns' } },
    })
    unlinkSync(`${RUN}/secret`)
    await Netns.deleteAll()
  })

  t.test('names that are not UTF-8 keep their bytes, and work like any other', async (t) => {
    inShell(`ip netns add ${IN_SHELL}`)
    const [listed] = await Netns.list()
    t.equal(listed?.name, NOT_UTF8)
    t.match(listed, { links: 1, inode: Number, error: undefined })
    await using ns = await Netns.open(NOT_UTF8)
    t.equal(ns.name, NOT_UTF8)
    await using rtnl = await Rtnl.open({ netns: `${RUN}/${NOT_UTF8}` })
    t.equal((await rtnl.links.list()).length, 1)
    t.same(await Netns.identify(ns as never), [NOT_UTF8])
    await Netns.setId(NOT_UTF8, 23)
    t.same(await Netns.listIds(), [{ nsid: 23, name: NOT_UTF8 }])
    t.equal((await ns.exec('cat', ['/proc/sys/net/ipv4/ip_forward'])).stdout, '0\n')
    t.match((await ns.exec('grep', [' /sys ', '/proc/self/mountinfo'])).stdout, / - sysfs sysfs /, 'no other name')
    await t.rejects(Netns.create(NOT_UTF8), { code: 'EEXIST', target: NOT_UTF8 })
    const monitor = Netns.monitor()
    await Netns.delete(NOT_UTF8)
    await (await Netns.create(`${NOT_UTF8}2`)).close()
    t.match(inShell('ls -b /run/netns'), /^\\377gr(ü|\\303\\274|\xc3\xbc)n\\2002\n$/)
    const events: NetnsEvent[] = []
    for await (const event of monitor) if (events.push(event) === 2) break
    t.same(events, [
      { action: 'delete', name: NOT_UTF8 },
      { action: 'new', name: `${NOT_UTF8}2` },
    ])
    t.same(await Netns.deleteAll(), [`${NOT_UTF8}2`])
    t.same(readdirSync(RUN), [])
    // other lone surrogates represent no byte
    for (const name of ['\ud800', 'a\udfff', '\udc7f'])
      for (const call of [Netns.create(name), Netns.delete(name), Netns.open(name), Netns.open(`/run/netns/${name}`)])
        await t.rejects(call as Promise<unknown>, { name: 'EncodeError' })
    await t.rejects(Netns.open('/run/netns/\udcff'), { name: 'NetnsError', code: 'ENOENT' })
    t.equal(pathBytes('\ud800'), undefined)
    writeFileSync(pathBytes(`${RUN}/${NOT_UTF8}`) as Buffer, '')
    t.match(await Netns.list(), [{ name: NOT_UTF8, error: { name: 'EncodeError' } }])
    await Netns.deleteAll()
  })

  t.test('a name that is deleted meanwhile is neither listed nor a failure of deleteAll', async (t) => {
    for (const name of ['a', 'b', 'c']) ip(`netns add ${name}`)
    const list = Netns.list()
    ip('netns delete b')
    t.ok((await list).every(({ error }) => error === undefined))
    t.same([...new Set([...(await Netns.list())].map(({ name }) => name))], ['a', 'c'])
    const { readdir } = fs.promises
    const between = (change: () => void): void => {
      fs.promises.readdir = (async (...words: Parameters<typeof readdir>) => {
        const found = await readdir(...words)
        change()
        return found
      }) as typeof readdir
      syncBuiltinESMExports()
    }
    between(() => unlinkSync(`${RUN}/brief`))
    writeFileSync(`${RUN}/brief`, '')
    const found = await Netns.list()
    fs.promises.readdir = readdir
    syncBuiltinESMExports()
    t.same(
      found.map(({ name }) => name),
      ['a', 'c'],
    )
    const both = await Promise.all([Netns.deleteAll(), Netns.deleteAll()])
    t.same(both.flat().sort(), ['a', 'c'], 'each is returned by one of the two')
    t.same(await Netns.deleteAll(), [])
  })

  t.test('a namespace that the helper cannot enter', async (t) => {
    for (const name of ['a', 'b']) ip(`netns add ${name}`)
    const [pid] = helpers()
    if (pid === undefined) throw new Error('no helper')
    const strace = spawn('strace', ['-p', String(pid), '-e', 'inject=socket:error=EACCES:when=1'])
    await once(strace.stderr, 'data')
    const list = await Netns.list()
    strace.kill()
    await once(strace, 'exit')
    const error = { name: 'NetnsError', code: 'EACCES', syscall: 'socket', target: 'a' }
    t.match(list, [
      { name: 'a', inode: Number, links: undefined, error },
      { name: 'b', inode: Number, links: 1, error: undefined },
    ])
    await Netns.deleteAll()
  })

  t.test('failures of this process are not attributed to a name', async (t) => {
    ip('netns add one')
    await t.rejects(Netns.list({ signal: AbortSignal.abort() }), { name: 'AbortError' })
    const stop = new AbortController()
    stop.abort(new Error('enough'))
    await t.rejects(
      withSocket((socket) => listNamed(socket, stop.signal)),
      { message: 'enough' },
    )
    await t.rejects(deleteAllNames(stop.signal), { name: 'DeleteAllError', deleted: [], cause: { message: 'enough' } })
    t.ok(existsSync(`${RUN}/one`))
    await Netns.deleteAll()
  })

  t.test('a helper that does not reply: calls end in time, and leave nothing', async (t) => {
    await using ns = await Netns.create('there')
    const [pid] = helpers()
    if (pid === undefined) throw new Error('no helper')
    const before = descriptors()
    const controller = new AbortController()
    const { signal } = controller
    const late = { name: 'TimeoutError', code: 'ERR_TIMEOUT' }
    process.kill(pid, 'SIGSTOP')
    try {
      for (const call of [
        () => Netns.create('new', { timeout: 20 }),
        () => Netns.createAnonymous({ timeout: 20 }),
        () => Netns.attach('other', ns, { timeout: 20 }),
        () => Netns.list({ timeout: 20 }),
        () => ns.sysctl.get('net.ipv4.ip_forward', { timeout: 20 }),
      ])
        await t.rejects(call() as Promise<unknown>, late, String(call))
      const waiting = [
        Netns.create('newer', { signal }),
        ns.sysctl.set('net.ipv4.ip_forward', 1, { signal, timeout: 60_000 }),
        Netns.list({ signal, timeout: Number.POSITIVE_INFINITY }),
      ]
      controller.abort(new Error('enough'))
      for (const one of waiting) await t.rejects(one as Promise<unknown>, { message: 'enough' })
      await t.rejects(Netns.create('newest', { signal }), { message: 'enough' })
      await t.rejects(Netns.deleteAll({ timeout: 20 }), {
        name: 'DeleteAllError',
        deleted: [],
        failures: new Map([['there', late]]),
        cause: late,
      })
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    // they had been sent already; their results are undone
    await ns.sysctl.get('net.ipv4.ip_forward')
    await until(() => readdirSync(RUN).every((name) => name === 'there'), 'the names to be gone')
    await until(() => descriptors() <= before, 'the descriptors to be closed')
    t.equal((await Netns.create('new', { timeout: 60_000, signal: new AbortController().signal })).name, 'new')
    await Netns.deleteAll()
  })

  t.test('a failure to undo is reported', async (t) => {
    await (await Netns.createAnonymous()).close()
    const [pid] = helpers()
    if (pid === undefined) throw new Error('no helper')
    process.kill(pid, 'SIGSTOP')
    await t.rejects(Netns.create('stuck', { timeout: 20 }), { name: 'TimeoutError' })
    const warning = new Promise<Error>((resolve) => process.once('warning', resolve))
    const strace = execFileSync('bash', [
      '-c',
      // the second unlink is the one that undoes it; the first one fails as on a read-only folder
      `strace -f -p ${pid} -e inject=unlink,unlinkat:error=EROFS >/dev/null 2>&1 & echo $!
      until grep -q '^TracerPid:[[:space:]]*[1-9]' /proc/${pid}/status; do sleep 0.02; done; kill -CONT ${pid}`,
    ])
    t.match(await warning, {
      name: 'RtnlWarning',
      code: 'RTNL_NETNS_LEFT_BEHIND',
      message: /^netns create stuck: given up; the name may be left behind: .*EROFS/,
    })
    process.kill(Number(String(strace).trim()))
    await until(() => output('ip', ['netns', 'delete', 'stuck']) === '' || !existsSync(`${RUN}/stuck`), 'it to be gone')
  })
}
