/** Raw datagrams as a stream, over a fake kernel: what the running kernel does not show at will. */
import t from 'tap'
import { SocketError } from '../../../src/netlink/protocol/errors.ts'
import type { DatagramEvent, DatagramOptions } from '../../../src/netlink/socket/datagrams.ts'
import { openDatagrams } from '../../../src/netlink/socket/datagrams.ts'
import type { Stream } from '../../../src/netlink/socket/stream.ts'
import { FakeKernel } from '../../../src/netlink/transport/fake.ts'
import { Tap } from '../../../src/netlink/transport/tap.ts'
import type { Transport, TransportEvents } from '../../../src/netlink/transport/transport.ts'

const ENOBUFS = 105
const UEVENT = 15

/** A fake kernel that notes what is done to it besides. */
class Noting extends FakeKernel {
  readonly notes: string[] = []
  reported!: TransportEvents

  constructor() {
    super(() => t.fail('nothing is sent'))
  }

  override start(events: TransportEvents): void {
    this.notes.push('start')
    this.reported = events
    super.start(events)
  }

  override hold(): void {
    this.notes.push('hold')
    super.hold()
  }

  override resume(): void {
    this.notes.push('resume')
    super.resume()
  }

  override keepAlive(yes: boolean): void {
    this.notes.push(`alive ${yes}`)
  }
}

const open = (
  transport: Transport,
  options: Omit<DatagramOptions, 'protocol' | 'transport'> = {},
): Stream<DatagramEvent> => openDatagrams({ protocol: UEVENT, transport, ...options })

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const whole = (...values: number[]): DatagramEvent => ({ action: 'datagram', bytes: bytes(...values) })
const lost: DatagramEvent = { action: 'lost' }
const done = { done: true, value: undefined }

const take = async (stream: Stream<DatagramEvent>, count: number): Promise<DatagramEvent[]> => {
  const events: DatagramEvent[] = []
  while (events.length < count) {
    const { done, value } = await stream.next()
    if (done) break
    events.push(value)
  }
  return events
}

t.test('datagrams in order, from the first request for one', async (t) => {
  const kernel = new Noting()
  const stream = open(kernel, { groups: [1, 3] })
  t.strictSame([...kernel.groups], [1, 3])
  t.strictSame(kernel.notes, ['hold'], 'nothing is read, and the process is not kept alive')
  const first = bytes(1, 2, 3)
  kernel.datagram(first)
  kernel.datagram(bytes())
  kernel.datagram(bytes(4), 1, 0)
  t.strictSame(await take(stream, 3), [whole(1, 2, 3), whole(), { action: 'datagram', bytes: bytes(4), nsid: 0 }])
  t.strictSame(kernel.notes, ['hold', 'start', 'alive true', 'resume'])
  await stream.return()
  t.equal(kernel.closed, true)
  t.strictSame(await stream.next(), done)
})

t.test('the receiver owns the bytes', async (t) => {
  const kernel = new Noting()
  const stream = open(kernel)
  const buffer = bytes(9, 1, 2, 9)
  const waiting = stream.next()
  kernel.reported.datagram(buffer, new DataView(buffer.buffer), 1, 3, 2, undefined)
  buffer.fill(0)
  t.strictSame(await waiting, { done: false, value: whole(1, 2) })
  await stream.return()
})

t.test('an overrun is reported when nothing is left of what came before', async (t) => {
  const kernel = new Noting()
  const stream = open(kernel)
  for (const byte of [1, 2, 3]) kernel.datagram(bytes(byte))
  kernel.overrun()
  t.strictSame(await take(stream, 4), [whole(1), whole(2), whole(3), lost])
  kernel.datagram(bytes(4))
  t.strictSame(await take(stream, 1), [whole(4)])
  kernel.overrun()
  kernel.datagram(bytes(5))
  kernel.overrun()
  t.strictSame(await take(stream, 3), [whole(5), lost, lost], 'two of them')
  await stream.return()
})

t.test('an overrun of a transport that cannot tell when nothing is left', async (t) => {
  const kernel = new FakeKernel(() => undefined)
  Object.defineProperty(kernel, 'conclude', { value: undefined })
  const stream = open(kernel)
  kernel.datagram(bytes(1))
  kernel.overrun()
  t.strictSame(await take(stream, 2), [lost, whole(1)])
  await stream.return()
})

t.test('a truncated datagram is a loss, never a short datagram', async (t) => {
  const kernel = new Noting()
  const stream = open(kernel)
  kernel.datagram(bytes(1, 2), 3)
  kernel.datagram(bytes(3))
  t.strictSame(await take(stream, 2), [lost, whole(3)])
  await stream.return()
})

t.test('while nothing is taken, the transport is held', async (t) => {
  const kernel = new Noting()
  const stream = open(kernel)
  const count = 3000
  for (let i = 0; i < count; i++) kernel.datagram(bytes(i & 255, i >> 8))
  const first = await stream.next()
  while (kernel.notes.at(-1) !== 'hold') await new Promise((resolve) => setImmediate(resolve))
  const rest = await take(stream, count - 1)
  t.strictSame(
    [first.value, ...rest].map((event) => (event as { bytes: Uint8Array }).bytes),
    Array.from({ length: count }, (_, i) => bytes(i & 255, i >> 8)),
  )
  t.equal(kernel.notes.filter((note) => note === 'hold').length, 2, 'at the start, and when 1,024 were waiting')
  await stream.return()
})

t.test('a socket that breaks', async (t) => {
  for (const fail of [
    (kernel: Noting) => kernel.break(ENOBUFS + 6),
    (kernel: Noting) => kernel.reported.sendFailed(1, new SocketError('sendmsg', ENOBUFS + 6)),
  ]) {
    const kernel = new Noting()
    const stream = open(kernel)
    const waiting = stream.next()
    fail(kernel)
    await t.rejects(waiting, { name: 'SocketError', code: 'ECONNREFUSED' })
    t.equal(kernel.closed, true)
    t.strictSame(await stream.next(), done)
  }
})

t.test('aborted', async (t) => {
  const controller = new AbortController()
  const [unread, waited, read] = [new Noting(), new Noting(), new Noting()]
  const [first, second, third] = [unread, waited, read].map((kernel) => open(kernel, { signal: controller.signal }))
  const waiting = second?.next()
  read.datagram(bytes(1))
  await third?.next()
  controller.abort()
  t.strictSame([unread.closed, waited.closed, read.closed], [true, true, true])
  t.strictSame(await waiting, done)
  t.strictSame(await first?.next(), done)
  t.notOk(unread.notes.includes('start'), 'nothing is read from a socket that is closed')
  t.strictSame(await third?.next(), done)
  const late = new Noting()
  const fourth = open(late, { signal: controller.signal })
  t.equal(late.closed, true, 'closed before anything was read')
  t.strictSame(await fourth.next(), done)
  const quiet = new AbortController()
  const kernel = new Noting()
  await open(kernel, { signal: quiet.signal }).return()
  quiet.abort()
  t.equal(kernel.notes.length, 1, 'an abort after the end has no effect')
})

t.test('left before the first datagram', async (t) => {
  const kernel = new Noting()
  const stream = open(kernel)
  await stream[Symbol.asyncDispose]()
  t.equal(kernel.closed, true)
  t.strictSame(await stream.next(), done)
})

t.test('if opening or starting fails, the socket is closed', async (t) => {
  class Refusing extends FakeKernel {
    override join(): void {
      throw new SocketError('setsockopt', 1)
    }
    override start(): void {
      throw new SocketError('thread', 12)
    }
  }
  const refusing = new Refusing(() => undefined)
  t.throws(() => open(refusing, { groups: [1] }), { syscall: 'setsockopt', code: 'EPERM' })
  t.equal(refusing.closed, true)
  const failing = new Refusing(() => undefined)
  const stream = open(failing)
  t.equal(failing.closed, false)
  await t.rejects(stream.next(), { syscall: 'thread', code: 'ENOMEM' })
  t.equal(failing.closed, true)
})

t.test('over a tap', async (t) => {
  const kernel = new Noting()
  const tap = new Tap(kernel)
  const stream = open(tap)
  kernel.datagram(bytes(1))
  kernel.overrun()
  kernel.datagram(bytes(2))
  t.strictSame(await take(stream, 3), [whole(1), whole(2), lost])
  t.strictSame(tap.datagrams, [
    { direction: 'received', bytes: bytes(1) },
    { direction: 'received', bytes: bytes(2) },
  ])
  await stream.return()
})

t.test('options that do not exist, or cannot be used', async (t) => {
  const refused = (options: object, message: string): void => {
    const kernel = new FakeKernel(() => undefined)
    const given = { protocol: UEVENT, transport: kernel, ...options } as DatagramOptions
    t.throws(() => openDatagrams(given), { name: 'OptionError', message })
    t.equal(kernel.groups.size, 0)
  }
  refused({ group: [1] }, 'openDatagrams: group: no such option; did you mean groups?')
  refused({ coalesce: 1 }, 'openDatagrams: coalesce: no such option')
  refused({ protocol: 32 }, 'openDatagrams: protocol: expected an integer from 0 to 31, got 32')
  refused({ groups: [0] }, 'openDatagrams: groups: expected numbers of groups, got a list')
  refused({ signal: 1 }, 'openDatagrams: signal: expected an AbortSignal, got 1')
  refused({ io: 'poll' }, 'openDatagrams: io: expected "thread" or "inline", got "poll"')
})
