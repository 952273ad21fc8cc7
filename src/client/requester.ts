import type { NetlinkSocket } from '../netlink/socket/socket.ts'

/** The methods of a socket that the objects of NETLINK_ROUTE call. Tests pass other objects that have them. */
export interface Requester
  extends Pick<NetlinkSocket, 'order' | 'ask' | 'dump' | 'iterate' | 'scan' | 'request' | 'echo' | 'batch'>,
    Partial<Pick<NetlinkSocket, 'remote'>> {}
