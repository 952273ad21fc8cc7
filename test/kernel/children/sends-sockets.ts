/** Creates a pair of links in its own namespace, and sends two netlink sockets of it over descriptor 3. */
import { AF_NETLINK, addon, opened, SOCK_RAW } from '../../native/addon.ts'
import { ip } from '../namespace.ts'

ip('link add there0 type veth peer name there1')
const out = opened(addon.adopt(3))
const sockets = [0, 1].map(() => opened(addon.open(AF_NETLINK, SOCK_RAW, 0)))
const sent = out.sendFds(
  Uint8Array.of(1),
  sockets.map(({ fd }) => fd),
)
if (sent < 0) throw new Error(`errno ${-sent}`)
