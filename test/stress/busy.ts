/** A worker that asks for one thing after the other, in several namespaces, until it is ended. */
import { workerData } from 'node:worker_threads'
import { Netns } from '../../src/netns/netns.ts'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import { Chance } from './chance.ts'

const chance = new Chance((workerData as { seed: number }).seed)

for (;;) {
  const ns = await Netns.createAnonymous()
  const rtnl = await Rtnl.open({ netns: ns, io: chance.pick(['thread', 'inline'] as const) })
  const monitor = rtnl.monitor({ groups: ['link'] })
  await rtnl.links.add({ kind: 'bridge', name: 'b0', up: true })
  await Promise.all(Array.from({ length: 50 }, () => rtnl.links.get('b0')))
  await rtnl.links.list()
  if (chance.percent(50)) await monitor.return?.()
  if (chance.percent(50)) rtnl.close()
  if (chance.percent(50)) ns.close()
}
