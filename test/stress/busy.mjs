// A worker that asks for one thing after the other, in several namespaces, until it is ended. It runs what was built: the
// loader of TypeScript would start processes of its own, and leave them behind.
import { parentPort, workerData } from 'node:worker_threads'
import { Netns, Rtnl } from '../../dist/index.js'

let state = workerData.seed
const chance = () => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0
  return state > 2 ** 31
}

// ended while Node starts the helper, a worker leaves it behind: Node has forgotten it before anybody knows its number
let ns = await Netns.createAnonymous()
parentPort.postMessage('loaded')
for (;;) {
  const rtnl = await Rtnl.open({ netns: ns, io: chance() ? 'thread' : 'inline' })
  const monitor = rtnl.monitor({ groups: ['link'] })
  await rtnl.links.add({ kind: 'bridge', name: 'b0', up: true })
  await Promise.all(Array.from({ length: 50 }, () => rtnl.links.get('b0')))
  await rtnl.links.list()
  if (chance()) await monitor.return()
  if (chance()) rtnl.close()
  if (chance()) ns.close()
  ns = await Netns.createAnonymous()
}
