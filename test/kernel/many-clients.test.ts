/** Many clients at once: threads, memory, descriptors, and what one of them waits for while others wait for a lock. */
import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import t from 'tap'
import type { Link } from '../../src/index.ts'
import { Rtnl } from '../../src/index.ts'
import { Nftables } from '../../src/nftables.ts'
import { descriptors, threads } from '../native/addon.ts'
import { until } from '../until.ts'
import { inNamespace, ip } from './namespace.ts'

const CLIENTS = 1000

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

  t.test('clients do not wait for the lock that another one waits for', async (t) => {
    const busy = await Promise.all(Array.from({ length: 6 }, () => Rtnl.open()))
    const nft = await Nftables.open()
    // each deletion holds the rtnl lock for tens of milliseconds; nf_tables does not need it to list
    const names = Array.from({ length: 6 }, (_, group) => Array.from({ length: 40 }, (_, i) => `g${group}n${i}`))
    const made = names.map((group, place) =>
      Promise.all(group.map((name) => busy[place]?.links.add({ kind: 'veth', name, group: 70 + place }) ?? [])),
    )
    await Promise.all(made)
    const loop = monitorEventLoopDelay({ resolution: 1 })
    loop.enable()
    let deleting = true
    const deletions = Promise.all(busy.map((rtnl, place) => rtnl.links.deleteGroup(70 + place))).then(() => {
      deleting = false
    })
    let longest = 0
    let lists = 0
    while (deleting) {
      const since = performance.now()
      await nft.tables.list()
      longest = Math.max(longest, performance.now() - since)
      lists++
    }
    await deletions
    loop.disable()
    t.comment(
      `${lists} lists, the longest took ${longest.toFixed(1)} ms; the event loop ${(loop.max / 1e6).toFixed(1)} ms`,
    )
    t.ok(lists > 1, 'others are served meanwhile')
    const left: Pick<Link, 'name'>[] = (await busy[0]?.links.list({ kind: 'veth' }, { only: ['name'] })) ?? []
    t.same(left, [])
    for (const rtnl of busy) rtnl.close()
    nft.close()
  })
}
