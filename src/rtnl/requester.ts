import type { NetlinkSocket } from '../netlink/socket/socket.ts'

/** What reading and changing need of a socket; whatever has these can stand for one. */
export interface Requester
  extends Pick<NetlinkSocket, 'order' | 'ask' | 'dump' | 'iterate' | 'scan' | 'request' | 'echo' | 'batch'> {}
