/** Many clients at once: threads, memory, descriptors, and what one of them waits for while others wait for a lock. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import t from 'tap'
import { Rtnl } from '../../src/index.ts'
import { Nftables } from '../../src/nftables.ts'
import { descriptors, threads } from '../native/addon.ts'
import { until } from '../until.ts'
import { inNamespace, ip, ipBatch } from './namespace.ts'

const CLIENTS = 1000

/** Pairs of links whose deletion holds the rtnl lock for tens of milliseconds. */
const PAIRS = 600

/** Milliseconds. If a list had waited with the others, they would have their answers sooner after it. */
const PROOF = 10

/** The most I/O threads of a process (native/workers.h). */
const WORKERS = 8

if (inNamespace(t, import.meta.url)) {
  t.test(`${CLIENTS} clients that use the I/O threads`, async (t) => {
    const before = descriptors()
    ip('link set lo up')
    const tasks = readdirSync('/proc/self/task').length
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => Rtnl.open()))
    const [first, ...others] = await Promise.all(clients.map((rtnl) => rtnl.links.list({}, { only: ['name', 'mtu'] })))
    t.same(first, [{ name: 'lo', mtu: 65536 }])
    t.ok(others.every((links) => JSON.stringify(links) === JSON.stringify(first)))
    t.ok(threads() <= WORKERS, `${threads()} I/O threads`)
    t.ok(readdirSync('/proc/self/task').length <= tasks + WORKERS)

    // each still hears its own replies, and all of them events
    const monitors = clients.slice(0, 100).map((rtnl) => rtnl.monitor({ groups: ['link'], only: { link: ['mtu'] } }))
    const heard = monitors.map(async (monitor) => {
      for await (const event of monitor)
        if (event.action === 'new' && event.object === 'link' && event.value.mtu === 60001) return
    })
    await clients[7]?.links.change('lo', { mtu: 60001 })
    await Promise.all(heard)
    t.same((await clients[999]?.links.get('lo', { only: ['mtu'] }))?.mtu, 60001)

    for (const rtnl of clients) rtnl.close()
    await until(() => threads() === 0 && descriptors() <= before, 'threads and descriptors to be gone')
  })

  t.test('a client does not wait for the lock that others wait for', async (t) => {
    const waiting = await Promise.all(Array.from({ length: 6 }, () => Rtnl.open()))
    const free = await Nftables.open()
    await Promise.all([...waiting.map((rtnl) => rtnl.links.get('lo')), free.tables.list()])
    // These are more than ever run at once, unless they are stuck. nf_tables lists without the rtnl lock.
    let longest = 0
    for (let attempt = 0; attempt < 20 && longest < PROOF; attempt++) {
      ipBatch(
        Array.from({ length: PAIRS }, (_, pair) => `link add l${pair} group 70 type veth peer name r${pair} group 70`),
      )
      const deletion = spawn('ip', ['link', 'delete', 'group', '70'])
      let ended = false
      const ending = once(deletion, 'exit').then(() => {
        ended = true
      })
      while (!ended) {
        const gets = waiting.map((rtnl) => rtnl.links.get('lo', { only: ['index'] }))
        const answered = Promise.race(gets).then(() => performance.now())
        await free.tables.list()
        const listed = performance.now()
        longest = Math.max(longest, (await answered) - listed)
        await Promise.all(gets)
      }
      await ending
    }
    t.ok(longest >= PROOF, `the list was there ${longest.toFixed(1)} ms before the first of the others had its answer`)
    for (const rtnl of waiting) rtnl.close()
    free.close()
  })
}
