/** Objects in the guest kernel: kinds of links and routes that the kernels of test machines may lack. */

export const LINKS = `
  ip link set lo up
  ip link add d0 address 02:00:00:00:00:01 type dummy
  ip link add d1 address 02:00:00:00:00:02 type dummy
  ip link add d2 address 02:00:00:00:00:03 type dummy
  ip link add d3 address 02:00:00:00:00:04 type dummy
  ip link add d4 address 02:00:00:00:00:05 type dummy
  ip link add d5 address 02:00:00:00:00:06 type dummy
  ip link add d6 address 02:00:00:00:00:07 type dummy
  ip link add d7 address 02:00:00:00:00:08 type dummy
  ip link add d8 address 02:00:00:00:00:09 type dummy
  ip link add d9 address 02:00:00:00:00:0a type dummy
  ip link add d10 address 02:00:00:00:00:0b type dummy
  ip link add d12 address 02:00:00:00:00:0d type dummy
  ip link add d13 address 02:00:00:00:00:0e type dummy
  ip link add d11 address 02:00:00:00:00:0c type dummy
  ip link set d0 up
  ip addr add 192.0.2.1/24 dev d0
  ip addr add 239.1.1.1/32 dev d0 autojoin
  ip addr add 2001:db8::11/64 dev d0

  ip link add link d0 name d0.5 type vlan id 5 protocol 802.1ad reorder_hdr off gvrp on loose_binding on ingress-qos-map 1:2 3:4 egress-qos-map 5:6
  ip link add link d0 name d0.6 type vlan id 6 mvrp on bridge_binding on

  ip link add b0 type bond mode 802.3ad miimon 100 updelay 200 downdelay 300 xmit_hash_policy layer3+4 lacp_rate fast ad_select bandwidth ad_actor_sys_prio 99 ad_user_port_key 77 ad_actor_system 02:00:00:00:00:99 min_links 1 all_slaves_active 1 resend_igmp 3 num_grat_arp 4 lp_interval 5 peer_notify_delay 400 lacp_active off
  ip link set d1 master b0
  ip link set b0 up
  ip link add b1 type bond mode active-backup arp_interval 500 arp_ip_target 192.0.2.1,192.0.2.2 arp_validate active arp_all_targets all primary_reselect better fail_over_mac active arp_missed_max 4 ns_ip6_target 2001:db8::1
  ip link set d2 master b1
  ip link set b1 type bond primary d2
  ip link set b1 up
  ip link set d2 type bond_slave queue_id 3 prio 5
  ip link add b2 type bond mode balance-rr packets_per_slave 9
  ip link add b3 type bond mode balance-tlb tlb_dynamic_lb 0
  ip link add b5 type bond mode active-backup miimon 100
  ip link set d13 master b5
  ip link set b5 up
  ip link add b4 type bond mode balance-xor xmit_hash_policy vlan+srcmac

  ip link add vrf0 type vrf table 1234
  ip link set d3 master vrf0
  ip link add link d4 name ipvl0 type ipvlan mode l3s vepa
  ip link add link d5 name ipvt0 type ipvtap mode l2 private
  ip link add link d12 name ipvl1 type ipvlan mode l2
  ip link add link d6 name mvt0 type macvtap mode private
  ip link add link d7 name macsec0 type macsec port 11 encrypt on cipher gcm-aes-256 icvlen 16 encodingsa 2 validate strict protect on replay on window 128 send_sci off end_station on
  ip link add link d7 name macsec1 type macsec sci 1234567890abcdef
  ip link add hsr0 type hsr slave1 d8 slave2 d9 supervision 45 version 1
  ip link add prp0 type hsr slave1 d10 slave2 d11 supervision 46 proto 1
  ip link add bat0 type batadv
  ip link add vcan0 type vcan
  ip link add vx1 type vxcan peer name vx2
  ip link add first type veth peer name other netns PEER0
  ip link add vx3 type vxcan peer name vx4 netns PEER1
  ip link add gtp0 type gtp role sgsn hsize 99 restart_count 3
  ip link add team0 type team
  ip link add nlmon0 type nlmon
  ip link add gnv0 type geneve id 77 remote 192.0.2.1 ttl 9 tos 4 dstport 6082 df set udpcsum
  ip link add gnv6 type geneve id 78 remote 2001:db8::1 ttl inherit flowlabel 0x12345 udp6zerocsumtx udp6zerocsumrx innerprotoinherit
  ip link add gnve type geneve external dstport 6083
`

export const TUNNELS = `
  ip link add gre1 type gre local 192.0.2.1 remote 192.0.2.2 ttl 64 tos inherit ikey 1.2.3.4 okey 55 icsum ocsum iseq oseq dev d0 fwmark 0x33
  ip link add gre2 type gre external
  ip link add gre3 type gre local 192.0.2.1 remote 239.1.2.3 nopmtudisc ignore-df
  ip link add gt1 type gretap local 192.0.2.1 remote 192.0.2.3 key 9 tos 0x10
  ip link add er1 type erspan seq key 100 local 192.0.2.1 remote 192.0.2.4 erspan_ver 1 erspan 123
  ip link add er2 type erspan seq key 101 local 192.0.2.1 remote 192.0.2.5 erspan_ver 2 erspan_dir ingress erspan_hwid 7
  ip link add er0 type erspan seq key 102 local 192.0.2.1 remote 192.0.2.6 erspan_ver 0
  ip link add g61 type ip6gre local 2001:db8::1 remote 2001:db8::2 hoplimit 33 tclass 0x12 flowlabel 0x45678 encaplimit 5 key 7 fwmark 0x44 dev d0
  ip link add g62 type ip6gre local 2001:db8::1 remote 2001:db8::3 encaplimit none tclass inherit flowlabel inherit dscp inherit fwmark inherit allow-localremote
  ip link add g6t type ip6gretap local 2001:db8::1 remote 2001:db8::4 ikey 3 okey 4 icsum iseq
  ip link add g6x type ip6gretap external
  ip link add g6e type ip6erspan seq key 104 local 2001:db8::1 remote 2001:db8::5 erspan_ver 2 erspan_dir egress erspan_hwid 0x1f
  ip link add g6e1 type ip6erspan seq key 105 local 2001:db8::1 remote 2001:db8::6 erspan_ver 1 erspan 77
  ip link add ipip1 type ipip local 192.0.2.1 remote 192.0.2.7 ttl 5 tos 0x8 mode any dev d0 fwmark 0x5
  ip link add ipip2 type ipip local 192.0.2.1 remote 192.0.2.8 mode mplsip
  ip link add ipip3 type ipip external
  ip link add sit1 type sit local 192.0.2.1 remote any mode ip6ip isatap
  ip link add sit2 type sit local 192.0.2.2 remote any
  ip link add i61 type ip6tnl local 2001:db8::1 remote 2001:db8::7 mode ipip6 hoplimit 9 tclass 0x20 flowlabel 0x777 encaplimit 3 dev d0
  ip link add i62 type ip6tnl local 2001:db8::1 remote 2001:db8::8 mode any encaplimit none dscp inherit allow-localremote fwmark 0x8
  ip link add i63 type ip6tnl external
  ip link add vti1 type vti local 192.0.2.1 remote 192.0.2.9 ikey 5 okey 6 fwmark 0x9 dev d0
  ip link add vt61 type vti6 local 2001:db8::1 remote 2001:db8::9 key 8 dev d0
`

/** VLANs and their tunnels. */
export const BRIDGE = `
  ip link add br0 type bridge vlan_filtering 1 vlan_default_pvid 7 vlan_protocol 802.1ad vlan_stats_enabled 1 vlan_stats_per_port 1
  ip link set br0 up
  ip link add p0 type veth peer name p0x
  ip link add p1 type veth peer name p1x
  ip link set p0 master br0
  ip link set p1 master br0
  ip link set p0 up
  ip link set p0x up
  ip link set p0 type bridge_slave vlan_tunnel on
  bridge vlan add dev p0 vid 10
  bridge vlan add dev p0 vid 20-25
  bridge vlan add dev p0 vid 30 pvid untagged
  bridge vlan add dev p0 vid 40 untagged
  bridge vlan add dev br0 vid 10 self
  ip link add vxb type vxlan external dstport 4789
  ip link set vxb master br0
  ip link set vxb type bridge_slave vlan_tunnel on
  bridge vlan add dev vxb vid 40
  bridge vlan add dev vxb vid 50-52
  bridge vlan add dev vxb vid 40 tunnel_info id 4000
  bridge vlan add dev vxb vid 50-52 tunnel_info id 5000-5002
  bridge fdb add 02:00:00:00:01:01 dev p0 master static vlan 10
  bridge fdb add 02:00:00:00:01:02 dev p1 master static vlan 7 sticky
  bridge fdb add 02:00:00:00:01:03 dev p1 master dynamic extern_learn vlan 7
`

/** VRF and MPLS. */
export const ROUTES = `
  ip link add vrf1 type vrf table 1235
  ip link set vrf1 up
  ip link add r1 master vrf1 type dummy
  ip link set r1 up
  ip addr add 198.51.100.1/24 dev r1
  ip rule add pref 900 l3mdev protocol kernel
  ip route add 10.77.0.0/16 via 198.51.100.9 vrf vrf1
  ip route add 10.19.0.0/16 encap mpls 100/200 ttl 9 via 192.0.2.254 dev d0
  ip route add 10.20.0.0/16 nexthop encap mpls 16 via 192.0.2.253 dev d0 weight 2 nexthop encap mpls 17/18 via 192.0.2.252 dev d0
  ip -6 route add 2001:db8:9::/48 encap mpls 300 via 2001:db8::fe dev d0
  set net/mpls/platform_labels 1000
  set net/mpls/conf/d0/input 1
  ip -f mpls route add 100 as 200/300 via inet 192.0.2.254 dev d0
  ip -f mpls route add 101 dev d0
  ip -f mpls route add 102 nexthop as 103 via inet 192.0.2.254 dev d0 nexthop via inet 192.0.2.253 dev d0
  ip -f mpls route add 104 via inet6 2001:db8::fe dev d0 ttl-propagate enabled
`
