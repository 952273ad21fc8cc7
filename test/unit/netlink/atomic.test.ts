/** Many messages in one datagram, of which the kernel carries out all or none. */
import t from 'tap'
import { Engine } from '../../../src/netlink/protocol/engine.ts'
import type { BatchError, KernelError } from '../../../src/netlink/protocol/errors.ts'
import { NLM_F_ACK } from '../../../src/netlink/protocol/header.ts'
import { NetlinkSocket } from '../../../src/netlink/socket/socket.ts'
import type { Handler } from '../../../src/netlink/transport/fake.ts'
import { FakeKernel } from '../../../src/netlink/transport/fake.ts'
import { ack, join, message, NLMSG_NOOP, Recorder, seqOf, typeOf } from './messages.ts'

const PORT = 77
const ENOENT = 2
const ENOMEM = 12
const BEGIN = 16
const STATEMENT = 20
const END = 17
const EMPTY = new Uint8Array(0)

/** The begin and end messages, and statements of which the last requests an ACK. */
const requests = (statements: number) => [
  { type: BEGIN, payload: EMPTY },
  ...Array.from({ length: statements }, (_, index) => ({
    type: STATEMENT,
    flags: index === statements - 1 ? NLM_F_ACK : 0,
    payload: Uint8Array.of(index, 0, 0, 0),
    target: `statement ${index}`,
  })),
  { type: END, payload: EMPTY },
]

class Parts extends Recorder {
  readonly parts: string[] = []
  constructor(messages: readonly Uint8Array[]) {
    super('atomic')
    this.bytes = join(...messages)
  }
  refusedPart(index: number, { errno }: { errno: number }): void {
    this.parts.push(`${index}: ${errno}`)
  }
}

const three = () =>
  new Parts([
    message({ type: BEGIN }),
    message({ type: STATEMENT }),
    message({ type: STATEMENT, flags: NLM_F_ACK, payload: [1] }),
    message({ type: END }),
  ])

const desk = () => {
  const engine = new Engine('le', { notification: () => t.fail('a notification'), lost: () => undefined })
  engine.port = PORT
  const receive = (...messages: readonly Uint8Array[]): void => {
    const bytes = join(...messages)
    engine.receive(bytes, new DataView(bytes.buffer), 0, bytes.length)
  }
  const send = (): Uint8Array[] => engine.take()?.frames ?? []
  return { engine, receive, send }
}

t.test('consecutive numbers, a datagram of its own, settled by the last message that requests an ACK', async (t) => {
  const { engine, receive, send } = desk()
  const [before, parts, after, dump] = [new Recorder(), three(), new Recorder(), new Recorder('dump')]
  for (const exchange of [before, parts, after, dump]) engine.submit(exchange)
  t.strictSame(
    send().map((frame) => seqOf(frame)),
    [1, 2],
    'the dump need not wait',
  )
  const [frame = EMPTY, ...more] = send()
  t.equal(more.length, 0)
  t.strictSame(
    [0, 16, 32, 52].map((at) => seqOf(frame.subarray(at))),
    [3, 4, 5, 6],
  )
  t.strictSame(
    send().map((frame) => seqOf(frame)),
    [7],
  )
  receive(ack(4, PORT), ack(1, PORT), ack(7, PORT))
  t.strictSame(parts.reported, [], 'an answer to another of its messages says nothing')
  receive(ack(5, PORT))
  t.strictSame([parts.reported, parts.parts], [['done'], []])
  t.strictSame([before.reported, after.reported], [['done'], ['done']])
})

t.test('refusals are reported one by one, `refused` after them', async (t) => {
  const { engine, receive, send } = desk()
  const parts = three()
  engine.submit(parts)
  send()
  receive(ack(2, PORT, ENOENT))
  t.strictSame([parts.reported, parts.parts], [[], ['1: 2']])
  t.strictSame(
    send().map((frame) => typeOf(frame)),
    [NLMSG_NOOP],
    'a barrier, in case that nothing else comes',
  )
  receive(ack(3, PORT, ENOENT))
  t.strictSame([parts.reported, parts.parts], [['refused 2'], ['1: 2', '2: 2']])
  receive(ack(5, PORT))
  t.equal(engine.pending, 0)
})

t.test('a refusal of the first message settles the batch; a withdrawn batch reports nothing', async (t) => {
  const { engine, receive, send } = desk()
  const [one, two] = [three(), three()]
  engine.submit(one)
  engine.submit(two)
  send()
  send()
  receive(ack(1, PORT, ENOENT))
  t.strictSame([one.reported, one.parts], [['refused 2'], ['0: 2']])
  engine.withdraw(two)
  receive(ack(6, PORT, ENOENT), ack(7, PORT, ENOENT))
  t.strictSame([two.reported, two.parts, engine.pending], [[], [], 0])
})

t.test('the sequence numbers start again where consecutive ones would exceed 2^32', async (t) => {
  const { engine, receive, send } = desk()
  Object.assign(engine, { seq: 0xfffffffe })
  const parts = three()
  engine.submit(parts)
  const [frame = EMPTY] = send()
  t.equal(seqOf(frame), 1)
  receive(ack(3, PORT))
  t.strictSame(parts.reported, ['done'])
})

const open = (handler: Handler) => {
  const kernel = new FakeKernel(handler)
  return { kernel, socket: new NetlinkSocket({ transport: kernel }) }
}

const refusal = async (promise: Promise<unknown>): Promise<BatchError> => {
  const error = (await promise.catch((reason: unknown) => reason)) as BatchError
  t.equal(error.name, 'BatchError')
  return error
}

t.test('its promise', async (t) => {
  const { kernel, socket } = open((request, answer) => {
    if ((request.flags & NLM_F_ACK) !== 0) answer.ack()
  })
  t.equal(await socket.atomic(requests(3)), undefined)
  t.strictSame(
    kernel.requests.map(({ type }) => type),
    [BEGIN, STATEMENT, STATEMENT, STATEMENT, END],
  )
  t.equal(kernel.sends, 1)
  socket.close()
  await t.rejects(socket.atomic(requests(1)), { code: 'ERR_CLOSED' })
})

t.test("names the refused message, with the kernel's message", async (t) => {
  const { socket } = open((request, answer) => {
    if (request.payload[0] === 1) answer.refuse(ENOENT, { msg: 'no such chain' })
    else if ((request.flags & NLM_F_ACK) !== 0) answer.ack()
  })
  const { failures, message } = await refusal(socket.atomic(requests(3)))
  const [[index, error] = []] = failures
  t.equal(index, 2)
  t.match(error as KernelError, { code: 'ENOENT', target: 'statement 1', extack: { message: 'no such chain' } })
  t.match(message, /^1 of 5 requests failed; first, number 2: .*statement 1.*no such chain/)
  socket.close()
})

t.test('a refusal remains one, whatever happens to the rest', async (t) => {
  const { kernel, socket } = open((request, answer) => {
    if (request.type === STATEMENT && request.payload[0] === 0) answer.refuse(ENOMEM)
  })
  t.match((await refusal(socket.atomic(requests(2)))).failures.get(1), { code: 'ENOMEM' }, 'the last never answered')
  const controller = new AbortController()
  const aborted = socket.atomic([{ type: BEGIN, payload: EMPTY }, ...requests(2).slice(2)], {
    signal: controller.signal,
  })
  controller.abort(new Error('enough'))
  await t.rejects(aborted, { message: 'enough' })
  kernel.overrun()
  const lost = socket.atomic([...requests(2).slice(2)])
  kernel.overrun(true)
  await t.rejects(lost, { code: 'ERR_OVERRUN' })
  socket.close()
})
