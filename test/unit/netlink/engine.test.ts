/**
 * The engine with hand-made bytes: which requests are in flight together, which reply belongs to which, and that every
 * request settles.
 */
import t from 'tap'
import { Engine } from '../../../src/netlink/protocol/engine.ts'
import { ClosedError, SocketError } from '../../../src/netlink/protocol/errors.ts'
import type { Outgoing } from '../../../src/netlink/protocol/outgoing.ts'
import {
  ack,
  done,
  EEXIST,
  ENOBUFS,
  join,
  message,
  NLM_F_ACK,
  NLM_F_DUMP_INTR,
  NLM_F_MULTI,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_NOOP,
  type Order,
  Recorder,
  RTM_NEWLINK,
  seqOf,
  typeOf,
} from './messages.ts'

const PORT = 77

interface Desk {
  readonly engine: Engine
  /** Notifications: their payloads, and `lost`. */
  readonly reported: string[]
  submit(...exchanges: readonly Recorder[]): void
  /** Receives the messages as one datagram. */
  receive(...messages: readonly Uint8Array[]): void
  /** The sequence numbers of what is sent now. */
  send(): number[]
}

const desk = (order: Order = 'le'): Desk => {
  const reported: string[] = []
  const engine = new Engine(order, {
    notification: (bytes, _view, start, end) => reported.push(`notification ${bytes.slice(start + 16, end).join()}`),
    lost: () => reported.push('lost'),
  })
  engine.port = PORT
  return {
    engine,
    reported,
    submit: (...exchanges) => {
      for (const exchange of exchanges) engine.submit(exchange)
    },
    receive: (...messages) => {
      // not at the start of its buffer, like a datagram in a slab
      const bytes = join(new Uint8Array(8), ...messages)
      engine.receive(bytes, new DataView(bytes.buffer), 8, bytes.length)
    },
    send: () => engine.take()?.frames.map((frame) => seqOf(frame, order)) ?? [],
  }
}

const answer = (seq: number, payload: number, flags = 0): Uint8Array =>
  message({ type: RTM_NEWLINK, flags, seq, port: PORT, payload: [payload, 0, 0, 0] })
const part = (seq: number, payload: number, flags = 0): Uint8Array => answer(seq, payload, NLM_F_MULTI | flags)
const change = (): Recorder => new Recorder('change')
const get = (): Recorder => new Recorder('get')
const dump = (): Recorder => new Recorder('dump')

t.test('requests are sent together and settle by their own ACKs, in any order', async (t) => {
  const { submit, send, receive, engine } = desk()
  const [a, b, c] = [get(), get(), get()]
  submit(a, b, c)
  t.equal(engine.pending, 3)
  t.strictSame(send(), [1, 2, 3])
  t.strictSame(send(), [], 'sent once')
  receive(ack(3, PORT), ack(1, PORT, EEXIST))
  t.strictSame([a.reported, b.reported, c.reported], [['refused 17'], [], ['done']])
  t.equal(engine.pending, 1)
  receive(ack(1, PORT))
  t.strictSame(a.reported, ['refused 17'], 'settled once')
  receive(ack(2, PORT))
  t.strictSame(b.reported, ['done'])
  t.equal(engine.pending, 0)
  t.equal(engine.awaited, 0)
})

/** An engine whose transport reports `concluded`. */
const silentDesk = (order: Order = 'le'): Desk => {
  const one = desk(order)
  one.engine.silent = true
  return one
}

const reported = (exchanges: readonly Recorder[]): string[] => exchanges.map(({ reported }) => reported.join())

t.test('changes are sent without an ACK if `concluded` is reported', async (t) => {
  const one = silentDesk()
  const changes = Array.from({ length: 20 }, change)
  one.submit(...changes)
  const { ticket, conclude, answers, count, frames } = one.engine.take() as Outgoing
  t.strictSame({ conclude, answers, count }, { conclude: true, answers: 0, count: 20 })
  t.ok(frames.every((frame) => ((frame[6] as number) & NLM_F_ACK) === 0))
  t.equal(one.engine.awaited, 20)
  t.equal(one.engine.pending, 20)
  t.equal(one.engine.isQuiescent, false)
  one.receive(ack(3, PORT, EEXIST))
  t.strictSame(changes[2]?.reported, ['refused 17'], 'a refusal is reported when it arrives')
  one.receive(ack(4, PORT), ack(4, PORT))
  t.strictSame(changes[3]?.reported, ['done'], 'and an ACK that was not requested counts once')
  one.engine.concluded(ticket)
  t.strictSame(reported(changes), ['done', 'done', 'refused 17', ...Array(17).fill('done')])
  t.equal(one.engine.awaited, 0)
  t.equal(one.engine.isQuiescent, true)
  one.engine.concluded(ticket)
  one.receive(ack(3, PORT, EEXIST))
  t.strictSame(reported(changes).length, 20, 'nothing is settled twice')
})

t.test('the last change of a group is refused like any other', async (t) => {
  const one = silentDesk()
  const changes = [change(), change()]
  one.submit(...changes)
  const { ticket } = one.engine.take() as Outgoing
  one.receive(ack(2, PORT, EEXIST))
  t.strictSame(reported(changes), ['done', 'refused 17'], 'it is settled after those before it')
  one.engine.concluded(ticket)
  t.strictSame(reported(changes), ['done', 'refused 17'])
  t.equal(one.engine.pending, 0)
})

t.test('a request with a reply ends a group of changes and is settled by its reply', async (t) => {
  const one = silentDesk()
  const changes = [change(), change(), change()]
  const asked = get()
  one.submit(...changes.slice(0, 2), asked, ...changes.slice(2))
  const { ticket, conclude, answers } = one.engine.take() as Outgoing
  t.strictSame({ conclude, answers }, { conclude: true, answers: 0 })
  one.engine.concluded(ticket)
  t.strictSame(reported([...changes, asked]), ['done', 'done', 'done', ''])
  one.receive(answer(3, 30), ack(3, PORT))
  t.strictSame(reported([asked]), ['reply 30,0,0,0,done'])

  const large = [change(), new Recorder('change', 65_508), change()]
  one.submit(...large)
  t.strictSame([one.send(), one.send()], [[5, 6], [7]], '64 KiB are enough for one send')
})

t.test('`concluded` of one send holds for the sends before it', async (t) => {
  const one = silentDesk()
  const [first, second, third] = [change(), change(), change()]
  const tickets = [first, second, third].map((exchange) => {
    one.submit(exchange as Recorder)
    return (one.engine.take() as Outgoing).ticket
  })
  one.engine.concluded(tickets[1] as number)
  t.strictSame(reported([first, second, third] as Recorder[]), ['done', 'done', ''])
  one.engine.concluded(tickets[2] as number)
  t.strictSame(reported([third as Recorder]), ['done'])
})

t.test('a group of changes without any reply', async (t) => {
  const three = (): Recorder[] => [change(), change(), change()]

  const unsent = silentDesk()
  const failing = three()
  unsent.submit(...failing)
  const { ticket } = unsent.engine.take() as Outgoing
  unsent.receive(ack(1, PORT, EEXIST))
  unsent.engine.sendFailed(ticket, new SocketError('sendmsg', ENOBUFS))
  t.strictSame(reported(failing), ['refused 17', 'failed SocketError', 'failed SocketError'])
  t.equal(unsent.engine.pending, 0)

  const closed = silentDesk()
  const left = three()
  closed.submit(...left)
  closed.send()
  closed.engine.withdraw(left[2] as Recorder)
  closed.receive(ack(2, PORT, EEXIST))
  closed.engine.close()
  t.strictSame(reported(left), ['failed ClosedError', 'refused 17', ''])

  const cut = silentDesk()
  const short = three()
  cut.submit(...short)
  const sent = cut.engine.take() as Outgoing
  const refusal = ack(2, PORT, EEXIST)
  cut.engine.truncated(new DataView(refusal.buffer), 0, refusal.length, 70_000)
  t.strictSame(reported(short), ['', 'failed TruncatedError', ''])
  cut.engine.concluded(sent.ticket)
  t.strictSame(reported(short), ['done', 'failed TruncatedError', 'done'])
})

t.test('after an unresolved overrun a missing refusal proves nothing', async (t) => {
  const one = silentDesk()
  const lost = [change(), change(), change()]
  one.submit(...lost)
  const { ticket } = one.engine.take() as Outgoing
  one.receive(ack(1, PORT, EEXIST))
  one.engine.overrun()
  one.engine.concluded(ticket)
  t.strictSame(reported(lost), ['refused 17', '', ''])
  t.equal(one.engine.isQuiescent, false)
  const later = change()
  one.submit(later)
  const frames = one.engine.take()?.frames ?? []
  t.strictSame(
    frames.map((frame) => (frame[6] as number) & NLM_F_ACK),
    [NLM_F_ACK, NLM_F_ACK],
    'the barrier, and a change that asks for its ACK',
  )
  one.receive(ack(4, PORT))
  t.strictSame(reported(lost), ['refused 17', 'failed OverrunError', 'failed OverrunError'])
  t.strictSame(reported([later]), [''])
  one.receive(ack(5, PORT))
  t.strictSame(reported([later]), ['done'])
  t.equal(one.engine.pending, 0)
  const quiet = change()
  one.submit(quiet)
  t.equal(one.engine.take()?.conclude, true, 'and all is as before')
})

t.test('during a dump changes request an ACK, since `concluded` would have to wait for its end', async (t) => {
  const one = silentDesk()
  const asks = (): number[] => (one.engine.take()?.frames ?? []).map((frame) => (frame[6] as number) & NLM_F_ACK)
  const changes = [change(), change(), change()]
  one.submit(changes[0] as Recorder, dump())
  t.strictSame(asks(), [NLM_F_ACK, 0], 'a dump that goes with it')
  one.submit(changes[1] as Recorder)
  t.strictSame(asks(), [NLM_F_ACK], 'one that runs')
  t.equal(one.engine.isQuiescent, false)
  one.receive(part(2, 20), ack(1, PORT), ack(3, PORT))
  t.strictSame(reported(changes), ['done', 'done', ''])
  one.receive(done(2, PORT))
  one.submit(changes[2] as Recorder)
  t.strictSame(asks(), [0])
})

t.test('messages that are adjacent in memory are sent as one piece', async (t) => {
  const memory = join(...Array.from({ length: 3 }, () => message({ type: RTM_NEWLINK, payload: [1, 2, 3, 4] })))
  const at = (start: number): Recorder =>
    Object.defineProperties(change(), {
      bytes: { value: memory },
      start: { value: start },
      end: { value: start + 20 },
    })
  const one = silentDesk()
  one.submit(at(0), at(20), change(), at(40))
  const { frames, count } = one.engine.take() as Outgoing
  t.strictSame(
    frames.map(({ length }) => length),
    [40, 16, 20],
  )
  t.equal(count, 4)
  const [first = new Uint8Array(0)] = frames
  t.strictSame([seqOf(first), seqOf(first.subarray(20))], [1, 2])
})

t.test('requests that were sent without the queue', async (t) => {
  const one = silentDesk()
  t.equal(one.engine.isQuiescent, true)
  const [made, asked, refused] = [change(), new Recorder('ask'), change()]
  const launch = (exchange: Recorder): number => one.engine.launched(exchange, one.engine.number(exchange))
  const ticket = launch(made)
  launch(asked)
  launch(refused)
  t.strictSame(
    [made, asked, refused].map(({ bytes }) => seqOf(bytes)),
    [1, 2, 3],
  )
  t.equal(one.engine.awaited, 3)
  one.receive(answer(2, 20), ack(3, PORT, EEXIST))
  one.engine.concluded(ticket)
  t.strictSame(reported([made, asked, refused]), ['done', 'reply 20,0,0,0,done', 'refused 17'])
  t.equal(one.engine.isQuiescent, true)
})

/** An engine of a protocol that may answer only the first message of a datagram, or none. */
const curtDesk = (answersAtOnce = true): Desk => {
  const one = desk()
  one.engine.answersEach = false
  one.engine.answersAtOnce = answersAtOnce
  one.engine.conclusive = true
  return one
}

t.test(
  'where the kernel may drop the rest of a datagram, each request has a datagram of its own and requests an ACK',
  async (t) => {
    const one = curtDesk()
    const [first, second, third, whole] = [change(), get(), new Recorder('ask'), dump()]
    one.submit(first, second, whole, third)
    const sends = [1, 2, 3, 4].map(() => one.engine.take() as Outgoing)
    t.strictSame(
      sends.map(({ count, conclude, frames }) => [count, conclude, seqOf(frames[0] as Uint8Array)]),
      [1, 2, 3, 4].map((seq) => [1, true, seq]),
    )
    t.equal((sends[0]?.frames[0]?.[6] as number) & NLM_F_ACK, NLM_F_ACK)
    t.equal(one.engine.take(), undefined)
    one.receive(ack(1, PORT, EEXIST))
    one.receive(part(4, 40))
    one.engine.concluded(sends[3]?.ticket as number)
    t.strictSame(reported([first, second, third]), ['refused 17', 'failed NoAnswerError', 'failed NoAnswerError'])
    t.match(second.errors[0], {
      code: 'ERR_NO_ANSWER',
      message: 'RTM_TEST: the kernel neither answered nor refused it',
    })
    t.strictSame(whole.reported, ['reply 40,0,0,0'], 'a dump of which something came goes on')
    one.receive(done(4, PORT))
    t.strictSame(whole.reported, ['reply 40,0,0,0', 'done'])
    t.equal(one.engine.pending, 0)
  },
)

t.test('a dump without any message has failed, and the next one is sent', async (t) => {
  const one = curtDesk()
  const [dropped, next] = [dump(), dump()]
  one.submit(dropped, next)
  const { ticket } = one.engine.take() as Outgoing
  t.equal(one.engine.take(), undefined)
  one.engine.concluded(ticket)
  t.strictSame(reported([dropped, next]), ['failed NoAnswerError', ''])
  t.strictSame(one.send(), [2])
  const later = change()
  one.submit(later)
  const sent = one.engine.take() as Outgoing
  one.engine.concluded(ticket)
  t.strictSame(later.reported, [], 'what was sent later is still to be answered')
  one.engine.concluded(sent.ticket)
  t.strictSame(later.reported, ['failed NoAnswerError'])
})

t.test('replies that may arrive later are awaited, ACKs are not', async (t) => {
  const one = curtDesk(false)
  const [asked, listed, changed] = [new Recorder('ask'), dump(), change()]
  one.submit(asked, listed, changed)
  const sends = [1, 2, 3].map(() => one.engine.take() as Outgoing)
  one.engine.concluded(sends[2]?.ticket as number)
  t.strictSame(reported([asked, changed, listed]), ['', 'failed NoAnswerError', ''])
  one.receive(answer(1, 10))
  t.strictSame(reported([asked]), ['reply 10,0,0,0,done'])
})

t.test('a barrier that this protocol does not answer ends the recovery when everything was read', async (t) => {
  const one = curtDesk()
  const lost = change()
  one.submit(lost)
  const { ticket } = one.engine.take() as Outgoing
  one.engine.overrun()
  one.engine.concluded(ticket)
  t.strictSame(lost.reported, [], 'no barrier was sent yet')
  const barrier = one.engine.take() as Outgoing
  t.equal(typeOf(barrier.frames[0] as Uint8Array), NLMSG_NOOP)
  one.receive(message({ type: RTM_NEWLINK, seq: 0, port: 0, payload: [1, 0, 0, 0] }))
  one.engine.concluded(barrier.ticket)
  t.strictSame(lost.reported, [], 'something came: its answer may have been dropped, and another one goes out')
  const another = one.engine.take() as Outgoing
  one.engine.concluded(barrier.ticket)
  t.strictSame(lost.reported, [])
  one.engine.concluded(another.ticket)
  t.strictSame(lost.reported, ['failed OverrunError'])
  t.equal(one.engine.pending, 0)
})

t.test('requests with a reply claim more of the window, by the longest reply so far', async (t) => {
  const { submit, engine, receive } = desk()
  engine.window = 40
  const asked = Array.from({ length: 30 }, get)
  submit(...asked)
  t.equal(engine.take()?.count, 10, 'four each')
  t.equal(engine.full, true)
  receive(message({ type: RTM_NEWLINK, seq: 1, port: PORT, payload: new Array(16_000).fill(7) }), ack(1, PORT))
  t.equal(engine.take(), undefined)
  receive(...[2, 3, 4, 5].map((seq) => ack(seq, PORT)))
  t.equal(engine.take()?.count, 1, 'eleven from now on')
  receive(...[6, 7, 8, 9, 10, 11].map((seq) => ack(seq, PORT)))
  t.equal(engine.take()?.count, 3)
  engine.window = 2
  receive(...[12, 13, 14].map((seq) => ack(seq, PORT)))
  t.equal(engine.take()?.count, 1, 'one is sent whatever it takes')
})

t.test('very many requests are withdrawn, in any order', async (t) => {
  const { submit, engine, receive } = desk()
  engine.window = 4
  const all = Array.from({ length: 1000 }, change)
  submit(...all)
  engine.take()
  const taken = [...all.slice(100, 900), ...all.slice(20, 40).reverse()]
  for (const one of taken) t.equal(engine.withdraw(one), true)
  t.equal(engine.withdraw(all[150] as Recorder), false, 'once')
  t.equal(engine.withdraw(all[1] as Recorder), false, 'it was sent')
  t.equal(engine.pending, 1000 - taken.length)
  for (let seq = 1; engine.pending > 0; seq++) {
    receive(ack(seq, PORT))
    engine.take()
  }
  const settled = all.filter(({ reported }) => reported.join() === 'done')
  t.equal(settled.length, 1000 - taken.length - 1, 'but for the one that was given up')
  t.ok(taken.every(({ reported }) => reported.length === 0))
})

t.test('never more requests in flight than the window', async (t) => {
  const { submit, engine, receive } = desk()
  engine.window = 64
  const all = Array.from({ length: 10_000 }, change)
  submit(...all)
  const inFlight: number[] = []
  let last = 0
  const take = (): void => {
    for (const frame of engine.take()?.frames ?? []) inFlight.push(seqOf(frame))
  }
  const sizes = new Set<number>()
  while (engine.pending > 0) {
    take()
    sizes.add(inFlight.length)
    for (const seq of inFlight.splice(0, 10)) {
      if (seq !== ++last) t.fail(`${seq} after ${last - 1}`)
      receive(ack(seq, PORT))
    }
  }
  t.equal(Math.max(...sizes), 64)
  t.ok(all.every(({ reported }) => reported.join() === 'done'))
})

t.test('a send carries at most 256 messages and 64 KiB', async (t) => {
  const many = desk()
  many.engine.window = 1000
  many.submit(...Array.from({ length: 300 }, change), dump())
  t.equal(many.send().length, 256)
  t.equal(many.send().length, 45, 'and the dump')

  const large = desk()
  large.submit(new Recorder('change', 40_000), new Recorder('change', 40_000), new Recorder('change', 100_000))
  t.strictSame(
    [large.send(), large.send(), large.send(), large.send()],
    [[1], [2], [3], []],
    'what is larger goes alone',
  )
})

t.test('one dump at a time; other requests are sent meanwhile', async (t) => {
  const { submit, send, receive } = desk()
  const [first, second, question] = [dump(), dump(), get()]
  submit(first, second)
  t.strictSame(send(), [1])
  submit(question)
  t.strictSame(send(), [2], 'the second dump waits')
  receive(part(1, 10), part(1, 11))
  receive(answer(2, 20), ack(2, PORT))
  receive(part(1, 12))
  t.strictSame(send(), [], 'still')
  receive(done(1, PORT))
  t.strictSame(first.reported, ['reply 10,0,0,0', 'reply 11,0,0,0', 'reply 12,0,0,0', 'done'])
  t.strictSame(question.reported, ['reply 20,0,0,0', 'done'])
  t.strictSame(send(), [3])
  receive(part(3, 30), done(3, PORT))
  t.strictSame(second.reported, ['reply 30,0,0,0', 'done'])
})

t.test('the errno of an NLMSG_DONE fails the dump', async (t) => {
  const { submit, send, receive } = desk()
  const [broken, refused, short] = [dump(), dump(), dump()]
  submit(broken, refused, short)
  send()
  receive(part(1, 10), done(1, PORT, 22))
  t.strictSame(broken.reported, ['reply 10,0,0,0', 'refused 22'])
  send()
  receive(ack(2, PORT, 95))
  t.strictSame(refused.reported, ['refused 95'], 'a dump may be refused at once')
  t.strictSame(send(), [3], 'the next one is not held up')
  receive(message({ type: NLMSG_DONE, flags: NLM_F_MULTI, seq: 3, port: PORT }))
  t.strictSame(short.reported, ['done'], 'old families end without a number')
})

t.test('a dump is interrupted if any of its messages has NLM_F_DUMP_INTR', async (t) => {
  for (const interrupted of ['first part', 'last part', 'DONE']) {
    const { submit, send, receive } = desk()
    const torn = dump()
    submit(torn)
    send()
    const flag = (where: string): number => (where === interrupted ? NLM_F_DUMP_INTR : 0)
    receive(part(1, 10, flag('first part')))
    receive(part(1, 11, flag('last part')))
    receive(done(1, PORT, 0, flag('DONE')))
    t.equal(torn.reported.at(-1), 'interrupted', interrupted)
  }
})

t.test(
  'notifications of own changes are not replies, though they have the same sequence number and port',
  async (t) => {
    const { submit, send, receive, reported } = desk()
    const [made, asked, echoed, listed] = [change(), get(), new Recorder('echo'), dump()]
    submit(made, asked, echoed, listed)
    send()
    receive(answer(1, 10))
    t.strictSame(reported, ['notification 10,0,0,0'])
    receive(answer(2, 20), answer(3, 30))
    receive(answer(4, 40), part(4, 41))
    t.strictSame(reported.splice(1), ['notification 40,0,0,0'], 'a dump answers in parts only')
    receive(ack(1, PORT), ack(2, PORT), ack(3, PORT), done(4, PORT))
    t.strictSame(made.reported, ['done'])
    t.strictSame(asked.reported, ['reply 20,0,0,0', 'done'])
    t.strictSame(echoed.reported, ['reply 30,0,0,0', 'done'])
    t.strictSame(listed.reported, ['reply 41,0,0,0', 'done'])
  },
)

t.test('a message with another port or sequence number settles nothing', async (t) => {
  const { submit, send, receive, reported, engine } = desk()
  const [asked, listed] = [get(), dump()]
  submit(asked, listed)
  send()
  receive(message({ type: RTM_NEWLINK, seq: 1, port: PORT + 1, payload: [1] }))
  receive(message({ type: RTM_NEWLINK, seq: 1, port: 0, payload: [2] }))
  receive(message({ type: RTM_NEWLINK, seq: 9, port: PORT, payload: [3] }))
  receive(message({ type: RTM_NEWLINK, seq: 0, port: 0, payload: [4] }))
  t.strictSame(reported, ['notification 1', 'notification 2', 'notification 3', 'notification 4'])
  receive(ack(1, PORT + 1), ack(9, PORT), done(2, PORT + 1), done(9, PORT, 5), ack(0, PORT))
  t.strictSame([asked.reported, listed.reported], [[], []])
  t.equal(reported.length, 4, 'acknowledgements are no notifications')
  receive(ack(1, PORT), done(2, PORT))
  t.equal(engine.pending, 0)
})

t.test(
  'a notification of another namespace belongs to no request, though a socket there has the same port',
  async (t) => {
    const { submit, send, engine, reported } = desk()
    const asked = get()
    submit(asked)
    send()
    const bytes = answer(1, 66)
    engine.receive(bytes, new DataView(bytes.buffer), 0, bytes.length, true)
    t.strictSame([asked.reported, reported], [[], ['notification 66,0,0,0']])
  },
)

t.test('control messages that answer no request', async (t) => {
  const { submit, send, receive, reported } = desk()
  const listed = dump()
  submit(listed)
  send()
  receive(message({ type: NLMSG_NOOP, seq: 1, port: PORT }), message({ type: 5, seq: 1, port: PORT }), part(1, 1))
  t.strictSame(listed.reported, ['reply 1,0,0,0'])
  receive(message({ type: 4 }))
  t.strictSame(reported, ['lost'], 'NLMSG_OVERRUN')
})

t.test('the last message of a datagram may lack its padding', async (t) => {
  const { submit, send, receive, reported, engine } = desk()
  const asked = get()
  submit(asked)
  send()
  const odd = message({ type: RTM_NEWLINK, seq: 1, port: PORT, payload: [1, 2, 3] })
  receive(odd, odd.subarray(0, 19))
  receive(ack(1, PORT))
  t.strictSame(asked.reported, ['reply 1,2,3', 'reply 1,2,3', 'done'])
  t.strictSame(reported, [])
  t.equal(engine.pending, 0)
})

t.test('a reader that throws fails its own request, at once', async (t) => {
  const { submit, send, receive, engine } = desk()
  const [bad, good] = [dump(), get()]
  bad.onReply = () => {
    throw new RangeError('reader')
  }
  submit(bad, good, dump())
  t.strictSame(send(), [1, 2])
  receive(answer(1, 10), ack(1, PORT), part(2, 20))
  t.strictSame(good.reported, ['reply 10,0,0,0', 'done'])
  t.strictSame(bad.reported, ['reply 20,0,0,0', 'failed RangeError'])
  receive(part(2, 21))
  t.strictSame(send(), [], 'the kernel is still dumping')
  receive(done(2, PORT))
  t.equal(bad.reported.length, 2)
  t.strictSame(send(), [3])
  t.equal(engine.pending, 1)
})

t.test('sequence numbers wrap around and skip 0', async (t) => {
  const { submit, send, receive, engine } = desk()
  Reflect.set(Reflect.get(engine, 'sequence'), 'latest', 0xfffffffd)
  const all = Array.from({ length: 4 }, change)
  submit(...all)
  t.strictSame(send(), [0xfffffffe, 0xffffffff, 1, 2])
  for (const seq of [0xffffffff, 1, 0xfffffffe, 2]) receive(ack(seq, PORT))
  t.ok(all.every(({ reported }) => reported.join() === 'done'))

  Reflect.set(Reflect.get(engine, 'sequence'), 'latest', 0xfffffffd)
  engine.silent = true
  submit(change(), change(), change())
  t.strictSame(send(), [1, 2, 3], 'those of a train have numbers in a row')
  engine.close()
})

t.test('the other byte order', async (t) => {
  const { submit, engine, reported } = desk('be')
  const [asked, refused] = [get(), get()]
  submit(asked, refused)
  t.strictSame(
    engine.take()?.frames.map((frame) => [...frame.subarray(8, 12)]),
    [
      [0, 0, 0, 1],
      [0, 0, 0, 2],
    ],
  )
  const changes = desk('be')
  const appending = (): Recorder =>
    Object.assign(change(), { bytes: message({ type: RTM_NEWLINK, flags: 0x401 | NLM_F_ACK }, 'be') })
  const flagsOf = (): number[][] | undefined => changes.engine.take()?.frames.map((frame) => [...frame.subarray(6, 8)])
  changes.submit(appending())
  t.strictSame(flagsOf(), [[4, 5]])
  changes.engine.silent = true
  changes.submit(appending())
  t.strictSame(flagsOf(), [[4, 1]])
  const reply = message({ type: RTM_NEWLINK, seq: 1, port: PORT, payload: [7] }, 'be')
  const bytes = join(reply, ack(1, PORT, 0, 'be'), ack(2, PORT, EEXIST, 'be'))
  engine.receive(bytes, new DataView(bytes.buffer), 0, bytes.length)
  t.strictSame([asked.reported, refused.reported, reported], [['reply 7', 'done'], ['refused 17'], []])
})

t.test('withdrawing', async (t) => {
  const { submit, send, receive, engine } = desk()
  engine.window = 1
  const [sent, queued, running, waiting] = [get(), get(), dump(), dump()]
  submit(sent, queued, running, waiting)
  t.strictSame(send(), [1, 2])
  t.equal(engine.withdraw(queued), true)
  t.equal(engine.withdraw(waiting), true)
  t.equal(engine.withdraw(sent), false)
  t.equal(engine.withdraw(running), false)
  t.equal(engine.withdraw(change()), false, 'what is unknown')
  t.equal(engine.pending, 2)
  receive(answer(1, 10), ack(1, PORT), part(2, 20), done(2, PORT))
  for (const one of [sent, queued, running, waiting]) t.strictSame(one.reported, [], 'nothing is settled')
  t.equal(engine.pending, 0)
  t.strictSame(send(), [])
})

t.test('closing fails everything once', async (t) => {
  const { submit, send, receive, engine } = desk()
  engine.window = 1
  const [sent, queued, running, waiting, withdrawn] = [get(), get(), dump(), dump(), get()]
  submit(withdrawn, sent, running)
  send()
  engine.withdraw(withdrawn)
  submit(queued, waiting)
  engine.overrun()
  engine.close()
  for (const one of [sent, queued, running, waiting]) {
    t.strictSame(one.reported, ['failed ClosedError'])
    t.match(one.errors[0], { code: 'ERR_CLOSED', message: 'RTM_TEST: the socket is closed' })
    t.ok(one.errors[0] instanceof ClosedError)
  }
  t.strictSame(withdrawn.reported, [])
  t.equal(engine.pending, 0)
  t.equal(engine.awaited, 0)
  receive(ack(1, PORT), done(2, PORT))
  t.strictSame(send(), [])

  const other = desk()
  const asked = get()
  other.submit(asked)
  other.engine.close(new Error('why'))
  t.match(asked.errors, [{ message: 'why' }])
})

t.test('a failed send fails the requests in it, and only those', async (t) => {
  const { submit, engine, receive, send } = desk()
  const [first, second, listed, next] = [change(), change(), dump(), dump()]
  submit(first)
  const before = engine.take() as Outgoing
  submit(second, listed, next)
  const { ticket } = engine.take() as Outgoing
  t.not(before.ticket, ticket)
  engine.sendFailed(ticket, new SocketError('sendmsg', ENOBUFS))
  t.strictSame([first.reported, second.reported, listed.reported], [[], ['failed SocketError'], ['failed SocketError']])
  t.match(second.errors[0], { code: 'ENOBUFS', syscall: 'sendmsg' })
  t.strictSame(send(), [4], 'the next dump')
  receive(ack(1, PORT), done(4, PORT))
  t.strictSame([first.reported, next.reported], [['done'], ['done']])
  t.equal(engine.pending, 0)
})

t.test('a truncated reply fails its request', async (t) => {
  const { submit, send, receive, engine, reported } = desk()
  const [asked, other] = [get(), get()]
  submit(asked, other)
  send()
  const cut = answer(1, 10)
  engine.truncated(new DataView(cut.buffer), 0, cut.length, 5000)
  t.strictSame(asked.reported, ['failed TruncatedError'])
  t.match(asked.errors[0], {
    code: 'ERR_TRUNCATED',
    message: 'RTM_TEST: an answer of 5000 bytes did not fit the receive buffer',
  })
  engine.truncated(new DataView(cut.buffer), 0, cut.length, 5000)
  t.equal(asked.reported.length, 1, 'once')
  receive(answer(2, 20), ack(2, PORT), ack(1, PORT))
  t.strictSame(other.reported, ['reply 20,0,0,0', 'done'])
  t.strictSame(reported, [])
  t.equal(engine.pending, 0)
})

t.test('a truncated reply after which nothing is received', async (t) => {
  const { submit, send, engine } = desk()
  const [asked, made] = [new Recorder('ask'), change()]
  submit(asked, made)
  send()
  for (const cut of [answer(1, 10), ack(2, PORT)]) engine.truncated(new DataView(cut.buffer), 0, cut.length, 5000)
  t.strictSame([asked.reported, made.reported], [['failed TruncatedError'], ['failed TruncatedError']])
  t.equal(engine.pending, 0, 'nothing stays in flight')
})

t.test('a request without NLM_F_ACK is settled by its reply', async (t) => {
  const { submit, engine, receive, send } = desk()
  const [answered, refused, bad, lost] = ['ask', 'ask', 'ask', 'ask'].map(() => new Recorder('ask')) as [
    Recorder,
    Recorder,
    Recorder,
    Recorder,
  ]
  bad.onReply = () => {
    throw new RangeError('reader')
  }
  submit(answered, refused, bad, lost)
  t.equal(engine.take()?.answers, 4)
  receive(answer(1, 10), ack(2, PORT, EEXIST), answer(3, 30))
  t.strictSame([answered.reported, refused.reported], [['reply 10,0,0,0', 'done'], ['refused 17']])
  t.strictSame(bad.reported, ['reply 30,0,0,0', 'failed RangeError'])
  engine.overrun()
  t.strictSame(send(), [5])
  receive(ack(5, PORT))
  t.strictSame(send(), [6], 'asked again')
  receive(answer(6, 60))
  t.strictSame(lost.reported, ['reply 60,0,0,0', 'done'])
  t.equal(engine.pending, 0)
  t.equal(engine.awaited, 0)

  submit(new Recorder('ask'), change(), get())
  t.equal(engine.take()?.answers, 0, 'not known')
})

t.test('a truncated notification counts as lost, whichever sequence number it has', async (t) => {
  const { submit, send, receive, engine, reported } = desk()
  const [made, asked] = [change(), get()]
  submit(made, asked)
  send()
  const cut = (seq: number, port: number): void => {
    const bytes = message({ type: RTM_NEWLINK, seq, port, payload: [1] })
    engine.truncated(new DataView(bytes.buffer), 0, bytes.length, 5000)
  }
  cut(0, 0)
  cut(2, PORT + 1)
  cut(1, PORT)
  engine.truncated(new DataView(new ArrayBuffer(8)), 0, 8, 5000)
  t.strictSame(reported, ['lost', 'lost', 'lost', 'lost'])
  receive(ack(1, PORT), answer(2, 20), ack(2, PORT))
  t.strictSame([made.reported, asked.reported], [['done'], ['reply 20,0,0,0', 'done']])
})
t.test(
  'a truncated part of a dump: what comes of it is dropped, and the next one goes when it has ended',
  async (t) => {
    const { submit, send, receive, engine } = desk()
    const [cut, next] = [dump(), dump()]
    submit(cut, next)
    send()
    const bytes = part(1, 10)
    engine.truncated(new DataView(bytes.buffer), 0, bytes.length, 5000)
    t.strictSame(cut.reported, ['failed TruncatedError'])
    const [barrier] = send()
    receive(part(1, 11))
    receive(ack(barrier as number, PORT))
    t.strictSame(next.reported, [])
    const [again] = send()
    t.equal(again, 3, 'it was not over: one more barrier, not the next dump')
    receive(done(1, PORT))
    t.strictSame(send(), [4])
    receive(ack(again as number, PORT))
    receive(part(4, 40), done(4, PORT))
    t.strictSame(next.reported, ['reply 40,0,0,0', 'done'])
    t.strictSame(cut.reported, ['failed TruncatedError'])
  },
)

t.test('a dump whose NLMSG_DONE was truncated does not block the next one', async (t) => {
  const { submit, send, receive, engine } = desk()
  const [cut, next] = [dump(), dump()]
  submit(cut, next)
  send()
  const bytes = part(1, 10)
  engine.truncated(new DataView(bytes.buffer), 0, bytes.length, 5000)
  const [barrier] = send()
  receive(ack(barrier as number, PORT))
  t.strictSame(send(), [3])
  receive(done(3, PORT))
  t.strictSame(next.reported, ['done'])
  t.equal(engine.pending, 0)
})

t.test('a malformed envelope', async (t) => {
  const whole = part(1, 10)
  const cases: { readonly [name: string]: Uint8Array } = {
    'a length beyond the datagram': message({ type: RTM_NEWLINK, length: 4000, seq: 1, port: PORT }),
    'a length below the header': message({ type: RTM_NEWLINK, length: 15, seq: 1, port: PORT }),
    'a length of 0': message({ type: RTM_NEWLINK, length: 0, seq: 1, port: PORT }),
    'half a header': whole.subarray(0, 12),
  }
  for (const [name, broken] of Object.entries(cases)) {
    const { submit, send, receive, engine, reported } = desk()
    const [listed, asked, made] = [dump(), get(), change()]
    submit(asked, made, listed)
    t.strictSame(send(), [1, 2, 3])
    receive(part(3, 30), broken)
    t.strictSame(reported, ['lost'], name)
    t.strictSame(listed.reported, ['reply 30,0,0,0', 'failed DecodeError'], 'no torn list')
    t.strictSame(send(), [4], 'a barrier')
    receive(ack(4, PORT))
    t.strictSame(made.reported, ['failed OverrunError'])
    t.strictSame(asked.reported, [])
    t.strictSame(send(), [5], 'asked again')
    receive(answer(5, 50), ack(5, PORT))
    t.strictSame(asked.reported, ['reply 50,0,0,0', 'done'])
    t.equal(engine.pending, 0)
  }
})

t.test('an overrun: a barrier shows which replies were lost', async (t) => {
  const { submit, send, receive, engine, reported } = desk()
  const [kept, question, made, withdrawn, listed] = [change(), get(), change(), get(), dump()]
  submit(kept, question, made, withdrawn, listed)
  t.strictSame(send(), [1, 2, 3, 4, 5])
  engine.withdraw(withdrawn)
  engine.overrun()
  t.strictSame(reported, ['lost'])
  const later = change()
  submit(later)
  const frames = engine.take()?.frames ?? []
  t.equal(frames.length, 2)
  t.equal(typeOf(frames[0] as Uint8Array), NLMSG_NOOP)
  t.equal(new DataView((frames[0] as Uint8Array).buffer).getUint16(6, true), 5, 'REQUEST | ACK')
  t.strictSame([seqOf(frames[0] as Uint8Array), seqOf(frames[1] as Uint8Array)], [6, 7])
  // the stale reply that was queued before the overrun is received first
  receive(part(5, 50), ack(1, PORT))
  t.strictSame([kept.reported, question.reported, made.reported], [['done'], [], []], 'in doubt until the barrier')
  receive(ack(6, PORT))
  t.strictSame([made.reported, question.reported, withdrawn.reported], [['failed OverrunError'], [], []])
  t.match(made.errors[0], { code: 'ERR_OVERRUN', message: /^RTM_TEST: its answer was lost/ })
  t.strictSame(later.reported, [], 'sent after the barrier: not in doubt')
  t.strictSame(send(), [8], 'the question is asked again, and nothing else')
  receive(ack(7, PORT), answer(8, 80), ack(8, PORT), part(5, 51), done(5, PORT))
  t.strictSame([later.reported, question.reported], [['done'], ['reply 80,0,0,0', 'done']])
  t.strictSame(listed.reported, ['reply 50,0,0,0', 'reply 51,0,0,0', 'done'], 'dumps go on')
  t.equal(engine.pending, 0)
  t.equal(engine.awaited, 0)
})

t.test('an overrun with nothing in flight, or only a dump, needs no barrier', async (t) => {
  const { submit, send, receive, engine, reported } = desk()
  engine.overrun()
  t.strictSame(send(), [])
  const listed = dump()
  submit(listed)
  t.strictSame(send(), [1])
  engine.overrun()
  t.strictSame(send(), [])
  receive(done(1, PORT))
  t.strictSame(listed.reported, ['done'])
  t.strictSame(reported, ['lost', 'lost'])
})

t.test('the reply to a barrier may be lost too', async (t) => {
  const { submit, send, receive, engine } = desk()
  const [made, stale] = [change(), change()]
  submit(stale, made)
  t.strictSame(send(), [1, 2])
  engine.overrun()
  t.strictSame(send(), [3], 'sent before the queue was read empty: the kernel drops its answer without a word')
  t.strictSame(send(), [])
  receive(ack(1, PORT))
  t.strictSame(send(), [4], 'once more, since something came and no answer')
  receive(ack(4, PORT))
  t.strictSame([stale.reported, made.reported], [['done'], ['failed OverrunError']])
  t.strictSame(send(), [])
  t.equal(engine.pending, 0)
  receive(message({ type: RTM_NEWLINK, payload: [1] }))
  t.strictSame(send(), [], 'the matter is closed')
})

t.test('a request sent while the kernel still drops replies', async (t) => {
  const { submit, send, receive, engine } = desk()
  engine.overrun()
  const made = change()
  submit(made)
  t.strictSame(send(), [1], 'its answer is lost, and the kernel tells of an overrun only once')
  receive(message({ type: RTM_NEWLINK, payload: [1] }))
  t.strictSame(send(), [2])
  receive(ack(2, PORT))
  t.strictSame(made.reported, ['failed OverrunError'])
  t.equal(engine.pending, 0)
})

t.test('consecutive overruns', async (t) => {
  const { submit, send, receive, engine } = desk()
  const [first, second] = [change(), get()]
  submit(first)
  send()
  engine.overrun()
  t.strictSame(send(), [2])
  submit(second)
  t.strictSame(send(), [3])
  engine.overrun()
  t.strictSame(send(), [4])
  receive(ack(2, PORT))
  t.strictSame(
    [first.reported, second.reported],
    [['failed OverrunError'], []],
    'the first barrier speaks of the first only',
  )
  t.strictSame(send().length, 1, 'the second has no answer yet')
  receive(ack(4, PORT))
  const [again] = send()
  receive(answer(again as number, 1), ack(again as number, PORT))
  t.strictSame(second.reported, ['reply 1,0,0,0', 'done'])
  t.equal(engine.pending, 0)
})

t.test('a barrier across the wrap of sequence numbers', async (t) => {
  const { submit, send, receive, engine } = desk()
  Reflect.set(Reflect.get(engine, 'sequence'), 'latest', 0xfffffffe)
  const made = change()
  submit(made)
  t.strictSame(send(), [0xffffffff])
  engine.overrun()
  t.strictSame(send(), [1])
  receive(ack(1, PORT))
  t.strictSame(made.reported, ['failed OverrunError'])
})

t.test('a barrier that could not be sent: the requests in doubt fail, without endless attempts', async (t) => {
  const { submit, send, engine } = desk()
  const [made, asked, listed] = [change(), get(), dump()]
  submit(made, asked, listed)
  send()
  engine.overrun()
  const { ticket } = engine.take() as Outgoing
  engine.sendFailed(ticket, new SocketError('sendmsg', 9))
  t.strictSame([made.reported, asked.reported, listed.reported], [['failed OverrunError'], ['failed OverrunError'], []])
  t.strictSame(send(), [])
  t.equal(engine.pending, 1)
})

t.test('an error message that is too short for an errno', async (t) => {
  const { submit, send, receive } = desk()
  const made = change()
  submit(made)
  send()
  receive(message({ type: NLMSG_ERROR, seq: 1, port: PORT }))
  t.strictSame(made.reported, ['refused 74'], 'EBADMSG')
})
