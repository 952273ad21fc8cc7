/** Links, their addresses and settings: what iproute2 prints of them and what we say are the same. */
import t from 'tap'
import { inNamespace } from '../kernel/namespace.ts'
import { agree } from './reading.ts'
import { addresses, bridgePorts, links, netconfs, nsids } from './readings.ts'
import { build, buildAsRoot, peerNamespace, withRtnl } from './scene.ts'

/** No VLANs: the kernels this has to run on may lack them. They are compared in the guest kernel. */
const SCENE = `
  ip link add first type veth peer name other netns PEER0
  ip link set lo up
  ip link add v0 address 02:00:00:00:00:01 numtxqueues 2 numrxqueues 3 txqueuelen 77 mtu 1400 type veth peer name v1 address 02:00:00:00:00:02
  ip link set v0 up
  ip link set v1 up arp off allmulticast on
  ip link add half type veth peer name half2
  ip link set half up
  ip link add far group 17 type veth peer name near netns PEER1
  ip link set far alias the-far-side
  ip link property add dev far altname a-rather-long-alternative-name altname other
  ip link set far up promisc on
  ip link set half2 addrgenmode none
  ip link set half2 gso_max_size 30000 gso_max_segs 100

  ip link add br0 type bridge stp_state 1 priority 1000 forward_delay 900 hello_time 300 max_age 1800 ageing_time 20000 group_fwd_mask 8 group_address 01:80:c2:00:00:05 mcast_router 2 mcast_query_use_ifaddr 1 mcast_querier 1 mcast_hash_max 1024 mcast_last_member_count 4 mcast_startup_query_count 5 mcast_last_member_interval 130 mcast_membership_interval 27000 mcast_querier_interval 25600 mcast_query_interval 12600 mcast_query_response_interval 1100 mcast_startup_query_interval 3130 mcast_stats_enabled 1 mcast_igmp_version 3 mcast_mld_version 2 nf_call_iptables 1 nf_call_ip6tables 1 nf_call_arptables 1 no_linklocal_learn 1
  ip link add br1 type bridge mcast_snooping 0
  ip link add p0 type veth peer name p0x
  ip link add p1 type veth peer name p1x netns PEER1
  ip link set p0 master br0
  ip link set p1 master br0
  ip link set p0 type bridge_slave priority 5 cost 77 guard on hairpin on fastleave on root_block on learning off flood off proxy_arp on proxy_arp_wifi on mcast_router 2 mcast_flood off bcast_flood off mcast_to_unicast on group_fwd_mask 16 neigh_suppress on isolated on locked on backup_port p1
  ip link set br0 up
  ip link set p0 up
  ip link set p0x up

  ip link add vx0 type vxlan id 42 local 192.0.2.1 remote 192.0.2.99 dstport 4789 dev v0 ttl 9 tos 4 srcport 1000 2000 nolearning proxy rsc l2miss l3miss udpcsum udp6zerocsumtx udp6zerocsumrx gbp df set maxaddress 99
  ip link add vx4 type vxlan id 44 group 239.1.2.3 dstport 4795 dev v0 remcsumtx remcsumrx df inherit tos inherit
  ip link add vx6 type vxlan id 43 local 2001:db8::1 group ff05::1 dev v0 dstport 4790 flowlabel 0x12345 ttl inherit ageing 99
  ip link add vx7 type vxlan id 45 remote 2001:db8::99 dstport 4796 noudpcsum
  ip link add vxe type vxlan external dstport 4791 vnifilter
  ip link add vxg type vxlan external gpe dstport 4792
  ip link add mv0 link v0 type macvlan mode bridge
  ip link add mv1 link v0 type macvlan mode source bcqueuelen 33
  ip link set mv1 type macvlan macaddr add 02:00:00:00:00:aa
  ip link set mv1 type macvlan macaddr add 02:00:00:00:00:ab
  ip link add mv2 link v1 type macvlan mode passthru nopromisc
  ip link add mv3 link half type macvlan mode vepa
  ip link add mv4 link half type macvlan mode source nodst
  ip link add ifb7 type ifb

  set net/ipv4/conf/v0/forwarding 1
  set net/ipv4/conf/v0/rp_filter 2
  set net/ipv4/conf/v1/rp_filter 1
  set net/ipv4/conf/v1/proxy_arp 1
  set net/ipv4/conf/v1/ignore_routes_with_linkdown 1
  set net/ipv6/conf/v0/forwarding 1
  set net/ipv6/conf/v1/proxy_ndp 1
  set net/ipv6/conf/default/addr_gen_mode 3
  set net/ipv6/conf/default/stable_secret 2001:db8::5ec:4e7
  ip link add sp0 type veth peer name sp1
  ip link set sp0 up
  ip link set sp1 up

  ip addr add 192.0.2.1/24 brd + dev v0
  ip addr add 192.0.2.2/24 dev v0 label v0:two
  ip addr add 192.0.2.3/24 dev v0 valid_lft 1000 preferred_lft 500
  ip addr add 198.51.100.1 peer 198.51.100.2/31 dev v1 scope link
  ip addr add 203.0.113.5/25 dev far metric 55 noprefixroute
  ip addr add 10.1.0.1/16 dev br0 scope 123
  ip addr add 2001:db8::1/64 dev v0 nodad
  ip addr add 2001:db8::2/64 dev v0 valid_lft 900 preferred_lft 0
  ip addr add 2001:db8::5/64 dev v0 mngtmpaddr metric 77 nodad valid_lft 9999 preferred_lft 8888
  ip addr add 2001:db8::66/64 dev v0 nodad
  ip addr add 2001:db8::66/64 dev sp0 nodad
  ip addr add 2001:db8::66/64 dev sp1
  ip addr add 2001:db8:1::1 peer 2001:db8:2::2/128 dev v1 nodad home
  ip addr add 2001:db8:7::5/64 dev far noprefixroute optimistic
`

const TUN = `
  ip tuntap add dev tap7 mode tap user 54321 group 54322 vnet_hdr multi_queue
  ip tuntap add dev tun7 mode tun pi
`

if (inNamespace(t, import.meta.url)) {
  build(SCENE, [await peerNamespace(), await peerNamespace()])
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
