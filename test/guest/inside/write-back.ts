/** What this machine's kernel may lack is written back as it was read: kinds of links, routes of labels, entries by VLAN. */
import t from 'tap'
import { deleteEach, replaceEach, settles } from '../../kernel/written-back.ts'
import { changedLinks, madeLinks } from '../../kernel/written-back-links.ts'
import { build, peerNamespace, withRtnl } from '../../oracle/scene.ts'
import { BRIDGE, LINKS, ROUTES, TUNNELS } from './scenes.ts'

build(LINKS + TUNNELS + BRIDGE + ROUTES, [await peerNamespace(), await peerNamespace()])
t.setTimeout(0)
await settles(['links', 'ports', 'addresses'])
await withRtnl(async (rtnl, io) => {
  // each takes a minute here: one way to send them is enough
  if (io === 'inline') await t.test(`${io}: links changed`, { timeout: 0 }, (t) => replaceEach(t, changedLinks(rtnl)))
  else await t.test(`${io}: links made again`, { timeout: 0 }, (t) => deleteEach(t, madeLinks(rtnl)))
})
