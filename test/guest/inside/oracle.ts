/** Our lists agree with the output of iproute2, for features that the guest kernel has and others may lack. */
import t from 'tap'
import { agree } from '../../oracle/reading.ts'
import {
  addresses,
  bridgePorts,
  bridgeVlans,
  forwarding,
  links,
  netconfs,
  nsids,
  routes,
  rules,
} from '../../oracle/readings.ts'
import { build, peerNamespace, withRtnl } from '../../oracle/scene.ts'
import { BRIDGE, LINKS, ROUTES, TUNNELS } from './scenes.ts'

build(LINKS + TUNNELS + BRIDGE + ROUTES, [await peerNamespace(), await peerNamespace()])
// The guest is slow, and is ended from outside when its time is over.
t.setTimeout(0)
await withRtnl(async (rtnl, io) => {
  await t.test(io, { timeout: 0 }, async (t) => {
    await agree(t, rtnl, links)
    await agree(t, rtnl, addresses)
    await agree(t, rtnl, netconfs)
    await agree(t, rtnl, nsids)
    await agree(t, rtnl, bridgePorts)
    for (const reading of bridgeVlans) await agree(t, rtnl, reading)
    await agree(t, rtnl, forwarding)
    await agree(t, rtnl, routes('inet'))
    await agree(t, rtnl, routes('inet6'))
    await agree(t, rtnl, routes('mpls', false))
    await agree(t, rtnl, rules('inet'))
  })
})
