import { constants as os } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { until } from '../until.ts'
import { AF_NETLINK, addon, child, opened, pair, records, SOCK_DGRAM, SOCK_RAW, shared, text, texts } from './addon.ts'

const { errno } = os

t.test('the callback runs while something can be received', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const slab = new Uint8Array(8192)
  const found: string[] = []
  t.equal(
    right.poll(function (this: unknown) {
      t.equal(this, right)
      found.push(...texts(records(slab, right.receive(slab, 100))))
    }),
    0,
  )
  t.equal(
    right.poll(() => {}),
    -errno.EBUSY,
    'one at a time',
  )
  for (const string of ['a', 'b', 'c']) {
    left.send(text(string))
    await until(() => found.includes(string), string)
  }
  t.strictSame(found, ['a', 'b', 'c'])

  t.equal(right.stopPolling(), 0)
  left.send(text('not seen'))
  await sleep(20)
  t.equal(found.length, 3)
  t.equal(
    right.poll(() => found.push(...texts(records(slab, right.receive(slab, 100))))),
    0,
    'it can start again',
  )
  await until(() => found.length === 4, 'what was sent meanwhile')
  left.close()
  right.close()
})

t.test('microtasks run after the callback', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const slab = new Uint8Array(8192)
  const order: string[] = []
  right.poll(() => {
    right.receive(slab, 100)
    queueMicrotask(() => order.push('microtask'))
    process.nextTick(() => order.push('tick'))
    setImmediate(() => order.push('immediate'))
    order.push('callback')
  })
  left.send(text('x'))
  await until(() => order.length === 4, 'all four')
  t.strictSame(order, ['callback', 'tick', 'microtask', 'immediate'])
  left.close()
  right.close()
})

t.test('close inside the callback', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  let calls = 0
  right.poll(() => {
    calls++
    right.close()
  })
  left.send(text('x'))
  await until(() => calls > 0, 'the callback')
  await sleep(20)
  t.equal(calls, 1)
  t.equal(right.fd, -1)
  left.close()
})

t.test('a socket is not delayed by another one that closed in the same turn', async (t) => {
  const pairs = Array.from({ length: 20 }, () => pair(SOCK_DGRAM))
  let calls = 0
  for (const [, right] of pairs) {
    right.poll(() => {
      calls++
      for (const [, other] of pairs) other.close()
    })
  }
  for (const [left] of pairs) left.send(text('x'))
  await until(() => calls > 0, 'the callback')
  await sleep(20)
  t.equal(calls, 1, 'the first closed all others')
  for (const [left] of pairs) left.close()
})

t.test('an exception is an uncaughtException, and polling continues', async (t) => {
  t.equal(await child('throws', { args: ['poll'] }), 'first,second')
})

t.test('only a referenced socket keeps the process alive', async (t) => {
  t.equal(await child('references', { args: ['poll'] }), 'unref: gone at once')
  t.equal(await child('references', { args: ['poll', 'ref'] }), 'ref: received')
})

t.test('a socket error is read and polling continues: an overrun of link notifications', async (t) => {
  const report = JSON.parse(await child('overrun', { args: ['poll'], namespace: true })) as Record<string, unknown>
  t.match(report, { overruns: 2, errors: [errno.ENOBUFS, errno.ENOBUFS], first: 'error', after: true })
})

t.test('polling a socket that has a thread is refused', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  const slabs = [shared(8192), shared(8192)]
  t.equal(
    socket.startThread(slabs, 4096, 0, () => {}),
    0,
  )
  t.equal(
    socket.poll(() => {}),
    -errno.EBUSY,
  )
  t.equal(socket.stopPolling(), 0)
  t.equal(socket.post(1, text('x')), 0, 'the thread runs on')
  socket.close()
})
