/** Batches: the order of changes, how they are sent, and the outcome of those that fail. */
import t from 'tap'
import { BatchError } from '../../../src/netlink/protocol/errors.ts'
import type { Batch } from '../../../src/rtnl/batch.ts'
import { Changing, LINKS, lookup } from './changing.ts'

const EEXIST = 17
const world = { dumps: { RTM_GETLINK: LINKS } }

const everything = (b: Batch): void => {
  b.links.add({ kind: 'dummy', name: 'd0' })
  b.addresses.add({ dev: 'eth0', address: '10.0.0.1/8' })
  b.routes.add({ dst: '10.0.0.0/8', dev: 3 })
  b.rules.add({ priority: 5 })
  b.neighbours.add({ dev: 3, dst: '10.0.0.9' })
  b.nsids.set({ fd: 4 }, 'auto')
  b.links.delete('d0')
}

t.test('in order and together', async (t) => {
  const network = new Changing(world)
  const rtnl = await network.open()
  const results = await rtnl.batch(everything)
  t.strictSame(
    results,
    Array.from({ length: 7 }, () => ({ status: 'fulfilled', value: undefined })),
  )
  t.equal(network.kernel.sends, 2, 'one for the name, one for all changes')
  const [first, ...changes] = network.asked()
  t.strictSame(first, lookup('eth0'))
  t.strictSame(
    changes.map(([name]) => name.split(' ')[0]),
    ['RTM_NEWLINK', 'RTM_NEWADDR', 'RTM_NEWROUTE', 'RTM_NEWRULE', 'RTM_NEWNEIGH', 'RTM_NEWNSID', 'RTM_DELLINK'],
  )
  t.strictSame(await rtnl.batch(() => undefined), [])
})

t.test('a change with invalid input, and one that is refused', async (t) => {
  const network = new Changing(world, (name) => (name === 'RTM_NEWRULE' ? EEXIST : 0))
  const rtnl = await network.open()
  const fill = (b: Batch): void => {
    b.routes.add({ dst: '10.0.0.0/8', dev: 'gone' })
    b.routes.add({ dst: 'x' })
    b.rules.add({ priority: 5 })
    b.links.delete(3)
  }
  t.match(await rtnl.batch(fill), [
    { status: 'rejected', reason: { code: 'ENODEV' } },
    { status: 'rejected', reason: { code: 'ERR_ENCODE', path: 'dst' } },
    { status: 'rejected', reason: { code: 'EEXIST', message: /priority 5/ } },
    { status: 'fulfilled' },
  ])
  t.strictSame(
    network.asked().map(([name]) => name),
    ['RTM_GETLINK', 'RTM_NEWRULE request excl create', 'RTM_DELLINK request'],
  )
  const error = await rtnl.batchAll(fill).catch((error) => error)
  t.ok(error instanceof BatchError)
  t.strictSame([...error.failures.keys()], [0, 1, 2])
  t.match(error.failures.get(2), { code: 'EEXIST' })
  t.equal(await rtnl.batchAll((b) => b.links.delete(3)), undefined)
})

t.test('an abort', async (t) => {
  const network = new Changing(world)
  const rtnl = await network.open()
  const stop = new AbortController()
  const reason = new Error('enough')
  stop.abort(reason)
  const results = await rtnl.batch(everything, { signal: stop.signal })
  t.strictSame(
    results,
    Array.from({ length: 7 }, () => ({ status: 'rejected', reason })),
  )
  t.strictSame(network.asked(), [lookup('eth0')], 'no change was sent')
})

t.test('a batch with invalid input sends nothing', async (t) => {
  const network = new Changing(world)
  const rtnl = await network.open()
  const fault = new Error('mine')
  const fill = (b: Batch): void => {
    b.links.delete(3)
    throw fault
  }
  await t.rejects(rtnl.batch(fill), fault)
  t.strictSame(network.asked(), [])
})

t.test('an asynchronous function is refused', async (t) => {
  const network = new Changing(world)
  const rtnl = await network.open()
  const late = async (b: Batch): Promise<void> => {
    await Promise.resolve()
    b.links.delete(3)
  }
  const failing = async (b: Batch): Promise<void> => {
    b.links.delete(3)
    throw new Error('of the function')
  }
  for (const fill of [late, failing, undefined, 'links'])
    for (const way of ['batch', 'batchAll'] as const)
      await t.rejects(rtnl[way](fill as never) as Promise<unknown>, {
        code: 'ERR_ENCODE',
        path: 'fill',
        message: /expected a synchronous function/,
      })
  await t.rejects(
    rtnl.batch(() => undefined, { retries: 5 } as never),
    { code: 'ERR_OPTION', option: 'retries' },
  )
  t.strictSame(network.asked(), [])
})
