/** Neighbours and forwarding entries: what iproute2 prints of them and what we say are the same. */
import t from 'tap'
import { inNamespace } from '../kernel/namespace.ts'
import { agree } from './reading.ts'
import { forwarding, neighbours, proxies } from './readings.ts'
import { build, withRtnl } from './scene.ts'

const SCENE = `
  ip link set lo up
  ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
  ip link set v0 up
  ip link set v1 up
  ip addr add 192.0.2.1/24 dev v0
  ip addr add 2001:db8::1/64 dev v0 nodad
  ip link add br0 type bridge
  ip link set br0 up
  ip link add p0 type veth peer name p0x
  ip link add p1 type veth peer name p1x
  ip link set p0 master br0
  ip link set p1 master br0
  ip link set p0 up
  ip link add vx0 type vxlan id 42 local 192.0.2.1 dstport 4789 dev v0
  ip link add vxe type vxlan external dstport 4791
  ip link add vxn type vxlan id 43 dstport 4792
  ip link set vx0 up
  ip link set vxe up

  ip neigh add 192.0.2.10 lladdr 02:00:00:00:02:01 dev v0 nud permanent
  ip neigh add 192.0.2.11 lladdr 02:00:00:00:02:02 dev v0 nud reachable protocol static
  ip neigh add 192.0.2.12 lladdr 02:00:00:00:02:03 dev v0 nud stale extern_learn
  ip neigh add 192.0.2.13 lladdr 02:00:00:00:02:03 dev v0 nud noarp
  ip neigh add 192.0.2.14 dev v0 nud failed
  ip neigh add 192.0.2.15 dev v0 nud incomplete
  ip neigh add 192.0.2.16 lladdr 02:00:00:00:02:03 dev v0 nud delay
  ip neigh add 192.0.2.17 lladdr 02:00:00:00:02:03 dev v0 nud probe
  ip neigh add 192.0.2.18 dev v0 managed
  ip neigh add 192.0.2.19 dev v0 nud none
  ip neigh add 2001:db8::10 lladdr 02:00:00:00:02:04 dev v0 router nud permanent protocol 99
  ip neigh add 2001:db8::11 lladdr 02:00:00:00:02:05 dev v0 nud stale
  ip neigh add proxy 192.0.2.20 dev v0 protocol zebra
  ip neigh add proxy 2001:db8::20 dev v0 router
  ip neigh add proxy 2001:db8::21 dev v1

  bridge fdb add 02:00:00:00:01:01 dev p0 master static
  bridge fdb add 02:00:00:00:01:02 dev p0 master static sticky
  bridge fdb add 02:00:00:00:01:03 dev p1 master dynamic extern_learn
  bridge fdb add 02:00:00:00:01:04 dev br0 self local
  bridge fdb add 02:00:00:00:01:05 dev vx0 dst 192.0.2.77 port 4444 vni 55 via v0 self permanent
  bridge fdb append 00:00:00:00:00:00 dev vx0 dst 192.0.2.78
  bridge fdb append 00:00:00:00:00:00 dev vx0 dst 192.0.2.79 vni 9
  bridge fdb append 02:00:00:00:01:06 dev vxe dst 192.0.2.78 src_vni 99
  ip nexthop add id 7 via 192.0.2.9 fdb
  ip nexthop add id 8 group 7 fdb
  bridge fdb add 02:00:00:00:01:07 dev vxn nhid 8
`

if (inNamespace(t, import.meta.url)) {
  build(SCENE)
  await withRtnl(async (rtnl, io) => {
    await t.test(io, async (t) => {
      await agree(t, rtnl, neighbours)
      await agree(t, rtnl, proxies)
      await agree(t, rtnl, forwarding)
    })
  })
}
