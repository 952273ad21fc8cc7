/** Networks for the commands of the pages. */
import { execFileSync } from 'node:child_process'
import { ipBatch, linksSettle } from '../kernel/namespace.ts'

/** The network of docs/rtnl-dump.md: a bridge with a veth pair, routes with one and with two nexthops, a neighbour. */
export const bridged = async (): Promise<void> => {
  ipBatch([
    'link set lo up',
    'link add br0 index 2 address 02:00:5e:00:53:02 type bridge',
    'link add veth0 index 4 address 02:00:5e:00:53:04 type veth peer name veth1 index 3 address 02:00:5e:00:53:03',
    'link set veth0 master br0 up',
    'link set veth1 up',
    'link set br0 up',
    'address add 192.0.2.1/24 dev br0',
    'address add 2001:db8::1/64 dev br0 nodad',
    'route add default via 192.0.2.254',
    'route add default via 2001:db8::fe metric 50',
    'route add 198.51.100.0/24 nexthop via 192.0.2.3 weight 2 nexthop via 192.0.2.4 weight 1',
    'neigh add 192.0.2.3 lladdr 02:00:5e:00:53:33 dev br0',
  ])
  await linksSettle()
}

/** The network of README.md: a bridge for containers, and a default route. */
export const container = async (): Promise<void> => {
  ipBatch([
    'link set lo up',
    'link add br0 index 2 address 02:42:ac:10:01:fe type bridge',
    'link add eth0 index 3 address 02:42:ac:10:01:02 type veth peer name veth1 index 4 address 02:42:ac:10:01:01',
    'link set veth1 master br0 up',
    'link set eth0 up',
    'link set br0 up',
    'address add 172.16.1.254/16 dev br0',
    'address add 192.0.2.2/24 dev eth0',
    'route add default via 192.0.2.1 metric 100',
  ])
  await linksSettle()
}

export const nft = (script: string): void => void execFileSync('nft', ['-f', '-'], { input: script, stdio: 'pipe' })

/** Runs a line of shell, which must succeed. */
export const shell = (line: string): void => void execFileSync('bash', ['-c', line], { stdio: 'pipe' })
