/** The objects that tests read, and write back, on every kernel. */

/**
 * Links and their addresses. No VLANs: the kernels of test machines may lack them. These are compared in the guest
 * kernel.
 */
export const LINKS = `
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

export const TUN = `
  ip tuntap add dev tap7 mode tap user 54321 group 54322 vnet_hdr multi_queue
  ip tuntap add dev tun7 mode tun pi
`

/** Links for the routes that follow. */
export const ROUTES_LINKS = `
  ip link set lo up
  ip link add v0 address 02:00:00:00:00:01 type veth peer name v1 address 02:00:00:00:00:02
  ip link set v0 up
  ip link set v1 up
  ip link add weak type veth peer name weak2
  ip link set weak up
  ip addr add 192.0.2.1/24 dev v0
  ip addr add 198.51.100.1/24 dev v1
  ip addr add 2001:db8::1/64 dev v0 nodad
  set net/ipv4/ip_forward 1
  ip nexthop add id 9 via 192.0.2.9 dev v0
`

export const INET = `
  ip route add 10.9.0.0/16 via 192.0.2.254 dev v0 metric 100 mtu lock 1300 window 4000 rtt 100ms rttvar 50ms ssthresh 9 cwnd lock 10 advmss 1200 reordering 5 hoplimit 44 initcwnd 11 initrwnd 12 features ecn rto_min 300ms quickack 1 congctl cubic fastopen_no_cookie 1 src 192.0.2.1 realms 3/4
  ip route add 10.10.0.0/16 proto static nexthop via 192.0.2.253 dev v0 weight 3 nexthop via 198.18.0.9 dev v1 weight 5 onlink realms 6 nexthop via inet6 fe80::5 dev v1 weight 256
  ip route add 10.8.0.0/16 dev v0 realms 9
  ip route add table 1000 10.11.0.0/16 dev v1 scope link proto bgp
  ip route add table 200 10.12.0.0/16 dev v1 scope link proto 201 tos 0x10
  ip route add blackhole 10.13.0.0/16
  ip route add unreachable 10.14.0.0/16 metric 4294967295
  ip route add prohibit 10.15.0.0/16 table 99
  ip route add throw 10.16.0.0/16
  ip route add 10.17.0.0/16 via inet6 fe80::1 dev v0
  ip route add 10.18.0.0/16 nhid 9
  ip route add 10.20.0.0/16 encap seg6 mode encap segs 2001:db8::a,2001:db8::b dev v0
  ip route add broadcast 10.21.255.255 dev v0 table 500
  ip route add multicast 239.0.0.0/8 dev v0
  ip route add 10.22.0.0/16 dev weak scope 77
  ip route add 10.23.0.1 dev v0 table local proto ospf
  ip route add local 10.24.0.0/16 dev lo
  ip route add default via 192.0.2.254 onlink dev v0
`

export const INET6 = `
  ip -6 route add 2001:db8:9::/48 via 2001:db8::fe dev v0 metric 77 mtu 1280 pref high expires 1000 hoplimit 9
  ip -6 route add 2001:db8:a::/48 proto ra nexthop via 2001:db8::fd dev v0 weight 2 nexthop via 2001:db8::fc dev v0 weight 4
  ip -6 route add 2001:db8:b::/48 from 2001:db8:c::/48 dev v0
  ip -6 route add 2001:db8:b::9 from 2001:db8:c::9 dev v0
  ip -6 route add unreachable 2001:db8:d::/48
  ip -6 route add blackhole default metric 4096 table 77
  ip -6 route add prohibit 2001:db8:d1::/48 table 70000
  ip -6 route add throw 2001:db8:d2::/48 pref low
  ip -6 route add local 2001:db8:d3::/48 dev lo
  ip -6 route add anycast 2001:db8:d4::1 dev v0
  ip -6 route add 2001:db8:d5::/48 dev v0 src 2001:db8::1
  ip -6 route add 2001:db8:e::/48 encap seg6 mode inline segs 2001:db8::a,2001:db8::b via 2001:db8::fe
  ip -6 route add 2001:db8:e1::/48 encap seg6 mode l2encap segs 2001:db8::a dev v0
  ip -6 route add 2001:db8:e2::/48 encap seg6 mode encap segs 2001:db8::a,2001:db8::b,2001:db8::c dev v0
  ip -6 route add 2001:db8:f0::/48 encap seg6local action End dev v0
  ip -6 route add 2001:db8:f1::/48 encap seg6local action End.DX6 nh6 2001:db8::f1 dev v0
  ip -6 route add 2001:db8:f2::/48 encap seg6local action End.DX4 nh4 192.0.2.200 dev v0
  ip -6 route add 2001:db8:f3::/48 encap seg6local action End.X nh6 2001:db8::f2 dev v0
  ip -6 route add 2001:db8:f4::/48 encap seg6local action End.T table 100 dev v0
  ip -6 route add 2001:db8:f5::/48 encap seg6local action End.DX2 oif v1 dev v0
  ip -6 route add 2001:db8:f6::/48 encap seg6local action End.B6 srh segs 2001:db8::a dev v0
  ip -6 route add 2001:db8:f7::/48 encap seg6local action End.B6.Encaps srh segs 2001:db8::a,2001:db8::b dev v0
  ip -6 route add default via fe80::1 dev v1 metric 5
`

export const RULES = `
  ip rule add from 10.0.0.0/8 to 10.5.0.0/16 tos 0x10 fwmark 0x12/0xff iif v0 oif v1 pref 100 table 200 protocol bgp suppress_prefixlength 0
  ip rule add not from 10.1.0.0/16 ipproto tcp sport 100-200 dport 443 pref 101 table main realms 3/4
  ip rule add pref 102 suppress_ifgroup 44 table 1000
  ip rule add pref 103 goto 200
  ip rule add pref 104 fwmark 0/1 table 7
  ip rule add pref 200 blackhole
  ip rule add pref 201 unreachable iif lo
  ip rule add pref 202 prohibit iif nodev
  ip rule add pref 203 nop
  ip rule add pref 204 goto 9999
  ip rule add pref 206 tun_id 77 table 88
  ip rule add pref 207 ipproto udp dport 53 oif nodev2 table local
  ip rule add pref 208 ipproto 200 fwmark 7 table default
  ip rule add pref 209 from 10.3.3.3 suppress_prefixlength 24 table 70000
  ip rule add pref 210 ipproto sctp sport 7 dport 1000-1999 table 9
  ip rule add pref 4294967295 table 1
  ip -6 rule add from 2001:db8::/32 pref 300 table 100
  ip -6 rule add to 2001:db8::1 pref 301 table 100 ipproto ipv6-icmp
  ip -6 rule add not fwmark 0x80000000 sport 1-65534 pref 302 prohibit
`

/** What only root of the machine may create. */
export const UIDS = `
  ip rule add pref 401 uidrange 1000-2000 table 7
  ip rule add pref 402 uidrange 5-5 table 1
`

export const NEIGHBOURS = `
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
