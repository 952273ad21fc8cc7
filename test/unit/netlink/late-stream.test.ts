/** A stream that is opened when its first value is requested. */
import t from 'tap'
import { LateStream } from '../../../src/netlink/socket/stream.ts'

const fail = (error: unknown): never => {
  throw error
}

/** Yields the values; `left` counts how often a loop over it was left early. */
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

t.test('opens once, when the first value is requested', async (t) => {
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

t.test('requests before it is open are served in order', async (t) => {
  const stream = new LateStream(async () => giving(1, 2), fail)
  const results = await Promise.all([stream.next(), stream.next(), stream.next()])
  t.strictSame(
    results.map(({ value }) => value),
    [1, 2, undefined],
  )
})

t.test('a stream that cannot be opened fails once, then ends', async (t) => {
  const stream = new LateStream<number>(async () => fail(new RangeError('closed')), fail)
  await t.rejects(stream.next(), new RangeError('closed'))
  t.strictSame(await stream.next(), { done: true, value: undefined })
})

t.test('an error instead of the first value may mean that there are no values', async (t) => {
  const reported: unknown[] = []
  const empty: AsyncIterator<number> = { next: async () => fail('nothing') }
  const stream = new LateStream(
    async () => empty,
    (error) => reported.push(error),
  )
  t.strictSame(await stream.next(), { done: true, value: undefined })
  t.strictSame(reported, ['nothing'])
})

t.test('errors after the first value are thrown as they are', async (t) => {
  const source = giving(1)
  const stream = new LateStream(
    async () => source,
    () => t.fail('asked'),
  )
  t.strictSame(await stream.next(), { done: false, value: 1 })
  source.next = async () => fail(new RangeError('later'))
  await t.rejects(stream.next(), new RangeError('later'))
})

t.test('leaving a loop', async (t) => {
  const over = { done: true, value: undefined }

  t.test('before the first value never opens it', async (t) => {
    const stream = new LateStream<number>(async () => t.fail('opened') as never, fail)
    t.strictSame(await stream.return(), over)
    t.strictSame(await stream.next(), over)
  })

  t.test('while it is being opened closes what was opened', async (t) => {
    const source = giving(1, 2)
    const stream = new LateStream(async () => source, fail)
    const first = stream.next()
    t.strictSame(await stream.return(), over)
    await first
    t.equal(source.left, 1)
    t.strictSame(await stream.next(), over)
  })

  t.test('after it could not be opened is not an error', async (t) => {
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
