/** Asks for a receive buffer that only the privileged may have, and prints how many links there are. */
import { NetlinkSocket } from '../../../src/netlink/socket.ts'

const socket = new NetlinkSocket({ receiveBuffer: 1 << 26 })
const links = await socket.dump(18, new Uint8Array(16), () => 1)
process.stdout.write(`${links.length}`)
socket.close()
