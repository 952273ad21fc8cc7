import { constants as os } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { until } from '../until.ts'
import {
  AF_NETLINK,
  AF_UNIX,
  addon,
  CONCLUDED,
  child,
  descriptors,
  ERROR_SEND,
  getLoopback,
  messageOf,
  opened,
  pair,
  type Record,
  records,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_SEQPACKET,
  type Socket,
  shared,
  text,
  texts,
  threads,
} from './addon.ts'

const { errno } = os
const WINDOW = 8192
/** Microseconds: longer than any test waits. */
const LONG = 600_000_000

/** Missing in TypeScript's types of ES2022. */
const ResizableBuffer = ArrayBuffer as unknown as new (size: number, options: { maxByteLength: number }) => ArrayBuffer

interface Started {
  /** Records in the order of receipt. */
  got: Record[]
  /** Index and used bytes of every delivery. */
  deliveries: [number, number][]
}

interface Options {
  slabs?: Uint8Array[]
  window?: number
  linger?: number
  coalesce?: number
  hold?: boolean
}

const start = (socket: Socket, options: Options = {}): Started => {
  const { window = WINDOW, linger = 0, coalesce = 0, hold = false } = options
  const slabs = options.slabs ?? [shared(4 * WINDOW), shared(4 * WINDOW)]
  const started: Started = { got: [], deliveries: [] }
  const onSlab = (index: number, used: number) => {
    started.got.push(...records(slabs[index] ?? new Uint8Array(0), used))
    started.deliveries.push([index, used])
    if (!hold) socket.release(index)
  }
  const status = socket.startThread(slabs, window, linger, onSlab, coalesce)
  if (status !== 0) throw new Error(`errno ${-status}`)
  return started
}

for (const linger of [0, 200]) {
  t.test(`posted requests are answered in order, lingering ${linger} us`, async (t) => {
    const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
    // the loop is busy posting, so the slabs must hold all replies, more than the socket's buffer can
    const slabs = [shared(4 << 20), shared(4 << 20)]
    const { got } = start(socket, { linger, slabs })
    const last = 2000
    for (let i = 1; i <= last; i++) t.equal(socket.post(i, getLoopback(i)), 0)
    await until(() => got.length >= last, 'all answers')
    t.strictSame(
      got.map((record) => messageOf(record).sequence),
      Array.from({ length: last }, (_, i) => i + 1),
      'none lost: answers are read between the sends',
    )
    socket.post(0, [getLoopback(7), getLoopback(8)])
    await until(() => got.length >= last + 2, 'two more')
    t.strictSame(
      got.slice(last).map((record) => messageOf(record).sequence),
      [7, 8],
      'several buffers are one sendmsg',
    )
    await sleep(5)
    socket.post(0, getLoopback(9))
    await until(() => got.length >= last + 3, 'the answer to a thread that has gone to sleep')
    t.equal(socket.close(), 0)
  })
}

t.test('the buffers of a post are copied', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const bytes = text('before')
  const { got } = start(right)
  start(left)
  left.post(1, bytes)
  bytes.fill(0)
  await until(() => got.length === 1, 'what was posted')
  t.strictSame(texts(got), ['before'])
  left.close()
  right.close()
})

t.test('a failed send is a record with its ticket, in sequence', async (t) => {
  const socket = opened(addon.open(AF_UNIX, SOCK_DGRAM, 0))
  const { got } = start(socket)
  const tickets = [0xffffffff, 3, 2]
  for (const ticket of tickets) socket.post(ticket, text('to nobody'))
  await until(() => got.length === 3, 'three failures')
  t.strictSame(
    got.map(({ flags, length, size }) => ({ flags, length, size })),
    tickets.map((length) => ({ flags: ERROR_SEND + errno.ENOTCONN, length, size: 32 })),
  )
  socket.close()

  // on this socket the kernel replies immediately, and refuses a datagram larger than the send buffer
  const netlink = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  const mixed = start(netlink)
  netlink.post(1, getLoopback(1))
  netlink.post(2, new Uint8Array(8_000_000))
  netlink.post(3, getLoopback(3))
  await until(() => mixed.got.length === 3, 'two answers and a failure')
  t.strictSame(
    mixed.got.map((record) => (record.flags >= ERROR_SEND ? record.length : messageOf(record).sequence)),
    [1, 2, 3],
  )
  t.equal(mixed.got[1]?.flags, ERROR_SEND + errno.EMSGSIZE)
  netlink.close()
})

t.test('everything that a send caused is received before CONCLUDED', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  const { got } = start(socket)
  const shown = (): string[] =>
    got.map(({ flags, length, size }) => (flags === CONCLUDED ? `${length} in ${size}` : `${length > 100}`))
  socket.post(7, getLoopback(1), 1)
  await until(() => got.length === 2, 'the answer, and that there is no more')
  t.strictSame(shown().splice(0), ['true', '7 in 32'])
  got.length = 0
  const mute = getLoopback(2)
  // NLMSG_NOOP: the kernel sends no reply
  new Uint16Array(mute.buffer, mute.byteOffset)[2] = 1
  socket.post(0xfffffffe, mute, 1)
  await until(() => got.length === 1, 'that nothing came')
  t.strictSame(shown(), ['4294967294 in 32'])
  got.length = 0
  socket.post(8, mute)
  socket.post(9, new Uint8Array(8_000_000), 1)
  socket.post(10, mute, 1)
  await until(() => got.some(({ length }) => length === 10), 'the last one')
  t.strictSame(
    got.map(({ flags, length }) => [flags, length]),
    [
      [ERROR_SEND + errno.EMSGSIZE, 9],
      [CONCLUDED, 10],
    ],
    'nothing for sends without `conclude`, nor for failed sends',
  )
  socket.close()
})

t.test('a CONCLUDED that occurs while all slabs are lent is in the next slab', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const slabs = [shared(1024), shared(1024)]
  const { got, deliveries } = start(right, { slabs, window: 400, hold: true })
  for (const size of [300, 200]) {
    left.send(new Uint8Array(size))
    await until(() => got.some(({ length }) => length === size), 'a slab that is full')
  }
  right.post(5, text('x'), 1)
  const slab = new Uint8Array(4096)
  await until(() => left.receive(slab, 100) > 0, 'what was posted')
  t.equal(deliveries.length, 2)
  t.equal(right.release(deliveries[0]?.[0] ?? -1), 0)
  await until(() => got.some(({ flags }) => flags === CONCLUDED), 'that it was sent')
  t.equal(got.at(-1)?.length, 5)
  left.close()
  right.close()
})

t.test('a post of no buffers sends nothing, and is concluded when nothing is left to receive', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const { got } = start(right)
  for (const word of ['one', 'two']) left.send(text(word))
  t.equal(right.post(3, [], 1), 0)
  await until(() => got.some(({ flags }) => flags === CONCLUDED), 'that nothing is left')
  t.strictSame(
    got.map(({ flags, length, data }) => (flags === CONCLUDED ? length : new TextDecoder().decode(data))),
    ['one', 'two', 3],
  )
  t.equal(right.post(4, []), 0)
  t.equal(right.post(5, new Uint8Array(0)), 0)
  const slab = new Uint8Array(4096)
  await until(() => records(slab, left.receive(slab, 100)).length > 0, 'the datagram without bytes')
  t.equal(left.receive(slab, 100), 0, 'the only one')
  for (const one of [left, right]) one.close()
})

t.test('more failures than fit a slab wait for the next one', async (t) => {
  const socket = opened(addon.open(AF_UNIX, SOCK_DGRAM, 0))
  const slabs = [shared(1024), shared(1024)]
  const { got, deliveries } = start(socket, { slabs, window: 100, hold: true })
  for (let i = 0; i < 200; i++) socket.post(i, text('to nobody'))
  await until(() => deliveries.length === 2, 'both slabs')
  await sleep(20)
  t.equal(deliveries.length, 2, 'both slabs are lent')
  t.ok(got.length <= 64, 'of 32 records each at most')
  for (let next = 0; got.length < 200; next++) {
    await until(() => deliveries.length > next, 'the slab that was released')
    t.equal(socket.release(deliveries[next]?.[0] ?? -1), 0)
  }
  t.strictSame(
    got.map(({ length }) => length),
    Array.from({ length: 200 }, (_, i) => i),
  )
  socket.close()
})

t.test('without a free slab the thread does not receive, but still sends', async (t) => {
  const [left, right] = pair(SOCK_SEQPACKET)
  const slabs = [shared(1024), shared(1024)]
  const { got, deliveries } = start(right, { slabs, window: 400, hold: true })
  let sent = 0
  while (left.send(new Uint8Array(300).fill(sent)) > 0) {
    sent++
    if (sent % 16 === 0) await sleep(1)
    if (sent > 100_000) break
  }
  await until(() => deliveries.length === 2, 'both slabs')
  t.ok(sent < 100_000, `the sender was held back after ${sent}`)
  const delivered = got.length
  await sleep(20)
  t.equal(deliveries.length, 2)

  t.equal(right.post(1, text('sent all the same')), 0)
  const slab = new Uint8Array(4096)
  let used = 0
  await until(() => {
    used = left.receive(slab, 100)
    return used > 0
  }, 'what was posted')
  t.strictSame(texts(records(slab, used)), ['sent all the same'])

  t.equal(right.release(7), -errno.EINVAL, 'no such slab')
  for (let next = 0; got.length < sent || next < deliveries.length; next++) {
    await until(() => deliveries.length > next, 'the slab that was released')
    t.equal(right.release(deliveries[next]?.[0] ?? -1), 0)
  }
  t.ok(got.length > delivered)
  t.strictSame(
    got.map(({ data }) => data[0]),
    Array.from({ length: sent }, (_, i) => i & 255),
    'none lost, none twice',
  )
  for (const index of [0, 1]) t.equal(right.release(index), -errno.EINVAL, 'not lent any more')
  left.close()
  right.close()
})

t.test(
  'a send to a peer with a full queue continues when there is space, and receiving continues meanwhile',
  async (t) => {
    const [left, right] = pair(SOCK_SEQPACKET)
    const { got } = start(left)
    const count = 2000
    for (let i = 0; i < count; i++) left.post(i, new Uint8Array(1000).fill(i))
    await sleep(10)
    t.equal(right.send(text('the other way')), 13)
    await until(() => got.length === 1, 'what came the other way')
    const slab = new Uint8Array(65536)
    const received: (number | undefined)[] = []
    await until(() => {
      received.push(...records(slab, right.receive(slab, 1000)).map(({ data }) => data[0]))
      return received.length >= count
    }, 'all that was posted')
    t.strictSame(
      received,
      Array.from({ length: count }, (_, i) => i & 255),
    )
    t.equal(got.length, 1, 'no error was reported for waiting')
    left.close()
    right.close()
  },
)

t.test('slabs are delivered one per turn of the loop', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const slabs = Array.from({ length: 4 }, () => shared(1024))
  const order: string[] = []
  right.startThread(slabs, 450, 0, (index) => {
    order.push('slab')
    setImmediate(() => order.push('immediate'))
    right.release(index)
  })
  for (let i = 0; i < 4; i++) left.send(new Uint8Array(450))
  // block the loop until the thread has filled several
  const end = Date.now() + 50
  while (Date.now() < end);
  await until(() => order.length >= 6 && order.length % 2 === 0, 'slabs')
  t.strictSame(order.slice(0, 6), ['slab', 'immediate', 'slab', 'immediate', 'slab', 'immediate'])
  left.close()
  right.close()
})

t.test('coalescing collects everything received within the time into one delivery', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const { got, deliveries } = start(right, { coalesce: LONG })
  for (let i = 0; i < 5; i++) {
    left.send(text(`${i}`))
    await sleep(5)
  }
  t.equal(deliveries.length, 0, 'there is time')
  right.post(1, text('no time any more'))
  await until(() => got.length === 5, 'what was gathered')
  t.equal(deliveries.length, 1)

  const timed = pair(SOCK_DGRAM)
  const later = start(timed[1], { coalesce: 100_000 })
  const before = performance.now()
  timed[0].send(text('alone'))
  await until(() => later.got.length === 1, 'the end of the time')
  t.ok(performance.now() - before >= 95, 'not before its time')

  // replies to posted requests are not delayed
  const netlink = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  const answers = start(netlink, { coalesce: LONG })
  netlink.post(1, getLoopback(1))
  await until(() => answers.got.length === 1, 'the answer')
  // a full slab is not delayed either
  const other = pair(SOCK_DGRAM)
  const slabs = [shared(2048), shared(2048)]
  const full = start(other[1], { slabs, window: 1000, coalesce: LONG })
  other[0].send(new Uint8Array(1000))
  await until(() => full.got.length === 1, 'the slab')
  for (const socket of [left, right, netlink, ...timed, ...other]) socket.close()
})

t.test('the end of a connection is reported once', async (t) => {
  const [left, right] = pair(SOCK_SEQPACKET)
  const { got } = start(right)
  left.send(text('last'))
  left.close()
  await until(() => got.length === 2, 'the end')
  await sleep(20)
  t.strictSame(texts(got), ['last', ''])
  right.post(5, text('x'))
  await until(() => got.length === 3, 'the failure')
  t.match(got[2], { flags: ERROR_SEND + errno.EPIPE, length: 5 })
  right.close()
})

t.test('misuse of startThread', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  const buffer = shared(8192)
  const tries: [string, Uint8Array[], number][] = [
    ['one slab', [buffer], 4096],
    ['the same one twice', [buffer, buffer], 4096],
    ['of different size', [buffer, shared(16384)], 4096],
    ['too small', [buffer, shared(8192)], 8192],
    ['no window', [buffer, shared(8192)], 0],
    ['too many', Array.from({ length: 65 }, () => shared(8192)), 4096],
  ]
  for (const [name, slabs, window] of tries)
    t.equal(
      socket.startThread(slabs, window, 0, () => {}),
      -errno.EINVAL,
      name,
    )
  const shrinking = new ResizableBuffer(8192, { maxByteLength: 16384 })
  for (const buffer of [new ArrayBuffer(8192), shrinking]) {
    const slabs = [shared(8192), new Uint8Array(buffer)]
    t.throws(() => socket.startThread(slabs, 4096, 0, () => {}), TypeError, 'memory that could be taken away')
  }
  const memory = new SharedArrayBuffer(8192 + 8)
  const overlapping = [new Uint8Array(memory, 0, 8192), new Uint8Array(memory, 8, 8192)]
  t.equal(
    socket.startThread(overlapping, 4096, 0, () => {}),
    -errno.EINVAL,
    'slabs that overlap',
  )
  t.equal(
    socket.startThread([shared(8192), shared(8192)], 4096, 60_000_001, () => {}),
    -errno.EINVAL,
    'more than a minute of looking out',
  )
  t.equal(socket.post(1, text('x')), -errno.ENOTCONN, 'no thread yet')
  t.equal(socket.release(0), -errno.ENOTCONN)

  start(socket)
  t.equal(socket.take(60_000_001), -errno.EINVAL)
  const slab = new Uint8Array(65536)
  const two = [buffer, shared(8192)]
  t.equal(
    socket.startThread(two, 4096, 0, () => {}),
    -errno.EBUSY,
  )
  t.equal(socket.receive(slab, 100), -errno.EBUSY, 'the socket is the thread’s')
  t.equal(socket.exchange(slab, slab, 100), -errno.EBUSY)
  t.equal(socket.boundCalls().exchange(slab, 0, 1, slab, 100, 1), -errno.EBUSY)
  t.equal(socket.boundCalls().send(slab, 0, 1), -errno.EBUSY)
  t.equal(socket.send(slab), -errno.EBUSY)
  t.equal(socket.receiveFds(slab, 1), -errno.EBUSY)
  t.equal(socket.sendFds(slab, []), -errno.EBUSY)
  t.equal(socket.post(1, new Array(1025).fill(slab)), -errno.EMSGSIZE)
  socket.close()
})

t.test('after stopThread the socket can be used again', async (t) => {
  await until(() => threads() === 0, 'the ends of other threads')
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  for (let i = 0; i < 50; i++) {
    const { got } = start(socket, { linger: i })
    socket.post(i, getLoopback(i))
    if (i % 2 === 0) await until(() => got.length === 1, 'an answer')
    t.equal(socket.stopThread(), 0)
  }
  await until(() => threads() === 0, 'the ends of the threads')
  const slab = new Uint8Array(2 * 65536)
  socket.receive(slab, 65536)
  t.equal(records(slab, socket.exchange(getLoopback(5), slab, 65536)).length, 1)
  socket.close()
})

t.test('a few threads and slabs serve a thousand sockets', async (t) => {
  await until(() => threads() === 0, 'the ends of other threads')
  const files = descriptors()
  const slabs = Array.from({ length: 8 }, () => shared(4 * WINDOW))
  const sockets = Array.from({ length: 1000 }, () => opened(addon.open(AF_NETLINK, SOCK_RAW, 0)))
  const started = sockets.map((socket) => start(socket, { slabs, linger: 40 }))
  for (let round = 1; round <= 5; round++) {
    for (const [place, socket] of sockets.entries()) socket.post(round, getLoopback(place + 1))
    await until(() => started.every(({ got }) => got.length === round), `all answers of round ${round}`)
  }
  t.ok(threads() <= 8, `${threads()} threads`)
  for (const [place, { got }] of started.entries())
    if (got.some((record) => messageOf(record).sequence !== place + 1))
      t.fail(`an answer of another socket at ${place}`)
  for (const socket of sockets) socket.close()
  await until(() => threads() === 0 && descriptors() <= files, 'threads and descriptors to be gone')
})

t.test('slabs that are held by one socket do not stop the others', async (t) => {
  const slabs = Array.from({ length: 4 }, () => shared(2 * WINDOW))
  const [slow, quick] = [opened(addon.open(AF_NETLINK, SOCK_RAW, 0)), opened(addon.open(AF_NETLINK, SOCK_RAW, 0))]
  const held = start(slow, { slabs, hold: true })
  const other = start(quick, { slabs })
  for (let i = 1; i <= 400; i++) slow.post(i, getLoopback(i))
  await until(() => held.deliveries.length === 2, 'its share of the slabs')
  for (let i = 1; i <= 50; i++) {
    quick.post(i, getLoopback(i))
    await until(() => other.got.length === i, `answer ${i}`)
  }
  t.equal(held.deliveries.length, 2)
  const before = held.deliveries.map(([index]) => index)
  for (const index of before) t.equal(slow.release(index), 0)
  await until(() => held.deliveries.length > 2, 'what the kernel kept')
  slow.close()
  for (const [index] of held.deliveries.slice(2))
    t.equal(slow.release(index), 0, 'it may be read to its end after close')
  t.equal(slow.release(0), -errno.EBADF)
  quick.post(1000, getLoopback(1000))
  await until(() => other.got.length === 51, 'an answer after that')
  quick.close()
})

t.test('a pause leaves what arrives to the kernel', async (t) => {
  const [here, there] = pair(SOCK_DGRAM)
  const { got } = start(here)
  there.send(text('first'))
  await until(() => got.length === 1, 'the first')
  t.equal(here.pause(1), 0)
  there.send(text('second'))
  here.post(7, text('out'), 1)
  await until(() => there.receive(new Uint8Array(4 * WINDOW), WINDOW) > 0, 'what is sent meanwhile')
  await sleep(20)
  t.equal(got.length, 1)
  t.equal(here.pause(0), 0)
  await until(() => got.length === 3, 'the second')
  t.equal(got[2]?.flags, CONCLUDED, 'the conclusion comes after what was received')
  here.close()
  t.equal(here.pause(0), -errno.EBADF)
  t.equal(there.pause(0), -errno.ENOTCONN)
  there.close()
})

t.test('close inside onSlab', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  let calls = 0
  socket.startThread([shared(2 * WINDOW), shared(2 * WINDOW)], WINDOW, 0, () => {
    calls++
    socket.close()
  })
  for (let i = 0; i < 20; i++) socket.post(i, getLoopback(i))
  await until(() => calls > 0, 'a slab')
  await sleep(10)
  t.equal(calls, 1)
  await until(() => threads() === 0, 'its end')
})

t.test('an exception is an uncaughtException, and delivery continues', async (t) => {
  t.equal(await child('throws', { args: ['thread'] }), 'first,second')
})

t.test('only a referenced socket keeps the process alive', async (t) => {
  t.equal(await child('references', { args: ['thread'] }), 'unref: gone at once')
  t.equal(await child('references', { args: ['thread', 'ref'] }), 'ref: received')
})

t.test('an overrun is reported in sequence, and receiving continues', async (t) => {
  const report = JSON.parse(await child('overrun', { args: ['thread'], namespace: true })) as {
    [name: string]: unknown
  }
  t.match(report, { after: true })
  t.ok((report['overruns'] as number) >= 2)
  t.same(new Set(report['errors'] as number[]), new Set([errno.ENOBUFS]))
})
