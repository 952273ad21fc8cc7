/** Lookups: requests for the route that a packet would take (`ip route get`). */

import type { Fields } from '../../client/fields.ts'
import { boolean, ipAddress, number, readFields, word } from '../../client/fields.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Query } from '../../netlink/codec/query.ts'
import { device } from '../fields.ts'
import { parsePrefix } from '../prefix.ts'
import { ipProtocol } from '../tables/ip-protocol.ts'
import type { RouteMessage } from './tables/route.ts'

/**
 * The fields of the packet, in addition to its destination, and options of the lookup. Fields that are left out have
 * the kernel's defaults.
 */
export interface RouteQuery {
  /** Source address. */
  readonly from?: string | undefined
  /** The link that the packet must leave through (name or index). */
  readonly dev?: string | number | undefined
  /** The link that has received the packet (name or index), for the route of a forwarded packet. */
  readonly iif?: string | number | undefined
  /** The packet's mark, which rules may match (fwmark). Default: 0. */
  readonly mark?: number | undefined
  /** The TOS byte. Default: 0. */
  readonly tos?: number | undefined
  /** The user of the socket, which rules may match. Default: that of this process, unless `iif` is given. */
  readonly uid?: number | undefined
  /** Transport protocol: `tcp`, `udp`, `icmp`, ... or a number. */
  readonly ipProto?: string | number | undefined
  /** Source port. */
  readonly sport?: number | undefined
  /** Destination port. */
  readonly dport?: number | undefined
  /** Resolves with the matching route of the table instead of the result for this destination. Default: false. */
  readonly fibMatch?: boolean | undefined
}

const QUERY: Fields<RouteQuery> = {
  from: ipAddress,
  dev: device,
  iif: device,
  mark: number(),
  tos: number(0xff),
  uid: number(),
  ipProto: word(ipProtocol),
  sport: number(0xffff),
  dport: number(0xffff),
  fibMatch: boolean,
}

/** The request of a lookup, and the links whose indexes must be added to it. */
export interface Lookup {
  readonly request: Query<RouteMessage>
  readonly dev: string | number | undefined
  readonly iif: string | number | undefined
}

/** Makes the request of a lookup, without the indexes of its links. Throws EncodeError for an unknown or invalid field. */
export const readLookup = (destination: string, query: RouteQuery): Lookup => {
  const to = parsePrefix(destination, 'destination')
  const { from, dev, iif, tos = 0, fibMatch, ipProto, ...rest } = readFields(query, QUERY)
  const source = from === undefined ? undefined : parsePrefix(from, 'from')
  if (source !== undefined && source.family !== to.family)
    throw new EncodeError('from', 'an address of the family of the destination', from)
  const flags: RouteMessage['header']['flags'] = [
    // IPv6 always reports the table, and refuses RTM_F_LOOKUP_TABLE.
    ...(to.family === 'inet' ? ['lookup_table' as const] : []),
    ...(fibMatch === true ? ['fib_match' as const] : []),
  ]
  const header = { family: to.family, dstLen: to.length, srcLen: source?.length ?? 0, tos, flags }
  // `readFields` has checked the word.
  const protocol = ipProto as RouteMessage['ipProto']
  return { request: { header, dst: to.address, src: from, ipProto: protocol, ...rest }, dev, iif }
}
