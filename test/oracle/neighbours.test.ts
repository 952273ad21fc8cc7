/** Neighbours and forwarding entries: our lists agree with the output of iproute2. */
import t from 'tap'
import { inNamespace } from '../kernel/namespace.ts'
import { agree } from './reading.ts'
import { forwarding, neighbours, proxies } from './readings.ts'
import { build, withRtnl } from './scene.ts'
import { NEIGHBOURS } from './scenes.ts'

if (inNamespace(t, import.meta.url)) {
  build(NEIGHBOURS)
  await withRtnl(async (rtnl, io) => {
    await t.test(io, async (t) => {
      await agree(t, rtnl, neighbours)
      await agree(t, rtnl, proxies)
      await agree(t, rtnl, forwarding)
    })
  })
}
