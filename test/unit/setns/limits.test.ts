/** Calls with several steps and a signal: results that arrive late are disposed of. */
import t from 'tap'
import { unlessAborted } from '../../../src/setns/limits.ts'

t.test('a value in time is returned', async (t) => {
  const late: string[] = []
  const { signal } = new AbortController()
  t.equal(
    await unlessAborted(
      signal,
      async () => 'value',
      (value) => late.push(value),
    ),
    'value',
  )
  t.equal(
    await unlessAborted(
      undefined,
      async () => 'other',
      (value) => late.push(value),
    ),
    'other',
  )
  t.same(late, [])
})

t.test('a value that arrives after the abort is disposed of', async (t) => {
  const controller = new AbortController()
  const reason = new Error('enough')
  let finish = (_value: string): void => undefined
  const disposed = new Promise<string>((resolve) => {
    const begin = () => new Promise<string>((done) => (finish = done))
    t.rejects(unlessAborted(controller.signal, begin, resolve), reason)
  })
  controller.abort(reason)
  finish('late')
  t.equal(await disposed, 'late')
})

t.test('nothing begins if the signal has aborted', async (t) => {
  const reason = new Error('before')
  const begin = async () => t.fail('it began')
  await t.rejects(
    unlessAborted(AbortSignal.abort(reason), begin, () => undefined),
    reason,
  )
})

t.test('an error of the step itself', async (t) => {
  const reason = new Error('broken')
  const { signal } = new AbortController()
  await t.rejects(
    unlessAborted(
      signal,
      () => Promise.reject(reason),
      () => undefined,
    ),
    reason,
  )
})
