import type { Requester } from '../../client/requester.ts'
import type { NetlinkSocket } from '../../netlink/socket/socket.ts'

/** The methods of a socket that reading and changing rules call. Tests pass other objects that have them. */
export interface NetfilterRequester extends Requester, Pick<NetlinkSocket, 'atomic'> {}
