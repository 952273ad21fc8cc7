/** Servers in namespaces: what they are bound to, who owns their descriptors, and what remains after they close. */
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Netns } from '../../src/index.ts'
import { bindToPath, removePath } from '../../src/netns/socket-file.ts'
import { adoptNamespace, handOver, handOverLater } from '../../src/setns/descriptor.ts'
import { descriptors } from '../native/addon.ts'
import { until } from '../until.ts'
import { helpers } from './helpers.ts'
import { inSandbox, output } from './namespace.ts'

const closed = async (server: Server): Promise<void> => {
  server.close()
  await once(server, 'close')
}

const textOf = async (stream: AsyncIterable<unknown>): Promise<string> => {
  let text = ''
  for await (const part of stream) text += part
  return text
}

if (inSandbox(t, import.meta.url)) {
  const ns = await Netns.create('ours')
  await ns.exec('ip', ['link', 'set', 'lo', 'up'])
  const home = process.cwd()
  const folder = mkdtempSync(join(tmpdir(), 'rtnl-listen-'))
  t.teardown(async () => {
    process.chdir(home)
    rmSync(folder, { recursive: true })
    await ns.delete()
  })
  const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)
  const warned = async (call: () => unknown): Promise<unknown> => {
    const warning = once(process, 'warning')
    await call()
    return (await warning)[0]
  }

  t.test('a path is created with the current umask and user of this process', async (t) => {
    // the helper is already running, with the previous umask
    for (const umask of [0o077, 0o002, 0o027]) {
      const before = process.umask(umask)
      const path = join(folder, 'masked')
      const server = await ns.listen(createServer(), { path }).finally(() => process.umask(before))
      t.equal(modeOf(path), (0o777 & ~umask).toString(8))
      await closed(server)
    }
    chmodSync(folder, 0o777)
    const path = join(folder, 'theirs')
    // root requests the socket, and the process is another user when it is bound
    const listening = ns.listen(createServer(), { path })
    process.seteuid?.(65534)
    const server = await listening.finally(() => process.seteuid?.(0))
    t.equal(statSync(path).uid, 65534)
    await closed(server)
    t.notOk(existsSync(path))
  })

  t.test('it is a socket of the namespace', async (t) => {
    const path = join(folder, 'inside')
    const server = await ns.listen(
      createServer((socket) => socket.end('hello')),
      { path },
    )
    t.match(readFileSync('/proc/net/unix', 'utf8').includes(path), false)
    t.match((await ns.exec('cat', ['/proc/net/unix'])).stdout, path)
    t.equal(await textOf(await ns.connect({ path })), 'hello')
    await closed(server)
  })

  t.test('a closing server removes its own file, whatever the current directory is', async (t) => {
    const [here, there] = [join(folder, 'here'), join(folder, 'there')]
    for (const path of [here, there]) mkdirSync(path)
    process.chdir(here)
    const server = await ns.listen(createServer(), { path: 'socket' })
    writeFileSync(join(there, 'socket'), 'of somebody else')
    process.chdir(there)
    await closed(server)
    t.notOk(existsSync(join(here, 'socket')))
    t.equal(readFileSync(join(there, 'socket'), 'utf8'), 'of somebody else')
    process.chdir(here)
    const listening = ns.listen(createServer(), { path: 'early' })
    process.chdir(home)
    const early = await listening
    t.ok(existsSync(join(here, 'early')))
    await closed(early)
    t.notOk(existsSync(join(here, 'early')))
  })

  t.test('a file that has replaced its own remains', async (t) => {
    const path = join(folder, 'replaced')
    const server = await ns.listen(createServer(), { path })
    writeFileSync(`${path}.new`, 'newer')
    renameSync(`${path}.new`, path)
    await closed(server)
    t.equal(readFileSync(path, 'utf8'), 'newer')
    unlinkSync(path)
    const gone = await ns.listen(createServer(), { path })
    unlinkSync(path)
    await closed(gone)
    t.notOk(existsSync(path))
  })

  t.test('a file that cannot be removed is reported', async (t) => {
    // the socket file is a mount point
    const path = join(folder, 'busy')
    const server = await ns.listen(createServer(), { path })
    output('mount', ['--bind', path, path])
    t.match(await warned(() => closed(server)), {
      name: 'RtnlWarning',
      code: 'RTNL_SOCKET_LEFT_BEHIND',
      message: new RegExp(`the socket ${path} could not be removed: EBUSY`),
    })
    output('umount', [path])
    unlinkSync(path)
    removePath({ path: join(folder, 'never'), dev: 1, ino: 2 })
  })

  t.test('a path that exists, or is invalid', async (t) => {
    const before = descriptors()
    const path = join(folder, 'taken')
    writeFileSync(path, '')
    await t.rejects(ns.listen(createServer(), { path }), {
      name: 'NetnsError',
      code: 'EADDRINUSE',
      operation: 'listen',
      target: path,
      syscall: 'bind',
    })
    t.ok(existsSync(path))
    await t.rejects(ns.listen(createServer(), { path: join(folder, 'no/folder') }), { code: 'ENOENT', syscall: 'bind' })
    for (const bad of ['', 'a\0b', `\0${'x'.repeat(108)}`, 'x'.repeat(108), '\ud800', '\0\ud800', 5 as never])
      await t.rejects(
        ns.listen(createServer(), { path: bad }),
        { name: 'EncodeError', path: 'path' },
        JSON.stringify(bad),
      )
    for (const bad of ['', 'a\0b', `\0${'x'.repeat(108)}`, 'x'.repeat(108), '\ud800', '\0\ud800', 5 as never])
      await t.rejects(ns.connect({ path: bad }), { name: 'EncodeError', path: 'path' }, JSON.stringify(bad))
    const longest = `${folder}/${'x'.repeat(106 - folder.length)}`
    await closed(await ns.listen(createServer(), { path: longest }))
    t.equal(descriptors(), before)
  })

  t.test('a server that already listens is unchanged, and nothing is opened for it', async (t) => {
    const before = descriptors()
    const server = await ns.listen(createServer(), { host: '127.0.0.1' })
    const { port } = server.address() as { port: number }
    const refused = { name: 'EncodeError', path: 'server' }
    await t.rejects(ns.listen(server), refused)
    await t.rejects(ns.listen(server, { path: join(folder, 'second') }), refused)
    await t.rejects(ns.listen({} as never), refused)
    await t.rejects(ns.listen(undefined as never), refused)
    t.equal(descriptors(), before + 1)
    t.equal((server.address() as { port: number }).port, port)
    await closed(server)
    // concurrently: the second one is too late
    const one = createServer()
    const both = await Promise.allSettled([ns.listen(one), ns.listen(one, { path: join(folder, 'second') })])
    t.match(both, [{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'ERR_SERVER_ALREADY_LISTEN' } }])
    t.notOk(existsSync(join(folder, 'second')))
    t.equal(descriptors(), before + 1)
    await closed(one)
    t.equal(descriptors(), before)
  })

  t.test('a server that is closed before it listens, or fails', async (t) => {
    const before = descriptors()
    const hasty = createServer()
    const { listen } = hasty
    hasty.listen = (...words: unknown[]) => {
      listen.apply(hasty, words as never)
      return hasty.close()
    }
    await t.rejects(ns.listen(hasty), { name: 'ClosedError' })
    const failing = createServer()
    failing.listen = () => {
      process.nextTick(() => failing.emit('error', new Error('not today')))
      return failing
    }
    await t.rejects(ns.listen(failing), { message: 'not today' })
    t.equal(failing.listenerCount('close') + failing.listenerCount('error') + failing.listenerCount('listening'), 0)
    await until(() => descriptors() === before, 'the descriptors to be closed')
  })

  t.test('a signal: aborts the call, and closes the server afterwards', async (t) => {
    const before = descriptors()
    const controller = new AbortController()
    const path = join(folder, 'signalled')
    const server = await ns.listen(createServer(), { path, signal: controller.signal })
    controller.abort(new Error('enough'))
    await once(server, 'close')
    t.notOk(existsSync(path))
    await t.rejects(ns.listen(createServer(), { signal: controller.signal }), { message: 'enough' })
    t.equal(descriptors(), before)
  })

  t.test('a socket of node:dgram that cannot be adopted', async (t) => {
    const { Socket: Datagram } = await import('node:dgram')
    const before = descriptors()
    const { bind } = Datagram.prototype
    Datagram.prototype.bind = () => {
      throw new Error('no')
    }
    const refused = ns.createSocket('udp4').finally(() => Object.assign(Datagram.prototype, { bind }))
    await t.rejects(refused, { message: 'no' })
    t.equal(descriptors(), before)
  })

  t.test('the ownership of descriptors', async (t) => {
    const before = descriptors()
    const fail = (): never => {
      throw new Error('not taken')
    }
    t.throws(() => handOver(1 << 20, fail), { code: 'EBADF' }, 'nothing that could be handed over')
    const fd = await ns.socket(2, 1)
    t.throws(() => handOver(fd, fail), { message: 'not taken' })
    const other = await ns.socket(2, 1)
    // the new owner has closed it, and the number refers to another file now
    let next: number | undefined
    await t.rejects(
      handOverLater(other, async () => {
        new Socket({ fd: other, manualStart: true } as object).destroy()
        next = await ns.socket(2, 2)
        throw new Error('taken')
      }),
      { message: 'taken' },
    )
    t.equal(next, other)
    t.match(readlinkSync(`/proc/self/fd/${other}`), /^socket:/)
    new Socket({ fd: await ns.socket(2, 1), manualStart: true } as object).destroy()
    t.throws(() => bindToPath(openSync('/dev/null', 'r'), join(folder, 'x')), { code: 'ENOTSOCK', syscall: 'adopt' })
    const socket = await ns.socket(2, 1)
    t.throws(() => adoptNamespace(socket), { name: 'SocketError', code: 'EINVAL', syscall: 'adopt' })
    const { createSocket } = await import('node:dgram')
    const datagram = createSocket('udp4').bind({ fd: other, exclusive: true })
    datagram.close()
    t.equal(descriptors(), before)
  })

  t.test('a helper that does not reply blocks only the requests that wait for it', async (t) => {
    const [pid] = helpers()
    if (pid === undefined) throw new Error('no helper')
    const before = descriptors()
    process.kill(pid, 'SIGSTOP')
    const limits = { timeout: 20 }
    const late = { name: 'TimeoutError', code: 'ERR_TIMEOUT' }
    const calls: readonly Promise<unknown>[] = [
      ns.listen(createServer(), limits),
      ns.listen(createServer(), { path: join(folder, 'late'), ...limits }),
      ns.listen(createServer(), { path: '\0late', ...limits }),
      ns.connect({ port: 1, ...limits }),
      ns.connect({ path: '\0late', ...limits }),
      ns.createSocket({ type: 'udp4', ...limits }),
      ns.socket(2, 1, 0, limits),
    ]
    try {
      for (const call of calls) await t.rejects(call, late)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await ns.sysctl.get('net.ipv4.ip_forward')
    t.notOk(existsSync(join(folder, 'late')))
    await until(() => descriptors() <= before, 'the descriptors to be closed')
    const aborted = new AbortController()
    aborted.abort(new Error('no more'))
    const { signal } = aborted
    await t.rejects(ns.connect({ port: 1, signal }), { message: 'no more' })
    await t.rejects(ns.createSocket({ type: 'udp4', signal }), { message: 'no more' })
    await t.rejects(ns.socket(2, 1, 0, { signal }), { message: 'no more' })
  })
}
