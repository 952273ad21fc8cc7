/** Open clients, streams and monitors without references are collected, closed and reported; those in use are not. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import type { RtnlEvent } from '../../src/index.ts'
import { Netns, Rtnl } from '../../src/index.ts'
import { Conntrack, Nftables } from '../../src/nftables.ts'
import { descriptors } from '../native/addon.ts'
import { until } from '../until.ts'
import { collect, forgetClients, leavesNothing, MONITOR, SOCKET, warnedOf, warnings } from './forgotten.ts'
import { inSandbox, ip } from './namespace.ts'

const COUNT = 40

/** Collects garbage repeatedly, for a while. */
const collectAll = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) {
    collect()
    await sleep(2)
  }
}

if (inSandbox(t, import.meta.url)) {
  ip('link set lo up')
  // open the descriptors that the process keeps before counting: those of its namespace helper, and inotify
  await leavesNothing(async () => {
    await forgetClients('thread', 1)
    await using monitor = Netns.monitor()
    await (await Netns.create('first')).close()
    await monitor.next()
  }, Number.POSITIVE_INFINITY)
  await until(() => warnedOf(SOCKET) === 1, 'the first warning')

  for (const io of ['thread', 'inline'] as const) {
    t.test(`clients, ${io}`, async (t) => {
      await leavesNothing(() => forgetClients(io, COUNT))
      await until(() => warnedOf(SOCKET) >= COUNT, 'the warnings')
      t.equal(warnedOf(SOCKET), COUNT, 'each is counted once')
      t.ok(warnings.length < COUNT, `${warnings.length} warnings`)
      t.match(warnings[0], { name: 'RtnlWarning', code: 'RTNL_LEFT_OPEN', message: /close/ })
    })

    t.test(`closed clients, ${io}`, async (t) => {
      await leavesNothing(async () => {
        for (let i = 0; i < 10; i++) {
          await using rtnl = await Rtnl.open({ io })
          await rtnl.links.get(1)
        }
      })
      await collectAll()
      t.strictSame(warnings, [])
    })

    t.test(`a pending request gets its reply, ${io}`, async (t) => {
      const ask = async (): Promise<string[]> => {
        const rtnl = await Rtnl.open({ io })
        const asked = Array.from({ length: 50 }, async () => (await rtnl.links.get(1)).name)
        return Promise.all(asked)
      }
      await leavesNothing(async () => {
        const answers = Array.from({ length: 5 }, ask)
        await collectAll()
        t.strictSame(await Promise.all(answers), new Array(5).fill(new Array(50).fill('lo')))
      })
    })

    t.test(`streams that were left in the middle, ${io}`, async (t) => {
      ip('link add many type bridge')
      ip('link set many up')
      t.teardown(() => ip('link del many'))
      await using rtnl = await Rtnl.open({ io })
      const routes = Array.from({ length: 3000 }, (_, i) => ({
        dst: `10.9.${i >> 8}.${i & 255}/32`,
        dev: 'many',
      }))
      await Promise.all(routes.map((route) => rtnl.routes.add(route)))
      await leavesNothing(async () => {
        const lost = await Rtnl.open({ io })
        const taken = await lost.routes.iterate({ family: 'inet' }).next()
        t.equal(taken.done, false)
        await collectAll()
        t.equal((await lost.links.get('many')).name, 'many', 'the client goes on')
        t.ok((await lost.routes.list({ family: 'inet' })).length >= 3000)
      })
      await until(() => warnedOf(SOCKET) > 0, 'the warning')
      t.equal(warnedOf(SOCKET), 1)
      t.equal(warnedOf(MONITOR), 0)
    })
  }

  t.test('other clients', async (t) => {
    await leavesNothing(async () => {
      await (await Nftables.open()).tables.list()
      await (await Conntrack.open()).list()
    })
    await until(() => warnedOf(SOCKET) >= 2, 'the warnings')
    t.equal(warnedOf(SOCKET), 2)
  })

  t.test('monitors', async (t) => {
    const left = async (begin: boolean): Promise<void> => {
      await using rtnl = await Rtnl.open()
      const monitor = rtnl.monitor({ groups: ['link'] })
      if (begin) void monitor.next()
      await sleep(5)
      ip('link set lo mtu 40001')
      ip('link set lo mtu 40002')
      if (begin) await monitor.next()
    }
    for (const begin of [false, true]) {
      await leavesNothing(() => left(begin))
      await until(() => warnedOf(MONITOR) > 0, 'the warning')
      t.equal(warnedOf(MONITOR), 1, begin ? 'begun' : 'never begun')
      t.equal(warnedOf(SOCKET), 0, 'for one thing there is one warning')
    }
    await leavesNothing(async () => {
      const ended = new AbortController()
      await using rtnl = await Rtnl.open()
      for (const begin of [true, false]) {
        const monitor = rtnl.monitor({ groups: ['link'], signal: ended.signal })
        if (begin) void monitor.next()
      }
      ended.abort()
      await using declared = rtnl.monitor({ groups: ['link'] })
      t.ok(declared)
    })
    await collectAll()
    t.strictSame(warnings, [], 'one that was ended is not warned of')
  })

  t.test('monitors of /run/netns', async (t) => {
    for (const begin of [false, true]) {
      await leavesNothing(async () => {
        const monitor = Netns.monitor()
        const event = begin ? monitor.next() : undefined
        await (await Netns.create(`forgotten${begin}`)).close()
        t.equal((await event)?.done, begin ? false : undefined)
      })
      await until(() => warnedOf(MONITOR) > 0, 'the warning')
      t.equal(warnedOf(MONITOR), 1, begin ? 'begun' : 'never begun')
    }
  })

  t.test('a pending read gets its event, although nothing refers to the monitor', async (t) => {
    await using rtnl = await Rtnl.open()
    await rtnl.links.get(1)
    const waitFor = (): Promise<IteratorResult<RtnlEvent>> => rtnl.monitor({ groups: ['link'] }).next()
    await leavesNothing(async () => {
      const events = [waitFor(), waitFor()]
      await collectAll()
      ip('link set lo mtu 40003')
      for (const { done } of await Promise.all(events)) t.equal(done, false)
    })
  })

  for (const io of ['thread', 'inline'] as const) {
    t.test(`in workers, ${io}`, async (t) => {
      const before = descriptors()
      const worker = new Worker(new URL('../native/children/worker.mjs', import.meta.url), {
        workerData: { script: new URL('children/forgets.ts', import.meta.url).href, io, count: 10 },
      })
      const [counted] = await once(worker, 'message')
      t.equal(counted, 10)
      await worker.terminate()
      await until(() => descriptors() <= before, 'the descriptors of the worker to be closed')
    })
  }
}
