/** Streams: order, backpressure, and every way to end. */
import t from 'tap'
import type { Source } from '../../../src/netlink/socket/stream.ts'
import { Stream } from '../../../src/netlink/socket/stream.ts'

interface Tap {
  readonly stream: Stream<number>
  readonly notes: string[]
  push(...values: number[]): void
  finish(): void
  fail(reason: unknown): void
}

const source = (most?: number, holds: () => boolean = () => true): Tap => {
  const notes: string[] = []
  let push!: (value: number) => void
  let finish!: () => void
  let fail!: (reason: unknown) => void
  const made: Source<number> = {
    start: (to) => {
      notes.push('start')
      push = to
      const finished = new Promise<void>((resolve, reject) => {
        finish = resolve
        fail = reject
      })
      return {
        finished,
        cancel: (reason) => {
          notes.push('cancel')
          fail(reason)
        },
      }
    },
    hold: () => {
      const held = holds()
      notes.push(held ? 'hold' : 'refused')
      return held
    },
    resume: () => notes.push('resume'),
  }
  return {
    stream: most === undefined ? new Stream(made) : new Stream(made, most),
    notes,
    push: (...values) => {
      for (const value of values) push(value)
    },
    finish: () => finish(),
    fail: (reason) => fail(reason),
  }
}

const value = (one: number): IteratorResult<number> => ({ done: false, value: one })
const end: IteratorResult<number> = { done: true, value: undefined }

t.test('values that arrive before and after they are requested', async (t) => {
  const { stream, notes, push, finish } = source()
  t.equal(stream[Symbol.asyncIterator](), stream)
  t.strictSame(notes, [], 'nothing starts before the first value is requested')
  const asked = [stream.next(), stream.next()]
  t.strictSame(notes, ['start'], 'once')
  push(1, 2, 3, 4)
  t.strictSame(await Promise.all(asked), [value(1), value(2)])
  t.strictSame(await stream.next(), value(3))
  finish()
  t.strictSame(await stream.next(), value(4), 'what came before the end')
  t.strictSame(await stream.next(), end)
  t.strictSame(await stream.next(), end)
  t.strictSame(notes, ['start'])
})

t.test('many waiting readers end together', async (t) => {
  const { stream, finish } = source()
  const asked = [stream.next(), stream.next()]
  finish()
  t.strictSame(await Promise.all(asked), [end, end])
})

t.test('an error is thrown once, after the values', async (t) => {
  const { stream, push, fail } = source()
  const first = stream.next()
  push(1, 2)
  await first
  fail(new RangeError('why'))
  t.strictSame(await stream.next(), value(2))
  await t.rejects(stream.next(), new RangeError('why'))
  t.strictSame(await stream.next(), end)

  const other = source()
  const asked = [other.stream.next(), other.stream.next()]
  other.fail(undefined)
  const results = await Promise.allSettled(asked)
  t.strictSame(results, [
    { status: 'rejected', reason: undefined },
    { status: 'fulfilled', value: end },
  ])
  other.push(5)
  t.strictSame(await other.stream.next(), end, 'nothing comes after the end')
})

t.test('held when enough values wait, resumed when all are taken', async (t) => {
  const { stream, notes, push } = source(3)
  const first = stream.next()
  push(0, 1, 2)
  t.strictSame(notes.splice(0), ['start'])
  push(3)
  t.strictSame(notes.splice(0), ['hold'])
  push(4)
  t.strictSame(notes.splice(0), ['hold'], 'asked again: it may have been resumed for another')
  t.strictSame(await first, value(0))
  for (const one of [1, 2, 3]) t.strictSame(await stream.next(), value(one))
  t.strictSame(notes, [])
  t.strictSame(await stream.next(), value(4))
  t.strictSame(notes.splice(0), ['resume'])
  const next = stream.next()
  push(5)
  t.strictSame(await next, value(5))
  t.strictSame(notes, [])

  const busy = source(1, () => false)
  const taken = busy.stream.next()
  busy.push(0, 1)
  await taken
  await busy.stream.next()
  t.strictSame(busy.notes, ['start', 'refused'], 'what was not held is not resumed')
})

t.test('1024 values may wait by default', async (t) => {
  const { stream, notes, push } = source()
  void stream.next()
  push(...Array.from({ length: 1024 }, (_, i) => i))
  t.strictSame(notes, ['start'])
  push(1024)
  t.strictSame(notes, ['start', 'hold'])
})

t.test('leaving a loop early', async (t) => {
  const { stream, notes, push } = source()
  const [first, second] = [stream.next(), stream.next()]
  push(1)
  t.strictSame(await first, value(1))
  t.strictSame(await stream.return(), end)
  t.strictSame(await second, end, 'a pending read ends')
  push(2)
  t.strictSame(await stream.next(), end)
  t.strictSame(notes, ['start', 'cancel'])

  const unasked = source()
  await unasked.stream[Symbol.asyncDispose]()
  t.strictSame(await unasked.stream.next(), end)
  t.strictSame(unasked.notes, [])

  const failed = source()
  const asked = failed.stream.next()
  failed.push(1, 2)
  await asked
  failed.fail(new Error('why'))
  await Promise.resolve()
  await failed.stream.return()
  t.strictSame(await failed.stream.next(), end, 'nor an error that nothing has read')
})
