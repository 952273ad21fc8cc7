/**
 * What we make and change, against the same by the newest iproute2, for what the guest kernel has and others may lack.
 *
 * Not here, since the guest kernel is built without them: xfrm, wireguard, netkit, bareudp, amt, rmnet, dsa, ovpn, wwan,
 * ipoib, CAN controllers, UDP around tunnels (`encap fou`), 6rd, routes of rpl and ioam6, rings of bridges (MRP, CFM).
 * `test/golden/kinds.test.ts` and `test/fixtures/iproute2-requests.json` hold their bytes against iproute2's. Routes of
 * seg6 and seg6local are in `test/kernel/changes-route-options.test.ts`. Links of tun, caif and ppp are made by other means
 * than `ip link add`, and no verb of ours says yet which port is in which VLAN or spanning tree (`bridge vlan`, `bridge mst`).
 * Options that a tunnel of a route carries (`encap ip ... geneve_opts`) are left out: they are what kernels panic at.
 */
import t from 'tap'
import { Rtnl } from '../../../src/index.ts'
import type { Section, Step } from '../../kernel/twins.ts'
import { Twins } from '../../kernel/twins.ts'
import { BONDS } from './changes-bonds.ts'
import { BRIDGES, BRIDGES_SCENE, FORWARDING } from './changes-bridges.ts'
import { beside, LINKS } from './changes-links.ts'
import { LABELS, NEIGHBOURS, ROUTES, ROUTES_SCENE, ROUTES6, RULES } from './changes-routes.ts'
import { TUNNELS } from './changes-tunnels.ts'
import { unspoken } from './changes-unspoken.ts'

const SCENE = `
  for i in 0 1 2 3 4 5 6 7 8 9; do
    ip link add d$i address 02:00:00:00:01:0$i type dummy
    ip link add e$i address 02:00:00:00:01:1$i type dummy
  done
  ip link set lo up; ip link set d0 up
  ip addr add 192.0.2.1/24 dev d0
  ip addr add 2001:db8::1/64 dev d0 nodad
`

const same = (name: string, sections: readonly Section[], steps: readonly Step[]): Promise<unknown> =>
  t.test(name, { timeout: 0 }, (t) => twins.same(t, sections, steps))

// The guest is slow, and is ended from outside when its time is over.
t.setTimeout(0)
await using rtnl = await Rtnl.open()
const twins = await Twins.make(rtnl)
beside.pid = Number(twins.ourPeer)
await twins.prepare(SCENE + ROUTES_SCENE)
await same('routes', ['routes'], ROUTES)
await same('routes of IPv6', ['routes6'], ROUTES6)
await same('routes of labels', ['labels'], LABELS)
await same('rules', ['rules', 'rules6'], RULES)
await same('neighbours', ['neighbours'], NEIGHBOURS)
await twins.prepare(BRIDGES_SCENE)
await same('bridges', ['links', 'ports'], BRIDGES)
await same('forwarding entries', ['fdb'], FORWARDING)
await same('kinds of links', ['links'], LINKS)
await same('bonds', ['links'], BONDS)
await same('tunnels', ['links'], TUNNELS)
await t.test('options that iproute2 cannot set', { timeout: 0 }, (t) => unspoken(t, rtnl))
