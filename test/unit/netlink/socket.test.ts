/** NetlinkSocket over the fake kernel: what callers observe. */

import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import {
  BatchError,
  DumpInterruptedError,
  KernelError,
  OverrunError,
  SocketError,
  TimeoutError,
} from '../../../src/netlink/protocol/errors.ts'
import { frames } from '../../../src/netlink/protocol/header.ts'
import type { Outgoing } from '../../../src/netlink/protocol/outgoing.ts'
import type { Listener, SocketOptions } from '../../../src/netlink/socket/socket.ts'
import { NetlinkSocket } from '../../../src/netlink/socket/socket.ts'
import type { Handler } from '../../../src/netlink/transport/fake.ts'
import { FAKE_PORT, FakeKernel } from '../../../src/netlink/transport/fake.ts'
import type { TappedDatagram } from '../../../src/netlink/transport/tap.ts'
import { Tap } from '../../../src/netlink/transport/tap.ts'
import type { Transport, TransportEvents } from '../../../src/netlink/transport/transport.ts'
import { route } from '../../../src/rtnl/family.ts'
import { needsFastPaths } from '../../fast-paths.ts'
import { hex } from '../../hex.ts'
import { PATIENCE } from '../../until.ts'
import { ack, ENODEV, join, message, NLM_F_DUMP_INTR, type Order, RTM_NEWLINK, seqOf } from './messages.ts'
import { turnsDuring } from './turns.ts'

const NEW = 16
const GET = 18
const ROUTES = 26
const EINVAL = 22
const none = new Uint8Array(0)
const number = (value: number): Uint8Array => Uint8Array.of(value, value >>> 8, 0, 0)
const read = (bytes: Uint8Array, _view: DataView, start: number, _end: number): number =>
  (bytes[start + 16] as number) | ((bytes[start + 17] as number) << 8)

const open = (handler: Handler, options: SocketOptions = {}): { socket: NetlinkSocket; kernel: FakeKernel } => {
  const kernel = new FakeKernel(handler, { order: 'le' })
  return { kernel, socket: new NetlinkSocket({ transport: kernel, order: 'le', ...options }) }
}

/**
 * Acknowledges changes, replies to a `get` with its own payload, and to a dump with three messages in a datagram each.
 */
const obliging: Handler = ({ flags, payload }, answer) => {
  if ((flags & 0x300) === 0x300) {
    for (let i = 0; i < 3; i++) {
      answer.message(NEW, number((payload[0] ?? 0) + i))
      answer.flush()
    }
    answer.done()
  } else {
    if (payload.length > 0) answer.message(NEW, payload)
    answer.ack()
  }
}

const collect = async <T>(values: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const value of values) list.push(value)
  return list
}

const listener = (told: unknown[], name = ''): Listener => ({
  notification: (bytes, view, start, end, nsid) =>
    told.push(`${name}${read(bytes, view, start, end)}${nsid === undefined ? '' : ` of ${nsid}`}`),
  lost: () => told.push(`${name}lost`),
  closed: (cause) => told.push(cause ?? `${name}closed`),
})

t.test('a change, a get, an echo, a dump, a stream', async (t) => {
  const { socket, kernel } = open(obliging)
  t.equal(socket.port, FAKE_PORT)
  t.equal(await socket.request(NEW, 0x600, none), undefined)
  t.equal(await socket.get(GET, number(7), read), 7)
  t.equal(await socket.get(GET, none, read), undefined, 'acknowledged without an answer')
  t.strictSame(await socket.echo(NEW, 0x400, number(8), read), [8])
  t.strictSame(await socket.dump(GET, number(1), read), [1, 2, 3])
  t.strictSame(await collect(socket.iterate(GET, number(4), read)), [4, 5, 6])
  t.strictSame(
    kernel.requests.map(({ type, flags }) => [type, flags]),
    [
      [NEW, 0x605],
      [GET, 5],
      [GET, 5],
      [NEW, 0x40d],
      [GET, 0x301],
      [GET, 0x301],
    ],
    'REQUEST always; ACK but for dumps',
  )
  t.strictSame([...(kernel.requests[1]?.payload ?? [])], [7, 0, 0, 0])
  socket.close()
})

t.test('of two replies to one request the first is used', async (t) => {
  const { socket } = open((_, answer) => {
    answer.message(NEW, number(3))
    answer.message(NEW, number(4))
    answer.ack()
  })
  t.equal(await socket.get(GET, none, read), 3)
  socket.close()
})

t.test('a request without NLM_F_ACK', async (t) => {
  const { socket, kernel } = open(({ payload }, answer) => {
    if (payload[0] === 1) answer.refuse(ENODEV)
    else if (payload[0] === 2) answer.ack()
    else if (payload[0] !== 3) answer.message(NEW, payload)
  })
  t.equal(await socket.ask(GET, number(7), read), 7)
  t.equal(kernel.requests[0]?.flags, 1)
  await t.rejects(socket.ask(GET, number(1), read), { code: 'ENODEV' })
  await t.rejects(socket.ask(GET, number(2), read), { code: 'ERR_NO_ANSWER' })
  await t.rejects(socket.ask(GET, number(3), read, { timeout: 5 }), { code: 'ERR_TIMEOUT' })
  await t.rejects(
    socket.ask(GET, number(4), () => {
      throw new RangeError('reader')
    }),
    new RangeError('reader'),
  )
  t.strictSame(await Promise.all([socket.ask(GET, number(5), read), socket.ask(GET, number(6), read)]), [5, 6])
  socket.close()
})

t.test('two dumps at once, a request during a dump, all while subscribed', async (t) => {
  const busy: number[] = []
  let running = 0
  const { socket, kernel } = open(
    (request, answer) => {
      if (request.type === ROUTES) {
        // the kernel's reply to a second dump
        if (running > 0) return answer.refuse(16)
        running++
        busy.push(request.seq)
        answer.message(NEW, number(100))
        answer.flush()
        kernel.notify(NEW, number(50))
        answer.message(NEW, number(101))
        answer.done()
      } else obliging(request, answer)
    },
    { groups: [1] },
  )
  const told: unknown[] = []
  const stop = socket.listen(listener(told))
  const order: string[] = []
  const note =
    <T>(name: string) =>
    (value: T): T => {
      order.push(name)
      running = name.startsWith('dump') ? 0 : running
      return value
    }
  const scan = async (name: string): Promise<number[]> => {
    const values: number[] = []
    await socket.scan(
      ROUTES,
      none,
      (bytes, view, start, end) => {
        if (values.push(read(bytes, view, start, end)) === 2) running = 0
      },
      () => undefined,
    )
    return note<number[]>(name)(values)
  }
  const [first, second, question] = await Promise.all([
    scan('dump 1'),
    scan('dump 2'),
    socket.get(GET, number(9), read).then(note('get')),
  ])
  t.strictSame([first, second, question], [[100, 101], [100, 101], 9])
  t.strictSame(order, ['get', 'dump 1', 'dump 2'])
  t.equal(busy.length, 2)
  t.strictSame(told, ['50', '50'], 'notifications are no part of the lists')
  stop()
  kernel.notify(NEW, number(51))
  await turn()
  t.equal(told.length, 2)
  socket.close()
})

/** The most messages in flight at any time, if each request has one datagram as its reply. */
const peakOf = (datagrams: readonly TappedDatagram[]): number => {
  let inFlight = 0
  let peak = 0
  for (const { direction, bytes } of datagrams) {
    inFlight += direction === 'sent' ? [...frames(bytes, true)].length : -1
    peak = Math.max(peak, inFlight)
  }
  return peak
}

t.test('10,000 concurrent requests: few sends, never more than the window in flight', async (t) => {
  const kernel = new FakeKernel(({ payload }, answer) => {
    answer.message(NEW, payload)
    answer.ack()
  })
  kernel.window = 48
  const tap = new Tap(kernel)
  const socket = new NetlinkSocket({ transport: tap, order: 'le' })
  const asked = Array.from({ length: 10_000 }, (_, i) => socket.get(GET, number(i), read))
  t.equal(kernel.sends, 1, 'the kernel has the first of them while the rest is written down')
  t.strictSame(await Promise.all(asked), Array.from(asked.keys()))
  t.equal(
    peakOf(tap.datagrams),
    12,
    'each may take four places of the window: its ACK, and an answer of the usual size',
  )
  t.equal(kernel.requests.length, 10_000)
  socket.close()
})

t.test('refusals: the errno of an acknowledgement and of an NLMSG_DONE', async (t) => {
  const { socket } = open(
    ({ flags }, answer) => {
      if ((flags & 0x300) === 0) return answer.refuse(ENODEV)
      answer.message(NEW, number(1))
      answer.done(EINVAL)
    },
    { family: route },
  )
  const error = await socket.get(GET, number(3), read, { target: 'eth9' }).catch((error) => error)
  t.ok(error instanceof KernelError)
  t.match(error, { code: 'ENODEV', errno: 19, operation: 'RTM_GETLINK', target: 'eth9' })
  t.equal(error.message, 'RTM_GETLINK eth9: ENODEV: No such device')
  t.strictSame([...error.request.subarray(16)], [3, 0, 0, 0])
  t.notOk(Object.keys(error).includes('request'))
  await t.rejects(socket.dump(GET, none, read), { code: 'EINVAL', message: 'RTM_GETLINK: EINVAL: Invalid argument' })
  await t.rejects(socket.request(99, 0, none), { message: 'message 99: ENODEV: No such device' })
  const values: number[] = []
  await t.rejects(
    async () => {
      for await (const value of socket.iterate(GET, none, read)) values.push(value)
    },
    { code: 'EINVAL' },
  )
  t.strictSame(values, [1], 'a stream gives what came before')
  socket.close()
})

t.test('an interrupted dump is repeated', async (t) => {
  let interruptions = 2
  const { socket, kernel } = open((_request, answer) => {
    answer.message(NEW, number(1))
    answer.flush()
    answer.message(NEW, number(2), interruptions-- > 0 ? NLM_F_DUMP_INTR : 0)
    answer.done()
  })
  t.strictSame(await socket.dump(GET, none, read), [1, 2], 'nothing of the torn ones')
  t.equal(kernel.requests.length, 3)

  interruptions = 1
  const seen: (number | string)[] = []
  await socket.scan(
    GET,
    none,
    (...where) => seen.push(read(...where)),
    () => seen.push('restart'),
  )
  t.strictSame(seen, [1, 2, 'restart', 1, 2])

  interruptions = Number.POSITIVE_INFINITY
  const before = kernel.requests.length
  const error = await socket.dump(GET, none, read).catch((error) => error)
  t.ok(error instanceof DumpInterruptedError)
  t.equal(error.code, 'ERR_DUMP_INTERRUPTED')
  t.equal(kernel.requests.length - before, 10)

  const values: number[] = []
  await t.rejects(
    async () => {
      for await (const value of socket.iterate(GET, none, read)) values.push(value)
    },
    { name: 'DumpInterruptedError' },
  )
  t.strictSame(values, [1, 2], 'what was given out can’t be taken back')
  t.equal(kernel.requests.length - before, 11, 'and is not asked again')
  socket.close()
})

t.test('a timeout covers all attempts of a dump', async (t) => {
  const { socket, kernel } = open((_request, answer) => {
    setTimeout(() => answer.done(0, NLM_F_DUMP_INTR), 20)
  })
  const error = await socket.dump(GET, none, read, { timeout: 50 }).catch((error) => error)
  t.ok(error instanceof TimeoutError)
  t.equal(error.message, 'message 18: no answer within 50 ms')
  t.ok(kernel.requests.length <= 4)
  socket.close()
})

t.test('an overrun while subscribed', async (t) => {
  const { socket, kernel } = open(obliging, { groups: [1] })
  const told: unknown[] = []
  socket.listen(listener(told))
  kernel.notify(NEW, number(1))
  kernel.overrun()
  kernel.notify(NEW, number(2))
  await turn()
  await turn()
  await turn()
  t.strictSame(told, ['lost', '1', '2'])
  t.strictSame(kernel.requests, [], 'nothing was asked, nothing is in doubt')
  t.equal(await socket.get(GET, number(5), read), 5)
  socket.close()
})

t.test('an overrun while requesting', async (t) => {
  let drop = true
  const { socket, kernel } = open((request, answer) => {
    if ((request.flags & 0x300) === 0x300 || !drop) return obliging(request, answer)
  })
  const question = socket.get(GET, number(7), read)
  const made = socket.request(NEW, 0, none)
  const listed = socket.dump(GET, number(1), read)
  await Promise.resolve()
  drop = false
  kernel.overrun()
  const [asked, changed, dumped] = await Promise.allSettled([question, made, listed])
  t.match(asked, { value: 7 }, 'asked again')
  t.ok(changed.status === 'rejected' && changed.reason instanceof OverrunError)
  t.strictSame(dumped, { status: 'fulfilled', value: [1, 2, 3] }, 'goes on')
  t.equal(kernel.requests.filter(({ type }) => type === GET).length, 3)
  t.equal(kernel.requests.filter(({ type }) => type === NEW).length, 1, 'a change is never made twice')
  socket.close()
})

t.test('datagrams that are truncated, of other senders, or malformed', async (t) => {
  let datagram: (seq: number) => void = () => undefined
  const { socket, kernel } = open((request, answer) => {
    datagram(request.seq)
    if (request.type !== NEW) obliging(request, answer)
    else answer.ack()
  })
  const told: unknown[] = []
  socket.listen(listener(told))
  datagram = (seq) => kernel.datagram(kernel.frame(NEW, 0, seq, FAKE_PORT, number(66)), 9000)
  await t.rejects(socket.get(GET, number(1), read), { name: 'TruncatedError', code: 'ERR_TRUNCATED' })
  t.strictSame(told, [])

  datagram = (seq) => kernel.notify(NEW, number(66), { seq, port: FAKE_PORT + 1 })
  t.equal(await socket.get(GET, number(2), read), 2, 'another port')
  datagram = (seq) => kernel.notify(NEW, number(67), { seq: seq + 1000, port: FAKE_PORT })
  t.equal(await socket.get(GET, number(3), read), 3, 'another number')
  datagram = (seq) => kernel.notify(NEW, number(68), { seq, port: FAKE_PORT, nsid: 4 })
  t.equal(await socket.get(GET, number(4), read), 4, 'another namespace')
  datagram = (seq) => kernel.notify(NEW, number(69), { seq, port: FAKE_PORT })
  await socket.request(NEW, 0, none)
  t.strictSame(told.splice(0), ['66', '67', '68 of 4', '69'], 'they are notifications')

  datagram = (seq) => kernel.datagram(message({ type: NEW, length: 999, seq, port: FAKE_PORT }))
  await t.rejects(socket.dump(GET, none, read), { name: 'DecodeError' })
  t.strictSame(told, ['lost'])
  datagram = () => undefined
  t.strictSame(await socket.dump(GET, number(1), read), [1, 2, 3])
  socket.close()
})

t.test('closing with requests pending', async (t) => {
  const { socket, kernel } = open(() => undefined)
  kernel.window = 1
  const told: unknown[] = []
  socket.listen(listener(told))
  const stream = socket.iterate(GET, none, read)
  const pending = [
    socket.request(NEW, 0, none),
    ...Array.from({ length: 100 }, () => socket.get(GET, none, read)),
    socket.dump(GET, none, read),
    socket.dump(GET, none, read),
    stream.next(),
  ]
  await turn()
  socket.close()
  const results = await Promise.allSettled(pending)
  t.ok(results.every((result) => result.status === 'rejected' && result.reason.code === 'ERR_CLOSED'))
  t.strictSame(told, ['closed'])
  t.equal(kernel.closed, true)
  socket.close()
  t.equal(told.length, 1, 'reported once')
  await t.rejects(socket.get(GET, none, read), { code: 'ERR_CLOSED' })
  await t.rejects(socket.iterate(GET, none, read).next(), { code: 'ERR_CLOSED' })
  t.throws(() => socket.listen(listener(told)), { code: 'ERR_CLOSED' })
  t.strictSame(await stream.next(), { done: true, value: undefined })

  const other = open(() => undefined)
  const waiting = other.socket.get(GET, none, read)
  await other.socket[Symbol.asyncDispose]()
  await t.rejects(waiting, { code: 'ERR_CLOSED' })
  t.equal(other.kernel.requests.length, 0)
})

t.test('closing in the middle of things', async (t) => {
  const { socket, kernel } = open(obliging)
  const told: unknown[] = []
  const stop = socket.listen({ ...listener(told), notification: () => socket.close() })
  kernel.notify(NEW, number(1))
  const question = socket.dump(GET, none, () => t.fail('closed'))
  await t.rejects(question, { code: 'ERR_CLOSED' })
  t.strictSame(told, ['closed'])
  stop()
})

t.test('aborting', async (t) => {
  const reason = new Error('enough')
  const { socket, kernel } = open((request, answer) => {
    if (request.payload[0] !== 99) obliging(request, answer)
  })
  kernel.window = 64

  await t.rejects(socket.get(GET, number(1), read, { signal: AbortSignal.abort(reason) }), reason)
  await turn()
  t.equal(kernel.requests.length, 0, 'before: nothing is sent')

  const queued = new AbortController()
  const blocking = Array.from({ length: 64 }, () => socket.request(NEW, 0, none))
  const late = socket.get(GET, number(2), read, { signal: queued.signal })
  const after = socket.get(GET, number(3), read)
  await Promise.resolve()
  queued.abort(reason)
  await t.rejects(late, reason)
  await Promise.all(blocking)
  t.equal(await after, 3)
  t.notOk(
    kernel.requests.some(({ payload }) => payload[0] === 2),
    'in the queue: never sent',
  )

  const sent = new AbortController()
  const silent = socket.get(GET, number(99), read, { signal: sent.signal })
  await turn()
  sent.abort(reason)
  await t.rejects(silent, reason)
  t.equal(await socket.get(GET, number(4), read), 4)

  const middle = new AbortController()
  let seen = 0
  const dumping = socket.dump(GET, number(1), () => ++seen === 1 && middle.abort(reason), { signal: middle.signal })
  const next = socket.dump(GET, number(10), read)
  await t.rejects(dumping, reason)
  t.strictSame(await next, [10, 11, 12], 'the rest of the aborted dump is in no list')
  t.equal(seen, 1)

  const stream = new AbortController()
  await t.rejects(async () => {
    for await (const _ of socket.iterate(GET, number(1), read, { signal: stream.signal })) stream.abort(reason)
  }, reason)
  t.strictSame(await socket.dump(GET, number(10), read), [10, 11, 12])
  socket.close()
})

t.test('the listener on a signal of many requests is removed when they are settled', async (t) => {
  const { socket } = open(obliging)
  const warnings: unknown[] = []
  const onWarning = (warning: unknown): unknown => warnings.push(warning)
  process.on('warning', onWarning)
  const { signal } = new AbortController()
  let listeners = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    listeners++
    addEventListener.apply(signal, given)
  }
  signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    listeners--
    removeEventListener.apply(signal, given)
  }
  const settled = socket.batch(
    Array.from({ length: 200 }, () => ({ type: NEW, payload: none })),
    { signal },
  )
  t.equal(listeners, 1)
  await settled
  t.equal(listeners, 0)
  await turn()
  process.off('warning', onWarning)
  t.strictSame(warnings, [])
  socket.close()
})

t.test('timeouts', async (t) => {
  const { socket, kernel } = open((request, answer) => {
    if (request.payload[0] !== 99) obliging(request, answer)
  })
  const error = await socket.get(GET, number(99), read, { timeout: 10 }).catch((error) => error)
  t.ok(error instanceof TimeoutError)
  t.equal(error.code, 'ERR_TIMEOUT')
  t.equal(await socket.get(GET, number(1), read, { timeout: PATIENCE }), 1)
  const before = kernel.requests.length
  kernel.hold()
  await t.rejects(socket.iterate(GET, number(99), read, { timeout: 10 }).next(), { code: 'ERR_TIMEOUT' })
  t.equal(kernel.requests.length, before + 1)
  const active = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  await socket.get(GET, number(1), read, { timeout: 1_000_000 })
  t.ok(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length <= active, 'no timer is left')
  socket.close()
})

t.test('a listener that throws: an uncaught exception, and the other listeners are called', async (t) => {
  const { socket, kernel } = open(obliging)
  const uncaught: unknown[] = []
  const before = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', (error) => uncaught.push(error.message))
  const told: unknown[] = []
  const bad = (what: string) => (): never => {
    throw new Error(what)
  }
  socket.listen({ notification: bad('notification'), lost: bad('lost'), closed: bad('closed') })
  socket.listen(listener(told))
  kernel.notify(NEW, number(1))
  kernel.notify(NEW, number(2))
  await turn()
  await turn()
  kernel.overrun()
  t.equal(await socket.get(GET, number(3), read), 3, 'the socket goes on')
  socket.close()
  await turn()
  process.removeAllListeners('uncaughtException')
  for (const one of before) process.on('uncaughtException', one)
  t.strictSame(told, ['1', '2', 'lost', 'closed'])
  t.strictSame(uncaught, ['notification', 'notification', 'lost', 'closed'])
})

t.test('a reader that throws fails its own request', async (t) => {
  const { socket } = open(obliging)
  const bad = (): never => {
    throw new RangeError('reader')
  }
  const other = socket.get(GET, number(5), read)
  await t.rejects(socket.get(GET, number(1), bad), new RangeError('reader'))
  await t.rejects(socket.echo(NEW, 0, number(1), bad), new RangeError('reader'))
  await t.rejects(socket.dump(GET, number(1), bad), new RangeError('reader'))
  await t.rejects(socket.iterate(GET, number(1), bad).next(), new RangeError('reader'))
  t.equal(await other, 5)
  t.strictSame(await socket.dump(GET, number(1), read), [1, 2, 3])
  socket.close()
})

t.test('a send that fails', async (t) => {
  const { socket, kernel } = open(obliging)
  kernel.failSend(105)
  const asked = [socket.get(GET, number(1), read), socket.request(NEW, 0, none), socket.dump(GET, none, read)]
  for (const result of await Promise.allSettled(asked)) {
    t.match(result, { status: 'rejected', reason: { name: 'SocketError', code: 'ENOBUFS', syscall: 'sendmsg' } })
  }
  t.equal(await socket.get(GET, number(2), read), 2)
  socket.close()
})

t.test('a socket that breaks', async (t) => {
  const { socket, kernel } = open(() => undefined)
  const told: unknown[] = []
  socket.listen(listener(told))
  const asked = [socket.get(GET, none, read), socket.dump(GET, none, read)]
  kernel.break(111)
  for (const result of await Promise.allSettled(asked))
    t.match(result, { status: 'rejected', reason: { name: 'SocketError', code: 'ECONNREFUSED', syscall: 'recvmsg' } })
  t.match(told, [{ code: 'ECONNREFUSED' }])
  t.equal(kernel.closed, true)
  await t.rejects(socket.get(GET, none, read), { code: 'ECONNREFUSED' }, 'later ones tell why, too')
  t.throws(() => socket.listen(listener(told)), { code: 'ECONNREFUSED' })
  socket.close()
})

t.test('batches', async (t) => {
  const { socket, kernel } = open(({ payload }, answer) => (payload[0] === 5 ? answer.refuse(17) : answer.ack()))
  const requests = Array.from({ length: 10 }, (_, i) => ({
    type: NEW,
    payload: number(i),
    target: `number ${i}`,
    ...(i === 1 ? { flags: 0x400 } : {}),
  }))
  const settled = await socket.batch(requests)
  t.equal(kernel.sends, 1, 'they are sent together')
  t.strictSame(
    settled.map(({ status }) => status),
    requests.map((_, i) => (i === 5 ? 'rejected' : 'fulfilled')),
  )
  const [first, second, ...others] = kernel.requests.map(({ flags }) => flags)
  t.strictSame([first, second, others.at(-1)], [5, 0x405, 5])
  const error = await socket.batchAll(requests).catch((error) => error)
  t.ok(error instanceof BatchError)
  t.strictSame([...error.failures.keys()], [5])
  t.match(error.failures.get(5), { code: 'EEXIST', target: 'number 5' })
  t.equal(error.message, '1 of 10 requests failed; first, number 5: message 16 number 5: EEXIST: File exists')
  t.equal(await socket.batchAll(requests.slice(0, 5)), undefined)
  t.strictSame(await socket.batch([]), [])

  socket.close()
})

t.test('an aborted batch: requests that were sent keep their reply, the others are withdrawn', async (t) => {
  const { socket, kernel } = open(({ payload }, answer) => (payload[0] === 5 ? answer.refuse(17) : answer.ack()))
  const controller = new AbortController()
  const requests = Array.from({ length: 1000 }, (_, i) => ({ type: NEW, payload: number(i) }))
  const other = socket.request(NEW, 0, number(7))
  const many = socket.batch(requests, { signal: controller.signal })
  const last = socket.request(NEW, 0, number(8))
  controller.abort(new Error('enough'))
  const sent = kernel.requests.length - 1
  t.equal(sent, kernel.window - 1, 'no more than what was in flight')
  const outcomes = await many
  t.strictSame(
    outcomes.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as Error).message)),
    requests.map((_, i) => (i >= sent ? 'enough' : i % 256 === 5 ? 'message 16: EEXIST: File exists' : 'done')),
  )
  await Promise.all([other, last])
  t.equal(kernel.requests.length, sent + 2, 'what others asked is sent')
  const aborted = AbortSignal.abort(new Error('before'))
  t.match(await socket.batch(requests.slice(0, 2), { signal: aborted }), [
    { status: 'rejected', reason: { message: 'before' } },
    { status: 'rejected', reason: { message: 'before' } },
  ])
  socket.close()
})

t.test('a batch without replies', async (t) => {
  const { socket } = open(({ payload }, answer) => (payload[0] === 1 ? answer.ack() : undefined))
  const requests = Array.from({ length: 100 }, (_, i) => ({ type: NEW, payload: number(i) }))
  const late = await socket.batch(requests, { timeout: 250 })
  t.match(
    late.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as TimeoutError).code)),
    requests.map((_, i) => (i === 1 ? 'done' : 'ERR_TIMEOUT')),
  )
  const left = socket.batch(requests.slice(2, 4), { timeout: PATIENCE })
  await turn()
  socket.close()
  const closed = { status: 'rejected', reason: { code: 'ERR_CLOSED', message: 'message 16: the socket is closed' } }
  t.match(await left, [closed, closed])
  t.match(await socket.batch(requests.slice(0, 1)), [closed])
})

t.test('membership', async (t) => {
  const { socket, kernel } = open(obliging, { groups: [1, 40] })
  t.strictSame([...kernel.groups], [1, 40])
  socket.join(7)
  socket.leave(1)
  t.strictSame([...kernel.groups], [40, 7])
  socket.close()

  const refusing = new FakeKernel(obliging)
  refusing.join = (): never => {
    throw new SocketError('setsockopt', 22)
  }
  t.throws(() => new NetlinkSocket({ transport: refusing, groups: [99] }), { code: 'EINVAL' })
  t.equal(refusing.closed, true, 'nothing is left open')
})

t.test('a stream stops the transport while its values are not taken', async (t) => {
  const total = 20_000
  const { socket, kernel } = open(({ flags, payload }, answer) => {
    if ((flags & 0x300) === 0) return obliging({ flags, payload } as never, answer)
    for (let i = 0; i < total; i++) {
      answer.message(NEW, number(i))
      if (i % 100 === 99) answer.flush()
    }
    answer.done()
  })
  let received = 0
  const counted = (...where: Parameters<typeof read>): number => {
    received++
    return read(...where)
  }
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 300; i++) await turn()
  }
  const stream = socket.iterate(GET, none, counted)
  await settle()
  t.equal(kernel.requests.length, 0, 'not asked before the first value is')
  t.strictSame(await stream.next(), { done: false, value: 0 })
  await settle()
  t.ok(received >= 1024 && received <= 1200, `${received} wait, not ${total}`)

  t.equal(await socket.get(GET, number(9), read), 9, 'a request in the middle of the loop gets its answer')
  t.ok(received === total, 'since the messages before it had to be read')
  const rest = await collect(stream)
  t.equal(rest.length, total - 1)
  t.strictSame(
    rest,
    Array.from({ length: total - 1 }, (_, i) => (i + 1) & 0xffff),
  )
  t.strictSame(await stream.next(), { done: true, value: undefined })
  socket.close()
})

t.test('a resumed transport is held again; a listener is never delayed', async (t) => {
  const { socket, kernel } = open((_request, answer) => {
    for (let i = 0; i < 10_000; i++) {
      answer.message(NEW, number(i))
      if (i % 100 === 99) answer.flush()
    }
    answer.done()
  })
  let received = 0
  const stream = socket.iterate(GET, none, () => ++received)
  await stream.next()
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 150; i++) await turn()
  }
  await settle()
  t.ok(received < 1200)
  for (const limit of [1400, 1600]) {
    const controller = new AbortController()
    const asked = socket.get(GET, none, read, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await t.rejects(asked)
    await settle()
    t.ok(received < limit, `${received}`)
  }

  const told: unknown[] = []
  const stop = socket.listen(listener(told))
  kernel.notify(NEW, number(1))
  await settle()
  t.strictSame(told, ['1'])
  t.equal(received, 10_000)
  stop()
  await stream.return?.()
  socket.close()
})

t.test('pausing', async (t) => {
  const { socket, kernel } = open(obliging)
  const told: unknown[] = []
  socket.listen(listener(told))
  t.equal(socket.pause(), true)
  kernel.notify(NEW, number(1))
  await turn()
  await turn()
  t.strictSame(told, [])
  socket.unpause()
  await turn()
  t.strictSame(told, ['1'])
  socket.pause()
  const asked = socket.get(GET, number(3), read)
  t.equal(socket.pause(), false, 'an answer is awaited')
  t.equal(await asked, 3)
  socket.close()
})

t.test('leaving a loop early: the rest of the dump is not read, and the next dump is sent', async (t) => {
  const { socket, kernel } = open(obliging)
  for await (const value of socket.iterate(GET, number(1), read)) {
    t.equal(value, 1)
    break
  }
  t.strictSame(await socket.dump(GET, number(5), read), [5, 6, 7])
  const stream = socket.iterate(GET, number(1), read)
  await stream.return?.()
  t.strictSame(await stream.next(), { done: true, value: undefined })
  t.equal(kernel.requests.length, 2, 'one that was never asked is not asked to be left')
  socket.close()
})

/** Replies before `send` returns, as the kernel does inline, and records its calls. */
class Instant implements Transport {
  readonly immediate = true
  readonly port = 5
  readonly window = 64
  readonly notes: string[] = []
  /** Replies in the next turn instead. */
  later = false
  events!: TransportEvents
  start(events: TransportEvents): void {
    this.events = events
  }
  send({ frames }: Outgoing): void {
    if (this.later) setImmediate(() => this.answer(frames))
    else this.answer(frames)
  }
  private answer(frames: readonly Uint8Array[]): void {
    const bytes = join(...frames.map((frame) => ack(seqOf(frame), 5)))
    this.events.datagram(bytes, new DataView(bytes.buffer), 0, bytes.length, bytes.length, undefined)
    this.events.drained()
  }
  hold(): void {
    this.notes.push('hold')
  }
  resume(): void {}
  join(): void {}
  leave(): void {}
  keepAlive(yes: boolean): void {
    this.notes.push(yes ? 'alive' : 'free')
  }
  close(): void {
    this.notes.push('close')
  }
}

/** Reports only that a send was concluded, a turn later. */
class Quiet extends Instant {
  readonly conclusive = true
  override send({ ticket }: Outgoing): void {
    setImmediate(() => {
      this.events.concluded(ticket)
      this.events.drained()
    })
  }
}

t.test('a change that is withdrawn while others of the same send are carried out', needsFastPaths, async (t) => {
  const socket = new NetlinkSocket({ transport: new Quiet(), order: 'le' })
  const controller = new AbortController()
  const reason = new Error('enough')
  const all = [undefined, controller.signal, undefined].map((signal) => socket.request(NEW, 0, none, { signal }))
  const settled = Promise.allSettled(all)
  // they are sent after the microtasks of this turn
  await Promise.resolve()
  controller.abort(reason)
  t.strictSame(
    (await settled).map((one) => (one.status === 'rejected' ? one.reason : one.status)),
    ['fulfilled', reason, 'fulfilled'],
  )
  socket.close()
})

t.test('immediate replies do not starve the event loop', async (t) => {
  const socket = new NetlinkSocket({ transport: new Instant(), order: 'le' })
  const turns = await turnsDuring(() => socket.request(NEW, 0, none))
  t.ok(turns >= 5, `${turns} turns`)
  socket.close()
})

/** Counts calls of `poll`, which the I/O thread answers with the replies received so far. */
class Attentive extends FakeKernel {
  override readonly immediate = true
  override window = 256
  looks = 0

  poll(): void {
    this.looks++
  }
}

t.test(
  'changes that one call queues for long: replies are read meanwhile, unless the event loop is overdue',
  async (t) => {
    const kernel = new Attentive(obliging)
    const socket = new NetlinkSocket({ transport: kernel, order: 'le' })
    const batch = (): unknown => {
      const end = performance.now() + 5
      while (performance.now() < end);
      return Promise.all(Array.from({ length: 256 }, () => socket.request(NEW, 0, none)))
    }
    const all = Array.from({ length: 20 }, batch)
    t.equal(kernel.looks, 20, 'by the code that goes on queueing')
    await undefined
    all.push(batch())
    t.equal(kernel.looks, 20, 'not after an await, which could be the next of a loop')
    await Promise.all(all)
    socket.close()
  },
)

t.test('the process is kept alive while replies are awaited or a listener is registered', async (t) => {
  const transport = new Instant()
  const socket = new NetlinkSocket({ transport, order: 'le' })
  await socket.request(NEW, 0, none)
  t.strictSame(transport.notes, [], 'what was answered at once needs no waiting')
  transport.later = true
  await socket.request(NEW, 0, none)
  t.strictSame(transport.notes.splice(0), ['alive', 'free'])
  const stop = socket.listen(listener([]))
  await socket.request(NEW, 0, none)
  t.strictSame(transport.notes.splice(0), ['alive'])
  stop()
  t.strictSame(transport.notes.splice(0), ['free'])
  const controller = new AbortController()
  const asked = socket.request(NEW, 0, none, { signal: controller.signal })
  controller.abort()
  await t.rejects(asked)
  t.strictSame(transport.notes.splice(0), [], 'nor by what was given up')
  socket.close()
  t.strictSame(transport.notes, ['close'])
})

t.test('a kernel with the other byte order', async (t) => {
  const order: Order = 'be'
  const kernel = new FakeKernel(
    ({ flags, type, payload }, answer) => {
      if (type === 99) answer.refuse(34, { msg: 'no such thing', offs: 16 })
      else if ((flags & 0x300) === 0x300) {
        answer.message(NEW, payload)
        answer.flush()
        answer.message(NEW, payload)
        answer.done()
      } else {
        answer.message(NEW, payload)
        answer.ack()
      }
    },
    { order },
  )
  const socket = new NetlinkSocket({ transport: kernel, order })
  t.equal(socket.order, 'be')
  const value = (_bytes: Uint8Array, view: DataView, start: number): number => view.getUint32(start + 16)
  const payload = Uint8Array.of(1, 2, 3, 4)
  t.equal(await socket.get(GET, payload, value), 0x01020304)
  t.strictSame(await socket.dump(GET, payload, value), [0x01020304, 0x01020304])
  await t.rejects(socket.request(99, 0, payload), {
    code: 'ERANGE',
    message: 'message 99: ERANGE: no such thing',
    extack: { message: 'no such thing', offset: 16 },
  })
  t.strictSame(
    kernel.requests[0]?.bytes,
    hex`
      00000014  // nlmsg_len
      0012      // nlmsg_type
      0005      // nlmsg_flags: NLM_F_REQUEST, NLM_F_ACK
      00000001  // nlmsg_seq
      00000000  // nlmsg_pid
      01020304  // the payload
    `,
  )
  const told: string[] = []
  socket.listen({
    notification: (bytes, _view, start, end) => told.push(bytes.slice(start + 16, end).join()),
    lost: () => undefined,
    closed: () => undefined,
  })
  kernel.notify(NEW, payload)
  kernel.datagram(message({ type: RTM_NEWLINK, payload: [9] }, order))
  await turn()
  await turn()
  t.strictSame(told, ['1,2,3,4', '9'])
  socket.close()
})

t.test('the warnings that the kernel attaches to changes that it carries out', async (t) => {
  const warnings: unknown[] = []
  const { socket } = open(
    ({ flags, payload }, answer) => {
      if ((flags & 0x300) === 0x300) return answer.done()
      if (payload[0] === 1) return answer.ack()
      answer.refuse(0, { msg: `${payload[0]} is deprecated`, ...(payload[0] === 3 ? { offs: 20 } : {}) })
    },
    { family: route, onWarning: (warning) => warnings.push(warning) },
  )
  await socket.request(NEW, 0, number(1))
  await socket.request(NEW, 0, number(2), { target: 'eth9' })
  await socket.request(9, 0, number(3))
  await socket.batch([{ type: NEW, payload: number(4), target: 'eth4' }])
  await socket.atomic([
    { type: NEW, flags: 4, payload: number(5), target: 'a' },
    { type: NEW, flags: 4, payload: number(6), target: 'b' },
  ])
  t.strictSame(warnings, [
    { operation: 'RTM_NEWLINK', target: 'eth9', message: '2 is deprecated', path: undefined },
    { operation: 'message 9', target: undefined, message: '3 is deprecated', path: undefined },
    { operation: 'RTM_NEWLINK', target: 'eth4', message: '4 is deprecated', path: undefined },
    { operation: 'RTM_NEWLINK', target: 'a', message: '5 is deprecated', path: undefined },
    { operation: 'RTM_NEWLINK', target: 'b', message: '6 is deprecated', path: undefined },
  ])
  socket.close()

  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve))
  const failing = open((_request, answer) => answer.refuse(0, { msg: 'well' }), {
    onWarning: () => {
      throw new Error('of the listener')
    },
  })
  await failing.socket.request(NEW, 0, number(1))
  t.match(await uncaught, { message: 'of the listener' })
  const deaf = open((_request, answer) => answer.refuse(0, { msg: 'well' }))
  await deaf.socket.request(NEW, 0, number(1))
  for (const one of [failing, deaf]) one.socket.close()
})
