/** A stream that is opened when its first value is asked for. */
import t from 'tap'
import { LateStream } from '../../../src/netlink/socket/stream.ts'

const fail = (error: unknown): never => {
  throw error
}

/** Gives out the values; `left` counts how often it was left early. */
const giving = (...values: number[]): AsyncIterator<number> & { left: number } => ({
  left: 0,
  async next() {
    const value = values.shift()
    return value === undefined ? { done: true, value: undefined } : { done: false, value }
  },
  async return() {
    this.left++
    return { done: true, value: undefined }
  },
})

t.test('opens once, when the first value is asked for', async (t) => {
  let opened = 0
  const stream = new LateStream(async () => {
    opened++
    return giving(1, 2, 3)
  }, fail)
  t.equal(opened, 0)
  const seen: number[] = []
  for await (const value of stream) seen.push(value)
  t.strictSame(seen, [1, 2, 3])
  t.equal(opened, 1)
})

t.test('those who ask before it is open are served in turn', async (t) => {
  const stream = new LateStream(async () => giving(1, 2), fail)
  const results = await Promise.all([stream.next(), stream.next(), stream.next()])
  t.strictSame(
    results.map(({ value }) => value),
    [1, 2, undefined],
  )
})

t.test('a stream that can not be opened fails once and is over', async (t) => {
  const stream = new LateStream<number>(async () => fail(new RangeError('closed')), fail)
  await t.rejects(stream.next(), new RangeError('closed'))
  t.strictSame(await stream.next(), { done: true, value: undefined })
})

t.test('an error instead of the first value may say that there is none', async (t) => {
  const told: unknown[] = []
  const empty: AsyncIterator<number> = { next: async () => fail('nothing') }
  const stream = new LateStream(
    async () => empty,
    (error) => told.push(error),
  )
  t.strictSame(await stream.next(), { done: true, value: undefined })
  t.strictSame(told, ['nothing'])
})

t.test('errors behind the first value are not asked about', async (t) => {
  const source = giving(1)
  const stream = new LateStream(
    async () => source,
    () => t.fail('asked'),
  )
  t.strictSame(await stream.next(), { done: false, value: 1 })
  source.next = async () => fail(new RangeError('later'))
  await t.rejects(stream.next(), new RangeError('later'))
})

t.test('leaving it', async (t) => {
  const over = { done: true, value: undefined }

  t.test('before the first value never opens it', async (t) => {
    const stream = new LateStream<number>(async () => t.fail('opened') as never, fail)
    t.strictSame(await stream.return(), over)
    t.strictSame(await stream.next(), over)
  })

  t.test('while it is being opened leaves what was opened', async (t) => {
    const source = giving(1, 2)
    const stream = new LateStream(async () => source, fail)
    const first = stream.next()
    t.strictSame(await stream.return(), over)
    await first
    t.equal(source.left, 1)
    t.strictSame(await stream.next(), over)
  })

  t.test('when it could not be opened is no error', async (t) => {
    const stream = new LateStream<number>(async () => fail(new RangeError('closed')), fail)
    const first = t.rejects(stream.next(), new RangeError('closed'))
    t.strictSame(await stream.return(), over)
    await first
  })

  t.test('by `await using` and by a loop', async (t) => {
    const source = giving(1, 2)
    {
      await using stream = new LateStream(async () => source, fail)
      await stream.next()
    }
    t.equal(source.left, 1)
    for await (const _ of new LateStream(async () => source, fail)) break
    t.equal(source.left, 2)
  })
})
