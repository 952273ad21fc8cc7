/** The client's end of a relay: what goes wrong is a typed error, and every promise settles. */
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import t from 'tap'
import { hostOrder } from '../../../src/netlink/codec/order.ts'
import { RelayConnection } from '../../../src/netlink/transport/relay/connection.ts'
import { DuplexWire } from '../../../src/netlink/transport/relay/duplex.ts'
import { FrameReader, frameOf } from '../../../src/netlink/transport/relay/frames.ts'
import {
  bodyOf,
  CREDIT,
  EXCESS,
  hello,
  MESSAGE,
  opened,
  readBody,
  refusal,
  VERSION,
} from '../../../src/netlink/transport/relay/messages.ts'
import type { TransportEvents } from '../../../src/netlink/transport/transport.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { streamPair } from '../../relayed.ts'
import { until } from '../../until.ts'

interface Seen {
  readonly type: number
  readonly socket: number
  readonly body: Uint8Array
}

/** A relay that does what a test says. */
class FakeRelay {
  readonly stream: Duplex
  readonly seen: Seen[] = []
  private readonly theirs: Duplex

  constructor(greets = true) {
    const [stream, theirs] = streamPair()
    this.stream = stream
    this.theirs = theirs
    const reader = new FrameReader((type, socket, bytes, _view, start, end) => {
      this.seen.push({ type, socket, body: bytes.slice(start, end) })
      if (type === MESSAGE.hello && greets) this.greet()
    })
    theirs.on('data', (chunk) => reader.push(chunk))
  }

  greet(version = VERSION, order: 'le' | 'be' | number = hostOrder): void {
    this.send(MESSAGE.hello, 0, [], [bodyOf(hello, { version, order })])
  }

  send(type: number, socket: number, words?: readonly number[], data?: readonly Uint8Array[]): void {
    this.theirs.write(frameOf(type, socket, words, data))
  }

  write(text: string | Uint8Array): void {
    this.theirs.write(text)
  }

  end(): void {
    this.theirs.end()
  }

  /** The messages of a type. */
  all(type: number): Seen[] {
    return this.seen.filter((one) => one.type === type)
  }

  async open(): Promise<RelayConnection> {
    const connection = new RelayConnection(new DuplexWire(this.stream, 'the relay', false))
    await connection.ready
    return connection
  }
}

/** What a transport reports, as text. */
const recorder = (): { readonly events: TransportEvents; readonly log: string[] } => {
  const log: string[] = []
  return {
    log,
    events: {
      datagram: (_bytes, _view, start, end, length, nsid) =>
        log.push(`datagram ${end - start} of ${length} nsid ${nsid}`),
      overrun: () => log.push('overrun'),
      sendFailed: (ticket, error) => log.push(`failed ${ticket} ${error.code}`),
      concluded: (ticket) => log.push(`concluded ${ticket}`),
      broken: (error) => log.push(`broken ${error.code}`),
      opened: () => log.push('opened'),
      drained: () => undefined,
    },
  }
}

t.test('frames, whole and in pieces', async (t) => {
  const sent = [
    frameOf(1, 2, [3], [Uint8Array.of(4, 5)]),
    frameOf(6, 7),
    frameOf(8, 9, [], [new Uint8Array(300).fill(7)]),
  ]
  const bytes = Buffer.concat(sent)
  for (const size of [1, 5, 13, 1000]) {
    const seen: Seen[] = []
    const reader = new FrameReader((type, socket, bytes, _view, start, end) =>
      seen.push({ type, socket, body: bytes.slice(start, end) }),
    )
    for (let at = 0; at < bytes.length; at += size) t.ok(reader.push(bytes.subarray(at, at + size)))
    t.same(
      seen.map(({ type, socket, body }) => [type, socket, body.length]),
      [
        [1, 2, 6],
        [6, 7, 0],
        [8, 9, 300],
      ],
    )
    t.equal(reader.rest.length, 0)
  }
  const strict = new FrameReader(() => t.fail('nothing is whole'), 10)
  t.notOk(strict.push(frameOf(1, 1, [], [new Uint8Array(11)])))
  t.equal(readBody(hello, Uint8Array.of(0, 9, 0, 1, 0)), undefined, 'malformed')
  t.equal(readBody(hello, Uint8Array.of(0, 4, 0, 99)), undefined, 'an attribute of no table')
})

t.test('a relay that cannot be started, reached or understood', async (t) => {
  const fails = (
    relay: string | readonly string[] | Duplex,
    error: { name?: string; code?: string; message?: string | RegExp },
    options: object = {},
  ) => t.rejects(Rtnl.open({ relay, ...options }), error as Error)
  await fails(['/nonexistent/rtnl-relay'], { name: 'RelayError', code: 'ERR_RELAY_START', message: /ENOENT/ })
  await fails(['sh', '-c', 'echo cannot >&2; exit 3'], { code: 'ERR_RELAY_LOST', message: /exit code 3: cannot/ })
  await fails(['sh', '-c', 'kill -9 $$'], { code: 'ERR_RELAY_LOST', message: /sh has ended by SIGKILL/ })
  await fails(['sh', '-c', 'echo Welcome; exec cat >&2'], { code: 'ERR_RELAY_PROTOCOL', message: /"Welcome\\n"/ })
  await fails(['cat'], { code: 'ERR_RELAY_PROTOCOL' })
  await fails(['sleep', '100'], { name: 'TimeoutError', message: 'relay: no answer within 20 ms' }, { timeout: 20 })
  await fails(['true', 'x'.repeat(3 << 20)], { code: 'ERR_RELAY_START', message: /E2BIG/ })
  const controller = new AbortController()
  const aborted = fails(['sleep', '100'], { message: 'enough' }, { signal: controller.signal })
  setImmediate(() => controller.abort(new Error('enough')))
  await aborted
  await fails('/nonexistent/relay.sock', { code: 'ERR_RELAY_START', message: /ENOENT/ })
  const path = join(tmpdir(), `relay-${process.pid}.sock`)
  const server = createServer((socket) => socket.destroy()).listen(path)
  await new Promise((resolve) => server.once('listening', resolve))
  await fails(path, { code: 'ERR_RELAY_LOST' })
  server.close()
  for (const [relay, version] of [
    [new FakeRelay(false), VERSION + 1],
    [new FakeRelay(false), undefined],
  ] as const) {
    const failing = fails(
      relay.stream,
      version === undefined ? { code: 'ERR_RELAY_PROTOCOL' } : { code: 'ERR_RELAY_VERSION', message: /version 2/ },
    )
    if (version === undefined) relay.greet(VERSION, 9)
    else relay.greet(version)
    await failing
  }
  const odd = new FakeRelay(false)
  const failing = fails(odd.stream, { code: 'ERR_RELAY_PROTOCOL' })
  odd.send(MESSAGE.pong, 0)
  await failing
  const broken = new FakeRelay()
  const breaking = fails(broken.stream, { code: 'ERR_RELAY_LOST', message: /the relay: boom/ })
  await until(() => broken.seen.length > 1, 'the request')
  broken.stream.destroy(new Error('boom'))
  await breaking
  await t.rejects(Rtnl.open({ relay: [] }), { name: 'OptionError', option: 'relay' })
  await t.rejects(Rtnl.open({ relay: 7 as never }), { name: 'OptionError', option: 'relay' })
  await t.rejects(Rtnl.open({ relay: ['x'], io: 'inline' }), { name: 'OptionError', option: 'io' })
})

t.test('what arrives is reported in order, and held back', async (t) => {
  const relay = new FakeRelay()
  const connection = await relay.open()
  const opening = connection.open({ protocol: 0 })
  relay.send(MESSAGE.opened, 1, [], [bodyOf(opened, { port: 77, window: 5 })])
  const transport = await opening
  t.same([transport.port, transport.window], [77, 5])
  const { events, log } = recorder()
  relay.send(MESSAGE.datagram, 1, [30, 1, 0xffffffff], [new Uint8Array(20)])
  relay.send(MESSAGE.overrun, 1)
  relay.send(MESSAGE.concluded, 1, [8])
  relay.send(MESSAGE.sendFailed, 1, [9, 90])
  // for sockets that do not exist (any more)
  relay.send(MESSAGE.datagram, 5, [20, 0, 0], [new Uint8Array(20)])
  relay.send(MESSAGE.overrun, 5)
  relay.send(MESSAGE.opened, 5, [], [bodyOf(opened, {})])
  relay.send(MESSAGE.refused, 5, [], [bodyOf(refusal, { message: 'no' })])
  relay.send(MESSAGE.pong, 0)
  await new Promise(setImmediate)
  // without effect before the start
  transport.resume()
  await new Promise(setImmediate)
  transport.start(events)
  await until(() => log.length === 4, 'what had arrived')
  t.same(log, ['datagram 20 of 30 nsid -1', 'overrun', 'concluded 8', 'failed 9 EMSGSIZE'])
  transport.hold()
  relay.send(MESSAGE.datagram, 1, [CREDIT / 4, 0, 0], [new Uint8Array(CREDIT / 4)])
  relay.send(MESSAGE.datagram, 1, [1, 0, 0], [new Uint8Array(1)])
  await until(() => relay.stream.readableLength === 0, 'the datagrams')
  await new Promise(setImmediate)
  t.equal(log.length, 4)
  t.equal(relay.all(MESSAGE.credit).length, 0, 'what was not processed is not granted')
  transport.resume()
  transport.resume()
  await until(() => log.length === 6, 'the datagrams')
  await until(() => relay.all(MESSAGE.credit).length === 1, 'the credit')
  transport.conclude(11)
  transport.leave(3)
  t.ok(await until(() => relay.all(MESSAGE.leave).length === 1, 'the message').then(() => true))
  relay.send(MESSAGE.broken, 1, [], [bodyOf(refusal, { syscall: 'setsockopt', errno: 2 })])
  await until(() => log.includes('broken ENOENT'), 'the end')
  transport.close()
  transport.keepAlive(true)
  relay.send(MESSAGE.datagram, 1, [1, 0, 0], [new Uint8Array(1)])
  await t.rejects(connection.open({}), { code: 'ERR_CLOSED' }, 'the last socket ends the connection')
})

t.test('a socket that is closed by its reader', async (t) => {
  const relay = new FakeRelay()
  const connection = await relay.open()
  const transport = connection.openNow({ listenAllNsid: true })
  relay.send(MESSAGE.opened, 1, [], [bodyOf(opened, {})])
  relay.send(MESSAGE.datagram, 1, [1, 0, 0], [new Uint8Array(1)])
  relay.send(MESSAGE.datagram, 1, [1, 0, 0], [new Uint8Array(1)])
  await until(() => relay.all(MESSAGE.open).length === 1, 'the request')
  await new Promise(setImmediate)
  const { events, log } = recorder()
  transport.start({
    ...events,
    datagram: () => {
      log.push('one')
      transport.close()
    },
  })
  await until(() => relay.all(MESSAGE.close).length === 1, 'the message')
  t.same(log, ['one'])
})

t.test('refusals', async (t) => {
  const relay = new FakeRelay()
  const connection = await relay.open()
  const kept = connection.openNow({})
  const first = connection.open({}, { netns: 'blue' })
  const second = connection.openNamespace({ netnsPid: 5 })
  const third = connection.openNow({})
  const fourth = connection.openNamespace({ netns: 'blue' })
  relay.send(MESSAGE.refused, 2, [], [bodyOf(refusal, { syscall: 'socket', errno: 24 })])
  relay.send(MESSAGE.refused, 3, [], [bodyOf(refusal, {})])
  relay.send(MESSAGE.refused, 4, [], [bodyOf(refusal, { message: 'policy: no' })])
  relay.send(MESSAGE.opened, 5, [], [bodyOf(opened, { port: 21 })])
  await t.rejects(first, { name: 'SocketError', code: 'EMFILE', syscall: 'socket' })
  await t.rejects(second, { code: 'ERR_RELAY_REFUSED', message: 'relay: it was refused' })
  const held = await fourth
  t.equal(held.fd, 21)
  const { events, log } = recorder()
  third.start(events)
  await until(() => log.length === 1, 'the refusal')
  t.same(log, ['broken ERR_RELAY_REFUSED'])
  const other = recorder()
  kept.start(other.events)
  relay.send(MESSAGE.broken, 1, [], [bodyOf(refusal, { message: 'policy: no' })])
  await until(() => other.log.length === 1, 'the end')
  t.same(other.log, ['broken ERR_RELAY_REFUSED'])
  held.close()
  await t.rejects(connection.openNamespace({ netns: 'x' }), { code: 'ERR_CLOSED' })
})

t.test('messages that no relay sends end the connection', async (t) => {
  for (const [type, words, body] of [
    [99, []],
    [MESSAGE.datagram, [1, 2]],
    [MESSAGE.overrun, [1]],
    [MESSAGE.concluded, []],
    [MESSAGE.sendFailed, [1]],
    [MESSAGE.opened, [], Uint8Array.of(1)],
    [MESSAGE.refused, [], Uint8Array.of(1)],
    [MESSAGE.broken, [], Uint8Array.of(1)],
  ] as const) {
    const relay = new FakeRelay()
    const connection = await relay.open()
    const { events, log } = recorder()
    const transport = connection.openNow({})
    transport.start(events)
    if (type === MESSAGE.broken) relay.send(MESSAGE.opened, 1, [], [bodyOf(opened, {})])
    const message = frameOf(type, 1, words, body === undefined ? [] : [body])
    // what follows is not read
    relay.write(Buffer.concat([message, message]))
    await until(() => log.some((line) => line.startsWith('broken')), `the end after ${type}`)
    t.equal(log.at(-1), 'broken ERR_RELAY_PROTOCOL', String(type))
  }
  const relay = new FakeRelay()
  const connection = await relay.open()
  const transport = connection.openNow({})
  const most = CREDIT + EXCESS
  for (let sent = 0; sent <= most; sent += 1 << 20)
    relay.send(MESSAGE.datagram, 1, [1, 0, 0], [new Uint8Array((1 << 20) + 1)])
  const { events, log } = recorder()
  await until(() => relay.stream.destroyed || relay.stream.writableEnded, 'the end')
  transport.start(events)
  await until(() => log.length > 0, 'the error')
  t.same(log, ['broken ERR_RELAY_PROTOCOL'], 'more than was granted')
})

t.test('a refusal without words', async (t) => {
  const relay = new FakeRelay()
  const connection = await relay.open()
  const transport = connection.openNow({})
  relay.send(MESSAGE.opened, 1, [], [bodyOf(opened, {})])
  relay.send(MESSAGE.broken, 1, [], [bodyOf(refusal, {})])
  const { events, log } = recorder()
  transport.start(events)
  await until(() => log.includes('broken ERR_RELAY_REFUSED'), 'the end')
  t.pass()
})

t.test('no limit of time', async (t) => {
  const relay = new FakeRelay()
  const opening = Rtnl.open({ relay: relay.stream, timeout: Number.POSITIVE_INFINITY })
  await until(() => relay.all(MESSAGE.open).length === 1, 'the request')
  relay.send(MESSAGE.opened, 1, [], [bodyOf(opened, {})])
  const rtnl = await opening
  rtnl.close()
  t.pass()
})

t.test('a relay that dies in mid-request, and one that falls silent', async (t) => {
  const relay = new FakeRelay()
  const opening = Rtnl.open({ relay: relay.stream })
  await until(() => relay.all(MESSAGE.open).length === 1, 'the request')
  relay.send(MESSAGE.opened, 1, [], [bodyOf(opened, { port: 5, window: 9 })])
  const rtnl = await opening
  const pending = [rtnl.links.list(), rtnl.links.change(5, { mtu: 1400 }), rtnl.routes.list()]
  const monitor = rtnl.monitor({ groups: ['link'] }).next()
  await until(() => relay.all(MESSAGE.send).length > 0, 'the requests')
  relay.end()
  for (const outcome of await Promise.allSettled([...pending, monitor]))
    t.match(outcome, { status: 'rejected', reason: { code: 'ERR_RELAY_LOST' } })
  await t.rejects(rtnl.links.list(), { code: 'ERR_RELAY_LOST' })
  t.throws(() => rtnl.monitor({ groups: ['link'], fd: 9999 }), { code: 'EBADF' })
  rtnl.close()

  const silent = new FakeRelay()
  const connection = new RelayConnection(new DuplexWire(silent.stream, 'the relay', false), 5)
  await connection.ready
  const transport = connection.openNow({})
  const { events, log } = recorder()
  transport.start(events)
  transport.keepAlive(true)
  transport.keepAlive(true)
  await until(() => silent.all(MESSAGE.ping).length > 0, 'the question')
  await until(() => log.length > 0, 'the error')
  t.same(log, ['broken ERR_RELAY_SILENT'])

  const lively = new FakeRelay()
  const other = new RelayConnection(new DuplexWire(lively.stream, 'the relay', false), 5)
  await other.ready
  const kept = other.openNow({})
  kept.keepAlive(true)
  for (let count = 1; count < 4; count++) {
    await until(() => lively.all(MESSAGE.ping).length >= count, 'a question')
    lively.send(MESSAGE.pong, 0)
  }
  kept.close()
  t.pass('a relay that answers is not given up')
})
