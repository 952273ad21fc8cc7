/** The fake kernel, as tests of other programs use it. */
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { hostOrder } from '../../../src/netlink/codec/order.ts'
import type { Outgoing } from '../../../src/netlink/protocol/outgoing.ts'
import type { Handler } from '../../../src/netlink/transport/fake.ts'
import { FAKE_PORT, FakeKernel } from '../../../src/netlink/transport/fake.ts'
import { message } from './messages.ts'

interface Desk {
  readonly kernel: FakeKernel
  /** One entry per event: the bytes of a datagram, or text. */
  readonly reported: string[]
  send(...frames: Uint8Array[]): void
}

const desk = (handler: Handler): Desk => {
  const reported: string[] = []
  const kernel = new FakeKernel(handler, { order: 'le' })
  kernel.start({
    datagram: (bytes, _view, start, end, length, nsid) =>
      reported.push(
        `${Buffer.from(bytes.slice(start, end)).toString('hex')}${length > end - start ? ` of ${length}` : ''}${nsid === undefined ? '' : ` from ${nsid}`}`,
      ),
    overrun: () => reported.push('overrun'),
    sendFailed: (ticket, error) => reported.push(`send ${ticket}: ${error.code}`),
    concluded: (ticket) => reported.push(`concluded ${ticket}`),
    broken: (error) => reported.push(`broken: ${error.code}`),
    drained: () => reported.push('drained'),
  })
  return { kernel, reported, send: (...frames) => kernel.send({ ticket: 9, frames } as Outgoing) }
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await turn()
}
const hex = (...parts: Uint8Array[]): string => Buffer.concat(parts).toString('hex')
const request = message({ type: 18, flags: 5, seq: 7, payload: [1, 2, 3, 4, 5] })
const dump = message({ type: 18, flags: 0x301, seq: 8 })

t.test('requests are received as they were sent', async (t) => {
  const { kernel, send } = desk((_request, answer) => answer.ack())
  send(request, dump)
  t.equal(kernel.sends, 1)
  t.match(kernel.requests, [
    { type: 18, flags: 5, seq: 7, payload: Uint8Array.of(1, 2, 3, 4, 5) },
    { type: 18, flags: 0x301, seq: 8, payload: new Uint8Array(0) },
  ])
  t.equal(hex(kernel.requests[0]?.bytes as Uint8Array), hex(request.subarray(0, 21)), 'without the padding')
  request[16] = 99
  t.equal(kernel.requests[0]?.payload[0], 1, 'a copy')
  request[16] = 1
})

t.test("replies are framed like the kernel's, one datagram per turn", async (t) => {
  const { reported, send } = desk(({ flags }, answer) => {
    answer.message(16, Uint8Array.of(9))
    answer.flush()
    answer.message(16, Uint8Array.of(8), 0x20)
    if (flags === 5) answer.ack()
    else answer.done(22, 0x10)
  })
  const echo = (payload: number, flags: number, seq: number): Uint8Array =>
    message({ type: 16, flags, seq, port: FAKE_PORT, payload: [payload] })
  send(request)
  t.strictSame(reported, [], 'never within the send')
  await turn()
  await turn()
  t.strictSame(reported.splice(0, 2), [hex(echo(9, 0, 7)), 'drained'])
  await settle()
  const acked = message({
    type: 2,
    flags: 0x100,
    seq: 7,
    port: FAKE_PORT,
    payload: [...new Uint8Array(4), ...request.subarray(0, 16)],
  })
  t.strictSame(reported.splice(0), [hex(echo(8, 0x20, 7), acked), 'drained'])

  send(dump)
  await settle()
  const done = message({ type: 3, flags: 0x12, seq: 8, port: FAKE_PORT, payload: [0xea, 255, 255, 255] })
  t.strictSame(reported, [hex(echo(9, 2, 8)), 'drained', hex(echo(8, 0x22, 8), done), 'drained'])
})

t.test('refusals with and without a message', async (t) => {
  const { reported, send } = desk(({ seq }, answer) =>
    answer.refuse(17, seq === 7 ? undefined : { msg: 'no', offs: 4 }),
  )
  send(request, dump)
  await settle()
  const refusal = (flags: number, seq: number, sent: Uint8Array, ...rest: number[]): string =>
    hex(
      message({
        type: 2,
        flags,
        seq,
        port: FAKE_PORT,
        payload: [0xef, 255, 255, 255, ...sent.subarray(0, 16), ...rest],
      }),
    )
  const words = [7, 0, 1, 0, 0x6e, 0x6f, 0, 0, 8, 0, 2, 0, 4, 0, 0, 0]
  t.strictSame(reported, [refusal(0x100, 7, request), 'drained', refusal(0x300, 8, dump, ...words), 'drained'])
})

t.test('messages without `flush` are sent when the handler returns, and none twice', async (t) => {
  const { reported, send } = desk((_request, answer) => {
    answer.flush()
    answer.message(16, new Uint8Array(0))
  })
  send(dump)
  await settle()
  t.equal(reported.length, 2)
})

t.test('NLMSG_NOOP is acknowledged without calling the handler', async (t) => {
  const { reported, send, kernel } = desk(() => t.fail('seen'))
  send(message({ type: 1, flags: 5, seq: 3 }))
  await settle()
  t.equal(reported.length, 2)
  t.match(kernel.requests, [{ type: 1 }])
})

t.test('notifications, datagrams, overruns, broken sockets, failed sends', async (t) => {
  const { kernel, reported, send } = desk((_request, answer) => answer.ack())
  kernel.notify(16, Uint8Array.of(1, 2, 3, 4))
  kernel.notify(16, new Uint8Array(0), { seq: 5, port: 6, flags: 7, nsid: 8 })
  kernel.datagram(Uint8Array.of(1, 2), 500)
  kernel.break(111)
  await settle()
  t.strictSame(
    reported.splice(0).filter((one) => one !== 'drained'),
    [
      hex(message({ type: 16, payload: [1, 2, 3, 4] })),
      `${hex(message({ type: 16, flags: 7, seq: 5, port: 6 }))} from 8`,
      '0102 of 500',
      'broken: ECONNREFUSED',
    ],
  )
  kernel.datagram(Uint8Array.of(1))
  kernel.overrun()
  await settle()
  t.strictSame(reported.splice(0), ['overrun', 'drained', '01', 'drained'], 'the error comes before what waits')
  kernel.datagram(Uint8Array.of(1))
  kernel.overrun(true)
  await settle()
  t.strictSame(reported.splice(0), ['overrun', 'drained'])
  kernel.datagram(Uint8Array.of(1))
  kernel.conclude(7)
  await settle()
  t.strictSame(reported.splice(0), ['01', 'drained', 'concluded 7', 'drained'], 'when nothing is left')
  kernel.failSend(105)
  send(request)
  send(request)
  await settle()
  t.strictSame(reported.splice(0, 2), ['send 9: ENOBUFS', 'drained'])
  t.equal(reported.length, 2, 'only the next one')
  t.equal(kernel.requests.length, 1)
})

t.test('held, resumed, closed', async (t) => {
  const { kernel, reported, send } = desk((_request, answer) => answer.ack())
  kernel.hold()
  send(request)
  await settle()
  t.strictSame(reported, [])
  kernel.resume()
  kernel.hold()
  await settle()
  t.strictSame(reported, [])
  kernel.resume()
  await settle()
  t.equal(reported.length, 2)
  kernel.keepAlive(true)
  send(request)
  kernel.close()
  await settle()
  t.equal(reported.length, 2)
  t.equal(kernel.closed, true)

  kernel.join(3)
  kernel.join(4)
  kernel.leave(3)
  t.strictSame([...kernel.groups], [4])
})

t.test('the byte order of this machine by default', async (t) => {
  t.equal(new FakeKernel(() => undefined).order, hostOrder)
  const idle = new FakeKernel(() => undefined)
  idle.notify(16, new Uint8Array(0))
  await settle()
  t.pass('it was not started')
})
