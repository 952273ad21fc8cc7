/**
 * Ports of bonds and vrfs, and pairs, that this machine's kernel may lack are created in another namespace as they were
 * read.
 */
import t from 'tap'
import { remakeElsewhere } from '../../kernel/written-back-elsewhere.ts'
import { build, withRtnl } from '../../oracle/scene.ts'

const SCENE = `
  ip link add bond1 address 02:00:00:00:00:01 type bond mode active-backup miimon 100 primary_reselect better
  ip link add d1 address 02:00:00:00:00:02 type dummy
  ip link add d2 address 02:00:00:00:00:03 type dummy
  ip link set d1 master bond1
  ip link set d2 master bond1
  ip link set d1 type bond_slave queue_id 3 prio 5
  ip link set d2 type bond_slave prio -7
  ip link set bond1 up
  ip link add vrf1 address 02:00:00:00:00:04 type vrf table 1234
  ip link add d3 address 02:00:00:00:00:05 type dummy
  ip link set d3 master vrf1
  ip link set vrf1 up
  ip link set d3 up
  ip link add vx1 type vxcan peer name vx2
  ip link property add dev vx2 altname the-other-end
`

build(SCENE)
t.setTimeout(0)
await withRtnl(async (rtnl, io) => {
  await t.test(io, { timeout: 0 }, (t) => remakeElsewhere(t, rtnl, ({ name }) => /^(bond1|vrf1|(d|vx)\d)$/.test(name)))
})
