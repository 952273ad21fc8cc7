/** Routes (`ip route`). */

import { encode } from '../netlink/codec/encode.ts'
import type { RequestOptions } from '../netlink/exchange.ts'
import type { Asker } from './asker.ts'
import type { Kind } from './collection.ts'
import { Collection } from './collection.ts'
import { deviceName } from './devices.ts'
import { parsePrefix } from './prefix.ts'
import type { Route } from './shapes.ts'
import { routeShape } from './shapes.ts'
import { messageTypes } from './tables/index.ts'
import type { RouteMessage } from './tables/route.ts'
import { route } from './tables/route.ts'

export interface RouteFilter {
  /** `inet`, `inet6` or `mpls`; the kernel filters by it, as by the table, the link, the protocol and the type. */
  readonly family?: string | undefined
  /** `main`, `local`, `default` or a number. */
  readonly table?: string | number | undefined
  /** Name or index of the link that packets leave by. */
  readonly dev?: string | number | undefined
  /** `kernel`, `static`, `boot`, ... */
  readonly protocol?: string | number | undefined
  /** `unicast`, `local`, `blackhole`, ... */
  readonly type?: string | number | undefined
  /** A prefix, or `default`. */
  readonly dst?: string | undefined
  readonly gateway?: string | undefined
  readonly scope?: string | number | undefined
}

/** What the kernel is told besides the destination when it is asked where a packet would go. */
export interface RouteQuery {
  /** Source address. */
  readonly from?: string | undefined
  /** Link that the packet leaves by. */
  readonly dev?: string | number | undefined
  /** Link that the packet has come in by, for one that is forwarded. */
  readonly iif?: string | number | undefined
  readonly mark?: number | undefined
  readonly tos?: number | undefined
  readonly uid?: number | undefined
  readonly ipProto?: string | number | undefined
  readonly sport?: number | undefined
  readonly dport?: number | undefined
  /** The route of the table that matched instead of the one made for this destination. */
  readonly fibMatch?: boolean | undefined
}

/** One bit has two names: in the answer to an IPv4 lookup (`cloned`) it says that the destination is multicast. */
const flagsOf = ({ family, flags }: Route): Route['flags'] =>
  family === 'inet' && flags.includes('cloned')
    ? flags.map((word) => (word === 'rt_offload_failed' ? 'mc' : word))
    : flags

const withDev = (value: Route, dev: string | undefined): Route => {
  const changed = value as { -readonly [K in keyof Route]: Route[K] }
  if (dev !== undefined) changed.dev = dev
  if (value.flags.length > 1) changed.flags = flagsOf(value)
  return value
}

export const routeKind: Kind<Route, RouteFilter> = {
  node: route,
  shape: routeShape,
  type: messageTypes.RTM_GETROUTE.type,
  named: true,
  finish: (value, names) => withDev(value, value.oif === undefined ? undefined : names.get(value.oif)),
  question: async (filter, index) => {
    const { family, table, dev, protocol, type, ...rest } = filter
    const oif = dev === undefined ? undefined : await index(dev)
    const header = { family: family ?? 'unspec', protocol: protocol ?? 0, type: type ?? 0 }
    const wanted = Object.entries({ ...rest, family, table, protocol, type, oif }).filter(
      ([, value]) => value !== undefined,
    )
    const matches = (found: Route): boolean => wanted.every(([key, value]) => found[key as keyof Route] === value)
    return { request: { header, table, oif }, matches: wanted.length === 0 ? undefined : matches }
  },
}

export class Routes extends Collection<Route, RouteFilter, RouteMessage> {
  constructor(asker: Asker) {
    super(asker, routeKind)
  }

  /** Which way a packet to the destination would take: the kernel's own decision. Rejects with KernelError ENETUNREACH and the like. */
  async get(destination: string, query: RouteQuery = {}, options: RequestOptions = {}): Promise<Route> {
    const to = parsePrefix(destination, 'destination')
    const from = query.from === undefined ? undefined : parsePrefix(query.from, 'from')
    const request = {
      header: {
        family: to.family,
        dstLen: to.length,
        srcLen: from?.length ?? 0,
        tos: query.tos ?? 0,
        // IPv6 tells the table unasked, and refuses to be asked.
        flags: [...(to.family === 'inet' ? ['lookup_table'] : []), ...(query.fibMatch === true ? ['fib_match'] : [])],
      },
      dst: to.address,
      src: from?.address,
      oif: query.dev === undefined ? undefined : await this.index(query.dev, options),
      iif: query.iif === undefined ? undefined : await this.index(query.iif, options),
      mark: query.mark,
      uid: query.uid,
      ipProto: query.ipProto,
      sport: query.sport,
      dport: query.dport,
    }
    const payload = encode(route, request as unknown as RouteMessage, { order: this.asker.order })
    const found = await this.asker.ask(this.kind.type, payload, this.reader, { ...options, target: destination })
    return withDev(found, found.oif === undefined ? undefined : await deviceName(this.asker, found.oif))
  }
}
