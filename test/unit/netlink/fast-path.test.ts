/** The fast path of a socket on a synchronous transport: when requests take it, and when they fall back. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Test } from 'tap'
import t from 'tap'
import { hostOrder } from '../../../src/netlink/codec/order.ts'
import { SocketError } from '../../../src/netlink/protocol/errors.ts'
import * as header from '../../../src/netlink/protocol/header.ts'
import type { Outgoing } from '../../../src/netlink/protocol/outgoing.ts'
import { NetlinkSocket } from '../../../src/netlink/socket/socket.ts'
import { readRecords } from '../../../src/netlink/transport/records.ts'
import type { Slab } from '../../../src/netlink/transport/slabs.ts'
import { borrow, giveBack } from '../../../src/netlink/transport/slabs.ts'
import type { SynchronousTransport, TransportEvents } from '../../../src/netlink/transport/transport.ts'
import { needsFastPaths } from '../../fast-paths.ts'
import { ack, EEXIST, ENOBUFS, ENODEV, join, message, NLM_F_ACK, seqOf } from './messages.ts'
import { turnsDuring } from './turns.ts'

const little = hostOrder === 'le'
const NEW = 16
const GET = 18
const PORT = 77
const none = new Uint8Array(0)
const read = (bytes: Uint8Array, _view: DataView, start: number): number => bytes[start + 16] as number

/** The kernel's reply to a request: datagrams, or the errno of the send. */
type Answer = (request: Uint8Array) => readonly Uint8Array[] | number

const silence: Answer = () => []
const answered: Answer = (request) => [
  message({ type: NEW, seq: seqOf(request), port: PORT, payload: [42] }, hostOrder),
]
const refused =
  (errno: number): Answer =>
  (request) => [ack(seqOf(request), PORT, errno, hostOrder)]

class AnsweringTransport implements SynchronousTransport {
  readonly port = PORT
  readonly window = 400
  readonly immediate = true
  readonly conclusive = true
  /** Sends of the general path; `exchanges` are those of the fast path. */
  sends = 0
  exchanges: Uint8Array[] = []
  answer: Answer = silence
  private come: readonly Uint8Array[] = []
  private events!: TransportEvents

  start(events: TransportEvents): void {
    this.events = events
  }

  send({ ticket, frames, conclude }: Outgoing): void {
    this.sends++
    const slab = borrow()
    let used = 0
    for (const frame of frames)
      for (let at = 0; at < frame.length; at += 16)
        used = this.put(slab, used, this.answer(frame.subarray(at, at + 16)))
    this.handle(slab, used, ticket, conclude)
    giveBack(slab)
  }

  exchange(request: header.ByteRange, _most: number, slab: Slab): number {
    const bytes = header.bytesOf(request)
    this.exchanges.push(bytes.slice())
    return this.put(slab, 0, this.answer(bytes))
  }

  post(request: header.ByteRange): number {
    const bytes = header.bytesOf(request)
    this.exchanges.push(bytes.slice())
    const answer = this.answer(bytes)
    if (typeof answer === 'number') return answer
    this.come = answer
    return answer.length === 0 ? 0 : 1
  }

  receive(slab: Slab): number {
    return this.put(slab, 0, this.come)
  }

  handle(slab: Slab, used: number, ticket: number, silent: boolean): void {
    if (used < 0) return this.events.sendFailed(ticket, new SocketError('sendmsg', -used))
    readRecords(slab, used, little, this.events)
    if (silent) this.events.concluded(ticket)
    this.events.drained()
  }

  private put(slab: Slab, start: number, datagrams: readonly Uint8Array[] | number): number {
    if (typeof datagrams === 'number') return datagrams
    let at = start
    for (const bytes of datagrams) {
      const size = 32 + ((bytes.length + 7) & ~7)
      slab.bytes.fill(0, at, at + size)
      slab.words.set([size, bytes.length], at >>> 2)
      slab.bytes.set(bytes, at + 32)
      at += size
    }
    return at
  }

  hold(): void {}
  resume(): void {}
  join(): void {}
  leave(): void {}
  keepAlive(): void {}
  close(): void {}
}

/** `t`: freezes the clock, so that no turn of the event loop is due, however slow the machine. */
const opened = async (t?: Test): Promise<{ socket: NetlinkSocket; transport: AnsweringTransport }> => {
  t?.intercept(performance, 'now', { value: () => 5 })
  const transport = new AnsweringTransport()
  const socket = new NetlinkSocket({ transport, order: hostOrder })
  await socket.request(NEW, 0, none)
  if (transport.sends !== 1) throw new Error('it is not known yet whether it is alone')
  return { socket, transport }
}

t.test('sequential requests get their reply before the call returns', needsFastPaths, async (t) => {
  const { socket, transport } = await opened(t)
  await socket.request(NEW, 0x400, none)
  transport.answer = answered
  t.equal(await socket.ask(GET, none, read), 42)
  t.equal(transport.sends, 1)
  t.strictSame(
    transport.exchanges.map((bytes) => [seqOf(bytes, hostOrder), new DataView(bytes.buffer).getUint16(6, little)]),
    [
      [2, 0x401],
      [3, 1],
    ],
    'a change asks for no ACK',
  )
  socket.close()
})

t.test('concurrent requests are sent together, once they are noticed', needsFastPaths, async (t) => {
  const { socket, transport } = await opened(t)
  transport.answer = answered
  const all = (count: number): Promise<number[]> =>
    Promise.all(Array.from({ length: count }, () => socket.ask(GET, none, read)))
  t.strictSame(await all(300), Array(300).fill(42))
  t.equal(transport.exchanges.length, 127)
  t.ok(transport.sends < 5, `${transport.sends} sends`)
  const before = transport.exchanges.length
  await all(2)
  await all(3)
  t.equal(transport.exchanges.length, before, 'and none of the next takes the fast path')
  await socket.ask(GET, none, read)
  await socket.ask(GET, none, read)
  t.equal(transport.exchanges.length, before + 1, 'until one comes alone')
  socket.close()
})

t.test(
  'requests with a signal or timeout, and sockets with listeners or groups, take the general path',
  needsFastPaths,
  async (t) => {
    const { socket, transport } = await opened(t)
    const { signal } = new AbortController()
    await socket.request(NEW, 0, none, { signal })
    await socket.request(NEW, 0, none, { timeout: 1000 })
    t.equal(transport.exchanges.length, 0)
    await socket.request(NEW, 0, none, { target: 'it' })
    t.equal(transport.exchanges.length, 1)
    const stop = socket.listen({ notification: () => undefined, lost: () => undefined, closed: () => undefined })
    await socket.request(NEW, 0, none)
    t.equal(transport.exchanges.length, 1)
    stop()
    await socket.request(NEW, 0, none)
    t.equal(transport.exchanges.length, 2)
    socket.join(1)
    transport.answer = refused(0)
    await socket.request(NEW, 0, none)
    t.equal(transport.exchanges.length, 2)
    socket.close()
    await t.rejects(socket.request(NEW, 0, none), { code: 'ERR_CLOSED' })
  },
)

t.test('anything but the one expected reply falls back to the general path', needsFastPaths, async (t) => {
  const { socket, transport } = await opened(t)
  const ask = (): Promise<number> => socket.ask(GET, none, read, { target: 'lo' })
  const cases: readonly (readonly [Answer, Parameters<typeof t.match>[1]])[] = [
    [refused(ENODEV), { code: 'ENODEV', target: 'lo' }],
    [() => -ENOBUFS, { code: 'ENOBUFS', syscall: 'sendmsg' }],
    [refused(0), { code: 'ERR_NO_ANSWER' }],
  ]
  for (const [answer, error] of cases) {
    transport.answer = answer
    t.match(await ask().catch((failed) => failed), error)
    transport.answer = answered
    t.equal(await ask(), 42, 'and the next one is as before')
  }
  transport.answer = refused(EEXIST)
  await t.rejects(socket.request(NEW, 0, none, { target: 'lo' }), { code: 'EEXIST', target: 'lo' })
  transport.answer = () => -ENOBUFS
  await t.rejects(socket.request(NEW, 0, none), { code: 'ENOBUFS' })
  transport.answer = (request) => {
    const { buffer } = request
    const asks = (new DataView(buffer, request.byteOffset).getUint16(6, little) & NLM_F_ACK) !== 0
    return asks ? [ack(seqOf(request, hostOrder), PORT, 0, hostOrder)] : []
  }
  await socket.request(NEW, 0, none)
  t.equal(transport.sends, 1, 'all of them were sent once')
  socket.close()
})

t.test('a reply after another message, or before one', needsFastPaths, async (t) => {
  const { socket, transport } = await opened(t)
  const foreign = message({ type: NEW, seq: 9, port: PORT + 1, payload: [7] }, hostOrder)
  const shapes: readonly ((answer: Uint8Array) => readonly Uint8Array[])[] = [
    (answer) => [foreign, answer],
    (answer) => [answer, foreign],
    (answer) => [join(answer, foreign)],
    (answer) => [join(foreign, answer)],
    (answer) => [answer.subarray(0, 8), answer],
  ]
  for (const shape of shapes) {
    transport.answer = (request) => shape((answered(request) as Uint8Array[])[0] as Uint8Array)
    t.equal(await socket.ask(GET, none, read), 42)
  }
  socket.close()
})

t.test('a reader that throws', needsFastPaths, async (t) => {
  const { socket, transport } = await opened(t)
  transport.answer = answered
  const bad = (): never => {
    throw new RangeError('reader')
  }
  await t.rejects(socket.ask(GET, none, bad), { name: 'RangeError', message: 'reader' })
  t.equal(transport.exchanges.length, 1)
  t.equal(await socket.ask(GET, none, read), 42)
  socket.close()
})

t.test('a reader that makes a request', needsFastPaths, async (t) => {
  const { socket, transport } = await opened(t)
  transport.answer = answered
  let inner: Promise<number> | undefined
  const asking = (bytes: Uint8Array, view: DataView, start: number): number => {
    inner = socket.ask(GET, none, read)
    return read(bytes, view, start)
  }
  t.equal(await socket.ask(GET, none, asking), 42)
  t.equal(await inner, 42)
  socket.close()
})

t.test('the event loop gets its turns', needsFastPaths, async (t) => {
  const { socket } = await opened()
  const turns = await turnsDuring(() => socket.request(NEW, 0, none))
  t.ok(turns >= 5, `${turns} turns`)
  await turn()
  socket.close()
})
