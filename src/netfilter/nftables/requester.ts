import type { NetlinkSocket } from '../../netlink/socket/socket.ts'

/** What reading and changing rules need of a socket; whatever has these can stand for one. */
export interface NetfilterRequester extends Pick<NetlinkSocket, 'order' | 'ask' | 'dump' | 'request' | 'atomic'> {}
