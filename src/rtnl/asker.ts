import type { NetlinkSocket } from '../netlink/socket.ts'

/** What reading needs of a socket; whatever has these can stand for one. */
export interface Asker extends Pick<NetlinkSocket, 'order' | 'ask' | 'dump' | 'iterate' | 'scan'> {}
