/** How a finished lab is broken, and which checks must detect it. It is not repaired. */
export interface Sabotage {
  /** The step whose checks are repeated. */
  readonly step: number
  readonly commands: readonly string[]
  readonly noticed: readonly string[]
}

export const SABOTAGES: { readonly [lab: string]: readonly Sabotage[] } = {
  '0': [
    { step: 1, commands: ['ip netns add extra'], noticed: ['the names are ns1 ns2', '`ip netns list` agrees'] },
    {
      step: 8,
      commands: ['ip -n ns1 addr del 172.16.1.1/16 dev eth0'],
      noticed: ['eth0 in ns1 has 172.16.1.1/16'],
    },
    {
      step: 9,
      commands: ['ip -n ns2 route del default', 'ip link set veth2 nomaster'],
      noticed: [
        'all else goes via 172.16.1.254 in ns2',
        'veth2 is a port of mydocker0',
        'the ports of mydocker0 are: veth1 veth2',
        '`bridge link` agrees',
      ],
    },
    { step: 10, commands: [], noticed: ['ns1 reaches ns2', 'ns2 reaches ns1'] },
    { step: 3, commands: ['ip link set mydocker0 down'], noticed: ['it is up', 'the main table has nothing else'] },
  ],
  '1': [
    {
      step: 2,
      commands: ['ip -n container1 link set lo down'],
      noticed: ['lo in container1 is up', 'container1 pings 127.0.0.1'],
    },
    { step: 8, commands: ['sysctl -qw net.ipv4.ip_forward=0'], noticed: ['the host forwards'] },
    {
      step: 8,
      commands: ['iptables -t nat -A POSTROUTING -s 172.16.0.0/16 ! -o docker0 -j MASQUERADE'],
      noticed: ['one rule masquerades 172.16.0.0/16 that leaves by any link but docker0'],
    },
    {
      step: 9,
      commands: ['iptables -t nat -F'],
      noticed: ['the rule has counted packets', 'container1 pings the internet'],
    },
    {
      step: 7,
      commands: ['ip link set veth2 nomaster', 'ip -n container1 addr flush dev eth0'],
      noticed: [
        'the ports of docker0 are: veth0 veth2',
        'container1 reaches container2',
        'container2 reaches container1',
      ],
    },
  ],
  '2': [
    {
      step: 4,
      commands: ['ip -n ns3 link set ns3-veth0 down'],
      noticed: ['ns3-veth0 in ns3 is up', 'ns3-br0 in bridge is up'],
    },
    {
      step: 5,
      commands: ['ip -n ns1 addr add 192.0.2.1/25 dev ns1-veth0', 'ip -n ns1 addr del 192.0.2.1/24 dev ns1-veth0'],
      noticed: ['ns1-veth0 in ns1 has 192.0.2.1/24', '192.0.2.0/24 is on the link ns1-veth0 in ns1'],
    },
    {
      step: 6,
      commands: ['ip -n bridge link set br0 type bridge priority 4096'],
      noticed: ['br0 in bridge is a bridge with no options of its own'],
    },
    { step: 7, commands: ['ip -n bridge link set ns2-br0 nomaster'], noticed: ['ns2-br0 in bridge is a port of br0'] },
    {
      step: 10,
      commands: ['iptables -t nat -R POSTROUTING 1 -s 192.0.3.0/24 -o enp0s3 -j MASQUERADE'],
      noticed: ['one rule masquerades 192.0.2.0/24 that leaves by enp0s3', '`iptables -t nat -L -v` lists it'],
    },
    {
      step: 9,
      commands: ['ip link del rt-veth'],
      noticed: ['rt-br0 in bridge is a veth', 'rt-veth is up', 'ns1 reaches the host'],
    },
  ],
  '2d': [
    {
      step: 4,
      commands: [
        'ip link set docker0 address 06:00:00:00:00:01',
        'ip addr del 172.17.0.1/16 dev docker0',
        'iptables -P FORWARD ACCEPT',
        'iptables -D FORWARD 3',
        'iptables -t nat -D DOCKER 1',
      ],
      noticed: [
        'packets that no rule allows are not forwarded',
        'answers are let in',
        'published ports are not for containers',
        "docker0 has a hardware address of Docker's",
        'docker0 has 172.17.0.1/16',
      ],
    },
  ],
  '3': [
    {
      step: 7,
      commands: [
        'ip -n mvbridgea link set bridgea type macvlan mode private',
        'ip -n mvprivatea link set privatea type macvlan mode bridge',
        'ip -n mvprivateb link set privateb type macvlan mode bridge',
      ],
      noticed: [
        'bridgea in mvbridgea is a macvlan of mode bridge',
        'bridge: two on the same link reach each other',
        'private: they do not',
      ],
    },
    {
      step: 8,
      commands: ['ip -n sw link set q1 type bridge_slave hairpin off'],
      noticed: ['the port of the switch reflects', 'vepa: two reach each other by it'],
    },
    {
      step: 6,
      commands: ['ip addr flush dev macvlan0'],
      noticed: ['it has an address of the DHCP server', 'the server reaches it'],
    },
  ],
  '4': [
    {
      step: 7,
      commands: ['ip -n ns1 link set veth1 alias far name far'],
      noticed: ['veth1 in ns1 is up', 'veth0 in ns0 has veth1 at its other end'],
    },
    { step: 8, commands: ['ip -n ns0 link set veth0 down'], noticed: ['ns0 reaches ns1', 'ns1 reaches ns0'] },
  ],
}
