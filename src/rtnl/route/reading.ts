/** Routes (`ip route`). */

import { encode } from '../../netlink/codec/encode/encode.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { Kind } from '../collection.ts'
import { Collection } from '../collection.ts'
import { deviceName } from '../devices.ts'
import type { Fields } from '../fields.ts'
import { boolean, device, ipAddress, number, prefix, readFields, word } from '../fields.ts'
import { parsePrefix } from '../prefix.ts'
import type { Requester } from '../requester.ts'
import type { Route } from '../shapes.ts'
import { routeShape } from '../shapes.ts'
import { family } from '../tables/family.ts'
import { messageTypes } from '../tables/index.ts'
import { ipProtocol } from '../tables/ip-protocol.ts'
import { routeProtocol, routeScope, routeTable, routeType } from '../tables/route-words.ts'
import type { RouteMessage } from './tables/route.ts'
import { route } from './tables/route.ts'

export interface RouteFilter {
  /** `inet`, `inet6` or `mpls`; the kernel filters by it, as by the table, the link, the protocol and the type. */
  readonly family?: string | undefined
  /** `main`, `local`, `default` or a number. */
  readonly table?: string | number | undefined
  /** Name or index of a link that packets leave by; of a route with several next hops, one of them is enough. */
  readonly dev?: string | number | undefined
  /** `kernel`, `static`, `boot`, ... */
  readonly protocol?: string | number | undefined
  /** `unicast`, `local`, `blackhole`, ... */
  readonly type?: string | number | undefined
  /** A prefix, or `default`. */
  readonly dst?: string | undefined
  /** Address of a next hop; of a route with several, one of them is enough. */
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

interface Hop {
  readonly gateway?: string | undefined
  readonly via?: { readonly address: string } | undefined
}

/** Whether a next hop of the route has this link and this address, where they are given. */
const leavesBy = (route: Route, oif: number | undefined, gateway: string | undefined): boolean => {
  const fits = (index: number | undefined, hop: Hop): boolean =>
    (oif === undefined || index === oif) &&
    (gateway === undefined || hop.gateway === gateway || hop.via?.address === gateway)
  return fits(route.oif, route) || (route.multipath ?? []).some((hop) => fits(hop.header.ifindex, hop))
}

const LABELS = /^\d+(\/\d+)*$/

const FILTER: Fields<RouteFilter> = {
  family: word(family),
  table: word(routeTable),
  dev: device,
  protocol: word(routeProtocol),
  type: word(routeType),
  // labels of MPLS are no prefix
  dst: (value, path) => (typeof value === 'string' && LABELS.test(value) ? value : prefix(value, path)),
  gateway: ipAddress,
  scope: word(routeScope),
}

/** Family of the routes that are asked for: the destination has one, and `default` none. */
const familyOfFilter = (given: string | undefined, dst: string | undefined): string | undefined => {
  if (dst === undefined || dst === 'default') return given
  const own = LABELS.test(dst) ? 'mpls' : parsePrefix(dst, 'dst').family
  if (given === undefined || given === own) return own
  throw new EncodeError('dst', `a destination of family ${given}`, dst)
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

/** IPv4's answer where a table has never had a route; tables are made by their first. */
const ENOENT = 2

export const routeKind: Kind<Route, RouteFilter> = {
  name: 'routes',
  node: route,
  shape: routeShape,
  type: messageTypes.RTM_GETROUTE.type,
  named: true,
  finish: (value, names) => withDev(value, value.oif === undefined ? undefined : names.get(value.oif)),
  nothing: ENOENT,
  question: async (filter, index) => {
    const { dev, gateway, family: given, ...fields } = readFields(filter, FILTER)
    const asked = familyOfFilter(given, filter.dst)
    const { table, protocol, type } = fields
    const oif = dev === undefined ? undefined : await index(dev)
    const wanted = Object.entries(fields)
    const all = wanted.length === 0 && oif === undefined && gateway === undefined
    const matches = (found: Route): boolean =>
      wanted.every(([key, value]) => found[key as keyof Route] === value) &&
      ((oif === undefined && gateway === undefined) || leavesBy(found, oif, gateway))
    const header = { family: asked ?? 'unspec', protocol: protocol ?? 0, type: type ?? 0 }
    const wire = asked === undefined ? undefined : (family.numbers[asked] ?? Number(asked))
    return { request: { header, table, oif }, matches: all ? undefined : matches, family: wire }
  },
}

export class Routes extends Collection<Route, RouteFilter, RouteMessage> {
  constructor(requester: Requester) {
    super(requester, routeKind)
  }

  /** Which way a packet to the destination would take: the kernel's own decision. Rejects with KernelError ENETUNREACH and the like. */
  async get(destination: string, query: RouteQuery = {}, options: RequestOptions = {}): Promise<Route> {
    const asked = this.check('get', options)
    const to = parsePrefix(destination, 'destination')
    const { from, dev, iif, tos = 0, fibMatch, ...rest } = readFields(query, QUERY)
    const source = from === undefined ? undefined : parsePrefix(from, 'from')
    if (source !== undefined && source.family !== to.family)
      throw new EncodeError('from', 'an address of the family of the destination', from)
    const header = {
      family: to.family,
      dstLen: to.length,
      srcLen: source?.length ?? 0,
      tos,
      // IPv6 tells the table unasked, and refuses to be asked.
      flags: [...(to.family === 'inet' ? ['lookup_table'] : []), ...(fibMatch === true ? ['fib_match'] : [])],
    }
    const oif = dev === undefined ? undefined : await this.index(dev, asked)
    const incoming = iif === undefined ? undefined : await this.index(iif, asked)
    const request = { header, dst: to.address, src: from, oif, iif: incoming, ...rest }
    const payload = encode(route, request as unknown as RouteMessage, { order: this.requester.order })
    const found = await this.requester.ask(this.kind.type, payload, this.reader, { ...asked, target: destination })
    return withDev(found, found.oif === undefined ? undefined : await deviceName(this.requester, found.oif))
  }
}
