/** Links, their addresses and settings: our lists agree with the output of iproute2. */
import t from 'tap'
import { inNamespace } from '../kernel/namespace.ts'
import { agree } from './reading.ts'
import { addresses, bridgePorts, links, netconfs, nsids } from './readings.ts'
import { build, buildAsRoot, peerNamespace, withRtnl } from './scene.ts'
import { LINKS, TUN } from './scenes.ts'

if (inNamespace(t, import.meta.url)) {
  build(LINKS, [await peerNamespace(), await peerNamespace()])
  buildAsRoot(t, TUN)
  await withRtnl(async (rtnl, io) => {
    await t.test(io, async (t) => {
      await agree(t, rtnl, links)
      await agree(t, rtnl, addresses)
      await agree(t, rtnl, bridgePorts)
      await agree(t, rtnl, netconfs)
      await agree(t, rtnl, nsids)
    })
  })
}
