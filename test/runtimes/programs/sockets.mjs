// Uses sockets, in an empty network namespace, and compares with `ip`. Prints a line of JSON for each feature: `works`, or
// the error that a program gets. Nothing follows if the runtime aborts.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { Netns, Rtnl } from 'rtnl'

/** Calls a function with a client, and closes it. Node.js 20 has no `await using`. */
const withClient = async (options, use) => {
  const rtnl = await Rtnl.open(options)
  try {
    return await use(rtnl)
  } finally {
    rtnl.close()
  }
}

const same = (found, expected) => {
  const [a, b] = [found, expected].map((value) => JSON.stringify(value))
  if (a !== b) throw new Error(`${a} instead of ${b}`)
}
const ip = (...words) => execFileSync('ip', words, { encoding: 'utf8' })
const asListed = (links) => links.map(({ name, mtu }) => [name, mtu])
const listedByIp = () => JSON.parse(ip('-j', 'link')).map(({ ifname, mtu }) => [ifname, mtu])

const features = {
  sockets: () =>
    withClient({}, async (rtnl) => {
      await rtnl.links.add({ kind: 'veth', name: 'v1', mtu: 1312, peer: { name: 'v2' } })
      await rtnl.links.change('v1', { up: true })
      await rtnl.addresses.add({ dev: 'v1', address: '192.0.2.1/24' })
      same(asListed(await rtnl.links.list()), listedByIp())
      same(JSON.parse(ip('-j', 'address', 'show', 'v1'))[0].addr_info[0].local, '192.0.2.1')
      const refused = await rtnl.routes.add({ dst: '198.51.100.0/24', gateway: '203.0.113.9' }).catch((error) => error)
      same(refused.code, 'ENETUNREACH')
      // more than one send, and more acknowledgements than the receive buffer holds at once
      await rtnl.batch((batch) => {
        for (let priority = 1000; priority < 3000; priority++) batch.rules.add({ family: 'inet', priority, table: 99 })
      })
      same((await rtnl.rules.list({ family: 'inet', table: 99 })).length, 2000)
    }),

  inline: () =>
    withClient({ io: 'inline' }, async (rtnl) => {
      same(asListed(await rtnl.links.list()), listedByIp())
      await rtnl.links.change('v1', { mtu: 1313 })
      same((await rtnl.links.get('v1')).mtu, 1313)
    }),

  async monitor() {
    for (const [io, mtu] of [
      ['thread', 1401],
      ['inline', 1402],
    ])
      await withClient({ io }, async (rtnl) => {
        setImmediate(ip, 'link', 'set', 'v2', 'mtu', String(mtu))
        for await (const { object, action, value } of rtnl.monitor({ groups: ['link'] }))
          return same([object, action, value.name, value.mtu], ['link', 'new', 'v2', mtu])
      })
  },

  async workers() {
    // refused here, and not in the worker, where the runtime cannot open sockets
    await withClient({}, () => undefined)
    for (let number = 0; number < 5; number++) {
      const worker = new Worker(new URL(import.meta.url))
      await once(worker, 'message')
      await worker.terminate()
    }
    // clients that are collected without `close`
    const warned = once(process, 'warning')
    for (let number = 0; number < 20; number++) await Rtnl.open().then((rtnl) => rtnl.links.list())
    const collect = setInterval(() => (globalThis.Bun === undefined ? gc() : Bun.gc(true)), 10)
    same((await warned)[0].code, 'RTNL_LEFT_OPEN')
    clearInterval(collect)
  },

  async namespaces() {
    const blue = await Netns.createAnonymous()
    await withClient({ netns: blue }, async (rtnl) => {
      const names = (await rtnl.links.list()).map(({ name }) => name)
      same(names, ['lo'])
    })
    same(JSON.parse((await blue.exec('ip', ['-j', 'link'])).stdout).length, 1)
    blue.close()
  },
}

if (isMainThread) {
  for (const [feature, run] of Object.entries(features)) {
    const outcome = await run().then(
      () => 'works',
      (error) => error,
    )
    const text = outcome === 'works' ? outcome : `${outcome.name}: ${outcome.message}`
    console.log(JSON.stringify({ [feature]: text }))
  }
  // ends with an open socket
  Rtnl.open().then(
    () => process.exit(0),
    () => process.exit(0),
  )
} else {
  const rtnl = await Rtnl.open()
  await rtnl.links.list()
  parentPort.postMessage('busy')
  while (true) await rtnl.links.list()
}
