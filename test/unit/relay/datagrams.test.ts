/** Relays that listen on a unix datagram socket: the streams that datagrams carry, the socket, and who may use it. */
import { once } from 'node:events'
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { SocketError, UnsupportedError } from '../../../src/netlink/protocol/errors.ts'
import type { Welcome } from '../../../src/netlink/transport/relay/datagram/format.ts'
import {
  folderOf,
  HEADER,
  headerOf,
  helloOf,
  KEY,
  MOST_CONTENT,
  PART,
  readHello,
  readWelcome,
  welcomeOf,
} from '../../../src/netlink/transport/relay/datagram/format.ts'
import { meet } from '../../../src/netlink/transport/relay/datagram/meeting.ts'
import type { Credentials } from '../../../src/netlink/transport/relay/datagram/native.ts'
import { NativeDatagrams, NativePort } from '../../../src/netlink/transport/relay/datagram/native.ts'
import { openPort } from '../../../src/netlink/transport/relay/datagram/open.ts'
import type { ClientPort, PortEvents } from '../../../src/netlink/transport/relay/datagram/port.ts'
import { DatagramStream } from '../../../src/netlink/transport/relay/datagram/stream.ts'
import type { UnixDgram } from '../../../src/netlink/transport/relay/datagram/unix-dgram.ts'
import { loadUnixDgram, UnixDgramPort } from '../../../src/netlink/transport/relay/datagram/unix-dgram.ts'
import { openGate } from '../../../src/relay/gate.ts'
import { DEFAULT_LIMITS } from '../../../src/relay/limits.ts'
import { isActivated, passedSocket } from '../../../src/relay/listening/activation.ts'
import { groupId } from '../../../src/relay/listening/group.ts'
import type { ListeningIo } from '../../../src/relay/listening/listening.ts'
import { listen } from '../../../src/relay/listening/listening.ts'
import { isRestricted, mostDescriptors, neededCapabilities } from '../../../src/relay/listening/privileges.ts'
import { Reception } from '../../../src/relay/listening/reception.ts'
import { bindSocket } from '../../../src/relay/listening/socket-file.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { descriptors } from '../../native/addon.ts'
import { until } from '../../until.ts'

const folder = mkdtempSync(join(tmpdir(), 'relay-'))
t.teardown(() => rmSync(folder, { recursive: true }))
let names = 0
const newPath = (): string => join(folder, `${++names}`)

const key = Uint8Array.from({ length: KEY }, (_, index) => index + 1)
const me = { pid: process.pid, uid: process.geteuid?.() ?? -1 }

/** Two sockets that are connected to each other. */
const connected = (): readonly [NativeDatagrams, NativeDatagrams] => {
  const [one, other] = [new NativeDatagrams(), new NativeDatagrams()]
  const [path, otherPath] = [newPath(), newPath()]
  one.bind(path)
  other.bind(otherPath)
  one.connect(otherPath)
  other.connect(path)
  return [one, other]
}

/** A stream that keeps the process alive. */
const streamOf = (datagrams: NativeDatagrams, owner?: Credentials, interval?: number): DatagramStream => {
  const stream = new DatagramStream(new NativePort(datagrams, owner), key, interval)
  stream.ref()
  return stream
}

/** What a stream was destroyed with. */
const failureOf = (stream: DatagramStream): Promise<Error> => new Promise((resolve) => stream.once('error', resolve))

t.test('a stream of any length arrives complete, however it is written and read', async (t) => {
  new NativeDatagrams().close()
  const before = descriptors()
  const [one, other] = connected().map((end) => streamOf(end)) as [DatagramStream, DatagramStream]
  const sent = Buffer.alloc(5 << 20, 'a stream of datagrams ')
  one.cork()
  for (let at = 0; at < sent.length; at += 1499) one.write(sent.subarray(at, at + 1499))
  one.write('')
  one.uncork()
  one.end()
  const parts: Buffer[] = []
  // a reader that is late: the kernel keeps the rest, and the writer waits
  other.read(0)
  await until(() => other.readableLength > 100_000, 'more than a stream keeps')
  other.on('data', (part) => parts.push(part))
  await once(other, 'end')
  t.ok(Buffer.concat(parts).equals(sent))
  t.ok(parts.length > 80 && parts.every(({ length }) => length <= MOST_CONTENT))
  other.end()
  one.resume()
  await until(() => one.destroyed && other.destroyed, 'both ends')
  t.equal(descriptors(), before)
})

t.test('the end of the other process is noticed', async (t) => {
  const [one, other] = connected()
  const stream = streamOf(one, undefined, 1)
  other.close()
  t.match(await failureOf(stream), { name: 'SocketError', code: 'ECONNREFUSED', syscall: 'sendmsg' })
  stream.unref()
})

t.test('datagrams of others, and those that were cut or are missing', async (t) => {
  for (const [what, error, ...datagrams] of [
    [
      'another key',
      undefined,
      Buffer.concat([
        headerOf(
          key.map((byte) => byte + 1),
          0,
          PART.data,
          0,
        ),
      ]),
    ],
    ['too short', undefined, Buffer.alloc(HEADER - 1, 1)],
    ['cut', /cut to 2 bytes/, Buffer.concat([headerOf(key, 0, PART.data, 3), Buffer.from('ab')])],
    ['missing', /missing/, headerOf(key, 1, PART.data, 0)],
    ['repeated', /missing/, headerOf(key, 0, PART.probe, 0), headerOf(key, 0, PART.probe, 0)],
  ] as const) {
    const [one, other] = connected()
    const stream = streamOf(other)
    const failed = failureOf(stream)
    for (const datagram of datagrams) one.send([datagram])
    if (error === undefined) {
      // what follows is read all the same
      one.send([headerOf(key, 0, PART.data, 1), Buffer.from('x')])
      t.equal(String((await once(stream, 'data'))[0]), 'x', what)
    } else t.match((await failed).message, error, what)
    stream.destroy()
    one.close()
  }
})

t.test('a datagram of another process than that of the client ends the connection', async (t) => {
  const [one, other] = connected()
  other.requestCredentials()
  const mine = streamOf(other, me)
  one.send([headerOf(key, 0, PART.data, 1), Buffer.from('x')])
  t.equal(String((await once(mine, 'data'))[0]), 'x')
  mine.destroy()
  for (const owner of [
    { ...me, pid: me.pid + 1 },
    { ...me, uid: me.uid + 1 },
  ]) {
    const [one, other] = connected()
    other.requestCredentials()
    const stream = streamOf(other, owner)
    one.send([headerOf(key, 0, PART.data, 1), Buffer.from('x')])
    t.match((await failureOf(stream)).message, /^process \d+ has sent on the socket of process \d+$/)
    one.close()
  }
  one.close()
})

t.test('a socket that is closed reports nothing, and errors of the kernel are typed', async (t) => {
  const port = new NativePort(new NativeDatagrams())
  t.throws(() => port.connect(newPath()), { name: 'SocketError', code: 'ENOENT', syscall: 'connect' })
  t.throws(() => port.bind('/nonexistent/x'), { name: 'SocketError', code: 'ENOENT', syscall: 'bind' })
  t.throws(() => port.send([key]), { name: 'SocketError', code: 'ENOTCONN' })
  port.close()
  port.resume()
  t.throws(() => new NativeDatagrams(-1), { name: 'SocketError', code: 'EBADF' })
  // a connected socket whose peer connects to another one
  const [one, other] = connected()
  const failed = failureOf(streamOf(one))
  const third = new NativeDatagrams()
  const path = newPath()
  third.bind(path)
  one.send([key])
  other.connect(path)
  t.match(await failed, { name: 'SocketError', code: 'ECONNRESET' })
  other.close()
  third.close()
})

t.test('hello and welcome', async (t) => {
  const name = '0123456789abcdef'
  t.equal(readHello(helloOf(name)), name)
  for (const bad of ['', name.slice(1), `${name}0`, '../../../../etc/', `${name.slice(1)}/`, 'ABCDEF0123456789'])
    t.equal(readHello(helloOf(bad)), undefined, bad)
  t.equal(readHello(new Uint8Array(33)), undefined)
  const welcome: Welcome = { key, name }
  t.same(readWelcome(welcomeOf(welcome)), { key: new Uint8Array(key), name })
  t.equal(readWelcome(welcomeOf({ key, name: `${name}0` })), undefined)
  t.equal(readWelcome(helloOf(name)), undefined)
})

/** A package that behaves like unix-dgram as its sources say, on sockets of the addon. */
const fakePackage = (): { readonly package: UnixDgram; readonly closes: () => number; fail: number } => {
  let closes = 0
  const fake = {
    fail: 0,
    closes: () => closes,
    package: {
      createSocket: () => {
        const port = new NativePort(new NativeDatagrams())
        const listeners = new Map<string, (value?: never) => void>()
        const emit = (event: string, value?: unknown): void => listeners.get(event)?.(value as never)
        const attempt = (call: () => boolean): number => {
          if (fake.fail !== 0) return fake.fail
          try {
            return call() ? 0 : 1
          } catch (error) {
            return -(error as SocketError).errno
          }
        }
        const emitting = (result: number): void => {
          if (result < 0) emit('error', { errno: result })
        }
        const answer = (result: number, callback: (error?: unknown) => void): void =>
          callback(result === 0 ? undefined : Object.assign(new Error('send'), { code: result, errno: result }))
        const events: PortEvents = {
          datagram: (bytes) => emit('message', bytes),
          writable: () => emit('writable'),
          failed: () => undefined,
        }
        port.start(events)
        port.keepAlive(true)
        const socket = {
          on: (event: string, listener: (value?: never) => void) => {
            listeners.set(event, listener)
            return socket
          },
          bind: (path: string) => emitting(attempt(() => port.bind(path) === undefined)),
          connect: (path: string) => emitting(attempt(() => port.connect(path) === undefined)),
          send: (bytes: Uint8Array, ...rest: readonly unknown[]) => {
            const callback = rest.at(-1) as (error?: unknown) => void
            const path = rest.at(-2) as string | undefined
            answer(
              attempt(() => (path === undefined ? port.send([bytes]) : port.sendTo(path, bytes))),
              callback,
            )
          },
          close: () => {
            closes++
            port.close()
          },
        }
        return socket as never
      },
    },
  }
  return fake
}

t.test('unix-dgram: its faults stay where they are', async (t) => {
  const fake = fakePackage()
  const port = new UnixDgramPort(fake.package)
  t.throws(() => port.connect(newPath()), { name: 'SocketError', code: 'ENOENT', syscall: 'connect' })
  t.throws(() => port.bind('/nonexistent/x'), { name: 'SocketError', code: 'ENOENT', syscall: 'bind' })
  t.throws(() => port.send([key]), { name: 'SocketError', code: 'ENOTCONN' })
  for (const full of [1, -11, -105]) {
    fake.fail = full
    t.equal(port.send([key]), false, 'no space')
  }
  fake.fail = 0
  port.hold()
  port.resume()
  port.keepAlive()
  port.close()
  port.close()
  t.equal(fake.closes(), 1, 'a second close would abort the process')
  t.equal(port.send([key]), false)
  t.equal(
    await loadUnixDgram(() => Promise.reject(Object.assign(new Error(), { code: 'ERR_MODULE_NOT_FOUND' }))),
    undefined,
  )
  t.equal(await loadUnixDgram(async () => fake.package), fake.package)
  await t.rejects(
    loadUnixDgram(() => Promise.reject(new Error('Module did not self-register'))),
    { message: /which only one thread of a process can: Module did not self-register$/ },
  )
  t.equal(await loadUnixDgram(), undefined, 'it is not installed here')
})

const serve = (options: Partial<ConstructorParameters<typeof Reception>[0]> = {}) => {
  const path = newPath()
  const problems: string[] = []
  const reception = new Reception({
    bound: bindSocket(path),
    limits: DEFAULT_LIMITS,
    share: 1000,
    gate: openGate,
    report: (problem) => problems.push(problem),
    ...options,
  })
  return { path, problems, reception }
}

const ports = [
  ['the addon', () => new NativePort(new NativeDatagrams())],
  ['unix-dgram', () => new UnixDgramPort(fakePackage().package)],
] as const

t.test('clients meet a relay, and leave nothing behind', async (t) => {
  const before = descriptors()
  const { path, problems, reception } = serve()
  t.equal(lstatSync(path).mode & 0o777, 0o600)
  t.equal(lstatSync(folderOf(path)).mode & 0o7777, 0o700)
  for (const [name, open] of ports) {
    const rtnl = await Rtnl.open({ relay: await meet(path, open(), undefined) })
    t.ok(
      (await rtnl.links.list()).some((link) => link.name === 'lo'),
      name,
    )
    t.same(readdirSync(folderOf(path)), [], 'the names of the sockets are gone')
    rtnl.close()
  }
  const clients = await Promise.all(Array.from({ length: 20 }, () => Rtnl.open({ relay: path })))
  const lists = await Promise.all(clients.map((client) => client.links.list()))
  t.ok(lists.every((links) => links.length === lists[0]?.length))
  for (const client of clients.slice(1)) client.close()
  reception.close()
  await reception.done
  await t.rejects(async () => await clients[0]?.links.list(), { code: /ERR_(RELAY_LOST|CLOSED)/ })
  t.match(problems, [/^process \d+ of user \d+ was cut off: the relay ends$/])
  await until(() => descriptors() <= before, 'all descriptors to be closed')
})

/** A client's socket in the folder of a relay, and its hello. */
const greet = (path: string, name: string, bind = true): NativeDatagrams => {
  const client = new NativeDatagrams()
  if (bind) {
    client.bind(join(folderOf(path), name))
    chmodSync(join(folderOf(path), name), 0o666)
  }
  const port = new NativePort(client)
  port.sendTo(path, new Uint8Array(0))
  port.sendTo(path, Buffer.from('no hello'))
  port.sendTo(path, helloOf(name))
  return client
}

t.test('clients that cannot be met', async (t) => {
  const before = descriptors()
  const { path, problems, reception } = serve({ patience: 30 })
  const [silent, other, missing, linked] = ['0', '1', '2', '3'].map((digit) => digit.repeat(16)) as [
    string,
    string,
    string,
    string,
  ]
  const client = greet(path, silent)
  // a second hello of the same name is not answered while the first is
  new NativePort(client).sendTo(path, helloOf(silent))
  greet(path, missing, false).close()
  symlinkSync(path, join(folderOf(path), linked))
  greet(path, linked, false).close()
  await until(() => problems.length === 2, 'the problems')
  t.match(problems, [/is not served: ENOENT/, /is not served: .* is no socket$/])
  // one that does not answer the welcome is forgotten, and so is the name of its socket
  await until(() => readdirSync(folderOf(path)).length === 2, 'the silent client to be given up')
  client.close()
  const busy = serve({ share: 0 })
  const refused = greet(busy.path, other)
  const port = new NativePort(new NativeDatagrams())
  await t.rejects(meet(busy.path, port, AbortSignal.timeout(20)), { name: 'TimeoutError' })
  refused.close()
  for (const one of [reception, busy.reception]) {
    one.close()
    await one.done
  }
  await until(() => descriptors() <= before, 'all descriptors to be closed')
})

t.test('a port that fails in the middle of the meeting', async (t) => {
  const { path, reception } = serve()
  const failing = (given: Partial<ClientPort>): ClientPort => ({
    start: () => undefined,
    send: () => true,
    hold: () => undefined,
    resume: () => undefined,
    keepAlive: () => undefined,
    close: () => undefined,
    connect: () => undefined,
    bind: (path) => writeFileSync(path, ''),
    sendTo: () => true,
    ...given,
  })
  await t.rejects(meet(path, failing({ bind: () => undefined }), undefined), { code: 'ENOENT', syscall: 'chmod' })
  let sends = 0
  const ends = (): boolean => {
    if (++sends === 3) throw new SocketError('sendmsg', 111)
    return true
  }
  await t.rejects(meet(path, failing({ sendTo: ends }), undefined), { code: 'ECONNREFUSED' })
  t.same(readdirSync(folderOf(path)), [])
  // a welcome that names no socket is not of the relay, whose own may follow
  const forged = failing({ start: ({ datagram }) => datagram(welcomeOf({ key, name: 'e'.repeat(16) })) })
  await t.rejects(meet(path, forged, AbortSignal.timeout(20)), { name: 'TimeoutError' })
  const long = join(folder, 'l'.repeat(90))
  writeFileSync(long, '')
  await t.rejects(meet(long, failing({}), undefined), { message: 'its path has more than 82 bytes' })
  reception.close()
  await reception.done
})

t.test('which socket a client has', async (t) => {
  const none = (): never => {
    throw new UnsupportedError('netlink sockets', 'no binary')
  }
  t.equal(await openPort(none, async () => undefined), undefined)
  const port = await openPort(none, async () => fakePackage().package)
  t.ok(port instanceof UnixDgramPort)
  port?.close()
  await t.rejects(
    openPort(() => new NativePort(new NativeDatagrams(-1))),
    { code: 'EBADF' },
  )
})

t.test('a relay that cannot receive any more', async (t) => {
  const bound = bindSocket(newPath())
  const [peer, third] = [new NativeDatagrams(), new NativeDatagrams()]
  const [path, other] = [newPath(), newPath()]
  peer.bind(path)
  third.bind(other)
  bound.datagrams.connect(path)
  const { reception } = serve({ bound })
  const ended = t.rejects(reception.done, { name: 'SocketError', code: 'ECONNRESET' })
  peer.connect(bound.path)
  bound.datagrams.send([key])
  peer.connect(other)
  await ended
  for (const one of [peer, third]) one.close()
  bound.remove()
})

t.test('a client that uses its share of descriptors is refused more, and the others are served', async (t) => {
  const { path, reception } = serve({ share: 3 })
  const rtnl = await Rtnl.open({ relay: path })
  await t.rejects(
    async () => {
      for await (const event of rtnl.monitor({ groups: ['link'] })) t.fail(String(event))
    },
    { code: 'ERR_RELAY_REFUSED', message: /the clients of user \d+ use 3 descriptors$/ },
  )
  t.ok((await rtnl.links.list()).length > 0)
  rtnl.close()
  reception.close()
  await reception.done
})

t.test('a welcome of somebody else is ignored', async (t) => {
  const { path, reception } = serve()
  const folder = folderOf(path)
  const port = new NativePort(new NativeDatagrams())
  // an attacker that knows the name of the client's socket, which it cannot list
  const seen = new Set<string>()
  const forged = setInterval(() => {
    for (const name of readdirSync(folder)) {
      if (seen.has(name)) continue
      seen.add(name)
      const attacker = new NativePort(new NativeDatagrams())
      try {
        attacker.sendTo(join(folder, name), welcomeOf({ key, name: 'f'.repeat(16) }))
        attacker.sendTo(join(folder, name), Buffer.from('nonsense'))
      } catch (error) {
        // the relay's own socket, which is connected to the client's
        t.match(error, { code: /EPERM|ENOENT|ECONNREFUSED/ })
      }
      attacker.close()
    }
  }, 1)
  const rtnl = await Rtnl.open({ relay: await meet(path, port, undefined) })
  t.ok((await rtnl.links.list()).length > 0)
  clearInterval(forged)
  rtnl.close()
  reception.close()
  await reception.done
})

t.test('what is at the path of a socket is not replaced', async (t) => {
  const live = bindSocket(newPath())
  t.throws(() => bindSocket(live.path), { message: /is in use by another relay$/ })
  const file = newPath()
  writeFileSync(file, '')
  t.throws(() => bindSocket(file), { message: /exists, and is no socket$/ })
  const link = newPath()
  symlinkSync(live.path, link)
  t.throws(() => bindSocket(link), { message: /exists, and is no socket$/ })
  const stream = newPath()
  const server = createServer().listen(stream)
  await once(server, 'listening')
  t.throws(() => bindSocket(stream), { message: /is in use: connect: EPROTOTYPE/ })
  await t.rejects(meet(stream, new NativePort(new NativeDatagrams()), undefined), { code: 'EPROTOTYPE' })
  server.close()
  t.throws(() => bindSocket(join(folder, 'x'.repeat(90))), { message: /has more than 82 bytes$/ })
  const shared = newPath()
  mkdirSync(shared)
  chmodSync(shared, 0o777)
  t.throws(() => bindSocket(join(shared, 's')), { message: /can be written to by other users/ })
  chmodSync(shared, 0o1777)
  bindSocket(join(shared, 's')).remove()
  t.throws(() => bindSocket(join(folder, 'nowhere', 's')), { code: 'ENOENT' })
  t.throws(() => bindSocket('/proc/socket'), { name: 'SocketError', syscall: 'bind' })
  // the folder of clients cannot be made, and the socket is removed
  const blocked = newPath()
  writeFileSync(folderOf(blocked), '')
  t.throws(() => bindSocket(blocked), { code: 'EEXIST' })
  t.equal(lstatSync(blocked, { throwIfNoEntry: false }), undefined)
  // a relay that was killed leaves its socket, which is replaced
  live.datagrams.close()
  const next = bindSocket(live.path)
  // an earlier one does not remove it
  live.remove()
  t.ok(lstatSync(next.path).isSocket())
  next.remove()
  next.remove()
  t.equal(lstatSync(next.path, { throwIfNoEntry: false }), undefined)
  t.throws(() => bindSocket(next.path, 2 ** 32), { code: 'ERR_OUT_OF_RANGE' })
})

t.test('a group may use the socket', async (t) => {
  const gid = process.getegid?.() ?? 0
  const bound = bindSocket(newPath(), gid)
  t.match(lstatSync(bound.path), { mode: 0o140660, gid })
  t.equal(lstatSync(folderOf(bound.path)).mode & 0o7777, 0o1733)
  bound.remove()
  const groups = 'root:x:0:\nnet:x:123:a,b\n'
  t.same([groupId('net', groups), groupId('77', groups)], [123, 77])
  t.throws(() => groupId('ne', groups), { message: /there is no group ne/ })
})

t.test('the socket of a service manager', async (t) => {
  t.ok(isActivated({ LISTEN_PID: '7', LISTEN_FDS: '1' }, 7))
  t.notOk(isActivated({ LISTEN_PID: '8', LISTEN_FDS: '1' }, 7))
  t.notOk(isActivated({ LISTEN_PID: '7' }, 7))
  t.throws(() => passedSocket({ LISTEN_FDS: '2' }), { message: /one socket is expected/ })
})

t.test('capabilities, and how many descriptors there are', async (t) => {
  t.equal(neededCapabilities(false, false), 0x1000)
  t.equal(neededCapabilities(true, false), 0x201000)
  t.equal(neededCapabilities(true, true), 0x281000)
  const status = (prm: string, bnd: string, nnp: number): string =>
    `Name:\tnode\nCapPrm:\t${prm}\nCapBnd:\t${bnd}\nNoNewPrivs:\t${nnp}\n`
  const [few, all] = ['0000000000001000', '000001ffffffffff']
  t.ok(isRestricted(status(few, few, 1), 0x201000))
  t.notOk(isRestricted(status(all, few, 1), 0x201000))
  t.notOk(isRestricted(status(few, all, 1), 0x201000))
  t.notOk(isRestricted(status(few, few, 0), 0x201000))
  t.equal(
    mostDescriptors('Limit  Soft  Hard\nMax open files            1024                 524288               files\n'),
    1024,
  )
})

t.test('rtnl-relay --listen', async (t) => {
  const controller = new AbortController()
  const restarts: unknown[] = []
  const io = (given: Partial<ListeningIo>): ListeningIo => ({
    env: {},
    pid: 7,
    uid: 0,
    readText: (path) =>
      path === '/etc/group' ? 'me:x:9:\n' : 'CapPrm: 0\nCapBnd: 0\nNoNewPrivs: 1\nMax open files  99\n',
    interrupted: () => controller.signal,
    restart: (...given) => {
      restarts.push(given[0])
      return -1
    },
    clock: () => 0,
    ...given,
  })
  const warnings: string[] = []
  const path = newPath()
  const options = {
    path,
    group: undefined,
    gate: { ...openGate, namespaces: true },
    warn: (text: string) => void warnings.push(text),
  }
  const privileged = io({ readText: () => 'CapPrm: 1ff\nCapBnd: 1ff\nNoNewPrivs: 0\n' })
  await t.rejects(listen(privileged, options), { message: /could not be given up: error 1$/ })
  t.same(restarts, [0x201000])
  t.equal(lstatSync(path, { throwIfNoEntry: false }), undefined, 'the socket is removed')
  await t.rejects(listen(io({}), { ...options, path: undefined }), { message: /--listen has no path/ })
  await t.rejects(listen(io({}), { ...options, group: 'x' }), { message: /no group x/ })
  let now = 0
  const listening = listen(io({ uid: 1, clock: () => now }), options)
  const problem = (digit: string): void => greet(path, digit.repeat(16), false).close()
  problem('a')
  await until(() => warnings.length === 1, 'a warning')
  problem('b')
  problem('c')
  // a client that is served after them
  ;(await Rtnl.open({ relay: path })).close()
  now = 1000
  problem('d')
  await until(() => warnings.length === 2, 'the next warning')
  t.match(warnings, [/^process \d+ of user \d+ is not served: ENOENT.*'$/, /\(and 2 more lines like this\)$/])
  controller.abort()
  await listening
  t.equal(lstatSync(path, { throwIfNoEntry: false }), undefined)
})
