/**
 * Random changes, in a namespace of their own. If the kernel accepts a change, the same is read back, except for known
 * differences; a refusal is a KernelError, and the field that it names, if any, was generated at random; input that
 * cannot be encoded is an EncodeError for such a field, and is not sent.
 */
import t from 'tap'
import { Rtnl } from '../../src/index.ts'
import { NetlinkSocket } from '../../src/netlink/socket/socket.ts'
import { route } from '../../src/rtnl/family.ts'
import { inNamespace } from '../kernel/namespace.ts'
import { build } from '../oracle/scene.ts'
import { addresses } from './changes/addresses.ts'
import { bridges, macvlans, pairs, settings, vxlans } from './changes/links.ts'
import { forwarding, neighbours } from './changes/neighbours.ts'
import { ports } from './changes/ports.ts'
import { routes } from './changes/routes.ts'
import { rules } from './changes/rules.ts'
import { Counted, checkNeeded, tried } from './changes/trial.ts'
import { tellSeed } from './random.ts'

// disables IPv6 autoconfiguration, whose addresses appear and expire over time
const SCENE = `
  set net/ipv6/conf/default/addr_gen_mode 1
  ip link add br0 type bridge
  ip link add v2 type veth peer name v3
  ip link add lower type veth peer name lowerp
  ip link add br1 type bridge
  ip link add port type veth peer name portp
  ip link set port master br1 up
  ip link set portp up
  ip link set br1 up
  ip link add v0 type veth peer name v1
  ip link set v0 up
  ip link set v1 up
  ip link set lower up
  ip addr add 10.9.255.1/16 dev v0
  ip addr add 2001:db8:9::fff:1/64 dev v0 nodad
  ip link add vx0 type vxlan id 42 dstport 4789
  ip link set vx0 up
`

if (inNamespace(t, import.meta.url)) {
  tellSeed(t)
  build(SCENE)
  await using socket = new NetlinkSocket({ family: route })
  const counted = new Counted(socket)
  const rtnl = await Rtnl.open({ socket: counted.requester })
  const { index: lower } = await rtnl.links.get('lower')
  const topics = [
    tried(bridges(rtnl)),
    tried(vxlans(rtnl)),
    tried(macvlans(rtnl, lower)),
    tried(settings(rtnl)),
    tried(pairs(rtnl)),
    tried(ports(rtnl, 'port')),
    tried(addresses(rtnl)),
    tried(rules(rtnl)),
    tried(routes(rtnl)),
    tried(neighbours(rtnl)),
    tried(forwarding(rtnl)),
  ]
  for (const { name, run } of topics) await t.test(name, (t) => run(t, counted))
  checkNeeded(t, topics)
}
