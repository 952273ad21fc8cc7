/**
 * Objects that this machine's kernel may lack are written back as they were read: kinds of links, routes with labels,
 * entries by VLAN.
 */
import t from 'tap'
import { deleteEach, replaceEach, settles } from '../../kernel/written-back.ts'
import { changedLinks, madeLinks } from '../../kernel/written-back-links.ts'
import { build, peerNamespace, withRtnl } from '../../oracle/scene.ts'
import { BRIDGE, LINKS, ROUTES, TUNNELS } from './scenes.ts'

build(LINKS + TUNNELS + BRIDGE + ROUTES, [await peerNamespace(), await peerNamespace()])
t.setTimeout(0)
// a bond gives up a port after `arp_missed_max` (4) times `arp_interval` (500)
await settles(['links', 'ports', 'addresses'], 2500)
await withRtnl(async (rtnl, io) => {
  // each takes a minute here, so only one transport is tested
  if (io === 'inline') await t.test(`${io}: links changed`, { timeout: 0 }, (t) => replaceEach(t, changedLinks(rtnl)))
  else await t.test(`${io}: links made again`, { timeout: 0 }, (t) => deleteEach(t, madeLinks(rtnl)))
})
