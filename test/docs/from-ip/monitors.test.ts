/** docs/from-ip.md: monitors. */
import t from 'tap'
import { inSandbox } from '../../kernel/namespace.ts'
import { Calls } from './calls.ts'
import { makeSandboxes } from './namespaces.ts'
import { rowsUnder } from './page.ts'
import type { Trigger } from './watching.ts'
import { reported } from './watching.ts'

const NEIGHBOUR = { dst: '192.0.2.10', lladdr: '02:00:00:00:02:10' }

const TRIGGERS: { readonly [command: string]: Trigger } = {
  'ip monitor link': { change: 'ip link set veth0 mtu 1400; ip link set veth0 mtu 1500', seen: 'veth0' },
  'ip monitor address': {
    change: 'ip address add 192.0.2.7/32 dev lo; ip address del 192.0.2.7/32 dev lo',
    seen: '192.0.2.7',
  },
  'ip monitor route': { change: 'ip route add 10.9.8.0/24 dev veth0; ip route del 10.9.8.0/24', seen: '10.9.8.0/24' },
  'ip monitor rule': { change: 'ip rule add from 10.9.8.7 pref 77; ip rule del pref 77', seen: '10.9.8.7' },
  'ip monitor neigh': {
    change: `ip neigh add ${NEIGHBOUR.dst} lladdr ${NEIGHBOUR.lladdr} dev veth0; ip neigh del ${NEIGHBOUR.dst} dev veth0`,
    seen: NEIGHBOUR.lladdr,
  },
  'ip monitor netconf': {
    change: 'sysctl -qw net.ipv4.conf.veth0.forwarding=1; sysctl -qw net.ipv4.conf.veth0.forwarding=0',
    seen: 'veth0',
  },
  'bridge monitor fdb': {
    change: 'bridge fdb add 02:00:00:00:03:01 dev veth0; bridge fdb del 02:00:00:00:03:01 dev veth0',
    seen: '02:00:00:00:03:01',
  },
  'ip netns monitor': { change: 'ip netns add red; ip netns del red', seen: 'red' },
  'nft monitor': { change: 'nft add table ip seen; nft delete table ip seen', seen: 'seen' },
  'nft monitor trace': {
    change: `
      nft 'table ip seen { chain c { type filter hook output priority 0; udp dport 9 meta nftrace set 1; }; }'
      echo x > /dev/udp/127.0.0.1/9
      nft delete table ip seen`,
    seen: 'seen',
  },
  'conntrack -E': {
    change: 'conntrack -I -p udp -s 192.0.2.1 -d 192.0.2.77 --sport 5 --dport 53 -t 300; conntrack -F',
    seen: '192.0.2.77',
  },
}

if (inSandbox(t, import.meta.url)) {
  const { ours } = await makeSandboxes()
  using calls = await Calls.open(ours.pid)
  ours.prepare('ip link set lo up; ip link add veth0 up type veth peer name veth1; ip link set veth1 up')
  await reported(t, rowsUnder('Monitors'), ours, calls, TRIGGERS)
}
